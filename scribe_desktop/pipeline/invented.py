"""A clause that tells what the recipient did, in words that stand nowhere, in a sentence that is else well founded."""

from __future__ import annotations

import re

from scribe_desktop.domain.email import FindingKind
from scribe_desktop.pipeline.claim_extract import numbers
from scribe_desktop.pipeline.clauses import Clause, clauses, root, roots
from scribe_desktop.pipeline.common_words import concept
from scribe_desktop.pipeline.sentence_state import SentenceState
from scribe_desktop.pipeline.speakers import told_text
from scribe_desktop.pipeline.text_match import Caseless, words

_DID = re.compile(
    r"\b[Yy]ou(?:'ve|’ve| have| had)?(?: (?:also|even|both|then|later|once|first|recently|already|\w+ly))* "
    r"(?:[a-z]{3,}ed|tried|wrote|made|built|found|took|gave|went|ran|held|led|won|sold|taught|spoke|drew|sang"
    r"|grew|bought|brought"
    r"|began|chose|caught|fought|flew|rode|swam|climbed|met|kept|set|put|written|given|taken|grown|drawn|flown)\b"
    r"|\b[Yy]ou(?: also)? (?:mention|describe|report|recommend|propose|list|name|discuss|tested|offer|praise"
    r"|criticise|criticize)\b"
)
_NOT_TOLD = Caseless(
    r"\b(?:not only|if|whether|would|could|might|may|must|can|will|should|did you|do you|have you|had you|hope|wish"
    r"|suppose|imagine|used to"
    r"|you (?:are |were |have |had )?(?:interested|referred|supposed|asked|needed|wanted|liked|preferred|expected"
    r"|turned|decided))\b",
)
_DESCRIBING = re.compile(r"(?:ly|ful|ive|ous|ing|ed|able|ible|ent|ant|less)\Z")
_SHORTEST = 5


def check_invented(state: SentenceState) -> None:
    """Note the clause; wishes, questions and what may be are left alone."""
    text = told_text(state)
    if not state.asserts or state.findings:
        return
    known: frozenset[str] | None = None
    for clause in clauses(text):
        did = _DID.search(clause.text)
        if not did or _NOT_TOLD.search(clause.text) or numbers(clause.text):
            continue
        known = known or _known(state)
        mine = frozenset(one for one in words(clause.text[did.start() :]) if roots(one)) or frozenset(
            one for one in words(clause.text) if roots(one)
        )
        new = all(root(one) not in known and concept(one) not in state.grounds.own_stems for one in mine)
        if new and any(len(one) >= _SHORTEST and not _DESCRIBING.search(one) for one in mine):
            _note(state, clause)
            return


def _known(state: SentenceState) -> frozenset[str]:
    return frozenset().union(*(one.content_roots | one.stems for one in state.grounds.evidence))


def _note(state: SentenceState, clause: Clause) -> None:
    shown = " ".join(clause.text.split()).strip(" ,;:.")
    reason = f"Nothing in the saved pages and papers says “{shown}”."
    state.add(FindingKind.UNSUPPORTED, state.sentence, reason)
