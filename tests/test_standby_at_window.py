"""The window on a server whose primary is away: it reads the standby, says so, and goes on once that is promoted."""

from __future__ import annotations

from contextlib import closing
from typing import Any

import pytest

from itdesk.app import Opening
from itdesk.areas import load_models, registry
from itdesk.db import standby
from itdesk.db.engine import create_workspace
from itdesk.telling_place import Parted
from itdesk.ui.wish import Start, Wish
from tests.areas.making import make
from tests.postgres_server import NoServerError, pair

SOON = 60_000  # milliseconds that a test waits at the most


@pytest.mark.long
@pytest.mark.postgres
@pytest.mark.timeout(240)
def test_a_lone_standby_is_read_and_its_promotion_noticed(
    settings_home: None, qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Parted, "LOOK", 200)
    monkeypatch.setattr(standby, "WAITS", 60.0)
    load_models()
    try:
        with pair() as servers:
            with (
                closing(create_workspace(servers.address, registry(), name="Oak & Elm")) as database,
                database.reading(report=True) as session,  # by the standby: it has everything
            ):
                assert session.connection().exec_driver_sql("SELECT pg_is_in_recovery()").scalar_one()
            servers.end_primary()
            opening = Opening()
            opening.begin(Start(Wish.OPEN, servers.address))
            qtbot.waitUntil(lambda: opening.shell is not None, timeout=SOON)
            first: Any = opening.shell
            qtbot.waitUntil(lambda: first.desk.work.idle, timeout=SOON)
            assert first.desk.database.read_only
            assert [one.text for one in first.window.notices.kept] == [first.desk.database.why_read_only]
            assert first.desk.cannot_add("departments").cure == first.desk.database.why_read_only
            servers.promote()
            qtbot.waitUntil(lambda: opening.shell not in (None, first), timeout=SOON)
            shell: Any = opening.shell
            qtbot.waitUntil(lambda: shell.desk.work.idle, timeout=SOON)
            assert not shell.desk.database.read_only
            with shell.desk.database.writing() as session:
                make(session, "departments", name="Workshop")
            shell.window.close()
            qtbot.waitUntil(lambda: not opening.is_here, timeout=SOON)
    except NoServerError as error:
        pytest.skip(str(error))
