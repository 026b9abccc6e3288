"""Records for tests, made through the store as a form would."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from itdesk.db import records, tables
from itdesk.db.database import Database

LONDON = ZoneInfo("Europe/London")


def make(session: Session, kind: str, **values: object) -> int:
    """A record of a kind with these values; its id."""
    draft = records.blank(session.info["registry"], kind)
    draft.values.update(values)
    return records.save(session, draft)


def change(session: Session, kind: str, record_id: int, **values: object) -> None:
    """The same values typed over in a form."""
    draft = records.draft(session, kind, record_id)
    draft.values.update(values)
    records.save(session, draft)


def london(day: int, clock: str, month: int = 11, year: int = 2026) -> datetime:
    """An instant by the clock in London, November 2026 unless told."""
    hour, minute = map(int, clock.split(":"))
    return datetime(year, month, day, hour, minute, tzinfo=LONDON).astimezone(UTC)


def last_operation(database: Database, back: int = 0) -> str:
    """The newest transaction that wrote something, or one so many before it."""
    newest = tables.operations.c.id.desc()
    with database.reading() as session:
        return (
            session.execute(select(tables.operations.c.operation).order_by(newest).offset(back)).scalars().first() or ""
        )
