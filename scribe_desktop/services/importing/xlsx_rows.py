"""Excel workbooks as records, streamed; and what other spreadsheet files are told.

A damaged workbook makes zipfile, zlib, the XML parser and openpyxl fail in every way there is, so whatever they raise
means that the file is damaged.
"""

from __future__ import annotations

import datetime
import re
import warnings
import zipfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scribe_desktop.errors import InputError
from scribe_desktop.services.importing.model import MAX_CELL, Progress, Record, RowShape

if TYPE_CHECKING:
    from openpyxl import Workbook

MAX_XLSX = 50 * 1024 * 1024
_MAX_UNPACKED = 1024 * 1024 * 1024
_MAX_STRINGS = 256 * 1024 * 1024  # openpyxl holds the shared strings in memory
_MAX_ROWS = 1_048_576  # what Excel itself can hold
_BATCH = 500
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_SAVE_AS = "Open it in the program it comes from and save it as XLSX or as CSV (UTF-8)."
_DECIMALS = re.compile(r"0(?:\.(0+))?(%)?")


def is_workbook(path: Path) -> bool:
    """True for an Excel workbook (.xlsx, .xlsm), whatever it is called.

    Raises InputError for the spreadsheet files that cannot be read: old or locked Excel, OpenDocument, Numbers.
    """
    with path.open("rb") as file:
        head = file.read(8)
    ending = path.suffix.lower()
    if head == _OLE:
        if ending in (".xlsx", ".xlsm"):
            raise InputError(
                f"{path.name} is locked with a password. Open it in Excel, save a copy without the password and choose "
                "that."
            )
        raise InputError(f"{path.name} is in the old Excel format (.xls), which cannot be read. {_SAVE_AS}")
    if not head.startswith(b"PK"):
        if ending in (".xlsx", ".xlsm"):
            raise InputError(f"{path.name} is called an Excel workbook but is none. {_SAVE_AS}")
        return False
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
    except Exception as error:  # zipfile, like openpyxl, meets damage with errors of many types
        raise InputError(f"{path.name} is damaged or incomplete. {_SAVE_AS}") from error
    if "xl/workbook.xml" in names:
        return True
    if "xl/workbook.bin" in names:
        kind = "a binary Excel workbook (.xlsb)"
    elif ending == ".numbers" or any(name.startswith("Index/") for name in names):
        kind = "a Numbers document"
    elif ending in (".ods", ".ots") or "content.xml" in names:
        kind = "an OpenDocument file"
    else:
        kind = "an archive, not a table,"
    raise InputError(f"{path.name} is {kind} which cannot be read. {_SAVE_AS}")


class XlsxTable:
    """The rows of one sheet: the one named, else the first visible one that has any text.

    Raises InputError when the workbook is too large, damaged, or has no such sheet.
    """

    def __init__(self, path: Path, sheet: str | None = None) -> None:
        self._path = path
        _check_sizes(path)
        with self._open() as workbook:
            self.sheet = self._choose(workbook, sheet)

    def records(self, shape: RowShape | None = None, progress: Progress | None = None) -> Iterator[Record]:
        """Read from the start; `line` is the row's number in the sheet."""
        with self._open() as workbook:
            sheet = workbook[self.sheet]
            expected = min(sheet.max_row or _MAX_ROWS, _MAX_ROWS)
            sheet.reset_dimensions()  # what a file says of its size is often wrong
            rows = sheet.iter_rows(max_row=_MAX_ROWS)
            number = 0
            while batch := self._batch(rows, number):
                for row in batch:
                    number += 1
                    cells = [_as_shown(cell) for cell in row]
                    while cells and not cells[-1]:
                        cells.pop()
                    if not cells:
                        continue
                    if max(map(len, cells)) > MAX_CELL:
                        yield Record(number, [cells[0][:MAX_CELL]], f"has a cell of more than {MAX_CELL // 1024} KiB")
                    else:
                        yield Record(number, cells)
                if progress is not None:
                    progress(min(1.0, number / expected))
        if progress is not None:
            progress(1.0)

    def _batch(self, rows: Iterator[Any], number: int) -> list[Any]:
        """The next rows; openpyxl's warnings about parts of a workbook that no import needs are left out."""
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                return list(islice(rows, _BATCH))
        except Exception as error:
            raise InputError(f"{self._path.name} is damaged after row {number:,}. {_SAVE_AS}") from error

    @contextmanager
    def _open(self) -> Iterator[Workbook]:
        import openpyxl

        with self._path.open("rb") as file:  # by name, openpyxl would judge the file by its ending
            try:
                with warnings.catch_warnings():
                    warnings.simplefilter("ignore")
                    workbook = openpyxl.load_workbook(file, read_only=True, data_only=True, keep_links=False)
            except Exception as error:
                raise InputError(f"{self._path.name} is damaged or is no Excel workbook. {_SAVE_AS}") from error
            with closing(workbook):
                yield workbook

    def _choose(self, workbook: Workbook, wanted: str | None) -> str:
        sheets: list[Any] = workbook.worksheets
        if wanted is not None:
            for sheet in sheets:
                if sheet.title.casefold() == wanted.strip().casefold():
                    return str(sheet.title)
            there = ", ".join(f"“{sheet.title}”" for sheet in sheets)
            raise InputError(f"{self._path.name} has no sheet “{wanted}”. Its sheets are {there}.")
        for sheet in sheets:
            if sheet.sheet_state == "visible":
                sheet.reset_dimensions()
                rows = sheet.iter_rows(max_row=_MAX_ROWS)
                while batch := self._batch(rows, 0):
                    if any(_as_shown(cell) for row in batch for cell in row):
                        return str(sheet.title)
        raise InputError(
            f"{self._path.name} is empty. Choose a file with a header row and a row below it for each person."
        )


def _check_sizes(path: Path) -> None:
    if (size := path.stat().st_size) > MAX_XLSX:
        raise InputError(
            f"{path.name} has {size / 2**20:,.0f} MiB; a workbook may have {MAX_XLSX // 2**20}. Save it as CSV, which "
            "may be larger, or split it."
        )
    with zipfile.ZipFile(path) as archive:
        members = archive.infolist()
    strings = sum(one.file_size for one in members if one.filename.lower().endswith("sharedstrings.xml"))
    if sum(one.file_size for one in members) > _MAX_UNPACKED or strings > _MAX_STRINGS:
        raise InputError(
            f"{path.name} unpacks to more than this program reads. Save the sheet with the people as CSV (UTF-8)."
        )


def _as_shown(cell: Any) -> str:
    """A cell as text: numbers with the decimals they are shown with, dates as 2026-03-02, formulas as their result."""
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, str):
        return value.replace("\r\n", "\n").replace("_x000D_", "").strip()
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        return _number(value, cell.number_format)
    if isinstance(value, datetime.datetime):
        return value.strftime("%Y-%m-%d" if value.time() == datetime.time() else "%Y-%m-%d %H:%M")
    if isinstance(value, datetime.time):
        return value.strftime("%H:%M")
    return str(value)


def _number(value: float, number_format: str) -> str:
    if match := _DECIMALS.fullmatch(number_format or ""):
        decimals = len(match[1] or "")
        return f"{value:.{decimals}%}" if match[2] else f"{value:.{decimals}f}"
    if number_format and number_format.strip("0") == "" and value == int(value) and value >= 0:
        return f"{int(value):0{len(number_format)}d}"  # 00000: codes with leading zeros
    return f"{value:.15g}" if abs(value) < 1e15 else f"{value:.0f}"
