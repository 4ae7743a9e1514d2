"""The words of names: without diacritics and written out, in other scripts, as spellings of one another."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from scribe_desktop.domain.name_sounds import romanised, sound_alike, spelling


def fold(text: str) -> str:
    """Lower case without diacritics, letters such as ø and ł included: for comparing, never for showing."""
    if text.isascii():
        return text.lower()
    folded = text.casefold().translate(_PLAIN)
    if folded.isascii():
        return folded
    return unicodedata.normalize("NFKD", folded).translate(_WITHOUT_MARKS)


class _WithoutMarks(dict[int, int | None]):
    """A table for `translate` that drops combining marks, filled as characters come up.

    Joining the characters that stay would take 70 bytes for each of them, and one character can decompose into 18.
    """

    def __missing__(self, code: int) -> int | None:
        kept = None if unicodedata.combining(chr(code)) else code
        self[code] = kept
        return kept


_WITHOUT_MARKS = _WithoutMarks()


@dataclass(frozen=True, slots=True)
class NameWord:
    """One word of a name. `plain` has its diacritics dropped (muller), `expanded` written out (mueller).

    A word in another script has Latin letters in both, and is kept as `native`: two such words are compared as they are
    written, since many Chinese names sound alike.
    """

    plain: str
    expanded: str
    native: str = ""

    @classmethod
    def of(cls, text: str) -> NameWord:
        """Both forms of a word, or of a longer text."""
        plain = fold(text)
        if text.isascii():
            return cls(plain, plain)
        if not plain.isascii():
            latin = _in_latin_letters(text)
            return cls(latin, _KOREAN_SURNAMES.get(latin, latin), plain)
        expanded = fold(unicodedata.normalize("NFC", text).casefold().translate(_EXPANDED))
        return cls(plain[:1], expanded[:1]) if len(text) == 1 else cls(plain, expanded)  # Þ. is an initial

    @property
    def initial(self) -> bool:
        """True for a single letter of an alphabet; a single Chinese or Korean character is a whole name."""
        return len(self.plain) == 1 and len(self.expanded) == 1

    def equals(self, other: NameWord) -> bool:
        """True when both are spellings of one word, written out in full."""
        if self.initial or other.initial:
            return False
        if self.native and other.native:
            return self.native == other.native
        if self.plain in (other.plain, other.expanded) or other.plain == self.expanded:
            return True
        length = min(len(self.plain), len(other.plain))
        if length > 3 and spelling(self.plain) == spelling(other.plain):
            return True
        return length > 5 and romanised(self.plain) == romanised(other.plain)

    def resembles(self, other: NameWord) -> bool:
        """True when both may be spellings of one word, vowels that scripts leave out or hear otherwise included."""
        if self.native and other.native:
            return self.equals(other)
        return self.equals(other) or (not self.initial and not other.initial and sound_alike(self.plain, other.plain))

    def initial_of(self, other: NameWord) -> bool:
        """True when one of the two is an initial, and the other's."""
        if not self.initial and not other.initial:
            return False
        return self.plain[:1] == other.plain[:1] or self.expanded[:1] == other.expanded[:1]


Words = tuple[NameWord, ...]


@lru_cache(maxsize=8192)
def name_word(text: str) -> NameWord:
    """`NameWord.of`, remembered: names are compared word by word, and the same words come again and again."""
    return NameWord.of(text)


def _in_latin_letters(text: str) -> str:
    """A word of another script in the letters that its people mostly write their names with abroad.

    Chinese by the sound of Mandarin; Arabic and Hebrew lack their vowels, and Japanese is read as Chinese, so that such
    names are only found in their own script.
    """
    from anyascii import anyascii

    return "".join(LETTERS.findall(anyascii(text))).lower()


LETTERS = re.compile(r"[^\W\d_]+")
"""A run of letters of any script."""

_PLAIN = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "æ": "ae", "œ": "oe", "þ": "th", "ı": "i", "ħ": "h"})
_EXPANDED = str.maketrans(
    {
        **{"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa", "ñ": "nh", "ð": "dh"},
        **{"š": "sh", "ş": "sh", "ș": "sh", "ž": "zh", "č": "ch", "ć": "ch", "ç": "ch", "ğ": "gh", "đ": "dj"},
    }
)

_KOREAN_SURNAMES = {
    **{"gim": "kim", "i": "lee", "bag": "park", "choe": "choi", "jeong": "jung", "gang": "kang", "jo": "cho"},
    **{"yun": "yoon", "im": "lim", "o": "oh", "u": "woo", "an": "ahn", "no": "noh"},
}
"""How surnames are mostly written in Latin letters, by their official transliteration."""
