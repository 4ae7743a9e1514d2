"""What was found about a person: pages, passages cut from them, papers, and which statement rests on which."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class EvidenceKind(StrEnum):
    """Where a statement's support comes from."""

    PAGE = "page"
    PAPER = "paper"
    ROW = "row"
    TEMPLATE = "template"


@dataclass(frozen=True, slots=True)
class WebPage:
    """A page as read: its main text, never its markup. `content_hash` is the SHA-256 of `text`, in hex."""

    url: str
    title: str
    text: str
    fetched_at: datetime
    content_hash: str


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of a saved page, word for word.

    `id` is short and unique within an item ("W1"). `score` is the BM25 score against person and topic.
    `reason` says in plain words why the page is, or is not, about this person.
    """

    id: str
    url: str
    title: str
    text: str
    fetched_at: datetime
    content_hash: str
    score: float = 0.0
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper. `id` is short and unique within an item ("P1"); `authors` in the order of the paper."""

    id: str
    title: str
    authors: tuple[str, ...]
    year: int | None
    abstract: str
    url: str
    venue: str | None = None
    affiliations: tuple[str, ...] = ()
    score: float = 0.0
    reason: str = ""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A page or paper that was found and not used, with the reason: shown to the person."""

    title: str
    url: str
    reason: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """All that a draft about one person may rest on."""

    passages: tuple[Passage, ...] = ()
    papers: tuple[Paper, ...] = ()

    def find(self, evidence_id: str) -> Passage | Paper | None:
        """The passage or paper of that id."""
        found: tuple[Passage | Paper, ...] = (*self.passages, *self.papers)
        return next((one for one in found if one.id == evidence_id), None)


@dataclass(frozen=True, slots=True)
class Claim:
    """One statement of a draft, word for word, and what it rests on (the API's `evidence` entries)."""

    claim: str
    source_url: str
    source_title: str
    passage: str
    kind: EvidenceKind
