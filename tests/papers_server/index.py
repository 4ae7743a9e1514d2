"""What is served, as no service writes it: works, their authors, and the questions that come."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class ServedAuthor:
    """An author of a work. `affiliation` is where they were when it was written."""

    given: str
    family: str
    affiliation: str = ""
    orcid: str = ""

    @property
    def name(self) -> str:
        return f"{self.given} {self.family}".strip()


@dataclass(frozen=True)
class ServedWork:
    """A work in the server's index. `kind` is OpenAlex's type; Crossref's follows from it."""

    title: str
    authors: Sequence[ServedAuthor]
    year: int | None = 2024
    doi: str = ""
    arxiv: str = ""
    venue: str = ""
    abstract: str = ""
    kind: str = "article"
    subtitle: str = ""
    subjects: Sequence[str] = ()
    isbns: Sequence[str] = ()


@dataclass(frozen=True)
class Asked:
    """A request as it came."""

    service: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]


Answer = tuple[int, dict[str, Any]]


def people_of(works: Sequence[ServedWork]) -> list[ServedAuthor]:
    """Everybody who wrote one of the works, each once."""
    people = {(author.name, author.orcid): author for work in works for author in work.authors}
    return list(people.values())


def initialled(author: ServedAuthor) -> str:
    """I. M. Varnholt."""
    return " ".join([*(f"{one[0]}." for one in author.given.split()), author.family])


def author_id(works: Sequence[ServedWork], author: ServedAuthor) -> str:
    """OpenAlex's id of an author; Semantic Scholar's is made of the same number."""
    keys = [(one.name, one.orcid) for one in people_of(works)]
    return f"A50{keys.index((author.name, author.orcid)):05}"


def names_in(value: str | None) -> list[str]:
    """Names between commas, as fields are asked for."""
    return [one for one in (value or "").split(",") if one]


def only(record: dict[str, Any], fields: Iterable[str]) -> dict[str, Any]:
    """The record with the fields that were asked for; all of it when none were."""
    wanted = list(fields)
    return {name: value for name, value in record.items() if name in wanted} if wanted else record


def words_of(text: str) -> set[str]:
    """Words in lower case without diacritics, as services search."""
    decomposed = unicodedata.normalize("NFKD", text.lower().replace("ø", "o").replace("ł", "l"))
    plain = "".join(char for char in decomposed if not unicodedata.combining(char))
    return set(re.findall(r"[^\W_]+", plain))
