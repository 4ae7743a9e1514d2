"""`scribe run` as a person runs it: a process, real servers on loopback, and the drafts read back."""

from __future__ import annotations

import json
from collections.abc import Iterator
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from typing import Any

import pytest

from scribe_desktop.config.paths import resources_dir
from tests.e2e.world import World

NOTHING_FOUND = (
    "Web scraping timeout: No results found for search terms after 3 attempts. "
    "Please verify recipient information and try again."
)
HEADER = "Name,Interest,Email,Affiliation\n"
VARNHOLT = "Prof. Ilse Varnholt,coastal sediment transport,varnholt@karlsvale.example,Karlsvale University\n"
BRANDVIG = "Dr. Salome Brandvig,robotic grasp planning,brandvig@tidewater.example,Tidewater Polytechnic\n"
CASTELLANE = "Dr. Mio Castellane,protein design,,Vellmark Institute\n"
TEMPLATE = """Subject: A question about {{ interest }}

Dear {{ title }} {{ last_name }},

I am a student of data science. I keep coming back to your work on {{ research }}.

Would you have twenty minutes for a call?

Maya Lindqvist
"""
TIDAL = "Tidal Sorting of Mixed Sediments in a Shallow Estuary"
SLIP = "Planning the Second Touch: Grasp Recovery from Slip"


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """Everything but a model."""
    with World(tmp_path) as started:
        yield started


@pytest.fixture
def world_with_model(tmp_path: Path) -> Iterator[World]:
    """Everything."""
    with World(tmp_path, with_model=True) as started:
        yield started


def analysis() -> dict[str, Any]:
    """What step 1 gets when it asks the model about the template."""
    return reply({"type": "research", "key_words": ["data science"]})


def reply(document: dict[str, Any]) -> dict[str, Any]:
    """An answer of the model."""
    return {"type": "reply", "text": json.dumps(document)}


def draft(last_name: str, interest: str, sentence: str) -> dict[str, Any]:
    """A draft of the template with the open sentence filled."""
    body = (
        f"Dear {last_name},\n\nI am a student of data science. {sentence}\n\n"
        "Would you have twenty minutes for a call?\n\nMaya Lindqvist"
    )
    statements = [{"text": sentence, "evidence_ids": ["P1"]}]
    return reply({"subject": f"A question about {interest}", "body": body, "statements": statements})


def test_template_only_drafts_rest_on_what_was_found_and_one_failure_gives_exit_code_3(world: World) -> None:
    people = world.write("people.csv", HEADER + VARNHOLT + BRANDVIG + CASTELLANE)
    template = world.write("template.txt", TEMPLATE)
    done = world.scribe("run", people, "--template", template, "--out", "drafts", "--json")
    assert done.code == 3, done.err
    document = done.json
    assert set(document) == {"items", "emails", "completed", "failed", "cost"}
    assert (document["completed"], document["failed"]) == (2, 1)
    assert [item["status"] for item in document["items"]] == ["completed", "completed", "failed"]
    assert document["items"][2]["error_message"] == NOTHING_FOUND
    by_name = {email["recipient_name"]: email for email in document["emails"]}
    assert f'"{TIDAL}"' in by_name["Prof. Ilse Varnholt"]["email_message"]
    assert f'"{SLIP}"' in by_name["Dr. Salome Brandvig"]["email_message"]
    assert all(email["review_state"] == "ready" and email["is_confident"] for email in document["emails"])
    for name in by_name:
        message = message_from_bytes(
            (world.folder / "drafts" / f"{name.lower().replace('. ', '-').replace(' ', '-')}.eml").read_bytes(),
            policy=default,
        )
        assert message["Subject"] == by_name[name]["subject"]
        assert message["To"] == by_name[name]["recipient_email"]


def test_a_namesake_gives_neither_page_nor_paper_to_the_draft(world: World) -> None:
    people = world.write("people.csv", HEADER + BRANDVIG)
    template = world.write("template.txt", TEMPLATE)
    (email,) = world.scribe("run", people, "--template", template, "--json").json["emails"]
    used = json.dumps([email["evidence"], email["metadata"]["arxiv_papers"], email["email_message"]])
    assert "Valve" not in used
    assert "Enamel" not in used
    assert "dental" not in used
    left_out = {one["url"]: one["reason"] for one in email["metadata"]["scraping_metadata"]["left_out"]}
    assert world.local("https://brandvig-dental.example/") in left_out
    assert all(left_out.values())


def test_every_draft_names_its_searches_pages_papers_and_times(world: World) -> None:
    people = world.write("people.csv", HEADER + VARNHOLT)
    template = world.write("template.txt", TEMPLATE)
    (email,) = world.scribe("run", people, "--template", template, "--json").json["emails"]
    metadata = email["metadata"]
    assert metadata["search_terms"] == world.searches
    assert all("Ilse Varnholt" in query and "Prof" not in query for query in metadata["search_terms"])
    assert world.local("https://karlsvale.example/people/varnholt") in metadata["scraped_urls"]
    assert TIDAL in {paper["title"] for paper in metadata["arxiv_papers"]}
    assert set(metadata["step_timings"]) == {"template_parser", "web_scraper", "arxiv_helper", "email_composer"}
    assert metadata["model"] == "template-only"
    assert any(TIDAL in one["claim"] and one["kind"] == "paper" for one in email["evidence"])


def test_a_template_that_researches_nothing_asks_nobody(world: World) -> None:
    people = world.write("people.csv", HEADER + CASTELLANE)
    template = world.write(
        "template.txt", "Dear {{ name }},\n\nI would like to hear more about {{ interest }}.\n\nMaya\n"
    )
    done = world.scribe("run", people, "--template", template, "--json")
    assert done.code == 0, done.err
    assert (world.searches, world.pages_read, world.arxiv.queries) == ([], [], [])
    assert done.json["emails"][0]["email_message"] == (
        "Dear Dr. Mio Castellane,\n\nI would like to hear more about protein design.\n\nMaya"
    )


def test_n_honest_drafts_cost_n_plus_one_model_calls(world_with_model: World) -> None:
    world = world_with_model
    assert world.model is not None
    people = world.write("people.csv", HEADER + VARNHOLT + BRANDVIG)
    template = world.write("template.txt", TEMPLATE)
    world.model.script(
        analysis(),
        draft("Prof. Varnholt", "coastal sediment transport", f"I keep coming back to your work on “{TIDAL}”."),
        draft("Dr. Brandvig", "robotic grasp planning", f"I keep coming back to your work on “{SLIP}”."),
    )
    done = world.scribe("run", people, "--template", template, "--json")
    assert done.code == 0, done.err
    assert [email["review_state"] for email in done.json["emails"]] == ["ready", "ready"]
    assert len([one for one in world.model.requests() if one["path"].endswith("/chat/completions")]) == 3
    assert sum(email["metadata"]["generation_metadata"]["calls"] for email in done.json["emails"]) == 3
    assert world.model.verdict()["passed"]


def test_a_model_that_keeps_inventing_ends_in_needs_review_with_the_reason(world_with_model: World) -> None:
    world = world_with_model
    assert world.model is not None
    people = world.write("people.csv", HEADER + VARNHOLT)
    template = world.write("template.txt", TEMPLATE)
    lie = "I keep coming back to your work on “The Harmonic Beach”, which won the 2019 Marlowe Prize."
    world.model.script(analysis(), *[draft("Prof. Varnholt", "coastal sediment transport", lie)] * 3)
    done = world.scribe("run", people, "--template", template, "--json")
    (email,) = done.json["emails"]
    assert done.code == 0, done.err
    assert (email["review_state"], email["is_confident"]) == ("needs_review", False)
    assert email["metadata"]["generation_metadata"]["attempts"] == 3
    shown = world.scribe("email", "show", email["id"]).out
    assert "The Harmonic Beach" in shown
    assert "2019" in shown


def test_a_refused_key_pauses_the_queue_and_loses_nothing(world_with_model: World) -> None:
    world = world_with_model
    assert world.model is not None
    people = world.write("people.csv", HEADER + VARNHOLT + BRANDVIG)
    template = world.write("template.txt", TEMPLATE)
    world.model.script({"type": "fail", "status": 401, "times": None})
    done = world.scribe("run", people, "--template", template, "--json", SCRIBE_LLM_API_KEY="not-the-right-one")
    assert done.code == 4, done.err
    assert [item["status"] for item in done.json["items"]] == ["pending", "pending"]
    assert [item["position"] for item in done.json["items"]] == [1, 2]
    assert "key" in done.err
    assert "not-the-right-one" not in done.err + done.out
    world.model.reset()
    world.model.script(
        analysis(),
        draft("Prof. Varnholt", "coastal sediment transport", f"I keep coming back to your work on “{TIDAL}”."),
        draft("Dr. Brandvig", "robotic grasp planning", f"I keep coming back to your work on “{SLIP}”."),
    )
    assert world.scribe("work", "--json").json == {"completed": 2, "failed": 0, "paused": None}


def test_the_model_composer_without_a_model_is_refused_with_what_to_do(world: World) -> None:
    people = world.write("people.csv", HEADER + VARNHOLT)
    template = world.write("template.txt", TEMPLATE)
    done = world.scribe("run", people, "--template", template, "--composer", "openai")
    assert done.code == 2
    assert "SCRIBE_LLM_BASE_URL" in done.err
    assert world.scribe("queue", "--json").json == []


def test_the_demo_writes_nine_drafts_and_shows_one_failure_without_any_network(tmp_path: Path) -> None:
    with World(tmp_path) as world:
        model = {"SCRIBE_LLM_BASE_URL": "http://127.0.0.1:9/v1", "SCRIBE_LLM_MODEL": "not-asked"}
        done = world.scribe("demo", "--json", **model)
        assert done.code == 0, done.err
        assert (world.searches, world.pages_read, world.arxiv.queries) == ([], [], [])
    assert (done.json["completed"], done.json["failed"]) == (9, 1)
    failed = [item for item in done.json["items"] if item["status"] == "failed"]
    assert failed[0]["recipient_name"] == "Dr. Mio Castellane"
    states = {email["recipient_name"]: email["review_state"] for email in done.json["emails"]}
    assert [name for name, state in states.items() if state == "needs_review"] == ["Dr. Noor Tamsin"]
    brandvig = next(one for one in done.json["emails"] if one["recipient_name"] == "Dr. Salome Brandvig")
    assert SLIP in brandvig["email_message"]
    rows = (resources_dir() / "demo" / "recipients.csv").read_text("utf-8").splitlines()[1:]
    assert [item["recipient_name"] for item in done.json["items"]] == [row.split(",")[0] for row in rows]
    assert "Sample data" in done.err


def test_the_demo_names_its_folder_does_not_pile_up_and_never_asks_the_web(tmp_path: Path) -> None:
    with World(tmp_path) as world:
        folder = tmp_path / "own"
        first = world.scribe("demo", "--json", "--data-dir", str(folder))
        assert first.code == 0, first.err
        assert first.suggested == ["email", "list", "--data-dir", str(folder / "demo")]
        assert len(world.scribe(*first.suggested, "--json").json) == 9
        again = world.scribe("demo", "--json", "--data-dir", str(folder))
        assert again.code == 0, again.err
        assert {one["id"] for one in again.json["items"]} == {one["id"] for one in first.json["items"]}
        assert len(again.json["emails"]) == 9
        assert len(world.scribe("queue", "--all", "--json", "--data-dir", str(folder / "demo")).json) == 10
        retried = world.scribe("retry", "--failed", "--data-dir", str(folder / "demo"))
        assert retried.code == 0, retried.err
        worked = world.scribe("work", "--data-dir", str(folder / "demo"))
        assert worked.code == 3
        assert world.scribe("privacy", "--json", "--data-dir", str(folder / "demo")).json == []
        assert (world.searches, world.pages_read, world.arxiv.queries) == ([], [], [])
        inside = world.scribe("demo", "--json", "--data-dir", str(folder / "demo"))
        assert len(inside.json["items"]) == 10
        assert not (folder / "demo" / "demo").exists()
