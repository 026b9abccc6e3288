"""Imports as batches: what each did, how to take it back, and which column went to which field."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from itdesk.core.errors import UserError
from itdesk.core.plain import plain, typed
from itdesk.core.record import Verb
from itdesk.core.texts import _
from itdesk.core.uids import new_uid
from itdesk.db import changes, rights, tables
from itdesk.db.mapping import Tables, column_of
from itdesk.db.records import delete as put_in_bin

MOST = 50  # batches that are listed
_REMEMBERED = "\n"  # no name that a person types: columns of a file that were matched before


@dataclass(frozen=True, slots=True)
class Batch:
    """One import that was carried out; who is an id of a person, undone_at set once it was taken back."""

    operation: str
    kind: str
    file_name: str
    at: datetime
    who: int | None
    taken: int
    changed: int
    refused: int
    undone_at: datetime | None


def note(
    session: Session, kind: str, file_name: str, *, counts: tuple[int, int, int], targets: Mapping[str, str]
) -> str:
    """Write down a finished import and how its columns were matched; the operation by which it can be taken back."""
    operation = changes.pending_of(session).operation
    taken, changed, refused = counts
    session.connection().execute(
        insert(tables.imports).values(
            uid=new_uid(), operation=operation, kind=kind, file_name=file_name[:255], at=changes.now(),
            actor_id=session.info["actor"], taken=taken, changed=changed, refused=refused,
        )
    )  # fmt: skip
    save_mapping(session, kind, _REMEMBERED + _signature(list(targets)), targets)
    return operation


def recent(session: Session, kind: str | None = None) -> list[Batch]:
    """The last imports, newest first."""
    rows = tables.imports
    asked = select(rows).order_by(rows.c.id.desc()).limit(MOST)
    asked = asked.where(rows.c.kind == kind) if kind else asked
    return [
        Batch(
            row.operation,
            row.kind,
            row.file_name,
            row.at,
            row.actor_id,
            row.taken,
            row.changed,
            row.refused,
            row.undone_at,
        )
        for row in session.connection().execute(asked)
    ]


# ---------------------------------------------------------------- mappings


def _signature(headers: Sequence[str]) -> str:
    """The same for files with the same columns."""
    from hashlib import sha256

    return sha256("\n".join(headers).encode()).hexdigest()


def save_mapping(session: Session, kind: str, name: str, targets: Mapping[str, str]) -> None:
    """Keep under a name which column goes to which field; what was kept under it before is replaced."""
    rows = tables.import_mappings
    connection = session.connection()
    connection.execute(delete(rows).where(rows.c.kind == kind, rows.c.name == name))
    text = json.dumps(dict(targets), ensure_ascii=False)
    connection.execute(insert(rows).values(kind=kind, name=name, targets=text, updated_at=changes.now()))


def mappings(session: Session, kind: str) -> list[str]:
    """Names of the kind's saved mappings."""
    rows = tables.import_mappings
    asked = select(rows.c.name).where(rows.c.kind == kind).order_by(rows.c.name)
    return [name for name in session.connection().execute(asked).scalars() if not name.startswith(_REMEMBERED)]


def mapping(session: Session, kind: str, name: str) -> dict[str, str]:
    """A saved mapping, from column to field."""
    found = _targets(session, kind, name)
    if found is None:
        known = mappings(session, kind)
        raise UserError(
            _("No mapping of columns is saved as {name}.").format(name=f"“{name}”"),
            _("Use one of: {names}.").format(names=", ".join(known))
            if known
            else _("Import the file once in the app and save its mapping there."),
        )
    return found


def remembered(session: Session, kind: str, headers: Sequence[str]) -> dict[str, str] | None:
    """How a file with the same columns was matched the last time."""
    return _targets(session, kind, _REMEMBERED + _signature(headers))


def _targets(session: Session, kind: str, name: str) -> dict[str, str] | None:
    rows = tables.import_mappings
    asked = select(rows.c.targets).where(rows.c.kind == kind, rows.c.name == name)
    found = session.connection().execute(asked).scalar()
    return None if found is None else dict(json.loads(found))


# ---------------------------------------------------------------- taking back


def undo(session: Session, operation: str) -> tuple[int, int]:
    """Take an import back: what it added goes to the bin, what it changed gets its old values; how many of each.

    What somebody changed or uses since then stays as it is.
    """
    rows, log = tables.imports, tables.history
    connection = session.connection()
    batch = connection.execute(select(rows).where(rows.c.operation == operation)).first()
    if batch is None:
        raise UserError(_("This import is not known here."), _("Look into the list of imports."))
    if batch.undone_at is not None:
        raise UserError(_("This import was taken back already."), _("Import the file again to have its rows back."))
    lines = connection.execute(
        select(log.c.id, log.c.kind, log.c.record_id, log.c.verb, log.c.changes)
        .where(log.c.operation == operation, log.c.part.is_(None))
        .order_by(log.c.id.desc())
    ).all()
    restored = sum(_put_back(session, line) for line in lines if line.verb == changes.Verb.CHANGED)
    session.flush()
    added = [(line.kind, line.record_id) for line in lines if line.verb == changes.Verb.CREATED]
    removed = _remove(session, operation, batch.kind, added)
    connection.execute(update(rows).where(rows.c.operation == operation).values(undone_at=changes.now()))
    return removed, restored


def _remove(session: Session, operation: str, kind: str, added: Sequence[tuple[str, int]]) -> int:
    """Put into the bin what the import added and nobody touched or uses: its own rows first, then what they named."""
    removed = 0
    for one_kind, record_id in sorted(added, key=lambda one: one[0] != kind):
        rights.require(session, one_kind, Verb.DELETE)
        if _touched_since(session, operation, one_kind, record_id):
            continue
        try:
            put_in_bin(session, one_kind, record_id)
        except UserError:  # in use by something else, so it stays
            continue
        removed += 1
    return removed


def _touched_since(session: Session, operation: str, kind: str, record_id: int) -> bool:
    log = tables.history
    later = select(log.c.id).where(log.c.kind == kind, log.c.record_id == record_id, log.c.operation != operation)
    return session.connection().execute(later.limit(1)).scalar() is not None


def _put_back(session: Session, line: Any) -> bool:
    """Give a changed record its old values where nobody changed them again."""
    own: Tables = session.info["tables"]
    record = session.get(own[line.kind], line.record_id)
    if record is None:
        return False
    rights.require(session, line.kind, Verb.CHANGE)
    kinds = {column_of(declared): declared.kind for declared in own.registry[line.kind].stored}
    touched = False
    for column, (old, new) in json.loads(line.changes).items():
        kind = kinds.get(column)
        if kind is not None and plain(getattr(record, column)) == new:
            setattr(record, column, typed(kind, old))
            touched = True
    return touched
