"""What the local API's page and its dialogs share: text to copy, and a question before something ends for good."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtGui import QFontDatabase, QGuiApplication, QResizeEvent, QTextOption
from PySide6.QtWidgets import QMessageBox, QPlainTextEdit, QSizePolicy, QWidget

from scribe_desktop.gui.dialogs.parts import dialog_button
from scribe_desktop.gui.wording import tr

COPIED_MILLISECONDS = 2000


class CodeBox(QPlainTextEdit):
    """Text of fixed pitch to read and to copy, as high as its lines; `copy_button` is for the owner to place."""

    def __init__(self, name: str, *, primary: bool = False) -> None:
        super().__init__()
        self.setObjectName("code")
        self.setReadOnly(True)
        self.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.setTabChangesFocus(True)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(name)
        self.copy_button = dialog_button(tr("Copy"), primary=primary)
        self.copy_button.setAccessibleName(tr("Copy: {name}").format(name=name))
        self.copy_button.clicked.connect(self.copy_all)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(COPIED_MILLISECONDS)
        self._timer.timeout.connect(self._offer)

    @property
    def text(self) -> str:
        """What is copied."""
        return self.toPlainText()

    def set_text(self, text: str) -> None:
        """Show a text."""
        if text != self.text:
            self.setPlainText(text)
            self._offer()
            self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A narrower box has more lines."""
        super().resizeEvent(event)
        self._fit()

    @Slot()
    def copy_all(self) -> None:
        """Put all of it on the clipboard, and say so."""
        QGuiApplication.clipboard().setText(self.text)
        self.copy_button.setText(tr("Copied"))
        self._timer.start()

    @Slot()
    def _offer(self) -> None:
        self.copy_button.setText(tr("Copy"))

    def _fit(self) -> None:
        # The document of a plain text edit measures its height in lines.
        lines = max(1, round(self.document().size().height()))
        frame = self.height() - self.viewport().height() + 2 * round(self.document().documentMargin())
        self.setFixedHeight(lines * self.fontMetrics().lineSpacing() + frame)


def ask_first(parent: QWidget, question: str, consequence: str, yes: str, then: Callable[[], object]) -> QMessageBox:
    """Ask in a box over the parent's window; `then` is called when the person says yes."""
    box = QMessageBox(QMessageBox.Icon.NoIcon, tr("Scribe"), question, parent=parent.window())
    box.setInformativeText(consequence)
    box.setTextFormat(Qt.TextFormat.PlainText)
    agree = box.addButton(yes, QMessageBox.ButtonRole.AcceptRole)
    box.setDefaultButton(box.addButton(tr("Cancel"), QMessageBox.ButtonRole.RejectRole))
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.finished.connect(lambda _: then() if box.clickedButton() is agree else None)
    box.open()
    return box
