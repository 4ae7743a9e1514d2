"""The history of the queue in figures."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from scribe_desktop.domain.email import FindingKind, ReviewState
from scribe_desktop.domain.insights import Batch, MonthSpending, Period, PeriodWork, Span, Spread, WordsSample
from scribe_desktop.domain.queue import QueueStatus, StepName
from scribe_desktop.domain.spending import CallTotals


class InsightsRepository(Protocol):
    """The history of the queue in figures: each answer is a few hundred rows at most, however many people there are."""

    def batches(self, since: datetime | None, limit: int) -> list[Batch]:
        """The newest batches whose last person was queued since then, newest first."""
        ...

    def step_times(self, span: Span) -> dict[StepName, Spread]:
        """How long each step took; steps that never ran, or only without anything to do, are not in it."""
        ...

    def ended_between(self, span: Span) -> tuple[datetime, datetime] | None:
        """When the first and the last person became a draft or failed; None when nobody did."""
        ...

    def work(self, span: Span, period: Period) -> list[PeriodWork]:
        """What each day, week or month brought, by this computer's time, oldest first; empty ones are left out."""
        ...

    def statuses(self, span: Span) -> dict[QueueStatus, int]:
        """How many people stand where: those of the batch, or those whose work ended in that time."""
        ...

    def failures(self, span: Span, limit: int) -> list[tuple[str, int]]:
        """The most frequent error messages of those that failed, with how many have them."""
        ...

    def reviews(self, span: Span) -> dict[ReviewState, int]:
        """How many drafts have each state of review."""
        ...

    def findings(self, span: Span) -> dict[FindingKind, int]:
        """How many of the drafts in need of review have an open finding of each kind, the most frequent first."""
        ...

    def spent(self, span: Span) -> CallTotals:
        """What the model cost."""
        ...

    def months(self, since: datetime | None, limit: int) -> list[MonthSpending]:
        """What the model cost in each calendar month that had a call, newest first."""
        ...

    def words(self, batch: Batch, limit: int) -> WordsSample:
        """Own words of at most so many drafts of a batch, spread evenly over it; discarded ones are left out."""
        ...
