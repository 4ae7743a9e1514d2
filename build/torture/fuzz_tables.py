"""Ten thousand tables with known people between arbitrary rows: nothing crashes, and no good row is lost.

Hypothesis makes the arbitrary rows: text of any characters, quotation marks that open and never close, bytes of no
encoding, rows of any length, cells of any type. The table has a header that we know, with a column for the address: a
row with an address in its place is what tells a person from the inside of a quoted cell that was left open. Damaged
workbooks must be refused or read, and never crash.
"""

from __future__ import annotations

import datetime
import io
import tempfile
import traceback
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from figures import Figure, counted
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from scribe_desktop.errors import InputError
from scribe_desktop.services.recipient_import import ImportedRow, open_recipients

FILES = 10_000
SEED = 20260302
SLICE = 500
DELIMITERS = (",", ";", "\t", "|")
HEADER = ("name", "interest", "email", "affiliation")
GOOD: tuple[tuple[str, ...], ...] = (
    ("Prof. Ilse Varnholt", "coastal sediment transport", "varnholt@karlsvale.example", "Karlsvale University"),
    ("Abiodun-Reyes, Tunde", "translation; low-resource", "tar@hartmoor.example", "Hartmoor College, Nordby"),
    ('Noor "Nori" Tamsin', "peatland | carbon", "tamsin@ostlake.example", ""),
    ("Zoë Köhlmoos", "Küste\tund Ströme", "koehlmoos@karlsvale.example", "Universität Karlsvale"),
    ("汐見 遥", "沿岸の堆積物", "shiomi@minato.example", "港北大学"),
    ("Mio Castellane", "tides", "mio@ostlake.example", "Ostlake"),
)
PLAIN = tuple(one for one in GOOD if "".join(one).isascii())

_PIECES = st.sampled_from(
    ('"', '""', ",", ";", "|", "\t", "'", "=", "\\", "Bo Lind", "bo@karlsvale.example", "x", " ", "\0", "\ufeff", "\r",
     "\n", "sep=;", "name", "é", "�", "\u2028", "-", "0", "1,5", "#N/A", "\x1a")
)  # fmt: skip
_NASTY = st.lists(_PIECES, max_size=10).map("".join)
_ANY_TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=30)
_TEXT_ROW = st.one_of(_NASTY, _ANY_TEXT, st.lists(_ANY_TEXT, max_size=8).map(",".join))
_BYTE_ROW = st.one_of(st.binary(max_size=30).map(lambda one: one.replace(b"\0", b"")), _NASTY.map(str.encode))
_CELL = st.one_of(
    st.none(), st.booleans(), st.integers(-(10**15), 10**15), st.floats(allow_nan=False, allow_infinity=False),
    st.dates(datetime.date(1900, 3, 1), datetime.date(2200, 1, 1)),
    st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs"), exclude_characters="\ufffe"), max_size=30),
    st.sampled_from(("=1/0", "#REF!", "=A1", "x" * 32_000, "_x000D_", " ", "bo@karlsvale.example", "name")),
)  # fmt: skip
_SHARE = st.floats(0, 1, exclude_max=True)


@dataclass
class Tally:
    """What went wrong, each with the file that did it, in a form that can be pasted into a test."""

    files: int = 0
    rows: int = 0
    crashes: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Made:
    """A file's bytes, its ending, and the rows that must come out; None when anything may."""

    data: bytes
    ending: str
    good: Sequence[tuple[str, ...]] | None


def _quoted(cell: str, delimiter: str) -> str:
    return '"' + cell.replace('"', '""') + '"' if any(one in cell for one in (delimiter, '"')) else cell


@st.composite
def text_tables(draw: st.DrawFn) -> Made:
    """UTF-8 text: good rows as any program writes them, arbitrary text between."""
    delimiter = draw(st.sampled_from(DELIMITERS))
    newline = draw(st.sampled_from(("\n", "\r\n", "\r")))
    lines = [delimiter.join(HEADER)]
    for row in GOOD:
        lines += draw(st.lists(_TEXT_ROW, max_size=3))
        lines.append(delimiter.join(_quoted(cell, delimiter) for cell in row))
    lines += draw(st.lists(_TEXT_ROW, max_size=2))
    mark = draw(st.sampled_from(("", "\ufeff")))
    return Made((mark + newline.join(lines)).encode(), "csv", GOOD)


@st.composite
def byte_tables(draw: st.DrawFn) -> Made:
    """ASCII rows with arbitrary bytes between."""
    delimiter = draw(st.sampled_from(DELIMITERS))
    lines = [delimiter.join(HEADER).encode()]
    for row in PLAIN:
        lines += draw(st.lists(_BYTE_ROW, max_size=3))
        lines.append(delimiter.join(_quoted(cell, delimiter) for cell in row).encode())
    return Made(b"\n".join(lines), "csv", PLAIN)


@st.composite
def workbooks(draw: st.DrawFn) -> Made:
    """Workbooks with arbitrary rows of arbitrary cells between."""
    from openpyxl import Workbook
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    rows: list[Sequence[Any]] = [HEADER]
    for row in GOOD:
        rows += [*draw(st.lists(st.lists(_CELL, max_size=7), max_size=2)), row]
    damage = draw(st.none() | st.none() | st.lists(st.tuples(_SHARE, st.integers(0, 255)), min_size=1, max_size=8))
    kept = draw(st.just(1.0) | _SHARE)
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    for cells in rows:
        sheet.append([ILLEGAL_CHARACTERS_RE.sub("", one) if isinstance(one, str) else one for one in cells])
    made = io.BytesIO()
    book.save(made)
    data = bytearray(made.getvalue())
    if damage is None:
        return Made(bytes(data), "xlsx", GOOD)
    for share, byte in damage:
        data[int(share * len(data))] = byte
    return Made(bytes(data[: max(1, int(kept * len(data)))]), "xlsx", None)


TABLES = st.integers(0, 19).flatmap(lambda one: workbooks() if one < 3 else byte_tables() if one < 7 else text_tables())


def try_table(made: Made, folder: Path, tally: Tally) -> None:
    """Read a table to its end, as the command line and the wizard do."""
    path = folder / f"people.{made.ending}"
    path.write_bytes(made.data)
    tally.files += 1
    try:
        file = open_recipients(path)
        file.preview()
        found = [
            (
                one.recipient.name,
                one.recipient.interest or "",
                one.recipient.email or "",
                one.recipient.affiliation or "",
            )
            for one in file.rows()
            if isinstance(one, ImportedRow)
        ]
    except InputError as error:
        if made.good is not None:
            tally.lost.append(f"refused: {error.message} {made.data!r}")
    except Exception:
        tally.crashes.append(f"{traceback.format_exc(limit=-2)} {made.data!r}")
    else:
        for row in made.good or ():
            tally.rows += 1
            if tuple(map(_as_read, row)) not in found:
                tally.lost.append(f"{row[0]} {made.data!r}")


def _as_read(cell: str) -> str:
    return cell.strip()


def fuzz(files: int) -> Tally:
    """Make and read so many tables, the same ones each time; in slices, because Hypothesis remembers what it made."""
    tally = Tally()
    with tempfile.TemporaryDirectory() as name:
        for first in range(0, files, SLICE):
            _fuzz_slice(min(SLICE, files - first), SEED + first, Path(name), tally)
    return tally


def _fuzz_slice(files: int, slice_seed: int, folder: Path, tally: Tally) -> None:
    @seed(slice_seed)
    @settings(
        max_examples=files,
        database=None,
        deadline=None,
        phases=(Phase.generate,),
        suppress_health_check=list(HealthCheck),
    )
    @given(made=TABLES)
    def each(made: Made) -> None:
        try_table(made, folder, tally)

    each()


def run(scale: float) -> list[Figure]:
    """The figures; a scale of 1 is all ten thousand tables."""
    tally = fuzz(max(100, round(FILES * scale)))
    return [
        counted("Tables that crashed the import", tally.crashes, tally.files),
        counted("Good rows lost between arbitrary ones", tally.lost, tally.rows),
    ]
