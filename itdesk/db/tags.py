"""Tags: one set of names for every kind of record, put on and taken off one record or thousands."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, exists, func, insert, or_, select, update
from sqlalchemy.orm import Session

from itdesk.core.errors import UserError
from itdesk.core.grams import norm
from itdesk.core.record import Verb as Right
from itdesk.core.texts import _
from itdesk.core.uids import new_uid
from itdesk.db import changes, hanging, rights, tables, tag_changes
from itdesk.db.binding import escaped

LONGEST = 60
_GONE = "-"  # before the colour of a tag that was deleted
TONES = ("blue", "violet", "green", "amber", "red", "grey")
_SLICE = 500

names, worn = tables.tags, tables.record_tags


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag; used counts the records of every kind that have it, where it was asked for."""

    id: int
    name: str
    tone: str
    used: int = 0


def every(session: Session) -> list[Tag]:
    """All tags in the order of their names, with how many records have each."""
    used = select(func.count()).where(worn.c.tag_id == names.c.id).scalar_subquery()
    wanted = select(names, used.label("used")).where(_is_there()).order_by(names.c.folded)
    return [Tag(row.id, row.name, _tone(row), row.used) for row in session.connection().execute(wanted)]


def _is_there() -> ColumnElement[bool]:
    return or_(names.c.tone.not_like(f"{_GONE}%"), exists().where(worn.c.tag_id == names.c.id))


def _tone(row: Any) -> str:
    return str(row.tone).lstrip(_GONE)


def tones(session: Session) -> dict[str, str]:
    """The colour of every tag by its name."""
    return {row.name: _tone(row) for row in session.connection().execute(select(names.c.name, names.c.tone))}


def offered(session: Session, typed: str, limit: int = 50) -> list[Tag]:
    """Tags for what was typed, those that begin with it first."""
    wanted = escaped(norm(_tidy(typed)))
    found = select(names).where(names.c.folded.like(f"%{wanted}%", escape="\\"), _is_there())
    begins = names.c.folded.like(f"{wanted}%", escape="\\")
    rows = session.connection().execute(found.order_by(begins.desc(), names.c.folded).limit(limit))
    return [Tag(row.id, row.name, _tone(row)) for row in rows]


def of(session: Session, kind: str, record_id: int) -> list[Tag]:
    """The tags of a record in the order of their names."""
    wanted = select(names).join(worn, worn.c.tag_id == names.c.id)
    wanted = wanted.where(worn.c.kind == kind, worn.c.record_id == record_id).order_by(names.c.folded)
    return [Tag(row.id, row.name, _tone(row)) for row in session.connection().execute(wanted)]


def worn_by(session: Session, kind: str, ids: Sequence[int]) -> list[Tag]:
    """Tags that any of these records has, with how many of them do."""
    found: dict[int, Tag] = {}
    for start in range(0, len(ids), _SLICE):
        wanted = select(names, func.count().label("used")).join(worn, worn.c.tag_id == names.c.id)
        wanted = wanted.where(worn.c.kind == kind, worn.c.record_id.in_(list(ids[start : start + _SLICE])))
        for row in session.connection().execute(wanted.group_by(*names.c)):
            before = found[row.id].used if row.id in found else 0
            found[row.id] = Tag(row.id, row.name, _tone(row), before + row.used)
    return sorted(found.values(), key=lambda tag: norm(tag.name))


def folded_of(session: Session, kind: str, ids: Sequence[int]) -> dict[int, set[str]]:
    """The folded names of these records' tags, by record."""
    found: dict[int, set[str]] = {}
    for start in range(0, len(ids), _SLICE):
        wanted = select(worn.c.record_id, names.c.folded).join(names, names.c.id == worn.c.tag_id)
        wanted = wanted.where(worn.c.kind == kind, worn.c.record_id.in_(list(ids[start : start + _SLICE])))
        for record_id, folded in session.connection().execute(wanted):
            found.setdefault(record_id, set()).add(folded)
    return found


def worn_names(session: Session, kind: str, ids: Sequence[int]) -> dict[int, dict[str, str]]:
    """The names of these records' tags by folded name, by record."""
    found: dict[int, dict[str, str]] = {}
    for start in range(0, len(ids), _SLICE):
        wanted = select(worn.c.record_id, names.c.folded, names.c.name).join(names, names.c.id == worn.c.tag_id)
        wanted = wanted.where(worn.c.kind == kind, worn.c.record_id.in_(list(ids[start : start + _SLICE])))
        for record_id, folded, name in session.connection().execute(wanted):
            found.setdefault(record_id, {})[folded] = name
    return found


def split(text: str) -> list[str]:
    """The names in a cell of a spreadsheet: between commas, semicolons or line ends, each once."""
    parts = [_tidy(part) for part in text.replace(";", ",").replace("\n", ",").split(",")]
    found: dict[str, str] = {}
    for part in parts:
        if part:
            found.setdefault(norm(part), part)
    return list(found.values())


def named(session: Session, wanted: Iterable[str]) -> dict[str, int]:
    """The ids of tags by folded name; those that are missing are made."""
    asked = {norm(name): name for name in map(_tidy, wanted) if name}
    for name in asked.values():
        require_name(name)
    known = _ids(session, asked)
    there = names.c.id.in_(list(known.values()))
    again = update(names).where(there, names.c.tone.like(f"{_GONE}%"))
    session.connection().execute(again.values(tone=func.substr(names.c.tone, 2)))
    for place, folded in enumerate(one for one in asked if one not in known):
        tone = TONES[(_count(session) + place) % (len(TONES) - 1)]
        values = {"uid": new_uid(), "name": asked[folded], "folded": folded, "tone": tone, "created_at": changes.now()}
        known[folded] = session.connection().execute(insert(names).values(values).returning(names.c.id)).scalar_one()
    return known


def put(session: Session, kind: str, ids: Sequence[int], add: Iterable[str] = (), remove: Iterable[str] = ()) -> int:
    """Put tags on records of one kind and take others off; how many records changed. One history line each."""
    rights.require(session, kind, Right.CHANGE)
    on = set(named(session, add).values())
    off = set(_ids(session, {norm(_tidy(name)): name for name in remove}).values()) - on
    touched: set[int] = set()
    for start in range(0, len(ids), _SLICE):
        part = list(dict.fromkeys(ids[start : start + _SLICE]))
        there = session.connection().execute(
            select(worn).where(worn.c.kind == kind, worn.c.record_id.in_(part), worn.c.tag_id.in_(on | off))
        )
        rows = there.all()
        has = {(row.record_id, row.tag_id) for row in rows}
        new = [(one, tag) for one in part for tag in sorted(on) if (one, tag) not in has]
        old = [row for row in rows if row.tag_id in off]
        hanging.add_many(session, worn, [{"kind": kind, "record_id": one, "tag_id": tag} for one, tag in new])
        hanging.remove_many(session, worn, old)
        touched |= {one for one, _tag in new} | {row.record_id for row in old}
    return len(touched)


def rename(session: Session, tag_id: int, name: str) -> None:
    """Call a tag something else wherever it is; a name that another tag has is refused."""
    wanted = _tidy(name)
    require_name(wanted)
    _require_right(session, [tag_id])
    other = _ids(session, {norm(wanted): wanted}).get(norm(wanted))
    if other not in (None, tag_id):
        raise UserError(
            _("There is a tag {name} already.").format(name=f"“{wanted}”"), _("Merge the two, or choose another name.")
        )
    tag_changes.note(session, tag_id, {"name": wanted})
    session.connection().execute(update(names).where(names.c.id == tag_id).values(name=wanted, folded=norm(wanted)))
    _retell(session, tag_id)


def recolour(session: Session, tag_id: int, tone: str) -> None:
    """Give a tag another colour out of TONES."""
    _require_right(session, [tag_id])
    tag_changes.note(session, tag_id, {"tone": TONES[TONES.index(tone)]})
    session.connection().execute(update(names).where(names.c.id == tag_id).values(tone=TONES[TONES.index(tone)]))
    changes.pending_of(session).kinds.update(_kinds(session, [tag_id]))


def merge(session: Session, one: int, other: int) -> None:
    """Put the other tag wherever this one is, and let go of this one."""
    _require_right(session, [one, other])
    rows = session.connection().execute(select(worn).where(worn.c.tag_id == one)).all()
    taken = select(worn.c.kind, worn.c.record_id).where(worn.c.tag_id == other)
    has = {tuple(row) for row in session.connection().execute(taken)}
    places = [(row.kind, row.record_id) for row in rows if (row.kind, row.record_id) not in has]
    hanging.remove_many(session, worn, rows)
    hanging.add_many(session, worn, [{"kind": kind, "record_id": at, "tag_id": other} for kind, at in places])
    _let_go(session, one)


def drop(session: Session, tag_id: int) -> None:
    """Take a tag off every record and offer it no more; taking that back brings it back with them."""
    _require_right(session, [tag_id])
    rows = session.connection().execute(select(worn).where(worn.c.tag_id == tag_id)).all()
    hanging.remove_many(session, worn, rows)
    _let_go(session, tag_id)


def _let_go(session: Session, tag_id: int) -> None:
    """Mark a tag as gone: its row stays for what history brings back, and counts as a tag while a record has it."""
    tone = session.connection().execute(select(names.c.tone).where(names.c.id == tag_id)).scalar_one()
    session.connection().execute(update(names).where(names.c.id == tag_id).values(tone=_GONE + tone.lstrip(_GONE)))


def _retell(session: Session, tag_id: int) -> None:
    """Write the search text of records that have a renamed tag anew, and say that their lists changed."""
    from itdesk.db import indexing

    rows = session.connection().execute(select(worn.c.kind, worn.c.record_id).where(worn.c.tag_id == tag_id)).all()
    changes.settle(session)
    indexing.index(session, [(row.kind, row.record_id) for row in rows])
    changes.pending_of(session).kinds.update(row.kind for row in rows)


def _kinds(session: Session, ids: Sequence[int]) -> list[str]:
    wanted = select(worn.c.kind).where(worn.c.tag_id.in_(list(ids))).distinct()
    return list(session.connection().execute(wanted).scalars())


def _require_right(session: Session, ids: Sequence[int]) -> None:
    for kind in _kinds(session, ids):
        if kind in session.info["tables"].classes:
            rights.require(session, kind, Right.CHANGE)


def require_name(name: str) -> None:
    """Refuse what can't be a tag's name."""
    if not name:
        raise UserError(_("A tag needs a name."), _("Nothing was changed."))
    if len(name) > LONGEST:
        raise UserError(
            _("{name} is too long for a tag.").format(name=f"“{name[:30]}…”"),
            _("A tag has at most {most} characters.").format(most=LONGEST),
        )
    if "," in name or ";" in name:
        raise UserError(_("A tag can't have a comma or semicolon in it."), _("They stand between tags."))


def _tidy(name: str) -> str:
    return " ".join(name.split())


def _ids(session: Session, folded: Iterable[str]) -> dict[str, int]:
    found = select(names.c.folded, names.c.id).where(names.c.folded.in_(list(folded)))
    return {row[0]: row[1] for row in session.connection().execute(found)}


def _count(session: Session) -> int:
    return int(session.connection().execute(select(func.count()).select_from(names)).scalar_one())
