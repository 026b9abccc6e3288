"""A migration to come, as ordinary as they get: a table is added, values move into it, a column is rebuilt."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from itdesk.db.migrations import HEAD

revision = "next"
down_revision = HEAD
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Tickets' states become rows of their own."""
    op.create_table(
        "t_states",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("name", sa.String(20), nullable=False),
    )
    op.execute(
        "INSERT INTO t_states (id, name) "
        "SELECT row_number() OVER (ORDER BY state), state FROM (SELECT DISTINCT state FROM t_tickets) s"
    )
    with op.batch_alter_table("t_tickets") as batch:
        batch.add_column(sa.Column("state_id", sa.Integer))
    op.execute("UPDATE t_tickets SET state_id = (SELECT id FROM t_states WHERE name = t_tickets.state)")
    with op.batch_alter_table("t_tickets") as batch:
        batch.alter_column("state_id", existing_type=sa.Integer, nullable=False)
        batch.drop_column("state")
