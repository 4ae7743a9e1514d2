"""The composer without a model: fills places from the row, Settings and the evidence, by rules that are certain."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import pairwise

from scribe_desktop.domain.cancellation import CancelToken
from scribe_desktop.domain.evidence import Evidence, Passage, WorkKind
from scribe_desktop.domain.recipient import Recipient
from scribe_desktop.domain.sentences import split_sentences
from scribe_desktop.domain.template import (
    BOOK_NAMES,
    PAPER_NAMES,
    FilledTemplate,
    Origin,
    row_values,
    sender_values,
)
from scribe_desktop.pipeline.text_match import contains_words
from scribe_desktop.ports import Composition, CompositionRequest, Statement

LAB_NAMES = frozenset(("lab", "lab_name", "laboratory", "group", "research_group", "group_name"))
AFFILIATION_NAMES = frozenset(("affiliation", "university", "institution", "institute", "employer"))
# Without a paper these still have a true meaning: what the row says the person works on.
_INTEREST_WILL_DO = frozenset(("research", "recent_work"))

_CAPITALISED = r"[A-Z][\w&’'-]+"
_LAB = re.compile(
    rf"\b(?:{_CAPITALISED} ){{1,5}}(?:Lab|Laboratory|Research Group|Group)\b(?! of)"
    rf"|\b(?:Laboratory|Lab) (?:of|for) {_CAPITALISED}(?: (?:and |of )?{_CAPITALISED}){{0,4}}"
)
_AFFILIATION = re.compile(
    rf"\bUniversity of {_CAPITALISED}(?: {_CAPITALISED})?"
    rf"|\b(?:{_CAPITALISED} ){{1,4}}(?:University|College|Institute)(?: of {_CAPITALISED}(?: {_CAPITALISED})?)?\b"
    rf"|\bInstitute (?:of|for) {_CAPITALISED}(?: (?:and )?{_CAPITALISED}){{0,3}}"
)
_QUOTED = r"[^.“”\"«»]{0,40}?[“\"«](?P<title>[^“”\"«»]{3,200})[”\"»]"
_BOOK = re.compile(rf"\b(?:books?|monographs?|novels?|textbooks?|author of)\b{_QUOTED}", re.IGNORECASE)
_PAPER = re.compile(rf"\b(?:papers?|articles?|publications?|studies|study|preprints?)\b{_QUOTED}", re.IGNORECASE)
_LEADING = re.compile(r"^(?:The|Our|Her|His|Their|At|In|And|As|With|From|My|Head|Director|Welcome|Join)\s+")
_QUOTES = "\"“”„«»'‘’"


class TemplateOnlyComposer:
    """Fills a template without a model. Where no rule finds a value for certain, a visible gap stays."""

    name = "template-only"
    temperature = None
    max_attempts = 1

    def compose(self, request: CompositionRequest, token: CancelToken) -> Composition:
        """Write the draft. Raises TemplateError when the template cannot be filled."""
        token.raise_if_cancelled()
        template, recipient = request.template, request.recipient
        known = {**sender_values(request.sender), **row_values(recipient)}
        researched = [name for name, origin in template.origins(recipient).items() if origin is Origin.RESEARCH]
        found = _find_values(researched, recipient, request.evidence)
        quoted = _quoted_in(template.fill(known, frozenset(researched)))
        shown = {
            name: f'"{value}"' if is_title and name not in quoted else value
            for name, (value, _, is_title) in found.items()
        }
        filled = template.fill({**known, **shown})
        subject = filled.subject_text or plain_subject(recipient)
        return Composition(subject, filled.body_text, _statements(filled.body_text, shown, found))


def plain_subject(recipient: Recipient) -> str:
    """A subject that is true of every email, for templates without one."""
    if recipient.interest:
        return recipient.interest[:1].upper() + recipient.interest[1:]
    return f"A message for {recipient.name}"


_Found = tuple[str, str | None, bool]  # the value, the id of its evidence, whether it is a title


def _find_values(names: Iterable[str], recipient: Recipient, evidence: Evidence) -> dict[str, _Found]:
    """A value for each name that a rule finds one for."""
    about = _passages_about(recipient, evidence)
    found: dict[str, _Found] = {}
    for name in names:
        value: _Found | None = None
        if name in PAPER_NAMES:
            value = _best_work(evidence, WorkKind.PAPER) or _first_match(_PAPER, about)
            if value is None and name in _INTEREST_WILL_DO and recipient.interest:
                value = (recipient.interest, None, False)
        elif name in BOOK_NAMES:
            value = _best_work(evidence, WorkKind.BOOK) or _first_match(_BOOK, about)
        elif name in LAB_NAMES:
            value = _only_match(_LAB, about)
        elif name in AFFILIATION_NAMES:
            value = _only_match(_AFFILIATION, about)
        if value is not None:
            found[name] = value
    return found


def _passages_about(recipient: Recipient, evidence: Evidence) -> list[Passage]:
    """Passages that name the person, best first."""
    last = recipient.name_parts.last
    naming = [one for one in evidence.passages if contains_words(one.text, last) or contains_words(one.title, last)]
    return sorted(naming, key=lambda one: -one.score)


def _best_work(evidence: Evidence, kind: WorkKind) -> _Found | None:
    best = max((one for one in evidence.papers if one.kind is kind), key=lambda one: one.score, default=None)
    return None if best is None else (best.title, best.id, True)


def _first_match(pattern: re.Pattern[str], passages: list[Passage]) -> _Found | None:
    for passage in passages:
        match = pattern.search(passage.text)
        if match:
            return match["title"].strip(" ,"), passage.id, True
    return None


def _only_match(pattern: re.Pattern[str], passages: list[Passage]) -> _Found | None:
    """The one thing that all passages agree on; two different ones are a doubt, and a doubt is a gap."""
    values: dict[str, tuple[str, str]] = {}
    for passage in passages:
        for match in pattern.finditer(passage.text):
            value = _LEADING.sub("", match[0]).strip()
            values.setdefault(value.casefold(), (value, passage.id))
    if len(values) != 1:
        return None
    ((value, passage_id),) = values.values()
    return value, passage_id, False


def _quoted_in(filled: FilledTemplate) -> set[str]:
    """Names of the open places that the template itself puts in quotes."""
    quoted: set[str] = set()
    for part in (filled.subject or (), filled.body):
        for before, segment in pairwise(part):
            if segment.open and segment.placeholder and before.text[-1:] and before.text[-1] in _QUOTES:
                quoted.add(segment.placeholder)
    return quoted


def _statements(body: str, shown: dict[str, str], found: dict[str, _Found]) -> tuple[Statement, ...]:
    statements = []
    for sentence in split_sentences(body):
        ids = [found[name][1] for name, value in shown.items() if value in sentence.text]
        kept = tuple(dict.fromkeys(one for one in ids if one))
        if kept:
            statements.append(Statement(sentence.text, kept))
    return tuple(statements)
