"""Who has what in front, and a server that rings.

Revision ID: 0009
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from itdesk.db import types

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Who has what in front, and a server that rings."""
    op.create_table(
        "presences",
        sa.Column("window_uid", sa.String(length=36), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("record_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("is_changing", sa.Boolean(), nullable=False),
        sa.Column("seen_at", types.Instant(), nullable=False),
        sa.PrimaryKeyConstraint("window_uid", name=op.f("pk_presences")),
    )
    op.create_index("ix_presences_record", "presences", ["kind", "record_id"], unique=False)
    if op.get_bind().dialect.name != "postgresql":
        return
    op.execute(
        "CREATE OR REPLACE FUNCTION ring() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN PERFORM pg_notify('itdesk', ''); RETURN NULL; END $$"
    )
    op.execute("CREATE OR REPLACE TRIGGER ring AFTER INSERT ON change_log FOR EACH STATEMENT EXECUTE FUNCTION ring()")
    op.execute(
        "CREATE OR REPLACE TRIGGER ring AFTER INSERT OR DELETE OR UPDATE OF kind, record_id, is_changing ON presences "
        "FOR EACH STATEMENT EXECUTE FUNCTION ring()"
    )
