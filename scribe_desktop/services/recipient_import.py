"""Recipients out of a CSV file, an Excel workbook or a pasted table: previewed, checked, streamed."""

from __future__ import annotations

import io
from collections.abc import Mapping
from contextlib import nullcontext
from pathlib import Path
from typing import TextIO

from scribe_desktop.errors import InputError
from scribe_desktop.services.importing.csv_rows import CsvTable, TextSource
from scribe_desktop.services.importing.dialect import SAMPLE, DelimiterGuess, guess_delimiter, named_delimiter
from scribe_desktop.services.importing.encoding import detect_encoding, named_encoding
from scribe_desktop.services.importing.model import (
    ColumnMatch,
    ImportedRow,
    ImportPreview,
    ProblemKind,
    RowProblem,
)
from scribe_desktop.services.importing.other_kinds import HEAD, refuse_other_bytes, refuse_other_text
from scribe_desktop.services.importing.problems_csv import write_problems_csv
from scribe_desktop.services.importing.recipient_file import RecipientFile
from scribe_desktop.services.importing.xlsx_rows import XlsxTable, is_workbook

__all__ = [
    "ColumnMatch",
    "ImportPreview",
    "ImportedRow",
    "ProblemKind",
    "RecipientFile",
    "RowProblem",
    "open_pasted",
    "open_recipients",
    "write_problems_csv",
]

MAX_CSV = 512 * 1024 * 1024


def open_recipients(
    path: Path,
    mapping: Mapping[str, str] | None = None,
    encoding: str | None = None,
    delimiter: str | None = None,
    sheet: str | None = None,
) -> RecipientFile:
    """Open a CSV file or an Excel workbook and find out how it is to be read; what is given is not guessed.

    Args:
        mapping: column (its header, or its number from 1) → name, interest, email, affiliation, homepage, the name of
            a placeholder, or "ignore".
        encoding: of a text file, as Python names it.
        delimiter: the character between the cells of a text file, or tab, comma, semicolon, bar.
        sheet: of a workbook; without it the first visible sheet that has any text.

    Raises InputError when the file cannot be read at all, or an argument does not fit it. A file in which no column
    holds the names can be opened and previewed.
    """
    try:
        if path.is_dir():
            raise InputError(f"{path.name} is a folder. Choose the CSV or XLSX file in it.")
        if is_workbook(path):
            workbook = XlsxTable(path, sheet)
            return RecipientFile(workbook, path.name, mapping, sheet=workbook.sheet)
        if sheet is not None:
            raise InputError(f"{path.name} is a text file and has no sheets. Leave the sheet out.")
        return _open_text(path, mapping, encoding, delimiter)
    except FileNotFoundError as error:
        raise InputError(f"There is no file {path}. Check the name and the folder.") from error
    except PermissionError as error:
        raise InputError(f"{path.name} may not be read by you. Check its permissions, or copy it elsewhere.") from error
    except OSError as error:
        raise InputError(f"{path.name} cannot be read: {error.strerror or error}.") from error


def open_pasted(text: str, mapping: Mapping[str, str] | None = None, delimiter: str | None = None) -> RecipientFile:
    """Open a table that was pasted, as spreadsheets copy it (cells separated by tabs) or as CSV. Raises InputError."""
    text = text.lstrip("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip():
        raise InputError(
            "There is no text to read. Copy the rows in your spreadsheet, header included, and paste them."
        )
    found = _delimiter(delimiter, text[:SAMPLE])
    source = TextSource(lambda: nullcontext(io.StringIO(text)), len(text), checked=True)
    return RecipientFile(CsvTable(source, found.delimiter), "The pasted text", mapping, delimiter=found)


def _open_text(
    path: Path, mapping: Mapping[str, str] | None, encoding: str | None, delimiter: str | None
) -> RecipientFile:
    size = path.stat().st_size
    if size == 0:
        raise InputError(f"{path.name} is empty. Choose a file with a header row and a row below it for each person.")
    if size > MAX_CSV:
        raise InputError(f"{path.name} has {size / 2**20:,.0f} MiB; {MAX_CSV // 2**20} are allowed. Split it.")
    with path.open("rb") as file:
        refuse_other_bytes(path.name, file.read(HEAD))
    found = named_encoding(encoding, path) if encoding else detect_encoding(path)

    def reopen() -> TextIO:
        return path.open(encoding=found.codec, errors="replace", newline=None)

    with reopen() as stream:
        sample = stream.read(SAMPLE)
    refuse_other_text(path.name, sample)
    separator = _delimiter(delimiter, sample)
    table = CsvTable(TextSource(reopen, size, found.checked), separator.delimiter)
    return RecipientFile(table, path.name, mapping, encoding=found, delimiter=separator)


def _delimiter(chosen: str | None, sample: str) -> DelimiterGuess:
    return DelimiterGuess(named_delimiter(chosen), certain=True) if chosen else guess_delimiter(sample)
