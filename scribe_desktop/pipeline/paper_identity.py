"""Whether papers are by the person a row means: by name, affiliation, topic, co-authors, and each other."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from scribe_desktop.domain.evidence import Paper
from scribe_desktop.domain.names import NameMatch, best_match, fold, name_match, person_name
from scribe_desktop.pipeline.affiliation import Affiliation
from scribe_desktop.pipeline.common_words import COMMON_WORDS
from scribe_desktop.pipeline.facets import COMMON_TERMS
from scribe_desktop.pipeline.identity import Identity, Standing, Verdict, mentions_of
from scribe_desktop.pipeline.mentions import MentionKind
from scribe_desktop.pipeline.ranking import terms
from scribe_desktop.pipeline.text_match import stem

TITLE_TERMS = 3
"""A title needs so many telling words to be known again on a page."""

NEAR_PAGES = 0.6
"""Share of a title's words that the pages about the person have, for the paper to count as of their field."""

LARGE_COLLABORATION = 20
"""Authors of a paper beyond which sharing a co-author tells nothing."""


@dataclass(frozen=True, slots=True)
class _Case:
    """What is known of one paper: the author that fits best, what speaks for the person, and what for a namesake.

    `longer` means that the row gives a single name, and the author has others beside it.
    """

    match: NameMatch
    author: str
    sure: str = ""
    against: str = ""
    topic: bool = False
    elsewhere: str = ""
    longer: bool = False

    @property
    def fits(self) -> bool:
        return self.match >= NameMatch.POSSIBLE

    @property
    def in_full(self) -> bool:
        return person_name(self.author).full


@dataclass(frozen=True, slots=True)
class _Pages:
    """A text from pages, and its terms."""

    text: str
    terms: tuple[str, ...]

    @classmethod
    def of(cls, text: str) -> _Pages:
        return cls(text, tuple(terms(text)))

    def share_a_phrase(self, title: Sequence[str]) -> bool:
        """True when two telling words of the title follow each other in the text: "echolocation calls"."""
        pairs = {pair for pair in pairwise(title) if not _SAY_LITTLE.intersection(pair)}
        return bool(pairs) and any(pair in pairs for pair in pairwise(self.terms))

    def has(self, institution: str) -> bool:
        """True when the text names the institution."""
        return bool(self.text) and Affiliation.of(institution).in_text(self.text)

    def names(self, paper: Paper, author: str, title: Sequence[str], places: Sequence[str]) -> str:
        """What of a paper the text names: its title, one of the places or a co-author; "" when nothing."""
        if not self.text:
            return ""
        if len(title) >= TITLE_TERMS and _contains(self.terms, title):
            return "it"
        place = next((one for one in places if self.has(one)), "")
        return place or _named_in(self.text, [one for one in paper.authors if one != author])


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
        doubtful: whether another person fits the row as well; then neither the topic alone nor an institution that
            both have makes a paper the person's.
    """
    pages, others = _Pages.of(web_text), _Pages.of("\n".join(about_others))
    doubtful = doubtful or any(_works_on_it(identity, text) for text in about_others)
    while True:
        cases = [_case(identity, paper, pages, others, doubtful) for paper in papers]
        verdicts = _verdicts(identity, papers, cases, doubtful)
        spelled = identity.spelled(_spellings(identity, cases, verdicts))
        if not identity.orcid and (known := _orcid_of_sure_ones(papers, cases, verdicts)):
            spelled = replace(spelled, orcid=known)
        if spelled is identity:
            return verdicts
        identity = spelled


def _verdicts(identity: Identity, papers: Sequence[Paper], cases: Sequence[_Case], doubtful: bool) -> list[Verdict]:
    rivals = [
        case.author for case in cases if case.match is NameMatch.CONFLICTING and _same_initial(identity, case.author)
    ]
    verdicts = [_verdict(identity, case, rivals, doubtful) for case in cases]
    settled = _without_contested(identity, cases, verdicts)
    contested = {place for place, verdict in enumerate(settled) if verdict is not verdicts[place]}
    return _spread_by_coauthors(papers, cases, settled, contested)


def _orcid_of_sure_ones(papers: Sequence[Paper], cases: Sequence[_Case], verdicts: Sequence[Verdict]) -> str:
    """The ORCID that the person has on papers that are surely theirs; "" when they have none, or several."""
    sure = zip(papers, cases, verdicts, strict=True)
    found = {
        paper.orcid_of(case.author) for paper, case, one in sure if case.sure and one.standing is Standing.SAME
    } - {""}
    return found.pop() if len(found) == 1 else ""


def _works_on_it(identity: Identity, text: str) -> bool:
    """Whether a text about somebody else shows a namesake who works on the row's interest."""
    return identity.topic.in_text(text) and (mentions_of(identity, text).best or 0) >= MentionKind.SIMILAR


def _spellings(identity: Identity, cases: Sequence[_Case], verdicts: Sequence[Verdict]) -> list[str]:
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


def _case(identity: Identity, paper: Paper, pages: _Pages, others: _Pages, doubtful: bool) -> _Case:
    match, author = max((best_match(name, paper.authors) for name in identity.names), key=lambda one: one[0])
    if identity.orcid and identity.orcid in paper.orcids:
        author = paper.authors[paper.orcids.index(identity.orcid)]
        return _Case(max(match, NameMatch.COMPATIBLE), author, sure="the ORCID matches")
    if match < NameMatch.POSSIBLE:
        return _Case(match, author)
    title = terms(paper.title)
    shares_topic = identity.topic.in_text(f"{paper.title}\n{paper.abstract}")
    if not shares_topic and len(title) >= TITLE_TERMS:
        known = set(pages.terms)
        shares_topic = sum(term in known for term in title) >= max(TITLE_TERMS, NEAR_PAGES * len(title))
    shares_topic = shares_topic or pages.share_a_phrase(title)
    places = [one for one in paper.affiliations if not (doubtful and pages.has(one) and others.has(one))]
    at_home = any(identity.affiliation.in_text(one) for one in places)
    named, named_beside = (one.names(paper, author, title, places) for one in (pages, others))
    affiliated = at_home or named in places
    if named == "it":
        sure = "a page about this person names it"
    elif affiliated:
        sure = "affiliation matches"
    else:
        sure = f"a page about this person names the co-author {named}" if named else ""
    if identity.orcid and match >= NameMatch.POSSIBLE and paper.orcid_of(author):
        return _Case(match, author, against="the ORCID is another one's")
    against = f"a page about another person of this name names {named_beside}" if named_beside else ""
    elsewhere = places[0] if places and not affiliated else ""
    if not identity.affiliation.words and not pages.text:
        elsewhere = ""
    longer = len(identity.name.words) == 1 and len(person_name(author).words) > 1 and person_name(author).full
    return _Case(match, author, sure, "" if at_home else against, shares_topic, elsewhere, longer)


def _verdict(identity: Identity, case: _Case, rivals: Sequence[str], doubtful: bool) -> Verdict:
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
    doubt = _doubt(case, rivals, doubtful)
    return Verdict(Standing.UNCERTAIN if doubt else Standing.SAME, f"{named}{doubt or '; topic matches'}")


def _doubt(case: _Case, rivals: Sequence[str], doubtful: bool) -> str:
    """Why name and topic are not enough to tell whose a paper is; "" when they are."""
    if case.elsewhere:
        return f" and the topic matches, but the affiliation is {case.elsewhere}"
    if case.longer:
        return ", who may be another person"
    if case.match is NameMatch.POSSIBLE:
        return ", which may be another spelling of the name or another person"
    if not case.in_full and rivals:
        return f", which may be {rivals[0]} as well"
    return " and the topic matches, but another person of this name works on it too" if doubtful else ""


def _without_contested(identity: Identity, cases: Sequence[_Case], verdicts: Sequence[Verdict]) -> list[Verdict]:
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

    def settled(case: _Case, verdict: Verdict) -> Verdict:
        fits = bool(trusted) and all(_compatible(case.author, other) for other in trusted)
        return verdict if verdict.standing is not Standing.SAME or fits else doubt

    return [settled(case, verdict) for case, verdict in zip(cases, verdicts, strict=True)]


def _spread_by_coauthors(
    papers: Sequence[Paper], cases: Sequence[_Case], verdicts: Sequence[Verdict], contested: set[int]
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
            my_circle, their_circle = _circle(circles, mine), _circle(circles, theirs)
            new_mine, new_theirs = set[int](), set[int]()
            for place in open_places - contested - mine - theirs:
                by_me, by_them = circles[place].keys() & my_circle, circles[place].keys() & their_circle
                if by_them and not by_me:
                    new_theirs.add(place)
                    reason = f"shares the co-author {circles[place][min(by_them)]} with a paper of a namesake"
                    found[place] = Verdict(Standing.OTHER, f"lists {cases[place].author}; {reason}")
                elif by_me and not by_them and not cases[place].elsewhere:
                    new_mine.add(place)
                    reason = f"shares the co-author {circles[place][min(by_me)]} with another paper"
                    found[place] = Verdict(Standing.SAME, f"lists {cases[place].author}; {reason}")
            if not new_mine and not new_theirs:
                break
            mine |= new_mine
            theirs |= new_theirs
    return found


def _circle(circles: Sequence[Mapping[str, str]], places: Collection[int]) -> set[str]:
    return {name for place in places for name in circles[place]}


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
    return name_match(person_name(one), person_name(other)) >= NameMatch.POSSIBLE


def _clash(identity: Identity, authors: Sequence[str]) -> tuple[str, str] | None:
    """Two of the authors who cannot be one person; spellings of a full name may begin with other letters."""
    distinct = list(dict.fromkeys(authors))
    if identity.name.full:
        first = identity.name.words[0].plain[:1]
        distinct = [one for one in distinct if person_name(one).words[0].plain[:1] == first] or distinct[:1]
    pairs = ((one, other) for place, one in enumerate(distinct) for other in distinct[place + 1 :])
    return next(((one, other) for one, other in pairs if not _compatible(one, other)), None)


def _named_in(text: str, authors: Sequence[str]) -> str:
    """The first author whose full name stands in the text; "" when none does."""
    return next((one for one in authors if _full(one) and one in text), "")


def _contains(whole: Sequence[str], part: Sequence[str]) -> bool:
    joined = " ".join(whole)
    return f" {' '.join(part)} " in f" {joined} "


_SAY_LITTLE = COMMON_TERMS | {stem(word) for word in COMMON_WORDS}
"""Words that make no phrase of a field ("better account", "can tell")."""
