"""One search over every kind of record, inside words and in every script, on both engines."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import starmap
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, Text, bindparam, func, literal_column, or_, select, tuple_
from sqlalchemy.orm import Session
from sqlalchemy.sql.elements import TextClause

from itdesk.core.grams import matcher, norm
from itdesk.core.record import Verb
from itdesk.db import rights, tables
from itdesk.db.among import among
from itdesk.db.indexing import engine_of
from itdesk.db.prepared import prepared
from itdesk.db.query_shape import QueryShape, shape_of_query

_NUMBERED = 200  # records with these signs anywhere among which numbers are looked for
CAP = 2_000  # candidates that are read before a person is asked to keep typing
_BEGIN = 50  # records whose number begins as a query does that are read
_DIGITS = 2  # of a number from which the rest is looked up
_BEFORE, _AFTER = 40, 100  # characters of an excerpt around the first hit

entries, numbers = tables.search_entries, tables.search_numbers
_COLUMNS = [entries.c[name] for name in ("id", "kind", "record_id", "title", "subtitle", "text")]
_SHOWN = select(*_COLUMNS).where(among(entries.c.id, "ids"), among(entries.c.kind, "kinds"))
_SAME = select(numbers.c.entry_id).where(numbers.c.number == bindparam("number"))


def _seen(*conditions: ColumnElement[bool]) -> Select[Any]:
    """What a login of a server that sees few may find: put together once a row, and folded by the matcher alone, which is quicker."""
    seen = select(*_COLUMNS).where(*conditions).offset(literal_column("0")).subquery("seen")
    plain = func.strpos(func.lower(seen.c.text.collate("C")), bindparam("term", type_=Text)) > 0
    strange = func.octet_length(seen.c.text) != func.length(seen.c.text)
    return select(seen).where(or_(plain, strange)).order_by(seen.c.id.desc())


# neither ordered nor limited: a server would walk all numbers from the newest on
_BEGUN = select(numbers.c.entry_id).where(among(numbers.c.number, "numbers"))


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
    query = _tidy(words)
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
    for asked, rows in _candidates(session, query, readable, found):
        seen += asked
        for row in rows:
            if row.id in found or not matches(row.text):
                continue
            if len(found) >= limit:
                return Found(list(found.values()), more=True)
            found[row.id] = _hit(row, query)
    return Found(list(found.values()), more=seen >= CAP and not rights.is_held(session))


def _candidates(
    session: Session, query: str, kinds: Sequence[str], known: Container[int]
) -> Iterator[tuple[int, Iterable[_Entry]]]:
    """Entries that may have the query, newest first, in portions: how many were asked for, and those that aren't known."""
    if session.info["masked"]:
        values: dict[str, Any] = {"term": _plain_term(query)}
        if set(kinds) == set(_readable(session, None)):  # a condition less, and a third less time
            asked = prepared(session, "all entries that are seen", _seen)
        else:
            asked = prepared(session, "entries that are seen", lambda: _seen(among(entries.c.kind, "kinds")))
            values["kinds"] = kinds
        rows = asked.all(session, values)
        yield len(rows), starmap(_Entry, rows)
        return
    for portion in _portions(session, query, kinds):
        found = {row.id: row for row in _read(session, [one for one in portion if one not in known], kinds)}
        yield len(portion), (found[one] for one in portion if one in found)


def _portions(session: Session, query: str, kinds: Sequence[str]) -> Iterable[Sequence[int]]:
    """Ids of these entries; for somebody who doesn't see everything each that they see: few."""
    if not rights.is_held(session):
        return engine_of(session).candidates(session.connection(), query, CAP)  # type: ignore[no-any-return]
    asked = select(entries.c.id).where(entries.c.kind.in_(kinds)).order_by(entries.c.id.desc())
    seen = session.scalars(asked).all()
    return (seen[start : start + _BEGIN] for start in range(0, len(seen), _BEGIN))


def _plain_term(query: str) -> str | None:
    """The longest term of plain letters: a text without others has it as it stands, or doesn't match."""
    return max((term for term in norm(query).split() if term.isascii()), key=len, default=None)


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
    wanted = [record_type.kind for record_type in session.info["registry"]] if kinds is None else list(kinds)
    return [kind for kind in wanted if rights.allowed(session, kind, Verb.READ)]


def _exact(session: Session, query: str, kinds: Sequence[str]) -> list[tuple[int, Hit]]:
    """The newest records of this very number: the numbers alone are asked first, since most queries are none."""
    same = prepared(session, "entries of a number", lambda: _SAME).ids(session, {"number": norm(query)[:255]})
    rows = sorted(_read(session, same, kinds), key=lambda row: -row.id)[:_BEGIN]
    return [(row.id, _hit(row, query)) for row in rows]


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
    return engine_of(session).matching(_shape(session, words))  # type: ignore[no-any-return]


def matching_values(session: Session, kind: str, words: str) -> dict[str, Any]:
    """The values for matching's parameters."""
    engine, shape = engine_of(session), _shape(session, words)
    found: dict[str, Any] = engine.matching_values(session.connection(), kind, _tidy(words), shape)
    return found


def _tidy(words: str) -> str:
    """What is looked for of what was typed; no text that is stored has the sign that a server refuses."""
    return " ".join(words.replace("\0", " ").split())


def _shape(session: Session, words: str) -> QueryShape:
    """How a query is asked; grams know more than somebody who doesn't see everything, so that each text is looked at."""
    shape = shape_of_query(_tidy(words))
    if session.info["masked"]:  # a server shows this login no grams: what it sees is few
        shape = shape._replace(is_short=True)
    return shape._replace(is_exact=False) if rights.is_held(session) else shape


def count(session: Session) -> int:
    """How many entries the gram index holds."""
    return int(engine_of(session).count(session.connection()))
