"""Pieces of SQL that the figures of the queue share: spans of time, batches, ranks and sums, and reading them back."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from scribe_desktop.domain.insights import FEWEST_SUMMED_UP, Period, Span
from scribe_desktop.domain.spending import CallTotals
from scribe_desktop.storage.column_types import EPOCH, to_microseconds

MOMENT_DIGITS = 12
"""Hexadecimal digits at the start of an id that hold the milliseconds of queueing."""

MILLISECONDS = " + ".join(
    f"((instr('0123456789abcdef', substr(moment, {at}, 1)) - 1) << {4 * (MOMENT_DIGITS - at)})"
    for at in range(1, MOMENT_DIGITS + 1)
)

# The places (from 1) of shortest, quarters, median and longest among n values, each with its neighbour above.
WANTED_PLACES = f"""
    place IN (1, n, (n - 1) / 4 + 1, (n - 1) / 4 + 2, (n - 1) / 2 + 1, (n - 1) / 2 + 2,
              3 * (n - 1) / 4 + 1, 3 * (n - 1) / 4 + 2) OR n < {FEWEST_SUMMED_UP}
"""

SUMS = """
    count(*) AS questions, count(DISTINCT item_id) AS items, coalesce(sum(calls), 0) AS calls,
    coalesce(sum(tokens_in), 0) AS tokens_in, coalesce(sum(tokens_out), 0) AS tokens_out,
    coalesce(sum(cost), 0.0) AS cost, coalesce(max(estimated), 0) AS estimated
"""


def within(span: Span, time: str, item_id: str) -> tuple[str, dict[str, Any]]:
    """The condition that a row belongs to the span, by its column of time or by its column of the person's id."""
    if span.batch is not None:
        first, last = (_digits(one) for one in (span.batch.first, span.batch.last))
        return f"{item_id} BETWEEN :first_id AND :last_id", {"first_id": first + "0" * 20, "last_id": last + "f" * 20}
    if span.start is not None:
        return f"{time} >= :start", {"start": to_microseconds(span.start)}
    return "TRUE", {}


def period_start(period: Period, column: str) -> str:
    """The first day of the period that a moment lies in, by this computer's time."""
    begins = {Period.DAY: "", Period.WEEK: ", '-6 days', 'weekday 1'", Period.MONTH: ", 'start of month'"}[period]
    return f"date({column} / 1000000, 'unixepoch', 'localtime'{begins})"


def _digits(moment: datetime) -> str:
    """How an id begins that was made at that moment."""
    return UUID(int=(to_microseconds(moment) // 1000 & (1 << 48) - 1) << 80).hex[:MOMENT_DIGITS]


def from_milliseconds(milliseconds: int) -> datetime:
    """The moment that an id begins with, from its milliseconds since 1970."""
    return EPOCH + timedelta(milliseconds=milliseconds)


def from_microseconds(microseconds: int) -> datetime:
    """The moment in a column of time, which a statement of text returns as it is stored."""
    return EPOCH + timedelta(microseconds=microseconds)


def totals_of(row: Any) -> CallTotals:
    """What a row of SUMS says."""
    return CallTotals(row.questions, row.calls, row.tokens_in, row.tokens_out, row.cost, bool(row.estimated), row.items)
