"""Cells without the characters that nobody sees: zero-width ones, marks of direction, spaces that do not break."""

from __future__ import annotations

import re
import unicodedata

# Spreadsheets and web pages leave these in what is copied from them. Joiners (U+200C, U+200D) belong inside words of
# Persian and Hindi and inside emoji, so they go at the edges only.
_NOWHERE = "\u00ad\u061c\u180e\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff"
_AS_SPACE = "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f"
_TABLE = str.maketrans({**dict.fromkeys(_NOWHERE), **dict.fromkeys(_AS_SPACE, " ")})
_ANY = re.compile(f"[{_NOWHERE}{_AS_SPACE}]")
_EDGES = " \t\n\r\v\f\u0085\u3000\u200c\u200d"


def clean(cell: str) -> str:
    """The cell as a person reads it: stripped, without invisible characters, accents composed (NFC)."""
    if cell.isascii():  # nearly all cells of a large file
        return cell.strip()
    if _ANY.search(cell) is not None:  # faster than translating every cell
        cell = cell.translate(_TABLE)
    return unicodedata.normalize("NFC", cell).strip(_EDGES)


def says_nothing(cell: str) -> bool:
    """True when the cell has no letter and no digit: empty, or dashes that were meant as a line."""
    return not any(character.isalnum() for character in cell)
