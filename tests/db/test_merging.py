"""Several records that are one: everything of the others goes to the one that is kept, and comes back as one step."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import select

from itdesk.areas.helpdesk.tickets import operations as tickets
from itdesk.areas.helpdesk.tickets.models import Ticket, TicketMessage
from itdesk.areas.inventory.hardware import operations as hardware
from itdesk.areas.inventory.hardware.models import HardwareLoan
from itdesk.areas.inventory.licences import operations as licences
from itdesk.areas.inventory.licences.models import LicenceSeat
from itdesk.core.errors import Invalid, UserError
from itdesk.core.record import Kind
from itdesk.core.registry import Registry
from itdesk.db import attachments, comments, erasing, links, merging, records, search, tags, undoing
from itdesk.db import bin as bin_
from itdesk.db.check import check
from itdesk.db.engine import Database
from tests.areas.making import change, last_operation, make
from tests.custom_fields import define

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


@pytest.fixture(scope="session")
def registry() -> Registry:
    """The app's own record types: people are named in many places."""
    from itdesk.areas import load_models, registry

    load_models()
    return registry()


def merge(database: Database, kind: str, keep: int, *lose: int, **values: object) -> str:
    with database.writing() as session:
        return merging.merge(session, kind, keep, lose, values)


def test_a_person_imported_twice_becomes_one_and_two_again(database: Database, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("why")
    with database.writing() as session:
        boss = make(session, "people", name="Boss")
        anna = make(session, "people", name="Anna Smith", manager=boss)
        twin = make(session, "people", name="A. Smith", email="anna@firm.example", phone="123")
        under = make(session, "people", name="Ben", manager=twin)
        device = make(session, "hardware", tag="A-1")
        hardware.check_out(session, device, now=NOW, person_id=twin)
        both, alone = make(session, "licences", name="Office"), make(session, "licences", name="Draw")
        for licence, holder in ((both, anna), (both, twin), (alone, twin)):
            licences.give_seat(session, licence, on=date(2026, 1, 1), person_id=holder)
        ticket = tickets.open_ticket(session, {"title": "Printer", "requester": twin}, now=NOW)
        tickets.reply(session, ticket, "It hums", now=NOW, author_id=twin)
        attachments.add(session, "people", twin, tmp_path / "a.txt")
        comments.add(session, "people", twin, "Left the firm?")
        tags.put(session, "people", [anna, twin], add=["vip"])
        tags.put(session, "people", [twin], add=["remote"])
        links.add(session, ("people", twin), "depends_on", ("hardware", device))
        links.add(session, ("people", twin), "connected_to", ("people", anna))

    def told() -> dict[str, object]:
        with database.reading() as session:
            return {
                "people": [records.draft(session, "people", one).values for one in (anna, twin, under)],
                "user": records.draft(session, "hardware", device).values["person"],
                "loans": session.execute(select(HardwareLoan.person_id)).scalars().all(),
                "seats": sorted(
                    tuple(row) for row in session.execute(select(LicenceSeat.licence_id, LicenceSeat.person_id))
                ),
                "ticket": session.execute(select(Ticket.requester_id)).scalars().all(),
                "author": session.execute(select(TicketMessage.author_id)).scalars().all(),
                "files": [len(attachments.list(session, "people", one)) for one in (anna, twin)],
                "tags": [[tag.name for tag in tags.of(session, "people", one)] for one in (anna, twin)],
                "links": [sorted(one.title for one in links.of(session, "people", each)) for each in (anna, twin)],
                "comments": [comments.of(session, "people", one).total for one in (anna, twin)],
                "found": [hit.title for hit in search.find(session, "smith", 9).hits if hit.kind == "people"],
                "bin": bin_.counts(session),
            }

    before = told()
    with database.reading() as session:
        compared = merging.compare(session, "people", [anna, twin])
        assert "name" in compared.differing
        assert "email" not in compared.differing  # one of them has none: it is filled
        brings = dict(compared.candidates[1].brings)
        assert {"Tickets": 1, "Hardware": 1, "File": 1}.items() <= brings.items()
    assert merge(database, "people", anna, twin, name="Anna Smith") == "A. Smith merged into Anna Smith"
    after = told()
    assert after["user"] == anna
    assert after["loans"] == [anna]
    assert after["seats"] == sorted([(both, anna), (alone, anna)])
    assert (after["ticket"], after["author"]) == ([anna], [anna])
    assert after["files"] == [1, 0]
    assert after["tags"] == [["remote", "vip"], ["vip"]]
    assert after["links"] == [["A-1"], []]
    assert after["comments"] == [1, 1]  # hers, and the note on the one in the bin
    assert after["found"] == ["Anna Smith"]
    assert after["bin"] == {"people": 1}
    with database.reading() as session:
        kept = records.draft(session, "people", anna).values
        assert (kept["email"], kept["phone"], kept["manager"]) == ("anna@firm.example", "123", boss)
        assert records.draft(session, "people", under).values["manager"] == anna
    assert check(database) == []
    for _time in range(2):
        last = last_operation(database)
        with database.writing() as session:
            assert undoing.take_back(session, last).kept == ()
        assert told() == before
        last = last_operation(database)
        with database.writing() as session:
            assert undoing.take_back(session, last).kept == ()
        assert told() == after


def test_the_tag_of_the_one_that_goes_may_be_kept(database: Database) -> None:
    with database.writing() as session:
        first = make(session, "hardware", tag="A-1", purchase_cost=Decimal(100))
        second = make(session, "hardware", tag="B-2", serial_number="S9")
        hardware.log_event(session, second, on=date(2026, 1, 1), sort=hardware.EventSort.REPAIR, title="New screen")
    merge(database, "hardware", first, second, tag="B-2")
    with database.reading() as session:
        kept = records.draft(session, "hardware", first).values
        assert (kept["tag"], kept["serial_number"], kept["purchase_cost"]) == ("B-2", "S9", Decimal(100))
        assert bin_.hangs_on(session, "hardware", second) == [("Comment", 1)]
        assert dict(bin_.hangs_on(session, "hardware", first))["Hardware events"] == 1


def test_three_at_once_and_what_is_wrong_leaves_all(database: Database) -> None:
    with database.writing() as session:
        ids = [make(session, "vendors", name=name) for name in ("One", "Two", "Three")]
        contract = make(session, "contracts", name="Care", vendor=ids[2], start_on=date(2026, 1, 1))
    with pytest.raises(Invalid):
        merge(database, "vendors", ids[0], *ids[1:], name=None)
    with database.reading() as session:
        assert bin_.counts(session) == {}
    merge(database, "vendors", ids[0], *ids[1:])
    with database.reading() as session:
        assert bin_.counts(session) == {"vendors": 2}
        assert records.draft(session, "contracts", contract).values["vendor"] == ids[0]
    with pytest.raises(UserError, match="at least two"):
        merge(database, "vendors", ids[0])


def test_fields_that_the_firm_added_itself_go_back_and_are_merged(database: Database) -> None:
    with database.writing() as session:
        define(session, "vendors", "Our number", Kind.TEXT, is_unique=True)
        define(session, "vendors", "Rebate", Kind.DECIMAL)
        define(session, "vendors", "Site", Kind.LINK, link_to="sites")
    names = [one.name for one in database.registry["vendors"].custom]
    with database.writing() as session:
        sites = [make(session, "sites", name=name) for name in ("Leeds", "York")]
        one = make(session, "vendors", name="One", **dict(zip(names, ("V1", Decimal("2.5"), sites[0]), strict=True)))
        two = make(session, "vendors", name="Two", **{names[0]: "V2"})
    with database.writing() as session:
        change(session, "vendors", one, **dict(zip(names, ("V9", None, sites[1]), strict=True)))

    def told(record_id: int) -> list[object]:
        with database.reading() as session:
            return [records.draft(session, "vendors", record_id).values[name] for name in names]

    for expected in (["V1", Decimal("2.5"), sites[0]], ["V9", None, sites[1]], ["V1", Decimal("2.5"), sites[0]]):
        last = last_operation(database)
        with database.writing() as session:
            undoing.take_back(session, last)
        assert told(one) == expected
    with database.reading() as session:
        assert [(use.kind, use.number) for use in bin_.uses(session, "sites", sites)] == [("vendors", 1)]
    with database.writing() as session:
        assert bin_.delete(session, [("sites", sites[0])]).kept == ("Leeds is in use by Vendor One, so it stays.",)
    merge(database, "sites", sites[1], sites[0])
    assert told(one)[2] == sites[1]
    merge(database, "vendors", two, one)
    assert told(two) == ["V2", Decimal("2.5"), sites[1]]
    with database.writing() as session:
        erasing.erase(session, [("vendors", one)])
    assert check(database) == []
