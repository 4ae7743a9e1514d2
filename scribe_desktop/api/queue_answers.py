"""The queue list as ready bytes: read again only when something changed since the last answer."""

from __future__ import annotations

import asyncio
import hashlib
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from starlette.concurrency import run_in_threadpool

from scribe_desktop.domain.events import (
    DatabaseChangedElsewhere,
    Event,
    ItemClaimed,
    ItemCompleted,
    ItemFailed,
    ItemsChanged,
    ItemsQueued,
    StepFinished,
)
from scribe_desktop.ports import Clock
from scribe_desktop.services.event_bus import EventBus
from scribe_desktop.services.queue_service import QueueService
from scribe_desktop.services.wire_format import queue_rows_json
from scribe_desktop.storage_ports.queue import QueueQuery

LISTED = timedelta(hours=24)
ANSWERS_KEPT = 8

LONG_READ_SECONDS = 0.02
REST_PER_READ = 4
REST_AT_MOST_SECONDS = 0.5
"""A list that takes long to read rests after it for so many times as long, and no longer: the worker changes it many
times a second, and reading it each time would take that time from the worker and the window."""

_CHANGED_BY_PEOPLE = (ItemsQueued, ItemsChanged, DatabaseChangedElsewhere)
_CHANGED_BY_THE_WORKER = (ItemClaimed, StepFinished, ItemCompleted, ItemFailed)


@dataclass(frozen=True, slots=True)
class Answer:
    """A list as sent.

    It holds until `valid_until`, and while nothing has changed. What the worker changed may wait until `rests_until`,
    on the monotonic clock; what people changed may not.
    """

    body: bytes
    etag: str
    generation: object
    generation_by_people: object
    valid_until: datetime | None
    rests_until: float


class QueueAnswers:
    """Keeps the last answers. `get` is for one event loop; events may come in any thread.

    `changed_elsewhere` says whether another process has committed since it was last asked; the event that follows
    from it is published here, for everyone in this process.
    """

    def __init__(
        self, queue: QueueService, clock: Clock, events: EventBus, changed_elsewhere: Callable[[], bool]
    ) -> None:
        self._queue = queue
        self._clock = clock
        self._events = events
        self._changed_elsewhere = changed_elsewhere
        # New ones at each change; the second stays while only the worker changes the list.
        self._generation = self._generation_by_people = object()
        self._answers: OrderedDict[tuple[QueueQuery, bool], Answer] = OrderedDict()
        self._reading = asyncio.Lock()
        self._unsubscribe = events.subscribe(self._on_event)

    def close(self) -> None:
        """Hear nothing more."""
        self._unsubscribe()

    def look_elsewhere(self) -> None:
        """Find out whether another process changed something; takes at most 10 ms, usually microseconds."""
        if self._changed_elsewhere():
            self._events.publish(DatabaseChangedElsewhere())

    async def get(self, query: QueueQuery, last_day_only: bool) -> Answer:
        """The list that the query asks for, of the last 24 hours or of all time."""
        self.look_elsewhere()
        key = (query, last_day_only)
        if (known := self._fresh(key)) is not None:
            return known
        async with self._reading:
            if (known := self._fresh(key)) is not None:
                return known
            # Noted before reading: what changes meanwhile makes the answer stale at once, never fresh for ever.
            generations = self._generation, self._generation_by_people
            answer = await run_in_threadpool(self._read, query, last_day_only, *generations)
            self._answers[key] = answer
            self._answers.move_to_end(key)
            while len(self._answers) > ANSWERS_KEPT:
                self._answers.popitem(last=False)
            return answer

    def _fresh(self, key: tuple[QueueQuery, bool]) -> Answer | None:
        answer = self._answers.get(key)
        if answer is None or answer.generation_by_people is not self._generation_by_people:
            return None
        if answer.generation is not self._generation and self._clock.monotonic() >= answer.rests_until:
            return None
        if answer.valid_until is not None and self._clock.now() >= answer.valid_until:
            return None
        return answer

    def _read(self, query: QueueQuery, last_day_only: bool, generation: object, by_people: object) -> Answer:
        begun = self._clock.monotonic()
        since = self._clock.now() - LISTED if last_day_only else None
        rows = self._queue.rows(replace(query, created_after=since))
        body = queue_rows_json(rows)
        etag = f'"{hashlib.blake2b(body, digest_size=16).hexdigest()}"'
        valid_until = None
        if since is not None:
            # The page may begin behind items that leave the list before its own first one does.
            oldest = self._queue.rows(QueueQuery(created_after=since, limit=1)) if query.offset else rows
            valid_until = _moment(oldest[0][7]) + LISTED if oldest else None
        ended = self._clock.monotonic()
        rest = min(REST_PER_READ * (ended - begun), REST_AT_MOST_SECONDS) if ended - begun > LONG_READ_SECONDS else 0.0
        return Answer(body, etag, generation, by_people, valid_until, ended + rest)

    def _on_event(self, event: Event) -> None:
        if isinstance(event, _CHANGED_BY_PEOPLE):
            self._generation = self._generation_by_people = object()
        elif isinstance(event, _CHANGED_BY_THE_WORKER):
            self._generation = object()


def _moment(microseconds: int) -> datetime:
    return _EPOCH + timedelta(microseconds=microseconds)


_EPOCH = datetime.fromisoformat("1970-01-01T00:00:00+00:00")
