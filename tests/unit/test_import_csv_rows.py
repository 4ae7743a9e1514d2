"""Delimited text as records: strict quotes, physical line numbers, and a bad record costs only itself."""

from __future__ import annotations

import csv
import io
from contextlib import nullcontext

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scribe_desktop.services.importing.csv_rows import MAX_RECORD, CsvTable, TextSource
from scribe_desktop.services.importing.model import MAX_CELL, Record, RowShape


def _read(text: str, delimiter: str = ",", shape: RowShape | None = None, checked: bool = True) -> list[Record]:
    source = TextSource(lambda: nullcontext(io.StringIO(text, newline=None)), len(text), checked)
    return list(CsvTable(source, delimiter).records(shape))


def _good(records: list[Record]) -> list[tuple[int, list[str]]]:
    return [(record.line, record.cells) for record in records if record.reason is None]


def _bad(records: list[Record]) -> list[tuple[int, str]]:
    return [(record.line, record.reason) for record in records if record.reason is not None]


def test_quoted_cells_hold_delimiters_newlines_and_doubled_marks() -> None:
    text = 'a,"b, ""c""",d\n"x\ny",z,\nlast,"",1\n'
    assert _good(_read(text)) == [(1, ["a", 'b, "c"', "d"]), (2, ["x\ny", "z", ""]), (4, ["last", "", "1"])]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_numbers_are_physical_with_every_line_end(end: str) -> None:
    text = end.join(["a,b", "", '"two', 'lines",x', "c,d"])
    assert [record.line for record in _read(text)] == [1, 3, 5]


def test_spaces_around_quoted_cells_are_allowed() -> None:
    assert _good(_read('a, "b, c" ,d\n')) == [(1, ["a", "b, c", "d"])]


def test_a_pair_of_marks_inside_a_plain_cell_is_text() -> None:
    assert _good(_read('Ilse "Bo" Varnholt,x\n')) == [(1, ['Ilse "Bo" Varnholt', "x"])]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ('"Ilse "Bo" Varnholt",x', "text after a closing quotation mark"),
        ('5" optics,x', "a single quotation mark inside a cell"),
        ('a,"never closed', "is never closed"),
        ("a,b\0c", "zero byte"),
        ('a,"b\n\0c"', "zero byte"),
    ],
)
def test_a_bad_record_is_listed_and_the_others_go_on(line: str, reason: str) -> None:
    records = _read(f"first,1\n{line}\nlast,2\n")
    assert _good(records)[0][1] == ["first", "1"]
    assert _good(records)[-1][1] == ["last", "2"]
    assert [number for number, _ in _bad(records)] == [2]
    assert reason in _bad(records)[0][1]


def test_an_open_mark_does_not_swallow_the_rest_of_the_file() -> None:
    text = "name,email\n" + '"Ilse,i@k.example\n' + "".join(f"P{n},p{n}@k.example\n" for n in range(20_000))
    records = _read(text, shape=RowShape(2, 1))
    assert [line for line, _ in _bad(records)] == [2]
    assert len(_good(records)) == 20_001
    assert records[-1].line == 20_002


def test_an_open_mark_that_a_later_stray_one_closes_costs_only_the_two_rows() -> None:
    text = 'name,email,topic\nA,a@k.example,"open\nB,b@k.example,t\nC,c@k.example,t\n'
    text += 'D,d@k.example,stray"\nE,e@k.example,t\n'
    records = _read(text, shape=RowShape(3, 1))
    assert [line for line, _ in _bad(records)] == [2, 5]
    assert [cells[0] for _, cells in _good(records)] == ["name", "B", "C", "E"]


def test_a_real_cell_of_many_lines_is_kept() -> None:
    address = "Dept. of Physics\nHall 3, Room 2\nKarlsvale"
    text = f'name,email,address\nA,a@k.example,"{address}"\n'
    assert _good(_read(text, shape=RowShape(3, 1)))[1] == (2, ["A", "a@k.example", address])


def test_a_cell_has_at_most_64_kibibytes() -> None:
    at_limit, above = "x" * MAX_CELL, "x" * (MAX_CELL + 1)
    records = _read(f'{at_limit},1\n{above},2\n"{above}",3\nlast,4\n')
    assert [line for line, _ in _good(records)] == [1, 4]
    assert all("64 KiB" in reason for _, reason in _bad(records))


def test_an_endless_line_is_one_bad_record() -> None:
    records = _read("a,b\n" + "x," * (2 * MAX_RECORD) + "\nc,d\n")
    assert [line for line, _ in _good(records)] == [1, 3]
    assert [line for line, _ in _bad(records)] == [2]
    assert len(_bad(records)) == 1
    assert len(records[1].cells[0]) <= MAX_CELL


def test_undecodable_characters_cost_their_row_when_the_encoding_is_a_guess() -> None:
    assert _bad(_read("a,b\nx\ufffd,1\n", checked=False))[0][0] == 2
    assert not _bad(_read("a,b\nx\ufffd,1\n", checked=True))


def test_progress_ends_at_one() -> None:
    text = "a,b\n" * 10_000
    shares: list[float] = []
    source = TextSource(lambda: nullcontext(io.StringIO(text)), len(text), checked=True)
    assert len(list(CsvTable(source, ",").records(progress=shares.append))) == 10_000
    assert shares[-1] == 1.0
    assert shares == sorted(shares)
    assert len(shares) > 2


_CELLS = st.text(alphabet=st.sampled_from('ab ",;\nZoë\t'), max_size=8)


@settings(max_examples=400, deadline=None)
@given(st.lists(st.lists(_CELLS, min_size=2, max_size=5), min_size=1, max_size=6), st.sampled_from(",;\t|"))
def test_what_a_csv_writer_wrote_is_read_back(rows: list[list[str]], delimiter: str) -> None:
    buffer = io.StringIO()
    csv.writer(buffer, delimiter=delimiter, quoting=csv.QUOTE_ALL).writerows(rows)
    records = _read(buffer.getvalue(), delimiter)
    assert not _bad(records)
    assert [cells for _, cells in _good(records)] == rows


@settings(max_examples=400, deadline=None)
@given(st.text(alphabet=st.sampled_from('ab",\n\r\0 é'), max_size=80))
def test_any_text_at_all_is_read_to_its_end(text: str) -> None:
    lines = io.StringIO(text, newline=None).read().split("\n")
    records = _read(text, shape=RowShape(2, None))
    numbers = [record.line for record in records]
    assert numbers == sorted(set(numbers))
    assert all(1 <= number <= len(lines) for number in numbers)
    whole = [n for n, line in enumerate(lines, 1) if '"' not in line and "\0" not in line and line.strip()]
    if '"' not in text:
        assert [line for line, _ in _good(records)] == whole
