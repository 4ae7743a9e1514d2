"""Sentences that cannot be compared word for word: in another language than English, or than what they rest on."""

from __future__ import annotations

import re
from functools import lru_cache

from scribe_desktop.domain.email import FindingKind
from scribe_desktop.pipeline.claim_extract import Found, Run
from scribe_desktop.pipeline.common_words import CAPITALISED, CONNECTORS, HONORIFICS, INSTITUTION_WORDS, NUMBER_WORDS
from scribe_desktop.pipeline.grounds import Ground
from scribe_desktop.pipeline.languages import ENGLISH, SMALL_WORDS
from scribe_desktop.pipeline.sentence_state import SentenceState
from scribe_desktop.pipeline.text_match import fold, word_set, words

ALIKE = 5
"""Words of two languages, or of one with many endings, are alike when so many of their first letters are."""
FOUND_FROM = 0.3
"""This share of a sentence's telling words must stand somewhere, in some form, when no name or number does."""

_GERMAN_HONORIFIC = re.compile(
    r"\b(?:Herrn?|Frau|Professor(?:in)?|Prof\.|Doktor|Dr\.|Kolleg(?:e|en|in)|Doktorand(?:en|in)?"
    r"|Familie)\s+(?:(?:von|van|de|zu|der|den|la) )*\Z"
)
_GERMAN_TITLES = HONORIFICS | word_set("herr herrn frau professorin doktor kollege kollegen kollegin")
_GERMAN_TIMES = word_set(
    "januar februar marz april mai juni juli august september oktober november dezember anfang mitte ende fruhjahr"
    " sommer herbst winter woche wochen tag tage tagen monat monate monaten jahr jahre jahren stunde stunden minuten"
    " montag dienstag mittwoch donnerstag freitag samstag sonntag"
)
_OF_FIELD = frozenset(("fur", "der", "des", "zu", "zur", "von", "am", "im", "in", "van", "den"))
_WORK = re.compile(
    r"\b(?:studien?|arbeit(?:en)?|aufsatz(?:es)?|artikels?|buch(?:es)?|beitrag(?:s)?|projekt(?:s|e)?|etudes?|articles?"
    r"|livres?|projets?|travaux|estudios?|articulos?|libros?|proyectos?|studi(?:o|es)?|articol[oi]|libri|progetti?o?"
    r"|onderzoek(?:en)?|artikelen|boek(?:en)?|project(?:en)?)\b"
)
_HONOUR = re.compile(
    r"\w*(?:preis|preistrager\w*|medaille|prix|laureate?|medaille|premio|premiad[oa]|galardon\w*|medalla|medaglia"
    r"|prijs|ehrendoktor\w*|ehrenmitglied\w*|stipendium)\b"
)
_HONOURED = re.compile(r"(?:preis|priz|prix|premi|prijs|award|medal|medail|honou?r|fellow|stipend|laur|ehren|galard)")
_NAMES = {"de": "German", "fr": "French", "es": "Spanish", "it": "Italian", "nl": "Dutch", ENGLISH: "English"}


def cannot_compare(state: SentenceState) -> bool:
    """True when the words of a sentence cannot be looked for in what it rests on, for want of one language."""
    if state.language != ENGLISH:
        return True
    resting = [one for one in state.used if one.source is not None]
    if resting:
        return any(map(state.is_strange, resting))
    return bool(state.grounds.evidence) and all(map(state.is_strange, state.grounds.evidence))


def check_foreign_words(state: SentenceState) -> None:
    """Facts were checked before; of the other words, enough must be found in some form when there was no fact."""
    folded = fold(state.without_quotes)
    if _HONOUR.search(folded) and not any(_HONOURED.search(fold(one.text)) for one in state.grounds.evidence):
        _note(state)
        return
    telling = [
        word
        for word in words(state.without_quotes)
        if len(word) >= ALIKE and word not in SMALL_WORDS[state.language] and word not in NUMBER_WORDS
    ]
    own = frozenset().union(*(_beginnings(one.text) for one in state.grounds.own))
    known = frozenset().union(*(_beginnings(one.text) for one in state.grounds.evidence))
    telling = list(dict.fromkeys(telling))
    found = [word for word in telling if _beginnings(word) & (known | own)]
    rests = state.verified or state.tied or state.told.asks or len(found) >= max(1.0, FOUND_FROM * len(telling))
    says = state.asserts or (_WORK.search(folded) is not None and len(telling) > 1)
    if says and telling and not rests:
        _note(state)
        return
    state.used.extend(sorted(_sharing(state, telling), key=lambda one: -len(_shared(one, telling)))[:1])


def _note(state: SentenceState) -> None:
    language = _NAMES.get(state.language, "another language")
    others = sorted({_NAMES.get(one.language, "") for one in state.grounds.evidence if state.is_strange(one)} - {""})
    if others:
        reason = (
            f"This is in {language}, and pages or papers are in {' and '.join(others)}: its words cannot be"
            f" compared, and"
            " it names no title, number or name that could be. Compare it yourself."
        )
    else:
        reason = "Nothing in the saved pages and papers, the template or the row says this."
    state.add(FindingKind.UNSUPPORTED, state.sentence, reason)


def _sharing(state: SentenceState, telling: list[str]) -> list[Ground]:
    return [one for one in state.grounds.evidence if _shared(one, telling)]


def _shared(ground: Ground, telling: list[str]) -> set[str]:
    return {word for word in telling if _beginnings(word) & _beginnings(ground.text)}


@lru_cache(maxsize=512)
def _beginnings(text: str) -> frozenset[str]:
    """The first letters of all words; of short ones also one letter less ("Moor" and "Moore" share "moor")."""
    listed = words(text)
    return frozenset(word[:ALIKE] for word in listed if len(word) >= ALIKE) | frozenset(
        word[: ALIKE - 1] for word in listed if ALIKE - 1 <= len(word) <= ALIKE
    )


def german_names(sentence: str, run: Run) -> list[list[Found]]:
    """What in a run of German capitals may be a name: not one noun by itself, unless a title of honour precedes it."""
    small = SMALL_WORDS["de"] | _GERMAN_TIMES | CAPITALISED
    pieces: list[list[Found]] = [[]]
    for token in run.tokens:
        in_institution = bool({one.value for one in pieces[-1]} & INSTITUTION_WORDS) and token.value in _OF_FIELD
        if token.value in _GERMAN_TITLES or (token.value in CONNECTORS | small and not in_institution):
            pieces.append([])
        else:
            pieces[-1].append(token)
    found = []
    for piece in pieces:
        while piece and piece[-1].value in CONNECTORS:
            piece.pop()
        while piece and piece[0].value in CONNECTORS:
            piece.pop(0)
        if len(piece) > 1 or (piece and _GERMAN_HONORIFIC.search(sentence[: piece[0].start])):
            found.append(piece)
    return found
