"""What all charts have in common: marks with words, hover and keys that go from one to the next, and the pens."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor, log10

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QFont,
    QFontMetricsF,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from scribe_desktop.gui.abstract_widget import AbstractWidget
from scribe_desktop.gui.theme import ThemeController

GRID_LINES = 4
"""About so many lines of a scale."""

ROUND = 2.0
"""Radius of a bar's corners."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A part of a picture that stands for some numbers: where it is, and what it says in words."""

    rect: QRectF
    words: str


class Chart(QWidget, metaclass=AbstractWidget):
    """A picture of numbers, painted by a subclass. Each mark shows its words under the mouse, and with the arrow keys.

    A screen reader is told the chart's name and all of it in words, and each mark as the keys come to it.
    """

    def __init__(self, name: str, theme: ThemeController) -> None:
        super().__init__()
        self.theme = theme
        self._marks: list[Mark] = []
        self._current: int | None = None
        self._words = ""
        self.setAccessibleName(name)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMinimumWidth(120)
        theme.changed.connect(self.update)

    @property
    def marks(self) -> Sequence[Mark]:
        """The marks, where they are at the present size."""
        self._marks = self.lay_out()
        return self._marks

    @property
    def current(self) -> str:
        """The words of the mark that the mouse or the keys are at; empty when there is none."""
        at = self._current
        return self._marks[at].words if at is not None and at < len(self._marks) else ""

    def tell(self, words: str) -> None:
        """Say all of it in words; call when the numbers are others now."""
        self._words = words
        self._current = None
        self._marks = self.lay_out()
        self.setAccessibleDescription(words)
        self.updateGeometry()
        self.update()

    @abstractmethod
    def lay_out(self) -> list[Mark]:
        """The marks for the present size, in the order of the arrow keys."""

    @abstractmethod
    def paint(self, painter: QPainter) -> None:
        """Draw everything but the focus and the mark that is pointed at."""

    def mark_at(self, place: QPointF) -> int | None:
        """The mark under a point, with its whole column or row; None for none."""
        for at, mark in enumerate(self._marks):
            if mark.rect.contains(place):
                return at
        return None

    # --- pens and words ------------------------------------------------------------------------

    @property
    def small(self) -> QFont:
        """The font of scales and labels."""
        font = QFont(self.font())
        font.setPixelSize(round(self.theme.tokens.small_size))
        return font

    @property
    def metrics(self) -> QFontMetricsF:
        """Sizes of that font."""
        return QFontMetricsF(self.small)

    def colour(self, name: str) -> QColor:
        """A token's colour."""
        return self.theme.tokens.colour(name)

    def hairline(self, name: str = "line") -> QPen:
        """A line of one pixel."""
        pen = QPen(self.colour(name))
        pen.setWidthF(1.0)
        return pen

    def fill_bar(self, painter: QPainter, rect: QRectF, token: str, outlined: bool = False) -> None:
        """A bar; an outlined one is told from a filled one without its colour."""
        painter.setPen(self.hairline(token) if outlined else Qt.PenStyle.NoPen)
        painter.setBrush(self.colour(f"{token}Surface" if outlined else token))
        painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5) if outlined else rect, ROUND, ROUND)

    def write(
        self, painter: QPainter, rect: QRectF, words: str, align: Qt.AlignmentFlag, token: str = "textMuted"
    ) -> None:
        """A line of small text, cut with an ellipsis when it is too long."""
        painter.setFont(self.small)
        painter.setPen(self.colour(token))
        shown = self.metrics.elidedText(words, Qt.TextElideMode.ElideRight, rect.width())
        painter.drawText(rect, int(align | Qt.AlignmentFlag.AlignVCenter), shown)

    # --- Qt ------------------------------------------------------------------------------------

    def minimumSizeHint(self) -> QSize:
        """As high as it is."""
        return QSize(120, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._marks = self.lay_out()
        if self._current is not None and self._current < len(self._marks):
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self.colour("selection"))
            painter.drawRoundedRect(self._marks[self._current].rect, 4, 4)
        self.paint(painter)
        if self.hasFocus():
            painter.setPen(self.hairline("accent"))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            ring = QRectF(self.rect())
            if self._current is not None and self._current < len(self._marks):
                ring = self._marks[self._current].rect
            painter.drawRoundedRect(ring.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        painter.end()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Say what is under the mouse."""
        self._go_to(self.mark_at(event.position()), event.globalPosition().toPoint())

    def leaveEvent(self, event: QEvent) -> None:
        """Say nothing."""
        if not self.hasFocus():
            self._go_to(None)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Say nothing."""
        super().focusOutEvent(event)
        self._go_to(None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go from mark to mark."""
        last = len(self._marks) - 1
        at = self._current
        places = {
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: last,
            **dict.fromkeys((Qt.Key.Key_Right, Qt.Key.Key_Down), 0 if at is None else min(at + 1, last)),
            **dict.fromkeys((Qt.Key.Key_Left, Qt.Key.Key_Up), last if at is None else max(at - 1, 0)),
        }
        key = Qt.Key(event.key())
        if last < 0 or key not in places:
            super().keyPressEvent(event)
            return
        mark = self._marks[places[key]]
        self._go_to(places[key], self.mapToGlobal(QPoint(round(mark.rect.center().x()), round(mark.rect.top()))))
        self.setAccessibleDescription(mark.words)

    def _go_to(self, at: int | None, tip: QPoint | None = None) -> None:
        if at is None:
            QToolTip.hideText()
            if self._current is not None:
                self.setAccessibleDescription(self._words)
        elif tip is not None:
            QToolTip.showText(tip, self._marks[at].words, self, self._marks[at].rect.toRect())
        if at != self._current:
            self._current = at
            self.update()


def scale_steps(most: float, whole: bool, bases: Sequence[float] = (1, 2, 5, 10)) -> list[float]:
    """Round values of a scale from 0 to the first one that is not below `most`; whole ones where things are counted."""
    if most <= 0:
        return [0.0, 1.0]
    size = 10 ** floor(log10(most / GRID_LINES))
    step = min((base * size for base in bases if base * size * GRID_LINES >= most), default=10.0 * size)
    if whole:
        step = max(1.0, ceil(step))
    return [at * step for at in range(ceil(most / step - 1e-9) + 1)]


def time_steps(most: float) -> list[float]:
    """Round values of a scale of seconds: seconds, minutes, hours."""
    unit = 1.0 if most <= 90 else 60.0 if most <= 5400 else 3600.0
    return [one * unit for one in scale_steps(most / unit, False, (1, 1.5, 2, 3, 5, 10))]
