"""Parts of the settings' page about research: check boxes with a line each, and a field for a key."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from scribe_desktop.gui.dialogs.parts import dialog_button
from scribe_desktop.gui.views.widgets import label
from scribe_desktop.gui.wording import tr

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


class KeyBox(QWidget):
    """A field for a key, and a button to forget the one that is kept."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.forget = False
        self.field = QLineEdit()
        self.field.setObjectName(f"key-{name}")
        self.field.setEchoMode(QLineEdit.EchoMode.Password)
        self.button = dialog_button(tr("Forget the key"))
        self.button.clicked.connect(self._on_forget)
        self.button.hide()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.field, 1)
        row.addWidget(self.button)
        self.setFocusProxy(self.field)

    @property
    def typed(self) -> str:
        """The key that was typed; empty when none was, or it is decided elsewhere."""
        return self.field.text().strip() if self.isEnabled() else ""

    def setAccessibleName(self, name: str) -> None:
        """The name belongs to the field that has the focus."""
        super().setAccessibleName(name)
        self.field.setAccessibleName(name)

    def show_kept(self, kept: bool) -> None:
        """Say whether a key is kept."""
        self.button.setVisible(kept)
        self.field.setPlaceholderText(tr("A key is kept; type to replace it") if kept else "")

    @Slot()
    def _on_forget(self) -> None:
        self.forget = True
        self.field.clear()
        self.field.setPlaceholderText(tr("Forgotten when you save"))
        self.button.hide()
