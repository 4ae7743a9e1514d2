"""The person a draft is for, as a row of the spreadsheet gives it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from scribe_desktop.domain.name_reading import person_name

NAME_LENGTH = (2, 255)
INTEREST_LENGTH = (2, 500)
MAX_FIELDS = 50
MAX_FIELD_NAME = 64
MAX_FIELD_VALUE = 2000


@dataclass(frozen=True, slots=True)
class NameParts:
    """A name taken apart. `search` is without titles and degrees, as paper and web searches want it."""

    title: str
    first: str
    last: str
    search: str


@dataclass(frozen=True, slots=True)
class Recipient:
    """A row: `name` as written; `fields` are the other columns, by placeholder name, "" for an empty cell."""

    name: str
    interest: str | None = None
    email: str | None = None
    affiliation: str | None = None
    homepage: str | None = None
    fields: Mapping[str, str] = field(default_factory=dict)

    @property
    def name_parts(self) -> NameParts:
        """Title, first and last name derived from the name as written."""
        return split_name(self.name)

    @property
    def duplicate_key(self) -> tuple[str, ...]:
        """Two rows with the same key are the same person: same email, else same normalised name and affiliation."""
        if self.email:
            return ("email", self.email.casefold())
        return ("name", normalise(self.name), normalise(self.affiliation or ""))


@lru_cache(maxsize=1024)
def split_name(name: str) -> NameParts:
    """Take a name apart with nameparser (titles, particles, suffixes, "Last, First")."""
    from nameparser import HumanName

    parsed = HumanName(name)
    search = person_name(name).written
    return NameParts(title=parsed.title, first=parsed.first, last=parsed.last or parsed.first, search=search)


_EMAIL = re.compile(r"[^\s@<>()\[\],;:\"]+@[^\s@<>()\[\],;:\"]+\.[^\s@<>()\[\],;:\".]{2,}")
_MAX_EMAIL = 254  # RFC 5321, 4.5.3.1


def looks_like_email(text: str) -> bool:
    """True for one bare address, `name@host.domain`; whether it exists is another question."""
    return len(text) <= _MAX_EMAIL and _EMAIL.fullmatch(text) is not None and ".." not in text


_PUBLIC_MAIL = frozenset(
    ("gmail", "googlemail", "outlook", "hotmail", "live", "yahoo", "icloud", "me", "aol", "proton", "protonmail", "gmx",
     "web", "mail", "qq", "163", "126", "naver", "yandex", "zoho", "fastmail")
)  # fmt: skip


def institution_domain(email: str | None) -> str | None:
    """The domain of an address that an institution gave; None for one of a public mail provider, or without one."""
    domain = (email or "").rpartition("@")[2].strip().lower()
    labels = domain.split(".")
    public = labels[0] in _PUBLIC_MAIL and (len(labels) == 2 or (len(labels) == 3 and labels[1] in ("co", "com")))
    return None if not domain or public else domain


_NON_WORD = re.compile(r"[^\w]+")


def normalise(text: str) -> str:
    """Lower case, without diacritics, punctuation or double spaces: for comparing, never for showing."""
    if text.isascii():  # nothing to decompose: a million rows of an import pass here
        return " ".join(_NON_WORD.sub(" ", text.lower()).split())
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(char for char in decomposed if not unicodedata.combining(char))
    return " ".join(_NON_WORD.sub(" ", bare).split())
