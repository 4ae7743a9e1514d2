"""scribe email export and confirm: what is written, what is left out, and what is said of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.world import World
from tests.ready_folder import put_database

PEOPLE = """Name,Interest,Email
Prof. Ilse Varnholt,coastal sediment transport,varnholt@karlsvale.example
Dr. Bao Lindemann,polar ice,office@northmoor.example
Dr. Tunde Reyes,river deltas,office@northmoor.example
"""
PLAIN = """Subject: A question on {{ interest }}

Dear {{ name }},

I write about {{ interest }}. May I ask you something?

Maya
"""


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with World(tmp_path) as started:
        put_database(tmp_path / "data")
        started.write("people.csv", PEOPLE)
        started.write("plain.txt", PLAIN)
        done = started.scribe("run", "people.csv", "--template", "plain.txt", "--keep-duplicates", "--json")
        assert done.code == 0, done.err
        yield started


def ids(world: World) -> dict[str, str]:
    return {one["recipient_name"].split()[-1]: one["id"] for one in world.scribe("email", "list", "--json").json}


def files(folder: Path) -> list[str]:
    return sorted(one.name for one in folder.glob("[!.]*"))


def test_without_a_choice_what_is_approved_is_written_and_the_rest_is_named(world: World) -> None:
    nothing = world.scribe("email", "export", "--out", "out")
    assert nothing.code == 2
    assert "No draft is approved yet" in nothing.err
    assert "scribe email approve" in nothing.err
    assert "--all --out out --format eml" in nothing.err
    assert not (world.folder / "out").exists()
    drafts = ids(world)
    # The beginning of an id will do.
    assert world.scribe("email", "approve", drafts["Varnholt"][:8], "--even-if-similar").code == 0
    some = world.scribe("email", "export", "--out", "out")
    assert some.code == 0
    assert files(world.folder / "out") == ["prof-ilse-varnholt.eml"]
    assert "Left out, because not approved yet: 2 ready (" in some.err
    assert "Bao Lindemann" in some.err
    left = world.scribe("email", "export", "--out", "out", "--json").json
    assert set(left["left_out"]) == {drafts["Lindemann"], drafts["Reyes"]}


def test_a_second_export_replaces_its_own_files_and_says_so(world: World) -> None:
    first = world.scribe("email", "export", "--all", "--out", "out")
    assert first.code == 0, first.err
    assert "2 of them go to one address, office@northmoor.example" in first.err
    assert "3 of them are not approved yet" in first.err
    before = files(world.folder / "out")
    assert len(before) == 3
    (world.folder / "out" / "dr-tunde-reyes.eml").write_text("mine now", "utf-8")
    again = world.scribe("email", "export", "--all", "--out", "out")
    assert "2 files of an earlier export replaced" in again.err
    assert "Changed by you since an earlier export" in again.err
    assert files(world.folder / "out") == sorted([*before, "dr-tunde-reyes-2.eml"])
    assert (world.folder / "out" / "dr-tunde-reyes.eml").read_text("utf-8") == "mine now"


def test_what_a_person_knows_to_be_true_is_confirmed_and_can_be_approved(world: World) -> None:
    draft = ids(world)["Varnholt"]
    shown: dict[str, Any] = world.scribe("email", "show", draft, "--json").json
    words = "Your book appeared in 1987."
    body = shown["email_message"].replace("May I ask you something?", f"May I ask something? {words}")
    world.write("body.txt", body)
    edited = world.scribe("email", "edit", draft, "--body", "body.txt")
    assert edited.code == 0, edited.err
    assert "? 1. " in edited.out
    assert "“May I ask you something?”: The template has this sentence" in edited.out
    assert f"scribe email confirm --data-dir {world.folder / 'data'} {draft} 1 2" in edited.out
    refused = world.scribe("email", "approve", draft)
    assert refused.code == 3
    count = edited.out.count("  ? ")
    beyond = world.scribe("email", "confirm", draft, str(count + 1))
    assert (beyond.code, "no longer there" in beyond.err) == (2, True)
    numbers = [str(one) for one in range(1, count + 1)]
    confirmed = world.scribe("email", "confirm", draft[:10], *numbers)
    assert confirmed.code == 0, confirmed.err
    assert "Confirmed by you: " in confirmed.out
    assert "scribe email approve" in confirmed.out
    assert "(confirmed by you)" in world.scribe("email", "show", draft).out
    assert world.scribe("email", "approve", draft, "--even-if-similar").code == 0


def test_a_place_that_nothing_was_found_for_cannot_be_confirmed(world: World) -> None:
    world.write("one.csv", "Name,Interest\nMio Castellane,protein design\n")
    world.write("gap.txt", "Dear {{ title }} {{ last_name }},\n\nI write about {{ interest }}.\n\nMaya\n")
    (email,) = world.scribe("run", "one.csv", "--template", "gap.txt", "--json").json["emails"]
    refused = world.scribe("email", "confirm", email["id"], "1")
    assert (refused.code, "is still open" in refused.err) == (2, True)
    ready = world.scribe("email", "approve", "--all-ready", "--even-if-similar")
    assert ready.out == "3 drafts approved\n"
    assert ready.err.startswith("1 draft needs your review first. See which with: scribe email list ")


def test_ids_that_begin_alike_and_ids_of_nothing_are_said(world: World) -> None:
    items = [one["id"] for one in world.scribe("queue", "--json").json]
    ambiguous = world.scribe("cancel", items[0][:8])  # queued together, these begin with the same moment
    assert ambiguous.code == 2
    assert all(one in ambiguous.err for one in items)
    assert "Give the last 6 characters of the one you mean." in ambiguous.err
    named = world.scribe("cancel", items[0][-6:])  # it was found, and is completed already
    assert "Cannot cancel item with status 'completed'" in named.err
    assert world.scribe("email", "show", "ffffff-ffff").code == 2
    short = world.scribe("email", "show", "abc")
    assert (short.code, "first or last 6 characters" in short.err) == (2, True)
    whole = world.scribe("privacy", items[0][:-2] if len({one[:-2] for one in items}) == 3 else items[0], "--json")
    assert whole.code == 0, whole.err
