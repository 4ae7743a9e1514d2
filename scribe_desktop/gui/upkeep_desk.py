"""Putting a backup in place, starting empty and erasing everything: what the window does while its data is shut."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QMessageBox

from scribe_desktop.domain.backup import Restored
from scribe_desktop.errors import DatabaseDamagedError, ScribeError
from scribe_desktop.gui.background import BackgroundCalls
from scribe_desktop.gui.closing import settle_unsaved
from scribe_desktop.gui.wording import tr

if TYPE_CHECKING:
    from scribe_desktop.gui.application import Application
    from scribe_desktop.gui.dialogs.damaged_database import DamagedDatabaseDialog
    from scribe_desktop.services.erase import Erased
    from scribe_desktop.services.upkeep import Upkeep


class UpkeepDesk(QObject):
    """Shuts the data folder, has the change made in the background, and opens the data again.

    Args:
        upkeep_of: the services of the person's own folder, or with True of the demo's.
        background: for looking at backups while the damaged database's dialog is open.
    """

    def __init__(
        self, application: Application, upkeep_of: Callable[[bool], Upkeep], background: BackgroundCalls
    ) -> None:
        super().__init__(application)
        self._application = application
        self._upkeep_of = upkeep_of
        self._background = background
        self.dialog: DamagedDatabaseDialog | None = None
        self.box: QMessageBox | None = None

    def repair(self, error: DatabaseDamagedError) -> None:
        """Let go of the damaged database, and ask what becomes of it."""
        if self.dialog is None and self._settled():
            self._application.shut_then(
                lambda: None, lambda _: self.offer(error), lambda failed: self._show_problem(failed)
            )

    def offer(self, error: DatabaseDamagedError) -> None:
        """The database could not be opened: say so, and offer what can be done."""
        from scribe_desktop.gui.dialogs.damaged_database import DamagedDatabaseDialog

        self._show_problem(error)
        if self.dialog is not None:
            return
        application = self._application
        window = application.window
        upkeep = self._upkeep_of(application.in_demo)
        self.dialog = DamagedDatabaseDialog(upkeep, self._background, window.theme, window.icons, window)
        self.dialog.restore_wanted.connect(self.restore)
        self.dialog.empty_wanted.connect(self.start_empty)
        self.dialog.quit_wanted.connect(window.close)
        self.dialog.finished.connect(self._forget_dialog)
        self.dialog.open()

    @Slot(object)
    def restore(self, source: Path) -> None:
        """Put this file in place of the database."""
        backups = self._upkeep_of(self._application.in_demo).backups
        self._replace(lambda: backups.restore(source), tr("Putting the backup in place…"))

    @Slot()
    def start_empty(self) -> None:
        """Set the database aside and begin anew."""
        backups = self._upkeep_of(self._application.in_demo).backups
        self._replace(backups.start_empty, tr("Setting the damaged file aside…"))

    @Slot()
    def erase(self) -> None:
        """Delete everything, then close."""
        if self._application.in_demo or not self._settled():
            return
        upkeep = self._upkeep_of(False)
        self._application.shut_then(upkeep.erase.erase, self._on_erased, self._show_problem, tr("Erasing…"))

    def _replace(self, change: Callable[[], Restored], words: str) -> None:
        if self._settled():
            self._application.shut_then(change, self._on_replaced, self._show_problem, words)

    def _on_replaced(self, restored: Restored) -> None:
        self._application.open_again(_what_was_done(restored))

    def _on_erased(self, erased: Erased) -> None:
        window = self._application.window
        window.forget_state()
        window.show_waiting(tr("Everything is erased."))
        self.box = QMessageBox(QMessageBox.Icon.NoIcon, tr("Scribe"), tr("Everything is erased."), parent=window)
        self.box.setInformativeText(erased.sentence)
        self.box.finished.connect(window.close)
        self.box.open()

    def _show_problem(self, error: ScribeError) -> None:
        self._application.window.show_problem(error, self._application.open_again)

    def _settled(self) -> bool:
        """Ask what becomes of words that were typed and not saved; False to stay."""
        window = self._application.window
        session, work = window.session, window.workspace
        return session is None or work is None or settle_unsaved(window, work.detail.draft, session.context.emails)

    @Slot()
    def _forget_dialog(self, *_: Any) -> None:
        self.dialog = None


def _what_was_done(restored: Restored) -> str:
    said = []
    if restored.aside is not None:
        said.append(tr("The database that was there before is kept in {folder}.").format(folder=restored.aside))
    if restored.tokens_ended:
        said.append(tr("Tokens of the local API were ended: make new ones in Settings."))
    return " ".join(said)
