"""How far history went when each backup was made, kept outside the workspace: what was changed before it shows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection, select

from itdesk.core.chain import Head, Line, Mark, follow, strays
from itdesk.db import history_lines, tables
from itdesk.db.backups.folder import Backup

_IS_CHAINED = "SELECT 1 FROM sqlite_master WHERE name = 'history_chain'"  # a copy from before an update isn't
_CHAINED = "SELECT coalesce(max(last), 0) FROM history_chain"
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
    return follow(before, history_lines.of_file(connection, after=before.last, last=last))


def head_up_to(connection: Any, last: int) -> Head:
    """The head of a copied file behind one of its lines, from the first."""
    return follow(Head(), history_lines.of_file(connection, last=last))


def broken(lines: Iterable[Line], heads: Iterable[Known]) -> list[Known]:
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
