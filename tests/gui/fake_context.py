"""A small data folder in memory: enough of the services' faces to show a window without a database."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from scribe_desktop.config.clock import SystemClock
from scribe_desktop.config.paths import DataPaths
from scribe_desktop.domain.contact import StoredContact
from scribe_desktop.domain.email import EmailDraft, EmailVersion, Finding, ReviewState, Similar, state_for
from scribe_desktop.domain.events import EmailChanged, ItemsChanged, QueuePaused, QueueResumed
from scribe_desktop.domain.queue import QueueCounts, QueueItem, QueueStatus, StepName
from scribe_desktop.domain.spending import CallTotals, Prices
from scribe_desktop.domain.template import StoredTemplate
from scribe_desktop.domain.template_family import LibraryEntry, TemplateVersion, used_entry
from scribe_desktop.errors import NotFoundError, PauseReason, SimilarDraftError
from scribe_desktop.services.email_library import ReadyDrafts
from scribe_desktop.services.event_bus import EventBus
from scribe_desktop.services.settings_service import SettingsService
from scribe_desktop.storage_ports.drafts import EmailQuery, EmailSort
from scribe_desktop.storage_ports.ledgers import ContactQuery
from scribe_desktop.storage_ports.queue import PauseState, QueueQuery, QueueSort, StoredStep


class FakeQueue:
    """A queue in a list."""

    def __init__(self, events: EventBus, clock: Any) -> None:
        self._events = events
        self._clock = clock
        self.items: list[QueueItem] = []
        self.stored: dict[UUID, list[StoredStep]] = {}
        self.seconds: dict[StepName, list[float]] = {}
        self.state = PauseState()
        self.reads = 0

    def shown(self, query: QueueQuery) -> tuple[list[QueueItem], int]:
        self.reads += 1
        found = [one for one in self._placed() if self._matches(one, query)]
        keys: dict[QueueSort, Callable[[QueueItem], Any]] = {
            QueueSort.RECIPIENT: lambda one: one.recipient.name,
            QueueSort.STATUS: lambda one: one.status.value,
            QueueSort.POSITION: lambda one: one.position or 0,
        }
        if query.sort in keys:
            found.sort(key=keys[query.sort])
        if query.descending:
            found.reverse()
        end = None if query.limit is None else query.offset + query.limit
        return found[query.offset : end], len(found)

    def get(self, item_id: UUID) -> QueueItem:
        for one in self._placed():
            if one.id == item_id:
                return one
        raise NotFoundError("There is no such item.")

    def steps(self, item_id: UUID) -> list[StoredStep]:
        return self.stored.get(item_id, [])

    def counts(self) -> QueueCounts:
        def of(status: QueueStatus) -> int:
            return sum(one.status is status for one in self.items)

        return QueueCounts(
            of(QueueStatus.PENDING), of(QueueStatus.PROCESSING), of(QueueStatus.COMPLETED), of(QueueStatus.FAILED)
        )

    def step_seconds(self, limit: int = 50) -> dict[StepName, list[float]]:
        return self.seconds

    def pause_state(self) -> PauseState:
        return self.state

    def pause(self, reason: PauseReason = PauseReason.USER, message: str = "Paused by you.") -> None:
        self.state = PauseState(reason, message, self._clock.now())
        self._events.publish(QueuePaused(reason, message))

    def resume(self) -> None:
        self.state = PauseState()
        self._events.publish(QueueResumed())

    def cancel_many(self, ids: Iterable[UUID]) -> list[UUID]:
        return self._move(ids, QueueStatus.PENDING, QueueStatus.CANCELLED)

    def undo_cancel(self, ids: Iterable[UUID]) -> list[UUID]:
        return self._move(ids, QueueStatus.CANCELLED, QueueStatus.PENDING)

    def retry_many(self, ids: Iterable[UUID]) -> list[UUID]:
        return self._move(ids, QueueStatus.FAILED, QueueStatus.PENDING)

    def change(self, item_id: UUID, **changes: Any) -> None:
        """Change an item without an event."""
        self.items = [replace(one, **changes) if one.id == item_id else one for one in self.items]

    def _move(self, ids: Iterable[UUID], source: QueueStatus, target: QueueStatus) -> list[UUID]:
        wanted = set(ids)
        moved = [one.id for one in self.items if one.id in wanted and one.status is source]
        self.items = [replace(one, status=target) if one.id in set(moved) else one for one in self.items]
        if moved:
            self._events.publish(ItemsChanged(tuple(moved)))
        return moved

    def _placed(self) -> list[QueueItem]:
        place = 0
        placed = []
        for one in self.items:
            if one.status is QueueStatus.PENDING:
                place += 1
                one = replace(one, position=place)
            placed.append(one)
        return placed

    def _matches(self, item: QueueItem, query: QueueQuery) -> bool:
        if item.status is QueueStatus.CANCELLED or (query.statuses and item.status not in query.statuses):
            return False
        return query.text.casefold() in f"{item.recipient.name} {item.recipient.interest}".casefold()


class FakeEmails:
    """Drafts in a list."""

    def __init__(self, events: EventBus, clock: Any) -> None:
        self._events = events
        self._clock = clock
        self.drafts: list[EmailDraft] = []
        self.edits: list[tuple[str, str]] = []
        self.similar: dict[UUID, Similar] = {}
        self.history: dict[UUID, list[EmailVersion]] = {}
        self.frozen: dict[UUID, list[StoredStep]] = {}

    def get(self, email_id: UUID) -> EmailDraft:
        for one in self.drafts:
            if one.id == email_id:
                return one
        raise NotFoundError("There is no such draft.")

    def find(self, query: EmailQuery) -> list[EmailDraft]:
        states = query.states or frozenset(set(ReviewState) - {ReviewState.DISCARDED})
        found = [
            one
            for one in self.drafts
            if one.review_state in states and query.text.casefold() in one.recipient_name.casefold()
        ]
        if query.sort is EmailSort.SUBJECT:
            found.sort(key=lambda one: one.subject, reverse=query.descending)
        return found[query.offset : None if query.limit is None else query.offset + query.limit]

    def shown(self, query: EmailQuery) -> tuple[list[EmailDraft], int]:
        return self.find(query), len(self.find(replace(query, limit=None, offset=0)))

    def state_counts(self) -> dict[ReviewState, int]:
        return {state: sum(one.review_state is state for one in self.drafts) for state in ReviewState}

    def edit(self, email_id: UUID, subject: str, body: str) -> EmailDraft:
        self.edits.append((subject, body))
        draft = self.get(email_id)
        findings = tuple(one for one in draft.findings if one.sentence in body)
        return self._store(draft.edited(subject, body, findings, draft.evidence, self._clock.now()))

    def with_similar(self, drafts: Sequence[EmailDraft]) -> list[EmailDraft]:
        return [replace(one, similar=self.similar.get(one.id)) for one in drafts]

    def steps(self, email_id: UUID) -> list[StoredStep]:
        return self.frozen.get(email_id, [])

    def versions(self, email_id: UUID) -> list[EmailVersion]:
        return self.history[email_id]

    def restore(self, email_id: UUID, number: int) -> EmailDraft:
        version = self.history[email_id][number - 1]
        return self.edit(email_id, version.subject, version.body)

    def ready(self) -> ReadyDrafts:
        drafts = self.with_similar(self.find(EmailQuery(states=frozenset((ReviewState.READY,)))))
        similar = tuple(one for one in drafts if one.similar is not None)
        return ReadyDrafts(tuple(one.id for one in drafts if one.similar is None), similar)

    def approve(self, email_id: UUID, even_if_similar: bool = False) -> EmailDraft:
        if email_id in self.similar and not even_if_similar:
            raise SimilarDraftError(self.similar[email_id].sentence)
        return self._store(self.get(email_id).approved(self._clock.now()))

    def discard(self, email_id: UUID) -> EmailDraft:
        return self._store(self.get(email_id).discarded(self._clock.now()))

    def reopen(self, email_id: UUID) -> EmailDraft:
        return self._store(self.get(email_id).reopened(self._clock.now()))

    def confirm(self, email_id: UUID, index: int) -> EmailDraft:
        draft = self.get(email_id)
        findings: list[Finding] = list(draft.findings)
        findings[index] = replace(findings[index], confirmed=True)
        return self._store(replace(draft, findings=tuple(findings), review_state=state_for(tuple(findings))))

    def remove_sentence(self, email_id: UUID, index: int) -> EmailDraft:
        draft = self.get(email_id)
        return self.edit(email_id, draft.subject, draft.body.replace(draft.findings[index].sentence, "").strip())

    def _store(self, draft: EmailDraft) -> EmailDraft:
        self.drafts = [draft if one.id == draft.id else one for one in self.drafts]
        self._events.publish(EmailChanged(draft.id))
        return draft


class FakeTemplates:
    """Templates in a list."""

    def __init__(self) -> None:
        self.templates: list[StoredTemplate] = []

    def find(self) -> list[StoredTemplate]:
        return self.templates

    def get(self, template_id: UUID) -> StoredTemplate:
        return next(one for one in self.templates if one.id == template_id)

    def count(self) -> int:
        return len(self.templates)

    def entries(self, archived: bool = False) -> list[LibraryEntry]:
        return [] if archived else [used_entry(one) for one in self.templates]

    def entry(self, entry_id: UUID) -> LibraryEntry:
        return used_entry(self.get(entry_id))

    def starters(self) -> list[LibraryEntry]:
        return []

    def versions(self, entry_id: UUID) -> list[TemplateVersion]:
        return []


class FakeContacts:
    """A privacy ledger in a list."""

    def __init__(self) -> None:
        self.entries: list[StoredContact] = []

    def find(self, query: ContactQuery) -> list[StoredContact]:
        found = [one for one in self.entries if not query.item_ids or one.contact.item_id in query.item_ids]
        return found[query.offset :][: query.limit]


class FakeCosts:
    """What each item cost; nothing unless a test says so."""

    def __init__(self) -> None:
        self.prices = Prices()
        self.spent: dict[UUID, CallTotals] = {}

    def of_items(self, item_ids: Iterable[UUID]) -> CallTotals:
        return next((self.spent[one] for one in item_ids if one in self.spent), CallTotals())

    def of_queue(self) -> CallTotals:
        return next(iter(self.spent.values()), CallTotals())

    def this_month(self) -> CallTotals:
        return self.of_queue()


class FakeWorker:
    """Runs until it is closed, and does nothing."""

    def __init__(self) -> None:
        self._closing = threading.Event()
        self.thread: int | None = None
        self.stopped: list[UUID] = []
        self.woken = 0

    def run(self) -> None:
        self.thread = threading.get_ident()
        self._closing.wait()

    def wake(self) -> None:
        self.woken += 1

    def stop_item(self, item_id: UUID) -> None:
        self.stopped.append(item_id)

    def close(self) -> None:
        self._closing.set()


class FakeContext(SimpleNamespace):
    """The AppContext of such a folder."""

    def __init__(self, root: Path, **changes: Any) -> None:
        events, clock = EventBus(), SystemClock()
        worker = FakeWorker()
        super().__init__(
            paths=DataPaths(root),
            clock=clock,
            events=events,
            settings=SettingsService(root / "settings.json"),
            queue=FakeQueue(events, clock),
            emails=FakeEmails(events, clock),
            templates=FakeTemplates(),
            secrets=lambda: SimpleNamespace(persistent=True),
            working=not_locked,
            worker=worker,
            new_worker=lambda: worker,
            changed_elsewhere=lambda: False,
            new_watcher=lambda: lambda: False,
            composer_name=lambda: "template only, no AI",
            contacts=FakeContacts(),
            costs=FakeCosts(),
            closed=threading.Event(),
            history=SimpleNamespace(already_wrote=lambda address, draft_id=None: None),
            demo=False,
            **changes,
        )
        self.close = self.closed.set


@contextmanager
def not_locked() -> Any:
    """No other process has the folder."""
    yield
