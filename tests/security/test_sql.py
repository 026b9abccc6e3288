"""Text that means something to a database is text, wherever it is looked for, sorted by or saved.

Peers' holes of this class: GLPI CVE-2025-24799, CVE-2025-66417, CVE-2023-28849 (injection through search and inventory), CVE-2022-35947.
"""

from __future__ import annotations

import pytest

from itdesk.core.errors import UserError
from itdesk.core.filters import Filter, Operator
from itdesk.core.registry import Registry
from itdesk.core.saved_views import SavedView
from itdesk.db import lists, search, tags, views
from itdesk.db.engine import Database
from itdesk.db.listspec import ListSpec
from tests.db.making import make
from tests.db.sample_types import REGISTRY

HOSTILE = (
    "' OR 1=1 --", '" OR ""="', "'); DROP TABLE t_tickets; --", "%", "_", "%%' ESCAPE '", "\\", "\\%", "100%", "a_b", "aXb", "x' UNION SELECT pin FROM t_laptops --",
    "{id}", ":title", "%(title)s", "?1", "$1", "NEAR(a b)", '"a" AND "b"', "a* OR b", "-1; SELECT 1", "\u2019 OR 1=1", "<b>", "NULL",
)  # fmt: skip
COLUMNS = (
    "title; DROP TABLE t_tickets", "(SELECT pin FROM t_laptops)", "title DESC, id", "1", "title--", "person.pin", "rowid", "-", "*", "\u0000",
)  # fmt: skip
SPLITTING = str.maketrans(",;", "  ")


@pytest.fixture(scope="module")
def registry() -> Registry:
    return REGISTRY


@pytest.fixture
def titled(database: Database) -> Database:
    with database.writing() as session:
        for text in HOSTILE:
            make(session, "tickets", title=text)
        make(session, "tickets", title="An ordinary one")
    return database


def found(database: Database, *filters: Filter, text: str = "") -> list[str]:
    with database.reading() as session:
        return [
            row[1]
            for row in lists.page(session, ListSpec("tickets", ("title",), filters, search_text=text), limit=100).rows
        ]


def test_filters_find_what_python_finds(titled: Database) -> None:
    stored = found(titled)
    assert len(stored) == len(HOSTILE) + 1
    for text in HOSTILE:
        assert found(titled, Filter("title", Operator.IS, text)) == [text]
        within = sorted(one for one in stored if text.casefold() in one.casefold())
        assert sorted(found(titled, Filter("title", Operator.CONTAINS, text))) == within


def test_search_takes_any_text_as_words(titled: Database) -> None:
    for text in (*HOSTILE, "x\0y", "\x1b[2J"):
        with titled.reading() as session:
            hits = search.find(session, text, 50).hits
        assert len(hits) < len(HOSTILE), text
        assert len(found(titled, text=text)) < len(HOSTILE) or not text.strip("%_\\'"), text


def test_only_declared_columns_are_sorted_shown_or_filtered_by(database: Database) -> None:
    for name in COLUMNS:
        for spec in (
            ListSpec("tickets", ("title",), sort=(name,)),
            ListSpec("tickets", (name,)),
            ListSpec("tickets", ("title",), (Filter(name, Operator.IS, "x"),)),
            ListSpec(name, ("title",)),
        ):
            with database.reading() as session, pytest.raises((LookupError, UserError, ValueError)):
                lists.page(session, spec)


def test_names_of_views_and_tags_are_data(titled: Database) -> None:
    for text in HOSTILE:
        with titled.writing() as session:
            tags.put(session, "tickets", [1], [text.translate(SPLITTING)])
            views.save(session, SavedView("tickets", text, {"columns": ["title"]}))
    assert len(found(titled)) == len(HOSTILE) + 1
