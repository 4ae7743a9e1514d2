"""Drafts with their evidence and findings (the EmailRepository port)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Row, case, func, insert, select, update

from scribe_desktop.domain.email import EmailDraft, Finding, FindingKind, ReviewState
from scribe_desktop.domain.evidence import Claim, EvidenceKind
from scribe_desktop.domain.id_part import IdPart
from scribe_desktop.errors import NotFoundError
from scribe_desktop.storage import orm
from scribe_desktop.storage.many_ids import id_among, ids_named
from scribe_desktop.storage.queue_listing import SORTED_AT_ONCE_FROM
from scribe_desktop.storage.search_text import folded, search_text
from scribe_desktop.storage_ports.drafts import EmailQuery, EmailSort

_emails = orm.emails

_REVIEW_ORDER = {state: place for place, state in enumerate(ReviewState)}
_INSERT = insert(_emails)


class SqlEmailRepository:
    """Drafts by id, and in lists."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def insert(self, email: EmailDraft) -> None:
        """Store a new draft. Only SqlQueueRepository.complete calls this, in the transaction that ends the item."""
        values = _changeable(email)
        values |= {"id": email.id, "queue_item_id": email.queue_item_id, "created_at": email.created_at}
        self._connection.execute(_INSERT, {"user_id": email.user_id, **values})

    def get(self, email_id: UUID) -> EmailDraft:
        """Raises NotFoundError."""
        row = self._connection.execute(select(_emails).where(_emails.c.id == email_id)).one_or_none()
        if row is None:
            raise _not_found()
        return draft_of(row)

    def ids_named(self, part: IdPart, limit: int) -> list[UUID]:
        """Ids that begin or end so, in their order."""
        return ids_named(self._connection, _emails.c.id, part, limit)

    def find(self, query: EmailQuery) -> list[EmailDraft]:
        """The query's page, in its order."""
        # Sorted by the keys alone: whole drafts would be carried through the sorter.
        keys = select(_emails.c.sequence).where(*_conditions(query)).order_by(*_order(query))
        if query.sort is not EmailSort.MADE and query.offset >= SORTED_AT_ONCE_FROM:
            in_order = keys.cte("in_order").prefix_with("MATERIALIZED", dialect="sqlite")
            keys = select(in_order.c.sequence)
        page = keys.limit(query.limit).offset(query.offset).cte("page")
        drafts = select(_emails).join(page, page.c.sequence == _emails.c.sequence).order_by(*_order(query))
        return [draft_of(row) for row in self._connection.execute(drafts)]

    def count(self, query: EmailQuery) -> int:
        """How many the query has without its limit and offset."""
        number: int = self._connection.execute(
            select(func.count()).select_from(_emails).where(*_conditions(query))
        ).scalar_one()
        return number

    def state_counts(self) -> dict[ReviewState, int]:
        """How many drafts have each state; every state is there."""
        state = _emails.c.review_state
        rows = self._connection.execute(select(state, func.count()).group_by(state))
        return dict.fromkeys(ReviewState, 0) | {row[0]: row[1] for row in rows}

    def update(self, email: EmailDraft) -> None:
        """Store a changed draft; its item, owner and time of writing stay. Raises NotFoundError."""
        change = update(_emails).where(_emails.c.id == email.id).values(**_changeable(email))
        if self._connection.execute(change).rowcount == 0:
            raise _not_found()


def _not_found() -> NotFoundError:
    return NotFoundError("Email not found")


def _conditions(query: EmailQuery) -> Iterable[ColumnElement[bool]]:
    if query.states:
        yield _emails.c.review_state.in_(sorted(query.states))
    if not query.include_discarded and ReviewState.DISCARDED not in query.states:
        yield _emails.c.review_state != ReviewState.DISCARDED
    if query.item_ids:
        yield id_among(_emails.c.queue_item_id, query.item_ids)
    if text := folded(query.text).strip():
        yield func.instr(_emails.c.search_text, text) > 0


def _order(query: EmailQuery) -> list[ColumnElement[Any]]:
    newest: list[ColumnElement[Any]] = [_emails.c.created_at.desc(), _emails.c.sequence.desc()]
    if query.sort is EmailSort.MADE:
        return newest if query.descending else [_emails.c.created_at, _emails.c.sequence]
    key: ColumnElement[Any] = {
        # It begins with the recipient's name, whatever its case.
        EmailSort.RECIPIENT: _emails.c.search_text,
        EmailSort.REVIEW: case(_REVIEW_ORDER, value=_emails.c.review_state),
        EmailSort.SUBJECT: _emails.c.subject.collate("NOCASE"),
    }[query.sort]
    return [key.desc() if query.descending else key, *newest]


def _changeable(email: EmailDraft) -> dict[str, Any]:
    return {
        "review_state": email.review_state,
        "updated_at": email.updated_at,
        "search_text": search_text(
            email.recipient_name, email.recipient_interest, email.recipient_email, email.subject
        ),
        "recipient_name": email.recipient_name,
        "recipient_interest": email.recipient_interest,
        "recipient_email": email.recipient_email,
        "template_type": email.template_type,
        "subject": email.subject,
        "body": email.body,
        "metadata": dict(email.metadata),
        "evidence": [asdict(one) for one in email.evidence],
        "findings": [asdict(one) for one in email.findings],
    }


def draft_of(row: Row[*tuple[Any, ...]]) -> EmailDraft:
    """A row of the table as the draft that it is."""
    values = row._mapping
    return EmailDraft(
        id=row.id,
        queue_item_id=row.queue_item_id,
        user_id=row.user_id,
        recipient_name=row.recipient_name,
        recipient_interest=row.recipient_interest,
        recipient_email=row.recipient_email,
        subject=row.subject,
        body=row.body,
        template_type=row.template_type,
        metadata=values["metadata"],
        review_state=row.review_state,
        created_at=row.created_at,
        updated_at=row.updated_at,
        evidence=claims_of(row.evidence),
        findings=findings_of(row.findings),
    )


def claims_of(stored: Iterable[Mapping[str, Any]]) -> tuple[Claim, ...]:
    """Claims from their stored form."""
    return tuple(Claim(**{**one, "kind": EvidenceKind(one["kind"])}) for one in stored)


def findings_of(stored: Iterable[Mapping[str, Any]]) -> tuple[Finding, ...]:
    """Findings from their stored form."""
    return tuple(Finding(**{**one, "kind": FindingKind(one["kind"])}) for one in stored)
