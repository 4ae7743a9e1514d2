"""Runs the four steps of one item in order, keeping each output, and ends with the stored draft."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from scribe_desktop.domain.cancellation import CancelToken
from scribe_desktop.domain.email import EmailDraft, state_for
from scribe_desktop.domain.events import StepFinished, StepProgressed, StepStarted
from scribe_desktop.domain.queue import QueueItem, StepName
from scribe_desktop.domain.template import Template, parse_template
from scribe_desktop.pipeline.outputs import ComposedEmail, PaperFindings, ParsedTemplate, WebFindings
from scribe_desktop.pipeline.reasons import identity_of, reasons_of_pages, reasons_of_papers
from scribe_desktop.pipeline.step import STEP_LABELS, STEP_SECONDS, JsonObject, Step, StepContext, input_hash
from scribe_desktop.ports import Clock, EventPublisher
from scribe_desktop.storage_ports.queue import StoredStep
from scribe_desktop.storage_ports.unit_of_work import UnitOfWorkFactory


class FencedOff(Exception):
    """The item is no longer this attempt's: what was done for it is dropped."""


class PipelineRunner:
    """Takes one claimed item to its stored draft.

    `steps` are the four, in order; `step_seconds` says how long each may take, None for as long as the item. A step
    whose stored output was made from the same inputs is not run again, so a crash repeats at most the step that was
    running.
    """

    def __init__(
        self,
        steps: Sequence[Step],
        unit_of_work: UnitOfWorkFactory,
        clock: Clock,
        events: EventPublisher,
        step_seconds: Mapping[StepName, float | None] = STEP_SECONDS,
    ) -> None:
        self._steps = tuple(steps)
        self._unit_of_work = unit_of_work
        self._clock = clock
        self._events = events
        self._step_seconds = step_seconds

    def run(self, item: QueueItem, token: CancelToken) -> EmailDraft:
        """Work the item and store its draft and its completion together.

        Raises ScribeError (see errors.py for what it does to the item), WorkInterrupted, and FencedOff when the item
        was taken away meanwhile.
        """
        with self._unit_of_work(read_only=True) as work:
            template = parse_template(work.templates.get(item.template_id).source)
            stored = {one.step: one for one in work.queue.steps(item.id)}
            user_id = work.profile_id()
        done: dict[StepName, StoredStep] = {}
        for step, following in zip(self._steps, (*self._steps[1:], None), strict=True):
            result = self._result(step, item, template, done, stored.get(step.name), token)
            done[step.name] = result
            if following is not None:
                self._keep(item, result, following.name)
                if result is not stored.get(step.name):
                    self._events.publish(StepFinished(item.id, result.step, result.seconds))
        return self._finish(item, template, done, user_id)

    def _result(
        self,
        step: Step,
        item: QueueItem,
        template: Template,
        done: Mapping[StepName, StoredStep],
        stored: StoredStep | None,
        token: CancelToken,
    ) -> StoredStep:
        token.raise_if_cancelled()
        label = STEP_LABELS[step.name]
        outputs = {name: one.output for name, one in done.items()}
        with token.limited(self._step_seconds[step.name], label) as limited:
            context = StepContext(
                item,
                template,
                outputs,
                limited,
                lambda text: self._events.publish(StepProgressed(item.id, step.name, text)),
            )
            digest = input_hash(step.inputs(context))
            if stored is not None and stored.input_hash == digest:
                return stored
            self._events.publish(StepStarted(item.id, step.name, self._clock.now()))
            started = self._clock.monotonic()
            output = step.run(context)
        return StoredStep(step.name, digest, output, self._clock.monotonic() - started)

    def _keep(self, item: QueueItem, result: StoredStep, next_step: StepName) -> None:
        """Store the output and move on; an output that was stored before moves on too, and is no progress."""
        with self._unit_of_work() as work:
            if not work.queue.store_step(item, result, next_step, self._clock.now()):
                raise FencedOff
            work.commit()

    def _finish(
        self, item: QueueItem, template: Template, done: Mapping[StepName, StoredStep], user_id: UUID
    ) -> EmailDraft:
        now = self._clock.now()
        email = draft_from(item, template, done, user_id, now)
        with self._unit_of_work() as work:
            # One transaction for the last step's output, the draft and the completion: all or none.
            last = done[self._steps[-1].name]
            if not work.queue.store_step(item, last, None, now) or not work.queue.complete(item, email, now):
                raise FencedOff
            work.commit()
        self._events.publish(StepFinished(item.id, last.step, last.seconds))
        return email


def draft_from(
    item: QueueItem, template: Template, done: Mapping[StepName, StoredStep], user_id: UUID, now: datetime
) -> EmailDraft:
    """The draft that the outputs of the four steps make."""
    parsed = ParsedTemplate.from_json(done[StepName.TEMPLATE_PARSER].output)
    web = WebFindings.from_json(done[StepName.WEB_SCRAPER].output)
    papers = PaperFindings.from_json(done[StepName.ARXIV_HELPER].output)
    composed = ComposedEmail.from_json(done[StepName.EMAIL_COMPOSER].output)
    return EmailDraft(
        id=uuid4(),
        queue_item_id=item.id,
        user_id=user_id,
        recipient_name=item.recipient.name,
        recipient_interest=item.recipient.interest,
        recipient_email=item.recipient.email,
        subject=composed.subject,
        body=composed.body,
        template_type=parsed.analysis.type,
        metadata=_metadata(parsed, web, papers, composed, done),
        review_state=state_for(composed.findings),
        created_at=now,
        updated_at=now,
        evidence=composed.evidence,
        findings=composed.findings,
    )


def _metadata(
    parsed: ParsedTemplate,
    web: WebFindings,
    papers: PaperFindings,
    composed: ComposedEmail,
    done: Mapping[StepName, StoredStep],
) -> JsonObject:
    spends = (parsed.spend, composed.spend)
    metadata: dict[str, Any] = {
        "search_terms": list(web.queries or parsed.queries),
        "template_type": parsed.analysis.type.value,
        "scraped_urls": list(web.urls),
        "scraping_metadata": {
            "searched_with": web.searched_with,
            "attempts": web.attempts,
            "passages": len(web.passages),
            **reasons_of_pages(web),
            "skipped": web.skipped,
        },
        **reasons_of_papers(papers),
        "step_timings": {step.value: round(one.seconds, 3) for step, one in done.items()},
        "generation_metadata": {
            "calls": sum(one.calls for one in spends),
            "tokens_in": sum(one.tokens_in for one in spends),
            "tokens_out": sum(one.tokens_out for one in spends),
            "attempts": composed.attempts,
        },
        "model": composed.composer,
        "temperature": composed.temperature,
    }
    if papers.problem:
        metadata["papers_problem"] = papers.problem
    return metadata | identity_of(web)
