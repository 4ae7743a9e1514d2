"""Templates over HTTP: stored, made from a résumé, listed and read."""

from __future__ import annotations

import base64
import json
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.integration.api_world import World, running_api
from tests.model_server import ModelServer, Reply, failure, stream
from tests.resume_pdfs import scanned_pdf, text_pdf

TEXT = "Dear {{ name }},\n\nthe {{ paper }} of yours.\n\nMaya"
LETTER = {
    "subject": "A question about {{ interest }}",
    "about_me": ["I am Maya Lindqvist, and I finished an MSc at Ostlake College in 2023.", "I hold a PhD."],
    "about_them": ["I have been reading about {{ interest }}."],
    "request": ["Would you have twenty minutes for a call?"],
}


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with running_api(tmp_path) as world:
        yield world


def encoded(content: bytes) -> str:
    return base64.b64encode(content).decode()


def post(world: World, **body: Any) -> Any:
    return world.client.post("/api/templates/", json=body, timeout=60)


def detail(answer: Any) -> tuple[list[Any], str]:
    """Where the one problem of a 422 is, and its sentence."""
    assert answer.status_code == 422, answer.text
    (problem,) = answer.json()["detail"]
    return problem["loc"], problem["msg"]


def test_text_is_stored_under_its_name_and_a_changed_one_is_its_next_version(world: World) -> None:
    answer = post(world, name=" Papers ", source=TEXT)
    assert answer.status_code == 201
    made = answer.json()
    assert set(made) == {
        "id", "user_id", "name", "template_text", "template_type", "placeholders", "created_at", "version",
        "model", "left_out",
    }  # fmt: skip
    assert (made["name"], made["version"], made["template_text"]) == ("Papers", 1, TEXT)
    assert (made["template_type"], made["model"], made["left_out"]) == ("research", None, [])
    changed = post(world, name="papers", source=TEXT + " Lindqvist").json()
    assert (changed["name"], changed["version"]) == ("Papers", 2)
    unnamed = post(world, source="Dear {{ name }}, used once.").json()
    assert (unnamed["name"], unnamed["version"]) == (None, None)
    listed = world.client.get("/api/templates/").json()
    assert [one["id"] for one in listed] == [changed["id"], unnamed["id"]]
    older = world.client.get(f"/api/templates/{made['id']}").json()
    assert (older["version"], older["template_text"]) == (1, TEXT)


def test_listing_and_storing_answer_with_and_without_the_final_slash(world: World) -> None:
    assert world.client.post("/api/templates", json={"source": TEXT}).status_code == 201
    assert len(world.client.get("/api/templates").json()) == 1


def test_storing_needs_the_write_scope(lasting: World) -> None:
    with lasting.new_client(lasting.read_token) as reader:
        assert reader.post("/api/templates/", json={"source": TEXT}).status_code == 403
        assert reader.get("/api/templates/").json() == []


@pytest.mark.parametrize(
    ("body", "place"),
    [
        ({}, ["body"]),
        ({"source": TEXT, "resume_pdf_base64": "JVBERi0="}, ["body"]),
        ({"source": "Dear {{ name, hello"}, ["body", "source"]),
        ({"source": "short"}, ["body", "source"]),
        ({"source": TEXT, "name": "  "}, ["body", "name"]),
        ({"source": TEXT, "name": "x" * 121}, ["body", "name"]),
        ({"resume_pdf_base64": "ümlaut"}, ["body", "resume_pdf_base64"]),
        ({"resume_pdf_base64": "JVBERi0=", "kind": "novel"}, ["body", "kind"]),
        ({"resume_pdf_base64": "JVBERi0=", "ask": "money"}, ["body", "ask"]),
    ],
)
def test_bodies_that_cannot_be_used_are_refused(lasting: World, body: dict[str, Any], place: list[str]) -> None:
    assert detail(post(lasting, **body))[0] == place
    assert lasting.client.get("/api/templates/").json() == []


@pytest.mark.parametrize(
    ("content", "sentence"),
    [(b"no pdf", "is not a PDF"), (scanned_pdf(), "as a scan has"), (text_pdf()[:300], "damaged")],
)
def test_resume_that_cannot_be_read_says_why(lasting: World, content: bytes, sentence: str) -> None:
    place, message = detail(post(lasting, resume_pdf_base64=encoded(content)))
    assert place == ["body", "resume_pdf_base64"]
    assert sentence in message


def test_without_a_model_the_form_makes_the_template(world: World) -> None:
    answer = post(
        world, name="From my résumé", resume_pdf_base64=encoded(text_pdf()), who="a geographer", done="sediment cores",
        ask="call",
    )  # fmt: skip
    assert answer.status_code == 201, answer.text
    made = answer.json()
    assert "I am a geographer at Ostlake College. I have worked on sediment cores." in made["template_text"]
    assert "twenty minutes" in made["template_text"]
    assert (made["model"], made["left_out"], made["version"]) == (None, [], 1)
    place, message = detail(post(world, resume_pdf_base64=encoded(text_pdf()), use_model=True))
    assert (place, "No model is set" in message) == (["body", "use_model"], True)


@pytest.fixture
def model() -> Iterator[ModelServer]:
    with ModelServer(stream(json.dumps(LETTER))) as server:
        yield server


def use(world: World, server: ModelServer) -> None:
    world.app.settings.change(llm_base_url=server.base_url, llm_model="small-model")


def test_model_writes_the_letter_and_what_the_resume_does_not_say_is_left_out(world: World, model: ModelServer) -> None:
    use(world, model)
    made = post(world, resume_pdf_base64=encoded(text_pdf())).json()
    assert made["model"] == "small-model"
    assert [one["text"] for one in made["left_out"]] == ["I hold a PhD."]
    assert LETTER["about_me"][0] in made["template_text"]
    assert "PhD" not in made["template_text"]
    assert len(model.requests) == 1
    with closing(sqlite3.connect(world.app.paths.database)) as database:
        # What it cost is counted, outside of any queue item.
        assert database.execute("SELECT item_id, model, calls FROM model_calls").fetchall() == [
            (None, "small-model", 1)
        ]
    form = post(world, resume_pdf_base64=encoded(text_pdf()), use_model=False).json()
    assert form["model"] is None
    assert len(model.requests) == 1


@pytest.mark.parametrize(
    ("reply", "status"),
    [(failure(401), 503), (failure(400), 502), (stream('{"subject": "no more"}'), 502), (Reply(body="<html>"), 502)],
    ids=["key refused", "refused", "other schema", "no protocol"],
)
def test_trouble_with_the_model_is_told_in_a_sentence(world: World, reply: Reply, status: int) -> None:
    with ModelServer(reply) as server:
        use(world, server)
        answer = post(world, resume_pdf_base64=encoded(text_pdf()))
    assert (answer.status_code, len(answer.json()["detail"]) > 20) == (status, True), answer.text
    assert world.client.get("/api/templates/").json() == []
    assert "Incident" not in world.log()


def test_slow_model_holds_nobody_else_up_and_a_second_resume_is_told_to_wait(world: World) -> None:
    with ModelServer(stream("{", hold=True)) as server:
        use(world, server)
        ended: list[int] = []

        def ask() -> None:
            with world.new_client(world.token) as client:
                body = {"resume_pdf_base64": encoded(text_pdf())}
                ended.append(client.post("/api/templates/", json=body, timeout=60).status_code)

        waiting = threading.Thread(target=ask)
        waiting.start()
        assert server.arrived.wait(30)
        assert world.client.get("/api/templates/").json() == []
        assert post(world, source=TEXT).status_code == 201
        busy = post(world, resume_pdf_base64=encoded(text_pdf()))
        assert (busy.status_code, busy.headers["Retry-After"]) == (503, "5")
        assert world.client.get("/health").json()["status"] == "healthy"
    waiting.join(60)
    assert len(ended) == 1
    assert ended[0] >= 500


@pytest.mark.expected_warning(".")
def test_server_stops_while_a_model_writes(world: World) -> None:
    with ModelServer(stream("{", hold=True)) as server:
        use(world, server)

        def ask() -> None:
            with world.new_client(world.token) as client:
                body = {"resume_pdf_base64": encoded(text_pdf())}
                try:
                    client.post("/api/templates/", json=body, timeout=60)
                except Exception:  # the connection ends in one way or the other
                    return

        waiting = threading.Thread(target=ask)
        waiting.start()
        assert server.arrived.wait(30)
        world.server.stop()
        assert not world.server.running
        waiting.join(30)
        assert server.left.wait(30)
