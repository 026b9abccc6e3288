"""The gate of every write: what history is about to be told is what the acting person's role is asked for.

Forms, bulk edit, imports, undo, merging, files and operations of features all tell history what they wrote, in the same
transaction; so all of them are asked here, once, and what is refused leaves nothing behind.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from itdesk.core.record import Field, RecordType
from itdesk.core.rights import Deed, Grant, Inside, may_set
from itdesk.core.rights import Verb as Right
from itdesk.db import rights
from itdesk.db.base import Base
from itdesk.db.mapping import Tables, column_of

if TYPE_CHECKING:
    from itdesk.db.changes import Noted

_NEEDED = {
    "created": Right.CREATE,
    "changed": Right.CHANGE,
    "deleted": Right.DELETE,
    "restored": Right.DELETE,
}
LINKS = "links"
_SLICE = 500
_SHARED = "own"  # how a view is shared that nobody else sees


def judge(session: Session, noted: Sequence[Noted]) -> None:
    """Refuse what the acting person may not have written."""
    if rights.standing(session).is_free:
        return
    own: Tables = session.info["tables"]
    by_kind: defaultdict[str, list[Noted]] = defaultdict(list)
    for one in noted:
        by_kind[one.kind].append(one)
    _links(session, [one for one in noted if one.part == LINKS and one.kind in own.classes])
    for kind, ones in by_kind.items():
        if kind in own.classes:
            _records(session, kind, ones)
        else:
            _apart(session, kind, ones)


def _links(session: Session, ones: Iterable[Noted]) -> None:
    """A link hangs on both its records, and is put there by whoever may change one of them."""
    ends: defaultdict[int | None, set[str]] = defaultdict(set)
    for one in ones:
        ends[one.part_id].add(one.kind)
    for kinds in ends.values():
        grants = [rights.granted(session, kind) for kind in kinds]
        if not any(Right.CHANGE in one.verbs and one.inside is None and one.changes is None for one in grants):
            raise rights.refused(session, min(kinds), Right.CHANGE)


def _apart(session: Session, kind: str, ones: Iterable[Noted]) -> None:
    """What is no record: the firm's settings, tags, and views of which some are seen by others."""
    if kind != "views":
        rights.require_deed(session, {"workspace": Deed.SETTINGS, "tags": Deed.TAGS}.get(kind, Deed.SETTINGS))
        return
    shared = [
        state
        for one in ones
        for pair in one.changes.values()
        for state in pair
        if isinstance(state, Mapping) and state.get("sharing", _SHARED) != _SHARED
    ]
    if shared:
        rights.require_deed(session, Deed.SHARED_VIEWS)


def _records(session: Session, kind: str, ones: Sequence[Noted]) -> None:
    grant = rights.granted(session, kind)
    record_type: RecordType = session.info["declared"][kind]
    own_ones = [one for one in ones if one.part is None]
    for one in own_ones:
        if one.verb == "erased":
            rights.require_deed(session, Deed.ERASE)
            continue
        if one.verb == "changed" and not one.changes:
            continue
        if _NEEDED[one.verb] not in grant.verbs:
            raise rights.refused(session, kind, _NEEDED[one.verb])
    _columns(session, record_type, grant, own_ones)
    _insides(session, kind, grant, [one for one in ones if one.part not in (None, LINKS)])
    alive = {one.record_id for one in ones if one.verb != "erased" or one.part is not None}
    rights.require_rows(session, kind, alive)


def _columns(session: Session, record_type: RecordType, grant: Grant, ones: Sequence[Noted]) -> None:
    """Fields that were changed, and those that were set in what is new."""
    if grant.changes is None and grant.sets is None and not grant.keeps:
        return
    fields = {column_of(one): one for one in record_type.in_columns}
    for column in {column for one in ones if one.verb == "changed" for column in one.changes}:
        declared = fields.get(column)
        if declared is None and grant.changes is not None:
            raise rights.refused(session, record_type.kind, Right.CHANGE)
        if declared is not None and not _follows(grant, declared) and not may_set(grant, declared.name, new=False):
            raise rights.fields_refused([declared])
    number = record_type.number_field if record_type.number_prefix else ""  # the app gives it
    typed = [one for one in fields.values() if not _follows(grant, one) and one.name != number]
    barred = [one for one in typed if not may_set(grant, one.name, new=True)]
    made = [one.record_id for one in ones if one.verb == "created"]
    if barred and made:
        _as_new(session, record_type, barred, made)


def _follows(grant: Grant, declared: Field) -> bool:
    """Whether the app gives the field by itself."""
    return declared.given or declared.name in grant.follows


def _as_new(session: Session, record_type: RecordType, barred: Sequence[Field], ids: Sequence[int]) -> None:
    """What a role may not set is in a new record as the app gives it."""
    table: Any = session.info["tables"][record_type.kind].__table__
    columns = [table.c[column_of(one)] for one in barred]
    for start in range(0, len(ids), _SLICE):
        asked = select(*columns).where(table.c.id.in_(ids[start : start + _SLICE]))
        for row in session.connection().execute(asked):
            for declared, value in zip(barred, row, strict=True):
                if value not in (None, declared.first_value()):
                    raise rights.fields_refused([declared])


def _insides(session: Session, kind: str, grant: Grant, ones: Sequence[Noted]) -> None:
    """Rows inside records, and hung on them."""
    if not ones:
        return
    if grant.inside is None and grant.changes is None:
        if Right.CHANGE not in grant.verbs:
            raise rights.refused(session, kind, Right.CHANGE)
        return
    open_to = grant.adds if grant.inside is None else grant.inside  # who changes some fields adds what is named alone
    added: defaultdict[str, list[int]] = defaultdict(list)
    for one in ones:
        inside = open_to.get(one.part or "")
        if inside is None or not inside.adds or one.verb != "added" or one.part_id is None:
            raise rights.refused(session, kind, Right.CHANGE)
        added[one.part or ""].append(one.part_id)
    for name, ids in added.items():
        _as_declared(session, kind, name, open_to[name], ids)


def _as_declared(session: Session, kind: str, name: str, inside: Inside, ids: Sequence[int]) -> None:
    table = Base.metadata.tables[name]
    person = rights.standing(session).person
    rules = [table.c[column] == value for column, value in inside.only]
    rules += [table.c[inside.own] == person] if inside.own else []
    if not rules:
        return
    for start in range(0, len(ids), _SLICE):
        part = ids[start : start + _SLICE]
        right = select(func.count()).select_from(table).where(table.c.id.in_(part), *rules)
        if session.connection().execute(right).scalar_one() != len(part):
            raise rights.refused(session, kind, Right.CHANGE)
