"""Whether papers are by the person a row means: by name, affiliation, topic, co-authors, and each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from scribe_desktop.domain.evidence import Paper
from scribe_desktop.domain.name_match import NameMatch, name_match
from scribe_desktop.domain.name_reading import person_name
from scribe_desktop.pipeline.identity import Identity, Standing, Verdict, mentions_of
from scribe_desktop.pipeline.mentions import MentionKind
from scribe_desktop.pipeline.paper_case import PagesText, PaperCase, case_of
from scribe_desktop.pipeline.paper_circles import spread_by_coauthors

_ANOTHER = "another person of this name works on it too"
_NO_PAGE = "no page about this person was found"


def judge_papers(
    identity: Identity,
    papers: Sequence[Paper],
    web_text: str,
    about_others: Sequence[str] = (),
    doubtful: bool = False,
) -> list[Verdict]:
    """A verdict for each paper, in order.

    Args:
        web_text: what was kept from the pages about the person; its institutions, titles and co-authors count.
        about_others: what pages say about other people of the name; the same things speak against a paper.
        doubtful: whether another person fits the row as well, or no page tells who this one is; then neither the topic
            alone nor an institution that both have makes a paper the person's.
    """
    pages, others = PagesText.of(web_text), PagesText.of("\n".join(about_others))
    doubt = _ANOTHER if any(_works_on_it(identity, text) for text in about_others) else ""
    if doubtful and not doubt:
        doubt = _ANOTHER if web_text else _NO_PAGE
    while True:
        cases = [case_of(identity, paper, pages, others, bool(doubt)) for paper in papers]
        verdicts = _verdicts(identity, papers, cases, doubt)
        spelled = identity.spelled(_spellings(identity, cases, verdicts))
        if not identity.orcid and (known := _orcid_of_sure_ones(papers, cases, verdicts)):
            spelled = replace(spelled, orcid=known)
        if spelled is identity:
            return verdicts
        identity = spelled


def _verdicts(identity: Identity, papers: Sequence[Paper], cases: Sequence[PaperCase], doubt: str) -> list[Verdict]:
    rivals = [
        case.author for case in cases if case.match is NameMatch.CONFLICTING and _same_initial(identity, case.author)
    ]
    verdicts = [_verdict(identity, case, rivals, doubt) for case in cases]
    settled = _without_contested(identity, cases, verdicts)
    contested = {place for place, verdict in enumerate(settled) if verdict is not verdicts[place]}
    return spread_by_coauthors(papers, cases, settled, contested)


def _orcid_of_sure_ones(papers: Sequence[Paper], cases: Sequence[PaperCase], verdicts: Sequence[Verdict]) -> str:
    """The ORCID that the person has on papers that are surely theirs; "" when they have none, or several."""
    sure = zip(papers, cases, verdicts, strict=True)
    found = {
        paper.orcid_of(case.author) for paper, case, one in sure if case.sure and one.standing is Standing.SAME
    } - {""}
    return found.pop() if len(found) == 1 else ""


def _works_on_it(identity: Identity, text: str) -> bool:
    """Whether a text about somebody else shows a namesake who works on the row's interest."""
    return identity.topic.in_text(text) and (mentions_of(identity, text).best or 0) >= MentionKind.SIMILAR


def _spellings(identity: Identity, cases: Sequence[PaperCase], verdicts: Sequence[Verdict]) -> list[str]:
    """Other writings of the name on papers of the person: they tell how to read the other papers.

    Only another spelling or the other order; a shorter form would fit other people.
    """
    words = sorted(word.plain for word in identity.name.words)
    return [
        case.author
        for case, verdict in zip(cases, verdicts, strict=True)
        if verdict.standing is Standing.SAME
        and case.in_full
        and (case.match is NameMatch.POSSIBLE or sorted(word.plain for word in person_name(case.author).words) == words)
    ]


def _verdict(identity: Identity, case: PaperCase, rivals: Sequence[str], general: str) -> Verdict:
    if case.match is NameMatch.DIFFERENT:
        return Verdict(Standing.OTHER, "the author list does not have this person")
    if case.match is NameMatch.CONFLICTING:
        return Verdict(Standing.OTHER, f"by {case.author}, another person of this surname")
    by_name = case.in_full and case.match >= NameMatch.COMPATIBLE and not case.longer
    named = "lists this person" if by_name else f"lists {case.author}"
    if case.sure and case.against:
        return Verdict(Standing.UNCERTAIN, f"{named}; {case.sure}, but {case.against}")
    if case.against:
        return Verdict(Standing.OTHER, f"{named}, but {case.against}")
    if case.sure:
        return Verdict(Standing.SAME, f"{named}; {case.sure}" + ("; topic matches" if case.topic else ""))
    if not case.topic:
        if not identity.topic and not case.elsewhere:
            return Verdict(Standing.UNCERTAIN, f"{named}; nothing but the name to go by")
        return Verdict(Standing.OTHER, "another person of this name: different field, no shared affiliation")
    doubt = _doubt(case, rivals, general)
    return Verdict(Standing.UNCERTAIN if doubt else Standing.SAME, f"{named}{doubt or '; topic matches'}")


def _doubt(case: PaperCase, rivals: Sequence[str], general: str) -> str:
    """Why name and topic are not enough to tell whose a paper is; "" when they are. `general` holds for all papers."""
    if case.elsewhere:
        return f" and the topic matches, but the affiliation is {case.elsewhere}"
    if case.longer:
        return ", who may be another person"
    if case.match is NameMatch.POSSIBLE:
        return ", which may be another spelling of the name or another person"
    if not case.in_full and rivals:
        return f", which may be {rivals[0]} as well"
    return f" and the topic matches, but {general}" if general else ""


def _without_contested(identity: Identity, cases: Sequence[PaperCase], verdicts: Sequence[Verdict]) -> list[Verdict]:
    """Doubt where the accepted papers are by people who cannot be one ("I. Varnholt": Ilse and Ingo).

    Those with sure evidence stay when they agree among themselves; the others become uncertain.
    """
    accepted = [case for case, verdict in zip(cases, verdicts, strict=True) if verdict.standing is Standing.SAME]
    clash = _clash(identity, [case.author for case in accepted])
    if clash is None:
        return list(verdicts)
    sure = [case.author for case in accepted if case.sure]
    trusted = sure if sure and _clash(identity, sure) is None else []
    doubt = Verdict(Standing.UNCERTAIN, f"two people fit this name: {clash[0]} and {clash[1]}")

    def settled(case: PaperCase, verdict: Verdict) -> Verdict:
        fits = bool(trusted) and all(_compatible(case.author, other) for other in trusted)
        return verdict if verdict.standing is not Standing.SAME or fits else doubt

    return [settled(case, verdict) for case, verdict in zip(cases, verdicts, strict=True)]


def _same_initial(identity: Identity, author: str) -> bool:
    return person_name(author).words[0].plain[:1] == identity.name.words[0].plain[:1]


def _compatible(one: str, other: str) -> bool:
    return name_match(person_name(one), person_name(other)) >= NameMatch.POSSIBLE


def _clash(identity: Identity, authors: Sequence[str]) -> tuple[str, str] | None:
    """Two of the authors who cannot be one person; spellings of a full name may begin with other letters."""
    distinct = list(dict.fromkeys(authors))
    if identity.name.full:
        first = identity.name.words[0].plain[:1]
        distinct = [one for one in distinct if person_name(one).words[0].plain[:1] == first] or distinct[:1]
    pairs = ((one, other) for place, one in enumerate(distinct) for other in distinct[place + 1 :])
    return next(((one, other) for one, other in pairs if not _compatible(one, other)), None)
