"""One open data folder behind the window: its context, worker thread, event bridge and background calls."""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from scribe_desktop.domain.email import ReviewState
from scribe_desktop.domain.queue import QueueCounts
from scribe_desktop.domain.spending import CallTotals
from scribe_desktop.errors import DatabaseDamagedError, ScribeError
from scribe_desktop.gui.background import BackgroundCalls
from scribe_desktop.gui.event_bridge import EventBridge
from scribe_desktop.gui.local_api import LocalApi
from scribe_desktop.gui.worker_thread import WorkerThread
from scribe_desktop.services.eta import EtaEstimator
from scribe_desktop.storage_ports.queue import PauseState

if TYPE_CHECKING:
    from scribe_desktop.services.app_context import AppContext

logger = logging.getLogger(__name__)

CLOSE_SECONDS = 5.0
OVERVIEW_MILLISECONDS = 300
LOOK_ELSEWHERE_MILLISECONDS = 1000


@dataclass(frozen=True, slots=True)
class Overview:
    """What the window knows of the whole: counts, estimates, and whether the queue stands still.

    `spent` is what the model cost for the people in the queue, `month` what it cost this month.
    """

    counts: QueueCounts = field(default_factory=QueueCounts)
    states: dict[ReviewState, int] = field(default_factory=dict)
    templates: int = 0
    eta: EtaEstimator = field(default_factory=lambda: EtaEstimator({}))
    pause: PauseState = field(default_factory=PauseState)
    composer: str = ""
    spent: CallTotals = field(default_factory=CallTotals)
    month: CallTotals = field(default_factory=CallTotals)


class Session(QObject):
    """Owns what must be ended before the data folder may be let go.

    Attributes:
        reads, actions, slow, writing, figures: background calls for the lists, for what the person does, for what may
            take seconds (keyring, import, files), for drafts that are written again, and for the figures of Insights;
            each has its own thread, so that none waits for another.
        local_api: answers scripts while the settings say so; None in the demo.

    Signals:
        overview_changed(Overview): counts, estimates or the pause are others now.
        data_changed(): another process changed the data: read everything on show again.
        worker_began(): this window works the queue.
        worker_refused(ScribeError): it does not; the error says why.
        closing(): everything is asked to end.
    """

    overview_changed = Signal(object)
    data_changed = Signal()
    worker_began = Signal()
    worker_refused = Signal(object)
    closing = Signal()

    def __init__(self, context: AppContext, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.context = context
        self.overview = Overview()
        self.bridge = EventBridge(context.events, self)
        self.reads = BackgroundCalls(self)
        self.actions = BackgroundCalls(self)
        self.slow = BackgroundCalls(self)
        self.writing = BackgroundCalls(self)
        self.figures = BackgroundCalls(self)
        self.local_api = None if context.demo else LocalApi(context, self.actions, self)
        self._worker: WorkerThread | None = None
        self._working = False
        self._deadline: float | None = None
        self._closed = False
        self._overview_timer = _single_shot(self, OVERVIEW_MILLISECONDS, self._read_overview)
        self._elsewhere_timer = QTimer(self)
        self._elsewhere_timer.setInterval(LOOK_ELSEWHERE_MILLISECONDS)
        self._elsewhere_timer.timeout.connect(self._look_elsewhere)
        for signal in (self.bridge.queue_changed, self.bridge.drafts_changed, self.bridge.resumed):
            signal.connect(self.refresh_overview)
        self.bridge.templates_changed.connect(self.refresh_overview)
        self.bridge.paused.connect(self.refresh_overview)
        self.bridge.damaged.connect(self._on_damaged)
        for signal in (self.bridge.queue_changed, self.bridge.resumed):
            signal.connect(self.wake)

    @property
    def working(self) -> bool:
        """True while this window works the queue."""
        return self._working

    @Slot()
    def start_working(self) -> None:
        """Start the worker's thread; also after it was refused."""
        if self._worker is not None:
            if self._worker.running:
                return
            self._worker.deleteLater()
        self._worker = WorkerThread(self.context.new_worker, self.context.working, self)
        self._worker.began.connect(self._on_began)
        self._worker.ended.connect(self._on_ended)
        self._worker.start()

    @Slot()
    def wake(self) -> None:
        """Something was queued or the pause ended: look at the queue now."""
        if self._worker is not None:
            self._worker.wake()

    @Slot(object)
    def stop_item(self, item_id: UUID) -> None:
        """End the work on an item."""
        if self._worker is not None:
            self._worker.stop_item(item_id)

    @Slot()
    def refresh_overview(self) -> None:
        """Read counts and estimates again, soon."""
        if not self._overview_timer.isActive():
            self._overview_timer.start()

    def begin_close(self) -> None:
        """Ask everything to end, without waiting."""
        if self._deadline is not None:
            return
        self._deadline = time.monotonic() + CLOSE_SECONDS
        self.closing.emit()
        self.bridge.close()
        self._overview_timer.stop()
        self._elsewhere_timer.stop()
        if self.local_api is not None:
            self.local_api.begin_close()  # its answers end while the worker does
        if self._worker is not None:
            self._worker.begin_close()
        for background in (self.reads, self.actions, self.slow, self.writing, self.figures):
            background.stop()

    def finish_close(self) -> bool:
        """Wait, in whatever thread, until all has ended, then close the context; False when 5 s were not enough."""
        assert self._deadline is not None, "begin_close comes first"
        ended = self._worker is None or self._worker.close(_left(self._deadline))
        if self.local_api is not None:
            ended = self.local_api.close(_left(self._deadline)) and ended
        for background in (self.reads, self.actions, self.slow, self.writing, self.figures):
            ended = background.wait(_left(self._deadline)) and ended
        if not ended:
            logger.error("The work did not end within %g seconds", CLOSE_SECONDS)
        elif not self._closed:
            self._closed = True
            self.context.close()
        return ended

    def close(self) -> bool:
        """End the worker and the background calls, then the context; False when something did not end in 5 s."""
        self.begin_close()
        return self.finish_close()

    @Slot()
    def _read_overview(self) -> None:
        context = self.context

        def read() -> Overview:
            return Overview(
                counts=context.queue.counts(),
                states=context.emails.state_counts(),
                templates=context.templates.count(),
                eta=EtaEstimator(context.queue.step_seconds()),
                pause=context.queue.pause_state(),
                composer=context.composer_name(),
                spent=context.costs.of_queue(),
                month=context.costs.this_month(),
            )

        self.reads.run(read, self._take_overview, key="overview")

    def _take_overview(self, overview: Overview) -> None:
        self.overview = overview
        self.overview_changed.emit(overview)

    @Slot()
    def _on_began(self) -> None:
        self._working = True
        self._elsewhere_timer.stop()
        self.worker_began.emit()

    @Slot(object)
    def _on_ended(self, problem: ScribeError | None) -> None:
        self._working = False
        if problem is not None:
            # Without a worker nobody looks whether another process changed the data.
            self._elsewhere_timer.start()
            self.worker_refused.emit(problem)

    @Slot(str)
    def _on_damaged(self, message: str) -> None:
        """A backup found the database damaged: nothing more is written to it."""
        if self._worker is not None:
            self._worker.begin_close()
        self._working = False
        self.worker_refused.emit(DatabaseDamagedError(message))

    @Slot()
    def _look_elsewhere(self) -> None:
        self.reads.run(self.context.changed_elsewhere, self._take_elsewhere, key="elsewhere")

    def _take_elsewhere(self, changed: bool) -> None:
        if changed:
            self.refresh_overview()
            self.data_changed.emit()


def _left(deadline: float) -> int:
    return max(1, round((deadline - time.monotonic()) * 1000))


def _single_shot(parent: QObject, milliseconds: int, slot: object) -> QTimer:
    timer = QTimer(parent)
    timer.setSingleShot(True)
    timer.setInterval(milliseconds)
    timer.timeout.connect(slot)
    return timer
