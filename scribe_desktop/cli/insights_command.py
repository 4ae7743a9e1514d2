"""The command `scribe insights`: times, outcomes and reasons, spending, and how alike drafts are, as figures."""

from __future__ import annotations

import sys
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from scribe_desktop.cli.guard import guarded
from scribe_desktop.cli.options import AsJson, DataDir, opened
from scribe_desktop.cli.output import print_json, print_table, print_text
from scribe_desktop.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scribe_desktop.domain.insights import Spread
    from scribe_desktop.services.insights import BatchSameness, Report


class Time(StrEnum):
    """The time that is looked at (services.insights.TimeChoice, which is not imported for `scribe --help`)."""

    LAST_BATCH = "last-batch"
    WEEK = "7-days"
    MONTH = "30-days"
    ALL = "all"


class Figure(StrEnum):
    """The tables of services.insights_tables, by name."""

    STEPS = "steps"
    PERIODS = "periods"
    PEOPLE = "people"
    FAILURES = "failures"
    REVIEWS = "reviews"
    FINDINGS = "findings"
    SPENT = "spent"
    MONTHS = "months"
    BATCHES = "batches"
    SAMENESS = "sameness"


@guarded
def insights(
    context: typer.Context,
    time: Annotated[Time, typer.Option("--time", help="What to look at.")] = Time.ALL,
    figure: Annotated[Figure | None, typer.Option("--figure", help="Only these figures.")] = None,
    as_csv: Annotated[
        bool, typer.Option("--csv", help="As CSV: a table with --figure, else one value a line.")
    ] = False,
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> None:
    """Show how long the work took, how it went and why, what the model cost, and how alike the drafts are."""
    from scribe_desktop.services.insights import TimeChoice
    from scribe_desktop.services.insights_tables import tables_of, write_csv, write_long

    if as_csv and as_json:
        raise InputError("Choose one of --csv and --json.")
    with opened(context, data_dir) as app:
        report = app.insights.report(TimeChoice(time.value))
        alike = app.insights.newest_sameness(report.batches)
    tables = [one for one in tables_of(report, alike) if figure is None or one.name == figure.value]
    if as_json:
        print_json({"time": time.value, "read_at": report.now.isoformat(), **{t.name: t.records() for t in tables}})
    elif as_csv and figure is not None:
        for one in tables:
            write_csv(one.columns, one.rows, sys.stdout)
    elif as_csv:
        write_long(tables, sys.stdout)
    elif report.empty:
        print_text("Nothing was done in that time.")
    else:
        _print(report, alike, figure)


def _print(report: Report, alike: BatchSameness, figure: Figure | None) -> None:
    from scribe_desktop.pipeline.step import STEP_LABELS

    def wanted(*figures: Figure) -> bool:
        return figure is None or figure in figures

    if wanted(Figure.STEPS) and report.steps:
        rows = [(STEP_LABELS[step], f"{one.count:,}", *_times(one)) for step, one in report.steps.items()]
        _section("Time per step", ("Step", "Runs", *_TIMES), rows)
    if wanted(Figure.PERIODS) and report.work:
        rows = [
            (one.start.isoformat(), f"{one.completed:,}", f"{one.failed:,}", _seconds(one.worked),
             *(_times(one.times) if one.times else ("",) * len(_TIMES)))
            for one in report.work
        ]  # fmt: skip
        title = f"Time per {report.period.value}; the times are those of one draft"
        _section(title, (report.period.value.capitalize(), "Drafts", "Failed", "Worked", *_TIMES), rows)
    out = report.outcomes
    if wanted(Figure.PEOPLE):
        _counts("People", ((status.value, count) for status, count in out.statuses.items()))
    if wanted(Figure.FAILURES):
        _counts("Why they failed", ((one.words, one.count) for one in out.reasons))
    if wanted(Figure.REVIEWS):
        _counts("Drafts", ((state.value, count) for state, count in out.reviews.items()))
    if wanted(Figure.FINDINGS):
        _counts("What is to be checked in drafts", ((kind.value, count) for kind, count in out.findings.items()))
    _print_costs(report, figure)
    if wanted(Figure.SAMENESS) and alike.drafts:
        _print_sameness(alike)


def _print_costs(report: Report, figure: Figure | None) -> None:
    from scribe_desktop.services.cost import spent_sentence

    if figure in (None, Figure.SPENT):
        print_text(f"{spent_sentence(report.spent, report.prices).rstrip('.')}.\n")
    if figure in (None, Figure.MONTHS):
        for month in report.months:
            print_text(f"{month.start:%Y-%m}, the whole month: {spent_sentence(month.totals, report.prices)}")
    if figure in (None, Figure.BATCHES):
        for one in report.spending:
            queued = f"{one.batch.first.astimezone():%Y-%m-%d %H:%M}"
            print_text(f"Batch of {queued}, {_people(one.batch.people)}: {spent_sentence(one.totals, report.prices)}")
    if figure is None and report.months:
        print_text("")


def _print_sameness(alike: BatchSameness) -> None:
    assert alike.batch is not None
    queued = f"{alike.batch.first.astimezone():%Y-%m-%d %H:%M}"
    print_text(f"How alike the drafts of the batch of {queued} are: each beside the one most like it")
    if alike.compared < alike.drafts:
        print_text(f"({alike.compared:,} of its {alike.drafts:,} drafts, evenly spread, compared with each other)")
    if len(alike.percents) < _FEW:
        for percent in alike.percents:
            print_text(f"  {percent} % alike")
    else:
        rows = [(f"{at * 10}–{at * 10 + (10 if at == 9 else 9)} %", f"{n:,}") for at, n in enumerate(alike.tens)]
        print_table(("Alike", "Drafts"), rows)
    if alike.silent:
        print_text(f"Too few words of their own to compare: {alike.silent:,}")
    print_text(f"Word for word the same as another one: {alike.identical:,} of {alike.drafts:,}")


_TIMES = ("Shortest", "Quarter", "Median", "Three quarters", "Longest")
_FEW = 5


def _times(one: Spread) -> tuple[str, ...]:
    """The columns of _TIMES; few values stand alone in the first of them."""
    if one.few:
        return " · ".join(_seconds(value) for value in one.values), "", "", "", ""
    return tuple(_seconds(value) for value in (one.shortest, one.lower, one.median, one.upper, one.longest))


def _seconds(value: float) -> str:
    if value < 0.1:
        return f"{value:.3f} s"
    if value < 10:
        return f"{value:.2f} s"
    if value < 60:
        return f"{value:.1f} s"
    minutes, rest = divmod(round(value), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes:02} min" if hours else f"{minutes} min {rest:02} s"


def _people(count: int) -> str:
    return "1 person" if count == 1 else f"{count:,} people"


def _counts(title: str, counts: Iterable[tuple[str, int]]) -> None:
    rows: list[tuple[str, ...]] = [(words, f"{count:,}") for words, count in counts]
    if rows:
        _section(title, ("", "Count"), rows)


def _section(title: str, columns: tuple[str, ...], rows: list[tuple[str, ...]]) -> None:
    print_text(title)
    print_table(columns, rows)
