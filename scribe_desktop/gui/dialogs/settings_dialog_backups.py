"""The backups on the settings' data page: listed, made, checked, and put back when the person agrees."""

from __future__ import annotations

import threading
from pathlib import Path

from PySide6.QtCore import QStandardPaths, Signal, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFileDialog,
    QHeaderView,
    QMessageBox,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from scribe_desktop.domain.backup import Backup, BackupCheck
from scribe_desktop.errors import ScribeError
from scribe_desktop.gui.dialogs.long_work import unless_interrupted
from scribe_desktop.gui.dialogs.parts import Strip, Surroundings, Tasks, dialog_button, plain_table
from scribe_desktop.gui.dialogs.settings_dialog_api_parts import ask_first
from scribe_desktop.gui.dialogs.settings_dialog_data_words import holds, reason_word, size_words
from scribe_desktop.gui.theme import ThemeController
from scribe_desktop.gui.views.widgets import flow_of, label
from scribe_desktop.gui.wording import Tone, moment, number, tr

SHOWN_ROWS = 5
WIDTHS = (186, 90)
"""Pixels of the columns for the reason and the size; the time has the rest."""


class BackupsPart(QWidget):
    """The list and what can be done with it; what happens is said in the page's strip.

    Signals:
        restore_wanted(Path): the person agreed to put this backup in place.
    """

    restore_wanted = Signal(object)

    def __init__(self, surroundings: Surroundings, said: Strip) -> None:
        super().__init__()
        self._context = surroundings.context
        self._tasks = Tasks(surroundings.background, self)
        self._found: list[Backup] = []
        self._stop = threading.Event()
        self.said = said
        self.box: QMessageBox | None = None
        self._lay_out(surroundings.theme)

    def showEvent(self, event: QShowEvent) -> None:
        """Read the list."""
        super().showEvent(event)
        self.refresh()

    def stop(self) -> None:
        """Give up what is under way: the dialog closes."""
        self._stop.set()

    @Slot()
    def refresh(self) -> None:
        """Read the list of backups."""
        self._tasks.run(self._context.backups.find, self._on_list, self._on_failed, key="backups")

    @property
    def chosen(self) -> Backup | None:
        """The selected backup."""
        row = self.table.currentRow()
        return self._found[row] if 0 <= row < len(self._found) and self.table.selectedItems() else None

    @Slot()
    def back_up(self) -> None:
        """Make a backup now."""
        self.back_up_button.setEnabled(False)
        self.said.say(tr("Backing up…"), Tone.ACCENT)
        self._tasks.run(self._back_up, self._on_backed_up, self._on_failed)

    @Slot()
    def ask_to_restore(self) -> None:
        """Check the chosen backup, then ask."""
        if self.chosen is not None:
            self.check(self.chosen.path, moment(self.chosen.at, self._context.clock.now()))

    def check(self, path: Path, name: str) -> None:
        """Check a file, then ask whether to put it in place."""
        self.said.say(tr("Checking the backup…"), Tone.ACCENT)
        backups, stop = self._context.backups, self._stop
        self._tasks.run(
            lambda: unless_interrupted(lambda: backups.check(path, stop)),
            lambda check: self._on_checked(path, name, check),
            self._on_failed,
        )

    def _back_up(self) -> Backup | None:
        return unless_interrupted(lambda: self._context.backups.back_up(stop=self._stop))

    def _on_backed_up(self, made: Backup | None) -> None:
        self.back_up_button.setEnabled(True)
        if made is not None:
            words = tr("Backed up: {size}, whole and checked.").format(size=size_words(made.size))
            self.said.say(words, Tone.SUCCESS)
        self.refresh()

    def _on_checked(self, path: Path, name: str, check: BackupCheck | None) -> None:
        if check is None:
            return
        if not check.good:
            words = tr("{backup} cannot be put in place.").format(backup=name)
            self.said.say(f"{words} {check.problem}", Tone.DANGER)
            return
        self.said.say("")
        words = tr(
            "It has {contents} What came after it is not in it. The present database is set aside beside it and kept."
        )
        self.box = ask_first(
            self,
            tr("Restore the backup of {moment}?").format(moment=name),
            words.format(contents=holds(check)),
            tr("Restore"),
            lambda: self.restore_wanted.emit(path),
        )

    @Slot()
    def _choose_file(self) -> None:
        documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        name, _ = QFileDialog.getOpenFileName(self, tr("Restore from a file"), documents, tr("Databases (*.db)"))
        if name:
            self.check(Path(name), Path(name).name)

    def _on_list(self, found: list[Backup]) -> None:
        self._found = found
        now = self._context.clock.now()
        self.table.setRowCount(len(found))
        for row, one in enumerate(found):
            for column, text in enumerate((moment(one.at, now), reason_word(one.reason), size_words(one.size))):
                item = QTableWidgetItem(text)
                item.setToolTip(one.name)
                self.table.setItem(row, column, item)
        self._fit()
        if found:
            total = size_words(sum(one.size for one in found))
            words = tr("1 backup, {size}.") if len(found) == 1 else tr("{count} backups, {size}.")
            self.count.setText(words.format(count=number(len(found)), size=total))
        else:
            self.count.setText(tr("There is none yet."))

    def _fit(self) -> None:
        rows = self.table.rowCount()
        self.table.setVisible(rows > 0)
        height = self.table.verticalHeader().defaultSectionSize()
        self.table.setFixedHeight(self.table.horizontalHeader().height() + min(rows, SHOWN_ROWS) * height + 2)
        self._enable()

    @Slot()
    def _enable(self) -> None:
        self.restore_button.setEnabled(self.chosen is not None)

    def _on_failed(self, error: ScribeError) -> None:
        self.back_up_button.setEnabled(True)
        self.said.say(error.message, Tone.DANGER)

    def _lay_out(self, theme: ThemeController) -> None:
        self.table = QTableWidget(0, 3)
        self.table.setHorizontalHeaderLabels([tr("Made"), tr("Why"), tr("Size")])
        plain_table(self.table, theme, 30)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.setAccessibleName(tr("Backups"))
        header = self.table.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        for column, width in enumerate(WIDTHS, start=1):
            header.resizeSection(column, width)
        self.table.itemSelectionChanged.connect(self._enable)
        self.count = label("", muted=True, small=True)
        self.back_up_button = dialog_button(tr("Back up now"))
        self.back_up_button.clicked.connect(self.back_up)
        self.restore_button = dialog_button(tr("Restore…"))
        self.restore_button.setEnabled(False)
        self.restore_button.clicked.connect(self.ask_to_restore)
        self.file_button = dialog_button(tr("Restore from a file…"))
        self.file_button.clicked.connect(self._choose_file)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(12)
        layout.addWidget(self.table)
        layout.addWidget(self.count)
        layout.addLayout(flow_of(self.back_up_button, self.restore_button, self.file_button))
        self._fit()
