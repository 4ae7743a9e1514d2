"""Reviewing on the command line, with a real model server: write again, versions, approve with care."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.test_run import HEADER, TEMPLATE, TIDAL, VARNHOLT, analysis, draft
from tests.e2e.world import World
from tests.ready_folder import put_database

PLAIN = "Subject: A question\n\nDear {{ name }},\n\nDo you take students in {{ interest }} this year?\n\nMaya\n"
COLLEAGUES = (
    "name,interest,email\nIlse Varnholt,tides,ilse@geo.karlsvale.example\n"
    "Bao Lindemann,tides,bao@geo.karlsvale.example\n"
    "Tunde Abiodun,bogs,tunde@bogs.example\n"
)
FIRST = f"I keep coming back to your work on “{TIDAL}”."
SECOND = f"Your paper “{TIDAL}” is the one that I read twice."


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with World(tmp_path) as started:
        put_database(tmp_path / "data")
        started.write("colleagues.csv", COLLEAGUES)
        started.write("plain.txt", PLAIN)
        done = started.scribe("run", "colleagues.csv", "--template", "plain.txt")
        assert done.code == 0, done.err
        yield started


def drafts_of(world: World) -> dict[str, dict[str, Any]]:
    """The drafts by first name."""
    return {one["recipient_name"].split()[0]: one for one in world.scribe("email", "list", "--json").json}


def test_a_draft_is_written_again_with_a_note_in_one_call_and_the_old_words_come_back(tmp_path: Path) -> None:
    with World(tmp_path, with_model=True) as world:
        assert world.model is not None
        people, template = world.write("people.csv", HEADER + VARNHOLT), world.write("template.txt", TEMPLATE)
        topic = "coastal sediment transport"
        world.model.script(analysis(), draft("Prof. Varnholt", topic, FIRST), draft("Prof. Varnholt", topic, SECOND))
        (email,) = world.scribe("run", people, "--template", template, "--json").json["emails"]
        before = len(world.model.requests())
        again = world.scribe("email", "regenerate", email["id"], "--note", "Say that you read it twice.", "--json")
        assert again.code == 0, again.err
        assert SECOND in again.json["email_message"]
        assert again.json["review_state"] == "ready"
        sent = [one for one in world.model.requests()[before:] if one["path"].endswith("/chat/completions")]
        assert len(sent) == 1
        prompt = str(sent[0]["body"])
        assert "Say that you read it twice." in prompt
        assert FIRST in prompt
        listed = world.scribe("email", "versions", email["id"], "--json").json
        assert [(one["number"], one["origin"], one["note"]) for one in listed] == [
            (1, "composed", None),
            (2, "regenerated", "Say that you read it twice."),
        ]
        diff = world.scribe("email", "versions", email["id"], "--diff", "1", "2").out
        assert "{+Your paper" in diff
        back = world.scribe("email", "restore", email["id"], "1", "--json").json
        assert FIRST in back["email_message"]


def test_a_refused_key_is_said_and_the_draft_stays(tmp_path: Path) -> None:
    with World(tmp_path, with_model=True) as world:
        assert world.model is not None
        people, template = world.write("people.csv", HEADER + VARNHOLT), world.write("template.txt", TEMPLATE)
        world.model.script(analysis(), draft("Prof. Varnholt", "coastal sediment transport", FIRST))
        (email,) = world.scribe("run", people, "--template", template, "--json").json["emails"]
        world.model.script({"type": "fail", "status": 401, "times": 1})
        refused = world.scribe("email", "regenerate", email["id"], "--note", "Shorter")
        assert refused.code == 4
        assert "key" in refused.err
        shown = world.scribe("email", "show", email["id"], "--json").json
        assert shown["email_message"] == email["email_message"]


def test_colleagues_with_the_same_email_are_marked_and_left_out_until_the_person_says_so(world: World) -> None:
    drafts = drafts_of(world)
    assert drafts["Ilse"]["metadata"]["similar_to"]["email_id"] == drafts["Bao"]["id"]
    assert "similar_to" not in drafts["Tunde"]["metadata"]
    assert (
        "Word for word the same as the draft to Bao Lindemann"
        in world.scribe("email", "show", drafts["Ilse"]["id"]).out
    )
    done = world.scribe("email", "approve", "--all-ready", "--json")
    assert done.code == 0, done.err
    assert done.json["approved"] == [drafts["Tunde"]["id"]]
    assert set(done.json["left_out"]) == {drafts["Ilse"]["id"], drafts["Bao"]["id"]}
    alone = world.scribe("email", "approve", drafts["Ilse"]["id"])
    assert alone.code == 3
    assert "Word for word the same" in alone.err
    assert world.scribe("email", "approve", drafts["Ilse"]["id"], "--even-if-similar").code == 0
    states = {name: one["review_state"] for name, one in drafts_of(world).items()}
    assert states == {"Ilse": "approved", "Bao": "ready", "Tunde": "approved"}


def test_approved_drafts_do_not_change_until_they_are_reopened(world: World) -> None:
    draft_id = drafts_of(world)["Tunde"]["id"]
    world.scribe("email", "approve", draft_id)
    for refused in (
        world.scribe("email", "edit", draft_id, "--subject", "Other"),
        world.scribe("email", "regenerate", draft_id),
        world.scribe("email", "restore", draft_id, "1"),
    ):
        assert refused.code == 2
        assert "Reopen it" in refused.err
    assert world.scribe("email", "reopen", draft_id).code == 0
    edited = world.scribe("email", "edit", draft_id, "--subject", "Other", "--json")
    assert (edited.json["subject"], edited.json["review_state"]) == ("Other", "needs_review")
    assert world.scribe("email", "discard", draft_id).code == 0
    assert "Tunde" not in drafts_of(world)


def test_without_a_model_writing_again_says_that_nothing_would_change(world: World) -> None:
    draft_id = drafts_of(world)["Tunde"]["id"]
    done = world.scribe("email", "regenerate", draft_id)
    assert done.code == 2
    assert "without a model" in done.err
    noted = world.scribe("email", "regenerate", draft_id, "--note", "Shorter", "--json")
    assert noted.code == 2
    assert "A note needs a model" in noted.json["error"]


def test_what_cannot_be_done_is_said(world: World) -> None:
    draft_id = drafts_of(world)["Tunde"]["id"]
    assert world.scribe("email", "approve").code == 2
    assert world.scribe("email", "approve", draft_id, "--all-ready").code == 2
    assert world.scribe("email", "edit", draft_id).code == 2
    assert "no version 9" in world.scribe("email", "versions", draft_id, "--diff", "1", "9").err
    assert drafts_of(world)["Tunde"]["review_state"] == "ready"
