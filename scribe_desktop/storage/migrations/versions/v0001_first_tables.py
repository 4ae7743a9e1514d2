"""The first tables. Written out, not taken from orm.py: a migration says what was, whatever orm.py says later."""

from __future__ import annotations

from uuid import uuid4

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make all tables, the local profile and the state of the queue."""
    op.create_table("profile", *_single_row("profile"), sa.Column("id", sa.CHAR(32), nullable=False))
    _templates()
    _queue_items()
    _step_results()
    _emails()
    op.create_table(
        "research_cache",
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("stored_at", sa.BigInteger, nullable=False),
        sa.Column("value", sa.JSON, nullable=False),
        sa.PrimaryKeyConstraint("kind", "key", name="pk_research_cache"),
    )
    op.create_table(
        "queue_state",
        *_single_row("queue_state"),
        sa.Column("pause_reason", sa.VARCHAR(32)),
        sa.Column("pause_message", sa.Text, server_default="", nullable=False),
        sa.Column("paused_at", sa.BigInteger),
        _one_of(
            "queue_state",
            "pause_reason",
            "user",
            "key_refused",
            "quota_spent",
            "model_unreachable",
            "offline",
            "disk_full",
            "not_configured",
        ),
    )
    op.execute(sa.text("INSERT INTO profile (row, id) VALUES (1, :id)").bindparams(id=uuid4().hex))
    op.execute("INSERT INTO queue_state (row) VALUES (1)")


def _templates() -> None:
    op.create_table(
        "templates",
        sa.Column("sequence", sa.Integer, nullable=False),
        sa.Column("id", sa.CHAR(32), nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("content_hash", sa.Text, nullable=False),
        sa.Column("name", sa.Text),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("sequence", name="pk_templates"),
        sa.UniqueConstraint("id", name="uq_templates_id"),
        sa.UniqueConstraint("content_hash", name="uq_templates_content_hash"),
    )


def _queue_items() -> None:
    op.create_table(
        "queue_items",
        sa.Column("sequence", sa.Integer, nullable=False),
        sa.Column("id", sa.CHAR(32), nullable=False),
        sa.Column("status", sa.VARCHAR(32), nullable=False),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.Column("started_at", sa.BigInteger),
        sa.Column("finished_at", sa.BigInteger),
        sa.Column("search_text", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("interest", sa.Text),
        sa.Column("email", sa.Text),
        sa.Column("affiliation", sa.Text),
        sa.Column("homepage", sa.Text),
        sa.Column("fields", sa.JSON, nullable=False),
        sa.Column("template_id", sa.CHAR(32), nullable=False),
        sa.Column("current_step", sa.VARCHAR(32)),
        sa.Column("error_message", sa.Text),
        sa.Column("owner", sa.Text),
        sa.Column("attempt", sa.Integer, server_default="0", nullable=False),
        sa.Column("composer", sa.Text),
        sa.Column("crashes", sa.Integer, server_default="0", nullable=False),
        sa.Column("crash_step", sa.VARCHAR(32)),
        sa.Column("progressed", sa.Boolean, server_default=sa.false(), nullable=False),
        sa.PrimaryKeyConstraint("sequence", name="pk_queue_items"),
        sa.UniqueConstraint("id", name="uq_queue_items_id"),
        sa.ForeignKeyConstraint(["template_id"], ["templates.id"], name="fk_queue_items_template_id"),
        _one_of("queue_items", "status", "pending", "processing", "completed", "failed", "cancelled"),
        _one_of("queue_items", "current_step", *_STEPS),
        _one_of("queue_items", "crash_step", *_STEPS),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_queue_items_status", "queue_items", ["status", "created_at", "sequence", "finished_at"])
    op.create_index("ix_queue_items_created_at", "queue_items", ["created_at"])


def _step_results() -> None:
    op.create_table(
        "step_results",
        sa.Column("sequence", sa.Integer, nullable=False),
        sa.Column("item_id", sa.CHAR(32), nullable=False),
        sa.Column("step", sa.VARCHAR(32), nullable=False),
        sa.Column("input_hash", sa.Text, nullable=False),
        sa.Column("seconds", sa.Float, nullable=False),
        sa.Column("attempt", sa.Integer, nullable=False),
        sa.Column("stored_at", sa.BigInteger, nullable=False),
        sa.Column("output", sa.JSON, nullable=False),
        sa.PrimaryKeyConstraint("sequence", name="pk_step_results"),
        sa.UniqueConstraint("item_id", "step", "input_hash", name="uq_step_results_item_id"),
        sa.ForeignKeyConstraint(["item_id"], ["queue_items.id"], name="fk_step_results_item_id", ondelete="CASCADE"),
        _one_of("step_results", "step", *_STEPS),
    )
    op.create_index("ix_step_results_step", "step_results", ["step"])


def _emails() -> None:
    op.create_table(
        "emails",
        sa.Column("sequence", sa.Integer, nullable=False),
        sa.Column("id", sa.CHAR(32), nullable=False),
        sa.Column("queue_item_id", sa.CHAR(32), nullable=False),
        sa.Column("user_id", sa.CHAR(32), nullable=False),
        sa.Column("review_state", sa.VARCHAR(32), nullable=False),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.Column("updated_at", sa.BigInteger, nullable=False),
        sa.Column("search_text", sa.Text, nullable=False),
        sa.Column("recipient_name", sa.Text, nullable=False),
        sa.Column("recipient_interest", sa.Text),
        sa.Column("recipient_email", sa.Text),
        sa.Column("template_type", sa.VARCHAR(32), nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("metadata", sa.JSON, nullable=False),
        sa.Column("evidence", sa.JSON, nullable=False),
        sa.Column("findings", sa.JSON, nullable=False),
        sa.PrimaryKeyConstraint("sequence", name="pk_emails"),
        sa.UniqueConstraint("id", name="uq_emails_id"),
        sa.UniqueConstraint("queue_item_id", name="uq_emails_queue_item_id"),
        sa.ForeignKeyConstraint(["queue_item_id"], ["queue_items.id"], name="fk_emails_queue_item_id"),
        _one_of("emails", "review_state", "needs_review", "ready", "approved", "discarded"),
        _one_of("emails", "template_type", "research", "book", "general"),
    )
    op.create_index("ix_emails_created_at", "emails", ["created_at"])
    op.create_index("ix_emails_review_state", "emails", ["review_state"])


_STEPS = ("template_parser", "web_scraper", "arxiv_helper", "email_composer")


def _single_row(table: str) -> tuple[sa.schema.SchemaItem, ...]:
    return (
        sa.Column("row", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("row", name=f"pk_{table}"),
        sa.CheckConstraint("row = 1", name=f"ck_{table}_single_row"),
    )


def _one_of(table: str, column: str, *values: str) -> sa.CheckConstraint:
    allowed = ", ".join(f"'{value}'" for value in values)
    return sa.CheckConstraint(f"{column} IN ({allowed})", name=f"ck_{table}_{column}")
