"""Telling people of one name apart among the pages found: which pages are one person's, and whether two fit the row."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from scribe_desktop.domain.evidence import WebPage
from scribe_desktop.domain.names import NameMatch, name_match, person_name
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
    Standing,
    judge_page,
    mentions_of,
)
from scribe_desktop.pipeline.mentions import MentionKind, names_beside
from scribe_desktop.pipeline.ranking import terms

CHECK = "check that it is this person"
TWO_FIT = "two people of this name fit what your list says"
MOST_CHARACTERS = 2000
"""Of a page about somebody else that are kept to compare papers with."""
SHARED_TERMS = 3
"""Telling words that two pages about one person's work have in common, at least."""
LONG_WORD = 6
"""Letters of a word that says what a page is about; shorter ones come on any page."""

JudgedPage = tuple[WebPage, PageVerdict]


@dataclass(frozen=True, slots=True)
class Settled:
    """What the pages found amount to.

    Attributes:
        identity: with the spellings of the name that the pages gave.
        used: pages about one person; `lines_of_others` are the lines of them that are about somebody else.
        left: the other pages, with the reason in the verdict.
        doubt: why it is not settled that the used pages are about the person of the row, else None.
        about_others: what the pages say about other people of the name or surname.
    """

    identity: Identity
    used: tuple[JudgedPage, ...]
    left: tuple[JudgedPage, ...]
    doubt: str | None
    about_others: tuple[str, ...]
    lines_of_others: frozenset[str]


def settle(identity: Identity, pages: Sequence[JudgedPage]) -> Settled:
    """Choose the pages of one person, and say so when another fits the row as well."""
    identity, judged = _with_spellings(identity, pages)
    same = [one for one in judged if one[1].standing is Standing.SAME]
    usable = same or [one for one in judged if one[1].standing is Standing.UNCERTAIN]
    used, doubt = _one_person(identity, usable)
    left = [(page, _not_used(verdict) if (page, verdict) in usable else verdict)
            for page, verdict in judged if (page, verdict) not in used]  # fmt: skip
    if used and not identity.affiliation.words:
        used, left, rival = _by_place_of_used(identity, used, left)
        doubt = doubt or rival
    if not same and used and doubt is None:
        doubt = f"the best page found {used[0][1].reason.removesuffix(f': {CHECK}')}"
    lines = _lines_of_others(identity, used)
    about = [text[:MOST_CHARACTERS] for page, verdict in left if (text := _about_namesake(page, verdict))]
    if lines:
        about.append("\n".join(sorted(lines))[:MOST_CHARACTERS])
    return Settled(identity, tuple(used), tuple(left), doubt, tuple(about), lines)


def _by_place_of_used(
    identity: Identity, used: list[JudgedPage], left: list[JudgedPage]
) -> tuple[list[JudgedPage], list[JudgedPage], str | None]:
    """Where the row has no institution, the used pages say it: what names the person there is about them as well.

    A namesake elsewhere who works on the same things raises doubt, when nothing but the topic spoke for the person.
    """
    facets = [_Facets.of(identity, page, verdict) for page, verdict in used]
    also, rest = [], []
    rival: str | None = None
    for page, verdict in left:
        if verdict.mentions.best is not MentionKind.FULL or not (verdict.own or verdict.mentions.found):
            rest.append((page, verdict))
            continue
        own = _Facets.of(identity, page, verdict)
        if any(_share_place(own, other) for other in facets):
            reason = "names this person; the institution is that of the other pages"
            also.append((page, replace(verdict, standing=Standing.SAME, reason=reason)))
            continue
        rest.append((page, verdict))
        if own.places and any(other.places and _same_work(own, other) for other in facets):
            one = next(place.written for other in facets for place in other.places)
            rival = rival or f"{TWO_FIT}, one at {one} and one at {own.places[0].written}"
    only_topic = _strength(used, frozenset(range(len(used)))) < 2
    return [*used, *also], rest, rival if only_topic else None


def _same_work(one: _Facets, other: _Facets) -> bool:
    shared_unit = any(first & second for first in one.units for second in other.units)
    return shared_unit or len(one.words & other.words) >= SHARED_TERMS


def _with_spellings(identity: Identity, pages: Sequence[JudgedPage]) -> tuple[Identity, list[JudgedPage]]:
    """Pages about the person say how else the name is written; then the other pages are judged again."""
    names = [
        name
        for page, verdict in pages
        if verdict.standing is Standing.SAME
        for name in names_beside(page.text, identity.name, verdict.mentions)
    ]
    spelled = identity.spelled(names)
    if spelled is identity:
        return identity, list(pages)
    return spelled, [(page, judge_page(spelled, page)) for page, _ in pages]


def _one_person(identity: Identity, pages: list[JudgedPage]) -> tuple[list[JudgedPage], str | None]:
    """The pages of the person who fits the row best, and the doubt when somebody else fits it as well."""
    if identity.name.full and any(_settles(verdict) for _, verdict in pages):
        return pages, None
    facets = [_Facets.of(identity, page, verdict) for page, verdict in pages]
    groups = _groups(facets)
    if len(groups) < 2:
        return pages, None
    ranked = sorted(groups, key=lambda group: (-_strength(pages, group), -len(group)))
    first, second = ranked[0], ranked[1]
    used = [pages[place] for place in sorted(first)]
    if _strength(pages, first) > _strength(pages, second):
        return used, None
    one, two = (_where(facets, group) for group in (first, second))
    told = f", {one} and {two}" if one and two and one != two else ""
    return used, f"{TWO_FIT}{told}"


def _settles(verdict: PageVerdict) -> bool:
    unique = {SIGN_EMAIL, SIGN_ORCID, SIGN_HOMEPAGE}.intersection(verdict.signs)
    placed = {SIGN_AFFILIATION, SIGN_EMAIL_DOMAIN}.intersection(verdict.signs)
    return bool(unique or (placed and SIGN_TOPIC in verdict.signs))


def _strength(pages: Sequence[JudgedPage], group: frozenset[int]) -> int:
    signs = {sign for place in group for sign in pages[place][1].signs}
    if signs & {SIGN_EMAIL, SIGN_ORCID, SIGN_HOMEPAGE}:
        return 3
    return bool(signs & {SIGN_AFFILIATION, SIGN_EMAIL_DOMAIN}) + (SIGN_TOPIC in signs)


@dataclass(frozen=True, slots=True)
class _Facets:
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
    def of(cls, identity: Identity, page: WebPage, verdict: PageVerdict) -> _Facets:
        text = verdict.about(page.text)
        mentions = verdict.mentions.found
        names = dict.fromkeys(page.text[one.start : one.end] for one in mentions if one.kind is MentionKind.FULL)
        if not identity.name.full:
            names = dict.fromkeys(page.text[one.start : one.end] for one in mentions)
        written = [one for one in institutions_in(f"{page.title}\n{text}") if not _UNIT.match(one)]
        places = tuple(Affiliation.of(one) for one in written)
        known = {word for name in identity.names for words in name.readings for one in words for word in (one.plain,)}
        known |= {word for place in places for word in place.words}
        units = tuple(dict.fromkeys(frozenset(telling_words(one)) for one in _UNIT.findall(text)))
        words = {word for word in terms(text) if len(word) >= LONG_WORD and word not in COMMON_TERMS} - known
        placed = bool({SIGN_AFFILIATION, SIGN_EMAIL_DOMAIN}.intersection(verdict.signs))
        several = not verdict.own and len(places) > 1
        return cls(tuple(names), places, _site(page.url), tuple(unit for unit in units if unit), frozenset(words),
                   placed, SIGN_TOPIC in verdict.signs, several)  # fmt: skip


def _groups(facets: Sequence[_Facets]) -> list[frozenset[int]]:
    """Pages that belong together, directly or through others; those that name several places join the best group."""
    group_of = {place: {place} for place in range(len(facets)) if not facets[place].several}
    if not group_of:
        group_of = {place: {place} for place in range(len(facets))}
    places = sorted(group_of)
    for place, one in enumerate(places):
        for other in places[place + 1 :]:
            if _belong_together(facets[one], facets[other]):
                merged = group_of[one] | group_of[other]
                for member in merged:
                    group_of[member] = merged
    groups = {frozenset(group) for group in group_of.values()}
    for place in set(range(len(facets))) - set(places):
        joined = [group for group in groups if any(_share_place(facets[place], facets[other]) for other in group)]
        if len(joined) == 1:
            groups = (groups - {joined[0]}) | {joined[0] | {place}}
    return sorted(groups, key=min)


def _belong_together(one: _Facets, other: _Facets) -> bool:
    """Whether two pages seem to be about one person: what made them fit the row is no sign of that, the rest is."""
    if any(_clash(first, second) for first in one.names for second in other.names):
        return False
    if one.placed and other.placed:
        if one.units and other.units:
            return any(first & second for first in one.units for second in other.units)
        return len(one.words & other.words) >= SHARED_TERMS
    if one.places and other.places:
        return _share_place(one, other)
    return one.site == other.site or (one.on_topic and other.on_topic) or len(one.words & other.words) >= SHARED_TERMS


def _share_place(one: _Facets, other: _Facets) -> bool:
    if one.site and one.site == other.site:
        return True
    return any(first.words and first.words == second.words for first in one.places for second in other.places)


def _clash(one: str, other: str) -> bool:
    return name_match(person_name(one), person_name(other)) < NameMatch.POSSIBLE


def _where(facets: Sequence[_Facets], group: frozenset[int]) -> str:
    """How to tell a group's person from the other: by place; "" when the pages name none."""
    places = [place.written for member in sorted(group) for place in facets[member].places]
    return f"one at {places[0]}" if places else ""


def _site(url: str) -> str:
    """The last two parts of a host: a university's pages, events and news are on one site."""
    return ".".join(host_of(url).split(".")[-2:])


def _not_used(verdict: PageVerdict) -> PageVerdict:
    reason = f"{verdict.reason}; but it may be another person than on the pages that were used"
    return replace(verdict, standing=Standing.UNCERTAIN, reason=reason)


def _lines_of_others(identity: Identity, pages: Sequence[JudgedPage]) -> frozenset[str]:
    """Lines of lists and programmes that name somebody else of the surname, or the name at another institution."""
    lists = [(page, verdict) for page, verdict in pages if not verdict.own and "\n" in page.text]
    if not lists:
        return frozenset()
    hers = {words for page, verdict in pages if verdict.own for words in _places(verdict.about(page.text))}
    found: set[str] = set()
    for page, _ in lists:
        lines = {line.strip() for line in page.text.splitlines()}
        named = {line: mentions for line in lines if (mentions := mentions_of(identity, line)).found or mentions.others}
        found.update(line for line, mentions in named.items() if not mentions.found)
        mine = {line for line, mentions in named.items() if mentions.found and _is_hers(identity, line, hers)}
        if mine:
            found.update(line for line, mentions in named.items() if mentions.found and line not in mine)
    return frozenset(found)


def _is_hers(identity: Identity, line: str, hers: set[frozenset[str]]) -> bool:
    places = _places(line)
    return not places or identity.affiliation.in_text(line) or any(place in hers for place in places)


def _places(text: str) -> list[frozenset[str]]:
    return [Affiliation.of(one).words for one in institutions_in(text) if not _UNIT.match(one)]


def _about_namesake(page: WebPage, verdict: PageVerdict) -> str:
    """What a page that is not used says about people of the name or surname; "" when it names none."""
    if verdict.mentions.found:
        return f"{page.title}\n{verdict.about(page.text)}"
    if not verdict.mentions.others:
        return ""
    places = [page.text.find(other) for other in verdict.mentions.others]
    start = max(0, min(place for place in places if place >= 0) - MOST_CHARACTERS // 4) if max(places) >= 0 else 0
    return page.text[start : start + MOST_CHARACTERS]


_UNIT = re.compile(
    r"(?:Department|Dept\.?|Faculty|School|Institut[eo]?|Clinic|Laboratory|Centre|Center|Division|Chair|Lehrstuhl"
    r"|Fakultät|Fachbereich|Département|Departamento|Facult[éa]d?)[ \u00a0](?:of|for|für|der|de|d['’])"
    r"[ \u00a0]?(?:(?:the|and|und|et|y|of)[ \u00a0]|[^\W\d_a-z][\w’'-]*[ \u00a0]?){1,5}"
)
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
