"""The queue as a table: its columns as data, and the rows they are made of."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from scribe_desktop.domain.queue import QueueItem, QueueStatus
from scribe_desktop.gui.event_bridge import LiveStep
from scribe_desktop.gui.models.paged_model import Cell, Column, PagedModel
from scribe_desktop.gui.wording import about, moment, number, report_word, status_chip, step_word, tr
from scribe_desktop.storage_ports.queue import QueueSort


@dataclass(frozen=True, slots=True)
class QueueRow:
    """An item, and the seconds until it is begun as far as they are known."""

    item: QueueItem
    wait_seconds: float | None = None


class QueueModel(PagedModel[QueueRow]):
    """Queue items. The step being worked comes from events, between two readings of the rows."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._live: LiveStep | None = None
        super().__init__(
            (
                Column("recipient", lambda: tr("Recipient"), 194, _recipient, QueueSort.RECIPIENT, stretch=True),
                Column("status", lambda: tr("Status"), 126, _status, QueueSort.STATUS),
                Column("position", lambda: tr("Place"), 60, _position, QueueSort.POSITION),
                Column("step", lambda: tr("Step"), 126, self._step, stretch=True),
                Column("wait", lambda: tr("Wait"), 74, _wait),
                Column("queued", lambda: tr("Queued"), 74, self._queued, QueueSort.QUEUED),
            ),
            lambda row: row.item.id,
        )

    def set_live_step(self, live: LiveStep | None) -> None:
        """Show what the worker is doing, in its row."""
        before, self._live = self._live, live
        if live == before:
            return
        numbers = self.row_numbers()
        for one in (before, live):
            if one is not None and (row := numbers.get(one.item_id)) is not None:
                self.dataChanged.emit(self.index(row, 0), self.index(row, len(self.columns) - 1))

    def _step(self, row: QueueRow) -> Cell:
        item = row.item
        if item.status is QueueStatus.PROCESSING and item.current_step is not None:
            live = self._live if self._live is not None and self._live.item_id == item.id else None
            step = live.step if live else item.current_step
            words = step_word(step)
            if live and live.text:
                said = report_word(live.text)
                words = said[:1].upper() + said[1:]
            return Cell(words, progress=step.percent, muted=True, tooltip=f"{step_word(step)} ({step.value})")
        if item.status is QueueStatus.COMPLETED:
            return Cell(tr("Draft ready"), muted=True)
        if item.status is QueueStatus.FAILED and item.error_message:
            return Cell(_first_sentence(item.error_message), muted=True, tooltip=item.error_message)
        return Cell()

    def _queued(self, row: QueueRow) -> Cell:
        return Cell(moment(row.item.created_at, self._now()), muted=True)


def _recipient(row: QueueRow) -> Cell:
    recipient = row.item.recipient
    below = recipient.interest or recipient.affiliation or tr("no topic given")
    return Cell(recipient.name, below, strong=True, tooltip=f"{recipient.name}\n{below}")


def _status(row: QueueRow) -> Cell:
    return Cell(chip=status_chip(row.item.status))


def _position(row: QueueRow) -> Cell:
    place = row.item.position
    return Cell("" if place is None else number(place), muted=True)


def _wait(row: QueueRow) -> Cell:
    if row.item.status is QueueStatus.PROCESSING:
        return Cell(tr("now"), muted=True)
    if row.item.status is not QueueStatus.PENDING or row.wait_seconds is None:
        return Cell()
    if row.wait_seconds < 1:
        return Cell(tr("next"), muted=True)
    return Cell(f"~{about(row.wait_seconds)}", muted=True)


def _first_sentence(text: str) -> str:
    end = text.find(". ")
    return text if end < 0 else text[: end + 1]
