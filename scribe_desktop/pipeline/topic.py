"""Whether a text is about the interest that a row gives, acronyms included."""

from __future__ import annotations

import re
from dataclasses import dataclass

from scribe_desktop.pipeline.ranking import terms


@dataclass(frozen=True, slots=True)
class Topic:
    """The interest as terms, and as patterns for its acronyms ("NLP" for natural language processing, and back)."""

    terms: frozenset[str]
    patterns: tuple[re.Pattern[str], ...]

    @classmethod
    def of(cls, interest: str | None) -> Topic:
        """From the row's cell, which may list several topics."""
        phrases = re.split(r"[,;/()]|\band\b", interest or "")
        patterns = (_acronym_pattern(phrase.replace("-", " ").split()) for phrase in phrases)
        return cls(frozenset(terms(interest or "")), tuple(one for one in patterns if one is not None))

    def __bool__(self) -> bool:
        return bool(self.terms)

    def in_text(self, text: str) -> bool:
        """True when the text has half of the words of the interest, or two of them, or one of its acronyms."""
        shared = len(self.terms.intersection(terms(text)))
        if self.terms and (shared >= 2 or shared * 2 >= len(self.terms)):
            return True
        return any(pattern.search(text) for pattern in self.patterns)


def _acronym_pattern(words: list[str]) -> re.Pattern[str] | None:
    """What stands in a text in place of the words: their initials in capitals, or the words behind the initials."""
    if len(words) == 1 and re.fullmatch(r"[A-Z]{2,5}", words[0]):
        return re.compile(r"[\s-]".join(rf"\b{letter}[a-z]+" for letter in words[0]), re.IGNORECASE)
    if 3 <= len(words) <= 5 and all(word[:1].isalpha() for word in words):
        return re.compile(rf"\b{''.join(word[0].upper() for word in words)}s?\b")
    return None
