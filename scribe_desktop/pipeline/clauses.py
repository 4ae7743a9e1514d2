"""Clauses of a sentence, and the roots of their words: what a statement and a passage are compared by."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from scribe_desktop.domain.sentences import split_sentences
from scribe_desktop.pipeline.claim_extract import quotations
from scribe_desktop.pipeline.common_words import COMMON_WORDS, FUNCTION_WORDS, NUMBER_WORDS, concept, is_common
from scribe_desktop.pipeline.text_match import Caseless, fold, stem, words

# Words that say the same wherever they stand; the first of each line stands for all.
_ALIKE = """
    fast faster fastest quick quicker quickly rapid rapidly
    slow slower slowest slowly
    hardly barely scarcely little
    skilled practised practiced experienced expert
    beginner beginners novice novices newcomer newcomers
    twice double doubled doubles doubling
    half halve halved halves halving
    price prices cost costs
    main chief principal primary foremost
    large larger largest big bigger biggest
    city cities
    berry berries
"""
_KNOWN = {word: line.split()[0] for line in _ALIKE.strip().splitlines() for word in line.split()}
_LONG_ENDINGS = ("encies", "ancies", "ences", "ances", "ency", "ancy", "ence", "ance")
_SHORTEST = 4
# Common in talk, and yet what a finding may turn on.
_TELL = frozenset(
    concept(one)
    for one in (
        "large", "small", "long", "short", "simple", "early", "late", "new", "same", "similar", "different", "light",
        "deep", "open", "large", "important", "usual", "strong", "clear", "difficult", "half",
    )
)  # fmt: skip
MEASURES = frozenset(("twice", "half", "third", "hardly", "more", "less", "most", "least", "double"))
_JOINTS = Caseless(
    r"[;:()—–]|,\s|\s-\s"
    r"|\b(?:and|but|yet|while|whereas|although|though|because|since|when|where|which|who|whose|if|that (?:it|they"
    r"|he|she|we|I))\b",
)


@dataclass(frozen=True, slots=True)
class Clause:
    """A piece of a sentence between two joints: its text, the place it begins at, and its roots."""

    start: int
    text: str
    roots: frozenset[str]

    @property
    def end(self) -> int:
        """Where it ends."""
        return self.start + len(self.text)


@dataclass(frozen=True, slots=True)
class Told:
    """A sentence of the evidence: its text, its roots and its clauses."""

    text: str
    roots: frozenset[str]
    clauses: tuple[Clause, ...]


@lru_cache(maxsize=16384)
def root(word: str) -> str:
    """What a folded word comes down to: rougher than its concept, so that "difference" meets "differ"."""
    if word in _KNOWN:
        return _KNOWN[word]
    if len(word) == _SHORTEST and word.endswith("ed"):
        return word[:-1]
    for ending in _LONG_ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST:
            word = word[: -len(ending)]
            break
    return concept(word)


@lru_cache(maxsize=16384)
def _telling_root(word: str) -> str:
    """The root of a folded word that tells something, "" for another."""
    return root(word) if _tells(word) else ""


def _tells(word: str) -> bool:
    if word in MEASURES or _KNOWN.get(word) in MEASURES:
        return True
    if len(word) < 3 or word.isdigit() or word in FUNCTION_WORDS or word in NUMBER_WORDS:
        return False
    if word in COMMON_WORDS or word.endswith("ly") or (len(stem(word)) >= _SHORTEST and is_common(word)):
        return concept(word) in _TELL
    return True


@lru_cache(maxsize=1024)
def roots(text: str) -> frozenset[str]:
    """The roots of the words that tell something."""
    return frozenset(filter(None, map(_telling_root, words(text))))


@lru_cache(maxsize=512)
def sentences(text: str) -> tuple[str, ...]:
    """The sentences of a text; kept, since several checks ask for those of the same line."""
    return tuple(one.text for one in split_sentences(text))


@lru_cache(maxsize=512)
def clauses(text: str) -> tuple[Clause, ...]:
    """The clauses of a sentence, cut at commas and conjunctions; a quoted piece is never cut."""
    quoted = [(one.start, one.end) for one in quotations(text)]
    cuts = [0]
    for match in _JOINTS.finditer(text):
        if not (quoted and any(start <= match.start() < end for start, end in quoted)):
            cuts.append(match.start())
    cuts.append(len(text))
    found = []
    for start, end in pairwise(cuts):
        piece = text[start:end]
        if telling := roots(piece):
            found.append(Clause(start, piece, telling))
    return tuple(found)


@lru_cache(maxsize=512)
def word_list(text: str) -> tuple[str, ...]:
    """The folded words of a text in order."""
    return words(fold(text))
