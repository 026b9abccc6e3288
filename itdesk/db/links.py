"""Links between any two records, each with a meaning that both sides read in their own words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, literal, or_, select, tuple_, union_all
from sqlalchemy.orm import Session

from itdesk.core.errors import UserError
from itdesk.core.formats import format_count
from itdesk.core.meanings import Meaning
from itdesk.core.record import Verb as Right
from itdesk.core.texts import _
from itdesk.db import changes, hanging, rights, tables
from itdesk.db.hanging import Place
from itdesk.db.link_meanings import known_meanings
from itdesk.db.titles import titles_of

rows, entries = tables.links, tables.search_entries
LONGEST_NOTE = 2000
MOST = 1000  # links of one record that are shown
_DEEPEST = 50  # steps along which a circle is looked for
_SLICE = 400


@dataclass(frozen=True, slots=True)
class Linked:
    """The record at the other end of a link, as this side reads it."""

    id: int
    meaning: str
    forward: bool
    word: str
    kind: str
    record_id: int
    title: str
    subtitle: str
    note: str


def of(session: Session, kind: str, record_id: int) -> list[Linked]:
    """The record's links by meaning, in one statement; those to records in the bin wait there with them."""
    rights.require(session, kind, Right.READ)
    known = known_meanings(session)
    turn = {key: place for place, key in enumerate(known)}
    there = and_(rows.c.from_kind == kind, rows.c.from_id == record_id)
    back = and_(rows.c.to_kind == kind, rows.c.to_id == record_id)
    ends = union_all(
        select(rows.c.id, rows.c.meaning, rows.c.note, literal(1).label("forward"), rows.c.to_kind.label("kind"),
               rows.c.to_id.label("far")).where(there),
        select(rows.c.id, rows.c.meaning, rows.c.note, literal(0), rows.c.from_kind, rows.c.from_id).where(back),
    ).subquery()  # fmt: skip
    far = and_(entries.c.kind == ends.c.kind, entries.c.record_id == ends.c.far)
    wanted = select(ends, entries.c.title, entries.c.subtitle).join(entries, far).limit(MOST)
    found = [
        Linked(
            row.id,
            row.meaning,
            bool(row.forward),
            known[row.meaning].word(forward=bool(row.forward)),
            row.kind,
            row.far,
            row.title,
            row.subtitle,
            row.note or "",
        )
        for row in session.connection().execute(wanted)
        if row.meaning in known and _readable(session, row.kind)
    ]
    return sorted(found, key=lambda one: (turn[one.meaning], not one.forward, one.title.casefold(), one.id))


def _readable(session: Session, kind: str) -> bool:
    return kind in session.info["tables"].classes and rights.allowed(session, kind, Right.READ)


def add(session: Session, near: Place, meaning: str, far: Place, *, forward: bool = True, note: str = "") -> int:
    """Link two records; its id. forward: the near one reads the meaning's first word, else its second.

    Refused: a record with itself, a link that is there already, and a circle where one stands above the other.
    """
    hanging.require_record(session, *near)
    hanging.require_record(session, *far, Right.READ)
    known = known_meanings(session).get(meaning)
    if known is None:
        raise UserError(_("This kind of link is no longer there."), _("Choose another meaning."))
    start, end = (near, far) if forward or known.is_mutual else (far, near)
    if start == end:
        raise UserError(_("A record can't be linked with itself."), _("Choose another record."))
    _require_new(session, known, start, end)
    if known.ordered:
        _require_no_circle(session, known, start, end)
    values = {
        "meaning": meaning,
        "from_kind": start[0],
        "from_id": start[1],
        "to_kind": end[0],
        "to_id": end[1],
        "note": _note(note),
        "added_at": changes.now(),
        "actor_id": session.info["actor"],
    }
    return hanging.add(session, rows, values)


def set_note(session: Session, link_id: int, note: str) -> None:
    """Say something about a link; empty for nothing."""
    _require_right(session, link_id)
    hanging.change(session, rows, link_id, {"note": _note(note)})


def remove(session: Session, link_id: int) -> None:
    """Take a link off both its records."""
    _require_right(session, link_id)
    hanging.remove(session, rows, link_id)


def _require_right(session: Session, link_id: int) -> None:
    row = session.connection().execute(select(rows).where(rows.c.id == link_id)).first()
    if row is not None and not any(rights.allowed(session, one, Right.CHANGE) for one in (row.from_kind, row.to_kind)):
        rights.require(session, row.from_kind, Right.CHANGE)


def _note(text: str) -> str | None:
    tidy = text.strip()
    if len(tidy) > LONGEST_NOTE:
        raise UserError(
            _("The note is longer than {most} characters.").format(most=format_count(LONGEST_NOTE)),
            _("Nothing was saved."),
        )
    return tidy or None


def _same(start: Place, end: Place) -> Any:
    return and_(
        rows.c.from_kind == start[0], rows.c.from_id == start[1], rows.c.to_kind == end[0], rows.c.to_id == end[1]
    )


def is_there(session: Session, near: Place, meaning: str, far: Place, *, forward: bool = True) -> bool:
    """Whether two records are linked that way already."""
    known = known_meanings(session)[meaning]
    start, end = (near, far) if forward or known.is_mutual else (far, near)
    same = or_(_same(start, end), _same(end, start)) if known.is_mutual else _same(start, end)
    wanted = select(rows.c.id).where(same, rows.c.meaning == meaning)
    return session.connection().execute(wanted).first() is not None


def _require_new(session: Session, meaning: Meaning, start: Place, end: Place) -> None:
    if is_there(session, start, meaning.key, end):
        named = titles_of(session, [start, end])
        raise UserError(
            _("{one} is linked with {other} that way already.").format(one=named.get(start), other=named.get(end)),
            _("Nothing was added."),
        )


def _require_no_circle(session: Session, meaning: Meaning, start: Place, end: Place) -> None:
    """Refuse a link whose end leads back to its start, and say along which records."""
    came: dict[Place, Place] = {end: end}
    front = [end]
    for _step in range(_DEEPEST):
        following = _behind(session, [meaning.key], front, forward=True)
        front = []
        for one, other, _meaning in following:
            if other not in came:
                came[other] = one
                front.append(other)
        if start in came:
            raise _circle(session, meaning, start, end, came)
        if not front:
            return


def _circle(session: Session, meaning: Meaning, start: Place, end: Place, came: dict[Place, Place]) -> UserError:
    path = [start]
    while path[-1] != end:
        path.append(came[path[-1]])
    named = titles_of(session, path)
    way = " → ".join(named.get(one, "…") for one in [start, *reversed(path)])
    return UserError(
        _("That would make a circle: {path}.").format(path=way),
        _("“{word}” has an order: what stands at its end can't come before its beginning.").format(
            word=meaning.word(forward=True)
        ),
    )


def _behind(
    session: Session, meanings: Iterable[str], front: Sequence[Place], *, forward: bool
) -> list[tuple[Place, Place, str]]:
    """Links of these meanings from (or, backward, to) these records: (the record, the other end, meaning)."""
    near, far = ("from", "to") if forward else ("to", "from")
    near_place = tuple_(rows.c[f"{near}_kind"], rows.c[f"{near}_id"])
    columns = (rows.c[f"{near}_kind"], rows.c[f"{near}_id"], rows.c[f"{far}_kind"], rows.c[f"{far}_id"])
    found: list[tuple[Place, Place, str]] = []
    for begin in range(0, len(front), _SLICE):
        wanted = select(*columns, rows.c.meaning).where(
            near_place.in_(front[begin : begin + _SLICE]), rows.c.meaning.in_(list(meanings))
        )
        for kind, one, far_kind, other, meaning in session.connection().execute(wanted.order_by(rows.c.id)):
            found.append(((kind, one), (far_kind, other), meaning))
    return found


# ---------------------------------------------------------------- what a failure reaches


@dataclass(frozen=True, slots=True)
class Reached:
    """A record that feels it when another fails: how deep below it, by which word; again: it stands further up already."""

    depth: int
    kind: str
    record_id: int
    title: str
    subtitle: str
    word: str
    again: bool


@dataclass(frozen=True, slots=True)
class Impact:
    """The tree below a record in the order in which it is read; more: the limit of depth or number cut something off."""

    title: str
    lines: tuple[Reached, ...]
    more: bool


def impact(session: Session, kind: str, record_id: int, depth: int = 5, most: int = 500) -> Impact:
    """What depends on a record, directly and through others: two statements a level, titles in one."""
    rights.require(session, kind, Right.READ)
    known = known_meanings(session)
    top = (kind, record_id)
    below: dict[Place, list[tuple[Place, str]]] = {}
    front, seen, more = [top], {top}, False
    for level in range(depth + 1):
        found = _reached_from(session, known, front)
        if level == depth or len(seen) > most:
            more = bool(found)
            break
        front = []
        for near, far, word in found:
            below.setdefault(near, []).append((far, word))
            if far not in seen:
                seen.add(far)
                front.append(far)
        if not front:
            break
    named = _named(session, seen)
    title = titles_of(session, [top]).get(top, "")
    return Impact(title, tuple(_unfold(top, below, named, 1, {top})), more)


def _reached_from(
    session: Session, known: dict[str, Meaning], front: Sequence[Place]
) -> list[tuple[Place, Place, str]]:
    found: list[tuple[Place, Place, str]] = []
    for end, forward in (("from", False), ("to", True)):
        keys = [one.key for one in known.values() if one.reaches == end]
        for near, far, meaning in _behind(session, keys, front, forward=forward):
            found.append((near, far, known[meaning].word(forward=not forward)))
    return found


def _named(session: Session, places: Iterable[Place]) -> dict[Place, tuple[str, str]]:
    """Titles and second lines of records that aren't in the bin and may be read."""
    asked = [one for one in places if _readable(session, one[0])]
    found: dict[Place, tuple[str, str]] = {}
    for begin in range(0, len(asked), _SLICE):
        wanted = select(entries).where(tuple_(entries.c.kind, entries.c.record_id).in_(asked[begin : begin + _SLICE]))
        for row in session.connection().execute(wanted):
            found[row.kind, row.record_id] = row.title, row.subtitle
    return found


def _unfold(
    place: Place,
    below: dict[Place, list[tuple[Place, str]]],
    named: dict[Place, tuple[str, str]],
    depth: int,
    shown: set[Place],
) -> Iterator[Reached]:
    for far, word in below.get(place, ()):
        if far not in named:
            continue
        again = far in shown
        yield Reached(depth, *far, *named[far], word, again and bool(below.get(far)))
        if not again:
            shown.add(far)
            yield from _unfold(far, below, named, depth + 1, shown)


# ---------------------------------------------------------------- choosing the other end


def offered(session: Session, near: Place, typed: str, limit: int) -> list[tuple[str, int, str, str]]:
    """Records of every kind for what was typed, or the newest; the one itself left out: (kind, id, title, subtitle)."""
    from itdesk.db import search

    if typed.strip():
        found = search.find(session, typed, limit + 1).hits
        rows_found = [(hit.kind, hit.id, hit.title, hit.subtitle) for hit in found]
    else:
        wanted = select(entries).order_by(entries.c.id.desc()).limit(limit * 2)
        rows_found = [
            (row.kind, row.record_id, row.title, row.subtitle)
            for row in session.connection().execute(wanted)
            if _readable(session, row.kind)
        ]
    return [one for one in rows_found if one[:2] != near][:limit]
