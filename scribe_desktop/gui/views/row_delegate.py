"""Paints the cells of the lists: two lines, state chips, a line of text above a thin progress bar."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from scribe_desktop.gui.icons import Icons
from scribe_desktop.gui.models.paged_model import CELL_ROLE, Cell
from scribe_desktop.gui.theme import ThemeController
from scribe_desktop.gui.wording import Chip, Tone

PADDING = 14
CHIP_ICON = 13
BAR_HEIGHT = 5
MARK_WIDTH = 3


class RowDelegate(QStyledItemDelegate):
    """Draws a `Cell` in the colours of the theme in force.

    Attributes:
        focused_row: gives the row that the keyboard is in; -1 for none.
    """

    def __init__(self, theme: ThemeController, icons: Icons) -> None:
        super().__init__()
        self._theme = theme
        self._icons = icons
        self._fonts: dict[str, QFont] = {}
        self.focused_row: Callable[[], int] = lambda: -1
        theme.changed.connect(self._fonts.clear)

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """One height for all rows."""
        return QSize(80, self._theme.tokens.row_height)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Ground, mark of the selection, hairline, then the cell."""
        tokens = self._theme.tokens
        rect: QRect = option.rect
        painter.save()
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.fillRect(rect, tokens.colour("selection" if selected else "surface"))
        if selected and index.column() == 0:
            painter.fillRect(QRect(rect.left(), rect.top(), MARK_WIDTH, rect.height()), tokens.colour("accent"))
        # Filled, not drawn: a line of one pixel leaves a gap at 200 %.
        painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), tokens.colour("line"))
        cell = index.data(CELL_ROLE)
        if isinstance(cell, Cell):
            inner = rect.adjusted(PADDING, 0, -4, -1)
            self._paint_cell(painter, inner, cell)
        if index.row() == self.focused_row():
            for edge in (rect.top(), rect.bottom()):
                painter.fillRect(QRect(rect.left(), edge, rect.width(), 1), tokens.colour("accent"))
        painter.restore()

    def _paint_cell(self, painter: QPainter, rect: QRect, cell: Cell) -> None:
        if cell.chip is not None:
            self._paint_chip(painter, rect, cell.chip)
        elif cell.progress is not None:
            upper = QRect(rect.left(), rect.top() + 5, rect.width(), rect.height() // 2 - 4)
            self._text(painter, upper, cell.text, "small", "textMuted")
            self._paint_bar(painter, rect, cell.progress)
        elif cell.second:
            half = rect.height() // 2
            self._text(painter, QRect(rect.left(), rect.top() + 4, rect.width(), half - 2), cell.text, "strong", "text")
            lower = QRect(rect.left(), rect.top() + half, rect.width(), half - 3)
            self._text(painter, lower, cell.second, "small", "textMuted")
        else:
            kind = "strong" if cell.strong else "base"
            self._text(painter, rect, cell.text, kind, "textMuted" if cell.muted else "text")

    def _paint_chip(self, painter: QPainter, rect: QRect, chip: Chip) -> None:
        font = self._font("chip")
        width = CHIP_ICON + 5 + QFontMetrics(font).horizontalAdvance(chip.word)
        left = rect.left()
        tokens = self._theme.tokens
        if chip.tone.surface:
            height = 2 * tokens.radius["chip"] - 2
            ground = QRectF(left, rect.center().y() - height / 2 + 1, min(width + 18, rect.width()), height)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(tokens.colour(chip.tone.surface))
            painter.drawRoundedRect(ground, height / 2, height / 2)
            left += 8
        device = painter.device()
        pixmap = self._icons.pixmap(chip.icon, chip.tone.value, CHIP_ICON, device.devicePixelRatioF() if device else 1)
        painter.drawPixmap(left, rect.center().y() - CHIP_ICON // 2 + 1, pixmap)
        words = QRect(left + CHIP_ICON + 5, rect.top(), rect.right() - left - CHIP_ICON - 5, rect.height())
        self._text(painter, words, chip.word, "chip", chip.tone.value)

    def _paint_bar(self, painter: QPainter, rect: QRect, percent: int) -> None:
        tokens = self._theme.tokens
        bar = QRectF(rect.left(), rect.bottom() - 11, rect.width() - 6, BAR_HEIGHT)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(tokens.colour("line"))
        painter.drawRoundedRect(bar, 2.5, 2.5)
        painter.setBrush(tokens.colour(Tone.ACCENT))
        painter.drawRoundedRect(QRectF(bar.left(), bar.top(), bar.width() * percent / 100, BAR_HEIGHT), 2.5, 2.5)

    def _text(self, painter: QPainter, rect: QRect, text: str, kind: str, colour: str) -> None:
        font = self._font(kind)
        painter.setFont(font)
        painter.setPen(self._theme.tokens.colour(colour))
        shown = QFontMetrics(font).elidedText(" ".join(text.split()), Qt.TextElideMode.ElideRight, rect.width())
        painter.drawText(rect, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), shown)

    def _font(self, kind: str) -> QFont:
        font = self._fonts.get(kind)
        if font is None:
            tokens = self._theme.tokens
            font = QFont()
            font.setPixelSize(round(tokens.small_size if kind in ("small", "chip") else tokens.base_size))
            if kind in ("strong", "chip"):
                font.setWeight(QFont.Weight.DemiBold)
            self._fonts[kind] = font
        return font
