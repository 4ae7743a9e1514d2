"""Marks in generated text: which words of a draft are a title, a year, a name, and of which fact."""

from __future__ import annotations

import re
from dataclasses import dataclass

_FACT, _KIND, _TEXT, _END = "\ue010", "\ue011", "\ue012", "\ue013"
_PART, _PART_END = "\ue014", "\ue015"
_MARK = re.compile(f"{_FACT}(\\d*){_KIND}(\\w+){_TEXT}([^{_END}]*){_END}|{_PART}|{_PART_END}")


@dataclass(frozen=True, slots=True)
class Mark:
    """Words of a text that are a value: `kind` says of which sort, `fact` is the fact's number, None for the row."""

    start: int
    end: int
    kind: str
    fact: int | None
    text: str


@dataclass(frozen=True, slots=True)
class MarkedText:
    """A text without its marks, the marks in order, and the spans that a composer wrote."""

    text: str
    marks: tuple[Mark, ...]
    parts: tuple[tuple[int, int], ...]


def mark(kind: str, fact: int | None, text: str) -> str:
    """The text, marked."""
    return f"{_FACT}{'' if fact is None else fact}{_KIND}{kind}{_TEXT}{text}{_END}"


def part(text: str) -> str:
    """A text that a composer wrote, marked as such."""
    return f"{_PART}{text}{_PART_END}"


def read_marks(text: str) -> MarkedText:
    """Take the marks out, white space at both ends as well."""
    text = text.strip()
    clean: list[str] = []
    marks: list[Mark] = []
    parts: list[tuple[int, int]] = []
    length = end = begun = 0
    for match in _MARK.finditer(text):
        clean.append(text[end : match.start()])
        length += match.start() - end
        end = match.end()
        if match[0] == _PART:
            begun = length
        elif match[0] == _PART_END:
            parts.append((begun, length))
        else:
            marks.append(Mark(length, length + len(match[3]), match[2], int(match[1]) if match[1] else None, match[3]))
            clean.append(match[3])
            length += len(match[3])
    clean.append(text[end:])
    return MarkedText("".join(clean), tuple(marks), tuple(parts))


def capitalised(text: str) -> str:
    """The text with its first letter in upper case, whether it is marked or not."""
    place = next((i for i in range(len(text)) if text[i].isalpha() and not _in_header(text, i)), None)
    return text if place is None else text[:place] + text[place].upper() + text[place + 1 :]


def _in_header(text: str, place: int) -> bool:
    """Whether a place is inside the head of a mark, which says its fact and kind."""
    return text.rfind(_FACT, 0, place) > text.rfind(_TEXT, 0, place)
