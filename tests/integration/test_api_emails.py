"""Drafts, tasks and templates over HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from scribe_desktop.domain.email import Finding, FindingKind, ReviewState
from scribe_desktop.domain.evidence import Claim, EvidenceKind
from scribe_desktop.domain.queue import STOPPED_BY_PERSON, StepName
from scribe_desktop.domain.template import TemplateAnalysis, TemplateType
from scribe_desktop.pipeline.outputs import ParsedTemplate
from scribe_desktop.storage_ports.queue import StoredStep
from tests.integration.api_world import TEMPLATE, World, running_api

FINDING = Finding(FindingKind.YEAR, "1919", "In 1919 it was.", "No source has this year.")
NOT_FOUND = {"detail": "Email not found or you don't have permission to access it"}
BODY = {"email_template": TEMPLATE, "recipient_name": "Prof. Ilse Varnholt", "recipient_interest": "tides"}


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with running_api(tmp_path) as world:
        yield world


def test_a_draft_is_read_with_what_it_rests_on(world: World) -> None:
    claim = Claim("I read it.", "https://karlsvale.example", "Karlsvale", "It says so.", EvidenceKind.PAGE)
    draft = world.draft(evidence=(claim,), metadata={"model": "template-only"}, recipient_email="i@karlsvale.example")
    answer = world.client.get(f"/api/email/{draft.id}")
    assert answer.status_code == 200
    email = answer.json()
    assert set(email) == {
        "id", "user_id", "recipient_name", "recipient_interest", "email_message", "template_type", "metadata",
        "is_confident", "displayed", "created_at", "subject", "recipient_email", "review_state", "evidence",
    }  # fmt: skip
    assert (email["id"], email["email_message"], email["subject"]) == (str(draft.id), draft.body, draft.subject)
    assert (email["is_confident"], email["displayed"], email["review_state"]) == (True, True, "ready")
    assert email["created_at"].endswith("Z")
    assert email["evidence"] == [
        {
            "claim": "I read it.",
            "source_url": "https://karlsvale.example",
            "source_title": "Karlsvale",
            "passage": "It says so.",
            "kind": "page",
        }
    ]


@pytest.mark.parametrize("method", ["GET", "PATCH"])
def test_emails_that_are_unknown_or_none(lasting: World, method: str) -> None:
    body: Any = {} if method == "PATCH" else None
    unknown = lasting.client.request(method, f"/api/email/{uuid4()}", json=body)
    assert (unknown.status_code, unknown.json()) == (404, NOT_FOUND)
    none = lasting.client.request(method, "/api/email/nonsense", json=body)
    assert (none.status_code, none.json()) == (400, {"detail": "Invalid email ID format"})


def test_drafts_are_listed_newest_first_without_discarded_ones(world: World) -> None:
    drafts = [world.draft() for _ in range(22)]
    newest_first = [str(one.id) for one in reversed(drafts)]
    assert [one["id"] for one in world.client.get("/api/email/").json()] == newest_first[:20]
    assert [one["id"] for one in world.client.get("/api/email/", params={"limit": 2, "offset": 1}).json()] == (
        newest_first[1:3]
    )
    world.client.patch(f"/api/email/{newest_first[0]}", json={"displayed": False})
    assert world.client.get("/api/email/", params={"limit": 1}).json()[0]["id"] == newest_first[1]
    listed = world.client.get("/api/email/", params={"limit": 100, "include_discarded": True}).json()
    assert [one["id"] for one in listed] == newest_first
    for bad in ({"limit": 101}, {"limit": 0}, {"offset": -1}, {"include_discarded": "perhaps"}):
        assert world.client.get("/api/email/", params=bad).status_code == 422


# --- PATCH -------------------------------------------------------------------------------------


def patch(world: World, draft_id: object, **change: Any) -> tuple[int, dict[str, Any]]:
    answer = world.client.patch(f"/api/email/{draft_id}", json=change)
    document: dict[str, Any] = answer.json()
    return answer.status_code, document


def test_displayed_is_false_exactly_when_discarded(lasting: World) -> None:
    draft = lasting.draft()
    status, email = patch(lasting, draft.id, displayed=False)
    assert (status, email["displayed"], email["review_state"]) == (200, False, "discarded")
    assert patch(lasting, draft.id, displayed=False)[0] == 200
    status, email = patch(lasting, draft.id, displayed=True)
    assert (status, email["displayed"], email["review_state"]) == (200, True, "ready")
    status, email = patch(lasting, draft.id, review_state="discarded")
    assert (status, email["displayed"]) == (200, False)
    assert patch(lasting, draft.id, displayed=True, review_state="discarded")[0] == 409
    assert patch(lasting, draft.id, displayed=False, review_state="ready")[0] == 409
    assert lasting.app.emails.get(draft.id).review_state is ReviewState.DISCARDED


def test_new_words_are_stored_and_checked(lasting: World) -> None:
    draft = lasting.draft()
    status, email = patch(
        lasting, draft.id, subject=" New ", email_message="Dear Prof. Varnholt,\n\nIn 1919 you won a prize.\n\nMaya"
    )
    assert (status, email["subject"], email["review_state"], email["is_confident"]) == (
        200, "New", "needs_review", False,
    )  # fmt: skip
    assert email["email_message"] == "Dear Prof. Varnholt,\n\nIn 1919 you won a prize.\n\nMaya"
    assert lasting.client.get(f"/api/email/{draft.id}").json() == email


def test_approving_what_still_has_findings_is_a_conflict(lasting: World) -> None:
    draft = lasting.draft(findings=(FINDING,), review_state=ReviewState.NEEDS_REVIEW)
    status, answer = patch(lasting, draft.id, review_state="approved")
    assert status == 409
    assert "nothing supports" in answer["detail"]
    assert lasting.app.emails.get(draft.id).review_state is ReviewState.NEEDS_REVIEW


def test_editing_what_is_approved_is_a_conflict_until_it_is_brought_back(lasting: World) -> None:
    draft = lasting.draft()
    assert patch(lasting, draft.id, review_state="approved")[1]["review_state"] == "approved"
    assert patch(lasting, draft.id, review_state="approved")[0] == 200
    assert patch(lasting, draft.id, subject="Other")[0] == 409
    assert patch(lasting, draft.id, subject="Other", review_state="approved")[0] == 409
    assert lasting.app.emails.get(draft.id).subject == draft.subject
    status, email = patch(
        lasting, draft.id, subject="Other", review_state="needs_review", email_message="In 1919. Yes."
    )
    assert (status, email["subject"], email["review_state"]) == (200, "Other", "needs_review")


def test_what_is_approved_rests_on_what_there_was_then_until_it_is_brought_back(lasting: World) -> None:
    draft = lasting.draft()
    before = list(lasting.app.emails.steps(draft.id))
    assert patch(lasting, draft.id, review_state="approved")[0] == 200
    found_later = StoredStep(StepName.WEB_SCRAPER, "", {"passages": []}, 0.0)
    with lasting.app.unit_of_work() as work:
        work.queue.replace_outputs(draft.queue_item_id, [found_later], lasting.app.clock.now())
        work.commit()
    assert list(lasting.app.emails.steps(draft.id)) == before
    assert patch(lasting, draft.id, review_state="ready")[0] == 200
    assert found_later.output in [one.output for one in lasting.app.emails.steps(draft.id)]


def test_a_state_that_the_findings_do_not_give_is_a_conflict(lasting: World) -> None:
    assert patch(lasting, lasting.draft().id, review_state="needs_review")[0] == 409
    draft = lasting.draft(findings=(FINDING,), review_state=ReviewState.NEEDS_REVIEW)
    assert patch(lasting, draft.id, review_state="ready")[0] == 409


def test_a_change_is_made_whole_or_not_at_all(lasting: World) -> None:
    draft = lasting.draft()
    assert patch(lasting, draft.id, email_message="In 1919 it was.", review_state="approved")[0] == 409
    assert lasting.app.emails.get(draft.id) == draft


def test_nothing_to_change_changes_nothing(lasting: World) -> None:
    draft = lasting.draft()
    for change in ({}, {"subject": None, "displayed": None}, {"subject": draft.subject}, {"unknown": 1}):
        assert patch(lasting, draft.id, **change)[0] == 200
    assert lasting.app.emails.get(draft.id) == draft


@pytest.mark.parametrize(
    "change",
    [
        {"email_message": "  "},
        {"email_message": "x" * 20_001},
        {"subject": "x" * 999},
        {"review_state": "sent"},
        {"displayed": "yes"},
        {"subject": 5},
    ],
)
def test_values_that_cannot_be_used(lasting: World, change: dict[str, Any]) -> None:
    status, answer = patch(lasting, lasting.draft().id, **change)
    assert status == 422
    assert answer["detail"][0]["loc"] == ["body", *change]


# --- tasks -------------------------------------------------------------------------------------


def task(world: World, task_id: str) -> dict[str, Any]:
    answer = world.client.get(f"/api/email/status/{task_id}")
    assert answer.status_code == 200
    document: dict[str, Any] = answer.json()
    return document


def test_one_email_is_generated_through_a_task(world: World) -> None:
    answer = world.client.post("/api/email/generate", json=BODY)
    assert answer.status_code == 202
    task_id = answer.json()["task_id"]
    assert [entry["id"] for entry in world.listed()] == [task_id]
    assert task(world, task_id) == {"task_id": task_id, "status": "PENDING", "result": None, "error": None}
    item = world.claim()
    world.store_step(item, ParsedTemplate(TemplateAnalysis(TemplateType.GENERAL), {}, False, ()), 1.23456)
    assert task(world, task_id) == {
        "task_id": task_id,
        "status": "STARTED",
        "result": {
            "current_step": "web_scraper",
            "step_status": "started",
            "step_timings": {"template_parser": 1.235},
        },
        "error": None,
    }
    draft = world.complete(item)
    done = task(world, task_id)
    assert (done["status"], done["error"]) == ("SUCCESS", None)
    assert done["result"]["email_id"] == str(draft.id)
    assert done["result"]["total_duration"] >= 0


@pytest.mark.parametrize(
    ("message", "kind"),
    [
        ("The search took too long (timeout: trying again may help)", "timeout"),
        (STOPPED_BY_PERSON, "stopped"),
        ("The page has no text.", "error"),
    ],
)
def test_a_failed_task_says_why_and_where(lasting: World, message: str, kind: str) -> None:
    task_id = lasting.client.post("/api/email/generate", json=BODY).json()["task_id"]
    lasting.fail(lasting.claim(), message)
    failed = task(lasting, task_id)
    assert (failed["status"], failed["result"]) == ("FAILURE", None)
    assert failed["error"] == {"message": message, "type": kind, "failed_step": "template_parser"}


def test_a_cancelled_task_has_failed(world: World) -> None:
    task_id = world.client.post("/api/email/generate", json=BODY).json()["task_id"]
    world.client.delete(f"/api/queue/{task_id}")
    assert task(world, task_id)["status"] == "FAILURE"
    assert task(world, task_id)["error"]["type"] == "cancelled"


def test_tasks_that_are_unknown_or_none(lasting: World) -> None:
    assert lasting.client.get(f"/api/email/status/{uuid4()}").status_code == 404
    assert lasting.client.get("/api/email/status/nonsense").status_code == 400
    assert lasting.client.post("/api/email/generate", json={**BODY, "recipient_name": "I"}).status_code == 422
    assert (
        lasting.client.post("/api/email/generate", json={**BODY, "email_template": "Dear {{ name"}).status_code == 422
    )


# --- templates and the service itself ----------------------------------------------------------


def test_templates_are_listed_and_read(world: World) -> None:
    world.submit("Ada Quist")
    world.app.templates.keep("Dear {{ name }},\n\nthe {{ paper }} of yours.", "Papers")
    listed = world.client.get("/api/templates/").json()
    assert [one["name"] for one in listed] == ["Papers", None]
    assert set(listed[0]) == {
        "id", "user_id", "name", "template_text", "template_type", "placeholders", "created_at", "version",
    }  # fmt: skip
    assert (listed[0]["template_type"], listed[0]["placeholders"]) == ("research", ["name", "paper"])
    assert listed[0]["user_id"] == str(world.profile())
    assert world.client.get(f"/api/templates/{listed[0]['id']}").json() == listed[0]
    unknown = world.client.get(f"/api/templates/{uuid4()}")
    assert (unknown.status_code, unknown.json()) == (404, {"detail": "Template not found"})
    none = world.client.get("/api/templates/nonsense")
    assert (none.status_code, none.json()) == (400, {"detail": "Invalid template ID format"})


def test_health_needs_no_token_and_names_nobody(world: World) -> None:
    world.submit("Prof. Ilse Varnholt")
    with world.new_client() as stranger:
        for path in ("/health", "/health/"):
            answer = stranger.get(path)
            assert answer.status_code == 200
            assert answer.json() == {
                "status": "healthy",
                "service": "scribe-desktop",
                "version": answer.json()["version"],
                "database": "connected",
                "worker": {"state": "idle", "step": None, "step_age_seconds": None, "reason": None},
            }
    world.client.post("/api/queue/pause")
    assert world.client.get("/health").json()["worker"]["state"] == "paused"
    assert world.client.get("/health").json()["worker"]["reason"] == "user"


@pytest.mark.expected_warning("Incident")
def test_an_unforeseen_error_says_an_id_that_the_log_has(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*arguments: object) -> None:
        raise RuntimeError("a secret place")

    monkeypatch.setattr(type(world.app.queue), "counts", broken)
    monkeypatch.setattr(type(world.app.queue), "rows", broken)
    for path in ("/api/queue/summary", "/api/queue/"):
        answer = world.client.get(path)
        assert answer.status_code == 500
        assert "secret" not in answer.text
        incident = answer.json()["detail"].rpartition(" ")[2]
        assert world.log().count(f"Incident {incident}") == 1
    assert "RuntimeError: a secret place" in world.log()
    assert world.client.get("/health").status_code == 200
