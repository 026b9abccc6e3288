"""Who has which record in front just now, in which window. Rows say so for a minute; a window says it again in time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.orm import Session

from itdesk.core.filters import ACTORS
from itdesk.db import changes, tables

LASTS = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class Here:
    """Somebody else who has the record in front; name is empty where nobody said who they are."""

    name: str
    is_changing: bool


def enter(session: Session, window: str, kind: str, record_id: int, *, is_changing: bool) -> tuple[Here, ...]:
    """Say that this window has the record in front; who else has it."""
    there = tables.presences
    now = _now(session)
    values = {"kind": kind, "record_id": record_id, "is_changing": is_changing, "person_id": session.info["actor"]}
    mine = there.c.window_uid == window
    moved = session.execute(update(there).where(mine).values(seen_at=now, **values))
    if not moved.rowcount:  # type: ignore[attr-defined]
        session.execute(delete(there).where(there.c.seen_at < now - LASTS))
        session.execute(insert(there).values(window_uid=window, seen_at=now, **values))
    return others(session, window, kind, record_id)


def leave(session: Session, window: str) -> None:
    """Say that this window has nothing in front that others would ask about."""
    session.execute(delete(tables.presences).where(tables.presences.c.window_uid == window))


def others(session: Session, window: str, kind: str, record_id: int) -> tuple[Here, ...]:
    """Who else has the record in front, those who change it first."""
    there = tables.presences
    people: Any = session.info["tables"][ACTORS].__table__
    wanted = (
        select(people.c.name, there.c.is_changing)
        .select_from(there.outerjoin(people, people.c.id == there.c.person_id))
        .where(there.c.kind == kind, there.c.record_id == record_id, there.c.window_uid != window)
        .where(there.c.seen_at >= _now(session) - LASTS)
        .order_by(there.c.is_changing.desc(), people.c.name)
    )
    return tuple(_each(session.execute(wanted)))


def _each(rows: Iterable[Any]) -> Iterable[Here]:
    """One for each person, though they may have several windows."""
    seen: set[str] = set()
    for name, is_changing in rows:
        if not name or name not in seen:
            seen.add(name or "")
            yield Here(name or "", bool(is_changing))


def _now(session: Session) -> datetime:
    """By the server's clock, since those of PCs differ."""
    if session.info["dialect"].name != "postgresql":
        return changes.now()
    moment: datetime = session.execute(select(func.now())).scalar_one()
    return moment
