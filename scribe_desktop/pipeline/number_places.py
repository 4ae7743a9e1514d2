"""Where a number stands in a sentence: what it counts or measures, and which words are near it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from scribe_desktop.pipeline.claim_extract import Found, reads_as_year
from scribe_desktop.pipeline.common_words import FUNCTION_WORDS, concept
from scribe_desktop.pipeline.languages import ENGLISH, SMALL_WORDS
from scribe_desktop.pipeline.nearness import names_in, shared, unit_after, weights_near
from scribe_desktop.pipeline.number_forms import share
from scribe_desktop.pipeline.number_mentions import Mention, head_after
from scribe_desktop.pipeline.sentence_state import SentenceState
from scribe_desktop.pipeline.text_match import words

NAME_COUNTS = 2.0
"""What a word of a name counts beside a number, where another word counts 1."""
HEAD_COUNTS = 2.0
"""How much better a number fits one of the evidence that counts the same things."""
UNIT_COUNTS = 0.2
"""This share is left of what the unit itself counts."""
PART_OF_NAME = 0.2
"""This share of it is left where the evidence has only some words of the name."""

_PERCENT, _TIMES = concept("percent"), concept("times")


@dataclass(frozen=True)
class Place:
    """A number with what it counts or measures, the words near it by their nearness, and the names of its sentence."""

    number: Found
    head: str | None
    unit: str | None
    near: dict[str, float]
    names: tuple[frozenset[str], ...]

    def alike(self, mention: Mention) -> bool:
        """True when the evidence's number may be of the same sort."""
        is_part, year = share(self.number.value) is not None, reads_as_year(self.number)
        if is_part or share(mention.value) is not None:
            return (is_part or self.unit == _PERCENT) and (mention.unit == _PERCENT or share(mention.value) is not None)
        if mention.is_year != year or (self.head != mention.head and self.head in mention.other_heads):
            return False
        if self.unit is None:
            return year or mention.unit is None or self.head is None
        if self.unit == _TIMES and mention.unit is None:
            return (
                mention.value == self.number.value and len(mention.value) > 1
            )  # "spoken sixty times" where a page counts 60 talks
        return mention.unit in (None, self.unit) and (year or mention.unit is not None)

    def agrees(self, mention: Mention) -> bool:
        """True unless one of the two is a year, or measures something, and the other is not or does not."""
        if mention.is_year != reads_as_year(self.number):
            return False
        if self.unit is None:
            return mention.unit in (None, _PERCENT) or not self.head
        return self.unit == mention.unit or (mention.unit is None and not mention.counted)

    def fits(self, mention: Mention, worth: Mapping[str, float]) -> float:
        """How well the words near it are those near the evidence's number."""
        if not self.alike(mention):
            return 0.0
        halved = frozenset().union(*(one for one in self.names if not one <= mention.near.keys()))
        here = {one: weight * (PART_OF_NAME if one in halved else 1) for one, weight in self.near.items()}
        if self.unit in here:  # both measure in it: this says nothing of what is measured
            here[self.unit] *= UNIT_COUNTS
        counts = HEAD_COUNTS if self.head in mention.counted else 1.0
        return counts * shared(here, mention.near, worth)


def place_of(state: SentenceState, number: Found) -> Place:
    text = state.masked
    small = state.grounds.name_stems | (SMALL_WORDS[state.language] if state.language != ENGLISH else frozenset())
    near = weights_near(text, number.start, number.end, NAME_COUNTS)
    near = {one: weight for one, weight in near.items() if one not in small}
    if text[number.start : number.end] != number.text:  # a year that follows from "ten years ago"
        return Place(number, None, None, near, tuple(names_in(text)))
    return Place(number, head_after(text, number), unit_after(text, number), near, tuple(names_in(text)))


def plain_words_near(text: str, number: Found) -> dict[str, float]:
    """All words of a sentence but grammar, less the farther they are from a number."""
    found: dict[str, float] = {}
    for listed in (words(text[: number.start])[::-1], words(text[number.end :])):
        for steps, word in enumerate(listed, 1):
            if len(word) > 3 and word not in FUNCTION_WORDS:
                found[concept(word)] = max(found.get(concept(word), 0.0), 1 / steps)
    return found
