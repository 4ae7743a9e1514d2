"""Years and numbers in a sentence: each must stand with what it is said of."""

from __future__ import annotations

from scribe_desktop.domain.email import FindingKind
from scribe_desktop.domain.evidence import EvidenceKind
from scribe_desktop.pipeline.claim_extract import Found, is_year, numbers
from scribe_desktop.pipeline.grounds import head_after
from scribe_desktop.pipeline.sentence_state import SentenceState
from scribe_desktop.pipeline.text_match import stem

CLOSEST = 0.67
"""A number must stand in what shares at least this much of the best match's words with the sentence."""
FAR = 1_000_000
AROUND = 5
"""So many words on each side of a year say what it is the year of."""

_COUNTED_TALK = frozenset(
    stem(word)
    for word in ("minute", "question", "thing", "way", "idea", "point", "reason", "hour", "day", "week", "line")
)


def check_numbers(state: SentenceState) -> None:
    """A year next to a title must be that title's; any other number must stand where its sentence comes from."""
    own = frozenset().union(*(one.numbers for one in state.grounds.own))
    literal = {one.value for one in numbers(state.literal)}
    row = frozenset().union(*(one.numbers for one in state.grounds.own if one.kind is EvidenceKind.ROW))
    beside: set[str] | None = None
    for number in numbers(state.without_quotes):
        year = is_year(number.value)
        if year and state.titles:
            if beside is None:
                beside = {one.value for text in state.beside_titles() for one in numbers(text)}
            if number.value in beside | literal | row or _said_elsewhere(state, number):
                continue
            state.add(FindingKind.YEAR, number.text, f"No saved page or paper puts {number.text} next to this title.")
        elif number.value not in own and not _number_supported(state, number):
            kind = FindingKind.YEAR if year else FindingKind.NUMBER
            state.add(kind, number.text, f"No saved page or paper says {number.text} of this.")


def _said_elsewhere(state: SentenceState, number: Found) -> bool:
    """True when other words stand between year and title, and the evidence says them with that year."""
    text = state.without_quotes
    place = min((place for place, _ in state.titles), key=lambda one: min(_gap(one, number), _gap(number, one)))
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
    head = head_after(state.without_quotes, number)
    if head in _COUNTED_TALK:
        return True
    year = is_year(number.value)
    context = state.telling_stems(state.masked, own_too=True) | state.settled
    units = [
        (len(context & unit), values, unit)
        for ground in state.grounds.evidence
        for unit, values in ground.units
        if any(is_year(value) == year for value in values)
    ]
    closest = max((shared for shared, _, _ in units), default=0)
    holding = [
        unit
        for shared, values, unit in units
        if number.value in values and shared >= max(min(1, len(context)), CLOSEST * closest)
    ]
    if not holding or year or head is None:
        return bool(holding)
    counted = [values for ground in state.grounds.evidence if (values := ground.counted.get(head))]
    return not counted or any(number.value in one for one in counted) or any(head not in one for one in holding)
