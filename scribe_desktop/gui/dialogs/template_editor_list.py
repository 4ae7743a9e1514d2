"""The list of the library's entries at the left of the template editor."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QListWidget, QListWidgetItem

from scribe_desktop.domain.template_family import LibraryEntry
from scribe_desktop.gui.models.template_model import versions_word
from scribe_desktop.gui.wording import tr

_ENTRY = Qt.ItemDataRole.UserRole

TIP_CHARACTERS = 400
"""How much of a template's text its tool tip shows."""


class EntryList(QListWidget):
    """A list in which nothing is chosen until the person chooses: Qt takes the first row when the focus comes.

    Signals:
        chosen(LibraryEntry, before): the person chose an entry; `before` is the row chosen until then, or -1.
    """

    chosen = Signal(object, int)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("side")
        self.setAccessibleName(tr("Stored templates"))
        self.setWordWrap(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setResizeMode(QListWidget.ResizeMode.Adjust)
        self.currentItemChanged.connect(self._on_item)

    @property
    def entry(self) -> LibraryEntry | None:
        """The entry that is chosen."""
        item = self.currentItem()
        return None if item is None else item.data(_ENTRY)

    def show_entries(self, entries: Sequence[LibraryEntry], wanted: UUID | None) -> None:
        """Show these, and choose the one with this id, or with a text of this id; nobody is told."""
        blocked = self.blockSignals(True)
        self.clear()
        for one in entries:
            item = QListWidgetItem(one.title, self)
            item.setData(_ENTRY, one)
            item.setToolTip(f"{versions_word(one)}\n\n{one.source[:TIP_CHARACTERS]}")
            if wanted is not None and wanted in (one.id, one.template_id):
                self.setCurrentItem(item)
        self.blockSignals(blocked)

    def choose_row(self, row: int) -> None:
        """Choose a row, or nothing with -1; nobody is told."""
        blocked = self.blockSignals(True)
        self.setCurrentRow(row)
        self.blockSignals(blocked)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Take the focus, and leave what is chosen as it was."""
        chosen = self.currentRow()
        blocked = self.blockSignals(True)
        super().focusInEvent(event)
        self.setCurrentRow(chosen)
        self.blockSignals(blocked)

    @Slot(QListWidgetItem, QListWidgetItem)
    def _on_item(self, current: QListWidgetItem | None, previous: QListWidgetItem | None) -> None:
        if current is not None:
            self.chosen.emit(current.data(_ENTRY), self.row(previous) if previous is not None else -1)
