"""The versions of a draft: the first is what was composed, the last has the words of now, and none is ever lost.

Nothing is written while a draft stays as it was composed: its own row is its only version. The first change writes
down what was there before it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from scribe_desktop.domain.email import EmailDraft, EmailVersion, ReviewState, VersionOrigin
from scribe_desktop.domain.queue import StepName
from scribe_desktop.pipeline.outputs import ComposedEmail
from scribe_desktop.storage_ports.drafts import ApprovedEvidence
from scribe_desktop.storage_ports.queue import StoredStep
from scribe_desktop.storage_ports.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Origin:
    """Where new words come from: who composed them, None for the person, and the note that was given."""

    kind: VersionOrigin
    composer: str | None = None
    note: str | None = None


def history_of(work: UnitOfWork, email: EmailDraft) -> list[EmailVersion]:
    """All versions, oldest first; the last one as the draft is now."""
    kept = work.versions.find(email.id) or _before_versions(work, email)
    return [*kept[:-1], _as_now(kept[-1], email)]


def store_change(
    work: UnitOfWork,
    before: EmailDraft,
    after: EmailDraft,
    origin: Origin,
    outputs: Sequence[StoredStep],
    now: datetime,
) -> None:
    """A changed draft with its version and what it rests on, and new outputs of its item's steps, if any."""
    if (before.subject, before.body) != (after.subject, after.body):
        keep_version(work, before, after, origin)
        work.words.forget(after.id)
    if outputs:
        work.queue.replace_outputs(before.queue_item_id, outputs, now)
    work.emails.update(after)
    was, is_now = (one.review_state is ReviewState.APPROVED for one in (before, after))
    if is_now and not was:
        item = work.queue.get(after.queue_item_id)
        source = work.templates.get(item.template_id).source
        work.versions.freeze(after.id, ApprovedEvidence(source, tuple(work.queue.steps(item.id)), now))
    elif was and not is_now:
        work.versions.thaw(after.id)


def keep_version(work: UnitOfWork, before: EmailDraft, after: EmailDraft, origin: Origin) -> None:
    """Keep the words of a change, and what was there before it if that was not kept yet."""
    stored = len(work.versions.find(before.id))
    history = history_of(work, before)
    for version in history[stored:]:
        work.versions.add(before.id, version)
    if stored:
        work.versions.recheck(before.id, history[-1])
    work.versions.add(
        after.id,
        EmailVersion(
            number=history[-1].number + 1,
            origin=origin.kind,
            made_at=after.updated_at,
            subject=after.subject,
            body=after.body,
            composer=origin.composer,
            note=origin.note,
            evidence=after.evidence,
            findings=after.findings,
        ),
    )


def _before_versions(work: UnitOfWork, email: EmailDraft) -> list[EmailVersion]:
    """The versions of a draft that has none stored: what the last step composed, and what was made of it since.

    Drafts could be edited before their versions were kept; what had been composed is still with the step.
    """
    composer = email.metadata.get("model")
    first = EmailVersion(
        number=1,
        origin=VersionOrigin.COMPOSED,
        made_at=email.created_at,
        subject=email.subject,
        body=email.body,
        composer=composer if isinstance(composer, str) else None,
        evidence=email.evidence,
        findings=email.findings,
    )
    output = work.versions.first_output(email.queue_item_id, StepName.EMAIL_COMPOSER)
    if output is None:
        return [first]
    composed = ComposedEmail.from_json(output)
    if (composed.subject, composed.body) == (email.subject, email.body):
        return [first]
    edited = replace(first, number=2, origin=VersionOrigin.EDITED, made_at=email.updated_at, composer=None)
    return [
        replace(
            first,
            subject=composed.subject,
            body=composed.body,
            evidence=composed.evidence,
            findings=composed.findings,
        ),
        edited,
    ]


def _as_now(version: EmailVersion, email: EmailDraft) -> EmailVersion:
    """What was confirmed since is part of the newest version."""
    return replace(version, evidence=email.evidence, findings=email.findings)
