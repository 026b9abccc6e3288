"""Fields of linked records as columns of a list: shown, sorted, exported and printed, on both engines."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pypdfium2

from itdesk.core.filters import Filter, Operator
from itdesk.core.reach import reaching
from itdesk.core.record import Kind
from itdesk.db import lists, records, tags
from itdesk.db.database import Database
from itdesk.db.facets import facets
from itdesk.db.list_state import ListState, from_plain, state_of, to_plain
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


def test_sums_are_not_taken_from_elsewhere(database: Database) -> None:
    registry = database.registry
    reached = [one for one in reaching(registry, registry["tickets"]).fields if "." in one.name]
    assert reached
    assert not [one for one in reached if one.kind is Kind.MONEY]
    assert all(one.computed for one in reached)


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
