"""Own tickets come in order.

Revision ID: 0014
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Own tickets come in order."""
    op.drop_index(op.f("ix_tickets_requester_id"), table_name="tickets")
    op.create_index(
        "ix_tickets_requester_id", "tickets", ["requester_id", "opened_at", "id", "deleted_at"], unique=False
    )
    op.create_index(
        "ix_tickets_kept_requester_id",
        "tickets",
        ["requester_id", "status", "due_at", "id", "deleted_at"],
        unique=False,
        sqlite_where=sa.text("deleted_at IS NULL"),
        postgresql_where=sa.text("deleted_at IS NULL"),
    )
