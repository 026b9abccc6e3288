"""Working calendars as they count: for a record, for a site, for the workspace."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from itdesk.areas.directory.calendars.models import Calendar, CalendarDay
from itdesk.areas.directory.calendars.rules import WEEKDAYS, public_holidays, working_time
from itdesk.areas.directory.sites.models import Site
from itdesk.core import working_time as core


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
    query = select(Calendar).where(Calendar.deleted_at.is_(None)).order_by(Calendar.id).limit(1)
    found = session.scalar(query.where(Calendar.id == calendar_id) if calendar_id is not None else query)
    if found is None:
        return core.always(ZoneInfo(zone)) if calendar_id is None else working_calendar(session, None, today)
    names = (*WEEKDAYS, "zone", "holidays_country", "holidays_part")
    days = select(CalendarDay.on_date, CalendarDay.hours).where(CalendarDay.calendar_id == found.id)
    return working_time(
        {name: getattr(found, name) for name in names},
        zone,
        {day.on_date: day.hours for day in session.execute(days)},
        years_around(today),
    )


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
