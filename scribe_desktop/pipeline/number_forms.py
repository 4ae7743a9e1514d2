"""When two numbers are the same: rounded with a word that says so, parts of a whole, and spans between two years."""

from __future__ import annotations

import re
from collections.abc import Iterable

from scribe_desktop.pipeline.claim_extract import Found, reads_as_year
from scribe_desktop.pipeline.text_match import Caseless

_ABOUT = Caseless(
    r"\b(?:about|around|some|roughly|approximately|approx\.?|circa|ca\.?|something like|in the region of|or so|gut"
    r"|rund|etwa|ungefähr|circa|environ|à peu près|quelque|unos|unas|alrededor de|cerca de|aproximadamente|ongeveer"
    r"|zo['’]n) (?:an? |one )?\Z",
)
_MORE = Caseless(
    r"\b(?:more than|over|above|upwards of|at least|in excess of|beyond|exceed(?:s|ed|ing)|mehr als|über|plus de|más de"
    r"|più di|oltre|ruim|meer dan) (?:an? |one |the )?\Z",
)
_LESS = Caseless(
    r"\b(?:nearly|almost|under|less than|fewer than|below|up to|not quite|close to|as many as|knapp|fast|weniger als"
    r"|presque|près de|moins de|casi|menos de|quasi|meno di|bijna|minder dan) (?:an? |one |the )?\Z",
)
NEAR = 0.05
"""A round number without a word like "about" is within this share of the true one, and is written in words."""
ABOUT = 0.1
"""With such a word, within this share; with "more than" or "nearly", on the right side and within `ONE_SIDE`."""
ABOUT_PART = 0.12
"""The same for a part of a whole: "about a third" is true of 30 per cent."""
ONE_SIDE = 0.2
WIDE = 0.5
"""One digit and noughts say less: "more than a hundred" is true of 126."""
_ROUND_WORDS_FROM = 100
_POINTS = 1.0
"""A part of a whole may stand for a share that is this many per cent away ("one in eight" for 12 %)."""

_PERCENT = Caseless(r"\s?%| per ?cent\b")
_MEASURED = re.compile(
    r" (?:[kcm]m|[a-z]*(?:met(?:re|er)s?|grams?|tonnes|miles|degrees|hours|days|weeks|months|years))\b"
)
_SPAN = Caseless(
    r"\s*(?:years?|decades?|Jahre?n?|ans|années|años|anni|jaar)\s+(?:earlier|later|before|after|apart|previously"
    r"|früher|später"
    r"|zuvor|danach|plus tôt|plus tard|auparavant|antes|después|prima|dopo|eerder|later)\b",
)
_FOR = Caseless(
    r"(?:\b(?:have|has|['’]ve) [\w ]{0,40}?|\b(?:un\w+|lost|missing|forgotten|gone|silent|hidden) )\bfor"
    r" (?:over |more than |about |some |nearly |almost )?\Z",
)
_YEARS = Caseless(r"\s*(?:years|decades|Jahren?|ans|années|años|anni|jaar)\b")
_FROM_TO = re.compile(r"\b((?:18|19|20)\d\d)\s?(?:[-–—]|to|until|till|and|bis|à|a|hasta|al|tot)\s?((?:18|19|20)\d\d)\b")
_LIFETIME, _LONG = 200, 10
_AGO = Caseless(r"\s*(?:years?|decades?)\s+ago\b")


def is_same(text: str, number: Found, value: str, unit: str | None, is_year: bool) -> bool:
    """True when a number of a sentence says what the evidence's number, with what it measures, says."""
    if number.value == value:
        return True
    if is_year or reads_as_year(number):
        return False
    mine, theirs = share(number.value), share(value)
    if mine is not None or theirs is not None:
        if (theirs is None and unit != "percent") or (mine is None and not _PERCENT.match(text, number.end)):
            return False
        mine = _float(number.value) if mine is None else mine
        theirs = _float(value) if theirs is None else theirs
        return mine is not None and theirs is not None and _close_shares(text[: number.start], mine, theirs)
    said, true = _float(number.value), _float(value)
    return said is not None and true is not None and said > 1 and _rounded(text, number, said, true)


def _rounded(text: str, number: Found, said: float, true: float) -> bool:
    if abs(said - true) > max(WIDE, ONE_SIDE, ABOUT, NEAR) * max(said, true) or not _is_round(said, true):
        return False
    before = text[: number.start]
    if _MORE.search(before):
        return (
            said
            <= true
            <= said * (1 + (WIDE if said >= _ROUND_WORDS_FROM and len(f"{said:.10g}".strip("0")) == 1 else ONE_SIDE))
        )
    if _LESS.search(before):
        return said * (1 - ONE_SIDE) <= true <= said
    if re.match(r"[ -]odd\b", text[number.end :]):
        return said <= true < said * (1 + ONE_SIDE)
    if _ABOUT.search(before) or re.match(r" or so\b", text[number.end :]):
        return abs(said - true) <= ABOUT * true
    in_words = not number.text[:1].isdigit()
    if in_words and true != int(true) and _MEASURED.match(text, number.end):
        return abs(said - true) <= min(ABOUT * true, 0.5)
    return in_words and said >= _ROUND_WORDS_FROM and abs(said - true) <= NEAR * true


def _is_round(said: float, true: float) -> bool:
    """True for a number with fewer telling digits than the true one, two at most ("300" or "25" for 318 and 24.6)."""
    mine = f"{said:.10g}".replace(".", "").strip("0")
    theirs = f"{true:.10g}".replace(".", "").strip("0")
    if said != int(said):
        return len(mine) <= 2 < len(theirs)
    return len(mine) <= 2 and (len(mine) < len(theirs) or said % 5 == 0) and (said % 5 == 0 or true != int(true))


def share(value: str) -> float | None:
    """A part of a whole in per cent; None for another number."""
    part, slash, whole = value.partition("/")
    return 100 * int(part) / int(whole) if slash and int(whole) else None


def _close_shares(before: str, mine: float, theirs: float) -> bool:
    if _MORE.search(before):
        return mine <= theirs <= mine * (1 + ONE_SIDE)
    if _LESS.search(before):
        return mine * (1 - ONE_SIDE) <= theirs <= mine
    return abs(mine - theirs) <= max(_POINTS, (ABOUT_PART if _ABOUT.search(before) else NEAR) * theirs)


def is_close(text: str, number: Found, true: float) -> bool:
    """True when a number says this ratio of two figures."""
    said, before = _float(number.value), text[: number.start]
    if said is None:
        return False
    if _MORE.search(before):
        return said <= true <= said * (1 + ONE_SIDE)
    if _LESS.search(before):
        return said * (1 - ONE_SIDE) <= true <= said
    return abs(said - true) <= (ABOUT if _ABOUT.search(before) else NEAR) * true


def is_share(text: str, number: Found, true: float) -> bool:
    """True when a part of a whole, or a percentage, says this percentage."""
    said = share(number.value) or _float(number.value)
    return said is not None and _close_shares(text[: number.start], said, true)


def is_span(text: str, number: Found, years: Iterable[int]) -> bool:
    """True for "eight years earlier" when two of these years are eight years apart."""
    value = _float(number.value)
    listed = sorted(set(years))
    return _SPAN.match(text, number.end) is not None and any(
        later - earlier == value for earlier in listed for later in listed
    )


def is_duration(text: str, number: Found, told: Iterable[str]) -> bool:
    """True for "five years" where one of these texts says "from 2010 to 2015"."""
    value = _float(number.value)
    return _YEARS.match(text, number.end) is not None and any(
        int(match[2]) - int(match[1]) == value for one in told for match in _FROM_TO.finditer(one)
    )


def years_since(text: str, number: Found, now: int | None) -> list[int]:
    """The years that "ten years ago" or "for ten years" may mean, seen from today's year."""
    value = _float(number.value)
    if now is None or value is None or not 1 <= value <= _LIFETIME:
        return []
    if not (_AGO.match(text, number.end) or (_FOR.search(text[: number.start]) and _YEARS.match(text, number.end))):
        return []
    year = now - int(value)
    if _ABOUT.search(text[: number.start]) and value > _LONG:
        return list(range(year - round(ABOUT * value), year + round(ABOUT * value) + 1))
    return [year - 1, year] if value < _LONG else [year - 1, year, year + 1]


def _float(value: str) -> float | None:
    try:
        return float(value)
    except ValueError:
        return None
