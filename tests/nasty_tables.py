"""A hundred nasty tables, each with what a careful person would get out of it. All people and places are invented.

`cases()` gives them all; `judge` reads one as the program does. A file counts as handled when its people come out
right, when the program asks about the very thing it got wrong and reads right after the answer, or when it refuses a
file that holds no table with a sentence that says what to do.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

from scribe_desktop.errors import InputError
from scribe_desktop.services.recipient_import import ImportedRow, ProblemKind, RecipientFile, open_recipients

Row = tuple[str, str | None, str | None, str | None]
"""Name, interest, email, affiliation; None where the file has none."""

ILSE: Row = ("Prof. Ilse Varnholt", "coastal sediment transport", "varnholt@karlsvale.example", "Karlsvale University")
TUNDE: Row = ("Dr. Tunde Abiodun-Reyes", "low-resource translation", "tar@hartmoor.example", "Hartmoor College")
NOOR: Row = ("Noor Tamsin", "peatland carbon flux", "tamsin@ostlake.example", "Ostlake College")
PEOPLE = (ILSE, TUNDE, NOOR)
HEADER = ("name", "interest", "email", "affiliation")


@dataclass(frozen=True, slots=True)
class Case:
    """A file and what is in it.

    `people` are the usable rows in order, `bad` the number of rows that must be listed as unusable. `fields` are other
    columns of the first person. `answer` is what a person says when the program asks. `refused` is a word of the
    sentence with which a file without a table is refused; `ending` is of the file's name.
    """

    name: str
    data: bytes
    people: tuple[Row, ...] = PEOPLE
    bad: int = 0
    fields: Mapping[str, str] = field(default_factory=dict)
    answer: Mapping[str, Any] = field(default_factory=dict)
    refused: str = ""
    ending: str = "csv"


class Verdict(StrEnum):
    """How a case went."""

    RIGHT = "read right"
    ASKED = "asked about"
    REFUSED = "refused with what to do"
    WRONG = "wrong"


def cases() -> tuple[Case, ...]:
    """All of them."""
    from tests.nasty_encodings import encoding_cases
    from tests.nasty_layouts import layout_cases
    from tests.nasty_quotes import quote_cases
    from tests.nasty_workbooks import workbook_cases

    return (*encoding_cases(), *quote_cases(), *layout_cases(), *workbook_cases())


def judge(case: Case, folder: Path) -> tuple[Verdict, str]:
    """Read a case; how it went, and what was wrong."""
    path = folder / f"people.{case.ending}"
    path.write_bytes(case.data)
    try:
        file = open_recipients(path)
    except InputError as error:
        if case.refused and case.refused in error.message:
            return Verdict.REFUSED, error.message
        return Verdict.WRONG, f"refused: {error.message}"
    if case.refused:
        return Verdict.WRONG, f"read, though it is no table: {list(file.rows())[:3]}"
    difference = compare(case, file)
    if not difference:
        return Verdict.RIGHT, ""
    if not _asks(file):
        return Verdict.WRONG, difference
    if not case.answer:
        return Verdict.WRONG, f"asks, and nobody has an answer: {difference}"
    again = compare(case, open_recipients(path, **case.answer))
    return (Verdict.WRONG, f"wrong after the answer, too: {again}") if again else (Verdict.ASKED, difference)


def compare(case: Case, file: RecipientFile) -> str:
    """What is other than expected; empty when nothing is."""
    if not file.has_name:
        return f"no column has the names: {file.headers}"
    people: list[Row] = []
    bad = 0
    first: Mapping[str, str] = {}
    for one in file.rows():
        if isinstance(one, ImportedRow):
            found = one.recipient
            first = first or found.fields
            people.append((found.name, found.interest, found.email, found.affiliation))
        elif one.kind is ProblemKind.ERROR and one.cells:
            bad += 1
    if tuple(people) != case.people:
        return f"people {people}"
    if bad != case.bad:
        return f"{bad} bad rows instead of {case.bad}"
    others = {name: first.get(name) for name in case.fields}
    return "" if others == case.fields else f"fields {dict(first)}"


def _asks(file: RecipientFile) -> bool:
    """Whether the program puts the reading into the person's hands: it says what is a guess, or asks for the names."""
    preview = file.preview()
    return not (preview.encoding_certain and preview.delimiter_certain and preview.has_name)


def table(rows: tuple[Row, ...] = PEOPLE, delimiter: str = ",", newline: str = "\n", header: tuple[str, ...] = HEADER):  # type: ignore[no-untyped-def]
    """The rows as text, nothing quoted."""
    lines = [header, *(tuple(cell or "" for cell in row) for row in rows)]
    return newline.join(delimiter.join(line) for line in lines) + newline
