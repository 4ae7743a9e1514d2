"""Figures of the history over a real SQLite file: times, outcomes, reasons, spending, and how alike drafts are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import CursorResult

from scribe_desktop.domain.email import FindingKind, ReviewState
from scribe_desktop.domain.insights import Period
from scribe_desktop.domain.queue import QueueStatus, StepName
from scribe_desktop.domain.spending import ModelCall, Prices
from scribe_desktop.domain.template import Sender
from scribe_desktop.services import insights as service
from scribe_desktop.services.insights import Insights, TimeChoice
from scribe_desktop.services.insights_tables import tables_of
from scribe_desktop.services.sameness import Sameness
from scribe_desktop.storage.database import Database, open_database
from scribe_desktop.storage_ports.drafts import EmailQuery
from tests.fakes import FakeClock
from tests.history import GAP, REASONS, YEAR, History
from tests.ready_folder import put_database

NOON = datetime(2026, 3, 18, 12, 0, tzinfo=UTC)
NOTHING = "No results found for search terms after 3 attempts. Please verify recipient information and try again."


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    opened = open_database(put_database(tmp_path))
    yield opened
    opened.close()


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock(NOON)


@pytest.fixture
def insights(database: Database, clock: FakeClock) -> Insights:
    prices = Prices(1.0, 4.0, "EUR")
    return Insights(database.unit_of_work, clock, lambda: prices, Sameness(database.unit_of_work, Sender))


@pytest.fixture
def history(database: Database) -> History:
    return History(database, NOON)


def work_a_batch(history: History, people: int, day: datetime, seconds: float = 1.0) -> None:
    history.now = day
    history.queue(people)
    for at in range(people):
        history.work((seconds, 2 * seconds, 3 * seconds, 4 * seconds), reason=REASONS[at % len(REASONS)])


def test_nothing_is_known_of_an_empty_folder(insights: Insights) -> None:
    for choice in TimeChoice:
        report = insights.report(choice)
        assert report.empty
        assert all(not one.rows for one in tables_of(report, None))


def test_people_who_only_wait_are_no_figures(insights: Insights, history: History) -> None:
    history.queue(3)
    report = insights.report(TimeChoice.LAST_BATCH)
    assert report.empty
    assert report.batches[0].people == 3


def test_each_steps_times_are_spread_and_few_are_listed(insights: Insights, history: History) -> None:
    history.queue(6)
    for seconds in (1.0, 2.0, 3.0, 4.0, 10.0):
        history.work((seconds, seconds * 2, 0.0001), failure="Broken.")
    history.work((2.5,), failure="Broken.")
    for choice in (TimeChoice.ALL, TimeChoice.WEEK, TimeChoice.LAST_BATCH):
        steps = insights.report(choice).steps
        first, web = steps[StepName.TEMPLATE_PARSER], steps[StepName.WEB_SCRAPER]
        assert (first.count, first.shortest, first.median, first.longest) == (6, 1.0, 2.75, 10.0)
        assert (first.lower, first.upper) == (2.125, 3.75)
        assert (web.count, web.lower, web.median, web.upper, web.total) == (5, 4.0, 6.0, 8.0, 40.0)
        assert set(steps) == {StepName.TEMPLATE_PARSER, StepName.WEB_SCRAPER}, "searches with nothing to do"


def test_a_day_has_its_counts_its_work_and_its_times(insights: Insights, history: History) -> None:
    work_a_batch(history, 5, NOON - timedelta(days=3), seconds=1.0)
    history.now = NOON - timedelta(days=1)
    history.queue(3)
    history.work((1.0, 1.0, 1.0, 2.0))
    history.work((1.0, 1.0, 1.0, 4.0))
    history.work((30.0,), failure=NOTHING)
    report = insights.report(TimeChoice.WEEK)
    first, gap, last = report.work
    assert report.period is Period.DAY
    assert (first.completed, first.failed, first.worked) == (5, 0, 50.0)
    assert first.times is not None
    assert (first.times.median, first.times.few) == (10.0, False)
    assert (gap.completed, gap.failed, gap.times) == (0, 0, None)
    assert (last.completed, last.failed, last.worked) == (2, 1, 42.0)
    assert last.times is not None
    assert last.times.values == (5.0, 7.0)


def test_the_time_chosen_leaves_out_what_was_before(insights: Insights, history: History) -> None:
    for days in (100, 20, 2):
        work_a_batch(history, 2, NOON - timedelta(days=days))
    counts = {choice: sum(one.completed for one in insights.report(choice).work) for choice in TimeChoice}
    assert counts == {TimeChoice.LAST_BATCH: 2, TimeChoice.WEEK: 2, TimeChoice.MONTH: 4, TimeChoice.ALL: 6}
    assert insights.report(TimeChoice.ALL).period is Period.WEEK


def test_people_queued_within_a_minute_of_each_other_are_one_batch(insights: Insights, history: History) -> None:
    history.queue(2)
    history.now += timedelta(seconds=59)
    history.queue(3)
    history.now += timedelta(seconds=61)
    history.queue(4)
    newest, older = insights.report(TimeChoice.ALL).batches
    assert (newest.people, older.people) == (4, 5)
    assert older.last - older.first == timedelta(seconds=59)


def test_a_retried_person_stays_in_the_batch_and_counts_as_it_stands_now(
    insights: Insights, history: History, database: Database
) -> None:
    history.queue(2)
    failed = history.work((1.0,), failure=NOTHING)
    history.work((1.0,), failure=NOTHING)
    history.now += timedelta(hours=1)
    with database.unit_of_work() as work:
        work.queue.retry([failed], history.now)
        work.commit()
    history.work((1.0, 1.0, 1.0, 1.0))
    report = insights.report(TimeChoice.LAST_BATCH)
    assert report.outcomes.statuses == {QueueStatus.COMPLETED: 1, QueueStatus.FAILED: 1}
    (reason,) = report.outcomes.reasons
    assert (reason.words, reason.count) == ("No results found for search terms after 3 attempts", 1)
    assert reason.detail == NOTHING


def test_states_and_open_findings_of_drafts_are_counted(insights: Insights, history: History) -> None:
    history.queue(3)
    history.work((1.0,), findings=(GAP, YEAR, YEAR))
    history.work((1.0,), findings=(GAP,))
    history.work((1.0,))
    out = insights.report(TimeChoice.LAST_BATCH).outcomes
    assert out.reviews == {ReviewState.NEEDS_REVIEW: 2, ReviewState.READY: 1}
    assert out.findings == {FindingKind.GAP: 2, FindingKind.YEAR: 1}


def test_the_model_is_counted_by_month_by_batch_and_for_the_time_itself(
    insights: Insights, history: History, database: Database
) -> None:
    history.now = NOON - timedelta(days=40)
    history.queue(1)
    history.work((1.0,), tokens=100, cost=0.5)
    history.now = NOON - timedelta(days=16)
    history.queue(2)
    history.work((1.0,), tokens=1000, cost=1.0)
    history.work((1.0,), tokens=2000, cost=2.0)
    with database.unit_of_work() as work:
        at = NOON - timedelta(days=1)
        work.model_calls.add(ModelCall(None, at, "palimpsest-7b", "resume_template", 1, 10, 1, 0.25, estimated=True))
        work.commit()
    report = insights.report(TimeChoice.WEEK)
    assert report.spent.cost == 0.25
    assert [(one.start.isoformat(), one.totals.cost) for one in report.months] == [("2026-03-01", 3.25)]
    assert report.spending == ()
    report = insights.report(TimeChoice.ALL)
    assert [(f"{one.start:%Y-%m}", one.totals.cost) for one in report.months] == [("2026-02", 0.5), ("2026-03", 3.25)]
    assert [(one.batch.people, one.totals.cost, one.totals.items) for one in report.spending] == [
        (2, 3.0, 2),
        (1, 0.5, 1),
    ]
    assert report.months[-1].totals.estimated


def test_drafts_of_a_batch_are_compared_with_each_other_and_not_with_others(
    insights: Insights, history: History
) -> None:
    work_a_batch(history, 6, NOON - timedelta(days=2))
    history.now = NOON - timedelta(hours=2)
    history.queue(4)
    for reason in (REASONS[0], REASONS[0], REASONS[1], ""):
        history.work((1.0,), reason=reason)
    newest, older = insights.report(TimeChoice.ALL).batches
    found = insights.sameness(newest)
    assert (found.drafts, found.compared, found.silent, found.identical) == (4, 4, 1, 2)
    assert found.percents[-2:] == (100, 100)
    assert found.percents[0] < 80
    assert insights.sameness(older).percents[-1] < 80


def test_a_large_batch_is_represented_by_drafts_spread_evenly(
    insights: Insights, history: History, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "COMPARED", 3)
    work_a_batch(history, 6, NOON)
    found = insights.newest_sameness(insights.report(TimeChoice.ALL).batches)
    assert (found.drafts, found.compared) == (6, 3)
    with history.database.unit_of_work(read_only=True) as work:
        assert found.batch is not None
        words = [text for text, _ in work.insights.words(found.batch, 3).words]
        every = [text for text, _ in work.insights.words(found.batch, 100).words]
    assert words == every[1::2]


def test_discarded_drafts_are_not_compared_and_a_batch_that_waits_gives_way_to_an_older_one(
    insights: Insights, history: History, database: Database
) -> None:
    work_a_batch(history, 3, NOON)
    with database.unit_of_work() as work:
        drafts = work.emails.find(EmailQuery())
        work.emails.update(drafts[0].discarded(history.now))
        work.commit()
    history.now += timedelta(hours=1)
    history.queue(2)
    found = insights.newest_sameness(insights.report(TimeChoice.ALL).batches)
    assert found.drafts == 2


def test_answers_stay_small_however_many_people_there_are(
    insights: Insights, history: History, monkeypatch: pytest.MonkeyPatch
) -> None:
    history.queue(1500)
    for at in range(60):
        history.work((0.5 + at,) * 4)
    fetched: list[int] = []
    read = CursorResult.all

    def counted(result: CursorResult[Any]) -> Sequence[Any]:
        rows = read(result)
        fetched.append(len(rows))
        return rows

    monkeypatch.setattr(CursorResult, "all", counted)
    assert sum(one.completed for one in insights.report(TimeChoice.ALL).work) == 60
    assert 0 < max(fetched) <= 12
