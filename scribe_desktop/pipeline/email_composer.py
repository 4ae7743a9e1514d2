"""Step 4: let a composer write, let code check, feed the findings back, and keep the best draft with what is left."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace

from scribe_desktop.domain.email import Finding, FindingKind
from scribe_desktop.domain.queue import StepName
from scribe_desktop.domain.segment import gap_text
from scribe_desktop.domain.template import Sender, TemplateAnalysis
from scribe_desktop.errors import LLMError, StepTimeoutError, UnusableAnswerError
from scribe_desktop.pipeline.claim_check import CheckResult, check_draft
from scribe_desktop.pipeline.outputs import ComposedEmail, ParsedTemplate, WebFindings, evidence_of
from scribe_desktop.pipeline.prompt_assembly import open_names
from scribe_desktop.pipeline.step import JsonObject, StepContext
from scribe_desktop.ports import Composer, Composition, CompositionRequest, Spend


@dataclass(frozen=True, slots=True)
class _Attempt:
    composition: Composition
    check: CheckResult


class EmailComposer:
    """Writes and checks one draft. `sender` is who writes, from Settings."""

    name = StepName.EMAIL_COMPOSER

    def __init__(self, composer: Composer, sender: Sender) -> None:
        self._composer = composer
        self._sender = sender

    def inputs(self, context: StepContext) -> JsonObject:
        """Template, row, sender, composer, and all that the steps before kept."""
        return {
            "template": context.template.source,
            "recipient": asdict(context.item.recipient),
            "sender": asdict(self._sender),
            "composer": self._composer.name,
            "temperature": self._composer.temperature,
            "analysis": asdict(_analysis_of(context)),
            "evidence": asdict(evidence_of(context.outputs)),
            **({"doubt": doubt} if (doubt := _doubt_of(context)) else {}),
        }

    def run(self, context: StepContext) -> JsonObject:
        """The step's ComposedEmail as JSON. Raises what Composer.compose raises.

        An answer that cannot be used counts as an attempt. Once there is a draft, a later attempt that fails costs
        itself only; a queue that has to pause, or work that has to end, costs the step.
        """
        request = CompositionRequest(
            context.item.recipient,
            context.template,
            _analysis_of(context),
            self._sender,
            evidence_of(context.outputs),
            note=context.note,
        )
        if context.note and context.previous:
            request = replace(request, previous_subject=context.previous[0], previous_body=context.previous[1])
        composed = compose_checked(self._composer, request, context)
        doubt = _doubt_of(context)
        if doubt:
            # Not for the composer to mend: only the person can tell who is meant.
            finding = identity_finding(context.item.recipient.name, doubt)
            composed = replace(composed, findings=(finding, *composed.findings))
        return composed.to_json()


def identity_finding(name: str, doubt: str) -> Finding:
    """What keeps a draft from being ready while it is not settled whom its evidence is about."""
    return Finding(FindingKind.IDENTITY, name, "", f"Check that this is the right person: {doubt}.")


def compose_checked(composer: Composer, request: CompositionRequest, context: StepContext) -> ComposedEmail:
    """Up to `composer.max_attempts` drafts; the one with the fewest findings is kept, the earlier of equals."""
    best: _Attempt | None = None
    spend, failed_calls, attempts = Spend(), 0, 0
    while attempts < composer.max_attempts:
        attempts += 1
        if attempts > 1:
            context.report(f"writing, attempt {attempts} of {composer.max_attempts}")
        try:
            composition = composer.compose(request, context.token)
        except (LLMError, StepTimeoutError) as error:
            context.token.raise_if_cancelled()
            failed_calls += 1
            if best is None and not (isinstance(error, UnusableAnswerError) and attempts < composer.max_attempts):
                raise
            if isinstance(error, UnusableAnswerError):
                continue
            break
        spend = _sum(spend, composition.spend)
        check = check_draft(
            composition.subject,
            composition.body,
            request.recipient,
            request.template,
            request.sender,
            request.evidence,
            composition.statements,
        )
        if best is None or len(check.findings) < len(best.check.findings):
            best = _Attempt(composition, check)
        mended = replace(
            request,
            findings=check.findings,
            previous_subject=composition.subject,
            previous_body=composition.body,
        )
        if _nothing_to_mend(request, mended):
            break
        request = mended
    assert best is not None
    return ComposedEmail(
        best.composition.subject,
        best.composition.body,
        best.check.findings,
        best.check.claims,
        replace(spend, calls=spend.calls + failed_calls),
        attempts,
        composer.name,
        composer.temperature,
    )


def _nothing_to_mend(request: CompositionRequest, mended: CompositionRequest) -> bool:
    """No findings, or only honest gaps that the template cannot do without: asking again would invite inventing."""
    gaps = {gap_text(name) for name in request.template.names}
    honest = all(one.kind is FindingKind.GAP and one.text in gaps for one in mended.findings)
    return not mended.findings or (honest and open_names(mended) == open_names(request))


def _analysis_of(context: StepContext) -> TemplateAnalysis:
    return ParsedTemplate.from_json(context.outputs[StepName.TEMPLATE_PARSER]).analysis


def _doubt_of(context: StepContext) -> str | None:
    web = context.outputs.get(StepName.WEB_SCRAPER)
    return WebFindings.from_json(web).doubt if web else None


def _sum(one: Spend, other: Spend) -> Spend:
    return Spend(one.calls + other.calls, one.tokens_in + other.tokens_in, one.tokens_out + other.tokens_out)
