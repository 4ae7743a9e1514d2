"""What the core asks of storage: one unit of work, a repository a kind of thing, frozen domain objects in and out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple, Protocol, Self
from uuid import UUID

from scribe_desktop.domain.access import AccessToken
from scribe_desktop.domain.backup import Backup, BackupCheck, BackupReason, Restored
from scribe_desktop.domain.contact import Contact, ContactPurpose, HostSummary, StoredContact
from scribe_desktop.domain.email import EmailDraft, EmailVersion, FindingKind, ReviewState
from scribe_desktop.domain.insights import Batch, MonthSpending, Period, PeriodWork, Span, Spread, WordsSample
from scribe_desktop.domain.namesake import PersonChoice
from scribe_desktop.domain.queue import QueueCounts, QueueItem, QueueStatus, StepName
from scribe_desktop.domain.recipient import Recipient
from scribe_desktop.domain.spending import CallTotals, ModelCall
from scribe_desktop.domain.template import StoredTemplate
from scribe_desktop.domain.template_family import TemplateFamily, TemplateVersion
from scribe_desktop.errors import PauseReason


class QueueSort(StrEnum):
    """Columns the queue can be sorted by; QUEUED is (created_at, sequence)."""

    QUEUED = "queued"
    RECIPIENT = "recipient"
    STATUS = "status"
    POSITION = "position"


@dataclass(frozen=True, slots=True)
class QueueQuery:
    """Which items to list, and how. Cancelled items are never listed unless `statuses` names them.

    `text` matches anywhere in name, interest or affiliation, whatever the case. `created_after` keeps items created
    at or after it; `finished_after` hides items that finished before it (retired ones).
    """

    text: str = ""
    statuses: frozenset[QueueStatus] = frozenset()
    ids: frozenset[UUID] = frozenset()
    created_after: datetime | None = None
    finished_after: datetime | None = None
    sort: QueueSort = QueueSort.QUEUED
    descending: bool = False
    limit: int | None = None
    offset: int = 0


QueueRow = tuple[str, str, str, int | None, str | None, str | None, str | None, int]
"""An item as plain values: id (32 hex digits), recipient's name, status, position, email's id (32 hex digits),
error message, current step, created_at (microseconds since 1970, UTC). None where the status has no such value."""


@dataclass(frozen=True, slots=True)
class StoredStep:
    """A step's stored output, as JSON-ready data."""

    step: StepName
    input_hash: str
    output: Mapping[str, Any]
    seconds: float


@dataclass(frozen=True, slots=True)
class PauseState:
    """Why the queue stands still; None as `reason` while it runs."""

    reason: PauseReason | None = None
    message: str = ""
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Recovered:
    """What startup recovery did: items put back to pending, and items that crashed too often and failed."""

    released: tuple[UUID, ...] = ()
    failed: tuple[UUID, ...] = ()


class KnownPerson(NamedTuple):
    """Somebody who is in the library already: waits in the queue (`state` None), or has a draft in this state.

    `when` is since when: queued, drafted, or approved.
    """

    name: str
    email: str | None
    affiliation: str | None
    state: ReviewState | None
    when: datetime
    email_id: UUID | None = None


class QueueRepository(Protocol):
    """Queue items and their step results."""

    def add(self, recipients: Iterable[Recipient], template_id: UUID, now: datetime) -> list[UUID]:
        """Queue a batch: one created_at, ids in the order of the recipients. Streams: holds only ids."""
        ...

    def get(self, item_id: UUID) -> QueueItem:
        """One item with its position. Raises NotFoundError."""
        ...

    def find(self, query: QueueQuery) -> list[QueueItem]:
        """Items with positions, in one query."""
        ...

    def rows(self, query: QueueQuery) -> list[QueueRow]:
        """Items in the order of the queue as plain values, in one query; the query's text, ids, sort and finished_after
        do not count."""
        ...

    def known_people(self, address: str | None = None) -> Iterator[KnownPerson]:
        """Who waits, and who has a draft that was not discarded, newest first; streams. With an address, only these."""
        ...

    def count(self, query: QueueQuery) -> int:
        """How many items the query has without its limit and offset."""
        ...

    def counts(self, finished_after: datetime | None) -> QueueCounts:
        """Items by status, retired ones left out."""
        ...

    def claim(self, owner: str, composer: str, now: datetime) -> QueueItem | None:
        """Take the oldest pending item, in one UPDATE … RETURNING; current_step becomes the first step."""
        ...

    def store_step(self, item: QueueItem, result: StoredStep, next_step: StepName | None, now: datetime) -> bool:
        """Store a step's output and move current_step on; False when the item is no longer this attempt's."""
        ...

    def steps(self, item_id: UUID) -> list[StoredStep]:
        """The latest stored output of each step of an item."""
        ...

    def replace_outputs(self, item_id: UUID, outputs: Sequence[StoredStep], now: datetime) -> None:
        """New outputs of steps of a finished item: from now on they are the latest. The older ones are kept."""
        ...

    def note_progress(self, item_id: UUID) -> None:
        """Something new was stored for the item between steps: its next crash counts as the first."""
        ...

    def complete(self, item: QueueItem, email: EmailDraft, now: datetime) -> bool:
        """Insert the email and complete the item, together; False (and nothing written) when fenced off."""
        ...

    def fail(self, item: QueueItem, message: str, now: datetime) -> bool:
        """Fail the item of this attempt; False when fenced off."""
        ...

    def release(self, item: QueueItem) -> bool:
        """Put the item of this attempt back to pending in its old place; False when fenced off."""
        ...

    def cancel(self, item_ids: Sequence[UUID], now: datetime) -> list[UUID]:
        """Cancel those that are pending; the ids that were."""
        ...

    def withdraw(self, template_id: UUID, created_at: datetime) -> int:
        """Delete what is still pending of one batch (its import failed half-way); how many were."""
        ...

    def undo_cancel(self, item_ids: Sequence[UUID]) -> list[UUID]:
        """Put cancelled items back to pending in their old places; the ids that were."""
        ...

    def retry(self, item_ids: Sequence[UUID], now: datetime) -> list[UUID]:
        """Put failed items at the end of the queue, same ids; the ids that were."""
        ...

    def recover(self, now: datetime, max_crashes: int) -> Recovered:
        """At start, with the lock held: processing → pending, or failed after too many crashes in a row."""
        ...

    def pause_state(self) -> PauseState:
        """Whether the queue is paused."""
        ...

    def set_pause(self, state: PauseState) -> None:
        """Pause or resume."""
        ...

    def step_seconds(self, limit: int) -> dict[StepName, list[float]]:
        """Seconds of the last `limit` runs of each step on this machine, newest first."""
        ...


class EmailSort(StrEnum):
    """Columns the drafts can be sorted by; REVIEW is in the order of ReviewState, MADE is (created_at, sequence)."""

    RECIPIENT = "recipient"
    REVIEW = "review"
    SUBJECT = "subject"
    MADE = "made"


@dataclass(frozen=True, slots=True)
class EmailQuery:
    """Which drafts to list, and how: newest first unless told otherwise, and newest first among equals."""

    states: frozenset[ReviewState] = frozenset()
    include_discarded: bool = False
    text: str = ""
    item_ids: frozenset[UUID] = frozenset()
    sort: EmailSort = EmailSort.MADE
    descending: bool = True
    limit: int | None = None
    offset: int = 0


class EmailRepository(Protocol):
    """Drafts with evidence and findings. New ones come in through QueueRepository.complete."""

    def get(self, email_id: UUID) -> EmailDraft:
        """Raises NotFoundError."""
        ...

    def find(self, query: EmailQuery) -> list[EmailDraft]:
        """The query's page, in its order."""
        ...

    def count(self, query: EmailQuery) -> int:
        """How many the query has without its limit and offset."""
        ...

    def state_counts(self) -> dict[ReviewState, int]:
        """How many drafts have each state."""
        ...

    def update(self, email: EmailDraft) -> None:
        """Store a changed draft. Raises NotFoundError."""
        ...


@dataclass(frozen=True, slots=True)
class ApprovedEvidence:
    """What a draft rested on when it was approved: the text of its template, and all that its steps had stored."""

    template: str
    steps: tuple[StoredStep, ...]
    approved_at: datetime


class VersionRepository(Protocol):
    """The versions of drafts, and what approved ones rest on."""

    def find(self, email_id: UUID) -> list[EmailVersion]:
        """Oldest first; empty for a draft that was never changed."""
        ...

    def add(self, email_id: UUID, version: EmailVersion) -> None:
        """Keep one more."""
        ...

    def recheck(self, email_id: UUID, version: EmailVersion) -> None:
        """Store what is known now of a version's evidence and findings; its words stay."""
        ...

    def first_output(self, item_id: UUID, step: StepName) -> Mapping[str, Any] | None:
        """The oldest stored output of a step of an item."""
        ...

    def freeze(self, email_id: UUID, evidence: ApprovedEvidence) -> None:
        """Keep what the draft rests on, in place of what was kept before."""
        ...

    def thaw(self, email_id: UUID) -> None:
        """Forget it: the draft is no longer approved."""
        ...

    def frozen(self, email_id: UUID) -> ApprovedEvidence | None:
        """What an approved draft rests on; None for one that is not approved."""
        ...


@dataclass(frozen=True, slots=True)
class DraftText:
    """What is needed to tell a draft's own words from its template's."""

    email_id: UUID
    body: str
    recipient: Recipient
    template_id: UUID
    template: str


@dataclass(frozen=True, slots=True)
class DraftWords:
    """A draft reduced to what it says to this person: see `pipeline.sameness`.

    `domain` and `institution` are the places that it goes to, "" where the row does not tell. `sentences` are its own
    words, a sentence a line; `whole` is the hash of the whole text without greeting, name and signature.
    """

    email_id: UUID
    recipient_name: str
    domain: str
    institution: str
    sentences: str
    whole: str


class WordsRepository(Protocol):
    """The own words of drafts, by the places that they go to."""

    def unread(self, limit: int) -> list[DraftText]:
        """Drafts whose words were not taken yet, or have changed since; the newest first. Cheap when there are none."""
        ...

    def put(self, words: Iterable[DraftWords]) -> None:
        """Keep them."""
        ...

    def forget(self, email_id: UUID) -> None:
        """The draft's text has changed."""
        ...

    def get(self, email_ids: Iterable[UUID]) -> list[DraftWords]:
        """Those of these drafts."""
        ...

    def beside(self, words: DraftWords, limit: int) -> list[DraftWords]:
        """Those of the newest drafts to the same place that are not discarded, at most so many; this one among them."""
        ...


class TemplateRepository(Protocol):
    """Templates, each source kept once, and the library: families of versions that point to them."""

    def put(self, source: str, now: datetime) -> StoredTemplate:
        """Keep a source; the stored one when it is already there."""
        ...

    def get(self, template_id: UUID) -> StoredTemplate:
        """Raises NotFoundError."""
        ...

    def find(self) -> list[StoredTemplate]:
        """All texts ever stored, newest first."""
        ...

    def loose(self) -> list[StoredTemplate]:
        """Texts that no family has, newest first."""
        ...

    def families(self, archived: bool | None = False) -> list[TemplateFamily]:
        """Families that are not deleted, the last changed first; None for archived ones and others together."""
        ...

    def family(self, family_id: UUID) -> TemplateFamily:
        """Raises NotFoundError."""
        ...

    def versions(self, family_id: UUID) -> list[TemplateVersion]:
        """A family's versions, newest first; none for an unknown one."""
        ...

    def count(self) -> int:
        """How many families in sight and loose texts there are; cheap."""
        ...

    def add_family(self, name: str, template_id: UUID, now: datetime) -> UUID:
        """A new family with its first version."""
        ...

    def add_version(self, family_id: UUID, template_id: UUID, now: datetime) -> None:
        """One version more, behind all others."""
        ...

    def rename_family(self, family_id: UUID, name: str) -> None:
        """Give it another name."""
        ...

    def archive_family(self, family_id: UUID, at: datetime | None) -> None:
        """Out of sight, or back with None."""
        ...

    def delete_family(self, family_id: UUID, now: datetime) -> None:
        """Delete it with all texts that no queue item points to; what items point to stays readable, unlisted."""
        ...


class ResearchCache(Protocol):
    """JSON-ready data by (kind, key): pages, searches, papers, template analyses."""

    def get(self, kind: str, key: str, not_before: datetime | None = None) -> Mapping[str, Any] | None:
        """None when there is none, or only an older one."""
        ...

    def put(self, kind: str, key: str, value: Mapping[str, Any], now: datetime) -> None:
        """Keep it, in place of an older one."""
        ...

    def forget(self, before: datetime) -> int:
        """Delete what was kept before that; how many there were."""
        ...


class TokenRepository(Protocol):
    """What is kept of the local API's tokens."""

    def add(self, token: AccessToken) -> None:
        """Keep a new token's row."""
        ...

    def get(self, jti: UUID) -> AccessToken | None:
        """One row; None for an unknown id."""
        ...

    def find(self) -> list[AccessToken]:
        """All rows, newest first."""
        ...

    def revoke(self, jti: UUID, now: datetime) -> bool:
        """Revoke one for good; False when it is unknown or was revoked before."""
        ...

    def revoke_all(self, now: datetime) -> int:
        """Revoke all that are not revoked yet; how many were."""
        ...

    def note_use(self, jti: UUID, now: datetime) -> None:
        """Remember when it was last used."""
        ...

    def forget_run(self, run_id: str, now: datetime) -> None:
        """Delete the tokens that ended with this run, and expired ones of runs that could not do so themselves."""
        ...


IDEMPOTENCY_KEPT = timedelta(hours=24)
"""How long the first answer to an Idempotency-Key is repeated."""


@dataclass(frozen=True, slots=True)
class IdempotentAnswer:
    """The first answer given under a key, as JSON-ready data, and the hash of the body that it answered."""

    body_hash: str
    answer: Mapping[str, Any]


class IdempotencyRepository(Protocol):
    """First answers by Idempotency-Key."""

    def get(self, key: str, not_before: datetime) -> IdempotentAnswer | None:
        """None when there is none, or only an older one."""
        ...

    def put(self, key: str, body_hash: str, answer: Mapping[str, Any], now: datetime) -> None:
        """Keep an answer, in place of an older one; answers older than IDEMPOTENCY_KEPT are forgotten."""
        ...


@dataclass(frozen=True, slots=True)
class ContactQuery:
    """Which entries of the privacy ledger to list, newest first unless `oldest_first`.

    `text` matches anywhere in the host or, whatever the case, in the recipient's name. `after` keeps what
    comes after the entry of that number in the order: reading on from it is quick however many there are.
    """

    item_ids: frozenset[UUID] = frozenset()
    purposes: frozenset[ContactPurpose] = frozenset()
    text: str = ""
    oldest_first: bool = False
    after: int | None = None
    limit: int | None = None
    offset: int = 0


class ContactRepository(Protocol):
    """The privacy ledger's entries."""

    def add(self, contact: Contact) -> None:
        """Keep one."""
        ...

    def find(self, query: ContactQuery) -> list[StoredContact]:
        """The query's page, in its order."""
        ...

    def count(self, query: ContactQuery) -> int:
        """How many the query has without its limit, offset and `after`."""
        ...

    def hosts(self) -> list[HostSummary]:
        """All hosts, by purpose, those asked most often first."""
        ...


class ModelCallRepository(Protocol):
    """What the model cost, call by call."""

    def add(self, call: ModelCall) -> None:
        """Keep one."""
        ...

    def of_items(self, item_ids: Iterable[UUID]) -> CallTotals:
        """The sum for these items."""
        ...

    def of_shown(self, finished_after: datetime) -> CallTotals:
        """The sum for the items of the queue, those that finished before then left out."""
        ...

    def between(self, start: datetime, end: datetime) -> CallTotals:
        """The sum of what was asked from `start` on and before `end`."""
        ...

    def first_at(self) -> datetime | None:
        """When the first call was made; None while there is none."""
        ...

    def recent(self, model: str, kind: str, limit: int) -> CallTotals:
        """The sum of the model's last `limit` questions of this kind that it answered."""
        ...


class IdentityRepository(Protocol):
    """Whom the person chose among people of one name, by the keys of `domain.namesake.person_keys`."""

    def find(self, keys: Sequence[str]) -> PersonChoice | None:
        """The choice under the first of the keys that has one."""
        ...

    def put(self, choice: PersonChoice, keys: Sequence[str]) -> None:
        """Remember a choice under these keys, in place of earlier ones."""
        ...

    def forget(self, keys: Sequence[str]) -> int:
        """Forget the choices under these keys, whole, under their other keys too; how many there were."""
        ...

    def in_doubt(self) -> list[UUID]:
        """Open drafts (needs review or ready) that have an identity_doubt in their metadata, oldest first."""
        ...

    def settled(self) -> list[UUID]:
        """Open drafts that have an identity_choice in their metadata, oldest first."""
        ...


class InsightsRepository(Protocol):
    """The history of the queue in figures: each answer is a few hundred rows at most, however many people there are."""

    def batches(self, since: datetime | None, limit: int) -> list[Batch]:
        """The newest batches whose last person was queued since then, newest first."""
        ...

    def step_times(self, span: Span) -> dict[StepName, Spread]:
        """How long each step took; steps that never ran, or only without anything to do, are not in it."""
        ...

    def ended_between(self, span: Span) -> tuple[datetime, datetime] | None:
        """When the first and the last person became a draft or failed; None when nobody did."""
        ...

    def work(self, span: Span, period: Period) -> list[PeriodWork]:
        """What each day, week or month brought, by this computer's time, oldest first; empty ones are left out."""
        ...

    def statuses(self, span: Span) -> dict[QueueStatus, int]:
        """How many people stand where: those of the batch, or those whose work ended in that time."""
        ...

    def failures(self, span: Span, limit: int) -> list[tuple[str, int]]:
        """The most frequent error messages of those that failed, with how many have them."""
        ...

    def reviews(self, span: Span) -> dict[ReviewState, int]:
        """How many drafts have each state of review."""
        ...

    def findings(self, span: Span) -> dict[FindingKind, int]:
        """How many of the drafts in need of review have an open finding of each kind, the most frequent first."""
        ...

    def spent(self, span: Span) -> CallTotals:
        """What the model cost."""
        ...

    def months(self, since: datetime | None, limit: int) -> list[MonthSpending]:
        """What the model cost in each calendar month that had a call, newest first."""
        ...

    def words(self, batch: Batch, limit: int) -> WordsSample:
        """Own words of at most so many drafts of a batch, spread evenly over it; discarded ones are left out."""
        ...


class RetentionRepository(Protocol):
    """People whose item ended, and whose draft was last changed, before some moment; nobody who still waits."""

    def count(self, before: datetime) -> int:
        """How many there are."""
        ...

    def forget(self, before: datetime, limit: int) -> int:
        """Delete so many at most with all that is kept of them, but not what the model cost; how many it were."""
        ...


class UnitOfWork(Protocol):
    """One short transaction; closed before any network call. Leaving the block without commit rolls back.

    Every method may raise DiskFullError, DatabaseDamagedError or StorageError.
    """

    queue: QueueRepository
    emails: EmailRepository
    versions: VersionRepository
    words: WordsRepository
    templates: TemplateRepository
    cache: ResearchCache
    tokens: TokenRepository
    idempotency: IdempotencyRepository
    identities: IdentityRepository
    contacts: ContactRepository
    model_calls: ModelCallRepository
    insights: InsightsRepository
    retention: RetentionRepository

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...

    def commit(self) -> None:
        """Make everything since the start of the block permanent."""
        ...

    def profile_id(self) -> UUID:
        """The UUID of the local profile, made with the database."""
        ...


UnitOfWorkFactory = Callable[..., UnitOfWork]
"""`factory()` opens for writing (BEGIN IMMEDIATE, one writer at a time); `factory(read_only=True)` for reading."""


class BackupStore(Protocol):
    """The backups of one data folder, and putting one in place. Works whether the database is open, shut or damaged."""

    def find(self) -> list[Backup]:
        """Newest first. Raises StorageError."""
        ...

    def make(
        self, at: datetime, reason: BackupReason, breathe: Callable[[], bool] = ..., to: Path | None = None
    ) -> Backup:
        """A whole, checked copy of the database as it is now, in the folder of backups or in a file of its own.

        `breathe` is called again and again and may wait a little; when it says True, WorkInterrupted is raised.
        Raises DatabaseDamagedError, DiskFullError, StorageError, InputError for `to`; then no file is left.
        """
        ...

    def make_if_changed(self, at: datetime, breathe: Callable[[], bool] = ...) -> Backup | None:
        """A scheduled backup; None when the newest one holds the same, or another process is making one."""
        ...

    def delete(self, moments: Iterable[datetime]) -> list[Backup]:
        """Delete the backups made at these moments; those that are gone."""
        ...

    def sweep(self) -> None:
        """Delete what a crash left half-written."""
        ...

    def check(self, file: Path, breathe: Callable[[], bool] = ...) -> BackupCheck:
        """Whether a file can be put in place. Raises WorkInterrupted."""
        ...

    def restore(self, source: Path | None, now: datetime) -> Restored:
        """Set the present database aside and put a copy of this one in its place; None starts empty.

        Raises InputError for the source, InstanceLockedError or DatabaseBusyError when somebody has the folder open,
        DiskFullError, StorageError.
        """
        ...


class Snapshot(Protocol):
    """Everything in the database as it is at one moment, for the length of a with block. Raises StorageError."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...

    def tables(self) -> dict[str, int]:
        """How many rows each table has."""
        ...

    def columns(self, table: str) -> list[str]:
        """The names of a table's columns."""
        ...

    def rows(self, table: str) -> Iterator[Mapping[str, Any]]:
        """A table's rows in the order in which they came, streamed: plain values, aware datetimes, JSON-ready data."""
        ...

    def drafts(self) -> Iterator[EmailDraft]:
        """All drafts, the discarded ones too, oldest first, streamed."""
        ...


class ErasureStore(Protocol):
    """Deletes a data folder that is shut."""

    def check_shut(self) -> None:
        """Raise InstanceLockedError or DatabaseBusyError when somebody has it open, InputError when it is not ours."""
        ...

    def profiles(self) -> set[UUID]:
        """The profiles of all databases in it that can be read."""
        ...

    def erase(self) -> tuple[Path, ...]:
        """Delete what is ours by its name, and nothing else; the files that are left. Raises as `check_shut`."""
        ...
