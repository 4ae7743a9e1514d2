"""The queue as plain rows, for lists that are polled: one query, nothing converted, no objects."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Connection, Integer, Select, Text, bindparam, case, func, select, type_coerce

from scribe_desktop.domain.queue import QueueStatus
from scribe_desktop.storage import orm
from scribe_desktop.storage.column_types import UtcDateTime
from scribe_desktop.storage_ports.queue import QueueQuery, QueueRow

_items, _emails = orm.queue_items, orm.emails


def queue_rows(connection: Connection, query: QueueQuery) -> list[QueueRow]:
    """The rows of the query's page; uses its statuses, created_after, limit and offset."""
    statement = _listing(query.statuses, query.created_after is not None)
    values: dict[str, Any] = {"rows": -1 if query.limit is None else query.limit, "skipped": query.offset}
    if query.created_after is not None:
        values["since"] = query.created_after
    return [tuple(row) for row in connection.execute(statement, values)]


@lru_cache(maxsize=64)  # one for each set of statuses: building a statement costs more than running it
def _listing(statuses: frozenset[QueueStatus], windowed: bool) -> Select[Any]:
    """The statement.

    Positions are a running count over the rows themselves, which are read in the order of the queue, plus the
    number of those that wait since before the window begins.
    """
    queued = (_items.c.created_at, _items.c.sequence)
    pending = _items.c.status == QueueStatus.PENDING
    position: ColumnElement[int] = func.count().filter(pending).over(order_by=queued, rows=(None, 0))
    conditions = [_items.c.status != QueueStatus.CANCELLED]
    if windowed:
        since: Any = bindparam("since", type_=UtcDateTime)
        conditions.append(_items.c.created_at >= since)
        position += select(func.count()).where(pending, _items.c.created_at < since).scalar_subquery()
    placed = (
        select(
            _items.c.id,
            _items.c.name,
            _items.c.status,
            case((pending, position)).label("position"),
            _items.c.error_message,
            _items.c.current_step,
            *queued,
        )
        .where(*conditions)
        .subquery("placed")
    )
    email = select(type_coerce(_emails.c.id, Text)).where(_emails.c.queue_item_id == placed.c.id).scalar_subquery()
    listed = select(
        type_coerce(placed.c.id, Text),
        placed.c.name,
        type_coerce(placed.c.status, Text),
        placed.c.position,
        case((placed.c.status == QueueStatus.COMPLETED, email)),
        case((placed.c.status == QueueStatus.FAILED, placed.c.error_message)),
        type_coerce(case((placed.c.status == QueueStatus.PROCESSING, placed.c.current_step)), Text),
        type_coerce(placed.c.created_at, Integer),
    ).order_by(placed.c.created_at, placed.c.sequence)
    if statuses:
        listed = listed.where(placed.c.status.in_(sorted(statuses)))
    return listed.limit(bindparam("rows", type_=Integer)).offset(bindparam("skipped", type_=Integer))
