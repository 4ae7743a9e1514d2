"""Reviewing drafts: list, edit, approve, discard, confirm. Every edit is checked again against the saved evidence."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from uuid import UUID

from scribe_desktop.domain.email import EmailDraft, Finding, FindingKind, ReviewState, state_for
from scribe_desktop.domain.events import EmailChanged
from scribe_desktop.domain.evidence import Evidence
from scribe_desktop.domain.recipient import Recipient
from scribe_desktop.domain.template import Sender, Template, parse_template
from scribe_desktop.errors import ReviewError
from scribe_desktop.pipeline.claim_check import check_draft
from scribe_desktop.pipeline.outputs import evidence_of
from scribe_desktop.ports import Clock, EventPublisher
from scribe_desktop.storage_ports import EmailQuery, UnitOfWorkFactory

CHANGE_TRIES = 5

_OPEN_STATES = frozenset((ReviewState.READY, ReviewState.NEEDS_REVIEW))


@dataclass(frozen=True, slots=True)
class DraftChange:
    """What to change of a draft; None leaves it as it is. `displayed` True brings a discarded draft back."""

    subject: str | None = None
    body: str | None = None
    state: ReviewState | None = None
    displayed: bool = False


class EmailLibrary:
    """The drafts as the front doors see them. `sender` gives the writer's settings in force."""

    def __init__(
        self, unit_of_work: UnitOfWorkFactory, clock: Clock, events: EventPublisher, sender: Callable[[], Sender]
    ) -> None:
        self._unit_of_work = unit_of_work
        self._clock = clock
        self._events = events
        self._sender = sender

    def get(self, email_id: UUID) -> EmailDraft:
        """One draft. Raises NotFoundError."""
        with self._unit_of_work(read_only=True) as work:
            return work.emails.get(email_id)

    def find(self, query: EmailQuery) -> list[EmailDraft]:
        """Drafts as the query asks for them."""
        with self._unit_of_work(read_only=True) as work:
            return work.emails.find(query)

    def shown(self, query: EmailQuery) -> tuple[list[EmailDraft], int]:
        """A page of drafts, and how many there are in all."""
        with self._unit_of_work(read_only=True) as work:
            return work.emails.find(query), work.emails.count(query)

    def count(self, query: EmailQuery) -> int:
        """How many drafts the query has without its limit and offset."""
        with self._unit_of_work(read_only=True) as work:
            return work.emails.count(query)

    def state_counts(self) -> dict[ReviewState, int]:
        """How many drafts have each review state."""
        with self._unit_of_work(read_only=True) as work:
            return work.emails.state_counts()

    def evidence(self, email_id: UUID) -> Evidence:
        """All that was saved about the person, also what the draft does not use. Raises NotFoundError."""
        with self._unit_of_work(read_only=True) as work:
            steps = work.queue.steps(work.emails.get(email_id).queue_item_id)
        return evidence_of({one.step: one.output for one in steps})

    def edit(self, email_id: UUID, subject: str, body: str) -> EmailDraft:
        """Store new words, checked again; what the person confirmed before and still says stays confirmed.

        Raises NotFoundError, and ReviewError when the draft is approved or discarded or the text is empty.
        """
        return self._change(email_id, lambda email: self._edited(email, subject, body))

    def change(self, email_id: UUID, change: DraftChange) -> EmailDraft:
        """Words and review state in one go: all of it or nothing.

        A change that brings the draft back (to READY or NEEDS_REVIEW) does so before its words are edited.
        Raises NotFoundError, and ReviewError when the draft does not allow it.
        """
        return self._change(email_id, lambda email: self._changed(email, change))

    def approve(self, email_id: UUID) -> EmailDraft:
        """Approve. Raises ReviewError while findings are open."""
        return self._change(email_id, lambda email: email.approved(self._clock.now()))

    def discard(self, email_id: UUID) -> EmailDraft:
        """Put away; it can be reopened."""
        return self._change(email_id, lambda email: email.discarded(self._clock.now()))

    def reopen(self, email_id: UUID) -> EmailDraft:
        """Back from approved or discarded to where the findings put it."""
        return self._change(email_id, lambda email: email.reopened(self._clock.now()))

    def confirm(self, email_id: UUID, finding_index: int) -> EmailDraft:
        """ "I know this is true": the finding stays with the draft, and no longer stands in the way of approval."""
        return self._change(email_id, lambda email: self._confirmed(email, finding_index))

    def remove_sentence(self, email_id: UUID, finding_index: int) -> EmailDraft:
        """Take the finding's sentence out of the body and check again. Raises ReviewError when it is not there."""
        return self._change(email_id, lambda email: self._without_sentence(email, finding_index))

    def _changed(self, email: EmailDraft, change: DraftChange) -> EmailDraft:
        if change.state in _OPEN_STATES or (change.displayed and email.review_state is ReviewState.DISCARDED):
            email = self._reopened(email)
        subject = email.subject if change.subject is None else change.subject
        body = email.body if change.body is None else change.body
        if (subject.strip(), body.strip()) != (email.subject.strip(), email.body.strip()):
            email = self._edited(email, subject, body)
        return self._in_state(email, change.state)

    def _confirmed(self, email: EmailDraft, index: int) -> EmailDraft:
        if email.review_state in (ReviewState.APPROVED, ReviewState.DISCARDED):
            raise ReviewError(f"This draft is {email.review_state.value}. Reopen it first.")
        findings = list(email.findings)
        findings[index] = replace(_finding(email, index), confirmed=True)
        state = state_for(tuple(findings))
        return replace(email, findings=tuple(findings), review_state=state, updated_at=self._clock.now())

    def _without_sentence(self, email: EmailDraft, index: int) -> EmailDraft:
        sentence = _finding(email, index).sentence
        if not sentence or sentence not in email.body:
            raise ReviewError("This sentence is not in the text of the draft. Edit the draft instead.")
        return self._edited(email, email.subject, _without(email.body, sentence))

    def _edited(self, email: EmailDraft, subject: str, body: str) -> EmailDraft:
        if not body.strip():
            raise ReviewError("The draft is empty. Write the text of the email, or discard the draft.")
        with self._unit_of_work(read_only=True) as work:
            item = work.queue.get(email.queue_item_id)
            template = parse_template(work.templates.get(item.template_id).source)
            steps = work.queue.steps(item.id)
        evidence = evidence_of({one.step: one.output for one in steps})
        return self._checked(email, subject.strip(), body.strip(), item.recipient, template, evidence)

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
    ) -> EmailDraft:
        result = check_draft(subject, body, recipient, template, self._sender(), evidence)
        confirmed = {(one.kind, one.text) for one in email.findings if one.confirmed}
        findings = tuple(replace(one, confirmed=(one.kind, one.text) in confirmed) for one in result.findings)
        # Whom the evidence is about does not change with the words.
        kept = tuple(one for one in email.findings if one.kind is FindingKind.IDENTITY)
        return email.edited(subject, body, (*kept, *findings), result.claims, self._clock.now())

    def _change(self, email_id: UUID, change: Callable[[EmailDraft], EmailDraft]) -> EmailDraft:
        """Read, change, store; again from the start when somebody else stored in between, so that nothing is undone.

        The change is made outside the transaction, because checking takes milliseconds that others may need.
        """
        for _ in range(CHANGE_TRIES):
            before = self.get(email_id)
            after = change(before)
            if after == before:
                return after
            with self._unit_of_work() as work:
                if work.emails.get(email_id) != before:
                    continue
                work.emails.update(after)
                work.commit()
            self._events.publish(EmailChanged(email_id))
            return after
        raise ReviewError("This draft is being changed somewhere else at the same time. Look at it again.")


def _finding(email: EmailDraft, index: int) -> Finding:
    if not 0 <= index < len(email.findings):
        raise ReviewError("This finding is no longer there; the draft has changed. Look at it again.")
    return email.findings[index]


def _without(body: str, sentence: str) -> str:
    """The body without the sentence, its spaces closed up, and without a paragraph that it leaves empty."""
    before, after = body.split(sentence, 1)
    if before.endswith((" ", "\n")) or not before:
        after = after.lstrip(" ")
    joined = before.rstrip(" ") + after if after.startswith("\n") or not after else before + after
    while "\n\n\n" in joined:
        joined = joined.replace("\n\n\n", "\n\n")
    return joined.strip()
