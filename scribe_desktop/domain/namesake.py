"""People of one name: who may be meant by a row, and whom the person chose among them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from typing import Any, Self
from uuid import UUID

from scribe_desktop.domain.evidence import Passage
from scribe_desktop.domain.name_reading import person_name
from scribe_desktop.domain.recipient import Recipient, normalise

NONE_OF_THESE = ""
"""In place of a candidate's key: the person said that it is none of them."""


@dataclass(frozen=True, slots=True)
class FoundPage:
    """A page that was found, and in plain words why it is, or may not be, about the person of the row."""

    title: str
    url: str
    reason: str


@dataclass(frozen=True, slots=True)
class Signs:
    """What pages tell their person by, to know more pages of the same one.

    Attributes:
        urls: addresses of the pages, as `identity.normalised_url` writes them.
        places: institutions, each as its telling words, folded and in order of the alphabet ("karlsvale").
        sites: ends of hosts that are the institution's or the person's own ("karlsvale.example").
        units: words of departments, folded ("geology").
        words: telling words of the field, stemmed.
    """

    urls: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    sites: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    words: tuple[str, ...] = ()

    def without(self, other: Signs) -> Signs:
        """What these have and the other ones lack: shared signs tell nobody apart."""
        mine, theirs = asdict(self), asdict(other)
        return Signs(**{name: tuple(one for one in mine[name] if one not in theirs[name]) for name in mine})

    @classmethod
    def joined(cls, several: list[Signs]) -> Signs:
        """All signs of several people, each once."""
        each = {field.name: [one for signs in several for one in getattr(signs, field.name)] for field in fields(cls)}
        return cls(**{name: tuple(dict.fromkeys(values)) for name, values in each.items()})

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """The inverse of asdict."""
        return cls(**{name: tuple(values) for name, values in data.items()})


@dataclass(frozen=True, slots=True)
class Candidate:
    """One of the people of this name that the pages show.

    Attributes:
        key: short, readable, and unique among the candidates of an item ("karlsvale-geology").
        label: who it is, as a person would say it ("University of Karlsvale · Department of Geology").
        topics: words of the pages that the other candidates' pages lack.
        pages: the pages about this one.
        passages: what a draft would rest on, if it is this one; "W1" first.
        about: what the pages say, a text a page, to compare papers with.
        signs: how to know more pages of this one.
        suggested: True for the one that fits the row best (or as well as the next).
    """

    key: str
    label: str
    topics: tuple[str, ...]
    pages: tuple[FoundPage, ...]
    passages: tuple[Passage, ...]
    about: tuple[str, ...]
    signs: Signs
    suggested: bool = False

    def to_json(self) -> dict[str, Any]:
        """JSON-ready data."""
        data = asdict(self)
        for one in data["passages"]:
            one["fetched_at"] = one["fetched_at"].isoformat()
        return data

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """The inverse of to_json."""
        passages = (
            Passage(**{**one, "fetched_at": datetime.fromisoformat(one["fetched_at"])}) for one in data["passages"]
        )
        return cls(
            data["key"],
            data["label"],
            tuple(data["topics"]),
            tuple(FoundPage(**one) for one in data["pages"]),
            tuple(passages),
            tuple(data["about"]),
            Signs.from_json(data["signs"]),
            data["suggested"],
        )


def chosen_among(candidates: Iterable[Candidate], key: str | None) -> Candidate | None:
    """The candidate of this key; None when nobody was chosen, or none of them."""
    return next((one for one in candidates if key and one.key == key), None)


@dataclass(frozen=True, slots=True)
class PersonChoice:
    """Whom the person chose for a row, kept for later rows of the same person.

    Attributes:
        name: as the row wrote it.
        label: the chosen one's; "" for none of them.
        pages: addresses of the chosen one's pages, which are read first for a later row.
        mine: what only the chosen one's pages have. Empty for none of them.
        others: what only the pages of those not chosen have.
        row: `row_facts` of the row it was made for; in a row that says something else, that may outweigh the choice.
    """

    id: UUID
    name: str
    label: str
    pages: tuple[str, ...]
    mine: Signs
    others: Signs
    row: str
    chosen_at: datetime

    @property
    def none(self) -> bool:
        """True when it is none of those who were found."""
        return not self.label

    def to_json(self) -> dict[str, Any]:
        """JSON-ready data, without id and time."""
        data = asdict(self)
        del data["id"], data["chosen_at"]
        return data

    @classmethod
    def from_json(cls, choice_id: UUID, chosen_at: datetime, data: Mapping[str, Any]) -> Self:
        """The inverse of to_json."""
        mine, others = Signs.from_json(data["mine"]), Signs.from_json(data["others"])
        pages = tuple(data["pages"])
        return cls(choice_id, data["name"], data["label"], pages, mine, others, data["row"], chosen_at)


def person_keys(recipient: Recipient) -> tuple[str, ...]:
    """What the row's person is known by in later lists, the surest first.

    The email address with the surname (an office's address is shared), the name with the affiliation, and, only where
    there is neither, the name with the interest: a name alone may be anybody's. Names are compared without titles,
    accents and order; letters such as ü have two forms without accents.
    """
    name = person_name(recipient.name)
    plain, expanded = ({getattr(word, form) for word in name.words} for form in ("plain", "expanded"))
    names = dict.fromkeys(" ".join(sorted(words)) for words in (plain, expanded))
    surnames = dict.fromkeys((name.words[-1].plain, name.words[-1].expanded))
    email = (recipient.email or "").strip().casefold()
    keys = [f"email|{email}|{surname}" for surname in surnames] if email else []
    place = normalise(recipient.affiliation or "")
    if place:
        keys += [f"place|{one}|{place}" for one in names]
    elif not email:
        keys += [f"interest|{one}|{normalise(recipient.interest or '')}" for one in names]
    return tuple(keys)


def row_facts(recipient: Recipient) -> str:
    """What of a row, besides name, address and affiliation, says who is meant; one line to compare."""
    facts = (recipient.interest, recipient.homepage, recipient.fields.get("orcid"))
    return " | ".join(normalise(one or "") for one in facts)
