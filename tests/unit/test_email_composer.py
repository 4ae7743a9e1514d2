"""Step 4: attempts, findings fed back, the best draft kept, money counted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, replace
from typing import Any

import pytest

from scribe_desktop.domain.email import FindingKind
from scribe_desktop.domain.evidence import EvidenceKind
from scribe_desktop.domain.queue import StepName
from scribe_desktop.domain.template import TemplateAnalysis
from scribe_desktop.errors import (
    InterruptReason,
    LLMError,
    QuotaSpentError,
    StepTimeoutError,
    UnusableAnswerError,
    WorkInterrupted,
)
from scribe_desktop.pipeline.email_composer import EmailComposer
from scribe_desktop.pipeline.outputs import ComposedEmail, PaperFindings, ParsedTemplate, WebFindings
from scribe_desktop.pipeline.step import StepContext, input_hash
from scribe_desktop.ports import Composition, CompositionRequest, Spend
from tests.factories import queue_item
from tests.fakes import FakeClock, token_for
from tests.unit.letter import EVIDENCE, RECIPIENT, SENDER, SUBJECT, TEMPLATE, body

TRUE = 'I read "Tidal Sorting of Mixed Sediments" and wanted to write to you.'
ONE_WRONG = 'I read your 2023 paper "Tidal Sorting of Mixed Sediments".'
TWO_WRONG = 'I read your 2023 paper "Tidal Sorting of Mixed Sediments" with Anna Petersen.'


class Scripted:
    """A composer that writes, or raises, one thing after the other."""

    name = "scripted"
    temperature = 0.2

    def __init__(self, *script: str | Exception | Callable[[], str], max_attempts: int = 3) -> None:
        self.max_attempts = max_attempts
        self.script = list(script)
        self.requests: list[CompositionRequest] = []

    def compose(self, request: CompositionRequest, token: Any) -> Composition:
        token.raise_if_cancelled()
        self.requests.append(request)
        now = self.script.pop(0)
        if isinstance(now, Exception):
            raise now
        return Composition(SUBJECT, body(now if isinstance(now, str) else now()), (), Spend(1, 10, 5))


def context(clock: FakeClock | None = None, report: Callable[[str], None] = lambda text: None) -> StepContext:
    parsed = ParsedTemplate(TemplateAnalysis(TEMPLATE.type), {}, True, ())
    outputs = {
        StepName.TEMPLATE_PARSER: parsed.to_json(),
        StepName.WEB_SCRAPER: WebFindings(EVIDENCE.passages).to_json(),
        StepName.ARXIV_HELPER: PaperFindings(EVIDENCE.papers).to_json(),
    }
    item = queue_item(recipient=RECIPIENT)
    return StepContext(item, TEMPLATE, outputs, token_for(clock or FakeClock()), report)


def run(composer: Scripted, where: StepContext | None = None) -> ComposedEmail:
    return ComposedEmail.from_json(EmailComposer(composer, SENDER).run(where or context()))


def test_true_draft_needs_one_attempt() -> None:
    email = run(Scripted(TRUE))
    assert (email.body, email.findings, email.attempts) == (body(TRUE), (), 1)
    assert (email.composer, email.temperature, email.spend) == ("scripted", 0.2, Spend(1, 10, 5))
    assert [one.kind for one in email.evidence] == [EvidenceKind.PAPER]


def test_findings_are_fed_back_until_none_is_left() -> None:
    composer = Scripted(TWO_WRONG, TRUE)
    shown: list[str] = []
    email = run(composer, context(report=shown.append))
    assert (email.body, email.findings, email.attempts, email.spend.calls) == (body(TRUE), (), 2, 2)
    first, second = composer.requests
    assert (first.findings, first.previous_body) == ((), None)
    assert {one.kind for one in second.findings} == {FindingKind.YEAR, FindingKind.NAME}
    assert second.previous_body == body(TWO_WRONG)
    assert shown == ["writing, attempt 2 of 3"]


def test_draft_with_fewest_findings_is_kept() -> None:
    email = run(Scripted(TWO_WRONG, ONE_WRONG, TWO_WRONG))
    assert email.body == body(ONE_WRONG)
    assert [one.kind for one in email.findings] == [FindingKind.YEAR]
    assert (email.attempts, email.spend) == (3, Spend(3, 30, 15))


def test_an_honest_gap_that_the_template_needs_filled_is_not_asked_about_again() -> None:
    composer = Scripted("I read [research: not found] and wanted to write to you.")
    email = run(composer)
    assert [one.kind for one in email.findings] == [FindingKind.GAP]
    assert len(composer.requests) == 1


def test_a_gap_that_the_template_can_do_without_is_closed_in_the_next_attempt() -> None:
    composer = Scripted(f"{TRUE} I also saw what [lab: not found] does.", TRUE)
    assert run(composer).findings == ()
    assert len(composer.requests) == 2


def test_unusable_answers_count_as_attempts_and_then_fail() -> None:
    composer = Scripted(*(UnusableAnswerError("No JSON.") for _ in range(3)))
    with pytest.raises(UnusableAnswerError):
        run(composer)
    assert len(composer.requests) == 3


def test_usable_answer_after_unusable_ones_is_kept() -> None:
    email = run(Scripted(UnusableAnswerError("No JSON."), UnusableAnswerError("No JSON."), TRUE))
    assert (email.body, email.attempts, email.spend.calls) == (body(TRUE), 3, 3)


@pytest.mark.parametrize(
    "error", [UnusableAnswerError("No JSON."), LLMError("Refused (400)."), StepTimeoutError("Slow.")]
)
def test_later_failure_does_not_cost_the_draft(error: Exception) -> None:
    email = run(Scripted(ONE_WRONG, error, ONE_WRONG))
    assert email.body == body(ONE_WRONG)


@pytest.mark.parametrize("error", [LLMError("Refused (400)."), StepTimeoutError("Slow."), QuotaSpentError("Spent.")])
def test_first_failure_is_raised_at_once(error: Exception) -> None:
    composer = Scripted(error, TRUE)
    with pytest.raises(type(error)):
        run(composer)
    assert len(composer.requests) == 1


def test_spent_quota_pauses_even_with_a_draft() -> None:
    with pytest.raises(QuotaSpentError):
        run(Scripted(ONE_WRONG, QuotaSpentError("Spent.")))


def test_stop_ends_the_step_even_with_a_draft() -> None:
    where = context()

    def stop() -> str:
        where.token.cancel(InterruptReason.STOPPED)
        return ONE_WRONG

    with pytest.raises(WorkInterrupted):
        run(Scripted(stop, TRUE), where)


def test_one_attempt_is_enough_for_a_composer_that_always_writes_the_same() -> None:
    assert run(Scripted(ONE_WRONG, TRUE, max_attempts=1)).body == body(ONE_WRONG)


def test_inputs_depend_on_evidence_composer_and_sender() -> None:
    step = EmailComposer(Scripted(), SENDER)
    where = context()
    other = StepContext(
        where.item, where.template, {**where.outputs, StepName.WEB_SCRAPER: WebFindings().to_json()}, where.token
    )
    assert input_hash(step.inputs(where)) == input_hash(step.inputs(context_like(where)))
    assert input_hash(step.inputs(where)) != input_hash(step.inputs(other))


def context_like(where: StepContext) -> StepContext:
    return StepContext(where.item, where.template, dict(where.outputs), where.token)


def test_composed_email_survives_json() -> None:
    email = run(Scripted(ONE_WRONG, ONE_WRONG, ONE_WRONG))
    assert ComposedEmail.from_json(email.to_json()) == email
    assert asdict(email)["findings"]


def test_a_doubt_about_the_person_is_a_finding_that_no_composer_is_asked_to_mend() -> None:
    where, plain = context(), context()
    web = WebFindings(EVIDENCE.passages, doubt="two people of this name fit")
    where = replace(where, outputs={**where.outputs, StepName.WEB_SCRAPER: web.to_json()})
    composer = Scripted(TRUE)
    email = run(composer, where)
    assert [(one.kind, one.reason) for one in email.findings] == [
        (FindingKind.IDENTITY, "Check that this is the right person: two people of this name fit.")
    ]
    assert (email.attempts, composer.requests[0].findings) == (1, ())
    step = EmailComposer(composer, SENDER)
    assert input_hash(step.inputs(where)) != input_hash(step.inputs(plain))
    assert "doubt" not in step.inputs(plain)
