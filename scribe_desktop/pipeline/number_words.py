"""Numbers written as words, in six languages, and numbers that only look like one ("the two", "a question or two")."""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import lru_cache

from scribe_desktop.pipeline.text_match import Caseless

_TENTHS = "twenty thirty forty fifty sixty seventy eighty ninety"
_TO_NINETEEN = (
    "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen"
    " nineteen"
)
_UNITS = {word: number for number, word in enumerate(_TO_NINETEEN.split(), 2)} | {"dozen": 12}
_TENS = {word: 10 * number for number, word in enumerate(_TENTHS.split(), 2)}
_SCALES = {"hundred": 100, "thousand": 1000, "million": 1_000_000, "billion": 1_000_000_000}
_ORDINAL_WORDS = "third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth"
_ORDINALS = {word: number for number, word in enumerate(_ORDINAL_WORDS.split(), 3)}
_NUMBER_WORD = "|".join((*_UNITS, *_TENS, *_SCALES, *_ORDINALS))
_SMALL = "|".join((*(word for word, number in _UNITS.items() if number < 10), "dozen", *_SCALES, *_ORDINALS, "one"))
_AFTER_SCALE = "|".join(f"(?<={word})" for word in _SCALES)
NUMBER_WORDS = Caseless(
    rf"\b(?:(?:a|an|one)[ -](?={'|'.join(_SCALES)}|dozen))?(?:{_NUMBER_WORD}|one)"
    rf"(?:[ -](?:{_SMALL})\b|(?:{_AFTER_SCALE})(?:[ -]| and )(?:{_NUMBER_WORD}|one)\b)*\b"
    rf"(?: and a half(?: (?P<times>{'|'.join(_SCALES)}))?\b)?",
)

SAYING = frozenset((*_NUMBER_WORD.split("|"), "one", *(f"{part}{end}" for part in _ORDINALS for end in ("", "s"))))
SAYING |= {"quarter", "quarters"}
"""Words, one of which every English number in words has."""

_PARTS = {"half": 2, "halve": 2, "quarter": 4, **_ORDINALS}
_MANY = "|".join(("two", "three", "four", "five", "six", "seven", "eight", "nine"))
_WHOLES = f"{_TO_NINETEEN} {_TENTHS}".replace(" ", "|")
_COMPARED = (
    r"of|lower|below|less|fewer|more|above|higher|faster|slower|smaller|larger|bigger|longer|shorter|cheaper|as|off|to"
)
FRACTIONS = Caseless(
    r"\b(?=[\daefnost])(?:"  # where no such letter begins a word, nothing more is tried
    rf"(?<![\w-])(?P<many>{_MANY}|\d)[ -](?P<parts>thirds|quarters|fifths|sixths|sevenths|eighths|ninths|tenths"
    r"|(?:third|quarter|fifth|sixth|seventh|eighth|ninth|tenth)(?= of\b))\b"
    rf"|\b(?:an?|one)[ -](?P<part>third|quarter|fifth|sixth|seventh|eighth|ninth|tenth)(?= (?:{_COMPARED})\b(?! an"
    rf" hour| a century)|\.|;|\s*\Z)"
    r"|\bevery (?P<each>third|fourth|fifth|sixth|seventh|eighth|ninth|tenth)\b(?! (?:\w+ )?(?:year|month|week|day|hour"
    r"|minute))"
    r"|(?:(?<=by )|(?<=than )|(?<=nearly )|(?<=almost )|(?<=roughly )|(?<=about )|(?<=around ))"
    r"(?:an?|one)[ -](?P<bare>third|quarter|fifth|sixth|seventh|eighth|ninth|tenth)\b"
    rf"|(?<![\w-])(?P<some>one|{_MANY}|\d{{1,2}})(?! (?:years|months|weeks|days|hours|minutes) in)(?: [a-z-]+){{0,2}}?"
    r" (?:in|out of|of every|in every|(?:of|on)(?= (?:a |every )?(?:four|five|six|eight|ten|hundred)\b)) (?:every )?"
    rf"(?P<of>{_WHOLES}|(?:a |one )?hundred|\d{{1,3}})\b"
    r"(?! (?:\w+ )?(?:years|months|weeks|days|hours)))",
)
_PART_WORDS = frozenset(f"{part}{end}" for part in _PARTS for end in ("", "s"))
_OF_SO_MANY = Caseless(rf" (?:in|of|on)(?: every| a| one)* (?:{_WHOLES}|hundred|\d{{1,3}})\b")

_NOT_COUNTING = (
    r"\W*\Z|[,.;:?!)]| (?:apart|together|are|were|is|was|differ|of (?:you|us|them|these|those)|can|could|do|does"
    r"|did|have|had"
    r"|should|would|will|might|may|agree|seem|go|fit|belong|meet|and|or|in|on|as|to|for|with|from|at|than|by|that|which"
    r"|ever|never|also|still|both|really)\b"
)
IDIOMS = Caseless(
    r"\b(?:half a dozen"
    r"|one or two|two or three|three or four|an? [\w-]+ or two|once or twice|(?:in|of) two minds|in two\b(?! \w)"
    r"|second (?:nature|thoughts?|hand)|on second thoughts|at sixes and sevens|two-way|two of (?:you|us|them|these"
    r"|those)"
    r"|(?:the|these|those) two (?:papers|articles|books|studies|texts|pages|reports)"
    r"|(?:between|tell|told|telling|keep|kept|hold|held) (?:the|these|those) two"
    rf"|(?:the|these|those|you|us|them|either|any|other) (?:two|three)(?={_NOT_COUNTING}))",
)


def words_value(written: str) -> int:
    """The number that English words say, without any half."""
    total, current = 0, 0
    for word in re.findall(r"[a-z]+", written.lower()):
        if word in _SCALES:
            current = max(current, 1) * _SCALES[word]
            if _SCALES[word] >= 1000:
                total, current = total + current, 0
        elif word == "dozen":
            current = max(current, 1) * 12
        elif word in ("a", "an", "one"):
            current += 1
        else:
            current += _UNITS.get(word) or _TENS.get(word) or _ORDINALS.get(word) or 0
    return total + current


def number_value(match: re.Match[str]) -> str:
    """A number of NUMBER_WORDS in digits; "six and a half thousand" is "6500"."""
    written, _, half = match[0].lower().partition(" and a half")
    value = words_value(written)
    if len(written) == len(match[0]):
        return str(value)
    return f"{(value + 0.5) * _SCALES.get(half.strip(), 1):.10g}"


def may_have_fraction(text: str, listed: Collection[str]) -> bool:
    """False for a text, and its folded words, in which FRACTIONS finds nothing: it is a slow pattern."""
    return not _PART_WORDS.isdisjoint(listed) or _OF_SO_MANY.search(text) is not None


def fraction_value(match: re.Match[str]) -> str:
    """A fraction as "2/5"; "one in eight" is "1/8". "" where the part is not the smaller: "19 rings in ten cases"."""
    if match["of"]:
        some, whole = _small(match["some"]), _small(match["of"])
        return f"{some}/{whole}" if some < whole else ""
    part = (match["parts"] or match["part"] or match["bare"] or match["each"]).lower().removesuffix("s")
    return f"{_small(match['many'] or 'one')}/{_PARTS[part]}"


def _small(written: str) -> int:
    return int(written) if written.isdigit() else words_value(written)


# Other languages: the words from two on; compounds ("einundzwanzig", "trente-cinq") are put together by rule.
_WORDS = {
    "de": (
        "zwei drei vier funf sechs sieben acht neun zehn elf zwolf dreizehn vierzehn funfzehn sechzehn siebzehn "
        "achtzehn"
        " neunzehn",
        "zwanzig dreissig vierzig funfzig sechzig siebzig achtzig neunzig",
        "hundert tausend",
    ),
    "fr": (
        "deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize dix-sept dix-huit "
        "dix-neuf",
        "vingt trente quarante cinquante soixante soixante-dix quatre-vingts quatre-vingt-dix",
        "cent mille",
    ),
    "es": (
        "dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciseis diecisiete dieciocho"
        " diecinueve",
        "veinte treinta cuarenta cincuenta sesenta setenta ochenta noventa",
        "cien mil",
    ),
    "it": (
        "due tre quattro cinque sei sette otto nove dieci undici dodici tredici quattordici quindici sedici diciassette"
        " diciotto diciannove",
        "venti trenta quaranta cinquanta sessanta settanta ottanta novanta",
        "cento mille",
    ),
    "nl": (
        "twee drie vier vijf zes zeven acht negen tien elf twaalf dertien veertien vijftien zestien zeventien achttien"
        " negentien",
        "twintig dertig veertig vijftig zestig zeventig tachtig negentig",
        "honderd duizend",
    ),
}
_JOINING = {"de": "und", "nl": "en", "fr": "-", "es": " y ", "it": ""}


@lru_cache(maxsize=8)
def words_in(language: str) -> dict[str, int]:
    """The number words of a language other than English, folded, with their values."""
    units, tens, scales = (listed.split() for listed in _WORDS[language])
    small = dict(zip(units, range(2, 20), strict=True))
    found = small | {word: 10 * number for number, word in enumerate(tens, 2)}
    found |= {word: 100 * 10**number for number, word in zip((0, 1), scales, strict=True)}
    one = {"de": "ein", "nl": "een", "fr": "et-un", "es": "uno", "it": "uno"}[language]
    for ten, word in enumerate(tens, 2):
        for digit in (one, *units[:8]):
            value = 10 * ten + (1 if digit == one else small[digit])
            joined = _JOINING[language]
            found[f"{digit}{joined}{word}" if language in ("de", "nl") else f"{word}{joined}{digit}"] = value
    if language == "es":
        found |= {f"veinti{word}": 20 + value for word, value in small.items() if value < 10} | {"veintiuno": 21}
    if language == "it":
        for word, value in zip(tens, range(20, 100, 10), strict=True):
            found |= {f"{word[:-1]}uno": value + 1, f"{word[:-1]}otto": value + 8}
    if language == "de":
        ordinals = {
            f"{word}t{end}": value for word, value in found.items() if 2 < value < 20 for end in ("e", "en", "er")
        }
        ordinals |= {f"dritt{end}": 3 for end in ("e", "en", "er")} | {f"siebt{end}": 7 for end in ("e", "en", "er")}
        found |= ordinals | {f"acht{end}": 8 for end in ("e", "en", "er")}
        parts = {f"{word}tel": value for word, value in small.items()} | {"drittel": 3, "siebtel": 7, "achtel": 8}
        found = {word: value for word, value in found.items() if word not in parts}
    return {word: value for word, value in found.items() if word not in _AMBIGUOUS.get(language, ())}


@lru_cache(maxsize=1)
def saying_abroad() -> frozenset[str]:
    """Words, one of which every number in words of the other languages has; folded, hyphenated ones taken apart."""
    found = {part for language in _WORDS for word in words_in(language) for part in word.split("-") if " " not in part}
    parts = {f"{whole}tel" for whole in (*words_in("de"), "drit", "sieb", "ach")}
    return frozenset(found | {f"{part}{end}" for part in parts for end in ("", "n", "s")})


# Words that are more often something else.
_AMBIGUOUS = {"fr": ("mille-un",), "it": ("sei",), "de": ("achte",)}
