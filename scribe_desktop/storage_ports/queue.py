"""The queue of people: its items, the stored outputs of their steps, and whether it stands still."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, NamedTuple, Protocol
from uuid import UUID

from scribe_desktop.domain.email import EmailDraft, ReviewState
from scribe_desktop.domain.id_part import IdPart
from scribe_desktop.domain.queue import QueueCounts, QueueItem, QueueStatus, StepName
from scribe_desktop.domain.recipient import Recipient
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


class KnownPerson(NamedTuple):
    """Somebody who is in the library already: waits in the queue (`state` None), or has a draft in this state.

    `when` is since when: queued, drafted, or approved.
    """

    name: str
    email: str | None
    affiliation: str | None
    state: ReviewState | None
    when: datetime
    email_id: UUID | None = None


class QueueRepository(Protocol):
    """Queue items and their step results."""

    def add(self, recipients: Iterable[Recipient], template_id: UUID, now: datetime) -> list[UUID]:
        """Queue a batch: one created_at, ids in the order of the recipients. Streams: holds only ids."""
        ...

    def get(self, item_id: UUID) -> QueueItem:
        """One item with its position. Raises NotFoundError."""
        ...

    def ids_named(self, part: IdPart, limit: int) -> list[UUID]:
        """Ids that begin or end so, in their order; of items of every status."""
        ...

    def find(self, query: QueueQuery) -> list[QueueItem]:
        """Items with positions, in one query."""
        ...

    def rows(self, query: QueueQuery) -> list[QueueRow]:
        """Items in the order of the queue as plain values, in one query; the query's text, ids, sort and finished_after
        do not count."""
        ...

    def known_people(self, address: str | None = None) -> Iterator[KnownPerson]:
        """Who waits, and who has a draft that was not discarded, newest first; streams. With an address, only these."""
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

    def replace_outputs(self, item_id: UUID, outputs: Sequence[StoredStep], now: datetime) -> None:
        """New outputs of steps of a finished item: from now on they are the latest. The older ones are kept."""
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
