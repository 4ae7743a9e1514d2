"""The own words of drafts, by the places that they go to (the WordsRepository port)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, and_, delete, func, insert, or_, select

from scribe_desktop.domain.email import ReviewState
from scribe_desktop.domain.recipient import Recipient
from scribe_desktop.storage import orm
from scribe_desktop.storage.many_ids import id_among
from scribe_desktop.storage_ports.drafts import DraftText, DraftWords

_words, _emails, _items, _templates = orm.draft_words, orm.emails, orm.queue_items, orm.templates

_WORDS = select(
    _words.c.email_id,
    _emails.c.recipient_name,
    _words.c.domain,
    _words.c.institution,
    _words.c.sentences,
    _words.c.whole,
).join(_emails, _emails.c.id == _words.c.email_id)
_UNREAD = (
    select(
        _emails.c.id,
        _emails.c.body,
        _items.c.name,
        _items.c.email,
        _items.c.affiliation,
        _items.c.template_id,
        _templates.c.source,
    )
    .join(_items, _items.c.id == _emails.c.queue_item_id)
    .join(_templates, _templates.c.id == _items.c.template_id)
    .where(~select(_words.c.sequence).where(_words.c.email_id == _emails.c.id).exists())
    .order_by(_emails.c.sequence.desc())
)
# Each draft has at most one row of words. Two counts read two small indexes, the search for a row reads all drafts.
_HOW_MANY = select(
    select(func.count()).select_from(_emails).scalar_subquery()
    - select(func.count()).select_from(_words).scalar_subquery()
)
_PUT = insert(_words).prefix_with("OR REPLACE", dialect="sqlite")


class SqlWordsRepository:
    """Own words by draft and by place."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def unread(self, limit: int) -> list[DraftText]:
        """Drafts whose words were not taken yet, or have changed since; the newest first. Cheap when there are none."""
        # The newest are the likely ones: with their number known, the search ends at the last of them.
        missing = self._connection.execute(_HOW_MANY).scalar_one()
        if not missing:
            return []
        return [
            DraftText(
                row.id,
                row.body,
                Recipient(row.name, email=row.email, affiliation=row.affiliation),
                row.template_id,
                row.source,
            )
            for row in self._connection.execute(_UNREAD.limit(min(limit, missing)))
        ]

    def put(self, words: Iterable[DraftWords]) -> None:
        """Keep them."""
        rows = [asdict(one) for one in words]
        for row in rows:
            del row["recipient_name"]
        if rows:
            self._connection.execute(_PUT, rows)

    def forget(self, email_id: UUID) -> None:
        """The draft's text has changed."""
        self._connection.execute(delete(_words).where(_words.c.email_id == email_id))

    def get(self, email_ids: Iterable[UUID]) -> list[DraftWords]:
        """Those of these drafts."""
        query = _WORDS.where(id_among(_words.c.email_id, email_ids))
        return [_draft_words(row) for row in self._connection.execute(query)]

    def beside(self, words: DraftWords, limit: int) -> list[DraftWords]:
        """Those of the newest drafts to the same place that are not discarded, at most so many; this one among them."""
        same_institution = _words.c.institution == words.institution
        places = [_words.c.domain == words.domain] if words.domain else []
        if words.institution:
            # The institution counts where a domain is missing: two domains are two departments of it.
            places.append(and_(same_institution, _words.c.domain == "") if words.domain else same_institution)
        if not places:
            return []
        query = (
            _WORDS.where(or_(*places), _emails.c.review_state != ReviewState.DISCARDED)
            .order_by(_emails.c.sequence.desc())
            .limit(limit)
        )
        return [_draft_words(row) for row in self._connection.execute(query)]


def _draft_words(row: Row[*tuple[Any, ...]]) -> DraftWords:
    return DraftWords(*row)
