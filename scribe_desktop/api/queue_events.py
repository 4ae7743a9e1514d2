"""The queue as Server-Sent Events: which item changed, and its state now; resumable within a run of the program."""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import AsyncIterator, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from uuid import UUID

from starlette.concurrency import run_in_threadpool

from scribe_desktop.api.queue_answers import LISTED, QueueAnswers
from scribe_desktop.domain.events import (
    DatabaseChangedElsewhere,
    Event,
    ItemClaimed,
    ItemCompleted,
    ItemFailed,
    ItemsChanged,
    ItemsQueued,
    StepFinished,
)
from scribe_desktop.errors import ScribeError
from scribe_desktop.ports import Clock
from scribe_desktop.services.event_bus import EventBus
from scribe_desktop.services.queue_service import QueueService
from scribe_desktop.services.wire_format import queue_row, queue_row_json
from scribe_desktop.storage_ports.queue import QueueQuery, QueueRow

logger = logging.getLogger(__name__)

GATHER_SECONDS = 0.05
"""Events of so long go out together."""

LOOK_SECONDS = 0.5
"""How often somebody who listens makes us look whether another process changed the queue."""

BLOCKS_AT_ONCE = 200
WAITING_AT_MOST = 1000
"""Messages that wait for a slow listener before it is let go; it can resume where it was."""

CHANGES_KEPT = 100_000
"""Items whose last change is remembered for those who resume; with more, they are told everything."""

_ONE_ITEM = (ItemClaimed, StepFinished, ItemCompleted, ItemFailed)


@dataclass(eq=False)
class _Listener:
    last_event_id: str | None
    messages: asyncio.Queue[bytes | None] = field(default_factory=lambda: asyncio.Queue(WAITING_AT_MOST))
    greeted: bool = False


class QueueEvents:
    """Numbers changes, and tells listeners the state of what changed; all of it in one event loop.

    What is kept are not messages but the number of each item's last change: to resume after number N is to be told
    the state of every item changed since. A change of place alone is no change: when an item is claimed, all others
    move up.
    """

    def __init__(self, queue: QueueService, clock: Clock, events: EventBus, answers: QueueAnswers) -> None:
        self._queue = queue
        self._clock = clock
        self._events = events
        self._answers = answers
        self._run = secrets.token_hex(4)
        self._number = 0
        self._complete_from = 0
        self._last_change: dict[UUID, int] = {}
        self._known: dict[UUID, int] = {}
        self._listeners: set[_Listener] = set()
        self._ids: dict[UUID, None] = {}
        self._anything = False
        self._wake = asyncio.Event()

    async def run(self) -> None:
        """Tell listeners what changes, until cancelled."""
        loop = asyncio.get_running_loop()

        def on_event(event: Event) -> None:
            with suppress(RuntimeError):  # the loop has ended while the event was on its way
                loop.call_soon_threadsafe(self._note, event)

        unsubscribe = self._events.subscribe(on_event)
        try:
            while True:
                try:
                    await self._something()
                    await self._round()
                except Exception as error:
                    known = isinstance(error, ScribeError)
                    logger.log(logging.INFO if known else logging.ERROR, "Listeners have to come again", exc_info=error)
                    self._end_all()
        finally:
            unsubscribe()
            self._end_all()

    async def _round(self) -> None:
        ids, anything = list(self._ids), self._anything
        self._ids, self._anything = {}, False
        await self._tell(ids, anything)
        for listener in [one for one in self._listeners if not one.greeted]:
            await self._greet(listener)

    def _end_all(self) -> None:
        for listener in list(self._listeners):
            self._let_go(listener)
        self._number += 1
        self._forget()

    async def listen(self, last_event_id: str | None) -> AsyncIterator[bytes]:
        """Encoded messages: first what happened since that id, or the state of everything; then what happens."""
        listener = _Listener(last_event_id)
        self._listeners.add(listener)
        self._wake.set()
        try:
            while (message := await listener.messages.get()) is not None:
                yield message
        finally:
            self._listeners.discard(listener)

    async def _something(self) -> None:
        try:
            async with asyncio.timeout(LOOK_SECONDS if self._listeners else None):
                await self._wake.wait()
            if all(one.greeted for one in self._listeners):
                await asyncio.sleep(GATHER_SECONDS)
        except TimeoutError:
            pass
        self._wake.clear()
        if self._listeners:
            self._answers.look_elsewhere()
            await asyncio.sleep(0)  # the event that this may have published arrives

    def _note(self, event: Event) -> None:
        if isinstance(event, _ONE_ITEM):
            self._ids[event.item_id] = None
        elif isinstance(event, ItemsChanged) or (isinstance(event, ItemsQueued) and event.item_ids):
            self._ids.update(dict.fromkeys(event.item_ids))
        elif isinstance(event, (ItemsQueued, DatabaseChangedElsewhere)):
            self._anything = True
        else:
            return
        self._wake.set()

    async def _tell(self, ids: list[UUID], anything: bool) -> None:
        if not any(one.greeted for one in self._listeners):
            # Nobody compares: what changed is told to those who resume, and all of it when it has no name.
            for item_id in ids:
                self._count(item_id)
            if anything:
                self._number += 1
                self._forget()
            return
        if anything:
            rows = {UUID(row[0]): row for row in await self._rows()}
            ids += [one for one, row in rows.items() if self._known.get(one) != _state(row)]
            ids += [one for one in self._known if one not in rows]
            changed = {one: rows.get(one) for one in dict.fromkeys(ids)}
        else:
            changed = await self._rows_of(ids)
        self._send([one for one in self._listeners if one.greeted], [self._changed(*one) for one in changed.items()])

    def _changed(self, item_id: UUID, row: QueueRow | None) -> bytes:
        self._count(item_id)
        if row is None:
            self._known.pop(item_id, None)
        else:
            self._known[item_id] = _state(row)
        return _message(item_id, row, f"{self._run}-{self._number}")

    async def _greet(self, listener: _Listener) -> None:
        since = self._number_of(listener.last_event_id)
        here = f"{self._run}-{self._number}"
        if not any(one.greeted for one in self._listeners):
            rows = await self._rows()
            self._known = {UUID(row[0]): _state(row) for row in rows}
        elif since is None:
            rows = await self._rows()
        if since is None:
            blocks = [_message(UUID(row[0]), row, None) for row in rows]
        else:
            missed = [one for one, number in self._last_change.items() if number > since]
            blocks = [_message(*one, None) for one in (await self._rows_of(missed)).items()]
        listener.greeted = True
        # The id comes last: who is cut off before it has not seen everything, and begins again.
        self._send([listener], [*blocks, f"id: {here}\r\n\r\n".encode()])

    def _send(self, listeners: Iterable[_Listener], blocks: list[bytes]) -> None:
        chunks = [b"".join(blocks[at : at + BLOCKS_AT_ONCE]) for at in range(0, len(blocks), BLOCKS_AT_ONCE)]
        for listener in listeners:
            for chunk in chunks:
                if listener.messages.full():
                    self._let_go(listener)
                    break
                listener.messages.put_nowait(chunk)

    def _let_go(self, listener: _Listener) -> None:
        """End the stream where it is: what waits is dropped whole, so that its last id tells what it has seen."""
        self._listeners.discard(listener)
        while not listener.messages.empty():
            listener.messages.get_nowait()
        listener.messages.put_nowait(None)

    def _count(self, item_id: UUID) -> None:
        self._number += 1
        self._last_change.pop(item_id, None)
        self._last_change[item_id] = self._number
        if len(self._last_change) > CHANGES_KEPT:
            self._forget()

    def _forget(self) -> None:
        self._last_change.clear()
        self._complete_from = self._number

    def _number_of(self, event_id: str | None) -> int | None:
        run, _, number = (event_id or "").rpartition("-")
        if run != self._run or not (number.isascii() and number.isdigit()) or len(number) > 18:
            return None
        return int(number) if self._complete_from <= int(number) <= self._number else None

    async def _rows(self) -> list[QueueRow]:
        query = QueueQuery(created_after=self._clock.now() - LISTED)
        return await run_in_threadpool(self._queue.rows, query)

    async def _rows_of(self, ids: list[UUID]) -> dict[UUID, QueueRow | None]:
        if not ids:
            return {}
        items = await run_in_threadpool(self._queue.find, QueueQuery(ids=frozenset(ids)))
        found = {item.id: queue_row(item) for item in items}
        return {one: found.get(one) for one in ids}


def _state(row: QueueRow) -> int:
    _, name, status, _, *rest = row
    return hash((name, status, *rest))


def _message(item_id: UUID, row: QueueRow | None, event_id: str | None) -> bytes:
    """An `item` event, or a `removed` event for what is no longer in the list."""
    head = "" if event_id is None else f"id: {event_id}\r\n"
    if row is None:
        return f'{head}event: removed\r\ndata: {{"id":"{item_id}"}}\r\n\r\n'.encode()
    return f"{head}event: item\r\ndata: {queue_row_json(row)}\r\n\r\n".encode()
