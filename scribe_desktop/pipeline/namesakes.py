"""Telling people of one name apart among the pages found: which pages are one person's, and whether two fit the row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from scribe_desktop.domain.evidence import WebPage
from scribe_desktop.domain.namesake import PersonChoice
from scribe_desktop.pipeline.affiliation import Affiliation, institutions_in
from scribe_desktop.pipeline.facets import (
    UNIT,
    Facets,
    JudgedPage,
    belong_together,
    groups_of,
    same_work,
    settles,
    share_place,
    strength,
    units_differ,
    where,
)
from scribe_desktop.pipeline.identity import Identity, PageVerdict, Standing, judge_page, mentions_of
from scribe_desktop.pipeline.mentions import MentionKind, names_beside
from scribe_desktop.pipeline.person_choice import by_choice

CHECK = "check that it is this person"
TWO_FIT = "two people of this name fit what your list says"
MAYBE_ANOTHER = "; but it may be another person than on the pages that were used"
MOST_CHARACTERS = 2000
"""Of a page about somebody else that are kept to compare papers with."""


@dataclass(frozen=True, slots=True)
class Settled:
    """What the pages found amount to.

    Attributes:
        identity: with the spellings of the name that the pages gave.
        used: pages about one person; `lines_of_others` are the lines of them that are about somebody else.
        left: the other pages, with the reason in the verdict.
        doubt: why it is not settled that the used pages are about the person of the row, else None.
        about_others: what the pages say about other people of the name or surname.
        chosen: True when the used pages are those of the person chosen.
    """

    identity: Identity
    used: tuple[JudgedPage, ...]
    left: tuple[JudgedPage, ...]
    doubt: str | None
    about_others: tuple[str, ...]
    lines_of_others: frozenset[str]
    chosen: bool = False


def settle(identity: Identity, pages: Sequence[JudgedPage], choice: PersonChoice | None = None) -> Settled:
    """Choose the pages of one person, and say so when another fits the row as well.

    Args:
        choice: whom the person chose; where pages of the chosen one were found, no doubt is left.
    """
    identity, judged = _with_spellings(identity, pages)
    if choice is not None:
        chosen, rest = by_choice(identity, judged, choice)
        if chosen:
            return _settled(identity, chosen, rest, None, chosen=True)
        judged = rest
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
    return _settled(identity, used, left, doubt)


def _settled(
    identity: Identity,
    used: Sequence[JudgedPage],
    left: Sequence[JudgedPage],
    doubt: str | None,
    chosen: bool = False,
) -> Settled:
    lines = _lines_of_others(identity, used)
    about = [text for page, verdict in left if (text := about_namesake(page, verdict))]
    if lines:
        about.append("\n".join(sorted(lines))[:MOST_CHARACTERS])
    return Settled(identity, tuple(used), tuple(left), doubt, tuple(about), lines, chosen)


def _by_place_of_used(
    identity: Identity, used: list[JudgedPage], left: list[JudgedPage]
) -> tuple[list[JudgedPage], list[JudgedPage], str | None]:
    """Where the row has no institution, the used pages say it: what names the person there is about them as well.

    A namesake elsewhere who works on the same things raises doubt, when nothing but the topic spoke for the person.
    """
    facets = [Facets.of(identity, page, verdict) for page, verdict in used]
    also, rest = [], []
    rival: str | None = None
    for page, verdict in left:
        if verdict.mentions.best is not MentionKind.FULL or not (verdict.own or verdict.mentions.found):
            rest.append((page, verdict))
            continue
        own = Facets.of(identity, page, verdict)
        if any(share_place(own, other) and not units_differ(own, other) for other in facets):
            reason = "names this person; the institution is that of the other pages"
            also.append((page, replace(verdict, standing=Standing.SAME, reason=reason)))
            continue
        rest.append((page, verdict))
        if own.places and any(other.places and same_work(own, other) for other in facets):
            one = next(place.written for other in facets for place in other.places)
            rival = rival or f"{TWO_FIT}, one at {one} and one at {own.places[0].written}"
    only_topic = strength(used, frozenset(range(len(used)))) < 2
    return [*used, *also], rest, rival if only_topic else None


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
    facets = [Facets.of(identity, page, verdict) for page, verdict in pages]
    clear = [facets[place] for place, (_, verdict) in enumerate(pages) if settles(verdict)]
    if identity.name.full and clear:
        # What has only the topic in common with the row may still be somebody else's.
        return [
            one
            for one, own in zip(pages, facets, strict=True)
            if settles(one[1]) or own.placed or any(belong_together(own, other) for other in clear)
        ], None
    groups = groups_of(facets)
    if len(groups) < 2:
        return pages, None
    # Pages come in the order in which they were read: what is suggested must not depend on that.
    ranked = sorted(
        groups,
        key=lambda group: (
            -strength(pages, group),
            -max(pages[place][1].mentions.best or 0 for place in group),
            -len(group),
            min(pages[place][0].url for place in group),
        ),
    )
    first, second = ranked[0], ranked[1]
    used = [pages[place] for place in sorted(first)]
    if strength(pages, first) > strength(pages, second):
        return used, None
    one, two = (where(facets, group) for group in (first, second))
    told = f", {one} and {two}" if one and two and one != two else ""
    return used, f"{TWO_FIT}{told}"


def _not_used(verdict: PageVerdict) -> PageVerdict:
    reason = f"{verdict.reason}{MAYBE_ANOTHER}"
    return replace(verdict, standing=Standing.UNCERTAIN, reason=reason)


def _lines_of_others(identity: Identity, pages: Sequence[JudgedPage]) -> frozenset[str]:
    """Lines of lists and programmes that name somebody else of the surname, or the name at another institution."""
    lists = [(page, verdict) for page, verdict in pages if not verdict.own and "\n" in page.text]
    if not lists:
        return frozenset()
    own = {words for page, verdict in pages if verdict.own for words in _places(verdict.about(page.text))}
    found: set[str] = set()
    for page, _ in lists:
        lines = {line.strip() for line in page.text.splitlines()}
        named = {line: mentions for line in lines if (mentions := mentions_of(identity, line)).found or mentions.others}
        found.update(line for line, mentions in named.items() if not mentions.found)
        mine = {line for line, mentions in named.items() if mentions.found and _is_own(identity, line, own)}
        if mine:
            found.update(line for line, mentions in named.items() if mentions.found and line not in mine)
    return frozenset(found)


def _is_own(identity: Identity, line: str, own: set[frozenset[str]]) -> bool:
    places = _places(line)
    return not places or identity.affiliation.in_text(line) or any(place in own for place in places)


def _places(text: str) -> list[frozenset[str]]:
    return [Affiliation.of(one).words for one in institutions_in(text) if not UNIT.match(one)]


def about_namesake(page: WebPage, verdict: PageVerdict) -> str:
    """What a page that is not used says about people of the name or surname; "" when it names none."""
    if verdict.mentions.found:
        return f"{page.title}\n{verdict.about(page.text)}"[:MOST_CHARACTERS]
    if not verdict.mentions.others:
        return ""
    places = [page.text.find(other) for other in verdict.mentions.others]
    start = max(0, min(place for place in places if place >= 0) - MOST_CHARACTERS // 4) if max(places) >= 0 else 0
    return page.text[start : start + MOST_CHARACTERS]
