"""Brings single records back out of a backup, with what is in them and hangs on them; an ordinary step that can be undone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from itdesk.core.record import Kind
from itdesk.db import attachments, hanging, records, tables, tags
from itdesk.db.backups.comparing import id_of, uid_of
from itdesk.db.base import Base, Part
from itdesk.db.mapping import Tables

Pick = tuple[str, str]  # kind and identity
_OWN = frozenset({"id", "version", "created_at", "updated_at"})


@dataclass(slots=True)
class _Taking:
    """One go: what was asked for, and what came back as which id."""

    session: Session
    then: Session
    wanted: set[Pick]
    taken: dict[Pick, int] = field(default_factory=dict)
    rows: dict[tuple[str, int], int] = field(default_factory=dict)  # parts: table and id in the backup -> id now


def take(session: Session, then: Session, picks: Iterable[Pick]) -> int:
    """Let records be as they were; how many. What was added to them since stays on them."""
    wanted = list(dict.fromkeys(picks))
    one = _Taking(session, then, set(wanted))
    for kind, uid in wanted:
        _take(one, kind, uid)
    session.flush()
    for (kind, uid), record_id in one.taken.items():
        _take_parts(one, kind, uid, record_id)
        _take_hanging(one, kind, uid, record_id)
    return len(one.taken)


def _take(one: _Taking, kind: str, uid: str) -> int:
    """The record itself; those that it needs and that were asked for as well come first."""
    if (kind, uid) in one.taken:
        return one.taken[kind, uid]
    one.wanted.discard((kind, uid))  # or a circle of links would never end
    there = id_of(one.then, kind, uid)
    if there is None:
        raise LookupError(f"{kind} {uid} is not in the backup")
    values = _values(one, kind, records.draft(one.then, kind, there).values)
    here = id_of(one.session, kind, uid)
    if here is None:
        draft = records.blank(one.session.info["registry"], kind)
        draft.uid = uid
    else:
        if records.is_in_bin(one.session, kind, here):
            records.restore(one.session, kind, here)
        draft = records.draft(one.session, kind, here)
    draft.values |= values
    one.taken[kind, uid] = records.save(one.session, draft)
    return one.taken[kind, uid]


def _values(one: _Taking, kind: str, values: dict[str, object]) -> dict[str, object]:
    found = {}
    for declared in one.session.info["registry"][kind].stored:
        if declared.name not in values:
            continue  # a field that is newer than the backup
        value = values[declared.name]
        if declared.kind is Kind.LINK and isinstance(value, int):
            value = _linked(one, declared.to, value)
        found[declared.name] = value
    return found


def _linked(one: _Taking, kind: str, there: int) -> int | None:
    """The id that a linked record has now; None for one that is gone and wasn't asked for."""
    uid = uid_of(one.then, kind, there)
    if uid is None:
        return None
    if (kind, uid) in one.wanted:
        return _take(one, kind, uid)
    return one.taken.get((kind, uid)) or id_of(one.session, kind, uid)


def _take_parts(one: _Taking, kind: str, uid: str, record_id: int) -> None:
    own: Tables = one.session.info["tables"]
    there = id_of(one.then, kind, uid)
    in_order = [table.name for table in Base.metadata.sorted_tables]
    for part in sorted(own.parts[kind], key=lambda cls: in_order.index(cls.__tablename__)):
        table: Any = part.__table__
        rows = one.then.connection().execute(select(table).where(table.c[part.PARENT[1]] == there).order_by(table.c.id))
        for row in rows.mappings().all():
            _take_part(one, part, dict(row), record_id)


def _take_part(one: _Taking, part: type[Part], row: dict[str, Any], record_id: int) -> None:
    values = {name: value for name, value in row.items() if name not in _OWN}
    for name in list(values):
        if name == part.PARENT[1]:
            values[name] = record_id
        elif values[name] is not None and name != "uid":
            values[name] = _followed(one, part, name, values[name])
    table: Any = part.__table__
    if any(values[name] is None and not table.c[name].nullable for name in values):
        return  # it is of something that is gone
    known = one.session.execute(select(part).where(part.uid == row["uid"])).scalar_one_or_none()
    if known is None:
        known = part(**values)
        one.session.add(known)
    else:
        for name, value in values.items():
            if getattr(known, name) != value:
                setattr(known, name, value)
    one.session.flush()
    one.rows[part.__tablename__, row["id"]] = known.id


def _followed(one: _Taking, part: type[Part], name: str, value: Any) -> Any:
    """A value of a part, or where it leads now."""
    own: Tables = one.session.info["tables"]
    table: Any = part.__table__
    for key in table.c[name].foreign_keys:
        target = key.column.table
        kind = next((kind for kind, cls in own.classes.items() if cls.__table__ is target), None)
        return one.rows.get((target.name, value)) if kind is None else _linked(one, kind, value)
    return value


def _take_hanging(one: _Taking, kind: str, uid: str, record_id: int) -> None:
    there = id_of(one.then, kind, uid)
    if there is None:
        return
    worn = [tag.name for tag in tags.of(one.then, kind, there)]
    if worn:
        tags.put(one.session, kind, [record_id], add=worn)
    _take_comments(one, kind, there, record_id)
    _take_links(one, kind, there)
    _take_files(one, kind, there, record_id)


def _is_known(one: _Taking, table: Any, uid: str) -> bool:
    return one.session.connection().execute(select(table.c.id).where(table.c.uid == uid)).first() is not None


def _take_comments(one: _Taking, kind: str, there: int, record_id: int) -> None:
    table = tables.comments
    wanted = select(table).where(table.c.kind == kind, table.c.record_id == there).order_by(table.c.id)
    for row in one.then.connection().execute(wanted).mappings().all():
        if not _is_known(one, table, row["uid"]):
            author = _linked(one, "people", row["author_id"]) if row["author_id"] else None
            values = {name: value for name, value in row.items() if name != "id"}
            hanging.add(one.session, table, values | {"record_id": record_id, "author_id": author})


def _take_links(one: _Taking, kind: str, there: int) -> None:
    table = tables.links
    own: Tables = one.session.info["tables"]
    for near_kind, near_id in hanging.ends_of(table):
        wanted = select(table).where(table.c[near_kind] == kind, table.c[near_id] == there)
        for row in one.then.connection().execute(wanted).mappings().all():
            if _is_known(one, table, row["uid"]) or not {row["from_kind"], row["to_kind"]} <= set(own.classes):
                continue
            ends = {side: _linked(one, row[f"{side}_kind"], row[f"{side}_id"]) for side in ("from", "to")}
            if None not in ends.values() and not _is_linked(one, row, ends):
                values = {name: value for name, value in row.items() if name not in ("id", "actor_id")}
                hanging.add(one.session, table, values | {"from_id": ends["from"], "to_id": ends["to"]})


def _is_linked(one: _Taking, row: Any, ends: dict[str, int | None]) -> bool:
    table = tables.links
    same = select(table.c.id).where(
        table.c.from_kind == row["from_kind"], table.c.from_id == ends["from"], table.c.to_kind == row["to_kind"],
        table.c.to_id == ends["to"], table.c.meaning == row["meaning"],
    )  # fmt: skip
    return one.session.connection().execute(same).first() is not None


def _take_files(one: _Taking, kind: str, there: int, record_id: int) -> None:
    here = {(file.name, file.hash) for file in attachments.list(one.session, kind, record_id)}
    for file in attachments.list(one.then, kind, there):
        if (file.name, file.hash) not in here:
            with attachments.open(one.then, file.id) as content:
                attachments.add_stream(one.session, kind, record_id, content, file.name)
