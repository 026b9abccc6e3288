"""What follows from a ticket's values: instants, priority, deadlines in working time, and the words for them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo

from itdesk.areas.helpdesk.service_levels.choices import Priority
from itdesk.areas.helpdesk.tickets.choices import DONE, OPEN, Level, Status, Waiting
from itdesk.core.choices import Choice
from itdesk.core.errors import Problem, UserError
from itdesk.core.texts import N_, _
from itdesk.core.working_time import Calendar

SOON = timedelta(hours=3)  # DESIGN: a deadline under three hours away is shown in amber
HIGHEST_RATING = 5
SUBJECT_LENGTH = 80

_MATRIX = {
    (Level.HIGH, Level.HIGH): Priority.URGENT,
    (Level.HIGH, Level.MEDIUM): Priority.HIGH,
    (Level.MEDIUM, Level.HIGH): Priority.HIGH,
    (Level.HIGH, Level.LOW): Priority.NORMAL,
    (Level.MEDIUM, Level.MEDIUM): Priority.NORMAL,
    (Level.LOW, Level.HIGH): Priority.NORMAL,
    (Level.MEDIUM, Level.LOW): Priority.LOW,
    (Level.LOW, Level.MEDIUM): Priority.LOW,
    (Level.LOW, Level.LOW): Priority.LOW,
}

NEXT = {
    Status.NEW: (Status.IN_PROGRESS, Status.WAITING, Status.RESOLVED, Status.CLOSED),
    Status.IN_PROGRESS: (Status.NEW, Status.WAITING, Status.RESOLVED, Status.CLOSED),
    Status.WAITING: (Status.IN_PROGRESS, Status.RESOLVED, Status.CLOSED),
    Status.RESOLVED: (Status.CLOSED, Status.IN_PROGRESS),
    Status.CLOSED: (Status.IN_PROGRESS,),
}


class Due(Choice):
    """The groups of the queue, in their order."""

    PAST = "past", N_("Past the deadline"), "red", "warn"
    TODAY = "today", N_("Due today"), "amber", "clock"
    LATER = "later", N_("Later"), "grey", "clock"


class ClockState(Choice):
    """How a ticket's clock looks."""

    LATE = "late", N_("Late"), "red", "warn"
    SOON = "soon", N_("Due soon"), "amber", "clock"
    LATER = "later", N_("Due later"), "grey", "clock"
    PAUSED = "paused", N_("Paused"), "grey", "pause"
    NONE = "none", N_("No deadline"), "grey", "clock"
    MET = "met", N_("In time"), "green", "check"
    MISSED = "missed", N_("After the deadline"), "red", "warn"


@dataclass(frozen=True, slots=True)
class Clock:
    """A ticket's clock: short words for a row, long ones for the reading pane, and the share of time used, 0 to 1."""

    state: ClockState
    short: str
    long: str
    used: float = 0.0


def priority_for(impact: str, urgency: str) -> Priority:
    """The priority that ITIL's three by three matrix gives."""
    return _MATRIX[Level(impact), Level(urgency)]


def next_statuses(status: str) -> tuple[Status, ...]:
    """Where a ticket may go from here."""
    return NEXT[Status(status)]


def require_transition(status: str, wanted: str) -> None:
    """Refuse a step that would skip the ticket's history, such as closed to waiting."""
    if Status(wanted) is not Status(status) and Status(wanted) not in NEXT[Status(status)]:
        raise UserError(
            _("A ticket that is {status} can't become {wanted} directly.").format(
                status=Status(status).within, wanted=Status(wanted).within
            ),
            _("Reopen it first.") if Status(status) in DONE else _("Start work on it first."),
            field="status",
        )


def instants_that_follow(
    values: Mapping[str, object], original: Mapping[str, object], *, now: datetime
) -> dict[str, object]:
    """What a change of status, impact or urgency brings with it; nothing that was set by hand is overwritten.

    A new ticket without a subject takes it from its description, or its number: other programs' files often lack one.
    """
    out: dict[str, object] = {}
    if not original and not values.get("title"):
        description = values.get("description")
        title = subject_of(description) if isinstance(description, str) else values.get("number")
        out |= {"title": title} if title else {}
    status = values.get("status")
    if status in DONE and values.get("resolved_at") is None:
        out["resolved_at"] = values.get("closed_at") or now
    if status == Status.CLOSED and values.get("closed_at") is None:
        out["closed_at"] = now
    if original.get("status") in DONE and status in OPEN:
        out |= {"resolved_at": None, "closed_at": None}
    if original.get("status") == Status.CLOSED and status == Status.RESOLVED:
        out["closed_at"] = None
    if original and status != Status.WAITING and values.get("waiting_reason") is not None:
        out["waiting_reason"] = None
    impact, urgency = values.get("impact"), values.get("urgency")
    measured = (impact, urgency) != (original.get("impact"), original.get("urgency"))
    by_hand = values.get("priority") != original.get("priority", Priority.NORMAL)
    if impact and urgency and measured and not by_hand:
        out["priority"] = priority_for(str(impact), str(urgency))
    return out


def subject_of(description: str) -> str | None:
    """The first sentence or line, cut at a word where it is too long for a subject; None where nothing is said."""
    line = next((line.strip() for line in description.splitlines() if line.strip()), "")
    end = min((place for mark in (". ", "? ", "! ") if (place := line.find(mark)) > 0), default=len(line))
    first = line[:end].rstrip(".") or line
    if len(first) <= SUBJECT_LENGTH:
        return first or None
    cut = first[: SUBJECT_LENGTH - 1]
    return f"{cut.rsplit(' ', 1)[0] if ' ' in cut else cut}…"


def problems(values: Mapping[str, object]) -> Iterable[Problem]:
    """What can't be so: ends before beginnings, ratings outside one to five."""
    opened = values.get("opened_at")
    for name, message in (
        ("first_reply_at", _("The first reply would be before the ticket was opened.")),
        ("resolved_at", _("It would be resolved before it was opened.")),
        ("closed_at", _("It would be closed before it was opened.")),
    ):
        then = values.get(name)
        if isinstance(opened, datetime) and isinstance(then, datetime) and then < opened:
            yield Problem(name, message)
    rating = values.get("rating")
    if isinstance(rating, int) and rating > HIGHEST_RATING:
        yield Problem("rating", _("A rating is 1 to 5."), str(HIGHEST_RATING))


def due(opened_at: datetime, minutes: int, paused_minutes: int, calendar: Calendar) -> datetime:
    """When so many working minutes have passed since it was opened, those spent waiting not counted."""
    return calendar.add_minutes(opened_at, minutes + paused_minutes)


def paused(waiting_since: datetime, now: datetime, calendar: Calendar) -> int:
    """Working minutes for which the clock stood."""
    return max(0, calendar.minutes_between(waiting_since, now))


def due_group(status: str, due_at: datetime | None, now: datetime, zone: tzinfo) -> Due:
    """The group of the queue; a waiting ticket's clock stands, so it is never late. The queue's SQL says the same."""
    if status == Status.WAITING or due_at is None:
        return Due.LATER
    if due_at < now:
        return Due.PAST
    return Due.TODAY if due_at < end_of_day(now, zone) else Due.LATER


def end_of_day(now: datetime, zone: tzinfo) -> datetime:
    """The first instant of tomorrow on the zone's clock, in UTC."""
    tomorrow = now.astimezone(zone).date() + timedelta(days=1)
    return datetime(tomorrow.year, tomorrow.month, tomorrow.day, tzinfo=zone).astimezone(UTC)


def clock(
    *,
    status: str,
    waiting_reason: str | None,
    opened_at: datetime,
    due_at: datetime | None,
    resolved_at: datetime | None,
    now: datetime,
    calendar: Calendar,
) -> Clock:
    """The ticket's clock at this instant. Late time is what the wall clock says, time left is working time."""
    if status in DONE:
        return _stopped(due_at, resolved_at)
    if status == Status.WAITING:
        reason = Waiting(waiting_reason).label if waiting_reason else ""
        return Clock(
            ClockState.PAUSED,
            reason or _("Paused"),
            _("Paused: {reason}").format(reason=reason) if reason else _("Paused"),
        )
    if due_at is None:
        return Clock(ClockState.NONE, _("No deadline"), _("No deadline"))
    if due_at < now:
        late = _whole_minutes(now - due_at)
        return Clock(
            ClockState.LATE, _("Late {time}").format(time=_short(late)), _("{time} late").format(time=spoken(late)), 1.0
        )
    left = calendar.minutes_between(now, due_at)
    state = ClockState.SOON if due_at - now < SOON else ClockState.LATER
    whole = calendar.minutes_between(opened_at, due_at)
    used = min(1.0, max(0.0, 1 - left / whole)) if whole else 0.0
    day = _day_minutes(calendar)
    short = _days(left, day) if left >= day else _("{time} left").format(time=hours(left))
    return Clock(state, short, _("{time} left").format(time=spoken(left, day)), used)


def _stopped(due_at: datetime | None, resolved_at: datetime | None) -> Clock:
    if due_at is None or resolved_at is None:
        return Clock(ClockState.NONE, "", "")
    if resolved_at <= due_at:
        return Clock(ClockState.MET, _("In time"), _("Solved in time"), 1.0)
    late = _whole_minutes(resolved_at - due_at)
    return Clock(
        ClockState.MISSED,
        _("Late {time}").format(time=_short(late)),
        _("Solved {time} late").format(time=spoken(late)),
        1.0,
    )


def _whole_minutes(span: timedelta) -> int:
    return int(span.total_seconds()) // 60


def _day_minutes(calendar: Calendar) -> int:
    """The longest working day of the week: what people call a day."""
    return max(
        (sum((end - start) % (24 * 60) or 24 * 60 for start, end in ranges) for ranges in calendar.hours.values()),
        default=24 * 60,
    )


def hours(minutes: int) -> str:
    """Whole hours and minutes, with a colon."""
    return f"{minutes // 60}:{minutes % 60:02}"


def _short(minutes: int) -> str:
    """0:42; from a day on 1 d 3 h, as everywhere else."""
    return hours(minutes) if minutes < 24 * 60 else _days(minutes, 24 * 60)


def _days(minutes: int, day: int) -> str:
    days, rest = divmod(minutes, day)
    return (
        _("{days} d {hours} h").format(days=days, hours=rest // 60) if rest >= 60 else _("{days} d").format(days=days)
    )


def spoken(minutes: int, day: int = 24 * 60) -> str:
    """42 min, 2 h, 2 h 30 min or 1 d 3 h; day is how many minutes a day has."""
    if minutes >= day:
        return _days(minutes, day)
    whole, rest = divmod(minutes, 60)
    if not whole:
        return _("{minutes} min").format(minutes=rest)
    return (
        _("{hours} h {minutes} min").format(hours=whole, minutes=rest) if rest else _("{hours} h").format(hours=whole)
    )
