"""Figures of the history: spreads, periods, reasons put together, and how alike drafts of a batch are."""

from __future__ import annotations

import csv
import io
from datetime import UTC, date, datetime, timedelta
from statistics import quantiles

import pytest

from scribe_desktop.domain.insights import Period, PeriodWork, Spread, ranks_wanted, spread_of
from scribe_desktop.domain.spending import Prices
from scribe_desktop.pipeline.batch_sameness import nearest_percents
from scribe_desktop.pipeline.sameness import OwnWords
from scribe_desktop.services.insights import (
    REASONS_SHOWN,
    BatchSameness,
    Report,
    TimeChoice,
    period_for,
    reasons_of,
    with_gaps,
)
from scribe_desktop.services.insights_tables import Table, tables_of, write_csv, write_long
from tests.history import REASONS


def spread(values: list[float]) -> Spread:
    ordered = sorted(values)
    return spread_of([(rank, ordered[rank - 1]) for rank in ranks_wanted(len(values))], len(values), sum(values))


@pytest.mark.parametrize("count", [5, 6, 7, 8, 9, 10, 101])
def test_quarters_and_median_are_those_of_all_values(count: int) -> None:
    values = [(at * 37 % 101) / 7 for at in range(count)]
    found = spread(values)
    assert [found.lower, found.median, found.upper] == pytest.approx(quantiles(values, n=4, method="inclusive"))
    assert (found.shortest, found.longest) == (min(values), max(values))
    assert not found.few
    assert found.values == ()


@pytest.mark.parametrize("count", [1, 2, 3, 4])
def test_few_values_are_kept_one_by_one(count: int) -> None:
    found = spread([9.0 - at for at in range(count)])
    assert found.few
    assert found.values == tuple(sorted(9.0 - at for at in range(count)))


@pytest.mark.parametrize("count", range(5, 60))
def test_no_more_than_eight_wanted_ranks_follow_each_other(count: int) -> None:
    ranks = ranks_wanted(count)
    runs = [[ranks[0]]]
    for rank in ranks[1:]:
        if rank == runs[-1][-1] + 1:
            runs[-1].append(rank)
        else:
            runs.append([rank])
    assert max(len(one) for one in runs) <= 8


def test_longer_times_have_longer_columns() -> None:
    start = datetime(2026, 1, 1, 12, tzinfo=UTC)
    assert period_for(start, start) is Period.DAY
    assert period_for(start, start + timedelta(days=61)) is Period.DAY
    assert period_for(start, start + timedelta(days=62)) is Period.WEEK
    assert period_for(start, start + timedelta(days=500)) is Period.MONTH


@pytest.mark.parametrize(
    ("period", "starts", "expected"),
    [
        (Period.DAY, [date(2026, 2, 27), date(2026, 3, 2)], ["2026-02-27", "2026-02-28", "2026-03-01", "2026-03-02"]),
        (Period.WEEK, [date(2026, 2, 23), date(2026, 3, 9)], ["2026-02-23", "2026-03-02", "2026-03-09"]),
        (Period.MONTH, [date(2025, 12, 1), date(2026, 2, 1)], ["2025-12-01", "2026-01-01", "2026-02-01"]),
    ],
)
def test_a_time_in_which_nothing_happened_is_shown_as_that(
    period: Period, starts: list[date], expected: list[str]
) -> None:
    found = with_gaps([PeriodWork(one, completed=3) for one in starts], period)
    assert [one.start.isoformat() for one in found] == expected
    assert [one.completed for one in found] == [3, *[0] * (len(expected) - 2), 3]


def test_reasons_that_differ_in_figures_alone_are_one() -> None:
    found = reasons_of(
        [
            ("The server answered with status 502. Try again.", 3),
            ("Stopped by you.", 2),
            ("The server answered with status 503. Try again later.", 1),
            ("Reading the web took longer than 45 seconds (timeout). Try again.", 1),
            ("", 1),
        ],
        8,
    )
    assert [(one.words, one.count) for one in found] == [
        ("The server answered with status 502", 4),
        ("Stopped by you", 2),
        ("Reading the web took longer than 45 seconds", 1),
        ("Without a reason", 1),
    ]
    assert found[0].detail == "The server answered with status 502. Try again."


def test_seldom_reasons_and_those_not_read_are_counted_as_others() -> None:
    letters = "abcdefghijklmnop"
    found = reasons_of([(f"Reason {one} was given.", 5) for one in letters], 100)
    assert len(found) == REASONS_SHOWN
    assert (found[-1].words, found[-1].count) == ("Other reasons", 100 - 5 * (REASONS_SHOWN - 1))


def own(*texts: str, whole: str = "") -> OwnWords:
    return OwnWords(tuple(one.casefold().rstrip(".") for one in texts), whole)


def test_each_draft_is_held_beside_the_one_most_like_it() -> None:
    near = REASONS[0].replace("caves at home", "caves nearby")
    found = nearest_percents([own(REASONS[0]), own(REASONS[1]), own(near)])
    first, second, third = found
    assert first == third
    assert first is not None
    assert 90 <= first < 100
    assert second is not None
    assert second < 70


def test_drafts_that_say_too_little_count_only_when_they_are_the_same() -> None:
    drafts = [own("tides", whole="a"), own("tides", whole="b"), own("tides", whole="b"), own(REASONS[2], whole="c")]
    assert nearest_percents(drafts) == [None, 100, 100, None]


def test_a_draft_alone_is_like_none() -> None:
    assert nearest_percents([own(REASONS[0])]) == [None]
    assert nearest_percents([]) == []


def test_comparing_ends_when_it_is_told_to() -> None:
    answers = iter([True, False])
    assert nearest_percents([own(one) for one in REASONS], lambda: next(answers)) == []


def test_percents_are_counted_in_tens_with_a_hundred_in_the_last() -> None:
    found = BatchSameness(None, 5, 5, (9, 10, 89, 90, 100))
    assert found.tens == (1, 1, 0, 0, 0, 0, 0, 0, 1, 2)
    assert found.alike == 3


def test_cells_are_safe_for_spreadsheets_and_numbers_stay_numbers() -> None:
    file = io.StringIO()
    write_csv(("what", "n", "yes"), [("=cmd()", -1.5, True), (None, 0, False)], file)
    assert list(csv.reader(io.StringIO(file.getvalue()))) == [
        ["what", "n", "yes"],
        ["'=cmd()", "-1.5", "1"],
        ["", "0", "0"],
    ]


def test_all_tables_fit_into_one_file_a_value_a_line() -> None:
    file = io.StringIO()
    write_long([Table("a", ("x", "y"), ((1, 2), (3, 4))), Table("b", ("z",), ())], file)
    rows = list(csv.reader(io.StringIO(file.getvalue())))
    assert rows[0] == ["figure", "row", "column", "value"]
    assert rows[-1] == ["a", "2", "y", "4"]


def test_few_times_stand_in_the_table_as_they_are() -> None:
    work = PeriodWork(date(2026, 3, 2), 3, 0, 6.0, spread([3.0, 1.0, 2.0]))
    report = Report(TimeChoice.ALL, datetime(2026, 3, 2, tzinfo=UTC), Prices(), work=(work,))
    (row,) = next(one for one in tables_of(report, None) if one.name == "periods").records()
    assert row["draft_median_seconds"] is None
    assert row["draft_each_seconds"] == "1.000 2.000 3.000"
    assert row["worked_seconds"] == 6.0
