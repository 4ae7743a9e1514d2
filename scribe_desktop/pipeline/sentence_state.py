"""One sentence of a draft while it is checked: its text, its grounds, and what was found out so far."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from scribe_desktop.domain.email import Finding, FindingKind
from scribe_desktop.domain.evidence import Paper
from scribe_desktop.pipeline.claim_extract import Found, addresses, links
from scribe_desktop.pipeline.common_words import COMMON_STEMS, COMMON_WORDS
from scribe_desktop.pipeline.grounds import Ground, Grounds, lines_with
from scribe_desktop.pipeline.text_match import stem, words

MOSTLY = 0.7
"""From this share of capitals on, a sentence is a heading."""


@dataclass
class SentenceState:
    """What the checks of one sentence share.

    Attributes:
        literal: the template's own words around the place that the sentence fills, "" for none.
        loose: the sentence is a subject line or all in capitals, where a capital says little.
        cited: ids of the evidence that the composer named; decides between equals only.
        masked: the sentence with links and addresses blanked, every position as it was.
        without_quotes: the same, with quoted pieces blanked too.
        titles: titles of the evidence that the sentence names, as (place, spaced words).
        tied: the evidence with these titles. Year, venue and co-authors next to them must be theirs.
        used: the evidence that the sentence rests on, best first.
        settled: stems of words already judged as part of a title or a name.
    """

    sentence: str
    grounds: Grounds
    literal: str = ""
    loose: bool = False
    cited: frozenset[str] = frozenset()
    masked: str = ""
    without_quotes: str = ""
    findings: list[Finding] = field(default_factory=list)
    titles: list[tuple[Found, str]] = field(default_factory=list)
    tied: list[Ground] = field(default_factory=list)
    used: list[Ground] = field(default_factory=list)
    settled: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.masked = blank(self.sentence, [*links(self.sentence), *addresses(self.sentence)])
        self.without_quotes = self.masked
        listed = self.sentence.split()
        capitals = sum(1 for word in listed if word[:1].isupper())
        self.loose = self.loose or (capitals > 3 and capitals >= MOSTLY * len(listed))

    def add(self, kind: FindingKind, text: str, reason: str) -> None:
        """Note a finding, once for each piece of text; its words are judged."""
        if not any(one.kind is kind and one.text == text for one in self.findings):
            self.findings.append(Finding(kind, text, self.sentence, reason))
        self.settle(text)

    def settle(self, text: str) -> None:
        """These words are judged; they count no more as open."""
        self.settled.update(stem(word) for word in words(text))

    def tie(self, place: Found, title: str, grounds: Iterable[Ground]) -> None:
        """The sentence names this title, which these grounds have."""
        self.titles.append((place, title))
        self.tied.extend(one for one in grounds if one not in self.tied)
        self.used.extend(grounds)
        self.settle(place.text)

    def beside_titles(self) -> list[str]:
        """What stands next to this sentence's titles in the evidence: the papers' records, the pages' lines."""
        texts: list[str] = []
        for _, title in self.titles:
            for ground in self.grounds.evidence:
                if isinstance(ground.source, Paper):
                    texts.extend([ground.text] if ground in self.tied and title in ground.spaced else [])
                elif ground.says(title):
                    texts.extend(lines_with(ground, title))
        return texts

    def telling_stems(self, text: str, own_too: bool = False) -> set[str]:
        """Stems of the words that tell something: neither grammar nor talk, nor (unless asked) the writer's own."""
        telling = set()
        for word in words(text):
            one = stem(word)
            if len(word) < 3 or word.isdigit() or word in COMMON_WORDS or one in COMMON_STEMS or word.endswith("ly"):
                continue
            if one not in (self.grounds.name_stems if own_too else self.grounds.own_stems):
                telling.add(one)
        return telling


def blank(text: str, pieces: Iterable[Found]) -> str:
    """The text with these pieces made white space, so that all positions stay."""
    for one in pieces:
        text = text[: one.start] + " " * (one.end - one.start) + text[one.end :]
    return text
