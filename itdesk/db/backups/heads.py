"""How far history went when each backup was made, kept outside the workspace: what was changed before it shows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection, select

from itdesk.core.chain import Head, Mark, follow, strays
from itdesk.core.progress import Progress
from itdesk.db import stored, tables
from itdesk.db.backups.folder import Backup
from itdesk.db.bulk import driver_faults
from itdesk.db.chaining import COLUMNS

_LINES = f"SELECT {', '.join(COLUMNS)} FROM history WHERE id > ? AND id <= ? ORDER BY id"  # noqa: S608 -- names of our own
_IS_CHAINED = "SELECT 1 FROM sqlite_master WHERE name = 'history_chain'"  # a copy from before an update isn't
_CHAINED = "SELECT coalesce(max(last), 0) FROM history_chain"
_UP_TO = f"SELECT {', '.join(COLUMNS)} FROM history WHERE id <= ? ORDER BY id"  # noqa: S608 -- as above
_ALL = f"SELECT {', '.join(COLUMNS)} FROM history ORDER BY id"  # noqa: S608 -- as above
_PORTION = 2000


@dataclass(frozen=True, slots=True)
class Known:
    """A head that is kept, and when it was."""

    at: datetime
    head: Head


def known(backups: Iterable[Backup], here: Iterable[Known] = ()) -> list[Known]:
    """The heads of good backups and those that this PC remembers, newest first, without those that a restore has left behind."""
    good = [one.manifest for one in backups if one.manifest is not None and one.is_good]
    left = [(one.left_for, one.made_at) for one in good if one.left_for is not None]
    found = []
    for one in sorted(good, key=lambda one: one.made_at, reverse=True):
        if not any(start < one.made_at <= end for start, end in left):
            found.append(Known(one.made_at, one.head))
        if one.forked:
            break
    return found + [one for one in here if not any(start < one.at <= end for start, end in left)]


def head_of(connection: Any, before: Head, *, overtaking: bool) -> Head | None:
    """The head of a copied file, going on from one that is known; None if the file's history is shorter than that.

    overtaking: it is a server's, where a line counts once it is linked, since a further one may come before it until then.
    """
    (last,) = connection.execute("SELECT coalesce(max(id), 0) FROM history").fetchone()
    if last < before.last:
        return None
    if overtaking:
        chained = connection.execute(_CHAINED).fetchone()[0] if connection.execute(_IS_CHAINED).fetchone() else 0
        last = max(before.last, chained)
    return follow(before, connection.execute(_LINES, (before.last, last)))


def head_up_to(connection: Any, last: int) -> Head:
    """The head of a copied file behind one of its lines, from the first."""
    lines = connection.execute(_UP_TO, (last,))
    return follow(Head(), lines)


def broken(lines: Iterable[Sequence[object]], heads: Iterable[Known]) -> list[Known]:
    """The kept heads that these lines of history don't lead to, oldest first."""
    return [mark.whose for mark in strays(lines, marks_of(heads)) if isinstance(mark.whose, Known)]


def marks_of(heads: Iterable[Known]) -> list[Mark]:
    """Kept heads in the order in which a chain passes them."""
    return sorted((Mark(one.head.lines, one.head.link, one) for one in heads), key=itemgetter(0))


def chained(connection: Connection) -> Iterator[Mark]:
    """What the workspace itself says about its history, in the same order; each with the time of its last line."""
    chain = tables.history_chain
    wanted = select(chain.c.lines, chain.c.link, chain.c.at).order_by(chain.c.lines)
    for rows in connection.execute(wanted, execution_options={"yield_per": _PORTION}).partitions():
        yield from (Mark(*row) for row in rows)


def lines_of(connection: Connection, progress: Progress | None = None) -> Iterator[Sequence[object]]:
    """All of history, oldest first, as it is hashed: the same on both engines."""
    if connection.dialect.name != "postgresql":
        yield from _as_they_lie(connection, progress)
        return
    log = tables.history
    wanted = select(*(log.c[name] for name in COLUMNS)).order_by(log.c.id)
    done = 0
    for rows in connection.execution_options(stream_results=True, yield_per=_PORTION).execute(wanted).partitions():
        done += len(rows)
        if progress is not None:
            progress.step(done)
        for row in rows:
            yield (row[0], stored.as_text(row[1]), *row[2:])


def _as_they_lie(connection: Connection, progress: Progress | None) -> Iterator[Sequence[object]]:
    """The same of a file, whose values lie there as they are hashed."""
    driver: Any = connection.connection.driver_connection
    done = 0
    with driver_faults(connection):
        cursor = driver.cursor().execute(_ALL)
        while rows := cursor.fetchmany(_PORTION):
            done += len(rows)
            if progress is not None:
                progress.step(done)
            yield from rows
