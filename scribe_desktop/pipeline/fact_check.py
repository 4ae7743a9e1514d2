"""One sentence of a draft against its grounds: titles, numbers and names first, then all other telling words."""

from __future__ import annotations

import re

from scribe_desktop.domain.email import FindingKind
from scribe_desktop.domain.evidence import Claim, EvidenceKind
from scribe_desktop.pipeline.claim_extract import link_value, links
from scribe_desktop.pipeline.common_words import FACT_STEMS
from scribe_desktop.pipeline.grounds import Ground
from scribe_desktop.pipeline.name_check import check_names
from scribe_desktop.pipeline.number_check import check_numbers
from scribe_desktop.pipeline.sentence_state import SentenceState
from scribe_desktop.pipeline.text_match import stem, words
from scribe_desktop.pipeline.title_check import check_titles

MOST_CLAIMS = 3
"""Claims of one sentence, at most: a reader checks it in seconds."""
UNSUPPORTED_FROM = 0.5
"""More than this share of a sentence's telling words in no ground makes it unsupported."""

_DESCRIBING = re.compile(r"(?:ly|ful|ive|ous|ing|ed|able|ible|ent|ant|less)\Z")


def check_sentence(state: SentenceState) -> list[Claim]:
    """Check a sentence; what nothing supports is in `state.findings`, what it rests on is returned."""
    check_titles(state)
    check_numbers(state)
    check_names(state)
    _check_words(state)
    linked = {one.value for one in links(state.sentence)}
    state.used += [one for one in state.grounds.evidence if one.source and link_value(one.source.url) in linked]
    if not (state.used or state.findings):
        _use_row(state)
    return [one.claim(state.sentence) for one in list(dict.fromkeys(state.used))[:MOST_CLAIMS]]


def _check_words(state: SentenceState) -> None:
    telling = state.telling_stems(state.without_quotes)
    cover = list(dict.fromkeys(state.tied))
    missing = telling - state.settled - frozenset().union(*(one.stems for one in cover))
    evidence = [one for one in state.grounds.evidence if one not in cover]
    for _ in range(2):
        best = max(evidence, key=lambda one: (len(missing & one.stems), _is_cited(state, one)), default=None)
        if best is None or not missing & best.stems:
            break
        cover.append(best)
        missing = missing - best.stems
    if _is_unsupported(state, telling - state.settled, missing) or _lacks_fact(state, telling):
        state.add(
            FindingKind.UNSUPPORTED,
            state.sentence,
            "Nothing in the saved pages and papers, the template or the row says this.",
        )
        return
    state.used.extend(cover)


def _is_cited(state: SentenceState, ground: Ground) -> bool:
    return ground.source is not None and ground.source.id in state.cited


def _is_unsupported(state: SentenceState, telling: set[str], missing: set[str]) -> bool:
    if len(telling) >= 2:
        return len(missing) >= 2 and len(missing) / len(telling) > UNSUPPORTED_FROM
    return not state.used and any(
        stem(word) in missing and len(word) >= 5 and not _DESCRIBING.search(word)
        for word in words(state.without_quotes)
    )


def _lacks_fact(state: SentenceState, telling: set[str]) -> bool:
    """True for a word that states a fact (an award, an office) which no sentence of the evidence states of this."""
    context = state.telling_stems(state.masked) | state.settled
    for fact in telling & FACT_STEMS:
        others = context - {fact}
        units = [unit for ground in state.grounds.evidence for unit, _ in ground.units if fact in unit]
        if not any(others & unit or not others for unit in units):
            return True
    return False


def _use_row(state: SentenceState) -> None:
    """Without evidence, the sentence may rest on what the row says beyond the template's own words."""
    literal = {stem(word) for word in words(state.literal)}
    mine = state.telling_stems(state.sentence, own_too=True) - literal
    rows = [one for one in state.grounds.own if one.kind is EvidenceKind.ROW and mine & one.stems]
    state.used.extend(sorted(rows, key=lambda one: -len(mine & one.stems))[:1])
