"""Delimited text as records: RFC 4180 with strict quotes, where a bad record costs only itself.

Spaces around a quoted cell are allowed, and so are pairs of quotation marks inside a cell that does not begin with
one (`Ilse "Bo" Varnholt`); anything else about quotes that RFC 4180 does not allow makes the record bad. A record
that is never closed properly is reported at the line where it began, and reading resumes at its next line.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import cache
from typing import BinaryIO, TextIO

from scribe_desktop.domain.recipient import looks_like_email
from scribe_desktop.services.importing.cleaning import clean
from scribe_desktop.services.importing.model import MAX_CELL, Progress, Record, RowShape

MAX_RECORD = 1024 * 1024
"""Characters a record may have: it is held in memory as a whole."""

_BODY = re.compile(r'[^"]*+(?:""[^"]*+)*+')
_OPENING = re.compile(r' *+"')
_PROGRESS_EVERY = 2000
_END_OF_FILE = "\x1a"  # DOS wrote it behind the last line
_SEPARATOR_LINE = re.compile(r'\ufeff?"?sep=(.)"?$', re.IGNORECASE)


class _BrokenRecord(Exception):
    """Why a record cannot be taken apart."""


@dataclass(frozen=True, slots=True)
class TextSource:
    """A text that can be opened many times, with universal newlines, and how far a reader of it is, 0 to 1."""

    open: Callable[[], AbstractContextManager[TextIO]]
    size: int
    checked: bool  # False: undecodable bytes may have become U+FFFD

    def share_read(self, stream: TextIO) -> float:
        """Which share of the text the stream has consumed."""
        raw: BinaryIO | None = getattr(stream, "buffer", None)
        position = raw.tell() if raw is not None else stream.tell()
        return min(1.0, position / self.size) if self.size else 1.0


class _Lines:
    """Physical lines without their ends, numbered from 1, that can be given back."""

    def __init__(self, stream: TextIO) -> None:
        self._readline = stream.readline
        self._back: deque[str] = deque()
        self.number = 0

    def take(self) -> str | None:
        """The next line; None at the end. What a line has beyond MAX_RECORD is dropped, so that it shows."""
        if self._back:
            self.number += 1
            return self._back.popleft()
        line = self._readline(MAX_RECORD + 2)
        if not line:
            return None
        self.number += 1
        if line[-1] == "\n":
            return line[:-1]
        if len(line) > MAX_RECORD:
            while (rest := self._readline(MAX_RECORD)) and rest[-1] != "\n":
                pass
        return line

    def give_back(self, lines: list[str]) -> None:
        """Take these lines again next."""
        self._back.extendleft(reversed(lines))
        self.number -= len(lines)


class CsvTable:
    """The records of a delimited text."""

    def __init__(self, source: TextSource, delimiter: str) -> None:
        self._source = source
        self._delimiter = delimiter

    def records(self, shape: RowShape | None = None, progress: Progress | None = None) -> Iterator[Record]:
        """Read from the start; with a shape, a stray quotation mark that swallowed whole rows is noticed."""
        delimiter = self._delimiter
        quoted_line = f'"{delimiter}"'
        checked = self._source.checked
        countdown = _PROGRESS_EVERY
        with self._source.open() as stream:
            lines = _Lines(stream)
            take = lines.take
            while (line := take()) is not None:
                if progress is not None:
                    countdown -= 1
                    if not countdown:
                        countdown = _PROGRESS_EVERY
                        progress(self._source.share_read(stream))
                if not line or line.isspace() or (lines.number == 1 and _SEPARATOR_LINE.match(line)):
                    continue
                if line[0] == _END_OF_FILE and not line.strip(_END_OF_FILE + " "):
                    continue
                if "\0" in line or (not checked and "\ufffd" in line):
                    yield Record(lines.number, [line[:MAX_CELL]], _unreadable([line], checked))
                elif '"' not in line:
                    if len(line) > MAX_CELL:
                        yield _checked_for_length(lines.number, line, line.split(delimiter))
                    else:
                        yield Record(lines.number, line.split(delimiter))
                elif (
                    line[0] == line[-1] == '"'
                    and len(line) <= MAX_CELL
                    and line.count('"') == 2 * len(cells := line[1:-1].split(quoted_line))
                ):
                    yield Record(lines.number, cells)
                else:
                    yield _record_with_quotes(lines, line, delimiter, shape, checked)
        if progress is not None:
            progress(1.0)


def delimiter_line(text: str) -> str | None:
    """The delimiter that a first line `sep=;`, as Excel writes it, names; None when there is no such line."""
    match = _SEPARATOR_LINE.match(text.split("\n", 1)[0].rstrip("\r"))
    return match[1] if match else None


def _unreadable(lines: list[str], checked: bool) -> str | None:
    if any("\0" in line for line in lines):
        return "holds a zero byte (NUL), which no text has"
    if not checked and any("\ufffd" in line for line in lines):
        return "has characters that are not in the encoding the file is read with"
    return None


def _checked_for_length(number: int, line: str, cells: list[str]) -> Record:
    if len(line) > MAX_RECORD:
        return Record(number, [line[:MAX_CELL]], f"is longer than {MAX_RECORD // 1024:,} KiB")
    if max(map(len, cells)) > MAX_CELL:
        return Record(number, [line[:MAX_CELL]], f"has a cell of more than {MAX_CELL // 1024} KiB")
    return Record(number, cells)


def _record_with_quotes(lines: _Lines, line: str, delimiter: str, shape: RowShape | None, checked: bool) -> Record:
    number = lines.number
    taken = [line]

    def next_line() -> str | None:
        following = lines.take()
        if following is not None:
            taken.append(following)
        return following

    try:
        cells = _parse(line, next_line, delimiter)
        if shape is not None and len(taken) > 2 and _are_rows(taken[1:-1], delimiter, shape, len(cells)):
            raise _BrokenRecord("has a quotation mark that is not closed before the next rows")
    except _BrokenRecord as broken:
        lines.give_back(taken[1:])
        return Record(number, [line[:MAX_CELL]], str(broken))
    if reason := _unreadable(taken[1:], checked):
        return Record(number, cells, reason)
    return _checked_for_length(number, line, cells)


def _parse(line: str, next_line: Callable[[], str | None], delimiter: str) -> list[str]:
    """Take a record apart, taking further lines while a quotation mark is open."""
    after_quote = _after_quote(delimiter)
    cells: list[str] = []
    position = 0
    while True:
        opening = _OPENING.match(line, position)
        if opening is None:
            end = line.find(delimiter, position)
            cell = line[position:] if end < 0 else line[position:end]
            if cell.count('"') % 2:
                raise _BrokenRecord("has a single quotation mark inside a cell")
            cells.append(cell)
            if end < 0:
                return cells
            position = end + 1
            continue
        cell, line, position = _quoted(line, opening.end(), next_line)
        cells.append(cell)
        closing = after_quote.match(line, position)
        if closing is None:
            raise _BrokenRecord("has text after a closing quotation mark; one inside a cell is written twice")
        if not closing[1]:
            return cells
        position = closing.end()


@cache
def _after_quote(delimiter: str) -> re.Pattern[str]:
    """What may follow a closing quotation mark: spaces, then the delimiter or the end of the line."""
    return re.compile(rf" *+({re.escape(delimiter)}|$)")


def _quoted(line: str, position: int, next_line: Callable[[], str | None]) -> tuple[str, str, int]:
    """The cell that begins at the position; then the line it ends in, and the position after its closing mark."""
    parts: list[str] = []
    size = 0
    while True:
        body = _BODY.match(line, position)
        assert body is not None  # it matches the empty text too
        parts.append(body[0])
        size += len(body[0]) + 1
        if size > MAX_CELL:
            raise _BrokenRecord(
                f"opens a quotation mark that is not closed within {MAX_CELL // 1024} KiB, the most a cell may have"
            )
        position = body.end()
        if position < len(line):
            return "\n".join(parts).replace('""', '"'), line, position + 1
        following = next_line()
        if following is None:
            raise _BrokenRecord("opens a quotation mark that is never closed")
        line, position = following, 0


def _are_rows(inner: list[str], delimiter: str, shape: RowShape, found: int) -> bool:
    """True when lines inside a quoted cell are rows of the file.

    A mark that was left open closes at the next stray one, and RFC 4180 calls the people in between a cell. One inner
    line with the right number of cells and an address in its place is no accident. Without an address column it takes
    several lines of at least three cells and no others, or one in a record of the wrong width (`found`).
    """
    cells = [line.split(delimiter) for line in inner if line.strip()]
    fitting = [one for one in cells if len(one) == shape.width]
    if not fitting or shape.width < 2:
        return False
    if shape.email is not None:
        return any(looks_like_email(clean(one[shape.email].strip(' "'))) for one in fitting)
    return shape.width > 2 and (found != shape.width or (len(cells) > 1 and len(fitting) == len(cells)))
