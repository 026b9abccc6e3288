"""Working calendars as they count: for a record, for a site, for the workspace."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import Session

from itdesk.areas.directory.calendars.models import Calendar, CalendarDay
from itdesk.areas.directory.calendars.rules import WEEKDAYS, public_holidays, working_time
from itdesk.areas.directory.sites.models import Site
from itdesk.core import working_time as core
from itdesk.db.prepared import prepared

_COUNTED = (*WEEKDAYS, "zone", "holidays_country", "holidays_part")


@dataclass(frozen=True, slots=True)
class OwnDay:
    """A day that differs from the week: hours None is a day off; public holidays have no id."""

    id: int | None
    on_date: date
    name: str
    hours: str | None


def years_around(today: date) -> tuple[int, ...]:
    """The years whose holidays matter for what is open or due: the last, this and three more."""
    return tuple(range(today.year - 1, today.year + 4))


def working_calendar(session: Session, calendar_id: int | None, today: date) -> core.Calendar:
    """The calendar with this id; None: the oldest one that there is, else every hour of every day.

    Holidays are those of `years_around(today)`.
    """
    zone = session.info["workspace"].zone
    asked = prepared(session, ("calendar", calendar_id is None), lambda: _calendar(oldest=calendar_id is None))
    found = asked.all(session, {} if calendar_id is None else {"id": calendar_id})
    if not found:
        return core.always(ZoneInfo(zone)) if calendar_id is None else working_calendar(session, None, today)
    own_id, *values = found[0]
    days = prepared(session, "calendar's days", _days).all(session, {"id": own_id})
    return _counted(tuple(values), zone, tuple(days), years_around(today))


def _calendar(*, oldest: bool) -> Select[Any]:
    query = select(Calendar.id, *(getattr(Calendar, name) for name in _COUNTED)).where(Calendar.deleted_at.is_(None))
    return query.order_by(Calendar.id).limit(1) if oldest else query.where(Calendar.id == bindparam("id"))


def _days() -> Select[date, str | None]:
    wanted = CalendarDay.calendar_id == bindparam("id")
    return select(CalendarDay.on_date, CalendarDay.hours).where(wanted).order_by(CalendarDay.id)


@lru_cache(maxsize=64)  # every save of a ticket counts by one of a few calendars
def _counted(
    values: tuple[Any, ...], zone: str, days: tuple[tuple[date, str | None], ...], years: tuple[int, ...]
) -> core.Calendar:
    return working_time(dict(zip(_COUNTED, values, strict=True)), zone, dict(days), years)


def calendar_of_site(session: Session, site_id: int | None, today: date) -> core.Calendar:
    """The calendar of a site, else the workspace's."""
    query = select(Site.calendar_id).where(Site.id == site_id)
    return working_calendar(session, session.scalar(query) if site_id is not None else None, today)


def days_off(session: Session, calendar_id: int, year: int) -> tuple[OwnDay, ...]:
    """Public holidays and own days of a year in order, for the calendar's page; own days replace holidays."""
    calendar = session.get_one(Calendar, calendar_id)
    query = select(CalendarDay).where(
        CalendarDay.calendar_id == calendar_id, CalendarDay.on_date.between(date(year, 1, 1), date(year, 12, 31))
    )
    own = {day.on_date: OwnDay(day.id, day.on_date, day.name, day.hours) for day in session.scalars(query)}
    public = public_holidays(calendar.holidays_country or "", calendar.holidays_part or "", (year,))
    found = {on_date: OwnDay(None, on_date, name, None) for on_date, name in public.items()} | own
    return tuple(found[on_date] for on_date in sorted(found))
