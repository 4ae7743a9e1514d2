"""The composer with a model: quotes template and evidence as data, asks for JSON, trusts nothing of the answer."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from typing import Any

from scribe_desktop.domain.cancellation import CancelToken
from scribe_desktop.domain.template import row_values, sender_values
from scribe_desktop.errors import UnusableAnswerError
from scribe_desktop.pipeline.prompt_assembly import AssembledPrompt, assemble
from scribe_desktop.pipeline.prompts import Prompts, visible
from scribe_desktop.ports import Composition, CompositionRequest, LLMClient, Spend, Statement

REQUEST_SECONDS = 90.0
MAX_ATTEMPTS = 3
LEAST_ANSWER = 1500
"""Tokens that an answer may have, at least; a long template gets more."""

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
        prompt = self.assembled(request)
        with token.limited(self._seconds, "Writing the draft with the model") as limited:
            most = most_answer_tokens(prompt)
            answer = self._llm.complete(prompt.messages, DRAFT_SCHEMA, "email_draft", limited, most)
        # What nobody sees has no place in a draft, unless the writer put it into the template, the row or the settings.
        own = (*row_values(request.recipient).values(), *sender_values(request.sender).values())
        kept = frozenset("\n\t" + "".join((request.template.source, *own)))
        subject = " ".join(visible(str(answer.data["subject"]), kept).split())
        body = _tidy(visible(str(answer.data["body"]), kept))
        if not body:
            raise UnusableAnswerError("The model answered with an empty email. Try again, or choose another model.")
        if prompt.lost(body):
            raise UnusableAnswerError(
                "The model lost a part of the template that was to stay as it is. Try again, or choose another model."
            )
        statements = tuple(
            Statement(
                prompt.restored(str(one["text"])),
                tuple(str(an_id) for an_id in one["evidence_ids"] if request.evidence.find(str(an_id))),
            )
            for one in answer.data["statements"]
        )
        return Composition(subject, prompt.restored(body), statements, Spend().plus(answer))

    def assembled(self, request: CompositionRequest) -> AssembledPrompt:
        """The prompt that is sent for a request. Raises TemplateError."""
        return assemble(self._prompts, request, self._marker())

    def messages(self, request: CompositionRequest) -> list[dict[str, str]]:
        """The messages of the prompt. Raises TemplateError."""
        return self.assembled(request).messages


def most_answer_tokens(prompt: AssembledPrompt) -> int:
    """Tokens that an answer may have: the body once whole and once more as statements, and what JSON adds."""
    return max(LEAST_ANSWER, 2 * prompt.body_tokens + 500)


def usual_answer_tokens(prompt: AssembledPrompt) -> int:
    """Tokens that an answer is likely to have: the body, about half of it again as statements, and what JSON adds."""
    return round(1.5 * prompt.body_tokens) + 80


def _tidy(body: str) -> str:
    lines = [line.rstrip() for line in body.replace("\r\n", "\n").split("\n")]
    return "\n".join(lines).strip()
