"""Which sentences of a draft are the template's own, and which of the template's own are missing."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import combinations

from scribe_desktop.domain.recipient import Recipient
from scribe_desktop.domain.segment import Segment
from scribe_desktop.domain.sentences import split_sentences
from scribe_desktop.domain.template import FilledTemplate, Origin, Sender, Template, row_values, sender_values
from scribe_desktop.pipeline.text_match import fold, stems, words

_ALL_COMBINATIONS_UP_TO = 4
_LONG_ENOUGH = 6
NEARLY = 0.8
"""A sentence that shares this much of its words with a fixed one is that one, changed."""


@dataclass(frozen=True, slots=True)
class OpenSentence:
    """A sentence of the template with something to fill from research; `literal` is what stands around it."""

    literal: str


@dataclass(frozen=True, slots=True)
class Part:
    """Subject or body of one way to fill the template: its fixed sentences in order, and its open ones."""

    fixed: tuple[str, ...]
    open: tuple[OpenSentence, ...]


@dataclass(frozen=True)
class TemplateWays:
    """A template, filled from row and Settings, in every way that research can turn out.

    Conditions and defaults make a sentence appear or not; a draft has to keep the sentences of one of these ways.
    """

    bodies: tuple[Part, ...]
    subjects: tuple[Part, ...]
    literals: tuple[str, ...]

    @cached_property
    def fixed(self) -> frozenset[str]:
        """All fixed sentences, folded."""
        return frozenset(fold(one) for part in (*self.bodies, *self.subjects) for one in part.fixed)

    def open_literal(self, sentence: str) -> str:
        """The words that the template itself has around the open place which this sentence fills, "" when none fits."""
        mine = stems(sentence)
        best, most = "", 0
        for one in self.open_sentences:
            shared = len(mine & stems(one.literal))
            if shared > most:
                best, most = one.literal, shared
        return best

    def nearly_fixed(self, sentence: str) -> str | None:
        """The fixed sentence of which this one is a version with a word or two changed, None when there is none."""
        mine = words(sentence)
        if any(stems(one.literal) <= stems(sentence) for one in self.open_sentences if one.literal):
            return None
        for one in self.fixed_sentences:
            listed = words(one)
            if len(listed) >= _LONG_ENOUGH and abs(len(mine) - len(listed)) <= 2:
                shared = len(set(mine) & set(listed))
                if shared >= NEARLY * max(len(set(mine)), len(set(listed))):
                    return one
        return None

    @cached_property
    def open_sentences(self) -> tuple[OpenSentence, ...]:
        """All sentences with something to fill from research."""
        return tuple(dict.fromkeys(one for part in (*self.bodies, *self.subjects) for one in part.open))

    @cached_property
    def fixed_sentences(self) -> tuple[str, ...]:
        """All fixed sentences, as they are written."""
        return tuple(dict.fromkeys(one for part in (*self.bodies, *self.subjects) for one in part.fixed))

    def missing(self, parts: tuple[Part, ...], text: str) -> list[str]:
        """The fixed sentences that the text lacks, for the way that fits it best."""
        spans = split_sentences(text)
        joined, starts, ends = "", {0}, set()
        for span in spans:
            joined += (" " if joined else "") + fold(span.text)
            ends.add(len(joined))
            starts.add(len(joined) + 1)
        lacking = [[one for one in part.fixed if not _stands(fold(one), joined, starts, ends)] for part in parts]
        return min(lacking, key=len, default=[])


def _stands(sentence: str, joined: str, starts: set[int], ends: set[int]) -> bool:
    """True when the sentence stands in the text as a sentence, not as a part of another one."""
    at = joined.find(sentence)
    while at >= 0:
        if at in starts and at + len(sentence) in ends:
            return True
        at = joined.find(sentence, at + 1)
    return False


def template_ways(template: Template, recipient: Recipient, sender: Sender) -> TemplateWays:
    """All ways to fill a template. Raises TemplateError when it cannot be filled."""
    known = {**sender_values(sender), **row_values(recipient)}
    researched = [name for name, origin in template.origins(recipient).items() if origin is Origin.RESEARCH]
    return _ways(template, tuple((name, known[name]) for name in template.names if name in known), tuple(researched))


@lru_cache(maxsize=8)  # a draft is checked again after each edit
def _ways(template: Template, known: tuple[tuple[str, str], ...], researched: tuple[str, ...]) -> TemplateWays:
    sizes = range(len(researched), -1, -1) if len(researched) <= _ALL_COMBINATIONS_UP_TO else (len(researched), 0)
    filled = dict.fromkeys(
        template.fill(dict(known), frozenset(names)) for size in sizes for names in combinations(researched, size)
    )
    bodies = dict.fromkeys(_part(one.body) for one in filled)
    subjects = dict.fromkeys(_part(one.subject) for one in filled if one.subject is not None)
    return TemplateWays(tuple(bodies), tuple(subjects), tuple(dict.fromkeys(map(_literals, filled))))


def _literals(filled: FilledTemplate) -> str:
    """The template's own words; what was filled in is a break."""
    segments = (*(filled.subject or ()), Segment("\n"), *filled.body)
    return "".join(one.text if one.placeholder is None else "\n" for one in segments)


def _part(segments: tuple[Segment, ...]) -> Part:
    text = "".join(one.text for one in segments)
    places: list[tuple[int, int]] = []
    position = 0
    for segment in segments:
        if segment.open or segment.gap:
            places.append((position, position + len(segment.text)))
        position += len(segment.text)
    fixed: list[str] = []
    open_ones: list[OpenSentence] = []
    for span in split_sentences(text):
        inside = [(max(a, span.start), min(b, span.end)) for a, b in places if a < span.end and b > span.start]
        if not inside:
            fixed.append(span.text)
            continue
        literal, end = "", span.start
        for a, b in inside:
            literal += text[end:a] + "\n"
            end = b
        open_ones.append(OpenSentence((literal + text[end : span.end]).strip()))
    return Part(tuple(fixed), tuple(open_ones))
