"""Step 3 with a fake source. All people and papers are invented."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from scribe_desktop.domain.evidence import Paper, WorkKind
from scribe_desktop.domain.queue import StepName
from scribe_desktop.domain.recipient import Recipient
from scribe_desktop.domain.template import Origin, TemplateAnalysis, TemplateType, parse_template
from scribe_desktop.errors import InterruptReason, PaperSourceError, StepTimeoutError, WorkInterrupted
from scribe_desktop.pipeline.arxiv_helper import ArxivHelper
from scribe_desktop.pipeline.outputs import PaperFindings, ParsedTemplate, WebFindings
from scribe_desktop.pipeline.step import StepContext
from tests.factories import paper, passage, queue_item, recipient
from tests.fakes import FakeClock, FakePapers, MemoryUnits, token_for

ABOUT_SAND = "We measure coastal sediment transport."


class _Bench:
    """An ArxivHelper with its fakes, and a way to run it."""

    def __init__(self, *papers: Paper, author: str = "Ilse Varnholt", error: Exception | None = None) -> None:
        self.clock = FakeClock()
        self.source: FakePapers = FakePapers({author: papers}, error)
        self.books = FakePapers({})
        self.units = MemoryUnits()
        self.token = token_for(self.clock, 30)
        self.step = ArxivHelper([self.source], self.units, self.clock)
        self.web = WebFindings(passages=(passage("Ilse Varnholt works at the University of Karlsvale."),))

    def context(
        self,
        row: Recipient | None = None,
        kind: TemplateType = TemplateType.RESEARCH,
        needs_research: bool = True,
        origins: Mapping[str, Origin] | None = None,
    ) -> StepContext:
        parsed = ParsedTemplate(TemplateAnalysis(kind), origins or {}, needs_research, ())
        outputs = {StepName.TEMPLATE_PARSER: parsed.to_json(), StepName.WEB_SCRAPER: self.web.to_json()}
        template = parse_template("Dear {{name}}, I read {{paper}} with joy.")
        return StepContext(queue_item(recipient=row or recipient()), template, outputs, self.token)

    def run(self, *args: Any, **changes: Any) -> PaperFindings:
        return PaperFindings.from_json(self.step.run(self.context(*args, **changes)))


def _paper(title: str, *authors: str, **changes: Any) -> Paper:
    values = {
        "authors": authors or ("Ilse Varnholt",),
        "abstract": ABOUT_SAND,
        "url": f"https://papers.example/{title}",
    }
    return paper(title, **{**values, **changes})


def test_papers_of_the_person_are_kept_with_ids_and_reasons() -> None:
    bench = _Bench(_paper("Tides"), _paper("Dunes", "Karl Varnholt"))
    found = bench.run()
    assert [(one.id, one.title, one.reason) for one in found.papers] == [
        ("P1", "Tides", "lists this person; topic matches")
    ]
    assert found.papers[0].score > 0
    assert [(one.title, one.reason) for one in found.left_out] == [
        ("Dunes", "by Karl Varnholt, another person of this surname")
    ]
    assert (found.source, found.skipped, found.problem) == ("fake papers", None, None)
    assert bench.source.authors == ["Ilse Varnholt"]


@pytest.mark.parametrize("written", ["Prof. Dr. Ilse Varnholt, PhD", "Varnholt, Ilse", "Ilse Varnholt"])
def test_the_source_is_asked_for_the_name_without_titles(written: str) -> None:
    bench = _Bench(_paper("Tides"))
    assert [one.title for one in bench.run(recipient(written)).papers] == ["Tides"]
    assert bench.source.authors == ["Ilse Varnholt"]


def test_other_templates_ask_for_no_papers() -> None:
    bench = _Bench(_paper("Tides"))
    assert bench.run(kind=TemplateType.BOOK).skipped == "not a research template"
    assert bench.run(kind=TemplateType.GENERAL).skipped == "not a research template"
    assert bench.run(needs_research=False).skipped == "not needed"
    assert bench.source.authors == []


def test_only_the_last_ten_years_count() -> None:
    bench = _Bench(
        _paper("New", year=2026), _paper("Edge", year=2016), _paper("Old", year=2015), _paper("?", year=None)
    )
    found = bench.run()
    assert {one.title for one in found.papers} == {"New", "Edge"}
    assert {one.title for one in found.left_out} == {"Old", "?"}


def test_the_five_closest_to_the_interest_are_kept_the_best_first() -> None:
    papers = [_paper(f"Paper {n}", abstract="sediment transport " * n + "filler " * (20 - 2 * n)) for n in range(1, 8)]
    found = _Bench(*papers).run()
    assert [one.title for one in found.papers] == [f"Paper {n}" for n in (7, 6, 5, 4, 3)]
    assert [one.id for one in found.papers] == ["P1", "P2", "P3", "P4", "P5"]
    assert {one.reason for one in found.left_out} == {"further from the interest than the 5 that were kept"}


def test_equally_close_papers_come_newest_first() -> None:
    found = _Bench(_paper("Old", year=2019), _paper("New", year=2025)).run()
    assert [one.title for one in found.papers] == ["New", "Old"]


def test_the_affiliation_found_in_step_2_counts() -> None:
    quarks = _paper("Quarks", abstract="Bounds.", affiliations=("Karlsvale University",))
    found = _Bench(quarks).run()
    assert [one.reason for one in found.papers] == ["lists this person; affiliation matches"]


@pytest.mark.parametrize(
    "error", [PaperSourceError("The paper source did not answer."), StepTimeoutError("Took longer than 30 seconds.")]
)
def test_a_source_that_fails_is_noted_and_fails_nothing(error: Exception) -> None:
    found = _Bench(error=error).run()
    assert (found.papers, found.problem) == ((), str(error))


def test_the_steps_own_time_running_out_fails_nothing() -> None:
    bench = _Bench(_paper("Tides"))
    bench.clock.advance(31)
    assert "longer than 30 seconds" in (bench.run().problem or "")


def test_stopping_ends_the_step() -> None:
    bench = _Bench(_paper("Tides"))
    bench.token.cancel(InterruptReason.CLOSING)
    with pytest.raises(WorkInterrupted):
        bench.run()


def test_papers_are_asked_for_again_only_after_a_day() -> None:
    bench = _Bench(_paper("Tides"))
    first = bench.run()
    assert bench.run() == first
    assert len(bench.source.authors) == 1
    bench.clock.advance(timedelta(hours=24, seconds=1).total_seconds())
    bench.token = token_for(bench.clock, 30)
    bench.run()
    assert len(bench.source.authors) == 2


def test_that_there_were_no_papers_is_not_remembered() -> None:
    bench = _Bench()
    assert bench.run().papers == ()
    bench.run()
    assert len(bench.source.authors) == 2


def test_inputs_change_with_what_step_2_kept() -> None:
    bench = _Bench()
    before = bench.step.inputs(bench.context())
    assert before == bench.step.inputs(bench.context())
    bench.web = WebFindings()
    assert before != bench.step.inputs(bench.context())


def test_a_doubt_about_the_pages_goes_with_the_papers_and_the_topic_alone_is_not_enough() -> None:
    bench = _Bench(_paper("Tides", "Ilse Varnholt", "Bao Lindemann"), _paper("Dunes", "Ilse Varnholt", "Emil Roth"))
    text = "Ilse Varnholt works at the University of Karlsvale with Bao Lindemann."
    bench.web = WebFindings(passages=(passage(text),), doubt="two people fit")
    found = bench.run()
    assert [one.title for one in found.papers] == ["Tides"]
    assert found.papers[0].reason.endswith("; check that it is this person")
    assert [one.title for one in found.left_out] == ["Dunes"]


def test_without_a_page_about_the_person_the_topic_alone_is_not_enough() -> None:
    bench = _Bench(_paper("Tides", affiliations=("University of Karlsvale",)), _paper("Dunes"))
    bench.web = WebFindings()
    found = bench.run(recipient(affiliation="University of Karlsvale"))
    assert [one.title for one in found.papers] == ["Tides"]
    assert [(one.title, one.reason) for one in found.left_out] == [
        ("Dunes", "lists this person and the topic matches, but no page about this person was found")
    ]


def test_the_source_is_asked_in_latin_letters_when_a_page_gives_them() -> None:
    bench = _Bench(_paper("Tides", "Ilza Varnholt"), author="Ilza Varnholt")
    bench.web = WebFindings(passages=(passage("Ильза Варнхольт works here."),), spellings=("Ilza Varnholt",))
    assert [one.title for one in bench.run(recipient("Ильза Варнхольт")).papers] == ["Tides"]


class _Named(FakePapers):
    """A fake source with a name of its own."""

    def __init__(self, name: str, *papers: Paper, error: Exception | None = None) -> None:
        super().__init__({"Ilse Varnholt": papers}, error)
        self.name = name


def test_several_sources_give_each_paper_once_and_are_named() -> None:
    bench = _Bench()
    arxiv = _Named("arXiv", _paper("Tides of Mixed Sand", doi="10.48550/arxiv.2401.1", year=2024))
    crossref = _Named("Crossref", _paper("Tides of mixed sand", doi="10.5555/a", year=2025, venue="Tides"))
    bench.step = ArxivHelper([arxiv, crossref], bench.units, bench.clock)
    (found,) = bench.run().papers
    assert (found.sources, found.doi, found.year, found.venue) == (("arXiv", "Crossref"), "10.5555/a", 2025, "Tides")
    assert bench.run().source == "arXiv, Crossref"


def test_source_that_is_down_is_named_and_the_others_are_used() -> None:
    bench = _Bench()
    down = _Named("Crossref", error=PaperSourceError("Crossref at api.example did not answer in time."))
    bench.step = ArxivHelper([_Named("arXiv", _paper("Tides")), down], bench.units, bench.clock)
    found = bench.run()
    assert [one.title for one in found.papers] == ["Tides"]
    assert found.problem == "Crossref at api.example did not answer in time."


def test_without_any_source_the_step_says_so() -> None:
    bench = _Bench()
    bench.step = ArxivHelper([], bench.units, bench.clock)
    assert bench.run().skipped == "no source is chosen in Settings"


def _book(title: str = "The Patient Coast", **changes: Any) -> Paper:
    return _paper(title, **{"kind": WorkKind.BOOK, "abstract": "", "year": 2009, "venue": "Tidal Press", **changes})


def _with_books(*books: Paper, page: str = "Ilse Varnholt wrote The Patient Coast.") -> _Bench:
    bench = _Bench()
    bench.books = _Named("Open Library", *books)
    bench.step = ArxivHelper([bench.source], bench.units, bench.clock, bench.books)
    bench.web = WebFindings(passages=(passage(page),))
    return bench


def test_book_templates_ask_for_books_and_not_for_papers() -> None:
    bench = _with_books(_book())
    found = bench.run(kind=TemplateType.BOOK)
    assert [(one.id, one.title, one.kind) for one in found.books] == [("B1", "The Patient Coast", WorkKind.BOOK)]
    assert (found.papers, found.source) == ((), "Open Library")
    assert bench.source.authors == []
    assert bench.run(kind=TemplateType.GENERAL).skipped == "not a research template"


def test_template_with_a_paper_and_a_book_asks_for_both() -> None:
    bench = _with_books(_book())
    bench.source = _Named("arXiv", _paper("Tides"))
    bench.step = ArxivHelper([bench.source], bench.units, bench.clock, bench.books)
    found = bench.run(origins={"paper": Origin.RESEARCH, "book": Origin.RESEARCH})
    assert [[one.id for one in kept] for kept in (found.papers, found.books)] == [["P1"], ["B1"]]
    assert [one.id for one in found.works] == ["P1", "B1"]


def test_book_column_of_the_list_needs_no_book() -> None:
    bench = _with_books(_book())
    bench.run(origins={"paper": Origin.RESEARCH, "book": Origin.ROW})
    assert bench.books.authors == []


@pytest.mark.parametrize(
    ("book", "page", "kept"),
    [
        (_book(), "Her book THE PATIENT COAST won a prize.", True),
        (_book("The Patient Coast: A History"), "Her book The Patient\nCoast won a prize.", True),
        (_book("The Patient Sea"), "She likes the patient animals of the sea.", False),
        (_book(), "She works on stars.", False),
        (_book(authors=("Karl Varnholt",)), "Ilse Varnholt, not he, wrote The Patient Coast.", False),
        (_book("Coasts"), "Her book Coasts won a prize.", False),
        (_book("Coastal Sediment Transport"), "She works here.", True),
        (_book("Stars", abstract="Subjects: Coastal sediment transport."), "She works here.", True),
    ],
)
def test_book_is_the_persons_by_topic_or_when_a_page_names_it(book: Paper, page: str, kept: bool) -> None:
    found = _with_books(book, page=page).run(kind=TemplateType.BOOK)
    assert bool(found.books) is kept
    assert len(found.left_out) == (0 if kept else 1)


def test_book_that_a_page_about_a_namesake_names_as_well_is_left_out() -> None:
    bench = _with_books(_book())
    bench.web = replace(bench.web, about_others=("Ilse Varnholt of Ostlake wrote The Patient Coast.",))
    assert bench.run(kind=TemplateType.BOOK).books == ()


def test_findings_of_an_older_version_are_read() -> None:
    old = {"id": "P1", "title": "T", "authors": ["Ilse Varnholt"], "year": 2024, "abstract": "", "url": "u",
           "venue": None, "affiliations": [], "score": 1.0, "reason": "r"}  # fmt: skip
    data = {"papers": [old], "left_out": [], "source": "arXiv", "skipped": None, "problem": None}
    (found,) = PaperFindings.from_json(data).papers
    assert (found.authors, found.doi, found.sources, found.kind) == (("Ilse Varnholt",), "", (), WorkKind.PAPER)


def test_findings_keep_all_fields_on_their_way_through_json() -> None:
    whole = _paper("Tides", doi="10.5555/a", sources=("arXiv",), orcids=("", "0000-0002-1825-0097"))
    findings = PaperFindings((whole,), source="arXiv", books=(_book(isbn="9783161484100"),))
    assert PaperFindings.from_json(json.loads(json.dumps(findings.to_json()))) == findings
