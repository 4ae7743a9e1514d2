"""Yes and no: a statement must not deny what the evidence says of the same things, nor say what it denies."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from scribe_desktop.domain.email import FindingKind
from scribe_desktop.pipeline.clauses import Clause, Told, clauses, roots, word_list
from scribe_desktop.pipeline.common_words import FUNCTION_WORDS
from scribe_desktop.pipeline.sentence_state import SentenceState
from scribe_desktop.pipeline.speakers import told_text
from scribe_desktop.pipeline.text_match import Caseless

ENOUGH = 2
"""So many telling words must two clauses share before they are about the same."""
MOSTLY = 0.6
HALF = 0.5
LONGEST = 160
SHORT = 2

NOT = Caseless(
    r"\b(?:not(?! only\b| just\b)|no(?! (?:less|more|fewer|other|lower|higher|later|better|worse|earlier)\b|\.)"
    r"|never(?! (?:more|less) than\b)|none|nobody|nothing|neither|nor|without|cannot|unable"
    r"|fail(?:s|ed|ing)?|ne|pas|aucun\w*|nicht|kein\w*|ohne|nie)\b|n['’]t\b",
)
LOOSE = Caseless(
    r"\b(?:hardly|barely|rarely|scarcely|seldom|few|little|lack\w*|miss\w*|absen\w+|negative|exclud\w*|refus\w*"
    r"|declin\w*|avoid\w*"
    r"|prevent\w*|stop\w*|instead|rather|against|despite|although|though|but|except|only|free|open|whether"
    r"|whatever|regardless"
    r"|irrespective|independent\w*|either|both|any|same|equal\w*|alike|similar\w*|unchanged|limit\w*|trouble\w*"
    r"|difficult\w*|problem\w*"
    r"|weak\w*|imprecis\w*|uncertain\w*|doubt\w*|cautio\w*|honest\w*|frank\w*|un(?!i|der|til)\w{3,}|im(?:possib"
    r"|precis)\w*|in(?:dependent|conclus)\w*"
    r"|dis(?:agree|appear|lik|prov)\w*|left out|leav\w+|too|less|least|fewer|lower|outside|beyond|spared?|kept"
    r"|keep\w*|impossible|while|if|until|formerly|once)\b",
)
_UNAFFECTED = Caseless(
    r"\b(?:(?:was|were|is|are) (?:not (?:affected|changed|influenced)|unaffected|unchanged)|did not (?:change"
    r"|respond|differ|vary))\b",
)
_OF_WRITER = re.compile(r"\b(?:I|me|my|we|us|our)\b")
_THAN = re.compile(r"\bthan\b")
_PERSONAL = Caseless(
    r"\W*(?:and |but )?(?:I|she|he|they|we|elle|il|sie|er|ich)\b[^,;]*?\b(?:(?:do|does|did|am|is|are|was|were|has"
    r"|have) (?:not|never)|no longer)\b",
)
_TO_YOU = Caseless(r"\b(?:you|your)\b")
_VERB = re.compile(r"\b(?:ha[sd]|have|is|are|was|were|will|must|do|does|did|to|you|all|every|each|\w{3,}ed)\b")
_BARE = Caseless(r"\W*(?:and |but |with )?(?:none|no|not|without|never)\b|[\w ]+\b(?:was|were|is|are) negative")
_LEFT_OUT = Caseless(r"\b(?:left out|leaves? out|excluded|ruled out|negative|absent)\b")
_UP = Caseless(
    r"\b(?:increas\w+|rise[sn]?|rose|rising|rais\w+|higher|(?<!or )more(?! than\b)|grow\w*|grew|gain\w*|faster"
    r"|quicker|improv\w+|better|strengthen\w*"
    r"|stronger|lengthen\w*|longer|larger|bigger|warmer|deeper|doubl\w+|tripl\w+|often|above|exceed\w*|twice"
    r"|accelerat\w+|untroubled|flawless\w*|undiminished)\b",
)
_DOWN = Caseless(
    r"\b(?:decreas\w+|fall\w*|fell|drop\w*|declin\w+|reduc\w+|lower\w*|(?<!or )less(?! than\b)"
    r"|(?<!or )fewer(?! than\b)|slower|slow(?:s|ed|ing)|wors\w+|weak\w+|shorten\w*"
    r"|shorter|smaller|cooler|colder|shallower|halv\w+|below|shrink\w*|shrank|diminish\w*|cut\w*)\b",
)
_ASKS = re.compile(r"\?\W*\Z")
_ASK_WITHIN = re.compile(
    r"\b(?:whether|if|wonder\w*|hope|wish|would|could|might|may|should|ask\w*|curious|imagine|suppose)\b"
)


@lru_cache(maxsize=4096)
def negations(text: str) -> int:
    """How many words of a text say no."""
    return len(_nos(text))


def _nos(text: str) -> list[re.Match[str]]:
    """The words that say no; with a capital inside a sentence they are part of a name ("No Fear")."""
    return [one for one in NOT.finditer(text) if not (_is_title(text, one) and len(text[: one.start()].strip()) > 1)]


def _is_title(text: str, match: re.Match[str]) -> bool:
    return text[match.start() : match.end()].istitle()


@lru_cache(maxsize=1024)
def denied(text: str) -> frozenset[str]:
    """The roots that a clause says no to: those after its "not"; all for "left out"; none when it says no twice."""
    if _LEFT_OUT.search(text):
        return roots(text)
    found = _nos(text)
    return roots(text[found[0].end() :]) if len(found) % 2 == 1 else frozenset()


@lru_cache(maxsize=4096)
def is_loosely_negative(text: str) -> bool:
    """True when a text says no, or anything that limits or sets apart."""
    return bool(_nos(text) or LOOSE.search(text))


def check_polarity(state: SentenceState) -> None:
    """Note a clause that has the words of the evidence and turns their yes into no, their more into less."""
    text = told_text(state)
    only_asks = bool(_ASKS.search(text)) and not state.asserts
    told = [one for ground in state.grounds.evidence for one in ground.told]
    own = state.grounds.name_stems
    for clause in clauses(text):
        mine = clause.roots - own
        if not mine:
            continue
        found = _affirms_denied(state, text, clause, mine, told)
        if found is None and not only_asks:
            found = _turns_direction(clause, mine, told)
        if found is None and not only_asks and negations(clause.text) % 2 == 1:
            found = _denies_affirmed(text, clause, mine, told)
        if found:
            state.add(FindingKind.UNSUPPORTED, state.sentence, f"The evidence says otherwise: “{short(found)}”.")
            return


def _affirms_denied(
    state: SentenceState, text: str, clause: Clause, mine: frozenset[str], told: list[Told]
) -> str | None:
    """The sentence of the evidence that denies what this clause says without a no; None for none."""
    if is_loosely_negative(clause.text) or (_ASKS.search(text) and not _is_aside(text, clause)):
        return None
    here = roots(text)
    best: tuple[int, str] | None = None
    for one, piece in pieces(told):
        shared = mine & piece.roots
        if not shared:
            continue
        whole = here & one.roots
        enough = len(shared) >= ENOUGH and len(shared) >= HALF * len(piece.roots)
        alone = piece.roots <= mine and len(whole) >= ENOUGH and bool(_BARE.match(piece.text))
        no = denied(piece.text)
        if not enough and not alone and no and no == piece.roots <= mine:
            alone = bool(_PERSONAL.match(piece.text) and _TO_YOU.search(text))
        is_denied = (enough or alone) and no & shared and (no <= mine or _VERB.search(clause.text))
        if is_denied and (best is None or len(shared) > best[0]):
            best = (len(shared), one.text)
    if best is None:
        return None
    rivals = max(
        (len(mine & piece.roots) for _, piece in pieces(told) if not is_loosely_negative(piece.text)), default=0
    )
    return best[1] if rivals < best[0] or (rivals == best[0] == 1) else None


def _is_aside(text: str, clause: Clause) -> bool:
    """True for a part of a question that is told and not asked: "with …", "which …" between commas."""
    return bool(
        re.match(r"\W*(?:and|with|which|where|who|whose|since|given|as|although|because)\b", clause.text)
    ) or bool(re.search(r",\s*with\b[^,]*\Z", text[: clause.start]))


def _denies_affirmed(text: str, clause: Clause, mine: frozenset[str], told: list[Told]) -> str | None:
    """The sentence of the evidence that says what this clause denies, when none denies it; None for none."""
    if _ASK_WITHIN.search(clause.text) or _ASKS.search(text) or "no longer" in clause.text:
        return None
    if _OF_WRITER.search(clause.text):
        return None
    best: tuple[int, str] | None = None
    for one, piece in pieces(told):
        shared = len(mine & piece.roots)
        if shared >= ENOUGH and shared >= MOSTLY * len(mine) and denied(clause.text) & piece.roots:
            if _nos(one.text) or is_loosely_negative(piece.text):
                return None
            if best is None or shared > best[0]:
                best = (shared, one.text)
    return best[1] if best else None


def _turns_direction(clause: Clause, mine: frozenset[str], told: list[Told]) -> str | None:
    """The sentence that tells of the same things in the other direction: more for less, before for after."""
    up, down = _goes(clause.text)
    if not (up or down) or negations(clause.text) or _ASK_WITHIN.search(clause.text):
        return None
    for one, piece in pieces(told):
        still = _UNAFFECTED.search(piece.text)
        if not still:
            continue
        still_it = piece.text[: still.start()]
        said = frozenset(word_list(clause.text))
        if roots(still_it) and all(
            one in said for one in word_list(still_it) if len(one) > SHORT and one not in FUNCTION_WORDS
        ):
            return one.text
    subject = _subject(clause.text) - clause_names(mine, clause)
    if up == down or not subject or _THAN.search(clause.text):
        return None
    best: tuple[int, int, str, tuple[bool, bool]] | None = None
    for one, piece in pieces(told):
        shared = mine & piece.roots
        if len(shared) < ENOUGH:
            continue
        theirs = _subject(piece.text)
        fits = len(subject & theirs)
        if not theirs or 2 * fits < len(subject) + (len(subject) > 1):
            continue
        if best is None or (fits, len(shared)) > best[:2]:
            best = (fits, len(shared), one.text, (False, False) if negations(piece.text) else _goes(piece.text))
    if best and best[3] == (not up, not down):
        return best[2]
    return None


def clause_names(mine: frozenset[str], clause: Clause) -> frozenset[str]:
    """The roots of a clause that are not to be compared: the recipient's own name."""
    return clause.roots - mine


@lru_cache(maxsize=1024)
def _subject(text: str) -> frozenset[str]:
    """What a clause says grows or shrinks: the words before the one that tells which."""
    places = [one.start() for pattern in (_UP, _DOWN) for one in pattern.finditer(text)]
    return roots(text[: min(places)]) if places else frozenset()


@lru_cache(maxsize=4096)
def _goes(text: str) -> tuple[bool, bool]:
    """Whether a clause tells of more, and whether of less; "Lower" in a name is neither."""
    up, down = (
        any(not _is_title(text, one) or not text[: one.start()].strip() for one in pattern.finditer(text))
        for pattern in (_UP, _DOWN)
    )
    return up, down


def pieces(told: list[Told]) -> Iterator[tuple[Told, Clause]]:
    """Each clause of the evidence with its sentence."""
    for one in told:
        for piece in one.clauses:
            yield one, piece


def short(text: str) -> str:
    """A sentence of the evidence, at most as long as a reason may show."""
    text = " ".join(text.split())
    return text if len(text) <= LONGEST else text[: LONGEST - 1].rsplit(" ", 1)[0] + "…"
