"""The calendar that working time is counted by; at a start it is read before the store is there."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from itdesk.areas.directory.calendars.rules import WEEKDAYS, calendar_of, public_holidays
from itdesk.core import working_time as core
from itdesk.db.ahead import ask, recall

_NAMES = (*WEEKDAYS, "zone", "holidays_country", "holidays_part")


def years_around(today: date) -> tuple[int, ...]:
    """The years whose holidays matter for what is open or due: the last, this and three more."""
    return tuple(range(today.year - 1, today.year + 4))


def working_calendar(session: Any, calendar_id: int | None, today: date) -> core.Calendar:
    """The calendar with this id; None: the oldest one that there is, else every hour of every day.

    Holidays are those of `years_around(today)`.
    """
    zone = session.info["workspace"].zone
    if calendar_id is None:
        rows = ask(session, "calendars: the oldest", _oldest, {})
    else:
        rows = ask(session, "calendars: one", _one, {"id": calendar_id})
    if not rows:
        return core.always(ZoneInfo(zone)) if calendar_id is None else working_calendar(session, None, today)
    key, *values = rows[0]
    country, part = str(values[-2] or ""), str(values[-1] or "")
    years = years_around(today)
    off = recall(session, f"holidays {country} {part} {years}", lambda: _off(country, part, years)) if country else ()
    days = ask(session, "calendars: own days", _own_days, {"calendar": key})
    return _counted(tuple(values), zone, tuple(days), tuple(off))


@lru_cache(maxsize=64)
def _off(country: str, part: str, years: tuple[int, ...]) -> list[str]:
    return [day.isoformat() for day in public_holidays(country, part, years)]


@lru_cache(maxsize=64)  # every save of a ticket counts by one of a few calendars
def _counted(
    values: tuple[Any, ...], zone: str, days: tuple[tuple[date, str | None], ...], off: tuple[str, ...]
) -> core.Calendar:
    return calendar_of(
        dict(zip(_NAMES, values, strict=True)), zone, dict(days), frozenset(map(date.fromisoformat, off))
    )


def _oldest() -> Any:
    """By the least id: to sort them, SQLite would make a table of its own for each save of a ticket."""
    from sqlalchemy import func, select

    from itdesk.areas.directory.calendars.models import Calendar

    least = select(func.min(Calendar.id)).where(Calendar.deleted_at.is_(None)).scalar_subquery()
    return _kept().where(Calendar.id == least)


def _one() -> Any:
    from sqlalchemy import bindparam

    from itdesk.areas.directory.calendars.models import Calendar

    return _kept().where(Calendar.id == bindparam("id"))


def _kept() -> Any:
    from sqlalchemy import select

    from itdesk.areas.directory.calendars.models import Calendar

    columns = [getattr(Calendar, name) for name in _NAMES]
    return select(Calendar.id, *columns).where(Calendar.deleted_at.is_(None))


def _own_days() -> Any:
    from sqlalchemy import bindparam, select

    from itdesk.areas.directory.calendars.models import CalendarDay

    days = select(CalendarDay.on_date, CalendarDay.hours).order_by(CalendarDay.id)
    return days.where(CalendarDay.calendar_id == bindparam("calendar"))
