"""Writing a draft again from its saved evidence, with a note of the person's: no search, no page is read.

The note goes to the model and nowhere else. It is the person's own words, so it never becomes evidence: what it
makes the model say is checked like everything else.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from scribe_desktop.config.settings import ComposerChoice
from scribe_desktop.domain.cancellation import CancelToken
from scribe_desktop.domain.email import EmailDraft, FindingKind, ReviewState, VersionOrigin, state_for, with_confirmed
from scribe_desktop.domain.queue import QueueItem, StepName
from scribe_desktop.domain.template import Sender, Template, parse_template
from scribe_desktop.errors import ReviewError
from scribe_desktop.pipeline.email_composer import EmailComposer
from scribe_desktop.pipeline.runner import draft_from
from scribe_desktop.pipeline.step import JsonObject, StepContext, input_hash
from scribe_desktop.ports import Clock, Composer
from scribe_desktop.services.email_library import EmailLibrary
from scribe_desktop.services.version_history import Origin
from scribe_desktop.storage_ports.queue import StoredStep
from scribe_desktop.storage_ports.unit_of_work import UnitOfWorkFactory

NOTE_LENGTH = 1000
"""Characters of a note: a few sentences, so that template and evidence keep their room in the prompt."""

WAITING = "waiting for the model, which is writing another draft"
WRITING = "writing"


@dataclass(frozen=True, slots=True)
class Writing:
    """What writes, by the settings in force. `seconds` a draft may take; `busy` says whether the model is at work."""

    composer: Composer
    sender: Sender
    seconds: float
    busy: Callable[[], bool] = lambda: False

    @property
    def by_rules(self) -> bool:
        """True when no model takes part, so that the same evidence always gives the same draft."""
        return self.composer.name == ComposerChoice.TEMPLATE_ONLY.value


class Regeneration:
    """Writes drafts again. `writing` is asked each time; it raises NotConfiguredError."""

    def __init__(
        self,
        emails: EmailLibrary,
        unit_of_work: UnitOfWorkFactory,
        clock: Clock,
        writing: Callable[[], Writing],
    ) -> None:
        self._emails = emails
        self._unit_of_work = unit_of_work
        self._clock = clock
        self._writing = writing

    def regenerate(
        self,
        email_id: UUID,
        note: str | None = None,
        outputs: Mapping[StepName, Mapping[str, Any]] | None = None,
        token: CancelToken | None = None,
        report: Callable[[str], None] = lambda text: None,
    ) -> EmailDraft:
        """Compose a draft again, check it, and store it as the newest version; the old words stay a version.

        Args:
            note: what the person wishes, at most NOTE_LENGTH characters. Needs a model.
            outputs: of steps 1 to 3, in place of what they had stored; kept with the draft when it is.
            token: ends the work when it is cancelled; the draft stays as it was.
            report: told what is going on, in plain words.

        Raises:
            ReviewError: the draft is approved or discarded (now, or by the time it is written), what it rests on has
                changed while it was written, the note cannot be used, or no model is set and the same draft would
                come out.
            NotFoundError, and what Composer.compose raises; the draft stays as it was.
        """
        wish = _usable(note)
        writing = self._writing()
        if wish and writing.by_rules:
            raise ReviewError(
                "A note needs a model to read it, and none is set: drafts are filled in by rules. Choose a model in "
                "Settings, under Composer, or edit the draft yourself."
            )
        before = self._emails.get(email_id)
        _refuse_closed(before)
        with self._unit_of_work(read_only=True) as work:
            item = work.queue.get(before.queue_item_id)
            template = parse_template(work.templates.get(item.template_id).source)
        stored = self._steps(item.id)
        changed = {step: _step(step, output, stored) for step, output in (outputs or {}).items()}
        done = {**stored, **changed}

        def written(email: EmailDraft) -> EmailDraft:
            # Whoever puts other evidence in its place changes the draft, too, so that this is asked again.
            if self._steps(item.id) != stored:
                raise ReviewError("What this draft rests on has changed while it was written. Write it again.")
            return self._written(email, fresh, bool(outputs))

        with_item = CancelToken(
            self._clock.monotonic, self._clock.wait, writing.seconds, "Writing the draft", token, item.id
        )
        report(WAITING if writing.busy() else WRITING)
        composed = self._composed(writing, item, template, done, before, wish, with_item, report)
        done[StepName.EMAIL_COMPOSER] = composed
        fresh = draft_from(item, template, done, before.user_id, self._clock.now())
        if writing.by_rules and not outputs and (fresh.subject, fresh.body) == (before.subject, before.body):
            raise ReviewError(
                "The same draft came out: without a model, the same template and evidence always give the same words. "
                "Choose a model in Settings, under Composer, or edit the draft yourself."
            )
        origin = Origin(VersionOrigin.REGENERATED, writing.composer.name, wish)
        return self._emails.rewrite(email_id, written, origin, tuple(changed.values()))

    def _steps(self, item_id: UUID) -> dict[StepName, StoredStep]:
        with self._unit_of_work(read_only=True) as work:
            return {one.step: one for one in work.queue.steps(item_id)}

    def _composed(
        self,
        writing: Writing,
        item: QueueItem,
        template: Template,
        done: Mapping[StepName, StoredStep],
        before: EmailDraft,
        note: str | None,
        token: CancelToken,
        report: Callable[[str], None],
    ) -> StoredStep:
        """Step 4 once more, by the same code that wrote the draft in the queue."""
        step = EmailComposer(writing.composer, writing.sender)
        outputs: dict[StepName, JsonObject] = {name: one.output for name, one in done.items()}
        outputs.pop(StepName.EMAIL_COMPOSER, None)
        context = StepContext(item, template, outputs, token, report, note, (before.subject, before.body))
        started = self._clock.monotonic()
        output = step.run(context)
        token.raise_if_cancelled()
        return StoredStep(StepName.EMAIL_COMPOSER, "", output, self._clock.monotonic() - started)

    def _written(self, email: EmailDraft, fresh: EmailDraft, other_evidence: bool) -> EmailDraft:
        """The stored draft with the new words. Whom the evidence is about is asked again when it is other evidence."""
        _refuse_closed(email)
        confirmed = [one for one in email.findings if not (other_evidence and one.kind is FindingKind.IDENTITY)]
        findings = with_confirmed(fresh.findings, confirmed, reworded=False)
        return replace(
            email,
            subject=fresh.subject,
            body=fresh.body,
            template_type=fresh.template_type,
            metadata=fresh.metadata,
            evidence=fresh.evidence,
            findings=findings,
            review_state=state_for(findings),
            updated_at=self._clock.now(),
        )


def _step(step: StepName, output: JsonObject, stored: Mapping[StepName, StoredStep]) -> StoredStep:
    seconds = stored[step].seconds if step in stored else 0.0
    return StoredStep(step, input_hash({"given": output}), output, seconds)


def _usable(note: str | None) -> str | None:
    wish = " ".join((note or "").split())
    if len(wish) > NOTE_LENGTH:
        raise ReviewError(f"The note has {len(wish):,} characters; {NOTE_LENGTH:,} are the most. Shorten it.")
    return wish or None


def _refuse_closed(email: EmailDraft) -> None:
    if email.review_state in (ReviewState.APPROVED, ReviewState.DISCARDED):
        raise ReviewError(f"This draft is {email.review_state.value}. Reopen it before it is written again.")
