"""The figures as plain tables: the same rows for a CSV file, for JSON, and for the command line."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, TextIO

from scribe_desktop.domain.email import ReviewState
from scribe_desktop.domain.insights import Batch, Spread
from scribe_desktop.domain.queue import QueueStatus
from scribe_desktop.domain.spending import CallTotals
from scribe_desktop.errors import InputError
from scribe_desktop.services.csv_safety import safe_cell
from scribe_desktop.services.insights import BatchSameness, Report

_SPREAD = (
    "count", "total_seconds", "shortest_seconds", "lower_quartile_seconds", "median_seconds", "upper_quartile_seconds",
    "longest_seconds", "each_seconds",
)  # fmt: skip
_TOTALS = ("questions", "calls", "tokens_in", "tokens_out", "cost", "currency", "partly_estimated", "people")

Cell = str | int | float | bool | None


@dataclass(frozen=True, slots=True)
class Table:
    """One set of figures. `name` is a word for files and JSON; cells are plain numbers, words and ISO dates."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]

    def records(self) -> list[dict[str, Any]]:
        """The rows as JSON-ready objects."""
        return [dict(zip(self.columns, row, strict=True)) for row in self.rows]


def tables_of(report: Report, sameness: BatchSameness | None) -> tuple[Table, ...]:
    """All figures of a report, one table each, in the order in which they are shown."""
    currency = report.prices.currency
    out = report.outcomes
    statuses = ((one.value, out.statuses[one]) for one in QueueStatus if one in out.statuses)
    reviews = ((one.value, out.reviews[one]) for one in ReviewState if one in out.reviews)
    made = [
        Table("steps", ("step", *_SPREAD), tuple((step.value, *_spread(one)) for step, one in report.steps.items())),
        Table(
            "periods",
            ("from", "length", "drafts", "failed", "worked_seconds", *(f"draft_{name}" for name in _SPREAD)),
            tuple(
                (
                    one.start.isoformat(),
                    report.period.value,
                    one.completed,
                    one.failed,
                    _round(one.worked),
                    *_spread(one.times),
                )
                for one in report.work
            ),
        ),
        Table("people", ("status", "people"), tuple(statuses)),
        Table("failures", ("reason", "people", "message"), tuple((r.words, r.count, r.detail) for r in out.reasons)),
        Table("reviews", ("state", "drafts"), tuple(reviews)),
        Table("findings", ("kind", "drafts"), tuple((kind.value, count) for kind, count in out.findings.items())),
        Table("spent", _TOTALS, (_totals(report.spent, currency),) if report.spent else ()),
        Table(
            "months",
            ("from", *_TOTALS),
            tuple((one.start.isoformat(), *_totals(one.totals, currency)) for one in report.months),
        ),
        Table(
            "batches",
            ("queued", "queued_people", *_TOTALS),
            tuple((*_batch(one.batch), *_totals(one.totals, currency)) for one in report.spending),
        ),
    ]
    if sameness is not None and sameness.batch is not None:
        made.append(sameness_table(sameness))
    return tuple(made)


def sameness_table(found: BatchSameness) -> Table:
    """How alike the drafts of a batch are."""
    head = ("queued", "queued_people", "drafts", "compared", "too_short", "identical", "percent_from", "percent_to")
    first = _batch(found.batch) if found.batch else ("", 0)
    first = (*first, found.drafts, found.compared, found.silent, found.identical)
    rows = tuple((*first, ten * 10, 100 if ten == 9 else ten * 10 + 9, count) for ten, count in enumerate(found.tens))
    return Table("sameness", (*head, "drafts_so_alike"), rows)


def write_table(table: Table, path: Path) -> int:
    """Write a table as a CSV file, whole or not at all; how many rows. Raises InputError when it cannot be written."""
    temporary = path.with_name(f".{path.name}.part")
    try:
        with temporary.open("w", encoding="utf-8", newline="") as file:
            write_csv(table.columns, table.rows, file)
        temporary.replace(path)
    except OSError as error:
        raise InputError(f"{path} cannot be written: {error.strerror}. Choose another place.") from error
    finally:
        temporary.unlink(missing_ok=True)
    return len(table.rows)


def write_long(tables: Iterable[Table], file: TextIO) -> None:
    """All tables as one CSV: which figure, which row of it (from 1), what is said of it, and the value."""
    rows = [
        (table.name, at, column, value)
        for table in tables
        for at, row in enumerate(table.rows, start=1)
        for column, value in zip(table.columns, row, strict=True)
    ]
    write_csv(("figure", "row", "column", "value"), rows, file)


def write_csv(columns: Sequence[str], rows: Iterable[Sequence[Cell]], file: TextIO) -> None:
    """Columns and rows as CSV, cells safe for spreadsheets; numbers with a point, yes and no as 1 and 0."""
    writer = csv.writer(file)
    writer.writerow(columns)
    for row in rows:
        writer.writerow(_cell(one) for one in row)


def _cell(value: Cell) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(int(value))
    return safe_cell(value) if isinstance(value, str) else str(value)


def _spread(one: Spread | None) -> tuple[Cell, ...]:
    """A spread's cells. Where there are few values they stand alone: nothing is made of them."""
    if one is None:
        return (0, *(None,) * (len(_SPREAD) - 1))
    if one.few:
        return one.count, _round(one.total), *(None,) * 5, " ".join(f"{value:.3f}" for value in one.values)
    quartiles = (one.shortest, one.lower, one.median, one.upper, one.longest)
    return one.count, _round(one.total), *(_round(value) for value in quartiles), None


def _totals(one: CallTotals, currency: str) -> tuple[Cell, ...]:
    return (
        one.questions, one.calls, one.tokens_in, one.tokens_out, round(one.cost, 6), currency, one.estimated, one.items,
    )  # fmt: skip


def _batch(one: Batch) -> tuple[Cell, ...]:
    return _local(one.first), one.people


def _local(moment: datetime) -> str:
    return moment.astimezone().isoformat(timespec="seconds")


def _round(seconds: float) -> float:
    return round(seconds, 3)
