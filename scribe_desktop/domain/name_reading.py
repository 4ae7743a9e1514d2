"""Reading names as written: titles and degrees, "Last, First", particles, double surnames, family name first."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import product

from scribe_desktop.domain.name_words import LETTERS, NameWord, Words, fold, name_word


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
            words.extend(name_word(piece) for piece in pieces)
        if words and tuple(words) not in parted:
            parted.append(tuple(words))
    if len(tokens) == 1 and _EAST_ASIAN.fullmatch(tokens[0][0]):
        # Written without a space, the family name first, which is one character long, with few exceptions.
        parted.append((name_word(tokens[0][0][1:]), name_word(tokens[0][0][0])))
    readings = tuple(_initials_first(words) for words in parted)
    return PersonName(" ".join(text for text, _ in tokens), readings or ((name_word(tokens[0][0]),),), family_known)


def _pieces(text: str, tokens: Sequence[tuple[str, bool]], close_hyphens: bool, capitals: bool) -> list[str]:
    bare = text.replace("'", "").replace("’", "").replace("ʼ", "")
    if capitals and bare.isupper() and 2 <= len(bare) <= 3 and any(not other.isupper() for other, _ in tokens):
        return list(bare)
    pieces = LETTERS.findall(bare)
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

_EAST_ASIAN = re.compile(r"[\u4e00-\u9fff]{2,4}|[\uac00-\ud7af]{2,4}")
