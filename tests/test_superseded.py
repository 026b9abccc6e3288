"""A question that another one replaced ends at once and says nothing, as does one that a closed window still asks."""

from __future__ import annotations

from typing import Any

import pytest

from itdesk.core.errors import Stopped, UserError
from itdesk.db import records
from itdesk.db.engine import Database
from itdesk.db.search import find
from itdesk.db.sessions import fetched
from itdesk.ui.desk import Desk
from itdesk.ui.tasks import Tasks
from tests.at_window import Person
from tests.db.test_breaking_off import ENDLESS


def endless(session: Any) -> object:
    return fetched(session, ENDLESS, ())


@pytest.fixture
def desk(database: Database, qapp: Any) -> Desk:
    """A workspace on each engine, with threads of its own."""
    opened: Any = database
    return Desk(opened, Tasks(qapp))


def under_way(desk: Desk, qtbot: Any) -> None:
    """Until a reader is at it."""
    qtbot.waitUntil(lambda: any(one.started_at for one in desk.work._open.values()), timeout=5000)  # type: ignore[attr-defined]


def test_only_the_newest_question_runs_to_its_end(desk: Desk, qtbot: Any) -> None:
    tasks: Any = desk.work
    told: list[object] = []
    for _letter in range(6):  # more than there are readers
        desk.read(desk, endless, told.append, told.append, key="typed")
        under_way(desk, qtbot)
    with desk.database.writing(actor=None) as session:
        draft = records.blank(desk.registry, "people")
        draft.values.update(name="Ana Berg")
        records.save(session, draft)
    refused: list[UserError] = []
    tasks.refused.connect(refused.append)
    desk.read(desk, lambda session: find(session, "ana", 5).hits[0].title, told.append, told.append, key="typed")
    qtbot.waitUntil(lambda: tasks.idle, timeout=10_000)
    assert told == ["Ana Berg"]
    assert refused == []
    tasks.close()


def test_closing_waits_for_no_question(desk: Desk, qtbot: Any) -> None:
    tasks: Any = desk.work
    for key in ("one", "other"):
        desk.read(desk, endless, print, key=key)
    under_way(desk, qtbot)
    tasks.close()  # or it never comes back
    assert tasks.idle


def test_long_question_with_a_title_is_stopped_in_the_foot(at_window: Person) -> None:
    desk = at_window.shell.desk
    told: list[UserError] = []
    desk.read(desk, lambda session, _progress: endless(session), print, told.append, what="Counting")
    foot = at_window.window.activity
    at_window.qtbot.waitUntil(foot.isVisible, timeout=5000)
    foot._stop.click()
    at_window.wait()
    assert [type(one) for one in told] == [Stopped]
