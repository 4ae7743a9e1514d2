"""The middle of the window: one list with its table, its loader, and what it says when it is empty."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import chain, count, islice
from typing import Any
from uuid import UUID

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QStackedWidget

from scribe_desktop.domain.email import EmailDraft, ReviewState
from scribe_desktop.domain.queue import QueueStatus
from scribe_desktop.gui.draft_selection import DraftSelection
from scribe_desktop.gui.event_bridge import LiveStep
from scribe_desktop.gui.icons import Icons
from scribe_desktop.gui.models.draft_model import DraftModel
from scribe_desktop.gui.models.paged_loader import PagedLoader
from scribe_desktop.gui.models.paged_model import PagedModel
from scribe_desktop.gui.models.queue_model import QueueModel, QueueRow
from scribe_desktop.gui.session import Session
from scribe_desktop.gui.theme import ThemeController
from scribe_desktop.gui.views.bars import EmptyState
from scribe_desktop.gui.views.paged_table import PagedTable
from scribe_desktop.gui.views.places import Place
from scribe_desktop.gui.views.row_delegate import RowDelegate
from scribe_desktop.gui.wording import status_chip
from scribe_desktop.storage_ports.drafts import EmailQuery, EmailSort
from scribe_desktop.storage_ports.queue import QueueQuery, QueueSort

READ_AT_ONCE = 500
"""Selected drafts that are read in one go, with their texts."""

LOOKED_AT = 2000
"""Selected rows that are looked at to say what can be done with them."""


class ListPage(QStackedWidget):
    """A table, or an empty state in its place.

    Signals:
        loaded(total): the list that was asked for is on show.
    """

    loaded = Signal(int)

    def __init__(
        self, name: str, title: str, model: PagedModel[Any], session: Session, theme: ThemeController, icons: Icons
    ) -> None:
        super().__init__()
        self.model = model
        self.session = session
        # Qt does not keep a delegate alive.
        self._delegate = RowDelegate(theme, icons)
        self.table = PagedTable(model, self._delegate, theme)
        self.table.setAccessibleName(title)
        self.empty = EmptyState()
        self.addWidget(self.table)
        self.addWidget(self.empty)
        self.loader = PagedLoader(model, session.reads, name, self.table.visible_rows, self)
        self.loader.loaded.connect(self._on_loaded)
        model.rowsInserted.connect(self._on_rows)
        model.rowsRemoved.connect(self._on_rows)

    def selected_rows(self) -> list[Any]:
        """The selected rows that are here, in order; the first ones of very many."""
        ranges = self.table.selected_ranges()
        numbers = chain.from_iterable(range(first, first + rows) for first, rows in ranges)
        rows = (self.model.row_at(number) for number in islice(numbers, LOOKED_AT))
        return [one for one in rows if one is not None]

    @Slot(int)
    def _on_loaded(self, total: int) -> None:
        self._on_rows()
        self.loaded.emit(total)

    @Slot()
    def _on_rows(self) -> None:
        self.setCurrentWidget(self.table if self.model.total else self.empty)


class QueueList(ListPage):
    """The queue."""

    def __init__(self, title: str, session: Session, theme: ThemeController, icons: Icons) -> None:
        self.queue_model = QueueModel(session.context.clock.now)
        super().__init__("queue", title, self.queue_model, session, theme, icons)
        self.query = QueueQuery()
        self.queue_model.sort_wanted.connect(self._on_sort)
        self.table.horizontalHeader().sortIndicatorChanged.connect(self._on_indicator)

    def filter(self, text: str) -> None:
        """Show what matches the words; the name of a status keeps those that have it."""
        words, statuses = parse_filter(text)
        self._show(replace(self.query, text=words, statuses=statuses))

    def set_live_step(self, live: LiveStep | None) -> None:
        """Show what the worker is doing."""
        self.queue_model.set_live_step(live)

    def selection_reader(self) -> Callable[[], list[UUID]]:
        """A call that gives the selected ids, in the background when their rows are not here."""
        ranges = self.table.selected_ranges()
        here = self.table.selected_ids
        if sum(rows for _, rows in ranges) <= len(here):
            return lambda: list(here)
        query = self.query
        return lambda: self._ids(query, ranges)

    def _ids(self, query: QueueQuery, ranges: Sequence[tuple[int, int]]) -> list[UUID]:
        found: list[UUID] = []
        for first, rows in ranges:
            items, _ = self.session.context.queue.shown(replace(query, offset=first, limit=rows))
            found += [one.id for one in items]
        return found

    def _show(self, query: QueueQuery) -> None:
        self.query = query
        session = self.session

        def fetch(offset: int, limit: int) -> tuple[list[QueueRow], int]:
            items, total = session.context.queue.shown(replace(query, offset=offset, limit=limit))
            eta = session.overview.eta
            live = session.bridge.live_step
            step = live.step if live else None
            rows = [
                QueueRow(one, None if one.position is None else eta.wait_seconds(one.position, step)) for one in items
            ]
            return rows, total

        self.loader.show(fetch)

    @Slot(object, bool)
    def _on_sort(self, sort: QueueSort, descending: bool) -> None:
        self._show(replace(self.query, sort=sort, descending=descending))

    @Slot(int)
    def _on_indicator(self, section: int) -> None:
        if section < 0 and (self.query.sort, self.query.descending) != (QueueSort.QUEUED, False):
            self._show(replace(self.query, sort=QueueSort.QUEUED, descending=False))


class DraftList(ListPage):
    """The drafts of a place."""

    def __init__(self, title: str, session: Session, theme: ThemeController, icons: Icons) -> None:
        super().__init__("drafts", title, DraftModel(session.context.clock.now), session, theme, icons)
        self.query = EmailQuery()
        self._selected_at: datetime = session.context.clock.now()
        self._selected_of = 0
        self.table.selection_changed.connect(self._on_selected)
        self.model.sort_wanted.connect(self._on_sort)
        self.table.horizontalHeader().sortIndicatorChanged.connect(self._on_indicator)

    def show_place(self, place: Place, text: str) -> None:
        """Show the drafts of a place that match the words, sorted as before."""
        discarded = place is Place.DISCARDED
        self._show(replace(self.query, states=place.states, include_discarded=discarded, text=text.strip()))

    def selection(self) -> DraftSelection:
        """The selected drafts; those whose rows are not here are read from the query."""
        ranges = self.table.selected_ranges()
        here = DraftSelection.of(self.selected_rows())
        selected = sum(rows for _, rows in ranges)
        if selected <= len(self.table.selected_ids):
            return here
        # New drafts push the others down: what was selected to its end is read to its end.
        spans = [(first, None if first + rows >= self._selected_of else first + rows) for first, rows in ranges]
        query, selected_at = self.query, self._selected_at
        states = query.states or frozenset(set(ReviewState) - {ReviewState.DISCARDED})
        return DraftSelection(here.here, selected, states, lambda: self._blocks(query, spans, selected_at))

    def _blocks(
        self, query: EmailQuery, spans: Sequence[tuple[int, int | None]], selected_at: datetime
    ) -> Iterable[list[EmailDraft]]:
        """What stands in these rows. A draft that was written after they were selected is nobody's choice."""
        for first, end in spans:
            for offset in count(first, READ_AT_ONCE):
                limit = READ_AT_ONCE if end is None else min(READ_AT_ONCE, end - offset)
                found = self.session.context.emails.find(replace(query, offset=offset, limit=limit)) if limit else []
                yield [one for one in found if one.created_at <= selected_at]
                if len(found) < READ_AT_ONCE:
                    break

    @Slot()
    def _on_selected(self) -> None:
        self._selected_at, self._selected_of = self.session.context.clock.now(), self.model.total

    def _show(self, query: EmailQuery) -> None:
        self.query = query
        emails = self.session.context.emails

        def fetch(offset: int, limit: int) -> tuple[list[EmailDraft], int]:
            drafts, total = emails.shown(replace(query, offset=offset, limit=limit))
            return emails.with_similar(drafts), total

        self.loader.show(fetch)

    @Slot(object, bool)
    def _on_sort(self, sort: EmailSort, descending: bool) -> None:
        self._show(replace(self.query, sort=sort, descending=descending))

    @Slot(int)
    def _on_indicator(self, section: int) -> None:
        if section < 0 and (self.query.sort, self.query.descending) != (EmailSort.MADE, True):
            self._show(replace(self.query, sort=EmailSort.MADE, descending=True))


def parse_filter(text: str) -> tuple[str, frozenset[QueueStatus]]:
    """The words to look for, and the statuses that were named among them ("failed")."""
    by_word = {status_chip(one).word.casefold(): one for one in QueueStatus if one is not QueueStatus.CANCELLED}
    words, statuses = [], set()
    for word in text.split():
        status = by_word.get(word.casefold())
        if status is None:
            words.append(word)
        else:
            statuses.add(status)
    return " ".join(words), frozenset(statuses)
