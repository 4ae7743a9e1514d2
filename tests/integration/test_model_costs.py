"""What the model costs: every question is counted whatever became of it, and the budget pauses the queue in time."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from scribe_desktop.bootstrap import open_context
from scribe_desktop.domain.queue import QueueStatus
from scribe_desktop.domain.recipient import Recipient
from scribe_desktop.domain.spending import CallTotals
from scribe_desktop.errors import DiskFullError, PauseReason
from scribe_desktop.services.app_context import AppContext
from scribe_desktop.services.metered_model import month_of
from scribe_desktop.storage.model_call_repository import SqlModelCallRepository
from scribe_desktop.storage_ports.drafts import EmailQuery
from scribe_desktop.storage_ports.queue import PauseState
from tests.llmock_server import LlmockServer
from tests.model_server import ModelServer, Reply, failure, stream

TEMPLATE = "Subject: A question\n\nDear {{ name }},\n\nI work on tides too.\n\nMaya"
RESEARCHED = "Subject: A question\n\nDear {{ name }},\n\nI read {{ paper }}.\n\nMaya"
USAGE = {"prompt_tokens": 900, "completion_tokens": 100}


def recipients(count: int) -> list[Recipient]:
    names = ("Ilse Varnholt", "Bao Lindemann", "Tove Askeland", "Aoife Brannagh", "Renzo Calabri")
    return [Recipient(name, "coastal sediment transport") for name in names[:count]]


def written(body: Any) -> Reply:
    """A draft that keeps the template's words."""
    prompt = body["messages"][1]["content"]
    name = next(one.name for one in recipients(5) if f"Dear {one.name}" in prompt)
    text = f"Dear {name},\n\nI work on tides too.\n\nMaya"
    return stream(json.dumps({"subject": "A question", "body": text, "statements": []}), usage=USAGE)


def unusable(_: Any) -> Reply:
    return stream("I would rather not.", usage=USAGE)


@pytest.fixture
def open_app(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    opened: list[AppContext] = []

    def open_it(base_url: str, **settings: Any) -> AppContext:
        monkeypatch.setenv("SCRIBE_LLM_BASE_URL", base_url)
        monkeypatch.setenv("SCRIBE_LLM_MODEL", "m-1")
        app = open_context(tmp_path / "data")
        opened.append(app)
        if settings:
            app.settings.change(**settings)
        return app

    yield open_it
    for app in opened:
        app.close()


def work_through(app: AppContext) -> PauseState:
    with app.working():
        return app.new_worker().run(drain=True)


def test_each_question_is_stored_with_its_item_at_the_prices_in_force(open_app: Any) -> None:
    with ModelServer(written) as server:
        app = open_app(server.base_url, price_in=2.0, price_out=10.0)
        ilse, bao = app.queue.enqueue(recipients(2), TEMPLATE)
        assert work_through(app).reason is None
        of_ilse, both = app.costs.of_items([ilse]), app.costs.of_items([ilse, bao])
        assert (of_ilse.calls, of_ilse.tokens_in, of_ilse.tokens_out) == (1, 900, 100)
        assert of_ilse.cost == pytest.approx(900 * 2e-6 + 100 * 10e-6)
        assert both.cost == pytest.approx(2 * of_ilse.cost)
        app.settings.change(price_in=0.0, price_out=0.0)
        assert app.costs.of_items([ilse]).cost == of_ilse.cost  # what was paid is not counted anew
        assert app.costs.this_month() == app.costs.of_queue() == both
        assert [totals for _, totals in app.costs.months()] == [both]


def test_answers_that_cannot_be_used_and_attempts_that_fail_are_counted_too(open_app: Any) -> None:
    broken = Reply(
        body='data: {"choices": [], "usage": {"prompt_tokens": 40, "completion_tokens": 2}}\n\n',
        content_type="text/event-stream",
    )
    refused = failure(503, headers={"retry-after-ms": "1"})
    with ModelServer(unusable, unusable, unusable, broken, refused, written) as server:
        app = open_app(server.base_url)
        ilse, bao = app.queue.enqueue(recipients(2), TEMPLATE)
        work_through(app)
        assert app.queue.get(ilse).status is QueueStatus.FAILED
        failed, mended = app.costs.of_items([ilse]), app.costs.of_items([bao])
        assert (failed.questions, failed.calls, failed.tokens_in, failed.tokens_out) == (3, 3, 2700, 300)
        assert (mended.questions, mended.calls, mended.tokens_in, mended.tokens_out) == (1, 3, 940, 102)


def test_tokens_that_the_server_does_not_count_are_estimated_and_marked(open_app: Any) -> None:
    def silent(body: Any) -> Reply:
        return Reply(body=written(body).body.replace('"usage"', '"used"'), content_type="text/event-stream")

    with ModelServer(silent) as server:
        app = open_app(server.base_url)
        ids = app.queue.enqueue(recipients(1), TEMPLATE)
        work_through(app)
        totals = app.costs.of_items(ids)
        sent = sum(len(one["content"]) for one in server.requests[0]["body"]["messages"])
        assert totals.estimated
        assert sent / 6 < totals.tokens_in < sent / 2
        assert totals.tokens_out > 10


def test_the_budget_pauses_before_it_is_exceeded_and_raising_it_goes_on(open_app: Any) -> None:
    with ModelServer(written) as server:
        # Room for two drafts of 0.0028, and not for a third one as long as it could be.
        app = open_app(server.base_url, price_in=2.0, price_out=10.0, currency="EUR", budget=0.022)
        ids = app.queue.enqueue(recipients(4), TEMPLATE)
        state = work_through(app)
        assert state.reason is PauseReason.BUDGET_SPENT
        assert "EUR 0.0220" in state.message
        assert "in Settings under Composer or with SCRIBE_BUDGET," in state.message
        spent = app.costs.this_month()
        assert 0 < spent.cost <= 0.022
        done = spent.questions
        assert len(server.requests) == done < 4
        by_status = Counter(app.queue.get(one).status for one in ids)
        assert by_status == {QueueStatus.COMPLETED: done, QueueStatus.PENDING: 4 - done}
        app.settings.change(budget=1.0)
        app.queue.resume()
        assert work_through(app).reason is None
        assert {app.queue.get(one).status for one in ids} == {QueueStatus.COMPLETED}


def test_the_budget_ends_an_items_own_tries_too_and_the_item_waits_in_its_place(open_app: Any) -> None:
    with ModelServer(unusable) as server:
        # Room for one answer that cannot be used, and not for the second of the item's three tries.
        app = open_app(server.base_url, budget_tokens=3000)
        (only,) = app.queue.enqueue(recipients(1), TEMPLATE)
        state = work_through(app)
        assert state.reason is PauseReason.BUDGET_SPENT
        assert len(server.requests) == 1
        assert app.queue.get(only).status is QueueStatus.PENDING
        assert app.costs.this_month().tokens == 1000


def test_a_budget_in_tokens_needs_no_prices(open_app: Any) -> None:
    with ModelServer(written) as server:
        app = open_app(server.base_url, budget_tokens=5000)
        app.queue.enqueue(recipients(4), TEMPLATE)
        state = work_through(app)
        assert state.reason is PauseReason.BUDGET_SPENT
        assert "5,000 tokens" in state.message
        assert "SCRIBE_BUDGET_TOKENS" in state.message
        assert app.costs.this_month().tokens <= 5000


def test_what_could_not_be_stored_is_stored_before_the_next_question(
    open_app: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    add, refused = SqlModelCallRepository.add, [1]

    def full_once(self: Any, call: Any) -> None:
        if refused:
            refused.pop()
            raise DiskFullError("The disk is full.")
        add(self, call)

    monkeypatch.setattr(SqlModelCallRepository, "add", full_once)
    with ModelServer(written) as server:
        app = open_app(server.base_url)
        ids = app.queue.enqueue(recipients(2), TEMPLATE)
        assert work_through(app).reason is None
        assert len(app.emails.find(EmailQuery())) == 2
        assert app.costs.of_items(ids).questions == 2


def test_a_batch_takes_one_analysis_and_a_call_for_each_draft(open_app: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """N + 1: nothing is found, so each draft is an honest gap that is not written again."""
    from tests.arxiv_server import ArxivServer
    from tests.integration.web_server import answer, web_server

    def reply(body: Any) -> Reply:
        if body["response_format"]["json_schema"]["name"] == "template_analysis":
            return stream(json.dumps({"type": "research", "key_words": []}), usage=USAGE)
        prompt = body["messages"][1]["content"]
        name = next(one.name for one in recipients(5) if f"Dear {one.name}" in prompt)
        text = f"Dear {name},\n\nI read [paper: not found].\n\nMaya"
        return stream(json.dumps({"subject": "A question", "body": text, "statements": []}), usage=USAGE)

    with web_server() as web, ArxivServer() as arxiv, ModelServer(reply) as server:

        def search(request: Any) -> None:
            results = [{"url": web.url(f"/{n}"), "title": "", "content": ""} for n in range(5)]
            answer(json.dumps({"results": results}).encode(), content_type="application/json")(request)

        web.handlers["/search"] = search
        for number, one in enumerate(recipients(5)):
            words = f"{one.name} works on {one.interest} and leads a group. " * 8
            web.handlers[f"/{number}"] = answer(f"<title>{one.name}</title><p>{words}</p>".encode())
        for name, value in {
            "SCRIBE_SEARCH_PROVIDER": "searxng",
            "SCRIBE_SEARXNG_URL": web.url(""),
            "SCRIBE_FETCH_ALLOW": web.address,
            "SCRIBE_ARXIV_URL": arxiv.url,
        }.items():
            monkeypatch.setenv(name, value)
        app = open_app(server.base_url)
        people = recipients(5)
        estimate = app.costs.estimate(RESEARCHED, people[0], len(people))
        ids = app.queue.enqueue(people, RESEARCHED)
        assert work_through(app).reason is None
        assert {app.queue.get(one).status for one in ids} == {QueueStatus.COMPLETED}
        kinds = Counter(one["body"]["response_format"]["json_schema"]["name"] for one in server.requests)
        assert kinds == {"template_analysis": 1, "email_draft": 5}
        assert estimate.calls == app.costs.of_items(ids).calls == 6
        # What was measured is what the next estimate says, and the analysis is known by now.
        following = app.costs.estimate(RESEARCHED, people[0], 10)
        assert (following.measured, following.calls) == (True, 10)
        assert (following.tokens_in, following.tokens_out) == (9000, 1000)


def test_a_batch_through_llmock_takes_a_call_for_each_draft_and_its_verdict_is_clean(open_app: Any) -> None:
    with LlmockServer() as server:
        app = open_app(server.base_url)
        count = 3
        server.script(
            *(
                {"type": "reply", "text": json.dumps({"subject": "A question", "body": text, "statements": []})}
                for text in (f"Dear {one.name},\n\nI work on tides too.\n\nMaya" for one in recipients(count))
            )
        )
        ids = app.queue.enqueue(recipients(count), TEMPLATE)
        work_through(app)
        totals = app.costs.of_items(ids)
        asked = [one for one in server.requests() if "completions" in str(one.get("path", ""))]
        assert totals.calls == len(asked)
        assert totals.tokens_in > 0
        assert server.verdict()["passed"]


@pytest.mark.parametrize("day", [datetime(2026, 1, 31, 23, 30, tzinfo=UTC), datetime(2026, 12, 1, 12, 0, tzinfo=UTC)])
def test_months_are_this_computers_and_follow_each_other_without_a_gap(day: datetime) -> None:
    start, end = month_of(day)
    assert start <= day < end
    local = day.astimezone()
    assert (start.astimezone().month, start.astimezone().day, start.astimezone().hour) == (local.month, 1, 0)
    assert month_of(end)[0] == end
    assert month_of(start - timedelta(seconds=1))[1] == start


def test_without_calls_there_are_no_months(open_app: Any) -> None:
    with ModelServer(written) as server:
        app = open_app(server.base_url)
        assert app.costs.months() == []
        assert app.costs.this_month() == CallTotals()
