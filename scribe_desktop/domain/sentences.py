"""Splitting text into sentences, with their places: for templates, for the check of a draft and for the window."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import lru_cache


@dataclass(frozen=True, slots=True)
class Span:
    """A sentence: `text` is exactly `whole[start:end]`, without space around it."""

    start: int
    end: int
    text: str


# Never the end of a sentence, whatever follows.
_ABBREVIATIONS = frozenset(
    (
        "prof", "profs", "dr", "mr", "mrs", "ms", "mx", "st", "rev", "hon", "dipl", "ing", "habil", "priv", "doz",
        "e.g", "i.e", "eg", "ie", "cf", "al", "vs", "viz", "approx", "ca", "resp", "assoc", "asst", "dept", "univ",
        "inst", "ed", "eds", "bzw", "z.b", "d.h", "mme", "mlle",
    )
)  # fmt: skip
# Not the end of a sentence when a number follows.
_BEFORE_NUMBERS = frozenset(("no", "nos", "nr", "vol", "pp", "p", "fig", "figs", "eq", "eqs", "sec", "ch", "art"))
_MONTH = re.compile(r"(?:Jan|Feb|M[äa]r|Apr|Ma[iy]|Jun|Jul|Aug|Sep|O[kc]t|Nov|De[zc])[a-zä]*\b\.?(?: \d|\W*\Z|[ ,])")
# Begins with the signs themselves, so that all others are passed over quickly.
_END = re.compile(r"[.!?…。！？](?:(?<=[.!?…])[.!?…]*[\"'”’»)\]]*[.!?]*(?=\s)|(?<=[。！？])[。！？]*[”’」』）]*)")
_BEFORE_WORD = re.compile(r"[\s(\[\"'“‘«]")
_INITIALS = re.compile(r"(?:[A-Z]\.)+[A-Z]")
_DAY_DIGITS = 2
_LONGEST_WORD = 80
"""Characters before a full stop that are looked at: looking further makes a long line take the square of its length."""
_OPENING = re.compile(r"\s*[\"'“‘«(\[*_]*")
_QUOTED = re.compile(r"“[^”\n]{1,300}”|«[^»\n]{1,300}»|\"[^\"\n]{1,300}\"|‘(?<!\w‘)[^’\n]{1,300}’(?!\w)")
_BREAK = re.compile(r"[ \t]*\n[ \t]*(?:\n\s*)?")
_BULLET = re.compile(r"[-*•–—]\s|\d{1,2}[.)]\s")
_LINE_END = re.compile(r"[.!?…:;,。！？][\"'”’»)\]]*\Z")
_WRAPPED_FROM = 45


def split_sentences(text: str) -> list[Span]:
    """The sentences of a text, in order; together they hold everything but white space.

    Ends are full stops, exclamation and question marks before a capital, a digit or a quote, and ends of lines. They
    are not abbreviations ("Prof.", "et al."), initials ("J. K. Rowe"), decimals or addresses, nor anything inside
    quotes; and a line of a paragraph that was wrapped by hand goes on in the next.
    """
    return list(_split(text))


@lru_cache(maxsize=256)  # the check of a draft asks for the same pages again and again
def _split(text: str) -> tuple[Span, ...]:
    spans: list[Span] = []
    for start, end in _lines(text):
        begin = start
        for cut in _cuts(text, start, end):
            _add(spans, text, begin, cut)
            begin = cut
        _add(spans, text, begin, end)
    return tuple(spans)


def _add(spans: list[Span], text: str, start: int, end: int) -> None:
    piece = text[start:end]
    bare = piece.strip()
    if bare:
        begin = start + len(piece) - len(piece.lstrip())
        spans.append(Span(begin, begin + len(bare), bare))


def _lines(text: str) -> list[tuple[int, int]]:
    """Lines and paragraphs; a line wrapped in the middle of a sentence is joined with the next."""
    lines: list[tuple[int, int]] = []
    start = 0
    for match in _BREAK.finditer(text):
        if "\n" in match[0].replace("\n", "", 1) or not _is_wrapped(text, start, match):
            lines.append((start, match.start()))
            start = match.end()
    lines.append((start, len(text)))
    return lines


def _is_wrapped(text: str, start: int, line_break: re.Match[str]) -> bool:
    line = text[max(start, text.rfind("\n", 0, line_break.start()) + 1) : line_break.start()]
    after = text[line_break.end() : line_break.end() + 4]
    if len(line.strip()) < _WRAPPED_FROM or not after or _BULLET.match(after):
        return False
    return not _LINE_END.search(line) or after[0].islower()


def _cuts(text: str, start: int, end: int) -> list[int]:
    """Positions right after each sentence end between start and end."""
    quoted = [match.span() for match in _QUOTED.finditer(text, start, end)]
    cuts: list[int] = []
    for match in _END.finditer(text, start, end):
        before = bisect_right(quoted, (match.start(), end)) - 1  # the only one it may be in: they do not overlap
        if before >= 0 and match.end() < quoted[before][1]:
            continue
        if match[0][0] in "。！？" or _ends_sentence(text, start, match, end):
            cuts.append(match.end())
    return cuts


def _ends_sentence(text: str, start: int, match: re.Match[str], end: int) -> bool:
    opening = _OPENING.match(text, match.end(), end)
    following = opening.end() if opening else match.end()
    if following >= end:
        return True
    first = text[following]
    if first.islower():
        return False
    if match[0] != ".":
        return True
    word = _BEFORE_WORD.split(text[max(start, match.start() - _LONGEST_WORD) : match.start()])[-1]
    if len(word) == 1 and word.isupper() and word != "I":
        return False
    if _INITIALS.fullmatch(word) and first.isupper():
        return False
    if word.isdigit() and len(word) <= _DAY_DIGITS and _MONTH.match(text, following, end):
        return False
    lowered = word.lower()
    if lowered in _BEFORE_NUMBERS:
        return not first.isdigit()
    return lowered not in _ABBREVIATIONS
