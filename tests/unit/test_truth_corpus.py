"""The invented world, its true drafts and its planted falsehoods: that true is true and false is false."""

from __future__ import annotations

import re
import sys
from collections import Counter
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from scribe_desktop.domain.email import Finding, FindingKind
from scribe_desktop.domain.sentences import split_sentences
from scribe_desktop.domain.template import TemplateType

sys.path.append(str(Path(__file__).resolve().parents[2] / "build" / "truth"))

import measure_drafts
from falsehoods import KINDS, FalseDraft, false_drafts
from honest import Draft, honest_drafts, template_cases
from known import known_text, stands_in
from marks import mark, part, read_marks
from people import Person, make_people
from words import in_words, words

SEED = 1


@cache
def people() -> tuple[Person, ...]:
    return make_people(SEED)


@cache
def drafts() -> tuple[Draft, ...]:
    return honest_drafts(people(), 500, SEED)


@cache
def falsehoods() -> tuple[FalseDraft, ...]:
    return false_drafts(drafts(), people(), 500, SEED)


def alike(one: str, other: str) -> int:
    """How many characters two texts have in common at their beginning."""
    return next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def finding(sentence: str, kind: FindingKind = FindingKind.NAME, text: str = "x") -> Finding:
    return Finding(kind, text, sentence, "Because.")


def test_a_seed_makes_one_world_and_another_seed_another() -> None:
    assert make_people(SEED) == people()
    assert honest_drafts(people(), 20, SEED) == drafts()[:20]
    assert make_people(SEED + 1) != people()


def test_world_is_as_large_as_promised() -> None:
    assert len(people()) >= 120
    assert all(2 <= len(one.evidence.papers) <= 6 and 2 <= len(one.evidence.passages) <= 5 for one in people())
    assert len({one.recipient.name for one in people()}) == len(people())
    titles = [paper.title for one in people() for paper in one.evidence.papers]
    assert len(set(titles)) == len(titles)


def test_templates_are_of_every_type_with_and_without_a_subject() -> None:
    cases = template_cases()
    assert len(cases) >= 12
    assert {one.template.type for one in cases} == set(TemplateType)
    assert {one.template.subject is None for one in cases} == {True, False}
    assert all(before in one.template.source for one in cases for before, _ in one.changes)


def test_there_are_many_wordings_for_facts() -> None:
    tables = words("facts")
    drafted = [one for kind in tables if kind != "pair" for one in tables[kind]["draft"]]
    drafted += [one for pair in tables["pair"] for one in pair["draft"]]
    assert len(set(drafted)) >= 60


def test_pages_and_papers_say_every_fact_and_only_of_its_owner() -> None:
    for person in people():
        for fact in person.facts:
            found = person.evidence.find(fact.source)
            assert found is not None
            for name, value in fact.values.items():
                said = repr(found).replace("\\'", "'")
                assert str(value) in said, (person.recipient.name, fact.kind, name)


def test_years_of_a_life_follow_each_other() -> None:
    for person in people():
        years = {
            kind: int(person.facts[i].values["year"]) for kind in ("degree", "position") for i in person.of_kind(kind)
        }
        assert years.get("degree", 0) < years["position"]
        late = [
            int(fact.values["year"])
            for fact in person.facts
            if fact.kind in ("lab", "course") and "year" in fact.values
        ]
        assert all(year > years["position"] for year in late)


def test_true_drafts_are_of_different_pairs_and_without_gaps() -> None:
    pairs = {(one.person.recipient.name, one.case.name) for one in drafts()}
    assert len(pairs) == len(drafts()) == 500
    assert not [
        one for one in drafts() if re.search(r"not found\]|\{\{|\}\}|[\ue000-\uf8ff]|  ", one.body + one.subject)
    ]


def test_true_drafts_say_nothing_that_row_and_evidence_do_not_say() -> None:
    for draft in drafts():
        known = known_text(draft)
        for one in draft.marks:
            assert draft.body[one.start : one.end] == one.text
            assert stands_in(one.text.replace("’", "'"), known), (draft.body, one)


def test_numbers_names_and_titles_of_true_drafts_are_all_marked() -> None:
    """A number in digits that no mark covers would be one that nobody has looked up."""
    for draft in drafts():
        for start, end in draft.parts:
            for match in re.finditer(r"\d[\d,]*\d|\d", draft.body[start:end]):
                place = start + match.start()
                assert any(one.start <= place < one.end for one in draft.marks), (draft.body[start:end], match[0])


def test_true_drafts_keep_the_sentences_of_the_template() -> None:
    for draft in drafts():
        for before, _ in draft.case.changes:
            assert before in draft.body or "{%" in draft.case.template.source


def test_each_kind_of_falsehood_is_drawn_evenly() -> None:
    counts = Counter(one.kind for one in falsehoods())
    assert set(counts) == set(KINDS)
    assert max(counts.values()) - min(counts.values()) <= 1
    assert sum(counts.values()) == 500


def test_a_false_draft_differs_from_its_true_one_in_one_place() -> None:
    for false in falsehoods():
        true = false.original.body
        at = false.body.index(false.sentence)
        assert (at, at + len(false.sentence)) == (false.start, false.end)
        assert false.false_text in false.sentence or false.sentence in false.false_text
        before = alike(true, false.body)
        after = alike(true[before:][::-1], false.body[before:][::-1])
        assert before + after >= len(true) - len(false.true_text)


def test_falsehoods_are_false() -> None:
    """Words that stand nowhere are no one's; borrowed ones are of another fact, never of the one they are said of."""
    for false in falsehoods():
        assert false.false_text != false.true_text
        stands = stands_in(false.false_text, known_text(false.original))
        assert stands == false.borrowed
        if stands:
            assert false.kind in ("year", "venue", "co-author"), false
    assert sum(one.borrowed for one in falsehoods()) < 75


def test_borrowed_coauthors_and_venues_belong_to_other_papers() -> None:
    for false in falsehoods():
        if not false.borrowed or false.kind == "year":
            continue
        papers = false.original.person.evidence.papers
        holding = [one for one in papers if false.false_text in (*one.authors, one.venue)]
        said = [one for one in papers if one.title in false.sentence]
        assert holding
        assert not {one.id for one in said if len(said) == 1} & {one.id for one in holding}


@pytest.mark.parametrize(
    ("number", "text"),
    [(0, "zero"), (13, "thirteen"), (42, "forty-two"), (80, "eighty"), (105, "one hundred and five")],
)
def test_numbers_in_words(number: int, text: str) -> None:
    assert in_words(number) == text


def test_marks_are_read_back_and_taken_out() -> None:
    year = mark("year", 3, "2021")
    read = read_marks(f" In {part(f'the {year} paper')}. ")
    assert read.text == "In the 2021 paper."
    assert [(one.kind, one.fact, read.text[one.start : one.end]) for one in read.marks] == [("year", 3, "2021")]
    assert [read.text[start:end] for start, end in read.parts] == ["the 2021 paper"]


def test_a_falsehood_counts_as_caught_only_where_it_stands() -> None:
    false = next(one for one in falsehoods() if one.kind == "award")
    sentences = [span.text for span in split_sentences(false.body)]
    elsewhere = next(text for text in sentences if text not in false.sentence)
    assert measure_drafts.is_caught(false, [finding(false.sentence)])
    assert not measure_drafts.is_caught(false, [finding(elsewhere)])
    assert not measure_drafts.is_caught(
        false, [finding("Not in this draft."), finding(elsewhere, FindingKind.TEMPLATE_CHANGED)]
    )
    assert not measure_drafts.is_caught(false, [])


def test_a_changed_template_sentence_is_caught_by_naming_the_original() -> None:
    false = next(one for one in falsehoods() if one.kind == "template sentence")
    assert measure_drafts.is_caught(false, [finding(false.true_text, FindingKind.TEMPLATE_CHANGED)])
    assert not measure_drafts.is_caught(false, [finding(false.true_text, FindingKind.NUMBER)])


def test_two_findings_in_one_true_sentence_are_one_false_alarm() -> None:
    draft = drafts()[0]
    first, *_, last = [span.text for span in split_sentences(draft.body)]
    alarms, sentences, composed = measure_drafts.alarms_in(
        draft, [finding(first), finding(first, text="y"), finding(last)]
    )
    assert [len(one.findings) for one in alarms] == [2, 1]
    assert sentences > composed > 0


def test_a_finding_in_the_subject_is_a_false_alarm_too() -> None:
    alarms, _, _ = measure_drafts.alarms_in(replace(drafts()[0], subject="A lie"), [finding("A lie")])
    assert [one.sentence for one in alarms] == ["A lie"]


def test_figures_have_every_kind_and_the_limits() -> None:
    figures, missed, alarms = measure_drafts.measure(SEED, 48)
    assert set(figures["false_drafts"]["caught_by_kind"]) == set(KINDS)
    assert figures["false_drafts"]["caught"]["missed"] == len(missed)
    assert figures["honest_drafts"]["sentences_flagged"] == round(
        len(alarms) / figures["honest_drafts"]["sentences"], 4
    )
    assert figures["milliseconds_a_check"]["median"] > 0
