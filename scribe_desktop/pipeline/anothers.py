"""Facts that the pages tell of somebody else, told of the recipient."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from scribe_desktop.domain.email import FindingKind
from scribe_desktop.domain.evidence import Paper, Passage
from scribe_desktop.pipeline.bodies import snippet
from scribe_desktop.pipeline.claim_extract import is_year, numbers, runs
from scribe_desktop.pipeline.common_words import CONNECTORS, concept
from scribe_desktop.pipeline.sentence_state import SentenceState
from scribe_desktop.pipeline.speakers import told_text
from scribe_desktop.pipeline.text_match import Caseless, fold, place_of_words, spaced, words
from scribe_desktop.pipeline.word_classes import FORMS

MOST_OF = 0.5
"""From this share of its telling words on, a part of a sentence tells another person's fact."""
SMALL = 12
"""Numbers up to this say too little of whom they are told."""

_PART = Caseless(r"[,;:()—–]|\b(?:and|but|while|whereas|although|because|since|so|as|which|that)\b")
_OF_YOU = re.compile(
    r"\b(?:[Yy]ou|[Yy]our|yourself|Sie|Ihr\w*|vous|votre|vos|usted|gratulier\w+|congratulat\w+|félicit\w+|felicit\w+)\b"
    r"|\b(?:[Tt]he|[Aa]n?|one) (?:[\w-]+ ){0,2}"
    r"(?:holder|winner|head|author|leader|founder|scholar|researcher|scientist)\b"
    r"|\b(?:somebody|someone|an? (?:director|teacher|professor|scholar)) who\b"
)
_YOU_WHO = re.compile(r"(\b[Yy]ou), who(se)?\b")
_LIKE_YOU = re.compile(r"\b(an? (?:[\w-]+ ){1,4})(?:like|such as) you\b")
_BEFORE_YOU = re.compile(
    r"(\b(?:[Aa]s(?= (?:an?|the|somebody|someone) )|\A(?:Having|Being|Holding)|\band (?:having|being|holding)))"
    r" (?=[^;:.?!]{3,100}, you\b)"
)
_SUPPOSED = Caseless(
    r"\b(?:should|would|could|might|may) you\b"
    r"|\b(?:I|[Ww]e|to) (?:[\w'’]+ ){0,4}?(?:ask|trouble|bother|send|show|tell|offer) you\b"
    r"|\bcongratulations to (?:him|her|them)\b",
)
_NEW_SUBJECT = Caseless(r"\b(?:I|we|he|she|they|it|my|our|his|her|their|this|these|those|who|there)\b")
_WITH_OTHERS = Caseless(
    r"\b(?:with|together|whose)\b|\b(?:you and|yours?|Ihr\w*|votre|vos) (?:[\w'’-]+ ){0,2}"
    r"(?:colleagues?|co-?authors?|students?|team|group|lab(?:oratory)?|institute|department|centre|center|project"
    r"|network|school|university|museum|company|page|neighbours?|town|village|country|field|assistants?|partners?"
    r"|brother|sister|wife|husband|parents?|Hochschule|Kolleg\w+|équipe|collègues?)\b",
)
"""Somebody or something beside the recipient, whose facts these may be."""
_SAYING = frozenset(map(concept, (*FORMS.values(), "interview", "text", "report", "page")))
"""Verbs of every day ("sent") and words for a page itself, which alone tell of nobody."""
_WORD = re.compile(r"[^\W\d_]+")


def check_anothers(state: SentenceState) -> None:
    """Note a part of the sentence that tells of the recipient what the pages tell of another person only.

    A word is another person's when every sentence of a page that has it speaks of that person, and no paper has it.
    A part that names the person, or somebody or something beside the recipient, is left alone.
    """
    if state.findings or not state.grounds.said:
        return
    here = frozenset(words(state.sentence))
    for part in _parts_about_recipient(_you_again(told_text(state))):
        telling = state.telling_stems(part, own_too=True) - state.grounds.own_stems
        if not telling or _WITH_OTHERS.search(part) or _names_another(state, part):
            continue
        if (said := _of_another_alone(state, part, telling)) is not None:
            _note(state, *said)
            return
        theirs: defaultdict[str, set[str]] = defaultdict(set)
        for one in telling:
            if (whose := _only_holder(state, one)) is not None:
                theirs[whose].add(one)
        for whose, stems in theirs.items():
            if len(stems) >= MOST_OF * len(telling) and stems - _SAYING and not here & set(words(whose)):
                _note(state, whose, next(said.text for said, listed in state.grounds.said if stems & listed))
                return


def _note(state: SentenceState, whose: str, text: str) -> None:
    state.add(FindingKind.UNSUPPORTED, state.sentence, f"The saved page says this of {whose}: “{snippet(text)}”.")


def _of_another_alone(state: SentenceState, part: str, telling: set[str]) -> tuple[str, str] | None:
    """Whose name or larger number stands in a part, and the sentence that says so, when all pages give it to one other.

    A number counts with a word beside it; the draft must not have either from a paper, the row or the template.
    """
    for wanted in _distinctive(part):
        if any(one.says(wanted) for one in state.grounds.all if not isinstance(one.source, Passage)):
            continue
        holders = {}
        for said, stems in state.grounds.said:
            told = not wanted.strip().isdigit() or is_year(wanted.strip()) or telling & stems
            if told and wanted in spaced(said.text):
                place = place_of_words(said.text, wanted) or (0, 0)
                holders[said.teller(place[0])] = said.text
        if len(holders) == 1 and (whose := next(iter(holders))) is not None:
            return whose, holders[whose]
    return None


def _distinctive(part: str) -> Iterator[str]:
    """The names of two words or more and the larger numbers of a part, as spaced words."""
    for run in runs(part):
        tokens = [one for one in run.tokens if one.value not in CONNECTORS]
        if len(tokens) > 1 and run.tokens[0].start > 0:
            yield spaced(part[tokens[0].start : tokens[-1].end])
    for number in numbers(part):
        if number.value.isdigit() and int(number.value) > SMALL:
            yield spaced(number.text)


def _you_again(text: str) -> str:
    """The text with "you" where a part means the recipient without saying so: "you, whose …", "As a …, you …"."""
    text = _YOU_WHO.sub(lambda one: f"{one[1]}; {'your' if one[2] else 'you'}", text)
    text = _LIKE_YOU.sub(r"; you \1;", text)
    return _BEFORE_YOU.sub(r"\1 you ", text)


def _names_another(state: SentenceState, part: str) -> bool:
    """True when a part of a sentence names somebody whom a page names, too."""
    capitals = {fold(one[0]) for one in _WORD.finditer(part) if one[0][0].isupper()}
    return any(capitals & set(words(one.text)) for said, _ in state.grounds.said for one in said.people if not one.own)


def _parts_about_recipient(text: str) -> Iterator[str]:
    """The parts of a sentence that speak of "you", or go on from one that does without a subject of their own."""
    start, going_on = 0, False
    for stop in (*(one.start() for one in _PART.finditer(text)), len(text)):
        part = text[start:stop]
        if _OF_YOU.search(part) and not _SUPPOSED.search(part):
            going_on = True
            yield part
        elif _NEW_SUBJECT.search(part):
            going_on = False
        elif going_on:
            yield part
        start = stop


def _only_holder(state: SentenceState, wanted: str) -> str | None:
    """Whose a word is in all pages, None when it is the recipient's, several people's, a paper's or nowhere."""
    if any(isinstance(one.source, Paper) and wanted in one.stems for one in state.grounds.evidence):
        return None
    holders: set[str | None] = set()
    for said, stems in state.grounds.said:
        if wanted in stems:
            for match in _WORD.finditer(said.text):
                if wanted in {concept(word) for word in words(match[0])}:
                    holders.add(said.teller(match.start()))
    return next(iter(holders)) if len(holders) == 1 else None
