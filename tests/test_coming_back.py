"""Start where one left off: the page, the record over it, row, selection and scrolling; and back and forward."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from itdesk.paths import settings_file
from itdesk.settings import Settings
from itdesk.ui.switcher import SwitchedPages
from tests.at_window import Person, new_firm, window_on


@pytest.fixture
def firm(tmp_path: Path, settings_home: None) -> Path:
    new_firm(tmp_path / "firm.itdesk")
    return tmp_path / "firm.itdesk"


def fill(person: Person, kind: str, count: int) -> list[int]:
    return [person.put(kind, name=f"Department {number:03}") for number in range(count)]


def list_of(person: Person) -> Any:
    page = person.page
    return page.page.list if isinstance(page, SwitchedPages) else page.list


def test_row_selection_and_scrolling_come_back(firm: Path, qtbot: QtBot) -> None:
    with window_on(firm, qtbot) as person:
        ids = fill(person, "departments", 120)
        person.window.go_to("directory.departments")
        table = list_of(person).table
        person.wait(lambda: len(table.records.ids) == 120)
        table.go_to(ids[99])
        table.setFocus()
        person.press("Down", "Shift+Down")
        person.wait(lambda: table.selected_count() == 2)
        top = table.records.id_at(table.rowAt(0))
        assert top > ids[20]
    with window_on(firm, qtbot) as person:
        assert person.window.place == "directory.departments"
        table = list_of(person).table
        person.wait(lambda: len(table.records.ids) == 120)
        assert list(table.selected_ids()) == [ids[100], ids[101]]
        assert table.current_id() == ids[101]
        assert table.records.id_at(table.rowAt(0)) == top


def test_open_record_comes_back_unless_it_was_deleted(firm: Path, qtbot: QtBot) -> None:
    with window_on(firm, qtbot) as person:
        (one,) = fill(person, "departments", 1)
        person.shell.open_record("departments", one)
        person.wait()
    with window_on(firm, qtbot) as person:
        person.wait(person.page._is_open)
        assert person.page._view.record_id == one
        person.bin("departments", one)
    with window_on(firm, qtbot) as person:
        assert person.window.place == "directory.departments"
        assert not person.page._is_open()
        assert not person.window.notices.kept


def test_page_of_its_own_comes_back_with_its_record(firm: Path, qtbot: QtBot) -> None:
    with window_on(firm, qtbot) as person:
        for title in ("Printer", "Scanner"):
            ticket = person.put("tickets", title=title)
        person.shell.open_record("tickets", ticket - 1)
        person.wait(lambda: person.page._ticket is not None and person.page._ticket.id == ticket - 1)
    with window_on(firm, qtbot) as person:
        person.wait(lambda: person.page._ticket is not None and person.page._ticket.id == ticket - 1)


def test_kind_behind_a_switch_comes_back(firm: Path, qtbot: QtBot) -> None:
    with window_on(firm, qtbot) as person:
        person.shell.show_kind("makers")
        person.wait()
    with window_on(firm, qtbot) as person:
        assert person.page._choices[person.page._shown].key == "makers"


def test_who_prefers_home_begins_there(firm: Path, qtbot: QtBot) -> None:
    with window_on(firm, qtbot) as person:
        person.press("G, V")
    Settings(begin="home").save(settings_file())
    with window_on(firm, qtbot) as person:
        assert person.window.place == "home.overview"


def test_back_and_forward_pass_through_records(firm: Path, qtbot: QtBot) -> None:
    with window_on(firm, qtbot) as person:
        one, two = fill(person, "departments", 2)
        person.shell.open_record("departments", one)
        person.wait(person.page._is_open)
        page = person.page
        person.press("Alt+Left")
        assert person.window.place == "home.overview"
        person.press("Alt+Right")
        assert (person.window.place, page._is_open(), page._view.record_id) == ("directory.departments", True, one)
        page.open_record(two)
        person.wait()
        person.press("Alt+Left")
        assert page._view.record_id == one
        handle = person.window.windowHandle()
        QTest.mouseClick(handle, Qt.MouseButton.ForwardButton, pos=QPoint(600, 400))
        assert page._view.record_id == two
        QTest.mouseClick(handle, Qt.MouseButton.BackButton, pos=QPoint(600, 400))
        assert page._view.record_id == one


def test_escape_closes_the_record_then_leaves_the_place(firm: Path, qtbot: QtBot) -> None:
    with window_on(firm, qtbot) as person:
        (one,) = fill(person, "departments", 1)
        person.window.go_to("directory.departments")
        person.wait(lambda: len(list_of(person).table.records.ids) == 1)
        person.page.open_record(one)
        person.wait(person.page._is_open)
        person.page.setFocus()
        page = person.page
        person.press("Escape")
        assert not page._is_open()
        person.press("Escape")
        assert person.window.place == "home.overview"
        person.press("Alt+Right")
        assert person.window.place == "directory.departments"
        person.press("Alt+Right")
        assert page._is_open()
