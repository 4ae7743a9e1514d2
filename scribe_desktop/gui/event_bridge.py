"""The core's events as signals in the GUI thread, gathered into one batch a frame: a fast worker never floods it."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

from scribe_desktop.domain.events import (
    DatabaseChangedElsewhere,
    DatabaseFoundDamaged,
    EmailChanged,
    Event,
    ItemClaimed,
    ItemCompleted,
    ItemFailed,
    ItemsChanged,
    ItemsQueued,
    QueueDrained,
    QueuePaused,
    QueueResumed,
    StepFinished,
    StepProgressed,
    StepStarted,
    TemplatesChanged,
)
from scribe_desktop.domain.queue import StepName
from scribe_desktop.services.event_bus import EventBus

FRAME_MILLISECONDS = 50


@dataclass(frozen=True, slots=True)
class LiveStep:
    """What the worker is doing: `text` is the step's own words ("reading page 3 of 6"), empty until it has any.

    `started_at` is when the step began, `moved_at` when it last showed a sign of life.
    """

    item_id: UUID
    step: StepName
    started_at: datetime | None
    moved_at: datetime | None
    text: str = ""


class EventBridge(QObject):
    """Listens to the bus in whatever thread publishes, and speaks in the thread that made it.

    Signals:
        items_changed(ids): these items are not what they were, a frozenset of UUIDs.
        queue_changed(): items came or went, or counts may differ.
        step_changed(LiveStep): the item being worked moved on.
        emails_changed(ids): these drafts changed, a frozenset of UUIDs.
        drafts_changed(): drafts came or their counts may differ.
        templates_changed(): the library of templates is another.
        paused(PauseReason, message), resumed().
        damaged(message): the database was found damaged.
        drained(completed, failed): the worker found nothing more; how many ended which way since the last time.
    """

    items_changed = Signal(object)
    queue_changed = Signal()
    step_changed = Signal(object)
    emails_changed = Signal(object)
    drafts_changed = Signal()
    templates_changed = Signal()
    paused = Signal(object, str)
    resumed = Signal()
    drained = Signal(int, int)
    damaged = Signal(str)

    _arrived = Signal()

    def __init__(self, bus: EventBus, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lock = threading.Lock()
        self._events: list[Event] = []
        self._live: LiveStep | None = None
        self._completed = 0
        self._failed: set[UUID] = set()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(FRAME_MILLISECONDS)
        self._timer.timeout.connect(self.flush)
        self._arrived.connect(self._timer.start, Qt.ConnectionType.QueuedConnection)
        self._unsubscribe = bus.subscribe(self._on_event)

    @property
    def live_step(self) -> LiveStep | None:
        """What the worker was last seen doing; None when nothing is worked."""
        return self._live

    def close(self) -> None:
        """Hear nothing more."""
        self._unsubscribe()
        self._timer.stop()

    def _on_event(self, event: Event) -> None:
        with self._lock:
            self._events.append(event)
            first = len(self._events) == 1
        if first:
            self._arrived.emit()

    @Slot()
    def flush(self) -> None:
        """Speak for everything heard since the last time."""
        with self._lock:
            events, self._events = self._events, []
        items: set[UUID] = set()
        emails: set[UUID] = set()
        pause: QueuePaused | QueueResumed | None = None
        kinds = {type(event) for event in events}
        for event in events:
            self._follow(event)
            if isinstance(event, DatabaseFoundDamaged):
                self.damaged.emit(event.message)
            if isinstance(event, ItemsChanged):
                items.update(event.item_ids)
            elif isinstance(event, (ItemClaimed, StepStarted, StepFinished, ItemCompleted, ItemFailed)):
                items.add(event.item_id)
            elif isinstance(event, EmailChanged):
                emails.add(event.email_id)
            elif isinstance(event, (QueuePaused, QueueResumed)):
                pause = event
        self._speak(kinds, items, emails, pause)

    def _speak(
        self,
        kinds: set[type[Event]],
        items: set[UUID],
        emails: set[UUID],
        pause: QueuePaused | QueueResumed | None,
    ) -> None:
        if self._live is not None and kinds & {ItemClaimed, StepStarted, StepProgressed}:
            self.step_changed.emit(self._live)
        if items:
            self.items_changed.emit(frozenset(items))
        if kinds & _COUNTS_CHANGED:
            self.queue_changed.emit()
        if emails:
            self.emails_changed.emit(frozenset(emails))
        if kinds & _DRAFTS_CHANGED:
            self.drafts_changed.emit()
        if TemplatesChanged in kinds:
            self.templates_changed.emit()
        if isinstance(pause, QueuePaused):
            self.paused.emit(pause.reason, pause.message)
        elif isinstance(pause, QueueResumed):
            self.resumed.emit()
        if QueueDrained in kinds:
            completed, failed = self._completed, len(self._failed)
            self._completed, self._failed = 0, set()
            self.drained.emit(completed, failed)

    def _follow(self, event: Event) -> None:
        if isinstance(event, StepStarted):
            self._live = LiveStep(event.item_id, event.step, event.at, event.at)
        elif isinstance(event, StepProgressed) and self._live is not None:
            # The event carries no time: a sign of life is as old as the frame that brings it.
            self._live = LiveStep(event.item_id, event.step, self._live.started_at, None, event.text)
        elif isinstance(event, ItemsChanged):
            if self._live is not None and self._live.item_id in event.item_ids:
                self._live = None  # put back: nobody runs its step any more
        elif isinstance(event, (ItemCompleted, ItemFailed)):
            self._live = None
            if isinstance(event, ItemFailed):
                self._failed.add(event.item_id)
            else:
                self._completed += 1
                self._failed.discard(event.item_id)


_COUNTS_CHANGED: set[type[Event]] = {
    ItemsQueued,
    ItemsChanged,
    ItemClaimed,
    ItemCompleted,
    ItemFailed,
    QueueDrained,
    DatabaseChangedElsewhere,
}
_DRAFTS_CHANGED: set[type[Event]] = {ItemCompleted, EmailChanged, DatabaseChangedElsewhere}
