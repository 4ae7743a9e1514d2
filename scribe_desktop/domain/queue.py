"""The queue's vocabulary: items, their statuses and the only ways from one status to another."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from enum import Enum, StrEnum
from uuid import UUID

from scribe_desktop.domain.recipient import Recipient
from scribe_desktop.errors import ScribeError, TransitionError

ERROR_MESSAGE_LIMIT = 1000
"""Characters of an item's error message, at most."""

STOPPED_BY_PERSON = "Stopped by you."


class QueueStatus(StrEnum):
    """Where an item stands."""

    PENDING = "pending"
    PROCESSING = "processing"
    COMPLETED = "completed"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def finished(self) -> bool:
        """True when nothing will happen to the item by itself any more."""
        return self in (QueueStatus.COMPLETED, QueueStatus.FAILED, QueueStatus.CANCELLED)


class StepName(StrEnum):
    """The four steps, in the order they run."""

    TEMPLATE_PARSER = "template_parser"
    WEB_SCRAPER = "web_scraper"
    ARXIV_HELPER = "arxiv_helper"
    EMAIL_COMPOSER = "email_composer"

    @property
    def percent(self) -> int:
        """How much of an item is done, for a progress bar, while this step runs."""
        return _PERCENT[self]


_PERCENT = {
    StepName.TEMPLATE_PARSER: 25,
    StepName.WEB_SCRAPER: 50,
    StepName.ARXIV_HELPER: 75,
    StepName.EMAIL_COMPOSER: 90,
}


class Transition(Enum):
    """Every way an item's status may change, as (name for sentences, from, to)."""

    CLAIM = ("claim", (QueueStatus.PENDING,), QueueStatus.PROCESSING)
    COMPLETE = ("complete", (QueueStatus.PROCESSING,), QueueStatus.COMPLETED)
    FAIL = ("fail", (QueueStatus.PROCESSING,), QueueStatus.FAILED)
    RELEASE = ("release", (QueueStatus.PROCESSING,), QueueStatus.PENDING)
    CANCEL = ("cancel", (QueueStatus.PENDING,), QueueStatus.CANCELLED)
    UNDO_CANCEL = ("restore", (QueueStatus.CANCELLED,), QueueStatus.PENDING)
    RETRY = ("retry", (QueueStatus.FAILED,), QueueStatus.PENDING)

    def __init__(self, verb: str, sources: tuple[QueueStatus, ...], target: QueueStatus) -> None:
        self.verb = verb
        self.sources = sources
        self.target = target

    def check(self, status: QueueStatus) -> None:
        """Raise TransitionError when an item of this status may not change this way."""
        if status not in self.sources:
            raise TransitionError(f"Cannot {self.verb} item with status '{status.value}'", status.value)


@dataclass(frozen=True, slots=True)
class QueueItem:
    """One recipient in the queue.

    `sequence` grows with every item ever queued; order in the queue is (created_at, sequence).
    `position` is the 1-based place among all pending items, None unless pending or when not asked for.
    `owner` and `attempt` fence the worker that holds the item: results of an older attempt are refused.
    `composer` is the composer recorded when work started ("template-only" or a model's name).
    """

    id: UUID
    sequence: int
    recipient: Recipient
    template_id: UUID
    status: QueueStatus
    created_at: datetime
    position: int | None = None
    email_id: UUID | None = None
    error_message: str | None = None
    current_step: StepName | None = None
    started_at: datetime | None = None
    finished_at: datetime | None = None
    owner: str | None = None
    attempt: int = 0
    crashes: int = 0
    composer: str | None = None


@dataclass(frozen=True, slots=True)
class QueueCounts:
    """How many items have each status; finished ones only while they are shown in the queue."""

    pending: int = 0
    processing: int = 0
    completed: int = 0
    failed: int = 0

    @property
    def total(self) -> int:
        """All items that the queue shows."""
        return self.pending + self.processing + self.completed + self.failed


_TIMEOUT = re.compile("timeout", re.IGNORECASE)


def failure_message(error: ScribeError) -> str:
    """The error message stored with a failed item: at most ERROR_MESSAGE_LIMIT characters.

    Contains the word "timeout" exactly when trying again may help, because clients test for that word.
    """
    message = error.message.strip() or "Something went wrong."
    if not error.retryable:
        return _TIMEOUT.sub("time limit", message)[:ERROR_MESSAGE_LIMIT]
    if not _TIMEOUT.search(message[:ERROR_MESSAGE_LIMIT]):
        suffix = " (timeout: trying again may help)"
        message = message[: ERROR_MESSAGE_LIMIT - len(suffix)] + suffix
    return message[:ERROR_MESSAGE_LIMIT]
