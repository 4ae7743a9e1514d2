"""What the invented people's pages are made of: marked texts that a reader must keep, may lose, or never sees."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from html import escape
from random import Random

import name_pools
from case_texts import Somebody, Writer
from fields import FIELDS, seen_by
from institutions import institutions


@dataclass(frozen=True)
class TruthPage:
    """One page as a server sends it, and what is on it.

    `keep` is what a reader takes away, `boilerplate` what belongs to the site and not to the person, `hidden` what no
    reader sees; each is a tuple of texts as they read, without markup. `charset` is what the server declares.
    """

    name: str
    content: bytes
    charset: str | None
    keep: tuple[str, ...]
    boilerplate: tuple[str, ...]
    hidden: tuple[str, ...]


NAVIGATION = (
    "Prospective students and applicants",
    "Campus map and directions",
    "Faculties, centres and services",
    "Jobs and vacancies at the university",
    "Intranet login for staff",
)
FOOTER = "© 2026 The Rector's Office. Imprint, privacy notice, accessibility statement"
COOKIES = "We use cookies to improve this site. Accept all or manage your settings"
SIDEBAR = "Upcoming: open day for schools on Saturday, registration closes this week"


@dataclass
class Sheet:
    """Writes one page: what passes through `keep`, `site` and `hide` is remembered as the truth about it.

    Each of the three gives back the text escaped for HTML.
    """

    who: Somebody
    write: Writer
    kept: list[str] = field(default_factory=list)
    boilerplate: list[str] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)

    def keep(self, text: str) -> str:
        """A text that a reader must keep."""
        self.kept.append(text)
        return escape(text)

    def site(self, text: str) -> str:
        """A text that is the site's and must go."""
        self.boilerplate.append(text)
        return escape(text)

    def hide(self, text: str) -> str:
        """A text that no reader sees and that must never be kept."""
        self.hidden.append(text)
        return escape(text)

    def navigation(self, tag: str = "li") -> str:
        """The site's links, each in an element of this tag."""
        links = [f'<{tag}><a href="/{number}">{self.site(one)}</a></{tag}>' for number, one in enumerate(NAVIGATION)]
        return "\n".join(links)

    def biography(self) -> list[str]:
        """Three to four sentences about the person, kept."""
        who, (one, two, three, *_) = self.who, self.who.field.themes
        where, how = who.field.settings[0], who.field.methods[0]
        return [
            self.keep(f"{who.name} has taught at {who.place.name} since 2014 and works on {who.field.interest}."),
            self.keep(f"The research asks how {one} and {two} are connected, and what {how} can show about it."),
            self.keep(f"Earlier projects dealt with {three}; the present one takes the group to {where}."),
            self.keep("Away from the desk there is a choir, an allotment, and a boat that leaks."),
        ]

    def interests(self) -> list[str]:
        """What the person works on, item by item, kept."""
        return [self.keep(one[0].upper() + one[1:]) for one in self.who.field.themes]

    def courses(self) -> list[str]:
        """Courses, kept."""
        one, two, *_ = self.who.field.methods
        where = self.who.field.settings[1]
        return [
            self.keep(f"Introduction to {self.who.field.interest} (winter term, with exercises)"),
            self.keep(f"Seminar: {one} and its limits (summer term)"),
            self.keep(f"Field course: {where} (two weeks in September)"),
            self.keep(f"Methods II: {two} (for doctoral students)"),
        ]

    def publications(self, count: int) -> list[tuple[str, str, str]]:
        """(year, title, authors and venue) of so many papers, newest first, kept."""
        rng, who = self.write.rng, self.who
        listed = []
        for index in range(count):
            fellows = ", ".join(rng.sample(who.circle, rng.randint(1, 2)))
            year, pages = 2025 - index * 14 // max(count, 14), rng.randint(1, 400)
            credit = f"{fellows} and {who.name}, {who.field.venue} {year - 1990}, {pages}–{pages + 12}"
            title = self.write.title(who.field) if count <= 40 else f"{self.write.title(who.field)}, part {index + 1}"
            listed.append((self.keep(str(year)), self.keep(title), self.keep(credit)))
        return listed

    def contact(self) -> list[tuple[str, str]]:
        """(label, value) pairs, kept."""
        pairs = (
            ("Office", f"Building C, room 3.{self.write.rng.randint(10, 40)}"),
            ("Telephone", f"+00 555 {self.write.rng.randint(1000, 9999)}"),
            ("Email", f"office@{self.who.place.domain}"),
            ("Office hours", "Thursday 10–12, and by appointment"),
        )
        return [(self.keep(label), self.keep(value)) for label, value in pairs]


def sheet(seed: int, number: int) -> Sheet:
    """The sheet of a seed's person of this number, always the same one."""
    rng = Random(f"{seed}/page {number}")
    names = name_pools.any_name(rng)
    place = institutions(rng, 1)[0]
    circle = tuple(name_pools.stranger(rng) for _ in range(4))
    return Sheet(Somebody("person", names.person, seen_by(rng.choice(FIELDS), rng), place, circle), Writer(rng))


@dataclass(frozen=True)
class PageKind:
    """A kind of page: `html` writes it; `encoding` is what it is sent in, `charset` what the server says it is."""

    name: str
    html: Callable[[Sheet], str]
    encoding: str = "utf-8"
    charset: str | None = "utf-8"

    def page(self, seed: int, number: int) -> TruthPage:
        """The page as sent."""
        made = sheet(seed, number)
        html = self.html(made)
        # A page may show one sentence of a biography, and titles without what stands behind them.
        kept = tuple(one for one in made.kept if escape(one) in html)
        content = html.encode(self.encoding, "xmlcharrefreplace")
        return TruthPage(self.name, content, self.charset, kept, tuple(made.boilerplate), tuple(made.hidden))


def listed(items: list[str], tag: str = "li") -> str:
    """Each item in an element."""
    return "\n".join(f"<{tag}>{one}</{tag}>" for one in items)


def document(title: str, body: str, head: str = "") -> str:
    """A page of today around a body."""
    return (
        f'<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><title>{title}</title>{head}</head>\n'
        f"<body>\n{body}\n</body></html>"
    )
