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
    DatabaseBusyError,
    DiskFullError,
    InterruptReason,
    PauseReason,
    QueuePausingError,
    ScribeError,
    StorageError,
    UnexpectedError,
    WorkInterrupted,
)
from scribe_desktop.pipeline.runner import FencedOff, PipelineRunner
from scribe_desktop.ports import Clock, EventPublisher
from scribe_desktop.services.metered_model import month_of
from scribe_desktop.storage_ports.queue import PauseState
from scribe_desktop.storage_ports.unit_of_work import UnitOfWorkFactory

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
        # What could not be written yet: an item that is to go back to pending, and a pause. The worker tries again.
        self._to_put_back: QueueItem | None = None
        self._unstored_pause: PauseState | None = None

    def run(self, until: Callable[[], bool] | None = None, drain: bool = False) -> PauseState:
        """Work until `close`, until `until` says so, or, with `drain`, until nothing is pending or the queue pauses.

        Returns why the queue stands still when that ended the run, else an empty PauseState. Raises StorageError when
        the database cannot be used any more (damaged, taken away); a busy one is waited for.
        """
        worked = False
        try:
            while not self._closing.is_set() and not (until and until()):
                try:
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
                except DatabaseBusyError as error:
                    logger.info("Waiting for the database: %s", error.message)
                    self._clock.wait(self._closing, IDLE_SECONDS)
        finally:
            self._put_back_at_the_end()
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

    def _next(self) -> tuple[PauseState, QueueItem | None, Pipeline | None]:
        """Write what could not be written before; then claim, unless the queue is paused."""
        try:
            if self._to_put_back is not None:
                self._put_back(self._to_put_back, None)
                self._to_put_back = None
            if self._unstored_pause is not None:
                self._store_pause(self._unstored_pause)
                self._unstored_pause = None
            pipeline = self._pipeline()
            with self._unit_of_work() as work:
                state = work.queue.pause_state()
                item = None if state.reason else work.queue.claim(self._owner, pipeline.composer, self._clock.now())
                work.commit()
            return state, item, pipeline
        except QueuePausingError as error:
            return self._pause(error), None, None

    def _work(self, item: QueueItem, pipeline: Pipeline) -> None:
        token = CancelToken(
            self._clock.monotonic, self._clock.wait, pipeline.item_seconds, "This item", item_id=item.id
        )
        with self._lock:
            self._current = (item.id, token)
        if self._closing.is_set():
            token.cancel(InterruptReason.CLOSING)
        self._events.publish(ItemClaimed(item.id, self._clock.now()))
        try:
            self._attempt(item, pipeline, token)
        except StorageError as error:
            # The database could not be written: that is never the item's fault, and it is not lost.
            self._to_put_back = item
            if not isinstance(error, QueuePausingError):
                raise
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
        except StorageError:
            raise
        except ScribeError as error:
            logger.info("Item %s failed: %s", item.id, error.message, exc_info=error.__cause__)
            self._fail(item, failure_message(error))
        except Exception:
            logger.exception("Item %s failed unexpectedly", item.id)
            unexpected = UnexpectedError("Something went wrong inside the program; its log has the details.")
            self._fail(item, failure_message(unexpected))
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

    def _put_back_at_the_end(self) -> None:
        if self._to_put_back is None:
            return
        try:
            self._put_back(self._to_put_back, None)
            self._to_put_back = None
        except StorageError as error:
            logger.info("Left for the next start to recover: %s", error.message)

    def _pause(self, error: QueuePausingError) -> PauseState:
        """Pause for this reason; kept in memory when even that cannot be written."""
        waiting = self._unstored_pause
        if waiting is not None and waiting.reason is error.reason:
            return waiting
        state = PauseState(error.reason, error.message, self._clock.now())
        try:
            stored = self._store_pause(state)
            if stored is not state:
                return stored
        except DiskFullError:
            logger.info("The pause cannot be stored: the disk is full")
            self._unstored_pause = state
        self._events.publish(QueuePaused(error.reason, error.message))
        return state

    def _store_pause(self, state: PauseState) -> PauseState:
        """Store it, unless the queue is paused for the same reason already; the one that is stored then."""
        with self._unit_of_work() as work:
            already = work.queue.pause_state()
            if already.reason is state.reason:
                return already
            work.queue.set_pause(state)
            work.commit()
        return state

    def _idle(self, state: PauseState) -> None:
        """Wait until something may have changed; end a pause that mends itself when it is time to try again."""
        if self._unstored_pause is not None:
            # The disk is full: every try would be a failing write, so there are few of them.
            self._clock.wait(self._wake, TRY_AGAIN_SECONDS)
            self._wake.clear()
            return
        self._clock.wait(self._wake, IDLE_SECONDS)
        self._wake.clear()
        if self._changed_elsewhere():
            self._events.publish(DatabaseChangedElsewhere())
        if self._is_over(state):
            try:
                with self._unit_of_work() as work:
                    work.queue.set_pause(PauseState())
                    work.commit()
            except DiskFullError:
                return
            self._events.publish(QueueResumed())

    def _is_over(self, state: PauseState) -> bool:
        """Whether it is time to try again what the queue was paused for; some pauses only the person ends."""
        if state.since is None:
            return False
        now = self._clock.now()
        if state.reason is PauseReason.BUDGET_SPENT:
            return now >= month_of(state.since)[1]
        return state.reason in _MENDS_ITSELF and (now - state.since).total_seconds() >= TRY_AGAIN_SECONDS
