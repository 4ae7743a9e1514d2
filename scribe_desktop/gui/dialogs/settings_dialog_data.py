"""The settings' data page: the folder, backups, everything as plain files, and erasing all of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from PySide6.QtCore import QStandardPaths, Qt, QUrl, Signal, Slot
from PySide6.QtGui import QDesktopServices, QHideEvent
from PySide6.QtWidgets import (
    QFileDialog,
    QInputDialog,
    QLineEdit,
    QProgressBar,
    QWidget,
)

from scribe_desktop.config.paths import DATA_DIR_VARIABLE
from scribe_desktop.config.settings import Settings
from scribe_desktop.errors import ScribeError
from scribe_desktop.gui.dialogs.long_work import LongWork, unless_stopped
from scribe_desktop.gui.dialogs.parts import Strip, Surroundings, Tasks, dialog_button
from scribe_desktop.gui.dialogs.settings_dialog_backups import BackupsPart
from scribe_desktop.gui.dialogs.settings_dialog_pages import Page
from scribe_desktop.gui.dialogs.settings_dialog_retention import RetentionField
from scribe_desktop.gui.dialogs.settings_dialog_sent_mail import SentMailPart
from scribe_desktop.gui.views.widgets import label, row_of, rule
from scribe_desktop.gui.wording import Tone, tr
from scribe_desktop.services.erase import CONFIRMATION


class DataPage(Page):
    """Where everything is kept. What is done here takes effect at once, but for how long people are kept.

    Signals:
        restore_wanted(Path): the person agreed to put this backup in place.
        erase_wanted(): the person agreed to delete everything.
    """

    restore_wanted = Signal(object)
    erase_wanted = Signal()

    def __init__(
        self,
        surroundings: Surroundings,
        environment: Mapping[str, str],
        open_url: Callable[[QUrl], object] | None = None,
    ) -> None:
        super().__init__("data", tr("Data"), tr("People, drafts and saved pages are kept here, on this computer."))
        self._context = surroundings.context
        self._tasks = Tasks(surroundings.background, self)
        self._open_url = open_url or QDesktopServices.openUrl
        self._export: LongWork | None = None
        self._add_folder(environment)
        self.said, self.told = (Strip(surroundings.icons, surroundings.theme) for _ in range(2))
        self.column.addWidget(self.said)
        if not surroundings.context.demo:
            self._add_backups(surroundings)
            self._add_retention(surroundings)
        self._add_sent_mail(surroundings)
        self._add_export()
        if not surroundings.context.demo:
            self._add_erase()
        self.column.addStretch(1)

    def load(self, settings: Settings) -> None:
        """Show how long people are kept; nothing else here is a setting."""
        if not self._context.demo:
            self.retention.load(settings.keep_months)

    def values(self) -> dict[str, Any]:
        """What the person chose."""
        return {} if self._context.demo else {"keep_months": self.retention.months}

    def stop(self) -> None:
        """Give up what is under way: the dialog closes."""
        if not self._context.demo:
            self.backups.stop()
        if self._export is not None:
            self._export.stop()
        self.sent_mail.stop()

    # --- export and erase ----------------------------------------------------------------------

    @Slot()
    def _choose_export(self) -> None:
        documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        suggested = str(Path(documents or Path.home()) / "scribe-export.zip")
        name, _ = QFileDialog.getSaveFileName(
            self, tr("Export everything"), suggested, tr("Zip files (*.zip)"),
            options=QFileDialog.Option.DontConfirmOverwrite,
        )  # fmt: skip
        if name:
            self.export(Path(name if name.lower().endswith(".zip") else f"{name}.zip"))

    def export(self, target: Path) -> None:
        """Write everything there, in the background."""
        work = self._export = LongWork()
        work.moved.connect(self._on_moved)
        self.progress.setValue(0)
        self._show_exporting(True)
        self.told.say(tr("Writing everything to {path}…").format(path=target), Tone.ACCENT)
        export_all = self._context.export_all

        def write() -> bool:
            return unless_stopped(lambda: export_all(target, work.tell)) is not None

        self._tasks.run(write, lambda whole: self._on_exported(target, whole), self._on_export_failed)

    @Slot()
    def stop_export(self) -> None:
        """Give it up; nothing of it is left."""
        if self._export is not None:
            self._export.stop()

    @Slot(float)
    def _on_moved(self, share: float) -> None:
        self.progress.setValue(round(share * 1000))

    def _on_exported(self, target: Path, whole: bool) -> None:
        self._show_exporting(False)
        if whole:
            self.told.say(tr("Everything is in {path}.").format(path=target), Tone.SUCCESS)
        else:
            self.told.say(tr("The export was stopped; nothing of it is left."), Tone.WARNING)

    def _on_export_failed(self, error: ScribeError) -> None:
        self._show_exporting(False)
        self.told.say(error.message, Tone.DANGER)

    def _show_exporting(self, exporting: bool) -> None:
        self.export_button.setEnabled(not exporting)
        self.progress.setVisible(exporting)
        self.stop_button.setVisible(exporting)

    @Slot()
    def ask_to_erase(self) -> None:
        """Have the word typed, then ask for it to be done."""
        dialog = QInputDialog(self.window())
        dialog.setWindowTitle(tr("Erase everything"))
        words = tr(
            "This deletes for good all people, drafts, templates, backups, settings and logs in\n{folder}\nand the "
            "keys that Scribe keeps in this computer's keyring.\n\nType {word} to go on:"
        )
        dialog.setLabelText(words.format(folder=self._context.paths.root, word=CONFIRMATION))
        dialog.setOkButtonText(tr("Erase everything"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.textValueSelected.connect(self._on_typed)
        dialog.open()
        if (layout := dialog.layout()) is not None:  # there is none before
            layout.setContentsMargins(20, 18, 20, 14)
            layout.setSpacing(10)

    @Slot(str)
    def _on_typed(self, text: str) -> None:
        if text.strip() == CONFIRMATION:
            self.erase_wanted.emit()
        else:
            self.told.say(tr("Nothing was deleted: the word was not {word}.").format(word=CONFIRMATION), Tone.WARNING)

    def hideEvent(self, event: QHideEvent) -> None:
        """What was said was said to who looked."""
        super().hideEvent(event)
        if self._export is None or self.export_button.isEnabled():
            for one in (self.said, self.told):
                one.say("")

    # --- laying out ----------------------------------------------------------------------------

    def _add_folder(self, environment: Mapping[str, str]) -> None:
        root = self._context.paths.root
        self.folder = QLineEdit(str(root))
        self.folder.setReadOnly(True)
        self.folder.setCursorPosition(0)
        decided = bool(environment.get(DATA_DIR_VARIABLE))
        hint = tr("Set by {variable}.").format(variable=DATA_DIR_VARIABLE) if decided else ""
        self.add("folder", tr("&Folder"), self.folder, hint)
        self.open_button = dialog_button(tr("Open the folder"))
        self.open_button.clicked.connect(lambda: self._open_url(QUrl.fromLocalFile(str(root))))
        self.column.addLayout(row_of(self.open_button))

    def _section(self, title: str, text: str) -> None:
        self.column.addSpacing(6)
        self.column.addWidget(rule())
        self.column.addWidget(label(title, name="heading"))
        self.column.addWidget(label(text, muted=True))

    def _add_backups(self, surroundings: Surroundings) -> None:
        words = tr(
            "Made every half hour while Scribe works and something changed, and before each new version. All of two "
            "days are kept, then 12 daily, 10 weekly and 9 monthly ones."
        )
        self._section(tr("Backups"), words)
        self.backups = BackupsPart(surroundings, self.said)
        self.backups.restore_wanted.connect(self.restore_wanted)
        self.column.addWidget(self.backups)

    def _add_retention(self, surroundings: Surroundings) -> None:
        words = tr(
            "People who are finished can be forgotten after some time, with their drafts, what was found and who was "
            "asked. Who waits is never forgotten, nor a draft that was changed or approved since. A backup is made "
            "first; backups keep them for longer. Scribe no longer knows then that you wrote to them."
        )
        self._section(tr("Finished people"), words)
        self.retention = RetentionField(self, surroundings)

    def _add_sent_mail(self, surroundings: Surroundings) -> None:
        self.sent_mail = SentMailPart(surroundings)
        self.column.addSpacing(6)
        self.column.addWidget(rule())
        self.column.addWidget(self.sent_mail)

    def _add_export(self) -> None:
        words = tr(
            "Everything as plain files that need no Scribe: people, drafts with their sources, templates, the privacy "
            "ledger and your settings. Keys and passwords are not among them."
        )
        self._section(tr("Everything as files"), words)
        self.export_button = dialog_button(tr("Export everything…"))
        self.export_button.clicked.connect(self._choose_export)
        self.progress = QProgressBar()
        self.progress.setRange(0, 1000)
        self.progress.setTextVisible(False)
        self.progress.setAccessibleName(tr("How much is written"))
        self.stop_button = dialog_button(tr("Stop"))
        self.stop_button.clicked.connect(self.stop_export)
        self.column.addLayout(row_of(self.export_button, self.stop_button))
        self.column.addWidget(self.progress)
        self.column.addWidget(self.told)
        self._show_exporting(False)

    def _add_erase(self) -> None:
        words = tr("Deletes all of it for good, the backups too, and the keys in the keyring; then Scribe closes.")
        self._section(tr("Erase everything"), words)
        self.erase_button = dialog_button(tr("Erase everything…"))
        self.erase_button.clicked.connect(self.ask_to_erase)
        self.column.addLayout(row_of(self.erase_button))


def connect_upkeep(page: DataPage, leave: Callable[[], object], window: QWidget, hooks: Any) -> None:
    """Join the page's wishes to the window: the settings close first, for the data is shut meanwhile."""

    def restore(path: Path) -> None:
        leave()
        hooks.restore(window, path)

    def erase() -> None:
        leave()
        hooks.erase(window)

    if hooks.restore is not None and hooks.erase is not None:
        page.restore_wanted.connect(restore)
        page.erase_wanted.connect(erase)
