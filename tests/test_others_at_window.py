"""Two people at two windows of one workspace: each sees what the other writes, and hears when the server is out of reach."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from itdesk.areas import load_models
from itdesk.areas import registry as declared
from itdesk.db.engine import create_workspace
from tests.at_window import Person, window_on
from tests.db.proxy import Proxy

SOON = 5000  # milliseconds that a test waits at the most for what should come within one second


@pytest.fixture(params=["file", "server"])
def two(request: pytest.FixtureRequest, tmp_path: Path, settings_home: None, qtbot: QtBot) -> Iterator[list[Person]]:
    """Two windows with stores of their own on one workspace."""
    load_models()
    place: Any = tmp_path / "firm.itdesk" if request.param == "file" else request.getfixturevalue("postgres_url")
    create_workspace(place, declared(), name="Oak & Elm").close()
    with ExitStack() as opened:
        yield [opened.enter_context(window_on(place, qtbot)) for _number in range(2)]


def _numbers(person: Person) -> int:
    return len(person.page.list.table.records.ids)


def test_what_one_writes_is_seen_by_the_other(two: list[Person], qtbot: QtBot) -> None:
    mara, luis = two
    for person in two:
        person.window.go_to("directory.departments")
        person.wait()
    mara.put("departments", name="Studio")
    qtbot.waitUntil(lambda: _numbers(luis) == 1, timeout=SOON)
    luis.put("departments", name="Workshop")
    qtbot.waitUntil(lambda: _numbers(mara) == 2, timeout=SOON)


def test_a_record_that_the_other_has_open_is_read_again(two: list[Person], qtbot: QtBot) -> None:
    mara, luis = two
    studio = mara.put("departments", name="Studio")
    luis.window.go_to("directory.departments")
    luis.wait(lambda: _numbers(luis) == 1)
    luis.page.open_record(studio)
    luis.wait()
    mara.change("departments", studio, code="ST")
    qtbot.waitUntil(lambda: luis.page._view.form.rows["code"].editor.value() == "ST", timeout=SOON)


def test_a_server_out_of_reach_is_said_and_typing_is_kept(
    tmp_path: Path, settings_home: None, postgres_url: str, qtbot: QtBot
) -> None:
    load_models()
    create_workspace(postgres_url, declared(), name="Oak & Elm").close()
    with Proxy(postgres_url) as cable, window_on(cable.url, qtbot) as mara:
        mara.window.go_to("directory.departments")
        mara.press("C")
        mara.type("Studio")
        cable.refuse()
        qtbot.waitUntil(lambda: mara.window.sidebar._state.text() == "Out of reach", timeout=SOON)
        dialog = mara.dialog()
        mara.press("Ctrl+Return")
        assert dialog.isVisible()
        cable.mend()
        qtbot.waitUntil(lambda: mara.window.sidebar._state.text() == "Saved", timeout=2 * SOON)
        mara.press("Ctrl+Return")
        mara.wait(lambda: _numbers(mara) == 1)


@pytest.fixture
def two_on_a_server(postgres_url: str, settings_home: None, qtbot: QtBot) -> Iterator[list[Person]]:
    """Mara and Luis, each at a window of one workspace on a server."""
    load_models()
    create_workspace(postgres_url, declared(), name="Oak & Elm").close()
    with ExitStack() as opened:
        people = [opened.enter_context(window_on(postgres_url, qtbot)) for _number in range(2)]
        for person, name in zip(people, ("Mara", "Luis"), strict=True):
            person.shell.seat.become(person.put("people", first_name=name, last_name="Hale", role="administrator"))
            person.wait()
        yield people


def _said(person: Person) -> str:
    here = person.window.topbar.here
    return here.badge.text if here is not None and here.isVisible() else ""


def test_who_else_has_the_record_open_is_shown(two_on_a_server: list[Person], qtbot: QtBot) -> None:
    mara, luis = two_on_a_server
    studio, other = mara.put("departments", name="Studio"), mara.put("departments", name="Workshop")
    for person in (mara, luis):
        person.window.go_to("directory.departments")
        person.wait(lambda person=person: _numbers(person) == 2)
        person.page.open_record(studio)
        person.wait()
    qtbot.waitUntil(lambda: _said(mara) == "Luis Hale is looking at this", timeout=SOON)
    qtbot.waitUntil(lambda: _said(luis) == "Mara Hale is looking at this", timeout=SOON)
    luis.page._view.form.rows["code"].focus()
    luis.type("ST")
    qtbot.waitUntil(lambda: _said(mara) == "Luis Hale is changing this", timeout=SOON)
    luis.page._view.form.discard()
    luis.page.open_record(other)
    qtbot.waitUntil(lambda: not _said(mara), timeout=SOON)
    assert not _said(luis)


def test_a_window_that_closes_is_looking_at_nothing(postgres_url: str, settings_home: None, qtbot: QtBot) -> None:
    load_models()
    create_workspace(postgres_url, declared(), name="Oak & Elm").close()
    with window_on(postgres_url, qtbot) as mara:
        studio = mara.put("departments", name="Studio")
        with window_on(postgres_url, qtbot) as luis:
            for person in (mara, luis):
                person.window.go_to("directory.departments")
                person.wait(lambda person=person: _numbers(person) == 1)
                person.page.open_record(studio)
                person.wait()
            qtbot.waitUntil(lambda: _said(mara) == "Somebody is looking at this", timeout=SOON)
        qtbot.waitUntil(lambda: not _said(mara), timeout=SOON)
