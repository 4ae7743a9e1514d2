"""How sure a statement may be: what the evidence calls possible or unfinished is not proved, caused or done."""

from __future__ import annotations

import re
from functools import lru_cache

from scribe_desktop.domain.email import FindingKind
from scribe_desktop.pipeline.clauses import Clause, Told, clauses, root, roots
from scribe_desktop.pipeline.common_words import FUNCTION_WORDS
from scribe_desktop.pipeline.grounds import Ground
from scribe_desktop.pipeline.polarity import NOT, pieces, short
from scribe_desktop.pipeline.sentence_state import SentenceState
from scribe_desktop.pipeline.speakers import told_text
from scribe_desktop.pipeline.text_match import Caseless, words

ENOUGH = 2
MOSTLY = 0.6
_SHORTEST = 4

_CERTAIN: tuple[tuple[Caseless, Caseless], ...] = tuple(
    (Caseless(claimed), Caseless(needed))
    for claimed, needed in (
        (
            r"\b(?:prove[sdn]?|proving|disprove[sdn]?) (?!(?:your|the|my|his|her|their|a) point"
            r"|useful|helpful|invaluable|valuable|to be|difficult|hard|as|more|less|better|worse|baskets?|grounds?"
            r"|right)",
            r"prov(?:e|ing|en)|proof|theorem|lemma|establish|demonstrat|we show|shows? that|determine",
        ),
        (r"\b(?:rul(?:e[sd]?|ing) out|exclud(?:e[sd]?|ing))\b", r"rul\w+ out|exclud|eliminat|reject|excluded"),
        (
            r"\b(?:settl(?:e[sd]?|ing)|resolv(?:e[sd]?|ing)|answer(?:s|ed)?) (?:the|this|that) (?:old "
            r"|long-standing |whole )?"
            r"(?:question|debate|matter|issue|problem|dispute)",
            r"settl|resolv|solv|answer|prov",
        ),
        (
            r"\b(?:conclusive(?:ly)?|definitive(?:ly)?|once and for all|beyond (?:any |all )?doubt|undeniabl[ey]"
            r"|irrefutabl[ey]"
            r"|unequivocal(?:ly)?|guarantee[sd]?|with certainty|for certain)\b",
            r"conclusiv|definitiv|once and for all|beyond|undeniab|irrefutab|unequivoc|guarant|certain",
        ),
        (
            r"(?<!you )(?<!it )\bmust have (?:(?!pleas|delight|surpris|enjoy|help)"
            r"\w+ed|been \w+ed|dug|made|grown|driven|built|begun|come|gone)\b",
            r"\bmust\b|necessar|prov",
        ),
        (r"\bcure[sd]?\b", r"\bcure"),
        (r"\b(?:clear|strong|firm|solid|hard|overwhelming) (?:evidence|proof)\b", r"evidence|proof|significant|clear"),
    )
)  # fmt: skip
_CAUSES = Caseless(
    r"\b(?:caus(?:e[sd]?|ing)|is responsible for|are responsible for|is what (?:makes|drives|delays|causes)|(?:is"
    r"|are|was|were) due to"
    r"|result(?:s|ed)? from|brings? about|brought about|leads? to|led to)\b",
)
_GO_TOGETHER = Caseless(
    r"\b(?:associat\w+|correlat\w+|linked|link between|coincid\w+|go(?:es)? together|causality|cannot be inferred"
    r"|relat\w+ to)\b",
)
_CAUSAL = Caseless(
    r"\b(?:caus(?:e[sd]?|ing)|due to|because|led to|leads? to|driv\w+|result\w* in|result\w* from|trigger\w*)\b",
)
_WEAK = Caseless(
    r"\b(?:imprecise|unclear|inconclusive|preliminary|tentative|not significant|no significant|no evidence|mixed"
    r"|not yet|unknown"
    r"|do(?:es)? not know|speculat\w+|too early|unresolved|qualified)\b",
)
_STRONG = Caseless(
    r"\b(?:clear(?:ly)?|strong(?:ly)?|firm(?:ly)?|precise(?:ly)?|significant(?:ly)?|conclusive(?:ly)?|prov\w+"
    r"|certain(?:ly)?|established"
    r"|definite(?:ly)?|nettement|déjà|eindeutig|klar)\b",
)
_UNFINISHED = Caseless(
    r"\b(?:unfinished|not (?:yet )?(?:finished|complete\w*|published|available|out)|in (?:progress|preparation"
    r"|press)|forthcoming|under way"
    r"|underway|being (?:prepared|built|written|translated|planned|made)|planned|plans? to|will (?:be|begin|start"
    r"|open|appear)|to appear|ongoing|still (?:running|open)"
    r"|not yet|applied for|under review|submitted|longlisted|shortlisted|nominated|en cours|encore|noch nicht"
    r"|geplant)\b",
)
_FINISHED = Caseless(
    r"\b(?:ha(?:s|ve) (?:now |just |already |recently |finally )?(?:appeared|been (?:published|finished|completed"
    r"|launched|released|built)"
    r"|finished|come out|ended|opened|closed|published|completed)|is (?:now )?(?:finished|complete|out|available"
    r"|published|done)|was (?:published|finished"
    r"|completed|launched)|completed|finished|won|winner|winning|appeared in print|est (?:terminée?|parue?)"
    r"|ist (?:erschienen|fertig))\b",
)
_HEDGED = Caseless(
    r"\b(?:(?<!\d )may(?! \d)|might|could|possibly|perhaps|preliminary|tentative(?:ly)?|speculat\w+"
    r"|hypothes\w+|conjectur\w+"
    r"|peut-être|vielleicht)\b",
)
_HEDGE_OR_TALK = Caseless(
    r"\b(?:may|might|could|can|would|should|possib\w+|perhaps|maybe|suggest\w*|seem\w*|appear\w*|whether"
    r"|question\w*|likely|think\w*|thought"
    r"|believ\w+|argu\w+|ask\w*|wonder\w*|if|cautio\w*|tentativ\w*|open|hypothes\w+|idea|consider\w*|explor\w*"
    r"|propos\w*|potential\w*"
    r"|preliminary|conjectur\w*|speculat\w*|discuss\w*|interpret\w*|explanation\w*|candidate\w*|probabl[ey]"
    r"|hint\w*|indicat\w*)\b|\?",
)
_SOME = Caseless(r"\b(some|most|many|several|a few|few|part of the|half of the) (?:of the )?((?:[\w-]+ )?[\w-]+)")
_ALL = Caseless(r"\b(all|every|each|always|in every case) (?:of )?(?:the |these |those )?((?:[\w-]+ )?[\w-]+)")


def check_certainty(state: SentenceState) -> None:
    """Note words of proof, cause, completion and certainty where the evidence about the same says less."""
    text = told_text(state)
    grounds = _nearest(state)
    if not grounds:
        return
    told = [one for ground in grounds for one in ground.told]
    found = _too_certain(state, text, grounds) or _by_clause(state, text, told)
    if found:
        state.add(FindingKind.UNSUPPORTED, state.sentence, found)


def _nearest(state: SentenceState) -> list[Ground]:
    """The evidence that the sentence is about: of the titles it names, else with most of its telling words."""
    mine = roots(state.masked) - state.grounds.name_stems
    counted = [(len(mine & one.content_roots), one) for one in state.grounds.evidence]
    most = max((count for count, _ in counted), default=0)
    if state.tied:
        tied = [one for one in state.tied if one.content_roots]
        return tied + [one for count, one in counted if count == most and count and one not in tied]
    return [one for count, one in counted if count and 3 * count >= 2 * most]


def _too_certain(state: SentenceState, text: str, grounds: list[Ground]) -> str | None:
    for claimed, needed in _CERTAIN:
        match = claimed.search(text)
        if not match or NOT.search(text[max(0, match.start() - 25) : match.start()]) or text.rstrip().endswith("?"):
            continue
        if re.search(r"\b(?:would|could|might|may|can|to|will|shall|should|cannot) (?:\w+ )?\Z", text[: match.start()]):
            continue
        if any(needed.search(one.text) and not NOT.search(one.text) for ground in grounds for one in ground.told):
            continue
        if any(one.says(f" {match[0].strip().lower()} ") for one in state.grounds.own):
            continue
        return f"No saved page or paper goes as far as “{text[match.start() : match.end()].strip()}”."
    return None


def _by_clause(state: SentenceState, text: str, told: list[Told]) -> str | None:
    own = state.grounds.name_stems
    for clause in clauses(text):
        mine = clause.roots - own
        for one, piece in pieces(told) if mine else ():
            shared = mine & (one.roots if len(one.clauses) < ENOUGH else piece.roots)
            if shared and (reason := _says_more(clause, mine, shared, one, piece)):
                return f"The evidence {reason}: “{short(one.text)}”."
    return None


@lru_cache(maxsize=512)
def _words(text: str) -> frozenset[str]:
    """The roots of all words but grammar."""
    return frozenset(root(one) for one in words(text) if len(one) >= _SHORTEST and one not in FUNCTION_WORDS)


def _says_more(clause: Clause, mine: frozenset[str], shared: frozenset[str], one: Told, piece: Clause) -> str | None:
    is_no = bool(NOT.search(clause.text))
    if (
        _WEAK.search(piece.text)
        and _STRONG.search(clause.text)
        and not is_no
        and not _HEDGE_OR_TALK.search(clause.text)
    ):
        return "is less clear about this"
    if not is_no and len(_words(clause.text) & _words(one.text)) >= ENOUGH:
        if _UNFINISHED.search(one.text) and _FINISHED.search(clause.text):
            return "does not have this as finished"
        if _CAUSES.search(clause.text) and _GO_TOGETHER.search(one.text) and not _CAUSAL.search(one.text):
            return "has this go together, not as cause and effect"
    if (
        len(shared) >= ENOUGH + 1
        and len(shared) >= MOSTLY * len(mine)
        and _HEDGED.search(piece.text)
        and not _HEDGE_OR_TALK.search(clause.text)
    ):
        return "has this as a possibility only"
    if len(shared) < ENOUGH or not (every := _ALL.search(clause.text)):
        return None
    some = _SOME.search(piece.text)
    if some and roots(some[2]) & roots(every[2]) and not _ALL.search(piece.text):
        return "does not say this of all"
    return None
