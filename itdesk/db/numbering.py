"""What the store puts where nothing was typed: what follows, human numbers, and values of columns that may not be empty."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import Any

from sqlalchemy import CompoundSelect, Table, bindparam, select, text, union_all, update
from sqlalchemy.orm import Session

from itdesk.core.record import TEXTUAL, Field, Kind, RecordType
from itdesk.db import tables
from itdesk.db.among import among
from itdesk.db.bulk import put
from itdesk.db.mapping import FIRST_NUMBER, column_of, number_text, sequence_of
from itdesk.db.prepared import prepared

_SLICE = 500  # numbers that one statement looks up
_RAISED = (
    update(tables.numbers)
    .where(tables.numbers.c.kind == bindparam("of"))
    .values(last=tables.numbers.c.last + bindparam("count"))
    .returning(tables.numbers.c.last)
)
_NEXT = text("SELECT nextval(:sequence) FROM generate_series(1, :count)")


def settled(
    session: Session, record_type: RecordType, values: Mapping[str, object], original: Mapping[str, object]
) -> dict[str, object]:
    """Values with what follows from them; money without a currency is in the workspace's."""
    found = record_type.filled(values, original)
    currency = record_type.by_name.get("currency")
    if currency is not None and not currency.computed and found.get("currency") is None:
        found["currency"] = session.info["workspace"].currency
    if not original:
        for declared in record_type.custom:  # a default is for the records that have the field
            if not record_type.has(declared, found) and found.get(declared.name) == declared.first_value():
                found[declared.name] = None
    return found


def next_number(session: Session, record_type: RecordType) -> str:
    """The kind's next human number, given inside the transaction; on a server an undone one leaves a gap."""
    return next_numbers(session, record_type, 1, frozenset())[0]


def next_numbers(session: Session, record_type: RecordType, count: int, typed: AbstractSet[str]) -> list[str]:
    """So many human numbers in order, without those that are typed now or were before."""
    column = session.info["tables"][record_type.kind].__table__.c[record_type.number_field]
    found: list[str] = []
    while len(found) < count:
        numbers = [number_text(record_type, number) for number in _take(session, record_type, count - len(found))]
        taken = set(typed)
        for start in range(0, len(numbers), _SLICE):
            asked = prepared(session, ("numbers", record_type.kind), lambda: _taken(column))
            taken.update(*asked.all(session, {"numbers": numbers[start : start + _SLICE]}))
        found += [number for number in numbers if number not in taken]
    return found


def _taken(column: Any) -> CompoundSelect[Any]:
    """Which of these numbers records have: those that are kept by their unique index, those in the bin by the bin's."""
    deleted_at = column.table.c.deleted_at
    return union_all(
        *(
            select(column).where(where, among(column, "numbers"))
            for where in (deleted_at.is_(None), deleted_at.is_not(None))
        )
    )


def _take(session: Session, record_type: RecordType, count: int) -> Sequence[int]:
    if session.info["dialect"].name == "postgresql":
        asked = prepared(session, "next of a sequence", lambda: _NEXT)
        values = {"sequence": sequence_of(record_type), "count": count}
        return [row[0] for row in asked.all(session, values)]
    first = _take_of_file(session, record_type.kind, count)
    return range(first, first + count)


def _take_of_file(session: Session, kind: str, count: int) -> int:
    """The first of `count` numbers on a file."""
    raised = prepared(session, "raised numbers", lambda: _RAISED).all(session, {"of": kind, "count": count})
    if raised:
        return int(raised[0][0]) - count + 1
    put(session.connection(), tables.numbers, ("kind", "last"), [(kind, FIRST_NUMBER - 1 + count)])
    return FIRST_NUMBER


def by_column(table: Table, record_type: RecordType, values: Mapping[str, object]) -> dict[str, object]:
    """Values by column; a text column that may not be NULL holds an empty text, a yes/no column no."""
    found: dict[str, object] = {}
    for name, value in values.items():
        declared = record_type.by_name.get(name)
        if declared is None or declared.computed or declared.custom:
            continue
        column = column_of(declared)
        found[column] = instead_of_null(declared) if value is None and not table.c[column].nullable else value
    return found


def instead_of_null(declared: Field) -> object:
    if declared.kind in TEXTUAL:
        return ""
    if declared.kind is Kind.YES_NO:
        return False
    return declared.first_value()
