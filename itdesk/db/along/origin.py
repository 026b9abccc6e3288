"""Copies that know what they were taken from, and workspaces that know which of them came back and how far."""

from __future__ import annotations

import json
from contextlib import closing
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, func, select, update

from itdesk.core.errors import UserError
from itdesk.core.progress import Progress
from itdesk.core.registry import Registry
from itdesk.core.texts import _
from itdesk.core.uids import new_uid
from itdesk.db import operations, tables, whereabouts
from itdesk.db.database import Database
from itdesk.db.whole.filling import fill_from, into
from itdesk.db.whole.sources import Open

_CAME_BACK = (
    "came back {}"  # a fact's name, with the copy's identity; JSON: [[last line of its history, operation], ...]
)


@dataclass(frozen=True, slots=True)
class Origin:
    """What a copy was taken from. history and log are how far the history and the change log went at that moment."""

    uid: str
    name: str
    place: str
    at: str
    history: int
    log: int


def check_out(
    source: str, copy: Path, registry: Registry, progress: Progress | None = None, *, actor: int | None = None
) -> Origin:
    """Write a whole copy of a workspace to work in elsewhere; an encrypted file's is encrypted as it is."""
    from itdesk.db.engine import open_database

    with closing(open_database(source, registry, read_only=True, progress=progress)) as database:
        return check_out_of(database, copy, progress, actor=actor)


def check_out_of(
    database: Database, copy: Path, progress: Progress | None = None, *, actor: int | None = None
) -> Origin:
    """The same of a workspace that is open."""
    from itdesk.core.rights import Deed
    from itdesk.db import rights

    if not copy.name.lower().endswith(".itdesk"):
        raise UserError(
            _("{file} doesn't end in .itdesk.").format(file=f"“{copy.name}”"),
            _("Nothing was written. A workspace's name ends in .itdesk."),
        )
    with database.reading(actor=actor) as session:
        rights.require_deed(session, Deed.BACKUP)
    with database.as_itself() as session:
        connection = session.connection()
        if database.moved_to:
            raise UserError(
                whereabouts.moved_sentence(database.moved_to), _("Nothing was written. Take it from there.")
            )
        origin = _origin(connection, database)
        source = Open(connection, database.registry)

        def fill(target: Connection) -> None:
            fill_from(source, target, database.registry, progress or Progress())
            target.execute(update(tables.workspace).values(uid=new_uid()))
            whereabouts.tell(target, whereabouts.TAKEN, json.dumps(asdict(origin), ensure_ascii=False))

        into(str(copy.absolute()), database.registry, fill, database.path if database.is_encrypted else None)
    return origin


def _origin(connection: Connection, database: Database) -> Origin:
    history, log = tables.history, tables.change_log
    lines = connection.execute(select(func.coalesce(func.max(history.c.id), 0))).scalar_one()
    seq = connection.execute(select(func.coalesce(func.max(log.c.seq), 0))).scalar_one()
    now = datetime.now(UTC).isoformat(timespec="seconds")
    return Origin(database.workspace.uid, database.workspace.name, database.location, now, lines, seq)


def origin_of(session: Any) -> Origin | None:
    """What a copy was taken from; None for a workspace that is no copy."""
    told = whereabouts.told(session.connection(), whereabouts.TAKEN)
    return Origin(**json.loads(told)) if told else None


def require_copy_of(session: Any, there: Any, copy: Path) -> Origin:
    """What a copy was taken from, which has to be this workspace."""
    origin = origin_of(there)
    if origin is None:
        raise UserError(
            _("{file} was not taken along from any workspace.").format(file=copy.name),
            _("Nothing was changed. Choose a copy that was made by Take a copy along."),
        )
    if origin.uid != session.info["workspace"].uid:
        raise UserError(
            _("{file} was taken along from another workspace, {name}.").format(file=copy.name, name=origin.name),
            _("Nothing was changed. Open that one, and merge the copy there."),
        )
    return origin


def came_back(session: Any, copy_uid: str) -> int:
    """How far a copy's history was merged; merges that were taken back don't count."""
    merges = _merges(session, copy_uid)
    undone = operations.cancelled(session, [operation for _line, operation in merges])
    return max((line for line, operation in merges if operation not in undone), default=0)


def merges_of(session: Any, copy_uid: str) -> frozenset[str]:
    """The operations by which a copy was merged."""
    return frozenset(operation for _line, operation in _merges(session, copy_uid))


def _merges(session: Any, copy_uid: str) -> list[tuple[int, str]]:
    told = whereabouts.told(session.connection(), _CAME_BACK.format(copy_uid))
    return [(line, operation) for line, operation in json.loads(told)] if told else []


def note_back(session: Any, copy_uid: str, line: int, operation: str) -> None:
    """Write down that a copy's history is merged up to this line, by this operation."""
    merges = [*_merges(session, copy_uid), (line, operation)]
    whereabouts.tell(session.connection(), _CAME_BACK.format(copy_uid), json.dumps(merges))
