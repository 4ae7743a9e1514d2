"""Working the queue from the command line: in a thread, so that Ctrl-C ends it cleanly; or following another worker."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from typing import TYPE_CHECKING
from uuid import UUID

from scribe_desktop.cli.output import say
from scribe_desktop.cli.progress import BatchProgress
from scribe_desktop.domain.queue import QueueItem, QueueStatus
from scribe_desktop.errors import InstanceLockedError
from scribe_desktop.storage_ports import PauseState, QueueQuery

if TYPE_CHECKING:
    from scribe_desktop.services.app_context import AppContext

POLL_SECONDS = 0.5
_OPEN = frozenset({QueueStatus.PENDING, QueueStatus.PROCESSING})


def work_until_done(app: AppContext, ids: Sequence[UUID] | None, *, watch: bool = False) -> PauseState:
    """Work until these items are finished (all pending ones when None), or the queue pauses.

    Beside another process that works the queue, follow the items instead. Returns why the queue stands still, an
    empty PauseState when all is done. Raises InstanceLockedError when there is another worker and nothing to follow,
    KeyboardInterrupt after Ctrl-C, when the item being worked is back in its place.
    """
    own = None if ids is None else frozenset(ids)
    total = len(own) if own is not None else app.queue.counts().pending
    with ExitStack() as stack:
        try:
            stack.enter_context(app.working())
        except InstanceLockedError:
            if own is None:
                raise
            say("Another Scribe is working this queue. The items are queued there; waiting for them.")
            return _follow(app, own)
        stack.enter_context(BatchProgress(app, total, own))
        return _work(app, None if own is None else lambda: not _unfinished(app, own), drain=not watch)


def _work(app: AppContext, until: Callable[[], bool] | None, drain: bool) -> PauseState:
    worker = app.new_worker()
    outcome: list[PauseState | BaseException] = []

    def run() -> None:
        try:
            outcome.append(worker.run(until=until, drain=drain))
        except BaseException as error:
            outcome.append(error)

    thread = threading.Thread(target=run, name="queue-worker")
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


def _follow(app: AppContext, ids: frozenset[UUID]) -> PauseState:
    never = threading.Event()
    while _unfinished(app, ids):
        state = app.queue.pause_state()
        if state.reason is not None:
            return state
        app.clock.wait(never, POLL_SECONDS)
    return PauseState()


def _unfinished(app: AppContext, ids: frozenset[UUID]) -> list[QueueItem]:
    return app.queue.find(QueueQuery(ids=ids, statuses=_OPEN, limit=1))
