"""Devices in a workspace: handed out, taken back, retired, and what lists and panels say of them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select

from itdesk.areas.inventory.hardware import operations, queries, rules
from itdesk.areas.inventory.hardware.choices import EventSort, Status
from itdesk.areas.inventory.hardware.models import HardwareLoan
from itdesk.core.dates import add_months
from itdesk.core.errors import UserError
from itdesk.db import lists, records
from itdesk.db.binding import today_here
from itdesk.db.database import Database
from itdesk.db.lists import ListSpec
from tests.statements import counted

Save = Callable[..., int]
NOW = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
TODAY = date(2026, 11, 20)


@pytest.fixture
def workstation(save: Save) -> dict[str, int]:
    """The drawn workstation HP-WS-014 and everything it refers to."""
    site = save("sites", name="Bath")
    place = save("places", name="Studio A", site=site)
    category = save("categories", name="Workstations", useful_life_months=60)
    maker = save("makers", name="Halden")
    model = save("models", name="Halden W5 workstation", maker=maker, category=category)
    person = save("people", name="Joanna Lindqvist")
    device = save(
        "hardware",
        tag="HP-WS-014",
        model=model,
        place=place,
        purchase_on=date(2023, 1, 18),
        purchase_cost=Decimal(2140),
        warranty_end_on=date(2026, 12, 28),
    )
    return {"site": site, "place": place, "model": model, "person": person, "device": device}


def test_given_out_and_taken_back_leaves_a_log(database: Database, save: Save, workstation: dict[str, int]) -> None:
    device, luis = workstation["device"], save("people", name="Luis Ferreira")
    with database.writing() as session:
        operations.check_out(session, device, now=NOW, person_id=workstation["person"], due_on=TODAY, note="Loan")
    with database.writing() as session:
        operations.check_out(session, device, now=NOW, person_id=luis)
    with database.reading() as session:
        facts = queries.hardware_facts(session, device, TODAY)
    assert facts is not None
    assert (facts.person, facts.status, facts.place, facts.due_back_on) == ("Luis Ferreira", "in_use", "Studio A", None)
    assert [(loan.holder, loan.back_at is None, loan.due_on, loan.note) for loan in facts.loans] == [
        ("Luis Ferreira", True, None, ""),
        ("Joanna Lindqvist", False, TODAY, "Loan"),
    ]
    with database.writing() as session:
        operations.check_in(session, device, now=NOW, note="Scratched lid")
    with database.reading() as session:
        facts = queries.hardware_facts(session, device, TODAY)
    assert facts is not None
    assert (facts.person, facts.status, facts.last_seen_on) == ("", "spare", TODAY)
    assert facts.loans[0].note == "Scratched lid"
    assert all(loan.back_at is not None for loan in facts.loans)


def test_form_that_changes_the_user_keeps_the_log_too(
    database: Database, save: Save, workstation: dict[str, int]
) -> None:
    with database.writing() as session:
        draft = records.draft(session, "hardware", workstation["device"])
        draft.values["person"] = workstation["person"]
        records.save(session, draft)
    with database.reading() as session:
        facts = queries.hardware_facts(session, workstation["device"], TODAY)
    assert facts is not None
    assert (facts.status, [loan.holder for loan in facts.loans]) == ("in_use", ["Joanna Lindqvist"])
    second = save("hardware", tag="HP-LT-001", person=workstation["person"])
    with database.reading() as session:
        assert len(session.scalars(select(HardwareLoan).where(HardwareLoan.hardware_id == second)).all()) == 1


def test_devices_that_come_in_bulk_start_their_loans(database: Database, save: Save) -> None:
    person, room = save("people", name="Tom Whitcombe"), save("places", name="Studio B")
    with database.writing() as session:
        rows = [{"tag": "B1", "person": person}, {"tag": "B2", "used_place": room}, {"tag": "B3"}]
        ids = records.insert_many(session, "hardware", rows)
    with database.reading() as session:
        facts = [queries.hardware_facts(session, one, TODAY) for one in ids]
        spec = ListSpec("hardware", ("status", "currency"), (), ())
        shown = [lists.rows(session, spec, ids)[one][1:] for one in ids]
    assert [[loan.holder for loan in one.loans] for one in facts if one] == [["Tom Whitcombe"], ["Studio B"], []]
    assert shown == [("in_use", "GBP"), ("in_use", "GBP"), ("spare", "GBP")]
    with database.writing() as session:
        operations.check_in(session, ids[0], now=NOW, note="Fine")
    with database.reading() as session:
        told = queries.hardware_facts(session, ids[0], TODAY)
    assert told is not None
    assert (told.loans[0].note, told.loans[0].back_at is None) == ("Fine", False)


def test_shared_place_becomes_the_location(database: Database, save: Save, workstation: dict[str, int]) -> None:
    room = save("places", name="Print room")
    with database.writing() as session:
        operations.check_out(session, workstation["device"], now=NOW, place_id=room)
    with database.reading() as session:
        row = lists.rows(
            session, ListSpec("hardware", ("used_by", "place", "status"), (), ()), [workstation["device"]]
        )[workstation["device"]]
    assert row[1:] == ("Print room", "Print room", "in_use")
    with database.writing() as session:
        assert operations.move(session, [workstation["device"]], workstation["place"]) == 1
        assert operations.move(session, [workstation["device"]], workstation["place"]) == 0
    with database.reading() as session:
        facts = queries.hardware_facts(session, workstation["device"], TODAY)
    assert facts is not None
    assert (facts.place, facts.used_place, facts.loans[0].holder) == ("Studio A", "Studio A", "Studio A")


@pytest.mark.parametrize("status", [Status.RETIRED, Status.LOST, Status.IN_REPAIR])
def test_what_is_not_there_cannot_be_given_out(
    database: Database, save: Save, workstation: dict[str, int], status: Status
) -> None:
    gone = save("hardware", tag="HP-LT-002", status=status.value)
    with pytest.raises(UserError, match="HP-LT-002"), database.writing() as session:
        operations.check_out(session, gone, now=NOW, person_id=workstation["person"])


def test_check_out_wants_one_holder_and_a_day_to_come(database: Database, workstation: dict[str, int]) -> None:
    with pytest.raises(UserError) as nobody, database.writing() as session:
        operations.check_out(session, workstation["device"], now=NOW)
    assert nobody.value.field == "person"
    yesterday = TODAY - timedelta(days=1)
    with pytest.raises(UserError) as past, database.writing() as session:
        operations.check_out(session, workstation["device"], now=NOW, person_id=workstation["person"], due_on=yesterday)
    assert past.value.field == "due_on"


def test_retired_device_leaves_its_user(database: Database, workstation: dict[str, int]) -> None:
    with database.writing() as session:
        operations.check_out(session, workstation["device"], now=NOW, person_id=workstation["person"])
    with database.writing() as session:
        assert operations.retire(session, [workstation["device"]], on=TODAY, status=Status.DISPOSED) == 1
    with database.reading() as session:
        facts = queries.hardware_facts(session, workstation["device"], TODAY)
    assert facts is not None
    assert (facts.status, facts.person, facts.loans[0].back_at is None) == ("disposed", "", False)
    assert facts.worth is not None
    assert facts.worth.book_value == 0
    assert facts.life.milestones[-1].sort == "retired"
    with pytest.raises(UserError, match="HP-WS-014"), database.writing() as session:
        operations.retire(session, [workstation["device"]], on=date(2020, 1, 1))


def test_panel_tells_life_warranty_and_value(database: Database, workstation: dict[str, int]) -> None:
    device = workstation["device"]
    with database.writing() as session:
        operations.log_event(
            session, device, on=date(2024, 6, 1), sort=EventSort.UPGRADE, title="More RAM", cost=Decimal("180.50")
        )
        operations.mark_seen(session, [device], date(2026, 11, 14))
        operations.mark_seen(session, [device], date(2026, 11, 1))
    with database.reading() as session, counted(session) as statements:
        facts = queries.hardware_facts(session, device, TODAY)
    assert facts is not None
    assert 0 < len(statements) <= 7
    assert (facts.title, facts.maker, facts.warranty_days) == ("Halden W5 workstation", "Halden", 38)
    assert [(point.label, point.on) for point in facts.life.milestones] == [
        ("Bought", date(2023, 1, 18)),
        ("More RAM", date(2024, 6, 1)),
        ("Replace", date(2028, 1, 18)),
    ]
    assert facts.worth is not None
    assert (facts.worth.book_value, facts.worth.spent, facts.worth.currency) == (
        Decimal("499.33"),
        Decimal("180.50"),
        "GBP",
    )
    assert facts.last_seen_on == date(2026, 11, 14)


def test_list_computes_what_the_rules_say(database: Database, save: Save, workstation: dict[str, int]) -> None:
    today = today_here()
    laptops = save("categories", name="Laptops")
    own_life = save("models", name="Tessera Book", useful_life_months=36)
    bought = [add_months(today, -37), add_months(today, -36) + timedelta(days=1), add_months(today, -5), today]
    made = [
        save(
            "hardware",
            tag=f"HP-LT-{number}",
            model=own_life,
            category=laptops,
            purchase_on=day,
            purchase_cost=Decimal("999.99"),
            warranty_end_on=add_months(day, 24),
        )
        for number, day in enumerate(bought)
    ]
    columns = ("device", "age_months", "book_value", "warranty_days", "site", "site.id")
    with database.reading() as session:
        rows = lists.rows(session, ListSpec("hardware", columns, (), ()), [*made, workstation["device"]])
    for one, day in zip(made, bought, strict=True):
        assert rows[one][1:5] == (
            "laptop",
            rules.months_between(day, today),
            rules.book_value(Decimal("999.99"), day, 36, today),
            (add_months(day, 24) - today).days,
        )
    replaced_on = add_months(today, 12)
    until = save("hardware", tag="HP-X", purchase_on=bought[2], purchase_cost=Decimal(850), end_of_life_on=replaced_on)
    at_once = save("hardware", tag="HP-Y", purchase_on=today, purchase_cost=Decimal(850), end_of_life_on=today)
    with database.reading() as session:
        worth = lists.rows(session, ListSpec("hardware", ("book_value",), (), ()), [until, at_once])
    life = rules.months_between(bought[2], replaced_on)
    assert worth[until][1] == rules.book_value(Decimal(850), bought[2], life, today)
    assert worth[at_once][1] is None
    drawn = rows[workstation["device"]]
    assert (drawn[1], drawn[5], drawn[6]) == ("desktop", "Bath", workstation["site"])
    assert drawn[3] == rules.book_value(Decimal(2140), date(2023, 1, 18), 60, today)


def test_model_knows_its_stock(database: Database, save: Save) -> None:
    model = save("models", name="Orbit 27Q", minimum_stock=2)
    save("hardware", tag="M1", model=model, status="spare")
    save("hardware", tag="M2", model=model, status="in_use", quantity=3)
    spec = ListSpec("models", ("in_use", "spare", "is_short"), (), ())
    with database.reading() as session:
        assert lists.rows(session, spec, [model])[model][1:] == (3, 1, True)
    save("hardware", tag="M3", model=model, status="spare")
    with database.reading() as session:
        assert lists.rows(session, spec, [model])[model][1:] == (3, 2, False)


def test_blank_tag_gets_a_number_that_nobody_typed(database: Database, save: Save) -> None:
    first = save("hardware", name="Dock")
    with database.reading() as session:
        number = records.title_of(session, "hardware", first)
    head, _dash, digits = number.rpartition("-")
    save("hardware", tag=f"{head}-{int(digits) + 1}")
    third = save("hardware", name="Another dock")
    with database.reading() as session:
        assert records.title_of(session, "hardware", third) == f"{head}-{int(digits) + 2}"
