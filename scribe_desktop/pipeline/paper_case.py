"""What speaks for and against one paper being the person's: author list, ORCID, affiliation, topic, and the pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from scribe_desktop.domain.evidence import Paper
from scribe_desktop.domain.name_match import NameMatch, best_match
from scribe_desktop.domain.name_reading import person_name
from scribe_desktop.pipeline.affiliation import Affiliation
from scribe_desktop.pipeline.common_words import COMMON_WORDS
from scribe_desktop.pipeline.facets import COMMON_TERMS
from scribe_desktop.pipeline.identity import Identity
from scribe_desktop.pipeline.ranking import terms
from scribe_desktop.pipeline.text_match import stem

TITLE_TERMS = 3
"""A title needs so many telling words to be known again on a page."""

NEAR_PAGES = 0.6
"""Share of a title's words that the pages about the person have, for the paper to count as of their field."""

_SAY_LITTLE = COMMON_TERMS | {stem(word) for word in COMMON_WORDS}
"""Words that make no phrase of a field ("better account", "can tell")."""


@dataclass(frozen=True, slots=True)
class PaperCase:
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
        """True when an author of the paper can be the person."""
        return self.match >= NameMatch.POSSIBLE

    @property
    def in_full(self) -> bool:
        """True when the author's given name is written out."""
        return person_name(self.author).full


@dataclass(frozen=True, slots=True)
class PagesText:
    """A text from pages, and its terms."""

    text: str
    terms: tuple[str, ...]

    @classmethod
    def of(cls, text: str) -> PagesText:
        """A text and its terms."""
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


def case_of(identity: Identity, paper: Paper, pages: PagesText, others: PagesText, doubtful: bool) -> PaperCase:
    """Weigh one paper. `others` is what pages say about other people of the name; see `judge_papers` for `doubtful`."""
    match, author = max((best_match(name, paper.authors) for name in identity.names), key=lambda one: one[0])
    if identity.orcid and identity.orcid in paper.orcids:
        author = paper.authors[paper.orcids.index(identity.orcid)]
        return PaperCase(max(match, NameMatch.COMPATIBLE), author, sure="the ORCID matches")
    if match < NameMatch.POSSIBLE:
        return PaperCase(match, author)
    if identity.orcid and paper.orcid_of(author):
        return PaperCase(match, author, against="the ORCID is another one's")
    title = terms(paper.title)
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
    against = f"a page about another person of this name names {named_beside}" if named_beside else ""
    elsewhere = places[0] if places and not affiliated else ""
    if not identity.affiliation.words and not pages.text:
        elsewhere = ""
    longer = len(identity.name.words) == 1 and len(person_name(author).words) > 1 and person_name(author).full
    topic = _of_the_field(identity, paper, title, pages)
    return PaperCase(match, author, sure, "" if at_home else against, topic, elsewhere, longer)


def _of_the_field(identity: Identity, paper: Paper, title: Sequence[str], pages: PagesText) -> bool:
    """Whether a paper is of the person's field: by the row's interest, or by the words of the pages about them."""
    if identity.topic.in_text(f"{paper.title}\n{paper.abstract}") or pages.share_a_phrase(title):
        return True
    known = set(pages.terms)
    return sum(term in known for term in title) >= max(TITLE_TERMS, NEAR_PAGES * len(title))


def _named_in(text: str, authors: Sequence[str]) -> str:
    """The first author whose full name stands in the text; "" when none does."""
    return next((one for one in authors if written_in_full(one) and one in text), "")


def written_in_full(author: str) -> bool:
    """True when no given name is a mere initial; a cheap look, since author lists are long."""
    words = author.replace(".", " ").split()
    return len(words) > 1 and len(words[0]) > 1


def _contains(whole: Sequence[str], part: Sequence[str]) -> bool:
    joined = " ".join(whole)
    return f" {' '.join(part)} " in f" {joined} "
