"""Above the drafts that are ready: how many they are, and one button to approve them all."""

from __future__ import annotations

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFrame, QHBoxLayout

from scribe_desktop.gui.views.widgets import ActionButton, label
from scribe_desktop.gui.wording import number, tr


class ReadyBar(QFrame):
    """Shown in the place of ready drafts, while there are any."""

    def __init__(self, approve_all: QAction) -> None:
        super().__init__()
        self.setObjectName("undo")
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 6, 10, 6)
        row.setSpacing(10)
        self._words = label("")
        self.button = ActionButton(approve_all)
        row.addWidget(self._words, 1)
        row.addWidget(self.button)
        self.hide()

    @property
    def text(self) -> str:
        """What it says."""
        return self._words.text()

    def show_count(self, ready: int) -> None:
        """Say how many are ready; none hides the bar."""
        one, many = tr("1 draft is ready"), tr("{count} drafts are ready")
        self._words.setText(one if ready == 1 else many.format(count=number(ready)))
        self.setVisible(ready > 0)
