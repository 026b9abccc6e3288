"""A primary and its standby: reports are read from the standby, and everything goes on once it is promoted."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from queue import Queue
from typing import Any

import pytest

from itdesk.core.errors import ReadOnlyWorkspace, Unreachable
from itdesk.db import lists, postgres, standby
from itdesk.db.engine import Database, create_workspace, open_database
from tests.db.making import made
from tests.db.sample_types import REGISTRY
from tests.postgres_server import NoServerError, Pair, pair

SOON = 30.0  # seconds that a test waits at the most


@pytest.fixture(scope="module")
def servers() -> Iterator[Pair]:
    try:
        with pair() as both:
            yield both
    except NoServerError as error:
        pytest.skip(str(error))


def titles(database: Database, *, report: bool = False) -> list[str]:
    with database.reading(report=report) as session:
        rows = lists.page(session, lists.ListSpec("tickets", ("title",), sort=("title",))).rows
    return [row[1] for row in rows]


def is_standby(database: Database) -> bool:
    with database.reading(report=True) as session:
        found: Any = session.connection().exec_driver_sql("SELECT pg_is_in_recovery()").scalar_one()
    return bool(found)


def test_an_address_names_a_primary_and_its_standbys() -> None:
    found = postgres.settings("postgresql://ann@one,two:6000/firm")
    assert (found["host"], found["port"], found["target_session_attrs"]) == ("one,two", "5432,6000", "read-write")
    assert found["channel_binding"] == "require"
    mixed = postgres.settings("postgresql://ann@localhost,two/firm")
    assert mixed["sslmode"] == "require"  # one that isn't this PC is enough
    assert "target_session_attrs" not in postgres.settings("postgresql://ann@one/firm")
    assert postgres.settings("postgresql://ann@[::1]:6000/firm")["host"] == "::1"


@pytest.mark.postgres
@pytest.mark.timeout(240)
def test_reports_are_the_standbys_and_a_promotion_is_no_end(servers: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    create_workspace(servers.address, REGISTRY, name="Firm").close()
    ours = open_database(servers.address, REGISTRY)
    reached: Queue[bool] = Queue()
    rings: Queue[str] = Queue()
    ours.listen(lambda: rings.put("ring"), reached.put)
    made(ours, "tickets", title="Black screen")
    assert is_standby(ours)
    assert titles(ours, report=True) == ["Black screen"]  # what was written a moment ago is in it

    monkeypatch.setattr(standby, "WAITS", 0.2)
    servers.hold_standby(held=True)
    made(ours, "tickets", title="Printer")
    assert titles(ours, report=True) == ["Black screen", "Printer"]  # the server's, since the standby is behind
    assert not is_standby(ours)
    servers.hold_standby(held=False)

    servers.end_primary()
    assert reached.get(timeout=SOON) is False
    with pytest.raises(Unreachable):
        made(ours, "tickets", title="Nobody there")
    with closing(open_database(servers.address, REGISTRY)) as parted:
        assert (parted.read_only, parted.is_standby) == (True, True)
        assert titles(parted) == titles(parted, report=True) == ["Black screen", "Printer"]
        assert parted.notice_others() == frozenset()
        with pytest.raises(ReadOnlyWorkspace):
            made(parted, "tickets", title="Nobody there")
        assert not standby.has_primary(servers.address)
        servers.promote()
        assert standby.has_primary(servers.address)
    assert reached.get(timeout=SOON) is True
    made(ours, "tickets", title="Scanner")
    assert titles(ours) == titles(ours, report=True) == ["Black screen", "Printer", "Scanner"]
    ours.close()
