"""Whether papers are by the person a row means: by name, affiliation, topic, co-authors, and each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from scribe_desktop.domain.evidence import Paper
from scribe_desktop.domain.names import NameMatch, best_match, fold, name_match, person_name
from scribe_desktop.pipeline.affiliation import Affiliation
from scribe_desktop.pipeline.identity import Identity, Standing, Verdict
from scribe_desktop.pipeline.ranking import terms

TITLE_TERMS = 3
"""A title needs so many telling words to be known again on a page."""

NEAR_PAGES = 0.6
"""Share of a title's words that the pages about the person have, for the paper to count as of their field."""

LARGE_COLLABORATION = 20
"""Authors of a paper beyond which sharing a co-author tells nothing."""


@dataclass(frozen=True, slots=True)
class _Case:
    """What is known of one paper: the author that fits best, and what speaks for the person."""

    match: NameMatch
    author: str
    sure: str = ""
    topic: bool = False
    elsewhere: str = ""

    @property
    def in_full(self) -> bool:
        return person_name(self.author).full


def judge_papers(identity: Identity, papers: Sequence[Paper], web_text: str) -> list[Verdict]:
    """A verdict for each paper, in order.

    Args:
        web_text: what was kept from the pages about the person; its institutions, titles and co-authors count.
    """
    web_terms = terms(web_text)
    cases = [_case(identity, paper, web_text, web_terms) for paper in papers]
    rivals = [
        case.author for case in cases if case.match is NameMatch.CONFLICTING and _same_initial(identity, case.author)
    ]
    verdicts = [_verdict(identity, case, rivals) for case in cases]
    settled = _without_contested(cases, verdicts)
    contested = {place for place, verdict in enumerate(settled) if verdict is not verdicts[place]}
    return _spread_by_coauthors(papers, cases, settled, contested)


def _case(identity: Identity, paper: Paper, web_text: str, web_terms: Sequence[str]) -> _Case:
    match, author = best_match(identity.name, paper.authors)
    if match < NameMatch.COMPATIBLE:
        return _Case(match, author)
    title = terms(paper.title)
    shares_topic = identity.topic.in_text(f"{paper.title}\n{paper.abstract}")
    if not shares_topic and len(title) >= TITLE_TERMS:
        known = set(web_terms)
        shares_topic = sum(term in known for term in title) >= max(TITLE_TERMS, NEAR_PAGES * len(title))
    affiliated = any(
        identity.affiliation.in_text(one) or (web_text and Affiliation.of(one).in_text(web_text))
        for one in paper.affiliations
    )
    coauthor = _named_in(web_text, [one for one in paper.authors if one != author])
    if len(title) >= TITLE_TERMS and _contains(web_terms, title):
        sure = "a page about this person names it"
    elif affiliated:
        sure = "affiliation matches"
    else:
        sure = f"a page about this person names the co-author {coauthor}" if coauthor else ""
    elsewhere = paper.affiliations[0] if paper.affiliations and identity.affiliation.words and not affiliated else ""
    return _Case(match, author, sure, shares_topic, elsewhere)


def _verdict(identity: Identity, case: _Case, rivals: Sequence[str]) -> Verdict:
    if case.match is NameMatch.DIFFERENT:
        return Verdict(Standing.OTHER, "the author list does not have this person")
    if case.match is NameMatch.CONFLICTING:
        return Verdict(Standing.OTHER, f"by {case.author}, another person of this surname")
    named = "lists this person" if case.in_full else f"lists {case.author}"
    if case.sure:
        return Verdict(Standing.SAME, f"{named}; {case.sure}" + ("; topic matches" if case.topic else ""))
    if case.topic and case.elsewhere:
        return Verdict(Standing.UNCERTAIN, f"{named} and the topic matches, but the affiliation is {case.elsewhere}")
    if case.topic and not case.in_full and rivals:
        return Verdict(Standing.UNCERTAIN, f"{named}, which may be {rivals[0]} as well")
    if case.topic:
        return Verdict(Standing.SAME, f"{named}; topic matches")
    if not identity.topic and not case.elsewhere:
        return Verdict(Standing.UNCERTAIN, f"{named}; nothing but the name to go by")
    return Verdict(Standing.OTHER, "another person of this name: different field, no shared affiliation")


def _without_contested(cases: Sequence[_Case], verdicts: Sequence[Verdict]) -> list[Verdict]:
    """Doubt where the accepted papers are by people who cannot be one ("I. Varnholt": Ilse and Ingo).

    Those with sure evidence stay when they agree among themselves; the others become uncertain.
    """
    accepted = [case for case, verdict in zip(cases, verdicts, strict=True) if verdict.standing is Standing.SAME]
    clash = _clash([case.author for case in accepted])
    if clash is None:
        return list(verdicts)
    sure = [case.author for case in accepted if case.sure]
    trusted = sure if sure and _clash(sure) is None else []
    doubt = Verdict(Standing.UNCERTAIN, f"two people fit this name: {clash[0]} and {clash[1]}")

    def settled(case: _Case, verdict: Verdict) -> Verdict:
        fits = bool(trusted) and all(_compatible(case.author, other) for other in trusted)
        return verdict if verdict.standing is not Standing.SAME or fits else doubt

    return [settled(case, verdict) for case, verdict in zip(cases, verdicts, strict=True)]


def _spread_by_coauthors(
    papers: Sequence[Paper], cases: Sequence[_Case], verdicts: Sequence[Verdict], contested: set[int]
) -> list[Verdict]:
    """People write with the same people again: a paper that shares a co-author with an accepted one is accepted."""
    found = list(verdicts)
    circle: dict[str, str] = {}
    waiting = set(range(len(papers)))
    while True:
        for place in list(waiting):
            if found[place].standing is Standing.SAME:
                waiting.discard(place)
                circle |= _coauthors(papers[place], cases[place])
        shared: dict[int, str] = {}
        for place in waiting - contested:
            case = cases[place]
            names = _coauthors(papers[place], case) if case.match >= NameMatch.COMPATIBLE and not case.elsewhere else {}
            common = sorted(circle.keys() & names.keys())
            if common:
                shared[place] = names[common[0]]
        if not shared:
            return found
        for place, coauthor in shared.items():
            found[place] = Verdict(
                Standing.SAME, f"lists {cases[place].author}; shares the co-author {coauthor} with another paper"
            )


def _coauthors(paper: Paper, case: _Case) -> dict[str, str]:
    """Full names of the others, by a form to compare; none for large collaborations, where a name says little."""
    if len(paper.authors) > LARGE_COLLABORATION:
        return {}
    others = (author for author in paper.authors if author != case.author and _full(author))
    return {fold(author): author for author in others}


def _full(author: str) -> bool:
    """True when no given name is a mere initial; a cheap look, since author lists are long."""
    words = author.replace(".", " ").split()
    return len(words) > 1 and len(words[0]) > 1


def _same_initial(identity: Identity, author: str) -> bool:
    return person_name(author).words[0].plain[:1] == identity.name.words[0].plain[:1]


def _compatible(one: str, other: str) -> bool:
    return name_match(person_name(one), person_name(other)) >= NameMatch.COMPATIBLE


def _clash(authors: Sequence[str]) -> tuple[str, str] | None:
    distinct = list(dict.fromkeys(authors))
    pairs = ((one, other) for place, one in enumerate(distinct) for other in distinct[place + 1 :])
    return next(((one, other) for one, other in pairs if not _compatible(one, other)), None)


def _named_in(text: str, authors: Sequence[str]) -> str:
    """The first author whose full name stands in the text; "" when none does."""
    return next((one for one in authors if _full(one) and one in text), "")


def _contains(whole: Sequence[str], part: Sequence[str]) -> bool:
    joined = " ".join(whole)
    return f" {' '.join(part)} " in f" {joined} "
