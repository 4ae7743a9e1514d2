"""Rows with a label each: bars for counts, and ranges with their middle for lengths of time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import ceil

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter

from scribe_desktop.gui.charts import Chart, Mark
from scribe_desktop.gui.theme import ThemeController

BAR_ROW, RANGE_ROW = 38, 34
LABEL_SHARE, LABEL_MOST = 0.42, 170.0
DOT = 3.5


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: its label above it, the number at its end, its words, and its token."""

    label: str
    value: float
    shown: str
    words: str
    token: str = "accent"


@dataclass(frozen=True, slots=True)
class Range:
    """One row of lengths of time: from quarter to quarter with the middle between, or a dot for each value."""

    label: str
    shown: str
    words: str
    lower: float = 0.0
    middle: float = 0.0
    upper: float = 0.0
    shortest: float = 0.0
    longest: float = 0.0
    dots: tuple[float, ...] = ()

    @property
    def end(self) -> float:
        """What the scale must reach: not the longest of all, or one slow page would press the rest together."""
        return max(self.dots) if self.dots else self.upper


class BarChart(Chart):
    """Labelled bars, one below the other."""

    def __init__(self, name: str, theme: ThemeController) -> None:
        super().__init__(name, theme)
        self._bars: tuple[Bar, ...] = ()

    def show_bars(self, bars: Sequence[Bar]) -> None:
        """Show these."""
        self._bars = tuple(bars)
        self.tell("\n".join(one.words for one in bars))

    def sizeHint(self) -> QSize:
        """A row for each."""
        return QSize(320, BAR_ROW * len(self._bars) + 2)

    def lay_out(self) -> list[Mark]:
        """A row is its bar's mark."""
        return [Mark(QRectF(0, at * BAR_ROW, self.width(), BAR_ROW), one.words) for at, one in enumerate(self._bars)]

    def paint(self, painter: QPainter) -> None:
        """Label and number on one line, the bar on its track below."""
        most = max((one.value for one in self._bars), default=0.0) or 1.0
        for bar, mark in zip(self._bars, self.lay_out(), strict=True):
            row = mark.rect.adjusted(4, 3, -4, -4)
            line = QRectF(row.left(), row.top(), row.width(), 18)
            taken = self.metrics.horizontalAdvance(bar.shown) + 12
            self.write(painter, line.adjusted(0, 0, -taken, 0), bar.label, Qt.AlignmentFlag.AlignLeft, "text")
            self.write(painter, line, bar.shown, Qt.AlignmentFlag.AlignRight)
            track = QRectF(row.left(), row.top() + 21, row.width(), 6)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self.colour("line"))
            painter.drawRoundedRect(track, 3, 3)
            painter.setBrush(self.colour(bar.token))
            painter.drawRoundedRect(
                QRectF(track.left(), track.top(), max(6.0, track.width() * bar.value / most), 6), 3, 3
            )


class RangeChart(Chart):
    """Lengths of time, a row each: a hairline for all, a bar for the middle half, a line for the median."""

    def __init__(self, name: str, theme: ThemeController) -> None:
        super().__init__(name, theme)
        self._ranges: tuple[Range, ...] = ()
        self._steps: list[float] = [0.0, 1.0]
        self._scale: Callable[[float], str] = str

    def show_ranges(self, ranges: Sequence[Range], steps: Sequence[float], scale: Callable[[float], str]) -> None:
        """Show these on a scale with these lines."""
        self._ranges, self._steps, self._scale = tuple(ranges), list(steps), scale
        self.tell("\n".join(one.words for one in ranges))

    def sizeHint(self) -> QSize:
        """A row for each, and the scale."""
        return QSize(320, RANGE_ROW * len(self._ranges) + 26)

    def lay_out(self) -> list[Mark]:
        """A row is its range's mark."""
        rows = enumerate(self._ranges)
        return [Mark(QRectF(0, at * RANGE_ROW + 2, self.width(), RANGE_ROW - 2), one.words) for at, one in rows]

    def paint(self, painter: QPainter) -> None:
        """Labels left, numbers right, the scale below."""
        plot = self._plot()
        marks = self.lay_out()
        words = [self._scale(step) for step in self._steps]
        widest = max(self.metrics.horizontalAdvance(one) for one in words) + 4
        every = ceil((widest + 6) * (len(words) - 1) / plot.width()) or 1
        for at, step in enumerate(self._steps):
            x = round(self._x(step)) + 0.5
            painter.setPen(self.hairline())
            painter.drawLine(QPointF(x, 2), QPointF(x, plot.bottom()))
            if at % every == 0:
                room = QRectF(x - widest / 2, plot.bottom() + 4, widest, 18)
                self.write(painter, room, words[at], Qt.AlignmentFlag.AlignHCenter)
        for one, mark in zip(self._ranges, marks, strict=True):
            row = mark.rect
            room = QRectF(4, row.top(), plot.left() - 14, row.height())
            self.write(painter, room, one.label, Qt.AlignmentFlag.AlignLeft, "text")
            self.write(
                painter, QRectF(plot.right() + 10, row.top(), self.width() - plot.right() - 14, row.height()),
                one.shown, Qt.AlignmentFlag.AlignRight,
            )  # fmt: skip
            self._paint_range(painter, one, row.center().y())

    def _paint_range(self, painter: QPainter, one: Range, y: float) -> None:
        end = self._steps[-1]
        if one.dots:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self.colour("accent"))
            for dot in one.dots:
                painter.drawEllipse(QPointF(self._x(dot), y), DOT, DOT)
            return
        painter.setPen(self.hairline("textMuted"))
        last = self._x(min(one.longest, end))
        painter.drawLine(QPointF(self._x(one.shortest), y), QPointF(last, y))
        if one.longest > end:  # it goes on beyond the scale
            for up in (-3, 3):
                painter.drawLine(QPointF(last - 4, y + up), QPointF(last, y))
        painter.setPen(self.hairline("accent"))
        painter.setBrush(self.colour("accentSurface"))
        left, right = self._x(one.lower), self._x(one.upper)
        painter.drawRoundedRect(QRectF(left, y - 7, max(3.0, right - left), 14), 2, 2)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self.colour("accent"))
        painter.drawRect(QRectF(self._x(one.middle) - 1.25, y - 7, 2.5, 14))

    def _plot(self) -> QRectF:
        labels = max((self.metrics.horizontalAdvance(one.label) for one in self._ranges), default=0.0) + 18
        shown = max((self.metrics.horizontalAdvance(one.shown) for one in self._ranges), default=0.0) + 16
        left = min(labels, max(60.0, self.width() * LABEL_SHARE), LABEL_MOST)
        shown = min(shown, self.width() * 0.4)
        return QRectF(left, 0, max(20.0, self.width() - left - shown), RANGE_ROW * len(self._ranges) + 4)

    def _x(self, value: float) -> float:
        plot = self._plot()
        return plot.left() + plot.width() * min(value / (self._steps[-1] or 1.0), 1.0)
