"""Where a workspace went, what it was taken from and which copies of it came back: facts about the workspace as a whole.

A workspace that was moved takes no more writes, whoever has it open: a trigger of its change log refuses them.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, delete, insert, select

from itdesk.core.errors import ReadOnlyWorkspace
from itdesk.core.texts import _
from itdesk.db import tables
from itdesk.db.sniff import FENCE
from itdesk.db.sniff import MOVED as MOVED_AWAY

MOVED = "moved"  # its value is the place where the workspace is now
TAKEN = "taken from"  # JSON: see itdesk.db.taken_along
_ASKED = "SELECT value FROM whereabouts WHERE name = 'moved'"
_BARRED = {
    "sqlite": ("DROP TRIGGER IF EXISTS moved_away", FENCE),
    "postgresql": (
        (
            "CREATE OR REPLACE FUNCTION moved_away() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{MOVED_AWAY}' USING ERRCODE = 'read_only_sql_transaction'; END $$"
        ),
        (
            "CREATE OR REPLACE TRIGGER moved_away BEFORE INSERT ON change_log "
            "FOR EACH STATEMENT EXECUTE FUNCTION moved_away()"
        ),
    ),
}
_FREED = {
    "sqlite": ("DROP TRIGGER IF EXISTS moved_away",),
    "postgresql": ("DROP TRIGGER IF EXISTS moved_away ON change_log", "DROP FUNCTION IF EXISTS moved_away()"),
}


def told(connection: Connection, name: str) -> str:
    """A fact by its name; empty where nothing is known."""
    where = tables.whereabouts
    return str(connection.execute(select(where.c.value).where(where.c.name == name)).scalar() or "")


def tell(connection: Connection, name: str, value: str) -> None:
    """Write a fact down; an empty one is forgotten."""
    where = tables.whereabouts
    connection.execute(delete(where).where(where.c.name == name))
    if value:
        connection.execute(insert(where), [{"name": name, "value": value, "at": datetime.now(UTC)}])


def moved_to(execute: Callable[[str], Any]) -> str:
    """Where a workspace went, asked over a bare connection; empty for one that is still here."""
    row = execute(_ASKED).fetchone()
    return str(row[0]) if row is not None else ""


def bar(connection: Connection, place: str) -> None:
    """The workspace is at this place now: nothing is written here any more."""
    tell(connection, MOVED, place)
    for statement in _BARRED[connection.dialect.name]:
        connection.exec_driver_sql(statement)


def free(connection: Connection) -> None:
    """The workspace is here again."""
    tell(connection, MOVED, "")
    for statement in _FREED[connection.dialect.name]:
        connection.exec_driver_sql(statement)


def moved_sentence(place: str) -> str:
    """Why a workspace that was moved is only read."""
    return _("This workspace has moved to {place}. What is here is as it was then.").format(place=place)


def moved_away() -> ReadOnlyWorkspace:
    """The sentence for a change in a workspace that was moved while it was open."""
    return ReadOnlyWorkspace(
        _("This workspace was moved to another place a moment ago."),
        _("Nothing was saved here. Open it again: it says where it is now."),
    )
