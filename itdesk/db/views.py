"""Views that people saved, with where each person keeps them; plain values, whatever the state of a list is made of."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import and_, delete, func, insert, or_, select, update
from sqlalchemy.orm import Session

from itdesk.core.errors import UserError
from itdesk.core.saved_views import Known, SavedView, Sharing, Standing
from itdesk.core.texts import _
from itdesk.core.uids import new_uid
from itdesk.db import changes, history, tables
from itdesk.db.changes import Noted, Verb

KIND = "views"  # what the change log calls them, so that other PCs read them again
_BETWEEN = "\n"  # parts of a place's name in history; no uid has one
PINNED = 6  # views that a person may have in the sidebar


def known(session: Session) -> Known:
    """What the acting person sees: their own and the team's."""
    rows, person = tables.views, session.info["actor"]
    mine = rows.c.owner_id.is_(None) if person is None else rows.c.owner_id == person
    asked = select(rows).where(or_(mine, rows.c.sharing != Sharing.OWN)).order_by(rows.c.kind, rows.c.name, rows.c.id)
    found = session.connection().execute(asked).all()
    names = history.people(session, {row.owner_id for row in found if row.owner_id is not None})
    places = tables.view_places
    kept = session.connection().execute(select(places).where(places.c.person_id == (person or 0)))
    return Known(
        tuple(_view(row, names.get(row.owner_id, "")) for row in found),
        {(row.kind, row.view): Standing(row.position, row.pinned, bool(row.is_first)) for row in kept},
    )


def of_kind(session: Session, kind: str) -> list[SavedView]:
    """Every saved view of a kind, whoever's it is: for commands, which act for nobody."""
    rows = tables.views
    found = session.connection().execute(select(rows).where(rows.c.kind == kind).order_by(rows.c.name, rows.c.id)).all()
    return [_view(row, "") for row in found]


def _view(row: Any, owner_name: str) -> SavedView:
    return SavedView(
        row.kind,
        row.name,
        json.loads(row.state),
        Sharing(row.sharing),
        row.icon,
        row.tone,
        row.owner_id,
        owner_name,
        row.uid,
        row.version,
    )


def get(session: Session, uid: str) -> SavedView | None:
    """A view by its uid, whoever may see it."""
    rows = tables.views
    found = session.connection().execute(select(rows).where(rows.c.uid == uid)).first()
    return None if found is None else _view(found, "")


def save(session: Session, view: SavedView) -> SavedView:
    """Store a new view, or an old one anew; refused to those who may not, and where somebody saved it meanwhile."""
    person = session.info["actor"]
    stored = get(session, view.uid) if view.uid else None
    if stored is None:
        made = replace(view, uid=view.uid or new_uid(), owner=person if view.owner is None else view.owner, version=1)
        _put(session, made.uid, plain(made))
        return made
    _require(session, stored)
    if stored.version != view.version:
        raise UserError(
            _("Somebody else saved the view “{name}” meanwhile.").format(name=stored.name),
            _("Save yours under another name, or reset it to see theirs."),
        )
    made = replace(view, version=stored.version + 1, owner=stored.owner)
    _put(session, view.uid, plain(made), plain(stored))
    return made


def remove(session: Session, uid: str) -> SavedView:
    """Forget a view; what it was, for `save` to bring back. Where people keep it stays known."""
    stored = get(session, uid)
    if stored is None:
        raise UserError(_("This view is no longer there."), _("Somebody may have deleted it."))
    _require(session, stored)
    _put(session, uid, None, plain(stored))
    return stored


def stand(session: Session, kind: str, key: str, standing: Standing) -> None:
    """Keep a view somewhere else for the acting person; of a kind's views one comes first."""
    person = session.info["actor"] or 0
    if standing.pinned is not None and pinned(session, person, kind, key) >= PINNED:
        raise UserError(_("{n} views are pinned already.").format(n=PINNED), _("Unpin one of them, then pin this one."))
    new = {"position": standing.position, "pinned": standing.pinned, "is_first": int(standing.is_first)}
    put_place(session, person, kind, key, new)


def pinned(session: Session, person: int, kind: str, key: str) -> int:
    """How many views a person has in the sidebar besides this one."""
    places = tables.view_places
    counted = select(func.count()).where(places.c.person_id == person, places.c.pinned.is_not(None))
    others = counted.where(or_(places.c.kind != kind, places.c.view != key)).where(_is_there(places))
    found: int = session.connection().execute(others).scalar_one()
    return found


def put_place(session: Session, person: int, kind: str, key: str, new: Mapping[str, Any] | None) -> None:
    """Let a person keep a view there; of a kind's views one comes first."""
    places = tables.view_places
    if new and new["is_first"]:
        mine = and_(places.c.person_id == person, places.c.kind == kind)
        first = select(places.c.view).where(mine, places.c.is_first == 1, places.c.view != key)
        for other in session.connection().execute(first).scalars().all():
            old = place(session, person, kind, other)
            _stand(session, person, kind, other, {**(old or {}), "is_first": 0})
    _stand(session, person, kind, key, new)


def is_place(name: str) -> bool:
    """Whether a name in history is of a place and not of a view."""
    return _BETWEEN in name


def place_named(name: str) -> tuple[int, str, str]:
    """The person, kind and view of a place's name in history."""
    person, kind, key = name.split(_BETWEEN)
    return int(person), kind, key


def put(session: Session, uid: str, new: Mapping[str, Any] | None) -> None:
    """Let a view be so, whoever's it is, or be gone."""
    stored = get(session, uid)
    if stored is not None or new is not None:
        _put(session, uid, new, None if stored is None else plain(stored))


# ---------------------------------------------------------------- writing, with what undo needs


def plain(view: SavedView) -> dict[str, Any]:
    """A view as history keeps it."""
    return {
        "kind": view.kind,
        "name": view.name,
        "owner_id": view.owner,
        "sharing": view.sharing.value,
        "icon": view.icon,
        "tone": view.tone,
        "state": dict(view.state),
    }


def _put(session: Session, uid: str, new: Mapping[str, Any] | None, old: Mapping[str, Any] | None = None) -> None:
    """Let a view be so, or be gone."""
    rows, connection, now = tables.views, session.connection(), changes.now()
    if new is None:
        connection.execute(delete(rows).where(rows.c.uid == uid))
    else:
        state = json.dumps(new["state"], ensure_ascii=False, separators=(",", ":"))
        values = {**new, "state": state, "updated_at": now}
        if old is None:
            connection.execute(insert(rows).values(**values, uid=uid, version=1, created_at=now))
        else:
            connection.execute(update(rows).where(rows.c.uid == uid).values(**values, version=rows.c.version + 1))
    changes.pending_of(session).note(Noted(KIND, 0, uid, Verb.CHANGED, {uid: (old, new)}))


def place(session: Session, person: int, kind: str, key: str) -> dict[str, Any] | None:
    """Where a person keeps a view, as history has it."""
    places = tables.view_places
    wanted = select(places.c.position, places.c.pinned, places.c.is_first)
    wanted = wanted.where(places.c.person_id == person, places.c.kind == kind, places.c.view == key)
    found = session.connection().execute(wanted).first()
    return None if found is None else {"position": found[0], "pinned": found[1], "is_first": found[2]}


def _stand(session: Session, person: int, kind: str, key: str, new: Mapping[str, Any] | None) -> None:
    places, connection = tables.view_places, session.connection()
    old = place(session, person, kind, key)
    mine = and_(places.c.person_id == person, places.c.kind == kind, places.c.view == key)
    connection.execute(delete(places).where(mine))
    if new is not None:
        connection.execute(insert(places).values(person_id=person, kind=kind, view=key, **new))
    name = _BETWEEN.join((str(person), kind, key))
    uid = session.info["workspace"].uid
    changes.pending_of(session).note(Noted(KIND, 0, uid, Verb.CHANGED, {name: (old, dict(new) if new else None)}))


def written_by(session: Session, operation: str) -> dict[str, tuple[Any, Any]]:
    """What an operation did to views and to where people keep them, old and new; empty if nothing."""
    log = tables.history
    wanted = select(log.c.changes).where(log.c.operation == operation, log.c.kind == KIND).order_by(log.c.id)
    found: dict[str, tuple[Any, Any]] = {}
    for text in session.connection().execute(wanted).scalars():
        for name, (old, new) in json.loads(text).items():
            found[name] = (found[name][0] if name in found else old, new)
    return found


def put_back(session: Session, written: Mapping[str, tuple[Any, Any]], operation: str = "") -> None:
    """Let views be, and stand, as they did before; refused where somebody saved or deleted one of them since."""
    for name, (old, new) in written.items():
        if is_place(name):
            person, kind, key = place_named(name)
            _stand(session, person, kind, key, old)
            continue
        stored = get(session, name)
        now = None if stored is None else plain(stored)
        if now != new:
            from itdesk.db import reasons

            found = reasons.since(session, operation, KIND, 0, column=name)
            what = _("The view “{name}”").format(name=(now or new or old)["name"])
            raise UserError(found.deleted(what) if now is None else found.changed(what), _("Nothing was changed."))
        _put(session, name, old, now)


def _is_there(places: Any) -> Any:
    """Leaves out places of saved views that were deleted; a uid has four hyphens, a declared view's text hardly."""
    stored = select(tables.views.c.uid).where(tables.views.c.uid == places.c.view).exists()
    return or_(stored, places.c.view.not_like("________-____-____-____-____________"))


def _require(session: Session, stored: SavedView) -> None:
    if not stored.may_change(session.info["actor"]):
        raise UserError(
            _("The view “{name}” belongs to somebody else.").format(name=stored.name),
            _("Save it under another name to have your own."),
        )
