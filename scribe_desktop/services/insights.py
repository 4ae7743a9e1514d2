"""What the history of this data folder says: times, outcomes and their reasons, spending, and how alike drafts are."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum

from scribe_desktop.domain.insights import (
    Batch,
    BatchSpending,
    MonthSpending,
    Outcomes,
    Period,
    PeriodWork,
    Reason,
    Span,
    Spread,
)
from scribe_desktop.domain.queue import QueueStatus, StepName
from scribe_desktop.domain.spending import CallTotals, Prices
from scribe_desktop.pipeline.batch_sameness import nearest_percents
from scribe_desktop.pipeline.sameness import ALIKE_PERCENT, OwnWords
from scribe_desktop.ports import Clock
from scribe_desktop.services.sameness import Sameness
from scribe_desktop.storage_ports.unit_of_work import UnitOfWorkFactory

BATCHES_SHOWN = 12
MONTHS_SHOWN = 24
REASONS_SHOWN = 8
MESSAGES_READ = 200
"""Different error messages that are read, to be put together by what they say; those beyond them are "other"."""
COMPARED = 300
"""Drafts of a batch that are compared with each other; a larger batch is represented by so many, evenly spread."""
DAYS_SHOWN, WEEKS_SHOWN = 62, 53
"""A longer time is shown by week, one that is longer still by month."""

_REASON_END = re.compile(r"(?<=[.!?])\s|\s\(timeout", re.ASCII)
_FIGURES = re.compile(r"\d+(?:[.,]\d+)*")


class TimeChoice(StrEnum):
    """The time that is looked at."""

    LAST_BATCH = "last-batch"
    WEEK = "7-days"
    MONTH = "30-days"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Report:
    """All figures of a time, but how alike the drafts are.

    `batches` are the newest ones queued in that time; `spending` is what each of those cost that cost anything, and
    `months` are whole calendar months. `period` is what each of `work` is long; periods in which nothing happened are
    in it, too. `spent` is for the chosen time alone. `now` is when it was read.
    """

    choice: TimeChoice
    now: datetime
    prices: Prices
    batches: tuple[Batch, ...] = ()
    steps: dict[StepName, Spread] = field(default_factory=dict)
    period: Period = Period.DAY
    work: tuple[PeriodWork, ...] = ()
    outcomes: Outcomes = field(default_factory=lambda: Outcomes({}, {}, {}, ()))
    spent: CallTotals = field(default_factory=CallTotals)
    months: tuple[MonthSpending, ...] = ()
    spending: tuple[BatchSpending, ...] = ()

    @property
    def empty(self) -> bool:
        """True when nobody's work has ended in that time and no model was asked."""
        return not (self.work or self.steps or self.outcomes.reviews or self.spent)


@dataclass(frozen=True, slots=True)
class BatchSameness:
    """How alike the drafts of a batch are: for each the percent by which the most similar other one is like it.

    Attributes:
        drafts: how many the batch has, without discarded ones.
        compared: how many of them were compared with each other; fewer than `drafts` when there are very many.
        percents: in rising order, of those that say enough of their own; the others are `silent`.
        identical: how many of all drafts are word for word the same as another one.
    """

    batch: Batch | None
    drafts: int = 0
    compared: int = 0
    percents: tuple[int, ...] = ()
    silent: int = 0
    identical: int = 0

    @property
    def alike(self) -> int:
        """Those that the person would be warned of if both went to one department."""
        return sum(one >= ALIKE_PERCENT for one in self.percents)

    @property
    def tens(self) -> tuple[int, ...]:
        """How many are 0–9 %, 10–19 %, … and 90–100 % like another one."""
        return tuple(sum(min(one // 10, 9) == ten for one in self.percents) for ten in range(10))


class Insights:
    """Reads figures. Each call takes up to a second or so with very many people, so never in the GUI thread."""

    def __init__(
        self, unit_of_work: UnitOfWorkFactory, clock: Clock, prices: Callable[[], Prices], sameness: Sameness
    ) -> None:
        self._unit_of_work = unit_of_work
        self._clock = clock
        self._prices = prices
        self._sameness = sameness

    def report(self, choice: TimeChoice) -> Report:
        """All figures of that time. Raises StorageError."""
        now = self._clock.now()
        start = {TimeChoice.WEEK: _midnight(now, 6), TimeChoice.MONTH: _midnight(now, 29)}.get(choice)
        with self._unit_of_work(read_only=True) as work:
            figures = work.insights
            batches = figures.batches(start, 1 if choice is TimeChoice.LAST_BATCH else BATCHES_SHOWN)
            span = Span(start)
            if choice is TimeChoice.LAST_BATCH:
                if not batches:
                    return Report(choice, now, self._prices())
                span = Span(batch=batches[0])
                start = batches[0].first
            period, periods = Period.DAY, []
            if (ended := figures.ended_between(span)) is not None:
                period = period_for(*ended)
                periods = figures.work(span, period)
            statuses = figures.statuses(span)
            costs = (BatchSpending(one, figures.spent(Span(batch=one))) for one in batches)
            return Report(
                choice,
                now,
                self._prices(),
                tuple(batches),
                figures.step_times(span),
                period,
                with_gaps(periods, period),
                Outcomes(
                    statuses,
                    figures.reviews(span),
                    figures.findings(span),
                    reasons_of(figures.failures(span, MESSAGES_READ), statuses.get(QueueStatus.FAILED, 0)),
                ),
                figures.spent(span),
                tuple(reversed(figures.months(None if start is None else _month(start), MONTHS_SHOWN))),
                tuple(one for one in costs if one.totals),
            )

    def newest_sameness(self, batches: Sequence[Batch], going_on: Callable[[], bool] = lambda: True) -> BatchSameness:
        """How alike the drafts of the first of these batches that has drafts are. Raises StorageError."""
        found = BatchSameness(None)
        for batch in batches:
            found = self.sameness(batch, going_on)
            if found.drafts or not going_on():
                break
        return found

    def sameness(self, batch: Batch, going_on: Callable[[], bool] = lambda: True) -> BatchSameness:
        """How alike the drafts of a batch are to each other, whomever they go to. Raises StorageError.

        Args:
            going_on: ends the work, with nothing found, when it says False.
        """
        self._sameness.catch_up()
        with self._unit_of_work(read_only=True) as work:
            sample = work.insights.words(batch, COMPARED)
        own = [OwnWords(tuple(text.split("\n")) if text else (), whole) for text, whole in sample.words]
        percents = nearest_percents(own, going_on)
        known = tuple(sorted(one for one in percents if one is not None))
        return BatchSameness(batch, sample.drafts, len(own), known, len(percents) - len(known), sample.identical)


def period_for(first: datetime, last: datetime) -> Period:
    """How long the columns of a chart from one moment to another are."""
    days = (last.astimezone().date() - first.astimezone().date()).days + 1
    if days <= DAYS_SHOWN:
        return Period.DAY
    return Period.WEEK if days <= WEEKS_SHOWN * 7 else Period.MONTH


def with_gaps(work: list[PeriodWork], period: Period) -> tuple[PeriodWork, ...]:
    """The periods from the first to the last without a gap: one in which nothing happened is shown as that."""
    found: list[PeriodWork] = []
    for one in work:
        while found and (following := _after(found[-1].start, period)) < one.start:
            found.append(PeriodWork(following))
        found.append(one)
    return tuple(found)


def reasons_of(messages: list[tuple[str, int]], failed: int) -> tuple[Reason, ...]:
    """Error messages put together by their first sentence, figures left aside; the most frequent ones, then the rest.

    Grouping is for looking at alone: nothing is decided by the words of a message.
    """
    groups: dict[str, tuple[str, str, int]] = {}
    for message, count in messages:
        words = _REASON_END.split(message.strip(), maxsplit=1)[0].rstrip(".!") or "Without a reason"
        key = _FIGURES.sub("0", words).casefold()
        shown, detail, so_far = groups.get(key, (words, message, 0))
        groups[key] = (shown, detail, so_far + count)
    ordered = sorted(groups.values(), key=lambda one: (-one[2], one[0]))
    most = REASONS_SHOWN if len(ordered) <= REASONS_SHOWN else REASONS_SHOWN - 1
    found = [Reason(words, count, detail) for words, detail, count in ordered[:most]]
    if (rest := failed - sum(one.count for one in found)) > 0:
        found.append(Reason("Other reasons", rest))
    return tuple(found)


def _after(start: date, period: Period) -> date:
    if period is Period.MONTH:
        return (start.replace(day=1) + timedelta(days=32)).replace(day=1)
    return start + timedelta(days=1 if period is Period.DAY else 7)


def _midnight(now: datetime, days_before: int) -> datetime:
    """The beginning of the day so many days before, by this computer's time."""
    day = now.astimezone().date() - timedelta(days=days_before)
    return datetime(day.year, day.month, day.day).astimezone()


def _month(moment: datetime) -> datetime:
    local = moment.astimezone()
    return datetime(local.year, local.month, 1).astimezone()
