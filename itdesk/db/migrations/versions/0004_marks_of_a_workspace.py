"""The mark of a workspace, what is switched off in it, and whose its made-up records are.

Revision ID: 0004
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """The mark of a workspace, what is switched off in it, and whose its made-up records are."""
    op.add_column("workspace", sa.Column("colour", sa.String(length=12), nullable=True))
    op.add_column("workspace", sa.Column("tile", sa.String(length=2), nullable=True))
    op.add_column("workspace", sa.Column("logo", sa.LargeBinary(), nullable=True))
    op.add_column("workspace", sa.Column("switched_off", sa.Text(), nullable=True))
    op.add_column("workspace", sa.Column("sample", sa.String(length=36), nullable=True))
