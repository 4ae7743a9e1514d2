"""Whom a sentence of the evidence speaks of: the recipient, or another person named there."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from scribe_desktop.pipeline.claim_extract import Found, runs
from scribe_desktop.pipeline.clauses import sentences
from scribe_desktop.pipeline.common_words import (
    CAPITALISED,
    CONNECTORS,
    FACTS,
    FUNCTION_WORDS,
    INSTITUTION_WORDS,
    VENUE_WORDS,
)
from scribe_desktop.pipeline.text_match import Caseless, words

_NO_NAMES = (
    CAPITALISED - frozenset(("best", "kind", "may", "june", "april", "august"))
    | INSTITUTION_WORDS
    | VENUE_WORDS
    | FACTS
    | FUNCTION_WORDS - frozenset(("will", "may"))
    | frozenset(
        (
            "council", "committee", "network", "society", "union", "fund", "project", "association", "trust",
            "commission", "board", "office", "party", "club", "house", "bank", "survey", "programme", "program", "team",
            "alumni", "members", "people", "research", "applied", "senior", "junior", "associate", "assistant",
            "principal", "visiting", "head", "lecturer", "reader", "royal", "national", "road", "street", "river",
            "valley", "lake", "island", "bay", "mountain", "north", "south",
            "books", "times", "courier", "herald", "gazette", "tribune", "chronicle",
            "observer", "post", "news", "echo", "east", "west", "new", "station", "courses", "awards", "studies",
        )
    )
)  # fmt: skip
_LONGEST_NAME = 4
"""Words of the longest name that is taken for a person's by where it stands."""
_PARTICLES = frozenset(
    ("de", "la", "le", "del", "della", "di", "da", "dos", "das", "do", "von", "van", "der", "den", "ter", "ten", "al")
)
_HONORS = frozenset(
    (
        "prof", "professor", "dr", "mr", "mrs", "ms", "mx", "lord", "lady", "sir", "dame", "justice", "judge", "rev",
        "ihr", "ihre", "sein", "seine", "unser", "unsere", "kollege", "kollegin", "herr", "frau", "su", "colega",
        "son", "sa",
    )
)  # fmt: skip
_HONORIFIC = re.compile(
    r"(?:\b(?:[Pp]rof|Professor|doc|Dr|Mr|Mrs|Ms|Lord|Lady|Sir|Dame|Judge|Justice|Rev|Herr|Frau|Kolleg(?:e|in)|collègue|colega)"
    r"\b\.?\s*)+\Z"
)
_BEFORE_A_NAME = re.compile(r"(?:\A|[,(:;–—]|\b(?:by|par|von|with|to|and|is|was|under|student|colleague|from))\s*\Z")
_AFTER_A_NAME = re.compile(
    r"\s*(?:,|\(|–|—|:|-\s|who\b|is\b|was\b|were\b|has\b|had\b|holds?\b|held\b|won\b|wins\b|received\b|gets?\b"
    r"|got\b"
    r"|directs?\b|directed\b|leads?\b|led\b|chairs?\b|chaired\b|founded\b|runs?\b|became\b|joined\b|works?\b|for\b"
    r"|of\b|and\b|from\b|hat\b|ist\b|war\b|est\b|fue\b|opens?\b|opened\b|\.?\s*\Z)"
)
_CALLING_BEFORE = Caseless(
    r"\b(?:\w{2,}(?:ist|er|or|ian|eer|ant|ologue|ienne|eur|in)|colleagues?|\w*mate|deputy|nurse|head|chef|student|founder|mayor"
    r"|postdoc|assistant|architect|poet|cook|smith|chief|monk|carpenter|conductor|vet|judge|priest|neighbour|friend|cousin|brother|sister|husband|wife|son|daughter)"
    r",?\s\Z",
)
"""What somebody is, right before the name: "hydrologist Amina Sesay", "the mayor, Constance Ibe"."""
_VERB_AFTER = re.compile(
    r"\s(?:[a-z]+ly\s|also\s|now\s)?(?:conducts?|conducted|stud(?:ies|ied)|teaches|taught|works|worked|lives|lived|plays"
    r"|played|manages|managed|curates|curated|translates|translated|supervises|supervised|organi[sz]e[sd]|edits|edited"
    r"|writes|wrote|says|said|tells|told|sings|sang|built|programmed|designed|carved|raises|keeps|bekam|erhielt|leitet"
    r"|leitete|arbeitet|promovierte|dirige|enseigne|étudie|a (?:reçu|obtenu)|obtuvo|recibió|estudia|dirige)\b"
)
"""What people do, and bodies or projects seldom."""
_PRONOUN = Caseless(r"\W*(?:he|she|they|his|her|their|both)\b")
_SPEAKS_ITSELF = re.compile(r"\b(?:I|[Mm]y|[Ii]ch|[Mm]eine?[rnm]?|[Jj]e|[Mm]es|[Yy]o)\b")
"""On a page that speaks so, it is mostly the recipient who does."""
_MY_PERSON = re.compile(r"\A\W*[Mm]y (?:[\w-]+ ){1,2}\Z")
_KIN = re.compile(r"\W*(?:[Hh]er|[Hh]is|[Tt]heir|[Mm]y|[Oo]ur|Ihre?|[Ss]u|[Ss]on|[Ss]a) (?:[\w-]+ ){1,2}\Z")
"""Before the name of somebody whom a sentence introduces: "My colleague "."""
_IN_BRACKETS = re.compile(r"\s*\([^()]*")
_NOT_SUBJECT = Caseless(r"\b(?:with|under|by|for|of|to|from|than|like)\s+(?:\w+\.?\s+){0,2}\Z")
_BESIDE = Caseless(r"\b(?:with|under|from|like|than|and|against|after)\s+(?:\w+\.?\s+){0,2}\Z")
_BY = re.compile(r"\A[^.;]{0,60}\b(?:of|by|von|de|par)\s(?:[\w.-]+\s){0,3}\Z")
_RECEIVER = re.compile(
    r"(?:[^.;()]{0,60}?\b(?:went|goes|go|awarded|given|presented)\s(?:[^.;()]{0,30}?\s)?to"
    r"|[^.;,()]{0,45}?(?:\bto|\bis|\bwas|\bare|\bby|\bpar|\bvon|:))"
    r"\s*(?:(?:Prof|Professor|Dr|Mr|Mrs|Ms|Lord|Lady|Sir|Dame|Justice)\b\.?\s*)*\Z"
)
_OTHERS = re.compile(r"[^.;,()]{0,40}?\b(?:went|goes|go|awarded|given) to ((?:the|its|their|all|two|three) [\w-]+)")


@dataclass(frozen=True, slots=True)
class Named:
    """A person whom a sentence names; `own` when it is the recipient."""

    start: int
    end: int
    text: str
    own: bool


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence of the evidence: the people it names, and whom it goes on speaking of (None: the recipient)."""

    text: str
    people: tuple[Named, ...]
    subject: str | None

    def holder(self, start: int, end: int) -> str | None:
        """Whose the role or award at this place is: None for the recipient, else another's name."""
        for one in self.people:
            if one.start >= end and _RECEIVER.match(self.text[end : one.start]):
                return None if one.own else one.text
        others = _OTHERS.match(self.text, end)
        if others:
            return others[1]
        for one in reversed(self.people):
            if one.end > start or (not one.own and _NOT_SUBJECT.search(self.text[: one.start])):
                continue
            between = self.text[one.end : start]
            if between.count(")") > between.count("("):
                if one is not self.people[0] and "," in between:
                    return None if self.people[0].own else self.people[0].text
                if not one.own and self.text[: one.start].rstrip().endswith(("(", ":")):
                    continue
            return None if one.own else one.text
        return self.subject

    def teller(self, start: int) -> str | None:
        """Of whom this place tells: another's name, or None for the recipient and in doubt.

        The person named last before it; else whom "of" or "by" names after it, or whom the sentence before is about.
        """
        before = [one for one in self.people if one.end <= start and not self._is_aside(one, start)]
        if before and not before[-1].own and _MY_PERSON.search(self.text[: before[-1].start]):
            return before[-1].text
        if _SPEAKS_ITSELF.search(self.text, 0, start):
            return None
        if before and not before[-1].own and _IN_BRACKETS.fullmatch(self.text, before[-1].end, start):
            return before[-1].text
        if any(one.own for one in self.people):
            return None
        if before:
            return None if _BESIDE.search(self.text[: before[-1].start]) else before[-1].text
        if _PRONOUN.match(self.text):
            return self.subject
        for one in self.people:
            between = self.text[start : one.start]
            if one.start > start and (_BY.search(between) or _RECEIVER.match(between)):
                return one.text
        return self.subject

    def _is_aside(self, person: Named, start: int) -> bool:
        """True for a name in brackets that are closed before this place: "(Two Rivers Books, 2023)"."""
        opened = self.text[: person.start].rstrip().endswith("(")
        return opened and ")" in self.text[person.end : start]


def said_in(page: str, own_names: frozenset[str], authors: frozenset[str]) -> tuple[Said, ...]:
    """The sentences of a page, each with whom it speaks of.

    `own_names` are the folded words of the recipient's name, `authors` the last names of all other authors.
    """
    found: list[Said] = []
    first_names: dict[str, str] = {}
    for line in page.split("\n"):
        subject: str | None = None
        for text in sentences(line):
            people = people_in(text, own_names, authors, first_names)
            opens = next((one for one in people if one.start <= _lead(text)), None)
            if people and _KIN.match(text[: people[0].start]):
                opens = people[0]
            if opens is not None:
                subject = None if opens.own else opens.text
            elif not _PRONOUN.match(text):
                subject = None
            found.append(Said(text, people, subject))
    return tuple(found)


def _lead(text: str) -> int:
    honorific = re.match(r"\W*(?:(?:Prof|Professor|Dr|Mr|Mrs|Ms|Sir|Lord|Lady|Dame)\b\.?\s*)*", text)
    return honorific.end() if honorific else 0


def people_in(
    text: str, own_names: frozenset[str], authors: frozenset[str], first_names: dict[str, str]
) -> tuple[Named, ...]:
    """The people whom a sentence names; given names of those named before count, and new ones are noted."""
    found: list[Named] = []
    for run in runs(text):
        for piece in _pieces(run.tokens):
            values = [word for one in piece for word in words(one.text)]
            start, end = piece[0].start, piece[-1].end
            name = text[start:end]
            if own_names & set(values) and not set(values) & (INSTITUTION_WORDS | VENUE_WORDS):
                found.append(Named(start, end, name, True))
            elif len(piece) == 1:
                if values and values[0] in first_names:
                    found.append(Named(start, end, first_names[values[0]], False))
                elif values and (
                    (values[0] in authors and not text[:start].strip())
                    or (_HONORIFIC.search(text[:start]) and not set(values) & _NO_NAMES)
                ):
                    found.append(Named(start, end, name, False))
            elif not set(values) & _NO_NAMES and (
                _HONORIFIC.search(text[:start])
                or values[-1] in authors
                or (len(piece) <= _LONGEST_NAME and _stands_as_name(text, start, end))
            ):
                found.append(Named(start, end, name, False))
                for one in (values[0], values[-1]):
                    if one not in own_names:
                        first_names[one] = name
    return tuple(found)


def _stands_as_name(text: str, start: int, end: int) -> bool:
    """True where a name of a person stands: what it does or is comes after it, or what it is comes before."""
    before = text[:start]
    if _CALLING_BEFORE.search(before):
        return True
    if not before.strip() and _VERB_AFTER.match(text, end):
        return True
    return bool(_BEFORE_A_NAME.search(before) and _AFTER_A_NAME.match(text, end))


def _pieces(tokens: Sequence[Found]) -> Iterable[list[Found]]:
    """A run of capitals cut at small words and without titles of honour."""
    piece: list[Found] = []
    for token in tokens:
        if token.value in CONNECTORS and not token.text[:1].isupper() and token.value not in _PARTICLES:
            if piece:
                yield piece
            piece = []
        elif token.value.strip(".") not in _HONORS:
            piece.append(token)
    if piece:
        yield piece
