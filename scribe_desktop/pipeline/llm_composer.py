"""The composer with a model: quotes template and evidence as data, asks for JSON, trusts nothing of the answer."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from scribe_desktop.domain.cancellation import CancelToken
from scribe_desktop.domain.email import FindingKind
from scribe_desktop.domain.evidence import Evidence, Paper, Passage
from scribe_desktop.domain.segment import gap_text
from scribe_desktop.domain.sentences import split_sentences
from scribe_desktop.domain.template import Origin, row_values, sender_values
from scribe_desktop.errors import UnusableAnswerError
from scribe_desktop.pipeline.prompts import Prompts, estimated_tokens, fill_prompt
from scribe_desktop.ports import Composition, CompositionRequest, LLMClient, Spend, Statement

PROMPT_TOKENS = 3500
"""Tokens of a whole prompt, at most; the evidence gets what template and rules leave."""
ROOM_FOR_ROLES = 40
REQUEST_SECONDS = 90.0
MAX_ATTEMPTS = 3
PIECE_CHARACTERS = 900
MAX_AUTHORS = 8

DRAFT_SCHEMA: Mapping[str, Any] = {
    "type": "object",
    "properties": {
        "subject": {"type": "string"},
        "body": {"type": "string"},
        "statements": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "text": {"type": "string"},
                    "evidence_ids": {"type": "array", "items": {"type": "string"}},
                },
                "required": ["text", "evidence_ids"],
                "additionalProperties": False,
            },
        },
    },
    "required": ["subject", "body", "statements"],
    "additionalProperties": False,
}


class LLMComposer:
    """Lets a model fill what a template leaves open.

    Args:
        temperature: recorded on the email; the client sends it.
        request_seconds: how long one request may take, None for a model on this computer, which has limits of its own.
        marker: a fresh word to put around quoted data, unguessable for whoever wrote the data.
    """

    max_attempts = MAX_ATTEMPTS

    def __init__(
        self,
        llm: LLMClient,
        prompts: Prompts,
        temperature: float | None,
        request_seconds: float | None = REQUEST_SECONDS,
        marker: Callable[[], str] = lambda: secrets.token_hex(8),
    ) -> None:
        self._llm = llm
        self._prompts = prompts
        self._temperature = temperature
        self._seconds = request_seconds
        self._marker = marker

    @property
    def name(self) -> str:
        """The model's name."""
        return self._llm.model

    @property
    def temperature(self) -> float | None:
        """As given."""
        return self._temperature

    def compose(self, request: CompositionRequest, token: CancelToken) -> Composition:
        """Write one draft in one request. Raises what LLMClient.complete raises, TemplateError, StepTimeoutError."""
        messages = self.messages(request)
        with token.limited(self._seconds, "Writing the draft with the model") as limited:
            answer = self._llm.complete(messages, DRAFT_SCHEMA, "email_draft", limited)
        subject, body = " ".join(str(answer.data["subject"]).split()), _tidy(str(answer.data["body"]))
        if not body:
            raise UnusableAnswerError("The model answered with an empty email. Try again, or choose another model.")
        statements = tuple(
            Statement(
                str(one["text"]),
                tuple(str(an_id) for an_id in one["evidence_ids"] if request.evidence.find(str(an_id))),
            )
            for one in answer.data["statements"]
        )
        return Composition(subject, body, statements, Spend().plus(answer))

    def messages(self, request: CompositionRequest) -> list[dict[str, str]]:
        """The prompt: at most PROMPT_TOKENS as estimated, unless template and last version alone are longer."""
        marker = self._marker()
        filled = request.template.fill(
            {**sender_values(request.sender), **row_values(request.recipient)}, open_names(request)
        )
        system = fill_prompt(self._prompts.compose_system)
        subject = (
            "The template has no subject: write one, plain and true."
            if filled.subject_text is None
            else f"Subject, a template too: {filled.subject_text}"
        )
        more = ""
        if request.findings and request.previous_body is not None:
            findings = "\n".join(f"- {one.text!r}: {one.reason}" for one in request.findings)
            previous = f"{request.previous_subject}\n\n{request.previous_body}"
            more += "\n" + fill_prompt(
                self._prompts.compose_findings, marker=marker, findings=findings, previous=previous
            )
        if request.note:
            more += "\n\n" + fill_prompt(self._prompts.compose_note, marker=marker, note=request.note)

        def user(evidence: str) -> str:
            return fill_prompt(
                self._prompts.compose_user,
                marker=marker,
                type=request.analysis.type.value,
                recipient=_recipient_line(request),
                subject=subject,
                body=filled.body_text,
                evidence=evidence,
            )

        spent = estimated_tokens(system) + estimated_tokens(user("")) + estimated_tokens(more) + ROOM_FOR_ROLES
        evidence = quoted_evidence(request.evidence, PROMPT_TOKENS - spent)
        return [
            {"role": "system", "content": system},
            {"role": "user", "content": user(evidence or "(nothing was found)") + more},
        ]


def _tidy(body: str) -> str:
    lines = [line.rstrip() for line in body.replace("\r\n", "\n").split("\n")]
    return "\n".join(lines).strip()


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


def _recipient_line(request: CompositionRequest) -> str:
    recipient = request.recipient
    parts = (recipient.name, recipient.affiliation, recipient.interest and f"works on {recipient.interest}")
    return "; ".join(part for part in parts if part)


def quoted_evidence(evidence: Evidence, tokens: int) -> str:
    """The pieces most worth their tokens, papers and passages in turn, each with its id."""
    papers = sorted(evidence.papers, key=lambda one: -one.score)
    passages = sorted(evidence.passages, key=lambda one: -one.score)
    pieces: list[str] = []
    for turn in range(max(len(papers), len(passages))):
        for piece in (*map(_paper_piece, papers[turn : turn + 1]), *map(_passage_piece, passages[turn : turn + 1])):
            cost = estimated_tokens(piece) + 1
            if cost <= tokens:
                pieces.append(piece)
                tokens -= cost
    return "\n\n".join(pieces)


def _paper_piece(paper: Paper) -> str:
    more = " and others" if len(paper.authors) > MAX_AUTHORS else ""
    facts = [f'"{paper.title}"', "by " + ", ".join(paper.authors[:MAX_AUTHORS]) + more]
    facts += [str(paper.year)] if paper.year else []
    facts += [paper.venue] if paper.venue else []
    return f"[{paper.id}] Paper: {'; '.join(facts)}.\n{_shortened(paper.abstract)}"


def _passage_piece(passage: Passage) -> str:
    return f"[{passage.id}] From the page “{passage.title}”:\n{_shortened(passage.text)}"


def _shortened(text: str) -> str:
    """The first sentences, up to PIECE_CHARACTERS."""
    if len(text) <= PIECE_CHARACTERS:
        return text
    ends: Sequence[int] = [one.end for one in split_sentences(text) if one.end <= PIECE_CHARACTERS]
    return text[: ends[-1] if ends else PIECE_CHARACTERS]
