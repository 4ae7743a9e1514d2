"""Working the queue from the command line: in a thread, so that Ctrl-C ends it cleanly; or following another worker."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from types import FrameType
from typing import TYPE_CHECKING
from uuid import UUID

from scribe_desktop.cli.output import say
from scribe_desktop.cli.progress import BatchProgress
from scribe_desktop.domain.events import Event, ItemCompleted, ItemFailed, ItemsChanged, QueuePaused, QueueResumed
from scribe_desktop.domain.queue import QueueStatus
from scribe_desktop.errors import InstanceLockedError, PauseReason
from scribe_desktop.storage_ports.queue import PauseState, QueueQuery

if TYPE_CHECKING:
    from scribe_desktop.services.app_context import AppContext

POLL_SECONDS = 0.5
_OPEN = frozenset({QueueStatus.PENDING, QueueStatus.PROCESSING})


def work_until_done(app: AppContext, ids: Sequence[UUID] | None, *, watch: bool = False) -> PauseState:
    """Work until these items are finished (all pending ones when None), or the queue pauses.

    Beside another process that works the queue, follow the items instead, and take over when it ends. Returns why the
    queue stands still, an empty PauseState when all is done. Raises InstanceLockedError when there is another worker
    and nothing to follow, KeyboardInterrupt after Ctrl-C or SIGTERM, when the item being worked is back in its place.
    """
    own = None if ids is None else frozenset(ids)
    told = False
    never = threading.Event()
    while True:
        try:
            with app.working():
                return _work_here(app, own, watch)
        except InstanceLockedError as error:
            if own is None:
                raise InstanceLockedError(f"{error.message} {_waiting(app)}") from error
            if not told:
                told = True
                say("Another Scribe is working this queue. The items are queued there; waiting for them.")
            state = app.queue.pause_state()
            if state.reason is not None or not _unfinished(app, own):
                return state
            app.clock.wait(never, POLL_SECONDS)


def _work_here(app: AppContext, own: frozenset[UUID] | None, watch: bool) -> PauseState:
    if app.queue.pause_state().reason is PauseReason.USER:
        say("The queue was paused. Going on, as asked.")
        app.queue.resume()
    total = len(own) if own is not None else app.queue.counts().pending
    if own is None:
        say(_waiting(app) + (" Writing the drafts; nothing is sent to anybody." if total else ""))
    with BatchProgress(app, total, own), telling_pauses(app, watch):
        if own is None:
            return _work(app, None, drain=not watch)
        left = _Left(app, own)
        unsubscribe = app.events.subscribe(left)
        try:
            return _work(app, left.none, drain=True)
        finally:
            unsubscribe()


def _waiting(app: AppContext) -> str:
    count = app.queue.counts().pending
    if not count:
        return "Nobody waits in the queue."
    return "1 recipient waits in the queue." if count == 1 else f"{count:,} recipients wait in the queue."


class _Left:
    """Counts which of our own items are not finished yet, from events: asking the queue each time would be slow."""

    def __init__(self, app: AppContext, own: frozenset[UUID]) -> None:
        self._app = app
        self._own = own
        self._ids = set(own)

    def __call__(self, event: Event) -> None:
        if isinstance(event, ItemCompleted | ItemFailed):
            self._ids.discard(event.item_id)
        elif isinstance(event, ItemsChanged):
            self._ids.update(self._own.intersection(event.item_ids))

    def none(self) -> bool:
        """True when all are finished; another process may have cancelled some, so the queue has the last word."""
        return not self._ids and not _unfinished(self._app, self._own)


def _work(app: AppContext, until: Callable[[], bool] | None, drain: bool) -> PauseState:
    worker = app.new_worker()
    outcome: list[PauseState | BaseException] = []

    def run() -> None:
        try:
            outcome.append(worker.run(until=until, drain=drain))
        except BaseException as error:
            outcome.append(error)

    thread = threading.Thread(target=run, name="queue-worker")
    with _terminating_as_interrupt():
        thread.start()
        try:
            while thread.is_alive():
                thread.join(0.2)
        except KeyboardInterrupt:
            worker.close()
            thread.join()
            say("Stopped. What is left waits in the queue; go on with: scribe work")
            raise
    if isinstance(outcome[0], BaseException):
        raise outcome[0]
    return outcome[0]


@contextmanager
def _terminating_as_interrupt() -> Iterator[None]:
    """SIGTERM ends the work as Ctrl-C does: it is not a crash."""

    def interrupt(number: int, frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


@contextmanager
def telling_pauses(app: AppContext, watch: bool = True) -> Iterator[None]:
    """While a command goes on through pauses, say them."""

    def tell(event: Event) -> None:
        if isinstance(event, QueuePaused):
            say(f"The queue is paused. {event.message}")
        elif isinstance(event, QueueResumed):
            say("The queue goes on.")

    unsubscribe = app.events.subscribe(tell) if watch else lambda: None
    try:
        yield
    finally:
        unsubscribe()


def _unfinished(app: AppContext, ids: frozenset[UUID]) -> bool:
    return bool(app.queue.find(QueueQuery(ids=ids, statuses=_OPEN, limit=1)))
