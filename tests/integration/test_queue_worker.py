"""The worker over a real SQLite file: every end of an item is a stored one."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from uuid import UUID

import pytest

from scribe_desktop.domain.events import (
    ItemClaimed,
    ItemCompleted,
    ItemFailed,
    ItemsQueued,
    QueueDrained,
    QueuePaused,
    QueueResumed,
    StepFinished,
    StepStarted,
)
from scribe_desktop.domain.queue import QueueStatus, StepName
from scribe_desktop.errors import (
    BudgetSpentError,
    DiskFullError,
    KeyRefusedError,
    LLMError,
    OfflineError,
    PauseReason,
    SearchError,
)
from scribe_desktop.pipeline.step import StepContext
from scribe_desktop.services.metered_model import month_of
from scribe_desktop.storage_ports.drafts import EmailQuery
from scribe_desktop.storage_ports.queue import QueueQuery
from tests import factories
from tests.integration.engine import TEMPLATE, Engine, open_engine

REFUSED = "The server refused the key. Enter another one in Settings."
WAIT = 20.0
"""Seconds after which a test that waits gives up; never decides whether it passes."""


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    """An engine with an empty queue."""
    with open_engine(tmp_path / "data") as opened:
        yield opened


def queue(engine: Engine, *names: str) -> list[UUID]:
    return engine.queue.enqueue([factories.recipient(name) for name in names], TEMPLATE)


def statuses(engine: Engine) -> list[str]:
    return [item.status.value for item in engine.queue.find(QueueQuery())]


def raising_once(error: Exception) -> Callable[[StepContext], None]:
    left = [error]

    def act(context: StepContext) -> None:
        if left:
            raise left.pop()

    return act


def test_items_are_worked_in_order_and_end_as_drafts(engine: Engine) -> None:
    ids = queue(engine, "First Person", "Second Person", "Third Person")
    state = engine.worker().run(drain=True)
    assert state.reason is None
    claimed = [event.item_id for event in engine.events.events if isinstance(event, ItemClaimed)]
    assert claimed == ids
    items = engine.queue.find(QueueQuery())
    assert [item.status for item in items] == [QueueStatus.COMPLETED] * 3
    with engine.database.unit_of_work(read_only=True) as work:
        emails = {email.id: email for email in work.emails.find(EmailQuery())}
    assert [emails[item.email_id].recipient_name for item in items if item.email_id] == [
        "First Person",
        "Second Person",
        "Third Person",
    ]


def test_one_item_publishes_its_steps_in_order_after_they_are_stored(engine: Engine) -> None:
    (item_id,) = queue(engine, "First Person")
    engine.worker().run(drain=True)
    kinds = [type(event) for event in engine.events.events]
    assert kinds == [ItemsQueued, ItemClaimed, *[StepStarted, StepFinished] * 4, ItemCompleted, QueueDrained]
    started = [event.step for event in engine.events.events if isinstance(event, StepStarted)]
    assert started == list(StepName)
    assert [step.step for step in engine.queue.steps(item_id)] == list(StepName)


def test_a_failing_item_costs_only_itself_and_is_never_tried_again_by_itself(engine: Engine) -> None:
    queue(engine, "First Person", "Second Person")
    engine.act(StepName.WEB_SCRAPER, raising_once(SearchError("The search gave no answer.")))
    engine.worker().run(drain=True)
    assert statuses(engine) == ["failed", "completed"]
    assert engine.queue.find(QueueQuery())[0].error_message == (
        "The search gave no answer. (timeout: trying again may help)"
    )
    assert engine.steps[StepName.WEB_SCRAPER].runs == 2


def test_retry_repeats_no_finished_step_and_puts_the_item_at_the_end(engine: Engine) -> None:
    first, second = queue(engine, "First Person", "Second Person")
    engine.act(StepName.ARXIV_HELPER, raising_once(LLMError("The server refused the request.")))
    engine.worker().run(until=lambda: len(engine.events.of_type(ItemFailed)) == 1)
    engine.clock.advance(60)
    engine.queue.retry(first)
    assert [item.id for item in engine.queue.find(QueueQuery())] == [second, first]
    engine.worker().run(drain=True)
    assert statuses(engine) == ["completed", "completed"]
    assert engine.steps[StepName.WEB_SCRAPER].runs == 2
    assert engine.steps[StepName.ARXIV_HELPER].runs == 3


@pytest.mark.expected_warning("failed unexpectedly")
def test_a_bug_in_a_step_fails_the_item_with_a_plain_sentence(engine: Engine) -> None:
    queue(engine, "First Person", "Second Person")
    engine.act(StepName.EMAIL_COMPOSER, raising_once(ZeroDivisionError("oops")))
    engine.worker().run(drain=True)
    assert statuses(engine) == ["failed", "completed"]
    message = engine.queue.find(QueueQuery())[0].error_message
    assert message is not None
    assert "oops" not in message
    assert "log" in message
    assert "timeout" in message


def test_a_refused_key_puts_the_item_back_in_its_place_and_pauses_the_queue(engine: Engine) -> None:
    ids = queue(engine, "First Person", "Second Person")
    engine.act(
        StepName.EMAIL_COMPOSER,
        raising_once(KeyRefusedError(REFUSED)),
    )
    state = engine.worker().run(drain=True)
    assert state.reason is PauseReason.KEY_REFUSED
    assert engine.queue.pause_state().message == REFUSED
    items = engine.queue.find(QueueQuery())
    assert [(item.id, item.position) for item in items] == [(ids[0], 1), (ids[1], 2)]
    assert len(engine.events.of_type(QueuePaused)) == 1
    engine.queue.resume()
    engine.worker().run(drain=True)
    assert statuses(engine) == ["completed", "completed"]
    assert engine.steps[StepName.WEB_SCRAPER].runs == 2


def test_a_paused_queue_claims_nothing(engine: Engine) -> None:
    queue(engine, "First Person")
    engine.queue.pause()
    state = engine.worker().run(drain=True)
    assert state.reason is PauseReason.USER
    assert statuses(engine) == ["pending"]


def test_a_pause_for_want_of_a_network_ends_by_itself(engine: Engine) -> None:
    queue(engine, "First Person")
    engine.act(StepName.WEB_SCRAPER, raising_once(OfflineError("There is no network.")))
    engine.worker().run(until=lambda: bool(engine.events.of_type(ItemCompleted)))
    assert [type(event) for event in engine.events.events if isinstance(event, QueuePaused | QueueResumed)] == [
        QueuePaused,
        QueueResumed,
    ]
    assert sum(engine.clock.waits) >= 30


def test_a_pause_for_the_budget_ends_with_the_month(engine: Engine) -> None:
    queue(engine, "First Person")
    month_end = month_of(engine.clock.now())[1]
    engine.clock.advance((month_end - engine.clock.now()).total_seconds() - 90)
    engine.act(StepName.EMAIL_COMPOSER, raising_once(BudgetSpentError("The budget for this month is spent.")))
    resumed: list[datetime] = []

    def over() -> bool:
        if not resumed and engine.events.of_type(QueueResumed):
            resumed.append(engine.clock.now())
        return bool(engine.events.of_type(ItemCompleted)) or engine.clock.now() > month_end + timedelta(minutes=2)

    engine.worker().run(until=over)
    assert statuses(engine) == ["completed"]
    assert month_end <= resumed[0] <= month_end + timedelta(seconds=1)


def test_a_full_disk_pauses_the_queue_and_loses_nothing(engine: Engine) -> None:
    queue(engine, "First Person")
    full = [True]

    def act(context: StepContext) -> None:
        if full[0]:
            raise DiskFullError("The disk is full. Make room; work goes on by itself.")

    engine.act(StepName.WEB_SCRAPER, act)
    state = engine.worker().run(drain=True)
    assert state.reason is PauseReason.DISK_FULL
    assert statuses(engine) == ["pending"]
    full[0] = False
    engine.queue.resume()
    engine.worker().run(drain=True)
    assert statuses(engine) == ["completed"]


# An item's writing transactions: 1 claims, 2 to 4 keep steps, 5 ends it.
@pytest.mark.parametrize("refused", [(1,), (1, 2, 3), (2,), (3, 4), (5,), (5, 6)])
def test_a_busy_database_is_waited_for_and_costs_no_item(engine: Engine, refused: tuple[int, ...]) -> None:
    queue(engine, "First Person", "Second Person")
    engine.worker(refused=refused).run(drain=True)
    assert statuses(engine) == ["completed", "completed"]
    assert not engine.events.of_type(ItemFailed)


def test_a_database_that_is_busy_when_the_worker_closes_gets_its_item_back(engine: Engine) -> None:
    (item_id,) = queue(engine, "First Person")
    worker = engine.worker(refused=(2,))
    engine.act(StepName.TEMPLATE_PARSER, lambda context: worker.close())
    worker.run()
    assert engine.queue.get(item_id).status is QueueStatus.PENDING


def test_a_pause_is_told_once_however_long_the_disk_stays_full(engine: Engine) -> None:
    queue(engine, "First Person")
    tries = []

    def full(context: StepContext) -> None:
        tries.append(engine.clock.now())
        raise DiskFullError("The disk is full.")

    engine.act(StepName.WEB_SCRAPER, full)
    engine.worker().run(until=lambda: len(tries) == 3)
    assert len(engine.events.of_type(QueuePaused)) == 3
    assert all((later - earlier).total_seconds() >= 30 for earlier, later in pairwise(tries))


def test_steps_kept_from_before_are_shown_as_done(engine: Engine) -> None:
    (item_id,) = queue(engine, "First Person")
    engine.act(StepName.EMAIL_COMPOSER, raising_once(LLMError("The server refused the request.")))
    engine.worker().run(drain=True)
    engine.queue.retry(item_id)
    seen = []
    engine.act(StepName.EMAIL_COMPOSER, lambda context: seen.append(engine.queue.get(item_id).current_step))
    engine.worker().run(drain=True)
    assert seen == [StepName.EMAIL_COMPOSER]
    assert engine.steps[StepName.WEB_SCRAPER].runs == 1


def test_stopping_the_running_item_fails_it_as_stopped_by_the_person(engine: Engine) -> None:
    first, _ = queue(engine, "First Person", "Second Person")
    worker = engine.worker()

    def act(context: StepContext) -> None:
        if context.item.id == first:
            assert worker.stop_item(first)
            context.token.raise_if_cancelled()

    engine.act(StepName.WEB_SCRAPER, act)
    worker.run(drain=True)
    assert statuses(engine) == ["failed", "completed"]
    assert engine.queue.find(QueueQuery())[0].error_message == "Stopped by you."


def test_only_the_running_item_can_be_stopped(engine: Engine) -> None:
    (item_id,) = queue(engine, "First Person")
    assert not engine.worker().stop_item(item_id)


def test_closing_puts_the_running_item_back_and_ends_the_worker(engine: Engine) -> None:
    ids = queue(engine, "First Person", "Second Person")
    worker = engine.worker()
    reached = threading.Event()

    def act(context: StepContext) -> None:
        reached.set()
        with context.token.on_cancel(release.set):
            assert release.wait(WAIT)
        context.token.raise_if_cancelled()

    release = threading.Event()
    engine.act(StepName.EMAIL_COMPOSER, act)
    thread = threading.Thread(target=worker.run)
    thread.start()
    assert reached.wait(WAIT)
    worker.close()
    thread.join(WAIT)
    assert not thread.is_alive()
    items = engine.queue.find(QueueQuery())
    assert [(item.id, item.position) for item in items] == [(ids[0], 1), (ids[1], 2)]
    assert engine.steps[StepName.EMAIL_COMPOSER].runs == 1


def test_an_item_that_takes_too_long_fails_with_timeout(engine: Engine) -> None:
    queue(engine, "First Person")

    def act(context: StepContext) -> None:
        engine.clock.advance(46)
        context.token.raise_if_cancelled()

    engine.act(StepName.WEB_SCRAPER, act)
    engine.worker().run(drain=True)
    (item,) = engine.queue.find(QueueQuery())
    assert item.error_message is not None
    assert item.error_message.startswith("Reading the web took longer than 45 seconds (timeout)")


def test_the_limit_of_the_whole_item_holds_over_its_steps(engine: Engine) -> None:
    queue(engine, "First Person")
    for step in StepName:
        engine.act(step, lambda context: engine.clock.advance(29))
    engine.worker(item_seconds=60).run(drain=True)
    (item,) = engine.queue.find(QueueQuery())
    assert item.status is QueueStatus.FAILED
    assert item.error_message is not None
    assert "This item took longer than 60 seconds" in item.error_message


def test_a_worker_whose_item_was_taken_away_stores_nothing(engine: Engine) -> None:
    (item_id,) = queue(engine, "First Person")

    def act(context: StepContext) -> None:
        with engine.database.unit_of_work() as work:
            work.queue.release(work.queue.get(item_id))
            work.queue.claim("second", "template-only", engine.clock.now())
            work.commit()

    engine.act(StepName.EMAIL_COMPOSER, act)
    engine.worker("first").run(until=lambda: engine.steps[StepName.EMAIL_COMPOSER].runs == 1)
    item = engine.queue.get(item_id)
    assert (item.status, item.owner) == (QueueStatus.PROCESSING, "second")
    with engine.database.unit_of_work(read_only=True) as work:
        assert work.emails.count(EmailQuery()) == 0
    assert not engine.events.of_type(ItemCompleted)


def test_a_waiting_worker_takes_what_is_queued_when_woken(engine: Engine) -> None:
    worker = engine.worker()
    thread = threading.Thread(target=lambda: worker.run(until=lambda: bool(engine.events.of_type(ItemCompleted))))
    thread.start()
    queue(engine, "First Person")
    worker.wake()
    thread.join(WAIT)
    assert not thread.is_alive()
    assert statuses(engine) == ["completed"]
