"""What the plan's page reads and puts back, on each engine."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from itdesk.areas.continuity.plans import beside, naming, operations
from itdesk.areas.continuity.plans.choices import SectionKind
from itdesk.areas.continuity.plans.live import plain
from itdesk.areas.continuity.plans.queries import document
from itdesk.core.errors import UserError
from itdesk.db import undoing
from itdesk.db.database import Database
from tests.areas.making import last_operation, make

TODAY = date(2026, 11, 20)


def test_a_token_is_written_so_that_it_finds_its_record(database: Database) -> None:
    with database.writing() as session:
        mara = make(session, "people", name="Mara Ellison", username="mara", mobile="07700 900 101")
        twin = make(session, "people", name="Sam Reed", username="sreed")
        make(session, "people", name="Sam Reed", username="sam2")
        odd = make(session, "systems", name="Mail {main|old}", back_within_hours=Decimal(4))
        assert naming.token_for(session, "people", mara) == "{{person:Mara Ellison}}"
        assert naming.token_for(session, "people", twin) == "{{person:sreed}}"
        assert plain(session, naming.token_for(session, "people", mara, "mobile")) == "Mara Ellison, 07700 900 101"
        with pytest.raises(UserError, match="told apart"):
            naming.token_for(session, "systems", odd)
        found = naming.named(session, "mara")
        assert [(one.kind, one.title) for one in found] == [("people", "Mara Ellison")]


def test_a_section_comes_back_with_everything_in_it(database: Database) -> None:
    with database.writing() as session:
        system = make(session, "systems", name="File server", back_within_hours=Decimal(4))
        plan = operations.new_plan(session, "Main office", chapters=False)
        first = operations.add_section(session, plan, "Steps")
        inner = operations.add_section(
            session,
            plan,
            "Server",
            SectionKind.PROCEDURE,
            parent_id=first,
            values={"system_id": system, "body": "All."},
        )
        operations.add_step(session, inner, "Look", minutes=5)
        operations.add_step(session, inner, "Call", minutes=10)
        operations.add_section(session, plan, "After")

    def told() -> list[tuple[str, str, str, list[tuple[str, int | None]]]]:
        with database.reading() as session:
            return [
                (one.number, one.title, one.body, [(step.body, step.minutes) for step in one.steps])
                for one in document(session, plan, TODAY).sections
            ]

    before = told()
    with database.writing() as session:
        operations.delete_section(session, first)
    assert [title for _number, title, _body, _steps in told()] == ["After"]
    _take_back(database)
    assert told() == before
    _take_back(database)
    assert [title for _number, title, _body, _steps in told()] == ["After"]


def test_a_call_comes_back_above_those_whom_it_called(database: Database) -> None:
    with database.writing() as session:
        plan = operations.new_plan(session, "Main office", chapters=False)
        top = operations.add_call(session, plan, name="Mara")
        operations.add_call(session, plan, parent_id=top, name="Helen")
        operations.add_call(session, plan, name="Owen")

    def told() -> list[tuple[str, int]]:
        with database.reading() as session:
            return [(box.name, box.depth) for box in document(session, plan, TODAY).calls]

    with database.writing() as session:
        operations.delete_call(session, top)
    assert sorted(told()) == [("Helen", 0), ("Owen", 0)]
    _take_back(database)
    assert told() == [("Mara", 0), ("Helen", 1), ("Owen", 0)]
    _take_back(database)
    assert sorted(told()) == [("Helen", 0), ("Owen", 0)]


def test_the_text_of_a_signed_off_version_stands_against_undo_too(database: Database) -> None:
    with database.writing() as session:
        mara = make(session, "people", name="Mara Ellison", username="mara")
        plan = operations.new_plan(session, "Main office", chapters=False)
        section = operations.add_section(session, plan, "Steps")
    with database.writing() as session:
        operations.add_step(session, section, "Look")
    added = last_operation(database)
    with database.writing() as session:
        operations.send_for_sign_off(session, plan, mara)
        operations.agree(session, plan, TODAY)
    with pytest.raises(UserError, match="signed off"), database.writing() as session:
        undoing.take_back(session, added)
    _take_back(database)  # of having agreed: then the text is open again
    with database.writing() as session:
        undoing.take_back(session, added)
    with database.reading() as session:
        assert document(session, plan, TODAY).sections[0].steps == ()


def _take_back(database: Database) -> None:
    operation = last_operation(database)
    with database.writing() as session:
        undoing.take_back(session, operation)


def test_beside_a_section_stands_what_it_is_about(database: Database) -> None:
    with database.writing() as session:
        halden = make(session, "vendors", name="Halden", support_phone="020 7946 0142")
        make(session, "vendors", name="Ridgeback", support_phone="0117 496 0188")
        system = make(session, "systems", name="File server", vendor=halden, back_within_hours=Decimal(4))
        make(session, "systems", name="Website", back_within_hours=Decimal(72))
        plan = operations.new_plan(session, "Main office", chapters=False)
        chapter = operations.add_section(session, plan, "Steps")
        inner = operations.add_section(
            session, plan, "Server", SectionKind.PROCEDURE, parent_id=chapter, values={"system_id": system}
        )
        operations.add_step(session, inner, "Call {{vendor:Halden|support_phone}}", minutes=5)
        other = operations.add_section(session, plan, "Copies", values={"body": "With {{vendor:Ridgeback}}."})
        shown = beside.shown(session, plan, TODAY)
        for section in (chapter, inner):  # a chapter is about what its parts are about
            assert [one.name for one in shown.beside[section].systems] == ["File server"]
            assert [one.name for one in shown.beside[section].vendors] == ["Halden"]
        assert [one.name for one in shown.beside[other].vendors] == ["Ridgeback"]
        assert shown.beside[other].systems == ()
        assert shown.beside[inner].findings[0].section_id == inner
        assert len(shown.beside[other].findings) == len(shown.beside[0].findings)
        assert [one.name for one in beside.known(session)] == ["Main office"]
