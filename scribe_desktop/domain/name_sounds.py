"""Spellings of names that sound alike or come from one name in another script, by rules of letters alone."""

from __future__ import annotations

import re
from functools import lru_cache


@lru_cache(maxsize=8192)
def spelling(word: str) -> str:
    """One form for spellings that sound alike: Erik and Eric, Alexey and Aleksei. Vowels tell people apart and stay.

    All functions here take folded words: lower case, without diacritics.
    """
    for written, heard in _SOUNDS:
        word = word.replace(written, heard)
    return _REPEATED.sub(r"\1", word)


@lru_cache(maxsize=8192)
def romanised(word: str) -> str:
    """One form for ways to write another script in Latin letters: Zhuravkin and Juravkin, Tsvetaikin and Cvetaykin.

    Coarser than what tells short names apart: meant for words of six letters and more.
    """
    word = _LONG_O.sub("o", word)
    for written, heard in _ROMANISATIONS:
        word = word.replace(written, heard)
    return _REPEATED.sub(r"\1", _SOFT_C.sub("s", word).replace("c", "k"))


@lru_cache(maxsize=8192)
def consonants(word: str) -> str:
    """The frame of a word that its spellings share."""
    return _VOWELS.sub("", romanised(word))


@lru_cache(maxsize=8192)
def sound_alike(one: str, other: str) -> bool:
    """Whether words differ only in vowels that are heard and written differently: Mohammed and Muhammad.

    `a` and `e`, `o` and `u` are such; `e` and `i` only in longer words (Fatemeh and Fatima, not Karen and Karin).
    """
    one, other = (_GLIDE.sub("", romanised(word).removesuffix("h")) for word in (one, other))
    frame = _VOWELS.sub("*", one)
    if frame != _VOWELS.sub("*", other) or len(frame.replace("*", "")) < 3:
        return False
    pairs = [frozenset(pair) for pair in zip(one, other, strict=True) if pair[0] != pair[1]]
    return all(pair in _CLOSE or (frame.count("*") > 2 and pair == _E_AND_I) for pair in pairs)


_REPEATED = re.compile(r"(.)\1+")
_LONG_O = re.compile(r"ow(?![aeiou])")
_SOFT_C = re.compile(r"c(?=[ei])")
_GLIDE = re.compile(r"[ei](?=[aou])")
_VOWELS = re.compile(r"[aeiou]")
_CLOSE = (frozenset("ae"), frozenset("ou"))
_E_AND_I = frozenset("ei")
_SOUNDS = (
    ("ph", "f"), ("ck", "k"), ("x", "ks"), ("c", "k"), ("q", "k"), ("kh", "k"), ("w", "v"), ("z", "s"), ("y", "i"),
    ("j", "i"), ("ou", "u"), ("oo", "u"), ("ee", "i"), ("ey", "ei"),
)  # fmt: skip
_ROMANISATIONS = (
    ("tzch", "sh"), ("tzh", "sh"), ("hs", "x"), ("zh", "j"), ("dj", "d"), ("kh", "h"), ("tch", "ch"), ("ts", "s"),
    ("tz", "s"), ("z", "s"), ("ph", "f"), ("ck", "k"), ("x", "ks"), ("q", "k"), ("w", "v"), ("ye", "e"), ("y", "i"),
    ("j", "i"), ("ou", "u"), ("oo", "u"), ("ee", "i"),
)  # fmt: skip
