"""How an item is coming along: where it waits, the four steps with their times, what went wrong and what to do."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import QTimer, Signal, SignalInstance, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QProgressBar, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from scribe_desktop.domain.queue import QueueStatus, StepName
from scribe_desktop.gui.detail_data import Detail
from scribe_desktop.gui.event_bridge import LiveStep
from scribe_desktop.gui.icons import Icons
from scribe_desktop.gui.theme import ThemeController
from scribe_desktop.gui.views.widgets import Card, button, clear, label, restyle, row_of, scrolled
from scribe_desktop.gui.wording import Tone, about, elapsed, moment, number, report_word, step_word, tr
from scribe_desktop.services.eta import EtaEstimator

TICK_MILLISECONDS = 200
HINT_SECONDS = 5 * 60
"""So long without a sign of life, and the person is told that the item may be stopped."""


class ProgressTab(QWidget):
    """The first tab of the detail pane.

    Signals:
        retry_wanted(UUID), stop_wanted(UUID), cancel_wanted(UUID), draft_wanted(): the button was pressed.
    """

    retry_wanted = Signal(object)
    stop_wanted = Signal(object)
    cancel_wanted = Signal(object)
    draft_wanted = Signal()

    def __init__(self, icons: Icons, theme: ThemeController, now: Callable[[], datetime]) -> None:
        super().__init__()
        self._icons = icons
        self._now = now
        self._detail: Detail | None = None
        self._live: LiveStep | None = None
        self._worked_on: StepName | None = None
        self._moved_at: datetime | None = None
        self._eta = EtaEstimator({})
        self._rows = {step: _StepRow(step) for step in StepName}
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(tr("Progress of this recipient"))
        self._usual = label("", small=True)
        self._hint = Card(
            tr("Nothing new for five minutes"),
            tr("A page or the model may have stopped answering. You can wait, or stop this recipient and retry later."),
            tone=Tone.WARNING,
        )
        self._hint.hide()
        self._lay_out()
        self._timer = QTimer(self)
        self._timer.setInterval(TICK_MILLISECONDS)
        self._timer.timeout.connect(self._tick)
        theme.changed.connect(self._refresh)

    def _lay_out(self) -> None:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(18, 12, 18, 18)
        column.setSpacing(10)
        self._top = QVBoxLayout()
        column.addLayout(self._top)
        column.addWidget(self._hint)
        grid = QGridLayout()
        grid.setColumnStretch(1, 1)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(8)
        for at, one in enumerate(self._rows.values()):
            grid.addWidget(one.sign, at, 0)
            grid.addWidget(one.words, at, 1)
            grid.addWidget(one.time, at, 2)
        self._steps = QWidget()
        self._steps.setLayout(grid)
        grid.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._steps)
        self._bottom = QVBoxLayout()
        self._bottom.setSpacing(10)
        for widget in (self._bar, self._usual):
            column.addWidget(widget)
        column.addLayout(self._bottom)
        column.addStretch(1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scrolled(page))

    def set_eta(self, eta: EtaEstimator) -> None:
        """This machine's own step times, for what is usual."""
        self._eta = eta

    def show_detail(self, detail: Detail, live: LiveStep | None) -> None:
        """Show an item."""
        other = self._detail is None or self._detail.item.id != detail.item.id
        self._detail = detail
        self._worked_on = live.step if live else None
        self.set_live_step(live, fresh=other)
        self._refresh()

    def set_live_step(self, live: LiveStep | None, fresh: bool = False) -> None:
        """The worker moved on."""
        if self._detail is None or live is None or live.item_id != self._detail.item.id:
            self._live = None
            return
        if fresh or live != self._live:
            self._moved_at = live.moved_at or self._now()
        self._live = live
        self._tick()

    def showEvent(self, event: QShowEvent) -> None:
        """Times stood still while nobody looked."""
        super().showEvent(event)
        self._tick()

    @Slot()
    def _refresh(self) -> None:
        detail = self._detail
        if detail is None:
            return
        status = detail.item.status
        processing = status is QueueStatus.PROCESSING
        self._timer.start() if processing else self._timer.stop()
        begun = status not in (QueueStatus.PENDING, QueueStatus.CANCELLED)
        self._steps.setVisible(begun or bool(detail.seconds))
        self._bar.setVisible(processing)
        self._usual.setVisible(processing)
        self._hint.hide()
        clear(self._top)
        clear(self._bottom)
        {
            QueueStatus.PENDING: self._show_pending,
            QueueStatus.PROCESSING: self._show_processing,
            QueueStatus.FAILED: self._show_failed,
            QueueStatus.COMPLETED: self._show_completed,
            QueueStatus.CANCELLED: self._show_cancelled,
        }[status](detail)
        self._tick()

    def _show_pending(self, detail: Detail) -> None:
        item = detail.item
        place = tr("In the queue") if item.position is None else tr("Place {n}").format(n=number(item.position))
        step = self._worked_on
        wait = None if item.position is None else self._eta.wait_seconds(item.position, step)
        if wait is not None:
            place += " · " + (tr("about {time} to go").format(time=about(wait)) if wait >= 1 else tr("next"))
        queued = tr("Queued {when}.").format(when=moment(item.created_at, self._now()))
        self._top.addWidget(Card(place, tr("Drafts are written one after the other, oldest first."), queued))
        self._bottom.addLayout(row_of(self._asking(tr("Cancel"), self.cancel_wanted)))

    def _show_processing(self, detail: Detail) -> None:
        for passage in detail.passages[:2]:
            saved = tr("saved {when}").format(when=moment(passage.fetched_at, self._now()))
            small = " · ".join(part for part in (passage.title, saved, passage.reason) if part)
            self._bottom.addWidget(Card(tr("Found so far"), f"“{passage.text}”", small))
        for one in detail.left_out[:2]:
            self._bottom.addWidget(Card(tr("Left out"), one.title, one.reason, Tone.NEUTRAL))
        self._bottom.addLayout(row_of(self._asking(tr("Stop"), self.stop_wanted)))

    def _show_failed(self, detail: Detail) -> None:
        message = detail.item.error_message or tr("Something went wrong.")
        self._top.addWidget(Card(tr("What happened"), message, tone=Tone.DANGER))
        self._top.addSpacing(6)
        retry = self._asking(tr("Retry"), self.retry_wanted, primary=True)
        note = tr("Retry puts this recipient at the end of the queue. Steps that are done are not done again.")
        self._bottom.addWidget(label(note, muted=True))
        self._bottom.addLayout(row_of(retry))

    def _show_completed(self, detail: Detail) -> None:
        draft = detail.draft
        text = tr("The draft is written.")
        if draft is not None and (count := len(draft.open_findings)):
            text = (
                tr("The draft is written; 1 statement needs your eye.")
                if count == 1
                else tr("The draft is written; {count} statements need your eye.").format(count=count)
            )
        self._top.addWidget(label(text))
        self._top.addSpacing(4)
        read = button(tr("Read the draft"), primary=True)
        read.clicked.connect(self.draft_wanted)
        self._bottom.addLayout(row_of(read))

    def _show_cancelled(self, detail: Detail) -> None:
        self._top.addWidget(label(tr("Cancelled by you. No draft is written."), muted=True))

    def _asking(self, words: str, signal: SignalInstance, primary: bool = False) -> QPushButton:
        assert self._detail is not None
        made = button(words, primary=primary)
        item_id = self._detail.item.id
        made.clicked.connect(lambda checked=False: signal.emit(item_id))
        return made

    @Slot()
    def _tick(self) -> None:
        detail = self._detail
        if detail is None or not self.isVisible():
            return
        now = self._now()
        running = self._running_step(detail)
        for step, row in self._rows.items():
            row.show_state(*self._row_state(detail, step, running, now), self._icons, self.devicePixelRatioF())
        if running is not None:
            self._bar.setValue(running.percent)
            self._usual.setText(self._usual_text(running))
            quiet = (now - self._moved_at).total_seconds() if self._moved_at and self._live else 0.0
            self._hint.setVisible(quiet >= HINT_SECONDS)

    def _running_step(self, detail: Detail) -> StepName | None:
        if detail.item.status is not QueueStatus.PROCESSING:
            return None
        return self._live.step if self._live else detail.item.current_step

    def _row_state(
        self, detail: Detail, step: StepName, running: StepName | None, now: datetime
    ) -> tuple[str, Tone, str, str]:
        """Icon, tone, note and time of a step's row."""
        order = list(StepName)
        if step is running:
            live = self._live
            seconds = (now - live.started_at).total_seconds() if live and live.started_at else None
            said = report_word(live.text) if live else ""
            return "processing", Tone.ACCENT, said, "" if seconds is None else elapsed(seconds)
        before = running is not None and order.index(step) < order.index(running)
        if step in detail.seconds and (running is None or before):
            return "completed", Tone.SUCCESS, detail.notes.get(step, ""), elapsed(detail.seconds[step])
        if before or detail.item.status is QueueStatus.COMPLETED:
            return "completed", Tone.SUCCESS, "", ""
        if detail.item.status is QueueStatus.FAILED and step is detail.item.current_step:
            return "failed", Tone.DANGER, "", ""
        return "pending", Tone.NEUTRAL, "", ""

    def _usual_text(self, step: StepName) -> str:
        usual, whole = self._eta.expected(step), self._eta.item_seconds
        if usual is None:
            return ""
        text = tr("Usually {time} here").format(time=elapsed(usual))
        return text + ("." if whole is None else tr("; a whole recipient about {time}.").format(time=elapsed(whole)))


class _StepRow:
    def __init__(self, step: StepName) -> None:
        self._step = step
        self.sign = QLabel()
        self.sign.setFixedWidth(18)
        self.words = label("")
        self.words.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.words.setToolTip(step.value)
        self.time = label("", wrap=False)
        self._shown: tuple[object, ...] = ()

    def show_state(self, icon: str, tone: Tone, note: str, time: str, icons: Icons, scale: float) -> None:
        plain = step_word(self._step)
        words = f"{plain} · {note}" if note and note.casefold() != plain.casefold() else plain
        if self.words.text() != words:
            self.words.setText(words)
        if self.time.text() != time:
            self.time.setText(time)
        pixmap = icons.pixmap(icon, tone.value, 14, scale)
        state = (icon, tone, pixmap.cacheKey())
        if state != self._shown:
            self._shown = state
            self.sign.setPixmap(pixmap)
            restyle(self.words, muted=icon == "pending")
