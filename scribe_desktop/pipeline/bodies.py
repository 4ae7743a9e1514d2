"""Names of bodies and things in a sentence, and the sentences of pages that speak of them."""

from __future__ import annotations

from dataclasses import dataclass

from scribe_desktop.pipeline.claim_extract import runs
from scribe_desktop.pipeline.common_words import CONNECTORS, HONORIFICS, concepts, is_common
from scribe_desktop.pipeline.languages import ENGLISH, SMALL_WORDS
from scribe_desktop.pipeline.sentence_state import SentenceState
from scribe_desktop.pipeline.speakers import without_writer
from scribe_desktop.pipeline.text_match import words
from scribe_desktop.pipeline.whose import Said

MOSTLY = 0.6
"""This share of the words of a body's name makes a sentence of the evidence one about that body."""
LONGEST_SNIPPET = 160


@dataclass(frozen=True, slots=True)
class Body:
    """A name in the sentence: its words, and where it stands."""

    start: int
    end: int
    text: str
    roots: frozenset[str]


def bodies_in(state: SentenceState) -> list[Body]:
    """Names in the sentence that are not the recipient's own, each with at least one telling word."""
    found: list[Body] = []
    text = without_writer(state.without_quotes)
    small = SMALL_WORDS[state.language] if state.language != ENGLISH else frozenset[str]()
    for run in runs(text):
        tokens = [one for one in run.tokens if one.value not in HONORIFICS]
        piece: list[int] = []
        groups: list[list[int]] = []
        for i, token in enumerate(tokens):
            if token.value in ("and", "at", "in", "with", "from", "to", "by", "on", "as") and token.text[0].islower():
                groups.append(piece)
                piece = []
            elif token.value not in CONNECTORS or piece:
                piece.append(i)
        groups.append(piece)
        for group in groups:
            while group and tokens[group[-1]].value in CONNECTORS | small:
                group.pop()
            while group and tokens[group[0]].value in small:
                group.pop(0)
            if not group:
                continue
            start, end = tokens[group[0]].start, tokens[group[-1]].end
            own = frozenset(words(text[start:end])) - CONNECTORS
            if start == 0 and len(group) == 1 and is_common(tokens[group[0]].value):
                continue
            stems = concepts(" ".join(own)) - state.grounds.name_stems
            if stems:
                found.append(Body(start, end, text[start:end], stems))
    return found


def about(state: SentenceState, wanted: frozenset[str], share: float = MOSTLY) -> list[Said]:
    """The sentences of pages with this share of the words."""
    return [one for one, stems in state.grounds.said if len(wanted & stems) >= share * len(wanted)]


def snippet(text: str) -> str:
    text = " ".join(text.split()).strip(" ;,()")
    return text if len(text) <= LONGEST_SNIPPET else text[: LONGEST_SNIPPET - 1].rsplit(" ", 1)[0] + "…"
