"""The people of one name that pages show, and what choosing one of them does to the findings. Everybody is invented."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

import pytest

from scribe_desktop.domain.evidence import WebPage
from scribe_desktop.domain.namesake import NONE_OF_THESE, Candidate, PersonChoice, person_keys, row_facts
from scribe_desktop.domain.recipient import Recipient
from scribe_desktop.pipeline.identity import Identity, judge_page
from scribe_desktop.pipeline.namesakes import Settled, settle
from scribe_desktop.pipeline.outputs import WebFindings
from scribe_desktop.pipeline.person_candidates import candidates_of, choice_between, with_choice
from scribe_desktop.pipeline.person_choice import outweighed
from tests.factories import NOON, recipient
from tests.unit.test_namesakes import DENTIST, KARLSVALE, NORTHMOOR, PROGRAMME

Page = tuple[str, str, str]
TOPIC = "coastal sediment transport"
PAINTER = (
    "https://gallery.example/varnholt",
    "Ilse Varnholt, painter",
    "Ilse Varnholt paints portraits of sailors and sells them in town.",
)
LATER = (
    "https://news.northmoor.example/2024/award",
    "An award",
    "Ilse Varnholt of Northmoor University was given the prize for her measurements of the sea floor.",
)
GEOLOGIST_LATER = (
    "https://karlsvale.example/news/9",
    "A new estuary model",
    "Ilse Varnholt of the Department of Geology, University of Karlsvale, models estuaries.",
)


def row(**changes: Any) -> Recipient:
    """A row that gives name and topic only, unless changed."""
    return recipient("Ilse Varnholt", **{"interest": TOPIC, **changes})


def settled(one: Recipient, *pages: Page, choice: PersonChoice | None = None) -> Settled:
    """What the pages amount to for a row."""
    identity = Identity.of(one)
    found = [WebPage(url, title, text, NOON, url) for url, title, text in pages]
    return settle(identity, [(page, judge_page(identity, page)) for page in found], choice)


def candidates(one: Recipient, *pages: Page) -> tuple[Candidate, ...]:
    """Who may be meant."""
    return candidates_of(settled(one, *pages), f"Ilse Varnholt {TOPIC}")


def chosen(one: Recipient, label: str, *pages: Page) -> PersonChoice:
    """The choice of the candidate whose label begins like this; of none of them for ""."""
    found = candidates(one, *pages)
    key = next(each.key for each in found if each.label.startswith(label)) if label else NONE_OF_THESE
    return choice_between(found, key, one, UUID(int=7), NOON)


def urls(one: Settled) -> list[str]:
    """The pages that are used."""
    return [page.url for page, _ in one.used]


def findings(one: Recipient, *pages: Page) -> WebFindings:
    """Step 2's output, as the step makes it of these."""
    amounts = settled(one, *pages)
    found = candidates_of(amounts, f"Ilse Varnholt {TOPIC}")
    suggested = next(each for each in found if each.suggested)
    start = WebFindings(
        suggested.passages, tuple(page[0] for page in pages), about_others=amounts.about_others,
        candidates=found, question=amounts.doubt, doubt=amounts.doubt,
    )  # fmt: skip
    return with_choice(start, None)


def test_each_candidate_says_who_it_is_and_which_pages_are_hers_and_why() -> None:
    first, second = candidates(row(), KARLSVALE, NORTHMOOR)
    assert (first.key, first.label) == ("karlsvale-geology", "University of Karlsvale · Department of Geology")
    assert (second.key, second.label) == ("northmoor-oceanography", "Northmoor University · Department of Oceanography")
    assert (first.suggested, second.suggested) == (True, False)
    assert first.topics == ("estuaries",)
    assert [(page.url, page.reason) for page in first.pages] == [(KARLSVALE[0], "names this person; topic matches")]
    assert [page.url for page in second.pages] == [NORTHMOOR[0]]
    assert second.pages[0].reason.endswith("may be another person than on the pages that were used")
    assert "Oceanography" in second.passages[0].text


def test_two_people_at_one_institution_are_told_apart_by_department_and_field() -> None:
    one = row(affiliation="University of Karlsvale", interest=None)
    first, second = candidates(one, KARLSVALE, DENTIST)
    assert {first.key, second.key} == {"karlsvale-geology", "karlsvale-clinic-dentistry"}
    assert "fluoride" in second.topics
    assert not set(first.topics) & set(second.topics)


def test_who_was_judged_another_person_stays_a_candidate_while_the_row_leaves_it_open() -> None:
    found = candidates(row(), KARLSVALE, PAINTER)
    assert [one.label for one in found] == [
        "University of Karlsvale · Department of Geology",
        "Ilse Varnholt, painter · gallery.example",
    ]
    assert found[1].pages[0].reason == "another person of this name: different field"


def test_a_row_that_says_who_is_meant_leaves_no_candidates() -> None:
    assert candidates(row(affiliation="University of Karlsvale"), KARLSVALE, NORTHMOOR, PAINTER) == ()


def test_one_page_and_a_row_that_gives_only_the_name_make_one_candidate_to_confirm() -> None:
    (only,) = candidates(row(interest=None), KARLSVALE)
    assert only.suggested
    assert only.passages


def test_keys_are_the_same_each_time_and_never_twice() -> None:
    twin = ("https://karlsvale.example/people/9", DENTIST[1], DENTIST[2].replace("Fluoride varnish", "Crowns"))
    one = row(affiliation="University of Karlsvale", interest=None)
    twice = [[each.key for each in candidates(one, KARLSVALE, DENTIST, twin)] for _ in range(2)]
    assert twice[0] == twice[1]
    assert len(set(twice[0])) == len(twice[0])


def test_a_programme_with_many_institutions_does_not_blur_who_is_who() -> None:
    found = candidates(row(), KARLSVALE, NORTHMOOR, PROGRAMME)
    assert all("violin" not in one.topics for one in found)
    assert all("northmoor" not in one.signs.places for one in found if one.key.startswith("karlsvale"))


def test_choosing_makes_the_pages_of_the_chosen_one_hers_and_no_others() -> None:
    before = findings(row(), KARLSVALE, NORTHMOOR)
    assert before.doubt is not None
    after = with_choice(before, "northmoor-oceanography")
    assert (after.doubt, after.chosen) == (None, "northmoor-oceanography")
    assert [(one.id, one.url, one.reason) for one in after.passages] == [("W1", NORTHMOOR[0], "chosen by you")]
    assert [(one.url, one.reason) for one in after.left_out] == [(KARLSVALE[0], "not the person you chose")]
    assert any("Karlsvale" in text for text in after.about_others)
    assert not any("Oceanography" in text for text in after.about_others)


def test_choosing_the_suggested_one_keeps_her_reasons() -> None:
    after = with_choice(findings(row(), KARLSVALE, NORTHMOOR), "karlsvale-geology")
    assert [one.reason for one in after.passages] == ["chosen by you; names this person; topic matches"]


def test_none_of_them_leaves_nothing_to_rest_on() -> None:
    after = with_choice(findings(row(), KARLSVALE, NORTHMOOR), NONE_OF_THESE)
    assert (after.passages, after.doubt, after.chosen) == ((), None, "")
    assert {one.url for one in after.left_out} == {KARLSVALE[0], NORTHMOOR[0]}
    assert all("none of those found" in one.reason for one in after.left_out)
    assert len(after.about_others) == 2


@pytest.mark.parametrize("key", ["northmoor-oceanography", "karlsvale-geology", NONE_OF_THESE])
def test_a_choice_taken_back_leaves_everything_as_it_was(key: str) -> None:
    before = findings(row(), KARLSVALE, NORTHMOOR)
    assert with_choice(with_choice(before, key), None) == before


def test_findings_with_candidates_survive_being_stored() -> None:
    before = with_choice(findings(row(), KARLSVALE, NORTHMOOR), "northmoor-oceanography")
    assert WebFindings.from_json(json.loads(json.dumps(before.to_json()))) == before


def test_a_choice_survives_being_stored() -> None:
    choice = chosen(row(), "Northmoor", KARLSVALE, NORTHMOOR)
    assert PersonChoice.from_json(choice.id, NOON, json.loads(json.dumps(choice.to_json()))) == choice


def test_later_pages_are_sorted_by_the_choice_with_the_reason() -> None:
    choice = chosen(row(), "Northmoor", KARLSVALE, NORTHMOOR)
    later = settled(row(), GEOLOGIST_LATER, LATER, KARLSVALE, choice=choice)
    assert (urls(later), later.doubt) == ([LATER[0]], None)
    assert later.used[0][1].reason == "chosen by you; the institution is the chosen one's"
    assert {page.url: verdict.reason for page, verdict in later.left} == {
        GEOLOGIST_LATER[0]: "not the person you chose; the institution is another one's",
        KARLSVALE[0]: "not the person you chose",
    }


def test_two_at_one_institution_are_told_apart_later_by_department() -> None:
    one = row(affiliation="University of Karlsvale", interest=None)
    choice = chosen(one, "University of Karlsvale · Department", KARLSVALE, DENTIST)
    tooth = ("https://karlsvale.example/x", "Teeth", "Ilse Varnholt, Clinic for Dentistry, University of Karlsvale.")
    later = settled(one, tooth, GEOLOGIST_LATER, choice=choice)
    assert (urls(later), later.doubt) == ([GEOLOGIST_LATER[0]], None)


def test_when_only_others_are_found_later_they_are_not_used_as_hers() -> None:
    choice = chosen(row(), "Northmoor", KARLSVALE, NORTHMOOR)
    later = settled(row(), GEOLOGIST_LATER, KARLSVALE, choice=choice)
    assert urls(later) == []


def test_none_of_them_holds_for_later_pages_and_a_third_person_may_be_meant() -> None:
    choice = chosen(row(), "", KARLSVALE, NORTHMOOR)
    third = ("https://lindhaven.example/3", "Ilse Varnholt", f"Ilse Varnholt, Lindhaven College, works on {TOPIC}.")
    later = settled(row(), GEOLOGIST_LATER, LATER, third, choice=choice)
    assert urls(later) == [third[0]]


def test_after_none_of_them_somebody_elsewhere_with_the_same_department_and_words_may_be_meant() -> None:
    choice = chosen(row(), "", KARLSVALE, NORTHMOOR)
    words = KARLSVALE[2].replace("University of Karlsvale", "Lindhaven College")
    third = ("https://lindhaven.example/3", "Ilse Varnholt", words)
    assert "Lindhaven" in words
    assert urls(settled(row(), GEOLOGIST_LATER, third, choice=choice)) == [third[0]]


def test_a_later_row_that_names_the_other_one_outweighs_the_choice_and_the_same_row_does_not() -> None:
    first = row(affiliation="University of Karlsvale", interest=None)
    choice = chosen(first, "University of Karlsvale · Department", KARLSVALE, DENTIST)
    about_teeth = row(affiliation="University of Karlsvale", interest="fluoride varnish")
    for one, expected in ((about_teeth, True), (first, False)):
        identity = Identity.of(one)
        page = WebPage(*DENTIST, NOON, "h")
        assert outweighed(choice, identity, one, [(page, judge_page(identity, page))]) is expected


def test_another_key_than_a_candidates_is_refused() -> None:
    with pytest.raises(KeyError):
        choice_between(candidates(row(), KARLSVALE, NORTHMOOR), "lindhaven", row(), UUID(int=1), NOON)


# --- by what a person is known again -----------------------------------------------------------------


def _same(one: Recipient, other: Recipient) -> bool:
    return bool(set(person_keys(one)) & set(person_keys(other)))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (row(email="i.varnholt@karlsvale.example"), row(email="I.Varnholt@Karlsvale.example", interest="tides")),
        (row(affiliation="Karls Vale"), recipient("Prof. Dr. Ilse Varnholt", affiliation="karls  vale")),
        (row(affiliation="KIT"), recipient("Varnholt, Ilse", affiliation="KIT")),
        (recipient("Tsengwan Hsiao-Mei", affiliation="KIT"), recipient("Hsiao-Mei Tsengwan", affiliation="KIT")),
        (recipient("Jürg Möhlin", affiliation="KIT"), recipient("Juerg Moehlin", affiliation="KIT")),
        (recipient("Jürg Möhlin", affiliation="KIT"), recipient("Jurg Mohlin", affiliation="KIT")),
        (recipient("Łucja Żmudzin", affiliation="KIT"), recipient("Lucja Zmudzin", affiliation="KIT")),
        (row(affiliation="KIT", email="v@kit.example"), row(affiliation="KIT")),
        (row(), row()),
    ],
)  # fmt: skip
def test_the_same_person_in_a_later_list_is_known_again(one: Recipient, other: Recipient) -> None:
    assert _same(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (row(), row(interest="dentistry")),
        (row(affiliation="KIT"), row(affiliation="Northmoor University")),
        (row(email="office@kit.example"), recipient("Ingo Marlund", email="office@kit.example")),
        (row(affiliation="KIT"), recipient("Ingo Varnholt", affiliation="KIT")),
    ],
)
def test_somebody_else_is_not_taken_for_the_same_person(one: Recipient, other: Recipient) -> None:
    assert not _same(one, other)


def test_what_a_row_says_is_compared_without_regard_to_case_and_spaces() -> None:
    assert row_facts(row(interest="Tides ")) == row_facts(row(interest="tides"))
    assert row_facts(row(homepage="https://a.example")) != row_facts(row())
