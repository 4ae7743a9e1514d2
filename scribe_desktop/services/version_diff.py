"""What differs between two versions of a text, word for word."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

_PIECE = re.compile(r"\s+|[\w'’-]+|[^\w\s]")


class DiffKind(StrEnum):
    """What became of a piece of text."""

    SAME = "same"
    GONE = "gone"
    NEW = "new"


@dataclass(frozen=True, slots=True)
class DiffPart:
    """A run of text. SAME ones stand in both versions, GONE ones in the older alone, NEW ones in the newer alone."""

    kind: DiffKind
    text: str


def word_diff(older: str, newer: str) -> tuple[DiffPart, ...]:
    """The differences in the order of the text; the GONE and SAME parts joined are the older one, word for word.

    Words, spaces and punctuation are compared as wholes (difflib's SequenceMatcher, without its guess at what is
    common): half a word that changed would be hard to read.
    """
    one, other = _PIECE.findall(older), _PIECE.findall(newer)
    parts: list[DiffPart] = []

    def add(kind: DiffKind, pieces: list[str]) -> None:
        if pieces:
            parts.append(DiffPart(kind, "".join(pieces)))

    for tag, a, b, c, d in SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        if tag == "equal":
            add(DiffKind.SAME, one[a:b])
        else:
            add(DiffKind.GONE, one[a:b])
            add(DiffKind.NEW, other[c:d])
    return _joined(parts)


def _joined(parts: list[DiffPart]) -> tuple[DiffPart, ...]:
    """A space between two changes belongs to both: one long change reads better than many short ones."""
    joined: list[DiffPart] = []
    gone = new = ""
    for at, part in enumerate(parts):
        between = part.kind is DiffKind.SAME and part.text.isspace() and "\n" not in part.text
        if between and (gone or new) and at + 1 < len(parts):
            gone, new = gone + part.text, new + part.text
        elif part.kind is DiffKind.SAME:
            joined += _pair(gone, new)
            gone = new = ""
            joined.append(part)
        elif part.kind is DiffKind.GONE:
            gone += part.text
        else:
            new += part.text
    return (*joined, *_pair(gone, new))


def _pair(gone: str, new: str) -> list[DiffPart]:
    return [DiffPart(kind, text) for kind, text in ((DiffKind.GONE, gone), (DiffKind.NEW, new)) if text]
