"""One record into its table past the ORM, whose bookkeeping takes several times as long as the row itself.

History, change log and search text are told of it here; what else follows a record's class says in `followed` and `after_put_back`.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import Any

from sqlalchemy import Table, Update, bindparam, update
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError
from sqlalchemy.orm.util import identity_key
from sqlalchemy.sql.schema import ScalarElementColumnDefault

from itdesk.core.record import RecordType
from itdesk.db import changes, custom_values, rights
from itdesk.db.base import Record
from itdesk.db.bulk import put_one
from itdesk.db.mapping import column_of
from itdesk.db.numbering import by_column
from itdesk.db.prepared import prepared
from itdesk.db.sessions import is_awake
from itdesk.db.shapes import kept

Values = Mapping[str, object]


def insert_one(session: Session, record_type: RecordType, uid: str, values: Values) -> int:
    """Store a new record whose values, by declared name, are complete and were checked; its id."""
    kind = record_type.kind
    cls, table = _of(session, kind)
    session.flush()
    followed = {**values, **cls.followed(session, values, {})}
    now = changes.now()
    given = kept(session, ("defaults", kind), lambda: _defaults(table)) | by_column(table, record_type, followed)
    for hidden in rights.kept_from(session, kind):
        given.pop(hidden, None)
    given |= {"uid": uid, "version": 1, "created_at": now, "updated_at": now}
    record_id = put_one(session.connection(), table, tuple(given), tuple(given.values()))
    if record_type.custom:
        custom_values.put_new(session, record_type, [(record_id, followed)])
    changes.pending_of(session).note(changes.Noted(kind, record_id, uid, changes.Verb.CREATED))
    cls.after_put_back(session, [record_id])
    return record_id


def update_one(
    session: Session, record_type: RecordType, stored: tuple[int, str, int], values: Values, theirs: Values
) -> None:
    """Store other values of a record that is stored as (id, uid, version) with `theirs`; all by declared name."""
    record_id, uid, version = stored
    cls, table = _of(session, record_type.kind)
    values = {**values, **cls.followed(session, values, theirs)}
    new = {name: value for name, value in values.items() if value != theirs[name]}
    own = {name: value for name, value in new.items() if record_type.by_name[name].custom}
    told = {column_of(record_type.by_name[name]): (theirs[name], value) for name, value in own.items()}
    before = {column_of(declared): theirs[declared.name] for declared in record_type.in_columns}
    wanted = by_column(table, record_type, new)
    columns = [name for name in table.c.keys() if name in wanted and wanted[name] != before[name]]  # noqa: SIM118 -- its names
    told |= {name: (before[name], wanted[name]) for name in columns}
    if not told:
        return
    given = {f"to_{name}": wanted[name] for name in columns}
    given |= {"own_id": record_id, "own_version": version, "new_version": version + 1, "now": changes.now()}
    changed = prepared(session, ("update", record_type.kind, *columns), lambda: _changed(table, columns))
    if changed.done(session, given) != 1:
        raise StaleDataError(f"{table.name} {record_id} is not of version {version} any more")
    custom_values.replace(session, record_type, [(record_id, own)])
    changes.pending_of(session).note(changes.Noted(record_type.kind, record_id, uid, changes.Verb.CHANGED, told))
    _let_read_again(session, cls, record_id)
    cls.after_put_back(session, [record_id])


def _of(session: Session, kind: str) -> tuple[type[Record], Table]:
    cls: type[Record] = session.info["tables"][kind]
    table: Any = cls.__table__
    return cls, table


def _defaults(table: Table) -> dict[str, object]:
    """What columns hold that nobody gave a value."""
    known = {column.name: column.default for column in table.c}
    found = {name: default.arg for name, default in known.items() if isinstance(default, ScalarElementColumnDefault)}
    return {name: value.value if isinstance(value, Enum) else value for name, value in found.items()}


def _changed(table: Table, columns: list[str]) -> Update:
    own = table.c.id == bindparam("own_id"), table.c.version == bindparam("own_version")
    given: dict[str, Any] = {name: bindparam(f"to_{name}", type_=table.c[name].type) for name in columns}
    given["version"] = bindparam("new_version", type_=table.c.version.type)
    given["updated_at"] = bindparam("now", type_=table.c.updated_at.type)
    return update(table).where(*own).values(given)


def _let_read_again(session: Session, cls: type[Record], record_id: int) -> None:
    """An object of the record that is in the session is as it was before."""
    if is_awake(session):
        known = session.identity_map.get(identity_key(cls, record_id))
        if known is not None:
            session.expire(known)
