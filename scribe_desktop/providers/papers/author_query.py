"""An author's name as arXiv's search wants it.

How arXiv searches its author field (its user manual, and what callers have observed): words in double quotes must
all occur in the author list, in any order; hyphens count as spaces; `surname_i` finds a surname with an initial;
names are kept without diacritics, so a query with them finds little or nothing.
"""

from __future__ import annotations

import re
import unicodedata

from scribe_desktop.domain.recipient import split_name

# Letters that Unicode does not take apart into a base letter and a mark.
_PLAIN_LETTERS = str.maketrans(
    {"ß": "ss", "ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ı": "i", "æ": "ae", "Æ": "Ae", "œ": "oe"}
)


def author_queries(name: str) -> tuple[str, ...]:
    """Queries for this author, best first; ask the next only when one finds nothing. Empty for an empty name.

    The first asks for one given name and the surname: middle names are often left out or shortened in papers. The
    second asks for the initial, as many papers print it; it finds more namesakes. A name that only gives initials
    is asked for by initial at once.
    """
    parts = split_name(name)
    surname = _words(parts.last)
    if not surname:
        return ()
    given = [] if parts.first == parts.last else _given_names(parts.search, parts.last)
    full = next((words for words in given if not _are_initials(words)), None)
    queries = []
    if not given:
        queries.append(_quoted(surname))
    if full:
        queries.append(_quoted([*full, *surname]))
    if given:
        queries.append("au:" + "_".join(_plain(word).lower() for word in [*surname, given[0][0][0]]))
    return tuple(queries)


def _given_names(search: str, last: str) -> list[list[str]]:
    """The given names as written, each as its words ("José-María" has two)."""
    names = (_words(one) for one in search.removesuffix(last).split())
    return [words for words in names if words]


def _are_initials(words: list[str]) -> bool:
    # Scripts without upper and lower case have whole names of one character.
    return all(len(word) == 1 and word.upper() != word.lower() for word in words)


def _quoted(words: list[str]) -> str:
    plain = f'au:"{" ".join(map(_plain, words))}"'
    written = f'au:"{" ".join(words)}"'
    return plain if plain == written else f"{plain} OR {written}"


def _words(name: str) -> list[str]:
    """The words of a name without signs that mean something in a query; an apostrophe is part of a word."""
    return re.findall(r"[\w']+", unicodedata.normalize("NFC", name.replace("’", "'")).replace("_", " "))


def _plain(word: str) -> str:
    decomposed = unicodedata.normalize("NFKD", word.translate(_PLAIN_LETTERS))
    return "".join(char for char in decomposed if not unicodedata.combining(char))
