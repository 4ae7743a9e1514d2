"""Who is in the library already: those who wait in the queue, and those who have a draft that was not discarded."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection, func, select

from scribe_desktop.domain.email import ReviewState
from scribe_desktop.domain.queue import QueueStatus
from scribe_desktop.storage import orm
from scribe_desktop.storage_ports.queue import KnownPerson

_items, _emails = orm.queue_items.c, orm.emails.c
_BATCH = 2000
_UNFINISHED = (QueueStatus.PENDING, QueueStatus.PROCESSING)
_SELECT = (
    select(
        _items.name,
        _items.email,
        _items.affiliation,
        _items.created_at.label("queued_at"),
        _emails.id.label("email_id"),
        _emails.review_state,
        _emails.created_at.label("made_at"),
        _emails.updated_at,
    )
    .select_from(orm.queue_items.outerjoin(orm.emails, _emails.queue_item_id == _items.id))
    .where(_items.status.in_(_UNFINISHED) | (_emails.review_state != ReviewState.DISCARDED))
    .order_by(_items.sequence.desc())
)


def known_people(connection: Connection, address: str | None = None) -> Iterator[KnownPerson]:
    """One at a time, the newest first; with an address, only those who have it, in whatever case."""
    statement = _SELECT
    if address is not None:
        # lower() knows ASCII alone; the other letters of an address are compared as they are written.
        statement = statement.where(func.lower(_items.email).in_({address.lower(), address}))
    for row in connection.execution_options(yield_per=_BATCH).execute(statement):
        state = row.review_state
        when = row.queued_at if state is None else row.updated_at if state is ReviewState.APPROVED else row.made_at
        yield KnownPerson(row.name, row.email, row.affiliation, state, when, row.email_id)
