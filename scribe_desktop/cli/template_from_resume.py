"""`scribe template new --from-resume`: reads the PDF, asks what it needs, and lets the model or the form write."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from scribe_desktop.cli.output import say
from scribe_desktop.domain.template import TemplateType
from scribe_desktop.errors import InputError
from scribe_desktop.pipeline.letter_form import ASK_SENTENCES, Ask, LetterAnswers

if TYPE_CHECKING:
    from scribe_desktop.pipeline.resume_facts import ResumeFacts
    from scribe_desktop.pipeline.resume_template import DraftedTemplate
    from scribe_desktop.services.app_context import AppContext

SECONDS = 180.0


@dataclass(frozen=True, slots=True)
class ResumeOptions:
    """What was said on the command line; None is asked for at a terminal. `quiet` never asks."""

    kind: TemplateType
    ask: Ask | None
    own_ask: str
    who: str | None
    done: str | None
    model: bool | None
    yes: bool
    quiet: bool


def make_from_resume(app: AppContext, path: Path, options: ResumeOptions) -> DraftedTemplate:
    """Make the template. Raises ResumeError, InputError, and what a model raises."""
    token = app.new_token(SECONDS)
    resume = app.resumes.read_file(path, token)
    facts = app.resumes.facts(resume)
    asks = sys.stdin.isatty() and not options.quiet
    in_use = app.resumes.model_in_use
    if options.model and in_use is None:
        raise InputError("No model is set. Leave --model out, and answer the form; or set a model in Settings.")
    by_model = options.model is not False and in_use is not None
    answers = _answers(facts, options, asks and not by_model)
    if not by_model:
        return app.resumes.by_form(answers)
    assert in_use is not None
    goes = f"The text of {path.name} goes to the model {in_use.name} at {in_use.host}, and nowhere else"
    if not options.yes and not asks:
        raise InputError(
            f"{goes}; nothing was sent yet. Say --yes to send it, or --no-model to use the form, which sends nothing."
        )
    say(f"{goes}.")
    if not options.yes:
        typer.confirm("Send it?", abort=True, err=True)
    return app.resumes.by_model(resume, answers, token)


def _answers(facts: ResumeFacts, options: ResumeOptions, asks: bool) -> LetterAnswers:
    who, done, place, ask, own = options.who, options.done, facts.affiliation, options.ask, options.own_ask
    if asks:
        if facts.degrees:
            say("Your résumé says: " + "; ".join(facts.degrees))
        who = _asked("I am …", who or "")
        place = _asked("… at", place)
        done = _asked("I have worked on …", done or "")
        if ask is None and not own:
            for number, (one, sentence) in enumerate(ASK_SENTENCES.items(), 1):
                say(f"  {number}. {sentence} ({one.value})")
            own = _asked("What do you ask? A number, or your own words", "1")
            if own.isdigit() and 0 < int(own) <= len(ASK_SENTENCES):
                ask, own = list(ASK_SENTENCES)[int(own) - 1], ""
    if own:
        ask = Ask.OWN
    return LetterAnswers(options.kind, who or "", place, done or "", ask or Ask.PLACE, own, facts.link)


def _asked(question: str, default: str) -> str:
    answer: str = typer.prompt(question, default=default, show_default=bool(default), err=True)
    return answer.strip()
