"""Step 3: the papers or books of this person, and no namesake's, that are closest to the interest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, replace

from scribe_desktop.domain.evidence import LeftOut, Paper, WorkKind
from scribe_desktop.domain.name_words import fold
from scribe_desktop.domain.namesake import NONE_OF_THESE
from scribe_desktop.domain.queue import StepName
from scribe_desktop.domain.recipient import Recipient
from scribe_desktop.domain.template import BOOK_NAMES, Origin, TemplateType
from scribe_desktop.pipeline.book_identity import judge_books
from scribe_desktop.pipeline.identity import Identity, Standing
from scribe_desktop.pipeline.namesakes import CHECK
from scribe_desktop.pipeline.outputs import PaperFindings, ParsedTemplate, WebFindings
from scribe_desktop.pipeline.paper_identity import judge_papers
from scribe_desktop.pipeline.paper_merge import merge_papers
from scribe_desktop.pipeline.paper_search import PaperSearch
from scribe_desktop.pipeline.ranking import bm25_scores, terms
from scribe_desktop.pipeline.step import JsonObject, StepContext
from scribe_desktop.ports import Clock, PaperSource
from scribe_desktop.storage_ports.unit_of_work import UnitOfWorkFactory

MOST_PAPERS = 5
ASKED_FOR = 50
"""Papers asked of each source: namesakes and other fields are dropped from them."""
YEARS = 10
"""Papers older than that are left out; books are not."""
NOT_NEEDED = "not needed"
NOT_RESEARCH = "not a research template"
NO_SOURCE = "no source is chosen in Settings"


class ArxivHelper:
    """Asks the sources for the recipient's papers, or books. What goes wrong here is noted and never fails the item.

    Args:
        papers: the sources that the person chose; may be none.
        books: for templates that ask for a book, None when the person does not want it asked.
    """

    name = StepName.ARXIV_HELPER

    def __init__(
        self,
        papers: Sequence[PaperSource],
        unit_of_work: UnitOfWorkFactory,
        clock: Clock,
        books: PaperSource | None = None,
    ) -> None:
        self._paper_sources = tuple(papers)
        self._book_sources = () if books is None else (books,)
        self._search = PaperSearch(unit_of_work, clock)
        self._clock = clock

    def inputs(self, context: StepContext) -> JsonObject:
        """The row, the key words, and what step 2 kept; nothing but the skip itself when it is skipped."""
        parsed = ParsedTemplate.from_json(context.outputs[StepName.TEMPLATE_PARSER])
        skipped = self._skipped(parsed)
        if skipped:
            return {"skipped": skipped}
        web = _web(context)
        return {
            "recipient": asdict(context.item.recipient),
            "key_words": parsed.analysis.key_words,
            "source": _names(self._sources(parsed)),
            "passages": [(one.url, one.text) for one in web.passages],
            "doubt": web.doubt,
            "spellings": web.spellings,
            "about_others": web.about_others,
            **({"chosen": web.chosen} if web.chosen is not None else {}),
        }

    def run(self, context: StepContext) -> JsonObject:
        """The step's PaperFindings as JSON. Raises WorkInterrupted, QueuePausingError and what storage raises."""
        parsed = ParsedTemplate.from_json(context.outputs[StepName.TEMPLATE_PARSER])
        skipped = self._skipped(parsed)
        if skipped:
            return PaperFindings(skipped=skipped).to_json()
        sources = self._sources(parsed)
        context.report("looking for papers" if _wants_papers(parsed) else "looking for books")
        recipient, web = context.item.recipient, _web(context)
        answers = self._search.ask(sources, _author(recipient, web), ASKED_FOR, context.token)
        found = self._findings(recipient, merge_papers(answers.found), web, parsed.analysis.key_words)
        problem = " ".join(answers.problems) or None
        return replace(found, source=_names(sources), problem=problem).to_json()

    def judged_again(
        self, recipient: Recipient, web: WebFindings, parsed: ParsedTemplate, before: PaperFindings
    ) -> PaperFindings:
        """The papers found before, judged anew because the pages are others now. Nothing is asked of the network.

        They come from the cache, however old; when it has forgotten them, only those that were kept are judged.
        """
        if before.skipped or (before.problem and not before.works):
            return before
        cached = self._search.remembered(self._sources(parsed), _author(recipient, web))
        papers = merge_papers(cached) if any(cached) else list(before.works)
        found = self._findings(recipient, papers, web, parsed.analysis.key_words)
        known = {one.url for one in papers}
        forgotten = tuple(one for one in before.left_out if one.url not in known)
        return replace(found, left_out=(*found.left_out, *forgotten), source=before.source, problem=before.problem)

    def _sources(self, parsed: ParsedTemplate) -> tuple[PaperSource, ...]:
        """Who is asked for what this template wants."""
        return (
            *(self._paper_sources if _wants_papers(parsed) else ()),
            *(self._book_sources if _wants_books(parsed) else ()),
        )

    def _skipped(self, parsed: ParsedTemplate) -> str | None:
        """Why nothing is asked for; None when papers or books are wanted."""
        if not parsed.needs_research:
            return NOT_NEEDED
        if self._sources(parsed):
            return None
        return NO_SOURCE if _wants_papers(parsed) else NOT_RESEARCH

    def _findings(
        self, recipient: Recipient, papers: Sequence[Paper], web: WebFindings, key_words: Sequence[str]
    ) -> PaperFindings:
        identity = Identity.of(recipient).spelled(web.spellings)
        web_text = "\n".join(one.text for one in web.passages)
        doubtful = web.doubt is not None
        # Where nothing is kept of pages, as when it is none of those found, a topic has nothing to rest on.
        unknown = doubtful or web.chosen == NONE_OF_THESE or not web.passages
        verdicts = judge_papers(identity, papers, web_text, web.about_others, unknown)
        if not unknown:
            verdicts = judge_books(identity, papers, verdicts, web_text, "\n".join(web.about_others))
        since = self._clock.now().year - YEARS
        left_out: list[LeftOut] = []
        theirs: list[Paper] = []
        # Older papers are judged too: their co-authors and their namesakes tell who is who.
        for paper, verdict in zip(papers, verdicts, strict=True):
            if verdict.standing is not Standing.SAME:
                left_out.append(LeftOut(paper.title, paper.url, verdict.reason))
            elif paper.kind is WorkKind.PAPER and (paper.year is None or paper.year < since):
                left_out.append(LeftOut(paper.title, paper.url, f"older than {YEARS} years, or without a year"))
            else:
                theirs.append(replace(paper, reason=f"{verdict.reason}; {CHECK}" if doubtful else verdict.reason))
        query = terms(" ".join((recipient.interest or web_text, *key_words)))
        scores = bm25_scores(query, [terms(f"{one.title}\n{one.abstract}") for one in theirs])
        scored = [replace(paper, score=round(score, 4)) for score, paper in zip(scores, theirs, strict=True)]
        kept, not_kept = _closest([one for one in scored if one.kind is WorkKind.PAPER], "P")
        books, other_books = _closest([one for one in scored if one.kind is WorkKind.BOOK], "B")
        return PaperFindings(kept, (*left_out, *not_kept, *other_books), books=books)


def _closest(theirs: Sequence[Paper], letter: str) -> tuple[tuple[Paper, ...], list[LeftOut]]:
    """Those closest to the interest, the newest first among equals, with ids; and the others."""
    ranked = sorted(theirs, key=lambda one: (-one.score, -(one.year or 0)))
    further = f"further from the interest than the {MOST_PAPERS} that were kept"
    return (
        tuple(replace(one, id=f"{letter}{place}") for place, one in enumerate(ranked[:MOST_PAPERS], 1)),
        [LeftOut(one.title, one.url, further) for one in ranked[MOST_PAPERS:]],
    )


def _author(recipient: Recipient, web: WebFindings) -> str:
    """The name to ask for: in Latin letters where a page about the person has it, since papers mostly do."""
    written = recipient.name_parts.search
    latin = (one for one in web.spellings if fold(one).isascii())
    return written if fold(written).isascii() else next(latin, written)


def _web(context: StepContext) -> WebFindings:
    return WebFindings.from_json(context.outputs[StepName.WEB_SCRAPER])


def _names(sources: Sequence[PaperSource]) -> str:
    return ", ".join(one.name for one in sources)


def _wants_papers(parsed: ParsedTemplate) -> bool:
    return parsed.analysis.type is TemplateType.RESEARCH


def _wants_books(parsed: ParsedTemplate) -> bool:
    """For a template about a book, and for any other that leaves a book open."""
    open_names = {name for name, origin in parsed.origins.items() if origin is Origin.RESEARCH}
    return parsed.analysis.type is TemplateType.BOOK or bool(open_names & BOOK_NAMES)
