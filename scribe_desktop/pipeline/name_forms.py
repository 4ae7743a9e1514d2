"""Names in the forms that other languages give them, and words with a capital that name a language or a people."""

from __future__ import annotations

import re
from collections.abc import Sequence

from scribe_desktop.pipeline.claim_extract import Found
from scribe_desktop.pipeline.common_words import CONNECTORS, INSTITUTION_WORDS
from scribe_desktop.pipeline.grounds import Ground
from scribe_desktop.pipeline.sentence_state import SentenceState

ENDING = 2
"""So many letters of a word may differ at its end in languages that inflect names."""
SHORTEST_BEGINNING = 4
"""Letters of a word that have to be the same at least."""
_OF_A_COUNTRY = ("ish", "ese", "ian", "an", "ic", "ch", "i")
_IN_LANGUAGE = re.compile(r"\b(?:in|into|from|also) (?:\w+ (?:or|and) )?\Z", re.IGNORECASE)


def is_language_or_people(state: SentenceState, group: Sequence[Found]) -> bool:
    """True for "in French", a language to write in, and for "Mongolian" where the evidence has "Mongolia"."""
    word = group[0].value.split("-")[0] if group[0].text[-1:].islower() else group[0].value
    if len(group) > 1 or not word.endswith(_OF_A_COUNTRY):
        return False
    if _IN_LANGUAGE.search(state.masked[: group[0].start]):
        return True
    beginning = word[: max(len(word) - ENDING, SHORTEST_BEGINNING)]
    return any(f" {beginning}" in ground.spaced for ground in state.grounds.all)


def is_kind_of_office(tokens: Sequence[Found]) -> bool:
    """True for "the Ministry" alone, which other languages write with a capital."""
    return len(tokens) == 1 and tokens[0].value in INSTITUTION_WORDS


def inflected_in(state: SentenceState, tokens: Sequence[Found]) -> Ground | None:
    """The ground that has these words in one sentence with other endings ("den Geologischen Heften")."""
    wanted = [one.value for one in tokens if one.value not in CONNECTORS]
    if len(wanted) <= 1:
        return None
    return next(
        (
            ground
            for ground in state.grounds.all
            if any(all(_begins_alike(one, unit) for one in wanted) for unit in ground.spaced_units)
        ),
        None,
    )


def _begins_alike(word: str, unit: str) -> bool:
    beginning = word[: max(len(word) - ENDING, SHORTEST_BEGINNING)]
    return any(one.startswith(beginning) and len(one) <= len(word) + ENDING for one in unit.split())
