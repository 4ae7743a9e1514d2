"""What a page tells of the person it names, and which pages seem to be about one person."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from scribe_desktop.domain.evidence import WebPage
from scribe_desktop.domain.name_match import NameMatch, name_match
from scribe_desktop.domain.name_reading import person_name
from scribe_desktop.pipeline.affiliation import Affiliation, host_of, institutions_in, telling_words
from scribe_desktop.pipeline.identity import (
    SIGN_AFFILIATION,
    SIGN_EMAIL,
    SIGN_EMAIL_DOMAIN,
    SIGN_HOMEPAGE,
    SIGN_ORCID,
    SIGN_TOPIC,
    Identity,
    PageVerdict,
)
from scribe_desktop.pipeline.mentions import MentionKind
from scribe_desktop.pipeline.ranking import terms

SHARED_TERMS = 3
"""Telling words that two pages about one person's work have in common, at least."""
LONG_WORD = 6
"""Letters of a word that says what a page is about; shorter ones come on any page."""

JudgedPage = tuple[WebPage, PageVerdict]


@dataclass(frozen=True, slots=True)
class Facets:
    """What a page says about the person it names, as far as the row left it open.

    `placed` means that the row's institution is on the page, so that it does not tell people apart.
    """

    names: tuple[str, ...]
    places: tuple[Affiliation, ...]
    site: str
    units: tuple[frozenset[str], ...]
    words: frozenset[str]
    placed: bool
    on_topic: bool
    several: bool

    @classmethod
    def of(cls, identity: Identity, page: WebPage, verdict: PageVerdict) -> Facets:
        """What a page says; on pages about many people, what stands near the mentions."""
        text = verdict.about(page.text)
        mentions = verdict.mentions.found
        names = dict.fromkeys(page.text[one.start : one.end] for one in mentions if one.kind is MentionKind.FULL)
        if not identity.name.full:
            names = dict.fromkeys(page.text[one.start : one.end] for one in mentions)
        written = [one for one in institutions_in(f"{page.title}\n{text}") if not UNIT.match(one)]
        places = tuple(Affiliation.of(one) for one in written)
        known = {word for name in identity.names for words in name.readings for one in words for word in (one.plain,)}
        known |= {word for place in places for word in place.words}
        units = tuple(dict.fromkeys(frozenset(telling_words(one)) for one in UNIT.findall(text)))
        words = {word for word in terms(text) if len(word) >= LONG_WORD and word not in COMMON_TERMS} - known
        placed = bool({SIGN_AFFILIATION, SIGN_EMAIL_DOMAIN}.intersection(verdict.signs))
        several = not verdict.own and len(places) > 1
        return cls(tuple(names), places, site_of(page.url), tuple(unit for unit in units if unit), frozenset(words),
                   placed, SIGN_TOPIC in verdict.signs, several)  # fmt: skip


def groups_of(facets: Sequence[Facets]) -> list[frozenset[int]]:
    """Pages that belong together, directly or through others; those that name several places join the best group."""
    group_of = {place: {place} for place in range(len(facets)) if not facets[place].several}
    if not group_of:
        group_of = {place: {place} for place in range(len(facets))}
    places = sorted(group_of)
    for place, one in enumerate(places):
        for other in places[place + 1 :]:
            if belong_together(facets[one], facets[other]):
                merged = group_of[one] | group_of[other]
                for member in merged:
                    group_of[member] = merged
    groups = {frozenset(group) for group in group_of.values()}
    for place in set(range(len(facets))) - set(places):
        joined = [group for group in groups if any(share_place(facets[place], facets[other]) for other in group)]
        if len(joined) == 1:
            groups = (groups - {joined[0]}) | {joined[0] | {place}}
    return sorted(groups, key=min)


def belong_together(one: Facets, other: Facets) -> bool:
    """Whether two pages seem to be about one person: what made them fit the row is no sign of that, the rest is."""
    if any(_clash(first, second) for first in one.names for second in other.names):
        return False
    if one.placed and other.placed:
        if one.units and other.units:
            return not units_differ(one, other)
        return len(one.words & other.words) >= SHARED_TERMS
    if one.places and other.places:
        return share_place(one, other)
    same_site = bool(one.site) and one.site == other.site
    return same_site or (one.on_topic and other.on_topic) or len(one.words & other.words) >= SHARED_TERMS


def share_place(one: Facets, other: Facets) -> bool:
    """Whether two pages are of one site or name one institution."""
    if one.site and one.site == other.site:
        return True
    return any(first.words and first.words == second.words for first in one.places for second in other.places)


def units_differ(one: Facets, other: Facets) -> bool:
    """Whether two pages name departments, and no common one."""
    return bool(one.units and other.units) and not any(first & second for first in one.units for second in other.units)


def _clash(one: str, other: str) -> bool:
    return name_match(person_name(one), person_name(other)) < NameMatch.POSSIBLE


def where(facets: Sequence[Facets], group: frozenset[int]) -> str:
    """How to tell a group's person from the other: by place; "" when the pages name none."""
    places = [place.written for member in sorted(group) for place in facets[member].places]
    return f"one at {places[0]}" if places else ""


def site_of(url: str) -> str:
    """The end of a host that is one institution's: its pages, events and news are on one site.

    Two parts ("karlsvale.example"), three below shared ones ("karlsvale.ac.uk", "varnholt.github.io"); "" for networks
    and directories, which have pages about everybody, and for numbers in place of a name.
    """
    labels = host_of(url).split(".")
    if ".".join(labels[-2:]) in _EVERYBODYS or labels[-1].isdigit():
        return ""
    country = len(labels[-1]) == 2 and labels[-2:-1] and labels[-2] in _SHARED_ENDS
    shared = len(labels) > 2 and (country or ".".join(labels[-2:]) in _HOSTERS)
    return ".".join(labels[-3 if shared else -2 :])


def same_work(one: Facets, other: Facets) -> bool:
    """Whether two pages are about one department or field."""
    shared_unit = any(first & second for first in one.units for second in other.units)
    return shared_unit or len(one.words & other.words) >= SHARED_TERMS


def settles(verdict: PageVerdict) -> bool:
    """Whether a page has so much of what the row says that it can hardly be about anybody else."""
    unique = {SIGN_EMAIL, SIGN_ORCID, SIGN_HOMEPAGE}.intersection(verdict.signs)
    placed = {SIGN_AFFILIATION, SIGN_EMAIL_DOMAIN}.intersection(verdict.signs)
    return bool(unique or (placed and SIGN_TOPIC in verdict.signs))


def strength(pages: Sequence[JudgedPage], group: frozenset[int]) -> int:
    """How much of the row a group of pages has, from 0 to 3."""
    signs = {sign for place in group for sign in pages[place][1].signs}
    if signs & {SIGN_EMAIL, SIGN_ORCID, SIGN_HOMEPAGE}:
        return 3
    return bool(signs & {SIGN_AFFILIATION, SIGN_EMAIL_DOMAIN}) + (SIGN_TOPIC in signs)


UNIT = re.compile(
    r"(?:Department|Dept\.?|Faculty|School|Institut[eo]?|Clinic|Laboratory|Centre|Center|Division|Chair|Lehrstuhl"
    r"|Fakultät|Fachbereich|Département|Departamento|Facult[éa]d?)[ \u00a0](?:of|for|für|der|de|d['’])"
    r"[ \u00a0]?(?:(?:the|and|und|et|y|of)[ \u00a0]|[^\W\d_a-z][\w’'-]*[ \u00a0]?){1,5}"
)
_SHARED_ENDS = frozenset(("ac", "co", "com", "edu", "gob", "gov", "net", "or", "org"))
_HOSTERS = frozenset(
    ("blogspot.com", "github.io", "gitlab.io", "netlify.app", "weebly.com", "wixsite.com", "wordpress.com")
)
_EVERYBODYS = frozenset(
    (
        "academia.edu", "amazon.com", "crunchbase.com", "dblp.org", "facebook.com", "github.com", "goodreads.com",
        "google.com", "imdb.com", "instagram.com", "linkedin.com", "medium.com", "openreview.net", "orcid.org",
        "researchgate.net", "semanticscholar.org", "substack.com", "twitter.com", "wikidata.org", "wikipedia.org",
        "x.com", "youtube.com",
    )
)  # fmt: skip
COMMON_TERMS = frozenset(
    terms(
        "research university department professor student students project projects group institute publication "
        "publications seminar speaker lecture lectures teaching office hours welcome current member members interests "
        "interest recent questions particular working thesis papers contact address telephone building English "
        "studies science sciences academic doctor faculty people together author authors article journal conference "
        "international national evidence results question account comparison"
    )
)
"""Words that come on many academics' pages, whatever their field."""
