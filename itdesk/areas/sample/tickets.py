"""The sample's tickets: three years of done ones drawn from a fixed lot, and the open ones as they were told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import pairwise
from random import Random
from typing import TYPE_CHECKING, Any

from itdesk.areas.directory.calendars.counting import working_calendar
from itdesk.areas.helpdesk.tickets.choices import Source, Status, Via
from itdesk.areas.helpdesk.tickets.models import Ticket, TicketMessage, TicketTime
from itdesk.core.working_time import Calendar
from itdesk.paths import resource

if TYPE_CHECKING:
    from itdesk.areas.sample.writing import Book

_DAY = 540  # working minutes
_LOT = 20_261_120  # the same firm on every computer
_REPLIES = (4, 7, 9, 12, 15, 18, 20, 21, 21, 22, 24, 27, 33, 41, 58, 95)  # working minutes, their middle is 21
_MANAGER = "Mara Ellison"


@dataclass(slots=True)
class _Desk:
    """What is needed again and again while tickets are written."""

    book: Book
    told: dict[str, Any]
    calendar: Calendar
    lot: Random
    promised: dict[str, tuple[int, int]]
    requesters: list[str] = field(default_factory=list)
    devices: dict[str, list[str]] = field(default_factory=dict)
    users: dict[str, str] = field(default_factory=dict)


def write(book: Book) -> None:
    """Categories and service levels, then every ticket in the order of its number."""
    told = book.story.read("tickets")
    for position, category in enumerate(told["categories"]):
        book.add("ticket_categories", category["name"], position=position, **category)
    for name, priority, reply, resolve in told["service_levels"]:
        book.add(
            "service_levels",
            name,
            name=name,
            priority=priority,
            reply_minutes=reply,
            resolve_minutes=resolve,
            calendar="Office hours",
        )
    desk = _Desk(
        book=book,
        told=told,
        calendar=working_calendar(book.session, None, book.story.today),
        lot=Random(_LOT),  # noqa: S311 -- a lot that is the same each time is the purpose
        promised={priority: (reply, resolve) for _name, priority, reply, resolve in told["service_levels"]},
    )
    _known_people(desk)
    done = _done(desk)
    answers: list[Callable[[], None]] = []
    for number in sorted([*done, *(ticket["number"] for ticket in told["open"])]):
        if number in done:
            answers.append(_write_done(desk, number, done[number]))
        else:
            _write_open(desk, next(ticket for ticket in told["open"] if ticket["number"] == number))
    book.session.flush()  # all that are done at once: they have their ids now
    for answer in answers:
        answer()
    _announce(desk)


def _known_people(desk: _Desk) -> None:
    for person in desk.book.story.read("firm")["people"]:
        if person["name"] != _MANAGER and person.get("is_active", True):
            desk.requesters.append(person["name"])
    for device in desk.book.story.read("hardware")["hardware"]:
        if device["status"] in {"in_use", "in_repair"} and device["tag"] != "HP-WS-014":
            desk.devices.setdefault(device["tag"][3:5], []).append(device["tag"])
            if "person" in device:
                desk.users[device["tag"]] = device["person"]


@dataclass(slots=True)
class _Times:
    """When a done ticket was opened and solved, and whether it was late."""

    opened_at: datetime
    resolved_at: datetime
    is_late: bool


def _done(desk: _Desk) -> dict[int, _Times]:
    """Numbers and times of done tickets: those of the last weeks fill the weeks, earlier ones took as long as they do."""
    waiting = {ticket["number"] for ticket in desk.told["open"]}
    last = max(waiting)
    numbers = [number for number in range(1, last + 1) if number not in waiting]
    opened = {number: _opened(desk, number) for number in range(1, last + 1)}
    weeks = _weeks(desk)
    recent = numbers[-sum(count for count, _late, _first, _end in weeks) :]
    out: dict[int, _Times] = {}
    for number in numbers[: -len(recent)]:
        solved = desk.calendar.add_minutes(opened[number], _took(desk))
        late = desk.lot.randrange(1000) < desk.told["late_before_per_mille"]
        out[number] = _Times(opened[number], solved, late)
    left = iter(recent)
    for count, late, first, end in weeks:
        slots = _spread(desk, count, first, end)
        late_ones = set(desk.lot.sample(range(count), min(late, count)))
        for place, solved in enumerate(slots):
            number = next(left)
            begun = min(opened[number], solved - timedelta(minutes=desk.lot.randrange(40, 90)))
            out[number] = _Times(begun, solved, place in late_ones)
    return out


def _took(desk: _Desk) -> int:
    return min(4 * _DAY, max(12, int(desk.lot.lognormvariate(4.6, 1.0))))


def _opened(desk: _Desk, number: int) -> datetime:
    """Tickets come between the days that were told, at any working minute; the same number always at the same one."""
    anchors = desk.told["opened"]
    for (low, first), (high, last) in pairwise(anchors):
        if low <= number <= high:
            days = first + (last - first) * (number - low) / (high - low)
            break
    else:
        days = min(-1.0, anchors[-1][1] + (number - anchors[-1][0]) * 0.15)
    start = desk.book.story.at(int(days) - 1, "17:30")
    within = int((days - int(days)) % 1 * (_DAY - 30)) + desk.lot.randrange(5, 25)
    return desk.calendar.add_minutes(start, within)


def _weeks(desk: _Desk) -> list[tuple[int, int, datetime, datetime]]:
    """(solved, of them late, from, until) for the last weeks; what can't have happened yet this week, did last week."""
    story = desk.book.story
    monday = story.today - timedelta(days=story.today.weekday())
    told = [tuple(week) for week in desk.told["weeks"]]
    out: list[tuple[int, int, datetime, datetime]] = []
    for back, (count, late) in zip(reversed(range(len(told))), told, strict=True):
        first = _morning(desk, monday - timedelta(days=7 * back))
        end = min(story.now, first + timedelta(days=4, hours=9))
        out.append((count, late, first, end))
    count, late, first, end = out[-1]
    if desk.calendar.minutes_between(first, end) < _DAY:
        before = out[-2]
        out[-2:] = [(before[0] + count, before[1] + late, before[2], before[3])]
    return out


def _morning(desk: _Desk, day: date) -> datetime:
    return desk.book.story.at((day - desk.book.story.today).days, "08:30")


def _spread(desk: _Desk, count: int, first: datetime, end: datetime) -> list[datetime]:
    whole = max(count + 1, desk.calendar.minutes_between(first, end))
    minutes = sorted(desk.lot.sample(range(20, whole), count)) if whole - 20 > count else list(range(1, count + 1))
    return [min(end, desk.calendar.add_minutes(first, minute)) for minute in minutes]


def _write_done(desk: _Desk, number: int, times: _Times) -> Callable[[], None]:
    """Put the ticket among those to be written; what is to be called once it is, and writes what hangs on it."""
    told = next((past for past in desk.told["past"] if past["number"] == number), None)
    template = desk.lot.choice(desk.told["templates"])
    known = {**template, **(told or {})}
    device = known.get("hardware") or _device(desk, known.get("device", ""))
    requester = known.get("requester") or desk.users.get(device or "") or desk.lot.choice(desk.requesters)
    priority = known["priority"]
    reply_minutes, resolve_minutes = desk.promised[priority]
    took = max(1, desk.calendar.minutes_between(times.opened_at, times.resolved_at))
    paused, due = _deadline(desk, times, took, resolve_minutes)
    is_monitoring = known["source"] == Source.MONITORING
    ticket = _ticket(
        desk,
        known,
        number=number,
        requester=None if is_monitoring else requester,
        device=device,
        opened_at=times.opened_at,
    )
    first_reply = times.opened_at + timedelta(minutes=desk.lot.choice(_REPLIES))
    ticket.first_reply_at = min(_working(desk, times.opened_at, first_reply), times.resolved_at)
    ticket.reply_due_at = desk.calendar.add_minutes(times.opened_at, reply_minutes)
    ticket.due_at, ticket.paused_minutes = due, paused
    ticket.status = str(Status.CLOSED if (desk.book.story.now - times.resolved_at).days >= 7 else Status.RESOLVED)
    ticket.resolved_at = times.resolved_at
    ticket.closed_at = times.resolved_at + timedelta(days=7) if ticket.status == Status.CLOSED else None
    ticket.resolution = known["resolution"]
    ticket.rating = _rating(desk, times)
    desk.book.session.add(ticket)
    minutes = max(5, int(known["minutes"] * desk.lot.uniform(0.6, 1.5)) // 5 * 5)
    replied_at = ticket.first_reply_at

    def answer() -> None:
        _message(desk, ticket, _MANAGER, known["reply"], replied_at, is_note=False)
        _time(desk, ticket, minutes, times.resolved_at)

    return answer


def _deadline(desk: _Desk, times: _Times, took: int, resolve_minutes: int) -> tuple[int, datetime]:
    """Minutes that the ticket waited, and its deadline: behind the solution for those in time, before it for late ones."""
    if times.is_late:
        missed = max(1, took - desk.lot.randrange(5, 60)) if took <= resolve_minutes else resolve_minutes
        return 0, min(desk.calendar.add_minutes(times.opened_at, missed), times.resolved_at - timedelta(minutes=3))
    paused = max(0, took - resolve_minutes * desk.lot.randrange(30, 90) // 100)
    return paused, desk.calendar.add_minutes(times.opened_at, resolve_minutes + paused)


def _working(desk: _Desk, opened_at: datetime, replied_at: datetime) -> datetime:
    """The reply after so many working minutes, though it was counted by the wall clock."""
    return desk.calendar.add_minutes(opened_at, int((replied_at - opened_at).total_seconds()) // 60)


def _rating(desk: _Desk, times: _Times) -> int | None:
    """As many ratings in the last ninety days as were told, most of them full marks."""
    told = desk.told["ratings_last_90_days"]
    age = (desk.book.story.now - times.resolved_at).days
    if age >= 90:
        return desk.lot.choice((None, None, None, None, 5, 5, 4))
    given = desk.book.ids.setdefault("ratings", {})
    if desk.lot.randrange(100) < 45:
        for stars, many in told:
            if given.get(str(stars), 0) < many:
                given[str(stars)] = given.get(str(stars), 0) + 1
                return int(stars)
    return None


def _device(desk: _Desk, group: str) -> str | None:
    return desk.lot.choice(desk.devices[group]) if group in desk.devices else None


def _ticket(
    desk: _Desk, known: dict[str, Any], *, number: int, requester: str | None, device: str | None, opened_at: datetime
) -> Ticket:
    book = desk.book
    return Ticket(
        number=f"HD-{number:04}",
        title=known["title"],
        description=known["body"],
        kind=known.get("kind", "fault"),
        priority=known.get("priority", "normal"),
        requester_id=book.id("people", requester),
        assignee_id=book.id("people", _MANAGER),
        category_id=book.id("ticket_categories", known["category"]),
        hardware_id=book.id("hardware", device),
        affects=known.get("affects"),
        source=known["source"],
        opened_at=opened_at,
        created_at=opened_at,
        paused_minutes=0,
    )


def _message(desk: _Desk, ticket: Ticket, author: str, body: str, at: datetime, *, is_note: bool) -> None:
    author_id = desk.book.id("people", author)
    via = Via.KIOSK if author_id == ticket.requester_id else Via.APP
    desk.book.session.add(
        TicketMessage(
            ticket_id=ticket.id, author_id=author_id, body=body, is_note=is_note, at=at, via=str(via), created_at=at
        )
    )


def _time(desk: _Desk, ticket: Ticket, minutes: int, at: datetime) -> None:
    person_id = desk.book.id("people", _MANAGER)
    day = at.astimezone(desk.book.story.zone).date()
    desk.book.session.add(TicketTime(ticket_id=ticket.id, person_id=person_id, on_date=day, minutes=minutes))


def _write_open(desk: _Desk, told: dict[str, Any]) -> None:
    story, session = desk.book.story, desk.book.session
    opened_at = _moment(desk, *told["opened"])
    ticket = _ticket(
        desk,
        told,
        number=told["number"],
        requester=told["requester"] or None,
        device=told.get("hardware"),
        opened_at=opened_at,
    )
    if "due" in told:
        ticket.due_at = story.minutes_on(told["due"])
    else:
        days, minutes = map(int, told["left"])
        ticket.due_at = desk.calendar.add_minutes(story.now, days * _DAY + minutes)
    ticket.status = told["status"]
    messages = [
        (author, _moment(desk, days, clock), sort, body) for author, days, clock, sort, body in told.get("messages", ())
    ]
    replies = [at for author, at, sort, _body in messages if author == _MANAGER and sort == "message"]
    ticket.first_reply_at = min(replies) if replies else None
    if told["status"] == Status.WAITING:
        ticket.waiting_reason = told.get("waiting")
        ticket.waiting_since = max([opened_at, *(at for _author, at, _sort, _body in messages)])
    session.add(ticket)
    session.flush()
    for author, at, sort, body in messages:
        _message(desk, ticket, author, body, at, is_note=sort == "note")
    for minutes in told.get("minutes", ()):
        _time(desk, ticket, minutes, story.now)
    if told.get("files"):
        from itdesk.db import attachments

        for name in told["files"]:
            attachments.add(session, "tickets", ticket.id, resource("sample", "files", name))
    desk.book.ids.setdefault("tickets", {})[str(told["number"])] = ticket.id


def _moment(desk: _Desk, days: str, clock: str | int) -> datetime:
    """Minutes from now, or a time of an earlier working day: the last one for -1."""
    if isinstance(clock, int):
        return desk.book.story.minutes_on(clock)
    day = int(days)
    while desk.calendar.minutes_between(desk.book.story.at(day, "00:00"), desk.book.story.at(day + 1, "00:00")) == 0:
        day -= 1
    return desk.book.story.at(day, clock)


def _announce(desk: _Desk) -> None:
    told, story = desk.told["announcement"], desk.book.story
    desk.book.add(
        "announcements",
        told["title"],
        title=told["title"],
        body=told["body"],
        category=told["category"],
        ticket=desk.book.id("tickets", str(told["ticket"])),
        from_at=story.minutes_on(told["from"]),
        until_at=story.minutes_on(told["until"]),
    )
