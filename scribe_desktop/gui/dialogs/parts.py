"""What the dialogs share: their surroundings, style sheet, background work, strips, footers and fields."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QSize, Qt, Signal, Slot
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QAbstractSpinBox,
    QComboBox,
    QDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QStyle,
    QStyleOptionComboBox,
    QTableView,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

from scribe_desktop.config.paths import resources_dir
from scribe_desktop.errors import ScribeError
from scribe_desktop.gui.background import BackgroundCalls
from scribe_desktop.gui.icons import Icons
from scribe_desktop.gui.theme import ThemeController, style_sheet
from scribe_desktop.gui.views.widgets import button, label, restyle
from scribe_desktop.gui.wording import Tone

if TYPE_CHECKING:
    from scribe_desktop.gui.local_api import LocalApi
    from scribe_desktop.gui.main_window import MainWindow
    from scribe_desktop.services.app_context import AppContext


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a dialog needs of the window it stands over.

    `background` is for what may take seconds; there is no `local_api` in the demo.
    """

    context: AppContext
    background: BackgroundCalls
    theme: ThemeController
    icons: Icons
    local_api: LocalApi | None = None


def surroundings_of(window: MainWindow) -> Surroundings:
    """Those of a window with an open data folder."""
    session = window.session
    assert session is not None
    return Surroundings(session.context, session.slow, window.theme, window.icons, session.local_api)


def say_in(window: MainWindow, text: str) -> None:
    """A notice below the window's list."""
    if window.controller is not None:
        window.controller.say(text)


class Dress(QObject):
    """Keeps the dialogs' own style sheet on a dialog, in the colours of the theme in force."""

    def __init__(self, dialog: QDialog, theme: ThemeController) -> None:
        super().__init__(dialog)
        self._dialog = dialog
        self._theme = theme
        self._template = (resources_dir() / "styles" / "dialogs.qss").read_text("utf-8")
        self._apply()
        theme.changed.connect(self._apply)

    @Slot()
    def _apply(self) -> None:
        tokens = self._theme.tokens
        template = self._template.replace("@theme", "dark" if tokens.dark else "light")
        self._dialog.setStyleSheet(style_sheet(template, tokens, resources_dir() / "icons"))


def resize_within_screen(dialog: QDialog, width: int, height: int) -> None:
    """Give a dialog its size, or what the screen has room for."""
    room = dialog.screen().availableSize() * 0.94
    dialog.resize(QSize(width, height).boundedTo(room))


class Tasks:
    """Background calls on behalf of a widget: what ends after the widget is gone is not delivered."""

    def __init__(self, background: BackgroundCalls, owner: QObject) -> None:
        self._background = background
        self._owner = owner

    def run(
        self,
        call: Callable[[], Any],
        done: Callable[[Any], object],
        failed: Callable[[ScribeError], object],
        key: str | None = None,
    ) -> None:
        """As BackgroundCalls.run; the key is the owner's own."""

        def deliver(to: Callable[[Any], object], what: Any) -> None:
            if isValid(self._owner):
                to(what)

        own_key = None if key is None else f"{key}-{id(self._owner)}"
        self._background.run(call, lambda result: deliver(done, result), lambda error: deliver(failed, error), own_key)


class Strip(QFrame):
    """One message on a coloured ground, with at most one thing to do about it.

    Signals:
        followed(): the person takes it.
    """

    followed = Signal()

    def __init__(self, icons: Icons, theme: ThemeController) -> None:
        super().__init__()
        self._icons = icons
        self._tone = Tone.WARNING
        self.setProperty("strip", True)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 9, 12, 9)
        row.setSpacing(9)
        self._sign = QLabel()
        self._text = label("")
        self._link = QPushButton()
        self._link.setCursor(Qt.CursorShape.PointingHandCursor)
        self._link.clicked.connect(self.followed)
        row.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._text, 1)
        row.addWidget(self._link, 0, Qt.AlignmentFlag.AlignTop)
        theme.changed.connect(self._paint)
        self.hide()

    @property
    def text(self) -> str:
        """What it says; empty while it is hidden."""
        return "" if self.isHidden() else self._text.text()

    @property
    def link(self) -> QPushButton:
        """What can be done about it."""
        return self._link

    def say(self, text: str, tone: Tone = Tone.WARNING, link: str = "") -> None:
        """Show a message; none hides the strip."""
        self._tone = tone
        self._text.setText(text)
        self._link.setText(link)
        self._link.setVisible(bool(link))
        self.setAccessibleName(text)
        restyle(self, tone=tone.value)
        for one in (self._text, self._link):
            restyle(one)
        self._paint()
        self.setVisible(bool(text))

    @Slot()
    def _paint(self) -> None:
        name = {Tone.ACCENT: "info", Tone.SUCCESS: "approved", Tone.DANGER: "failed"}.get(self._tone, "needs_review")
        self._sign.setPixmap(self._icons.pixmap(name, self._tone.value, 16, self.devicePixelRatioF()))


class Choice(QComboBox):
    """A combo box whose words end in dots where they do not fit; the wheel scrolls the page, not the choice."""

    def initStyleOption(self, option: QStyleOptionComboBox) -> None:
        """What does not fit ends in three dots."""
        super().initStyleOption(option)
        part = QStyle.SubControl.SC_ComboBoxEditField
        room = self.style().subControlRect(QStyle.ComplexControl.CC_ComboBox, option, part, self).width()
        option.currentText = option.fontMetrics.elidedText(option.currentText, Qt.TextElideMode.ElideRight, room)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave it to the page."""
        event.ignore()


def plain_table(table: QTableView, theme: ThemeController, row_height: int) -> None:
    """Give a table the look of the dialogs' tables: a clear header, no grid, nothing to edit."""
    table.setObjectName("table")
    table.setShowGrid(False)
    table.setWordWrap(False)
    table.setTabKeyNavigation(False)
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    table.verticalHeader().hide()
    table.verticalHeader().setDefaultSectionSize(row_height)
    header = table.horizontalHeader()
    header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    header.setFixedHeight(theme.tokens.header_height)
    header.setHighlightSections(False)


class Field(QWidget):
    """A control with a sentence below it when its value cannot be used, or when it cannot be changed here."""

    def __init__(self, control: QWidget, hint: str = "") -> None:
        super().__init__()
        self.control = control
        self._hint = hint
        if isinstance(control, QAbstractSpinBox):
            control.lineEdit().setTextMargins(6, 0, 0, 0)  # the style sheet does not reach the text of a number field
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(3)
        column.addWidget(control)
        self._below = label(hint, small=True)
        column.addWidget(self._below)
        self._below.setVisible(bool(hint))
        self.setFocusProxy(control)

    @property
    def sentence(self) -> str:
        """What stands below the control."""
        return self._below.text() if self._below.isVisibleTo(self) else ""

    def say(self, wrong: str = "") -> None:
        """Say what is wrong; nothing puts the hint back."""
        self._below.setText(wrong or self._hint)
        self._below.setVisible(bool(wrong or self._hint))
        restyle(self._below, tone=Tone.DANGER.value if wrong else "", small=not wrong)
        restyle(self.control, wrong=bool(wrong))
        self.control.setAccessibleDescription(wrong or self._hint)

    def set_hint(self, hint: str) -> None:
        """Another line for below the control."""
        self._hint = hint
        self.say()

    def lock(self, hint: str) -> None:
        """Show that it is decided elsewhere."""
        self.control.setEnabled(False)
        self.set_hint(hint)


def footer(*left: QWidget, right: tuple[QWidget, ...]) -> QFrame:
    """The bottom of a dialog: buttons at both ends above a hairline. Tab reaches the left ones last."""
    frame = QFrame()
    frame.setObjectName("footer")
    row = QHBoxLayout(frame)
    row.setContentsMargins(20, 12, 20, 12)
    row.setSpacing(8)
    for one in left:
        row.addWidget(one)
    row.addStretch(1)
    for one in right:
        row.addWidget(one)
    return frame


def dialog_button(text: str, *, primary: bool = False) -> QPushButton:
    """A button that Enter presses only when it is primary."""
    made = button(text, primary=primary)
    made.setAutoDefault(False)
    made.setDefault(primary)
    return made
