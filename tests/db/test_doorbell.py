"""A server rings when somebody commits, tells when it can't be reached, and ends what waits for it in vain."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from queue import Queue
from typing import Any

import psycopg
import pytest

from itdesk.core.errors import Unreachable
from itdesk.db import doorbell, lists, postgres, presence
from itdesk.db.engine import Database, create_workspace, open_database
from tests.db.making import made
from tests.db.proxy import Proxy
from tests.db.sample_types import REGISTRY

SOON = 10.0  # seconds that a test waits at the most for what should come within one


class Heard:
    """What a listener was told, in order."""

    def __init__(self, database: Database) -> None:
        self.rings: Queue[str] = Queue()
        self.reached: Queue[bool] = Queue()
        end = database.listen(lambda: self.rings.put("ring"), self.reached.put)
        assert end is not None
        self.end = end
        self.rings.get(timeout=SOON)  # listening has begun


@pytest.fixture
def server(postgres_url: str) -> Iterator[tuple[Database, Proxy]]:
    """A server's workspace behind a cable."""
    create_workspace(postgres_url, REGISTRY, name="Firm").close()
    with Proxy(postgres_url) as proxy:
        database = open_database(proxy.url, REGISTRY)
        yield database, proxy
        proxy.mend()
        database.close()


def test_a_commit_of_others_rings_and_is_read_at_once(server: tuple[Database, Proxy], postgres_url: str) -> None:
    ours, _proxy = server
    heard = Heard(ours)
    theirs = open_database(postgres_url, REGISTRY)
    made(theirs, "tickets", title="Black screen")
    heard.rings.get(timeout=SOON)
    assert ours.notice_others() == {"tickets"}
    theirs.close()


def test_who_writes_past_the_app_rings_too(server: tuple[Database, Proxy], postgres_url: str) -> None:
    ours, _proxy = server
    heard = Heard(ours)
    with postgres.connect(postgres.settings(postgres_url)) as bare:
        bare.execute(
            "INSERT INTO change_log (at, kind, record_uid, verb, operation, xact) VALUES "
            "(now(), 'makers', 'x', 'changed', 'y', pg_current_xact_id()::text::bigint)"
        )
    heard.rings.get(timeout=SOON)
    assert ours.notice_others() == {"makers"}


def test_a_file_has_no_bell(tmp_path: Any) -> None:
    database = create_workspace(tmp_path / "firm.itdesk", REGISTRY, name="Firm")
    assert database.listen(lambda: None, lambda _reached: None) is None
    database.close()


def test_a_bell_that_the_server_ended_is_hung_up_again(server: tuple[Database, Proxy], postgres_url: str) -> None:
    ours, _proxy = server
    heard = Heard(ours)
    with psycopg.connect(postgres_url, autocommit=True) as admin:
        admin.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN %'")
    heard.rings.get(timeout=SOON)  # something may have happened while nobody listened
    theirs = open_database(postgres_url, REGISTRY)
    made(theirs, "makers", name="Dell")
    heard.rings.get(timeout=SOON)
    theirs.close()
    assert heard.reached.empty()


def test_a_pulled_cable_is_told_and_ends_what_waits(
    server: tuple[Database, Proxy], monkeypatch: pytest.MonkeyPatch
) -> None:
    ours, proxy = server
    monkeypatch.setattr(doorbell, "QUIET", 0.2)
    monkeypatch.setattr(doorbell, "PATIENCE", 0.5)
    heard = Heard(ours)
    ended: Queue[Exception | None] = Queue()

    def ask() -> None:
        try:
            with ours.reading() as session:
                lists.count(session, lists.ListSpec("tickets", ("id",)))
        except Unreachable as error:
            ended.put(error)

    proxy.swallow()
    waiting = threading.Thread(target=ask)
    waiting.start()
    assert heard.reached.get(timeout=SOON) is False
    assert isinstance(ended.get(timeout=SOON), Unreachable)
    waiting.join()
    proxy.mend()
    assert heard.reached.get(timeout=SOON) is True
    with ours.reading() as session:
        assert lists.count(session, lists.ListSpec("tickets", ("id",))) == 0


def test_limits_keep_the_promise_of_ten_seconds() -> None:
    assert doorbell.QUIET + doorbell.PATIENCE <= 10


def test_closing_does_not_wait_for_the_server(server: tuple[Database, Proxy]) -> None:
    ours, proxy = server
    before = set(threading.enumerate())
    heard = Heard(ours)
    proxy.refuse()
    assert heard.reached.get(timeout=SOON) is False
    heard.end()
    assert not any(thread.name == "doorbell" for thread in set(threading.enumerate()) - before)


def test_who_comes_to_a_record_changes_it_and_leaves_rings(server: tuple[Database, Proxy], postgres_url: str) -> None:
    ours, _proxy = server
    heard = Heard(ours)
    theirs = open_database(postgres_url, REGISTRY)
    for is_changing in (False, True):
        theirs.write(lambda session, now=is_changing: presence.enter(session, "w", "tickets", 1, is_changing=now))
        heard.rings.get(timeout=SOON)
    theirs.write(lambda session: presence.leave(session, "w"))
    heard.rings.get(timeout=SOON)
    theirs.close()
