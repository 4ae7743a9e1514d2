"""Objects for tests, with sensible defaults. All people are invented."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from scribe_desktop.domain.email import EmailDraft, Finding, state_for
from scribe_desktop.domain.evidence import Paper, Passage
from scribe_desktop.domain.queue import QueueItem, QueueStatus
from scribe_desktop.domain.recipient import Recipient
from scribe_desktop.domain.template import TemplateType

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


def recipient(name: str = "Prof. Ilse Varnholt", **changes: Any) -> Recipient:
    """A recipient; an interest is given unless changed."""
    return Recipient(**{"name": name, "interest": "coastal sediment transport", **changes})


def queue_item(**changes: Any) -> QueueItem:
    """A pending item."""
    values: dict[str, Any] = {
        "id": uuid4(),
        "sequence": 1,
        "recipient": recipient(),
        "template_id": uuid4(),
        "status": QueueStatus.PENDING,
        "created_at": NOON,
    }
    return QueueItem(**{**values, **changes})


def passage(text: str, **changes: Any) -> Passage:
    """A saved passage."""
    values: dict[str, Any] = {
        "id": "W1",
        "url": "https://karlsvale.example/people/varnholt",
        "title": "Ilse Varnholt",
        "text": text,
        "fetched_at": NOON,
        "content_hash": "0" * 64,
    }
    return Passage(**{**values, **changes})


def paper(title: str = "Tidal Sorting of Mixed Sediments", **changes: Any) -> Paper:
    """A paper by Ilse Varnholt."""
    values: dict[str, Any] = {
        "id": "P1",
        "title": title,
        "authors": ("Ilse Varnholt", "Bao Lindemann"),
        "year": 2024,
        "abstract": "We measure how tides sort mixed sediments in a shallow estuary.",
        "url": "https://arxiv.org/abs/2401.00001",
    }
    return Paper(**{**values, **changes})


def email(findings: tuple[Finding, ...] = (), **changes: Any) -> EmailDraft:
    """A draft in the state that its findings put it in."""
    values: dict[str, Any] = {
        "id": uuid4(),
        "queue_item_id": uuid4(),
        "user_id": uuid4(),
        "recipient_name": "Prof. Ilse Varnholt",
        "recipient_interest": "coastal sediment transport",
        "recipient_email": None,
        "subject": "Sediment cores",
        "body": "Dear Prof. Varnholt,\n\nI read your paper.\n\nMaya",
        "template_type": TemplateType.RESEARCH,
        "metadata": {},
        "review_state": state_for(findings),
        "created_at": NOON,
        "updated_at": NOON,
        "findings": findings,
    }
    return EmailDraft(**{**values, **changes})
