"""The one worker: claims the oldest item, runs its steps, and sees to it that every end is a stored one."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from scribe_desktop.domain.cancellation import CancelToken
from scribe_desktop.domain.events import (
    DatabaseChangedElsewhere,
    ItemClaimed,
    ItemCompleted,
    ItemFailed,
    ItemsChanged,
    QueueDrained,
    QueuePaused,
    QueueResumed,
)
from scribe_desktop.domain.queue import STOPPED_BY_PERSON, QueueItem, failure_message
from scribe_desktop.errors import (
    DiskFullError,
    InterruptReason,
    PauseReason,
    QueuePausingError,
    ScribeError,
    WorkInterrupted,
)
from scribe_desktop.pipeline.runner import FencedOff, PipelineRunner
from scribe_desktop.ports import Clock, EventPublisher
from scribe_desktop.storage_ports import PauseState, UnitOfWorkFactory

logger = logging.getLogger(__name__)

IDLE_SECONDS = 0.5
"""How often an idle worker looks whether another process queued something."""

TRY_AGAIN_SECONDS = 30.0
"""How long a pause that mends itself (network, disk) lasts before the next try."""

_MENDS_ITSELF = frozenset({PauseReason.OFFLINE, PauseReason.DISK_FULL})


@dataclass(frozen=True, slots=True)
class Pipeline:
    """A runner and what is recorded of it: the composer's name, and how long an item may take in seconds."""

    runner: PipelineRunner
    composer: str
    item_seconds: float


class QueueWorker:
    """Works the queue of one data folder, one item at a time. The instance lock must be held.

    `pipeline` gives the pipeline for the settings in force, and is asked before each item. `changed_elsewhere` says
    whether another process has committed since it was last asked. `run` blocks; the other methods may be called from
    any thread.
    """

    def __init__(
        self,
        pipeline: Callable[[], Pipeline],
        unit_of_work: UnitOfWorkFactory,
        clock: Clock,
        events: EventPublisher,
        changed_elsewhere: Callable[[], bool],
        owner: str,
    ) -> None:
        self._pipeline = pipeline
        self._unit_of_work = unit_of_work
        self._clock = clock
        self._events = events
        self._changed_elsewhere = changed_elsewhere
        self._owner = owner
        self._wake = threading.Event()
        self._closing = threading.Event()
        self._lock = threading.Lock()
        self._current: tuple[UUID, CancelToken] | None = None
        self._to_put_back: QueueItem | None = None

    def run(self, until: Callable[[], bool] | None = None, drain: bool = False) -> PauseState:
        """Work until `close`, until `until` says so, or, with `drain`, until nothing is pending or the queue pauses.

        Returns why the queue stands still when that ended the run, else an empty PauseState.
        """
        worked = False
        while not self._closing.is_set() and not (until and until()):
            state, item, pipeline = self._next()
            if item is not None and pipeline is not None:
                worked = True
                self._work(item, pipeline)
                continue
            if state.reason is None and worked:
                worked = False
                self._events.publish(QueueDrained())
            if drain:
                return state
            self._idle(state)
        return PauseState()

    def wake(self) -> None:
        """Look at the queue now: something was queued, or the pause has ended."""
        self._wake.set()

    def stop_item(self, item_id: UUID) -> bool:
        """Stop the item if it is the one being worked: it fails as stopped by the person."""
        with self._lock:
            current = self._current
        if current is None or current[0] != item_id:
            return False
        current[1].cancel(InterruptReason.STOPPED)
        return True

    def close(self) -> None:
        """End `run` soon: the item being worked goes back to its old place."""
        self._closing.set()
        with self._lock:
            current = self._current
        if current is not None:
            current[1].cancel(InterruptReason.CLOSING)
        self._wake.set()

    @property
    def current_item(self) -> UUID | None:
        """The item being worked."""
        with self._lock:
            return self._current[0] if self._current else None

    def _next(self) -> tuple[PauseState, QueueItem | None, Pipeline | None]:
        try:
            if self._to_put_back is not None:
                self._put_back(self._to_put_back, None)
                self._to_put_back = None
            pipeline = self._pipeline()
            with self._unit_of_work() as work:
                state = work.queue.pause_state()
                item = None if state.reason else work.queue.claim(self._owner, pipeline.composer, self._clock.now())
                work.commit()
            return state, item, pipeline
        except QueuePausingError as error:
            return self._pause(error), None, None

    def _work(self, item: QueueItem, pipeline: Pipeline) -> None:
        token = CancelToken(self._clock.monotonic, self._clock.wait, pipeline.item_seconds, "This item")
        with self._lock:
            self._current = (item.id, token)
        if self._closing.is_set():
            token.cancel(InterruptReason.CLOSING)
        self._events.publish(ItemClaimed(item.id, self._clock.now()))
        try:
            self._attempt(item, pipeline, token)
        except QueuePausingError as error:  # the disk is full, even for writing down how the item ended
            self._to_put_back = item
            self._pause(error)
        finally:
            with self._lock:
                self._current = None

    def _attempt(self, item: QueueItem, pipeline: Pipeline, token: CancelToken) -> None:
        try:
            email = pipeline.runner.run(item, token)
        except FencedOff:
            logger.info("Item %s was taken away while it was worked", item.id)
        except WorkInterrupted as interrupted:
            if interrupted.reason is InterruptReason.STOPPED:
                self._fail(item, STOPPED_BY_PERSON)
            else:
                self._put_back(item, None)
        except QueuePausingError as error:
            logger.info("The queue pauses: %s", error.message)
            self._put_back(item, error)
        except ScribeError as error:
            logger.info("Item %s failed: %s", item.id, error.message, exc_info=error.__cause__)
            self._fail(item, failure_message(error))
        except Exception:
            logger.exception("Item %s failed unexpectedly", item.id)
            self._fail(
                item, "Something unexpected went wrong inside the program. The log file has the details; try again."
            )
        else:
            self._events.publish(ItemCompleted(item.id, email.id))

    def _fail(self, item: QueueItem, message: str) -> None:
        with self._unit_of_work() as work:
            failed = work.queue.fail(item, message, self._clock.now())
            work.commit()
        if failed:
            self._events.publish(ItemFailed(item.id, message))

    def _put_back(self, item: QueueItem, cause: QueuePausingError | None) -> None:
        """Back to pending, and in the same transaction the pause that caused it."""
        with self._unit_of_work() as work:
            released = work.queue.release(item)
            if cause is not None:
                work.queue.set_pause(PauseState(cause.reason, cause.message, self._clock.now()))
            work.commit()
        if released:
            self._events.publish(ItemsChanged((item.id,)))
        if cause is not None:
            self._events.publish(QueuePaused(cause.reason, cause.message))

    def _pause(self, error: QueuePausingError) -> PauseState:
        state = PauseState(error.reason, error.message, self._clock.now())
        try:
            with self._unit_of_work() as work:
                already = work.queue.pause_state()
                if already.reason is error.reason:
                    return already
                work.queue.set_pause(state)
                work.commit()
        except DiskFullError:
            logger.info("The pause cannot be stored: the disk is full")
        self._events.publish(QueuePaused(error.reason, error.message))
        return state

    def _idle(self, state: PauseState) -> None:
        """Wait until something may have changed; end a pause that mends itself when it is time to try again."""
        self._clock.wait(self._wake, IDLE_SECONDS)
        self._wake.clear()
        if self._changed_elsewhere():
            self._events.publish(DatabaseChangedElsewhere())
        waited = (self._clock.now() - state.since).total_seconds() if state.since else 0.0
        if state.reason in _MENDS_ITSELF and waited >= TRY_AGAIN_SECONDS:
            try:
                with self._unit_of_work() as work:
                    work.queue.set_pause(PauseState())
                    work.commit()
            except DiskFullError:
                return
            self._events.publish(QueueResumed())
