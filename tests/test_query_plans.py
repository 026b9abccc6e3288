"""How the lists of tickets are read: by an index on both engines, in one statement, whatever the number of records."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from bench.list_page import COLUMNS
from bench.workspaces import fill
from itdesk.areas import load_models
from itdesk.areas import registry as areas
from itdesk.areas.helpdesk.tickets.choices import QueueView
from itdesk.areas.helpdesk.tickets.queue import read_queue
from itdesk.areas.helpdesk.tickets.record import RECORD
from itdesk.core.filters import Filter, Operator
from itdesk.db import lists
from itdesk.db.engine import Database, open_database
from tests.statements import counted

VIEWS = {
    view.label_text: lists.ListSpec("tickets", COLUMNS, view.filters, view.sort, view.group_by) for view in RECORD.views
}
BY_TITLE = lists.ListSpec("tickets", COLUMNS, sort=("title",))
BY_REQUESTER = lists.ListSpec("tickets", COLUMNS, sort=("-requester",))
IN_THE_BIN = lists.ListSpec("tickets", COLUMNS, sort=("-deleted_at",), deleted=True)


@pytest.fixture(scope="module", params=["file", "server"])
def database(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """A few hundred tickets on each engine, with what the engine knows of them."""
    load_models()
    if request.param == "file":
        place = str(tmp_path_factory.mktemp("plans") / "firm.itdesk")
    else:
        place = request.getfixturevalue("postgres_server").create()
    fill(place, 400)
    opened = open_database(place, areas())
    yield opened
    opened.close()


def _noting(usual: Any, asked: list[tuple[str, Any]]) -> Any:
    def noted(statement: str, values: Any) -> Any:
        asked.append((statement, values))
        return usual(statement, values)

    return noted


def _plan(database: Database, job: Any) -> str:
    """How the engine would run the one statement that job asks."""
    with database.reading(actor=3) as session:
        driver: Any = session.connection().connection.driver_connection
        if database.is_server:
            driver.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off")
        asked: list[tuple[str, Any]] = []
        for way in ("fetched", "numbers"):
            session.__dict__[way] = _noting(getattr(session, way), asked)
        job(session)
        assert len(asked) == 1
        statement, values = asked[0]
        words = "EXPLAIN " if database.is_server else "EXPLAIN QUERY PLAN "
        return "\n".join(str(row[-1]) for row in driver.execute(words + statement, values).fetchall())


@pytest.mark.parametrize("name", VIEWS)
@pytest.mark.parametrize("ask", [lists.page, lists.ids, lists.count], ids=["page", "ids", "count"])
def test_standard_views_are_read_from_an_index(database: Database, name: str, ask: Any) -> None:
    plan = _plan(database, lambda session: ask(session, VIEWS[name]))
    whole = "Seq Scan on tickets" if database.is_server else "SCAN tickets\n"
    assert whole not in f"{plan}\n", plan


@pytest.mark.parametrize("name", ["All open tickets", "My open tickets", "Not assigned", "All tickets"])
def test_the_first_page_of_a_view_is_not_sorted(database: Database, name: str) -> None:
    plan = _plan(database, lambda session: lists.page(session, VIEWS[name]))
    assert "TEMP B-TREE FOR ORDER BY" not in plan, plan
    if database.is_server:
        assert "Sort Key" not in plan, plan


@pytest.mark.parametrize(
    "spec", [*VIEWS.values(), BY_TITLE, BY_REQUESTER, IN_THE_BIN], ids=[*VIEWS, "title", "requester", "bin"]
)
def test_a_page_is_one_statement_wherever_it_lies(database: Database, spec: lists.ListSpec) -> None:
    with database.reading(actor=3) as session, counted(session) as statements:
        first = lists.page(session, spec, limit=20)
        asked = len(statements)
        second = lists.page(session, spec, first.next, limit=20) if first.next else None
    assert asked == 1
    assert second is None or len(statements) == 2


@pytest.mark.parametrize(
    "spec", [BY_TITLE, BY_REQUESTER, VIEWS["All open tickets"]], ids=["title", "requester", "open"]
)
def test_pages_one_after_the_other_are_the_whole_list(database: Database, spec: lists.ListSpec) -> None:
    with database.reading(actor=3) as session:
        found: list[int] = []
        after = None
        while True:
            page = lists.page(session, spec, after, limit=17)
            found += [row[0] for row in page.rows]
            after = page.next
            if after is None:
                break
        assert found == list(lists.ids(session, spec))


def test_a_new_number_is_looked_up_by_its_index(database: Database) -> None:
    from itdesk.db.numbering import _taken
    from itdesk.db.prepared import Prepared

    column = database.tables["tickets"].__table__.c.number

    def taken(session: Any) -> Any:
        return Prepared(_taken(column), session.info["dialect"]).all(session, {"numbers": ["HD-1001"]})

    plan = _plan(database, taken)
    assert "uq_tickets_number" in plan, plan
    assert "Seq Scan" not in plan, plan
    assert "SCAN tickets" not in plan, plan


def test_words_that_stand_for_something_else_are_no_closed_set(database: Database) -> None:
    mine = Filter("assignee", Operator.IS_NOT, ("me",))
    with database.reading(actor=3) as session:
        whole = lists.count(session, lists.ListSpec("tickets", ("number",)))
        ours = lists.count(session, lists.ListSpec("tickets", ("number",), (Filter("assignee", Operator.IS, "me"),)))
        assert lists.count(session, lists.ListSpec("tickets", ("number",), (mine,))) == whole - ours
        assert 0 < ours < whole


def test_the_queue_looks_at_no_ticket_that_it_does_not_show(database: Database) -> None:
    """What is counted and put in order is read from an index alone."""
    if database.is_server:
        return  # there the planner asks how much of a table has been cleaned up lately
    with database.reading(actor=3) as session, counted(session) as statements:
        read_queue(session, QueueView.OPEN, datetime.now(UTC))
    with database.reading(actor=3) as session:
        driver: Any = session.connection().connection.driver_connection
        for statement in statements[:2]:
            plan = [str(row[-1]) for row in driver.execute(f"EXPLAIN QUERY PLAN {statement}")]
            read = [line for line in plan if " tickets " in line and "PRIMARY KEY" not in line]
            assert read, plan
            assert all("COVERING INDEX ix_tickets_kept_status" in line for line in read), plan
