"""Service calls away from the GUI thread, their results delivered in it."""

from __future__ import annotations

import logging
from collections.abc import Callable
from itertools import count
from typing import Any

from PySide6.QtCore import QMutex, QMutexLocker, QObject, Qt, QThreadPool, Signal, Slot

from scribe_desktop.errors import ScribeError

logger = logging.getLogger(__name__)

Done = Callable[[Any], object]
Failed = Callable[[ScribeError], object]

CLOSE_MILLISECONDS = 5000


class BackgroundCalls(QObject):
    """Runs calls one after the other in one thread of its own; callbacks run in the GUI thread.

    A call with a key takes the place of an earlier one with that key: the earlier one's result is dropped, and it is
    not even begun when it has not been yet. So a list that is filtered as one types only ever shows the last answer.
    """

    _done = Signal(int, object, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pool = QThreadPool()
        self._pool.setMaxThreadCount(1)
        self._pool.setExpiryTimeout(-1)
        self._numbers = count(1)
        self._waiting: dict[
            int, tuple[str | None, Callable[[Any], object], Callable[[ScribeError], object] | None]
        ] = {}
        self._latest: dict[str, int] = {}
        self._mutex = QMutex()
        self._closed = False
        self._done.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    def run(
        self,
        call: Callable[[], Any],
        done: Done,
        failed: Failed | None = None,
        key: str | None = None,
    ) -> None:
        """Call in the background, then `done(result)` or `failed(error)` in the GUI thread.

        An error that is not a ScribeError is a fault of the program: it is logged and shown as one sentence.
        """
        if self._closed:
            return
        number = next(self._numbers)
        self._waiting[number] = (key, done, failed)
        if key is not None:
            with QMutexLocker(self._mutex):
                self._latest[key] = number
        self._pool.start(lambda: self._work(number, key, call))

    def close(self, milliseconds: int = CLOSE_MILLISECONDS) -> bool:
        """Begin nothing more and wait for the call under way; False when it did not end in time."""
        self.stop()
        return self.wait(milliseconds)

    def stop(self) -> None:
        """Begin nothing more, and deliver nothing."""
        self._closed = True
        self._pool.clear()
        self._waiting.clear()

    def wait(self, milliseconds: int) -> bool:
        """Wait, in whatever thread, for the call under way; False when it did not end in time."""
        return self._pool.waitForDone(milliseconds)

    def _work(self, number: int, key: str | None, call: Callable[[], Any]) -> None:
        result: Any = None
        error: ScribeError | None = None
        if self._outdated(number, key):
            self._done.emit(number, None, None)
            return
        try:
            result = call()
        except ScribeError as problem:
            error = problem
        except Exception:
            logger.exception("A background call failed")
            error = ScribeError("Something went wrong inside the program. The log in the data folder has the details.")
        if not self._closed:
            self._done.emit(number, result, error)

    def _outdated(self, number: int, key: str | None) -> bool:
        with QMutexLocker(self._mutex):
            return key is not None and self._latest.get(key) != number

    @Slot(int, object, object)
    def _deliver(self, number: int, result: Any, error: ScribeError | None) -> None:
        waiting = self._waiting.pop(number, None)
        if waiting is None or self._outdated(number, waiting[0]):
            return
        _, done, failed = waiting
        if error is None:
            done(result)
        elif failed is not None:
            failed(error)
        else:
            logger.warning("A background call failed: %s", error.message)
