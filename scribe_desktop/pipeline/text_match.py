"""Comparing words whatever their case, quotes, dashes, diacritics and endings."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

# Letters that Unicode does not take apart, and marks that are typed in many ways.
_SAME = str.maketrans(
    {
        **dict.fromkeys("’‘‛´`ʼ′", "'"),
        **dict.fromkeys("“”„‟«»″", '"'),
        **dict.fromkeys("‐‑‒–—―−", "-"),
        "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "…": "...",
    }
)  # fmt: skip
_PLAIN = str.maketrans({chr(code): chr(code).lower() if chr(code).isalnum() else " " for code in range(128)})
_WORD = re.compile(r"[^\W_]+")
_ABOVE_ASCII = re.compile(r"[^\x00-\x7f]+")
_LITERAL = re.compile(r"\\.|\(\?P|.", re.DOTALL)
"""A sign of a pattern; not to be made small are those after a backslash, and the P of a group with a name."""
_POSSESSIVE = re.compile(r"'s\b|s'(?=\s)")
_ELIDED = re.compile(
    r"\b(?:[ldjmnstc]|qu|gl|un|dell|all|nell|sull|dall|dagl|quell|coll|lorsqu|puisqu|jusqu)'(?=[^\W\d_]{2})"
)
_ENDINGS = (
    "izations", "isations", "ization", "isation", "ational", "ations", "ation", "ements", "ement", "ically", "ments",
    "ment", "ities", "iness", "ness", "ical", "ings", "ally", "ing", "ity", "ive", "ous", "ies", "ied", "ily", "ions",
    "ion", "ers", "ors", "ics", "ic", "al", "ly", "er", "or", "ed", "es", "s", "e", "y",
)  # fmt: skip
_SHORTEST_STEM = 3


class Caseless:
    """A pattern of words in whatever case: it reads the text in small letters, much faster than `re.IGNORECASE`.

    A match stands where it stands in the text; what it holds is in small letters.
    """

    def __init__(self, pattern: str) -> None:
        small = _LITERAL.sub(lambda one: one[0] if len(one[0]) > 1 else one[0].lower(), pattern)
        self._pattern = re.compile(small)

    def search(self, text: str, start: int = 0) -> re.Match[str] | None:
        """The first place, from `start` on, where the pattern stands."""
        return self._pattern.search(_lower(text), start)

    def match(self, text: str, start: int = 0) -> re.Match[str] | None:
        """Whether the pattern stands right at `start`."""
        return self._pattern.match(_lower(text), start)

    def finditer(self, text: str, start: int = 0, end: int | None = None) -> Iterator[re.Match[str]]:
        """All places between `start` and `end` where the pattern stands."""
        return self._pattern.finditer(_lower(text), start, len(text) if end is None else end)

    def blanked(self, text: str) -> str:
        """The text with all these places made white space, every other as it was."""
        for match in self.finditer(text):
            text = text[: match.start()] + " " * len(match[0]) + text[match.end() :]
        return text


def _lower(text: str) -> str:
    """The text in small letters, as long as it was: "İ" alone would become two."""
    small = text.lower()
    return small if len(small) == len(text) else text.replace("İ", "I").lower()


@lru_cache(maxsize=4096)
def fold(text: str) -> str:
    """Lower case, without diacritics, with one kind of quotes and dashes and single spaces; punctuation stays."""
    if not text.isascii():
        text = _ABOVE_ASCII.sub(_bare, unicodedata.normalize("NFKD", text).casefold())
    return " ".join(text.lower().replace("`", "'").split())


def _bare(found: re.Match[str]) -> str:
    """Signs beyond ASCII, in one way of writing and without diacritics."""
    return "".join(char for char in found[0].translate(_SAME) if not unicodedata.combining(char))


@lru_cache(maxsize=4096)
def words(text: str) -> tuple[str, ...]:
    """The folded words of a text, possessive endings and apostrophes gone, "l'eau" and hyphenated words taken apart."""
    if text.isascii() and "'" not in text and "`" not in text:
        return tuple(text.translate(_PLAIN).split())
    folded = fold(text)
    if "'" in folded:
        folded = _POSSESSIVE.sub(lambda match: "s" if match[0] == "s'" else "", folded)
        folded = _ELIDED.sub(lambda match: match[0][:-1] + " ", folded).replace("'", "")
    return tuple(folded.translate(_PLAIN).split()) if folded.isascii() else tuple(_WORD.findall(folded))


def spaced(text: str) -> str:
    """The folded words with a space around each, so that `in` finds whole words only."""
    return f" {' '.join(words(text))} "


def without_umlauts(folded: str) -> str:
    """Folded words in which "ae", "oe" and "ue" are one letter, as in the folded form of ä, ö and ü."""
    return folded.replace("ae", "a").replace("oe", "o").replace("ue", "u")


def contains_words(text: str, part: str) -> bool:
    """True when the words of `part` stand in `text`, next to each other and in this order; False for no words."""
    needle = spaced(part)
    return bool(needle.strip()) and needle in spaced(text)


@lru_cache(maxsize=16384)
def stem(word: str) -> str:
    """A folded word without its ending, so that "measuring" meets "measurements". Rough, but the same on both sides."""
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST_STEM:
            word = word[: -len(ending)]
            break
    return word[:-1] if len(word) > _SHORTEST_STEM and word[-1] == word[-2] else word


def stems(text: str) -> frozenset[str]:
    """The stems of all words of a text."""
    return frozenset(map(stem, words(text)))


def word_set(listed: str) -> frozenset[str]:
    """The words of a list that is written with spaces between them."""
    return frozenset(listed.split())


def place_of_words(text: str, wanted: str) -> tuple[int, int] | None:
    """Where spaced words first stand in a text, its last word with any ending; None where they do not."""
    match = re.search(r"(?:'s?)?[\W_]+".join(map(re.escape, wanted.split())) + r"\w*", fold(text))
    return match.span() if match else None
