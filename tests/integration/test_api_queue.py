"""The queue over HTTP, as the clients of the service know it."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest

from scribe_desktop.bootstrap import open_context
from scribe_desktop.domain.queue import STOPPED_BY_PERSON
from scribe_desktop.domain.template import TemplateAnalysis, TemplateType
from scribe_desktop.errors import PauseReason
from scribe_desktop.pipeline.outputs import ParsedTemplate
from scribe_desktop.services.wire_format import queue_item_json
from scribe_desktop.storage_ports.queue import QueueQuery
from tests import factories
from tests.fakes import FakeClock
from tests.integration.api_world import TEMPLATE, World, running_api

PERSON = {"recipient_name": "Prof. Ilse Varnholt", "recipient_interest": "tides"}


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with running_api(tmp_path) as world:
        yield world


def batch(*items: dict[str, Any], template: str = TEMPLATE) -> dict[str, Any]:
    return {"items": list(items), "email_template": template}


# --- submitting --------------------------------------------------------------------------------


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
def test_bad_values_are_named_and_nothing_is_queued(world: World, body: Any, place: list[Any]) -> None:
    answer = world.client.post("/api/queue/batch", json=body)
    assert answer.status_code == 422
    (problem,) = answer.json()["detail"]
    assert problem["loc"] == place
    assert problem["msg"]
    assert problem["type"]
    assert world.listed() == []


@pytest.mark.parametrize(("length", "template"), [(2, "x" * 10), (255, "x" * 5000), (255, "  " + "x" * 5000 + "\n")])
def test_the_limits_themselves_are_allowed(world: World, length: int, template: str) -> None:
    item = {"recipient_name": f" {'I' * length} ", "recipient_interest": "t" * min(500, 2 * length)}
    assert world.client.post("/api/queue/batch", json=batch(*[item] * 100, template=template)).status_code == 201
    assert len(world.listed()) == 100


@pytest.mark.parametrize("content", ['{"items": ', "nonsense", '{"items": "\\ud800"}', '{"items": NaN}'])
def test_a_body_that_is_no_proper_json_is_refused_in_the_same_form(world: World, content: str) -> None:
    answer = world.client.post("/api/queue/batch", content=content, headers={"Content-Type": "application/json"})
    assert answer.status_code == 422
    assert isinstance(answer.json()["detail"], list)


@pytest.mark.parametrize("depth", [50, 300, 900])
def test_a_value_that_is_nested_deeply_is_refused_like_any_other(world: World, depth: int) -> None:
    content = b'{"items": ' + b"[" * depth + b"NaN" + b"]" * depth + b', "email_template": 1}'
    answer = world.client.post("/api/queue/batch", content=content, headers={"Content-Type": "application/json"})
    assert answer.status_code == 422
    assert answer.json()["detail"][0]["loc"] == ["body", "items", 0]


@pytest.mark.parametrize("content", [b"[" * 100_000, b"1" * 5000, b'{"a": "\xff"}'])
def test_a_body_that_breaks_the_parser_is_a_bad_request(world: World, content: bytes) -> None:
    answer = world.client.post("/api/queue/batch", content=content, headers={"Content-Type": "application/json"})
    assert answer.status_code in (400, 422)
    assert "detail" in answer.json()


# --- Idempotency-Key ---------------------------------------------------------------------------


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


# --- listing -----------------------------------------------------------------------------------


def test_each_status_shows_what_belongs_to_it_and_nothing_else(world: World) -> None:
    world.submit("Ada Quist", "Bo Rand", "Cy Sund", "Di Toft", "Ed Ulven")
    completed, failed, processing = world.claim(), world.claim(), world.claim()
    draft = world.complete(completed)
    world.fail(failed, "The search gave no answer (timeout: trying again may help)")
    world.store_step(processing, ParsedTemplate(TemplateAnalysis(TemplateType.GENERAL), {}, False, ()), 1.5)
    keys = ("status", "position", "email_id", "error_message", "current_step")
    assert [tuple(entry[key] for key in keys) for entry in world.listed()] == [
        ("completed", None, str(draft.id), None, None),
        ("failed", None, None, "The search gave no answer (timeout: trying again may help)", None),
        ("processing", None, None, None, "web_scraper"),
        ("pending", 1, None, None, None),
        ("pending", 2, None, None, None),
    ]
    for entry in world.listed():
        assert list(entry) == [
            "id", "recipient_name", "status", "position", "email_id", "error_message", "current_step", "created_at",
        ]  # fmt: skip
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", entry["created_at"])
        assert str(UUID(entry["id"])) == entry["id"]


def test_the_fast_list_says_what_the_slow_one_says(world: World) -> None:
    world.submit('Ada "Q" Quist\\', "Bø Rånd ☃ 𝒳", "Cy\u2028Sund\u0001\u007f", "Di Toft", "Ed Ulven")
    world.complete(world.claim())
    world.fail(world.claim(), 'A "quoted" error\n\u0000')
    world.claim()
    assert world.listed() == [queue_item_json(one) for one in world.app.queue.find(QueueQuery())]


def test_the_list_can_be_filtered_and_paged_with_positions_among_all(world: World) -> None:
    world.submit("Ada Quist", "Bo Rand", "Cy Sund", "Di Toft")
    world.complete(world.claim())
    everything = world.listed()
    assert world.listed(limit=2) == everything[:2]
    assert world.listed(limit=1, offset=2) == everything[2:3]
    assert everything[2]["position"] == 2
    assert world.listed(offset=10) == []
    assert world.listed(status="pending") == everything[1:]
    assert world.listed(status=["completed", "failed"]) == everything[:1]
    for bad in ({"limit": 0}, {"offset": -1}, {"status": "cancelled"}, {"window": "week"}, {"limit": 10**30}):
        assert world.client.get("/api/queue/", params=bad).status_code == 422


def test_items_leave_the_list_a_day_after_they_were_queued_and_still_count(tmp_path: Path) -> None:
    clock = FakeClock()
    with running_api(tmp_path, clock) as world:
        old = world.submit("Ada Quist", "Bo Rand")
        clock.advance(3600)
        world.submit("Cy Sund")
        assert len(world.listed()) == 3
        clock.advance(23 * 3600 + 1)
        (entry,) = world.listed()
        assert (entry["recipient_name"], entry["position"]) == ("Cy Sund", 3)
        assert [one["id"] for one in world.listed(window="all")][:2] == old
        assert world.listed(limit=1) == [entry]
        clock.advance(3600)
        assert world.listed() == []


def test_an_unchanged_list_is_not_modified(world: World) -> None:
    world.submit("Ada Quist")
    first = world.client.get("/api/queue/")
    etag = first.headers["etag"]
    for given in (etag, f"W/{etag}", f'"other", {etag}', "*"):
        again = world.client.get("/api/queue", headers={"If-None-Match": given})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", etag)
    assert world.client.get("/api/queue/", headers={"If-None-Match": '"other"'}).status_code == 200
    world.submit("Bo Rand")
    changed = world.client.get("/api/queue/", headers={"If-None-Match": etag})
    assert changed.status_code == 200
    assert changed.headers["etag"] != etag


def test_an_unchanged_list_is_not_read_again(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.submit("Ada Quist")
    first = world.listed()
    monkeypatch.setattr(type(world.app.queue), "rows", lambda *arguments: pytest.fail("the database was asked"))
    assert world.listed() == first


def test_what_this_process_changes_shows_in_the_next_answer(world: World) -> None:
    assert world.listed() == []
    ids = world.app.queue.enqueue([factories.recipient()], TEMPLATE)
    assert [entry["id"] for entry in world.listed()] == [str(ids[0])]
    world.app.queue.cancel(ids[0])
    assert world.listed() == []
    world.app.queue.undo_cancel(ids)
    assert len(world.listed()) == 1


def test_what_another_process_changes_shows_in_the_next_answer(world: World) -> None:
    assert world.listed() == []
    elsewhere = open_context(world.app.paths.root)  # its connections are its own, as another process's are
    try:
        elsewhere.queue.enqueue([factories.recipient()], TEMPLATE)
        assert len(world.listed()) == 1
    finally:
        elsewhere.close()


# --- changing ----------------------------------------------------------------------------------


def test_a_cancelled_item_leaves_the_list_and_the_others_move_up(world: World) -> None:
    first, second = world.submit("Ada Quist", "Bo Rand")
    answer = world.client.delete(f"/api/queue/{first}")
    assert (answer.status_code, answer.json()) == (200, {"message": "Queue item cancelled"})
    assert [(entry["id"], entry["position"]) for entry in world.listed()] == [(second, 1)]
    again = world.client.delete(f"/api/queue/{first}")
    assert (again.status_code, again.json()) == (400, {"detail": "Cannot cancel item with status 'cancelled'"})


@pytest.mark.parametrize("end", ["processing", "completed", "failed"])
def test_what_is_not_pending_cannot_be_cancelled(world: World, end: str) -> None:
    (item_id,) = world.submit("Ada Quist")
    item = world.claim()
    if end == "completed":
        world.complete(item)
    elif end == "failed":
        world.fail(item, STOPPED_BY_PERSON)
    answer = world.client.delete(f"/api/queue/{item_id}")
    assert (answer.status_code, answer.json()) == (400, {"detail": f"Cannot cancel item with status '{end}'"})


@pytest.mark.parametrize(("method", "path"), [("DELETE", "/api/queue/{}"), ("POST", "/api/queue/{}/retry")])
def test_ids_that_are_unknown_or_none(world: World, method: str, path: str) -> None:
    unknown = world.client.request(method, path.format(uuid4()))
    assert (unknown.status_code, unknown.json()) == (404, {"detail": "Queue item not found"})
    none = world.client.request(method, path.format("nonsense"))
    assert (none.status_code, none.json()) == (400, {"detail": "Invalid queue item ID format"})


def test_cancel_and_claim_race_and_exactly_one_wins(world: World) -> None:
    ids = world.submit(*[f"Person {number:02d}" for number in range(40)])
    claimed: list[str] = []

    def work() -> None:
        while True:
            with world.app.unit_of_work() as unit:
                item = unit.queue.claim("worker", "template-only", world.app.clock.now())
                unit.commit()
            if item is None:
                return
            claimed.append(str(item.id))

    worker = threading.Thread(target=work)
    worker.start()
    answers = {one: world.client.delete(f"/api/queue/{one}") for one in reversed(ids)}
    worker.join()
    cancelled = [one for one, answer in answers.items() if answer.status_code == 200]
    assert sorted(cancelled + claimed) == sorted(ids)
    for one in claimed:
        assert answers[one].json() == {"detail": "Cannot cancel item with status 'processing'"}


def test_a_failed_item_can_be_tried_again_at_the_end(world: World) -> None:
    first, second = world.submit("Ada Quist", "Bo Rand")
    refused = world.client.post(f"/api/queue/{first}/retry")
    assert (refused.status_code, refused.json()) == (400, {"detail": "Cannot retry item with status 'pending'"})
    world.fail(world.claim(), "The model was busy (timeout: trying again may help)")
    assert world.client.post(f"/api/queue/{first}/retry").json() == {"message": "Queue item queued again"}
    assert [(entry["id"], entry["position"], entry["error_message"]) for entry in world.listed()] == [
        (second, 1, None),
        (first, 2, None),
    ]


def test_pausing_and_resuming(world: World) -> None:
    assert world.client.post("/api/queue/pause").json() == {"message": "Queue paused"}
    assert world.app.queue.pause_state().reason is PauseReason.USER
    summary = world.client.get("/api/queue/summary").json()
    assert (summary["paused"], summary["pause_reason"]) == (True, "user")
    assert world.client.post("/api/queue/resume").json() == {"message": "Queue resumed"}
    assert world.app.queue.pause_state().reason is None


def test_the_summary_counts_by_status(world: World) -> None:
    assert world.client.get("/api/queue/summary").json() == {
        "pending": 0, "processing": 0, "completed": 0, "failed": 0, "eta_seconds": 0.0, "paused": False,
        "pause_reason": None, "pause_message": None,
    }  # fmt: skip
    world.submit("Ada Quist", "Bo Rand", "Cy Sund")
    world.complete(world.claim())
    world.claim()
    summary = world.client.get("/api/queue/summary").json()
    assert (summary["pending"], summary["processing"], summary["completed"], summary["failed"]) == (1, 1, 1, 0)
    assert summary["eta_seconds"] is None  # nothing was measured on this machine


# --- paths -------------------------------------------------------------------------------------


def test_every_path_answers_with_and_without_its_final_slash(world: World) -> None:
    item_id = world.submit("Ada Quist")[0]
    draft = world.draft()
    template_id = world.client.get("/api/templates/").json()[0]["id"]
    paths = [
        "/health", "/api/openapi.json", "/api/queue", "/api/queue/summary", "/api/email", f"/api/email/{draft.id}",
        f"/api/email/status/{item_id}", "/api/templates", f"/api/templates/{template_id}",
    ]  # fmt: skip
    for path in paths:
        for spelled in (path, f"{path}/"):
            assert world.client.get(spelled).status_code == 200, spelled
    for path in ("/api/queue/batch", "/api/email/generate"):
        for spelled in (path, f"{path}/"):
            assert world.client.post(spelled, json={}).status_code == 422
    for spelled in ("/api/queue/pause", "/api/queue/pause/", "/api/queue/resume", "/api/queue/resume/"):
        assert world.client.post(spelled).status_code == 200
    assert world.client.post(f"/api/queue/{item_id}/retry/").status_code == 400
    assert world.client.delete(f"/api/queue/{uuid4()}/").status_code == 404
    for unknown in ("/", "/api", "/docs", "/redoc", "/openapi.json", "/api/queue//", "/api/queue/batch/x"):
        assert world.client.get(unknown).status_code in (404, 405), unknown


def test_a_method_that_a_path_has_not_is_refused_with_those_it_has(world: World) -> None:
    answers = {
        ("PUT", "/api/queue/"): "GET",
        ("DELETE", "/api/queue/pause"): "POST",
        ("PATCH", f"/api/queue/{uuid4()}"): "DELETE",
        ("POST", f"/api/email/{uuid4()}/"): "GET, PATCH",
        ("HEAD", "/api/queue/"): "GET",
    }
    for (method, path), allowed in answers.items():
        answer = world.client.request(method, path)
        assert (answer.status_code, answer.headers["allow"]) == (405, allowed), (method, path)


def test_moments_are_those_of_the_clock(tmp_path: Path) -> None:
    clock = FakeClock()
    with running_api(tmp_path, clock) as world:
        clock.advance(timedelta(milliseconds=1250).total_seconds())
        world.submit("Ada Quist")
        assert world.listed()[0]["created_at"] == "2026-03-02T09:00:01.250Z"
