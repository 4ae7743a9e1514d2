"""A table over a paged model whose selection belongs to the items, not to the rows they happen to stand in."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QModelIndex, Qt, Signal, Slot
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from scribe_desktop.gui.models.paged_model import PagedModel
from scribe_desktop.gui.theme import ThemeController
from scribe_desktop.gui.views.row_delegate import RowDelegate

FOLLOWED = 2000
"""A selection of more rows than this, or of rows that are not here, is kept by place: nobody picked them one by one."""

LEAST = 100
"""Pixels that the first column keeps in a narrow window."""

_BY_KEYS = (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason, Qt.FocusReason.ShortcutFocusReason)


class PagedTable(QTableView):
    """The table of a place.

    Signals:
        current_changed(UUID | None): another item is the one to show in detail.
        selection_changed(): other items are selected.
        opened(UUID): the person pressed Enter or double-clicked.
    """

    current_changed = Signal(object)
    selection_changed = Signal()
    opened = Signal(object)

    def __init__(self, model: PagedModel[Any], delegate: RowDelegate, theme: ThemeController) -> None:
        super().__init__()
        self._model = model
        self._theme = theme
        self._selected: set[UUID] = set()
        self._by_place = False
        self._current: UUID | None = None
        self._restoring = False
        self._by_keys = False
        delegate.focused_row = self._focused_row
        self.setModel(model)
        self.setItemDelegate(delegate)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._set_up_headers()
        model.rows_moved.connect(self._restore)
        self.selectionModel().selectionChanged.connect(self._on_selection)
        self.selectionModel().currentRowChanged.connect(self._on_current)
        self.doubleClicked.connect(self._on_opened)
        theme.changed.connect(self._on_theme)

    @property
    def current_id(self) -> UUID | None:
        """The item shown in detail."""
        return self._current

    @property
    def selected_ids(self) -> frozenset[UUID]:
        """The selected items as far as their rows are here."""
        return frozenset(self._selected)

    def selected_ranges(self) -> list[tuple[int, int]]:
        """The selected rows, loaded or not, as (first, count), in order."""
        selection = self.selectionModel().selection()
        ranges = sorted((selection.at(at).top(), selection.at(at).height()) for at in range(selection.count()))
        return [(first, rows) for first, rows in ranges if rows > 0]

    def visible_rows(self) -> tuple[int, int]:
        """The first and last row on show."""
        first = max(0, self.rowAt(0))
        last = self.rowAt(self.viewport().height() - 1)
        return first, last if last >= 0 else max(0, self._model.total - 1)

    def select_nothing(self) -> None:
        """Forget selection and current item: another list comes."""
        self._current = None
        self._selected, self._by_place = set(), False  # also those whose rows went with the list
        self.selectionModel().clear()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Who comes by keyboard sees where the keyboard is."""
        self._by_keys = event.reason() in _BY_KEYS
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """The keyboard is elsewhere."""
        super().focusOutEvent(event)
        self.viewport().update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Who points needs no mark."""
        self._by_keys = False
        super().mousePressEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens the current item."""
        self._by_keys = True
        self.viewport().update()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._current is not None:
            self.opened.emit(self._current)
            return
        super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the width out: columns keep theirs, the ones that stretch take the rest; the last ones hide first."""
        super().resizeEvent(event)
        self._share_width()

    def _focused_row(self) -> int:
        return self.currentIndex().row() if self._by_keys and self.hasFocus() else -1

    def _set_up_headers(self) -> None:
        rows = self.verticalHeader()
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setMinimumSectionSize(20)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionsClickable(any(one.sort is not None for one in self._model.columns))
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        if header.sectionsClickable():
            self.setSortingEnabled(True)
            header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
            header.setSortIndicatorClearable(True)
        self._on_theme()

    def _share_width(self) -> None:
        columns = self._model.columns
        scale = self._theme.tokens.base_size / 13
        widths = [round(one.width * scale) for one in columns]
        available = self.viewport().width()
        shown = len(columns)
        while shown > 2 and sum(widths[:shown]) > available:
            shown -= 1
        if sum(widths[:shown]) > available:
            widths[0] = max(LEAST, available - sum(widths[1:shown]))
        stretching = [at for at in range(shown) if columns[at].stretch]
        extra = available - sum(widths[:shown])
        for at in range(len(columns)):
            self.setColumnHidden(at, at >= shown)
            share = extra // len(stretching) if at in stretching else 0
            if at == (stretching[-1] if stretching else -1):
                share = extra - share * (len(stretching) - 1)
            self.setColumnWidth(at, max(40, widths[at] + share))

    @Slot()
    def _on_theme(self) -> None:
        self.verticalHeader().setDefaultSectionSize(self._theme.tokens.row_height)
        self.horizontalHeader().setFixedHeight(self._theme.tokens.header_height)
        self._share_width()
        self.viewport().update()

    @Slot(QItemSelection, QItemSelection)
    def _on_selection(self, chosen: QItemSelection, dropped: QItemSelection) -> None:
        if self._restoring or self._model.changing:
            return
        ranges = self.selected_ranges()
        self._selected = set()
        for first, rows in ranges:
            for row in range(first, first + min(rows, FOLLOWED)):
                if (found := self._model.id_at(row)) is not None:
                    self._selected.add(found)
        self._by_place = len(self._selected) < sum(rows for _, rows in ranges)
        self.selection_changed.emit()

    @Slot(QModelIndex, QModelIndex)
    def _on_current(self, current: QModelIndex, previous: QModelIndex) -> None:
        if self._restoring or self._model.changing or not current.isValid():
            return
        found = self._model.id_at(current.row())
        if found is not None and found != self._current:
            self._current = found
            self.current_changed.emit(found)

    @Slot(QModelIndex)
    def _on_opened(self, index: QModelIndex) -> None:
        if (found := self._model.id_at(index.row())) is not None:
            self.opened.emit(found)

    @Slot()
    def _restore(self) -> None:
        """Rows hold other items now: select the same items where they stand."""
        if not self._selected or self._by_place:
            return
        numbers = self._model.row_numbers()
        rows = [numbers[one] for one in self._selected if one in numbers]
        last = len(self._model.columns) - 1
        selection = QItemSelection()
        for row in rows:
            selection.select(self._model.index(row, 0), self._model.index(row, last))
        self._restoring = True
        try:
            model = self.selectionModel()
            model.select(selection, QItemSelectionModel.SelectionFlag.ClearAndSelect)
            if self._current in numbers:
                current = self._model.index(numbers[self._current], 0)
                model.setCurrentIndex(current, QItemSelectionModel.SelectionFlag.NoUpdate)
        finally:
            self._restoring = False
