"""The hand-written words of the invented world, read from words/, and small rules of English."""

from __future__ import annotations

import re
import string
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parent / "words"


@cache
def words(name: str) -> dict[str, Any]:
    """One file of words by its name, without the ending."""
    return tomllib.loads((FOLDER / f"{name}.toml").read_text("utf-8"))


@cache
def themes() -> tuple[dict[str, Any], ...]:
    """All fields of research, in the order of their names."""
    return tuple(words(f"themes/{file.stem}") for file in sorted((FOLDER / "themes").glob("*.toml")))


def places_in(wording: str) -> set[str]:
    """Names of the places to fill in a wording."""
    return {name for _, name, _, _ in string.Formatter().parse(wording) if name}


_WITH_ARTICLE = re.compile(
    r"(University|National|Royal|Technical|Journal|Conference|Workshop|Symposium|Meeting|Proceedings|Annals)\b"
    r"|.*\b(Institute|Academy|School|Polytechnic)\b"
)


def with_article(name: str) -> str:
    """ "the " where English wants it before an institution or a venue, else nothing."""
    return "the " if _WITH_ARTICLE.match(name) else ""


def a_or_an(noun: str) -> str:
    """A noun with its article."""
    return f"{'an' if noun[0] in 'aeiou' else 'a'} {noun}"


_ONES = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")


def in_words(number: int) -> str:
    """A number from 0 to 999 in British English words."""
    if number < 20:
        return _ONES[number]
    if number < 100:
        tens, ones = divmod(number, 10)
        return _TENS[tens - 2] + (f"-{_ONES[ones]}" if ones else "")
    hundreds, rest = divmod(number, 100)
    return f"{_ONES[hundreds]} hundred" + (f" and {in_words(rest)}" if rest else "")


WORD_NUMBERS = {in_words(number): number for number in range(1000)}
"""Numbers by their words."""


def slug(text: str) -> str:
    """A text as it may stand in an address."""
    from scribe_desktop.domain.name_words import fold

    return re.sub(r"[^a-z0-9]+", "-", fold(text).replace("'", "")).strip("-")
