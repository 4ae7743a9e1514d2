"""How near words stand to a place in a sentence: which fact a number or a name belongs to."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from scribe_desktop.pipeline.claim_extract import Found, numbers, quotations
from scribe_desktop.pipeline.common_words import CAPITALISED, FUNCTION_WORDS, NUMBER_WORDS, concept, is_common
from scribe_desktop.pipeline.text_match import Caseless, words

UNITS = frozenset(
    concept(one)
    for one in [
        "second",
        "minute",
        "hour",
        "day",
        "week",
        "month",
        "year",
        "century",
        "percent",
        "degree",
        "times",
        "metre",
        "meter",
        "centimetre",
        "millimetre",
        "mile",
        "kilometre",
        "kilometer",
        "gram",
        "kilogram",
        "tonne",
        "euro",
        "dollar",
    ]
)
"""Words that say what a number measures: "3 weeks" is never the 3 of "3 months"."""

OFFICES = frozenset(map(concept, ("lead", "teach", "join", "chair", "edit")))
"""Common as these are, beside a year they say what happened then."""
_SHORT = {
    "km": "kilometre",
    "m": "metre",
    "cm": "centimetre",
    "mm": "millimetre",
    "kg": "kilogram",
    "g": "gram",
    "s": "second",
    "min": "minute",
    "h": "hour",
}
_TIMES = concept("times")
_FOR_EACH = frozenset(("a", "an", "per", "each", "every"))
"""After a number, these begin what it is counted by, not what it measures: "5.8 a month"."""
_FACTOR = Caseless(r"\bfactors? of (?:about |nearly |almost |some |roughly )?\Z")
_LED_TO = re.compile(r" (?:you|me|us|to)\b")

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?|%")
_BREAK = Caseless(r"[;:()—–]|,(?!\d)|\s-\s|\b(?:and|but|where|which|while|who|whose)\b")
_PER_CENT = Caseless(r"per cent\b")
_APART = re.compile(r"[^\w\s.'’-]|\d")
_BREAK_COUNTS = 2
_UNIT_WITHIN = 2


class Token(NamedTuple):
    """A word that tells something: where, what it comes down to, how many such words and breaks come before it."""

    start: int
    end: int
    stem: str
    order: int
    breaks: int
    capital: bool


@lru_cache(maxsize=256)
def telling_tokens(text: str) -> tuple[Token, ...]:
    """The telling words of a sentence; a quoted piece or a name counts as one step, however long it is."""
    quoted = quotations(text)
    counted = numbers(text)
    breaks = _breaks(text)
    ends = {one.end for one in counted}
    percents = {one.start() for one in _PER_CENT.finditer(text)}
    found: list[Token] = []
    order, passed, after_number, last_capital = 0, 0, 0, -1
    last_quote: Found | None = None
    for match in _WORD.finditer(text):
        written, (start, end) = match[0], match.span()
        while passed < len(breaks) and breaks[passed] < start:
            passed += 1
        if counted and _inside(start, counted):
            after_number = _UNIT_WITHIN if end in ends else 0
            continue
        word = "percent" if written == "%" or start - 4 in percents else _one_word(written)
        grammar = word in FUNCTION_WORDS
        unit, after_number = after_number > 0 and not grammar, after_number and after_number - 1
        if grammar or len(word) < 3 or word in NUMBER_WORDS or word.isdigit():
            continue
        quote = _inside(start, quoted) if quoted else None
        capital = start > 0 and written[0].isupper() and word not in CAPITALISED
        if not (quote or unit or capital or not is_common(word) or _is_office(text, match, word)):
            continue
        same_name = capital and last_capital >= 0 and not _APART.search(text, last_capital, start)
        order += not same_name if quote is None else quote is not last_quote
        last_quote, last_capital = quote, end if capital else -1
        found.append(Token(start, end, concept(word), order, passed, capital))
    return tuple(found)


@lru_cache(maxsize=16384)
def _one_word(written: str) -> str:
    """A word as written, with its apostrophe, folded."""
    return "".join(words(written))


def _is_office(text: str, match: re.Match[str], word: str) -> bool:
    return concept(word) in OFFICES and not _LED_TO.match(text, match.end())


@lru_cache(maxsize=256)
def _breaks(text: str) -> tuple[int, ...]:
    quoted = quotations(text)
    return tuple(one.start() for one in _BREAK.finditer(text) if not _inside(one.start(), quoted))


def _inside(position: int, pieces: Sequence[Found]) -> Found | None:
    """The piece, of pieces in order, that holds this position."""
    at = bisect_right(pieces, position, key=lambda one: one.start)
    return pieces[at - 1] if at and position < pieces[at - 1].end else None


def weights_near(text: str, start: int, end: int, of_name: float = 1.0) -> dict[str, float]:
    """For each telling word of a sentence: 1 right beside the place (of a name `of_name`), less with each step away."""
    tokens = telling_tokens(text)
    here = bisect_left(_breaks(text), start)
    earlier = bisect_left(tokens, start, key=lambda one: one.start)
    before = tokens[earlier - 1].order if earlier else 0
    found: dict[str, float] = {}
    for at, one in enumerate(tokens):
        if at < earlier:
            steps = before - one.order
        elif one.start < end:
            continue
        else:
            steps = max(one.order - before - 1, 0)
        weight = (of_name if one.capital else 1.0) / (1 + steps + _BREAK_COUNTS * abs(one.breaks - here))
        if weight > found.get(one.stem, 0.0):
            found[one.stem] = weight
    return found


def names_in(text: str) -> list[frozenset[str]]:
    """The names of a sentence, each as its telling words."""
    found: dict[int, set[str]] = {}
    for one in telling_tokens(text):
        if one.capital:
            found.setdefault(one.order, set()).add(one.stem)
    return [frozenset(one) for one in found.values() if len(one) > 1]


def unit_after(text: str, number: Found) -> str | None:
    """What a number measures ("3 long weeks": week), None when it counts things or stands alone."""
    if text.startswith(("fold", "-fold"), number.end) or _FACTOR.search(text[: number.start]):
        return _TIMES
    tail = re.match(r"\s?%|[ -]?(?:[kcm]?m|k?g)\b|(?:[ -][^\W\d_]+){1,2}", text[number.end :])
    if not tail:
        return None
    for word in words(tail[0].replace("per cent", "percent").replace("%", "percent")):
        one = concept("year" if word.startswith("decade") else _SHORT.get(word, word))
        if one in UNITS or word in NUMBER_WORDS:
            return one if one in UNITS else None
        if word in _FOR_EACH:
            return None
    return None


def shared(near: Mapping[str, float], there: Mapping[str, float], worth: Mapping[str, float]) -> float:
    """How well two places fit each other: the sum over the words of both, each by what it is worth."""
    return sum(weight * there[one] * worth.get(one, 1.0) for one, weight in near.items() if one in there)
