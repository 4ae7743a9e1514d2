"""Reviewing drafts: list, edit, approve, discard, confirm. What a change makes of a draft is in `draft_editing`.

Every version of the words is kept (`version_history.py`). An approved draft rests on what was saved when it was
approved, whatever is found later.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from scribe_desktop.domain.email import EmailDraft, EmailVersion, ReviewState, VersionOrigin
from scribe_desktop.domain.events import EmailChanged
from scribe_desktop.domain.evidence import Evidence
from scribe_desktop.domain.id_part import IdPart
from scribe_desktop.domain.template import Sender
from scribe_desktop.errors import NotFoundError, ReviewError, SimilarDraftError
from scribe_desktop.pipeline.outputs import evidence_of
from scribe_desktop.ports import Clock, EventPublisher
from scribe_desktop.services.draft_editing import DraftChange, DraftEditing
from scribe_desktop.services.sameness import Sameness
from scribe_desktop.services.version_history import Origin, history_of, store_change
from scribe_desktop.storage_ports.drafts import EmailQuery
from scribe_desktop.storage_ports.queue import StoredStep
from scribe_desktop.storage_ports.unit_of_work import UnitOfWorkFactory

CHANGE_TRIES = 5

READ_AT_ONCE = 500
"""Drafts that are read in one go, with their texts."""


@dataclass(frozen=True, slots=True)
class ReadyDrafts:
    """What "approve all that are ready" means now: those to approve, and those too like another draft."""

    to_approve: tuple[UUID, ...]
    similar: tuple[EmailDraft, ...]


class EmailLibrary:
    """The drafts as the front doors see them.

    Args:
        sender: gives the writer's settings in force.
        sameness: finds the drafts that one is too like; a library of its own unless given.
    """

    def __init__(
        self,
        unit_of_work: UnitOfWorkFactory,
        clock: Clock,
        events: EventPublisher,
        sender: Callable[[], Sender],
        sameness: Sameness | None = None,
    ) -> None:
        self._unit_of_work = unit_of_work
        self._clock = clock
        self._events = events
        self._editing = DraftEditing(unit_of_work, clock, sender)
        self._sameness = sameness or Sameness(unit_of_work, sender)

    def get(self, email_id: UUID) -> EmailDraft:
        """One draft. Raises NotFoundError."""
        with self._unit_of_work(read_only=True) as work:
            return work.emails.get(email_id)

    def ids_named(self, part: IdPart, limit: int) -> list[UUID]:
        """Ids of drafts that begin or end so: what a part of one may mean."""
        with self._unit_of_work(read_only=True) as work:
            return work.emails.ids_named(part, limit)

    def with_similar(self, drafts: Sequence[EmailDraft]) -> list[EmailDraft]:
        """The drafts, each with what it is too like; milliseconds for a page of them."""
        found = self._sameness.of([one.id for one in drafts])
        return [replace(one, similar=found[one.id]) if one.id in found else one for one in drafts]

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
        return evidence_of({one.step: one.output for one in self.steps(email_id)})

    def steps(self, email_id: UUID) -> Sequence[StoredStep]:
        """What the steps stored; for an approved draft, as it was at its approval. Raises NotFoundError."""
        with self._unit_of_work(read_only=True) as work:
            frozen = work.versions.frozen(email_id)
            return frozen.steps if frozen else work.queue.steps(work.emails.get(email_id).queue_item_id)

    def versions(self, email_id: UUID) -> list[EmailVersion]:
        """All versions of a draft, oldest first; the last one has the words of now. Raises NotFoundError."""
        with self._unit_of_work(read_only=True) as work:
            return history_of(work, work.emails.get(email_id))

    def edit(self, email_id: UUID, subject: str, body: str) -> EmailDraft:
        """Store new words, checked again; what the person confirmed before and still says stays confirmed.

        Raises NotFoundError, and ReviewError when the draft is approved or discarded or the text is empty.
        """
        return self._change(email_id, lambda email: self._editing.edited(email, subject, body))

    def change(self, email_id: UUID, change: DraftChange) -> EmailDraft:
        """Words and review state in one go: all of it or nothing.

        A change that brings the draft back (to READY or NEEDS_REVIEW) does so before its words are edited.
        Raises NotFoundError, and ReviewError when the draft does not allow it.
        """
        return self._change(email_id, lambda email: self._editing.changed(email, change))

    def approve(self, email_id: UUID, even_if_similar: bool = False) -> EmailDraft:
        """Approve. Raises ReviewError while findings are open, SimilarDraftError while it is too like another draft."""
        draft = self.get(email_id)
        approved = draft.approved(self._clock.now())  # what stands in the way of any approval is said first
        if not even_if_similar and draft.review_state is not ReviewState.APPROVED:
            (shown,) = self.with_similar([approved])
            if shown.similar is not None:
                raise SimilarDraftError(f"{shown.similar.sentence} Change one of them, or approve it even so.")
        return self._change(email_id, lambda email: email.approved(self._clock.now()))

    def ready(self) -> ReadyDrafts:
        """All that are ready, those apart that are too like another draft."""
        to_approve: list[UUID] = []
        similar: list[EmailDraft] = []
        query = EmailQuery(states=frozenset((ReviewState.READY,)), limit=READ_AT_ONCE)
        while drafts := self.find(query):
            for one in self.with_similar(drafts):
                if one.similar is None:
                    to_approve.append(one.id)
                else:
                    similar.append(one)
            query = replace(query, offset=query.offset + len(drafts))
        return ReadyDrafts(tuple(dict.fromkeys(to_approve)), tuple(similar))

    def discard(self, email_id: UUID) -> EmailDraft:
        """Put away; it can be reopened."""
        return self._change(email_id, lambda email: email.discarded(self._clock.now()))

    def reopen(self, email_id: UUID) -> EmailDraft:
        """Back from approved or discarded to where the findings put it."""
        return self._change(email_id, lambda email: email.reopened(self._clock.now()))

    def confirm(self, email_id: UUID, finding_index: int) -> EmailDraft:
        """ "I know this is true": the finding stays with the draft, and no longer stands in the way of approval."""
        return self.confirm_all(email_id, (finding_index,))

    def confirm_all(self, email_id: UUID, finding_indexes: Sequence[int]) -> EmailDraft:
        """The same of several findings: all of them or, when one cannot be confirmed, none (ReviewError)."""
        return self._change(email_id, lambda email: self._editing.confirmed(email, finding_indexes))

    def remove_sentence(self, email_id: UUID, finding_index: int) -> EmailDraft:
        """Take the finding's sentence out of the body and check again. Raises ReviewError when it is not there."""
        return self._change(email_id, lambda email: self._editing.without_sentence(email, finding_index))

    def restore(self, email_id: UUID, number: int) -> EmailDraft:
        """Make an earlier version the draft again, checked anew; it becomes the newest version.

        Raises NotFoundError for a version that is not there, ReviewError when the draft is approved or discarded.
        """
        found = next((one for one in self.versions(email_id) if one.number == number), None)
        if found is None:
            raise NotFoundError(f"This draft has no version {number}.")
        confirmed = found.findings
        return self._change(
            email_id,
            lambda email: self._editing.edited(email, found.subject, found.body, confirmed),
            Origin(VersionOrigin.RESTORED, found.composer),
        )

    def rewrite(
        self,
        email_id: UUID,
        write: Callable[[EmailDraft], EmailDraft],
        origin: Origin,
        outputs: Sequence[StoredStep] = (),
    ) -> EmailDraft:
        """Store a draft that was written again, as its newest version, together with `outputs` of its steps, if any.

        `write` gives the new draft from the one that is stored at that moment. Raises ReviewError, NotFoundError.
        """
        return self._change(email_id, write, origin, outputs)

    def _change(
        self,
        email_id: UUID,
        change: Callable[[EmailDraft], EmailDraft],
        origin: Origin = Origin(VersionOrigin.EDITED),  # noqa: B008
        outputs: Sequence[StoredStep] = (),
    ) -> EmailDraft:
        """Read, change, store; again from the start when somebody else stored in between, so that nothing is undone.

        The change is made outside the transaction, because checking takes milliseconds that others may need.
        """
        for _ in range(CHANGE_TRIES):
            before = self.get(email_id)
            after = change(before)
            if after == before and not outputs:
                return after
            with self._unit_of_work() as work:
                if work.emails.get(email_id) != before:
                    continue
                store_change(work, before, after, origin, outputs, self._clock.now())
                work.commit()
            self._events.publish(EmailChanged(email_id))
            return after
        raise ReviewError("This draft is being changed somewhere else at the same time. Look at it again.")
