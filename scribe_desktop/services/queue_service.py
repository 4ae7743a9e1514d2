"""What every front door asks of the queue: queue, list, cancel, undo, retry, pause."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import islice
from typing import Any
from uuid import UUID

from scribe_desktop.domain.events import Event, ItemsChanged, ItemsQueued, QueuePaused, QueueResumed
from scribe_desktop.domain.id_part import IdPart
from scribe_desktop.domain.queue import QueueCounts, QueueItem, StepName, Transition
from scribe_desktop.domain.recipient import Recipient
from scribe_desktop.domain.template import parse_template
from scribe_desktop.errors import IdempotencyError, PauseReason
from scribe_desktop.ports import Clock, EventPublisher
from scribe_desktop.storage_ports.api_access import IDEMPOTENCY_KEPT
from scribe_desktop.storage_ports.queue import KnownPerson, PauseState, QueueQuery, QueueRow, StoredStep
from scribe_desktop.storage_ports.unit_of_work import UnitOfWorkFactory

RETIRED_AFTER = timedelta(hours=24)
"""Finished items leave the queue so long after they finished; their emails stay."""

CHUNK = 5000
"""Recipients a transaction when a stream is queued: about a quarter of a second."""

NAMED_AT_MOST = 1000
"""An ItemsQueued event of a larger batch does not name its items."""


class QueueService:
    """The queue as the front doors see it. Each method is one short transaction; events follow the commit."""

    def __init__(self, unit_of_work: UnitOfWorkFactory, clock: Clock, events: EventPublisher) -> None:
        self._unit_of_work = unit_of_work
        self._clock = clock
        self._events = events

    def enqueue(self, recipients: Iterable[Recipient], template_source: str) -> list[UUID]:
        """Queue a batch behind everything that waits: all of it or nothing. Ids in the order of the recipients.

        Raises TemplateError when the template cannot be used, and what `recipients` raises while it is read.
        """
        template = parse_template(template_source)
        with self._unit_of_work() as work:
            now = self._clock.now()
            stored = work.templates.put(template.source, now)
            ids = work.queue.add(recipients, stored.id, now)
            work.commit()
        if ids:
            self._publish(ItemsQueued(tuple(ids) if len(ids) <= NAMED_AT_MOST else (), len(ids)))
        return ids

    def enqueue_once(
        self,
        key: str,
        body_hash: str,
        recipients: Iterable[Recipient],
        template_source: str,
        answer: Callable[[list[UUID]], Mapping[str, Any]],
    ) -> Mapping[str, Any]:
        """Queue a batch unless that was done under this key in the last 24 hours; the first answer in both cases.

        `answer` makes the JSON-ready answer from the ids. Raises IdempotencyError when the key was used for another
        body, and what `enqueue` raises.
        """
        template = parse_template(template_source)
        with self._unit_of_work() as work:
            now = self._clock.now()
            first = work.idempotency.get(key, now - IDEMPOTENCY_KEPT)
            if first is not None:
                if first.body_hash != body_hash:
                    raise IdempotencyError("This Idempotency-Key was used for another body. Choose a new key.")
                return first.answer
            ids = work.queue.add(recipients, work.templates.put(template.source, now).id, now)
            given = answer(ids)
            work.idempotency.put(key, body_hash, given, now)
            work.commit()
        self._publish(ItemsQueued(tuple(ids), len(ids)))
        return given

    def enqueue_stream(
        self,
        recipients: Iterable[Recipient],
        template_source: str,
        on_queued: Callable[[list[UUID]], object] = lambda ids: None,
    ) -> int:
        """Queue any number of recipients without holding them in memory; how many were queued.

        `on_queued` is told the ids of each chunk, in the order of the recipients.

        Written a chunk at a time, so that a worker beside it goes on. When `recipients` or the disk fails, what
        was queued of the batch and has not been started is taken back, and the error is raised.
        """
        template = parse_template(template_source)
        created_at = self._clock.now()
        with self._unit_of_work() as work:
            template_id = work.templates.put(template.source, created_at).id
            work.commit()
        rows = iter(recipients)
        total = 0
        try:
            while chunk := list(islice(rows, CHUNK)):
                with self._unit_of_work() as work:
                    ids = work.queue.add(chunk, template_id, created_at)
                    work.commit()
                total += len(chunk)
                on_queued(ids)
                self._publish(ItemsQueued((), len(chunk)))
        except BaseException:
            if total:
                with self._unit_of_work() as work:
                    work.queue.withdraw(template_id, created_at)
                    work.commit()
                self._publish(ItemsQueued((), 0))
            raise
        return total

    def get(self, item_id: UUID) -> QueueItem:
        """One item, with its position. Raises NotFoundError."""
        with self._unit_of_work(read_only=True) as work:
            return work.queue.get(item_id)

    def ids_named(self, part: IdPart, limit: int) -> list[UUID]:
        """Ids of items that begin or end so: what a part of one may mean."""
        with self._unit_of_work(read_only=True) as work:
            return work.queue.ids_named(part, limit)

    def find(self, query: QueueQuery) -> list[QueueItem]:
        """Items as the query asks for them, with positions."""
        with self._unit_of_work(read_only=True) as work:
            return work.queue.find(query)

    def rows(self, query: QueueQuery) -> list[QueueRow]:
        """Items in the order of the queue as plain values, for lists that are polled (see QueueRepository.rows)."""
        with self._unit_of_work(read_only=True) as work:
            return work.queue.rows(query)

    def shown(self, query: QueueQuery) -> tuple[list[QueueItem], int]:
        """A page of the items the queue shows (retired ones left out), and how many there are in all."""
        query = replace(query, finished_after=self._clock.now() - RETIRED_AFTER)
        with self._unit_of_work(read_only=True) as work:
            return work.queue.find(query), work.queue.count(query)

    def counts(self) -> QueueCounts:
        """Items by status, retired ones left out."""
        with self._unit_of_work(read_only=True) as work:
            return work.queue.counts(self._clock.now() - RETIRED_AFTER)

    def known_people(self, address: str | None = None) -> Iterator[KnownPerson]:
        """Who waits, and who has a draft that was not discarded, newest first; with an address, only those.

        Read it to its end: a transaction is open that long.
        """
        with self._unit_of_work(read_only=True) as work:
            yield from work.queue.known_people(address)

    def steps(self, item_id: UUID) -> list[StoredStep]:
        """What the item's steps have stored so far."""
        with self._unit_of_work(read_only=True) as work:
            return work.queue.steps(item_id)

    def step_seconds(self, limit: int = 50) -> dict[StepName, list[float]]:
        """How long the last runs of each step took on this machine."""
        with self._unit_of_work(read_only=True) as work:
            return work.queue.step_seconds(limit)

    def cancel(self, item_id: UUID) -> None:
        """Cancel one pending item. Raises NotFoundError, TransitionError."""
        with self._unit_of_work() as work:
            Transition.CANCEL.check(work.queue.get(item_id).status)
            cancelled = work.queue.cancel([item_id], self._clock.now())
            work.commit()
        self._changed(cancelled)

    def cancel_many(self, item_ids: Sequence[UUID]) -> list[UUID]:
        """Cancel those that are pending; the ids that were, for Undo."""
        with self._unit_of_work() as work:
            cancelled = work.queue.cancel(item_ids, self._clock.now())
            work.commit()
        return self._changed(cancelled)

    def undo_cancel(self, item_ids: Sequence[UUID]) -> list[UUID]:
        """Put cancelled items back in their old places."""
        with self._unit_of_work() as work:
            restored = work.queue.undo_cancel(item_ids)
            work.commit()
        return self._changed(restored)

    def retry(self, item_id: UUID) -> None:
        """Put one failed item at the end of the queue. Raises NotFoundError, TransitionError."""
        with self._unit_of_work() as work:
            Transition.RETRY.check(work.queue.get(item_id).status)
            retried = work.queue.retry([item_id], self._clock.now())
            work.commit()
        self._changed(retried)

    def retry_many(self, item_ids: Sequence[UUID]) -> list[UUID]:
        """Put those that failed at the end of the queue; the ids that were."""
        with self._unit_of_work() as work:
            retried = work.queue.retry(item_ids, self._clock.now())
            work.commit()
        return self._changed(retried)

    def pause_state(self) -> PauseState:
        """Whether and why the queue stands still."""
        with self._unit_of_work(read_only=True) as work:
            return work.queue.pause_state()

    def pause(self, reason: PauseReason = PauseReason.USER, message: str = "Paused by you.") -> None:
        """Claim nothing more until resumed; the item being worked goes on."""
        with self._unit_of_work() as work:
            work.queue.set_pause(PauseState(reason, message, self._clock.now()))
            work.commit()
        self._publish(QueuePaused(reason, message))

    def resume(self) -> None:
        """Go on."""
        with self._unit_of_work() as work:
            work.queue.set_pause(PauseState())
            work.commit()
        self._publish(QueueResumed())

    def _changed(self, item_ids: list[UUID]) -> list[UUID]:
        if item_ids:
            self._publish(ItemsChanged(tuple(item_ids)))
        return item_ids

    def _publish(self, event: Event) -> None:
        self._events.publish(event)
