"""Numbers that follow from others: a span between two years, how many times more, what is left, a change in parts."""

from __future__ import annotations

import re
from collections.abc import Iterator

from scribe_desktop.domain.evidence import Paper
from scribe_desktop.pipeline.claim_extract import Found, numbers, reads_as_year
from scribe_desktop.pipeline.common_words import concept, concepts
from scribe_desktop.pipeline.nearness import UNITS, unit_after
from scribe_desktop.pipeline.number_forms import is_close, is_duration, is_same, is_share, is_span, share
from scribe_desktop.pipeline.number_mentions import Mention, head_after
from scribe_desktop.pipeline.sentence_state import SentenceState
from scribe_desktop.pipeline.text_match import Caseless
from scribe_desktop.pipeline.work_years import WORK, works_meant

_SHARED = 2
_TIMES, _PERCENT = concept("times"), concept("percent")
_MORE = (
    r"more|fewer|less|faster|slower|longer|shorter|higher|lower|older|younger|better|worse|taller|heavier|lighter"
    r"|larger|smaller|bigger|stronger|weaker|extra|earlier|later"
)
_COMPARED = Caseless(rf"(?: [\w-]+){{0,4}}? (?:{_MORE})\b")
_CHANGED = Caseless(
    r"\b(?:fell|fall|falls|fallen|drop\w*|rose|risen|rises?|cut\w*|reduc\w+|increas\w+|decreas\w+|declin\w+|grew|grown"
    r"|shr[aiu]nk|down|up|gain\w*|lost|loses?|sank)\b|"
    rf"\b(?:{_MORE})\b",
)
_ALL_BUT = Caseless(r"\b(?:all but|all except|bis auf|tous sauf|toutes sauf|todos menos|todas menos) \Z")
_FOR_EACH = Caseless(r" [\w-]+(?: [\w-]+)? (?:for|per|to) (?:every|each|a|one)\b")
_OF_WHOLE = re.compile(
    r" (?:out )?of (?:the |all |all the |them, )?(?:(?:more|fewer|less) than |about |over |some )?\Z"
)


def follows(state: SentenceState, number: Found) -> bool:
    """True for a number that two others of the evidence, or of this sentence, give."""
    return (
        _is_between_years(state, number)
        or _is_for_each(state, number)
        or any(_follows_from(state, number, pair) for pair in _pairs(state, number))
    )


def _is_between_years(state: SentenceState, number: Found) -> bool:
    """True for a span between two years that the draft has from the evidence."""
    text = state.without_quotes
    here = [int(one.value) for one in numbers(text) if reads_as_year(one)]
    of_work = WORK.search(text) is not None
    works = [one.source.year for one in state.grounds.evidence if isinstance(one.source, Paper) and one.source.year]
    meant = [one.year for one in (*works_meant(state, number), *_topic(state)) if one.year] if of_work else []
    named = [*state.tied_years, *state.earlier_years, *here, *(works if here and of_work else meant)]
    if is_span(text, number, named):
        return True
    beside = state.telling_stems(text, own_too=True)
    told = (one for ground in state.grounds.evidence for one in ground.told)
    return is_duration(text, number, (one.text for one in told if len(beside & concepts(one.text)) >= _SHARED))


def _topic(state: SentenceState) -> list[Paper]:
    return [one.source for one in state.topic if isinstance(one.source, Paper)]


def _is_for_each(state: SentenceState, number: Found) -> bool:
    """True for "eight words for every speaker" where the same sentence says 7,200 words and 900 speakers."""
    if not _FOR_EACH.match(state.masked, number.end):
        return False
    values = [value for one in numbers(state.masked) if one != number and (value := _float(one.value))]
    return any(is_close(state.masked, number, one / other) for one in values for other in values)


def _pairs(state: SentenceState, number: Found) -> Iterator[tuple[Mention, Mention, bool]]:
    """Two figures of one sentence of the evidence, and whether it shares two telling words with this one, or one."""
    form = _form(state, number)
    if not form:
        return
    beside, head = state.telling_stems(state.masked, own_too=True) - UNITS, head_after(state.masked, number)
    for ground in state.grounds.evidence:
        figures = [one for one in ground.mentions if not one.is_year and not one.in_title]
        for at, one in enumerate(figures):
            shared = len(beside & one.said) + (head in one.counted and head not in beside)
            if shared or form == "but":
                for other in figures[at + 1 :]:
                    near = form == "but" and figures.index(other) == at + 1
                    if other.together is one.together or near:
                        yield one, other, shared >= _SHARED


def _form(state: SentenceState, number: Found) -> str:
    """How the number compares two others: "times", "part", "more", "rest", "but", or not at all."""
    text = state.masked
    unit = unit_after(text, number)
    if unit == _TIMES:
        return "times"
    if share(number.value) is not None or unit == _PERCENT:
        return "part" if _CHANGED.search(text) else ""
    if _ALL_BUT.search(text[: number.start]):
        return "but"
    after = next((one for one in numbers(text) if one.start > number.start), None)
    if after and _OF_WHOLE.fullmatch(text[number.end : after.start]):
        return "rest"
    return "more" if _COMPARED.match(text, number.end) else ""


def _follows_from(state: SentenceState, number: Found, pair: tuple[Mention, Mention, bool]) -> bool:
    one, other, alike = pair
    first, second = _float(one.value), _float(other.value)
    if not first or not second:
        return False
    text, form = state.masked, _form(state, number)
    less, more = sorted((first, second))
    apart = one.counted and other.counted and not one.counted & other.counted
    same_kind = one.unit == other.unit and (one.unit is not None or not apart)
    if form == "times":
        return same_kind and (alike or one.unit is not None) and is_close(text, number, more / less)
    if form == "part":
        return alike and same_kind and is_share(text, number, 100 * abs(second - first) / first)
    if form == "but" and not second < first <= 2 * second:
        return False
    if form in ("more", "but"):
        return (alike or form == "but") and is_same(text, number, f"{more - less:.10g}", None, False)
    whole = next(found for found in numbers(text) if found.start > number.start)
    says_whole = is_same(text, whole, f"{more:.10g}", None, False)
    return says_whole and is_same(text, number, f"{more - less:.10g}", None, False)


def _float(value: str) -> float | None:
    try:
        return float(value)
    except ValueError:
        return None
