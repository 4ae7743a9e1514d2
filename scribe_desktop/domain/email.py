"""A draft, its findings, and the states of its review."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from scribe_desktop.domain.evidence import Claim
from scribe_desktop.domain.segment import is_gap_text
from scribe_desktop.domain.template import TemplateType
from scribe_desktop.errors import ReviewError


class ReviewState(StrEnum):
    """Where the person's review of a draft stands."""

    NEEDS_REVIEW = "needs_review"
    READY = "ready"
    APPROVED = "approved"
    DISCARDED = "discarded"


class FindingKind(StrEnum):
    """What the check found wrong."""

    GAP = "gap"
    TEMPLATE_CHANGED = "template_changed"
    LINK = "link"
    ADDRESS = "address"
    TITLE = "title"
    VENUE = "venue"
    YEAR = "year"
    NUMBER = "number"
    NAME = "name"
    INSTITUTION = "institution"
    UNSUPPORTED = "unsupported"
    IDENTITY = "identity"


class VersionOrigin(StrEnum):
    """How a version of a draft came about."""

    COMPOSED = "composed"
    EDITED = "edited"
    REGENERATED = "regenerated"
    RESTORED = "restored"


@dataclass(frozen=True, slots=True)
class Finding:
    """Something in a draft that nothing supports.

    `text` is the offending piece and `sentence` the whole sentence, both word for word as in subject or body
    (for TEMPLATE_CHANGED, the template's own sentence; for IDENTITY, which is about the whole draft, the recipient's
    name and no sentence). `reason` is a sentence for the person.
    `confirmed` is True once the person said "I know this is true".
    """

    kind: FindingKind
    text: str
    sentence: str
    reason: str
    confirmed: bool = False

    @property
    def can_be_confirmed(self) -> bool:
        """False for a place that nothing was found for: "[book: not found]" is true of nobody, and must not be sent."""
        return not (self.kind is FindingKind.GAP and is_gap_text(self.text))


@dataclass(frozen=True, slots=True)
class EmailVersion:
    """One version of a draft's words, with what the check said of them. `number` counts from 1 in each draft.

    `composer` wrote it ("template-only" or the model's name), None where the person did. `note` is the wish that the
    person gave when it was written again.
    """

    number: int
    origin: VersionOrigin
    made_at: datetime
    subject: str
    body: str
    composer: str | None = None
    note: str | None = None
    evidence: tuple[Claim, ...] = ()
    findings: tuple[Finding, ...] = ()


class SimilarKind(StrEnum):
    """In what way two drafts to one place are alike, apart from greeting, signature and the template's own words."""

    WHOLE = "whole"  # word for word the same email
    ALMOST = "almost"  # what was written for the one is nearly what was written for the other
    PART = "part"  # half or more of it is word for word in the other


@dataclass(frozen=True, slots=True)
class Similar:
    """The draft that another one is too like. `place` is the mail domain or institution that both go to."""

    email_id: UUID
    recipient_name: str
    place: str
    percent: int
    kind: SimilarKind

    @property
    def sentence(self) -> str:
        """What a person is told."""
        other = f"the draft to {self.recipient_name}, also at {self.place}"
        if self.kind is SimilarKind.WHOLE:
            return f"Word for word the same as {other}, apart from the name."
        if self.kind is SimilarKind.PART:
            return f"{self.percent} % of what is written for this person is word for word in {other}."
        return f"Almost the same as {other} ({self.percent} % alike)."


@dataclass(frozen=True, slots=True)
class EmailDraft:
    """One draft with everything it rests on.

    `metadata` has the keys that api.md lists: search_terms, template_type, scraped_urls, scraping_metadata,
    arxiv_papers, papers_left_out, step_timings (seconds), generation_metadata, model, temperature; and papers_problem,
    identity_doubt, identity_candidates and identity_choice where there is one. `similar` is what it is too like; it is
    looked up when a draft is to be shown, and never stored with it.
    """

    id: UUID
    queue_item_id: UUID
    user_id: UUID
    recipient_name: str
    recipient_interest: str | None
    recipient_email: str | None
    subject: str
    body: str
    template_type: TemplateType
    metadata: Mapping[str, Any]
    review_state: ReviewState
    created_at: datetime
    updated_at: datetime
    evidence: tuple[Claim, ...] = ()
    findings: tuple[Finding, ...] = field(default=())
    similar: Similar | None = None

    @property
    def open_findings(self) -> tuple[Finding, ...]:
        """Findings that the person has neither edited away nor confirmed."""
        return tuple(finding for finding in self.findings if not finding.confirmed)

    @property
    def is_confident(self) -> bool:
        """True exactly when the check found nothing."""
        return not self.findings

    @property
    def displayed(self) -> bool:
        """False exactly when discarded."""
        return self.review_state is not ReviewState.DISCARDED

    def approved(self, now: datetime) -> EmailDraft:
        """The draft, approved. Raises ReviewError while findings are open or after it was discarded."""
        if self.review_state is ReviewState.DISCARDED:
            raise ReviewError("This draft was discarded. Bring it back before approving it.")
        if self.open_findings:
            count = len(self.open_findings)
            what = "1 statement that nothing supports" if count == 1 else f"{count} statements that nothing supports"
            raise ReviewError(f"This draft still has {what}. Edit, remove or confirm each, then approve.")
        return replace(self, review_state=ReviewState.APPROVED, updated_at=now)

    def discarded(self, now: datetime) -> EmailDraft:
        """The draft, put away but kept."""
        return replace(self, review_state=ReviewState.DISCARDED, updated_at=now)

    def reopened(self, now: datetime) -> EmailDraft:
        """The draft, back from approved or discarded to where its findings put it."""
        return replace(self, review_state=state_for(self.findings), updated_at=now)

    def edited(
        self, subject: str, body: str, findings: tuple[Finding, ...], evidence: tuple[Claim, ...], now: datetime
    ) -> EmailDraft:
        """The draft with new words and what a new check found. Raises ReviewError when approved or discarded."""
        if self.review_state in (ReviewState.APPROVED, ReviewState.DISCARDED):
            raise ReviewError(f"This draft is {self.review_state.value}. Reopen it before editing it.")
        return replace(
            self,
            subject=subject,
            body=body,
            findings=findings,
            evidence=evidence,
            review_state=state_for(findings),
            updated_at=now,
        )


def with_confirmed(
    findings: tuple[Finding, ...], before: Iterable[Finding], reworded: bool = True
) -> tuple[Finding, ...]:
    """The findings of a new check, those confirmed before ("I know this is true") confirmed again.

    Args:
        before: the findings known so far, confirmed or not.
        reworded: the person edited the words, so that what was confirmed may stand in a changed sentence now; without
            it, as for words that somebody else wrote, only the same sentence stays confirmed.
    """
    before = tuple(before)
    confirmed = {(one.kind, one.text, one.sentence) for one in before if one.confirmed}
    left_open = {(one.kind, one.text, one.sentence) for one in before if not one.confirmed}
    known = {(kind, text) for kind, text, _ in confirmed} if reworded else set()

    def still(one: Finding) -> bool:
        whole = (one.kind, one.text, one.sentence)
        # The same year in another sentence that was there, too, and was not confirmed, is another statement.
        return whole in confirmed or (whole not in left_open and (one.kind, one.text) in known)

    return tuple(replace(one, confirmed=still(one)) for one in findings)


def state_for(findings: tuple[Finding, ...]) -> ReviewState:
    """READY without open findings, else NEEDS_REVIEW."""
    return ReviewState.NEEDS_REVIEW if any(not one.confirmed for one in findings) else ReviewState.READY
