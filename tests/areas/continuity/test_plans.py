"""A recovery plan in a workspace: written, moved, read with live values, checked against the data, signed off."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import func, select

from itdesk.areas.continuity.plans import operations
from itdesk.areas.continuity.plans.choices import Completeness, SectionKind
from itdesk.areas.continuity.plans.findings import does_not_add_up
from itdesk.areas.continuity.plans.live import plain, resolve
from itdesk.areas.continuity.plans.models import PlanCall, PlanEdition, PlanSection, PlanStep
from itdesk.areas.continuity.plans.queries import document, section_of
from itdesk.areas.continuity.plans.rules import FindingKind
from itdesk.core.errors import ChangedElsewhere, UserError
from itdesk.db import history, search
from itdesk.db.database import Database
from tests.areas.making import change, make

TODAY = date(2026, 11, 20)


@dataclass
class Book:
    plan: int
    mara: int
    helen: int
    halden: int
    pollard: int
    server: int
    support: int
    system: int


@pytest.fixture
def book(database: Database) -> Book:
    with database.writing() as session:
        mara = make(
            session, "people", name="Mara Ellison", role="administrator", mobile="07700 900 101", job_title="IT manager"
        )
        helen = make(session, "people", name="Helen Moss", role="administrator", mobile="07700 900 114")
        halden = make(session, "vendors", name="Halden", support_phone="020 7946 0142", support_hours="24 h")
        pollard = make(session, "vendors", name="Pollard & Finch", phone="07700 900 317")
        model = make(session, "models", name="Halden R2 file server")
        server = make(session, "hardware", tag="HP-SV-001", model=model)
        support = make(
            session,
            "contracts",
            number="CON-007",
            name="Halden hardware support",
            vendor=halden,
            start_on=date(2025, 12, 28),
            end_on=date(2026, 12, 28),
        )
        system = make(
            session,
            "systems",
            name="File server",
            hardware=server,
            vendor=halden,
            back_within_hours=Decimal(4),
            may_lose_hours=Decimal(24),
            last_proven_on=date(2026, 5, 14),
            proven_minutes=190,
        )
        plan = make(session, "plans", name="IT recovery plan", owner=mara, review_on=date(2026, 11, 18))
    return Book(plan, mara, helen, halden, pollard, server, support, system)


def file_server(database: Database, book: Book) -> int:
    with database.writing(actor=book.mara) as session:
        operations.skeleton(session, book.plan)
        chapters = document(session, book.plan, TODAY).sections
        steps_in = next(section.id for section in chapters if section.number == "5")
        section = operations.add_section(
            session,
            book.plan,
            "File server",
            SectionKind.PROCEDURE,
            parent_id=steps_in,
            values={
                "body": "{{hardware:HP-SV-001}} holds every project. Back within {{system:File server|back_within_hours}}.",
                "starts_when": "The P: drive is missing.",
                "check_body": "Open three folders.",
                "system_id": book.system,
            },
        )
        operations.add_step(session, section, "Tell everyone.", person_id=book.mara, minutes=5)
        operations.add_step(session, section, "Look at it.", person_id=book.mara, minutes=10)
        operations.add_step(
            session,
            section,
            "Call {{vendor:Halden|support_phone}} with contract {{contract:CON-007}}.",
            person_id=book.mara,
            minutes=20,
        )
        operations.add_step(session, section, "Restore.", vendor_id=book.pollard, minutes=150)
        operations.add_step(session, section, "Try it.", person_id=book.mara, minutes=20, cover_id=book.helen)
    return section


def test_section_with_live_values_and_score(database: Database, book: Book) -> None:
    section_id = file_server(database, book)
    with database.reading() as session:
        plan = document(session, book.plan, TODAY)
        section = section_of(plan, section_id)
    assert section.number == "5.1"
    assert section.shown_body.text == "HP-SV-001 Halden R2 file server holds every project. Back within 4 hours."
    assert section.steps[2].shown.text == "Call Halden support, 020 7946 0142 with contract CON-007."
    assert [step.who for step in section.steps] == ["Mara Ellison"] * 3 + ["Pollard & Finch", "Mara Ellison"]
    assert (section.total_minutes, section.score.points, section.score.state) == (205, 90, Completeness.IN_WORK)
    assert section.cover == ("Nobody covers for Mara Ellison in steps 1 to 3.",)
    assert [(vendor.name, vendor.phone) for vendor in plan.vendors] == [
        ("Halden", "020 7946 0142"),
        ("Pollard & Finch", "07700 900 317"),
    ]
    assert [row.number for row in plan.contracts] == ["CON-007"]
    states = {one.number: one.score.state for one in plan.sections}
    assert states["7"] is Completeness.WRONG  # the contract that a step relies on ends
    assert states["4"] is Completeness.COMPLETE
    assert states["1"] is Completeness.EMPTY
    assert plan.needs_you == 1
    assert plan.score == round((90 + 60 + 100) / 9)


def test_what_does_not_add_up(database: Database, book: Book) -> None:
    section_id = file_server(database, book)
    with database.reading() as session:
        found = does_not_add_up(session, book.plan, TODAY)
    assert [(one.kind, one.text) for one in found] == [
        (FindingKind.REVIEW, "The review was due on 18 Nov 2026."),
        (FindingKind.NO_COVER, "Nobody covers for Mara Ellison in steps 1 to 3."),
        (FindingKind.CONTRACT_ENDS, "CON-007 ends on 28 Dec. Step 3 relies on it."),
    ]
    assert found[2].record_id == book.support
    with database.writing(actor=book.mara) as session:
        assert operations.set_cover(session, section_id, book.mara, book.helen) == 3
        with pytest.raises(UserError, match="cover for themselves"):
            operations.set_cover(session, section_id, book.mara, book.mara)
        change(session, "contracts", book.support, end_on=date(2026, 11, 1))
        change(session, "hardware", book.server, status="retired")
        change(session, "people", book.helen, is_active=False)
        change(session, "systems", book.system, last_proven_on=None, proven_minutes=None, back_within_hours=Decimal(3))
        change(session, "plans", book.plan, review_on=date(2027, 11, 18))
        operations.add_step(
            session, section_id, "Ask {{person:Helen Moss}} and {{vendor:Nobody}}.", minutes=1, vendor_id=book.halden
        )
        operations.add_call(session, book.plan, name="Landlord")
    with database.reading() as session:
        told = {(one.kind, one.text) for one in does_not_add_up(session, book.plan, TODAY)}
    assert told == {
        (FindingKind.NEVER_PROVEN, "File server has never been restored as a test."),
        (FindingKind.TOO_LONG, "Steps add up to 3 h 26 min. The goal is 3 h."),
        (FindingKind.CONTRACT_ENDS, "CON-007 ended on 1 Nov. Step 3 relies on it."),
        (FindingKind.GONE, "HP-SV-001 is no longer in use. Section 5.1 relies on it."),
        (FindingKind.GONE, "Helen Moss has left. Step 6 relies on them."),
        (FindingKind.UNKNOWN, "Step 6 names “Nobody”, which is not in your data."),
        (FindingKind.NO_PHONE, "Landlord stands in the call tree without a number."),
    }


def test_sections_and_steps_are_moved_and_taken_out(database: Database, book: Book) -> None:
    section_id = file_server(database, book)
    with database.writing(actor=book.mara) as session:
        plan = document(session, book.plan, TODAY)
        by_number = {one.number: one for one in plan.sections}
        operations.move_section(session, by_number["9"].id, parent_id=None, position=0)
        operations.move_section(session, by_number["6"].id, parent_id=by_number["5"].id, position=0)
        with pytest.raises(UserError, match="into itself"):
            operations.move_section(session, by_number["5"].id, parent_id=section_id, position=0)
        steps = section_of(plan, section_id).steps
        operations.move_step(session, steps[4].id, 0)
        operations.delete_step(session, steps[1].id)
    with database.reading() as session:
        plan = document(session, book.plan, TODAY)
        assert [
            (one.number, one.title) for one in plan.sections if one.title in {"Exercises and lessons", "File server"}
        ] == [
            ("1", "Exercises and lessons"),
            ("6.2", "File server"),
        ]
        assert [step.body[:4] for step in section_of(plan, section_id).steps] == ["Try ", "Tell", "Call", "Rest"]
        assert [step.number for step in section_of(plan, section_id).steps] == [1, 2, 3, 4]
    with database.writing(actor=book.mara) as session:
        operations.delete_section(session, by_number["5"].id)
        left = session.scalar(select(func.count()).select_from(PlanStep))
        assert left == 0
        assert session.scalar(select(func.count()).select_from(PlanSection)) == 7
    with database.reading() as session:
        assert any(line.verb == "removed" for line in history.of(session, "plans", book.plan))


def test_two_writers_do_not_overwrite_each_other(database: Database, book: Book) -> None:
    section_id = file_server(database, book)
    with database.writing(actor=book.helen) as session:
        operations.edit_section(session, section_id, {"body": "Hers"}, seen={"body": section_text(session, section_id)})
    with database.writing(actor=book.mara) as session:
        with pytest.raises(ChangedElsewhere) as told:
            operations.edit_section(session, section_id, {"body": "Mine"}, seen={"body": "Old"})
        assert (told.value.theirs, told.value.yours) == ({"body": "Hers"}, {"body": "Mine"})
        operations.edit_section(session, section_id, {"title": "Server"}, seen={"title": "File server"})
        with pytest.raises(UserError, match="needs a title"):
            operations.edit_section(session, section_id, {"title": " "}, seen={})
        with pytest.raises(UserError, match="what to do"):
            operations.add_step(session, section_id, " ")
    with database.reading() as session:
        assert search.find(session, "Hers", 5).hits[0].kind == "plans"


def section_text(session: object, section_id: int) -> str:
    return session.get_one(PlanSection, section_id).body  # type: ignore[attr-defined,no-any-return]


def test_a_vendor_takes_a_persons_place_in_a_step(database: Database, book: Book) -> None:
    section_id = file_server(database, book)
    with database.writing(actor=book.mara) as session:
        last = section_of(document(session, book.plan, TODAY), section_id).steps[4]
        operations.edit_step(session, last.id, {"vendor_id": book.halden}, seen={"vendor_id": None})
    with database.reading() as session:
        step = section_of(document(session, book.plan, TODAY), section_id).steps[4]
        assert (step.who, step.person_id, step.cover_id) == ("Halden", None, None)


def test_call_tree_has_todays_numbers(database: Database, book: Book) -> None:
    with database.writing(actor=book.mara) as session:
        root = operations.add_call(session, book.plan, person_id=book.mara)
        helen = operations.add_call(session, book.plan, parent_id=root, person_id=book.helen, stand_in_id=book.mara)
        vendor = operations.add_call(
            session, book.plan, parent_id=root, vendor_id=book.pollard, duty="Outside IT support"
        )
        landlord = operations.add_call(session, book.plan, parent_id=vendor, name="Landlord", phone="01305 496 200")
        with pytest.raises(UserError, match="whom to call"):
            operations.add_call(session, book.plan, duty="Nobody")
        with pytest.raises(UserError, match="called by somebody"):
            operations.move_call(session, root, parent_id=landlord, position=0)
        change(session, "people", book.mara, mobile="07700 900 999")
        operations.move_call(session, vendor, parent_id=root, position=0)
    with database.reading() as session:
        calls = document(session, book.plan, TODAY).calls
        assert [(box.depth, box.name, box.phone) for box in calls] == [
            (0, "Mara Ellison", "07700 900 999"),
            (1, "Pollard & Finch", "07700 900 317"),
            (2, "Landlord", "01305 496 200"),
            (1, "Helen Moss", "07700 900 114"),
        ]
        assert (calls[0].duty, calls[1].duty, calls[3].stand_in) == ("IT manager", "Outside IT support", "Mara Ellison")
    with database.writing(actor=book.mara) as session:
        operations.delete_call(session, vendor)
        moved = session.get_one(PlanCall, landlord)
        assert (moved.parent_id, moved.position, session.get_one(PlanCall, helen).position) == (root, 1, 0)
        operations.edit_call(session, helen, {"note": "Staff"}, seen={"note": None})


def test_signed_off_version_is_kept_and_stands(database: Database, book: Book) -> None:
    section_id = file_server(database, book)
    with database.writing(actor=book.mara) as session:
        operations.send_for_sign_off(session, book.plan, book.helen)
        operations.agree(session, book.plan, TODAY)
        with pytest.raises(UserError, match="Version 1 is signed off"):
            operations.add_step(session, section_id, "Late")
        kept = session.scalars(select(PlanEdition)).one()
        told = json.loads(kept.content)
        assert "020 7946 0142" in told["sections"][5]["steps"][2]["body"]
        assert (kept.edition, kept.agreed_by_id) == (1, book.helen)
        assert operations.new_edition(session, book.plan) == 2
        operations.add_step(session, section_id, "Early", position=0)
    with database.reading() as session:
        plan = document(session, book.plan, TODAY)
        assert (plan.edition, plan.status, plan.agreed_on) == (2, "draft", None)
        assert section_of(plan, section_id).steps[0].body == "Early"


def test_tokens_that_stand_for_nothing_stay_readable(database: Database, book: Book) -> None:
    with database.writing() as session:
        make(session, "people", name="Sam Okafor", username="sam1")
        make(session, "people", name="Sam Okafor", username="sam2")
    with database.reading() as session:
        text = "{{person:Sam Okafor}} {{hardware:X}} {{vendor:Halden|wings}} {{person:mara ellison|mobile}} {{wish:y}}"
        read = resolve(session, text)
        assert read.text == "Sam Okafor X Halden Mara Ellison, 07700 900 101 y"
        assert plain(session, text) == read.text
        assert [piece.is_known for piece in read.pieces if not isinstance(piece, str)] == [
            False,
            False,
            False,
            True,
            False,
        ]
