"""Queue items and their step results (the QueueRepository port)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, bindparam, delete, exists, func, insert, or_, select, update
from sqlalchemy.sql.dml import ReturningUpdate

from scribe_desktop.domain.email import EmailDraft
from scribe_desktop.domain.id_part import IdPart
from scribe_desktop.domain.queue import QueueCounts, QueueItem, QueueStatus, StepName, Transition
from scribe_desktop.domain.recipient import Recipient
from scribe_desktop.errors import NotFoundError
from scribe_desktop.storage import orm
from scribe_desktop.storage.crash_recovery import CrashRecovery
from scribe_desktop.storage.email_repository import SqlEmailRepository
from scribe_desktop.storage.known_people import known_people
from scribe_desktop.storage.many_ids import id_among, ids_named
from scribe_desktop.storage.queue_intake import QueueIntake
from scribe_desktop.storage.queue_listing import ITEM_COLUMNS, conditions, item_of, listing, not_finished_before
from scribe_desktop.storage.queue_rows import queue_rows
from scribe_desktop.storage_ports.queue import KnownPerson, PauseState, QueueQuery, QueueRow, Recovered, StoredStep

_items, _steps, _state = orm.queue_items, orm.step_results, orm.queue_state

_FIRST_STEP = next(iter(StepName))
_UNTOUCHED = {"started_at": None, "finished_at": None, "current_step": None, "error_message": None, "owner": None}
_NO_CRASHES = {"crashes": 0, "crash_step": None, "progressed": False}

# Built once: building a statement costs more than running it, and these run for every item.
_STEPS = (
    select(_steps.c.step, _steps.c.input_hash, _steps.c.output, _steps.c.seconds)
    .where(_steps.c.item_id == bindparam("of_item"))
    .order_by(_steps.c.sequence)
)
_PAUSE_STATE = select(_state.c.pause_reason, _state.c.pause_message, _state.c.paused_at)
_NOTE_PROGRESS = update(_items).where(_items.c.id == bindparam("of_item")).values(progressed=True)
_KNOWN_STEP = exists().where(
    _steps.c.item_id == bindparam("held_id"),
    _steps.c.step == bindparam("of_step"),
    _steps.c.input_hash == bindparam("of_hash"),
)
_HELD = (
    _items.c.id == bindparam("held_id"),
    _items.c.status == Transition.CLAIM.target,
    _items.c.owner == bindparam("held_owner"),
    _items.c.attempt == bindparam("held_attempt"),
)
_STAY = update(_items).where(*_HELD).values(progressed=or_(_items.c.progressed, ~_KNOWN_STEP))
_MOVE_ON = _STAY.values(current_step=bindparam("next_step"))
_COMPLETE = (
    update(_items)
    .where(*_HELD)
    .values(
        status=Transition.COMPLETE.target,
        finished_at=bindparam("now"),
        current_step=None,
        error_message=None,
        owner=None,
    )
)
_waiting = _items.alias("waiting")
_OLDEST = (
    select(_waiting.c.sequence)
    .where(_waiting.c.status.in_(Transition.CLAIM.sources))
    .order_by(_waiting.c.created_at, _waiting.c.sequence)
    .limit(1)
    .scalar_subquery()
)
_CLAIM = (
    update(_items)
    .where(_items.c.sequence == _OLDEST, _items.c.status.in_(Transition.CLAIM.sources))
    .values(
        {
            **_UNTOUCHED,
            "status": Transition.CLAIM.target,
            "owner": bindparam("by"),
            "composer": bindparam("with"),
            "attempt": _items.c.attempt + 1,
            "started_at": bindparam("now"),
            "current_step": _FIRST_STEP,
        }
    )
    .returning(*ITEM_COLUMNS)
)
# REPLACE, not an update in place: the row's new sequence makes it the latest.
_STORE_STEP = insert(_steps).prefix_with("OR REPLACE", dialect="sqlite")


class SqlQueueRepository:
    """The queue. Every change of status is one Transition; what a worker writes is fenced by owner and attempt."""

    def __init__(self, connection: Connection, emails: SqlEmailRepository) -> None:
        self._connection = connection
        self._emails = emails

    def add(self, recipients: Iterable[Recipient], template_id: UUID, now: datetime) -> list[UUID]:
        """Queue a batch: one created_at, ids in the order of the recipients. Streams: holds only ids."""
        return QueueIntake(self._connection).add(recipients, template_id, now)

    # --- reading ----------------------------------------------------------------------------------

    def get(self, item_id: UUID) -> QueueItem:
        """One item with its position, whatever its status. Raises NotFoundError."""
        found = self.find(QueueQuery(ids=frozenset((item_id,)), statuses=frozenset(QueueStatus)))
        if not found:
            raise NotFoundError("Queue item not found")
        return found[0]

    def ids_named(self, part: IdPart, limit: int) -> list[UUID]:
        """Ids that begin or end so, in their order; of items of every status."""
        return ids_named(self._connection, _items.c.id, part, limit)

    def find(self, query: QueueQuery) -> list[QueueItem]:
        """Items with positions, in one query."""
        return [item_of(row) for row in self._connection.execute(listing(query))]

    def rows(self, query: QueueQuery) -> list[QueueRow]:
        """Items in the order of the queue as plain values, in one query; the query's text, ids, sort and finished_after
        do not count."""
        return queue_rows(self._connection, query)

    def known_people(self, address: str | None = None) -> Iterator[KnownPerson]:
        """Who waits, and who has a draft that was not discarded, newest first; one at a time."""
        return known_people(self._connection, address)

    def count(self, query: QueueQuery) -> int:
        """How many items the query has without its limit and offset."""
        number: int = self._connection.execute(
            select(func.count()).select_from(_items).where(*conditions(query))
        ).scalar_one()
        return number

    def counts(self, finished_after: datetime | None) -> QueueCounts:
        """Items by status, retired ones left out."""
        query = select(_items.c.status, func.count()).where(_items.c.status != QueueStatus.CANCELLED)
        if finished_after is not None:
            query = query.where(not_finished_before(finished_after))
        rows = self._connection.execute(query.group_by(_items.c.status))
        return QueueCounts(**{status.value: number for status, number in rows})

    def steps(self, item_id: UUID) -> list[StoredStep]:
        """The latest stored output of each step of an item, in the order of the steps."""
        latest = {row.step: StoredStep(*row) for row in self._connection.execute(_STEPS, {"of_item": item_id})}
        return [latest[step] for step in StepName if step in latest]

    def step_seconds(self, limit: int) -> dict[StepName, list[float]]:
        """Seconds of the last `limit` runs of each step on this machine, newest first."""
        found: dict[StepName, list[float]] = {}
        for step in StepName:
            query = (
                select(_steps.c.seconds).where(_steps.c.step == step).order_by(_steps.c.sequence.desc()).limit(limit)
            )
            if seconds := list(self._connection.execute(query).scalars()):
                found[step] = seconds
        return found

    # --- working an item --------------------------------------------------------------------------

    def claim(self, owner: str, composer: str, now: datetime) -> QueueItem | None:
        """Take the oldest pending item, in one UPDATE … RETURNING; current_step becomes the first step."""
        rows = self._connection.execute(_CLAIM, {"by": owner, "with": composer, "now": now}).all()
        return item_of(rows[0]) if rows else None

    def store_step(self, item: QueueItem, result: StoredStep, next_step: StepName | None, now: datetime) -> bool:
        """Store a step's output and move current_step on; False when the item is no longer this attempt's.

        Storing again what was stored before is no progress: a crash after it still counts as one in a row.
        """
        known = {"of_step": result.step, "of_hash": result.input_hash}
        moved = _MOVE_ON if next_step is not None else _STAY
        step = {} if next_step is None else {"next_step": next_step}
        if self._connection.execute(moved, {**_holder(item), **known, **step}).rowcount == 0:
            return False
        self._put_step(item.id, item.attempt, result, now)
        return True

    def replace_outputs(self, item_id: UUID, outputs: Sequence[StoredStep], now: datetime) -> None:
        """New outputs of steps of a finished item: from now on they are the latest. The older ones are kept."""
        attempt = self.get(item_id).attempt
        for result in outputs:
            self._put_step(item_id, attempt, result, now)

    def _put_step(self, item_id: UUID, attempt: int, result: StoredStep, now: datetime) -> None:
        self._connection.execute(
            _STORE_STEP,
            {
                "item_id": item_id,
                "step": result.step,
                "input_hash": result.input_hash,
                "seconds": result.seconds,
                "attempt": attempt,
                "stored_at": now,
                "output": dict(result.output),
            },
        )

    def note_progress(self, item_id: UUID) -> None:
        """Something new was stored for the item between steps: its next crash counts as the first."""
        self._connection.execute(_NOTE_PROGRESS, {"of_item": item_id})

    def complete(self, item: QueueItem, email: EmailDraft, now: datetime) -> bool:
        """Insert the email and complete the item, together; False (and nothing written) when fenced off."""
        if self._connection.execute(_COMPLETE, {**_holder(item), "now": now}).rowcount == 0:
            return False
        self._emails.insert(email)
        return True

    def fail(self, item: QueueItem, message: str, now: datetime) -> bool:
        """Fail the item of this attempt; current_step stays, to say where. False when fenced off."""
        ended = {"error_message": message, "finished_at": now, "owner": None}
        return bool(self._change(Transition.FAIL, *_HELD, holder=item, **ended))

    def release(self, item: QueueItem) -> bool:
        """Put the item of this attempt back to pending in its old place; False when fenced off."""
        return bool(self._change(Transition.RELEASE, *_HELD, holder=item, **_UNTOUCHED, **_NO_CRASHES))

    def recover(self, now: datetime, max_crashes: int) -> Recovered:
        """At start, with the lock held: processing → pending, or failed after too many crashes in a row."""
        return CrashRecovery(self._connection).recover(now, max_crashes)

    # --- what the person asks for -----------------------------------------------------------------

    def cancel(self, item_ids: Sequence[UUID], now: datetime) -> list[UUID]:
        """Cancel those that are pending; the ids that were, in the order given."""
        return self._change_many(Transition.CANCEL, item_ids, finished_at=now)

    def withdraw(self, template_id: UUID, created_at: datetime) -> int:
        """Delete what is still pending of one batch (its import failed half-way); how many were."""
        batch = delete(_items).where(
            _items.c.status.in_(Transition.CANCEL.sources),
            _items.c.created_at == created_at,
            _items.c.template_id == template_id,
        )
        return self._connection.execute(batch).rowcount

    def undo_cancel(self, item_ids: Sequence[UUID]) -> list[UUID]:
        """Put cancelled items back to pending in their old places; the ids that were, in the order given."""
        return self._change_many(Transition.UNDO_CANCEL, item_ids, finished_at=None)

    def retry(self, item_ids: Sequence[UUID], now: datetime) -> list[UUID]:
        """Put failed items at the end of the queue, in the order they had; the ids that were, in the order given."""
        retried = self._change_many(Transition.RETRY, item_ids, created_at=now, **_UNTOUCHED, **_NO_CRASHES)
        QueueIntake(self._connection).renumber(retried)
        return retried

    def pause_state(self) -> PauseState:
        """Whether the queue is paused."""
        return PauseState(*self._connection.execute(_PAUSE_STATE).one())

    def set_pause(self, state: PauseState) -> None:
        """Pause or resume."""
        self._connection.execute(
            update(_state).values(pause_reason=state.reason, pause_message=state.message, paused_at=state.since)
        )

    def _change_many(self, transition: Transition, item_ids: Sequence[UUID], **values: Any) -> list[UUID]:
        changed = {row.id for row in self._change(transition, id_among(_items.c.id, item_ids), **values)}
        return [one for one in dict.fromkeys(item_ids) if one in changed]

    def _change(
        self, transition: Transition, *where: ColumnElement[bool], holder: QueueItem | None = None, **values: Any
    ) -> Sequence[Any]:
        """One transition of all items that `where` names and whose status allows it; their rows after it."""
        change: ReturningUpdate[Any] = (
            update(_items)
            .where(*where, _items.c.status.in_(transition.sources))
            .values(status=transition.target, **values)
            .returning(*ITEM_COLUMNS)
        )
        return self._connection.execute(change, _holder(holder) if holder else {}).all()


def _holder(item: QueueItem) -> dict[str, Any]:
    """The parameters of _HELD: the item is still worked by the owner, in the attempt, that claimed it."""
    return {"held_id": item.id, "held_owner": item.owner, "held_attempt": item.attempt}
