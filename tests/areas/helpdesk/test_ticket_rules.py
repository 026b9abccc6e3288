"""Deadlines in working time, the words for them, and what a change of status brings with it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from itdesk.areas.helpdesk.service_levels.choices import Priority
from itdesk.areas.helpdesk.tickets import rules
from itdesk.areas.helpdesk.tickets.choices import Level, Status, Waiting
from itdesk.areas.helpdesk.tickets.rules import ClockState, Due
from itdesk.core.errors import UserError
from itdesk.core.working_time import office_hours

LONDON = ZoneInfo("Europe/London")
HOURS = office_hours(LONDON, 8 * 60 + 30, 17 * 60 + 30)
NOW = datetime(2026, 11, 20, 11, 54, tzinfo=LONDON).astimezone(UTC)


def at(day: int, clock: str) -> datetime:
    hour, minute = map(int, clock.split(":"))
    return datetime(2026, 11, day, hour, minute, tzinfo=LONDON).astimezone(UTC)


def clock(due: datetime | None, *, status: str = Status.IN_PROGRESS, **changed: object) -> rules.Clock:
    given = {
        "status": status,
        "waiting_reason": None,
        "opened_at": at(20, "09:12"),
        "due_at": due,
        "resolved_at": None,
        "now": NOW,
        "calendar": HOURS,
    }
    return rules.clock(**{**given, **changed})  # type: ignore[arg-type]


def test_urgent_in_two_hours() -> None:
    assert rules.due(at(20, "09:12"), 120, 0, HOURS) == at(20, "11:12")
    assert rules.due(at(20, "16:30"), 120, 0, HOURS) == at(23, "09:30")
    assert rules.due(at(20, "09:12"), 120, 30, HOURS) == at(20, "11:42")


@pytest.mark.parametrize(
    ("due", "state", "short", "long"),
    [
        (at(20, "11:12"), ClockState.LATE, "Late 0:42", "42 min late"),
        (at(20, "08:49"), ClockState.LATE, "Late 3:05", "3 h 5 min late"),
        (at(20, "08:49") - timedelta(days=2488), ClockState.LATE, "Late 2488 d 3 h", "2488 d 3 h late"),
        (at(20, "13:14"), ClockState.SOON, "1:20 left", "1 h 20 min left"),
        (at(20, "16:19"), ClockState.LATER, "4:25 left", "4 h 25 min left"),
        (at(23, "14:54"), ClockState.LATER, "1 d 3 h", "1 d 3 h left"),
        (None, ClockState.NONE, "No deadline", "No deadline"),
    ],
)
def test_clock(due: datetime | None, state: ClockState, short: str, long: str) -> None:
    told = clock(due)
    assert (told.state, told.short, told.long) == (state, short, long)


def test_clock_stands_while_waiting_and_stops_when_done() -> None:
    waiting = clock(at(20, "11:12"), status=Status.WAITING, waiting_reason=Waiting.VENDOR)
    assert (waiting.state, waiting.short, waiting.long) == (ClockState.PAUSED, "Vendor", "Paused: Vendor")
    assert clock(at(20, "11:12"), status=Status.RESOLVED, resolved_at=at(20, "11:00")).state is ClockState.MET
    missed = clock(at(20, "11:12"), status=Status.CLOSED, resolved_at=at(20, "11:54"))
    assert (missed.state, missed.long) == (ClockState.MISSED, "Solved 42 min late")


@given(st.integers(-5000, 5000))
def test_group_and_clock_agree(minutes: int) -> None:
    due = NOW + timedelta(minutes=minutes)
    group = rules.due_group(Status.NEW, due, NOW, LONDON)
    assert (group is Due.PAST) == (clock(due).state is ClockState.LATE)
    assert rules.due_group(Status.WAITING, due, NOW, LONDON) is Due.LATER


def test_due_today_ends_at_midnight_where_the_desk_is() -> None:
    auckland = ZoneInfo("Pacific/Auckland")
    midnight = rules.end_of_day(NOW, auckland)
    assert midnight.astimezone(auckland).date() == date(2026, 11, 22)
    assert rules.due_group(Status.NEW, midnight - timedelta(seconds=1), NOW, auckland) is Due.TODAY
    assert rules.due_group(Status.NEW, midnight, NOW, auckland) is Due.LATER
    assert rules.due_group(Status.NEW, None, NOW, auckland) is Due.LATER


@given(st.integers(0, 10_000), st.integers(0, 5_000), st.integers(0, 500_000))
def test_a_pause_moves_the_deadline_by_the_working_time_it_lasted(minutes: int, paused: int, start: int) -> None:
    opened = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=start)
    due = rules.due(opened, minutes, paused, HOURS)
    assert due >= opened
    assert HOURS.minutes_between(opened, due) == minutes + paused
    assert rules.due(opened, minutes, 0, HOURS) <= due


def test_priority_rises_with_impact_and_urgency() -> None:
    order = list(Priority)
    for impact in Level:
        ranks = [order.index(rules.priority_for(impact, urgency)) for urgency in Level]
        assert ranks == sorted(ranks)
        assert [rules.priority_for(urgency, impact) for urgency in Level] == [
            rules.priority_for(impact, u) for u in Level
        ]


def test_steps_that_skip_history_are_refused() -> None:
    rules.require_transition(Status.NEW, Status.RESOLVED)
    rules.require_transition(Status.CLOSED, Status.IN_PROGRESS)
    rules.require_transition(Status.WAITING, Status.WAITING)
    with pytest.raises(UserError, match="closed can't become waiting"):
        rules.require_transition(Status.CLOSED, Status.WAITING)


def test_what_a_status_brings_with_it() -> None:
    def follow(values: dict[str, object], original: dict[str, object]) -> dict[str, object]:
        return rules.instants_that_follow(values, original, now=NOW)

    assert follow({"status": "resolved", "resolved_at": None}, {"status": "new"}) == {"resolved_at": NOW}
    earlier = NOW - timedelta(days=1)
    assert follow({"status": "closed", "closed_at": earlier}, {}) == {"resolved_at": earlier}
    assert follow({"status": "closed"}, {}) == {"resolved_at": NOW, "closed_at": NOW}
    reopened = follow({"status": "in_progress", "resolved_at": earlier, "closed_at": earlier}, {"status": "closed"})
    assert reopened == {"resolved_at": None, "closed_at": None}
    assert follow({"status": "new", "waiting_reason": "vendor"}, {"status": "waiting"}) == {"waiting_reason": None}
    assert follow({"status": "new", "impact": "high", "urgency": "high", "priority": "normal"}, {}) == {
        "priority": "urgent"
    }
    by_hand = {"status": "new", "impact": "high", "urgency": "high", "priority": "low"}
    assert follow(by_hand, {**by_hand, "priority": "normal", "impact": "low"}) == {}


def test_what_can_not_be() -> None:
    values = {"opened_at": NOW, "resolved_at": NOW - timedelta(minutes=1), "rating": 6}
    assert [problem.field for problem in rules.problems(values)] == ["resolved_at", "rating"]


@given(st.text(min_size=1).filter(str.strip))
def test_subject_is_short_and_never_empty(description: str) -> None:
    title = rules.subject_of(description)
    assert title
    assert len(title) <= rules.SUBJECT_LENGTH
    assert "\n" not in title


def test_a_new_ticket_without_a_subject_takes_its_description_or_number() -> None:
    def title(**values: object) -> object:
        return rules.instants_that_follow(values, {}, now=NOW).get("title")

    assert title(description="It is slow. Since Monday.") == "It is slow"
    assert title(number="INC0000060") == "INC0000060"
    assert title(title="Mine", number="INC1") is None
    assert rules.instants_that_follow({"title": "", "number": "HD-1"}, {"title": "Old"}, now=NOW) == {}
