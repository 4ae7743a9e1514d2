"""Comparing names of people: initials, diacritics, ASCII forms, particles, double surnames, family name first."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache
from itertools import product

from scribe_desktop.domain.name_sounds import consonants, romanised, sound_alike, spelling


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


@dataclass(frozen=True, slots=True)
class NameWord:
    """One word of a name. `plain` has its diacritics dropped (muller), `expanded` written out (mueller).

    A word in another script has Latin letters in both, and is kept as `native`: two such words are compared as they are
    written, since many Chinese names sound alike.
    """

    plain: str
    expanded: str
    native: str = ""

    @classmethod
    def of(cls, text: str) -> NameWord:
        """Both forms of a word, or of a longer text."""
        plain = fold(text)
        if text.isascii():
            return cls(plain, plain)
        if not plain.isascii():
            latin = _in_latin_letters(text)
            return cls(latin, _KOREAN_SURNAMES.get(latin, latin), plain)
        expanded = fold(unicodedata.normalize("NFC", text).casefold().translate(_EXPANDED))
        return cls(plain[:1], expanded[:1]) if len(text) == 1 else cls(plain, expanded)  # Þ. is an initial

    @property
    def initial(self) -> bool:
        """True for a single letter of an alphabet; a single Chinese or Korean character is a whole name."""
        return len(self.plain) == 1 and len(self.expanded) == 1

    def equals(self, other: NameWord) -> bool:
        """True when both are spellings of one word, written out in full."""
        if self.initial or other.initial:
            return False
        if self.native and other.native:
            return self.native == other.native
        if self.plain in (other.plain, other.expanded) or other.plain == self.expanded:
            return True
        length = min(len(self.plain), len(other.plain))
        if length > 3 and spelling(self.plain) == spelling(other.plain):
            return True
        return length > 5 and romanised(self.plain) == romanised(other.plain)

    def resembles(self, other: NameWord) -> bool:
        """True when both may be spellings of one word, vowels that scripts leave out or hear otherwise included."""
        if self.native and other.native:
            return self.equals(other)
        return self.equals(other) or (not self.initial and not other.initial and sound_alike(self.plain, other.plain))

    def initial_of(self, other: NameWord) -> bool:
        """True when one of the two is an initial, and the other's."""
        if not self.initial and not other.initial:
            return False
        return self.plain[:1] == other.plain[:1] or self.expanded[:1] == other.expanded[:1]


Words = tuple[NameWord, ...]


@dataclass(frozen=True, slots=True)
class PersonName:
    """A name without titles and degrees.

    Attributes:
        written: as it would be searched for, given names first when the order is known.
        readings: the ways to take it apart into words, given names first as far as known; the first is the usual one.
        family_known: True when the writing says which word is the family name ("Varnholt, Ilse").
    """

    written: str
    readings: tuple[Words, ...]
    family_known: bool = False

    @property
    def words(self) -> Words:
        """The usual reading."""
        return self.readings[0]

    @property
    def full(self) -> bool:
        """True when at least one given name is written out, or the name is a single one."""
        words = self.words
        return len(words) == 1 or any(not word.initial for word in words[:-1])

    @property
    def surnames(self) -> frozenset[str]:
        """Plain forms that a mention of the person must have one of: the last word, or the first of two surnames."""
        found = set()
        for words in self.readings:
            found.add(words[-1])
            if len(words) > 2 and not words[-2].initial and words[-2].plain not in PARTICLES:
                found.add(words[-2])
            if words[-1].initial:
                found.add(words[0])
        return frozenset(form for word in found for form in (word.plain, word.expanded))


def fold(text: str) -> str:
    """Lower case without diacritics, letters such as ø and ł included: for comparing, never for showing."""
    if text.isascii():
        return text.lower()
    folded = text.casefold().translate(_PLAIN)
    if folded.isascii():
        return folded
    return unicodedata.normalize("NFKD", folded).translate(_WITHOUT_MARKS)


class _WithoutMarks(dict[int, int | None]):
    """A table for `translate` that drops combining marks, filled as characters come up.

    Joining the characters that stay would take 70 bytes for each of them, and one character can decompose into 18.
    """

    def __missing__(self, code: int) -> int | None:
        kept = None if unicodedata.combining(chr(code)) else code
        self[code] = kept
        return kept


_WITHOUT_MARKS = _WithoutMarks()


def _in_latin_letters(text: str) -> str:
    """A word of another script in the letters that its people mostly write their names with abroad.

    Chinese by the sound of Mandarin; Arabic and Hebrew lack their vowels, and Japanese is read as Chinese, so that such
    names are only found in their own script.
    """
    from anyascii import anyascii

    return "".join(_PIECES.findall(anyascii(text))).lower()


@lru_cache(maxsize=4096)
def person_name(name: str) -> PersonName:
    """Read a name as written, with titles, degrees and "Last, First", by nameparser."""
    from nameparser import Role, parse

    parsed = parse(name)
    given = [token for token in parsed.tokens if token.role in (Role.GIVEN, Role.MIDDLE)]
    family = [token for token in parsed.tokens if token.role is Role.FAMILY]
    family_known = bool(given and family) and family[0].span < given[0].span  # type: ignore[operator]
    tokens = [(token.text, "particle" in token.tags) for token in (*given, *family)]
    while len(tokens) > 1 and set(re.split(r"[\W_]+", fold(tokens[0][0]).strip(".")) or [""]) <= _RANKS:
        del tokens[0]
    return _name(tokens or [(name.strip() or "?", False)], family_known)


@lru_cache(maxsize=4096)
def name_of_words(words: tuple[str, ...]) -> PersonName:
    """A name found in running text: words without titles, in their order."""
    return _name([(word, fold(word) in PARTICLES) for word in words], family_known=False)


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


def _name(tokens: Sequence[tuple[str, bool]], family_known: bool) -> PersonName:
    """All readings: hyphens parted or closed, particles left out, closed up or kept, "JA" as a word or as initials."""
    last = len(tokens) - 1
    parted: list[Words] = []
    flags = (False, True)
    for keep_names, close_hyphens, close_particles, capitals_are_initials in product(flags, repeat=4):
        words: list[NameWord] = []
        pending = ""
        for place, (text, particle) in enumerate(tokens):
            if particle and 0 < place < last and not (keep_names and fold(text) in _ALSO_NAMES):
                pending += text if close_particles else ""
                continue
            pieces = _pieces(text, tokens, close_hyphens, capitals_are_initials)
            if pending and pieces:
                pieces[0], pending = pending + pieces[0], ""
            words.extend(_word(piece) for piece in pieces)
        if words and tuple(words) not in parted:
            parted.append(tuple(words))
    if len(tokens) == 1 and _EAST_ASIAN.fullmatch(tokens[0][0]):
        # Written without a space, the family name first, which is one character long, with few exceptions.
        parted.append((_word(tokens[0][0][1:]), _word(tokens[0][0][0])))
    readings = tuple(_initials_first(words) for words in parted)
    return PersonName(" ".join(text for text, _ in tokens), readings or ((_word(tokens[0][0]),),), family_known)


def _pieces(text: str, tokens: Sequence[tuple[str, bool]], close_hyphens: bool, capitals: bool) -> list[str]:
    bare = text.replace("'", "").replace("’", "").replace("ʼ", "")
    if capitals and bare.isupper() and 2 <= len(bare) <= 3 and any(not other.isupper() for other, _ in tokens):
        return list(bare)
    pieces = _PIECES.findall(bare)
    if len(pieces) > 1 and fold(pieces[0]) in PARTICLES:  # al-Hashimi, el-Hashimi
        article = "al" if fold(pieces[0]) == "el" else pieces[0]
        pieces = ["".join((article, *pieces[1:]))] if close_hyphens else pieces[1:]
    elif close_hyphens and "-" in bare and all(len(piece) > 1 for piece in pieces):
        pieces = ["".join(pieces)]
    return pieces


def _initials_first(words: Words) -> Words:
    """Initials to the front: "Varnholt I M" is a way of writing I. M. Varnholt."""
    trailing = 0
    while trailing < len(words) - 1 and words[-1 - trailing].initial:
        trailing += 1
    whole = words[: len(words) - trailing]
    return (*words[len(whole) :], *whole) if trailing and not any(word.initial for word in whole) else words


@lru_cache(maxsize=8192)
def _word(text: str) -> NameWord:
    return NameWord.of(text)


@lru_cache(maxsize=4096)
def _letters(name: str) -> frozenset[str]:
    """A name without spaces, hyphens and full stops, in both forms."""
    word = _word("".join(_PIECES.findall(name)))
    return frozenset((word.plain, word.expanded))


def _same_letters(one: str, other: str) -> bool:
    first, second = (_word("".join(_PIECES.findall(name))) for name in (one, other))
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


_EAST_ASIAN = re.compile(r"[\u4e00-\u9fff]{2,4}|[\uac00-\ud7af]{2,4}")
_KOREAN_SURNAMES = {
    **{"gim": "kim", "i": "lee", "bag": "park", "choe": "choi", "jeong": "jung", "gang": "kang", "jo": "cho"},
    **{"yun": "yoon", "im": "lim", "o": "oh", "u": "woo", "an": "ahn", "no": "noh"},
}
"""How surnames are mostly written in Latin letters, by their official transliteration."""
_PIECES = re.compile(r"[^\W\d_]+")
_PLAIN = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "æ": "ae", "œ": "oe", "þ": "th", "ı": "i", "ħ": "h"})
_EXPANDED = str.maketrans(
    {
        **{"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa", "ñ": "nh", "ð": "dh"},
        **{"š": "sh", "ş": "sh", "ș": "sh", "ž": "zh", "č": "ch", "ć": "ch", "ç": "ch", "ğ": "gh", "đ": "dj"},
    }
)
PARTICLES = frozenset(
    (
        "van", "von", "der", "den", "de", "la", "le", "los", "las", "del", "della", "di", "da", "dos", "das", "do",
        "du", "al", "el", "bin", "ibn", "ben", "bint", "ter", "ten", "zu", "zur", "vom", "af", "av", "y", "e", "i",
    )
)  # fmt: skip
"""Words inside a surname that some writers leave out; never the first or the last word of a name."""

_ALSO_NAMES = frozenset(("van", "ben"))
"""Particles that are given names elsewhere: Nguyễn Văn An, Ben."""

_RANKS = frozenset(
    (
        "", "distinguished", "emeritus", "emerita", "professor", "professorin", "prof", "univ", "assist", "assistant",
        "assoc", "associate", "adjunct", "visiting", "doctor", "dr", "apl", "hc", "habil", "lecturer", "reader",
    )
)  # fmt: skip
