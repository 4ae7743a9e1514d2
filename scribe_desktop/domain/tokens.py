"""About how many tokens a model's server will count for a text; no tokenizer is needed, and none is downloaded.

Counted by kinds of characters, with weights on the safe side of two published tokenizers (OpenAI's cl100k and the
newer, thriftier o200k): on English prompts of this program the estimate is 12 to 27 % above what they count, on other
scripts up to several times as much; docs/decisions/0023-privacy-ledger.md has the figures.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import cache

_WORD = re.compile(r"[A-Za-z]+")
_LONG_WORD = re.compile(r"[A-Za-z]{8,}")
_A_WORD = 0.36
_A_LETTER_MORE = 0.16
"""Of the letters beyond the seventh of a word: common words are whole tokens, long ones are seldom common."""

# Last code point of a range, and what a character of it costs.
_BEYOND_ASCII = (
    (0x024F, 1.4),  # Latin letters with marks
    (0x03FF, 1.2),  # marks, Greek
    (0x052F, 0.75),  # Cyrillic
    (0x0DFF, 1.4),  # Armenian, Hebrew, Arabic, scripts of India
    (0x0E7F, 1.2),  # Thai
    (0x1DFF, 3.2),  # Georgian, Ethiopic, Khmer and others that tokenizers know little of
    (0x1EFF, 1.5),  # Latin letters with two marks, as in Vietnamese
    (0x2FFF, 1.4),  # punctuation, arrows, symbols
    (0xD7FF, 1.5),  # Chinese, Japanese, Korean
)
_OTHERS = 3.2


def estimated_tokens(text: str) -> int:
    """About how many tokens a text has, rather too many than too few."""
    of_characters = sum(times * _cost(character) for character, times in Counter(text).items())
    more = sum(len(word) - 7 for word in _LONG_WORD.findall(text))
    return int(of_characters + _A_WORD * len(_WORD.findall(text)) + _A_LETTER_MORE * more) + 1


@cache
def _cost(character: str) -> float:
    code = ord(character)
    if code > 0x7F:
        return next((cost for last, cost in _BEYOND_ASCII if code <= last), _OTHERS)
    if character.islower():
        return 0.19
    if character.isupper():
        return 0.4
    if character.isdigit():
        return 0.75
    if character == " ":
        return 0.02
    return 0.5 if character == "\n" else 0.9
