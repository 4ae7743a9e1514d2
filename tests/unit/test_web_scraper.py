"""Step 2 with fakes of search, fetcher and extractor. All people and places are invented."""

from __future__ import annotations

import hashlib
import threading
from datetime import timedelta
from typing import Any

import pytest

from scribe_desktop.domain.cancellation import CancelToken
from scribe_desktop.domain.queue import StepName
from scribe_desktop.domain.recipient import Recipient
from scribe_desktop.domain.template import TemplateAnalysis, TemplateType, parse_template
from scribe_desktop.errors import (
    InterruptReason,
    NoEvidenceError,
    OfflineError,
    SearchError,
    StepTimeoutError,
    WorkInterrupted,
)
from scribe_desktop.pipeline.outputs import ParsedTemplate, WebFindings
from scribe_desktop.pipeline.step import StepContext
from scribe_desktop.pipeline.web_scraper import NOTHING_FOUND, WebScraper
from scribe_desktop.ports import ExtractedText, FetchedPage, SearchResult
from tests.factories import queue_item, recipient
from tests.fakes import FakeClock, FakeExtractor, FakeFetcher, FakeSearch, MemoryUnits, token_for

WHO, WHAT = "Ilse Varnholt University of Karlsvale", "Ilse Varnholt coastal sediment transport publications"
ROW = recipient(affiliation="University of Karlsvale")
HOME = "https://karlsvale.example/people/varnholt"
HOME_TEXT = (
    "<title>Ilse Varnholt</title>Ilse Varnholt is a professor at the University of Karlsvale. "
    "The group measures coastal sediment transport in estuaries."
)
PAINTER = "https://gallery.example/varnholt"
PAINTER_TEXT = "<title>Ilse Varnholt, painter</title>Ilse Varnholt paints portraits and sells them in town."


def _hits(*urls: str, title: str = "Ilse Varnholt") -> list[SearchResult]:
    return [SearchResult(url, title) for url in urls]


class _Bench:
    """A WebScraper with its fakes, and a way to run it."""

    def __init__(self, answers: Any, pages: dict[str, str], **changes: Any) -> None:
        self.clock = FakeClock()
        self.search = FakeSearch(answers)
        self.fetcher = FakeFetcher(pages)
        self.units = MemoryUnits()
        self.reports: list[str] = []
        self.token = token_for(self.clock, 45)
        parts = {"search": self.search, "fetcher": self.fetcher, "extractor": FakeExtractor(), **changes}
        self.step = WebScraper(
            parts["search"], parts["fetcher"], parts["extractor"], self.units, self.clock, parts.get("at_most", 6)
        )

        self.template = "Dear {{name}}, I read {{paper}} with joy."

    def context(self, row: Recipient = ROW, needs_research: bool = True) -> StepContext:
        parsed = ParsedTemplate(
            TemplateAnalysis(TemplateType.RESEARCH, ("estuaries",)),
            {},
            needs_research,
            (WHO, WHAT) if needs_research else (),
        )
        template = parse_template(self.template)
        outputs = {StepName.TEMPLATE_PARSER: parsed.to_json()}
        return StepContext(queue_item(recipient=row), template, outputs, self.token, self.reports.append)

    def run(self, row: Recipient = ROW, needs_research: bool = True) -> WebFindings:
        return WebFindings.from_json(self.step.run(self.context(row, needs_research)))


def test_passages_carry_where_they_come_from_and_why_they_count() -> None:
    bench = _Bench({WHO: _hits(HOME), WHAT: _hits(PAINTER)}, {HOME: HOME_TEXT, PAINTER: PAINTER_TEXT})
    found = bench.run()
    (passage,) = found.passages
    assert (passage.id, passage.url, passage.title) == ("W1", HOME, "Ilse Varnholt")
    assert passage.text == HOME_TEXT.partition("</title>")[2]
    assert passage.content_hash == hashlib.sha256(passage.text.encode()).hexdigest()
    assert passage.reason == "names this person; affiliation and topic match"
    assert passage.score > 0
    assert [(one.url, one.reason) for one in found.left_out] == [
        (PAINTER, "another person of this name: different field, no shared affiliation")
    ]
    assert set(found.urls) == {HOME, PAINTER}
    assert (found.queries, found.searched_with, found.attempts) == ((WHO, WHAT), "fake search", 2)


def test_nothing_is_asked_when_no_research_is_needed() -> None:
    bench = _Bench({}, {})
    found = bench.run(needs_research=False)
    assert (found.skipped, found.passages) == ("not needed", ())
    assert (bench.search.queries, bench.fetcher.urls) == ([], [])


def test_no_results_fail_the_item_after_three_attempts_with_the_promised_sentence() -> None:
    bench = _Bench({}, {})
    with pytest.raises(NoEvidenceError) as caught:
        bench.run()
    assert caught.value.message == (
        "Web scraping timeout: No results found for search terms after 3 attempts. "
        "Please verify recipient information and try again."
    )
    assert bench.search.queries == [
        WHO,
        WHAT,
        "Ilse Varnholt University of Karlsvale",
        "Ilse Varnholt coastal sediment transport",
        "Ilse Varnholt University of Karlsvale",
    ]
    assert bench.clock.waits == [1, 2]


def test_pages_about_others_alone_fail_the_item_with_the_same_sentence() -> None:
    bench = _Bench(lambda query: _hits(PAINTER), {PAINTER: PAINTER_TEXT})
    with pytest.raises(NoEvidenceError) as caught:
        bench.run()
    assert caught.value.message == NOTHING_FOUND
    assert bench.fetcher.urls == [PAINTER]


@pytest.mark.parametrize(
    "template",
    [
        "Dear {{name}}, I read {{paper | default('your work')}} with joy.",
        "Dear {{name}}, {% if paper %}I read {{paper}} with joy.{% else %}Good day.{% endif %}",
    ],
)
def test_finding_nothing_is_no_failure_where_the_template_can_do_without(template: str) -> None:
    bench = _Bench(lambda query: _hits(PAINTER), {PAINTER: PAINTER_TEXT})
    bench.template = template
    found = bench.run()
    assert (found.passages, found.skipped, found.doubt, found.candidates) == ((), None, None, ())
    assert [one.url for one in found.left_out] == [PAINTER]
    assert found.attempts == len(bench.search.queries) == 3  # looked for as thoroughly as where it is needed


def test_finding_nothing_fails_the_item_where_one_of_two_places_is_needed() -> None:
    bench = _Bench({}, {})
    bench.template = "Dear {{name}}, I read {{paper | default('your work')}} and saw {{lab}}."
    with pytest.raises(NoEvidenceError):
        bench.run()


def test_time_that_runs_out_before_anything_was_read_is_no_failure_where_the_template_can_do_without() -> None:
    bench = _Bench({WHO: _hits(HOME, PAINTER)}, {})
    slow = _SlowPage(bench.clock, {HOME: "Nobody is named here."})
    bench.step = WebScraper(bench.search, slow, slow, bench.units, bench.clock)
    bench.template = "Dear {{name}}, I read {{paper | default('your work')}} with joy."
    found = bench.run()
    assert (found.passages, found.urls) == ((), (HOME,))


def test_a_search_that_fails_is_tried_again_in_other_words() -> None:
    plain = "Ilse Varnholt coastal sediment transport"
    bench = _Bench(lambda query: _hits(HOME) if query == plain else SearchError("No answer."), {HOME: HOME_TEXT})
    found = bench.run()
    assert [one.url for one in found.passages] == [HOME]
    assert (found.attempts, found.queries) == (4, (WHO, WHAT, plain))


def test_one_search_of_two_is_enough() -> None:
    bench = _Bench({WHO: SearchError("No answer."), WHAT: _hits(HOME)}, {HOME: HOME_TEXT})
    assert [one.url for one in bench.run().passages] == [HOME]
    assert bench.clock.waits == []


def test_being_offline_is_not_the_items_fault() -> None:
    bench = _Bench(lambda query: OfflineError("There is no network."), {})
    with pytest.raises(OfflineError):
        bench.run()
    assert len(bench.search.queries) == 1


def test_at_most_six_pages_are_read_and_three_of_a_host_before_others() -> None:
    mine = [f"https://karlsvale.example/{place}/varnholt" for place in range(5)]
    others = [f"https://place{place}.example/varnholt" for place in range(5)]
    pages = {url: f"{HOME_TEXT} Page {url}." for url in mine + others}
    bench = _Bench({WHO: _hits(*mine), WHAT: _hits(*others)}, pages)
    found = bench.run()
    assert len(bench.fetcher.urls) == 6
    assert set(bench.fetcher.urls) == {*mine[:3], *others[:3]}
    assert len(found.urls) == 6


def test_one_site_may_give_all_pages_when_there_is_no_other() -> None:
    mine = [f"https://karlsvale.example/{place}/varnholt" for place in range(5)]
    bench = _Bench({WHO: _hits(*mine)}, {url: f"{HOME_TEXT} Page {url}." for url in mine})
    assert set(bench.run().urls) == set(mine)


class _Crowd(FakeFetcher):
    """Lets nobody go before four are there, and counts how many are there at once."""

    def __init__(self, pages: dict[str, str]) -> None:
        super().__init__(pages)
        self._four = threading.Barrier(4)
        self._lock = threading.Lock()
        self._inside = 0
        self.most = 0

    def fetch(self, url: str, token: CancelToken) -> FetchedPage:
        with self._lock:
            self._inside += 1
            self.most = max(self.most, self._inside)
        self._four.wait(30)
        with self._lock:
            self._inside -= 1
        return super().fetch(url, token)


def test_four_pages_are_read_at_once() -> None:
    urls = [f"https://place{place}.example/varnholt" for place in range(8)]
    crowd = _Crowd({url: f"{HOME_TEXT} Page {url}." for url in urls})
    found = _Bench({WHO: _hits(*urls)}, {}, fetcher=crowd, at_most=8).run()
    assert len(found.urls) == 8
    assert crowd.most == 4


def test_what_a_page_says_of_a_namesake_alone_is_not_kept() -> None:
    text = f"{HOME_TEXT} {'More words here. ' * 20}\nKarl Varnholt sings. {'Coastal sediment. ' * 30}"
    found = _Bench({WHO: _hits(HOME)}, {HOME: text}).run()
    assert not any("Karl Varnholt" in one.text for one in found.passages)


def test_a_page_that_fails_costs_only_itself_and_makes_room_for_the_next() -> None:
    urls = [f"https://place{place}.example/varnholt" for place in range(4)]
    pages = {urls[2]: "<title>nothing</title>", urls[3]: HOME_TEXT}
    bench = _Bench({WHO: _hits(*urls)}, pages, at_most=2)
    found = bench.run()
    assert [one.url for one in found.passages] == [urls[3]]
    assert {one.url: one.reason for one in found.left_out} == {
        urls[0]: f"The page {urls[0]} does not exist (404).",
        urls[1]: f"The page {urls[1]} does not exist (404).",
        urls[2]: f"The page {urls[2]} has no text.",
    }


def test_the_homepage_of_the_row_is_read_first_and_is_enough() -> None:
    bench = _Bench({}, {"https://varnholt.example/": "Welcome. We look at tides."})
    found = bench.run(recipient(homepage="https://varnholt.example/"))
    assert [one.url for one in found.passages] == ["https://varnholt.example/"]
    assert found.passages[0].reason == "given as this person's homepage"


def test_hits_that_name_the_person_are_read_before_the_others() -> None:
    stranger = SearchResult("https://weather.example/", "Weather")
    bench = _Bench({WHO: [stranger, *_hits(HOME)]}, {HOME: HOME_TEXT, stranger.url: "Rain."}, at_most=1)
    bench.run()
    assert bench.fetcher.urls == [HOME]


def test_the_same_page_is_read_once_and_files_are_not_read() -> None:
    answers = {
        WHO: _hits(HOME, "https://karlsvale.example/cv.pdf", "ftp://karlsvale.example/varnholt"),
        WHAT: _hits(HOME.replace("https", "http") + "/#work"),
    }
    bench = _Bench(answers, {HOME: HOME_TEXT})
    bench.run()
    assert bench.fetcher.urls == [HOME]


def test_two_addresses_of_one_text_count_once() -> None:
    copy = "https://mirror.example/varnholt"
    found = _Bench({WHO: _hits(HOME, copy)}, {HOME: HOME_TEXT, copy: HOME_TEXT}).run()
    assert len(found.passages) == 1
    assert len(found.left_out) == 1
    assert found.left_out[0].reason.startswith("the same text as https://")


def test_each_page_is_kept_at_once_and_noted_as_progress() -> None:
    bench = _Bench({WHO: _hits(HOME, PAINTER)}, {HOME: HOME_TEXT, PAINTER: PAINTER_TEXT})
    context = bench.context()
    bench.step.run(context)
    assert bench.units.progress == [context.item.id] * 2
    assert {kind for kind, _ in bench.units.cache.entries} == {"search", "page"}


def test_a_fresh_page_is_taken_from_the_cache_and_an_old_one_is_not() -> None:
    bench = _Bench({WHO: _hits(HOME)}, {HOME: HOME_TEXT})
    first = bench.run()
    bench.token = token_for(bench.clock, 45)
    again = bench.run()
    assert bench.fetcher.urls == [HOME]
    assert again.passages == first.passages
    bench.clock.advance(timedelta(hours=24, seconds=1).total_seconds())
    bench.token = token_for(bench.clock, 45)
    bench.run()
    assert bench.fetcher.urls == [HOME, HOME]
    assert bench.search.queries.count(WHO) == 2


def test_progress_is_reported_in_plain_words() -> None:
    bench = _Bench({WHO: _hits(HOME, PAINTER)}, {HOME: HOME_TEXT, PAINTER: PAINTER_TEXT})
    bench.run()
    assert bench.reports == ["searching", "reading page 1 of 2", "reading page 2 of 2"]


class _SlowPage(FakeFetcher, FakeExtractor):
    """The painter's page takes so long that the step's time for reading is over, once the other page is read."""

    def __init__(self, clock: FakeClock, pages: dict[str, str]) -> None:
        super().__init__(pages)
        self._clock = clock
        self._other_is_read = threading.Event()

    def fetch(self, url: str, token: CancelToken) -> FetchedPage:
        if url == PAINTER:
            assert self._other_is_read.wait(30)
            self._clock.advance(43)
            token.raise_if_cancelled()
        return super().fetch(url, token)

    def extract(self, page: FetchedPage, token: CancelToken) -> ExtractedText:
        extracted = super().extract(page, token)
        self._other_is_read.set()
        return extracted


@pytest.mark.parametrize(("text", "about"), [(HOME_TEXT, True), ("Nobody is named here.", False)])
def test_when_the_time_runs_out_the_step_goes_on_with_what_was_read(text: str, about: bool) -> None:
    bench = _Bench({WHO: _hits(HOME, PAINTER)}, {})
    slow = _SlowPage(bench.clock, {HOME: text})
    bench.step = WebScraper(bench.search, slow, slow, bench.units, bench.clock)
    if about:
        assert [one.url for one in bench.run().passages] == [HOME]
    else:
        with pytest.raises(StepTimeoutError, match="Reading the web took longer than 42 seconds"):
            bench.run()
    assert len(bench.units.progress) == 1


def test_stopping_ends_the_step() -> None:
    bench = _Bench({WHO: _hits(HOME)}, {HOME: HOME_TEXT})

    class Fetcher(FakeFetcher):
        def fetch(self, url: str, token: CancelToken) -> FetchedPage:
            bench.token.cancel(InterruptReason.STOPPED)
            return super().fetch(url, token)

    bench.step = WebScraper(bench.search, Fetcher({}), FakeExtractor(), bench.units, bench.clock)
    with pytest.raises(WorkInterrupted):
        bench.run()


def test_a_doubtful_page_is_used_only_when_there_is_no_sure_one() -> None:
    doubtful = "https://northmoor.example/staff"
    text = "Ilse Varnholt of Northmoor University studies coastal sediment transport."
    alone = _Bench({WHO: _hits(doubtful)}, {doubtful: text}).run()
    assert "check that it is this person" in alone.passages[0].reason
    both = _Bench({WHO: _hits(doubtful, HOME)}, {doubtful: text, HOME: HOME_TEXT}).run()
    assert {one.url for one in both.passages} == {HOME}
    assert [one.url for one in both.left_out] == [doubtful]


def test_on_a_list_only_what_names_the_person_is_kept() -> None:
    others = "\n".join(f"Person Number{n} studies coastal sediment transport and " + "more " * 60 for n in range(4))
    text = f"{others}\nIlse Varnholt, University of Karlsvale, " + "coastal " * 70
    page = "https://karlsvale.example/staff"
    found = _Bench({WHO: _hits(page)}, {page: text}).run()
    assert len(found.passages) == 1
    assert "Ilse Varnholt" in found.passages[0].text


def test_at_most_eight_passages_are_kept_the_best_first() -> None:
    paragraphs = [f"Ilse Varnholt {'coastal sediment ' * n}{'word ' * (70 - 2 * n)}" for n in range(1, 13)]
    pages = {f"https://p{n}.example/varnholt": f"{n}\n" + "\n".join(paragraphs[n * 4 : n * 4 + 4]) for n in range(3)}
    pages = {url: f"<title>Ilse Varnholt</title>{text}" for url, text in pages.items()}
    found = _Bench({WHO: _hits(*pages)}, pages).run()
    assert [one.id for one in found.passages] == [f"W{n}" for n in range(1, 9)]
    assert [one.score for one in found.passages] == sorted((one.score for one in found.passages), reverse=True)
    urls = [one.url for one in found.passages]
    assert max(urls.count(url) for url in urls) == 3


def test_inputs_change_with_the_row_and_not_with_the_item() -> None:
    bench = _Bench({}, {})
    assert bench.step.inputs(bench.context()) == bench.step.inputs(bench.context())
    assert bench.step.inputs(bench.context()) != bench.step.inputs(bench.context(recipient(affiliation="Northmoor")))
    skipped = bench.step.inputs(bench.context(needs_research=False))
    assert skipped == bench.step.inputs(bench.context(recipient(affiliation="Northmoor"), needs_research=False))


def test_a_doubt_goes_with_every_passage() -> None:
    other = "https://northmoor.example/people/7"
    pages = {HOME: HOME_TEXT, other: HOME_TEXT.replace("University of Karlsvale", "Northmoor University")}
    found = _Bench(lambda query: _hits(*pages), pages).run(recipient(affiliation=None))
    assert found.doubt is not None
    assert "Northmoor University" in found.doubt
    assert {one.url for one in found.passages} == {HOME}
    assert all(f"check that it is this person: {found.doubt}" in one.reason for one in found.passages)


def test_no_passage_has_a_line_about_somebody_else() -> None:
    programme = "https://openday.example/programme"
    lines = (
        "<title>Programme</title>Ilse Varnholt, University of Karlsvale: coastal sediment transport."
        "\nIlse Varnholt, Northmoor University: a history of the violin.\nDoors close at ten."
    )
    pages = {HOME: HOME_TEXT, programme: lines}
    found = _Bench(lambda query: _hits(*pages), pages).run()
    assert {one.url for one in found.passages} == {HOME, programme}
    assert not any("violin" in one.text for one in found.passages)
    assert any("violin" in one for one in found.about_others)


def test_findings_stored_before_doubts_were_known_can_be_read() -> None:
    data = {
        key: value
        for key, value in WebFindings().to_json().items()
        if key not in ("doubt", "spellings", "about_others")
    }
    assert WebFindings.from_json(data) == WebFindings()
