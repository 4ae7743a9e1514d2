"""Forgetting people who are finished with long ago, and all that is kept of them (the RetentionRepository port)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, delete, func, or_, select, update

from scribe_desktop.domain.queue import QueueStatus
from scribe_desktop.storage import orm
from scribe_desktop.storage.many_ids import id_among

_items, _emails, _calls = orm.queue_items, orm.emails, orm.model_calls
_FINISHED = (QueueStatus.COMPLETED, QueueStatus.FAILED, QueueStatus.CANCELLED)


class SqlRetentionRepository:
    """People whose item ended, and whose draft was last changed, before some moment."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def count(self, before: datetime) -> int:
        """How many there are."""
        found: int = self._connection.execute(_old(before, func.count(_items.c.sequence))).scalar_one()
        return found

    def forget(self, before: datetime, limit: int) -> int:
        """Delete so many of them at most, oldest first, with drafts, research and contacts; how many it were.

        What the model cost stays, without the person: a month's budget must not grow by it.
        """
        ids = self._connection.execute(_old(before, _items.c.id).order_by(_items.c.sequence).limit(limit)).scalars()
        if not (old := ids.all()):
            return 0
        self._connection.execute(update(_calls).where(id_among(_calls.c.item_id, old)).values(item_id=None))
        # The other tables follow these two by themselves.
        self._connection.execute(delete(_emails).where(id_among(_emails.c.queue_item_id, old)))
        self._connection.execute(delete(_items).where(id_among(_items.c.id, old)))
        return len(old)


def _old(before: datetime, *columns: Any) -> Select[*tuple[Any, ...]]:
    return (
        select(*columns)
        .select_from(_items.outerjoin(_emails, _emails.c.queue_item_id == _items.c.id))
        .where(
            _items.c.status.in_(_FINISHED),
            _items.c.finished_at < before,
            or_(_emails.c.sequence.is_(None), _emails.c.updated_at < before),
        )
    )
