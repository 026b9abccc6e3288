"""Legal steps of a field on a server, which refuses others: a form, an import or an undo that goes further goes through them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from itdesk.core.record import RecordType
from itdesk.core.steps import between
from itdesk.db import changes
from itdesk.db.among import among
from itdesk.db.bulk import update_rows
from itdesk.db.mapping import column_of


def go_through(session: Session, record_type: RecordType, rows: Sequence[tuple[int, Mapping[str, Any]]]) -> int:
    """Before these rows (id, values by column) are written, take what lies between; how many rows were written for it.

    History tells of the whole way, from the first value to the last.
    """
    written = 0
    if session.info["dialect"].name != "postgresql":
        return written
    table: Any = session.info["tables"][record_type.kind].__table__
    for declared in record_type.in_columns:
        column = column_of(declared)
        wanted = {row_id: values[column] for row_id, values in rows if declared.steps and column in values}
        if not wanted:
            continue
        asked = select(table.c.id, table.c[column]).where(among(table.c.id, "own_ids"))
        stored = session.connection().execute(asked, {"own_ids": list(wanted)}).all()
        ways = {row_id: between(declared.steps, value, wanted[row_id]) for row_id, value in stored}
        for at in range(max(map(len, ways.values()), default=0)):
            part = [(row_id, {column: way[at]}) for row_id, way in ways.items() if at < len(way)]
            update_rows(session.connection(), table, part, changes.now())
            written += len(part)
    return written
