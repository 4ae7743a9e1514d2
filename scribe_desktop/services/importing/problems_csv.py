"""The rows that need a look, as a CSV file to mend."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path

from scribe_desktop.errors import InputError
from scribe_desktop.services.csv_safety import safe_cell
from scribe_desktop.services.importing.model import RowProblem


def write_problems_csv(problems: Iterable[RowProblem], path: Path, headers: Sequence[str] = ()) -> int:
    """Write line, problem and the row's own cells under the file's own headers; how many rows were written.

    UTF-8 with a byte order mark, which Excel needs; no cell can run as a formula. Raises InputError when the file
    cannot be written.
    """
    count = 0
    try:
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(["line", "problem", *map(safe_cell, headers)])
            for problem in problems:
                writer.writerow([problem.line, problem.reason, *map(safe_cell, problem.cells)])
                count += 1
    except OSError as error:
        raise InputError(f"{path.name} cannot be written: {error.strerror or error}. Choose another place.") from error
    return count
