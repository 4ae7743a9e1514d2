"""What the worker is doing, for those who only ask now and then."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from scribe_desktop.domain.events import (
    Event,
    ItemClaimed,
    ItemCompleted,
    ItemFailed,
    ItemsChanged,
    QueueDrained,
    StepStarted,
)
from scribe_desktop.domain.queue import StepName
from scribe_desktop.errors import PauseReason
from scribe_desktop.ports import Clock
from scribe_desktop.services.event_bus import EventBus
from scribe_desktop.storage_ports.queue import PauseState


class WorkerActivity(StrEnum):
    """In one word."""

    IDLE = "idle"
    RUNNING = "running"
    PAUSED = "paused"


@dataclass(frozen=True, slots=True)
class WorkerState:
    """`step` and `age_seconds` (how long it has been running) only while running, `reason` only while paused."""

    activity: WorkerActivity = WorkerActivity.IDLE
    step: StepName | None = None
    age_seconds: float | None = None
    reason: PauseReason | None = None


class WorkerMonitor:
    """Follows the worker of this process by its events; call it for the state of the moment.

    `pause_state` reads whether the queue is paused (`QueueService.pause_state`).
    """

    def __init__(self, events: EventBus, clock: Clock, pause_state: Callable[[], PauseState]) -> None:
        self._clock = clock
        self._pause_state = pause_state
        self._lock = threading.Lock()
        self._current: tuple[UUID, StepName, float] | None = None
        self._unsubscribe = events.subscribe(self._on_event)

    def __call__(self) -> WorkerState:
        """The state now. Raises StorageError."""
        with self._lock:
            current = self._current
        if current is not None:
            age = round(self._clock.monotonic() - current[2], 3)
            return WorkerState(WorkerActivity.RUNNING, current[1], age)
        reason = self._pause_state().reason
        return WorkerState() if reason is None else WorkerState(WorkerActivity.PAUSED, reason=reason)

    def close(self) -> None:
        """Hear nothing more."""
        self._unsubscribe()

    def _on_event(self, event: Event) -> None:
        with self._lock:
            if isinstance(event, ItemClaimed):
                self._current = (event.item_id, next(iter(StepName)), self._clock.monotonic())
            elif isinstance(event, StepStarted):
                self._current = (event.item_id, event.step, self._clock.monotonic())
            elif isinstance(event, QueueDrained) or (self._current is not None and self._current[0] in _ended(event)):
                self._current = None


def _ended(event: Event) -> tuple[UUID, ...]:
    if isinstance(event, (ItemCompleted, ItemFailed)):
        return (event.item_id,)
    return event.item_ids if isinstance(event, ItemsChanged) else ()
