"""The queue's worker in a QThread behind the window: started, and ended without ever being torn away."""

from __future__ import annotations

import logging
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
    began = Signal()
    ended = Signal(object)

    def __init__(self, worker: Worker, working: Callable[[], AbstractContextManager[None]]) -> None:
        super().__init__()
        self._worker = worker
        self._working = working

    @Slot()
    def run(self) -> None:
        problem: ScribeError | None = None
        try:
            with self._working():
                self.began.emit()
                self._worker.run()
        except ScribeError as error:
            problem = error
        except Exception:
            logger.exception("The worker ended unexpectedly")
            problem = ScribeError("The queue stopped working inside the program. The log has the details; start again.")
        self.ended.emit(problem)
        QThread.currentThread().quit()


class WorkerThread(QObject):
    """Owns the thread, and the worker in it.

    Args:
        worker: what works the queue.
        working: held, in the thread, while the worker runs (`AppContext.working`: the instance lock).

    Signals:
        began(): the queue is ours and is being worked.
        ended(problem): the loop returned, or never began; a ScribeError, or None when it was asked to end.
    """

    began = Signal()
    ended = Signal(object)

    def __init__(
        self, worker: Worker, working: Callable[[], AbstractContextManager[None]], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._worker = worker
        self._thread = QThread()
        self._thread.setObjectName("queue-worker")
        self._runner = _Runner(worker, working)
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
        self._worker.wake()

    def stop_item(self, item_id: UUID) -> None:
        """End the item's work, if it is the one being worked."""
        self._worker.stop_item(item_id)

    def close(self, milliseconds: int = CLOSE_MILLISECONDS) -> bool:
        """Ask the worker to end and wait for it; False when it has not ended in time (the thread goes on)."""
        self._worker.close()
        return not self._thread.isRunning() or self._thread.wait(milliseconds)
