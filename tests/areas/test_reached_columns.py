"""Fields of linked records as columns of a list: shown, sorted, exported and printed, on both engines."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pypdfium2

from itdesk.core.filters import Filter, Operator
from itdesk.core.reach import reaching
from itdesk.core.record import Kind
from itdesk.db import lists, records, tags
from itdesk.db.database import Database
from itdesk.db.facets import facets
from itdesk.db.list_state import ListState, fetched, from_plain, state_of, to_plain
from itdesk.db.lists import ListSpec
from itdesk.files.list_tables import write_list
from itdesk.reports import list_pages
from tests.areas.making import make
from tests.custom_fields import define

COLUMNS = ("name", "site.city", "site.country", "site.x_opened", "site.x_colour", "site.tags", "site.created_at")


def stock(database: Database) -> list[int]:
    with database.writing() as session:
        define(session, "sites", "Opened", Kind.DATE)
        define(session, "sites", "Colour", Kind.CHOICE)
    with database.writing() as session:
        leeds = make(session, "sites", name="Leeds", city="Leeds", x_opened=date(2020, 3, 1), x_colour="red")
        york = make(session, "sites", name="York", city="York")
        tags.put(session, "sites", [leeds], ["quiet", "old"])
        return [
            make(session, "places", name=name, site=site) for name, site in (("A", york), ("B", leeds), ("C", None))
        ]


def test_values_of_linked_records_are_shown_sorted_and_missing_ones_empty(database: Database) -> None:
    stock(database)
    with database.reading() as session:
        spec = ListSpec("places", COLUMNS[:1] + COLUMNS[1:6], sort=("site.city", "name"))
        rows = [row[1:] for row in lists.page(session, spec).rows]
        assert [row[0] for row in rows if row[1]] == ["B", "A"]
        told = {row[0]: row[1:] for row in rows}
        assert told["B"] == ("Leeds", told["B"][1], date(2020, 3, 1), "red", told["B"][4])
        assert set(told["B"][4].split(", ")) == {"quiet", "old"}
        assert told["C"] == (None, None, None, None, None) or not any(told["C"])
        down = replace(spec, sort=("-site.city", "name"))
        assert [row[1] for row in lists.page(session, down).rows if row[2]] == ["A", "B"]
        (made,) = {
            row[1].tzinfo is not None
            for row in lists.rows(session, ListSpec("places", ("site.created_at",)), [2]).values()
        }
        assert made


def test_list_that_is_longer_than_a_page_goes_on_behind_a_missing_value(database: Database) -> None:
    stock(database)
    spec = ListSpec("places", ("name",), sort=("site.city", "name"))
    with database.reading() as session:
        whole = [row[1] for row in lists.page(session, spec).rows]
        found, after = [], None
        for _page in range(3):
            page = lists.page(session, spec, after=after, limit=1)
            found += [row[1] for row in page.rows]
            after = page.next
    assert found == whole


def test_state_keeps_them_and_forgets_those_that_are_gone(database: Database) -> None:
    stock(database)
    registry = database.registry
    places = registry["places"]
    state = replace(state_of(places), columns=COLUMNS, sort=("-site.city",))
    again = from_plain(registry, places, to_plain(state))
    assert (again.columns, again.sort) == (COLUMNS, ("-site.city",))
    odd = ListState("places", ("name", "site.nothing", "nothing.city", "name.city"), sort=("site.nothing",))
    assert from_plain(registry, places, to_plain(odd)).columns == ("name",)


def test_files_and_paper_have_their_titles_and_values(database: Database, tmp_path: Path) -> None:
    ids = stock(database)
    spec = ListSpec("places", COLUMNS[:6], sort=("site.city", "name"))
    with database.reading() as session:
        assert write_list(session, spec, tmp_path / "places.csv") == 3
        list_pages.write_list(session, spec, tmp_path / "places.pdf")
    text = (tmp_path / "places.csv").read_text(encoding="utf-8-sig")
    assert "Site › City" in text
    assert "Leeds" in text
    assert "2020-03-01" in text
    assert "Red" in text
    document = pypdfium2.PdfDocument(tmp_path / "places.pdf")
    said = document[0].get_textpage().get_text_range()
    document.close()
    assert "York" in said
    assert "1 Mar 2020" in said
    assert len(ids) == 3


def test_amounts_come_with_their_own_currency_and_are_never_summed(database: Database, tmp_path: Path) -> None:
    with database.writing() as session:
        vendor = make(session, "vendors", name="Acme")
        care = {"price": Decimal("12.50"), "currency": "CHF", "start_on": date(2026, 1, 1)}
        contract = make(session, "contracts", name="Care", vendor=vendor, **care)
        for tag in ("LT-1", "LT-2"):
            make(session, "hardware", tag=tag, purchase_cost=Decimal(3), currency="USD", contract=contract)
    state = ListState("hardware", ("tag", "contract.price", "purchase_cost"), sort=("-contract.price", "tag"))
    with database.reading() as session:
        shown = reaching(database.registry, database.registry["hardware"], state.columns)
        assert fetched(shown, state.columns) == (*state.columns, "contract.currency", "currency")
        rows = lists.page(session, state.spec(shown)).rows
        assert rows[0][1:] == ("LT-1", Decimal("12.5"), Decimal(3), "CHF", "USD")
        assert lists.totals(session, state.spec(shown)) == {"purchase_cost": {"USD": Decimal(6)}}
        (group,) = lists.groups(session, replace(state.spec(shown), group_by="contract"))
        assert group.sums == {"purchase_cost": {"USD": Decimal(6)}}
        write_list(session, state.spec(shown), tmp_path / "devices.csv")
        list_pages.write_list(session, ListSpec("hardware", state.columns), tmp_path / "devices.pdf")
    assert "Covered by › Currency" in (tmp_path / "devices.csv").read_text(encoding="utf-8-sig")
    document = pypdfium2.PdfDocument(tmp_path / "devices.pdf")
    said = document[0].get_textpage().get_text_range()
    document.close()
    assert "12.50" in said
    assert "CHF" in said


def test_tags_of_linked_records_are_counted(database: Database) -> None:
    stock(database)
    with database.writing() as session:
        leeds = records.find(session, "sites", "Leeds")
        make(session, "places", name="D", site=leeds)
        own = tags.named(session, ["quiet", "old"])
        tags.put(session, "places", [1], ["own"])
    with database.reading() as session:
        found = facets(session, ListSpec("places", ("name",)), "site.tags")
        assert found == {own["quiet"]: 2, own["old"]: 2, None: 2}
        narrowed = ListSpec("places", ("name",), (Filter("site.city", Operator.IS, "Leeds"),))
        assert facets(session, narrowed, "site.tags") == {own["quiet"]: 2, own["old"]: 2}
        assert sum(facets(session, ListSpec("places", ("name",)), "tags").values()) == 4
