"""Imports as batches: what each did, how to take it back, and which column went to which field."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from itdesk.core.errors import UserError
from itdesk.core.texts import _
from itdesk.core.uids import new_uid
from itdesk.db import changes, tables

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
    pending = changes.pending_of(session)
    pending.words = pending.words or _("Import of {file}").format(file=file_name)
    taken, changed, refused = counts
    session.connection().execute(
        insert(tables.imports).values(
            uid=new_uid(), operation=pending.operation, kind=kind, file_name=file_name[:255], at=changes.now(),
            actor_id=session.info["actor"], taken=taken, changed=changed, refused=refused,
        )
    )  # fmt: skip
    save_mapping(session, kind, _REMEMBERED + _signature(list(targets)), targets)
    return pending.operation


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
