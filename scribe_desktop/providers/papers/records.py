"""What records of several sources have in common: names as written, text without markup, whose paper it may be."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from scribe_desktop.domain.evidence import Paper
from scribe_desktop.domain.name_match import NameMatch, best_match
from scribe_desktop.domain.name_reading import person_name

_BLOCKS = re.compile(r"(?:\w+:)?(?:p|sec|title|list|list-item|disp-formula|div|br)", re.IGNORECASE)
_HEADINGS = frozenset(("abstract", "summary", "zusammenfassung", "résumé", "resumen"))
_MARKUP = re.compile(r"<[/!a-zA-Z]|&[#\w]+;")


def plain_text(markup: object) -> str:
    """One line of text from JATS, MathML or HTML; a heading that only says "Abstract" is left out."""
    if not isinstance(markup, str):
        return ""
    if not _MARKUP.search(markup):
        return " ".join(markup.split())
    from bs4 import BeautifulSoup

    soup = BeautifulSoup(markup, "html.parser")
    for tag in soup.find_all(_BLOCKS):
        if tag.get_text().strip(" .:").lower() in _HEADINGS:
            tag.decompose()
        else:
            tag.insert_before(" ")
            tag.insert_after(" ")
    return " ".join(soup.get_text().split())


def written_name(name: object) -> str:
    """An author's name, given names first ("Varnholt, Ilse" is turned)."""
    text = plain_text(name)
    return person_name(text).written if "," in text else text


def words_sent(author: str, contact_email: str = "") -> str:
    """What a question takes with it, as the ledger tells it."""
    return f"{author} (and your contact email, {contact_email})" if contact_email else author


def fits(author: str, names: Iterable[str]) -> bool:
    """True when one of the names may be this author's."""
    return best_match(person_name(author), names)[0] >= NameMatch.POSSIBLE


def may_be_told_apart(author: str, names: Sequence[str]) -> bool:
    """True when one of the names may be this author's, or a namesake's with the same initial.

    Papers of namesakes are wanted too: they show whose an "I. Varnholt" may be as well.
    """
    own = person_name(author)
    match, which = best_match(own, names)
    if match is not NameMatch.CONFLICTING:
        return match > NameMatch.CONFLICTING
    return person_name(which).words[0].plain[:1] == own.words[0].plain[:1]


def text_list(values: object) -> list[str]:
    """The texts of a list that a server sent, without empty ones."""
    listed = values if isinstance(values, list) else []
    return [text for text in (plain_text(one) for one in listed) if text]


def objects(values: object) -> list[dict[str, Any]]:
    """The objects of a list that a server sent."""
    return [one for one in values if isinstance(one, dict)] if isinstance(values, list) else []


def child(record: dict[str, Any], name: str) -> dict[str, Any]:
    """The object of that name; an empty one where a server says null or leaves it out."""
    value = record.get(name)
    return value if isinstance(value, dict) else {}


def whole_title(title: str, subtitle: str) -> str:
    """Title and subtitle in one, unless the title has the subtitle already or there is none."""
    return f"{title}: {subtitle}" if subtitle and subtitle.casefold() not in title.casefold() else title


def year_of(value: object) -> int | None:
    """A year as a number; None for what cannot be one."""
    if isinstance(value, str) and value.strip()[:4].isdigit():
        value = int(value.strip()[:4])
    return value if isinstance(value, int) and not isinstance(value, bool) and 1000 <= value <= 2999 else None


def newest_first(papers: Iterable[Paper], limit: int) -> list[Paper]:
    """Newest first, those without a year last; at most so many."""
    return sorted(papers, key=lambda one: -(one.year or 0))[:limit]


def known_orcids(orcids: Sequence[str]) -> tuple[str, ...]:
    """The list as a Paper has it: nothing at all when none is known."""
    return tuple(orcids) if any(orcids) else ()
