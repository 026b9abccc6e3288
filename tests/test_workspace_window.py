"""The whole window on a workspace: every page opens, records are found where they belong, and it knows who works at it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QWidget

from itdesk import areas
from itdesk.areas import registry
from itdesk.core.errors import UserError
from itdesk.db import records
from itdesk.db.engine import open_database
from itdesk.ui.create_dialog import CreateDialog
from itdesk.ui.switcher import SwitchedPages
from itdesk.ui.tasks import work
from itdesk.ui.theme import Theme
from tests.opening import Opened, make, open_shell

KINDS = [record_type.kind for record_type in registry()]


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("ITDESK_HOME", str(tmp_path / "home"))
    yield
    work().close()
    if Theme.current().percent != 100:
        Theme.current().set_percent(100)


@pytest.fixture
def opened(qtbot: Any, tmp_path: Path) -> Opened:
    return open_shell(qtbot, tmp_path)


def page_in_front(opened: Opened) -> Any:
    page: Any = opened.shell.window.page
    return page.page if isinstance(page, SwitchedPages) else page


def test_every_place_opens(opened: Opened) -> None:
    opened.settle()
    seen = []
    for area in opened.shell.window.areas:
        for tab in area.tabs:
            assert opened.shell.window.go_to(area.place(tab))
            opened.settle()
            seen.append(opened.shell.window.place)
    assert (
        len(seen)
        == len(set(seen))
        == len({(one.folder.partition(".")[0], one.tab) for one in areas.ENTRIES if one.tab})
    )


@pytest.mark.parametrize("kind", KINDS)
def test_records_open_on_the_page_of_their_kind(opened: Opened, kind: str) -> None:
    record_id = opened.make(kind)
    opened.shell.desk.open_record(kind, record_id)
    opened.settle()
    assert opened.shell.window.place == opened.shell.place_of(kind)
    page: Any = opened.shell.window.page
    if isinstance(page, SwitchedPages):
        assert page.page is page.page_of(kind)
    shown = opened.shell.window if kind == "custom_fields" else page_in_front(opened)  # those open in a dialog over it
    with opened.database.reading() as session:
        title = records.title_of(session, kind, record_id)
    assert title
    opened.until(lambda: title in texts_of(shown))


def texts_of(page: QWidget) -> str:
    """Everything that a page says in labels, fields and the names for screen readers."""
    found = []
    for part in page.findChildren(QWidget):
        for word in ("text", "toPlainText"):
            told: Callable[[], Any] | None = getattr(part, word, None)
            if callable(told) and not part.isHidden():
                found.append(str(told()))
    return "\n".join(found)


def test_it_knows_who_works_here(opened: Opened) -> None:
    opened.settle()
    sidebar = opened.shell.window.sidebar
    assert sidebar.person.owner.name == "Who are you?"
    assert opened.shell.desk.actor is None
    mara = opened.make("people", name="Mara Ellison", job_title="IT manager", role="administrator")
    luis = opened.make("people", name="Luis Ferreira", role="administrator")
    opened.shell.show_who()
    opened.settle()
    assert (opened.shell.desk.actor, sidebar.person.owner.name) == (mara, "Mara Ellison")
    opened.shell.seat.become(luis)
    opened.settle()
    assert (opened.shell.desk.actor, sidebar.person.owner.name) == (luis, "Luis Ferreira")
    assert sidebar.workspace.owner.detail == "2 people"


def test_it_remembers_who_works_here(opened: Opened, qtbot: Any, tmp_path: Path) -> None:
    opened.make("people", name="Mara Ellison", role="administrator")
    luis = opened.make("people", name="Luis Ferreira", role="administrator")
    opened.shell.seat.become(luis)
    opened.settle()
    opened.shell.window.close()
    again = open_shell(qtbot, tmp_path)
    again.settle()
    assert again.shell.desk.actor == luis


def test_home_greets_the_person(opened: Opened) -> None:
    opened.make("people", name="Mara Ellison", first_name="Mara", role="administrator")
    opened.shell.show_who()
    opened.shell.window.go_to("home")
    opened.settle()
    opened.until(lambda: ", Mara" in texts_of(page_in_front(opened)))


def test_changes_reach_the_page_that_is_shown(opened: Opened) -> None:
    opened.shell.window.go_to("directory.departments")
    opened.settle()
    page = page_in_front(opened)
    assert len(page.list.table.records.ids) == 0
    opened.make("departments", name="Studio")
    opened.until(lambda: len(page.list.table.records.ids) == 1)


def test_what_others_write_reaches_the_page_that_is_shown(opened: Opened, tmp_path: Path) -> None:
    opened.shell.window.go_to("directory.departments")
    opened.settle()
    page = page_in_front(opened)
    assert len(page.list.table.records.ids) == 0
    other = open_database(tmp_path / "firm.itdesk", registry())
    make(other, "departments", name="Studio")
    other.close()
    opened.until(lambda: len(page.list.table.records.ids) == 1)


def test_new_record_is_asked_for_and_told_with_the_way_to_it(opened: Opened, qtbot: Any) -> None:
    opened.shell.desk.create_record("departments", {"name": "Studio"})
    dialog = opened.shell.window.findChild(CreateDialog)
    assert dialog is not None
    dialog.accept()
    notices = opened.shell.window.notices
    opened.until(lambda: bool(notices.kept))
    assert opened.shell.window.place == "home.overview"
    assert "Studio" in notices.kept[0].text
    action = notices.kept[0].action
    assert action is not None
    action.run()
    assert opened.shell.window.place == "directory.departments"
    with opened.database.reading() as session:
        assert records.find(session, "departments", "Studio") is not None


def test_shared_screen_hides_the_window_until_it_is_left(opened: Opened) -> None:
    opened.settle()
    screen = opened.shell.shared_screen
    screen.open()
    kiosk = screen._screen
    assert kiosk is not None
    assert kiosk.isFullScreen()
    assert not opened.shell.window.isVisible()
    screen.open()
    assert screen._screen is kiosk
    opened.settle()
    kiosk.leave()
    assert opened.shell.window.isVisible()
    assert not screen.is_open


def test_read_only_says_so(qtbot: Any, tmp_path: Path) -> None:
    first = open_shell(qtbot, tmp_path)
    first.settle()
    first.shell.window.close()
    opened = open_shell(qtbot, tmp_path, read_only=True)
    opened.settle()
    assert opened.shell.window.sidebar._state.text() == "Read only"


def test_refusals_are_told(opened: Opened) -> None:
    opened.shell.desk.refused.emit(UserError("It broke.", "Mend it."))
    assert opened.shell.window.notices.kept[0].text == "It broke. Mend it."


def test_closing_lets_go_of_the_workspace(opened: Opened, tmp_path: Path) -> None:
    opened.settle()
    make(opened.database, "departments", name="Studio")
    opened.settle()
    assert opened.shell.window.close()
    assert work().idle
    again = open_database(tmp_path / "firm.itdesk", registry())
    with again.reading() as session:
        assert records.find(session, "departments", "Studio") is not None
    again.close()


def test_another_workspace_is_offered_beside_this_one(opened: Opened) -> None:
    opened.settle()
    next(one for one in opened.shell.menu_actions() if one.label == "Open another workspace…").run()
    assert opened.another == ["another"]
    assert opened.shell.window.isVisible()
