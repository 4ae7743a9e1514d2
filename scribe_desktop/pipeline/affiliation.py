"""Whether a text, a host or a paper speaks of the institution a person belongs to."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from scribe_desktop.domain.name_words import fold
from scribe_desktop.pipeline.mentions import NOT_NAMES


@dataclass(frozen=True, slots=True)
class Affiliation:
    """An institution as the row writes it, and the words that tell it from others ("karlsvale").

    `acronym` is its initials in lower case when it is written out ("Karlsvale Institute of Technology" → "kit"), else
    the acronym that it is written as; "" when it has none.
    """

    written: str
    words: frozenset[str]
    acronym: str

    @classmethod
    def of(cls, written: str | None) -> Affiliation:
        """From the row's cell, which may hold a department and a town too."""
        parts = [part.strip() for part in re.split(r"[,;|/\n]|\s[-–—]\s", written or "") if part.strip()]
        institutions = [part for part in parts if _INSTITUTION.search(fold(part))] or parts
        whole = (written or "").strip()
        for part in institutions:
            words = [word for word in telling_words(part) if word not in _WEAK]
            if words:
                return cls(whole, frozenset(words), _acronym(part))
        # "The Royal College, Lindhaven": only the town tells it from others.
        words = [word for part in parts for word in telling_words(part)]
        strong = [word for word in words if word not in _WEAK] or words
        return cls(whole, frozenset(strong), _acronym(parts[0]) if words == strong and words else "")

    def in_text(self, text: str) -> bool:
        """True when all telling words stand in the text, or it writes the acronym in capitals (or spells it out)."""
        if not self.words:
            return False
        if self.words <= set(_WORD.findall(fold(text))):
            return True
        if self.acronym and re.search(rf"\b{re.escape(self.acronym.upper())}\b", text):
            return True
        written_short = self.words == {self.acronym}  # two names written out may share their initials
        return written_short and any(_acronym(name) == self.acronym for name in institutions_in(text))

    def in_host(self, host: str) -> bool:
        """True when the host's name has every telling word, or its domain is the acronym."""
        labels = fold(host).split(".")[:-1]
        if not self.words or not labels:
            return False
        long = [word for word in self.words if len(word) > 3]
        spelled = bool(long) and all(any(word in label for label in labels) for word in long)
        return spelled or bool(self.acronym and self.acronym in labels)


def institutions_in(text: str) -> list[str]:
    """Names of universities, institutes and the like that a text has, as written, each once."""
    names: dict[str, None] = {}
    for match in _NAMED_INSTITUTION.finditer(text):
        words = match.group().split()
        while words and fold(words[0]) in NOT_NAMES and _INSTITUTION.search(fold(words[0])) is None:
            del words[0]
        while words and words[-1] in _JOINING:
            del words[-1]
        name = " ".join(words)
        if telling_words(name) and "Press" not in words:
            names.setdefault(name)
    return list(names)


def host_of(url: str) -> str:
    """The host of a URL in lower case, without "www."; "" when it has none."""
    try:
        host = (urlsplit(url).hostname or "").lower()
    except ValueError:
        return ""
    return host.removeprefix("www.")


def same_site(host: str, domain: str) -> bool:
    """True when one is the other or a part of it ("geo.karlsvale.example" and "karlsvale.example")."""
    if not host or "." not in domain:
        return False
    return host == domain or host.endswith("." + domain) or (host.count(".") > 0 and domain.endswith("." + host))


def telling_words(part: str) -> list[str]:
    """The words of an institution's name, or a department's, that tell it from others, folded."""
    return [word for word in _WORD.findall(fold(part)) if word not in _GENERIC]


def _acronym(part: str) -> str:
    words = re.findall(r"[^\W\d_]+", part)
    if len(words) == 1 and words[0].isupper() and 2 <= len(words[0]) <= 6:
        return words[0].lower()
    initials = "".join(fold(word)[:1] for word in words if not word[0].islower() and fold(word) != "the")
    return initials if len(initials) >= 3 else ""


_WORD = re.compile(r"[^\W_]+")
_STEMS = r"univers|polytech|politec|hochschul|institut|college|academ|akadem"
_INSTITUTION = re.compile(rf"{_STEMS}|\b(?:hospital|museum|laborator|school|centre|center|eth|tu)\b")
_JOINING = ("of", "the", "for", "de", "der", "di", "du", "do", "da", "and", "zu")
_CAPITALISED = r"[^\W\d_a-z][\w’'-]*"
_NAMED_INSTITUTION = re.compile(
    rf"(?:{_CAPITALISED}[ \u00a0]){{0,4}}"
    r"(?:[Uu]nivers|[Pp]olytech|[Pp]olitec|[Hh]ochschul|Institut|Colleg|Academ|Akadem)\w*"
    rf"(?:[ \u00a0](?:{'|'.join(_JOINING)}|{_CAPITALISED})){{0,5}}"
)
_GENERIC = frozenset(
    (
        "university", "universitat", "universidad", "universite", "universita", "universidade", "universiteit",
        "universitet", "universitetet", "univ", "uni", "institute", "institut", "instituto", "istituto", "institution",
        "college", "school", "academy", "academia", "akademie", "polytechnic", "politecnico", "hochschule", "faculty",
        "department", "dept", "centre", "center", "laboratory", "lab", "of", "the", "for", "and", "at", "in", "de",
        "der", "di", "du", "do", "da", "des", "la", "le", "zu", "und", "et", "technology", "technical", "tech",
        "science", "sciences", "tu", "state", "national", "research", "studies", "advanced", "applied",
    )
)  # fmt: skip
"""Words that many institutions share, folded."""

_WEAK = frozenset(("royal", "imperial", "federal", "free", "open", "new", "catholic", "medical"))
"""Words that many institutions share too, though some have no other word of their own, folded."""
