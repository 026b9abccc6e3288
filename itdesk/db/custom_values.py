"""Values of custom fields: one typed table, read for many records at once and written beside their own columns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Select, delete, literal_column, select, text, type_coerce
from sqlalchemy.orm import Session

from itdesk.core.record import Field, Kind, RecordType
from itdesk.db import tables
from itdesk.db.among import among
from itdesk.db.bulk import put
from itdesk.db.prepared import prepared
from itdesk.db.stored import from_amount, from_stored
from itdesk.db.types import Amount, Flag

_SLICE = 500
_TYPED = ("word", "body", "number", "day")
_COLUMNS = ("field_id", "record_id", *_TYPED)
_COLUMN = {Kind.TEXT: "word", Kind.CHOICE: "word", Kind.LONG: "body", Kind.DATE: "day"}  # all others are numbers
_NUMBERS: Mapping[Kind, Any] = {Kind.DECIMAL: Amount(), Kind.MONEY: Amount(), Kind.YES_NO: Flag()}
_LOCK = 0x69544443  # with a field's id the advisory lock under which a unique value is taken on a server

_values = tables.custom_values


def value_in(declared: Field, rows: FromClause) -> ColumnElement[Any]:
    """The column of (an alias of) the values' table that holds the field's values, typed as the field's are."""
    column: ColumnElement[Any] = rows.c[_COLUMN.get(declared.kind, "number")]
    return type_coerce(column, _NUMBERS[declared.kind]) if declared.kind in _NUMBERS else column


def column_name_of(declared: Field) -> str:
    """The column that holds the field's values."""
    return _COLUMN.get(declared.kind, "number")


def read(session: Session, record_type: RecordType, ids: Sequence[int]) -> dict[int, dict[str, object]]:
    """By id the values of the kind's custom fields by name, None where a record has none."""
    empty = dict.fromkeys(declared.name for declared in record_type.custom)
    found = {one: dict(empty) for one in ids}
    if not empty or not found:
        return found
    fields = {declared.custom: declared for declared in record_type.custom}
    statement = prepared(session, ("custom", record_type.kind), lambda: _reading(fields))
    for field_id, record_id, *typed in statement.all(session, {"ids": list(found)}):
        declared = fields[field_id]
        found[record_id][declared.name] = _from_row(declared, typed)
    return found


def _reading(fields: Iterable[int]) -> Select[Any]:
    of_kind: list[ColumnElement[int]] = [literal_column(str(one)) for one in sorted(fields)]
    columns = [_values.c[name] for name in _COLUMNS]
    return select(*columns).where(_values.c.field_id.in_(of_kind), among(_values.c.record_id, "ids"))


def _from_row(declared: Field, typed: Sequence[Any]) -> object:
    value = typed[_TYPED.index(_COLUMN.get(declared.kind, "number"))]
    if value is None:
        return None
    if declared.kind in (Kind.DECIMAL, Kind.MONEY):
        return from_stored(value)
    return bool(value) if declared.kind is Kind.YES_NO else value


def put_new(session: Session, record_type: RecordType, records: Iterable[tuple[int, Mapping[str, object]]]) -> None:
    """Store the custom values of records that have none yet: (id, values by name) each; nothing is noted."""
    rows = [
        _row(declared, record_id, values[declared.name])
        for record_id, values in records
        for declared in record_type.custom
        if values.get(declared.name) is not None
    ]
    put(session.connection(), _values, _COLUMNS, rows)


def replace(session: Session, record_type: RecordType, changed: Sequence[tuple[int, Mapping[str, object]]]) -> None:
    """Store new custom values of records, those of other names left as they are: (id, values by name) each."""
    by_fields: dict[tuple[int, ...], list[int]] = {}
    for record_id, values in changed:
        fields = tuple(sorted(record_type.by_name[name].custom for name in values if record_type.by_name[name].custom))
        if fields:
            by_fields.setdefault(fields, []).append(record_id)
    for fields, ids in by_fields.items():
        for start in range(0, len(ids), _SLICE):
            part = ids[start : start + _SLICE]
            gone = delete(_values).where(_values.c.field_id.in_(fields), _values.c.record_id.in_(part))
            session.connection().execute(gone)
    put_new(session, record_type, changed)


def _row(declared: Field, record_id: int, value: object) -> tuple[object, ...]:
    if isinstance(value, Decimal):
        value = from_amount(value)
    elif isinstance(value, bool):
        value = int(value)
    column = _COLUMN.get(declared.kind, "number")
    return (declared.custom, record_id, *(value if name == column else None for name in _TYPED))


def all_of(session: Session, declared: Field) -> dict[int, object]:
    """Every value of a field by record, those of records in the bin included."""
    columns = [_values.c.record_id, *(_values.c[name] for name in _TYPED)]
    rows = session.connection().execute(select(*columns).where(_values.c.field_id == declared.custom))
    found = {record_id: _from_row(declared, typed) for record_id, *typed in rows}
    return {record_id: value for record_id, value in found.items() if value is not None}


def retype(session: Session, declared: Field, values: Mapping[int, object]) -> None:
    """Store a field's values anew, as values of the kind that it has become: by record."""
    session.connection().execute(delete(_values).where(_values.c.field_id == declared.custom))
    rows = [_row(declared, record_id, value) for record_id, value in values.items()]
    put(session.connection(), _values, _COLUMNS, rows)


def take_turns(session: Session, declared: Field) -> None:
    """Let writers of a unique field's values wait for each other, so that each sees what the other took.

    A file has one writer anyway; on a server the lock is held until the transaction's end.
    """
    connection = session.connection()
    if connection.dialect.name == "postgresql":
        lock = text("SELECT pg_advisory_xact_lock(CAST(:space AS int), CAST(:field AS int))")
        connection.execute(lock, {"space": _LOCK, "field": declared.custom})


def holders(field_id: int) -> Select[int]:
    """The ids of the records that have a value of a field."""
    return select(_values.c.record_id).where(_values.c.field_id == field_id)
