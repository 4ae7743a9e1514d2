"""Being the first, the only or the most: such a rank has to stand in the evidence."""

from __future__ import annotations

import re

from scribe_desktop.domain.email import FindingKind
from scribe_desktop.pipeline.clauses import roots
from scribe_desktop.pipeline.sentence_state import SentenceState
from scribe_desktop.pipeline.speakers import without_writer
from scribe_desktop.pipeline.text_match import Caseless, spaced, words

_MEASURED = (
    "largest|biggest|longest|oldest|youngest|highest|tallest|earliest|fastest|newest|smallest|richest|busiest"
    "|deepest|heaviest"
    "|greatest|leading|foremost|finest|best-known|best-selling|world-leading"
)
_MOST = (
    "(?:widely |highly |often |frequently |closely |commonly )?"
    "(?:used|cited|read|known|quoted|influential|famous|popular|prestigious|successful|translated|sold|taught"
    "|downloaded"
    "|comprehensive|complete|accurate|precise|productive|important|respected|advanced|sought-after|powerful"
    "|detailed|extensive)"
)
_RANK = Caseless(
    rf"\b(?<!I would be )(?<!I'd be )(?<!I’d be )(?<!we would be )"
    rf"(?:the|your|its|one of the|among the) (?:very |world's |world’s |country's |country’s |field's |field’s "
    rf"|by far the )?"
    rf"(?P<rank>most {_MOST}|{_MEASURED}|first(?: ever)?|only|standard|definitive|authoritative|unrivalled"
    rf"|unrivaled|undisputed)\b"
    rf"(?: (?P<of>[\w-]+))?"
    r"|\b(?P<ever>world record|first ever|first-ever|ever (?:made|built|found|recorded|published|written|seen"
    r"|discovered)"
    r"|the world over|in the world|in history|history of the|of all time|second to none|without equal"
    r"|unprecedented|unparalleled"
    r"|number one|world[- ]famous|world[- ]renowned|internationally renowned)\b",
)
_WORK_OF = frozenset(["standard", "definitive", "authoritative", "unrivalled", "unrivaled", "undisputed", "leading"])
_RANKED = frozenset(
    (
        "work", "works", "book", "textbook", "account", "study", "text", "reference", "treatment", "guide", "expert",
        "authority", "voice", "figure", "scholar", "specialist", "researcher", "scientist", "lab", "group", "centre",
        "center", "institute", "journal", "survey", "edition", "method", "theory", "source",
    )
)  # fmt: skip
_FIRST = re.compile(
    r"\A(?:to|ever|discover\w*|person|woman|man|one|people|who|in|researcher|scientist|group|team|lab|proof"
    r"|evidence"
    r"|observation|measurement|description|detection|demonstration|comprehensive|systematic|complete)\Z"
)
_OPINION = Caseless(r"\b(?:I|we|me|us|my|our|mine|ours)\b|\bstruck\b|\bfor me\b")
_SAME = {
    "first": "first earliest premiere new pioneer pioneered pioneering erste premier premiere",
    "only": "only sole single unique einzige seul",
    "largest": "largest biggest greatest most", "biggest": "largest biggest greatest most",
    "leading": "leading leader foremost", "foremost": "leading foremost",
    "standard": "standard", "earliest": "earliest first oldest", "oldest": "oldest earliest first",
}  # fmt: skip


def check_superlatives(state: SentenceState) -> None:
    """Note a rank that no sentence of the evidence gives in such words; opinions of the writer are left alone."""
    text = without_writer(state.without_quotes)
    for match in _RANK.finditer(text):
        rank = (match["rank"] or match["ever"]).lower()
        if rank == "first" and not _FIRST.match((match["of"] or "").lower()):
            continue
        if rank == "only" and (match["of"] or "").lower() not in _RANKED | {"person", "one", "to", "researcher"}:
            continue
        if rank in _WORK_OF and (match["of"] or "").lower() not in _RANKED:
            continue
        after = re.split(r"[,;:.]", text[match.end() :])[0]
        if _OPINION.search(after) or (state.sentence.rstrip().endswith("?") and not state.asserts):
            continue
        if not _stands(state, rank):
            reason = f"No saved page or paper says “{text[match.start() : match.end()].strip()}”."
            state.add(FindingKind.UNSUPPORTED, state.sentence, reason)
            return


def _stands(state: SentenceState, rank: str) -> bool:
    """True when the rank stands in row or template, or in a sentence of the evidence with a word of this one."""
    telling = roots(state.masked) - roots(rank)
    listed = words(rank)
    needle = spaced(rank)
    alike = frozenset(_SAME.get(listed[0], "").split())
    if any(one.says(needle) for one in state.grounds.own):
        return True

    def gives(unit: str) -> bool:
        most = listed[0] == "most" and " most " in unit and f" {listed[-1]} " in unit
        return needle in unit or most or bool(alike & set(unit.split()))

    return any(
        gives(unit) and (not telling or telling & (roots(unit) | ground.content_roots))
        for ground in state.grounds.evidence
        for unit in ground.spaced_units
    )
