"""Numbers of the evidence that stand there with something else than in the sentence."""

from __future__ import annotations

from scribe_desktop.pipeline.claim_extract import Found, is_year, numbers, reads_as_year
from scribe_desktop.pipeline.nearness import names_in, unit_after
from scribe_desktop.pipeline.number_forms import is_same
from scribe_desktop.pipeline.number_mentions import head_after
from scribe_desktop.pipeline.number_places import place_of
from scribe_desktop.pipeline.sentence_state import SentenceState

BESIDE = 2.0
"""What each word of a name counts that stands right beside a year."""


def is_swapped(state: SentenceState, number: Found) -> bool:
    """True when the evidence has another number, or another year, in just this place."""
    return _is_another_year(state, number) if reads_as_year(number) else _is_another_count(state, number)


def _is_another_count(state: SentenceState, number: Found) -> bool:
    """True for "54 signers erred by 11 degrees" where the sentence with the 11 counts 31 signers; none has both."""
    head = head_after(state.masked, number)
    if head is None or unit_after(state.masked, number):
        return False
    mentions = [one for ground in state.grounds.evidence for one in ground.mentions]
    rivals = [one for one in mentions if head in one.counted]
    same = [one for one in mentions if rivals and is_same(state.masked, number, one.value, one.unit, one.is_year)]
    for other in numbers(state.without_quotes) if rivals else ():
        if other.value == number.value or any(other.value in one.together for one in same):
            continue
        if any(other.value in one.together and other.value != one.value for one in rivals):
            return True
    return False


def _is_another_year(state: SentenceState, number: Found) -> bool:
    """True for "the Map Award in 2021" where each dated sentence of the evidence with that name has another year."""
    near = place_of(state, number).near
    for name in names_in(state.masked):
        if not all(near.get(one, 0.0) >= BESIDE for one in name):
            continue
        having = [values for ground in state.grounds.all for stems, values in ground.units if name <= stems]
        dated = [values for values in having if any(is_year(one) for one in values)]
        if dated and not any(number.value in values for values in dated):
            return True
    return False
