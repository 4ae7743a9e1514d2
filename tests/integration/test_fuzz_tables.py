"""A short run of the fuzzing that build/torture does at length."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[2] / "build" / "torture"))

import fuzz_tables
from fuzz_tables import GOOD, HEADER, Made, Tally, fuzz, try_table


def test_arbitrary_rows_crash_nothing_and_cost_no_good_row() -> None:
    tally = fuzz(200)
    assert tally.files == 200
    assert tally.rows > 600
    assert tally.crashes == []
    assert tally.lost == []


def test_the_figures_say_what_was_asked_for() -> None:
    assert [(one.expected, one.ok) for one in fuzz_tables.run(0.001)] == [("0", True), ("0", True)]


def test_a_row_that_is_missing_is_counted_as_lost(tmp_path: Path) -> None:
    tally = Tally()
    lines = [",".join(HEADER), ",".join(GOOD[0])]
    try_table(Made("\n".join(lines).encode(), "csv", GOOD[:2]), tmp_path, tally)
    assert (tally.rows, len(tally.lost), tally.crashes) == (2, 1, [])


def test_a_person_inside_an_open_quote_is_found(tmp_path: Path) -> None:
    lines = [",".join(HEADER), '"open', ",".join(GOOD[0]), 'x",y,z']
    tally = Tally()
    try_table(Made("\n".join(lines).encode(), "csv", GOOD[:1]), tmp_path, tally)
    assert tally.lost == []
