"""Step 2: two searches, a handful of pages, and the passages of them that are about this person and topic."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import timedelta
from itertools import chain

from scribe_desktop.domain.cancellation import CancelToken
from scribe_desktop.domain.evidence import LeftOut, WebPage
from scribe_desktop.domain.namesake import NONE_OF_THESE, PersonChoice, person_keys
from scribe_desktop.domain.queue import StepName
from scribe_desktop.domain.recipient import Recipient
from scribe_desktop.errors import NoEvidenceError, ScribeError, SearchError, StepTimeoutError
from scribe_desktop.pipeline.candidates import candidate_urls, queries_of_attempt
from scribe_desktop.pipeline.identity import Identity, PageVerdict, Standing, judge_page, normalised_url
from scribe_desktop.pipeline.namesakes import settle
from scribe_desktop.pipeline.outputs import ParsedTemplate, WebFindings
from scribe_desktop.pipeline.page_reader import PageReader
from scribe_desktop.pipeline.passage_choice import choose_passages
from scribe_desktop.pipeline.person_candidates import candidates_of, doubted
from scribe_desktop.pipeline.person_choice import outweighed
from scribe_desktop.pipeline.step import JsonObject, StepContext
from scribe_desktop.ports import Clock, PageFetcher, SearchProvider, SearchResult, TextExtractor
from scribe_desktop.storage_ports.unit_of_work import UnitOfWorkFactory

ATTEMPTS = 3
PAUSE_SECONDS = 1.0
"""Before the second attempt; twice as long before the third."""
RESERVE_SECONDS = 3.0
"""Kept of the step's time to go on with what was read when the web is slow."""
RESULTS_A_QUERY = 10
CACHE_KIND = "search"
FRESH_FOR = timedelta(hours=24)
KNOWN_PAGES = 3
"""Pages of a person chosen before that are read first; the others are left to what the search finds."""
NOT_NEEDED = "not needed"
NOTHING_FOUND = (
    "Web scraping timeout: No results found for search terms after 3 attempts. "
    "Please verify recipient information and try again."
)

_log = logging.getLogger(__name__)


@dataclass(slots=True)
class _Found:
    """What one run has gathered so far. `tried` holds normalised addresses; `sent` counts searches."""

    pages: list[tuple[WebPage, PageVerdict]] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    tried: set[str] = field(default_factory=set)
    queries: dict[str, None] = field(default_factory=dict)
    sent: int = 0

    def of(self, standing: Standing) -> list[tuple[WebPage, PageVerdict]]:
        """The pages of one standing."""
        return [one for one in self.pages if one[1].standing is standing]

    @property
    def usable(self) -> bool:
        """Whether a page may be about the person."""
        return bool(self.of(Standing.SAME) or self.of(Standing.UNCERTAIN))


class WebScraper:
    """Searches the web for a recipient and keeps what the pages say about them.

    Args:
        pages_per_item: pages read for one recipient, at most.
    """

    name = StepName.WEB_SCRAPER

    def __init__(
        self,
        search: SearchProvider,
        fetcher: PageFetcher,
        extractor: TextExtractor,
        unit_of_work: UnitOfWorkFactory,
        clock: Clock,
        pages_per_item: int = 6,
    ) -> None:
        self._search = search
        self._reader = PageReader(fetcher, extractor, unit_of_work, clock)
        self._unit_of_work = unit_of_work
        self._clock = clock
        self._pages_per_item = pages_per_item

    def inputs(self, context: StepContext) -> JsonObject:
        """The row, the searches, and who is asked; nothing but the skip itself when no research is needed."""
        parsed = _parsed(context)
        if not parsed.needs_research:
            return {"needs_research": False}
        choice = self._choice(context.item.recipient)
        return {
            "recipient": asdict(context.item.recipient),
            "queries": parsed.queries,
            "key_words": parsed.analysis.key_words,
            "search": self._search.name,
            "pages": self._pages_per_item,
            **({"choice": str(choice.id)} if choice else {}),
        }

    def run(self, context: StepContext) -> JsonObject:
        """The step's WebFindings as JSON.

        Raises NoEvidenceError when three attempts find nothing about the person, StepTimeoutError when the time runs
        out before anything was read; neither where the template has words of its own for every researched place, nor
        the first where the user said that it is none of those who are found. QueuePausingError and WorkInterrupted.
        """
        parsed = _parsed(context)
        if not parsed.needs_research:
            return WebFindings(skipped=NOT_NEEDED).to_json()
        identity = Identity.of(context.item.recipient)
        choice = self._choice(context.item.recipient)
        found = _Found()
        remaining = context.token.remaining()
        seconds = None if remaining is None else max(1.0, round(remaining - RESERVE_SECONDS))
        with context.token.limited(seconds, "Reading the web") as token:
            try:
                self._gather(context, parsed, identity, found, choice, token)
            except StepTimeoutError:
                context.token.raise_if_cancelled()
                if not found.usable and context.template.needs_findings(context.item.recipient):
                    raise
        return self._findings(context, parsed, identity, found, choice).to_json()

    def _choice(self, recipient: Recipient) -> PersonChoice | None:
        """Whom the user chose for this person before."""
        with self._unit_of_work(read_only=True) as work:
            return work.identities.find(person_keys(recipient))

    def _gather(
        self,
        context: StepContext,
        parsed: ParsedTemplate,
        identity: Identity,
        found: _Found,
        choice: PersonChoice | None,
        token: CancelToken,
    ) -> None:
        recipient = context.item.recipient
        known = choice.pages[:KNOWN_PAGES] if choice else ()
        for attempt in range(ATTEMPTS):
            if attempt:
                token.sleep(PAUSE_SECONDS * attempt)
            context.report("searching")
            queries = queries_of_attempt(attempt, parsed.queries, recipient)
            answers = self._answers(queries, found, token)
            urls = candidate_urls(answers, identity, recipient.homepage, found.tried, known)
            self._read(urls, context, identity, found, token)
            enough = any(answers) and found.of(Standing.SAME)
            if enough or len(found.pages) >= self._pages_per_item:
                return

    def _answers(self, queries: Sequence[str], found: _Found, token: CancelToken) -> list[list[SearchResult]]:
        """The hits of each query, from the cache when they are fresh; none when the search fails."""
        found.queries.update(dict.fromkeys(queries))
        keys = {query: f"{self._search.name}\n{query}" for query in queries}
        since = self._clock.now() - FRESH_FOR
        with self._unit_of_work(read_only=True) as work:
            cached = {query: work.cache.get(CACHE_KIND, key, since) for query, key in keys.items()}
        answers: dict[str, list[SearchResult]] = {}
        new: dict[str, list[SearchResult]] = {}
        for query, known in cached.items():
            if known is None:
                answers[query] = self._ask(query, found, token)
                new |= {query: answers[query]} if answers[query] else {}
            else:
                answers[query] = [SearchResult(**one) for one in known["results"]]
        if new:
            with self._unit_of_work() as work:
                for query, results in new.items():
                    value = {"results": [asdict(one) for one in results]}
                    work.cache.put(CACHE_KIND, keys[query], value, self._clock.now())
                work.commit()
        return [answers[query] for query in queries]

    def _ask(self, query: str, found: _Found, token: CancelToken) -> list[SearchResult]:
        found.sent += 1
        try:
            return self._search.search(query, RESULTS_A_QUERY, token)
        except SearchError as error:
            _log.info("The search gave no answer: %s", error.message)
            return []

    def _read(
        self, urls: list[str], context: StepContext, identity: Identity, found: _Found, token: CancelToken
    ) -> None:
        """Read until there are enough pages; an address that fails makes room for the next."""

        def on_page(url: str, page: WebPage | ScribeError) -> None:
            if isinstance(page, ScribeError):
                found.left_out.append(LeftOut(url, url, page.message))
                return
            self._take(page, identity, found)
            if len(found.pages) < total:
                context.report(f"reading page {len(found.pages) + 1} of {total}")

        while urls and len(found.pages) < self._pages_per_item and len(found.tried) < 2 * self._pages_per_item:
            wave = urls[: self._pages_per_item - len(found.pages)]
            urls = urls[len(wave) :]
            total = min(self._pages_per_item, len(found.pages) + len(wave) + len(urls))
            found.tried.update(normalised_url(url) for url in wave)
            context.report(f"reading page {len(found.pages) + 1} of {total}")
            self._reader.read(wave, context.item.id, token, on_page)

    def _take(self, page: WebPage, identity: Identity, found: _Found) -> None:
        twin = next((one for one, _ in found.pages if one.content_hash == page.content_hash), None)
        if twin is not None:
            found.left_out.append(LeftOut(page.title, page.url, f"the same text as {twin.url}"))
            return
        found.tried.add(normalised_url(page.url))
        found.pages.append((page, judge_page(identity, page)))

    def _findings(
        self,
        context: StepContext,
        parsed: ParsedTemplate,
        identity: Identity,
        found: _Found,
        choice: PersonChoice | None,
    ) -> WebFindings:
        recipient = context.item.recipient
        words = (recipient.name_parts.search, recipient.affiliation or "", recipient.interest or "")
        if choice is not None and outweighed(choice, identity, recipient, found.pages):
            choice = None
        settled = settle(identity, found.pages, choice)
        query = " ".join(chain(words, parsed.analysis.key_words))
        passages = choose_passages(settled.used, query, settled.lines_of_others)
        not_used = (LeftOut(page.title, page.url, verdict.reason) for page, verdict in settled.left)
        read = WebFindings(
            urls=tuple(page.url for page, _ in found.pages),
            left_out=(*not_used, *found.left_out),
            queries=tuple(found.queries),
            searched_with=self._search.name,
            attempts=found.sent,
            spellings=tuple(one.written for one in settled.identity.spellings),
            about_others=settled.about_others,
        )
        if not passages and not (choice and choice.none):
            if context.template.needs_findings(recipient):
                raise NoEvidenceError(NOTHING_FOUND)
            return read  # no page is used, so there is no question whom one is about
        candidates = candidates_of(settled, query, choice is not None)
        chosen = None
        if settled.chosen:
            chosen = next((one.key for one in candidates if one.suggested), None)
        elif choice is not None and choice.none and not passages:
            chosen = NONE_OF_THESE
        return replace(
            read,
            passages=tuple(doubted(one, settled.doubt) for one in passages),
            doubt=settled.doubt,
            candidates=candidates,
            question=settle(identity, found.pages).doubt if choice else settled.doubt,
            chosen=chosen,
        )


def _parsed(context: StepContext) -> ParsedTemplate:
    return ParsedTemplate.from_json(context.outputs[StepName.TEMPLATE_PARSER])
