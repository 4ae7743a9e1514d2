"""Choosing who is meant, from a real database through the four steps and back. Everybody is invented."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from scribe_desktop.domain.email import EmailDraft, FindingKind, ReviewState, VersionOrigin
from scribe_desktop.domain.events import EmailChanged
from scribe_desktop.domain.namesake import NONE_OF_THESE
from scribe_desktop.errors import NotFoundError, ReviewError
from scribe_desktop.services.identity_choices import WhoIsIt
from tests.factories import NOON
from tests.fakes import FakeClock
from tests.integration.identity_world import (
    ABYSS,
    ESTUARY,
    KARLSVALE,
    NORTHMOOR,
    NORTHMOOR_NEWS,
    PAGES,
    ROW,
    IdentityWorld,
    identity_world,
)

NEXT_WEEK = NOON + timedelta(days=7)


@pytest.fixture
def world(tmp_path: Path) -> Iterator[IdentityWorld]:
    with identity_world(tmp_path) as opened:
        yield opened


def key_of(asked: WhoIsIt, place: str) -> str:
    return next(one.key for one in asked.candidates if one.label.startswith(place))


def about_whom(draft: EmailDraft) -> list[str]:
    return [one.reason for one in draft.findings if one.kind is FindingKind.IDENTITY]


def test_two_namesakes_leave_a_draft_in_doubt_with_both_to_choose_from(world: IdentityWorld) -> None:
    (draft,) = world.write_to(ROW)
    (asked,) = world.identities.in_doubt()
    assert asked.draft == draft
    assert {one.label for one in asked.candidates} == {
        "University of Karlsvale · Department of Geology",
        "Northmoor University · Department of Oceanography",
    }
    assert [one["key"] for one in draft.metadata["identity_candidates"]] == [one.key for one in asked.candidates]
    assert about_whom(draft)
    assert draft.review_state is ReviewState.NEEDS_REVIEW


@pytest.mark.parametrize(
    ("place", "hers", "others", "title"),
    [
        ("Northmoor", NORTHMOOR, KARLSVALE, ABYSS.title),
        ("University of Karlsvale", KARLSVALE, NORTHMOOR, ESTUARY.title),
    ],
)
def test_choosing_writes_the_draft_from_the_chosen_ones_pages_and_papers_without_the_web(
    world: IdentityWorld, place: str, hers: str, others: str, title: str
) -> None:
    (draft,) = world.write_to(ROW)
    before = world.asked_of_the_web
    asked = world.identities.choose(draft.id, key_of(world.identities.about(draft.id), place))
    assert world.asked_of_the_web == before
    assert (asked.doubt, asked.draft.id) == (None, draft.id)
    assert title in asked.draft.body
    assert about_whom(asked.draft) == []
    assert asked.draft.review_state is ReviewState.READY
    evidence = world.emails.evidence(draft.id)
    assert {one.url for one in evidence.passages} == {hers}
    assert {one.title for one in evidence.papers} == {title}
    metadata = asked.draft.metadata
    assert "identity_doubt" not in metadata
    assert metadata["identity_choice"]["key"] == asked.chosen
    assert [one["url"] for one in metadata["scraping_metadata"]["pages"]] == [hers]
    assert {one["url"]: one["reason"] for one in metadata["scraping_metadata"]["left_out"]} == {
        others: "not the person you chose"
    }
    assert all(one["reason"] for one in metadata["papers_left_out"])
    assert world.identities.in_doubt() == []
    assert EmailChanged(draft.id) in world.events.events


def test_the_draft_of_before_stays_as_a_version(world: IdentityWorld) -> None:
    (draft,) = world.write_to(ROW)
    chosen = world.identities.choose(draft.id, key_of(world.identities.about(draft.id), "Northmoor")).draft
    versions = world.emails.versions(draft.id)
    assert [one.body for one in versions] == [draft.body, chosen.body]
    assert [one.origin for one in versions] == [VersionOrigin.COMPOSED, VersionOrigin.REGENERATED]
    with world.database.unit_of_work(read_only=True) as work:
        assert work.queue.get(draft.queue_item_id).email_id == draft.id


def test_the_same_person_in_a_later_list_is_not_asked_about_again(tmp_path: Path) -> None:
    with identity_world(tmp_path) as first:
        (draft,) = first.write_to(ROW)
        first.identities.choose(draft.id, key_of(first.identities.about(draft.id), "Northmoor"))
    with identity_world(tmp_path, PAGES, clock=FakeClock(NEXT_WEEK)) as second:
        (later,) = second.write_to(replace(ROW, name="Prof. Dr. Ilse Varnholt"))
        evidence = second.emails.evidence(later.id)
        assert about_whom(later) == []
        assert {one.url for one in evidence.passages} == {NORTHMOOR, NORTHMOOR_NEWS}
        reasons = {one.url: one.reason for one in evidence.passages}
        assert reasons[NORTHMOOR] == "chosen by you"
        assert reasons[NORTHMOOR_NEWS] == "chosen by you; the institution is the chosen one's"
        assert {one.title for one in evidence.papers} == {ABYSS.title}
        assert second.identities.in_doubt() == []
        asked = second.identities.about(later.id)
        assert asked.answer is not None
        assert asked.answer.label.startswith("Northmoor")


def test_the_chosen_ones_pages_are_read_though_a_later_search_does_not_find_them(tmp_path: Path) -> None:
    with identity_world(tmp_path) as first:
        (draft,) = first.write_to(ROW)
        first.identities.choose(draft.id, key_of(first.identities.about(draft.id), "Northmoor"))
    with identity_world(tmp_path, {KARLSVALE: PAGES[KARLSVALE]}, clock=FakeClock(NEXT_WEEK)) as second:
        (later,) = second.write_to(ROW)
        assert {one.url for one in second.emails.evidence(later.id).passages} == {NORTHMOOR}
        assert about_whom(later) == []


def test_somebody_of_this_name_with_another_topic_is_asked_about(world: IdentityWorld) -> None:
    (draft,) = world.write_to(ROW)
    world.identities.choose(draft.id, key_of(world.identities.about(draft.id), "Northmoor"))
    (other,) = world.write_to(replace(ROW, interest="sediment of the coast"))
    assert about_whom(other)


def test_none_of_these_leaves_the_row_and_the_template_alone(world: IdentityWorld) -> None:
    (draft,) = world.write_to(ROW)
    before = world.asked_of_the_web
    asked = world.identities.choose(draft.queue_item_id, NONE_OF_THESE)
    assert world.asked_of_the_web == before
    assert (asked.chosen, asked.doubt, asked.answer) == ("", None, None)
    assert world.emails.evidence(draft.id).passages == ()
    assert world.emails.evidence(draft.id).papers == ()
    assert ESTUARY.title not in asked.draft.body
    assert ABYSS.title not in asked.draft.body
    assert asked.draft.metadata["identity_choice"] == {"key": None, "label": None}
    (later,) = world.write_to(ROW)
    assert world.emails.evidence(later.id).passages == ()
    assert about_whom(later) == []


def test_a_choice_taken_back_leaves_the_draft_in_doubt_and_later_lists_are_asked_about(world: IdentityWorld) -> None:
    (draft,) = world.write_to(ROW)
    asked = world.identities.about(draft.id)
    world.identities.choose(draft.id, key_of(asked, "Northmoor"))
    again = world.identities.forget(draft.id)
    assert (again.chosen, again.doubt) == (None, asked.doubt)
    assert again.draft.body == draft.body
    assert again.draft.findings == draft.findings
    (later,) = world.write_to(ROW)
    assert about_whom(later)
    with pytest.raises(ReviewError, match="nothing to take back"):
        world.identities.forget(draft.id)


def test_a_choice_can_be_changed(world: IdentityWorld) -> None:
    (draft,) = world.write_to(ROW)
    asked = world.identities.about(draft.id)
    for place, title in (("Northmoor", ABYSS.title), ("University of Karlsvale", ESTUARY.title)):
        asked = world.identities.choose(draft.id, key_of(asked, place))
        assert title in asked.draft.body
    (later,) = world.write_to(ROW)
    assert {one.url for one in world.emails.evidence(later.id).passages} == {KARLSVALE}


def test_other_drafts_in_doubt_about_the_same_person_are_settled_too(world: IdentityWorld) -> None:
    first, second, other = world.write_to(ROW, ROW, replace(ROW, interest="sediment of the coast"))
    world.identities.choose(first.id, key_of(world.identities.about(first.id), "Northmoor"))
    assert ABYSS.title in world.emails.get(second.id).body
    assert [one.draft.id for one in world.identities.in_doubt()] == [other.id]


def test_other_drafts_follow_a_choice_that_is_changed_or_taken_back(world: IdentityWorld) -> None:
    first, second = world.write_to(ROW, ROW)
    asked = world.identities.about(first.id)
    for place, title in (("Northmoor", ABYSS.title), ("University of Karlsvale", ESTUARY.title)):
        world.identities.choose(first.id, key_of(asked, place))
        assert title in world.emails.get(second.id).body
    world.identities.forget(first.id)
    assert [one.draft.id for one in world.identities.in_doubt()] == [first.id, second.id]
    assert about_whom(world.emails.get(second.id))


def test_none_of_these_says_nothing_of_somebody_who_was_not_among_those_found(tmp_path: Path) -> None:
    found = {KARLSVALE: "", NORTHMOOR: ""}
    with identity_world(tmp_path, pages=found) as world:
        first, same = world.write_to(ROW, ROW)
        world.clock.advance(2 * 24 * 3600)
        elsewhere = "https://lindhaven.example/people/varnholt"
        found[elsewhere] = ""
        world.pages[elsewhere] = world.pages[KARLSVALE].replace("University of Karlsvale", "Lindhaven College")
        (with_another,) = world.write_to(ROW)
        world.identities.choose(first.id, NONE_OF_THESE)
        assert world.identities.about(same.id).chosen == NONE_OF_THESE
        assert [one.draft.id for one in world.identities.in_doubt()] == [with_another.id]
        (later,) = world.write_to(ROW)
        assert {one.url for one in world.emails.evidence(later.id).passages} == {elsewhere}
        assert "identity_choice" not in later.metadata


def test_an_approved_draft_is_left_alone(world: IdentityWorld) -> None:
    (draft,) = world.write_to(ROW)
    key = key_of(world.identities.about(draft.id), "Northmoor")
    for index in range(len(draft.findings)):
        world.emails.confirm(draft.id, index)
    approved = world.emails.approve(draft.id)
    with pytest.raises(ReviewError, match="Reopen it"):
        world.identities.choose(draft.id, key)
    assert world.emails.get(draft.id) == approved


def test_what_cannot_be_chosen_is_refused_with_a_sentence(world: IdentityWorld) -> None:
    (draft,) = world.write_to(ROW)
    with pytest.raises(ReviewError, match="not among those found"):
        world.identities.choose(draft.id, "lindhaven")
    with pytest.raises(NotFoundError, match="no draft of that id"):
        world.identities.about(uuid4())
    (clear,) = world.write_to(replace(ROW, affiliation="University of Karlsvale"))
    with pytest.raises(ReviewError, match="nobody to choose among"):
        world.identities.choose(clear.id, NONE_OF_THESE)


def test_the_homepage_of_the_row_settles_who_is_meant(world: IdentityWorld) -> None:
    (by_homepage,) = world.write_to(replace(ROW, homepage=NORTHMOOR))
    assert about_whom(by_homepage) == []
    assert {one.url for one in world.emails.evidence(by_homepage.id).passages} == {NORTHMOOR}
    reasons = {one.reason for one in world.emails.evidence(by_homepage.id).passages}
    assert reasons == {"given as this person's homepage"}


def test_the_orcid_of_the_row_settles_who_is_meant(tmp_path: Path) -> None:
    orcid, anothers = "0000-0002-1825-0097", "0000-0001-5109-3700"
    papers = [replace(ESTUARY, orcids=(anothers, "")), replace(ABYSS, affiliations=(), orcids=(orcid, ""))]
    with identity_world(tmp_path, papers=papers) as world:
        world.pages[NORTHMOOR] += f" ORCID: {orcid}."
        (draft,) = world.write_to(replace(ROW, fields={"orcid_id": f"https://orcid.org/{orcid}"}))
        assert about_whom(draft) == []
        evidence = world.emails.evidence(draft.id)
        assert {one.url: one.reason for one in evidence.passages} == {NORTHMOOR: "has this person's ORCID and topic"}
        assert {one.title: one.reason for one in evidence.papers} == {
            ABYSS.title: "lists this person; the ORCID matches"
        }
        assert {one["title"]: one["reason"] for one in draft.metadata["papers_left_out"]} == {
            ESTUARY.title: "lists this person, but the ORCID is another one's"
        }
