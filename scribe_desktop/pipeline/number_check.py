"""Years and numbers in a sentence: each must stand with what it is said of."""

from __future__ import annotations

from collections.abc import Sequence

from scribe_desktop.domain.email import FindingKind
from scribe_desktop.domain.evidence import EvidenceKind, Paper
from scribe_desktop.pipeline.claim_extract import Found, is_year, numbers
from scribe_desktop.pipeline.common_words import concept, is_common
from scribe_desktop.pipeline.grounds import Ground, Mention, head_after
from scribe_desktop.pipeline.nearness import names_in, shared, unit_after, weights_near
from scribe_desktop.pipeline.sentence_state import SentenceState
from scribe_desktop.pipeline.text_match import words

CLOSEST = 0.55
"""A number must fit a place of the evidence that has it this well, measured by the place that fits best."""
NAME_COUNTS = 2.0
"""What a word of a name counts beside a number, where another word counts 1."""
PART_OF_NAME = 0.2
"""This share of it is left where the evidence has only some words of the name."""
FAR = 1_000_000
AROUND = 5
"""So many words on each side of a year say what it is the year of."""

_COUNTED_TALK = frozenset(
    concept(word)
    for word in ("minute", "question", "thing", "way", "idea", "point", "reason", "hour", "day", "week", "line")
)


def check_numbers(state: SentenceState) -> None:
    """A year next to a title must be that title's; any other number must stand where its sentence comes from."""
    literal = {one.value for one in numbers(state.literal)}
    row = frozenset().union(*(one.numbers for one in state.grounds.own if one.kind is EvidenceKind.ROW))
    for number in numbers(state.without_quotes):
        if number.value in literal | row:
            continue
        if is_year(number.value) and state.ties:
            beside = {one.value for text in state.beside_titles(number.start) for one in numbers(text)}
            if number.value not in beside and not _said_elsewhere(state, number):
                reason = f"No saved page or paper puts {number.text} next to this title."
                state.add(FindingKind.YEAR, number.text, reason)
        elif not _number_supported(state, number):
            kind = FindingKind.YEAR if is_year(number.value) else FindingKind.NUMBER
            state.add(kind, number.text, f"No saved page or paper says {number.text} of this.")
        else:
            state.verified += 1


def _said_elsewhere(state: SentenceState, number: Found) -> bool:
    """True when other words stand between year and title, and the evidence says them with that year."""
    text = state.without_quotes
    places = [tie.place for tie in state.ties_at(number.start)]
    place = min(places, key=lambda one: min(_gap(one, number), _gap(number, one)))
    first, second = sorted((place, number), key=lambda one: one.start)
    if not state.telling_stems(text[first.end : second.start], own_too=True):
        return False
    around = (*text[: number.start].split()[-AROUND:], *text[number.end :].split()[:AROUND])
    near = state.telling_stems(" ".join(around), own_too=True) - state.settled
    return any(
        number.value in values and near & unit for ground in state.grounds.evidence for unit, values in ground.units
    )


def _gap(left: Found, right: Found) -> int:
    """Characters between two pieces; far when they are the other way round."""
    return right.start - left.end if right.start >= left.end else FAR


def _number_supported(state: SentenceState, number: Found) -> bool:
    if head_after(state.without_quotes, number) in _COUNTED_TALK and not state.asserts:
        return True
    head, year, unit = head_after(state.masked, number), is_year(number.value), unit_after(state.masked, number)
    near = weights_near(state.masked, number.start, number.end, NAME_COUNTS)
    names = names_in(state.masked)
    near = {one: weight for one, weight in near.items() if one not in state.grounds.name_stems}

    def fits(mention: Mention) -> float:
        alike = mention.is_year == year and (unit is None or (mention.unit in (None, unit) and (year or mention.unit)))
        alike = alike and (head == mention.head or head not in mention.other_heads)
        if not alike:
            return 0.0
        halved = frozenset().union(*(one for one in names if not one <= mention.near.keys()))
        here = {one: weight * (PART_OF_NAME if one in halved else 1) for one, weight in near.items()}
        return shared(here, mention.near, state.grounds.worth)

    grounds = _speaking(state, number)
    found = [(fits(one), one.value) for ground in grounds for one in ground.mentions]
    own = [(fits(one), one.value) for ground in state.grounds.own for one in ground.mentions]
    rivals = [fits(one) for ground in state.grounds.evidence for one in ground.mentions if not one.in_title]
    best = max(rivals, default=0.0)
    mine = max((fit for fit, value in found if value == number.value), default=0.0)
    if any(value == number.value and fit for fit, value in own) or _stands_so(state, number, grounds):
        return True
    return (mine > 0 and mine >= CLOSEST * best) or (not near and number.value in {value for _, value in found})


def _speaking(state: SentenceState, number: Found) -> list[Ground]:
    """The evidence that may have the number: beside a title no other papers than that title's."""
    ties = state.ties_at(number.start)
    return [
        one
        for one in state.grounds.evidence
        if not ties or not isinstance(one.source, Paper) or any(one in tie.grounds for tie in ties)
    ]


def _stands_so(state: SentenceState, number: Found, grounds: Sequence[Ground]) -> bool:
    """True when the number stands in the evidence between the same words, as in "between midnight and five"."""
    before, after = words(state.masked[: number.start])[-2:], words(state.masked[number.end :])[:1]
    value = words(number.text)
    return any(
        any(len(word) >= 3 and not is_common(word) for word in around)
        and any(one.says(f" {' '.join(needle)} ") for one in grounds)
        for around, needle in ((before, (*before, *value)), (after, (*value, *after)))
    )
