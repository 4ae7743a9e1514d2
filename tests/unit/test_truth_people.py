"""The made-up namesakes and pages that measure the steps: that they can be decided, and that the measures can fail."""

from __future__ import annotations

import sys
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from scribe_desktop.domain.evidence import Passage
from scribe_desktop.pipeline.outputs import PaperFindings, WebFindings
from tests.factories import passage

sys.path.append(str(Path(__file__).resolve().parents[2] / "build" / "truth"))

import measure_pages
from case_texts import PERSON
from measure_people import GOALS, Outcome, Tally, describe, doubt_shown, judge, measure_people, run_case
from namesakes import AMBIGUOUS, ANCHORED, KINDS, Case, make_cases
from page_parts import TruthPage
from pages import make_pages

CASES = make_cases(1)
DECIDABLE = [one for one in CASES if not one.ambiguous]
UNDECIDABLE = [one for one in CASES if one.ambiguous]


def choose(case: Case, owners: frozenset[str], reason: str = "") -> Outcome:
    """What a reader would choose who takes these people for the recipient."""
    passages = tuple(
        passage(text, url=page.url, title=page.title, reason=reason)
        for page in case.pages
        for owner, text in page.paragraphs
        if owner in owners
    )
    papers = tuple(replace(one.paper, reason=reason) for one in case.papers if one.owner in owners)
    return Outcome(case, WebFindings(passages=passages), PaperFindings(papers=papers))


def choose_right(case: Case) -> Outcome:
    return choose(case, frozenset() if case.ambiguous else frozenset((PERSON,)))


def choose_everything(case: Case) -> Outcome:
    return choose(case, frozenset(one.key for one in case.people) | {"outsider"})


def test_a_seed_gives_the_same_cases_again_and_another_seed_other_ones() -> None:
    assert make_cases(1) == CASES
    assert make_cases(2) != CASES


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_there_are_300_cases_of_which_60_are_ambiguous(seed: int) -> None:
    counted = Counter(one.kind for one in make_cases(seed))
    assert counted == {kind.name: kind.count for kind in (*KINDS, *AMBIGUOUS)}
    assert sum(kind.count for kind in AMBIGUOUS) == 60
    assert counted.total() == 300


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_every_case_has_a_few_pages_and_papers_none_of_them_twice(seed: int) -> None:
    for case in make_cases(seed):
        assert 2 <= len(case.pages) <= 5, case.number
        assert 4 <= len(case.papers) <= 12, case.number
        for addresses in ([one.url for one in case.pages], [one.paper.url for one in case.papers]):
            assert len(set(addresses)) == len(addresses), case.number
        titles = [one.paper.title for one in case.papers]
        assert len(set(titles)) == len(titles), case.number


def test_every_person_has_a_page_and_signs_papers_with_a_form_of_the_name() -> None:
    for case in DECIDABLE:
        person = case.people[0]
        assert any(PERSON in page.owners and person.name in page.text for page in case.pages), case.number
        forms = {*person.written.papers, *person.written.initials}
        for one in case.papers:
            if one.owner == PERSON:
                assert forms & set(one.paper.authors), one.paper.authors


def test_whoever_is_told_by_another_name_never_signs_with_the_persons_name() -> None:
    for case in DECIDABLE:
        forms = set(case.people[0].written.papers)
        for one in case.papers:
            if one.told_by == "another name":
                assert not forms & set(one.paper.authors), (case.number, one.paper.authors)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_whose_a_paper_of_one_name_and_field_is_can_be_read_on_it_and_on_the_pages(seed: int) -> None:
    anchored = 0
    for case in make_cases(seed):
        for one in case.papers:
            if one.told_by != ANCHORED:
                continue
            anchored += 1
            owners = [page.text for page in case.pages if page.owners == {one.owner}]
            named = any(author in text for author in one.paper.authors for text in owners if len(author.split()) > 1)
            assert one.paper.affiliations or named, (case.number, one.paper)
    assert anchored > 30


def test_people_of_one_name_work_in_far_fields_unless_co_authors_tell_them_apart() -> None:
    for case in DECIDABLE:
        for other in case.people[1:]:
            if other.key == "same name" and case.kind != "same name, same field":
                assert other.field.group != case.people[0].field.group, case.number


def test_the_row_of_an_ambiguous_case_fits_two_people_who_both_have_pages_and_papers() -> None:
    for case in UNDECIDABLE:
        row = case.recipient
        assert row.email is None and row.homepage is None
        assert not case.right
        for person in case.people:
            assert any(page.owners == {person.key} for page in case.pages), case.number
            assert any(one.owner == person.key for one in case.papers), case.number
            assert row.affiliation in (None, person.place.name)
            assert row.interest in (None, person.field.interest)
            assert row.name in (person.written.row, *person.written.initials)


def test_the_right_choice_reaches_every_goal() -> None:
    figures = measure_people(1, choose_right)
    for name in ("papers_right", "papers_found", "pages_right", "passages_right", "doubt_shown"):
        assert figures["all"][name]["share"] == 1.0, name
    assert sum(kind["cases"] for kind in figures["kinds"].values()) == 300


def test_choosing_everything_misses_every_goal() -> None:
    wrong: list[Outcome] = []
    figures = measure_people(1, choose_everything, wrong)
    assert figures["all"]["papers_found"]["share"] == 1.0
    for name, goal in GOALS.items():
        assert figures["all"][name]["share"] < goal - 0.3, name
    assert figures["all"]["pages_right"]["share"] < 0.8
    assert len(wrong) > 250


def test_one_wrong_paper_makes_a_case_wrong() -> None:
    case = next(one for one in DECIDABLE if one.right and len(one.right) < len(one.papers))
    right = choose_right(case)
    wrong = next(one.paper for one in case.papers if one.owner != PERSON)
    assert judge(right, Tally())
    assert not judge(replace(right, papers=PaperFindings(papers=(*right.papers.papers, wrong))), Tally())


@pytest.mark.parametrize(
    ("reason", "shown"),
    [
        ("two people fit this name", True),
        ("may be another person of this name", True),
        ("names this person; topic matches", False),
        ("", False),
    ],
)
def test_an_ambiguous_choice_shows_doubt_only_when_its_reasons_do(reason: str, shown: bool) -> None:
    assert doubt_shown(choose(UNDECIDABLE[0], frozenset(("first",)), reason)) is shown


def test_choosing_nothing_shows_doubt() -> None:
    assert doubt_shown(choose(UNDECIDABLE[0], frozenset()))


def test_a_passage_about_a_namesake_on_a_page_that_has_both_is_wrong() -> None:
    case, page = next((case, page) for case in DECIDABLE for page in case.pages if len(page.owners) == 2)
    tally = Tally()

    def cut(owner: str) -> Passage:
        return passage(next(text for key, text in page.paragraphs if key == owner), url=page.url)

    other = next(one for one in page.owners if one != PERSON)
    judge(Outcome(case, WebFindings(passages=(cut(PERSON), cut(other))), PaperFindings()), tally)
    assert tally.counts["pages_right"].share == 1.0
    assert (tally.counts["passages_right"].good, tally.counts["passages_right"].all) == (1, 2)


def test_the_steps_run_on_a_case_and_choose_from_what_it_has() -> None:
    for case in CASES[:5]:
        outcome = run_case(case)
        assert {one.url for one in outcome.papers.papers} <= {one.paper.url for one in case.papers}
        assert {one.url for one in (outcome.web.passages if outcome.web else ())} <= {one.url for one in case.pages}
        assert case.recipient.name in describe(outcome)


# --- pages --------------------------------------------------------------------------------------


def test_there_are_40_pages_of_40_kinds_with_text_to_keep() -> None:
    pages = make_pages(1)
    assert len({one.name for one in pages}) == len(pages) == 40
    assert make_pages(1) == pages
    for page in pages:
        assert page.keep, page.name
        assert not {*page.keep} & {*page.boilerplate, *page.hidden}, page.name
    assert sum(len(page.hidden) for page in pages) > 20
    assert sum(len(page.boilerplate) for page in pages) > 100


def test_an_extractor_that_keeps_what_a_reader_keeps_reaches_every_goal() -> None:
    figures = measure_pages.summary(make_pages(1), lambda page: "\n".join(page.keep))
    assert figures["keep_half"] == figures["words_kept"] == 1.0
    assert figures["boilerplate_leaked"] == figures["hidden_leaked"] == 0


def test_an_extractor_that_keeps_everything_leaks_and_one_that_keeps_nothing_fails() -> None:
    def everything(page: TruthPage) -> str:
        return "\n".join((*page.keep, *page.boilerplate, *page.hidden))

    pages = make_pages(1)
    leaky = measure_pages.summary(pages, everything)
    assert leaky["boilerplate_leaked"] == 1.0
    assert leaky["hidden_leaked"] == leaky["hidden_texts"]
    assert measure_pages.summary(pages, lambda page: "")["keep_half"] == 0


def test_words_of_scripts_without_spaces_are_counted_one_by_one() -> None:
    assert measure_pages.words("橋の疲労, Brücke 2") == ["橋", "の", "疲", "労", "brücke", "2"]
