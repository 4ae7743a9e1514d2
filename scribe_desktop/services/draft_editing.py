"""What becomes of a draft when it is changed: new words are checked again, and its state follows from what is found."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from scribe_desktop.domain.email import EmailDraft, Finding, FindingKind, ReviewState, state_for, with_confirmed
from scribe_desktop.domain.evidence import Evidence
from scribe_desktop.domain.recipient import Recipient
from scribe_desktop.domain.template import Sender, Template, parse_template
from scribe_desktop.errors import ReviewError
from scribe_desktop.pipeline.outputs import evidence_of
from scribe_desktop.ports import Clock
from scribe_desktop.services.draft_text import confirmed_at, finding_at, without_sentence
from scribe_desktop.storage_ports.unit_of_work import UnitOfWorkFactory

_OPEN_STATES = frozenset((ReviewState.READY, ReviewState.NEEDS_REVIEW))


@dataclass(frozen=True, slots=True)
class DraftChange:
    """What to change of a draft; None leaves it as it is. `displayed` True brings a discarded draft back."""

    subject: str | None = None
    body: str | None = None
    state: ReviewState | None = None
    displayed: bool = False


class DraftEditing:
    """Makes the changed draft out of the stored one, against the saved evidence. Stores nothing.

    Args:
        sender: gives the writer's settings in force.
    """

    def __init__(self, unit_of_work: UnitOfWorkFactory, clock: Clock, sender: Callable[[], Sender]) -> None:
        self._unit_of_work = unit_of_work
        self._clock = clock
        self._sender = sender

    def changed(self, email: EmailDraft, change: DraftChange) -> EmailDraft:
        """Words and review state in one go. Raises ReviewError when the draft does not allow it."""
        if change.state in _OPEN_STATES or (change.displayed and email.review_state is ReviewState.DISCARDED):
            email = self._reopened(email)
        subject = email.subject if change.subject is None else change.subject
        body = email.body if change.body is None else change.body
        if (subject.strip(), body.strip()) != (email.subject.strip(), email.body.strip()):
            email = self.edited(email, subject, body)
        return self._in_state(email, change.state)

    def confirmed(self, email: EmailDraft, indexes: Sequence[int]) -> EmailDraft:
        """These findings confirmed. Raises ReviewError when the draft is closed, or one of them cannot be confirmed."""
        if email.review_state in (ReviewState.APPROVED, ReviewState.DISCARDED):
            raise ReviewError(f"This draft is {email.review_state.value}. Reopen it first.")
        findings = confirmed_at(email, indexes)
        return replace(email, findings=findings, review_state=state_for(findings), updated_at=self._clock.now())

    def without_sentence(self, email: EmailDraft, index: int) -> EmailDraft:
        """The body without the finding's sentence, checked again. Raises ReviewError when it is not there."""
        sentence = finding_at(email, index).sentence
        if not sentence or sentence not in email.body:
            raise ReviewError("This sentence is not in the text of the draft. Edit the draft instead.")
        return self.edited(email, email.subject, without_sentence(email.body, sentence))

    def edited(self, email: EmailDraft, subject: str, body: str, confirmed: Sequence[Finding] = ()) -> EmailDraft:
        """New words, checked again. `confirmed` are findings confirmed before, beside those of the draft.

        Raises ReviewError when the draft is approved or discarded or the text is empty.
        """
        if not body.strip():
            raise ReviewError("The draft is empty. Write the text of the email, or discard the draft.")
        with self._unit_of_work(read_only=True) as work:
            item = work.queue.get(email.queue_item_id)
            template = parse_template(work.templates.get(item.template_id).source)
            steps = work.queue.steps(item.id)
        evidence = evidence_of({one.step: one.output for one in steps})
        words = subject.strip(), body.strip()
        return self._checked(email, *words, item.recipient, template, evidence, confirmed)

    def _reopened(self, email: EmailDraft) -> EmailDraft:
        return email if email.review_state in _OPEN_STATES else email.reopened(self._clock.now())

    def _in_state(self, email: EmailDraft, state: ReviewState | None) -> EmailDraft:
        if state is None or email.review_state is state:
            return email
        if state is ReviewState.APPROVED:
            return email.approved(self._clock.now())
        if state is ReviewState.DISCARDED:
            return email.discarded(self._clock.now())
        raise ReviewError(
            f"This draft is {email.review_state.value}: whether a draft is ready or needs review follows from what the "
            "check found in it."
        )

    def _checked(
        self,
        email: EmailDraft,
        subject: str,
        body: str,
        recipient: Recipient,
        template: Template,
        evidence: Evidence,
        confirmed: Sequence[Finding],
    ) -> EmailDraft:
        from scribe_desktop.pipeline.claim_check import check_draft  # its word lists take a tenth of a second

        result = check_draft(subject, body, recipient, template, self._sender(), evidence)
        findings = with_confirmed(result.findings, (*email.findings, *confirmed))
        # Whom the evidence is about does not change with the words.
        kept = tuple(one for one in email.findings if one.kind is FindingKind.IDENTITY)
        return email.edited(subject, body, (*kept, *findings), result.claims, self._clock.now())
