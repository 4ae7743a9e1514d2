"""What the model cost, call by call, in the database (the ModelCallRepository port)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, FromClause, Row, Select, func, insert, or_, select

from scribe_desktop.domain.spending import CallTotals, ModelCall
from scribe_desktop.storage import orm
from scribe_desktop.storage.column_types import UtcDateTime
from scribe_desktop.storage.many_ids import id_among

_calls = orm.model_calls
_items = orm.queue_items


class SqlModelCallRepository:
    """Calls in the order in which they ended."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, call: ModelCall) -> None:
        """Keep one."""
        self._connection.execute(insert(_calls).values(asdict(call)))

    def of_items(self, item_ids: Iterable[UUID]) -> CallTotals:
        """The sum for these items."""
        return self._one(_sums(_calls).where(id_among(_calls.c.item_id, item_ids)))

    def of_shown(self, finished_after: datetime) -> CallTotals:
        """The sum for the items of the queue, those that finished before then left out."""
        joined = _calls.join(_items, _items.c.id == _calls.c.item_id)
        shown = or_(_items.c.finished_at.is_(None), _items.c.finished_at >= finished_after)
        return self._one(_sums(_calls).select_from(joined).where(shown))

    def between(self, start: datetime, end: datetime) -> CallTotals:
        """The sum of what was asked from `start` on and before `end`."""
        return self._one(_sums(_calls).where(_calls.c.at >= start, _calls.c.at < end))

    def first_at(self) -> datetime | None:
        """When the first call was made; None while there is none."""
        statement = select(func.min(_calls.c.at, type_=UtcDateTime()))
        found: datetime | None = self._connection.execute(statement).scalar_one()
        return found

    def recent(self, model: str, kind: str, limit: int) -> CallTotals:
        """The sum of the model's last `limit` questions of this kind that it answered."""
        answered = (_calls.c.model == model, _calls.c.kind == kind, _calls.c.tokens_out > 0)
        last = select(_calls).where(*answered).order_by(_calls.c.sequence.desc()).limit(limit).subquery()
        return self._one(_sums(last))

    def _one(self, statement: Select[*tuple[Any, ...]]) -> CallTotals:
        row: Row[*tuple[Any, ...]] = self._connection.execute(statement).one()
        questions, items, calls, tokens_in, tokens_out, cost, estimated = row
        return CallTotals(questions, calls or 0, tokens_in or 0, tokens_out or 0, cost or 0.0, bool(estimated), items)


def _sums(source: FromClause) -> Select[*tuple[Any, ...]]:
    columns = source.c
    return select(
        func.count(columns.sequence),
        func.count(columns.item_id.distinct()),
        func.sum(columns.calls),
        func.sum(columns.tokens_in),
        func.sum(columns.tokens_out),
        func.sum(columns.cost),
        func.max(columns.estimated),
    )
