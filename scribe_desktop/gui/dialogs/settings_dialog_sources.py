"""Check boxes with a line each, for the settings' page about research."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from scribe_desktop.gui.views.widgets import label

INDENT = 26
"""Of the line below a check box, so that it stands under its words."""


class SourceBoxes(QWidget):
    """Check boxes, any number of which may be on, each with a line that says what it is.

    Args:
        choices: value, name and line of each.

    Signals:
        changed(): the person switched one.
    """

    changed = Signal()

    def __init__(self, choices: Sequence[tuple[str, str, str]]) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 6, 0, 2)
        column.setSpacing(1)
        self.boxes: dict[str, QCheckBox] = {}
        for place, (value, name, line) in enumerate(choices):
            box = QCheckBox(name)
            box.setAccessibleDescription(line)
            box.toggled.connect(lambda on: self.changed.emit())
            self.boxes[value] = box
            if place:
                column.addSpacing(5)
            column.addWidget(box)
            below = label(line, small=True)
            below.setContentsMargins(INDENT, 0, 0, 0)
            column.addWidget(below)
        self.setFocusProxy(next(iter(self.boxes.values())))

    @property
    def chosen(self) -> tuple[str, ...]:
        """The values that are on."""
        return tuple(value for value, box in self.boxes.items() if box.isChecked())

    def choose(self, values: Collection[str]) -> None:
        """Switch on these, and no others."""
        for value, box in self.boxes.items():
            box.setChecked(value in values)
