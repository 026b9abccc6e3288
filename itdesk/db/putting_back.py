"""Writing what goes back: many rows at once, past the ORM, in an order that keys between tables allow."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from graphlib import TopologicalSorter
from typing import Any

from sqlalchemy import Table, delete, insert
from sqlalchemy.orm import Session

from itdesk.core.uids import new_uid
from itdesk.db import changes, custom_values, hanging
from itdesk.db.bulk import update_rows
from itdesk.db.changes import Noted, Verb
from itdesk.db.deeds import PartBack, Unit, parent_column, slices
from itdesk.db.mapping import Tables
from itdesk.db.stepping import go_through

_ORDER = (Verb.DELETED, Verb.CHANGED, Verb.RESTORED)  # what is unique is let go before another takes it

Values = Mapping[str, Any]


def put_back(session: Session, units: Sequence[Unit], step: Callable[[int], None]) -> None:
    """Write records and parts as they were, with history, change log and search text; step is told of each slice."""
    own: Tables = session.info["tables"]
    now = changes.now()
    once = {(one.table.name, one.id): one for unit in units for one in unit.parts_back}  # a link stands on two records
    _write_parts(session, list(once.values()), now)
    done = 0
    for verb in _ORDER:
        for kind in dict.fromkeys(unit.kind for unit in units):
            same = [unit for unit in units if unit.kind == kind and unit.verb is verb]
            for part in slices(same):
                step(done)
                _write_records(session, own, kind, part, now)
                done += len(part)
    session.expire_all()
    changes.write(session, [noted for unit in units for noted in _noted(own, unit)])
    for kind in dict.fromkeys(unit.kind for unit in units):
        own[kind].after_put_back(session, [unit.record_id for unit in units if unit.kind == kind])


def _write_records(session: Session, own: Tables, kind: str, units: Sequence[Unit], now: Any) -> None:
    table: Any = own[kind].__table__
    rows: list[tuple[int, Values]] = []
    custom: list[tuple[int, Values]] = []
    for unit in units:
        values = {name: then for name, (_now, then) in unit.back.items() if name in table.c}
        firm = {name: then for name, (_now, then) in unit.back.items() if name not in table.c}
        if firm:
            custom.append((unit.record_id, firm))
        if unit.verb is not Verb.CHANGED:
            values["deleted_at"] = now if unit.verb is Verb.DELETED else None
        if values or firm:
            rows.append((unit.record_id, values))
    go_through(session, own.registry[kind], rows)
    update_rows(session.connection(), table, rows, now)
    if custom:
        custom_values.replace(session, own.registry[kind], custom)


# ---------------------------------------------------------------- parts


def _write_parts(session: Session, parts: Sequence[PartBack], now: Any) -> None:
    """Parts that nothing else leads to go first, so that what may be there once is free; all others go last."""
    gone = [one for one in parts if one.verb is Verb.REMOVED]
    named = {table for table in {one.table for one in gone} if _is_led_to(table)}
    _remove(session, [one for one in gone if one.table not in named])
    for one in _those_named_first([one for one in parts if one.verb is Verb.ADDED]):
        session.connection().execute(insert(one.table).values(_whole(one, now)))
    changed = [one for one in parts if one.verb in (Verb.CHANGED, Verb.MOVED)]
    for table in dict.fromkeys(one.table for one in changed):
        rows = [
            (one.id, {name: then for name, (_now, then) in one.values.items()}) for one in changed if one.table is table
        ]
        update_rows(session.connection(), table, rows, now)
    _remove(session, [*reversed(_those_named_first([one for one in gone if one.table in named]))])
    hanging.follow(session, [(one.table, one.id, one.verb, one.values) for one in parts])


def _remove(session: Session, parts: Sequence[PartBack]) -> None:
    for one in parts:
        session.connection().execute(delete(one.table).where(one.table.c.id == one.id))


def _is_led_to(table: Table) -> bool:
    return any(
        rule.referred_table is table
        for other in table.metadata.tables.values()
        for rule in other.foreign_key_constraints
    )


def _those_named_first(parts: Sequence[PartBack]) -> list[PartBack]:
    """Rows in an order in which each stands behind those that its keys lead to."""
    by_key = {(one.table.name, one.id): one for one in parts}
    order: TopologicalSorter[tuple[str, int]] = TopologicalSorter()
    for key, one in by_key.items():
        order.add(key, *(other for other in _leads_to(one) if other in by_key and other != key))
    return [by_key[key] for key in order.static_order()]


def _leads_to(one: PartBack) -> Iterable[tuple[str, int]]:
    for name, (now, then) in one.values.items():
        for key in one.table.c[name].foreign_keys:
            value = then if one.verb is Verb.ADDED else now
            if isinstance(value, int):
                yield key.column.table.name, value


def _whole(one: PartBack, now: Any) -> dict[str, Any]:
    """A row with everything that its table asks for."""
    row: dict[str, Any] = {"id": one.id, "uid": new_uid(), "version": 1, "created_at": now, "updated_at": now}
    row |= {name: then for name, (_now, then) in one.values.items()}
    return {name: value for name, value in row.items() if name in one.table.c}


# ---------------------------------------------------------------- what history is told


def _noted(own: Tables, unit: Unit) -> Iterable[Noted]:
    if unit.verb is not Verb.CHANGED or unit.back:
        yield Noted(unit.kind, unit.record_id, unit.uid, unit.verb, dict(unit.back))
    for one in unit.parts_back:
        name, parent = one.table.name, parent_column(own, unit.kind, one.table.name)
        if one.verb is Verb.ADDED:
            told = hanging.told(one.values) if name in hanging.PARTS else {}
            yield Noted(unit.kind, unit.record_id, unit.uid, Verb.ADDED, told, name, one.id)
        elif one.verb is Verb.REMOVED:
            yield Noted(unit.kind, unit.record_id, unit.uid, Verb.REMOVED, _kept(one, parent), name, one.id)
        else:
            yield from _noted_change(unit, one, parent)


def _noted_change(unit: Unit, one: PartBack, parent: str) -> Iterable[Noted]:
    """A part that goes back to another record is told of in both; that record's uid is looked up."""
    there = one.values.get(parent, (None, None))[1]
    if one.verb is Verb.MOVED and isinstance(there, int):
        yield Noted(unit.kind, there, "", Verb.MOVED, dict(one.values), one.table.name, one.id)
        moved = {parent: one.values[parent]}
        yield Noted(unit.kind, unit.record_id, unit.uid, Verb.MOVED, moved, one.table.name, one.id)
    else:
        yield Noted(unit.kind, unit.record_id, unit.uid, Verb.CHANGED, dict(one.values), one.table.name, one.id)


def _kept(one: PartBack, parent: str) -> dict[str, tuple[object, object]]:
    """What history keeps of a part that goes."""
    own = (
        {"id", "version", "updated_at"} if one.table.name in hanging.PARTS else {"id", "version", "updated_at", parent}
    )
    return {name: (now, None) for name, (now, _then) in one.values.items() if name not in own}
