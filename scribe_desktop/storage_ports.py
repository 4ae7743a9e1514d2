"""What the core asks of storage: one unit of work, a repository a kind of thing, frozen domain objects in and out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from types import TracebackType
from typing import Any, Protocol, Self
from uuid import UUID

from scribe_desktop.domain.access import AccessToken
from scribe_desktop.domain.email import EmailDraft, ReviewState
from scribe_desktop.domain.queue import QueueCounts, QueueItem, QueueStatus, StepName
from scribe_desktop.domain.recipient import Recipient
from scribe_desktop.domain.template import StoredTemplate
from scribe_desktop.errors import PauseReason


class QueueSort(StrEnum):
    """Columns the queue can be sorted by; QUEUED is (created_at, sequence)."""

    QUEUED = "queued"
    RECIPIENT = "recipient"
    STATUS = "status"
    POSITION = "position"


@dataclass(frozen=True, slots=True)
class QueueQuery:
    """Which items to list, and how. Cancelled items are never listed unless `statuses` names them.

    `text` matches anywhere in name, interest or affiliation, whatever the case. `created_after` keeps items created
    at or after it; `finished_after` hides items that finished before it (retired ones).
    """

    text: str = ""
    statuses: frozenset[QueueStatus] = frozenset()
    ids: frozenset[UUID] = frozenset()
    created_after: datetime | None = None
    finished_after: datetime | None = None
    sort: QueueSort = QueueSort.QUEUED
    descending: bool = False
    limit: int | None = None
    offset: int = 0


QueueRow = tuple[str, str, str, int | None, str | None, str | None, str | None, int]
"""An item as plain values: id (32 hex digits), recipient's name, status, position, email's id (32 hex digits),
error message, current step, created_at (microseconds since 1970, UTC). None where the status has no such value."""


@dataclass(frozen=True, slots=True)
class StoredStep:
    """A step's stored output, as JSON-ready data."""

    step: StepName
    input_hash: str
    output: Mapping[str, Any]
    seconds: float


@dataclass(frozen=True, slots=True)
class PauseState:
    """Why the queue stands still; None as `reason` while it runs."""

    reason: PauseReason | None = None
    message: str = ""
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Recovered:
    """What startup recovery did: items put back to pending, and items that crashed too often and failed."""

    released: tuple[UUID, ...] = ()
    failed: tuple[UUID, ...] = ()


class QueueRepository(Protocol):
    """Queue items and their step results."""

    def add(self, recipients: Iterable[Recipient], template_id: UUID, now: datetime) -> list[UUID]:
        """Queue a batch: one created_at, ids in the order of the recipients. Streams: holds only ids."""
        ...

    def get(self, item_id: UUID) -> QueueItem:
        """One item with its position. Raises NotFoundError."""
        ...

    def find(self, query: QueueQuery) -> list[QueueItem]:
        """Items with positions, in one query."""
        ...

    def rows(self, query: QueueQuery) -> list[QueueRow]:
        """Items in the order of the queue as plain values, in one query; the query's text, ids, sort and finished_after
        do not count."""
        ...

    def count(self, query: QueueQuery) -> int:
        """How many items the query has without its limit and offset."""
        ...

    def counts(self, finished_after: datetime | None) -> QueueCounts:
        """Items by status, retired ones left out."""
        ...

    def claim(self, owner: str, composer: str, now: datetime) -> QueueItem | None:
        """Take the oldest pending item, in one UPDATE … RETURNING; current_step becomes the first step."""
        ...

    def store_step(self, item: QueueItem, result: StoredStep, next_step: StepName | None, now: datetime) -> bool:
        """Store a step's output and move current_step on; False when the item is no longer this attempt's."""
        ...

    def steps(self, item_id: UUID) -> list[StoredStep]:
        """The latest stored output of each step of an item."""
        ...

    def note_progress(self, item_id: UUID) -> None:
        """Something new was stored for the item between steps: its next crash counts as the first."""
        ...

    def complete(self, item: QueueItem, email: EmailDraft, now: datetime) -> bool:
        """Insert the email and complete the item, together; False (and nothing written) when fenced off."""
        ...

    def fail(self, item: QueueItem, message: str, now: datetime) -> bool:
        """Fail the item of this attempt; False when fenced off."""
        ...

    def release(self, item: QueueItem) -> bool:
        """Put the item of this attempt back to pending in its old place; False when fenced off."""
        ...

    def cancel(self, item_ids: Sequence[UUID], now: datetime) -> list[UUID]:
        """Cancel those that are pending; the ids that were."""
        ...

    def withdraw(self, template_id: UUID, created_at: datetime) -> int:
        """Delete what is still pending of one batch (its import failed half-way); how many were."""
        ...

    def undo_cancel(self, item_ids: Sequence[UUID]) -> list[UUID]:
        """Put cancelled items back to pending in their old places; the ids that were."""
        ...

    def retry(self, item_ids: Sequence[UUID], now: datetime) -> list[UUID]:
        """Put failed items at the end of the queue, same ids; the ids that were."""
        ...

    def recover(self, now: datetime, max_crashes: int) -> Recovered:
        """At start, with the lock held: processing → pending, or failed after too many crashes in a row."""
        ...

    def pause_state(self) -> PauseState:
        """Whether the queue is paused."""
        ...

    def set_pause(self, state: PauseState) -> None:
        """Pause or resume."""
        ...

    def step_seconds(self, limit: int) -> dict[StepName, list[float]]:
        """Seconds of the last `limit` runs of each step on this machine, newest first."""
        ...


class EmailSort(StrEnum):
    """Columns the drafts can be sorted by; REVIEW is in the order of ReviewState, MADE is (created_at, sequence)."""

    RECIPIENT = "recipient"
    REVIEW = "review"
    SUBJECT = "subject"
    MADE = "made"


@dataclass(frozen=True, slots=True)
class EmailQuery:
    """Which drafts to list, and how: newest first unless told otherwise, and newest first among equals."""

    states: frozenset[ReviewState] = frozenset()
    include_discarded: bool = False
    text: str = ""
    item_ids: frozenset[UUID] = frozenset()
    sort: EmailSort = EmailSort.MADE
    descending: bool = True
    limit: int | None = None
    offset: int = 0


class EmailRepository(Protocol):
    """Drafts with evidence and findings. New ones come in through QueueRepository.complete."""

    def get(self, email_id: UUID) -> EmailDraft:
        """Raises NotFoundError."""
        ...

    def find(self, query: EmailQuery) -> list[EmailDraft]:
        """The query's page, in its order."""
        ...

    def count(self, query: EmailQuery) -> int:
        """How many the query has without its limit and offset."""
        ...

    def state_counts(self) -> dict[ReviewState, int]:
        """How many drafts have each state."""
        ...

    def update(self, email: EmailDraft) -> None:
        """Store a changed draft. Raises NotFoundError."""
        ...


class TemplateRepository(Protocol):
    """Templates, each source kept once."""

    def put(self, source: str, now: datetime, name: str | None = None) -> StoredTemplate:
        """Keep a source; the stored one when it is already there."""
        ...

    def get(self, template_id: UUID) -> StoredTemplate:
        """Raises NotFoundError."""
        ...

    def find(self) -> list[StoredTemplate]:
        """Newest first."""
        ...


class ResearchCache(Protocol):
    """JSON-ready data by (kind, key): pages, searches, papers, template analyses."""

    def get(self, kind: str, key: str, not_before: datetime | None = None) -> Mapping[str, Any] | None:
        """None when there is none, or only an older one."""
        ...

    def put(self, kind: str, key: str, value: Mapping[str, Any], now: datetime) -> None:
        """Keep it, in place of an older one."""
        ...

    def forget(self, before: datetime) -> int:
        """Delete what was kept before that; how many there were."""
        ...


class TokenRepository(Protocol):
    """What is kept of the local API's tokens."""

    def add(self, token: AccessToken) -> None:
        """Keep a new token's row."""
        ...

    def get(self, jti: UUID) -> AccessToken | None:
        """One row; None for an unknown id."""
        ...

    def find(self) -> list[AccessToken]:
        """All rows, newest first."""
        ...

    def revoke(self, jti: UUID, now: datetime) -> bool:
        """Revoke one for good; False when it is unknown or was revoked before."""
        ...

    def revoke_all(self, now: datetime) -> int:
        """Revoke all that are not revoked yet; how many were."""
        ...

    def note_use(self, jti: UUID, now: datetime) -> None:
        """Remember when it was last used."""
        ...

    def forget_run(self, run_id: str, now: datetime) -> None:
        """Delete the tokens that ended with this run, and expired ones of runs that could not do so themselves."""
        ...


IDEMPOTENCY_KEPT = timedelta(hours=24)
"""How long the first answer to an Idempotency-Key is repeated."""


@dataclass(frozen=True, slots=True)
class IdempotentAnswer:
    """The first answer given under a key, as JSON-ready data, and the hash of the body that it answered."""

    body_hash: str
    answer: Mapping[str, Any]


class IdempotencyRepository(Protocol):
    """First answers by Idempotency-Key."""

    def get(self, key: str, not_before: datetime) -> IdempotentAnswer | None:
        """None when there is none, or only an older one."""
        ...

    def put(self, key: str, body_hash: str, answer: Mapping[str, Any], now: datetime) -> None:
        """Keep an answer, in place of an older one; answers older than IDEMPOTENCY_KEPT are forgotten."""
        ...


class UnitOfWork(Protocol):
    """One short transaction; closed before any network call. Leaving the block without commit rolls back.

    Every method may raise DiskFullError, DatabaseDamagedError or StorageError.
    """

    queue: QueueRepository
    emails: EmailRepository
    templates: TemplateRepository
    cache: ResearchCache
    tokens: TokenRepository
    idempotency: IdempotencyRepository

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...

    def commit(self) -> None:
        """Make everything since the start of the block permanent."""
        ...

    def profile_id(self) -> UUID:
        """The UUID of the local profile, made with the database."""
        ...


UnitOfWorkFactory = Callable[..., UnitOfWork]
"""`factory()` opens for writing (BEGIN IMMEDIATE, one writer at a time); `factory(read_only=True)` for reading."""
