"""Runs of words with capitals cut into pieces that may each be a name."""

from __future__ import annotations

import re
from collections.abc import Sequence

from scribe_desktop.pipeline.claim_extract import Found, Run
from scribe_desktop.pipeline.common_words import CAPITALISED, COMMON_WORDS, CONNECTORS, DEGREES, HONORIFICS
from scribe_desktop.pipeline.languages import ENGLISH, MONTHS, SMALL_WORDS, language_name
from scribe_desktop.pipeline.sentence_state import SentenceState


def written(state: SentenceState, tokens: Sequence[Found]) -> str:
    """These words as the sentence has them."""
    return state.sentence[tokens[0].start : tokens[-1].end] if tokens else ""


def capitals(tokens: Sequence[Found]) -> int:
    """How many of these words begin with a capital."""
    return sum(1 for one in tokens if one.text[:1].isupper())


def without_connectors(tokens: Sequence[Found]) -> list[Found]:
    """The words without small ones ("of", "the") at either end."""
    kept = list(tokens)
    while kept and kept[0].value in CONNECTORS:
        kept.pop(0)
    while kept and kept[-1].value in CONNECTORS:
        kept.pop()
    return kept


def trimmed(run: Run, language: str = ENGLISH) -> list[Found]:
    """The run without greetings, titles of honour, and a common word at the start of a sentence."""
    kept = list(run.tokens)
    small = SMALL_WORDS[language] if language != ENGLISH else frozenset[str]()
    months = MONTHS.get(language, frozenset())
    while kept and (
        re.split("['’-]", kept[0].value)[-1 if "-" in kept[0].value else 0] in CAPITALISED
        or kept[0].value in months
        or kept[0].value in small
        or kept[0].value in DEGREES
        or kept[0].value in CONNECTORS
        or (kept[0] is run.tokens[0] and not run.before and kept[0].value in COMMON_WORDS)
    ):
        kept.pop(0)
    kept = [one for one in kept if one.value not in HONORIFICS]
    while kept and (
        kept[-1].value in CAPITALISED | DEGREES | small | months | {language_name(language)}
        or kept[-1].value in CONNECTORS
    ):
        kept.pop()
    return kept


def split_at(tokens: Sequence[Found], at: frozenset[str]) -> list[list[Found]]:
    """The pieces between these small words, none of them empty."""
    pieces: list[list[Found]] = [[]]
    for token in tokens:
        if token.value in at and not token.text[:1].isupper():
            pieces.append([])
        else:
            pieces[-1].append(token)
    return [piece for one in pieces if (piece := without_connectors(one))]
