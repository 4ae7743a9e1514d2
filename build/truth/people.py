"""An invented world: researchers with pages, papers and the facts that stand in them, made from a seed."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from words import a_or_an, places_in, slug, themes, with_article, words

from scribe_desktop.domain.evidence import Evidence, Paper, Passage
from scribe_desktop.domain.recipient import Recipient

FETCHED = datetime(2026, 4, 7, 9, 30, tzinfo=UTC)
PRONOUNS = {
    "she": {"she": "she", "She": "She", "her": "her", "Her": "Her", "her_obj": "her"},
    "he": {"she": "he", "She": "He", "her": "his", "Her": "His", "her_obj": "him"},
}


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact and where it stands.

    Attributes:
        kind: the table of words/facts.toml that words it.
        source: id of the passage or paper.
        values: what it says, by place ("year": 2021, "award": "Anchor Prize").
        prose: ways to say what has no value of its own, by place ("np", "vp", "that", "retold").
    """

    kind: str
    source: str
    values: Mapping[str, str | int]
    prose: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Person:
    """A researcher: her row, what was found about her, and the facts in it."""

    recipient: Recipient
    evidence: Evidence
    facts: tuple[Fact, ...]

    def of_kind(self, *kinds: str) -> list[int]:
        """Numbers of her facts of these kinds."""
        return [number for number, fact in enumerate(self.facts) if fact.kind in kinds]


def make_people(seed: int) -> tuple[Person, ...]:
    """All people of a world. The same seed makes the same world."""
    rng = random.Random(f"people {seed}")
    lists = words("people")
    named = [(name, pronoun) for pronoun in PRONOUNS for name in lists[pronoun]]
    rng.shuffle(named)
    fields = [_Field(theme, rng) for theme in themes()]
    return tuple(
        _Maker(name, pronoun, fields[i % len(fields)], fields[(i * 5 + 1) % len(fields)], rng).person()
        for i, (name, pronoun) in enumerate(named)
    )


class _Field:
    """A field of research, whose titles, labs and books are given out once each."""

    def __init__(self, theme: Mapping[str, Any], rng: random.Random) -> None:
        self.theme = theme
        self._rng = rng
        self._labs = [form.format(word) for word in theme["lab_words"] for form in words("world")["lab_forms"]]
        self._books = [(title, book) for book in theme["books"] for title in book["titles"]]
        self._given: set[str] = set()
        rng.shuffle(self._labs)
        rng.shuffle(self._books)

    def lab(self) -> str:
        """A lab that nobody else leads."""
        return self._labs.pop()

    def book(self) -> tuple[str, Mapping[str, Any]] | None:
        """A book that nobody else wrote; None when all are given out."""
        return self._books.pop() if self._books else None

    def titled(self, study: Mapping[str, Any]) -> tuple[str, dict[str, int | str]]:
        """A title that no other paper has, and the values that stand in it and its abstract."""
        while True:
            values = {
                "place": self._rng.choice(words("places")[study["place"]]),
                "n": self._rng.randint(*study["n"]),
                "m": self._rng.randint(*study["m"]),
            }
            title = self._rng.choice(study["titles"]).format(**values)
            if title not in self._given and values["n"] != values["m"]:
                self._given.add(title)
                return title, values


class _Maker:
    """Makes one person."""

    def __init__(self, name: str, pronoun: str, own: _Field, other: _Field, rng: random.Random) -> None:
        self._name = name
        self._bare = name.removeprefix("Prof. ").removeprefix("Dr. ")
        self._pronoun = pronoun
        self._field, self._other = own, other
        self._rng = rng
        self._world = words("world")
        self._inst = rng.choice(self._world["institutions"])
        self._host = slug(self._inst).replace("university-of-", "").split("-university")[0] + ".example"
        self._facts: list[Fact] = []
        self._pages: list[Passage] = []
        self._doctorate = rng.randint(1988, 2005)
        self._arrival = self._doctorate + rng.randint(4, 11)
        self._years = set(range(self._doctorate + 1, 2026)) - {self._arrival}
        self._lab = own.lab()

    def person(self) -> Person:
        """The person, with two to five pages and two to six papers."""
        theme = self._field.theme
        papers = self._papers()
        self._page("people", self._bare, self._about())
        others = [self._group, self._news, self._teaching, self._book]
        for make in self._rng.sample(others, self._rng.randint(1, 4)):
            make()
        last = Recipient(self._name).name_parts.last
        row = Recipient(
            self._name,
            interest=self._rng.choice(theme["interests"]),
            email=f"{slug(self._bare)[0]}.{slug(last)}@{self._host}" if self._rng.random() < 0.75 else None,
            affiliation=self._inst,
            homepage=self._pages[0].url if self._rng.random() < 0.4 else None,
            fields={"met_at": self._rng.choice(self._world["met_at"])} if self._rng.random() < 0.35 else {},
        )
        return Person(row, Evidence(tuple(self._pages), papers), tuple(self._facts))

    def _papers(self) -> tuple[Paper, ...]:
        count = self._rng.randint(2, 6)
        chosen = [(self._field, study) for study in self._rng.sample(self._field.theme["studies"], min(count, 5))]
        if count > 5:
            chosen[-1] = (self._other, self._rng.choice(self._other.theme["studies"]))
            chosen.append((self._field, self._field.theme["studies"][0]))
            chosen = list({id(study): (own, study) for own, study in chosen}.values())
        return tuple(self._paper(own, study, f"P{i}") for i, (own, study) in enumerate(chosen, 1))

    def _paper(self, own: _Field, study: Mapping[str, Any], paper_id: str) -> Paper:
        title, values = own.titled(study)
        year = self._rng.randint(2016, 2026)
        venue = self._rng.choice(own.theme["venues"]) if self._rng.random() < 0.75 else None
        names = words("people")
        partners = [
            f"{given} {family}"
            for given, family in zip(
                self._rng.sample(names["given"], 4), self._rng.sample(names["family"], 4), strict=True
            )
        ][: self._rng.choice((0, 1, 1, 2, 3, 4))]
        authors = list(partners)
        authors.insert(self._rng.randint(0, len(authors)), self._bare)
        told: dict[str, str | int] = {"title": title, "year": year, "n": values["n"], "m": values["m"]}
        if venue:
            told["venue"] = venue
        if partners:
            told["coauthor"] = self._rng.choice(partners)
        month = self._rng.randint(1, 12)
        prose = {name: tuple(study[name]) for name in ("np", "vp", "that")}
        self._facts.append(Fact("paper", paper_id, told, prose))
        return Paper(
            paper_id,
            title,
            tuple(authors),
            year,
            study["abstract"].format(**values),
            f"https://papers.example/abs/{year % 100:02}{month:02}.{self._rng.randint(10000, 99999)}",
            venue,
            (self._inst,),
            reason="The author list has this name.",
        )

    def _about(self) -> list[str]:
        told = [self._tell("position", department=self._field.theme["department"], inst=self._inst, role=self._role())]
        told.append(self._focus(0))
        if self._rng.random() < 0.7:
            told.append(self._tell("degree", {"np": self._field.theme["studies"][-1]["np"]}, inst=self._elsewhere()))
        if self._rng.random() < 0.5:
            told.append(
                self._tell(
                    "post",
                    inst=self._rng.choice(self._world["laboratories"]),
                    role=self._rng.choice(self._world["earlier_roles"]),
                    n=self._rng.randint(2, self._arrival - self._doctorate - 1),
                )
            )
        if self._rng.random() < 0.3:
            told.append(self._tell("visit", inst=self._elsewhere()))
        return told

    def _group(self) -> None:
        theme = self._field.theme
        project = self._rng.choice(theme["projects"])
        told = [
            self._tell("lab", lab=self._lab, n=self._rng.randint(4, 38)),
            self._focus(1),
            self._tell(
                "project",
                {"np": project["np"]},
                page=project["page"],
                project=self._rng.choice(project["names"]),
                funder=self._rng.choice(self._world["funders"]),
                partner=self._rng.choice(self._world["laboratories"]),
                n=self._rng.randint(*project["n"]),
            ),
        ]
        if self._rng.random() < 0.5:
            place = self._rng.choice(words("places")[self._rng.choice(("town", "hill", "region"))])
            told.append(self._tell("fieldwork", place=place, n=self._rng.randint(3, 16)))
        self._page("groups", self._lab, told)

    def _news(self) -> None:
        told = []
        bodies = self._rng.sample(self._world["bodies"], 3)
        for body, award in zip(bodies, self._rng.sample(self._world["awards"], self._rng.randint(1, 2)), strict=False):
            told.append(self._tell("award", award=award, body=body))
        town = self._rng.choice(words("places")["town"])
        told.append(self._tell("talk", event=self._rng.choice(self._world["events"]), town=town))
        if self._rng.random() < 0.6:
            told.append(self._tell("service", committee=self._rng.choice(self._world["committees"]), body=bodies[2]))
        if self._rng.random() < 0.4:
            told.append(self._tell("editing", journal=self._rng.choice(self._field.theme["venues"])))
        self._page("news", f"Honours and service: {self._bare}", told)

    def _teaching(self) -> None:
        theme = self._field.theme
        told = [self._tell("course", course=self._rng.choice(theme["courses"]), n=self._rng.randint(12, 180))]
        told.append(self._tell("supervision", n=self._rng.randint(2, 29)))
        if self._rng.random() < 0.6:
            resource = theme["resources"][0]
            n = self._rng.randint(*resource["n"])
            name = self._rng.choice(resource["names"])
            told.append(
                self._tell("resource", {"retold": resource["retold"]}, page=resource["page"], resource=name, n=n)
            )
        self._page("teaching", f"Teaching: {self._bare}", told)

    def _book(self) -> None:
        given = self._field.book()
        if given is None:
            return self._news() if not any("/news/" in page.url for page in self._pages) else None
        title, book = given
        publisher = self._rng.choice(self._world["publishers"])
        about = self._tell("book", {"retold": book["retold"]}, page=book["page"], book=title, publisher=publisher)
        told = [about, f"{self._bare} {self._rng.choice(self._world['about_authors'])}"]
        return self._page("books", title, told, host=f"{slug(publisher)}.example")

    def _role(self) -> str:
        roles: Sequence[str] = self._world["roles_prof" if self._name.startswith("Prof.") else "roles_other"]
        return self._rng.choice(roles)

    def _elsewhere(self) -> str:
        return self._rng.choice([one for one in self._world["institutions"] if one != self._inst])

    def _focus(self, number: int) -> str:
        """One of two things she works on; each person has other ones of her field."""
        focus = self._field.theme["focus"][(len(self._name) + number * 2) % 4]
        return self._tell("focus", {"retold": focus["retold"]}, page=focus["page"])

    def _tell(self, kind: str, prose: Mapping[str, Sequence[str]] | None = None, **values: str | int) -> str:
        """Word a fact for the page that is being written, and remember it."""
        wording = self._rng.choice(words("facts")[kind]["page"])
        if "year" in places_in(wording):
            values["year"] = self._year(kind)
        told = {name: str(value) for name, value in values.items()}
        if "role" in told:
            told["a_role"] = a_or_an(told["role"])
        if "inst" in told:
            told["inst"] = ("" if kind == "post" else with_article(told["inst"])) + told["inst"]
        if "partner" in told:
            told["partner"] = f"the {told['partner']}"
        ways = {name: tuple(said) for name, said in (prose or {}).items()}
        if "page" in told:
            told["page"] = told["page"].format(**told)
        if "np" in ways and kind == "degree":
            ways["np"] = ways["np"][:1]
            told["np"] = ways["np"][0]
        told |= PRONOUNS[self._pronoun]
        told |= {"Name": self._bare, "Last": Recipient(self._name).name_parts.last}
        kept = {name: value for name, value in values.items() if name in self._said(wording, values, kind)}
        self._facts.append(Fact(kind, f"W{len(self._pages) + 1}", kept, ways))
        text = wording.format(**told)
        return text[0].upper() + text[1:]

    def _year(self, kind: str) -> int:
        """A year that fits the others of her life, and that no other fact of her pages has."""
        if kind in ("degree", "position"):
            return self._doctorate if kind == "degree" else self._arrival
        since = self._arrival if kind in ("lab", "course", "service") else self._doctorate
        year = self._rng.choice(sorted(one for one in self._years if one > since))
        self._years.remove(year)
        return year

    @staticmethod
    def _said(wording: str, values: Mapping[str, str | int], kind: str) -> set[str]:
        """Names of the values that a reader of the page learns."""
        said = places_in(wording)
        if "a_role" in said:
            said.add("role")
        if "page" in said:
            said |= places_in(str(values["page"])) | ({"n"} if kind in ("project", "resource") else set())
        return said - {"page"}

    def _page(self, folder: str, title: str, told: Sequence[str], host: str | None = None) -> None:
        noise = self._rng.choice(self._world["noise"])
        text = " ".join((*told, noise) if self._rng.random() < 0.5 else told)
        url = f"https://{host or self._host}/{folder}/{slug(self._bare if folder in ('people', 'news') else title)}"
        digest = hashlib.sha256(text.encode()).hexdigest()
        reason = "The page names this person."
        self._pages.append(Passage(f"W{len(self._pages) + 1}", url, title, text, FETCHED, digest, 1.0, reason))
