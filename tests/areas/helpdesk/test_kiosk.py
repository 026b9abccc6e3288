"""The shared PC reads names, pictures and announcements, and a ticket by its receipt; nothing else."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from itdesk.areas.helpdesk.kiosk import operations, queries, rules
from itdesk.areas.helpdesk.tickets import operations as tickets
from itdesk.areas.helpdesk.tickets.queries import ticket_facts
from itdesk.core.errors import UserError
from itdesk.db import attachments, history, lists, records
from itdesk.db.database import Database
from tests.areas.making import london, make

NOW = london(20, "11:54")


def test_reported_answered_and_rated_by_its_receipt(database: Database) -> None:
    with database.writing() as session:
        luis = make(session, "people", name="Luis Ferreira")
        mara = make(session, "people", name="Mara Ellison", role="administrator")
        make(session, "people", name="Lea Gone", is_active=False)
        printing = make(session, "ticket_categories", name="Printing", on_kiosk=True, picture="printer")
        make(session, "ticket_categories", name="Hidden")
    with database.reading() as session:
        assert [name.name for name in queries.names(session)] == ["Luis Ferreira", "Mara Ellison"]
        assert [name.id for name in queries.names(session, "ferr")] == [luis]
        assert [name.id for name in queries.names(session, "%")] == []
        assert [tile.picture for tile in queries.tiles(session)] == ["printer"]
    with database.writing() as session:
        receipt = operations.submit(
            session,
            {
                "requester": luis,
                "category": printing,
                "description": "A3 pages come out grey. Please look.",
                "priority": "urgent",
            },
            now=NOW,
        )
    with database.writing(actor=mara) as session:
        tickets.add_note(session, receipt.ticket_id, "Secret", now=NOW + timedelta(minutes=1))
        tickets.reply(session, receipt.ticket_id, "Coming", now=NOW + timedelta(minutes=2))
    with database.reading() as session:
        own = queries.own_ticket(session, receipt.code.lower().replace("-", " "), receipt.pin)
        assert own.number == receipt.number
        assert own.title == "A3 pages come out grey"
        assert [(line.by_you, line.body) for line in own.lines] == [
            (True, "A3 pages come out grey. Please look."),
            (False, "Coming"),
        ]
        assert not own.can_rate
        wrong = f"{(int(receipt.pin) + 1) % 10000:04}"
        for code, pin in ((receipt.code, wrong), ("2222-2222", receipt.pin), ("", "")):
            with pytest.raises(UserError, match="no ticket with this code"):
                queries.own_ticket(session, code, pin)
    with database.writing() as session:
        operations.answer(session, receipt.code, receipt.pin, "Thanks", now=NOW + timedelta(minutes=3))
        tickets.resolve(session, receipt.ticket_id, now=NOW + timedelta(minutes=4))
        operations.rate(session, receipt.code, receipt.pin, 5)
        with pytest.raises(UserError, match="1 to 5"):
            operations.rate(session, receipt.code, receipt.pin, 6)
    with database.reading() as session:
        own = queries.own_ticket(session, receipt.code, receipt.pin)
        assert (own.status, own.can_rate, own.lines[-1].by_you) == ("resolved", False, True)


def test_reports_without_name_or_words_are_refused(database: Database) -> None:
    with database.writing() as session:
        with pytest.raises(UserError, match="what is wrong"):
            operations.submit(session, {"requester": 1, "description": " "}, now=NOW)
        with pytest.raises(UserError, match="who you are"):
            operations.submit(session, {"description": "Broken"}, now=NOW)


def test_device_by_its_label_and_files_in_the_same_report(database: Database, tmp_path: Path) -> None:
    photo = tmp_path / "stripe.jpg"
    photo.write_bytes(b"grey")
    with database.writing() as session:
        luis = make(session, "people", name="Luis Ferreira")
        laptop = make(session, "hardware", tag="HP-LT-022", serial_number="S-1")
        make(session, "hardware", tag="HP-LT-023")
    known: list[tuple[int | None, str | None]] = []
    for typed in ("itdesk:a/hp-lt-022", " s-1 ", "The grey one", ""):
        with database.writing() as session:
            files = [rules.Enclosed("stripe.jpg", str(photo)), rules.Enclosed("screen.png", data=b"png")]
            receipt = operations.submit(
                session, {"requester": luis, "description": "Grey"}, now=NOW, device=typed, files=files
            )
        with database.reading() as session:
            ticket = records.draft(session, "tickets", receipt.ticket_id).values
            known.append((ticket["hardware"], ticket["affects"]))
            attached = attachments.list(session, "tickets", receipt.ticket_id)
            assert [(file.name, file.size, file.who) for file in attached] == [
                ("stripe.jpg", 4, "Luis Ferreira"),
                ("screen.png", 3, "Luis Ferreira"),
            ]
            who = {change.who for change in history.of(session, "tickets", receipt.ticket_id)}
            assert who == {"Luis Ferreira"}
    assert known == [(laptop, None), (laptop, None), (None, "The grey one"), (None, None)]


def test_a_file_that_is_gone_leaves_no_half_report(database: Database, tmp_path: Path) -> None:
    with database.writing() as session:
        luis = make(session, "people", name="Luis Ferreira")
    gone = rules.Enclosed("gone.jpg", str(tmp_path / "gone.jpg"))
    with pytest.raises(UserError, match=r"gone\.jpg can't be read"), database.writing() as session:
        operations.submit(session, {"requester": luis, "description": "Grey"}, now=NOW, files=[gone])
    with database.reading() as session:
        assert lists.count(session, lists.ListSpec("tickets", ("title",))) == 0


def test_rating_waits_until_it_is_over(database: Database) -> None:
    with database.writing() as session:
        luis = make(session, "people", name="Luis Ferreira")
        receipt = operations.submit(session, {"requester": luis, "description": "Grey"}, now=NOW)
    with database.writing() as session, pytest.raises(UserError, match="not over"):
        operations.rate(session, receipt.code, receipt.pin, 5)


def test_same_for_me(database: Database) -> None:
    with database.writing() as session:
        luis = make(session, "people", name="Luis Ferreira")
        ticket = tickets.open_ticket(session, {"title": "Plotter prints pale lines"}, now=NOW)
        told = make(session, "announcements", title="The plotter prints pale lines", ticket=ticket, from_at=NOW)
        later = make(session, "announcements", title="Tomorrow", from_at=NOW + timedelta(days=1))
        over = make(
            session, "announcements", title="Over", from_at=NOW - timedelta(days=1), until_at=NOW - timedelta(hours=1)
        )
    with database.reading() as session:
        assert [one.id for one in queries.news(session, NOW)] == [told]
        assert queries.news(session, NOW)[0].can_join
        assert {later, over}.isdisjoint({one.id for one in queries.news(session, NOW)})
    with database.writing() as session:
        number = operations.join(session, told, luis)
        with pytest.raises(UserError, match="no longer there"):
            operations.join(session, later, luis)
    with database.reading() as session:
        assert number.startswith("HD-")
        assert ticket_facts(session, ticket, NOW).same_trouble == ("Luis Ferreira",)


def test_pins_are_stored_salted() -> None:
    one, other = rules.hashed("0042"), rules.hashed("0042")
    assert one != other
    assert "0042" not in one
    assert rules.fits("0042", one)
    assert not rules.fits("0043", one)
    assert not rules.fits("0042", None)
