"""Numbers of a sentence that no page has to say: what the writer counts, asks for or does, and plain talk."""

from __future__ import annotations

import re

from scribe_desktop.pipeline.claim_extract import Found, reads_as_year
from scribe_desktop.pipeline.common_words import FUNCTION_WORDS, concept, concepts
from scribe_desktop.pipeline.nearness import UNITS, unit_after
from scribe_desktop.pipeline.number_mentions import head_after
from scribe_desktop.pipeline.number_places import Place
from scribe_desktop.pipeline.sentence_state import SentenceState
from scribe_desktop.pipeline.text_match import Caseless

SEVERAL = 4
"""Up to this number, in words, a count of what no page counts is talk."""
A_FEW = 10
"""Up to this number, in words, what the writer offers or asks for is not looked for in the evidence."""
_BESIDE = 0.15
"""What a word that only the sentence before has counts beside a number of the evidence."""
_VAGUE = Caseless(r"\b(?:several|a few|some few|many) \Z")
"""Before "hundred", a number that says no more than "many"."""
_COUNTED_TALK = concepts(
    "minute question thing way idea point reason hour day week line month paragraph favour request"
)
_WRITER_DOES = re.compile(
    r"\b(?:I|[Ww]e)\b(?:(?!\b(?:you|your|that|how|why|what|which|who)\b)[^,;:.?!])*\Z|\b(?:[Mm]y|[Oo]ur) (?:[\w-]+ )?\Z"
)
_DEFINITE = Caseless(r"\b(?:the|those|these) \Z")
_IMAGINES = re.compile(r"\b(?:imagine|envisage|propose|plan|dream|think of|have in mind)\b")
_TIMES = re.compile(r" times\b")
_AN_AGE = Caseless(r"\b(?:an?|any|every|my|our) \Z")
_YEAR_OLD = re.compile(r"-year-old\b")
_OLD = concept("old")


def is_talk(state: SentenceState, place: Place) -> bool:
    """True for a number that says nothing of the recipient which the evidence could confirm or deny."""
    number = place.number
    before = state.without_quotes[: number.start]
    if place.head in _COUNTED_TALK and not (state.told.claimed[number.start].strip() and _is_measured(state, place)):
        return True
    if _VAGUE.search(before) or _counts_nothing_else(state, number) or _is_of_writer(state, number):
        return True
    ages = (one for ground in state.grounds.evidence for one in ground.mentions if _OLD in one.counted)
    return bool(_AN_AGE.search(before) and _YEAR_OLD.match(state.masked, number.end)) and not any(ages)


def _is_measured(state: SentenceState, place: Place) -> bool:
    """True when the sentence is about the recipient, or the evidence measures the same in this unit."""
    telling = place.near.keys() - UNITS
    return state.asserts or any(
        place.unit == one.unit and any(one.near.get(word, 0) > _BESIDE for word in telling)
        for ground in state.grounds.evidence
        for one in ground.mentions
    )


def _counts_nothing_else(state: SentenceState, number: Found) -> bool:
    """True for two to four, in words, of what no other number of the evidence counts: "the two trades"."""
    small = not number.text[:1].isdigit() and number.value.isdigit() and int(number.value) <= SEVERAL
    if not small or unit_after(state.masked, number):
        return False
    head = head_after(state.masked, number)
    counted = (one.counted for ground in state.grounds.all for one in ground.mentions if one.value != number.value)
    return not any(head in one for one in counted)


def _is_of_writer(state: SentenceState, number: Found) -> bool:
    """True for a number in what the writer says of themselves or asks for ("two of our growers").

    A larger one, or one in digits, only of what no number of the evidence counts ("our thirty pupils").
    """
    does = _WRITER_DOES.search(state.without_quotes[: number.start])
    if not number.value.isdigit() or reads_as_year(number):
        return False
    small = not number.text[:1].isdigit() and int(number.value) <= A_FEW
    if does and small and (_TIMES.match(state.masked, number.end) or _IMAGINES.search(does[0])):
        return True
    if does and any(number.value in ground.numbers for ground in state.grounds.own):
        return True
    if state.told.claimed[number.start].strip():
        return False
    named = _DEFINITE.search(state.without_quotes[: number.start]) is not None
    return not _is_counted(state, number) or (small and not named)


def _is_counted(state: SentenceState, number: Found) -> bool:
    """True when a number of the evidence counts or measures the same; also when it is not said what is counted."""
    head, unit = head_after(state.masked, number), unit_after(state.masked, number)
    mentions = (one for ground in state.grounds.evidence for one in ground.mentions)
    if head is None or head in FUNCTION_WORDS:
        return unit is None or any(one.unit == unit for one in mentions)
    return any(head in one.counted for one in mentions)
