"""What a model wrote about the writer, held against the résumé: pure code, sentence by sentence."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from scribe_desktop.pipeline.claim_extract import Found, addresses, is_year, links, numbers, quotations, runs
from scribe_desktop.pipeline.common_words import (
    CAPITALISED,
    COMMON_WORDS,
    CONNECTORS,
    FACT_STEMS,
    HONORIFICS,
    INSTITUTION_WORDS,
    NUMBER_WORDS,
    concept,
    is_common,
)
from scribe_desktop.pipeline.resume_facts import Resume, joined_abbreviations
from scribe_desktop.pipeline.text_match import spaced, stem, words

PLACES = ("interest", "affiliation", "paper", "research", "book", "lab", "name", "title", "last_name")
"""Places that a model may use, by what the reader's row and the research fill."""

NEAR = 3
"""Lines between two facts of one entry of a résumé, at most."""
UNSUPPORTED_FROM = 0.5
"""More than this share of a sentence's telling words nowhere in the résumé drops it."""

_PLACE = re.compile(r"\{\{\s*(\w+)\s*\}\}")
_MARKS = re.compile(r"[{}\[\]<>]|\\")
_INTENDS = re.compile(
    r"\b(?:would|could|may|might|hope|hoping|wish|want|looking for|look for|seeking|plan|intend|apply|applying"
    r"|interested)\b",
    re.IGNORECASE,
)
_OF_READER = re.compile(r"\b(?:you|your|yours)\b", re.IGNORECASE)
_OF_WRITER = re.compile(r"\bmy\b|\bI (?:have|had|was|am|did|do)\b|\bI['’](?:ve|m)\b", re.IGNORECASE)
_COUNTED_TALK = re.compile(r"\s*-?\s*(?:minute|question|hour|week|month|page|line|call)s?\b", re.IGNORECASE)
_CLAUSE = re.compile(r"[,;:()–—]|\b(?:and|then|before|after|while|where|but)\b", re.IGNORECASE)


_SAME_DEGREE = (
    frozenset(("bachelor", "bachelors", "bsc", "ba", "beng", "bs")),
    frozenset(("master", "masters", "msc", "ma", "meng", "mphil", "mba", "ms", "magister")),
    frozenset(("phd", "dphil", "doctorate", "doctoral", "doctor")),
)
_ROLES = frozenset(
    stem(one)
    for one in "professor lecturer author scientist engineer manager undergraduate intern teacher".split()  # noqa: SIM905
)


@dataclass(frozen=True, slots=True)
class Dropped:
    """A sentence that was left out, and why."""

    text: str
    reason: str


def keep_supported(sentences: Sequence[str], resume: Resume, dropped: list[Dropped]) -> tuple[str, ...]:
    """The sentences that stand up; the others go to `dropped`."""
    kept = []
    for sentence in sentences:
        reason = fault(sentence, resume)
        if reason is None:
            kept.append(sentence)
        else:
            dropped.append(Dropped(sentence, reason))
    return tuple(kept)


def fault(sentence: str, resume: Resume) -> str | None:
    """Why a sentence cannot stay; None when everything in it is the writer's résumé, a place, or plain talk."""
    places = [match[1] for match in _PLACE.finditer(sentence)]
    strange = [one for one in places if one not in PLACES]
    if strange:
        return f"It has a place that nothing fills: {{{{{strange[0]}}}}}."
    bare = _PLACE.sub(lambda match: " " * len(match[0]), sentence)
    if _MARKS.search(bare):
        return "It has marks that mean something in a template."
    for fact, reason in _foreign(bare, resume):
        return f"“{fact}” {reason}"
    asks = bare.rstrip().endswith("?")
    if not asks and not places and _OF_READER.search(bare) and (word := _told_of_reader(bare, resume)):
        return f"It tells something of every reader (“{word}”) that nothing supports."
    for clause in _telling_clauses(bare, asks):
        if word := _unsupported_word(clause, resume):
            return f"“{word}” and what it tells do not stand in the résumé."
    if (torn := _torn_apart(bare, resume)) is not None:
        return f"“{torn[0]}” and “{torn[1]}” do not stand together in the résumé."
    return None


def _foreign(text: str, resume: Resume) -> Iterator[tuple[str, str]]:
    """Links, titles, numbers, names and degrees that the résumé does not have."""
    missing = "does not stand in the résumé."
    mails = addresses(text)
    yield from ((one.text, missing) for one in mails if one.value not in resume.mail_values)
    for one in links(text):
        inside = any(mail.start <= one.start < mail.end for mail in mails)
        if not inside and one.value not in resume.link_values:
            yield one.text, missing
    yield from ((one.text, missing) for one in quotations(text) if spaced(one.value) not in resume.spaced)
    for one in numbers(text):
        if one.value not in resume.numbers and not _COUNTED_TALK.match(text, one.end):
            yield one.text, missing
    yield from ((one, missing) for one in _names(text, resume) if spaced(one) not in resume.spaced)
    if not _INTENDS.search(text) and not text.rstrip().endswith("?"):
        stated = filter(_states, words(joined_abbreviations(text)))
        yield from ((one, missing) for one in stated if not _has(resume, one))


def _states(word: str) -> bool:
    """True for a word that states a fact of a life, however common: a degree, an office, a prize."""
    return stem(word) in FACT_STEMS | _ROLES or any(word in one for one in _SAME_DEGREE)


def _has(resume: Resume, word: str) -> bool:
    if word.startswith(("graduat", "alumn")) and any(resume.vocabulary & one for one in _SAME_DEGREE):
        return True
    same = next((one for one in _SAME_DEGREE if word in one), frozenset({word}))
    # Not by concept: a thesis is not a doctorate.
    return bool(same & resume.vocabulary) or stem(word) in resume.stems


def _names(text: str, resume: Resume) -> Iterator[str]:
    """Runs of capitals, each as written: whole where the résumé has it so, else in pieces between small words.

    Without degrees, which are looked for by themselves, and what is written so only at the start of a sentence.
    """
    for run in runs(text):
        kept = _trimmed(run.tokens, starts=not run.before)
        if kept and spaced(text[kept[0].start : kept[-1].end]) in resume.spaced:
            yield text[kept[0].start : kept[-1].end]
            continue
        piece: list[Found] = []
        for token in (*kept, None):
            if token is not None and token.value not in CONNECTORS and not _degrees(token.text):
                piece.append(token)
                continue
            piece = _trimmed(piece, starts=False)
            if piece:
                yield text[piece[0].start : piece[-1].end]
            piece = []


def _trimmed(tokens: Sequence[Found], starts: bool) -> list[Found]:
    kept = list(tokens)
    while kept and (_says_nothing(kept[0]) or (starts and kept[0].value in COMMON_WORDS)):
        kept.pop(0)
    while kept and _says_nothing(kept[-1]):
        kept.pop()
    return kept


def _says_nothing(token: Found) -> bool:
    return token.value in CAPITALISED | HONORIFICS | CONNECTORS or bool(_degrees(token.text))


def _degrees(text: str) -> list[str]:
    return [one for one in words(joined_abbreviations(text)) if any(one in same for same in _SAME_DEGREE)]


def _telling(text: str) -> list[str]:
    return [
        one
        for one in words(text)
        if len(one) >= 4 and not one.isdigit() and one not in NUMBER_WORDS and not is_common(one)
    ]


def _telling_clauses(text: str, asks: bool) -> list[str]:
    """What of a sentence states something of the writer: all of it, or the clauses beside a wish or a question."""
    if not asks and not _INTENDS.search(text):
        return [text]
    clauses = [one for one in _CLAUSE.split(text) if not _INTENDS.search(one)]
    return [one for one in clauses if _OF_WRITER.search(one) or not asks]


def _told_of_reader(text: str, resume: Resume) -> str | None:
    return next((one for one in _telling(text) if concept(one) not in resume.concepts), None)


def _unsupported_word(text: str, resume: Resume) -> str | None:
    telling = list(dict.fromkeys(_telling(text)))
    missing = [one for one in telling if concept(one) not in resume.concepts]
    alone = len(missing) == len(telling)
    return missing[0] if missing and (alone or len(missing) / len(telling) > UNSUPPORTED_FROM) else None


def _torn_apart(text: str, resume: Resume) -> tuple[str, str] | None:
    """Two facts of one clause that no entry of the résumé has together; None when all stand together."""
    for clause in _CLAUSE.split(text):
        facts = [*_names(clause, resume), *(one.text for one in numbers(clause)), *_degrees(clause)]
        for one, other in combinations(dict.fromkeys(facts), 2):
            if not (_belongs(one, other, resume) or _belongs(other, one, resume)):
                return one, other
    return None


def _belongs(fact: str, anchor: str, resume: Resume) -> bool:
    """True when, beside some place of the anchor, this fact stands near, and nothing of its kind stands nearer."""
    rivals = _kind(fact)
    for at, line in enumerate(resume.lines):
        if not _stands(anchor, line):
            continue
        near = [
            (abs(at - other), _stands(fact, candidate))
            for other, candidate in enumerate(resume.lines)
            if abs(at - other) <= NEAR and (_stands(fact, candidate) or rivals(candidate))
        ]
        closest = min((distance for distance, _ in near), default=None)
        if any(mine and distance == closest for distance, mine in near):
            return True
    return False


def _kind(fact: str) -> Callable[[str], bool]:
    """Whether a line has something of the fact's kind: a degree, a year, an institution; else nothing rivals it."""
    folded = words(fact)
    if _degrees(fact):
        return lambda line: bool(_degrees(line))
    if any(is_year(one.value) for one in numbers(fact)):
        return lambda line: any(is_year(one.value) for one in numbers(line))
    if INSTITUTION_WORDS.intersection(folded):
        return lambda line: bool(INSTITUTION_WORDS.intersection(words(line)))
    return lambda line: False


def _stands(fact: str, line: str) -> bool:
    same = next((one for one in _SAME_DEGREE if fact in one), None)
    if same is not None:
        return bool(same.intersection(_degrees(line)))
    values = {one.value for one in numbers(fact)}
    return spaced(fact) in spaced(line) or (bool(values) and values <= {one.value for one in numbers(line)})
