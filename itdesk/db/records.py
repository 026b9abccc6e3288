"""One record at a time: what a form edits, saving it, the bin, and finding a record by what people call it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Select, Table, bindparam, func, select
from sqlalchemy.orm import Session

from itdesk.core.errors import ChangedElsewhere, Invalid, Problem, UserError
from itdesk.core.record import RecordType, Verb
from itdesk.core.registry import Registry
from itdesk.core.texts import _, ngettext
from itdesk.core.uids import new_uid
from itdesk.db import changes, custom_values, history, rights, validation
from itdesk.db.base import Record
from itdesk.db.expressions import Source
from itdesk.db.finding import choices_for, find, title_of
from itdesk.db.many import insert_many, note_bulk
from itdesk.db.mapping import Tables, column_of
from itdesk.db.numbering import next_number, settled
from itdesk.db.prepared import prepared
from itdesk.db.saving import insert_one, update_one
from itdesk.db.stepping import go_through

__all__ = [
    "Draft",
    "blank",
    "choices_for",
    "delete",
    "draft",
    "find",
    "insert_many",
    "is_in_bin",
    "is_stored",
    "note_bulk",
    "restore",
    "save",
    "title_of",
]

_NAMED = 3  # records that a refusal names one by one


@dataclass(slots=True)
class Draft:
    """A record's values by declared name as a form edits them; id and version are None for a new one.

    original holds the values as they were read. uid identifies the draft for ever: saving it twice makes one record.
    """

    kind: str
    values: dict[str, object]
    id: int | None = None
    uid: str = field(default_factory=new_uid)
    version: int | None = None
    original: dict[str, object] = field(default_factory=dict)


def blank(registry: Registry, kind: str) -> Draft:
    """A new record with its first values."""
    return Draft(kind, {declared.name: declared.first_value() for declared in registry[kind].stored})


def draft(session: Session, kind: str, record_id: int) -> Draft:
    """A record to be edited; a link's value is the other record's id. Those in the bin can be read as well."""
    rights.require(session, kind, Verb.READ)
    rights.require_rows(session, kind, [record_id])
    uid, version, read = _read(session, session.info["registry"][kind], record_id)
    return Draft(kind, read, record_id, uid, version, dict(read))


def _read(session: Session, record_type: RecordType, record_id: int) -> tuple[str, int, dict[str, object]]:
    """A record's uid, its version and every stored value by declared name; it may be in the bin."""
    kind = record_type.kind

    def whole() -> Select[Any]:
        table = _table(session, kind)
        columns = [table.c[column_of(declared)] for declared in record_type.in_columns]
        return select(table.c.uid, table.c.version, *columns).where(table.c.id == bindparam("id"))

    found = prepared(session, ("draft", kind), whole).all(session, {"id": record_id})
    if not found:
        raise _gone(record_type)
    uid, version, *values = found[0]
    read = {declared.name: value for declared, value in zip(record_type.in_columns, values, strict=True)}
    if record_type.custom:
        read |= custom_values.read(session, record_type, [record_id])[record_id]
    return uid, version, read


def save(session: Session, edited: Draft) -> int:
    """Check and store a draft; its id. Invalid says what is wrong, ChangedElsewhere what somebody else changed.

    Changes by others to other fields are kept and merged without a word. Nothing is committed here.
    """
    record_type: RecordType = session.info["registry"][edited.kind]
    edited = rights.writable(session, edited)
    values = {
        declared.name: validation.cleaned(declared, edited.values.get(declared.name)) for declared in record_type.stored
    }
    original = {name: value for name, value in edited.original.items() if name in values}
    new = {name: value for name, value in values.items() if value is not original.get(name)}
    problems = validation.wrong_kinds(record_type, new)
    if problems:
        raise Invalid(problems)
    values = settled(session, record_type, values, original)
    if edited.id is None:
        return _insert(session, record_type, edited, values)
    return _update(session, record_type, edited, values, original)


def _insert(session: Session, record_type: RecordType, edited: Draft, values: dict[str, object]) -> int:
    by_uid = prepared(session, ("uid", edited.kind), lambda: _by_uid(_table(session, edited.kind)))
    for (stored_before,) in by_uid.all(session, {"uid": edited.uid}):
        return int(stored_before)
    problems = validation.check(record_type, values)
    given = frozenset(name for name, value in values.items() if value is not None)
    problems = problems or validation.check_stored(session, record_type, values, given, None)
    if problems:
        raise Invalid(problems)
    if record_type.number_prefix and values[record_type.number_field] is None:
        values[record_type.number_field] = next_number(session, record_type)
    return insert_one(session, record_type, edited.uid, values)


def is_stored(session: Session, kind: str, uid: str) -> bool:
    """Whether a new record's draft was saved already, in the bin or not."""
    return session.connection().execute(_by_uid(_table(session, kind)), {"uid": uid}).scalar() is not None


def is_in_bin(session: Session, kind: str, record_id: int) -> bool:
    """Whether a record was deleted and can be restored."""
    table = _table(session, kind)
    binned = select(table.c.id).where(table.c.id == record_id, table.c.deleted_at.is_not(None))
    return session.connection().execute(binned).scalar() is not None


def _by_uid(table: Table) -> Select[int]:
    return select(table.c.id).where(table.c.uid == bindparam("uid"))


def _update(
    session: Session,
    record_type: RecordType,
    edited: Draft,
    values: dict[str, object],
    original: Mapping[str, object],
) -> int:
    assert edited.id is not None  # noqa: S101 -- it is stored
    session.flush()
    uid, version, theirs = _read(session, record_type, edited.id)
    added = {one.name: theirs[one.name] for one in record_type.custom if one.name not in edited.values}
    values, original = values | added, {**original, **added}  # a field that is newer than the draft stays as it is
    mine = _edited(values, original)
    if version != edited.version:
        _require_no_collision(session, edited, original, theirs, values)
        values = settled(session, record_type, {**theirs, **{name: values[name] for name in mine}}, theirs)
    changed = frozenset(name for name, value in values.items() if value != theirs[name])
    problems = [one for one in validation.check(record_type, values) if not _was_missing(record_type, one, theirs)]
    problems = problems or validation.check_stored(session, record_type, values, changed, edited.id)
    if problems:
        raise Invalid(problems)
    if changed:
        taken = {column_of(one): values[one.name] for one in record_type.in_columns if one.name in changed}
        version += go_through(session, record_type, [(edited.id, taken)])
        update_one(session, record_type, (edited.id, uid, version), values, theirs)
    return edited.id


def _stored(session: Session, record_type: RecordType, record: Record) -> dict[str, object]:
    """Every stored value of a record by declared name."""
    found = {declared.name: getattr(record, column_of(declared)) for declared in record_type.in_columns}
    return found | custom_values.read(session, record_type, [record.id])[record.id]


def _was_missing(record_type: RecordType, problem: Problem, theirs: Mapping[str, object]) -> bool:
    """A custom field that is required since yesterday stands in nobody's way who changes something else."""
    declared = record_type.by_name.get(problem.field)
    return declared is not None and bool(declared.custom) and theirs.get(declared.name) is None


def _require_no_collision(
    session: Session,
    edited: Draft,
    original: Mapping[str, object],
    theirs: Mapping[str, object],
    yours: Mapping[str, object],
) -> None:
    mine = _edited(yours, original)
    collided = [name for name in sorted(mine) if theirs[name] != original.get(name) and theirs[name] != yours[name]]
    if not collided or edited.id is None:
        return
    different = [name for name in theirs if theirs[name] != original.get(name) or name in mine]
    raise ChangedElsewhere(
        _("Somebody else saved this record while you were editing it."),
        _("Nothing was overwritten. Choose what to keep for each field that differs, then save again."),
        original={name: original.get(name) for name in different},
        theirs={name: theirs[name] for name in different},
        yours={name: yours[name] for name in different},
        version=_version(session, edited),
        who=history.last_actor(session, edited.kind, edited.id),
    )


def _edited(values: Mapping[str, object], original: Mapping[str, object]) -> frozenset[str]:
    return frozenset(name for name, value in values.items() if name not in original or value != original[name])


def _version(session: Session, edited: Draft) -> int:
    table = _table(session, edited.kind)
    return int(session.connection().execute(select(table.c.version).where(table.c.id == edited.id)).scalar_one())


def delete(session: Session, kind: str, record_id: int) -> None:
    """Put a record into the bin; refused, with their names, while others link to it."""
    rights.require(session, kind, Verb.DELETE)
    record = session.get(_class(session, kind), record_id)
    if record is None:
        raise _gone(session.info["registry"][kind])
    if record.deleted_at is not None:
        return
    users = _users_of(session, kind, record_id)
    if users:
        raise UserError(
            _("{title} is still in use: {users}.").format(title=title_of(session, kind, record_id), users=users),
            _("Change those first, or keep it."),
        )
    record.deleted_at = changes.now()
    session.flush()


def _users_of(session: Session, kind: str, record_id: int) -> str:
    """Who links to a record, in words."""
    own: Tables = session.info["tables"]
    said: list[str] = []
    for user_kind, link in own.linked_from[kind]:
        source = Source(own, user_kind)
        title, stored, table = source.title(), source.stored(link.name), source.table
        linked = select(table.c.id, title).select_from(source.selectable)
        linked = linked.where(stored == record_id, table.c.deleted_at.is_(None))
        linked = linked.where(table.c.id != record_id) if user_kind == kind else linked
        found = session.connection().execute(linked.order_by(table.c.id).limit(_NAMED + 1)).all()
        names = ", ".join(str(row[1]) for row in found[:_NAMED])
        if len(found) > _NAMED:
            counted = select(func.count()).select_from(source.selectable)
            counted = counted.where(stored == record_id, table.c.deleted_at.is_(None))
            number = session.connection().execute(counted).scalar_one()
            names = ngettext("{names} and {n} more", "{names} and {n} more", number - _NAMED).format(
                names=names, n=number - _NAMED
            )
        if found:
            said.append(f"{own.registry[user_kind].plural} ({names})")
    return "; ".join(dict.fromkeys(said))


def restore(session: Session, kind: str, record_id: int) -> None:
    """Take a record out of the bin; refused if something unique about it was given to another meanwhile."""
    rights.require(session, kind, Verb.DELETE)
    record_type: RecordType = session.info["registry"][kind]
    record = session.get(_class(session, kind), record_id)
    if record is None:
        raise _gone(record_type)
    if record.deleted_at is None:
        return
    values = _stored(session, record_type, record)
    unique = frozenset(declared.name for declared in record_type.stored if declared.unique)
    problems = validation.check_stored(session, record_type, values, unique, record_id)
    if problems:
        raise Invalid(problems)
    record.deleted_at = None
    session.flush()


def _class(session: Session, kind: str) -> type[Record]:
    found: type[Record] = session.info["tables"][kind]
    return found


def _table(session: Session, kind: str) -> Table:
    table: Table = session.info["tables"][kind].__table__
    return table


def _gone(record_type: RecordType) -> UserError:
    return UserError(
        _("This {kind} is no longer there.").format(kind=record_type.singular.lower()),
        _("Somebody may have deleted it; look into the list again."),
    )
