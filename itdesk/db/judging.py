"""Whether what an operation did can go back: compared with what is there now, column by column."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Table, select
from sqlalchemy.orm import Session

from itdesk.core.record import Field, Kind, RecordType
from itdesk.db.changes import Verb
from itdesk.db.deeds import Unit, Why, is_stored, record_states, slices, states, users_of, value_of
from itdesk.db.expressions import Source
from itdesk.db.hanging import Place
from itdesk.db.mapping import Tables, column_of


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
        if state["deleted_at"] is not None and (unit.deed is None or unit.deed.verb is Verb.CHANGED):
            unit.stays(Why.BINNED)
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
                unit.stays(Why.LINK, f"{column}.{old}")


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
