"""Queue items and drafts as the JSON objects that the command line and the HTTP API give out."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from json.encoder import encode_basestring
from typing import Any
from uuid import UUID

from scribe_desktop.domain.email import EmailDraft
from scribe_desktop.domain.queue import QueueItem, QueueStatus
from scribe_desktop.domain.template import StoredTemplate, parse_template
from scribe_desktop.storage_ports.queue import QueueRow

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


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


def queue_rows_json(rows: Iterable[QueueRow]) -> bytes:
    """The queue list as a JSON array: what `queue_item_json` says of each item, written without an object an item."""
    times = _Times()
    return f"[{','.join([_row_json(row, times) for row in rows])}]".encode()


def queue_row(item: QueueItem) -> QueueRow:
    """The item as the plain row that a list has of it."""
    entry = queue_item_json(item)
    return (
        item.id.hex,
        item.recipient.name,
        item.status.value,
        entry["position"],
        item.email_id.hex if item.email_id else None,
        entry["error_message"],
        entry["current_step"],
        (item.created_at - _EPOCH) // _MICROSECOND,
    )


def queue_row_json(row: QueueRow) -> str:
    """One entry of the queue list as JSON text."""
    return _row_json(row, _Times())


class _Times(dict[int, str]):
    """Timestamps by microseconds since 1970: the items of a batch share one."""

    def __missing__(self, microseconds: int) -> str:
        seconds, fraction = divmod(microseconds, 1_000_000)
        text = self[microseconds] = timestamp(datetime.fromtimestamp(seconds, UTC).replace(microsecond=fraction))
        return text


def _row_json(row: QueueRow, times: _Times) -> str:
    item_id, name, status, position, email_id, error, step, created_at = row
    return (
        f'{{"id":"{_dashed(item_id)}","recipient_name":{encode_basestring(name)},"status":"{status}",'
        f'"position":{"null" if position is None else position},'
        f'"email_id":{"null" if email_id is None else chr(34) + _dashed(email_id) + chr(34)},'
        f'"error_message":{"null" if error is None else encode_basestring(error)},'
        f'"current_step":{"null" if step is None else chr(34) + step + chr(34)},'
        f'"created_at":"{times[created_at]}"}}'
    )


def _dashed(digits: str) -> str:
    return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"


def template_json(template: StoredTemplate, user_id: UUID) -> dict[str, Any]:
    """A template; every key is always there."""
    parsed = parse_template(template.source)
    return {
        "id": str(template.id),
        "user_id": str(user_id),
        "name": template.name,
        "template_text": template.source,
        "template_type": parsed.type.value,
        "placeholders": list(parsed.names),
        "created_at": timestamp(template.created_at),
        "version": template.version,
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
        "metadata": _metadata(email),
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


def _metadata(email: EmailDraft) -> dict[str, Any]:
    """What is stored, and, where it was looked up, the draft that this one is too like."""
    metadata = dict(email.metadata)
    if (similar := email.similar) is not None:
        metadata["similar_to"] = {
            "email_id": str(similar.email_id),
            "recipient_name": similar.recipient_name,
            "place": similar.place,
            "percent": similar.percent,
            "kind": similar.kind.value,
        }
    return metadata
