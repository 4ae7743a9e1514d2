"""The queue's lists: filter, sort and page in SQL, with each pending item's place among all that wait."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import CTE, ColumnElement, Row, Select, case, func, select

from scribe_desktop.domain.queue import QueueItem, QueueStatus
from scribe_desktop.domain.recipient import Recipient
from scribe_desktop.storage import orm
from scribe_desktop.storage.many_ids import id_among
from scribe_desktop.storage.search_text import folded
from scribe_desktop.storage_ports.queue import QueueQuery, QueueSort

_items = orm.queue_items

SORTED_AT_ONCE_FROM = 2000
"""From this offset on, sorting all rows first is faster than SQLite's sorter for LIMIT, which keeps a tree."""

ITEM_COLUMNS = tuple(
    _items.c[name]
    for name in (
        "id", "sequence", "name", "interest", "email", "affiliation", "homepage", "fields", "template_id", "status",
        "created_at", "error_message", "current_step", "started_at", "finished_at", "owner", "attempt", "crashes",
        "composer",
    )
)  # fmt: skip
"""What a QueueItem is made of."""


def item_of(row: Row[*tuple[Any, ...]]) -> QueueItem:
    """A row of ITEM_COLUMNS, with `position` and `email_id` where the statement has them."""
    values = dict(row._mapping)
    recipient = Recipient(
        **{name: values.pop(name) for name in ("name", "interest", "email", "affiliation", "homepage", "fields")}
    )
    return QueueItem(recipient=recipient, **values)


def conditions(query: QueueQuery) -> Iterable[ColumnElement[bool]]:
    """The query's filters. Cancelled items are left out unless it names statuses."""
    if not query.statuses:
        yield _items.c.status != QueueStatus.CANCELLED
    elif len(query.statuses) < len(QueueStatus):
        yield _items.c.status.in_(sorted(query.statuses))
    if query.ids:
        yield id_among(_items.c.id, query.ids)
    if query.created_after is not None:
        yield _items.c.created_at >= query.created_after
    if query.finished_after is not None:
        yield not_finished_before(query.finished_after)
    if text := folded(query.text).strip():
        yield func.instr(_items.c.search_text, text) > 0


def not_finished_before(moment: datetime) -> ColumnElement[bool]:
    """The item is not retired: it has not finished, or not before that moment."""
    return _items.c.finished_at.is_(None) | (_items.c.finished_at >= moment)


def listing(query: QueueQuery) -> Select[Any]:
    """ITEM_COLUMNS, position and email_id of the query's page, in its order."""
    placed = _placed(_with_neighbours(_page(query)))
    email_id = select(orm.emails.c.id).where(orm.emails.c.queue_item_id == _items.c.id).scalar_subquery()
    return (
        select(*ITEM_COLUMNS, placed.c.position, email_id.label("email_id"))
        .select_from(placed.join(_items, _items.c.sequence == placed.c.sequence))
        .order_by(*_order(query))
    )


def _page(query: QueueQuery) -> CTE:
    """The page's rows with the little that placing needs."""
    keys = (_items.c.sequence, _items.c.created_at, _items.c.status)
    ordered = select(*keys).where(*conditions(query)).order_by(*_order(query))
    if query.sort is QueueSort.RECIPIENT and query.offset >= SORTED_AT_ONCE_FROM:
        in_order = ordered.cte("in_order").prefix_with("MATERIALIZED", dialect="sqlite")
        ordered = select(in_order.c.sequence, in_order.c.created_at, in_order.c.status)
    return ordered.limit(query.limit).offset(query.offset).cte("page")


def _order(query: QueueQuery) -> list[ColumnElement[Any]]:
    queued: list[ColumnElement[Any]] = [_items.c.created_at, _items.c.sequence]
    keys = {
        QueueSort.QUEUED: queued,
        QueueSort.RECIPIENT: [_items.c.search_text, *queued],
        QueueSort.STATUS: [_items.c.status, *queued],
        QueueSort.POSITION: queued,
    }[query.sort]
    if query.descending:
        keys = [key.desc() for key in keys]
    if query.sort is QueueSort.POSITION:
        # What has no position comes last, whichever way the others are sorted.
        keys = [_pending(_items.c.status).desc(), *keys]
    return keys


def _pending(status: ColumnElement[Any]) -> ColumnElement[bool]:
    return status == QueueStatus.PENDING


def _with_neighbours(page: CTE) -> CTE:
    """The page's rows, each with the pending item of the page that comes next before it in the queue."""

    def before(column: ColumnElement[Any]) -> ColumnElement[Any]:
        in_queue = (page.c.created_at, page.c.sequence)
        return func.lag(column).over(partition_by=_pending(page.c.status), order_by=in_queue)

    return select(
        *page.c,
        before(page.c.created_at).label("created_before"),
        before(page.c.sequence).label("sequence_before"),
    ).cte("with_neighbours")


def _placed(page: CTE) -> CTE:
    """The page's rows with positions.

    Counts only between neighbours of the page and sums these up, so that all counts together read each entry of
    the index ix_queue_items_status once. Numbering all pending rows with row_number() takes five times as long.
    """
    same = page.c.created_at == page.c.created_before
    up_to_here = (_items.c.created_at == page.c.created_at, _items.c.sequence <= page.c.sequence)
    after_it = (_items.c.created_at == page.c.created_before, _items.c.sequence > page.c.sequence_before)
    between = (_items.c.created_at < page.c.created_at,)
    gap = case(
        (~_pending(page.c.status), None),
        (page.c.created_before.is_(None), _count(page, *between) + _count(page, *up_to_here)),
        (same, _count(page, *up_to_here, _items.c.sequence > page.c.sequence_before)),
        else_=_count(page, *after_it)
        + _count(page, *between, _items.c.created_at > page.c.created_before)
        + _count(page, *up_to_here),
    )
    gaps = select(*page.c, gap.label("gap")).cte("gaps")
    position = func.sum(gaps.c.gap).over(
        partition_by=_pending(gaps.c.status), order_by=(gaps.c.created_at, gaps.c.sequence)
    )
    return select(gaps.c.sequence, position.label("position")).cte("placed")


def _count(page: CTE, *where: ColumnElement[bool]) -> ColumnElement[int]:
    return (
        select(func.count())
        .select_from(_items)
        .where(_pending(_items.c.status), *where)
        .correlate(page)
        .scalar_subquery()
    )
