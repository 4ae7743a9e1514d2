"""Who has been written to before: the stored drafts and the waiting queue, by address and by name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from scribe_desktop.domain.email import ReviewState
from scribe_desktop.domain.queue import QueueStatus
from scribe_desktop.domain.recipient import Recipient, normalise
from scribe_desktop.services.email_library import EmailLibrary
from scribe_desktop.services.queue_service import QueueService
from scribe_desktop.storage_ports import EmailQuery, QueueQuery

MOST_DRAFTS = 20_000
MOST_WAITING = 20_000
_PAGE = 1000


class BeforeKind(StrEnum):
    """What there is of a person already."""

    APPROVED = "approved"
    DRAFT = "draft"
    WAITING = "waiting"


@dataclass(frozen=True, slots=True)
class Before:
    """An approved draft, a draft, or an item in the queue, and since when. `email` is empty when not known."""

    kind: BeforeKind
    when: datetime
    email: str = ""


@dataclass(frozen=True, slots=True)
class History:
    """The newest of each person, by address and by normalised name."""

    by_email: Mapping[str, Before] = field(default_factory=dict)
    by_name: Mapping[str, Before] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.by_name)

    def find(self, recipient: Recipient) -> Before | None:
        """By the same address; by the name only where one of the two addresses is not known."""
        email = (recipient.email or "").casefold()
        if email and (found := self.by_email.get(email)) is not None:
            return found
        same_name = self.by_name.get(normalise(recipient.name))
        if same_name is None or (email and same_name.email):
            return None
        return same_name


def read_history(emails: EmailLibrary, queue: QueueService) -> History:
    """Read the newest MOST_DRAFTS drafts that were not discarded, and those who wait. Raises StorageError."""
    by_email: dict[str, Before] = {}
    by_name: dict[str, Before] = {}

    def note(name: str, email: str | None, kind: BeforeKind, when: datetime) -> None:
        address = (email or "").casefold()
        before = Before(kind, when, address)
        if address:
            by_email.setdefault(address, before)
        by_name.setdefault(normalise(name), before)

    for offset in range(0, MOST_DRAFTS, _PAGE):
        drafts = emails.find(EmailQuery(limit=_PAGE, offset=offset))
        for draft in drafts:
            approved = draft.review_state is ReviewState.APPROVED
            kind = BeforeKind.APPROVED if approved else BeforeKind.DRAFT
            note(draft.recipient_name, draft.recipient_email, kind, draft.updated_at if approved else draft.created_at)
        if len(drafts) < _PAGE:
            break
    unfinished = frozenset({QueueStatus.PENDING, QueueStatus.PROCESSING})
    for item in queue.shown(QueueQuery(statuses=unfinished, limit=MOST_WAITING))[0]:
        note(item.recipient.name, item.recipient.email, BeforeKind.WAITING, item.created_at)
    return History(by_email, by_name)
