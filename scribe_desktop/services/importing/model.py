"""What an import gives its callers: rows, problems, matched columns, a preview."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple, Protocol

from scribe_desktop.domain.recipient import Recipient

MAX_CELL = 64 * 1024
"""Characters a cell may have."""

Progress = Callable[[float], None]
"""Told now and then which share of the file is read, 0 to 1. What it raises ends the reading."""


class ProblemKind(StrEnum):
    """What a problem costs."""

    ERROR = "error"  # the row is not used
    WARNING = "warning"  # the row is used, but not as it stands
    DUPLICATE = "duplicate"  # the row is fine, but the person was in the file before
    KNOWN = "known"  # the row is fine, but the person is in the queue, has a draft or was written to


@dataclass(frozen=True, slots=True)
class RowProblem:
    """A row, or the file as a whole, that needs a look.

    `line` is the physical line where the row begins, 1-based (in a workbook: the row number). `reason` goes on from
    "Line 27 ", so that many can be joined into one sentence. `cells` are as they stand in the file; a row that could
    not be taken apart has its text as the only cell, a problem of the whole file has none.
    """

    line: int
    kind: ProblemKind
    reason: str
    cells: tuple[str, ...] = ()

    @property
    def sentence(self) -> str:
        """The problem as one sentence: "Line 27 has 6 fields, the header has 5."."""
        return f"Line {self.line:,} {self.reason}."


@dataclass(frozen=True, slots=True)
class ImportedRow:
    """A usable row. `duplicate_of` is the line that has the same person already, None for the first of them."""

    line: int
    recipient: Recipient
    duplicate_of: int | None
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ColumnMatch:
    """What a column of the file is used as.

    `field` is name, interest, email, affiliation, homepage or the name of a placeholder; None when it is not used.
    `number` is 1-based; `samples` are the first cells that are not empty, at most three.
    """

    number: int
    header: str
    field: str | None
    samples: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ImportPreview:
    """How a file is read, before anything is queued.

    `encoding` is None for a workbook and for pasted text; `encoding_certain` is False when it was guessed, and then
    the person confirms it. `delimiter` is the character itself, None for a workbook; `delimiter_certain` is False when
    another one is nearly as likely. `sheet` is the name of the sheet
    read. `rows` are the first rows by field name. `problems` holds at most as many as were asked for, in the order of
    the lines; the counts are of the whole file.
    """

    encoding: str | None
    encoding_certain: bool
    delimiter: str | None
    sheet: str | None
    columns: tuple[ColumnMatch, ...]
    rows: tuple[Mapping[str, str], ...]
    problems: tuple[RowProblem, ...]
    row_count: int
    usable_count: int
    duplicate_count: int
    problem_count: int
    has_name: bool
    delimiter_certain: bool = True
    known_count: int = 0


class Record(NamedTuple):
    """A row as the file has it: where it begins, its cells, and why it could not be taken apart (else None)."""

    line: int
    cells: list[str]
    reason: str | None = None


class RowShape(NamedTuple):
    """What a row of this file looks like: how many cells, and which of them holds the address (None: none does)."""

    width: int
    email: int | None


class Table(Protocol):
    """A file, or a text, that consists of rows."""

    def records(self, shape: RowShape | None = None, progress: Progress | None = None) -> Iterator[Record]:
        """Read from the start. Rows without any text are left out. Raises InputError when it cannot go on."""
        ...
