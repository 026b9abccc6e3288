"""What was done to records of a kind since somebody looked last, for those who tell of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from itdesk.db import tables
from itdesk.db.changes import Verb, log_between, log_end


@dataclass(frozen=True, slots=True)
class Act:
    """One line of history. part is the table of a row inside the record, or None for the record itself."""

    id: int
    at: datetime
    record_id: int
    part: str | None
    actor_id: int | None


def others_acts(
    session: Session, kind: str, what: Iterable[tuple[str | None, Verb]], after: int, limit: int
) -> tuple[list[Act], int]:
    """What others than the acting person did behind a position of the change log, newest first, and the position behind it.

    what are the deeds that count: part (or None) and verb. With nobody acting, what nobody did counts as one's own.
    """
    position = log_end(session)
    log, history = tables.change_log, tables.history
    lately = select(log.c.operation).where(log.c.kind == kind, *log_between(session, after, position))
    deeds = [
        and_(history.c.part.is_(None) if part is None else history.c.part == part, history.c.verb == str(verb))
        for part, verb in what
    ]
    actor = session.info["actor"]
    known = history.c.actor_id.is_not(None)
    another = known if actor is None else or_(~known, history.c.actor_id != actor)
    wanted = (
        select(history.c.id, history.c.at, history.c.record_id, history.c.part, history.c.actor_id)
        .where(history.c.operation.in_(lately), history.c.kind == kind, or_(*deeds), another)
        .order_by(history.c.id.desc())
        .limit(limit)
    )
    return [Act(*row) for row in session.connection().execute(wanted)], position
