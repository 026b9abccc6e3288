"""What is promised for a priority, with the working hours that it is counted in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cache, partial

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import Session

from itdesk.areas.directory.calendars.counting import working_calendar
from itdesk.areas.helpdesk.service_levels.models import ServiceLevel
from itdesk.core.working_time import Calendar
from itdesk.db.prepared import prepared


@dataclass(frozen=True, slots=True)
class Promise:
    """Working minutes to the first reply and to the fix; None where nothing is promised for the priority."""

    reply_minutes: int | None
    resolve_minutes: int | None
    _counted_by: Callable[[], Calendar]

    @property
    def calendar(self) -> Calendar:
        """The working hours, read when something is counted by them."""
        return self._counted_by()


def _level() -> Select[int, int, int | None]:
    wanted = ServiceLevel.priority == bindparam("priority"), ServiceLevel.deleted_at.is_(None)
    return select(ServiceLevel.reply_minutes, ServiceLevel.resolve_minutes, ServiceLevel.calendar_id).where(*wanted)


def promise(session: Session, priority: str, today: date) -> Promise:
    """What is promised for a priority, read once in a session."""
    known: dict[tuple[str, date], Promise] = session.info.setdefault("promises", {})
    if (priority, today) not in known:
        asked = prepared(session, "promise", _level)
        found = asked.all(session, {"priority": priority})
        reply, resolve, calendar_id = found[0] if found else (None, None, None)
        counted_by = cache(partial(working_calendar, session, calendar_id, today))
        known[priority, today] = Promise(reply, resolve, counted_by)
    return known[priority, today]
