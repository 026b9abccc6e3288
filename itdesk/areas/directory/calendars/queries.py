"""Working calendars as they count: for a record, for a site, for the workspace."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from itdesk.areas.directory.calendars.counting import working_calendar
from itdesk.areas.directory.calendars.models import Calendar, CalendarDay
from itdesk.areas.directory.calendars.rules import public_holidays
from itdesk.areas.directory.sites.models import Site
from itdesk.core import working_time as core


@dataclass(frozen=True, slots=True)
class OwnDay:
    """A day that differs from the week: hours None is a day off; public holidays have no id."""

    id: int | None
    on_date: date
    name: str
    hours: str | None


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
