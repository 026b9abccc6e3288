"""A question whose job was stopped ends at once on both engines; its connection answers the next one."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import text

from itdesk.core.errors import Stopped
from itdesk.core.progress import Progress, at_work
from itdesk.db import lists
from itdesk.db.engine import Database
from itdesk.db.lists import ListSpec
from itdesk.db.sessions import fetched

ENDLESS = (
    "WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < 1000000000000) "
    "SELECT count(*) FROM numbers"
)
WAYS: dict[str, Callable[[Any], object]] = {
    "driver": lambda session: fetched(session, ENDLESS, ()),
    "statement": lambda session: session.execute(text(ENDLESS)).scalar(),
}


class Asker:
    """A thread that asks, and what came of it."""

    def __init__(self, database: Database, job: Callable[[Any], object]) -> None:
        self.progress = Progress()
        self.error: BaseException | None = None
        self._database, self._job = database, job
        self._asking = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()
        assert self._asking.wait(10)

    def _run(self) -> None:
        try:
            with at_work(self.progress), self._database.reading() as session:
                fetched(session, "SELECT 1", ())
                self._asking.set()
                self._job(session)
        except Stopped as error:
            self.error = error

    def stop(self) -> None:
        """As whoever waits does: again and again, since it may be between two questions."""
        until = time.monotonic() + 20
        while self._thread.is_alive() and time.monotonic() < until:
            self.progress.cancel()
            self._thread.join(0.05)
        assert not self._thread.is_alive()


@pytest.mark.parametrize("way", WAYS)
def test_long_question_ends_when_it_is_stopped(database: Database, way: str) -> None:
    asker = Asker(database, WAYS[way])
    asker.stop()
    assert isinstance(asker.error, Stopped)
    with database.reading() as session:
        assert fetched(session, "SELECT 2", ()) == [(2,)]


def test_connection_is_used_again_and_never_broken_off_for_another(database: Database) -> None:
    for _turn in range(8):
        asker = Asker(database, WAYS["driver"])
        asker.stop()
        asker.progress.cancel()  # too late: it belongs to somebody else by now
        with database.reading() as session:
            assert list(lists.ids(session, ListSpec("people", ("name",)))) == []
    assert len(database._readers._idle) == 1


def test_next_question_of_a_job_that_was_stopped_is_not_asked(database: Database) -> None:
    progress = Progress()

    def read() -> None:
        with at_work(progress), database.reading() as session:
            fetched(session, "SELECT 1", ())
            progress.cancel()
            fetched(session, ENDLESS, ())

    with pytest.raises(Stopped):
        read()


def test_what_nobody_stopped_is_left_alone(database: Database) -> None:
    asker = Asker(database, WAYS["driver"])
    other = Asker(database, lambda session: fetched(session, "SELECT 3", ()))
    other._thread.join(10)
    assert other.error is None
    assert asker._thread.is_alive()
    asker.stop()
