"""Puts a draft's prompt together within its tokens, and says what gives way when there is too much to say."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from scribe_desktop.domain.email import FindingKind
from scribe_desktop.domain.segment import Segment, gap_text
from scribe_desktop.domain.template import Origin, row_values, sender_values
from scribe_desktop.domain.tokens import estimated_tokens
from scribe_desktop.errors import TemplateError
from scribe_desktop.pipeline.evidence_choice import quoted_evidence, whole_cost
from scribe_desktop.pipeline.prompts import Prompts, fill_prompt
from scribe_desktop.ports import CompositionRequest

PROMPT_TOKENS = 3500
"""Tokens of a whole prompt, at most, as estimated."""
ROOM_FOR_FORM = 230
"""Tokens of the messages' roles and of the answer's schema, which stands in the message where a server knows no other
way."""
LEAST_EVIDENCE = 1200
"""Tokens kept for evidence before anything of the template is shown in full, if there is so much of it."""
LONGEST_VALUE = 200
"""Characters of a row's value that is always shown."""
LONGEST_LINE = 300
LONGEST_NOTE = 1000
LONGEST_FINDING = 150
"""Characters of what was found, and of why."""
MOST_FINDINGS = 10
NOTHING_FOUND = "(nothing was found)"
_LEFT_OUT = "(too long to show again)"


@dataclass(frozen=True, slots=True)
class AssembledPrompt:
    """The messages, and the parts of the template that are not in them by the marks that stand for them.

    `body_tokens` are those of the body as the model is to write it, marks in place of the parts.
    """

    messages: list[dict[str, str]]
    body_tokens: int
    parts: Mapping[str, str] = field(default_factory=dict)

    def restored(self, text: str) -> str:
        """A text of the model with the parts back in their places."""
        for mark, part in self.parts.items():
            text = text.replace(mark, part)
        return text

    def lost(self, body: str) -> bool:
        """True when the model's body does not have each mark once."""
        return any(body.count(mark) != 1 for mark in self.parts)


def assemble(prompts: Prompts, request: CompositionRequest, marker: str) -> AssembledPrompt:
    """The prompt of one draft: at most PROMPT_TOKENS, as estimated.

    What does not fit gives way in this order: evidence that is least worth its tokens, down to LEAST_EVIDENCE;
    paragraphs of the template without open places and long values of the row, longest first, for which marks stand;
    the last version of the draft; the rest of the evidence. Raises TemplateError when even that is too long.
    """
    filled = request.template.fill(
        {**sender_values(request.sender), **row_values(request.recipient)}, open_names(request)
    )
    draft = _Draft(prompts, request, marker, filled.subject_text, _Body(filled.body))
    wanted = min(LEAST_EVIDENCE, whole_cost(request.evidence))
    while draft.room() < wanted and draft.body.shorten():
        pass
    if draft.room() < wanted:
        draft.with_previous = False
    room = draft.room()
    if room < 0:
        raise TemplateError(
            "The template with this row's values is too long for a model: what is around its open places takes about "
            f"{PROMPT_TOKENS - room:,} tokens, and {PROMPT_TOKENS:,} is the most. Shorten the paragraphs with open "
            "places, or what the row puts into them."
        )
    evidence = quoted_evidence(request.evidence, room)
    return AssembledPrompt(draft.messages(evidence), estimated_tokens(draft.body.text), draft.body.parts)


def open_names(request: CompositionRequest) -> frozenset[str]:
    """Places for the model to fill. One that it could not fill, and the template can do without, is closed again."""
    origins = request.template.origins(request.recipient)
    names = {name for name, origin in origins.items() if origin is Origin.RESEARCH}
    nothing_found = not (request.evidence.passages or request.evidence.papers)
    left_as_gaps = {one.text for one in request.findings if one.kind is FindingKind.GAP}
    doubtful = {name for name in names if nothing_found or gap_text(name) in left_as_gaps}
    if not doubtful:
        return frozenset(names)
    known = {**sender_values(request.sender), **row_values(request.recipient)}
    without = request.template.fill(known, frozenset(names - doubtful))
    return frozenset(names - (doubtful - set(without.gaps)))


class _Body:
    """The filled body, with marks in place of what was left out."""

    def __init__(self, segments: Sequence[Segment]) -> None:
        self.text = "".join(one.text for one in segments).strip()
        self.parts: dict[str, str] = {}
        self._spare = _closed_paragraphs(segments) + _long_values(segments)

    def shorten(self) -> bool:
        """Leave out one more part: paragraphs first, the longest of them first. False when there is none left."""
        while self._spare:
            part = self._spare.pop(0)
            mark = f"[part {len(self.parts) + 1} stays as it is]"
            if part in self.text and len(part) > 2 * len(mark):
                self.text = self.text.replace(part, mark, 1)
                self.parts[mark] = part
                return True
        return False


def _closed_paragraphs(segments: Sequence[Segment]) -> list[str]:
    """Paragraphs without an open place or gap, the longest first."""
    text = "".join(one.text for one in segments)
    busy: list[tuple[int, int]] = []
    at = 0
    for one in segments:
        if one.open or one.gap:
            busy.append((at, at + len(one.text)))
        at += len(one.text)
    found = [
        match[0].strip()
        for match in re.finditer(r"\S(?:(?!\n[ \t]*\n).)*", text, re.DOTALL)
        if not any(start < match.end() and match.start() < end for start, end in busy)
    ]
    return sorted(found, key=len, reverse=True)


def _long_values(segments: Iterable[Segment]) -> list[str]:
    """What the row puts into the text, where it is long; the longest first."""
    values = [one.text.strip() for one in segments if one.placeholder and not one.open and not one.gap]
    return sorted((one for one in values if len(one) > LONGEST_VALUE), key=lambda one: (-len(one), one))


@dataclass
class _Draft:
    """A prompt in the making."""

    prompts: Prompts
    request: CompositionRequest
    marker: str
    subject: str | None
    body: _Body
    with_previous: bool = True

    def room(self) -> int:
        """Tokens left for evidence."""
        system, user = self.messages("")
        return PROMPT_TOKENS - ROOM_FOR_FORM - sum(estimated_tokens(one["content"]) for one in (system, user))

    def messages(self, evidence: str) -> list[dict[str, str]]:
        """The messages with this evidence."""
        user = fill_prompt(
            self.prompts.compose_user,
            ("recipient", "subject", "body"),
            marker=self.marker,
            type=self.request.analysis.type.value,
            recipient=_recipient_line(self.request),
            subject=self._subject_line(),
            body=self.body.text,
            evidence=evidence or NOTHING_FOUND,
        )
        return [
            {"role": "system", "content": fill_prompt(self.prompts.compose_system)},
            {"role": "user", "content": "\n\n".join((user, *self._more()))},
        ]

    def _subject_line(self) -> str:
        if self.subject is None:
            return "The template has no subject: write one, plain and true."
        return f"Subject, a template too: {_cut(self.subject, LONGEST_LINE)}"

    def _more(self) -> list[str]:
        request, marker, more = self.request, self.marker, []
        if self.body.parts:
            more.append(fill_prompt(self.prompts.compose_parts))
        previous = f"{request.previous_subject}\n\n{self._marked(request.previous_body or '')}"
        shown = previous if self.with_previous else _LEFT_OUT
        if request.findings and request.previous_body is not None:
            found = [
                (_cut(repr(one.text), LONGEST_FINDING), _cut(one.reason, LONGEST_FINDING)) for one in request.findings
            ]
            findings = "\n".join(f"- {text}: {reason}" for text, reason in found[:MOST_FINDINGS])
            filled = {"marker": marker, "findings": findings, "previous": shown}
            more.append(fill_prompt(self.prompts.compose_findings, ("previous",), **filled))
        elif request.note and request.previous_body is not None:
            more.append(fill_prompt(self.prompts.compose_previous, ("previous",), marker=marker, previous=shown))
        if request.note:
            note = _cut(request.note, LONGEST_NOTE)
            more.append(fill_prompt(self.prompts.compose_note, ("note",), marker=marker, note=note))
        return more

    def _marked(self, text: str) -> str:
        for mark, part in self.body.parts.items():
            text = text.replace(part, mark, 1)
        return text


def _recipient_line(request: CompositionRequest) -> str:
    recipient = request.recipient
    parts = (recipient.name, recipient.affiliation, recipient.interest and f"works on {recipient.interest}")
    return "; ".join(_cut(part, LONGEST_LINE) for part in parts if part)


def _cut(text: str, length: int) -> str:
    return text if len(text) <= length else text[: length - 1] + "…"
