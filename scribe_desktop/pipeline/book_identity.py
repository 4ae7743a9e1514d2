"""Whether a book is by the person a row means, where the rules for papers cannot tell: a page about them names it.

Titles of books are short, and catalogues give neither abstract nor affiliation.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from scribe_desktop.domain.evidence import Paper, WorkKind
from scribe_desktop.domain.name_match import NameMatch, best_match
from scribe_desktop.pipeline.identity import Identity, Standing, Verdict

_CAPITALS = 2
_MAIN_TITLE = re.compile(r"\s*:\s")


def judge_books(
    identity: Identity, works: Sequence[Paper], verdicts: Sequence[Verdict], web_text: str, about_others: str
) -> list[Verdict]:
    """The verdicts, those of books changed where a page about the person, or about a namesake, names the book.

    Args:
        works: papers and books, as `judge_papers` got them; `verdicts` are what it said, in the same order.
        web_text: what was kept from the pages about the person.
        about_others: what pages say about other people of the name.
    """
    return [
        _judged(identity, work, verdict, web_text, about_others) if work.kind is WorkKind.BOOK else verdict
        for work, verdict in zip(works, verdicts, strict=True)
    ]


def _judged(identity: Identity, book: Paper, verdict: Verdict, web_text: str, about_others: str) -> Verdict:
    match = max(best_match(name, book.authors)[0] for name in identity.names)
    if match < NameMatch.COMPATIBLE:
        return verdict
    theirs, not_theirs = _named(book.title, web_text), _named(book.title, about_others)
    if not_theirs and verdict.standing is Standing.SAME:
        return Verdict(Standing.UNCERTAIN, "a page about another person of this name names it")
    if theirs and not not_theirs and verdict.standing is not Standing.SAME:
        return Verdict(Standing.SAME, "lists this person; a page about this person names it")
    return verdict


def _named(title: str, text: str) -> bool:
    """True when the title, without its subtitle, stands in the text, written as a title in both."""
    main = _MAIN_TITLE.split(title, maxsplit=1)[0].strip()
    if _capitals(main) < _CAPITALS:
        return False
    pattern = r"(?<!\w)" + r"\s+".join(map(re.escape, main.split())) + r"(?!\w)"
    return any(_capitals(found) >= _CAPITALS for found in re.findall(pattern, text, re.IGNORECASE))


def _capitals(text: str) -> int:
    return sum(word[:1].isupper() for word in text.split())
