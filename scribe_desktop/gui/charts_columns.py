"""Columns over time or over a scale: one column a day, month or ten per cent, in up to two parts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPen

from scribe_desktop.gui.charts import Chart, Mark, scale_steps
from scribe_desktop.gui.theme import ThemeController

HEIGHT = 168
WIDEST = 44.0
"""Pixels that a column is wide at most, so that two months do not look like two walls."""
LABEL_ROOM = 18.0


@dataclass(frozen=True, slots=True)
class Column:
    """One column: what stands below it, its parts from the ground up, and its words."""

    label: str
    parts: tuple[float, ...]
    words: str

    @property
    def total(self) -> float:
        """How high it is."""
        return sum(self.parts)


class ColumnChart(Chart):
    """Columns of one scale. `tokens` colours the parts, by name; all parts but the first are outlined."""

    def __init__(self, name: str, theme: ThemeController, tokens: Sequence[str] = ("accent",)) -> None:
        super().__init__(name, theme)
        self._tokens = tuple(tokens)
        self._columns: tuple[Column, ...] = ()
        self._steps = [0.0, 1.0]
        self._scale: Callable[[float], str] = str

    def show_columns(
        self, columns: Sequence[Column], scale: Callable[[float], str], steps: Sequence[float] | None = None
    ) -> None:
        """Show these; `scale` writes a value of the scale, `steps` are its lines (whole numbers when None)."""
        self._columns = tuple(columns)
        self._scale = scale
        most = max((one.total for one in columns), default=0.0)
        self._steps = list(steps) if steps is not None else scale_steps(most, whole=True)
        self.tell("\n".join(one.words for one in columns))

    def sizeHint(self) -> QSize:
        """Wide as it may be, and always as high."""
        return QSize(320, HEIGHT)

    def lay_out(self) -> list[Mark]:
        """A column's mark is all of its slot, so that low ones are found as easily."""
        plot = self._plot()
        slot = plot.width() / max(1, len(self._columns))
        return [
            Mark(QRectF(plot.left() + at * slot, plot.top(), slot, plot.height()), one.words)
            for at, one in enumerate(self._columns)
        ]

    def paint(self, painter: QPainter) -> None:
        """Scale, columns, labels."""
        plot = self._plot()
        for step in self._steps:
            y = round(self._y(step)) + 0.5
            painter.setPen(self.hairline())
            painter.drawLine(QPointF(plot.left(), y), QPointF(plot.right(), y))
            room = QRectF(0, y - 9, plot.left() - 8, 18)
            self.write(painter, room, self._scale(step), Qt.AlignmentFlag.AlignRight)
        marks = self.lay_out()
        for column, mark in zip(self._columns, marks, strict=True):
            self._paint_column(painter, column, mark)
        self._paint_labels(painter, marks)

    def _paint_column(self, painter: QPainter, column: Column, mark: Mark) -> None:
        slot = mark.rect.width()
        width = min(WIDEST, max(1.5, slot * 0.68))
        base = 0.0
        for at, part in enumerate(column.parts):
            if part <= 0:
                continue
            top, bottom = self._y(base + part), self._y(base)
            # Something is never shown as nothing.
            high = max(bottom - top, 2.0)
            bar = QRectF(mark.rect.center().x() - width / 2, bottom - high, width, high)
            self.fill_bar(painter, bar, self._tokens[at], outlined=at > 0)
            base += part

    def _paint_labels(self, painter: QPainter, marks: Sequence[Mark]) -> None:
        """As many labels as there is room for, each under its column, from the newest that fits on."""
        if not marks:
            return
        widest = max(self.metrics.horizontalAdvance(one.label) for one in self._columns) + 10
        every = max(1, -int(-widest // marks[0].rect.width()))
        top = self._plot().bottom() + 3
        rooms = [QRectF(one.rect.center().x() - widest / 2, top, widest, LABEL_ROOM) for one in marks]
        last = max((at for at, room in enumerate(rooms) if room.right() <= self.width() + 5), default=0)
        for at in range(last, -1, -every):
            if rooms[at].left() >= -5:
                self.write(painter, rooms[at], self._columns[at].label, Qt.AlignmentFlag.AlignHCenter)

    def _plot(self) -> QRectF:
        labels = max((self.metrics.horizontalAdvance(self._scale(one)) for one in self._steps), default=0.0)
        left = labels + 10
        return QRectF(left, 10, max(10.0, self.width() - left - 4), self.height() - 10 - LABEL_ROOM - 4)

    def _y(self, value: float) -> float:
        plot = self._plot()
        return plot.bottom() - plot.height() * value / (self._steps[-1] or 1.0)


@dataclass(frozen=True, slots=True)
class SpreadColumn:
    """Lengths of time of one period: quarters and middle, or each value where there are few; nothing where none."""

    label: str
    words: str
    lower: float = 0.0
    middle: float | None = None
    upper: float = 0.0
    dots: tuple[float, ...] = ()


class SpreadChart(ColumnChart):
    """Over time: a bar from quarter to quarter, neighbouring medians joined, dots where there are few values."""

    def __init__(self, name: str, theme: ThemeController) -> None:
        super().__init__(name, theme)
        self._spreads: tuple[SpreadColumn, ...] = ()

    def show_spreads(
        self, spreads: Sequence[SpreadColumn], scale: Callable[[float], str], steps: Sequence[float]
    ) -> None:
        """Show these on a scale with these lines."""
        self._spreads = tuple(spreads)
        self.show_columns([Column(one.label, (), one.words) for one in spreads], scale, steps)

    def paint(self, painter: QPainter) -> None:
        """The scale as ever; ranges in place of columns."""
        super().paint(painter)
        marks = self.lay_out()
        width = min(14.0, max(2.0, marks[0].rect.width() * 0.5)) if marks else 0.0
        before: QPointF | None = None
        for one, mark in zip(self._spreads, marks, strict=True):
            x = mark.rect.center().x()
            painter.setPen(Qt.PenStyle.NoPen)
            if one.middle is None:
                painter.setBrush(self.colour("accent"))
                for dot in one.dots:
                    painter.drawEllipse(QPointF(x, self._y(dot)), 2.5, 2.5)
                before = None
                continue
            top, bottom = self._y(one.upper), self._y(one.lower)
            painter.setPen(self.hairline("accent"))
            painter.setBrush(self.colour("accentSurface"))
            painter.drawRoundedRect(QRectF(x - width / 2, top, width, max(2.0, bottom - top)), 2, 2)
            middle = QPointF(x, self._y(one.middle))
            if before is not None:
                painter.setPen(QPen(self.colour("accent"), 1.5))
                painter.drawLine(before, middle)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self.colour("accent"))
            painter.drawRect(QRectF(x - width / 2, middle.y() - 1, width, 2))
            before = middle
