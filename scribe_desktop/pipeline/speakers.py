"""Which words of a sentence are about its writer, and which about the person it is written to."""

from __future__ import annotations

import re
from functools import lru_cache

from scribe_desktop.pipeline.sentence_state import SentenceState, blank
from scribe_desktop.pipeline.text_match import Caseless

_OF_WRITER = re.compile(
    r"\b(?:I|we)\b(?:(?!\b(?:you|your|that|because|how|what|why)\b|\bthe [\w-]+ (?:that |which )?you\b)[^,;:.?!])*"
    r"|\b(?:[Mm]y|[Oo]ur)(?: [\w'’-]+){1,3}"
)
_WITHOUT_CONJUNCTION = re.compile(
    r"\b(?:I|we)(?:'(?:m|ve|re|d|ll)|’(?:m|ve|re|d|ll))? (?:am|are|was|were|work|study|teach|lead|run|direct"
    r"|chair|write|founded)\b"
    r"(?:(?!\b(?:you|your|that|because|how|what|why|which|when|where|whether)\b)[^,;:.?!])*"
)
_YOU = re.compile(r"\b(?:you|your|yours|yourself|vous|votre|vos|Sie|Ihr|Ihre|Ihren|Ihrem|Ihrer)\b|\b(?:You|Your)\b")
_CONGRATULATIONS = Caseless(r"\bcongratulat")


@lru_cache(maxsize=512)
def without_writer(text: str) -> str:
    """The text with what it says of its writer's own work and offices made white space, every place as it was."""
    return _WITHOUT_CONJUNCTION.sub(lambda one: " " * len(one[0]), text)


def told_text(state: SentenceState) -> str:
    """What a sentence tells of the recipient, without titles: quotations, links and the writer's own blanked."""
    return without_writer(blank(state.without_quotes, [one.place for one in state.ties]))


@lru_cache(maxsize=512)
def of_recipient(text: str) -> str:
    """The text without any words about its writer; places change."""
    return _OF_WRITER.sub(" ", text)


@lru_cache(maxsize=512)
def speaks_to_recipient(text: str) -> bool:
    """True when the text says "you" or "your", or congratulates."""
    return bool(_YOU.search(text) or _CONGRATULATIONS.search(text))
