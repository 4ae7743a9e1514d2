"""`scribe template …` and `--template NAME`, as processes on one data folder."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.world import World
from tests.model_server import ModelServer, stream
from tests.ready_folder import put_database
from tests.resume_pdfs import scanned_pdf, text_pdf

PLAIN = "Dear {{ name }},\n\nI think about {{ interest }}.\n\nMaya\n"
LETTER = {
    "subject": "A question about {{ interest }}",
    "about_me": ["I am Maya Lindqvist.", "I hold a PhD."],
    "about_them": ["I have been reading about {{ interest }}."],
    "request": ["Would you have twenty minutes for a call?"],
}


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with World(tmp_path) as started:
        put_database(tmp_path / "data")
        started.write("plain.txt", PLAIN)
        started.write("people.csv", "name,interest\nProf. Ilse Varnholt,tides\n")
        (tmp_path / "cv.pdf").write_bytes(text_pdf())
        yield started


def test_template_has_versions_that_are_listed_compared_and_restored(world: World) -> None:
    made = world.scribe("template", "new", "Tides", "--file", "plain.txt", "--json").json
    assert (made["name"], made["version"], made["kind"]) == ("Tides", 1, "named")
    world.write("plain.txt", PLAIN.replace("think", "wonder"))
    assert world.scribe("template", "save", "tides", "--file", "plain.txt", "--json").json["version"] == 2
    versions = world.scribe("template", "versions", "Tides", "--json").json
    assert [one["version"] for one in versions] == [2, 1]
    assert "[-think-]{+wonder+}" in world.scribe("template", "diff", "Tides", "1").out
    assert world.scribe("template", "restore", "Tides", "1", "--json").json["version"] == 3
    assert "I think about" in world.scribe("template", "show", "Tides").out
    assert "I wonder about" in world.scribe("template", "show", "Tides", "--version", "2").out
    unknown = world.scribe("template", "show", "Tidse")
    assert (unknown.code, "Did you mean “Tides”" in unknown.err) == (2, True)


def test_template_is_renamed_copied_archived_exported_and_deleted(world: World) -> None:
    world.scribe("template", "new", "Tides", "--file", "plain.txt")
    assert world.scribe("template", "rename", "Tides", "Waves", "--json").json["name"] == "Waves"
    assert world.scribe("template", "duplicate", "Waves", "--json").json["name"] == "Waves (copy)"
    assert world.scribe("template", "archive", "Waves (copy)").code == 0
    assert [one["name"] for one in world.scribe("template", "list", "--json").json] == ["Waves"]
    assert [one["name"] for one in world.scribe("template", "list", "--archived", "--json").json] == ["Waves (copy)"]
    assert world.scribe("template", "archive", "Waves (copy)", "--undo").code == 0
    assert world.scribe("template", "export", "Waves", "--out", "waves.txt").code == 0
    assert (world.folder / "waves.txt").read_text("utf-8") == PLAIN
    assert world.scribe("template", "delete", "Waves", "--yes").code == 0
    assert [one["name"] for one in world.scribe("template", "list", "--json").json] == ["Waves (copy)"]


def test_import_and_run_take_a_name_from_the_library(world: World) -> None:
    world.scribe("template", "new", "Tides", "--file", "plain.txt")
    done = world.scribe("run", "people.csv", "--template", "tides", "--json")
    assert done.code == 0, done.err
    assert "I think about tides." in done.json["emails"][0]["email_message"]
    wrong = world.scribe("import", "people.csv", "--template", "Tydes")
    assert wrong.code == 2
    assert "no file Tydes" in wrong.err
    assert "Did you mean “Tides”" in wrong.err
    # The draft keeps its text although its template is gone.
    world.scribe("template", "delete", "Tides", "--yes")
    (email,) = world.scribe("email", "list", "--json").json
    assert "I think about tides." in email["email_message"]
    assert world.scribe("template", "list", "--json").json == []


def test_starting_template_is_shown_used_and_kept(world: World) -> None:
    starters = world.scribe("template", "starters", "--json").json
    assert [one["kind"] for one in starters] == ["starter"] * 3
    assert world.scribe("import", "people.csv", "--template", starters[0]["name"]).code == 0
    assert world.scribe("template", "new", "Mine", "--starter", starters[0]["name"]).code == 0
    assert [one["name"] for one in world.scribe("template", "list", "--json").json] == ["Mine"]


def test_missing_signature_is_told_and_added_only_when_asked(world: World) -> None:
    world.write("open.txt", "Dear {{ name }},\n\nhow are the tides today?\n")
    done = world.scribe("template", "new", "Open", "--file", "open.txt")
    assert "--add-signature" in done.err
    assert "signature }}" not in world.scribe("template", "show", "Open").out
    world.scribe("template", "save", "Open", "--file", "open.txt", "--add-signature")
    assert world.scribe("template", "show", "Open").out.rstrip().endswith("{{ signature }}")


def test_resume_makes_a_template_by_the_form(world: World) -> None:
    done = world.scribe(
        "template", "new", "Mine", "--from-resume", "cv.pdf", "--who", "a geographer", "--ask", "call", "--json"
    )
    assert done.code == 0, done.err
    assert "I am a geographer at Ostlake College." in done.json["template_text"]
    assert "twenty minutes" in done.json["template_text"]
    (world.folder / "scan.pdf").write_bytes(scanned_pdf())
    scanned = world.scribe("template", "new", "Scan", "--from-resume", "scan.pdf")
    assert (scanned.code, "as a scan has" in scanned.err) == (2, True)
    nothing = world.scribe("template", "new", "Nothing")
    assert (nothing.code, "--from-resume" in nothing.err) == (2, True)


def test_resume_goes_to_the_model_only_after_a_yes(world: World) -> None:
    with ModelServer(stream(json.dumps(LETTER))) as server:
        settings = world.folder / "data" / "settings.json"
        settings.parent.mkdir(exist_ok=True)
        settings.write_text(json.dumps({"llm_base_url": server.base_url, "llm_model": "small-model"}), "utf-8")
        asked = world.scribe("template", "new", "Mine", "--from-resume", "cv.pdf")
        assert asked.code == 2
        assert "goes to the model small-model" in asked.err
        assert server.requests == []
        done = world.scribe("template", "new", "Mine", "--from-resume", "cv.pdf", "--yes", "--json")
        assert done.code == 0, done.err
        assert len(server.requests) == 1
    assert [one["text"] for one in done.json["left_out"]] == ["I hold a PhD."]
    assert "I am Maya Lindqvist." in done.json["template_text"]
