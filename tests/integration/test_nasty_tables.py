"""The nasty tables: each is read right, asked about, or refused with what to do."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from scribe_desktop.services.recipient_import import open_recipients
from tests.nasty_tables import PEOPLE, Case, Verdict, cases, judge, table

sys.path.append(str(Path(__file__).resolve().parents[2] / "build" / "truth"))

import measure_tables

EVERY = cases()


@pytest.mark.parametrize("case", EVERY, ids=[one.name for one in EVERY])
def test_nasty_table_is_handled(case: Case, tmp_path: Path) -> None:
    verdict, why = judge(case, tmp_path)
    assert verdict is not Verdict.WRONG, why


def test_there_are_more_than_a_hundred_and_most_are_simply_read() -> None:
    figures = measure_tables.measure_tables()
    assert figures["files"] == len({one.name for one in EVERY}) >= 100
    assert figures["handled"] == figures["files"]
    assert figures["read right"] >= 130


def test_a_file_that_comes_out_otherwise_is_called_wrong(tmp_path: Path) -> None:
    changed = (*PEOPLE[:2], ("Noor Tamsin", "something else", "tamsin@ostlake.example", "Ostlake College"))
    assert judge(Case("changed", table().encode(), changed), tmp_path)[0] is Verdict.WRONG
    assert judge(Case("one too many", table().encode(), PEOPLE[:2]), tmp_path)[0] is Verdict.WRONG
    assert judge(Case("read, not refused", table().encode(), refused="empty"), tmp_path)[0] is Verdict.WRONG


def test_a_close_vote_between_delimiters_is_said(tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    path.write_text("Ilse Varnholt,tides;sand\nBo Lind,mud;salt\nAda Reef,ice;snow\n", "utf-8")
    unsure = open_recipients(path)
    assert [what for what, _ in unsure.assumptions] == ["delimiter"]
    assert not unsure.preview().delimiter_certain
    chosen = open_recipients(path, delimiter="semicolon")
    assert (chosen.assumptions, chosen.preview().delimiter_certain) == ((), True)
