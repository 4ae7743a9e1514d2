"""Versions of drafts and templates, choices between namesakes, hosts contacted, what the model cost, a budget."""

from __future__ import annotations

from uuid import uuid4

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Add the tables; what is there stays, with one more reason for a pause allowed."""
    _identity_choices()
    _email_versions()
    _approved_evidence()
    _draft_words()
    _template_versions()
    _contacts()
    _model_calls()
    _allow_pause_for_budget()
    op.create_index("ix_step_results_times", "step_results", ["step", "seconds", "stored_at"])


def _identity_choices() -> None:
    op.create_table(
        "identity_choices",
        sa.Column("sequence", sa.Integer, nullable=False),
        sa.Column("choice_id", sa.CHAR(32), nullable=False),
        sa.Column("person_key", sa.Text, nullable=False),
        sa.Column("chosen_at", sa.BigInteger, nullable=False),
        sa.Column("choice", sa.JSON, nullable=False),
        sa.PrimaryKeyConstraint("sequence", name="pk_identity_choices"),
        sa.UniqueConstraint("person_key", name="uq_identity_choices_person_key"),
    )


def _email_versions() -> None:
    op.create_table(
        "email_versions",
        sa.Column("sequence", sa.Integer, nullable=False),
        sa.Column("email_id", sa.CHAR(32), nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("origin", sa.VARCHAR(32), nullable=False),
        sa.Column("made_at", sa.BigInteger, nullable=False),
        sa.Column("composer", sa.Text),
        sa.Column("note", sa.Text),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("evidence", sa.JSON, nullable=False),
        sa.Column("findings", sa.JSON, nullable=False),
        sa.PrimaryKeyConstraint("sequence", name="pk_email_versions"),
        sa.ForeignKeyConstraint(["email_id"], ["emails.id"], name="fk_email_versions_email_id", ondelete="CASCADE"),
        sa.UniqueConstraint("email_id", "number", name="uq_email_versions_email_id"),
        sa.CheckConstraint(
            "origin IN ('composed', 'edited', 'regenerated', 'restored')", name="ck_email_versions_origin"
        ),
    )


def _approved_evidence() -> None:
    """What approved drafts rest on; for those that are approved already, what their steps have stored now."""
    op.create_table(
        "approved_evidence",
        sa.Column("sequence", sa.Integer, nullable=False),
        sa.Column("email_id", sa.CHAR(32), nullable=False),
        sa.Column("approved_at", sa.BigInteger, nullable=False),
        sa.Column("template", sa.Text, nullable=False),
        sa.Column("steps", sa.JSON, nullable=False),
        sa.PrimaryKeyConstraint("sequence", name="pk_approved_evidence"),
        sa.UniqueConstraint("email_id", name="uq_approved_evidence_email_id"),
        sa.ForeignKeyConstraint(["email_id"], ["emails.id"], name="fk_approved_evidence_email_id", ondelete="CASCADE"),
    )
    op.execute(
        sa.text(
            "INSERT INTO approved_evidence (email_id, approved_at, template, steps) "
            "SELECT e.id, e.updated_at, t.source, (SELECT json_group_array(json_object('step', s.step, 'input_hash', "
            "s.input_hash, 'output', json(s.output), 'seconds', s.seconds)) FROM step_results s WHERE s.sequence IN "
            "(SELECT max(l.sequence) FROM step_results l WHERE l.item_id = q.id GROUP BY l.step)) "
            "FROM emails e JOIN queue_items q ON q.id = e.queue_item_id JOIN templates t ON t.id = q.template_id "
            "WHERE e.review_state = 'approved'"
        )
    )


def _draft_words() -> None:
    op.create_table(
        "draft_words",
        sa.Column("sequence", sa.Integer, nullable=False),
        sa.Column("email_id", sa.CHAR(32), nullable=False),
        sa.Column("domain", sa.Text, nullable=False),
        sa.Column("institution", sa.Text, nullable=False),
        sa.Column("sentences", sa.Text, nullable=False),
        sa.Column("whole", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("sequence", name="pk_draft_words"),
        sa.UniqueConstraint("email_id", name="uq_draft_words_email_id"),
        sa.ForeignKeyConstraint(["email_id"], ["emails.id"], name="fk_draft_words_email_id", ondelete="CASCADE"),
    )
    op.create_index("ix_draft_words_domain", "draft_words", ["domain"])
    op.create_index("ix_draft_words_institution", "draft_words", ["institution"])


def _template_versions() -> None:
    op.create_table(
        "template_families",
        sa.Column("sequence", sa.Integer, nullable=False),
        sa.Column("id", sa.CHAR(32), nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.Column("archived_at", sa.BigInteger),
        sa.Column("deleted_at", sa.BigInteger),
        sa.PrimaryKeyConstraint("sequence", name="pk_template_families"),
        sa.UniqueConstraint("id", name="uq_template_families_id"),
    )
    op.create_table(
        "template_versions",
        sa.Column("sequence", sa.Integer, nullable=False),
        sa.Column("family_id", sa.CHAR(32), nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("template_id", sa.CHAR(32), nullable=False),
        sa.Column("made_at", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("sequence", name="pk_template_versions"),
        sa.ForeignKeyConstraint(
            ["family_id"], ["template_families.id"], name="fk_template_versions_family_id", ondelete="CASCADE"
        ),
        sa.UniqueConstraint("family_id", "number", name="uq_template_versions_family_id"),
        sa.ForeignKeyConstraint(["template_id"], ["templates.id"], name="fk_template_versions_template_id"),
    )
    op.create_index("ix_template_versions_template_id", "template_versions", ["template_id"])
    _name_families()
    op.drop_column("templates", "name")


def _name_families() -> None:
    """Templates that had a name become families; those that shared one were the versions of one letter."""
    connection = op.get_bind()
    named = connection.execute(
        sa.text("SELECT id, name, created_at FROM templates WHERE trim(name) <> '' ORDER BY created_at, sequence")
    )
    families: dict[str, list[tuple[str, str, int]]] = {}
    for template_id, name, created_at in named:
        cleaned = " ".join(name.split())
        families.setdefault(cleaned.casefold(), []).append((template_id, cleaned, created_at))
    for versions in families.values():
        family_id = uuid4().hex
        connection.execute(
            sa.text("INSERT INTO template_families (id, name, created_at) VALUES (:id, :name, :at)"),
            {"id": family_id, "name": versions[-1][1], "at": versions[0][2]},
        )
        for number, (template_id, _, created_at) in enumerate(versions, 1):
            connection.execute(
                sa.text(
                    "INSERT INTO template_versions (family_id, number, template_id, made_at) "
                    "VALUES (:family, :number, :template, :at)"
                ),
                {"family": family_id, "number": number, "template": template_id, "at": created_at},
            )


def _contacts() -> None:
    op.create_table(
        "contacts",
        sa.Column("sequence", sa.Integer, nullable=False),
        sa.Column("item_id", sa.CHAR(32)),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("purpose", sa.VARCHAR(32), nullable=False),
        sa.Column("host", sa.Text, nullable=False),
        sa.Column("same_as", sa.Integer),
        sa.Column("sent", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("sequence", name="pk_contacts"),
        sa.ForeignKeyConstraint(["item_id"], ["queue_items.id"], name="fk_contacts_item_id", ondelete="CASCADE"),
        sa.CheckConstraint(
            "purpose IN ('search', 'page', 'robots', 'papers', 'books', 'model')", name="ck_contacts_purpose"
        ),
    )
    op.create_index("ix_contacts_item_id", "contacts", ["item_id"])
    op.create_index("ix_contacts_host", "contacts", ["host", "purpose", "at", "item_id"])


def _model_calls() -> None:
    op.create_table(
        "model_calls",
        sa.Column("sequence", sa.Integer, nullable=False),
        sa.Column("item_id", sa.CHAR(32)),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("model", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("calls", sa.Integer, nullable=False),
        sa.Column("tokens_in", sa.Integer, nullable=False),
        sa.Column("tokens_out", sa.Integer, nullable=False),
        sa.Column("cost", sa.Float, nullable=False),
        sa.Column("estimated", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("sequence", name="pk_model_calls"),
        sa.ForeignKeyConstraint(["item_id"], ["queue_items.id"], name="fk_model_calls_item_id", ondelete="CASCADE"),
    )
    op.create_index("ix_model_calls_item_id", "model_calls", ["item_id"])
    op.create_index("ix_model_calls_at", "model_calls", ["at"])


def _allow_pause_for_budget() -> None:
    """SQLite cannot change a CHECK: the table is made anew, with its one row."""
    kept = op.get_bind().execute(sa.text("SELECT pause_reason, pause_message, paused_at FROM queue_state")).one()
    op.drop_table("queue_state")
    op.create_table(
        "queue_state",
        sa.Column("row", sa.Integer, nullable=False),
        sa.Column("pause_reason", sa.VARCHAR(32)),
        sa.Column("pause_message", sa.Text, server_default="", nullable=False),
        sa.Column("paused_at", sa.BigInteger),
        sa.PrimaryKeyConstraint("row", name="pk_queue_state"),
        sa.CheckConstraint("row = 1", name="ck_queue_state_single_row"),
        sa.CheckConstraint(
            "pause_reason IN ('user', 'key_refused', 'quota_spent', 'model_unreachable', 'offline', 'disk_full', "
            "'not_configured', 'budget_spent')",
            name="ck_queue_state_pause_reason",
        ),
    )
    op.execute(
        sa.text(
            "INSERT INTO queue_state (row, pause_reason, pause_message, paused_at) VALUES (1, :reason, :message, :at)"
        ).bindparams(reason=kept.pause_reason, message=kept.pause_message, at=kept.paused_at)
    )
