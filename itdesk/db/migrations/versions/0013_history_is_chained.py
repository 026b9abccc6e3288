"""History is chained: how far it went at a time, and the hash that its lines lead to.

Revision ID: 0013
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from itdesk.db import types
from itdesk.db.chaining import link_lines

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """A link beside what it links: on a file one for all lines that are there; on a server whoever may links them."""
    op.create_table(
        "history_chain",
        sa.Column("last", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("lines", sa.BigInteger(), nullable=False),
        sa.Column("link", sa.String(length=64), nullable=False),
        sa.Column("at", types.Instant(), nullable=False),
        sa.PrimaryKeyConstraint("last", name=op.f("pk_history_chain")),
    )
    if op.get_bind().dialect.name != "postgresql":
        link_lines(op.get_bind())
