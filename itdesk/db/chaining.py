"""History's chain: each line is hashed with the link before it, and a link is written beside what it links.

On a file the writer is alone, so that a transaction links its own lines before it ends. On a server transactions overtake each other:
there somebody who may links what is settled, which are lines that no transaction can come before any more.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, func, select, text

from itdesk.core.chain import Head, follow
from itdesk.db import history_lines, rights, tables
from itdesk.db.bulk import driver_faults, put

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from itdesk.db.database import Database

_LINK = ("last", "lines", "link", "at")
_NEWEST = "SELECT last, lines, link FROM history_chain ORDER BY last DESC LIMIT 1"
_LAST_AT = "SELECT at FROM history WHERE id = ?"
_PUT = f"INSERT INTO history_chain ({', '.join(_LINK)}) VALUES (?, ?, ?, ?)"  # noqa: S608 -- as above
_LOOKS = 200  # at those who write, some tenths of a second together
# Whoever adds a line holds this lock from before the line has a number until the transaction is over.
_WRITERS = text(
    "SELECT virtualtransaction FROM pg_locks WHERE relation = CAST('history' AS regclass) AND mode = 'RowExclusiveLock'"
    " AND database = (SELECT oid FROM pg_database WHERE datname = current_database()) AND pid <> pg_backend_pid()"
)


def link_lines(connection: Connection) -> None:
    """Link what a file's transaction wrote into history, in the same transaction."""
    driver: Any = connection.connection.driver_connection
    with driver_faults(connection):
        cursor = driver.cursor()
        found = cursor.execute(_NEWEST).fetchone()
        head = Head(*found) if found else Head()
        made = follow(head, history_lines.of_file(driver, after=head.last))
        if made.lines > head.lines:
            (at,) = cursor.execute(_LAST_AT, (made.last,)).fetchone()
            cursor.execute(_PUT, (made.last, made.lines, made.link, at))


def newest(connection: Connection) -> Head:
    """How far the chain goes."""
    chain = tables.history_chain
    wanted = select(chain.c.last, chain.c.lines, chain.c.link).order_by(chain.c.last.desc()).limit(1)
    found = connection.execute(wanted).first()
    return Head(*found) if found else Head()


def printed(session: Session) -> str:
    """The same for the foot of a page; nothing while there is none, or for somebody who doesn't see everything."""
    if rights.is_held(session):
        return ""
    head = newest(session.connection())
    return head.short if head.lines else ""


def passes(connection: Connection, head: Head) -> bool:
    """Whether the chain, as it is written, passes a head that was kept; where it was never linked there, nobody can say so soon."""
    chain = tables.history_chain
    link = connection.execute(select(chain.c.link).where(chain.c.last == head.last)).scalar()
    return newest(connection).lines >= head.lines and link in {None, head.link}


def catch_up(database: Database) -> Head:
    """Link every line that is settled and not linked yet; how far the chain goes now."""
    return database.write(lambda session: _caught_up(session.connection()))


def _caught_up(connection: Connection) -> Head:
    if connection.dialect.name != "postgresql":
        link_lines(connection)
        return newest(connection)
    head, last = newest(connection), _settled(connection)
    if last <= head.last:
        return head
    made = follow(head, history_lines.of(connection, after=head.last, last=last))
    _put(connection, head, made)
    return made


def _settled(connection: Connection) -> int:
    """The last line before which no further one can come; 0 while somebody has been writing all the time."""
    last = connection.execute(select(func.coalesce(func.max(tables.history.c.id), 0))).scalar_one()
    before = set(connection.execute(_WRITERS).scalars())
    for _look in range(_LOOKS):
        if not before:
            return int(last)
        before &= set(connection.execute(_WRITERS).scalars())
    return 0


def _put(connection: Connection, head: Head, made: Head) -> None:
    if made.lines > head.lines:
        put(connection, tables.history_chain, _LINK, [(made.last, made.lines, made.link, datetime.now(UTC))])
