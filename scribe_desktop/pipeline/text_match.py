"""Comparing words whatever their case, quotes, dashes, diacritics and endings."""

from __future__ import annotations

import re
import unicodedata
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
_SAME_ASCII = {ord("`"): "'"}
_WORD = re.compile(r"[^\W_]+")
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


@lru_cache(maxsize=4096)
def fold(text: str) -> str:
    """Lower case, without diacritics, with one kind of quotes and dashes and single spaces; punctuation stays."""
    if text.isascii():
        return " ".join(text.lower().translate(_SAME_ASCII).split())
    decomposed = unicodedata.normalize("NFKD", text).casefold()
    bare = "".join(char for char in decomposed if not unicodedata.combining(char))
    return " ".join(bare.translate(_SAME).split())


@lru_cache(maxsize=4096)
def words(text: str) -> tuple[str, ...]:
    """The folded words of a text, possessive endings and apostrophes gone, "l'eau" and hyphenated words taken apart."""
    folded = _POSSESSIVE.sub(lambda match: "s" if match[0] == "s'" else "", fold(text))
    return tuple(_WORD.findall(_ELIDED.sub(lambda match: match[0][:-1] + " ", folded).replace("'", "")))


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
    return frozenset(stem(word) for word in words(text))


def word_set(listed: str) -> frozenset[str]:
    """The words of a list that is written with spaces between them."""
    return frozenset(listed.split())


def place_of_words(text: str, wanted: str) -> tuple[int, int] | None:
    """Where spaced words first stand in a text, its last word with any ending; None where they do not."""
    match = re.search(r"(?:'s?)?[\W_]+".join(map(re.escape, wanted.split())) + r"\w*", fold(text))
    return match.span() if match else None
