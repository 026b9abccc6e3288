"""The first schema: every table of itdesk 0.1, from the SQL files beside this one.

Revision ID: 0001
"""

from __future__ import annotations

from alembic import op

from itdesk.db import ddl
from itdesk.db.migrations import first

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make everything."""
    connection = op.get_bind()
    for statement in first.read(connection.dialect.name):
        connection.exec_driver_sql(statement)
    ddl.create(connection)
