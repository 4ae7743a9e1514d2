"""Whether a name in a sentence is said to be that of an author: "your paper with", "you and … show"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from scribe_desktop.domain.evidence import Paper
from scribe_desktop.pipeline.claim_extract import Found
from scribe_desktop.pipeline.common_words import concepts
from scribe_desktop.pipeline.sentence_state import SentenceState
from scribe_desktop.pipeline.text_match import spaced

TOLD_WITH = 2
"""So many words beside a name in a sentence of a page tell what the draft tells of it."""
_WITH_AUTHOR = re.compile(
    r"\b(?:(?:papers?|study|article|book|chapter|essay|preprint|monograph|Aufsatz|Artikel|Studie|Beitrag|étude|artículo"
    r"|estudio)\b(?: (?:from|of|in) (?:\d{4}|[\w ]{1,20}?))?,? (?:(?:that |which )?you (?:wrote|signed|published) )?"
    r"(?:together )?(?:with|mit|avec|con)"
    r"|(?:wrote|written|published|signed|verfasst\w*|gemeinsam|zusammen|signé\w*|écrit\w*|publié\w*|escrit\w+|publicad\w+)"
    r" (?:together )?(?:with|mit|avec|con)"
    r"|[Yy]ou and) (?:[^\W\d_a-zß-ÿ][\w'’.-]+,? (?:and )?){0,6}\Z"
)
"""What makes the name after it an author's."""
_AUTHOR_BEFORE = re.compile(
    r",? (?:(?:and |, )?(?:[^\W\d_a-zß-ÿ][\w'’.-]+ ?){1,4})?"
    r"(?:(?:wrote|published|signed)\b[^,;:.?!]*\bwith you\b"
    r"|and you (?:wrote|published|signed|show|found)|your co-?author)"
)
"""What makes the name before it an author's."""


def is_author_of_work(state: SentenceState, tokens: Sequence[Found]) -> bool:
    """True for a name right after "your paper with" or "you and", unless a page tells the same with this name."""
    before, after = state.masked[: tokens[0].start], state.masked[tokens[-1].end :]
    if not _WITH_AUTHOR.search(before) and not _AUTHOR_BEFORE.match(after):
        return False
    text = state.sentence[tokens[0].start : tokens[-1].end]
    needle, beside = spaced(text), state.telling_stems(state.masked, own_too=True) - concepts(text)
    pages = (one for one in state.grounds.evidence if not isinstance(one.source, Paper))
    return not any(
        needle in unit and len(beside & concepts(unit)) >= TOLD_WITH for one in pages for unit in one.spaced_units
    )
