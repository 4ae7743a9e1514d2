"""Where the header of a table is, or that there is none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from scribe_desktop.domain.recipient import looks_like_email
from scribe_desktop.errors import InputError
from scribe_desktop.services.importing.cleaning import clean
from scribe_desktop.services.importing.columns import known_headers, match_columns
from scribe_desktop.services.importing.model import Record, Table

_SAMPLE = 50
_TITLE_ROWS = 10


@dataclass(frozen=True, slots=True)
class Header:
    """The header's cells and line. Without a header (`line` 0) the columns are called "Column 1" and so on.

    `skipped` are the lines of text above it; `looks_like_data` is True when the first row is a person, not a header.
    """

    line: int
    cells: tuple[str, ...]
    sample: tuple[Record, ...]
    skipped: tuple[Record, ...] = ()
    looks_like_data: bool = False
    first_cell: str | None = None  # as it stands in the file; None without a header


def find_header(table: Table, mapping: Mapping[str, str], file_name: str) -> Header:
    """Look at the first rows. Raises InputError when there is no row at all."""
    records = list(islice(table.records(), _SAMPLE))
    rows = [record for record in records if record.reason is None and any(cell.strip() for cell in record.cells)]
    if not rows:
        raise InputError(f"{file_name} is empty. Choose a file with a header row and a row below it for each person.")
    start = _header_index(rows, mapping)
    head = rows[start]
    by_number = "name" in mapping.values() and all(column.strip().isdigit() for column in mapping)
    headed = known_headers(head.cells) and not _is_data(head.cells)
    if by_number and not headed and not _stands_out(rows, mapping):
        width = max(len(record.cells) for record in rows)
        cells = tuple(f"Column {number}" for number in range(1, width + 1))
        return Header(0, cells, tuple(rows), looks_like_data=True)
    cells = tuple(map(clean, head.cells))
    return Header(head.line, cells, tuple(rows[start + 1 :]), tuple(rows[:start]), _is_data(head.cells), head.cells[0])


def _header_index(rows: Sequence[Record], mapping: Mapping[str, str]) -> int:
    """The first row, unless it has no names and one of the next is a header we know: lists often begin with a title."""
    for index, record in enumerate(rows[:_TITLE_ROWS]):
        if (len(record.cells) == 1 and index) or any(looks_like_email(clean(cell)) for cell in record.cells):
            continue  # nobody's address is the name of a column
        try:
            if match_columns(record.cells, mapping).name:
                return index
        except InputError:
            continue
    return 0


def _is_data(cells: Sequence[str]) -> bool:
    values = [clean(cell) for cell in cells if cell.strip()]
    if any(map(looks_like_email, values)):
        return True
    if known_headers(values):
        return False
    return any("://" in one or one.startswith("www.") or len(one) > 60 for one in values) or (
        " " in values[0] and values[0] == values[0].title()
    )


def _stands_out(rows: Sequence[Record], mapping: Mapping[str, str]) -> bool:
    """True when the first row can be a header though we know none of its words: one word where the rest have names.

    Columns given by number alone mean that there is no header, unless it looks like one: a person left out would not
    be noticed, a header taken for a person is.
    """
    column = next((int(one) - 1 for one, field in mapping.items() if field.strip().casefold() == "name"), None)
    if column is None or _is_data(rows[0].cells):
        return False
    names = [record.cells[column].split() for record in rows if column < len(record.cells)]
    return len(names) > 1 and len(names[0]) == 1 and sum(len(one) > 1 for one in names[1:]) * 2 > len(names) - 1
