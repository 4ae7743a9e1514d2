"""The queue over HTTP, as the clients of the service know it: listing, changing, paths."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
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


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with running_api(tmp_path) as world:
        yield world


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


def test_a_cancelled_item_leaves_the_list_and_the_others_move_up(world: World) -> None:
    first, second = world.submit("Ada Quist", "Bo Rand")
    answer = world.client.delete(f"/api/queue/{first}")
    assert (answer.status_code, answer.json()) == (200, {"message": "Queue item cancelled"})
    assert [(entry["id"], entry["position"]) for entry in world.listed()] == [(second, 1)]
    again = world.client.delete(f"/api/queue/{first}")
    assert (again.status_code, again.json()) == (400, {"detail": "Cannot cancel item with status 'cancelled'"})


@pytest.mark.parametrize("end", ["processing", "completed", "failed"])
def test_what_is_not_pending_cannot_be_cancelled(lasting: World, end: str) -> None:
    (item_id,) = lasting.submit("Ada Quist")
    item = lasting.claim()
    if end == "completed":
        lasting.complete(item)
    elif end == "failed":
        lasting.fail(item, STOPPED_BY_PERSON)
    answer = lasting.client.delete(f"/api/queue/{item_id}")
    assert (answer.status_code, answer.json()) == (400, {"detail": f"Cannot cancel item with status '{end}'"})


@pytest.mark.parametrize(("method", "path"), [("DELETE", "/api/queue/{}"), ("POST", "/api/queue/{}/retry")])
def test_ids_that_are_unknown_or_none(lasting: World, method: str, path: str) -> None:
    unknown = lasting.client.request(method, path.format(uuid4()))
    assert (unknown.status_code, unknown.json()) == (404, {"detail": "Queue item not found"})
    none = lasting.client.request(method, path.format("nonsense"))
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


def test_a_method_that_a_path_has_not_is_refused_with_those_it_has(lasting: World) -> None:
    answers = {
        ("PUT", "/api/queue/"): "GET",
        ("DELETE", "/api/queue/pause"): "POST",
        ("PATCH", f"/api/queue/{uuid4()}"): "DELETE",
        ("POST", f"/api/email/{uuid4()}/"): "GET, PATCH",
        ("HEAD", "/api/queue/"): "GET",
    }
    for (method, path), allowed in answers.items():
        answer = lasting.client.request(method, path)
        assert (answer.status_code, answer.headers["allow"]) == (405, allowed), (method, path)


def test_moments_are_those_of_the_clock(tmp_path: Path) -> None:
    clock = FakeClock()
    with running_api(tmp_path, clock) as world:
        clock.advance(timedelta(milliseconds=1250).total_seconds())
        world.submit("Ada Quist")
        assert world.listed()[0]["created_at"] == "2026-03-02T09:00:01.250Z"
