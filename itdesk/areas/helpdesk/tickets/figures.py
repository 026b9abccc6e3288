"""How the help desk does: tickets solved each week, the share in time, the time to the first reply, ratings."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import and_, case, func, select
from sqlalchemy.orm import Session

from itdesk.areas.directory.calendars.counting import working_calendar
from itdesk.areas.helpdesk.tickets.models import Ticket


def _zone(session: Session) -> ZoneInfo:
    return ZoneInfo(session.info["workspace"].zone)


@dataclass(frozen=True, slots=True)
class Week:
    """Tickets resolved in the week that starts on `monday`; late ones came after their deadline."""

    monday: date
    resolved: int
    late: int


def weeks(session: Session, now: datetime, count: int = 8) -> tuple[Week, ...]:
    """The last so many weeks with this one, oldest first; one statement."""
    zone = _zone(session)
    today = now.astimezone(zone).date()
    mondays = [today - timedelta(days=today.weekday() + 7 * back) for back in reversed(range(count))]
    starts = [datetime(day.year, day.month, day.day, tzinfo=zone) for day in mondays]
    number = case(
        *((Ticket.resolved_at >= start, place) for place, start in reversed(list(enumerate(starts)))), else_=-1
    ).label("number")
    is_late = case((Ticket.resolved_at > Ticket.due_at, 1), else_=0).label("late")
    resolved = (
        select(number, is_late)
        .where(Ticket.deleted_at.is_(None), Ticket.resolved_at >= starts[0], Ticket.resolved_at <= now)
        .subquery()
    )
    rows = session.execute(
        select(resolved.c.number, func.count(), func.sum(resolved.c.late)).group_by(resolved.c.number)
    )
    found = {place: (int(many), int(late)) for place, many, late in rows}
    return tuple(Week(monday, *found.get(place, (0, 0))) for place, monday in enumerate(mondays))


@dataclass(frozen=True, slots=True)
class ServiceFigures:
    """How the desk did: the share solved in time, the usual time to the first reply, what people thought of it.

    None where there is nothing to count. Minutes are working time, the median. rating is the mean with one decimal.
    """

    solved: int
    in_time_percent: int | None
    reply_minutes: int | None
    rating: float | None
    ratings: int


def service_figures(session: Session, now: datetime, days: int = 90) -> ServiceFigures:
    """Figures of tickets resolved in the last so many days."""
    since = now - timedelta(days=days)
    done = and_(Ticket.deleted_at.is_(None), Ticket.resolved_at >= since, Ticket.resolved_at <= now)
    late = func.sum(case((Ticket.resolved_at > Ticket.due_at, 1), else_=0))
    with_due = func.count(Ticket.due_at)
    solved, due, past, total, ratings = session.execute(
        select(func.count(), with_due, late, func.sum(Ticket.rating), func.count(Ticket.rating)).where(done)
    ).one()
    return ServiceFigures(
        solved=solved,
        in_time_percent=round(100 * (due - int(past or 0)) / due) if due else None,
        reply_minutes=usual_reply_minutes(session, now, days),
        rating=round(int(total) / ratings, 1) if ratings else None,
        ratings=ratings,
    )


def usual_reply_minutes(session: Session, now: datetime, days: int = 90) -> int | None:
    """The median of working minutes to the first reply; None where nobody replied in that time."""
    calendar = working_calendar(session, None, now.astimezone(_zone(session)).date())
    replied = and_(Ticket.deleted_at.is_(None), Ticket.first_reply_at >= now - timedelta(days=days))
    rows = session.execute(select(Ticket.opened_at, Ticket.first_reply_at).where(replied))
    minutes = sorted(calendar.minutes_between(opened, first) for opened, first in rows if first is not None)
    return minutes[len(minutes) // 2] if minutes else None
