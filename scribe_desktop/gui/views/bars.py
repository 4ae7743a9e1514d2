"""The bars: banners above the lists, a notice with Undo below them, and the line at the bottom of the window."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from scribe_desktop.gui.icons import Icons
from scribe_desktop.gui.theme import ThemeController
from scribe_desktop.gui.views.widgets import button, label, restyle
from scribe_desktop.gui.wording import Tone, tr

UNDO_MILLISECONDS = 10_000


@dataclass(frozen=True, slots=True)
class Banner:
    """What stands in the way, and the one action that helps; None when it mends itself or nothing can be done here."""

    key: str
    text: str
    tone: Tone = Tone.WARNING
    action: str | None = None
    on_action: Callable[[], object] | None = None
    closable: bool = False


class Banners(QWidget):
    """The banners in force, one line each, by key."""

    def __init__(self, icons: Icons, theme: ThemeController) -> None:
        super().__init__()
        self._icons = icons
        self._shown: dict[str, Banner] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        theme.changed.connect(self._build)
        self.hide()

    @property
    def keys(self) -> frozenset[str]:
        """The banners on show."""
        return frozenset(self._shown)

    def text_of(self, key: str) -> str:
        """The words of a banner on show; empty when it is not."""
        return self._shown[key].text if key in self._shown else ""

    def put(self, banner: Banner) -> None:
        """Show it, in place of an older one with its key."""
        self._shown[banner.key] = banner
        self._build()

    def remove(self, key: str) -> None:
        """Take it away, if it is there."""
        if self._shown.pop(key, None) is not None:
            self._build()

    @Slot()
    def _build(self) -> None:
        while (item := self._column.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for banner in self._shown.values():
            self._column.addWidget(self._frame(banner))
        self.setVisible(bool(self._shown))

    def _frame(self, banner: Banner) -> QFrame:
        frame = QFrame()
        frame.setProperty("banner", True)
        frame.setProperty("tone", banner.tone.value)
        frame.setAccessibleName(banner.text)
        row = QHBoxLayout(frame)
        row.setContentsMargins(14, 7, 10, 7)
        row.setSpacing(10)
        sign = QLabel()
        name = "info" if banner.tone is Tone.ACCENT else "needs_review"
        sign.setPixmap(self._icons.pixmap(name, banner.tone.value, 16, self.devicePixelRatioF()))
        row.addWidget(sign)
        row.addWidget(label(banner.text), 1)
        if banner.action and banner.on_action:
            act = button(banner.action)
            act.clicked.connect(banner.on_action)
            row.addWidget(act)
        if banner.closable:
            close = QToolButton()
            close.setObjectName("close")
            close.setIcon(self._icons.icon("close", "textMuted"))
            close.setIconSize(QSize(14, 14))
            close.setToolTip(tr("Close this message"))
            close.setAccessibleName(tr("Close this message"))
            close.clicked.connect(lambda checked=False, key=banner.key: self.remove(key))
            row.addWidget(close)
        return frame


class NoticeBar(QFrame):
    """Says what was just done, with one way back, for ten seconds.

    Signals:
        undone(): the person took the way back.
        expired(): the ten seconds are over.
    """

    undone = Signal()
    expired = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("undo")
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 5, 10, 5)
        self._text = label("")
        self._undo = button(tr("Undo"), quiet=True, tip=tr("Take it back (Ctrl+Z)"))
        self._undo.clicked.connect(self._on_undo)
        row.addWidget(self._text, 1)
        row.addWidget(self._undo)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(UNDO_MILLISECONDS)
        self._timer.timeout.connect(self.dismiss)
        self.hide()

    @property
    def text(self) -> str:
        """What it says."""
        return self._text.text()

    @property
    def undo_button(self) -> QPushButton:
        """The way back."""
        return self._undo

    def say(self, text: str, undoable: bool = False) -> None:
        """Show a notice in place of the last one."""
        self._text.setText(text)
        self.setAccessibleName(text)
        self._undo.setVisible(undoable)
        self.show()
        self._timer.start()

    @Slot()
    def dismiss(self) -> None:
        """Take it away."""
        self._timer.stop()
        self.hide()
        self.expired.emit()

    @Slot()
    def _on_undo(self) -> None:
        self._timer.stop()
        self.hide()
        self.undone.emit()


class StatusLine(QFrame):
    """Running or not, how far, how long still; with what the drafts are written; whether scripts are answered.

    Signals:
        api_wanted(): the person wants to see the local API.
    """

    api_wanted = Signal()

    def __init__(self, icons: Icons, theme: ThemeController) -> None:
        super().__init__()
        self.setObjectName("statusline")
        self._icons = icons
        self._dot_state = ("running", Tone.NEUTRAL)
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 6, 14, 6)
        row.setSpacing(8)
        self._dot = QLabel()
        self._state = label("", wrap=False)
        self._progress = label("", wrap=False)
        self._right = label("", wrap=False)
        self._right.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._right.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        for one in (self._dot, self._state):
            row.addWidget(one)
        row.addSpacing(8)
        row.addWidget(self._progress)
        row.addWidget(self._right, 1)
        self._api = button(tr("Local API"), quiet=True)
        self._api.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._api.clicked.connect(self.api_wanted)
        self._api.hide()
        row.addWidget(self._api)
        theme.changed.connect(self._paint_dot)

    @property
    def texts(self) -> tuple[str, str, str]:
        """State, progress and right side, as shown."""
        return self._state.text(), self._progress.text(), self._right.text()

    def set_state(self, text: str, icon: str, tone: Tone, tip: str = "") -> None:
        """Whether the queue is worked."""
        self._state.setText(text)
        self._state.setToolTip(tip)
        self._dot_state = (icon, tone)
        self._paint_dot()

    def set_progress(self, text: str) -> None:
        """How far."""
        self._progress.setText(text)

    def set_right(self, text: str, tip: str = "") -> None:
        """What writes the drafts."""
        self._right.setText(text)
        self._right.setToolTip(tip)

    @property
    def api_button(self) -> QPushButton:
        """Says whether the local API answers, and leads to it."""
        return self._api

    def set_api(self, text: str, tone: Tone = Tone.NEUTRAL, tip: str = "") -> None:
        """How the local API stands; no text where there is none."""
        self._api.setText(text)
        self._api.setAccessibleName(text or tr("Local API"))
        self._api.setToolTip(tip)
        self._api.setVisible(bool(text))
        restyle(self._api, tone=tone.value)

    @Slot()
    def _paint_dot(self) -> None:
        icon, tone = self._dot_state
        self._dot.setPixmap(self._icons.pixmap(icon, tone.value, 12, self.devicePixelRatioF()))


class EmptyState(QWidget):
    """What a list says when it has nothing to show, and what one can do then."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("page")
        self._column = column = QVBoxLayout(self)
        column.setSpacing(10)
        column.addStretch(1)
        self._title = label("", name="title")
        self._text = label("", muted=True)
        for one in (self._title, self._text):
            one.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            column.addWidget(one)
        self._said: tuple[str, ...] = ()
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(10)
        column.addLayout(self._buttons)
        column.addStretch(2)
        self._fit()

    @property
    def title(self) -> str:
        """The first line."""
        return self._title.text()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where there is little room, margins are smaller and buttons stand one below the other."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        narrow, low = self.width() < 440, self.height() < 400
        self._column.setContentsMargins(*((16, 10, 16, 10) if narrow or low else (40, 40, 40, 60)))
        direction = QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight
        self._buttons.setDirection(direction)

    def say(self, title: str, text: str = "", *buttons: tuple[str, Callable[[], object]]) -> None:
        """Show a title, a text and buttons; the first button is the one to press."""
        if self._said == (said := (title, text, *(words for words, _ in buttons))):
            return  # a button that has the focus keeps it
        self._said = said
        self._title.setText(title)
        self._text.setText(text)
        while (item := self._buttons.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.deleteLater()
        self._buttons.addStretch(1)
        for at, (words, act) in enumerate(buttons):
            made = button(words, primary=at == 0)
            made.clicked.connect(act)
            self._buttons.addWidget(made)
        self._buttons.addStretch(1)
