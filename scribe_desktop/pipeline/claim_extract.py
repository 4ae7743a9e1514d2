"""Finding in a sentence what could be false: links, addresses, quoted titles, numbers, and names with capitals."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from scribe_desktop.pipeline.common_words import CONNECTORS, HONORIFICS
from scribe_desktop.pipeline.languages import ENGLISH, language_of
from scribe_desktop.pipeline.number_words import (
    FRACTIONS,
    IDIOMS,
    NUMBER_WORDS,
    SAYING,
    fraction_value,
    may_have_fraction,
    number_value,
    saying_abroad,
    words_in,
)
from scribe_desktop.pipeline.text_match import fold, words


@dataclass(frozen=True, slots=True)
class Found:
    """A piece of a text: `text` is exactly `whole[start:end]`; `value` is what it comes down to."""

    start: int
    end: int
    text: str
    value: str = ""


@dataclass(frozen=True, slots=True)
class Run:
    """Words with capitals next to each other, small words between them allowed ("Institute of Coastal Science").

    `tokens` are the words as written; `before` is the word in front, folded, "" at the start of the text.
    """

    start: int
    end: int
    tokens: tuple[Found, ...]
    before: str


_EMAIL = re.compile(r"[\w.+'-]+@[\w-]+(?:\.[\w-]+)+")
_TOP_LEVEL = r"(?:com|org|net|edu|gov|info|io|ai|app|dev|xyz|name|science|academy|example|test|[a-z]{2})"
_LINK = re.compile(
    r"(?:https?://|www\.)[^\s<>\"“”»)\]]+"
    r"|\bdoi:\s?\S+|\b10\.\d{4,9}/[^\s\"”)\]]+|\barXiv:\s?\S+"
    rf"|(?<![@\w.-])(?:[a-z0-9]\.)?(?:[a-z0-9][a-z0-9-]*[a-z0-9]\.)+{_TOP_LEVEL}(?:/[^\s<>\"”)\]]*|(?![\w-]))",
    re.IGNORECASE,
)
_MAY_LINK = re.compile(r"\.\w|:")
_NOT_LINKS = frozenset(("node.js", "et.al"))
_TRAILING = ".,;:!?'’”\""

_QUOTED = re.compile(
    r"“([^”\n]{1,300})”|„([^“”\n]{1,300})[“”]|«([^»\n]{1,300})»|\"([^\"\n]{1,300})\""
    r"|(?<!\w)[‘']([^'’\n]{2,300}(?:['’]\w[^'’\n]*)*)['’](?!\w)"
    r"|(?<![\w*])\*\*?([^*\n]{3,300})\*\*?(?![\w*])|(?<!\w)_([^_\n]{3,300})_(?!\w)"
)
_MARK = re.compile("[“„«\"‘'*_]")
_DIGITS = re.compile(
    r"\d(?<![\w.,/]\d)(?<![A-Za-z]-\d)(?:\d*(?:[.,]\d+)*(?=(?:st|nd|rd|th|s|%)?(?![\w]))|\d*(?=-\w|–\w))"
)
_DIGIT = re.compile(r"\d")
_NAME_FOLLOWS = re.compile(r" [A-Z][a-z]+\b")
_DECADES = re.compile(r" decades?\b")
_WORDS = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_GERMAN_PART = re.compile(r"\b(ein|zwei|drei|vier|fünf|sechs|sieben|acht|neun) ([^\W\d_]+)tel[ns]?\b", re.IGNORECASE)
_OF_SO_MANY = re.compile(
    r"(?=\b(?P<some>[^\W\d_]+|\d+)(?: [^\W\d_]+)? (?:de cada|von|sur|su|op de|van de) (?P<of>[^\W\d_]+|\d+)\b)"
    r"|\b(?P<each>jede[rsmn]?) (?P<nth>[^\W\d_]+)",
    re.IGNORECASE,
)
_ONES = dict.fromkeys(("ein", "eine", "einer", "eines", "un", "une", "una", "uno", "een"), 1)
_THOUSANDS = re.compile(r"(?<![\w.,/])\d{1,3}(?:[.\u00a0\u202f ]\d{3})+(?![\w,.]\d)\b")
_TOKEN = re.compile(r"[^\W_]+(?:['’&\-‑][^\W_]+)*")
_ELIDED = re.compile(r"(?:[ldjmnstc]|qu|un|dell|all|nell|sull|dall|quell)['’](?=[^\W\d_]{2})", re.IGNORECASE)
_INSIDE_RUN = re.compile(r"(?:\.?[ \u00a0]| & |\.)")


def addresses(text: str) -> list[Found]:
    """Mail addresses; `value` is folded."""
    if "@" not in text:
        return []
    return [Found(*one.span(), one[0], fold(one[0].rstrip(".'"))) for one in _EMAIL.finditer(text)]


@lru_cache(maxsize=1024)
def links(text: str) -> tuple[Found, ...]:
    """Web addresses, bare domains, DOIs and arXiv numbers; `value` as `link_value` gives it."""
    found: list[Found] = []
    for match in _LINK.finditer(text) if _MAY_LINK.search(text) else ():
        written = match[0].rstrip(_TRAILING)
        if written.lower() not in _NOT_LINKS:
            found.append(Found(match.start(), match.start() + len(written), written, link_value(written)))
    return tuple(found)


@lru_cache(maxsize=1024)
def link_value(link: str) -> str:
    """A link without scheme, "www.", final slash and case of the host: two with the same value are the same."""
    bare = re.sub(r"^(?:https?://)?(?:www\.)?", "", link.strip(), flags=re.IGNORECASE)
    bare = re.sub(r"^(?:dx\.)?doi\.org/|^doi:\s?|^arxiv:\s?", "", bare, flags=re.IGNORECASE)
    bare = re.sub(r"^arxiv\.org/(?:abs|pdf)/", "", bare, flags=re.IGNORECASE)
    host, slash, path = bare.rstrip("/").partition("/")
    return host.lower() + slash + path


@lru_cache(maxsize=512)
def quotations(text: str) -> tuple[Found, ...]:
    """Quoted or emphasised pieces, without their marks; `value` is the same piece."""
    found: list[Found] = []
    for match in _QUOTED.finditer(text) if _MARK.search(text) else ():
        group = next(index for index in range(1, 8) if match[index] is not None)
        found.append(Found(*match.span(group), match[group], match[group].strip(" ,.")))
    return tuple(found)


@lru_cache(maxsize=1024)
def numbers(text: str) -> tuple[Found, ...]:
    """Numbers in digits or words; `value` is the number in digits ("1200", "3.5", "25"), of decades in years.

    A part of a whole is "2/5", whether written "two fifths" or "two out of five". Not those that begin a name ("Seven
    Reefs"), nor words that only look like numbers ("the two of you", "a question or two").
    """
    listed = words(text)
    digits, in_words = _DIGIT.search(text) is not None, not SAYING.isdisjoint(listed)
    if not digits and not in_words and saying_abroad().isdisjoint(listed):
        return ()
    language = language_of(text)
    if language == ENGLISH and not digits and not in_words:
        return ()
    # The long patterns are looked for only where there is a word that they need.
    parts = FRACTIONS.finditer(text) if may_have_fraction(text, listed) else ()
    found = [_found(text, one, value) for one in parts if (value := fraction_value(one))]
    foreign = [] if language == ENGLISH else _foreign_numbers(text, language)
    idioms = IDIOMS.finditer(text) if in_words else ()
    taken = [*found, *foreign, *(_found(text, one) for one in idioms)]
    figures = _DIGITS.finditer(text) if digits else ()
    more = [Found(*one.span(), one[0], _digits_value(one[0])) for one in figures]
    for match in NUMBER_WORDS.finditer(text) if in_words and not foreign else ():
        if match[0] == "one" or (text[match.start()].isupper() and _NAME_FOLLOWS.match(text, match.end())):
            continue
        more.append(_found(text, match, number_value(match)))
    more = [one for one in more if not any(other.start < one.end and one.start < other.end for other in taken)]
    found = [replace(one, value=f"{one.value}0") if _DECADES.match(text, one.end) else one for one in (*more, *found)]
    return tuple(sorted((*found, *foreign), key=lambda one: one.start))


def _found(text: str, match: re.Match[str], value: str = "") -> Found:
    return Found(*match.span(), text[match.start() : match.end()], value)


def _foreign_parts(text: str, known: dict[str, int]) -> list[Found]:
    """Parts like "seis de cada diez", "six sur dix", "jede fünfte"."""
    found = []
    for match in _OF_SO_MANY.finditer(text):
        some, whole = match.span("some") if match["some"] else match.span("each"), match.span(match.lastgroup or 0)
        part = 1 if match["each"] else _ONES.get(fold(match["some"])) or _value(match["some"], known)
        all_of = _value(text[slice(*whole)], known)
        if 0 < part < all_of <= _SMALL_WHOLE or all_of == _HUNDRED > part > 0:
            found.append(Found(some[0], whole[1], text[some[0] : whole[1]], f"{part}/{all_of}"))
    return found


_SMALL_WHOLE, _HUNDRED = 20, 100


def _value(word: str, known: dict[str, int]) -> int:
    return int(word) if word.isdigit() else known.get(fold(word), 0)


def _foreign_numbers(text: str, language: str) -> list[Found]:
    """Number words of another language than English, and digits with its signs for thousands."""
    found = [Found(*one.span(), one[0], re.sub(r"\D", "", one[0])) for one in _THOUSANDS.finditer(text)]
    known = words_in(language)
    for match in _GERMAN_PART.finditer(text) if language == "de" else ():
        whole = known.get(fold(match[2])) or {"drit": 3, "sieb": 7, "ach": 8}.get(fold(match[2]))
        if whole:
            found.append(Found(*match.span(), match[0], f"{known.get(fold(match[1]), 1)}/{whole}"))
    found += _foreign_parts(text, known)
    for match in _WORDS.finditer(text):
        value = known.get(fold(match[0]))
        if value and not any(one.start < match.end() and match.start() < one.end for one in found):
            found.append(Found(*match.span(), match[0], str(value)))
    return found


def is_year(value: str) -> bool:
    """True for what reads as a year of our time."""
    return len(value) == 4 and value.isdigit() and 1800 <= int(value) <= 2099


def reads_as_year(number: Found) -> bool:
    """True for a number that is written as years are: "2000", and neither "2,000" nor "two thousand"."""
    return is_year(number.value) and number.text.isdigit()


def _digits_value(written: str) -> str:
    if re.fullmatch(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?", written):
        written = written.replace(",", "")
    return written.replace(",", ".") if written.count(",") == 1 else written


@lru_cache(maxsize=256)
def runs(text: str) -> tuple[Run, ...]:
    """Runs of words with capitals, in order."""
    found: list[Run] = []
    run: list[Found] = []
    before = previous = ""
    for match in _TOKEN.finditer(text):
        written, start = match[0], match.start()
        if not written.isalnum() and (elided := _ELIDED.match(written)):
            written, start = written[elided.end() :], start + elided.end()
        capital = written != written.lower()
        if capital or run:
            token = Found(start, match.end(), written, fold(written))
            if run and not _is_joined(run[-1], text[run[-1].end : start]):
                _close(found, run, before)
                run = []
            if capital:
                before = before if run else fold(previous)
                run.append(token)
            elif run and token.value in CONNECTORS:
                run.append(token)
            elif run:
                _close(found, run, before)
                run = []
        previous = written
    _close(found, run, before)
    return tuple(found)


def _is_joined(before: Found, between: str) -> bool:
    """True for a space; a full stop may stand between, too, after an initial or a title of honour."""
    if "." in between and len(before.text) > 1 and before.value not in HONORIFICS:
        return False
    return _INSIDE_RUN.fullmatch(between) is not None


def _close(found: list[Run], run: list[Found], before: str) -> None:
    kept = list(run)
    while kept and not _has_capital(kept[-1].text):
        kept.pop()
    if kept:
        found.append(Run(kept[0].start, kept[-1].end, tuple(kept), before))


def _has_capital(word: str) -> bool:
    return word != word.lower()
