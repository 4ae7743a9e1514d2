"""Drafts as a table: its columns as data."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from scribe_desktop.domain.email import EmailDraft
from scribe_desktop.gui.models.paged_model import Cell, Column, PagedModel
from scribe_desktop.gui.wording import moment, review_chip, similar_line, tr
from scribe_desktop.storage_ports.drafts import EmailSort


class DraftModel(PagedModel[EmailDraft]):
    """Drafts of a place."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        super().__init__(
            (
                Column("recipient", lambda: tr("Recipient"), 190, _recipient, EmailSort.RECIPIENT, stretch=True),
                Column("review", lambda: tr("Review"), 130, _review, EmailSort.REVIEW),
                Column("subject", lambda: tr("Subject"), 200, _subject, EmailSort.SUBJECT, stretch=True),
                Column("made", lambda: tr("Made"), 86, self._made, EmailSort.MADE),
            ),
            lambda draft: draft.id,
        )

    def _made(self, draft: EmailDraft) -> Cell:
        return Cell(moment(draft.created_at, self._now()), muted=True)


def _recipient(draft: EmailDraft) -> Cell:
    return Cell(draft.recipient_name, draft.recipient_interest or "", strong=True, tooltip=draft.recipient_name)


def _review(draft: EmailDraft) -> Cell:
    return Cell(chip=review_chip(draft), tooltip=similar_line(draft.similar) if draft.similar else "")


def _subject(draft: EmailDraft) -> Cell:
    return Cell(draft.subject, tooltip=draft.subject)
