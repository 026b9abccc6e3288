"""Days of one's own in a working calendar."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from itdesk.areas.directory.calendars.models import CalendarDay
from itdesk.areas.directory.calendars.rules import NotHours, hours_text, minutes_of
from itdesk.core.errors import UserError
from itdesk.core.texts import _


def set_day(session: Session, calendar_id: int, on_date: date, name: str, hours: str = "") -> int:
    """Make a date differ from its weekday; hours as in the week, none for a day off. A day set before is replaced."""
    try:
        written = hours_text(minutes_of(hours)) or None
    except NotHours as reason:
        raise UserError(str(reason), field="hours") from reason
    if not name.strip():
        raise UserError(_("The day has no name."), _("Say what it is, such as “Works outing”."), field="name")
    query = select(CalendarDay).where(CalendarDay.calendar_id == calendar_id, CalendarDay.on_date == on_date)
    day = session.scalar(query)
    if day is None:
        day = CalendarDay(calendar_id=calendar_id, on_date=on_date, name=name.strip(), hours=written)
        session.add(day)
    else:
        day.name, day.hours = name.strip(), written
    session.flush()
    return day.id


def remove_day(session: Session, day_id: int) -> None:
    """Let a date be like its weekday again; a day that is gone already needs nothing."""
    day = session.get(CalendarDay, day_id)
    if day is not None:
        session.delete(day)
