"""New items into the queue: ids, sequence numbers and fast inserts."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import islice
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, bindparam, func, select, text, update

from scribe_desktop.domain.queue import Transition
from scribe_desktop.domain.recipient import Recipient
from scribe_desktop.storage import orm
from scribe_desktop.storage.column_types import storable, to_microseconds
from scribe_desktop.storage.many_ids import id_among
from scribe_desktop.storage.search_text import search_text

_items = orm.queue_items

ROWS_AT_ONCE = 1000

_COLUMNS = (
    "id", "status", "created_at", "search_text", "name", "interest", "email", "affiliation", "homepage", "fields",
    "template_id",
)  # fmt: skip
# Bound by the driver itself: SQLAlchemy's way through the column types takes three times as long a row.
_INSERT = f"INSERT INTO {_items.name} ({', '.join(_COLUMNS)}) VALUES ({', '.join('?' * len(_COLUMNS))})"


class QueueIntake:
    """Gives out sequence numbers and queues batches, within the caller's transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, recipients: Iterable[Recipient], template_id: UUID, now: datetime) -> list[UUID]:
        """Queue a batch behind everything that waits; its ids in order. Holds only the ids."""
        new_ids = ordered_ids(now, self._next_sequence())
        common = (Transition.RETRY.target.value, to_microseconds(now), template_id.hex)
        added: list[UUID] = []
        rows = iter(recipients)
        while chunk := list(islice(rows, ROWS_AT_ONCE)):
            ids = list(islice(new_ids, len(chunk)))
            values = [_values(one, item_id, *common) for one, item_id in zip(chunk, ids, strict=True)]
            self._connection.exec_driver_sql(_INSERT, values)
            added += ids
        return added

    def renumber(self, item_ids: Iterable[UUID]) -> None:
        """Give items new sequence numbers behind all others; among themselves they keep their order."""
        old = select(_items.c.sequence).where(id_among(_items.c.id, item_ids)).order_by(_items.c.sequence)
        numbers = list(self._connection.execute(old).scalars())
        if not numbers:
            return
        first = self._next_sequence()
        self._connection.execute(
            update(_items).where(_items.c.sequence == bindparam("old")).values(sequence=bindparam("new")),
            [{"old": number, "new": first + place} for place, number in enumerate(numbers)],
        )

    def _next_sequence(self) -> int:
        """The number behind every one that was ever given out (renumbering does not move SQLite's own counter)."""
        given = text("SELECT seq FROM sqlite_sequence WHERE name = :name").bindparams(name=_items.name)
        highest = self._connection.execute(select(func.max(_items.c.sequence))).scalar_one() or 0
        return max(highest, self._connection.execute(given).scalar_one_or_none() or 0) + 1


def ordered_ids(now: datetime, first: int) -> Iterator[UUID]:
    """UUIDs of version 7 (RFC 9562, 6.2, a counter of 32 bits after the time) that grow from one to the next.

    A million random ones would each touch another page of the index; growing ones fill it page by page.
    """
    milliseconds = to_microseconds(now) // 1000
    head = (milliseconds & (1 << 48) - 1) << 80 | 7 << 76 | 0b10 << 62
    number = first
    while True:
        counter = number & (1 << 32) - 1
        random = int.from_bytes(os.urandom(6), "big") & (1 << 42) - 1
        yield UUID(int=head | (counter >> 20) << 64 | (counter & (1 << 20) - 1) << 42 | random)
        number += 1


def _values(one: Recipient, item_id: UUID, status: str, created_at: int, template_id: str) -> tuple[Any, ...]:
    return (
        item_id.hex,
        status,
        created_at,
        search_text(one.name, one.interest, one.affiliation),
        storable(one.name),
        one.interest and storable(one.interest),
        one.email and storable(one.email),
        one.affiliation and storable(one.affiliation),
        one.homepage and storable(one.homepage),
        json.dumps(dict(one.fields)) if one.fields else "{}",
        template_id,
    )
