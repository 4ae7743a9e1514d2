"""300 made-up recipients with pages and papers, their own and their namesakes', from a seed, with the truth.

Everything is decidable by a careful reader from the row and the pages, by the reason that each kind gives, except the
cases marked ambiguous: there two people fit the row equally well. People who changed their name are left out: neither
row nor page would tell.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from random import Random

import name_pools
from case_texts import PERSON, CasePage, CasePaper, Somebody, Writer
from fields import FIELDS, Field, far_from, seen_by
from institutions import institutions
from name_pools import NameMaker, Names, Written

from scribe_desktop.domain.evidence import Paper
from scribe_desktop.domain.recipient import Recipient

FEWEST_PAPERS, MOST_PAPERS = 4, 12
MOST_PAGES = 5
ANCHORED = "affiliation or co-author"


@dataclass(frozen=True)
class Case:
    """One row and what is found for it. In an ambiguous case nothing is known to be the person's."""

    number: int
    kind: str
    why: str
    ambiguous: bool
    recipient: Recipient
    pages: tuple[CasePage, ...]
    papers: tuple[CasePaper, ...]
    people: tuple[Somebody, ...]

    @property
    def right(self) -> frozenset[str]:
        """Addresses of the papers that are the person's."""
        return frozenset(one.paper.url for one in self.papers if one.owner == PERSON and not self.ambiguous)


@dataclass(frozen=True)
class Kind:
    """A kind of case that can be decided.

    Attributes:
        why: what a careful reader goes by.
        same_name: how often one of the namesakes has the very same name.
        initials: the share of papers that are signed with initials.
        near: the namesake of the same name works in the same field elsewhere; every paper has an affiliation or a
            co-author named on a page.
        listed: half of the person's papers are in a field that the row does not mention; a page lists their titles.
        moved: the papers print the institution where, as the page says, the person worked before.
    """

    name: str
    count: int
    why: str
    names: NameMaker = name_pools.any_name
    same_name: float = 0.3
    initials: float = 0.15
    affiliation: bool = True
    interest: bool = True
    near: bool = False
    listed: bool = False
    moved: bool = False


KINDS: tuple[Kind, ...] = (
    Kind("same initial, other given name", 22, "The given names differ.", name_pools.simple, same_name=0.0),
    Kind("same name, other field", 26, "Field and institution on the pages are the row's or not.", same_name=1.0),
    Kind("initials only", 18, "Field, co-authors named on the page, or the affiliation.", initials=0.8, same_name=0.5),
    Kind("middle initials", 10, "The middle initials differ, and all print them.", name_pools.middle_initial, 0.0),
    Kind("family name first", 22, "Both orders are one name; another given name is not.", name_pools.family_first),
    Kind("particles", 18, "The particle's spelling varies; given name or field tell.", name_pools.particles),
    Kind(
        "double surnames",
        18,
        "The first surname may stand alone; another second is not hers.",
        name_pools.double_surname,
        initials=0.35,
    ),
    Kind("mononyms", 12, "Who has a second name is somebody else; so is one of a far field.", name_pools.mononym),
    Kind("diacritics", 20, "Marks may be missing or spelled out; given name or field tell.", name_pools.diacritics),
    Kind("transliterations", 20, "Spellings of one name; the page or its sound says so.", name_pools.transliteration),
    Kind("hyphenated given names", 16, "Hyphen, space or none is one name; half of it is not.", name_pools.hyphenated),
    Kind(
        "no interest in the row", 10, "The page at the row's institution says the field.", same_name=0.7, interest=False
    ),
    Kind(
        "no affiliation in the row",
        10,
        "Only one of the people works on the row's interest.",
        same_name=0.7,
        affiliation=False,
    ),
    Kind("same name, same field", 8, "Affiliation, or co-authors named on the pages.", same_name=1.0, near=True),
    Kind("titles on the page", 5, "The person's own page lists the titles.", same_name=1.0, listed=True),
    Kind("moved", 5, "The page names the former institution, which the papers print.", same_name=1.0, moved=True),
)


def make_cases(seed: int) -> list[Case]:
    """The 300 cases of a seed, in a shuffled order; the same seed gives the same cases."""
    plan = [(_decidable, kind, index) for kind in KINDS for index in range(kind.count)]
    plan += [(_ambiguous, kind, index) for kind in AMBIGUOUS for index in range(kind.count)]
    Random(seed).shuffle(plan)
    # Each case has a generator of its own, so that mending one kind leaves all others as they are.
    return [
        make(kind, number, Random(f"{seed}/{kind.name}/{index}")) for number, (make, kind, index) in enumerate(plan, 1)
    ]


def _circle(rng: Random, taken: set[str]) -> tuple[str, ...]:
    """Four co-authors whom nobody else of the case has, and who share no surname with anybody."""
    found: list[str] = []
    while len(found) < 4:
        one = name_pools.stranger(rng)
        if one.split()[-1] not in taken:
            taken.add(one.split()[-1])
            found.append(one)
    return tuple(found)


def _surnames(names: Names) -> set[str]:
    return {word for one in (names.person, *names.others) for form in (one.page, *one.papers) for word in form.split()}


def _people(kind: Kind, names: Names, rng: Random) -> list[Somebody]:
    """The person first, then one to three namesakes."""
    field = seen_by(rng.choice(FIELDS), rng)
    places = institutions(rng, 5)
    taken = _surnames(names)
    person = Somebody(PERSON, names.person, field, places[0], _circle(rng, taken))
    if kind.near:
        person = replace(person, named=4)
    if kind.moved:
        person = replace(person, former=places[4])
    people = [person]
    if rng.random() < kind.same_name:
        other = seen_by(field if kind.near else rng.choice(far_from(field)), rng)
        people.append(
            Somebody("same name", names.person, other, places[1], _circle(rng, taken), named=4 if kind.near else 2)
        )
    if not (kind.near or kind.listed or kind.moved):
        for index, written in enumerate(rng.sample(names.others, min(len(names.others), rng.choice((1, 1, 2))))):
            other = field if rng.random() < 0.5 and kind.initials < 0.5 else rng.choice(far_from(field))
            other = seen_by(other, rng)
            people.append(Somebody(f"other name {index + 1}", written, other, places[2 + index], _circle(rng, taken)))
    return people


def _signed(who: Somebody, initials: float, rng: Random) -> tuple[str, bool]:
    """How a paper is signed, and whether with initials."""
    if who.written.initials and rng.random() < initials:
        return rng.choice(who.written.initials), True
    return rng.choice(who.written.papers), False


def _papers(kind: Kind, people: list[Somebody], write: Writer, rng: Random) -> list[CasePaper]:
    """The papers of all; whose each is can be told by what `told_by` says."""
    person, *namesakes = people
    neighbours = [one for one in namesakes if one.field.group == person.field.group]
    none_of_hers = rng.random() < 0.07 and not (kind.near or kind.listed or kind.moved)
    side = rng.choice(far_from(person.field)) if kind.listed else None
    while side and side.group in [one.field.group for one in namesakes]:
        side = rng.choice(far_from(person.field))
    papers: list[CasePaper] = []
    for index in range(0 if none_of_hers else rng.randint(2, 5)):
        signed, short = _signed(person, kind.initials, rng)
        anchored = kind.near or (short and bool(neighbours))
        topic = side if side and index % 2 == 0 else None
        told = "its title on the page" if topic else ANCHORED if anchored else "name and field"
        papers.append(CasePaper(write.paper(person, signed, anchored, topic), PERSON, told))
    for who in namesakes:
        for _ in range(rng.randint(1, 4) if papers else rng.randint(2, 4)):
            # A namesake of the same field is told by the full name, so initials are for others.
            signed, short = _signed(who, 0.0 if who in neighbours and not kind.near else kind.initials + 0.1, rng)
            by_name = who.key != "same name" and not short
            told = "another name" if by_name else ANCHORED if kind.near else "another field"
            papers.append(CasePaper(write.paper(who, signed, kind.near), who.key, told))
    filler = namesakes[-1]
    while len(papers) < FEWEST_PAPERS:
        papers.append(CasePaper(write.paper(filler, filler.written.papers[0], kind.near), filler.key, "as the others"))
    while len(papers) > MOST_PAPERS:
        papers.pop()
    return sorted(papers, key=lambda one: -(one.paper.year or 0))


def _pages_of(who: Somebody, count: int, papers: list[CasePaper], write: Writer, rng: Random) -> list[CasePage]:
    """So many pages about one person; each says the field and the institution, the profile the co-authors as well."""
    own = [one.paper for one in papers if one.owner == who.key]
    makers: list[Callable[[], CasePage]] = [lambda: write.profile(who), lambda: write.news(who)]
    makers.append(lambda: write.talk(who, rng.choice(own).title if own else write.title(who.field)))
    if own:
        makers.append(lambda: write.publications(who, _some_titles(own, write, who.field, rng)))
    first, *rest = makers
    rng.shuffle(rest)
    needs_profile = any(one.owner == who.key and one.told_by == ANCHORED for one in papers)
    chosen = [first, *rest] if needs_profile or rng.random() < 0.85 else [*rest, first]
    return [make() for make in chosen[:count]]


def _some_titles(own: list[Paper], write: Writer, field: Field, rng: Random) -> list[str]:
    titles = [one.title for one in rng.sample(own, min(len(own), 2))] + [write.title(field) for _ in range(3)]
    rng.shuffle(titles)
    return titles


def _decidable(kind: Kind, number: int, rng: Random) -> Case:
    write = Writer(rng)
    people = _people(kind, kind.names(rng), rng)
    person, *namesakes = people
    papers = _papers(kind, people, write, rng)
    pages = _pages_of(person, rng.choice((1, 2, 2, 3)), papers, write, rng)
    if kind.listed:
        titles = [one.paper.title for one in papers if one.owner == PERSON] + [write.title(person.field)]
        pages = [*pages[:2], write.publications(person, titles)]
    if kind.moved and not any("Until " in one.text for one in pages):
        pages = [write.profile(person)]
    for who in namesakes:
        # That a mononym is no short form of a longer name, only the other's page can say.
        if who.key == "same name" or kind.names is name_pools.mononym or rng.random() < 0.6:
            pages += _pages_of(who, 1, papers, write, rng)
    if rng.random() < 0.2:
        pages.append(write.mixed(person, rng.choice(namesakes)))
    if len(pages) < 2 or rng.random() < 0.2:
        pages.append(write.outsider(person))
    own_homepage = next((one.url for one in pages if PERSON in one.owners and "/people/" in one.url), None)
    interest = rng.choice(person.field.themes[:3]) if own_homepage and rng.random() < 0.4 else person.field.interest
    homepage = own_homepage if rng.random() < 0.1 else None
    recipient = _row(person, interest if kind.interest else None, homepage, kind.affiliation, rng)
    kept = pages[:MOST_PAGES]  # the person's own come first
    rng.shuffle(kept)
    return Case(number, kind.name, kind.why, False, recipient, tuple(kept), tuple(papers), tuple(people))


def _row(person: Somebody, interest: str | None, homepage: str | None, affiliation: bool, rng: Random) -> Recipient:
    name = person.written.row
    if name.isascii() and "," not in name and rng.random() < 0.3:
        name = rng.choice(("Prof. ", "Dr. ", "Prof. Dr. ")) + name
    place = person.place
    email = f"{rng.choice(('office', 'contact', 'mail'))}{rng.randint(1, 999)}@{place.domain}"
    return Recipient(
        name,
        interest=interest,
        email=email if rng.random() < 0.5 else None,
        affiliation=rng.choice((place.name, place.name, place.variant)) if affiliation else None,
        homepage=homepage,
    )


AMBIGUOUS: tuple[Kind, ...] = (
    Kind(
        "ambiguous: same name and field", 20, "Two people of this name work on the row's interest.", affiliation=False
    ),
    Kind("ambiguous: nothing but a name", 16, "Two people have this name.", affiliation=False, interest=False),
    Kind("ambiguous: initial in the row", 12, "Two given names fit the initial.", name_pools.simple, affiliation=False),
    Kind("ambiguous: same institution", 12, "Two people of this name are at the row's institution.", interest=False),
)


def _ambiguous(kind: Kind, number: int, rng: Random) -> Case:
    """Two people who fit the row equally well; one may have more pages and papers than the other."""
    write = Writer(rng)
    names = kind.names(rng)
    first_place, second_place = institutions(rng, 2)
    field, taken = rng.choice(FIELDS), _surnames(names)
    by_initial = "initial" in kind.name
    second_name: Written = names.others[0] if by_initial else names.person
    one = Somebody("first", names.person, seen_by(field, rng), first_place, _circle(rng, taken))
    two = Somebody(
        "second",
        second_name,
        seen_by(field if kind.interest else rng.choice(far_from(field)), rng),
        first_place if kind.affiliation else second_place,
        _circle(rng, taken),
    )
    papers: list[CasePaper] = []
    for who in (one, two):
        for _ in range(rng.randint(2, 5)):
            papers.append(CasePaper(write.paper(who, _signed(who, 0.3 if by_initial else 0.1, rng)[0]), who.key))
    pages = [
        page for who in (one, two) for page in _pages_of(who, rng.choice((1, 1, 2)), papers, write, rng)
    ]  # at least one for each
    if rng.random() < 0.2:
        pages.append(write.mixed(one, two))
    row_name = names.person.initials[0] if by_initial else names.person.row
    place = first_place.name if kind.affiliation else None
    recipient = Recipient(row_name, interest=field.interest if kind.interest else None, affiliation=place)
    pages = pages[:MOST_PAGES]
    rng.shuffle(pages)
    papers.sort(key=lambda paper: -(paper.paper.year or 0))
    return Case(number, kind.name, kind.why, True, recipient, tuple(pages), tuple(papers), (one, two))
