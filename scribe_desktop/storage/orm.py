"""The tables. How their columns store values: `column_types.py`."""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    CheckConstraint,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    false,
)

from scribe_desktop.domain.access import TokenScope
from scribe_desktop.domain.contact import ContactPurpose
from scribe_desktop.domain.email import ReviewState, VersionOrigin
from scribe_desktop.domain.queue import QueueStatus, StepName
from scribe_desktop.domain.template import TemplateType
from scribe_desktop.errors import PauseReason
from scribe_desktop.storage.column_types import FreeText, PackedText, UtcDateTime, enum_type

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _single_row() -> tuple[Any, Any]:
    return Column("row", Integer, primary_key=True), CheckConstraint("row = 1", name="single_row")


profile = Table("profile", metadata, *_single_row(), Column("id", Uuid, nullable=False))

templates = Table(
    "templates",
    metadata,
    Column("sequence", Integer, primary_key=True),
    Column("id", Uuid, nullable=False, unique=True),
    Column("source", FreeText, nullable=False),
    Column("content_hash", Text, nullable=False, unique=True),
    Column("created_at", UtcDateTime, nullable=False),
)

queue_items = Table(
    "queue_items",
    metadata,
    # AUTOINCREMENT: a number is never given out twice, not even after its item was deleted.
    Column("sequence", Integer, primary_key=True),
    Column("id", Uuid, nullable=False, unique=True),
    Column("status", enum_type(QueueStatus, "status"), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("started_at", UtcDateTime),
    Column("finished_at", UtcDateTime),
    Column("search_text", Text, nullable=False),  # see storage.search_text; sorts by recipient, too
    Column("name", FreeText, nullable=False),
    Column("interest", FreeText),
    Column("email", FreeText),
    Column("affiliation", FreeText),
    Column("homepage", FreeText),
    Column("fields", JSON, nullable=False),
    Column("template_id", Uuid, ForeignKey(templates.c.id), nullable=False),
    Column("current_step", enum_type(StepName, "current_step")),
    Column("error_message", FreeText),
    Column("owner", Text),
    Column("attempt", Integer, nullable=False, server_default="0"),
    Column("composer", FreeText),
    Column("crashes", Integer, nullable=False, server_default="0"),
    Column("crash_step", enum_type(StepName, "crash_step")),
    # True once something new was stored since the last crash: the next crash counts as the first.
    Column("progressed", Boolean, nullable=False, server_default=false()),
    # Claiming, counting and positions read this index alone; see docs/decisions/0008-queue-indexes.md.
    Index("ix_queue_items_status", "status", "created_at", "sequence", "finished_at"),
    Index("ix_queue_items_created_at", "created_at"),
    sqlite_autoincrement=True,
)

step_results = Table(
    "step_results",
    metadata,
    Column("sequence", Integer, primary_key=True),
    Column("item_id", Uuid, ForeignKey(queue_items.c.id, ondelete="CASCADE"), nullable=False),
    Column("step", enum_type(StepName, "step"), nullable=False),
    Column("input_hash", Text, nullable=False),
    Column("seconds", Float, nullable=False),
    Column("attempt", Integer, nullable=False),
    Column("stored_at", UtcDateTime, nullable=False),
    Column("output", JSON, nullable=False),
    UniqueConstraint("item_id", "step", "input_hash"),
    Index("ix_step_results_step", "step"),
    # Holds all that the spread of a step's times needs, in its order: see docs/decisions/0025-insights.md.
    Index("ix_step_results_times", "step", "seconds", "stored_at"),
)

emails = Table(
    "emails",
    metadata,
    Column("sequence", Integer, primary_key=True),
    Column("id", Uuid, nullable=False, unique=True),
    Column("queue_item_id", Uuid, ForeignKey(queue_items.c.id), nullable=False, unique=True),
    Column("user_id", Uuid, nullable=False),
    Column("review_state", enum_type(ReviewState, "review_state"), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("updated_at", UtcDateTime, nullable=False),
    Column("search_text", Text, nullable=False),
    Column("recipient_name", FreeText, nullable=False),
    Column("recipient_interest", FreeText),
    Column("recipient_email", FreeText),
    Column("template_type", enum_type(TemplateType, "template_type"), nullable=False),
    Column("subject", FreeText, nullable=False),
    Column("body", FreeText, nullable=False),
    Column("metadata", JSON, nullable=False),
    Column("evidence", JSON, nullable=False),
    Column("findings", JSON, nullable=False),
    Index("ix_emails_created_at", "created_at"),
    Index("ix_emails_review_state", "review_state"),
)

research_cache = Table(
    "research_cache",
    metadata,
    Column("kind", Text, primary_key=True),
    Column("key", FreeText, primary_key=True),
    Column("stored_at", UtcDateTime, nullable=False),
    Column("value", JSON, nullable=False),
)

queue_state = Table(
    "queue_state",
    metadata,
    *_single_row(),
    Column("pause_reason", enum_type(PauseReason, "pause_reason")),
    Column("pause_message", FreeText, nullable=False, server_default=""),
    Column("paused_at", UtcDateTime),
)

access_tokens = Table(
    "access_tokens",
    metadata,
    Column("sequence", Integer, primary_key=True),
    Column("id", Uuid, nullable=False, unique=True),
    Column("name", FreeText, nullable=False),
    Column("scope", enum_type(TokenScope, "scope"), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
    Column("key_id", Text, nullable=False),
    Column("last_used_at", UtcDateTime),
    Column("revoked_at", UtcDateTime),
    Column("run_id", Text),
)

idempotency_keys = Table(
    "idempotency_keys",
    metadata,
    Column("key", FreeText, primary_key=True),
    Column("body_hash", Text, nullable=False),
    Column("answer", JSON, nullable=False),
    Column("stored_at", UtcDateTime, nullable=False),
    Index("ix_idempotency_keys_stored_at", "stored_at"),
)

identity_choices = Table(
    "identity_choices",
    metadata,
    Column("sequence", Integer, primary_key=True),
    # A choice is kept once for each key that its person is known by.
    Column("choice_id", Uuid, nullable=False),
    Column("person_key", FreeText, nullable=False, unique=True),
    Column("chosen_at", UtcDateTime, nullable=False),
    Column("choice", JSON, nullable=False),
)

email_versions = Table(
    "email_versions",
    metadata,
    Column("sequence", Integer, primary_key=True),
    Column("email_id", Uuid, ForeignKey(emails.c.id, ondelete="CASCADE"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("origin", enum_type(VersionOrigin, "origin"), nullable=False),
    Column("made_at", UtcDateTime, nullable=False),
    Column("composer", FreeText),
    Column("note", FreeText),
    Column("subject", FreeText, nullable=False),
    Column("body", FreeText, nullable=False),
    Column("evidence", JSON, nullable=False),
    Column("findings", JSON, nullable=False),
    UniqueConstraint("email_id", "number"),
)

approved_evidence = Table(
    "approved_evidence",
    metadata,
    Column("sequence", Integer, primary_key=True),
    Column("email_id", Uuid, ForeignKey(emails.c.id, ondelete="CASCADE"), nullable=False, unique=True),
    Column("approved_at", UtcDateTime, nullable=False),
    Column("template", FreeText, nullable=False),
    Column("steps", JSON, nullable=False),
)

draft_words = Table(
    "draft_words",
    metadata,
    Column("sequence", Integer, primary_key=True),
    Column("email_id", Uuid, ForeignKey(emails.c.id, ondelete="CASCADE"), nullable=False, unique=True),
    Column("domain", FreeText, nullable=False),
    Column("institution", FreeText, nullable=False),
    Column("sentences", FreeText, nullable=False),
    Column("whole", Text, nullable=False),
    Index("ix_draft_words_domain", "domain"),
    Index("ix_draft_words_institution", "institution"),
)

template_families = Table(
    "template_families",
    metadata,
    Column("sequence", Integer, primary_key=True),
    Column("id", Uuid, nullable=False, unique=True),
    Column("name", FreeText, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("archived_at", UtcDateTime),
    # Deleted by the person, kept because queue items still point to its texts: never listed again.
    Column("deleted_at", UtcDateTime),
)

template_versions = Table(
    "template_versions",
    metadata,
    Column("sequence", Integer, primary_key=True),
    Column("family_id", Uuid, ForeignKey(template_families.c.id, ondelete="CASCADE"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("template_id", Uuid, ForeignKey(templates.c.id), nullable=False),
    Column("made_at", UtcDateTime, nullable=False),
    UniqueConstraint("family_id", "number"),
    Index("ix_template_versions_template_id", "template_id"),
)

contacts = Table(
    "contacts",
    metadata,
    Column("sequence", Integer, primary_key=True),
    Column("item_id", Uuid, ForeignKey(queue_items.c.id, ondelete="CASCADE")),
    Column("at", UtcDateTime, nullable=False),
    Column("purpose", enum_type(ContactPurpose, "purpose"), nullable=False),
    Column("host", FreeText, nullable=False),
    # The sequence of an earlier contact of the item that sent the same text: a prompt that is sent again is kept once.
    Column("same_as", Integer),
    # Last, so that lists and counts need not read past it.
    Column("sent", PackedText, nullable=False),
    Index("ix_contacts_item_id", "item_id"),
    Index("ix_contacts_host", "host", "purpose", "at", "item_id"),
)

model_calls = Table(
    "model_calls",
    metadata,
    Column("sequence", Integer, primary_key=True),
    Column("item_id", Uuid, ForeignKey(queue_items.c.id, ondelete="CASCADE")),
    Column("at", UtcDateTime, nullable=False),
    Column("model", FreeText, nullable=False),
    Column("kind", Text, nullable=False),
    Column("calls", Integer, nullable=False),
    Column("tokens_in", Integer, nullable=False),
    Column("tokens_out", Integer, nullable=False),
    Column("cost", Float, nullable=False),
    # True when the server did not say how many tokens it counted, and they were estimated.
    Column("estimated", Boolean, nullable=False),
    Index("ix_model_calls_item_id", "item_id"),
    Index("ix_model_calls_at", "at"),
)
