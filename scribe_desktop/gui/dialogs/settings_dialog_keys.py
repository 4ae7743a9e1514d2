"""A field for a key, and a button to forget the one that is kept."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from scribe_desktop.gui.dialogs.parts import dialog_button
from scribe_desktop.gui.wording import tr


class KeyBox(QWidget):
    """What the person does about a key. The key itself is read and kept by the keyring, never here.

    Args:
        name: which key, for the field's object name ("key-openalex").
    """

    def __init__(self, name: str) -> None:
        super().__init__()
        self._forget = False
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

    @property
    def forgotten(self) -> bool:
        """The kept key is to be forgotten, and none was typed in its place."""
        return self._forget and not self.typed

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
        self._forget = True
        self.field.clear()
        self.field.setPlaceholderText(tr("Forgotten when you save"))
        self.button.hide()
