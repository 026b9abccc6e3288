"""Passwords of people, and what a consultant is.

Revision ID: 0010
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from itdesk.db import types

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Passwords of people, and what a consultant is."""
    op.create_table(
        "sign_ins",
        sa.Column(
            "person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("secret", sa.Text(), nullable=False),
        sa.Column("given_at", types.Instant(), nullable=False),
        sa.Column("given_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("wrong", sa.Integer(), nullable=False),
        sa.Column("wrong_at", types.Instant(), nullable=True),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_sign_ins")),
    )
    op.add_column("workspace", sa.Column("consultant", sa.String(length=20), nullable=True))
