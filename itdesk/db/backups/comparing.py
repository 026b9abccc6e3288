"""What a backup holds that the workspace doesn't, and the other way round: record by record, by their identities."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from itdesk.core.progress import Progress
from itdesk.core.registry import Registry
from itdesk.core.texts import _
from itdesk.db import records, sqlite
from itdesk.db.backups.folder import carry
from itdesk.db.database import Database
from itdesk.db.history import in_words
from itdesk.db.mapping import Tables
from itdesk.db.migrations import HEAD
from itdesk.db.titles import titles
from itdesk.db.unlocking import require_key

SHOWN = 200  # records of each kind that are named
GONE, CHANGED, NEW = "gone", "changed", "new"


@dataclass(frozen=True, slots=True)
class Entry:
    """A record that differs: gone would come back, changed would be as it was, new would go."""

    kind: str
    uid: str
    title: str
    what: str


@dataclass(frozen=True, slots=True)
class KindDifference:
    """One kind of record: how many of each, and the first of them by name."""

    kind: str
    gone: int
    changed: int
    new: int
    entries: tuple[Entry, ...]

    @property
    def number(self) -> int:
        """All of them."""
        return self.gone + self.changed + self.new


@contextmanager
def opened_copy(copy: Path, registry: Registry) -> Iterator[Database]:
    """A backup to read from; one of an earlier itdesk is brought up to date in a place of its own."""
    from itdesk.db.engine import open_database

    require_key(copy)
    connection = sqlite.connect(copy, mode="ro")
    try:
        (revision,) = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    finally:
        connection.close()
    with TemporaryDirectory(prefix="itdesk-") as folder:
        path = copy
        if revision != HEAD:
            path = Path(folder) / copy.name
            shutil.copyfile(copy, path)
            carry(copy, path)
            open_database(path, registry, remote=False).close()
        database = open_database(path, registry, read_only=True, remote=False)
        try:
            yield database
        finally:
            database.close()


def differences(session: Session, then: Session, progress: Progress | None = None) -> list[KindDifference]:
    """What differs between the workspace and its backup, of each kind that differs at all."""
    steps, found = progress or Progress(), []
    own: Tables = session.info["tables"]
    known: Tables = then.info["tables"]
    kinds = [kind for kind in own.classes if kind in known.classes]
    for place, kind in enumerate(kinds):
        steps.step(place, len(kinds), _("Comparing"))
        one = _difference(session, then, kind)
        if one.number:
            found.append(one)
    return found


def _difference(session: Session, then: Session, kind: str) -> KindDifference:
    now_there, then_there = _states(session, kind), _states(then, kind)
    gone = [uid for uid in then_there if uid not in now_there]
    changed = [uid for uid, state in then_there.items() if uid in now_there and now_there[uid][1:] != state[1:]]
    new = [uid for uid in now_there if uid not in then_there]
    entries = (
        *_entries(then, kind, GONE, [(uid, then_there[uid][0]) for uid in gone[:SHOWN]]),
        *_entries(then, kind, CHANGED, [(uid, then_there[uid][0]) for uid in changed[:SHOWN]]),
        *_entries(session, kind, NEW, [(uid, now_there[uid][0]) for uid in new[:SHOWN]]),
    )
    return KindDifference(kind, len(gone), len(changed), len(new), entries)


def _states(session: Session, kind: str) -> dict[str, tuple[int, int, Any]]:
    """By identity the id, version and last change of each record that isn't in the bin."""
    table: Any = session.info["tables"][kind].__table__
    wanted = select(table.c.uid, table.c.id, table.c.version, table.c.updated_at).where(table.c.deleted_at.is_(None))
    return {row[0]: (row[1], row[2], row[3]) for row in session.connection().execute(wanted)}


def _entries(session: Session, kind: str, what: str, found: list[tuple[str, int]]) -> Iterator[Entry]:
    named = titles(session, kind, {record_id for _uid, record_id in found})
    for uid, record_id in found:
        yield Entry(kind, uid, named.get(record_id, ""), what)


@dataclass(frozen=True, slots=True)
class FieldDifference:
    """A field of a record that was changed since, in words."""

    field: str
    now: str
    then: str


def fields(session: Session, then: Session, kind: str, uid: str) -> list[FieldDifference]:
    """What a record that is there would have otherwise."""
    here, there = id_of(session, kind, uid), id_of(then, kind, uid)
    if here is None or there is None:
        return []
    now, before = records.draft(session, kind, here).values, records.draft(then, kind, there).values
    found = []
    for declared in session.info["registry"][kind].stored:
        if declared.name not in before or declared.secret:
            continue
        texts = [
            titles(where, declared.to, {value}).get(value, "") if declared.to and isinstance(value, int) else
            in_words(where, declared, value)
            for where, value in ((session, now[declared.name]), (then, before[declared.name]))
        ]  # fmt: skip
        if texts[0] != texts[1]:
            found.append(FieldDifference(declared.label, texts[0], texts[1]))
    return found


def id_of(session: Session, kind: str, uid: str) -> int | None:
    """A record's id where it has this identity, in the bin or not."""
    table: Any = session.info["tables"][kind].__table__
    found: int | None = session.connection().execute(select(table.c.id).where(table.c.uid == uid)).scalar()
    return found


def uid_of(session: Session, kind: str, record_id: int) -> str | None:
    """The identity of a record."""
    table: Any = session.info["tables"][kind].__table__
    found: str | None = session.connection().execute(select(table.c.uid).where(table.c.id == record_id)).scalar()
    return found
