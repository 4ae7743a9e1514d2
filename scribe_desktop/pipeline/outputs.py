"""The outputs of the four steps, typed, and their way to JSON and back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from scribe_desktop.domain.email import Finding, FindingKind
from scribe_desktop.domain.evidence import Claim, Evidence, EvidenceKind, LeftOut, Paper, Passage, WorkKind
from scribe_desktop.domain.namesake import Candidate
from scribe_desktop.domain.queue import StepName
from scribe_desktop.domain.template import Origin, TemplateAnalysis, TemplateType
from scribe_desktop.pipeline.instructions import evidence_without_instructions
from scribe_desktop.ports import Spend

JsonObject = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ParsedTemplate:
    """Step 1. `queries` are the two searches: who they are, what they published; empty when nothing is researched."""

    analysis: TemplateAnalysis
    origins: Mapping[str, Origin]
    needs_research: bool
    queries: tuple[str, ...]
    spend: Spend = field(default_factory=Spend)

    def to_json(self) -> JsonObject:
        """JSON-ready data."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: JsonObject) -> ParsedTemplate:
        """The inverse of to_json."""
        analysis = data["analysis"]
        return cls(
            TemplateAnalysis(
                TemplateType(analysis["type"]), tuple(analysis["key_words"]), str(analysis["analysed_by"])
            ),
            {name: Origin(value) for name, value in data["origins"].items()},
            bool(data["needs_research"]),
            tuple(data["queries"]),
            Spend(**data["spend"]),
        )


@dataclass(frozen=True, slots=True)
class WebFindings:
    """Step 2. `urls` are the pages read; `skipped` says why nothing was searched ("not needed"), else None.

    `searched_with` is the provider's name; `attempts` counts searches sent, retries too. `doubt` says why it is not
    settled that the passages are about the person of the row, else None. `spellings` are other writings of the name
    that pages about the person have; `about_others` is what the pages say about other people of the name.

    Where the row leaves open who is meant, `candidates` are those whom the pages show; `question` is the doubt as it is
    as long as nobody chose, and `chosen` the key of the one that the person chose, "" for none of them, None before.
    """

    passages: tuple[Passage, ...] = ()
    urls: tuple[str, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    queries: tuple[str, ...] = ()
    searched_with: str = ""
    attempts: int = 0
    skipped: str | None = None
    doubt: str | None = None
    spellings: tuple[str, ...] = ()
    about_others: tuple[str, ...] = ()
    candidates: tuple[Candidate, ...] = ()
    question: str | None = None
    chosen: str | None = None

    def to_json(self) -> JsonObject:
        """JSON-ready data."""
        data = asdict(self)
        for passage in data["passages"]:
            passage["fetched_at"] = passage["fetched_at"].isoformat()
        data["candidates"] = [one.to_json() for one in self.candidates]
        return data

    @classmethod
    def from_json(cls, data: JsonObject) -> WebFindings:
        """The inverse of to_json."""
        return cls(
            tuple(
                Passage(**{**one, "fetched_at": datetime.fromisoformat(one["fetched_at"])}) for one in data["passages"]
            ),
            tuple(data["urls"]),
            tuple(LeftOut(**one) for one in data["left_out"]),
            tuple(data["queries"]),
            data["searched_with"],
            data["attempts"],
            data["skipped"],
            data.get("doubt"),
            tuple(data.get("spellings", ())),
            tuple(data.get("about_others", ())),
            tuple(Candidate.from_json(one) for one in data.get("candidates", ())),
            data.get("question"),
            data.get("chosen"),
        )


@dataclass(frozen=True, slots=True)
class PaperFindings:
    """Step 3. `skipped` says why nothing was asked for; `problem` which source gave no answer, and why.

    `source` names who was asked, in one line. Papers and books of a person may be there though a source failed.
    """

    papers: tuple[Paper, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    source: str = ""
    skipped: str | None = None
    problem: str | None = None
    books: tuple[Paper, ...] = ()

    @property
    def works(self) -> tuple[Paper, ...]:
        """Papers, then books."""
        return (*self.papers, *self.books)

    def to_json(self) -> JsonObject:
        """JSON-ready data."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: JsonObject) -> PaperFindings:
        """The inverse of to_json; data of older versions lacks what came later."""
        return cls(
            tuple(map(_paper, data["papers"])),
            tuple(LeftOut(**one) for one in data["left_out"]),
            data["source"],
            data["skipped"],
            data["problem"],
            tuple(map(_paper, data.get("books", ()))),
        )


def _paper(data: JsonObject) -> Paper:
    lists = {name: tuple(data.get(name, ())) for name in ("authors", "affiliations", "sources", "orcids")}
    return Paper(**{**data, **lists, "kind": WorkKind(data.get("kind", WorkKind.PAPER))})


@dataclass(frozen=True, slots=True)
class ComposedEmail:
    """Step 4: the draft as checked; `composer` and `temperature` go with the email, `attempts` counts drafts."""

    subject: str
    body: str
    findings: tuple[Finding, ...] = ()
    evidence: tuple[Claim, ...] = ()
    spend: Spend = field(default_factory=Spend)
    attempts: int = 1
    composer: str = ""
    temperature: float | None = None

    def to_json(self) -> JsonObject:
        """JSON-ready data."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: JsonObject) -> ComposedEmail:
        """The inverse of to_json."""
        return cls(
            data["subject"],
            data["body"],
            tuple(Finding(**{**one, "kind": FindingKind(one["kind"])}) for one in data["findings"]),
            tuple(Claim(**{**one, "kind": EvidenceKind(one["kind"])}) for one in data["evidence"]),
            Spend(**data["spend"]),
            data["attempts"],
            data["composer"],
            data["temperature"],
        )


def evidence_of(outputs: Mapping[StepName, JsonObject]) -> Evidence:
    """All that was kept for an item, from the stored outputs of its steps, without what gives a model instructions."""
    web, papers = outputs.get(StepName.WEB_SCRAPER), outputs.get(StepName.ARXIV_HELPER)
    return evidence_without_instructions(
        Evidence(
            WebFindings.from_json(web).passages if web else (), PaperFindings.from_json(papers).works if papers else ()
        )
    )
