"""What the queue's own history says: times, outcomes, reasons, spending, and how alike drafts are, as plain numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from scribe_desktop.domain.email import FindingKind, ReviewState
from scribe_desktop.domain.queue import QueueStatus
from scribe_desktop.domain.spending import CallTotals

FEWEST_SUMMED_UP = 5
"""Fewer values than these are shown one by one: a median of three is no trend."""


class Period(StrEnum):
    """How long one column of a chart over time is."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"


@dataclass(frozen=True, slots=True)
class Batch:
    """People who were queued together, with at most a minute from one to the next.

    `first` and `last` are when the first and the last of them were queued; `people` counts them all.
    """

    first: datetime
    last: datetime
    people: int


@dataclass(frozen=True, slots=True)
class Span:
    """What is looked at: everything that happened from `start` on (None: ever), or all that belongs to a batch."""

    start: datetime | None = None
    batch: Batch | None = None


@dataclass(frozen=True, slots=True)
class Spread:
    """Some lengths of time, in seconds: how many, their sum, and how they are spread.

    `values` holds them all, in order, where there are fewer than FEWEST_SUMMED_UP, and is empty otherwise.
    """

    count: int
    total: float
    shortest: float
    lower: float
    median: float
    upper: float
    longest: float
    values: tuple[float, ...] = ()

    @property
    def few(self) -> bool:
        """True when the values themselves are to be shown, nothing made of them."""
        return self.count < FEWEST_SUMMED_UP


@dataclass(frozen=True, slots=True)
class PeriodWork:
    """A day, week or month that begins on `start`: how many became drafts and how many failed.

    `times` are the seconds from beginning to end of those that became drafts, None where there is none; `worked` are
    the seconds of all of them, failed ones too.
    """

    start: date
    completed: int = 0
    failed: int = 0
    worked: float = 0.0
    times: Spread | None = None


@dataclass(frozen=True, slots=True)
class MonthSpending:
    """What the model cost in the calendar month that begins on `start`."""

    start: date
    totals: CallTotals


@dataclass(frozen=True, slots=True)
class BatchSpending:
    """What the model cost for a batch."""

    batch: Batch
    totals: CallTotals


@dataclass(frozen=True, slots=True)
class Reason:
    """Why recipients failed, and how many; `detail` is the whole sentence of the most frequent one of its kind."""

    words: str
    count: int
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Outcomes:
    """How it went, as things stand now.

    `drafts_kept` is the number of drafts whose state `reviews` counts. `findings` counts the drafts in need of review
    that have an open finding of a kind; a draft may have several kinds.
    """

    statuses: dict[QueueStatus, int]
    reviews: dict[ReviewState, int]
    findings: dict[FindingKind, int]
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class WordsSample:
    """The own words of drafts of a batch, as `draft_words` has them; `drafts` is how many the batch has in all.

    `identical` is how many of all of them are word for word the same as another one, apart from greeting and name.
    """

    drafts: int
    identical: int
    words: tuple[tuple[str, str], ...]


def ranks_wanted(count: int) -> tuple[int, ...]:
    """The ranks (from 1) among so many ordered values that a spread is made of; all of them where there are few."""
    if count < FEWEST_SUMMED_UP:
        return tuple(range(1, count + 1))
    quarters = (divmod((count - 1) * quarter, 4) for quarter in (1, 2, 3))
    inner = {rank for whole, rest in quarters for rank in (whole + 1, whole + (2 if rest else 1))}
    return tuple(sorted({1, count} | inner))


def spread_of(ranked: Sequence[tuple[int, float]], count: int, total: float) -> Spread:
    """A spread from the values at the ranks that `ranks_wanted` names (all of them where there are few).

    Between two ranks it is interpolated in a straight line (method 7 of Hyndman and Fan 1996, as spreadsheets do).
    """
    at = dict(ranked)

    def quantile(quarter: int) -> float:
        whole, rest = divmod((count - 1) * quarter, 4)
        low = at[whole + 1]
        return low if not rest else low + (at[whole + 2] - low) * rest / 4

    few = tuple(at[rank] for rank in range(1, count + 1)) if count < FEWEST_SUMMED_UP else ()
    return Spread(count, total, at[1], quantile(1), quantile(2), quantile(3), at[count], few)
