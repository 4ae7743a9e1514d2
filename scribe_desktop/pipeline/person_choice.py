"""A choice between people of one name, carried over to pages that were found later."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from scribe_desktop.domain.namesake import PersonChoice, Signs, row_facts
from scribe_desktop.domain.recipient import Recipient
from scribe_desktop.pipeline.affiliation import host_of
from scribe_desktop.pipeline.facets import SHARED_TERMS, Facets, JudgedPage, belong_together, settles
from scribe_desktop.pipeline.identity import Identity, Standing, normalised_url
from scribe_desktop.pipeline.mentions import MentionKind

CHOSEN = "chosen by you"
NOT_CHOSEN = "not the person you chose"
MOST_WORDS = 60
"""Words of a field that are kept of a page to know the next one by."""


@dataclass(frozen=True, slots=True)
class Belonging:
    """Whose a page is by the choice, and by which sign."""

    is_chosen: bool
    why: str


def signs_of(identity: Identity, pages: Sequence[JudgedPage]) -> Signs:
    """What the pages of one person have to know more of their kind by.

    A site is a sign only where it is the institution's or bears the person's name: networks and directories have
    pages about everybody. Of a page about people of several institutions, only the address is.
    """
    several = []
    for page, verdict in pages:
        facets, host = Facets.of(identity, page, verdict), host_of(page.url)
        if facets.several:
            several.append(Signs((normalised_url(page.url),)))
            continue
        own_site = any(place.in_host(host) for place in facets.places) or any(
            len(surname) > 3 and surname in host for surname in identity.name.surnames
        )
        several.append(
            Signs(
                (normalised_url(page.url),),
                tuple(" ".join(sorted(place.words)) for place in facets.places if place.words),
                (facets.site,) if own_site and facets.site else (),
                tuple(sorted(frozenset().union(*facets.units))),
                tuple(sorted(facets.words)[:MOST_WORDS]),
            )
        )
    return Signs.joined(several)


def belonging(choice: PersonChoice, signs: Signs) -> Belonging | None:
    """Whose a page with these signs is, by the first sign that only one side has; None when none tells.

    Where none of those found was meant, a field or the name of a department speaks against nobody: the right person
    may well work on the same things elsewhere.
    """
    for name, if_chosen, if_other in _LEVELS:
        if choice.none and name in _SHARED_WITH_STRANGERS:
            continue
        found = set(getattr(signs, name))
        least = SHARED_TERMS if name == "words" else 1
        mine = len(found & set(getattr(choice.mine, name))) >= least
        theirs = len(found & set(getattr(choice.others, name))) >= least
        if mine is not theirs:
            return Belonging(mine, if_chosen if mine else if_other)
    return None


def outweighed(choice: PersonChoice, identity: Identity, recipient: Recipient, pages: Sequence[JudgedPage]) -> bool:
    """Whether a row that says other things than the one of the choice means one of the people not chosen."""
    if choice.row == row_facts(recipient):
        return False
    clear = [one for one in pages if settles(one[1])]
    whose = (belonging(choice, signs_of(identity, [one])) for one in clear)
    return any(one is not None and not one.is_chosen for one in whose)


def by_choice(
    identity: Identity, pages: Sequence[JudgedPage], choice: PersonChoice
) -> tuple[list[JudgedPage], list[JudgedPage]]:
    """The chosen one's pages, and the others, each with the reason; the first list is empty when none was found."""
    chosen: list[JudgedPage] = []
    rest: list[JudgedPage] = []
    open_ones: list[JudgedPage] = []
    for page, verdict in pages:
        whose = belonging(choice, signs_of(identity, [(page, verdict)]))
        named = verdict.own or (verdict.mentions.best or 0) >= MentionKind.SIMILAR
        if whose is None or (not named and normalised_url(page.url) not in choice.mine.urls):
            open_ones.append((page, verdict))
        elif whose.is_chosen:
            chosen.append((page, replace(verdict, standing=Standing.SAME, reason=f"{CHOSEN}{whose.why}")))
        else:
            rest.append((page, replace(verdict, standing=Standing.OTHER, reason=f"{NOT_CHOSEN}{whose.why}")))
    own = [Facets.of(identity, page, verdict) for page, verdict in chosen]
    for page, verdict in open_ones:
        facets = Facets.of(identity, page, verdict)
        if verdict.standing is Standing.SAME and own and any(belong_together(facets, one) for one in own):
            chosen.append((page, verdict))
        elif verdict.standing is Standing.SAME and own:
            reason = f"{verdict.reason}; but it may be another person than the one you chose"
            rest.append((page, replace(verdict, standing=Standing.UNCERTAIN, reason=reason)))
        else:
            rest.append((page, verdict))
    return chosen, rest


_LEVELS = (
    ("urls", "", ""),
    ("places", "; the institution is the chosen one's", "; the institution is another one's"),
    ("sites", "; on the chosen one's site", "; on another one's site"),
    ("units", "; the department is the chosen one's", "; the department is another one's"),
    ("words", "; the field is the chosen one's", "; the field is another one's"),
)
"""The signs, the surest first, and what is said when only the chosen one's pages, or only the others', have it."""
_SHARED_WITH_STRANGERS = frozenset(("units", "words"))
