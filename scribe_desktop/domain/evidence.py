"""What was found about a person: pages, passages cut from them, papers, and which statement rests on which."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class EvidenceKind(StrEnum):
    """Where a statement's support comes from."""

    PAGE = "page"
    PAPER = "paper"
    BOOK = "book"
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


class WorkKind(StrEnum):
    """What a work of a person is."""

    PAPER = "paper"
    BOOK = "book"


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper, or a book, as a source of papers or books has it.

    `id` is short and unique within an item ("P1", "B1" for a book); `authors` in the order of the paper. `venue` is a
    book's publisher. `affiliations` are of the author who was asked for, where the source says whose they are.

    Attributes:
        doi: as "10.1234/abc" in small letters; empty when there is none.
        sources: who knows it ("arXiv", "Crossref").
        orcids: the ORCID iD of each author in the same order, as "0000-0002-1825-0097", empty where it is not known;
            no entries at all when the sources know none.
        isbn: of one edition of a book, digits only; empty when not known.
    """

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
    doi: str = ""
    sources: tuple[str, ...] = ()
    orcids: tuple[str, ...] = ()
    kind: WorkKind = WorkKind.PAPER
    isbn: str = ""

    def orcid_of(self, author: str) -> str:
        """The ORCID iD of an author as written in `authors`; empty when it is not known."""
        pairs = zip(self.authors, self.orcids, strict=False)
        return next((orcid for name, orcid in pairs if name == author), "")


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
