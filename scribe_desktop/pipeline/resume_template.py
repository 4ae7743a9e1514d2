"""A template drafted from a résumé by a model: the résumé is quoted as data, and what comes back is checked in code."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scribe_desktop.domain.cancellation import CancelToken
from scribe_desktop.domain.sentences import split_sentences
from scribe_desktop.domain.template import TemplateType, parse_template
from scribe_desktop.errors import TemplateError, UnusableAnswerError
from scribe_desktop.pipeline.letter_form import ABOUT_THEM, KIND_WORDS, SUBJECTS, LetterAnswers, LetterParts, letter
from scribe_desktop.pipeline.prompts import estimated_tokens, fill_prompt
from scribe_desktop.pipeline.resume_check import PLACES, Dropped, keep_supported
from scribe_desktop.pipeline.resume_facts import Resume
from scribe_desktop.ports import LLMClient

REQUEST_SECONDS = 120.0
MAX_ATTEMPTS = 2
RESUME_TOKENS = 2500
"""Of the résumé, from its top, at most: a page of close print has some 1,200."""
MAX_SENTENCES = 4
MAX_SUBJECT = 150
WHO = "I am [who you are]."
"""Stands where nothing about the writer was left: a place that the editor shows as open."""

LETTER_SCHEMA: Mapping[str, Any] = {
    "type": "object",
    "properties": {
        "subject": {"type": "string"},
        **{part: {"type": "array", "items": {"type": "string"}} for part in ("about_me", "about_them", "request")},
    },
    "required": ["subject", "about_me", "about_them", "request"],
    "additionalProperties": False,
}

_PLACE_NAMES = re.compile(r"\{\{\s*(interest|paper|research|book|lab|affiliation)\s*\}\}")


@dataclass(frozen=True, slots=True)
class ResumePrompts:
    """The texts for this one request."""

    system: str
    user: str


def load_resume_prompts(folder: Path) -> ResumePrompts:
    """Read them from the folder of prompts. Raises OSError when one is missing."""
    return ResumePrompts(*((folder / f"resume_{one}.txt").read_text("utf-8") for one in ("system", "user")))


@dataclass(frozen=True, slots=True)
class DraftedTemplate:
    """A template that was made, by which model (None for the form alone), and the sentences that were left out."""

    source: str
    model: str | None = None
    dropped: tuple[Dropped, ...] = ()


class ResumeTemplateWriter:
    """Asks a model for a letter's sentences. `marker` gives a fresh word to put around quoted data."""

    def __init__(
        self, llm: LLMClient, prompts: ResumePrompts, marker: Callable[[], str] = lambda: secrets.token_hex(8)
    ) -> None:
        self._llm = llm
        self._prompts = prompts
        self._marker = marker

    def write(self, resume: Resume, answers: LetterAnswers, token: CancelToken) -> DraftedTemplate:
        """One letter. Raises what LLMClient.complete raises, StepTimeoutError."""
        messages = self.messages(resume, answers)
        with token.limited(REQUEST_SECONDS, "Writing the template with the model") as limited:
            for attempt in range(1, MAX_ATTEMPTS + 1):
                try:
                    data = self._llm.complete(messages, LETTER_SCHEMA, "letter", limited, max_tokens=700).data
                    break
                except UnusableAnswerError:
                    if attempt == MAX_ATTEMPTS:
                        raise
        return checked_letter(data, resume, answers, self._llm.model)

    def messages(self, resume: Resume, answers: LetterAnswers) -> list[dict[str, str]]:
        """The prompt."""
        user = fill_prompt(
            self._prompts.user,
            marker=self._marker(),
            kind=KIND_WORDS[answers.kind],
            ask=answers.question or "a short answer",
            resume=_shortened(resume),
        )
        places = ", ".join("{{ " + one + " }}" for one in _places_for(answers.kind))
        return [
            {"role": "system", "content": fill_prompt(self._prompts.system, places=places)},
            {"role": "user", "content": user},
        ]


def checked_letter(data: Mapping[str, Any], resume: Resume, answers: LetterAnswers, model: str) -> DraftedTemplate:
    """The template of what a model answered, without the sentences that the résumé does not support.

    It always has the recipient's name, a place for what is theirs, a question and the signature, and always parses.
    """
    dropped: list[Dropped] = []
    about_me = keep_supported(_sentences(data["about_me"]), resume, dropped)
    about_them = keep_supported(_sentences(data["about_them"]), resume, dropped)
    request = keep_supported(_sentences(data["request"]), resume, dropped)
    if not any(_PLACE_NAMES.search(one) for one in about_them):
        about_them = (*about_them, ABOUT_THEM[answers.kind])
    if not any(one.endswith("?") for one in request) and answers.question:
        request = (*request, answers.question)
    subject = " ".join(str(data["subject"]).split())
    if not 0 < len(subject) <= MAX_SUBJECT or keep_supported((subject,), resume, []) == ():
        subject = SUBJECTS[answers.kind]
    source = letter(LetterParts(subject, about_me or (WHO,), about_them, request))
    try:
        parse_template(source)
    except TemplateError as error:
        raise UnusableAnswerError("The model's letter cannot be used as a template. Try again.") from error
    return DraftedTemplate(source, model, tuple(dropped))


def _sentences(listed: Any) -> list[str]:
    """A model may put two sentences into one item: each is checked by itself."""
    found = [one.text.strip() for item in listed for one in split_sentences(" ".join(str(item).split()))]
    return [one for one in found if one][:MAX_SENTENCES]


def _places_for(kind: TemplateType) -> list[str]:
    other = {"book"} if kind is not TemplateType.BOOK else {"paper", "research"}
    return [one for one in PLACES if one not in other | {"name", "title", "last_name"}]


def _shortened(resume: Resume) -> str:
    """The first lines, up to RESUME_TOKENS."""
    kept: list[str] = []
    room = RESUME_TOKENS
    for line in resume.lines:
        room -= estimated_tokens(line) + 1
        if room < 0:
            break
        kept.append(line)
    return "\n".join(kept)
