"""A server rings when a change is written down.

Revision ID: 0009
"""

from __future__ import annotations

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """A server rings when a change is written down."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE OR REPLACE FUNCTION ring() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN PERFORM pg_notify('itdesk', ''); RETURN NULL; END $$"
        )
        op.execute(
            "CREATE OR REPLACE TRIGGER ring AFTER INSERT ON change_log FOR EACH STATEMENT EXECUTE FUNCTION ring()"
        )
