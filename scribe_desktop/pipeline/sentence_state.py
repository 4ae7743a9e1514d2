"""One sentence of a draft while it is checked: its text, its grounds, and what was found out so far."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from scribe_desktop.domain.email import Finding, FindingKind
from scribe_desktop.domain.evidence import Paper
from scribe_desktop.pipeline.claim_extract import Found, addresses, links
from scribe_desktop.pipeline.common_words import NUMBER_WORDS, concept, concepts, is_common
from scribe_desktop.pipeline.grounds import Ground, Grounds, lines_with
from scribe_desktop.pipeline.languages import ENGLISH, SMALL_WORDS, language_of, speaks_of_you
from scribe_desktop.pipeline.own_words import Told, told
from scribe_desktop.pipeline.text_match import Caseless, words

_ABOUT_YOU = Caseless(r"\b(?:you|your|yours|yourself|she|her|hers|he|him|his)\b")
_SUPPOSING = Caseless(
    r"\b(?:would|could|can|may|might|will|should|shall|if|whether|to|with|from|for|at|of|by|thank|thanking|dear|ask"
    r"|asking"
    r"|meet|meeting|hear|see|tell|send|show|visit|bother|wish|hope)\s+\Z",
)
_POSSIBLE = Caseless(r"\s+(?:would|could|can|may|might|will|should|shall|have time)\b")
_LAST_JOINT = re.compile(r".*(?:\band\b|\bbut\b|\bor\b|;)|.*,", re.IGNORECASE | re.DOTALL)
_IN_BRACKETS = re.compile(r"[\s,.”’\"'»]*\([^()]*\)")

MOSTLY = 0.7
"""From this share of capitals on, a sentence is a heading."""


@dataclass(frozen=True)
class Tie:
    """A title of the evidence in a sentence: where, as spaced words, and which grounds have it."""

    place: Found
    title: str
    grounds: tuple[Ground, ...]


@dataclass
class SentenceState:
    """What the checks of one sentence share.

    Attributes:
        literal: the template's own words around the place that the sentence fills, "" for none.
        loose: the sentence is a subject line or all in capitals, where a capital says little.
        cited: ids of the evidence that the composer named; decides between equals only.
        otherwise: the draft's language, for a sentence that does not show its own.
        earlier_years: years of the papers and books whose titles the sentences before name.
        masked: the sentence with links and addresses blanked, every position as it was.
        without_quotes: the same, with quoted pieces blanked too.
        ties: titles of the evidence that the sentence names. Year, venue and co-authors next to one must be its own.
        used: the evidence that the sentence rests on, best first.
        settled: stems of words already judged as part of a title or a name.
        verified: how many names and numbers of the evidence it has rightly.
    """

    sentence: str
    grounds: Grounds
    literal: str = ""
    loose: bool = False
    cited: frozenset[str] = frozenset()
    otherwise: str = ENGLISH
    earlier_years: tuple[int, ...] = ()
    topic: tuple[Ground, ...] = ()
    masked: str = ""
    without_quotes: str = ""
    findings: list[Finding] = field(default_factory=list)
    ties: list[Tie] = field(default_factory=list)
    used: list[Ground] = field(default_factory=list)
    settled: set[str] = field(default_factory=set)
    verified: int = 0

    def __post_init__(self) -> None:
        self.masked = blank(self.sentence, [*links(self.sentence), *addresses(self.sentence)])
        self.without_quotes = self.masked
        listed = self.sentence.split()
        capitals = sum(1 for word in listed if word[:1].isupper())
        self.is_subject = self.loose
        self.loose = self.loose or (capitals > 3 and capitals >= MOSTLY * len(listed))

    def add(self, kind: FindingKind, text: str, reason: str) -> None:
        """Note a finding, once for each piece of text; its words are judged."""
        if not any(one.kind is kind and one.text == text for one in self.findings):
            self.findings.append(Finding(kind, text, self.sentence, reason))
        self.settle(text)

    def settle(self, text: str) -> None:
        """These words are judged; they count no more as open."""
        self.settled.update(concepts(text))

    def tie(self, place: Found, title: str, grounds: Iterable[Ground]) -> None:
        """The sentence names this title, which these grounds have."""
        self.ties.append(Tie(place, title, tuple(grounds)))
        self.used.extend(self.ties[-1].grounds)
        self.settle(place.text)

    @property
    def tied(self) -> list[Ground]:
        """The evidence with the titles that the sentence names."""
        return list(dict.fromkeys(ground for tie in self.ties for ground in tie.grounds))

    def ties_at(self, position: int) -> list[Tie]:
        """The titles that this place of the sentence speaks of: one before or after it, by the words between."""
        ordered = sorted(self.ties, key=lambda one: one.place.start)
        before = [one for one in ordered if one.place.start <= position]
        after = [one for one in ordered if one.place.start > position]
        if not before or not after:
            nearest = before[-1:] or after[:1]
        else:
            start, end = before[-1].place.end, after[0].place.start
            nearest = before[-1:] if position < start + _next_begins(self.sentence[start:end]) else after[:1]
        return [tie for tie in ordered for one in nearest if _overlap(one.place, tie.place)]

    def beside_titles(self, position: int) -> list[str]:
        """What stands next to this place's title in the evidence: the papers' records, the pages' lines."""
        texts: list[str] = []
        for tie in self.ties_at(position):
            for ground in self.grounds.evidence:
                if isinstance(ground.source, Paper):
                    texts.extend([ground.text] if ground in tie.grounds and tie.title in ground.spaced else [])
                elif ground.says(tie.title):
                    texts.extend(lines_with(ground, tie.title))
        return texts

    @cached_property
    def is_german(self) -> bool:
        """True for a German sentence, where every noun has a capital."""
        return self.language == "de"

    @cached_property
    def language(self) -> str:
        """The language of the sentence."""
        return language_of(self.without_quotes, self.otherwise)

    def is_strange(self, ground: Ground) -> bool:
        """True for evidence in another language than the sentence's."""
        return ground.source is not None and ground.language != self.language

    @property
    def tied_years(self) -> list[int]:
        """The years of the papers and books that the sentence names."""
        return [one.source.year for one in self.tied if isinstance(one.source, Paper) and one.source.year]

    @cached_property
    def told(self) -> Told:
        """What of it is said of the recipient, and what of the writer."""
        # A subject is no place for the writer's feelings: what stands there is about the recipient, or planted.
        if self.language != ENGLISH or self.is_subject:
            return Told(self.without_quotes, "", self.sentence.rstrip().endswith("?"))
        return told(self.without_quotes)

    @cached_property
    def asserts(self) -> bool:
        """True when the sentence says something of the recipient, not only of the writer, and does not only ask."""
        text = self.told.claimed
        if self.language != ENGLISH:
            return not self.told.asks and speaks_of_you(text, self.language)
        person = self.grounds.name_stems & concepts(text)
        return bool(person) or any(
            one[0].lower().endswith(("r", "s"))
            or (not _SUPPOSING.search(text[: one.start()]) and not _POSSIBLE.match(text, one.end()))
            for one in _ABOUT_YOU.finditer(text)
        )

    def telling_stems(self, text: str, own_too: bool = False) -> set[str]:
        """Stems of the words that tell something: neither grammar nor talk, nor (unless asked) the writer's own."""
        small, own = SMALL_WORDS[self.language], self.grounds.name_stems if own_too else self.grounds.own_stems
        return {one for word in words(text) if (one := _telling_concept(word)) and word not in small and one not in own}


@lru_cache(maxsize=16384)
def _telling_concept(word: str) -> str:
    """The concept of a folded word that tells something, "" for another."""
    if len(word) < 3 or word.isdigit() or word in NUMBER_WORDS or is_common(word):
        return ""
    return concept(word)


def blank(text: str, pieces: Iterable[Found]) -> str:
    """The text with these pieces made white space, so that all positions stay."""
    for one in pieces:
        text = text[: one.start] + " " * (one.end - one.start) + text[one.end :]
    return text


def _next_begins(between: str) -> int:
    """How far the words between two titles belong to the first one: over brackets, up to the last "and" or comma."""
    brackets = _IN_BRACKETS.match(between)
    begin = brackets.end() if brackets else 0
    joint = _LAST_JOINT.match(between[begin:])
    return begin + (joint.end() if joint else 0)


def _overlap(one: Found, other: Found) -> bool:
    return one.start < other.end and other.start < one.end
