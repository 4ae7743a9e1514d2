"""Nasty tables: Excel workbooks, and what is called one. Written with openpyxl, or by hand where it would not."""

from __future__ import annotations

import datetime
import io
import zipfile
from collections.abc import Callable
from typing import Any

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.worksheet.table import Table
from openpyxl.worksheet.worksheet import Worksheet

from tests.nasty_tables import HEADER, ILSE, NOOR, PEOPLE, TUNDE, Case, table

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"


def workbook_cases() -> tuple[Case, ...]:
    """The cases."""

    def case(name: str, change: Callable[[Workbook, Worksheet], object], *more: Any, **named: Any) -> Case:
        return Case(name, _book(change), *more, **{"ending": "xlsx", **named})

    return (
        case("a plain workbook", lambda book, sheet: None),
        case("a workbook called csv", lambda book, sheet: None, ending="csv"),
        case("a workbook called xls", lambda book, sheet: None, ending="xls"),
        case("merged cells in a title above", _titled),
        case("hidden columns and rows are read too", _hidden, fields={"notes": "met in spring"}),
        case("a hidden sheet first", _hidden_sheet_first),
        case("an empty sheet first", lambda book, sheet: book.create_sheet("Empty", 0)),
        case(
            "a cover sheet of prose after the people",
            lambda book, sheet: book.create_sheet("About").append(["Made by M."]),
        ),
        case(
            "dates, numbers and truths",
            _typed,
            fields={"met": "2026-03-02", "score": "12.5", "code": "00042", "ok": "TRUE"},
        ),
        case("formulas without results", _formulas, (ILSE, TUNDE, NOOR), fields={}),
        case("errors of formulas", _errors, (*PEOPLE, ("Bo Lind", None, None, None)), 1),
        case("line breaks and spaces in cells", _spaced),
        case("comments, colours and a table", _decorated),
        case("a frozen filter and a wrong dimension", _filtered),
        case("data that begins in C5", _shifted),
        case("empty rows between", _spread),
        case("a name of numbers", _numbers, (*PEOPLE, ("42", "numbers", None, None))),
        Case("shared strings with formatting inside", _by_hand(_rich_cells, shared=True), PEOPLE, ending="xlsx"),
        Case("strings inside the cells, rows without numbers", _by_hand(_inline_cells), PEOPLE, ending="xlsx"),
        Case("results of formulas that are texts", _by_hand(_formula_cells), PEOPLE, ending="xlsx"),
        Case("a workbook cut in half", _book(lambda book, sheet: None)[:3000], refused="damaged", ending="xlsx"),
        Case("a locked workbook", bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 2048, refused="password", ending="xlsx"),
        Case("an old workbook", bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 2048, refused="old Excel", ending="xls"),
        Case("a text called xlsx", table().encode(), refused="is called an Excel workbook", ending="xlsx"),
        Case(
            "an OpenDocument table",
            _zip({"content.xml": "<x/>", "mimetype": "x"}),
            refused="OpenDocument",
            ending="ods",
        ),
        Case(
            "a workbook without people",
            _book(lambda book, sheet: sheet.delete_rows(1, 9)),
            refused="empty",
            ending="xlsx",
        ),
    )


def _book(change: Callable[[Workbook, Worksheet], object]) -> bytes:
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    for row in (HEADER, *PEOPLE):
        sheet.append(list(row))
    change(book, sheet)
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def _titled(book: Workbook, sheet: Worksheet) -> None:
    sheet.insert_rows(1, 2)
    sheet["A1"] = "People to write to, spring 2026"
    sheet.merge_cells("A1:D1")


def _hidden(book: Workbook, sheet: Worksheet) -> None:
    sheet["E1"], sheet["E2"] = "notes", "met in spring"
    sheet.column_dimensions["E"].hidden = True
    sheet.row_dimensions[3].hidden = True


def _hidden_sheet_first(book: Workbook, sheet: Worksheet) -> None:
    secret = book.create_sheet("Secret", 0)
    secret.append(["name"])
    secret.append(["Nobody At All"])
    secret.sheet_state = "hidden"
    book.active = 1


def _typed(book: Workbook, sheet: Worksheet) -> None:
    for column, header, value, shown in (
        ("E", "met", datetime.datetime(2026, 3, 2), None),
        ("F", "score", 12.5, None),
        ("G", "code", 42, "00000"),
        ("H", "ok", True, None),
    ):
        sheet[f"{column}1"] = header
        sheet[f"{column}2"] = value
        if shown:
            sheet[f"{column}2"].number_format = shown


def _formulas(book: Workbook, sheet: Worksheet) -> None:
    sheet["E1"], sheet["E2"] = "greeting", '="Dear "&A2'


def _errors(book: Workbook, sheet: Worksheet) -> None:
    sheet.append(["#N/A", "sand", "bo@karlsvale.example", "Karlsvale"])
    sheet.append(["Bo Lind", "#REF!", "#VALUE!", "#N/A"])


def _spaced(book: Workbook, sheet: Worksheet) -> None:
    sheet["A2"] = "  Prof. Ilse\nVarnholt "
    sheet["C2"] = "\u200bvarnholt@karlsvale.example\u00a0"
    sheet["A1"] = " Name "


def _decorated(book: Workbook, sheet: Worksheet) -> None:
    sheet["A2"].comment = Comment("met in spring", "Maya")
    sheet.add_table(Table(displayName="People", ref="A1:D4"))


def _filtered(book: Workbook, sheet: Worksheet) -> None:
    sheet.auto_filter.ref = "A1:D4"
    sheet.freeze_panes = "A2"


def _shifted(book: Workbook, sheet: Worksheet) -> None:
    sheet.move_range("A1:D4", rows=4, cols=2)


def _spread(book: Workbook, sheet: Worksheet) -> None:
    sheet.insert_rows(3, 3)
    sheet["A300"] = " "


def _numbers(book: Workbook, sheet: Worksheet) -> None:
    sheet.append([42, "numbers"])


def _inline_cells(cell: str, at: str) -> str:
    return f'<c t="inlineStr"><is><t>{cell}</t></is></c>'


def _formula_cells(cell: str, at: str) -> str:
    return f'<c r="{at}" t="str"><f>CONCAT("{cell}")</f><v>{cell}</v></c>'


def _rich_cells(cell: str, at: str) -> str:
    number = [one for row in (HEADER, *PEOPLE) for one in row].index(cell)
    return f'<c r="{at}" t="s"><v>{number}</v></c>'


def _by_hand(write: Callable[[str, str], str], shared: bool = False) -> bytes:
    """A workbook whose sheet is written cell by cell."""
    rows = "".join(
        "<row>" + "".join(write(cell or "", f"{'ABCD'[at]}{number}") for at, cell in enumerate(row)) + "</row>"
        for number, row in enumerate((HEADER, *PEOPLE), 1)
    )
    strings = [cell or "" for row in (HEADER, *PEOPLE) for cell in row]
    rich = "".join(
        f'<si><r><rPr><b/></rPr><t xml:space="preserve">{one[:3]}</t></r><r><t xml:space="preserve">{one[3:]}</t></r>'
        f'<rPh sb="0" eb="1"><t>ka</t></rPh></si>'
        for one in strings
    )
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{kind}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{kind}.worksheet+xml"/>'
        + (f'<Override PartName="/xl/sharedStrings.xml" ContentType="{kind}.sharedStrings+xml"/>' if shared else "")
        + "</Types>",
        "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="r1" '
        f'Type="{_RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_RELATIONS}"><sheets>'
        '<sheet name="People" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="r1" '
        f'Type="{_RELATIONS}/worksheet" Target="worksheets/sheet1.xml"/>'
        + (f'<Relationship Id="r2" Type="{_RELATIONS}/sharedStrings" Target="sharedStrings.xml"/>' if shared else "")
        + "</Relationships>",
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{_MAIN}"><sheetData>{rows}</sheetData></worksheet>',
    }
    if shared:
        parts["xl/sharedStrings.xml"] = f'<sst xmlns="{_MAIN}">{rich}</sst>'
    return _zip(parts)


def _zip(parts: dict[str, str]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return made.getvalue()
