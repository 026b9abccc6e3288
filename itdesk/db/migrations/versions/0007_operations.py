"""Operations: what each transaction was.

Revision ID: 0007
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from itdesk.db import types

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """One row for each transaction; those so far are told from history."""
    op.create_table(
        "operations",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("operation", sa.String(length=36), nullable=False),
        sa.Column("at", types.Instant(), nullable=False),
        sa.Column("actor_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("verb", sa.String(length=10), nullable=False),
        sa.Column("records", sa.Integer(), nullable=False),
        sa.Column("undoes", sa.String(length=36), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_operations")),
        sa.UniqueConstraint("operation", name=op.f("uq_operations_operation")),
    )
    op.create_index(op.f("ix_operations_undoes"), "operations", ["undoes"], unique=False)
    op.execute(
        "INSERT INTO operations (operation, at, actor_id, words, kind, verb, records) "
        "SELECT first.operation, first.at, first.actor_id, '', first.kind, "
        "CASE WHEN first.part IS NULL THEN first.verb ELSE 'changed' END, each.records "
        "FROM (SELECT MIN(id) AS id, COUNT(DISTINCT record_id) AS records FROM history GROUP BY operation) AS each "
        "JOIN history AS first ON first.id = each.id ORDER BY first.id"
    )
