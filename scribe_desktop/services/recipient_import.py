"""Recipients out of a CSV file, an Excel workbook or a pasted table: previewed, checked, streamed."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import nullcontext
from pathlib import Path
from typing import TextIO

from scribe_desktop.domain.recipient import MAX_FIELDS, Recipient
from scribe_desktop.errors import InputError
from scribe_desktop.services.importing.columns import Columns, match_columns
from scribe_desktop.services.importing.csv_rows import CsvTable, TextSource
from scribe_desktop.services.importing.dialect import SAMPLE, detect_delimiter, named_delimiter
from scribe_desktop.services.importing.duplicates import SeenKeys
from scribe_desktop.services.importing.encoding import TextEncoding, detect_encoding, named_encoding
from scribe_desktop.services.importing.header import Header, find_header
from scribe_desktop.services.importing.model import (
    ColumnMatch,
    ImportedRow,
    ImportPreview,
    ProblemKind,
    Progress,
    RowProblem,
    RowShape,
    Table,
)
from scribe_desktop.services.importing.problems_csv import write_problems_csv
from scribe_desktop.services.importing.validation import RowValidator
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
_SAMPLES = 3


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
    found = named_delimiter(delimiter) if delimiter else detect_delimiter(text[:SAMPLE])
    source = TextSource(lambda: nullcontext(io.StringIO(text)), len(text), checked=True)
    return RecipientFile(CsvTable(source, found), "The pasted text", mapping, delimiter=found)


def _open_text(
    path: Path, mapping: Mapping[str, str] | None, encoding: str | None, delimiter: str | None
) -> RecipientFile:
    size = path.stat().st_size
    if size == 0:
        raise InputError(f"{path.name} is empty. Choose a file with a header row and a row below it for each person.")
    if size > MAX_CSV:
        raise InputError(f"{path.name} has {size / 2**20:,.0f} MiB; {MAX_CSV // 2**20} are allowed. Split it.")
    found = named_encoding(encoding, path) if encoding else detect_encoding(path)

    def reopen() -> TextIO:
        return path.open(encoding=found.codec, errors="replace", newline=None)

    with reopen() as stream:
        sample = stream.read(SAMPLE)
    if sample.lstrip().lower().startswith(("<!doctype", "<html", "<?xml")):
        raise InputError(f"{path.name} is a web page, not a table. Save it as XLSX or as CSV (UTF-8).")
    separator = named_delimiter(delimiter) if delimiter else detect_delimiter(sample)
    table = CsvTable(TextSource(reopen, size, found.checked), separator)
    return RecipientFile(table, path.name, mapping, encoding=found, delimiter=separator)


class RecipientFile:
    """A table of recipients that can be previewed and read, as often as wanted, always from its start."""

    def __init__(
        self,
        table: Table,
        file_name: str,
        mapping: Mapping[str, str] | None = None,
        encoding: TextEncoding | None = None,
        delimiter: str | None = None,
        sheet: str | None = None,
    ) -> None:
        self.file_name = file_name
        self._table = table
        self._encoding = encoding
        self._delimiter = delimiter
        self._sheet = sheet
        self._header: Header = find_header(table, mapping or {}, file_name)
        self._columns: Columns = match_columns(self._header.cells, mapping or {})

    @property
    def headers(self) -> tuple[str, ...]:
        """The header row; "Column 1" and so on when the file has none."""
        return self._header.cells

    @property
    def has_name(self) -> bool:
        """False when no column holds the names, so that `rows` raises InputError."""
        return bool(self._columns.name)

    def columns(self) -> tuple[ColumnMatch, ...]:
        """What each column is used as, with the first cells in it."""
        return tuple(
            ColumnMatch(index + 1, header, self._columns.use_of(index), self._samples(index))
            for index, header in enumerate(self.headers)
        )

    def rows(self, progress: Progress | None = None) -> Iterator[ImportedRow | RowProblem]:
        """Every row in order, one at a time; a row's warnings come before the row.

        Memory does not grow with the file, but for 18 to 36 bytes a row that tell duplicates apart. Raises InputError
        at once when no column holds the names, and later when the file cannot be read to its end.
        """
        if not self.has_name:
            raise InputError(f"{self.file_name}: line {self._no_name().line or 1:,} {self._no_name().reason}.")
        return self._rows(progress)

    def recipients(
        self,
        on_problem: Callable[[RowProblem], None],
        keep_duplicates: bool = False,
        progress: Progress | None = None,
    ) -> Iterator[Recipient]:
        """The usable recipients, for queueing; everything else is told to `on_problem`, duplicates included.

        Raises InputError as `rows` does.
        """
        return _usable(self.rows(progress), on_problem, keep_duplicates)

    def preview(self, rows: int = 10, problems: int | None = None, progress: Progress | None = None) -> ImportPreview:
        """Read the whole file; keep the first `rows` rows and the first `problems` problems (None: all of them)."""
        kept: list[RowProblem] = []
        row_count = usable = duplicates = found = 0
        every: Iterable[ImportedRow | RowProblem] = self._rows(progress) if self.has_name else self._without_name()
        for one in every:
            if isinstance(one, ImportedRow):
                usable += 1
                if one.duplicate_of is None:
                    continue
                duplicates += 1
                one = _duplicate(one)
            elif one.kind is ProblemKind.ERROR and one.cells:
                row_count += 1
            found += 1
            if problems is None or len(kept) < problems:
                kept.append(one)
        return ImportPreview(
            encoding=self._encoding.label if self._encoding else None,
            encoding_certain=self._encoding is None or self._encoding.certain,
            delimiter=self._delimiter,
            sheet=self._sheet,
            columns=self.columns(),
            rows=tuple(self._by_field(record.cells) for record in self._header.sample[:rows]),
            problems=tuple(kept),
            row_count=row_count + usable if self.has_name else self._count(progress),
            usable_count=usable,
            duplicate_count=duplicates,
            problem_count=found,
            has_name=self.has_name,
        )

    def _rows(self, progress: Progress | None) -> Iterator[ImportedRow | RowProblem]:
        yield from self._notes()
        check = RowValidator(self._columns).check
        first_line = SeenKeys().first_line
        shape = RowShape(len(self.headers), self._columns.known.get("email"))
        header_line = self._header.line
        empty = True
        for line, cells, reason in self._table.records(shape, progress):
            if line <= header_line:
                continue
            if reason is not None:
                empty = False
                yield RowProblem(line, ProblemKind.ERROR, reason, tuple(cells))
                continue
            recipient, problems = check(line, cells)
            if problems:
                if not any(cell.strip() for cell in cells):
                    continue
                yield from problems
            empty = False
            if recipient is not None:
                yield ImportedRow(line, recipient, first_line(recipient.duplicate_key, line), tuple(cells))
        if empty:
            yield RowProblem(header_line, ProblemKind.ERROR, "is the header, and there is no row below it")

    def _notes(self) -> Iterator[RowProblem]:
        """What there is to say about the file as a whole."""
        for record in self._header.skipped:
            reason = "stands above the header and is left out"
            yield RowProblem(record.line, ProblemKind.WARNING, reason, tuple(record.cells))
        line = self._header.line or 1
        if "interest" not in self._columns.known:
            instead = "affiliation is" if "affiliation" in self._columns.known else "name alone is"
            reason = f"has no column for the interest; each person’s {instead} searched for instead"
            yield RowProblem(line, ProblemKind.WARNING, reason)
        if self._columns.unused:
            reason = f"has more columns than can be used; {MAX_FIELDS} beside the known ones are, in their order"
            yield RowProblem(line, ProblemKind.WARNING, reason)

    def _no_name(self) -> RowProblem:
        first = next((cell for cell in self.headers if cell), "")
        if self._header.looks_like_data:
            reason = (
                f"begins with “{first[:60]}” and looks like a person, not like a header. Put a row with name, interest "
                "and email above it, or say which column holds the names (on the command line: --map 1=name)"
            )
        else:
            there = ", ".join(f"“{header[:60]}”" for header in self.headers[:12] if header)
            reason = (
                f"has no column for the name: the columns are {there}. Call one of them name, or say which one holds "
                f'the names (on the command line: --map "{first[:60]}=name")'
            )
        return RowProblem(self._header.line, ProblemKind.ERROR, reason)

    def _without_name(self) -> Iterator[RowProblem]:
        """What can be said of a file whose rows cannot be used: the rows that cannot be taken apart either."""
        yield self._no_name()
        for line, cells, reason in self._table.records():
            if reason is not None and line > self._header.line:
                yield RowProblem(line, ProblemKind.ERROR, reason, tuple(cells))

    def _count(self, progress: Progress | None) -> int:
        header_line = self._header.line
        return sum(record.line > header_line for record in self._table.records(None, progress))

    def _samples(self, index: int) -> tuple[str, ...]:
        cells = (record.cells[index].strip() for record in self._header.sample if index < len(record.cells))
        return tuple(cell for cell in cells if cell)[:_SAMPLES]

    def _by_field(self, cells: list[str]) -> dict[str, str]:
        row = {
            field: cells[index].strip() if index < len(cells) else ""
            for index in range(len(self.headers))
            if (field := self._columns.use_of(index)) is not None
        }
        if len(self._columns.name) > 1:
            parts = (cells[index].strip() for index in self._columns.name if index < len(cells))
            row = {"name": " ".join(part for part in parts if part), **row}
        return row


def _usable(
    rows: Iterator[ImportedRow | RowProblem], on_problem: Callable[[RowProblem], None], keep_duplicates: bool
) -> Iterator[Recipient]:
    for one in rows:
        if isinstance(one, RowProblem):
            on_problem(one)
        elif one.duplicate_of is None or keep_duplicates:
            yield one.recipient
        else:
            on_problem(_duplicate(one))


def _duplicate(row: ImportedRow) -> RowProblem:
    reason = f"is the same person as line {row.duplicate_of:,}"
    return RowProblem(row.line, ProblemKind.DUPLICATE, reason, row.cells)
