"""Whether what an operation did can go back: compared with what is there now, column by column."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ForeignKeyConstraint, Table, UniqueConstraint, select
from sqlalchemy.orm import Session

from itdesk.core.record import Field, Kind, RecordType
from itdesk.db import deeds, hanging
from itdesk.db.changes import UNSAID, Noted, Verb
from itdesk.db.deeds import PartBack, Unit, Why, is_stored, record_states, slices, states, typed, users_of, value_of
from itdesk.db.expressions import Source
from itdesk.db.hanging import Place
from itdesk.db.mapping import Tables, column_of

_GIVEN = frozenset({"id", "uid", "version", "created_at", "updated_at"})  # what every row gets anew
_SOFT = frozenset({"position"})  # an order among parts: it may have been counted anew meanwhile


def judge_records(session: Session, kind: str, units: Sequence[Unit], touched: set[tuple[str, int]]) -> None:
    """Decide for records of one kind what goes back, from what they are now."""
    own: Tables = session.info["tables"]
    table: Any = own[kind].__table__
    record_type = own.registry[kind]
    secret = own.secrets[kind]
    columns = {name for unit in units if unit.deed for name in unit.deed.changes}
    now = record_states(session, kind, [unit.record_id for unit in units], columns)
    main = {column_of(one) for one in record_type.stored if not one.given and not one.secret}
    for unit in units:
        state = now.get(unit.record_id)
        if state is None or (unit.deed is not None and unit.deed.verb is Verb.ERASED):
            unit.stays(Why.GONE)
            continue
        unit.uid = state["uid"]
        if unit.deed is None:
            continue
        if unit.deed.verb is Verb.CREATED:
            unit.parts.clear()  # they lie in the bin with it, and come back with it
        unit.verb = _opposite(unit.deed.verb, is_gone=state["deleted_at"] is not None)
        if unit.verb is not Verb.CHANGED and (kind, unit.record_id) in touched:
            unit.stays(Why.CHANGED)
        unit.hidden = [name for name in unit.deed.changes if name in secret]
        _compare(unit, record_type, table, state, main)


def _opposite(verb: Verb, *, is_gone: bool) -> Verb:
    """What is to be done about a record that was made, deleted or restored; nothing where it is as before already."""
    if verb in (Verb.CREATED, Verb.RESTORED):
        return Verb.CHANGED if is_gone else Verb.DELETED
    if verb is Verb.DELETED:
        return Verb.RESTORED if is_gone else Verb.CHANGED
    return Verb.CHANGED


def _compare(unit: Unit, record_type: RecordType, table: Table, state: Mapping[str, Any], main: set[str]) -> None:
    """Old values where the operation's stand; of a record whose main fields moved on, what follows from them stays."""
    if unit.deed is None:
        return
    collided: list[str] = []
    for name, (old, new) in unit.deed.changes.items():
        if name in unit.hidden or not is_stored(record_type, table, name):
            continue
        before = value_of(record_type, table, name, old)
        if state[name] == value_of(record_type, table, name, new):
            unit.back[name] = (state[name], before)
        elif state[name] != before:
            collided.append(name)
    asked = [name for name in collided if name in main]
    if asked:
        unit.back = {name: pair for name, pair in unit.back.items() if name in main}
        unit.left = asked
    if unit.verb is not Verb.CHANGED or unit.back:
        return
    if collided:
        unit.stays(Why.CHANGED, (asked or collided)[0])
    elif unit.hidden and not unit.parts:
        unit.stays(Why.SECRET, unit.hidden[0])


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


# ---------------------------------------------------------------- what others stand in the way


def keep_used(session: Session, units: Sequence[Unit]) -> None:
    """Records that would go into the bin stay while others that stay link to them."""
    by_key = {(unit.kind, unit.record_id): unit for unit in units}
    users: defaultdict[Place, list[tuple[str, int, str]]] = defaultdict(list)
    for kind in {unit.kind for unit in units}:
        ids = sorted(unit.record_id for unit in units if unit.kind == kind and unit.verb is Verb.DELETED)
        for user_kind, link, user, _uid, used in users_of(session, kind, ids):
            if (user_kind, user) != (kind, used):
                users[kind, used].append((user_kind, user, column_of(link)))
    settled = False
    while not settled:
        settled = True
        for key, links in users.items():
            unit = by_key[key]
            if unit.reason is not None:
                continue
            held = next((link for link in links if not _lets_go(by_key.get(link[:2]), link[2])), None)
            if held is not None:
                unit.stays(Why.USED, f"{held[0]}.{held[1]}")
                settled = False


def _lets_go(user: Unit | None, column: str) -> bool:
    return user is not None and user.reason is None and (user.verb is Verb.DELETED or column in user.back)


def keep_unlinkable(session: Session, units: Sequence[Unit]) -> None:
    """Records whose old link leads into the bin stay as they are."""
    own: Tables = session.info["tables"]
    restored = {(unit.kind, unit.record_id) for unit in units if unit.verb is Verb.RESTORED and unit.reason is None}
    asked: defaultdict[str, list[tuple[Unit, str, int]]] = defaultdict(list)
    for unit in units:
        for declared in own.registry[unit.kind].stored if unit.back and unit.reason is None else ():
            old = unit.back.get(column_of(declared), (None, None))[1]
            if declared.kind is Kind.LINK and isinstance(old, int):
                asked[declared.to].append((unit, column_of(declared), old))
    for kind, links in asked.items():
        table: Any = own[kind].__table__
        there = states(session, table, {old for _unit, _column, old in links}, ["deleted_at"])
        for unit, column, old in links:
            if (kind, old) not in restored and (old not in there or there[old]["deleted_at"] is not None):
                unit.stays(Why.LINK, column)


def keep_doubles(session: Session, units: Sequence[Unit]) -> None:
    """Records stay as they are where something unique about them belongs to another by now."""
    own: Tables = session.info["tables"]
    for kind in {unit.kind for unit in units}:
        record_type = own.registry[kind]
        going = [unit for unit in units if unit.kind == kind and unit.goes_back and unit.verb is not Verb.DELETED]
        for declared in record_type.stored:
            if declared.unique and going:
                _keep_taken(session, declared, going, units)


def _keep_taken(session: Session, declared: Field, going: Sequence[Unit], units: Sequence[Unit]) -> None:
    kind, column = going[0].kind, column_of(declared)
    restored = [unit.record_id for unit in going if unit.verb is Verb.RESTORED]
    stored = record_states(session, kind, restored, [column])
    wanted = {
        unit.record_id: unit.back[column][1] if column in unit.back else stored[unit.record_id][column]
        for unit in going
        if column in unit.back or unit.record_id in stored
    }
    leaving = {
        unit.record_id
        for unit in units
        if unit.kind == kind and unit.goes_back and (unit.verb is Verb.DELETED or column in unit.back)
    }
    source = Source(session.info["tables"], kind)
    held, table = source.stored(declared.name), source.table
    asked = select(held, table.c.id).select_from(source.selectable).where(table.c.deleted_at.is_(None))
    holders: dict[Any, int] = {}
    for part in slices(sorted({value for value in wanted.values() if value is not None})):
        rows = session.connection().execute(asked.where(held.in_(part)))
        holders.update((value, holder) for value, holder in rows if holder not in leaving)
    for unit in going:
        holder = holders.get(wanted.get(unit.record_id))
        if holder is not None and holder != unit.record_id:
            unit.stays(Why.TAKEN, f"{column}.{holder}")


def keep_wrong(session: Session, units: Sequence[Unit]) -> None:
    """Records of which a part stays as others made it have to be right in this mixture as well."""
    own: Tables = session.info["tables"]
    for unit in units:
        record_type: RecordType = own.registry[unit.kind]
        if unit.left and unit.goes_back and record_type.check is not None:
            names = {one.name: column_of(one) for one in record_type.stored}
            state = record_states(session, unit.kind, [unit.record_id], names.values())[unit.record_id]
            mixed = {
                name: unit.back[column][1] if column in unit.back else state[column] for name, column in names.items()
            }
            wrong = next(iter(record_type.check(mixed)), None)
            if wrong is not None:
                unit.stays(Why.WRONG, wrong.message)


def keep_standing(session: Session, units: Sequence[Unit]) -> None:
    """Records whose parts may not change as they are now, unless they go back to what they were when those could."""
    own: Tables = session.info["tables"]
    asked = [unit for unit in units if unit.parts_back and not unit.back and unit.verb is Verb.CHANGED]
    for kind in {unit.kind for unit in asked}:
        said = own[kind].standing(session, [unit.record_id for unit in asked if unit.kind == kind])
        for unit in asked:
            if unit.kind == kind and unit.record_id in said:
                unit.stays(Why.STANDS, said[unit.record_id])


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
