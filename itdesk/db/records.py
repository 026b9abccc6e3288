"""One record at a time: what a form edits, saving it, the bin, and finding a record by what people call it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, Table, func, insert, or_, select, text, update
from sqlalchemy.orm import Session

from itdesk.core.errors import ChangedElsewhere, Invalid, Problem, UserError
from itdesk.core.grams import norm
from itdesk.core.record import TEXTUAL, Field, Kind, RecordType, Verb
from itdesk.core.registry import Registry
from itdesk.core.texts import _, ngettext
from itdesk.core.uids import new_uid
from itdesk.db import changes, history, rights, tables, validation
from itdesk.db.base import Record
from itdesk.db.conditions import escaped
from itdesk.db.expressions import Source
from itdesk.db.mapping import FIRST_NUMBER, Tables, column_of, number_text, sequence_of
from itdesk.db.types import folded

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
    record_type: RecordType = session.info["registry"][kind]
    table = _table(session, kind)
    columns = [table.c[column_of(declared)] for declared in record_type.stored]
    found = (
        session.connection()
        .execute(select(table.c.uid, table.c.version, *columns).where(table.c.id == record_id))
        .first()
    )
    if found is None:
        raise _gone(record_type)
    uid, version, *values = found
    read = {declared.name: value for declared, value in zip(record_type.stored, values, strict=True)}
    return Draft(kind, read, record_id, uid, version, dict(read))


def save(session: Session, edited: Draft) -> int:
    """Check and store a draft; its id. Invalid says what is wrong, ChangedElsewhere what somebody else changed.

    Changes by others to other fields are kept and merged without a word. Nothing is committed here.
    """
    record_type: RecordType = session.info["registry"][edited.kind]
    rights.require(session, edited.kind, Verb.CREATE if edited.id is None else Verb.CHANGE)
    values = {
        declared.name: validation.cleaned(declared, edited.values.get(declared.name)) for declared in record_type.stored
    }
    original = {name: value for name, value in edited.original.items() if name in values}
    if edited.id is None:
        return _insert(session, record_type, edited, record_type.filled(values, {}))
    return _update(session, record_type, edited, record_type.filled(values, original), original)


def _insert(session: Session, record_type: RecordType, edited: Draft, values: dict[str, object]) -> int:
    cls = _class(session, edited.kind)
    stored_before = session.execute(select(cls.id).where(cls.uid == edited.uid)).scalar()
    if stored_before is not None:
        return stored_before
    problems = validation.check(record_type, values)
    given = frozenset(name for name, value in values.items() if value is not None)
    problems = problems or validation.check_stored(session, record_type, values, given, None)
    if problems:
        raise Invalid(problems)
    if record_type.number_prefix and values[record_type.number_field] is None:
        values[record_type.number_field] = next_number(session, record_type)
    record = cls(uid=edited.uid, **_columns(session, record_type, values))
    session.add(record)
    session.flush()
    return record.id


def _update(
    session: Session,
    record_type: RecordType,
    edited: Draft,
    values: dict[str, object],
    original: Mapping[str, object],
) -> int:
    cls = _class(session, edited.kind)
    record = session.get(cls, edited.id)
    if record is None:
        raise _gone(record_type)
    theirs = {declared.name: getattr(record, column_of(declared)) for declared in record_type.stored}
    mine = _edited(values, original)
    if record.version != edited.version:
        _require_no_collision(session, edited, original, theirs, values)
        values = record_type.filled({**theirs, **{name: values[name] for name in mine}}, theirs)
    changed = frozenset(name for name, value in values.items() if value != theirs[name])
    problems = validation.check(record_type, values)
    problems = problems or validation.check_stored(session, record_type, values, changed, record.id)
    if problems:
        raise Invalid(problems)
    for name, value in _columns(session, record_type, {name: values[name] for name in changed}).items():
        setattr(record, name, value)
    session.flush()
    return record.id


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


def next_number(session: Session, record_type: RecordType) -> str:
    """The kind's next human number, given inside the transaction; on a server an undone one leaves a gap."""
    connection = session.connection()
    if connection.dialect.name == "postgresql":
        asked = text("SELECT nextval(:sequence)").bindparams(sequence=sequence_of(record_type))
        return number_text(record_type, connection.execute(asked).scalar_one())
    return number_text(record_type, _take_numbers(session, record_type.kind, 1))


def _take_numbers(session: Session, kind: str, count: int) -> int:
    """The first of `count` numbers on a file."""
    numbers = tables.numbers
    connection = session.connection()
    raised = update(numbers).where(numbers.c.kind == kind).values(last=numbers.c.last + count)
    last = connection.execute(raised.returning(numbers.c.last)).scalar()
    if last is None:
        last = FIRST_NUMBER - 1 + count
        connection.execute(insert(numbers).values(kind=kind, last=last))
    return last - count + 1


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
        title, table = source.title(), source.table
        linked = select(table.c.id, title).select_from(source.selectable)
        linked = linked.where(table.c[column_of(link)] == record_id, table.c.deleted_at.is_(None))
        linked = linked.where(table.c.id != record_id) if user_kind == kind else linked
        found = session.connection().execute(linked.order_by(table.c.id).limit(_NAMED + 1)).all()
        names = ", ".join(str(row[1]) for row in found[:_NAMED])
        if len(found) > _NAMED:
            number = (
                session.connection()
                .execute(
                    select(func.count()).where(table.c[column_of(link)] == record_id, table.c.deleted_at.is_(None))
                )
                .scalar_one()
            )
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
    values = {declared.name: getattr(record, column_of(declared)) for declared in record_type.stored}
    unique = frozenset(declared.name for declared in record_type.stored if declared.unique)
    problems = validation.check_stored(session, record_type, values, unique, record_id)
    if problems:
        raise Invalid(problems)
    record.deleted_at = None
    session.flush()


def title_of(session: Session, kind: str, record_id: int) -> str:
    """What a record is called; empty if there is none."""
    source = Source(session.info["tables"], kind)
    title = source.title()
    found = (
        session.connection()
        .execute(select(title).select_from(source.selectable).where(source.table.c.id == record_id))
        .scalar()
    )
    return "" if found is None else str(found)


def find(session: Session, kind: str, typed: str) -> int | None:
    """The one record that is called this, by the kind's `match` fields; upper case and accents don't matter.

    Several records of one name are refused with a sentence: nobody can say which is meant.
    """
    record_type: RecordType = session.info["registry"][kind]
    wanted = norm(" ".join(typed.split()))
    if not wanted:
        return None
    for match in record_type.match or (record_type.title,):
        found = _called(session, kind, match, wanted)
        if len(found) == 1:
            return found[0]
        if found:
            sentence = _("Several {kind} are called {name}.").format(kind=record_type.plural, name=f"“{typed}”")
            raise Invalid([Problem("", sentence)])
    return None


def _called(session: Session, kind: str, match: str, wanted: str) -> list[int]:
    source = Source(session.info["tables"], kind)
    parts = [func.coalesce(source.value(name), "") for name in match.split("|")]
    whole: ColumnElement[Any] = parts[0]
    for part in parts[1:]:
        whole = whole + " " + part
    same = select(source.table.c.id).select_from(source.selectable)
    same = same.where(source.table.c.deleted_at.is_(None), folded(whole) == wanted)
    return list(session.connection().execute(same.order_by(source.table.c.id).limit(2)).scalars())


def choices_for(session: Session, kind: str, typed: str, limit: int = 20) -> list[tuple[int, str, str]]:
    """Records that a link editor offers for what was typed: (id, title, subtitle), beginnings before insides of words."""
    source = Source(session.info["tables"], kind)
    title = source.title()
    declared = [name for name in source.record_type.subtitle if source.kind_of(name) is not Kind.MONEY]
    shown = [source.value(name) for name in declared]
    table = source.table
    wanted = norm(" ".join(typed.split()))
    statement = select(table.c.id, title, *shown).where(table.c.deleted_at.is_(None))
    if not wanted:
        statement = statement.select_from(source.selectable).order_by(table.c.updated_at.desc(), table.c.id.desc())
        found = session.connection().execute(statement.limit(limit)).all()
    else:
        by_title = folded(title)
        texts = [source.value(name) for name in _texts(source.record_type)]
        inside = [folded(one).like(f"%{escaped(wanted)}%", escape="\\") for one in texts]
        begins = by_title.like(f"{escaped(wanted)}%", escape="\\")
        at_word = by_title.like(f"% {escaped(wanted)}%", escape="\\")
        statement = statement.select_from(source.selectable).where(or_(*inside))
        ordered = statement.order_by(begins.desc(), at_word.desc(), by_title, table.c.id)
        found = session.connection().execute(ordered.limit(limit)).all()
    registry: Registry = session.info["registry"]
    return [(row[0], str(row[1] or ""), subtitle_text(session, registry[kind], declared, row[2:])) for row in found]


def _texts(record_type: RecordType) -> list[str]:
    """Names whose text finds a record in a link editor: its title, what it is called elsewhere, its subtitle."""
    names = [record_type.title, record_type.number_field if record_type.number_prefix else record_type.title]
    names += [part for match in record_type.match for part in match.split("|")]
    names += record_type.subtitle
    kinds = {declared.name: declared.kind for declared in record_type.fields}
    return [name for name in dict.fromkeys(names) if kinds.get(name) in TEXTUAL or kinds.get(name) is Kind.LINK]


def subtitle_text(session: Session, record_type: RecordType, names: Iterable[str], values: Iterable[Any]) -> str:
    """The second line under a title: its parts in words, those that are empty left out."""
    said = [
        history.in_words(session, record_type.by_name.get(name), value)
        for name, value in zip(names, values, strict=True)
    ]
    return " · ".join(part for part in said if part)


def note_bulk(session: Session, kind: str, rows: Iterable[tuple[int, str, changes.Verb]]) -> None:
    """Tell of rows that were written past the ORM: (id, uid, verb) each. Writes history, change log and search text."""
    noted = [changes.Noted(kind, record_id, uid, verb) for record_id, uid, verb in rows]
    if noted:
        changes.write(session, noted)


def _columns(session: Session, record_type: RecordType, values: Mapping[str, object]) -> dict[str, object]:
    """Values by column; a text column that may not be NULL holds an empty text, a yes/no column no."""
    table = _table(session, record_type.kind)
    found: dict[str, object] = {}
    for name, value in values.items():
        declared = record_type.by_name.get(name)
        if declared is None or declared.computed:
            continue
        column = column_of(declared)
        found[column] = _instead_of_null(declared) if value is None and not table.c[column].nullable else value
    return found


def _instead_of_null(declared: Field) -> object:
    if declared.kind in TEXTUAL:
        return ""
    if declared.kind is Kind.YES_NO:
        return False
    return declared.first_value()


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
