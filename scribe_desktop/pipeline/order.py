"""Who does what to whom, and what holds for which: words of the evidence that a statement puts the other way round."""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import StrEnum
from functools import lru_cache
from itertools import pairwise

from scribe_desktop.domain.email import FindingKind
from scribe_desktop.pipeline.clauses import Clause, Told, clauses, roots
from scribe_desktop.pipeline.polarity import NOT, short
from scribe_desktop.pipeline.sentence_state import SentenceState
from scribe_desktop.pipeline.speakers import told_text
from scribe_desktop.pipeline.text_match import Caseless

_DEGREE = roots("more less most least often")
_Sides = tuple[frozenset[str], frozenset[str], frozenset[str]]
_EFFECT = Caseless(
    r"\b(?:shap(?:e[sd]?|ing)|chang(?:e[sd]?|ing)|influenc(?:e[sd]?|ing)|affect(?:s|ed|ing)?|determin(?:e[sd]?"
    r"|ing)|dr(?:ive[sn]?|ove)"
    r"|caus(?:e[sd]?|ing)|predict(?:s|ed)?|produc(?:e[sd]?|ing)|reduc(?:e[sd]?|ing)|increas(?:e[sd]?|ing)"
    r"|explain(?:s|ed)?|trigger(?:s|ed)?"
    r"|inspir(?:e[sd]?|ing)|control(?:s|led)?|replac(?:e[sd]?|ing)|follow(?:s|ed)|preced(?:e[sd]?|ing)"
    r"|outperform(?:s|ed)?|lead(?:s)? to|led to)\b",
)
_PASSIVE = re.compile(r"\b(?:is|are|was|were|be|been|being) (?:\w+ly )?\Z")
_THAN = Caseless(r"(?<!rather )(?<!other )\bthan\b")
_TIMES = Caseless(r"\b(before(?! and after)|(?<!before and )after)\b")


class _Relation(StrEnum):
    """How the two sides of a statement belong together."""

    EFFECT = "effect"
    THAN = "than"
    TIMES = "times"


_SAYING = {_Relation.EFFECT: _EFFECT, _Relation.THAN: _THAN, _Relation.TIMES: _TIMES}
_LESS = Caseless(
    r"\b(?:less|fewer|lower|slower|smaller|shorter|weaker|worse|later|younger|colder|cooler|cheaper|poorer|rarer"
    r"|more (?:rarely|seldom|slowly|weakly))\b(?: [\w-]+){0,3}\s*\Z",
)
"""What makes the first of two less than the second; in front of the first ("lower temperatures matter more") not."""
_RATHER = Caseless(
    r"\b(?:rather than|instead of|as opposed to|and not|but not)\b([^,;.:]*?)(?=\b(?:which|that|who)\b|[,;.:]|\Z)",
)
_HIGH = Caseless(
    r"\b(?:main|chief|primary|first of all|above all|most important|foremost|principal|comes? first|came first"
    r"|mostly|mainly|chiefly)\b",
)
_LOW = Caseless(
    r"\b(?:secondary|only after\w*|comes? (?:only )?(?:second|later|after\w*|last)|came (?:only )?(?:second|later"
    r"|last)|less important|minor"
    r"|marginal|subordinate)\b",
)


def check_order(state: SentenceState) -> None:
    """Note two things of the evidence that have changed places."""
    text = told_text(state)
    told = [one for ground in state.grounds.evidence for one in ground.told]
    own = state.grounds.name_stems
    found = (
        _swapped_pair(text, own, told)
        or _swapped_effect(text, told)
        or _swapped_rank(text, told)
        or _wrong_side(text, told)
    )
    if found:
        reason = f"The evidence has this the other way round: “{short(found)}”."
        state.add(FindingKind.UNSUPPORTED, state.sentence, reason)


def _swapped_pair(text: str, own: frozenset[str], told: Iterable[Told]) -> str | None:
    """Two clauses of which each has words of both clauses of the evidence: "A of x and B of y" for "A of y, B of x"."""
    mine = clauses(text)
    for one in told if len(mine) > 1 else ():
        for first, second in _pairs(one.clauses):
            left, right = first.roots - second.roots - own, second.roots - first.roots - own
            if not left or not right:
                continue
            for here, there in _pairs(mine):
                a, b = here.roots - there.roots, there.roots - here.roots
                if a & left and a & right and b & left and b & right:
                    return one.text
    return None


def _pairs(listed: tuple[Clause, ...]) -> Iterable[tuple[Clause, Clause]]:
    return pairwise(listed)


def _swapped_effect(text: str, told: Iterable[Told]) -> str | None:
    for relation, least in ((_Relation.EFFECT, 2), (_Relation.THAN, 2), (_Relation.TIMES, 3)):
        than = relation is _Relation.THAN
        mine = _sides(relation, text) + (_chosen(text) if than else ())
        for done, undergone, measure in mine:
            for one in told:
                for other_done, other_undergone, other_measure in _sides(relation, one.text):
                    if than and measure and not measure & other_measure:
                        continue
                    cross = done & other_undergone, undergone & other_done
                    straight = undergone & other_undergone or (not than and done & other_done)
                    if all(cross) and len(cross[0]) + len(cross[1]) >= least and not straight:
                        return one.text
    return None


@lru_cache(maxsize=512)
def _sides(relation: _Relation, text: str) -> tuple[_Sides, ...]:
    """For each verb of effect, "than" or "before": what acts, is more or first; the other side; all words in front."""
    found: list[_Sides] = []
    for match in _SAYING[relation].finditer(text):
        before = re.split(r"[;:()—–]|,\s|\b(?:that|which|and|but)\b", text[: match.start()])[-1]
        after = re.split(r"[;:()—–]|,\s|\b(?:but|which)\b", text[match.end() :])[0]
        verb = roots(match[0])
        first, second = roots(before) - verb, roots(after) - verb
        turned = (
            bool(_PASSIVE.search(text[: match.start()]))
            or (relation is _Relation.THAN and bool(_LESS.search(before)))
            or match[0].lower() == "after"
        )
        if first and second:
            sides = (second - first, first - second) if turned else (first - second, second - first)
            found.append((*sides, first - _DEGREE))
    return tuple(found)


def _chosen(text: str) -> tuple[_Sides, ...]:
    """For each "rather than": what is chosen, what is not, and no words to measure by."""
    found: list[_Sides] = []
    for match in _RATHER.finditer(text):
        before = re.split(r"[;:—–]|,\s|\b(?:that|which)\b", text[: match.start()].rstrip(" ,"))[-1]
        found.append((roots(before), roots(match[1]), frozenset()))
    return tuple(found)


def _swapped_rank(text: str, told: Iterable[Told]) -> str | None:
    """Something that the evidence puts first and the sentence last, or the other way round."""
    mine = [(bool(_HIGH.search(one.text)), bool(_LOW.search(one.text)), one.roots) for one in clauses(text)]
    for high, low, some in mine:
        if high == low:
            continue
        for one in told:
            ranks = [
                (bool(_HIGH.search(piece.text)), bool(_LOW.search(piece.text)), piece.roots) for piece in one.clauses
            ]
            same = any(some & piece and is_high == high and is_high != is_low for is_high, is_low, piece in ranks)
            other = any(some & piece and is_high != high and is_high != is_low for is_high, is_low, piece in ranks)
            if other and not same and len(roots(text) & one.roots) > 1:
                return one.text
    return None


def _wrong_side(text: str, told: Iterable[Told]) -> str | None:
    """A "rather than x" where the evidence says yes to x and no to another."""
    for chosen, refused, _ in _chosen(text):
        for one in told:
            yes = frozenset().union(*(piece.roots for piece in one.clauses if not NOT.search(piece.text)))
            no = frozenset().union(*(piece.roots for piece in one.clauses if NOT.search(piece.text)))
            if not no or not yes or "rather than" in one.text:
                continue
            if (
                2 * len(refused & (yes - no)) >= len(refused)
                and refused
                and not refused & no
                and not chosen & (yes - no)
            ):
                return one.text
    return None
