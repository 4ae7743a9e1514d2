"""Cutting the text of a page into passages of 60 to 120 words, at the borders of paragraphs and sentences."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from scribe_desktop.domain.sentences import Span, split_sentences

FEWEST_WORDS = 60
MOST_WORDS = 120


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a text: `text` is exactly what stands from `start` to `end`."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class _Unit:
    start: int
    end: int
    words: int
    ends_paragraph: bool


def cut_passages(text: str) -> list[Piece]:
    """The passages of a text in their order, without gaps other than white space between them.

    A passage ends with its paragraph when that gives it 60 words; else with the last sentence that fits. Only what
    has no border (a sentence of more than 120 words) is cut between words, and only a text, or what is left at its
    end, is shorter than 60.
    """
    groups: list[list[_Unit]] = []
    current: list[_Unit] = []
    for unit in _units(text):
        if current and _words(current) + unit.words > MOST_WORDS:
            groups.append(current)
            current = []
        current.append(unit)
        if unit.ends_paragraph and _words(current) >= FEWEST_WORDS:
            groups.append(current)
            current = []
    if current:
        if groups and _words(current) < FEWEST_WORDS and _words(groups[-1]) + _words(current) <= MOST_WORDS:
            groups[-1].extend(current)
        else:
            groups.append(current)
    return [Piece(one[0].start, one[-1].end, text[one[0].start : one[-1].end]) for one in groups]


def _words(units: list[_Unit]) -> int:
    return sum(unit.words for unit in units)


def _units(text: str) -> list[_Unit]:
    """Paragraphs that are short enough to stay whole, sentences of the others, and parts of those that are too long."""
    units: list[_Unit] = []
    for paragraph in re.finditer(r"[^\n]*\S[^\n]*", text):
        whole = [Span(0, len(paragraph.group()), paragraph.group())]
        short = len(paragraph.group().split()) <= FEWEST_WORDS
        for sentence in whole if short else split_sentences(paragraph.group()):
            start = paragraph.start() + sentence.start
            words = [match.span() for match in re.finditer(r"\S+", sentence.text)]
            for first in range(0, len(words), MOST_WORDS):
                part = words[first : first + MOST_WORDS]
                units.append(_Unit(start + part[0][0], start + part[-1][1], len(part), ends_paragraph=False))
        units[-1] = replace(units[-1], ends_paragraph=True)
    return units
