"""How far history went when each backup was made, kept outside the workspace: what was changed before it shows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, select

from itdesk.core.chain import Head, follow
from itdesk.core.progress import Progress
from itdesk.db import stored, tables
from itdesk.db.backups.folder import Backup

COLUMNS = (
    "id", "at", "actor_id", "verb", "kind", "record_id", "record_uid", "operation", "part", "part_id", "changes",
)  # fmt: skip
SETTLED = timedelta(hours=1)  # on a server transactions overtake each other: no line younger than this is counted on
_LINES = f"SELECT {', '.join(COLUMNS)} FROM history WHERE id > ? AND at < ? ORDER BY id"  # noqa: S608 -- names of our own
_UP_TO = f"SELECT {', '.join(COLUMNS)} FROM history WHERE id <= ? ORDER BY id"  # noqa: S608 -- as above
_PORTION = 2000


@dataclass(frozen=True, slots=True)
class Known:
    """A head that is kept, and when it was."""

    at: datetime
    head: Head


def known(backups: Iterable[Backup]) -> list[Known]:
    """The heads of good backups, newest first, without those that a restore has left behind."""
    good = [one.manifest for one in backups if one.manifest is not None and one.is_good]
    left = [(one.left_for, one.made_at) for one in good if one.left_for is not None]
    found = []
    for one in sorted(good, key=lambda one: one.made_at, reverse=True):
        if not any(start < one.made_at <= end for start, end in left):
            found.append(Known(one.made_at, one.head))
        if one.forked:
            break
    return found


def head_of(connection: Any, before: Head, *, overtaking: bool) -> Head | None:
    """The head of a copied file, going on from one that is known; None if the file's history is shorter than that."""
    (last,) = connection.execute("SELECT coalesce(max(id), 0) FROM history").fetchone()
    if last < before.last:
        return None
    until = datetime.now(UTC) - SETTLED if overtaking else datetime.max.replace(tzinfo=UTC)
    return follow(before, connection.execute(_LINES, (before.last, stored.as_text(until))))


def head_up_to(connection: Any, last: int) -> Head:
    """The head of a copied file behind one of its lines, from the first."""
    lines = connection.execute(_UP_TO, (last,))
    return follow(Head(), lines)


def broken(lines: Iterable[Sequence[object]], heads: Iterable[Known]) -> list[Known]:
    """The kept heads that these lines of history don't lead to, oldest first."""
    wanted = sorted(heads, key=lambda one: one.head.last)
    found, head, rest = [], Head(), iter(lines)
    waiting: list[Sequence[object]] = []
    for one in wanted:
        head = follow(head, _up_to(rest, one.head.last, waiting))
        if head != one.head:
            found.append(one)
    return found


def _up_to(lines: Iterator[Sequence[object]], last: int, waiting: list[Sequence[object]]) -> Iterator[Sequence[object]]:
    """Lines with ids up to one; the first behind it waits for its turn."""
    while True:
        row = waiting.pop() if waiting else next(lines, None)
        if row is None:
            return
        if int(row[0]) > last:  # type: ignore[call-overload]
            waiting.append(row)
            return
        yield row


def lines_of(connection: Connection, progress: Progress | None = None) -> Iterator[Sequence[object]]:
    """All of history, oldest first, as it is hashed: the same on both engines."""
    log = tables.history
    wanted = select(*(log.c[name] for name in COLUMNS)).order_by(log.c.id)
    done = 0
    for rows in connection.execution_options(stream_results=True, yield_per=_PORTION).execute(wanted).partitions():
        done += len(rows)
        if progress is not None:
            progress.step(done)
        for row in rows:
            yield (row[0], stored.as_text(row[1]), *row[2:])
