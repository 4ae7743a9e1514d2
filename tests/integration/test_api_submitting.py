"""Queueing people over HTTP: what is accepted and what is refused, and keys that make it safe to repeat."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from tests.fakes import FakeClock
from tests.integration.api_world import PERSON, World, batch, running_api


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with running_api(tmp_path) as world:
        yield world


def test_a_batch_is_queued_in_order_and_answered_with_its_ids(world: World) -> None:
    answer = world.client.post("/api/queue/batch", json=batch(PERSON, {**PERSON, "recipient_name": "Bao Lindemann"}))
    assert answer.status_code == 201
    assert answer.json() == {
        "queue_item_ids": [entry["id"] for entry in world.listed()],
        "message": "Successfully queued 2 items",
    }
    assert [entry["recipient_name"] for entry in world.listed()] == ["Prof. Ilse Varnholt", "Bao Lindemann"]
    assert [entry["position"] for entry in world.listed()] == [1, 2]


def test_one_item_is_counted_as_one(world: World) -> None:
    assert world.client.post("/api/queue/batch", json=batch(PERSON)).json()["message"] == "Successfully queued 1 item"


def test_texts_are_trimmed_and_what_a_row_may_have_more_is_kept(world: World) -> None:
    item = {
        "recipient_name": "  Ilse Varnholt\n",
        "recipient_interest": " tides ",
        "recipient_email": " ilse@karlsvale.example ",
        "fields": {"course": "Oceanography 2"},
        "unknown": [1, 2],
    }
    (item_id,) = world.client.post("/api/queue/batch", json={**batch(item), "more": 1}).json()["queue_item_ids"]
    recipient = world.app.queue.get(UUID(item_id)).recipient
    assert recipient.name == "Ilse Varnholt"
    assert recipient.interest == "tides"
    assert recipient.email == "ilse@karlsvale.example"
    assert dict(recipient.fields) == {"course": "Oceanography 2"}


@pytest.mark.parametrize(
    ("body", "place"),
    [
        (batch(), ["body", "items"]),
        (batch(*[PERSON] * 101), ["body", "items"]),
        (batch({**PERSON, "recipient_name": " I "}), ["body", "items", 0, "recipient_name"]),
        (batch(PERSON, {**PERSON, "recipient_name": "I" * 256}), ["body", "items", 1, "recipient_name"]),
        (batch({**PERSON, "recipient_interest": "t"}), ["body", "items", 0, "recipient_interest"]),
        (batch({**PERSON, "recipient_interest": "t" * 501}), ["body", "items", 0, "recipient_interest"]),
        (batch({"recipient_name": "Ilse"}), ["body", "items", 0, "recipient_interest"]),
        (batch({**PERSON, "recipient_email": "nobody"}), ["body", "items", 0, "recipient_email"]),
        (batch({**PERSON, "fields": {"a": 1}}), ["body", "items", 0, "fields", "a"]),
        (batch(PERSON, template=" " + "x" * 9 + " "), ["body", "email_template"]),
        (batch(PERSON, template="x" * 5001), ["body", "email_template"]),
        (batch(PERSON, template="Dear {{ name, hello you"), ["body", "email_template"]),
        ({"items": [PERSON]}, ["body", "email_template"]),
        ([], ["body"]),
    ],
)
def test_bad_values_are_named_and_nothing_is_queued(lasting: World, body: Any, place: list[Any]) -> None:
    answer = lasting.client.post("/api/queue/batch", json=body)
    assert answer.status_code == 422
    (problem,) = answer.json()["detail"]
    assert problem["loc"] == place
    assert problem["msg"]
    assert problem["type"]
    assert lasting.listed() == []


@pytest.mark.parametrize(("length", "template"), [(2, "x" * 10), (255, "x" * 5000), (255, "  " + "x" * 5000 + "\n")])
def test_the_limits_themselves_are_allowed(world: World, length: int, template: str) -> None:
    item = {"recipient_name": f" {'I' * length} ", "recipient_interest": "t" * min(500, 2 * length)}
    assert world.client.post("/api/queue/batch", json=batch(*[item] * 100, template=template)).status_code == 201
    assert len(world.listed()) == 100


@pytest.mark.parametrize("content", ['{"items": ', "nonsense", '{"items": "\\ud800"}', '{"items": NaN}'])
def test_a_body_that_is_no_proper_json_is_refused_in_the_same_form(lasting: World, content: str) -> None:
    answer = lasting.client.post("/api/queue/batch", content=content, headers={"Content-Type": "application/json"})
    assert answer.status_code == 422
    assert isinstance(answer.json()["detail"], list)


@pytest.mark.parametrize("depth", [50, 300, 900])
def test_a_value_that_is_nested_deeply_is_refused_like_any_other(lasting: World, depth: int) -> None:
    content = b'{"items": ' + b"[" * depth + b"NaN" + b"]" * depth + b', "email_template": 1}'
    answer = lasting.client.post("/api/queue/batch", content=content, headers={"Content-Type": "application/json"})
    assert answer.status_code == 422
    assert answer.json()["detail"][0]["loc"] == ["body", "items", 0]


@pytest.mark.parametrize("content", [b"[" * 100_000, b"1" * 5000, b'{"a": "\xff"}'])
def test_a_body_that_breaks_the_parser_is_a_bad_request(lasting: World, content: bytes) -> None:
    answer = lasting.client.post("/api/queue/batch", content=content, headers={"Content-Type": "application/json"})
    assert answer.status_code in (400, 422)
    assert "detail" in answer.json()


def test_the_same_key_queues_once_and_repeats_the_first_answer(world: World) -> None:
    headers = {"Idempotency-Key": "first"}
    first = world.client.post("/api/queue/batch", json=batch(PERSON), headers=headers)
    again = world.client.post("/api/queue/batch", content=json.dumps(batch(PERSON), indent=3),
                              headers={**headers, "Content-Type": "application/json"})  # fmt: skip
    assert (again.status_code, again.json()) == (201, first.json())
    assert len(world.listed()) == 1


def test_the_same_key_with_another_body_is_refused(world: World) -> None:
    headers = {"Idempotency-Key": "first"}
    world.client.post("/api/queue/batch", json=batch(PERSON), headers=headers)
    answer = world.client.post("/api/queue/batch", json=batch(PERSON, PERSON), headers=headers)
    assert answer.status_code == 422
    assert answer.json()["detail"][0]["loc"] == ["header", "Idempotency-Key"]
    assert len(world.listed()) == 1


def test_a_key_is_free_again_after_a_day(tmp_path: Path) -> None:
    clock = FakeClock()
    with running_api(tmp_path, clock) as world:
        headers = {"Idempotency-Key": "daily", "Authorization": f"Bearer {world.token}"}
        first = world.client.post("/api/queue/batch", json=batch(PERSON), headers=headers).json()
        clock.advance(24 * 3600 + 1)
        assert world.client.post("/api/queue/batch", json=batch(PERSON, PERSON), headers=headers).json() != first


def test_many_with_the_same_key_at_once_queue_once(world: World) -> None:
    answers = []

    def submit() -> None:
        with world.new_client(world.token) as client:
            answers.append(client.post("/api/queue/batch", json=batch(PERSON), headers={"Idempotency-Key": "k"}).json())

    threads = [threading.Thread(target=submit) for _ in range(8)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert len(answers) == 8
    assert len({json.dumps(one) for one in answers}) == 1
    assert len(world.listed()) == 1
