"""Ending work that is under way: one token travels with an item through every step and provider.

A token is cancelled by a person (stop, close, pause) or by its deadline. Children inherit their parent's
cancellation and add a deadline of their own. All methods are safe to call from any thread.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from uuid import UUID

from scribe_desktop.errors import InterruptReason, StepTimeoutError, WorkInterrupted

Monotonic = Callable[[], float]
Wait = Callable[[threading.Event, float], bool]


class CancelToken:
    """Says whether work should go on, and for how long it may.

    Args:
        monotonic: seconds of a clock that never goes back.
        wait: waits on an event for at most so many seconds, True when it was set (`Clock.wait`).
        seconds: how long the work may take, None for as long as it needs.
        what: what ran out of time, for the person's sentence ("Reading the web").
        item_id: the queue item the work is for, None for work outside the queue; children inherit it.
    """

    def __init__(
        self,
        monotonic: Monotonic,
        wait: Wait,
        seconds: float | None = None,
        what: str = "The work",
        parent: CancelToken | None = None,
        item_id: UUID | None = None,
    ) -> None:
        self._monotonic = monotonic
        self._wait = wait
        self._what = what
        self._parent = parent
        self.item_id: UUID | None = parent.item_id if parent is not None and item_id is None else item_id
        self._limit = seconds
        self._deadline = None if seconds is None else monotonic() + seconds
        self._reason: InterruptReason | None = None
        self._event = threading.Event()
        self._callbacks: dict[object, Callable[[], object]] = {}
        self._lock = threading.Lock()
        self._unsubscribe = parent._subscribe(self._on_parent) if parent else lambda: None

    def child(self, seconds: float | None, what: str) -> CancelToken:
        """A token that is cancelled with this one, or after so many seconds of its own."""
        return CancelToken(self._monotonic, self._wait, seconds, what, parent=self)

    @contextmanager
    def limited(self, seconds: float | None, what: str) -> Iterator[CancelToken]:
        """A child for the length of a with block, forgotten by its parent afterwards."""
        token = self.child(seconds, what)
        try:
            yield token
        finally:
            token._unsubscribe()

    def cancel(self, reason: InterruptReason) -> None:
        """Ask the work to end. The first reason stands; later calls change nothing."""
        with self._lock:
            if self._reason is not None:
                return
            self._reason = reason
            self._event.set()
            callbacks = list(self._callbacks.values())
        for callback in callbacks:
            callback()

    @property
    def reason(self) -> InterruptReason | None:
        """Who asked for the end; None while nobody did, also when only the time ran out."""
        return self._reason

    @property
    def cancelled(self) -> bool:
        """True when somebody asked for the end or the time ran out."""
        return self._reason is not None or self._expired() is not None

    def remaining(self) -> float | None:
        """Seconds left until the nearest deadline of this token and its parents, never negative; None without one."""
        own = None if self._deadline is None else max(0.0, self._deadline - self._monotonic())
        above = self._parent.remaining() if self._parent else None
        return min((value for value in (own, above) if value is not None), default=None)

    def raise_if_cancelled(self) -> None:
        """Raise WorkInterrupted when somebody asked for the end, StepTimeoutError when the time ran out."""
        if self._reason is not None:
            raise WorkInterrupted(self._reason)
        expired = self._expired()
        if expired is not None:
            raise StepTimeoutError(
                f"{expired._what} took longer than {expired._limit:g} seconds (timeout). Try again; "
                "if it happens again, check the connection."
            )

    def sleep(self, seconds: float) -> None:
        """Wait, but not longer than the token allows; raises as `raise_if_cancelled` does."""
        self.raise_if_cancelled()
        remaining = self.remaining()
        self._wait(self._event, seconds if remaining is None else min(seconds, remaining))
        self.raise_if_cancelled()

    def excuse(self, seconds: float) -> None:
        """Move all deadlines back: waiting that a server asked for (Retry-After) does not count as work."""
        with self._lock:
            if self._deadline is not None:
                self._deadline += seconds
        if self._parent:
            self._parent.excuse(seconds)

    @contextmanager
    def on_cancel(self, callback: Callable[[], object]) -> Iterator[None]:
        """Call back, from whichever thread cancels, when somebody asks for the end during the with block.

        Called at once when that already happened. Deadlines do not call: ask `remaining` before waiting.
        """
        unsubscribe = self._subscribe(callback)
        try:
            yield
        finally:
            unsubscribe()

    def _expired(self) -> CancelToken | None:
        if self._deadline is not None and self._monotonic() >= self._deadline:
            return self
        return self._parent._expired() if self._parent else None

    def _on_parent(self) -> None:
        assert self._parent is not None
        assert self._parent.reason is not None
        self.cancel(self._parent.reason)

    def _subscribe(self, callback: Callable[[], object]) -> Callable[[], None]:
        key = object()
        with self._lock:
            already = self._reason is not None
            if not already:
                self._callbacks[key] = callback
        if already:
            callback()

        def unsubscribe() -> None:
            with self._lock:
                self._callbacks.pop(key, None)

        return unsubscribe
