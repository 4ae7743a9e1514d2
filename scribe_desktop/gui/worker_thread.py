"""The queue's worker in a QThread behind the window: started, and ended without ever being torn away."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Protocol
from uuid import UUID

from PySide6.QtCore import QObject, QThread, Signal, Slot

from scribe_desktop.errors import ScribeError

logger = logging.getLogger(__name__)

CLOSE_MILLISECONDS = 5000


class Worker(Protocol):
    """What works the queue (`services.queue_worker.QueueWorker`); all but `run` may be called from any thread."""

    def run(self) -> object:
        """Work until closed."""
        ...

    def wake(self) -> object:
        """Look at the queue now."""
        ...

    def stop_item(self, item_id: UUID) -> object:
        """End the item's work; it fails, "Stopped by you."."""
        ...

    def close(self) -> object:
        """Make `run` return soon; the item under way goes back to its old place."""
        ...


class _Runner(QObject):
    """Makes the worker in its thread, and passes on what the window tells it; nothing is told before it is there."""

    began = Signal()
    ended = Signal(object)

    def __init__(self, new_worker: Callable[[], Worker], working: Callable[[], AbstractContextManager[None]]) -> None:
        super().__init__()
        self._new_worker = new_worker
        self._working = working
        self._lock = threading.Lock()
        self._worker: Worker | None = None
        self._closing = False

    @property
    def worker(self) -> Worker | None:
        """The worker, once it is there."""
        with self._lock:
            return self._worker

    def close(self) -> None:
        """Make `run` return soon, or at once when it comes to it."""
        with self._lock:
            self._closing = True
            worker = self._worker
        if worker is not None:
            worker.close()

    @Slot()
    def run(self) -> None:
        problem: ScribeError | None = None
        try:
            with self._working():
                worker = self._new_worker()
                with self._lock:
                    self._worker = worker
                    wanted = not self._closing
                if wanted:
                    self.began.emit()
                    worker.run()
        except ScribeError as error:
            problem = error
        except Exception:
            logger.exception("The worker ended unexpectedly")
            problem = ScribeError("The queue stopped working inside the program. The log has the details; try again.")
        self.ended.emit(problem)
        QThread.currentThread().quit()


class WorkerThread(QObject):
    """Owns the thread, and the worker in it.

    Args:
        new_worker: makes what works the queue, in the thread; it may read the database.
        working: held, in the thread, while the worker runs (`AppContext.working`: the instance lock).

    Signals:
        began(): the queue is ours and is being worked.
        ended(problem): the loop returned, or never began; a ScribeError, or None when it was asked to end.
    """

    began = Signal()
    ended = Signal(object)

    def __init__(
        self,
        new_worker: Callable[[], Worker],
        working: Callable[[], AbstractContextManager[None]],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._thread = QThread()
        self._thread.setObjectName("queue-worker")
        self._runner = _Runner(new_worker, working)
        self._runner.moveToThread(self._thread)
        self._thread.started.connect(self._runner.run)
        self._runner.began.connect(self.began)
        self._runner.ended.connect(self.ended)

    @property
    def running(self) -> bool:
        """True between start and the end of the loop."""
        return self._thread.isRunning()

    def start(self) -> None:
        """Begin to work the queue."""
        self._thread.start()

    def wake(self) -> None:
        """Look at the queue now."""
        if (worker := self._runner.worker) is not None:
            worker.wake()

    def stop_item(self, item_id: UUID) -> None:
        """End the item's work, if it is the one being worked."""
        if (worker := self._runner.worker) is not None:
            worker.stop_item(item_id)

    def begin_close(self) -> None:
        """Ask the worker to end."""
        self._runner.close()

    def close(self, milliseconds: int = CLOSE_MILLISECONDS) -> bool:
        """Ask the worker to end and wait for it, in whatever thread; False when it did not in time (it goes on)."""
        self.begin_close()
        return not self._thread.isRunning() or self._thread.wait(milliseconds)
