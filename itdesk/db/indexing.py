"""What search knows of each record, written in the transaction that changes it: its entry, its numbers, its grams."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from contextlib import nullcontext
from types import ModuleType
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    bindparam,
    delete,
    literal,
    literal_column,
    select,
    tuple_,
    union_all,
    update,
)
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import Session

from itdesk.core.grams import norm
from itdesk.core.record import TEXTUAL, Kind, RecordType
from itdesk.db import tables
from itdesk.db.among import among
from itdesk.db.bulk import next_ids, put, put_one
from itdesk.db.expressions import Source
from itdesk.db.finding import subtitle_text
from itdesk.db.history import in_words
from itdesk.db.mapping import Tables
from itdesk.db.prepared import Prepared, prepared
from itdesk.db.shapes import kept
from itdesk.db.unpeeked import unpeeked

_SLICE = 500
_MANY = 5_000  # records of one kind for which an index prepares itself, and takes more at once
_WIDE = 4_000
_TEXTS = ("title", "subtitle", "text")
_ENTRY = ("kind", "record_id", *_TEXTS)
_LONGEST = 200_000  # characters of one record that are searched

entries, numbers = tables.search_entries, tables.search_numbers
_CHANGED = update(entries).where(entries.c.id == bindparam("at")).values({name: bindparam(name) for name in _TEXTS})
_UNNUMBERED = delete(numbers).where(among(numbers.c.entry_id, "ids"))


def index(
    session: Session,
    records: Sequence[tuple[str, int]],
    fresh: AbstractSet[tuple[str, int]] = frozenset(),
    step: Callable[[int], None] | None = None,
) -> None:
    """Write the entries of these records, and of those that show a title which may have changed.

    fresh are records that this transaction made and that have nothing inside yet. step is told of each slice. Where many
    are gathered (`gathering`), it is done later.
    """
    gathered = session.info.get("gathered")
    if gathered is not None:
        gathered.add(records, fresh)
        return
    by_kind: defaultdict[tuple[str, bool], list[int]] = defaultdict(list)
    for kind, record_id in records:
        by_kind[kind, (kind, record_id) in fresh].append(record_id)
    for (kind, are_fresh), ids in by_kind.items():
        index_kind(session, kind, ids, fresh=are_fresh, step=step)


def index_kind(
    session: Session, kind: str, ids: Sequence[int], *, fresh: bool, step: Callable[[int], None] | None = None
) -> None:
    """The same of one kind's records, which are all fresh or none of them."""
    retitled = _index_kind(session, kind, ids, fresh=fresh, step=step)
    for other_kind, others in _showing(session, kind, retitled):
        _index_kind(session, other_kind, others)


def _showing(session: Session, kind: str, ids: Sequence[int]) -> Iterator[tuple[str, list[int]]]:
    """Records in whose entries the titles of these stand."""
    own: Tables = session.info["tables"]
    for other_kind, link in own.linked_from[kind]:
        other = own.registry[other_kind]
        if ids and link.name in (*other.search, *other.subtitle, other.title):
            source = Source(own, other_kind)
            stored, theirs = source.stored(link.name), source.table.c
            linked = (
                select(theirs.id).select_from(source.selectable).where(stored.in_(ids), theirs.deleted_at.is_(None))
            )
            yield other_kind, list(session.connection().execute(linked).scalars())


def _index_kind(
    session: Session,
    kind: str,
    ids: Sequence[int],
    *,
    fresh: bool = False,
    step: Callable[[int], None] | None = None,
) -> list[int]:
    """Write a kind's entries; the ids of records that had another title before."""
    retitled: list[int] = []
    many = len(ids) > _MANY
    wide = _WIDE if many or "gathered" in session.info else _SLICE
    with engine_of(session).expecting_many(session.connection()) if many else nullcontext():
        for start in range(0, len(ids), wide):
            if step is not None:
                step(start)
            retitled += _index_slice(session, kind, list(dict.fromkeys(ids[start : start + wide])), fresh=fresh)
    return retitled


def _index_slice(session: Session, kind: str, ids: Sequence[int], *, fresh: bool) -> list[int]:
    connection = session.connection()
    inside: Mapping[int, list[str]] = {} if fresh else _inside(session, kind, ids)
    read = _texts(session, kind, ids, inside)
    if session.info["masked"]:
        from itdesk.db.server.entering import enter

        enter(session, kind, read)
        return []
    known = {} if fresh else _known(session, kind, ids)
    for one, row in known.items():
        if one in read and row[1] == read[one][:3]:
            del read[one]  # what is searched is as it was, its numbers among it
    new = [one for one in read if one not in known]
    at: dict[int, int] = {}
    if len(new) == 1:
        at[new[0]] = put_one(connection, entries, _ENTRY, (kind, new[0], *read[new[0]][:3]))
    elif new:
        at.update(zip(new, next_ids(connection, entries, len(new)), strict=True))
        put(connection, entries, ("id", *_ENTRY), [(at[one], kind, one, *read[one][:3]) for one in new])
    stale = [one for one in read if one in known]
    renumbered = [one for one in read if one not in known or sorted(known[one][2]) != read[one][3]]
    if stale:
        at |= {one: known[one][0] for one in stale}
        changed = prepared(session, "changed entry", lambda: _CHANGED)
        changed.many(session, ({"at": at[one], **dict(zip(_TEXTS, read[one][:3], strict=True))} for one in stale))
        had = [at[one] for one in renumbered if one in known]
        if had:
            prepared(session, "unnumbered entries", lambda: _UNNUMBERED).done(session, {"ids": had})
    given = [(number, at[one]) for one in renumbered for number in read[one][3]]
    put(connection, numbers, ("number", "entry_id"), given)
    if read:
        engine_of(session).put(connection, [(at[one], read[one][2]) for one in read], new=not stale)
    return [one for one in stale if known[one][1][0] != read[one][0]]


def _known(session: Session, kind: str, ids: Sequence[int]) -> dict[int, tuple[int, tuple[str, str, str], list[str]]]:
    """By id the entries that there are: their own ids, texts and numbers."""
    found: dict[int, tuple[int, tuple[str, str, str], list[str]]] = {}
    single = len(ids) == 1
    asked = prepared(session, ("entries", single), lambda: _entries(single=single))
    for entry, record_id, title, subtitle, text, number in asked.all(session, {"kind": kind, **_those(ids)}):
        known = found.setdefault(record_id, (entry, (title, subtitle, text), []))
        if number is not None:
            known[2].append(number)
    return found


def _entries(*, single: bool) -> Select[Any]:
    texts = (entries.c[name] for name in _TEXTS)
    whole = select(entries.c.id, entries.c.record_id, *texts, numbers.c.number)
    whole = whole.select_from(entries.outerjoin(numbers, numbers.c.entry_id == entries.c.id))
    return whole.where(entries.c.kind == unpeeked(bindparam("kind")), _in_those(entries.c.record_id, single=single))


def _in_those(column: Any, *, single: bool) -> ColumnElement[bool]:
    """Whether a column is one of the ids that are written: one record is found quicker without a list of one."""
    return column == unpeeked(bindparam("id", type_=column.type)) if single else among(column, "ids")


def _those(ids: Sequence[int]) -> dict[str, object]:
    return {"id": ids[0]} if len(ids) == 1 else {"ids": ids}


def _texts(
    session: Session, kind: str, ids: Sequence[int], inside: Mapping[int, list[str]]
) -> dict[int, tuple[str, str, str, list[str]]]:
    """By id what an entry holds (title, subtitle, text) and the record's exact numbers; records in the bin left out."""
    single, own = len(ids) == 1, session.info["tables"]
    plan = kept(session, ("texts", kind, single), lambda: _Plan(own, kind, session.info["dialect"], single=single))
    record_type = plan.record_type
    found: dict[int, tuple[str, str, str, list[str]]] = {}
    for record_id, *row in plan.statement.all(session, _those(ids)):
        value = dict(zip(plan.names, row, strict=True))
        title = str(value[record_type.title] or "")
        second = subtitle_text(session, record_type, plan.subtitle, [value[name] for name in plan.subtitle])
        lines = [title, *(str(value[name]) for name in plan.found_by if value[name] is not None)]
        lines += [in_words(session, one, value[one.name]) for one in plan.custom if value[one.name] is not None]
        whole = "\n".join(dict.fromkeys([*lines, second, *inside.get(record_id, ())]))[:_LONGEST]
        numbered = {norm(str(value[name]))[:255] for name in plan.exact if value[name]}
        found[record_id] = title, second, whole, sorted(numbered)
    return found


class _Plan:
    """What of a kind is searched, and the statement that reads it."""

    def __init__(self, own: Tables, kind: str, dialect: Dialect, *, single: bool) -> None:
        self.record_type = record_type = own.registry[kind]
        source = Source(own, kind)
        self.subtitle = [name for name in record_type.subtitle if not record_type.by_name[name].secret]
        self.exact = _numbered(record_type)
        searched = [name for name in record_type.search if not record_type.by_name[name].secret]
        found_by = list(dict.fromkeys([*self.exact, *searched]))
        self.names = list(dict.fromkeys([record_type.title, *self.subtitle, *found_by]))
        self.custom = [record_type.by_name[name] for name in found_by if record_type.by_name[name].custom]
        self.found_by = [name for name in found_by if not record_type.by_name[name].custom]  # texts as they are stored
        values = [source.value(name) for name in self.names]
        wanted = _in_those(source.table.c.id, single=single), source.table.c.deleted_at.is_(None)
        self.statement = Prepared(
            select(source.table.c.id, *values).select_from(source.selectable).where(*wanted), dialect
        )


def _numbered(record_type: RecordType) -> list[str]:
    """Fields that name a record exactly: its number, what is unique, what an import knows it by."""
    names = [record_type.number_field] if record_type.number_prefix else []
    names += [declared.name for declared in record_type.stored if declared.unique]
    names += record_type.import_keys
    textual = TEXTUAL - {Kind.LONG}
    declared = [record_type.by_name[name] for name in dict.fromkeys(names) if name in record_type.by_name]
    return [one.name for one in declared if one.kind in textual and not one.secret]


def _inside(session: Session, kind: str, ids: Sequence[int]) -> dict[int, list[str]]:
    """Texts of the rows inside the records and of what hangs on them, newest first."""
    found: defaultdict[int, list[str]] = defaultdict(list)
    single = len(ids) == 1
    asked = prepared(session, ("inside", kind, single), lambda: _insides(session, kind, single=single))
    for record_id, text in asked.all(session, _those(ids)):
        if text:
            found[record_id].append(str(text))
    return found


def _insides(session: Session, kind: str, *, single: bool) -> Select[Any]:
    """Rows inside the records, then tags, comments, names of files and what the files say: what is short comes first."""
    parts: list[Select[Any]] = []
    for part in session.info["tables"].parts[kind]:
        table: Any = part.__table__
        parent = table.c[part.PARENT[1]]
        for place, name in enumerate(part.SEARCHED):
            parts.append(
                _piece(parent, (len(parts) - place, table.c.id, place), table.c[name], _in_those(parent, single=single))
            )
    whole = union_all(*parts, *_hung(kind, len(parts), single=single)).subquery()
    return select(whole.c.record_id, whole.c.text).order_by(whole.c.turn, whole.c.age.desc(), whole.c.place)


def _piece(record: Any, order: tuple[int, Any, int], words: Any, where: ColumnElement[bool]) -> Select[Any]:
    """Texts of one table: turn, age and place say where they stand."""
    turn, age, place = order
    named: list[Any] = [literal_column(str(turn)).label("turn"), age.label("age")]
    named.append(literal_column(str(place)).label("place"))
    return select(record.label("record_id"), *named, words.label("text")).where(where)


def _hung(kind: str, turn: int, *, single: bool) -> Iterator[Select[Any]]:
    files, says = tables.attachments, tables.blob_texts
    said, worn, called = tables.comments, tables.record_tags, tables.tags

    def of(table: Any, words: Any, after: int) -> Select[Any]:
        own = and_(table.c.kind == unpeeked(literal(kind)), _in_those(table.c.record_id, single=single))
        return _piece(table.c.record_id, (turn + after, table.c.id, 0), words, own)

    yield of(worn, called.c.name, 0).join(called, called.c.id == worn.c.tag_id)
    yield of(files, files.c.name, 1)
    yield of(said, said.c.body, 2)
    yield of(files, says.c.text, 3).join(says, says.c.hash == files.c.hash)


def forget(session: Session, records: Sequence[tuple[str, int]]) -> None:
    """Take these records out of the index."""
    connection = session.connection()
    for start in range(0, len(records), _SLICE):
        part = records[start : start + _SLICE]
        same = tuple_(entries.c.kind, entries.c.record_id).in_(part)
        gone = list(connection.execute(select(entries.c.id).where(same)).scalars())
        if gone:
            engine_of(session).drop(connection, gone)
            connection.execute(delete(numbers).where(numbers.c.entry_id.in_(gone)))
            connection.execute(delete(entries).where(entries.c.id.in_(gone)))


def reindex(session: Session) -> int:
    """Build the whole index anew from the records; how many it holds."""
    connection = session.connection()
    engine_of(session).clear(connection)
    connection.execute(delete(numbers))
    connection.execute(delete(entries))
    total = 0
    own: Tables = session.info["tables"]
    for kind, cls in own.classes.items():
        table: Any = cls.__table__
        wanted = select(table.c.id).where(table.c.deleted_at.is_(None)).order_by(table.c.id)
        ids = list(connection.execute(wanted).scalars())
        _index_kind(session, kind, ids)
        total += len(ids)
    return total


def engine_of(session: Session) -> ModuleType:
    """The module of the engine's own index."""
    from itdesk.db import search_postgres, search_sqlite

    return search_postgres if session.info["dialect"].name == "postgresql" else search_sqlite
