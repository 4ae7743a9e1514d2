"""What a torture script finds out: figures with what was expected of them, and the table they are printed as."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """One finding.

    Attributes:
        name: what was counted or measured.
        value: what came out, as it is shown, with its unit.
        expected: what was asked for, as it is shown: "0", "≤21 s", "all".
        ok: whether the value is what was asked for.
        detail: what went wrong, or how the value came about; empty when there is nothing to add.
    """

    name: str
    value: str
    expected: str
    ok: bool
    detail: str = ""


def counted(name: str, wrong: Sequence[str], of: int) -> Figure:
    """How many of so many cases went wrong, none being asked for; the cases are the detail."""
    return Figure(name, f"{len(wrong)} of {of}", "0", not wrong, "; ".join(wrong[:5]))


def at_most(name: str, value: float, limit: float, unit: str, detail: str = "") -> Figure:
    """A measured value and its upper limit, in the same unit."""
    return Figure(name, f"{value:.3g} {unit}", f"≤{limit:g} {unit}", value <= limit, detail)


def to_json(figures: Sequence[Figure]) -> str:
    """For the process that started the script."""
    return json.dumps([asdict(one) for one in figures])


def from_json(text: str) -> list[Figure]:
    """What `to_json` wrote."""
    return [Figure(**one) for one in json.loads(text)]


def table(figures: Sequence[Figure]) -> str:
    """The figures in columns, what failed marked with NO, and its detail below it."""
    rows = [("", "what", "found", "asked for")]
    rows += [("ok" if one.ok else "NO", one.name, one.value, one.expected) for one in figures]
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    for index, one in reversed(list(enumerate(figures, start=1))):
        if one.detail:
            lines.insert(index + 1, f"      {one.detail}")
    return "\n".join(lines)
