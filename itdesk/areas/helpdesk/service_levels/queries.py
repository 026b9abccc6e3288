"""What is promised for a priority, with the working hours that it is counted in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from itdesk.areas.directory.calendars.queries import working_calendar
from itdesk.areas.helpdesk.service_levels.models import ServiceLevel
from itdesk.core.working_time import Calendar


@dataclass(frozen=True, slots=True)
class Promise:
    """Working minutes to the first reply and to the fix; None where nothing is promised for the priority."""

    reply_minutes: int | None
    resolve_minutes: int | None
    calendar: Calendar


def promise(session: Session, priority: str, today: date) -> Promise:
    """What is promised for a priority, read once in a session."""
    known: dict[tuple[str, date], Promise] = session.info.setdefault("promises", {})
    if (priority, today) not in known:
        level = session.execute(
            select(ServiceLevel.reply_minutes, ServiceLevel.resolve_minutes, ServiceLevel.calendar_id).where(
                ServiceLevel.priority == priority, ServiceLevel.deleted_at.is_(None)
            )
        ).first()
        reply, resolve, calendar_id = level or (None, None, None)
        known[priority, today] = Promise(reply, resolve, working_calendar(session, calendar_id, today))
    return known[priority, today]
