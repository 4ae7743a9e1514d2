"""The numbers of a page or paper, each with what it counts or measures and which words stand near it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from scribe_desktop.domain.evidence import Paper
from scribe_desktop.pipeline.claim_extract import Found, numbers, reads_as_year
from scribe_desktop.pipeline.clauses import sentences
from scribe_desktop.pipeline.common_words import FUNCTION_WORDS, concept, concepts
from scribe_desktop.pipeline.nearness import unit_after, weights_near
from scribe_desktop.pipeline.text_match import fold, words

_PARTS = re.compile(r"\n+")
_COUNTED = re.compile(r"(?:[ -][^\W\d_]+){1,3}")
_HEAD = re.compile(
    r"(?:st|nd|rd|th|s|%| per ?cent\b)?(?:[ -]odd\b|,? of (?:these|those|them|the|your|their|his|her))?"
    r"[ -](?!per ?cent\b)([^\W\d_]{3,})"
)
_OF_SO_MANY = re.compile(r" (?:out )?of (?:the |all )?(?:\d[\d.,]*|[a-z]+(?:-[a-z]+)?)(?= [a-z])")
_WHO = frozenset(("which", "that", "who"))
_OF_THESE = re.compile(r"(?:%| per ?cent)? of (?:these|those|them|the|your|their|his|her)\b(?= [^\W\d_])")
_ELIDED = re.compile(
    r"\s*(?:\Z|[.;!?)]|,? of (?:them|these|those|which)\b(?! [^\W\d_]{4,})|(?:have|has|had|were|was|are|is|did|do)\b)"
)
"""After a number that counts what the number before it counts."""
AROUND = 0.15
"""What a word of the sentence before, or of the heading, counts beside a number."""
OF_A_PAPER = 0.4
"""What each word of a paper counts beside its year."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A number that a ground has: its value, what it measures, and how near which words stand to it.

    `head` is the word after it, `other_heads` those after the other numbers of its sentence; `counted` are the words
    of the noun that it counts ("17 mountain towers"), `said` all words of its sentence, `beside` those and the title's,
    `together` the values of all numbers there.
    """

    value: str
    is_year: bool
    unit: str | None
    near: dict[str, float]
    head: str | None = None
    other_heads: frozenset[str] = frozenset()
    in_title: bool = False
    counted: frozenset[str] = frozenset()
    beside: frozenset[str] = frozenset()
    together: frozenset[str] = frozenset()
    said: frozenset[str] = frozenset()


def mentions_in(text: str, heading: frozenset[str], paper: Paper | None) -> tuple[Mention, ...]:
    """Each number in the text of a page, or in abstract, title and record of a paper.

    `heading` are the concepts of its title, which count beside each number; a paper's year belongs to all of its text.
    """
    found: list[Mention] = []
    texts = text.split("\n") if paper is None else [*_PARTS.split(paper.abstract), paper.title]
    before, title = heading, paper.title if paper else None
    last: tuple[str | None, frozenset[str]] = None, frozenset()
    for line in texts:
        for sentence in sentences(line):
            here = concepts(sentence)
            inside = [(number, head_after(sentence, number)) for number in numbers(sentence)]
            together = frozenset(one.value for one, _ in inside)
            measured: str | None = None
            for number, head in inside:
                near = dict.fromkeys(before | heading, AROUND)
                near |= weights_near(sentence, number.start, number.end)
                others = frozenset(one for other, one in inside if one and other is not number)
                unit = unit_after(sentence, number)
                if head is None and not reads_as_year(number):
                    unit = unit or measured  # "by 11 per cent in spring, in autumn by 3"
                    near |= {unit: 1.0} if unit else {}
                measured = unit or measured
                in_title, counted = line is title, counted_after(sentence, number)
                year = reads_as_year(number)
                if last[0] and not year and _ELIDED.match(sentence, number.end):  # "only six.", "six of them"
                    head, counted = last
                    near |= dict.fromkeys(counted, 1.0)
                elif head and not year:
                    last = head, counted
                beside = here | heading
                found.append(
                    Mention(number.value, year, unit, near, head, others, in_title, counted, beside, together, here)
                )
            before = here
    if paper is not None and paper.year:
        near = dict.fromkeys(concepts(paper.abstract), AROUND)
        near |= dict.fromkeys(concepts(" ".join((paper.title, *paper.authors))), OF_A_PAPER)
        near |= dict.fromkeys(concepts(paper.venue or ""), 1.0)
        found.append(Mention(str(paper.year), True, None, near))
    return tuple(found)


def head_after(text: str, number: Found) -> str | None:
    """The stem of the word right after a number, None when the number stands alone or is a year of a date."""
    match = _HEAD.match(text, number.end)
    word = fold(match[1]) if match else ""
    return concept(word) if word and (word not in FUNCTION_WORDS or word in _WHO) else None


def counted_after(text: str, number: Found) -> frozenset[str]:
    """The concepts of the words right after a number, up to the first small word: what it counts."""
    whole = _OF_SO_MANY.match(text, number.end)  # "12 of 96 families" counts families
    these = _OF_THESE.match(text, number.end)
    end = whole.end() if whole and numbers(whole[0]) else these.end() if these else number.end
    match = _COUNTED.match(text, end)
    found = set()
    for word in words(match[0]) if match else ():
        if word in FUNCTION_WORDS:
            break
        found.add(concept(word))
    return frozenset(found)
