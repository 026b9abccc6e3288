"""Moves a workspace to another place, a file or a server: copied, compared, and only then marked as gone from the old one.

The source is read alone until the new place is whole and the same. Whoever was killed runs the same again: a place that is
whole already is compared with the source, and what had arrived in parts is kept where it still is the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, func, insert, select

from itdesk.core.errors import UserError
from itdesk.core.progress import Progress
from itdesk.core.registry import Registry
from itdesk.core.rights import Deed
from itdesk.core.texts import _
from itdesk.core.uids import new_uid
from itdesk.db import copying, postgres, rights, sqlite, tables, whereabouts
from itdesk.db.database import Database
from itdesk.db.failures import sorted_out
from itdesk.db.whole import rows
from itdesk.db.whole.filling import as_owner
from itdesk.db.whole.sources import Open
from itdesk.db.whole.target import Target

_TRIES = 3  # how often it is copied anew because somebody wrote meanwhile


@dataclass(frozen=True, slots=True)
class What:
    """What goes along, in numbers."""

    name: str
    rows: dict[str, int]  # records by kind
    history: int
    files: int
    size: int  # bytes of the files


@dataclass(frozen=True, slots=True)
class Moved:
    """What a move came to."""

    target: str
    rows: int
    files: int
    was_there: bool  # the copy was whole already, from a run that was cut off
    kept: int = 0  # rows that a run that was cut off had brought


def what_goes(session: Any) -> What:
    """What a move would take along."""
    connection = session.connection()

    def count(table: Any) -> int:
        found: int = connection.execute(select(func.count()).select_from(table)).scalar_one()
        return found

    counts = {kind: count(cls.__table__) for kind, cls in session.info["tables"].classes.items()}
    files, size = connection.execute(select(func.count(), func.coalesce(func.sum(tables.blobs.c.size), 0))).one()
    found = {kind: number for kind, number in counts.items() if number}
    return What(session.info["workspace"].name, found, count(tables.history), files, int(size))


def move(
    source: str,
    target: str,
    registry: Registry,
    progress: Progress | None = None,
    *,
    in_clear: bool = False,
    actor: int | None = None,
) -> Moved:
    """Move a workspace; in_clear allows an encrypted one to go to a server. Stopped leaves everything as it was.

    actor: who does it, and has to be allowed to; the list of what was done names them at the new place.
    """
    steps, place = progress or Progress(), target if postgres.is_address(target) else str(Path(target).absolute())
    for _attempt in range(_TRIES):
        with suppress(_WrittenTo):
            moved = _move(source, place, registry, steps, in_clear=in_clear, actor=actor)
            _note(source, place, registry, actor)
            return moved
    raise UserError(
        _("Others kept writing into the workspace while it was copied."),
        _("It was not moved. Let everybody close it, then try again."),
    )


class _WrittenTo(Exception):
    """Somebody wrote into the source since it was read."""


def _note(source: str, place: str, registry: Registry, actor: int | None) -> None:
    """A line in the list of what was done; there is nothing in it to take back."""
    row = {
        "operation": new_uid(),
        "at": datetime.now(UTC),
        "actor_id": actor,
        "kind": "",
        "verb": "changed",
        "records": 0,
    }
    with changing(place, registry) as connection:
        words = _("Moved here from {place}").format(place=source)
        connection.execute(insert(tables.operations), [row | {"words": words}])


def _move(source: str, place: str, registry: Registry, steps: Progress, *, in_clear: bool, actor: int | None) -> Moved:
    """The mark in the source is written before the new place appears, and committed after it."""
    from itdesk.db.engine import open_database

    with ExitStack() as stack, closing(open_database(source, registry, progress=steps)) as database:
        with database.reading(actor=actor) as asking:
            rights.require_deed(asking, Deed.SETTINGS)
        _require_movable(database, place, in_clear=in_clear)
        with database.as_itself() as session:
            mark = _mark(session.connection())

            def settle() -> None:
                _bar(stack.enter_context(changing(source, registry)), place, mark)

            return _copied(database, session.connection(), place, steps, settle)


def _bar(connection: Connection, place: str, mark: tuple[int, int]) -> None:
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("LOCK TABLE change_log IN SHARE ROW EXCLUSIVE MODE")
    if _mark(connection) != mark:
        raise _WrittenTo
    whereabouts.bar(connection, place)


def _require_movable(database: Database, place: str, *, in_clear: bool) -> None:
    if database.moved_to:
        raise UserError(whereabouts.moved_sentence(database.moved_to), _("Nothing was changed. Open it there."))
    if database.read_only:
        raise UserError(_("A workspace that is only read can't be moved."), database.why_read_only)
    if database.share is not None:
        raise UserError(
            _("This workspace is shared in a folder, and can't be moved as it is."),
            _("Nothing was moved. Let the PC that keeps it stop sharing it, then move the file."),
        )
    if database.location == place:
        raise UserError(_("The workspace is there already."), _("Choose another place."))
    if database.is_encrypted and postgres.is_address(place) and not in_clear:
        raise UserError(
            _("This workspace is encrypted, and a server's database is not."),
            _(
                "Nothing was moved. Say that it may go there in clear; the server's disks have to be encrypted by others."
            ),
        )


def _copied(
    database: Database, connection: Connection, place: str, steps: Progress, settle: Callable[[], None]
) -> Moved:
    """Copy everything as it is at one moment, or find that it is there; settle runs when all of it is compared."""
    registry = database.registry
    source = Open(connection, registry)
    told: dict[str, dict[str, Any]] = {}
    kept = 0
    was_there = _is_there(place, database.workspace.uid, registry)
    if was_there:
        told |= _require_same(connection, source, place, registry, steps)
        settle()
    else:
        target = Target(place, database.workspace.uid, registry, database.path if database.is_encrypted else None)
        found = target.bring(source, steps, settle)
        told, kept = found.told, found.kept
    files = connection.execute(select(func.count()).select_from(tables.blobs)).scalar_one()
    return Moved(place, sum(one["rows"] for one in told.values()), files, was_there, kept)


def _mark(connection: Connection) -> tuple[int, int]:
    log = tables.change_log
    count, last = connection.execute(select(func.count(), func.coalesce(func.max(log.c.seq), 0)).select_from(log)).one()
    return count, last


def _is_there(place: str, uid: str, registry: Registry) -> bool:
    """Whether a whole workspace of the same identity lies there: only a move, or a copy of hands, leaves one."""
    if postgres.is_address(place):
        with _existing(place) as bare:
            if bare is None or not postgres.has_workspace(bare):
                return False
    elif not Path(place).exists():
        return False
    with _opened(place, registry) as database:
        if database.workspace.uid == uid and not database.moved_to:
            return True
    raise UserError(
        _("Another workspace lies in {place}.").format(place=place), _("It was not changed. Choose another.")
    )


@contextmanager
def _existing(place: str) -> Iterator[Any]:
    """A bare connection to a database; None where it has to be made first."""
    from itdesk.core.errors import NotAWorkspace

    try:
        bare = postgres.connect(postgres.settings(place))
    except NotAWorkspace:
        yield None
        return
    with closing(bare):
        yield bare


@contextmanager
def _opened(place: str, registry: Registry) -> Iterator[Database]:
    from itdesk.db.engine import open_database

    with closing(open_database(place, registry, read_only=True)) as database:
        yield database


def _require_same(
    connection: Connection, source: Open, place: str, registry: Registry, steps: Progress
) -> dict[str, dict[str, Any]]:
    """Compare what lies there, row by row, with what should; another run left it, and somebody may have worked in it."""
    with _opened(place, registry) as database, database.as_itself() as session:
        there = session.connection()
        told, known = {}, rows.there(connection, rows.whole_tables())
        made = {one.name for one in rows.there(there, known)}
        for number, table in enumerate(known):
            steps.step(number, len(known), _("Comparing everything"))
            told[table.name] = rows.total_of(connection, table).plain
            found = rows.total_of(there, table) if table.name in made else rows.Total()
            if found.plain != told[table.name]:
                raise _differs(place)
        if copying.last_numbers(there, registry) != source.numbers or not _has_contents(there):
            raise _differs(place)
    return told


def _has_contents(connection: Connection) -> bool:
    """Whether every content is there in its whole length."""
    blobs, chunks = tables.blobs, tables.blob_chunks
    held = func.coalesce(func.sum(func.length(chunks.c.data)), 0)
    asked = (
        select(blobs.c.hash)
        .outerjoin(chunks, chunks.c.hash == blobs.c.hash)
        .group_by(blobs.c.hash, blobs.c.size)
        .having(held != blobs.c.size)
    )
    return connection.execute(asked.limit(1)).first() is None


def _differs(place: str) -> UserError:
    return UserError(
        _("This workspace lies in {place} already, but it isn't the same any more.").format(place=place),
        _("Neither was changed. Move it to another place, or remove what lies there."),
    )


def take_back(source: str, registry: Registry) -> str:
    """Let a workspace that was moved be worked in again where it was; where it had gone. What was done there stays there."""
    with _opened(source, registry) as database:
        place = database.moved_to
    if not place:
        raise UserError(_("This workspace was not moved."), _("Nothing was changed."))
    with changing(source, registry) as connection:
        whereabouts.free(connection)
    return place


@contextmanager
def changing(place: str, registry: Registry) -> Iterator[Connection]:
    """One transaction on a workspace as a whole, beside its history."""
    if postgres.is_address(place):
        with as_owner(place, postgres.settings(place), registry) as connection:
            yield connection
        return
    with (
        sorted_out(registry, saving=True),
        sqlite.faults(),
        closing(sqlite.connect(Path(place))) as bare,
        sqlite.single_engine(bare).begin() as connection,
    ):
        yield connection
