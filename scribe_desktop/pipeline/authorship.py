"""Whether a name in a sentence is said to be that of an author: "your paper with", "you and … show"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from scribe_desktop.domain.evidence import Paper
from scribe_desktop.pipeline.claim_extract import Found, numbers
from scribe_desktop.pipeline.common_words import INSTITUTION_WORDS, concepts
from scribe_desktop.pipeline.sentence_state import SentenceState
from scribe_desktop.pipeline.text_match import spaced

TOLD_WITH = 2
"""So many words beside a name in a sentence of a page tell what the draft tells of it."""
_WORK = (
    r"(?:papers?|study|article|book|chapter|essay|preprint|monograph|work|text|piece|survey|trial|experiment|report|Aufsatz"
    r"|Artikel|Studie|Beitrag|Arbeit|étude|travail|artículo|estudio|trabajo)"
)
_MADE = (
    r"(?:wrote|written|writing|did|made|published|signed|show(?:ed|n)?|found|making|preparing|editing|verfasst\w*|gemeinsam"
    r"|zusammen|signé\w*|écrit\w*|publié\w*|escrit\w+|publicad\w+)"
)
_NAMES = r"(?:[^\W\d_a-zß-ÿ][\w'’.-]+,? (?:and |und |et |y )?){0,6}"
_WITH_AUTHOR = re.compile(
    rf"(?:\b{_WORK}\b(?: (?:from|of|in|de|del|von|vom|aus) (?:\d{{4}}|[\w ]{{1,20}}?))?,? "
    rf"(?:(?:that |which )?you {_MADE} )?"
    rf"(?:together )?(?:with|mit|avec|con)|\b{_MADE}(?: in [^,;:.?!()]{{1,50}}?)? (?:together )?(?:with|mit|avec|con)"
    rf"|\bsigned (?:also |as well )?by|\b[Yy]ou(?: and|,)) {_NAMES}\Z"
)
"""What makes the name after it an author's."""
_ONLY_YOU = re.compile(rf"\b[Yy]ou, {_NAMES}\Z")
_SHOWS = re.compile(
    r",? (?:[^\W\d_a-zß-ÿ][\w'’.-]+ |and )*(?:show|found|report|argue|write|wrote|conclude|demonstrate|suggest)"
)
_AUTHOR_BEFORE = re.compile(
    r",? (?:(?:and |, )?(?:[^\W\d_a-zß-ÿ][\w'’.-]+ ?){1,4})?"
    r"(?:(?:wrote|published|signed)\b[^,;:.?!]*\bwith you\b"
    r"|and you (?:wrote|published|signed|show|found)|your co-?author)"
)
"""What makes the name before it an author's."""


def is_author_of_work(state: SentenceState, tokens: Sequence[Found]) -> bool:
    """True for a name right after "your paper with" or "you and", unless a page tells the same with this name."""
    if INSTITUTION_WORDS & {one.value for one in tokens}:
        return False
    before, after = state.masked[: tokens[0].start], state.masked[tokens[-1].end :]
    if not _WITH_AUTHOR.search(before) and not _AUTHOR_BEFORE.match(after):
        return False
    if _ONLY_YOU.search(before) and not _SHOWS.match(after):
        return False
    text = state.sentence[tokens[0].start : tokens[-1].end]
    authors = concepts(" ".join(name for one in state.grounds.evidence for name in one.names))
    needle, told = spaced(text), state.telling_stems(state.masked, own_too=True)
    beside = told - authors - concepts(text) | {one.value for one in numbers(state.masked)}
    pages = (one for one in state.grounds.evidence if not isinstance(one.source, Paper))
    return not any(
        needle in unit and len(beside & (concepts(unit) | {one.value for one in numbers(unit)})) >= TOLD_WITH
        for page in pages
        for unit in page.spaced_units
    )
