"""BM25: which texts are closest to a query, by the words they share."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence

from scribe_desktop.domain.name_words import fold
from scribe_desktop.pipeline.text_match import stem

K1 = 1.2
B = 0.75


def terms(text: str) -> list[str]:
    """The words of a text as they are compared: folded, without their endings, without words that say nothing.

    Chinese, Japanese and Korean characters count as one word each, since nothing parts words there.
    """
    return [stem(word) for word in _WORDS.findall(fold(text)) if word not in STOP_WORDS]


def bm25_scores(query: Sequence[str], documents: Sequence[Sequence[str]]) -> list[float]:
    """A score for each document against the query, never negative, 0 when no word is shared.

    Okapi BM25 as in Robertson & Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond" (2009), with
    k1 = 1.2 and b = 0.75. The inverse document frequency is ln(1 + (N − n + ½) / (n + ½)): with few documents the
    original form turns negative for words that most of them have.

    Args:
        query: terms; one that comes twice counts twice.
        documents: the terms of each document.
    """
    counts = [Counter(document) for document in documents]
    average = sum(len(document) for document in documents) / len(documents) if documents else 0.0
    scores = [0.0] * len(documents)
    for term, weight in Counter(query).items():
        having = sum(1 for count in counts if term in count)
        if not having:
            continue
        rarity = math.log(1 + (len(documents) - having + 0.5) / (having + 0.5))
        for place, count in enumerate(counts):
            frequency = count[term]
            if frequency:
                length = 1 - B + B * len(documents[place]) / average
                scores[place] += weight * rarity * frequency * (K1 + 1) / (frequency + K1 * length)
    return scores


_WORDS = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]|[^\W_\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]+")
STOP_WORDS = frozenset(
    (
        "a", "an", "and", "are", "as", "at", "be", "been", "by", "for", "from", "has", "have", "he", "her", "his",
        "in", "is", "it", "its", "of", "on", "or", "our", "she", "that", "the", "their", "they", "this", "to", "was",
        "we", "were", "which", "with", "de", "der", "des", "die", "das", "und", "et", "la", "le", "les", "du", "el",
        "los", "las", "en", "di", "e", "y",
    )
)  # fmt: skip
"""Words too common to tell texts apart, in the languages that most pages are written in."""
