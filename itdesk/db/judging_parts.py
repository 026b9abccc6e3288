"""Whether parts inside records, and what hangs on them, can go back: with their record, or not at all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ForeignKeyConstraint, Table, UniqueConstraint, select
from sqlalchemy.orm import Session

from itdesk.db import deeds, hanging
from itdesk.db.changes import UNSAID, Noted, Verb
from itdesk.db.deeds import PartBack, Unit, Why, states, typed
from itdesk.db.mapping import Tables

_GIVEN = frozenset({"id", "uid", "version", "created_at", "updated_at"})  # what every row gets anew
_SOFT = frozenset({"position"})  # an order among parts: it may have been counted anew meanwhile


def judge_parts(
    session: Session, name: str, table: Table, units: Sequence[Unit], touched: set[tuple[str, int]]
) -> None:
    """Decide for the parts of one table what goes back; one that can't keeps its record as it is."""
    own: Tables = session.info["tables"]
    mine = [(unit, one) for unit in units for one in unit.parts if one.part == name and one.part_id is not None]
    now = states(session, table, [one.part_id or 0 for _unit, one in mine], table.c.keys())
    for unit, one in mine:
        if unit.reason is not None:
            continue
        parent = deeds.parent_column(own, unit.kind, name)
        state = now.get(one.part_id or 0)
        if one.verb is Verb.REMOVED:
            if state is None:
                unit.parts_back.append(PartBack(table, one.part_id or 0, Verb.ADDED, _row(unit, one, table, parent)))
        elif one.verb is Verb.ADDED:
            if state is not None and (name, one.part_id or 0) in touched:
                unit.stays(Why.CHANGED, f"{name}.")
            elif state is not None:
                row = {column: (value, None) for column, value in state.items() if value is not None}
                unit.parts_back.append(PartBack(table, one.part_id or 0, Verb.REMOVED, row))
        else:
            _judge_changed(unit, one, table, state, parent)


def _row(unit: Unit, one: Noted, table: Table, parent: str) -> dict[str, tuple[Any, Any]]:
    """A part that was taken out as a row, from what history kept of it."""
    values = {name: (None, typed(table.c[name], old)) for name, (old, _new) in one.changes.items() if name in table.c}
    known: dict[str, object] = {parent: unit.record_id} | ({"kind": unit.kind} if parent == "record_id" else {})
    return {**{name: (None, value) for name, value in known.items() if name in table.c}, **values}


def _judge_changed(unit: Unit, one: Noted, table: Table, state: Mapping[str, Any] | None, parent: str) -> None:
    """A part that was changed, or moved here from another record."""
    if one.verb is Verb.MOVED and one.changes.get(parent, (None, None))[1] != unit.record_id:
        return  # told of where it came from: it goes back with the other record's
    hard = {name: pair for name, pair in one.changes.items() if name not in _SOFT and name in table.c}
    if state is None:
        if hard:
            unit.part_gone = unit.reason is None
            unit.stays(Why.CHANGED, f"{table.name}.")
        return
    values: dict[str, tuple[Any, Any]] = {}
    for name, (old, new) in one.changes.items():
        if name not in table.c:
            continue
        before = typed(table.c[name], old)
        if state[name] == typed(table.c[name], new):
            values[name] = (state[name], before)
        elif state[name] != before and name in hard:
            unit.stays(Why.CHANGED, f"{table.name}.{name}")
            return
    if values:
        unit.parts_back.append(PartBack(table, one.part_id or 0, one.verb, values))


def keep_parts(session: Session, units: Sequence[Unit]) -> None:
    """Parts that come back need what they named, and what may be there once alone; those that go may not be named."""
    back = [(unit, one) for unit in units if unit.reason is None for one in unit.parts_back]
    coming = {(one.table.name, one.id) for _unit, one in back if one.verb is Verb.ADDED}
    going = {(one.table.name, one.id) for _unit, one in back if one.verb is Verb.REMOVED}
    turning = {(one.table.name, one.id, name) for _unit, one in back for name in one.values}
    for unit, one in back:
        if one.verb is Verb.REMOVED:
            if _is_named(session, one, turning):
                unit.stays(Why.CHANGED, f"{one.table.name}.")
            continue
        whole = one.verb is not Verb.ADDED or _is_whole(one)
        if not whole or not _hangs_on_what_is_there(session, one) or not _names_what_is_there(session, one, coming):
            unit.stays(Why.GONE, f"{one.table.name}.")
        elif one.verb is Verb.ADDED and _is_there_already(session, one, going):
            unit.stays(Why.TAKEN, f"{one.table.name}.")


def _is_whole(one: PartBack) -> bool:
    """Whether history kept all that the row needs; earlier versions of the app kept less."""
    needed = [column for column in one.table.c if not column.nullable and column.default is None]
    return all(column.name in one.values or column.name in _GIVEN for column in needed)


def _hangs_on_what_is_there(session: Session, one: PartBack) -> bool:
    """Whether both records that a link stands on are there still, be it in the bin."""
    own: Tables = session.info["tables"]
    if one.verb is not Verb.ADDED or one.table.name not in hanging.PARTS:
        return True
    for kind_column, id_column in hanging.ends_of(one.table):
        kind, record_id = one.values[kind_column][1], one.values[id_column][1]
        table: Any = own.classes[kind].__table__ if kind in own.classes else None
        there = select(table.c.id).where(table.c.id == record_id) if table is not None else None
        if there is None or session.connection().execute(there).first() is None:
            return False
    return True


def _names_what_is_there(session: Session, one: PartBack, coming: set[tuple[str, int]]) -> bool:
    """Empty what leads to a row that is gone where that may be empty; False where it may not."""
    for column in one.table.c:
        then = one.values.get(column.name, (None, None))[1]
        for key in column.foreign_keys if then is not None else ():
            other = key.column
            if (other.table.name, then) in coming:
                continue
            found = session.connection().execute(select(other).where(other == then)).scalar()
            if found is None and not column.nullable:
                return False
            if found is None:
                one.values[column.name] = (one.values[column.name][0], None)
    return True


def _is_there_already(session: Session, one: PartBack, going: set[tuple[str, int]]) -> bool:
    for rule in one.table.constraints:
        if not isinstance(rule, UniqueConstraint) or {column.name for column in rule.columns} <= UNSAID:
            continue
        pairs = [(column, one.values.get(column.name, (None, None))[1]) for column in rule.columns]
        if any(value is None for _column, value in pairs):
            continue
        same = select(one.table.c.id).where(*(column == value for column, value in pairs))
        if any((one.table.name, found) not in going for found in session.connection().execute(same).scalars()):
            return True
    return False


def _is_named(session: Session, one: PartBack, turning: set[tuple[str, int, str]]) -> bool:
    """Whether a row that stays leads to this part, and goes on doing so."""
    for table in one.table.metadata.tables.values():
        for rule in table.foreign_key_constraints:
            if not _leads_to(rule, one.table) or "id" not in table.c:
                continue
            column = next(iter(rule.columns))
            naming = session.connection().execute(select(table.c.id).where(column == one.id)).scalars()
            if any((table.name, found, column.name) not in turning for found in naming):
                return True
    return False


def _leads_to(rule: ForeignKeyConstraint, table: Table) -> bool:
    return rule.referred_table is table and len(rule.columns) == 1
