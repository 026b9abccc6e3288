"""Views that people saved, with where each person keeps them; plain values, whatever the state of a list is made of."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from sqlalchemy import and_, delete, func, insert, or_, select, update
from sqlalchemy.orm import Session

from itdesk.core.errors import UserError
from itdesk.core.texts import _
from itdesk.core.uids import new_uid
from itdesk.db import changes, history, tables
from itdesk.db.changes import Noted, Verb

KIND = "views"  # what the change log calls them, so that other PCs read them again
PINNED = 6  # views that a person may have in the sidebar


class Sharing(StrEnum):
    """Who sees a view, and who may change it."""

    OWN = "own"  # its owner alone
    TEAM = "team"  # everybody sees it, its owner changes it
    OPEN = "open"  # everybody sees and changes it


@dataclass(frozen=True, slots=True)
class SavedView:
    """One saved view; version 0 while it isn't stored. state is what `itdesk.ui.list_state` makes of a list."""

    kind: str
    name: str
    state: Mapping[str, Any]
    sharing: Sharing = Sharing.OWN
    icon: str = ""
    tone: str = ""
    owner: int | None = None
    owner_name: str = ""
    uid: str = ""
    version: int = 0

    def may_change(self, person: int | None) -> bool:
        """Whether this person may save it anew, rename or delete it."""
        return self.sharing is Sharing.OPEN or self.owner == person


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a person keeps a view: its place in the menu and in the sidebar, and whether the list opens with it."""

    position: int | None = None
    pinned: int | None = None
    is_first: bool = False


@dataclass(frozen=True, slots=True)
class Known:
    """Every view that a person may see, and where they keep these and the declared ones, by kind and key."""

    views: tuple[SavedView, ...]
    standings: Mapping[tuple[str, str], Standing]


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
    values: dict[str, Any] = {
        "name": view.name,
        "sharing": view.sharing.value,
        "icon": view.icon,
        "tone": view.tone,
        "state": json.dumps(view.state, ensure_ascii=False, separators=(",", ":")),
        "updated_at": changes.now(),
    }
    rows, connection = tables.views, session.connection()
    if stored is None:
        made = replace(view, uid=view.uid or new_uid(), owner=person, version=1)
        values |= {"uid": made.uid, "kind": made.kind, "owner_id": person, "version": 1, "created_at": changes.now()}
        connection.execute(insert(rows).values(**values))
        _note(session, made.uid, Verb.CREATED)
        return made
    _require(session, stored)
    if stored.version != view.version:
        raise UserError(
            _("Somebody else saved the view “{name}” meanwhile.").format(name=stored.name),
            _("Save yours under another name, or reset it to see theirs."),
        )
    values["version"] = stored.version + 1
    connection.execute(update(rows).where(rows.c.uid == view.uid).values(**values))
    _note(session, view.uid, Verb.CHANGED)
    return replace(view, version=stored.version + 1, owner=stored.owner)


def remove(session: Session, uid: str) -> SavedView:
    """Forget a view; what it was, for `save` to bring back. Where people keep it stays known."""
    stored = get(session, uid)
    if stored is None:
        raise UserError(_("This view is no longer there."), _("Somebody may have deleted it."))
    _require(session, stored)
    session.connection().execute(delete(tables.views).where(tables.views.c.uid == uid))
    _note(session, uid, Verb.ERASED)
    return stored


def stand(session: Session, kind: str, key: str, standing: Standing) -> None:
    """Keep a view somewhere else for the acting person; of a kind's views one comes first."""
    places, person = tables.view_places, session.info["actor"] or 0
    connection = session.connection()
    mine = and_(places.c.person_id == person, places.c.kind == kind)
    if standing.pinned is not None:
        pinned = select(func.count()).where(places.c.person_id == person, places.c.pinned.is_not(None))
        others = pinned.where(or_(places.c.kind != kind, places.c.view != key)).where(_is_there(places))
        if connection.execute(others).scalar_one() >= PINNED:
            raise UserError(
                _("{n} views are pinned already.").format(n=PINNED), _("Unpin one of them, then pin this one.")
            )
    if standing.is_first:
        connection.execute(update(places).where(mine).values(is_first=0))
    connection.execute(delete(places).where(mine, places.c.view == key))
    connection.execute(
        insert(places).values(
            person_id=person,
            kind=kind,
            view=key,
            position=standing.position,
            pinned=standing.pinned,
            is_first=int(standing.is_first),
        )
    )
    _note(session, "", Verb.CHANGED)


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


def _note(session: Session, uid: str, verb: Verb) -> None:
    changes.log(session, [Noted(KIND, 0, uid, verb)])
