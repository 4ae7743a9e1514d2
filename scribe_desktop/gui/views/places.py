"""The places on the left: where one can be, each with its live count."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QFont, QPainter, QResizeEvent
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from scribe_desktop.domain.email import ReviewState
from scribe_desktop.gui.icons import Icons
from scribe_desktop.gui.theme import ThemeController
from scribe_desktop.gui.wording import number, review_word, tr


class Place(StrEnum):
    """Where one can be."""

    QUEUE = "queue"
    DRAFTS = "drafts"
    NEEDS_REVIEW = "needs_review"
    READY = "ready"
    APPROVED = "approved"
    DISCARDED = "discarded"
    TEMPLATES = "templates"
    INSIGHTS = "insights"

    @property
    def states(self) -> frozenset[ReviewState]:
        """The review states that a place of drafts shows; empty for all that are not discarded."""
        return frozenset({ReviewState(self.value)}) if self in _REVIEW_PLACES else frozenset()

    @property
    def has_drafts(self) -> bool:
        """True for the places that list drafts."""
        return self is Place.DRAFTS or self in _REVIEW_PLACES


NARROW = 110
"""Pixels below which only the icons are shown."""

ROW, LEAST_ROW = 32, 22
"""Pixels of height of a place, as far as the window has them for all."""

_REVIEW_PLACES = (Place.NEEDS_REVIEW, Place.READY, Place.APPROVED, Place.DISCARDED)


def place_word(place: Place) -> str:
    """How a place is called."""
    if place in _REVIEW_PLACES:
        return review_word(ReviewState(place.value))
    return {
        Place.QUEUE: tr("Queue"),
        Place.DRAFTS: tr("Drafts"),
        Place.TEMPLATES: tr("Templates"),
        Place.INSIGHTS: tr("Insights"),
    }[place]


@dataclass(frozen=True, slots=True)
class _Entry:
    place: Place | None
    words: str
    indented: bool = False


class PlacesList(QListWidget):
    """The list of places.

    Signals:
        chosen(Place): the person went there.
    """

    chosen = Signal(object)

    def __init__(self, theme: ThemeController, icons: Icons) -> None:
        super().__init__()
        self.setObjectName("places")
        self.setAccessibleName(tr("Places"))
        self.setItemDelegate(_PlaceDelegate(self, theme, icons))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMinimumWidth(56)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setResizeMode(QListWidget.ResizeMode.Adjust)
        self._items: dict[Place, QListWidgetItem] = {}
        for entry in _entries():
            item = QListWidgetItem(entry.words, self)
            item.setData(Qt.ItemDataRole.UserRole, entry)
            if entry.place is None:
                item.setFlags(Qt.ItemFlag.NoItemFlags)
            else:
                self._items[entry.place] = item
        self.currentItemChanged.connect(self._on_current)
        theme.changed.connect(self.viewport().update)

    @property
    def narrow(self) -> bool:
        """Whether there is room for the icons alone."""
        return self.viewport().width() < NARROW

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Rows and headings are of another height now; laid out at once, so that none is drawn over another."""
        super().resizeEvent(event)
        self.doItemsLayout()

    @property
    def place(self) -> Place:
        """Where one is."""
        item = self.currentItem()
        entry = item.data(Qt.ItemDataRole.UserRole) if item else None
        return entry.place if entry and entry.place else Place.QUEUE

    def go(self, place: Place) -> None:
        """Go there."""
        self.setCurrentItem(self._items[place])

    def set_counts(self, counts: Mapping[Place, int]) -> None:
        """Show how many each place holds."""
        for place, count in counts.items():
            item = self._items[place]
            if item.data(_COUNT_ROLE) != count:
                item.setData(_COUNT_ROLE, count)
                item.setToolTip(f"{place_word(place)}: {number(count)}")
                item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{place_word(place)}, {number(count)}")

    @Slot(QListWidgetItem, QListWidgetItem)
    def _on_current(self, current: QListWidgetItem | None, previous: QListWidgetItem | None) -> None:
        if current is not None:
            self.chosen.emit(self.place)


_COUNT_ROLE = Qt.ItemDataRole.UserRole + 1


def _entries() -> tuple[_Entry, ...]:
    reviews = (_Entry(place, place_word(place), indented=True) for place in _REVIEW_PLACES)
    return (
        _Entry(None, tr("Work")),
        _Entry(Place.QUEUE, place_word(Place.QUEUE)),
        _Entry(Place.DRAFTS, place_word(Place.DRAFTS)),
        *reviews,
        _Entry(None, tr("Library")),
        _Entry(Place.TEMPLATES, place_word(Place.TEMPLATES)),
        _Entry(Place.INSIGHTS, place_word(Place.INSIGHTS)),
    )


class _PlaceDelegate(QStyledItemDelegate):
    def __init__(self, places: PlacesList, theme: ThemeController, icons: Icons) -> None:
        super().__init__(places)
        self._list = places
        self._theme = theme
        self._icons = icons

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        entry: _Entry = index.data(Qt.ItemDataRole.UserRole)
        room = self._list.viewport().size()
        heading = 8 if self._list.narrow else 34
        row = (room.height() - 2 * heading) // len(Place)
        return QSize(40, max(LEAST_ROW, min(row, ROW)) if entry.place else heading)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        entry: _Entry = index.data(Qt.ItemDataRole.UserRole)
        tokens = self._theme.tokens
        rect: QRect = option.rect.adjusted(0, 1, 0, -1)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        font = QFont(option.font)
        narrow = self._list.narrow
        if entry.place is None and narrow:
            painter.restore()
            return
        if entry.place is None:
            font.setPixelSize(round(tokens.small_size) - 1)
            font.setWeight(QFont.Weight.DemiBold)
            font.setCapitalization(QFont.Capitalization.AllUppercase)
            font.setLetterSpacing(QFont.SpacingType.AbsoluteSpacing, 0.4)
            painter.setFont(font)
            painter.setPen(tokens.colour("textMuted"))
            painter.drawText(rect.adjusted(10, 8, -8, 0), int(Qt.AlignmentFlag.AlignVCenter), entry.words)
            painter.restore()
            return
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        colour = "accent" if chosen else ("textMuted" if entry.indented else "text")
        if chosen:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(tokens.colour("accentSurface"))
            painter.drawRoundedRect(QRectF(rect), tokens.radius["control"], tokens.radius["control"])
        if bool(option.state & QStyle.StateFlag.State_HasFocus):
            painter.setPen(tokens.colour("accent"))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            ring = QRectF(rect).adjusted(0.5, 0.5, -0.5, -0.5)
            painter.drawRoundedRect(ring, tokens.radius["control"], tokens.radius["control"])
        font.setWeight(QFont.Weight.DemiBold if chosen else QFont.Weight.Normal)
        painter.setFont(font)
        painter.setPen(tokens.colour(colour))
        left = rect.left() + ((rect.width() - 16) // 2 if narrow else 26 if entry.indented else 10)
        device = painter.device()
        ratio = device.devicePixelRatioF() if device else 1.0
        icon = self._icons.pixmap(entry.place.value, colour, 16, ratio)
        painter.drawPixmap(left, rect.center().y() - 7, icon)
        if not narrow:
            self._paint_words(painter, rect.adjusted(left + 24 - rect.left(), 0, -10, 0), entry, index)
        painter.restore()

    @staticmethod
    def _paint_words(painter: QPainter, rect: QRect, entry: _Entry, index: QModelIndex | QPersistentModelIndex) -> None:
        count = index.data(_COUNT_ROLE)
        shown = number(count) if count else ""
        taken = painter.fontMetrics().horizontalAdvance(shown) + (6 if shown else 0)
        words = painter.fontMetrics().elidedText(entry.words, Qt.TextElideMode.ElideRight, rect.width() - taken)
        painter.drawText(rect, int(Qt.AlignmentFlag.AlignVCenter), words)
        painter.drawText(rect, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight), shown)
