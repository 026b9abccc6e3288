"""The queue reads its index alone.

Revision ID: 0011
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """The queue reads its index alone."""
    op.drop_index("ix_tickets_kept_status", table_name="tickets")
    op.create_index(
        "ix_tickets_kept_status",
        "tickets",
        ["status", "due_at", "id", "deleted_at", "snoozed_until"],
        unique=False,
        sqlite_where=sa.text("deleted_at IS NULL"),
        postgresql_where=sa.text("deleted_at IS NULL"),
    )
