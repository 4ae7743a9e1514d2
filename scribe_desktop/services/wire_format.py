"""Queue items and drafts as the JSON objects that the command line and the HTTP API give out."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from scribe_desktop.domain.email import EmailDraft
from scribe_desktop.domain.queue import QueueItem, QueueStatus


def timestamp(moment: datetime) -> str:
    """RFC 3339 in UTC with milliseconds and a final Z: clients of the service parse no other form."""
    moment = moment.astimezone(UTC)
    return moment.strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03d}Z"


def queue_item_json(item: QueueItem) -> dict[str, Any]:
    """An entry of the queue list; every key is always there."""
    return {
        "id": str(item.id),
        "recipient_name": item.recipient.name,
        "status": item.status.value,
        "position": item.position if item.status is QueueStatus.PENDING else None,
        "email_id": str(item.email_id) if item.email_id else None,
        "error_message": item.error_message if item.status is QueueStatus.FAILED else None,
        "current_step": item.current_step.value
        if item.current_step and item.status is QueueStatus.PROCESSING
        else None,
        "created_at": timestamp(item.created_at),
    }


def email_json(email: EmailDraft) -> dict[str, Any]:
    """A draft; every key is always there."""
    return {
        "id": str(email.id),
        "user_id": str(email.user_id),
        "recipient_name": email.recipient_name,
        "recipient_interest": email.recipient_interest,
        "email_message": email.body,
        "template_type": email.template_type.value,
        "metadata": dict(email.metadata),
        "is_confident": email.is_confident,
        "displayed": email.displayed,
        "created_at": timestamp(email.created_at),
        "subject": email.subject,
        "recipient_email": email.recipient_email,
        "review_state": email.review_state.value,
        "evidence": [
            {
                "claim": one.claim,
                "source_url": one.source_url,
                "source_title": one.source_title,
                "passage": one.passage,
                "kind": one.kind.value,
            }
            for one in email.evidence
        ],
    }
