"""Lists of other programs become hardware and licences, with everything that they name."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

from itdesk.areas.inventory.hardware.queries import hardware_facts
from itdesk.areas.inventory.licences.queries import licence_facts
from itdesk.db import lists, records
from itdesk.db.database import Database
from itdesk.db.lists import ListSpec
from itdesk.files.importing import import_file

TODAY = date(2026, 11, 20)
ASSETS = """\
Asset Tag,Name,Category,Manufacturer,Model,Model Number,Supplier,Location,Purchase Date,Purchase Cost,Checkout Type,\
Checked Out To: Username,Checked Out To: First Name,Checked Out To: Last Name,Checked Out To: Email,Checked Out To: Location
HP-1,Site laptop,Laptops,Halden,Book 14,B14,Quayside,Studio A,2024-05-13,"1,299.00",User,jlind,Joanna,Lindqvist,j@example.org,
HP-2,Plotter,Plotters,Broadsheet,A0,,Northgate,Print room,2023-02-20,4100,Location,,,,,Print room
HP-3,Spare laptop,Laptops,Halden,Book 14,B14,Quayside,Studio A,2024-05-13,1299,,,,,,
"""
LICENCES = """\
Item name,serial number,Category,Full Name,Username,Email,seats,reassignable,purchase cost,expiration date
Plotline CAD,AAAA-BBBB-CCCC-7F2A,Local area network,Joanna Lindqvist,jlind,j@example.org,3,yes,$12.58,2030-01-31
"""


def file(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_list_of_assets_brings_models_people_and_places(database: Database, tmp_path: Path) -> None:
    outcome = import_file(database, "hardware", file(tmp_path, "assets.csv", ASSETS))
    assert (outcome.taken, outcome.refused) == (3, [])
    assert outcome.created == {"makers": 2, "models": 2, "categories": 2, "people": 1, "places": 2, "vendors": 2}
    with database.reading() as session:
        laptop, plotter, spare = (records.find(session, "hardware", tag) for tag in ("HP-1", "HP-2", "HP-3"))
        assert laptop is not None
        assert plotter is not None
        assert spare is not None
        columns = ("used_by", "place", "status", "device", "purchase_cost", "currency")
        rows = lists.rows(session, ListSpec("hardware", columns, (), ()), [laptop, plotter, spare])
        facts = hardware_facts(session, laptop, TODAY)
        person = records.draft(session, "people", records.find(session, "people", "jlind") or 0).values
    assert rows[laptop][1:] == ("Joanna Lindqvist", "Studio A", "in_use", "laptop", Decimal(1299), "GBP")
    assert rows[plotter][1:] == ("Print room", "Print room", "in_use", "printer", Decimal(4100), "GBP")
    assert rows[spare][1:] == (None, "Studio A", "spare", "laptop", Decimal(1299), "GBP")
    assert (person["name"], person["email"]) == ("Joanna Lindqvist", "j@example.org")
    assert facts is not None
    assert ([loan.holder for loan in facts.loans], facts.maker) == (["Joanna Lindqvist"], "Halden")


def test_second_import_updates_instead_of_doubling(database: Database, tmp_path: Path) -> None:
    import_file(database, "hardware", file(tmp_path, "assets.csv", ASSETS))
    moved = ASSETS.replace("HP-1,Site laptop", "HP-1,Site laptop 2")
    outcome = import_file(database, "hardware", file(tmp_path, "again.csv", moved), update_by="tag")
    assert (outcome.taken, outcome.changed, outcome.same, outcome.created) == (0, 1, 2, {})
    with database.reading() as session:
        assert lists.count(session, ListSpec("hardware", ("tag",), (), ())) == 3


def test_list_of_licences_gives_the_first_seat(database: Database, tmp_path: Path) -> None:
    outcome = import_file(database, "licences", file(tmp_path, "licences.csv", LICENCES))
    assert (outcome.taken, outcome.refused) == (1, [])
    with database.reading() as session:
        licence = records.find(session, "licences", "Plotline CAD") or 0
        facts = licence_facts(session, licence, TODAY)
        category = records.draft(session, "categories", records.find(session, "categories", "Local area network") or 0)
    assert facts is not None
    assert [seat.name for seat in facts.seats] == ["Joanna Lindqvist"]
    assert (facts.balance.text, facts.masked_key) == ("2 spare", "••••-••••-7F2A")
    assert (category.values["purpose"], category.values["device"]) == ("licences", None)
