"""By which character the cells of a text are separated: a vote over comma, semicolon, tab and bar."""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass

from scribe_desktop.domain.recipient import looks_like_email
from scribe_desktop.errors import InputError
from scribe_desktop.services.importing.columns import known_headers
from scribe_desktop.services.importing.csv_rows import CsvTable, TextSource, delimiter_line

DELIMITERS = (",", ";", "|", "\t")
SAMPLE = 64 * 1024
"""Characters that the vote looks at."""

_MAX_RECORDS = 400
_HEADERS = 2  # so many headers that we know are no accident
_CLOSE = 0.75  # a second reading with so much of the best one's score is a rival
_NAMED = {"tab": "\t", "\\t": "\t", "comma": ",", "semicolon": ";", "bar": "|", "pipe": "|"}
_PLAIN = re.compile(r"[+-]?\d[\d.,  ]*%?|\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}|https?://\S+|www\.\S+|true|false|yes|no", re.I)


def named_delimiter(text: str) -> str:
    """The delimiter that the person chose: a character, or a word like tab. Raises InputError for anything else."""
    delimiter = _NAMED.get(text.strip().lower(), text)
    if len(delimiter) != 1 or delimiter in '"\r\n\0 ' or delimiter.isalnum():
        raise InputError(f"“{text}” cannot separate columns. Use a comma, a semicolon, a tab or a bar (|).")
    return delimiter


@dataclass(frozen=True, slots=True)
class DelimiterGuess:
    """A delimiter, and whether the person need not be asked: False when another reading is nearly as good."""

    delimiter: str
    certain: bool


def guess_delimiter(sample: str) -> DelimiterGuess:
    """The delimiter of a text, from its first SAMPLE characters with newlines as `\\n`.

    Each candidate reads the sample; the reading wins whose rows have a steady number of cells (the idea of van den
    Burg, Nazábal, Sutton: Wrangling messy CSV files by detecting row and type patterns, 2019) and whose header has
    words we know. A first line `sep=;` decides alone, and so does a header that is one with one delimiter only.
    """
    if named := delimiter_line(sample):
        return DelimiterGuess(named, certain=True)
    if len(sample) >= SAMPLE and "\n" in sample:
        sample = sample[: sample.rindex("\n")]  # the last line is cut
    if headed := _delimiter_of_header(sample):
        return DelimiterGuess(headed, certain=True)
    readings = {delimiter: _score(sample, delimiter) for delimiter in DELIMITERS}
    second, best = sorted(readings.values())[-2:]
    if best > 0:
        # Of equal readings the rarer character wins: commas stand in prose, tabs hardly anywhere.
        found = max(reversed(DELIMITERS), key=lambda delimiter: readings[delimiter])
        return DelimiterGuess(found, certain=second <= _CLOSE * best)
    # One column only: a delimiter that stands in no row takes none of them apart.
    absent = next((delimiter for delimiter in DELIMITERS if delimiter not in sample), ",")
    return DelimiterGuess(absent, certain=True)


def _delimiter_of_header(sample: str) -> str | None:
    """The delimiter that makes several headers we know of the first line with text; None when none does, or two do."""
    line = next((one for one in sample.split("\n") if one.strip()), "")
    found = [one for one in DELIMITERS if known_headers([cell.strip(' "') for cell in line.split(one)]) >= _HEADERS]
    return found[0] if len(found) == 1 else None


def _score(sample: str, delimiter: str) -> float:
    """How much the text looks like a table with this delimiter; 0 when each row is one cell."""
    table = CsvTable(TextSource(lambda: nullcontext(io.StringIO(sample)), len(sample), checked=True), delimiter)
    rows: list[list[str]] = []
    broken = 0
    for record in table.records():
        if record.reason:
            broken += 1
        else:
            rows.append(record.cells)
        if len(rows) + broken >= _MAX_RECORDS:
            break
    # Lists often begin with a title.
    titled = len(rows) > 2 and len(rows[0]) < len(rows[1]) and not known_headers(rows[0])
    return max(_score_rows(rows, broken), _score_rows(rows[1:], broken) if titled else 0.0)


def _score_rows(rows: Sequence[Sequence[str]], broken: int) -> float:
    if not rows:
        return 0.0
    widths = Counter(map(len, rows))
    header = len(rows[0])
    width, count = max(widths.items(), key=lambda item: (item[1], item[0] == header))
    words = known_headers(rows[0])
    if header == 1 and (width == 1 or words):  # under a lone "name", commas are part of "Varnholt, Ilse"
        return 0.0
    whole = 1 - broken / (len(rows) + broken)
    steady = count / len(rows) * whole
    fits_header = sum(n for cells, n in widths.items() if cells <= header) / len(rows) if header > 1 else 0.0
    score = steady**2 * (1 - 1 / width) + 0.5 * fits_header + min(words, 3) * 0.5 * (header > 1)
    score += 0.5 * _plain_share(rows) - 0.2 * _prose_share(rows)
    if header == 1 or width == 1:
        score *= 0.3
    return max(score, 0.01) * whole**2


def _prose_share(rows: Sequence[Sequence[str]]) -> float:
    """Share of the cells after the first that begin with a space, as words after a comma do."""
    cells = [cell for row in rows for cell in row[1:]]
    return sum(cell.startswith(" ") for cell in cells) / len(cells) if cells else 0.0


def _plain_share(rows: Sequence[Sequence[str]]) -> float:
    """Share of the cells that are a number, date, address or link as a whole, in rows of several cells."""
    cells = [cell.strip() for row in rows if len(row) > 1 for cell in row]
    plain = sum(1 for cell in cells if cell and (_PLAIN.fullmatch(cell) or looks_like_email(cell)))
    return plain / len(cells) if cells else 0.0
