"""Excel workbooks are streamed; other spreadsheet files are told what to do."""

from __future__ import annotations

import datetime
import zipfile
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from scribe_desktop.domain.recipient import Recipient
from scribe_desktop.errors import InputError
from scribe_desktop.services.importing import xlsx_rows
from scribe_desktop.services.recipient_import import ImportedRow, RowProblem, open_recipients


def _save(folder: Path, *rows: list[Any], name: str = "people.xlsx", first_sheet: str | None = None) -> Path:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    if first_sheet is not None:
        sheet.title = first_sheet
        sheet = book.create_sheet("People")
    for row in rows:
        sheet.append(row)
    path = folder / name
    book.save(path)
    return path


def _recipients(path: Path, **options: Any) -> list[Recipient]:
    return [one.recipient for one in open_recipients(path, **options).rows() if isinstance(one, ImportedRow)]


def test_a_workbook_is_read(tmp_path: Path) -> None:
    path = _save(
        tmp_path, ["Full name", "Topic", "Year"], ["Ilse Varnholt", "tides", 2024], [], ["Bao Lindemann", "ice"]
    )
    file = open_recipients(path)
    preview = file.preview()
    assert (preview.encoding, preview.delimiter, preview.sheet) == (None, None, "Sheet")
    assert _recipients(path) == [
        Recipient("Ilse Varnholt", "tides", fields={"year": "2024"}),
        Recipient("Bao Lindemann", "ice", fields={"year": ""}),
    ]
    assert [one.line for one in file.rows()] == [2, 4]


def test_numbers_and_dates_become_text_as_shown(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    values: list[tuple[Any, str | None, str]] = [
        (5.0, None, "5"), (0.1 + 0.2, None, "0.3"), (0.25, "0%", "25%"), (1.5, "0.00", "1.50"), (42, "00000", "00042"),
        (True, None, "TRUE"), (datetime.date(2026, 3, 2), None, "2026-03-02"),
        (datetime.datetime(2026, 3, 2, 14, 30), None, "2026-03-02 14:30"), (datetime.time(9, 5), None, "09:05"),
    ]  # fmt: skip
    sheet.append(["name", *(f"c{index}" for index in range(len(values)))])
    sheet.append(["Ilse Varnholt", *(value for value, _, _ in values)])
    for index, (_, number_format, _) in enumerate(values):
        if number_format:
            sheet.cell(2, index + 2).number_format = number_format
    path = tmp_path / "people.xlsx"
    book.save(path)
    (recipient,) = _recipients(path)
    assert list(recipient.fields.values()) == [shown for _, _, shown in values]


def test_the_first_sheet_with_text_is_read_unless_one_is_named(tmp_path: Path) -> None:
    path = _save(tmp_path, ["name"], ["Ilse Varnholt"], first_sheet="Empty")
    assert open_recipients(path).preview().sheet == "People"
    with pytest.raises(InputError, match=r"has no sheet “Poeple”\. Its sheets are “Empty”, “People”"):
        open_recipients(path, sheet="Poeple")
    with pytest.raises(InputError, match=r"people\.xlsx is empty"):
        open_recipients(path, sheet="empty")


def test_rows_beyond_the_header_are_problems_there_too(tmp_path: Path) -> None:
    path = _save(tmp_path, ["name", "topic"], ["Ilse Varnholt", "tides", "more"], ["Bao Lindemann", "ice"])
    found = list(open_recipients(path).rows())
    assert isinstance(found[0], RowProblem)
    assert found[0].sentence == "Line 2 has 3 fields, the header has 2."
    assert isinstance(found[1], ImportedRow)


def test_an_empty_workbook_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"people\.xlsx is empty\. Choose a file with a header row"):
        open_recipients(_save(tmp_path))


def test_a_workbook_is_known_by_what_it_holds(tmp_path: Path) -> None:
    path = _save(tmp_path, ["name"], ["Ilse Varnholt"]).rename(tmp_path / "people.csv")
    assert _recipients(path) == [Recipient("Ilse Varnholt")]


def _zip(path: Path, *names: str) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return path


def test_other_spreadsheets_are_told_to_be_saved_as_xlsx_or_csv(tmp_path: Path) -> None:
    ole = bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 600
    (tmp_path / "old.xls").write_bytes(ole)
    (tmp_path / "locked.xlsx").write_bytes(ole)
    (tmp_path / "renamed.xlsx").write_bytes(b"name,topic\n")
    cases = {
        tmp_path / "old.xls": r"old\.xls is in the old Excel format \(\.xls\).*save it as XLSX or as CSV",
        tmp_path / "locked.xlsx": r"locked\.xlsx is locked with a password\. Open it in Excel, save a copy without",
        tmp_path / "renamed.xlsx": "is called an Excel workbook but is none",
        _zip(tmp_path / "people.ods", "mimetype", "content.xml"): "is an OpenDocument file.*save it as XLSX or as CSV",
        _zip(tmp_path / "people.numbers", "Index/Document.iwa"): "is a Numbers document.*save it as XLSX or as CSV",
        _zip(tmp_path / "people.xlsb", "xl/workbook.bin"): "is a binary Excel workbook.*save it as XLSX or as CSV",
        _zip(tmp_path / "people.zip", "people.csv"): "is an archive, not a table",
        _zip(tmp_path / "broken.xlsx", "xl/workbook.xml"): "is damaged or is no Excel workbook",
    }
    for path, sentence in cases.items():
        with pytest.raises(InputError, match=sentence):
            open_recipients(path)


def test_a_cut_workbook_is_refused(tmp_path: Path) -> None:
    path = _save(tmp_path, ["name"], ["Ilse Varnholt"])
    path.write_bytes(path.read_bytes()[:-100])
    with pytest.raises(InputError, match="is damaged or incomplete"):
        open_recipients(path)


def test_a_sheet_that_is_damaged_in_the_middle_says_after_which_row(tmp_path: Path) -> None:
    path = _save(tmp_path, ["name"], *([f"Person {number}"] for number in range(2000)))
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    sheet = members["xl/worksheets/sheet1.xml"]
    members["xl/worksheets/sheet1.xml"] = sheet[: len(sheet) // 2]
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    with pytest.raises(InputError, match=r"is damaged after row [\d,]+\. Open it"):
        list(open_recipients(path).rows())


def test_a_workbook_that_unpacks_to_gigabytes_is_refused_before_it_is_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = _save(tmp_path, ["name"], *([f"Person {number}"] for number in range(2000)))
    monkeypatch.setattr(xlsx_rows, "_MAX_UNPACKED", 50_000)
    with pytest.raises(InputError, match="unpacks to more than this program reads"):
        open_recipients(path)


def test_a_workbook_beyond_the_limit_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = _save(tmp_path, ["name"], ["Ilse Varnholt"])
    monkeypatch.setattr(xlsx_rows, "MAX_XLSX", 1000)
    with pytest.raises(InputError, match=r"MiB; a workbook may have 0\. Save it as CSV"):
        open_recipients(path)
