"""Whether two names fit one person: initials, ASCII forms, missing words, another order, words that sound alike."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from enum import IntEnum
from functools import lru_cache
from itertools import product

from scribe_desktop.domain.name_reading import PersonName, person_name
from scribe_desktop.domain.name_sounds import consonants
from scribe_desktop.domain.name_words import LETTERS, NameWord, Words, name_word


class NameMatch(IntEnum):
    """How well two names fit one person, the better the higher.

    DIFFERENT: no surname in common. CONFLICTING: one surname, and given names that cannot be one person's.
    POSSIBLE: one person's if something else says so (Fatima and Fatemeh, "Lian Wei" and "W. Lian").
    COMPATIBLE: nothing speaks against it (initials, a missing middle name or second surname, the other order).
    EXACT: the same words, however they are accented, hyphenated or spaced.
    """

    DIFFERENT = 0
    CONFLICTING = 1
    POSSIBLE = 2
    COMPATIBLE = 3
    EXACT = 4


def name_match(one: PersonName, other: PersonName) -> NameMatch:
    """How well two names fit one person."""
    if _same_letters(one.written, other.written):
        return NameMatch.EXACT if one.full and other.full else NameMatch.COMPATIBLE
    pairs = list(product(one.readings, other.readings))
    if any(_aligned(first, second) for first, second in pairs):
        return NameMatch.COMPATIBLE
    ordered = one.family_known and other.family_known
    if not ordered and any(_reordered(*sorted(pair, key=len)) for pair in pairs):
        return NameMatch.COMPATIBLE
    if any(_aligned(first, second, NameWord.resembles) for first, second in pairs):
        return NameMatch.POSSIBLE
    if not ordered and any(_turned(first, second) or _turned(second, first) for first, second in pairs):
        return NameMatch.POSSIBLE
    if any(first[-1].equals(second[-1]) for first, second in pairs):
        return NameMatch.CONFLICTING
    return NameMatch.DIFFERENT


def best_match(name: PersonName, others: Iterable[str]) -> tuple[NameMatch, str]:
    """The best match among names as written, and which one it is; (DIFFERENT, "") when none comes near."""
    best, which = NameMatch.DIFFERENT, ""
    surnames = name.surnames
    if not name.family_known:  # the first word is the surname where families come first
        surnames |= {name.words[0].plain} if not name.words[0].initial else frozenset()
    frames = [frame for frame in map(consonants, surnames) if len(frame) > 2]
    for other in others:
        # A cheap look first: reading a name costs a quarter of a millisecond, and author lists are long.
        forms = _letters(other)
        if not any(surname in form for surname in surnames for form in forms) and not any(
            frame in consonants(form) for frame in frames for form in forms
        ):
            continue
        match = name_match(name, person_name(other))
        if match > best:
            best, which = match, other
    return best, which


@lru_cache(maxsize=4096)
def _letters(name: str) -> frozenset[str]:
    """A name without spaces, hyphens and full stops, in both forms."""
    word = name_word("".join(LETTERS.findall(name)))
    return frozenset((word.plain, word.expanded))


def _same_letters(one: str, other: str) -> bool:
    first, second = (name_word("".join(LETTERS.findall(name))) for name in (one, other))
    if first.native and second.native:
        return first.native == second.native
    return bool(_letters(one) & _letters(other))


def _aligned(one: Words, other: Words, same: Callable[[NameWord, NameWord], bool] = NameWord.equals) -> bool:
    """True when the words of the shorter name follow each other in the longer one, given name and surname included."""
    short, long = (one, other) if len(one) <= len(other) else (other, one)
    if len(short) == 1:
        return same(short[0], long[-1])
    if len(short) < len(long) and long[0].initial and same(short[0], long[1]):
        long = long[1:]  # "J. Robert Varn" goes by Robert Varn
    if short[-1].initial or not _fits(short[0], long[0], same):
        return False
    place = 0
    for word in short[1:-1]:
        place = next((i for i in range(place + 1, len(long) - 1) if _fits(word, long[i], same)), len(long))
        if place == len(long):
            return False
    if len(short) == len(long):
        return same(short[-1], long[-1])
    candidates = [i for i in (len(long) - 1, len(long) - 2) if i > place]
    return any(same(short[-1], long[i]) for i in candidates)


def _fits(one: NameWord, other: NameWord, same: Callable[[NameWord, NameWord], bool]) -> bool:
    return one.initial_of(other) or same(one, other)


def _turned(short: Words, long: Words) -> bool:
    """True when the shorter name has initials and fits the longer one read family name first: W. Lian, Lian Wei."""
    if len(long) < 2 or not short[0].initial or any(word.initial for word in long) or len(short) > len(long):
        return False
    return _aligned(short, (*long[1:], long[0]))


def _reordered(short: Words, long: Words) -> bool:
    """True when the shorter name has only words of the longer one, in another order (family name first)."""
    if len(short) < 2 or any(word.initial for word in short):
        return False
    left = list(long)
    for word in short:
        found = next((other for other in left if word.equals(other)), None)
        if found is None:
            return False
        left.remove(found)
    return len(short) > 2 or not left or (long[0] not in left and long[-1] not in left)
