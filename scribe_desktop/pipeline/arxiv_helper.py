"""Step 3: the papers of this person, and no namesake's, that are closest to the interest."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import timedelta

from scribe_desktop.domain.cancellation import CancelToken
from scribe_desktop.domain.evidence import LeftOut, Paper
from scribe_desktop.domain.names import fold
from scribe_desktop.domain.queue import StepName
from scribe_desktop.domain.recipient import Recipient
from scribe_desktop.domain.template import TemplateType
from scribe_desktop.errors import PaperSourceError, StepTimeoutError
from scribe_desktop.pipeline.identity import Identity, Standing
from scribe_desktop.pipeline.namesakes import CHECK
from scribe_desktop.pipeline.outputs import PaperFindings, ParsedTemplate, WebFindings
from scribe_desktop.pipeline.paper_identity import judge_papers
from scribe_desktop.pipeline.ranking import bm25_scores, terms
from scribe_desktop.pipeline.step import JsonObject, StepContext
from scribe_desktop.ports import Clock, PaperSource
from scribe_desktop.storage_ports import UnitOfWorkFactory

MOST_PAPERS = 5
ASKED_FOR = 50
"""Papers asked of the source: namesakes and other fields are dropped from them."""
YEARS = 10
CACHE_KIND = "papers"
FRESH_FOR = timedelta(hours=24)
NOT_NEEDED = "not needed"
NOT_RESEARCH = "not a research template"

_log = logging.getLogger(__name__)


class ArxivHelper:
    """Asks the paper source for the recipient's papers. What goes wrong here is noted and never fails the item."""

    name = StepName.ARXIV_HELPER

    def __init__(self, source: PaperSource, unit_of_work: UnitOfWorkFactory, clock: Clock) -> None:
        self._source = source
        self._unit_of_work = unit_of_work
        self._clock = clock

    def inputs(self, context: StepContext) -> JsonObject:
        """The row, the key words, and what step 2 kept; nothing but the skip itself when it is skipped."""
        parsed = ParsedTemplate.from_json(context.outputs[StepName.TEMPLATE_PARSER])
        skipped = _skipped(parsed)
        if skipped:
            return {"skipped": skipped}
        web = _web(context)
        return {
            "recipient": asdict(context.item.recipient),
            "key_words": parsed.analysis.key_words,
            "source": self._source.name,
            "passages": [(one.url, one.text) for one in web.passages],
            "doubt": web.doubt,
            "spellings": web.spellings,
            "about_others": web.about_others,
        }

    def run(self, context: StepContext) -> JsonObject:
        """The step's PaperFindings as JSON. Raises WorkInterrupted, QueuePausingError and what storage raises."""
        parsed = ParsedTemplate.from_json(context.outputs[StepName.TEMPLATE_PARSER])
        skipped = _skipped(parsed)
        if skipped:
            return PaperFindings(skipped=skipped).to_json()
        context.report("looking for papers")
        recipient, web = context.item.recipient, _web(context)
        try:
            papers = self._papers(_author(recipient, web), context.token)
        except (PaperSourceError, StepTimeoutError) as error:
            _log.info("No papers: %s", error.message)
            return PaperFindings(source=self._source.name, problem=error.message).to_json()
        return self._findings(recipient, papers, web, parsed.analysis.key_words).to_json()

    def _papers(self, author: str, token: CancelToken) -> list[Paper]:
        """The source's papers, from the cache when they are fresh; that there are none is not remembered."""
        key = f"{self._source.name}\n{fold(author)}"
        with self._unit_of_work(read_only=True) as work:
            cached = work.cache.get(CACHE_KIND, key, self._clock.now() - FRESH_FOR)
        if cached is not None:
            return list(PaperFindings.from_json(cached).papers)
        papers = self._source.papers_by(author, ASKED_FOR, token)
        if papers:
            with self._unit_of_work() as work:
                work.cache.put(CACHE_KIND, key, PaperFindings(papers=tuple(papers)).to_json(), self._clock.now())
                work.commit()
        return papers

    def _findings(
        self, recipient: Recipient, papers: Sequence[Paper], web: WebFindings, key_words: Sequence[str]
    ) -> PaperFindings:
        identity = Identity.of(recipient).spelled(web.spellings)
        web_text = "\n".join(one.text for one in web.passages)
        doubtful = web.doubt is not None
        verdicts = judge_papers(identity, papers, web_text, web.about_others, doubtful)
        since = self._clock.now().year - YEARS
        left_out: list[LeftOut] = []
        theirs: list[Paper] = []
        # Older papers are judged too: their co-authors and their namesakes tell who is who.
        for paper, verdict in zip(papers, verdicts, strict=True):
            if verdict.standing is not Standing.SAME:
                left_out.append(LeftOut(paper.title, paper.url, verdict.reason))
            elif paper.year is None or paper.year < since:
                left_out.append(LeftOut(paper.title, paper.url, f"older than {YEARS} years, or without a year"))
            else:
                theirs.append(replace(paper, reason=f"{verdict.reason}; {CHECK}" if doubtful else verdict.reason))
        query = terms(" ".join((recipient.interest or web_text, *key_words)))
        scores = bm25_scores(query, [terms(f"{one.title}\n{one.abstract}") for one in theirs])
        ranked = sorted(zip(scores, theirs, strict=True), key=lambda one: (-one[0], -(one[1].year or 0)))
        left_out += [
            LeftOut(one.title, one.url, f"further from the interest than the {MOST_PAPERS} that were kept")
            for _, one in ranked[MOST_PAPERS:]
        ]
        kept = (
            replace(paper, id=f"P{place}", score=round(score, 4))
            for place, (score, paper) in enumerate(ranked[:MOST_PAPERS], 1)
        )
        return PaperFindings(tuple(kept), tuple(left_out), self._source.name)


def _author(recipient: Recipient, web: WebFindings) -> str:
    """The name to ask for: in Latin letters where a page about the person has it, since papers mostly do."""
    written = recipient.name_parts.search
    latin = (one for one in web.spellings if fold(one).isascii())
    return written if fold(written).isascii() else next(latin, written)


def _web(context: StepContext) -> WebFindings:
    return WebFindings.from_json(context.outputs[StepName.WEB_SCRAPER])


def _skipped(parsed: ParsedTemplate) -> str | None:
    """Why no paper is asked for; None when papers are wanted."""
    if not parsed.needs_research:
        return NOT_NEEDED
    return None if parsed.analysis.type is TemplateType.RESEARCH else NOT_RESEARCH
