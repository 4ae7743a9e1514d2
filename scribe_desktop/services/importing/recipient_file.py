"""A table of recipients once it is known how to read it: previewed, checked, streamed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace

from scribe_desktop.domain.recipient import MAX_FIELDS, Recipient
from scribe_desktop.errors import InputError
from scribe_desktop.services.importing.cleaning import clean, says_nothing
from scribe_desktop.services.importing.columns import Columns, known_headers, match_columns
from scribe_desktop.services.importing.dialect import DelimiterGuess
from scribe_desktop.services.importing.duplicates import SeenKeys
from scribe_desktop.services.importing.encoding import TextEncoding
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
from scribe_desktop.services.importing.validation import RowValidator

_SAMPLES = 3


class RecipientFile:
    """A table of recipients that can be previewed and read, as often as wanted, always from its start."""

    def __init__(
        self,
        table: Table,
        file_name: str,
        mapping: Mapping[str, str] | None = None,
        encoding: TextEncoding | None = None,
        delimiter: DelimiterGuess | None = None,
        sheet: str | None = None,
    ) -> None:
        self.file_name = file_name
        self._table = table
        self._encoding = encoding
        self._delimiter = delimiter
        self._sheet = sheet
        self._header: Header = find_header(table, mapping or {}, file_name)
        sample = [record.cells for record in self._header.sample]
        self._columns: Columns = match_columns(self._header.cells, mapping or {}, sample)
        if self._header.looks_like_data and "name" not in (mapping or {}).values():
            self._columns = replace(self._columns, name=())  # a word in a person's row names no column

    @property
    def headers(self) -> tuple[str, ...]:
        """The header row; "Column 1" and so on when the file has none."""
        return self._header.cells

    @property
    def has_name(self) -> bool:
        """False when no column holds the names, so that `rows` raises InputError."""
        return bool(self._columns.name)

    @property
    def assumptions(self) -> tuple[tuple[str, str], ...]:
        """What was guessed and may be wrong: what it is ("encoding", "delimiter"), and the guess."""
        guesses: list[tuple[str, str]] = []
        if self._encoding is not None and not self._encoding.certain:
            guesses.append(("encoding", self._encoding.label))
        if self._delimiter is not None and not self._delimiter.certain:
            guesses.append(("delimiter", self._delimiter.delimiter))
        return tuple(guesses)

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
        known: Callable[[Recipient], str | None] = lambda recipient: None,
    ) -> Iterator[Recipient]:
        """The usable recipients, for queueing; everything else is told to `on_problem`, duplicates included.

        `known` says why somebody is left out who is in no need of another draft, as the end of "Line 27 …". With
        `keep_duplicates` nobody is left out. Raises InputError as `rows` does.
        """
        return _usable(self.rows(progress), on_problem, keep_duplicates, known)

    def preview(
        self,
        rows: int = 10,
        problems: int | None = None,
        progress: Progress | None = None,
        known: Callable[[Recipient], str | None] = lambda recipient: None,
    ) -> ImportPreview:
        """Read the whole file; keep the first `rows` rows and the first `problems` problems (None: all of them).

        `known` says why somebody is left out, as in `recipients`.
        """
        kept: list[RowProblem] = []
        row_count = usable = duplicates = known_count = found = 0
        every: Iterable[ImportedRow | RowProblem] = self._rows(progress) if self.has_name else self._without_name()
        for one in every:
            if isinstance(one, ImportedRow):
                usable += 1
                if one.duplicate_of is not None:
                    duplicates += 1
                    one = _duplicate(one)
                elif (reason := known(one.recipient)) is not None:
                    known_count += 1
                    one = RowProblem(one.line, ProblemKind.KNOWN, reason, one.cells)
                else:
                    continue
            elif one.kind is ProblemKind.ERROR and one.cells:
                row_count += 1
            found += 1
            if problems is None or len(kept) < problems:
                kept.append(one)
        return ImportPreview(
            encoding=self._encoding.label if self._encoding else None,
            encoding_certain=self._encoding is None or self._encoding.certain,
            delimiter=self._delimiter.delimiter if self._delimiter else None,
            delimiter_certain=self._delimiter is None or self._delimiter.certain,
            sheet=self._sheet,
            columns=self.columns(),
            rows=tuple(self._by_field(record.cells) for record in self._header.sample[:rows]),
            problems=tuple(kept),
            row_count=row_count + usable if self.has_name else self._count(progress),
            usable_count=usable,
            duplicate_count=duplicates,
            known_count=known_count,
            problem_count=found,
            has_name=self.has_name,
        )

    def _rows(self, progress: Progress | None) -> Iterator[ImportedRow | RowProblem]:
        yield from self._notes()
        check = RowValidator(self._columns).check
        first_line = SeenKeys().first_line
        shape = RowShape(len(self.headers), self._columns.known.get("email"))
        header_line = self._header.line
        header_start = self._header.first_cell
        empty = True
        for line, cells, reason in self._table.records(shape, progress):
            if line <= header_line:
                continue
            if reason is not None:
                empty = False
                yield RowProblem(line, ProblemKind.ERROR, reason, tuple(cells))
                continue
            if cells[0] == header_start and self._is_header_again(cells):
                yield RowProblem(line, ProblemKind.ERROR, "is the header again", tuple(cells))
                continue
            recipient, problems = check(line, cells)
            if problems:
                if all(map(says_nothing, cells)):
                    continue  # no text at all, or a line drawn with dashes
                yield from problems
            empty = False
            if recipient is not None:
                yield ImportedRow(line, recipient, first_line(recipient.duplicate_key, line), tuple(cells))
        if empty:
            yield RowProblem(header_line, ProblemKind.ERROR, "is the header, and there is no row below it")

    def _is_header_again(self, cells: list[str]) -> bool:
        """True for the header of a second file that was appended to the first."""
        return known_headers(cells) > 0 and tuple(map(clean, cells))[: len(self.headers)] == self.headers

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
        cells = (clean(record.cells[index]) for record in self._header.sample if index < len(record.cells))
        return tuple(cell for cell in cells if cell)[:_SAMPLES]

    def _by_field(self, cells: list[str]) -> dict[str, str]:
        row = {
            field: clean(cells[index]) if index < len(cells) else ""
            for index in range(len(self.headers))
            if (field := self._columns.use_of(index)) is not None
        }
        if len(self._columns.name) > 1:
            parts = (clean(cells[index]) for index in self._columns.name if index < len(cells))
            row = {"name": " ".join(part for part in parts if part), **row}
        return row


def _usable(
    rows: Iterator[ImportedRow | RowProblem],
    on_problem: Callable[[RowProblem], None],
    keep_duplicates: bool,
    known: Callable[[Recipient], str | None],
) -> Iterator[Recipient]:
    for one in rows:
        if isinstance(one, RowProblem):
            on_problem(one)
        elif keep_duplicates:
            yield one.recipient
        elif one.duplicate_of is not None:
            on_problem(_duplicate(one))
        elif (reason := known(one.recipient)) is not None:
            on_problem(RowProblem(one.line, ProblemKind.KNOWN, reason, one.cells))
        else:
            yield one.recipient


def _duplicate(row: ImportedRow) -> RowProblem:
    reason = f"is the same person as line {row.duplicate_of:,}"
    return RowProblem(row.line, ProblemKind.DUPLICATE, reason, row.cells)
