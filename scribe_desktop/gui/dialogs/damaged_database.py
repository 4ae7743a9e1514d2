"""The database is damaged: what happened, what can be put back and what that would lose, and the choices."""

from __future__ import annotations

import threading
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QDialog, QFileDialog, QFrame, QVBoxLayout, QWidget

from scribe_desktop.domain.backup import Backup, BackupCheck
from scribe_desktop.errors import ScribeError
from scribe_desktop.gui.background import BackgroundCalls
from scribe_desktop.gui.dialogs.long_work import unless_interrupted
from scribe_desktop.gui.dialogs.parts import Dress, Strip, Tasks, dialog_button, footer
from scribe_desktop.gui.dialogs.settings_dialog_data_words import holds
from scribe_desktop.gui.icons import Icons
from scribe_desktop.gui.theme import ThemeController
from scribe_desktop.gui.views.widgets import label, row_of
from scribe_desktop.gui.wording import Tone, moment, tr

if TYPE_CHECKING:
    from scribe_desktop.services.upkeep import Upkeep

Found = tuple[Backup, BackupCheck] | None


class DamagedDatabaseDialog(QDialog):
    """Looks for the newest good backup in the background, and offers it. Nothing is changed by the dialog itself.

    Signals:
        restore_wanted(Path): put this file in place.
        empty_wanted(): start with an empty database.
        quit_wanted(): do nothing, and close the program.
    """

    restore_wanted = Signal(object)
    empty_wanted = Signal()
    quit_wanted = Signal()

    def __init__(
        self,
        upkeep: Upkeep,
        background: BackgroundCalls,
        theme: ThemeController,
        icons: Icons,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Scribe"))
        self.setMinimumWidth(620)
        Dress(self, theme)
        self._upkeep = upkeep
        self._tasks = Tasks(background, self)
        self._stop = threading.Event()
        self._found: Found = None
        self.backup_line = label(tr("Looking for the newest good backup…"), name="heading")
        self.backup_text = label("", muted=True)
        self.strip = Strip(icons, theme)
        self.restore_button = dialog_button(tr("Restore the backup"), primary=True)
        self.restore_button.setEnabled(False)
        self.restore_button.clicked.connect(self._restore)
        self.file_button = dialog_button(tr("Restore from a file…"))
        self.file_button.clicked.connect(self._choose_file)
        self.empty_button = dialog_button(tr("Start empty, keep the damaged file"))
        self.empty_button.clicked.connect(lambda: self._leave(self.empty_wanted.emit))
        self.quit_button = dialog_button(tr("Quit"))
        self.quit_button.clicked.connect(self.reject)
        self._lay_out()

    def showEvent(self, event: QShowEvent) -> None:
        """Look for the backup."""
        super().showEvent(event)
        self._tasks.run(self._look, self._on_found, self._on_failed, key="newest")

    def reject(self) -> None:
        """Closing the dialog is no answer: nothing is changed, and the program ends."""
        self._leave(self.quit_wanted.emit)

    def _look(self) -> tuple[Found, datetime | None]:
        """The newest good backup, and when the damaged database was last written to."""
        found = unless_interrupted(lambda: self._upkeep.backups.newest_good(self._stop))
        return found, _last_written(self._upkeep.paths.database)

    def _on_found(self, result: tuple[Found, datetime | None]) -> None:
        self._found, written = result
        now = self._upkeep.clock.now()
        if self._found is None:
            self.backup_line.setText(tr("There is no good backup."))
            self.backup_text.setText(
                tr("You can put back a copy that you made yourself, or start empty. The damaged file is kept.")
            )
            self.restore_button.hide()
            self._make_room()
            return
        backup, check = self._found
        made = moment(backup.at, now)
        self.backup_line.setText(tr("Backup of {moment}").format(moment=made))
        lost = tr("What came after it is not in it.")
        if written is not None and written > backup.at and (until := moment(written, now)) != made:
            lost = tr("What was added or changed after it, until {moment}, is not in it.").format(moment=until)
        self.backup_text.setText(f"{holds(check)} {tr('It was checked and is whole.')} {lost}")
        self.restore_button.setText(tr("Restore the backup of {moment}").format(moment=made))
        self.restore_button.setAccessibleName(self.restore_button.text())
        self.restore_button.setEnabled(True)
        self.restore_button.setFocus()
        self._make_room()

    def _make_room(self) -> None:
        """As high as the words need: there are more of them than at first."""
        inner, outer = self._card.layout(), self.layout()
        assert inner is not None
        assert outer is not None
        for layout in (inner, outer):
            layout.invalidate()
            layout.activate()
        self.resize(self.width(), max(self.height(), outer.totalHeightForWidth(self.width())))

    def _on_failed(self, error: ScribeError) -> None:
        self.backup_line.setText(tr("The backups could not be read."))
        self.strip.say(error.message, Tone.DANGER)
        self._make_room()

    @Slot()
    def _restore(self) -> None:
        if self._found is not None:
            path = self._found[0].path
            self._leave(lambda: self.restore_wanted.emit(path))

    @Slot()
    def _choose_file(self) -> None:
        folder = str(self._upkeep.paths.backups)
        name, _ = QFileDialog.getOpenFileName(self, tr("Restore from a file"), folder, tr("Databases (*.db)"))
        if name:
            self.take_file(Path(name))

    def take_file(self, path: Path) -> None:
        """Restore from this file, when it is good."""
        self.strip.say(tr("Checking the file…"), Tone.ACCENT)
        self._tasks.run(
            lambda: self._upkeep.backups.check(path), lambda check: self._on_checked(path, check), self._on_failed
        )

    def _on_checked(self, path: Path, check: BackupCheck) -> None:
        if check.good:
            self._leave(lambda: self.restore_wanted.emit(path))
        else:
            words = tr("{file} cannot be put in place.").format(file=path.name)
            self.strip.say(f"{words} {check.problem}", Tone.DANGER)
            self._make_room()

    def _leave(self, then: object) -> None:
        self._stop.set()
        super().reject()
        if callable(then):
            then()

    def _lay_out(self) -> None:
        card = self._card = QFrame()
        card.setProperty("card", True)
        inside = QVBoxLayout(card)
        inside.setContentsMargins(16, 12, 16, 14)
        inside.setSpacing(4)
        inside.addWidget(self.backup_line)
        inside.addWidget(self.backup_text)
        body = QVBoxLayout()
        body.setContentsMargins(26, 22, 26, 18)
        body.setSpacing(12)
        body.addWidget(label(tr("Your data file is damaged"), name="title"))
        words = tr(
            "{file} cannot be read any more, for example after a fault of the disk. Nothing was changed or deleted. "
            "Whatever you choose, the damaged file is kept beside it in a folder of its own."
        )
        body.addWidget(label(words.format(file=self._upkeep.paths.database)))
        body.addWidget(card)
        body.addWidget(self.strip)
        body.addLayout(row_of(self.file_button))
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addLayout(body, 1)
        outer.addWidget(footer(self.quit_button, right=(self.empty_button, self.restore_button)))


def _last_written(database: Path) -> datetime | None:
    times = []
    for suffix in ("", "-wal"):
        try:
            times.append(database.with_name(database.name + suffix).stat().st_mtime)
        except OSError:
            continue
    return datetime.fromtimestamp(max(times), UTC) if times else None
