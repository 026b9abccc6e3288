"""Tickets by the million.

Revision ID: 0008
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Tickets by the million."""
    op.drop_index("ix_tickets_opened_at_id", table_name="tickets")
    op.drop_index("ix_tickets_status_due_at", table_name="tickets")
    op.create_index(
        "ix_tickets_binned_number",
        "tickets",
        ["number"],
        unique=False,
        sqlite_where=sa.text("deleted_at IS NOT NULL"),
        postgresql_where=sa.text("deleted_at IS NOT NULL"),
    )
    op.create_index(
        "ix_tickets_kept_opened_at",
        "tickets",
        ["opened_at", "id", "deleted_at"],
        unique=False,
        sqlite_where=sa.text("deleted_at IS NULL"),
        postgresql_where=sa.text("deleted_at IS NULL"),
    )
    op.create_index(
        "ix_tickets_kept_status",
        "tickets",
        ["status", "due_at", "id", "deleted_at"],
        unique=False,
        sqlite_where=sa.text("deleted_at IS NULL"),
        postgresql_where=sa.text("deleted_at IS NULL"),
    )
    op.create_index(
        "ix_tickets_open_assignee_id",
        "tickets",
        ["assignee_id", "due_at", "id"],
        unique=False,
        sqlite_where=sa.text("deleted_at IS NULL AND status NOT IN ('resolved', 'closed')"),
        postgresql_where=sa.text("deleted_at IS NULL AND status NOT IN ('resolved', 'closed')"),
    )
    op.create_index(
        "ix_tickets_open_due_at",
        "tickets",
        ["due_at", "id"],
        unique=False,
        sqlite_where=sa.text("deleted_at IS NULL AND status NOT IN ('resolved', 'closed')"),
        postgresql_where=sa.text("deleted_at IS NULL AND status NOT IN ('resolved', 'closed')"),
    )
