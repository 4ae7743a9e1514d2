"""What the import wizard knows of a file: how it is read, who is in it, and who of them is to be queued."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path

from scribe_desktop.domain.recipient import Recipient
from scribe_desktop.gui.dialogs.long_work import LongWork
from scribe_desktop.services.importing.model import Progress
from scribe_desktop.services.recipient_import import (
    ImportedRow,
    ImportPreview,
    ProblemKind,
    RecipientFile,
    RowProblem,
    open_pasted,
    open_recipients,
    write_problems_csv,
)
from scribe_desktop.services.writing_history import Past, PastContacts

MOST_PEOPLE = 500
"""Rows that the list of people shows; a file may have millions."""

MOST_PROBLEMS = 2000
FIRST_ROWS = 5


@dataclass(frozen=True, slots=True)
class TableSource:
    """A file or a pasted table, and what the person said about reading it.

    `mapping` is column → field; with `no_header` the columns go by number, and the first row is a person.
    """

    path: Path | None = None
    pasted: str = ""
    encoding: str | None = None
    delimiter: str | None = None
    mapping: Mapping[str, str] = field(default_factory=dict)
    no_header: bool = False

    def open(self) -> RecipientFile:
        """Open it. Raises InputError."""
        if self.path is None:
            return open_pasted(self.pasted, self.mapping, self.delimiter)
        return open_recipients(self.path, self.mapping, self.encoding, self.delimiter)


@dataclass(frozen=True, slots=True)
class Person:
    """A usable row, and why it is off unless the person says otherwise."""

    line: int
    recipient: Recipient
    duplicate_of: int | None = None
    before: Past | None = None

    @property
    def suggested(self) -> bool:
        """True when nothing speaks against it."""
        return self.duplicate_of is None and self.before is None


@dataclass(frozen=True, slots=True)
class ReadTable:
    """A table that was read to its end.

    `people` are the first MOST_PEOPLE usable rows; `written_count` of all usable rows were written to before and are
    no duplicates.
    """

    source: TableSource
    name: str
    headers: tuple[str, ...]
    preview: ImportPreview
    people: tuple[Person, ...]
    written_count: int

    @property
    def bad_count(self) -> int:
        """Rows that cannot be used."""
        return self.preview.row_count - self.preview.usable_count if self.preview.has_name else 0

    @property
    def suggested_count(self) -> int:
        """People who are on unless the person says otherwise."""
        return self.preview.usable_count - self.preview.duplicate_count - self.written_count


@dataclass(frozen=True, slots=True)
class Choices:
    """Whom the person switched on or off by hand, by line."""

    by_line: Mapping[int, bool] = field(default_factory=dict)

    def with_all(self, people: list[Person], on: bool) -> Choices:
        """The same, with these people on or off."""
        return Choices({**self.by_line, **{one.line: on for one in people}})

    def is_on(self, person: Person) -> bool:
        """Whether the person gets a draft."""
        return self.by_line.get(person.line, person.suggested)

    def count(self, table: ReadTable) -> int:
        """How many people are on."""
        changed = (self.is_on(one) - one.suggested for one in table.people)
        return table.suggested_count + sum(changed)


def read_table(source: TableSource, history: PastContacts, work: LongWork) -> ReadTable:
    """Read the whole table: once, and a second time where somebody may have been written to before.

    Raises InputError, and Stopped when the work is stopped.
    """
    file = source.open()
    share = 0.5 if history else 1.0
    preview = file.preview(FIRST_ROWS, MOST_PROBLEMS, lambda done: work.tell(done * share))
    people: list[Person] = []
    written = 0
    if preview.has_name:
        everyone = people_in(file, history, work, lambda done: work.tell(0.5 + done / 2))
        people = list(islice(everyone, MOST_PEOPLE))
        written = sum(_counts_as_written(one) for one in people)
        if history:
            written += sum(_counts_as_written(one) for one in everyone)
    if people:
        # The name parser is slow to load; the live preview must not wait for it.
        _ = people[0].recipient.name_parts
    work.check()
    return ReadTable(source, file.file_name, file.headers, preview, tuple(people), written)


def people_in(file: RecipientFile, history: PastContacts, work: LongWork, tell: Progress) -> Iterator[Person]:
    """Every usable row. Raises InputError, Stopped."""
    for row in file.rows(tell):
        work.check()
        if isinstance(row, ImportedRow):
            yield Person(row.line, row.recipient, row.duplicate_of, history.find(row.recipient))


def chosen_recipients(
    source: TableSource, history: PastContacts, choices: Choices, work: LongWork
) -> Iterator[Recipient]:
    """Those who are on, read afresh, one at a time. Raises InputError, Stopped."""
    for person in people_in(source.open(), history, work, work.tell):
        if choices.is_on(person):
            yield person.recipient


def save_bad_rows(source: TableSource, path: Path, work: LongWork) -> int:
    """Write the rows that cannot be used as CSV; how many. Raises InputError, Stopped."""
    file = source.open()
    bad = (one for one in file.rows(work.tell) if isinstance(one, RowProblem) and one.kind is ProblemKind.ERROR)
    return write_problems_csv(bad, path, file.headers)


def remapped(source: TableSource, headers: tuple[str, ...], number: int, use: str) -> TableSource:
    """The source with a column used as something else; a column that had this use before is matched by name again.

    Args:
        number: of the column, from 1.
        use: name, interest, email, affiliation, homepage, a placeholder's name, or "ignore".
    """
    header = headers[number - 1]
    key = header if header and headers.count(header) == 1 and not source.no_header else str(number)
    kept = {
        column: field
        for column, field in source.mapping.items()
        if column not in (key, str(number)) and (field != use or use == "ignore")
    }
    return replace(source, mapping={**kept, key: use})


def _counts_as_written(person: Person) -> bool:
    return person.before is not None and person.duplicate_of is None
