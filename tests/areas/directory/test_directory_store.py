"""People, sites and calendars in a workspace: panels, leavers, and calendars that count."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest

from itdesk.areas.directory.calendars import operations as calendar_operations
from itdesk.areas.directory.calendars import queries as calendar_queries
from itdesk.areas.directory.people import operations, queries
from itdesk.core.errors import UserError
from itdesk.db import lists, records
from itdesk.db.database import Database
from itdesk.db.lists import ListSpec

Save = Callable[..., int]
TODAY = date(2026, 11, 20)


def test_panel_tells_where_a_person_belongs_and_what_they_have(database: Database, save: Save) -> None:
    site = save("sites", name="Harbour")
    place = save("places", name="Studio A", site=site)
    boss = save("people", name="Mara Ellison", role="administrator")
    team = save("departments", name="Design", manager=boss)
    person = save("people", name="Joanna Lindqvist", department=team, place=place, manager=boss)
    save("hardware", tag="HP-WS-014", name="Workstation", person=person)
    save("licences", name="Plotline CAD", person=person)
    with database.reading() as session:
        facts, of_boss = (queries.person_facts(session, one, TODAY) for one in (person, boss))
    assert facts is not None
    assert of_boss is not None
    assert (facts.department, facts.site, facts.place, facts.manager) == (
        "Design",
        "Harbour",
        "Studio A",
        "Mara Ellison",
    )
    assert [(thing.title, thing.subtitle) for thing in facts.hardware] == [("HP-WS-014", "Workstation")]
    assert [thing.title for thing in facts.licences] == ["Plotline CAD"]
    assert (facts.tickets, facts.open_tickets) == ((), 0)
    assert of_boss.reports == ((person, "Joanna Lindqvist"),)
    with database.reading() as session:
        assert lists.rows(session, ListSpec("departments", ("people_count",), (), ()), [team])[team][1] == 1
        assert queries.person_facts(session, 10**9, TODAY) is None


def test_person_in_the_list_is_found_by_both_names(database: Database, save: Save) -> None:
    person = save("people", first_name="Gage", last_name="McCrackem", username="gmccrackem2a")
    with database.reading() as session:
        for called in ("gage mccrackem", "GMCCRACKEM2A", "Gage McCrackem"):
            assert records.find(session, "people", called) == person


def test_leaving_takes_effect_after_the_last_day(database: Database, save: Save) -> None:
    person = save("people", name="Owen Hale", start_on=date(2024, 1, 2))
    with database.writing() as session:
        operations.leave(session, person, on=TODAY, today=TODAY)
    with database.reading() as session:
        assert records.draft(session, "people", person).values["is_active"] is True
    with database.writing() as session:
        operations.leave(session, person, on=TODAY - timedelta(days=1), today=TODAY)
    with database.reading() as session:
        assert records.draft(session, "people", person).values["is_active"] is False
    with database.writing() as session:
        operations.come_back(session, person, on=TODAY)
    with database.reading() as session:
        values = records.draft(session, "people", person).values
    assert (values["is_active"], values["end_on"], values["start_on"]) == (True, None, TODAY)
    with pytest.raises(UserError, match="Owen Hale"), database.writing() as session:
        operations.leave(session, person, on=date(2023, 1, 1), today=TODAY)


def test_last_administrator_cannot_leave(database: Database, save: Save) -> None:
    only = save("people", name="Mara Ellison", role="administrator")
    with pytest.raises(UserError, match="only administrator"), database.writing() as session:
        operations.leave(session, only, on=TODAY, today=TODAY)
    save("people", name="Beth Carrow", role="administrator")
    with database.writing() as session:
        operations.leave(session, only, on=TODAY, today=TODAY)


def test_calendar_of_a_site_counts_its_own_days(database: Database, save: Save) -> None:
    with database.reading() as session:
        always = calendar_queries.working_calendar(session, None, TODAY)
    saturday = datetime(2026, 11, 21, 3, tzinfo=UTC)
    assert always.is_working(saturday)
    firm = save("calendars", name="Office", zone="Europe/London", holidays_country="GB", holidays_part="ENG")
    nights = save("calendars", name="Nights", zone="Europe/London", monday="22:00-06:00")
    site = save("sites", name="Bath", calendar=nights)
    with database.writing() as session:
        calendar_operations.set_day(session, firm, date(2026, 11, 23), "Works outing")
        eve = calendar_operations.set_day(session, firm, date(2026, 12, 24), "Christmas Eve", "9-12")
        assert calendar_operations.set_day(session, firm, date(2026, 12, 24), "Christmas Eve", "9-13") == eve
    with database.reading() as session:
        office = calendar_queries.calendar_of_site(session, None, TODAY)
        night = calendar_queries.calendar_of_site(session, site, TODAY)
        days = calendar_queries.days_off(session, firm, 2026)
    assert not office.is_working(saturday)
    assert not office.is_working(datetime(2026, 11, 23, 10, tzinfo=UTC))
    assert office.is_working(datetime(2026, 12, 24, 12, 30, tzinfo=UTC))
    assert not office.is_working(datetime(2026, 12, 24, 13, 30, tzinfo=UTC))
    assert night.is_working(datetime(2026, 11, 24, 5, tzinfo=UTC))
    assert [(day.name, day.hours) for day in days if day.id is not None] == [
        ("Works outing", None),
        ("Christmas Eve", "09:00-13:00"),
    ]
    assert any(day.id is None and day.on_date == date(2026, 12, 25) for day in days)
    with database.writing() as session:
        calendar_operations.remove_day(session, eve)
    for name, hours in (("", "9-12"), ("Late", "late")):
        with pytest.raises(UserError), database.writing() as session:
            calendar_operations.set_day(session, firm, TODAY, name, hours)
