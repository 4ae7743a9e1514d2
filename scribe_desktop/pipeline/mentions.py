"""Finding where a text names a person, and where it names somebody else of the same surname."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache

from scribe_desktop.domain.name_match import NameMatch, name_match
from scribe_desktop.domain.name_reading import PARTICLES, PersonName, name_of_words, person_name
from scribe_desktop.domain.name_sounds import romanised
from scribe_desktop.domain.name_words import NameWord, fold

LONGEST_NAME = 6
"""Words of a name in running text, at most."""

MOST_MENTIONS = 200
"""Looked for in one text: a page that names somebody more often says no more about them, and may want to waste time."""

ALIKE = 60
"""Likeness, from 0 to 100, from which what stands in brackets behind a name is another spelling of it."""


class MentionKind(IntEnum):
    """How a text names a person, the surer the higher. SIMILAR may be another spelling of the name."""

    SURNAME = 1
    SIMILAR = 2
    INITIALS = 3
    FULL = 4


@dataclass(frozen=True, slots=True)
class Mention:
    """A place where the person is named; `start` and `end` are character offsets."""

    start: int
    end: int
    kind: MentionKind


@dataclass(frozen=True, slots=True)
class Mentions:
    """All places that name the person, and other people of the surname, as written, each once."""

    found: tuple[Mention, ...] = ()
    others: tuple[str, ...] = ()

    @property
    def best(self) -> MentionKind | None:
        """The surest kind among them; None when the person is not named."""
        return max((one.kind for one in self.found), default=None)


@dataclass(frozen=True, slots=True)
class _Token:
    text: str
    start: int
    end: int


def find_mentions(text: str, name: PersonName) -> Mentions:
    """Where `text` names this person. A surname counts alone only when no other given name stands before it."""
    if _UNSPACED.search(name.written):
        spans = [match.span() for match in re.finditer(re.escape(name.written), text)]
        if spans:  # scripts that do not part words have nothing else to go by
            return Mentions(tuple(Mention(start, end, MentionKind.FULL) for start, end in spans))
    found = _find(text, name, name.surnames)
    if found.found or found.others:
        return found
    spellings = _other_spellings(text, name.surnames)
    return _find(text, name, name.surnames | spellings) if spellings else found


def names_beside(text: str, name: PersonName, mentions: Mentions) -> list[str]:
    """Other writings of the name that a text gives: another spelling, and what stands in brackets behind the name.

    "Hsiao-Ling Tsengfang (Xiaoling Zengfang)". What is in the brackets is a name when it resembles this one, or is in
    another script.
    """
    names: dict[str, None] = {}
    for one in mentions.found:
        if one.kind is MentionKind.SIMILAR:
            names.setdefault(text[one.start : one.end])
        bracket = _IN_BRACKETS.match(text, one.end) if one.kind is MentionKind.FULL else None
        if bracket and _is_a_name(bracket[1]) and _may_be_one(name.written, bracket[1]):
            names.setdefault(bracket[1])
    return list(names)


def _is_a_name(text: str) -> bool:
    words = text.split()
    named = all(_NAME_WORD.fullmatch(word) or len(word.rstrip(".")) == 1 for word in words)
    return 2 <= len(words) <= LONGEST_NAME and named and not any(fold(word) in TITLES | NOT_NAMES for word in words)


def _may_be_one(one: str, other: str) -> bool:
    from rapidfuzz import fuzz  # only where a name has brackets behind it

    one, other = fold(one), fold(other)
    return one.isascii() is not other.isascii() or fuzz.ratio(one, other) >= ALIKE


def _other_spellings(text: str, surnames: frozenset[str]) -> frozenset[str]:
    """Words of a text that are other romanisations of a long surname, folded."""
    sounds = {romanised(surname) for surname in surnames if len(surname) > 5}
    words = {fold(word) for word in _NAME_WORD.findall(text) if len(word) > 4} if sounds else set()
    return frozenset(word for word in words if romanised(word) in sounds)


def _find(text: str, name: PersonName, surnames: frozenset[str]) -> Mentions:
    mentions: list[Mention] = []
    others: dict[str, None] = {}
    for paragraph in _PARAGRAPH.finditer(text):
        # A cheap look first: most paragraphs of most pages name nobody of the surname.
        whole = NameWord.of(paragraph.group())
        if not any(surname in form for surname in surnames for form in (whole.plain, whole.expanded)):
            continue
        for run in _runs(text, paragraph.start(), paragraph.end()):
            covered = 0
            for anchor in [place for place, token in enumerate(run) if _is_anchor(token.text, surnames)]:
                if run[anchor].start < covered:
                    continue
                if len(mentions) >= MOST_MENTIONS:
                    return Mentions(tuple(mentions), tuple(others))
                mention, other = _judge(text, run, anchor, name)
                if mention:
                    mentions.append(mention)
                    covered = mention.end
                elif other:
                    others.setdefault(other)
    return Mentions(tuple(mentions), tuple(others))


@lru_cache(maxsize=8192)
def _is_anchor(word: str, surnames: frozenset[str]) -> bool:
    return not surnames.isdisjoint(name_of_words((word,)).surnames)


def _runs(text: str, start: int, end: int) -> Iterator[list[_Token]]:
    """Runs of words that may be a name: capitalised ones, initials, particles between them."""
    run: list[_Token] = []
    for match in _NAME_WORD.finditer(text, start, end):
        word = match.group()
        particle = fold(word) in PARTICLES
        lower = word.islower()  # "al-Hashimi" begins small and is a surname
        if run:
            between = text[run[-1].end : match.start()]
            joined = _SPACE.fullmatch(between) is not None or _after_initial(run[-1].text, between)
            if not joined or (lower and not particle):
                yield run
                run = []
        if not lower or (run and particle):
            run.append(_Token(word, match.start(), match.end()))
    if run:
        yield run


def _after_initial(word: str, between: str) -> bool:
    short = len(word) == 1 or fold(word) in TITLES
    return short and _INITIAL_STOP.fullmatch(between) is not None


def _judge(text: str, run: list[_Token], anchor: int, name: PersonName) -> tuple[Mention | None, str | None]:
    """What the words around a surname say: a mention, or somebody else's name."""
    first, last = max(0, anchor - LONGEST_NAME + 1), min(len(run), anchor + LONGEST_NAME)
    best: tuple[NameMatch, MentionKind, int, int] | None = None
    for start in range(first, anchor + 1):
        for end in range(anchor + 1, last + 1):
            if end - start < 2:
                continue
            candidate = name_of_words(tuple(token.text for token in run[start:end]))
            if fold(run[start].text) in TITLES:
                continue
            match = name_match(name, candidate)
            # The first of two surnames names the person only where the name ends with it.
            partial = not candidate.words[-1].equals(name.words[-1]) and end < len(run)
            alone = len(name.words) == 1  # somebody of one name has no other names beside it
            if match < NameMatch.POSSIBLE or ((partial or alone) and match < NameMatch.EXACT):
                continue
            kind = _kind(name, candidate) if match >= NameMatch.COMPATIBLE else MentionKind.SIMILAR
            if best is None or (match, kind, end - start) > (best[0], best[1], best[3] - best[2]):
                best = (match, kind, start, end)
    if best:
        return Mention(run[best[2]].start, run[best[3] - 1].end, best[1]), None
    after = _comma_form(text, run, anchor, name)
    if after:
        return after
    start = _surname_start(run, anchor)
    if start and fold(run[start - 1].text) not in TITLES | NOT_NAMES:
        return None, text[run[_name_start(run, start)].start : run[anchor].end]
    token = run[anchor]
    alone = len(name.words) == 1
    return Mention(token.start, token.end, MentionKind.FULL if alone else MentionKind.SURNAME), None


def _comma_form(
    text: str, run: list[_Token], anchor: int, name: PersonName
) -> tuple[Mention | None, str | None] | None:
    """ "Varnholt, I. M." or "Varnholt, Ilse". None where the comma may be that of a list: "Kolb, Varnholt, Lind"."""
    follows = _GIVEN_AFTER_COMMA.match(text, run[anchor].end) if anchor == len(run) - 1 else None
    if follows is None:
        return None
    surname = text[run[_surname_start(run, anchor)].start : run[anchor].end]
    given = follows.group(1).split()
    for words in range(len(given), 0, -1):
        candidate = person_name(f"{surname}, {' '.join(given[:words])}")
        if name_match(name, candidate) >= NameMatch.COMPATIBLE:
            return Mention(run[_surname_start(run, anchor)].start, follows.end(1), _kind(name, candidate)), None
    initials = all(len(word.strip(".-")) == 1 for word in given)
    return (None, f"{surname}, {follows.group(1).strip()}") if initials else None


def _kind(name: PersonName, found: PersonName) -> MentionKind:
    """FULL when a given name stands there in full."""
    given = next((word for word in name.words[:-1] if not word.initial), name.words[-1])
    full = name.full and any(given.equals(word) for words in found.readings for word in words)
    return MentionKind.FULL if full else MentionKind.INITIALS


def _surname_start(run: list[_Token], anchor: int) -> int:
    start = anchor
    while start and fold(run[start - 1].text) in PARTICLES:
        start -= 1
    return start


def _name_start(run: list[_Token], surname: int) -> int:
    start = surname
    while start and surname - start < LONGEST_NAME - 1 and fold(run[start - 1].text) not in TITLES | NOT_NAMES:
        start -= 1
    return start


# Words that begin with a capital (or a letter without case) and particles; not the 's of "Varnholt's". Small letters
# beyond a to z pass too and are dropped later.
_NAME_WORD = re.compile(
    rf"(?<![^\W\d_])(?:(?:{'|'.join(sorted(PARTICLES))})(?![^\W\d_])|[^\W\d_a-z][^\W\d_]*|d(?=['’]))"
    r"(?:['’ʼ\-‐‑](?!s\b)[^\W\d_]+)*"
)
_PARAGRAPH = re.compile(r"[^\n]+")
_UNSPACED = re.compile(r"[\u0e00-\u0fff\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_SPACE = re.compile(r"[ \t\u00a0]+")
_INITIAL_STOP = re.compile(r"\.?[ \t\u00a0-]*")
_IN_BRACKETS = re.compile(r"[ \u00a0]*[(（]([^()（）\n]{3,60})[)）]")
_GIVEN_AFTER_COMMA = re.compile(
    r",[ \u00a0]*((?:[^\W\d_a-z](?!\w)\.?[ \u00a0-]?){1,3}|[^\W\d_a-z][\w'’\-]+(?:[ \u00a0][^\W\d_a-z](?!\w)\.?)?)"
)

TITLES = frozenset(
    (
        "prof", "professor", "professorin", "dr", "mr", "mrs", "ms", "mx", "sir", "dame", "lady", "lord", "herr",
        "frau", "doctor", "emeritus", "emerita", "associate", "assistant", "assoc", "madame", "monsieur", "ir", "ing",
    )
)  # fmt: skip
"""Words before a name that are not part of it, folded and without full stops."""

NOT_NAMES = frozenset(
    (
        "the", "a", "an", "and", "in", "at", "by", "with", "when", "while", "as", "for", "from", "of", "on", "to",
        "since", "after", "before", "dear", "see", "meet", "about", "contact", "email", "author", "authors", "group",
        "lab", "team", "welcome", "that", "this", "but", "or", "if", "how", "why", "who", "what", "where", "also",
        "here", "however", "today", "later", "photo", "image", "chair", "speaker", "dean", "director", "editor",
        "editors", "lecturer", "researcher", "university", "institute", "department", "faculty", "school",
    )
)  # fmt: skip
"""Capitalised words that often stand before a surname without being a given name, folded."""
