"""JSON as the HTTP contract has it: exact keys, nulls, and Z at the end of times."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from uuid import uuid4

from scribe_desktop.domain.email import Finding, FindingKind
from scribe_desktop.domain.evidence import Claim, EvidenceKind
from scribe_desktop.domain.queue import QueueStatus, StepName
from scribe_desktop.services.wire_format import email_json, queue_item_json, timestamp
from tests import factories


def test_times_are_utc_with_milliseconds_and_a_z() -> None:
    assert timestamp(datetime(2025, 1, 13, 10, 30, tzinfo=UTC)) == "2025-01-13T10:30:00.000Z"
    elsewhere = datetime(2025, 1, 13, 12, 30, 0, 123456, tzinfo=timezone(timedelta(hours=2)))
    assert timestamp(elsewhere) == "2025-01-13T10:30:00.123Z"


def test_a_pending_item_has_every_key_and_only_its_position() -> None:
    item = factories.queue_item(position=3)
    assert queue_item_json(item) == {
        "id": str(item.id),
        "recipient_name": "Prof. Ilse Varnholt",
        "status": "pending",
        "position": 3,
        "email_id": None,
        "error_message": None,
        "current_step": None,
        "created_at": "2026-03-02T12:00:00.000Z",
    }


def test_a_step_shows_only_while_processing_and_an_error_only_when_failed() -> None:
    processing = factories.queue_item(
        status=QueueStatus.PROCESSING, current_step=StepName.WEB_SCRAPER, error_message="old"
    )
    failed = factories.queue_item(status=QueueStatus.FAILED, current_step=StepName.WEB_SCRAPER, error_message="why")
    assert queue_item_json(processing)["current_step"] == "web_scraper"
    assert queue_item_json(processing)["error_message"] is None
    assert queue_item_json(failed)["current_step"] is None
    assert queue_item_json(failed)["error_message"] == "why"


def test_a_draft_has_every_key_of_the_contract() -> None:
    claim = Claim("I read it.", "https://a.example", "A", "It says so.", EvidenceKind.PAGE)
    finding = Finding(FindingKind.YEAR, "2019", "In 2019.", "No source has this year.")
    document = email_json(factories.email((finding,), evidence=(claim,), metadata={"model": "m"}, id=uuid4()))
    assert set(document) == {
        "id", "user_id", "recipient_name", "recipient_interest", "email_message", "template_type", "metadata",
        "is_confident", "displayed", "created_at", "subject", "recipient_email", "review_state", "evidence",
    }  # fmt: skip
    assert document["is_confident"] is False
    assert document["review_state"] == "needs_review"
    assert document["evidence"] == [
        {
            "claim": "I read it.",
            "source_url": "https://a.example",
            "source_title": "A",
            "passage": "It says so.",
            "kind": "page",
        }
    ]
