"""Drafts: the letters themselves, their versions, and the words of their own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol
from uuid import UUID

from scribe_desktop.domain.email import EmailDraft, EmailVersion, ReviewState
from scribe_desktop.domain.id_part import IdPart
from scribe_desktop.domain.queue import StepName
from scribe_desktop.domain.recipient import Recipient
from scribe_desktop.storage_ports.queue import StoredStep


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

    def ids_named(self, part: IdPart, limit: int) -> list[UUID]:
        """Ids that begin or end so, in their order."""
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
