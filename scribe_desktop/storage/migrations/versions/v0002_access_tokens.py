"""Tables of the local HTTP API: its tokens, and the first answers by Idempotency-Key."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add both tables; nothing that is there changes."""
    op.create_table(
        "access_tokens",
        sa.Column("sequence", sa.Integer, nullable=False),
        sa.Column("id", sa.CHAR(32), nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("scope", sa.VARCHAR(32), nullable=False),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.Column("expires_at", sa.BigInteger, nullable=False),
        sa.Column("key_id", sa.Text, nullable=False),
        sa.Column("last_used_at", sa.BigInteger),
        sa.Column("revoked_at", sa.BigInteger),
        sa.Column("run_id", sa.Text),
        sa.PrimaryKeyConstraint("sequence", name="pk_access_tokens"),
        sa.UniqueConstraint("id", name="uq_access_tokens_id"),
        sa.CheckConstraint("scope IN ('read', 'read write')", name="ck_access_tokens_scope"),
    )
    op.create_table(
        "idempotency_keys",
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("body_hash", sa.Text, nullable=False),
        sa.Column("answer", sa.JSON, nullable=False),
        sa.Column("stored_at", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_idempotency_keys"),
    )
    op.create_index("ix_idempotency_keys_stored_at", "idempotency_keys", ["stored_at"])
