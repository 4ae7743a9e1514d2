"""Whose papers are, by the circles of co-authors that a person and their namesakes write with."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from scribe_desktop.domain.evidence import Paper
from scribe_desktop.domain.name_match import NameMatch
from scribe_desktop.domain.name_words import fold
from scribe_desktop.pipeline.identity import Standing, Verdict
from scribe_desktop.pipeline.paper_case import PaperCase, written_in_full

LARGE_COLLABORATION = 20
"""Authors of a paper beyond which sharing a co-author tells nothing."""


def spread_by_coauthors(
    papers: Sequence[Paper], cases: Sequence[PaperCase], verdicts: Sequence[Verdict], contested: set[int]
) -> list[Verdict]:
    """People write with the same people again: what shares a co-author with the person's papers is theirs as well.

    The same holds for namesakes. First what is sure spreads; then what only name and topic speak for, as far as it
    does not lie in a namesake's circle.
    """
    found = list(verdicts)
    mine = {place for place, case in enumerate(cases) if case.sure and found[place].standing is Standing.SAME}
    theirs = {
        place
        for place, case in enumerate(cases)
        if case.match is NameMatch.CONFLICTING or (case.against and found[place].standing is Standing.OTHER)
    }
    likely = {place for place, verdict in enumerate(found) if verdict.standing is Standing.SAME} - mine
    open_places = {place for place, case in enumerate(cases) if case.fits and not case.longer} - mine - theirs
    circles = [_coauthors(paper, case) for paper, case in zip(papers, cases, strict=True)]
    for first in (set[int](), likely):
        mine |= first - theirs
        while True:
            undecided = open_places - contested - mine - theirs
            decided = _decided(cases, circles, undecided, _circle(circles, mine), _circle(circles, theirs))
            if not decided:
                break
            for place, verdict in decided.items():
                found[place] = verdict
                (mine if verdict.standing is Standing.SAME else theirs).add(place)
    return found


def _decided(
    cases: Sequence[PaperCase],
    circles: Sequence[Mapping[str, str]],
    undecided: Collection[int],
    my_circle: Collection[str],
    their_circle: Collection[str],
) -> dict[int, Verdict]:
    """The undecided papers that touch one of the two circles, and not the other."""
    found: dict[int, Verdict] = {}
    for place in undecided:
        case, coauthors = cases[place], circles[place]
        by_me = min((one for one in coauthors if one in my_circle), default=None)
        by_them = min((one for one in coauthors if one in their_circle), default=None)
        if by_them is not None and by_me is None:
            reason = f"shares the co-author {coauthors[by_them]} with a paper of a namesake"
            found[place] = Verdict(Standing.OTHER, f"lists {case.author}; {reason}")
        elif by_me is not None and by_them is None and not case.elsewhere:
            reason = f"shares the co-author {coauthors[by_me]} with another paper"
            found[place] = Verdict(Standing.SAME, f"lists {case.author}; {reason}")
    return found


def _circle(circles: Sequence[Mapping[str, str]], places: Collection[int]) -> set[str]:
    return {name for place in places for name in circles[place]}


def _coauthors(paper: Paper, case: PaperCase) -> dict[str, str]:
    """Full names of the others, by a form to compare; none for large collaborations, where a name says little."""
    if len(paper.authors) > LARGE_COLLABORATION:
        return {}
    others = (author for author in paper.authors if author != case.author and written_in_full(author))
    return {fold(author): author for author in others}
