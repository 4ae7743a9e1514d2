"""Years and numbers in a sentence: each must stand with what it is said of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from scribe_desktop.domain.email import FindingKind
from scribe_desktop.domain.evidence import EvidenceKind, Paper
from scribe_desktop.domain.sentences import split_sentences
from scribe_desktop.pipeline.claim_extract import Found, numbers, reads_as_year
from scribe_desktop.pipeline.common_words import is_common
from scribe_desktop.pipeline.grounds import Ground
from scribe_desktop.pipeline.nearness import UNITS as _MEASURES
from scribe_desktop.pipeline.nearness import unit_after
from scribe_desktop.pipeline.number_derived import follows
from scribe_desktop.pipeline.number_forms import is_same, years_since
from scribe_desktop.pipeline.number_mentions import Mention, head_after
from scribe_desktop.pipeline.number_places import Place, place_of, plain_words_near
from scribe_desktop.pipeline.number_swaps import is_swapped
from scribe_desktop.pipeline.number_talk import is_talk
from scribe_desktop.pipeline.sentence_state import SentenceState
from scribe_desktop.pipeline.text_match import word_set, words
from scribe_desktop.pipeline.work_years import is_year_of_work

CLOSEST = 0.55
"""A number must fit a place of the evidence that has it this well, measured by the place that fits best."""
FAR = 1_000_000
SMALL = 12
"""Up to this number, one word beside it says too little of what it counts."""
_SHARED = 2
_DATES = word_set(
    "january february march april may june july august september october november december spring summer autumn winter"
)
AROUND = 5
"""So many words on each side of a year say what it is the year of."""


def check_numbers(state: SentenceState) -> None:
    """A year next to a title must be that title's; any other number must stand where its sentence comes from."""
    literal = {one.value for one in numbers(state.literal)}
    row = frozenset().union(*(one.numbers for one in state.grounds.own if one.kind is EvidenceKind.ROW))
    for number in numbers(state.without_quotes):
        if number.value in literal | row or _is_derived(state, number):
            continue
        of_work = is_year_of_work(state, number) if reads_as_year(number) else None
        if of_work is not None:
            if of_work:
                state.verified += 1
            else:
                state.add(FindingKind.YEAR, number.text, f"No saved page or paper gives {number.text} for this work.")
        elif reads_as_year(number) and state.ties:
            beside = {one.value for text in state.beside_titles(number.start) for one in numbers(text)}
            if number.value not in beside and not _said_elsewhere(state, number):
                reason = f"No saved page or paper puts {number.text} next to this title."
                state.add(FindingKind.YEAR, number.text, reason)
        elif not _number_supported(state, number) or is_swapped(state, number):
            kind = FindingKind.YEAR if reads_as_year(number) else FindingKind.NUMBER
            state.add(kind, number.text, f"No saved page or paper says {number.text} of this.")
        else:
            state.verified += 1


def _is_derived(state: SentenceState, number: Found) -> bool:
    """True for what follows from two figures or years of the evidence, and for a span between one and today."""
    since = years_since(state.without_quotes, number, state.grounds.now)
    return follows(state, number) or any(
        _number_supported(state, replace(number, value=str(year), text=str(year))) for year in since
    )


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
    place, worth = place_of(state, number), state.grounds.worth
    if is_talk(state, place):
        return True

    def same(mention: Mention) -> bool:
        return is_same(state.masked, number, mention.value, mention.unit, mention.is_year)

    grounds = _speaking(state, number)
    mentions = [one for ground in grounds for one in ground.mentions]
    own = [one for ground in state.grounds.own for one in ground.mentions]
    if any(one.value == number.value and place.fits(one, worth) for one in own) or _stands_so(state, number, grounds):
        return True
    rivals = [one for ground in state.grounds.evidence for one in ground.mentions if not one.in_title]
    fitting = [one for one in mentions if same(one)]
    if not place.near and fitting:
        return True
    mine = max(fitting, key=lambda one: place.fits(one, worth), default=None)
    if mine is not None and place.fits(mine, worth) > 0 and _is_closest(state, place, mine, rivals):
        return True
    if _stands_abroad(state, number, grounds) or _stands_apart(state, number):
        return True
    if _stands_together(state, place, fitting, rivals):
        return True
    return not reads_as_year(number) and _stands_loosely(state, place, grounds)


def _is_closest(state: SentenceState, place: Place, mine: Mention, rivals: Sequence[Mention]) -> bool:
    """True when no other number of the evidence fits this place much better.

    One that another number of the sentence says counts only when the two would fit better the other way round.
    """
    worth = state.grounds.worth
    fit = place.fits(mine, worth)
    better = [one for one in rivals if CLOSEST * place.fits(one, worth) > fit]
    others = [place_of(state, one) for one in numbers(state.without_quotes) if one != place.number] if better else []
    return all(
        any(
            is_same(state.masked, other.number, one.value, one.unit, one.is_year)
            and other.fits(one, worth) > 0
            and fit + other.fits(one, worth) >= place.fits(one, worth) + other.fits(mine, worth)
            for other in others
        )
        for one in better
    )


def _stands_together(state: SentenceState, place: Place, fitting: Sequence[Mention], rivals: Sequence[Mention]) -> bool:
    """True when a sentence of the evidence has the number and enough of the words, told in another order.

    Not when what the number counts is counted by another number there, and not when the same words stand as well in
    a sentence with another number for them.
    """
    telling = place.near.keys() - _MEASURES
    counted_by_others = any(place.head in one.counted and not _says(state, place, one) for one in rivals)
    enough = 1 if _is_telling(place.number) else _SHARED
    for mine in fitting:
        counts_the_same = place.head in mine.counted
        if _is_told_of_other(state, place, mine, rivals):
            continue
        if not place.agrees(mine) or len(telling & mine.beside) < (1 if counts_the_same else enough):
            continue
        if counts_the_same or not counted_by_others:
            return True
    return False


def _is_told_of_other(state: SentenceState, place: Place, mine: Mention, rivals: Sequence[Mention]) -> bool:
    """True when the same sentence of the evidence has another figure in this unit that fits far better, unsaid here."""
    here, worth = {one.value for one in numbers(state.masked)}, state.grounds.worth
    fit = place.fits(mine, worth)
    return mine.unit is not None and any(
        one.together is mine.together and one.unit == mine.unit and one.value not in here
        for one in rivals
        if CLOSEST * place.fits(one, worth) > fit
    )


def _is_telling(number: Found) -> bool:
    """True for a number that a page seldom has twice: no small one, no part of a whole, no year."""
    return number.value.isdigit() and int(number.value) > SMALL and not reads_as_year(number)


def _says(state: SentenceState, place: Place, one: Mention) -> bool:
    return is_same(state.masked, place.number, one.value, one.unit, one.is_year)


def _stands_loosely(state: SentenceState, place: Place, grounds: Sequence[Ground]) -> bool:
    """True when the evidence named last, or else all of it, has the number where also the plain words suit it best.

    For a sentence like "this is a factor of two", whose few words say nothing by themselves.
    """
    worth = state.grounds.worth
    there = [one for one in state.topic if one in grounds and not state.ties]
    if not there:
        if any(place.fits(one, worth) for ground in state.grounds.evidence for one in ground.mentions):
            return False
        there = list(grounds)
    mine = plain_words_near(state.masked, place.number)
    best, suits = 0.0, False
    for ground in there:
        for sentence in split_sentences(ground.content):
            for one in numbers(sentence.text):
                head, unit = head_after(sentence.text, one), unit_after(sentence.text, one)
                if not place.alike(Mention(one.value, reads_as_year(one), unit, {}, head)):
                    continue
                theirs = plain_words_near(sentence.text, one)
                fit = sum(weight * theirs[word] for word, weight in mine.items() if word in theirs)
                if fit >= best > 0 or fit > best:
                    said = is_same(state.masked, place.number, one.value, unit, reads_as_year(one))
                    best, suits = fit, said or (suits and fit == best)
    return suits


def _stands_abroad(state: SentenceState, number: Found, grounds: Sequence[Ground]) -> bool:
    """True when evidence in another language than the sentence has the number: what it counts cannot be compared."""
    return any(
        is_same(state.masked, number, one.value, one.unit, one.is_year)
        for ground in grounds
        if state.is_strange(ground)
        for one in ground.mentions
    )


def _stands_apart(state: SentenceState, number: Found) -> bool:
    """True for "3 out of 4" when a sentence of the evidence has both, and for a third of 96 where it says 31 of 96."""
    part, slash, whole = number.value.partition("/")
    here = {one.value for one in numbers(state.masked)}
    return bool(slash) and any(
        (whole in values and (part in values or (part == "1" and int(whole) > SMALL)))
        or any(
            is_same(state.masked, number, f"{one}/{other}", None, False)
            for other in here & values
            for one in values
            if one.isdigit() and other.isdigit() and int(one) < int(other)
        )
        for ground in state.grounds.evidence
        for _, values in ground.units
    )


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
        any(len(word) >= 3 and (not is_common(word) or word in _DATES) for word in around)
        and any(one.says(f" {' '.join(needle)} ") for one in grounds)
        for around, needle in (
            (before, (*before, *value)),
            (before[-1:], (*before[-1:], *value)),
            (after, (*value, *after)),
        )
    )
