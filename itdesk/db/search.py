"""One search over every kind of record, inside words and in every script, on both engines."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import starmap
from types import ModuleType
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    bindparam,
    delete,
    literal,
    select,
    tuple_,
    union_all,
    update,
)
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import Session
from sqlalchemy.sql.elements import TextClause

from itdesk.core.grams import matcher, norm
from itdesk.core.record import TEXTUAL, Kind, RecordType, Verb
from itdesk.db import tables
from itdesk.db.among import among
from itdesk.db.bulk import next_ids, put, put_one
from itdesk.db.expressions import Source
from itdesk.db.finding import subtitle_text
from itdesk.db.history import in_words
from itdesk.db.mapping import Tables
from itdesk.db.prepared import Prepared, prepared
from itdesk.db.query_shape import shape_of_query
from itdesk.db.shapes import kept

_NUMBERED = 200  # records with these signs anywhere among which numbers are looked for
CAP = 2_000  # candidates that are read before a person is asked to keep typing
_BEGIN = 50  # records whose number begins as a query does that are read
_DIGITS = 2  # of a number from which the rest is looked up
_SLICE = 500
_TEXTS = ("title", "subtitle", "text")
_ENTRY = ("kind", "record_id", *_TEXTS)
_LONGEST = 200_000  # characters of one record that are searched
_BEFORE, _AFTER = 40, 100  # characters of an excerpt around the first hit

entries, numbers = tables.search_entries, tables.search_numbers
_KNOWN = select(entries.c.id, entries.c.record_id, *(entries.c[name] for name in _TEXTS)).where(
    entries.c.kind == bindparam("kind"), among(entries.c.record_id, "ids")
)
_SHOWN = select(*(entries.c[name] for name in ("id", *_ENTRY))).where(
    among(entries.c.id, "ids"), among(entries.c.kind, "kinds")
)
# neither ordered nor limited: a server would walk all numbers from the newest on
_BEGUN = select(numbers.c.entry_id).where(among(numbers.c.number, "numbers"))
_CHANGED = update(entries).where(entries.c.id == bindparam("at")).values({name: bindparam(name) for name in _TEXTS})
_UNNUMBERED = delete(numbers).where(among(numbers.c.entry_id, "ids"))


@dataclass(frozen=True, slots=True)
class Hit:
    """One record that was found; excerpt is the text around the first hit that isn't in the title."""

    kind: str
    id: int
    title: str
    subtitle: str
    excerpt: str


@dataclass(frozen=True, slots=True)
class Found:
    """Newest first, exact numbers before all; more: there are others, which one more letter may bring."""

    hits: list[Hit]
    more: bool


def find(session: Session, words: str, limit: int = 20, kinds: Iterable[str] | None = None) -> Found:
    """Records whose text has every word; a number, tag or serial that is typed whole comes first, then numbers that begin so."""
    readable = _readable(session, kinds)
    query = " ".join(words.split())
    if not query or not readable:
        return Found([], more=False)
    exact = _exact(session, query, readable)
    found = dict(exact[:limit])
    begun = [one for one in _begun(session, norm(query), readable) if one.id not in found]
    found |= {row.id: _hit(row, query) for row in begun[: limit - len(found)]}
    if begun and len(found) >= limit:
        return Found(list(found.values()), more=True)
    matches = matcher(query)
    seen = 0
    for portion in _engine(session).candidates(session.connection(), query, CAP):
        seen += len(portion)
        known = {row.id: row for row in _read(session, [one for one in portion if one not in found], readable)}
        for one in portion:
            row = known.get(one)
            if row is None or not matches(row.text):
                continue
            if len(found) >= limit:
                return Found(list(found.values()), more=True)
            found[one] = _hit(row, query)
    return Found(list(found.values()), more=seen >= CAP)


def find_number(session: Session, typed: str, limit: int = 20) -> Found:
    """Records by number, tag or serial: "1042" finds HD-1042; those that are it come before those that contain it."""
    readable = _readable(session, None)
    wanted = norm("".join(typed.split()))
    if not wanted:
        return Found([], more=False)
    registry = session.info["registry"]
    whole = {wanted, *(norm(registry[kind].number_prefix) + wanted for kind in readable)}
    statement = (
        select(entries)
        .join(numbers, numbers.c.entry_id == entries.c.id)
        .where(numbers.c.number.in_(sorted(whole)), entries.c.kind.in_(readable))
        .order_by(entries.c.id.desc())
        .limit(limit)
    )
    found = {(row.kind, row.record_id): _hit(row, typed) for row in session.connection().execute(statement)}
    others = find(session, wanted, _NUMBERED)
    of_hit: defaultdict[tuple[str, int], list[str]] = defaultdict(list)
    same = tuple_(entries.c.kind, entries.c.record_id).in_([(hit.kind, hit.id) for hit in others.hits])
    theirs = select(entries.c.kind, entries.c.record_id, numbers.c.number).join(
        numbers, numbers.c.entry_id == entries.c.id
    )
    for kind, record_id, number in session.connection().execute(theirs.where(same)) if others.hits else ():
        of_hit[kind, record_id].append(number)
    for hit in others.hits:
        if any(wanted in number for number in of_hit[hit.kind, hit.id]):
            found.setdefault((hit.kind, hit.id), hit)
    return Found(list(found.values())[:limit], more=others.more or len(found) > limit)


def _readable(session: Session, kinds: Iterable[str] | None) -> list[str]:
    from itdesk.db import rights

    wanted = [record_type.kind for record_type in session.info["registry"]] if kinds is None else list(kinds)
    return [kind for kind in wanted if rights.allowed(session, kind, Verb.READ)]


def _exact(session: Session, query: str, kinds: Sequence[str]) -> list[tuple[int, Hit]]:
    statement = (
        select(entries)
        .join(numbers, numbers.c.entry_id == entries.c.id)
        .where(numbers.c.number == norm(query)[:255], entries.c.kind.in_(kinds))
        .order_by(entries.c.id.desc())
        .limit(50)
    )
    return [(row.id, _hit(row, query)) for row in session.connection().execute(statement)]


def _begun(session: Session, query: str, kinds: Sequence[str]) -> Sequence[_Entry]:
    """The newest records whose number begins so, such as HD-50: their parts stand in nearly every record's text.

    Numbers of up to three digits more are looked up one by one, since a server's index of them has an order of its own.
    """
    registry = session.info["registry"]
    prefixes = {norm(registry[kind].number_prefix) for kind in kinds} - {""}
    left = next((query[len(one) :].lstrip("-") for one in prefixes if query.startswith(one)), "")
    if len(left) < _DIGITS or not (left.isascii() and left.isdecimal()):
        return ()
    wanted = [f"{query}{more:0{length}}" for length in (1, 2, 3) for more in range(10**length)]
    asked = prepared(session, "numbers that begin so", lambda: _BEGUN)
    ids = sorted(asked.ids(session, {"numbers": wanted}), reverse=True)[:_BEGIN]
    return sorted(_read(session, ids, kinds), key=lambda row: -row.id)


class _Entry(NamedTuple):
    """One record as search knows it."""

    id: int
    kind: str
    record_id: int
    title: str
    subtitle: str
    text: str


def _read(session: Session, wanted: Sequence[int], kinds: Sequence[str]) -> Sequence[_Entry]:
    if not wanted:
        return ()
    asked = prepared(session, "entries of a search", lambda: _SHOWN)
    return list(starmap(_Entry, asked.all(session, {"ids": wanted, "kinds": kinds})))


def _hit(row: Any, query: str) -> Hit:
    return Hit(row.kind, row.record_id, row.title, row.subtitle, _excerpt(row.text, row.title, query))


def _excerpt(whole: str, title: str, query: str) -> str:
    """The text around the first term that the title doesn't have; nothing if the title has them all."""
    missing = [term for term in norm(query).split() if term not in norm(title)]
    if not missing:
        return ""
    for line in whole.split("\n"):
        folded = norm(line)
        at = folded.find(missing[0])
        if at < 0:
            continue
        # folding may change a text's length: the place is near enough for an excerpt
        begin = max(0, min(at, len(line)) - _BEFORE)
        end = min(len(line), at + len(missing[0]) + _AFTER)
        if begin:
            begin = line.rfind(" ", 0, begin + 1) + 1 or begin
        return ("…" if begin else "") + line[begin:end].strip() + ("…" if end < len(line) else "")
    return ""


def matching(session: Session, words: str) -> TextClause:
    """A subquery of the ids of a kind's records with these words."""
    return _engine(session).matching(shape_of_query(words))  # type: ignore[no-any-return]


def matching_values(session: Session, kind: str, words: str) -> dict[str, Any]:
    """The values for matching's parameters."""
    engine, shape = _engine(session), shape_of_query(words)
    found: dict[str, Any] = engine.matching_values(session.connection(), kind, " ".join(words.split()), shape)
    return found


def index(
    session: Session,
    records: Sequence[tuple[str, int]],
    fresh: AbstractSet[tuple[str, int]] = frozenset(),
    step: Callable[[int], None] | None = None,
) -> None:
    """Write the entries of these records, and of those that show a title which may have changed.

    fresh are records that this transaction made and that have nothing inside yet. step is told of each slice.
    """
    by_kind: defaultdict[tuple[str, bool], list[int]] = defaultdict(list)
    for kind, record_id in records:
        by_kind[kind, (kind, record_id) in fresh].append(record_id)
    for (kind, are_fresh), ids in by_kind.items():
        retitled = _index_kind(session, kind, ids, fresh=are_fresh, step=step)
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
    for start in range(0, len(ids), _SLICE):
        if step is not None:
            step(start)
        retitled += _index_slice(session, kind, list(dict.fromkeys(ids[start : start + _SLICE])), fresh=fresh)
    return retitled


def _index_slice(session: Session, kind: str, ids: Sequence[int], *, fresh: bool) -> list[int]:
    connection = session.connection()
    inside: Mapping[int, list[str]] = {} if fresh else _inside(session, kind, ids)
    read = _texts(session, kind, ids, inside)
    asked = prepared(session, "entries", lambda: _KNOWN)
    known = {} if fresh else {row[1]: row for row in asked.all(session, {"kind": kind, "ids": ids})}
    for one, row in known.items():
        if one in read and row[2:] == read[one][:3]:
            del read[one]  # what is searched is as it was, its numbers among it
    new = [one for one in read if one not in known]
    at: dict[int, int] = {}
    if len(new) == 1:
        at[new[0]] = put_one(connection, entries, _ENTRY, (kind, new[0], *read[new[0]][:3]))
    elif new:
        at.update(zip(new, next_ids(connection, entries, len(new)), strict=True))
        put(connection, entries, ("id", *_ENTRY), [(at[one], kind, one, *read[one][:3]) for one in new])
    stale = [one for one in read if one in known]
    if stale:
        at |= {one: known[one][0] for one in stale}
        changed = prepared(session, "changed entry", lambda: _CHANGED)
        changed.many(session, ({"at": at[one], **dict(zip(_TEXTS, read[one][:3], strict=True))} for one in stale))
        unnumbered = prepared(session, "unnumbered entries", lambda: _UNNUMBERED)
        unnumbered.done(session, {"ids": [at[one] for one in stale]})
    put(connection, numbers, ("number", "entry_id"), [(number, at[one]) for one in read for number in read[one][3]])
    if read:
        _engine(session).put(connection, [(at[one], read[one][2]) for one in read], new=not stale)
    return [one for one in stale if known[one][2] != read[one][0]]


def _texts(
    session: Session, kind: str, ids: Sequence[int], inside: Mapping[int, list[str]]
) -> dict[int, tuple[str, str, str, list[str]]]:
    """By id what an entry holds (title, subtitle, text) and the record's exact numbers; records in the bin left out."""
    plan = kept(session, ("texts", kind), lambda: _Plan(session.info["tables"], kind, session.info["dialect"]))
    record_type = plan.record_type
    found: dict[int, tuple[str, str, str, list[str]]] = {}
    for record_id, *row in plan.statement.all(session, {"ids": ids}):
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

    def __init__(self, own: Tables, kind: str, dialect: Dialect) -> None:
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
        wanted = among(source.table.c.id, "ids"), source.table.c.deleted_at.is_(None)
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
    for statement in kept(session, ("inside", kind), lambda: _insides(session, kind)):
        for record_id, *texts in statement.all(session, {"ids": ids}):
            found[record_id].extend(str(one) for one in texts if one)
    return found


def _insides(session: Session, kind: str) -> list[Prepared]:
    statements: list[Select[Any]] = []
    for part in session.info["tables"].parts[kind]:
        if part.SEARCHED:
            table: Any = part.__table__
            parent = table.c[part.PARENT[1]]
            texts = select(parent, *(table.c[name] for name in part.SEARCHED)).where(among(parent, "ids"))
            statements.append(texts.order_by(table.c.id.desc()))
    whole = [*statements, _hung(kind)]
    return [Prepared(statement, session.info["dialect"]) for statement in whole]


def _hung(kind: str) -> Any:
    """Tags, comments, names of files and what the files say, in one statement; what is short comes first."""
    files, says = tables.attachments, tables.blob_texts
    said, worn, called = tables.comments, tables.record_tags, tables.tags

    def of(table: Any) -> ColumnElement[bool]:
        return and_(table.c.kind == kind, among(table.c.record_id, "ids"))

    parts = [
        select(worn.c.record_id, literal(0).label("turn"), worn.c.id.label("age"), called.c.name.label("text"))
        .join(called, called.c.id == worn.c.tag_id)
        .where(of(worn)),
        select(files.c.record_id, literal(1), files.c.id, files.c.name).where(of(files)),
        select(said.c.record_id, literal(2), said.c.id, said.c.body).where(of(said)),
        select(files.c.record_id, literal(3), files.c.id, says.c.text)
        .join(says, says.c.hash == files.c.hash)
        .where(of(files)),
    ]
    whole = union_all(*parts).subquery()
    return select(whole.c.record_id, whole.c.text).order_by(whole.c.turn, whole.c.age.desc())


def forget(session: Session, records: Sequence[tuple[str, int]]) -> None:
    """Take these records out of the index."""
    connection = session.connection()
    for start in range(0, len(records), _SLICE):
        part = records[start : start + _SLICE]
        same = tuple_(entries.c.kind, entries.c.record_id).in_(part)
        gone = list(connection.execute(select(entries.c.id).where(same)).scalars())
        if gone:
            _engine(session).drop(connection, gone)
            connection.execute(delete(numbers).where(numbers.c.entry_id.in_(gone)))
            connection.execute(delete(entries).where(entries.c.id.in_(gone)))


def reindex(session: Session) -> int:
    """Build the whole index anew from the records; how many it holds."""
    connection = session.connection()
    _engine(session).clear(connection)
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


def count(session: Session) -> int:
    """How many entries the gram index holds."""
    return int(_engine(session).count(session.connection()))


def _engine(session: Session) -> ModuleType:
    from itdesk.db import search_postgres, search_sqlite

    return search_postgres if session.info["dialect"].name == "postgresql" else search_sqlite
