"""What has happened, in the past tense: published after the commit, plain data only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from scribe_desktop.domain.queue import StepName
from scribe_desktop.errors import PauseReason


@dataclass(frozen=True, slots=True)
class Event:
    """Base of all events."""


@dataclass(frozen=True, slots=True)
class ItemsQueued(Event):
    """New pending items. `item_ids` in the order of the queue; empty when too many to name (`count` always counts)."""

    item_ids: tuple[UUID, ...]
    count: int


@dataclass(frozen=True, slots=True)
class ItemsChanged(Event):
    """Items were cancelled, restored, retried, released or retired: look again at these."""

    item_ids: tuple[UUID, ...]


@dataclass(frozen=True, slots=True)
class ItemClaimed(Event):
    """The worker took the item."""

    item_id: UUID
    at: datetime


@dataclass(frozen=True, slots=True)
class StepStarted(Event):
    """A step of the item began."""

    item_id: UUID
    step: StepName
    at: datetime


@dataclass(frozen=True, slots=True)
class StepProgressed(Event):
    """Something to show while a step runs, in plain words ("reading page 3 of 6")."""

    item_id: UUID
    step: StepName
    text: str


@dataclass(frozen=True, slots=True)
class StepFinished(Event):
    """A step ended well and its output is stored."""

    item_id: UUID
    step: StepName
    seconds: float


@dataclass(frozen=True, slots=True)
class ItemCompleted(Event):
    """The draft is stored and the item completed."""

    item_id: UUID
    email_id: UUID


@dataclass(frozen=True, slots=True)
class ItemFailed(Event):
    """The item failed; the message is the stored one."""

    item_id: UUID
    message: str


@dataclass(frozen=True, slots=True)
class QueuePaused(Event):
    """No item is claimed until QueueResumed."""

    reason: PauseReason
    message: str


@dataclass(frozen=True, slots=True)
class QueueResumed(Event):
    """Items are claimed again."""


@dataclass(frozen=True, slots=True)
class QueueDrained(Event):
    """The worker found nothing pending after it had worked at least one item."""


@dataclass(frozen=True, slots=True)
class EmailChanged(Event):
    """A draft was edited, approved, discarded or reopened."""

    email_id: UUID


@dataclass(frozen=True, slots=True)
class TemplatesChanged(Event):
    """The library of templates is another: something was kept, renamed, archived or deleted."""


@dataclass(frozen=True, slots=True)
class DatabaseChangedElsewhere(Event):
    """Another process committed to the same database: look again at everything shown."""


@dataclass(frozen=True, slots=True)
class BackupMade(Event):
    """A scheduled backup of the database is there."""

    at: datetime


@dataclass(frozen=True, slots=True)
class DatabaseFoundDamaged(Event):
    """The database was found damaged while it was in use; `message` is a sentence for the person."""

    message: str
