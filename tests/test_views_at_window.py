"""Views at the window, by keyboard: saved, shared, pinned, put first, deleted and brought back."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QMenu
from pytestqt.qtbot import QtBot

from itdesk.core.filters import Filter, Operator
from itdesk.db import views
from itdesk.paths import user_config_dir
from tests.at_window import Person, window_on


def put_laptops(person: Person) -> None:
    for number in range(5):
        person.put(
            "hardware", asset_tag=f"LT-{number}", name=f"Laptop {number}", status="in_use" if number else "spare"
        )


def menu(person: Person) -> QMenu:
    person.qtbot.waitUntil(lambda: isinstance(QApplication.activePopupWidget(), QMenu))
    found = QApplication.activePopupWidget()
    assert isinstance(found, QMenu)
    return found


def choose(person: Person, words: str) -> None:
    """In the menu of views, the entry with these words."""
    person.press("V")
    shown = menu(person)
    for _step in shown.actions():
        QTest.keyClick(shown, Qt.Key.Key_Down)
        active = shown.activeAction()
        if active is not None and active.text().partition("\t")[0] == words:
            QTest.keyClick(shown, Qt.Key.Key_Return)
            person.wait()
            return
    pytest.fail(f"no entry {words}")


def names(person: Person) -> list[str]:
    return [one.name for one in person.page.list.views.entries()]


def only_spare(person: Person) -> None:
    shown = person.page.list
    shown.filters.set_filters((Filter("status", Operator.IS, "spare"),))
    shown._filters_changed(shown.filters.filters)
    person.wait(lambda: shown.table.records.complete)


def save_as(person: Person, name: str, words: str = "Save as my view…") -> None:
    choose(person, words)
    person.dialog()
    person.type(name)
    person.press("Return")
    person.wait(lambda: person.page.list.views.name == name)


@pytest.fixture
def at_laptops(at_window: Person) -> Person:
    put_laptops(at_window)
    at_window.press("G", "I")
    at_window.wait(lambda: at_window.page.list.table.records.rowCount() == 5)
    return at_window


def test_unsaved_changes_are_told_and_saved_or_taken_back(at_laptops: Person) -> None:
    person, shown = at_laptops, at_laptops.page.list
    first = shown.views.name
    assert shown.view_button.text() == first
    only_spare(person)
    assert shown.view_button.text() == f"{first} •"
    assert "aren't saved" in shown.view_button.accessibleName()
    choose(person, "Reset this view")
    assert shown.view_button.text() == first
    assert shown.table.records.rowCount() == 5
    only_spare(person)
    save_as(person, "Spare ones")
    assert shown.view_button.text() == "Spare ones"
    assert shown.table.records.rowCount() == 1
    shown.group_by("status")
    assert shown.view_button.text() == "Spare ones •"
    choose(person, "Save this view")
    person.wait(lambda: not shown.views.is_changed)
    with person.database.reading() as session:
        stored = views.known(session).views[0]
    assert (stored.name, stored.state["group_by"]) == ("Spare ones", "status")
    assert person.page.show_view(first)
    person.wait()
    assert (shown.view_button.text(), shown.table.records.rowCount()) == (first, 5)


def test_a_view_that_is_saved_deleted_or_moved_comes_back_with_undo(at_laptops: Person) -> None:
    person = at_laptops
    declared = names(person)
    only_spare(person)
    save_as(person, "Spare ones")
    choose(person, "Move this view up")
    assert names(person) == [*declared[:-1], "Spare ones", declared[-1]]
    choose(person, "Delete this view")
    assert names(person) == declared
    person.press("Ctrl+Z")
    assert names(person) == [*declared[:-1], "Spare ones", declared[-1]]
    person.press("Ctrl+Z")
    assert names(person) == [*declared, "Spare ones"]
    person.press("Ctrl+Z")
    assert names(person) == declared
    person.press("Ctrl+Shift+Z")
    assert names(person) == [*declared, "Spare ones"]


def test_pinned_views_stand_in_the_sidebar_with_live_counts(at_laptops: Person) -> None:
    person, side = at_laptops, at_laptops.window.sidebar
    only_spare(person)
    save_as(person, "Spare ones")
    choose(person, "Pin to the sidebar")
    person.wait(lambda: [(row.title, row.count) for row in side.pinned.rows] == [("Spare ones", 1)])
    person.put("hardware", asset_tag="LT-9", name="Laptop 9", status="spare")
    person.wait(lambda: side.pinned.rows[0].count == 2)
    person.press("G", "V")
    side.pinned.setFocus()
    person.press("Home", "Return")
    assert person.window.place == "inventory.hardware"
    assert person.page.list.views.name == "Spare ones"
    choose(person, "Unpin from the sidebar")
    person.wait(lambda: not side.pinned.rows)


def test_the_palette_goes_to_a_view(at_laptops: Person) -> None:
    person = at_laptops
    only_spare(person)
    save_as(person, "Rarely used")
    person.press("G", "V", "Ctrl+K")
    person.type("rarely used")
    person.press("Down", "Return")  # above it stands taking its saving back
    assert person.window.place == "inventory.hardware"
    assert person.page.list.views.name == "Rarely used"


def test_a_shared_view_is_the_others_to_read_and_to_copy(at_laptops: Person) -> None:
    person = at_laptops
    ann, bo = (
        person.put("people", name="Ann Lee", role="administrator"),
        person.put("people", name="Bo Day", role="administrator"),
    )
    person.shell.seat.become(ann)
    person.wait()
    only_spare(person)
    choose(person, "Save as my view…")
    dialog = person.dialog()
    person.type("Shared ones")
    sharing = next(one for one in dialog.findChildren(QComboBox) if one.accessibleName() == "Who sees it")
    for _step in range(4):
        if person.focus is not sharing:
            person.press("Tab")
    assert person.focus is sharing
    person.press("Down", "Return")
    person.wait(lambda: person.page.list.views.name == "Shared ones")
    person.shell.seat.become(bo)
    person.wait(lambda: person.shell.desk.actor == bo)
    assert person.page.show_view("Shared ones")
    person.page.list.group_by("status")
    person.wait()
    words = [one.label for one in person.page.list.views.actions() if one is not None]
    assert "Shared ones, shared by Ann Lee" in words
    assert "Save as my view…" in words
    assert not {"Save this view", "Delete this view", "Name, colour and sharing…"} & set(words)
    save_as(person, "Mine now")
    person.shell.seat.become(ann)
    person.wait(lambda: person.shell.desk.actor == ann)
    assert "Mine now" not in names(person)
    assert "Shared ones" in names(person)


def test_the_list_opens_with_the_view_that_was_put_first(at_laptops: Person, firm_file: Path, qtbot: QtBot) -> None:
    person = at_laptops
    only_spare(person)
    save_as(person, "Spare ones")
    choose(person, "Open the list with this view")
    person.window.close()
    with window_on(firm_file, qtbot) as again:
        again.press("G", "I")
        again.wait(lambda: again.page.list.views.name == "Spare ones")
        assert again.page.list.table.records.rowCount() == 1


def test_views_of_the_local_file_move_into_the_workspace(at_window: Person, firm_file: Path, qtbot: QtBot) -> None:
    file = user_config_dir() / "lists" / f"{at_window.shell.desk.workspace.uid}.json"
    at_window.window.close()
    view = {"columns": ["asset_tag"], "filters": [["status", "is", "spare"]], "sort": [], "group_by": "", "widths": {}}
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps({"version": 1, "lists": {}, "views": {"hardware": {"Old one": view}}}))
    with window_on(firm_file, qtbot) as person:
        person.press("G", "I")
        person.wait(lambda: "Old one" in names(person))
        assert json.loads(file.read_text())["views"] == {"hardware": {}}
        with person.database.reading() as session:
            assert views.known(session).views[0].state["filters"] == [["status", "is", "spare"]]


def test_a_read_only_workspace_keeps_views_on_this_computer(at_window: Person, firm_file: Path, qtbot: QtBot) -> None:
    put_laptops(at_window)
    at_window.window.close()
    with window_on(firm_file, qtbot, read_only=True) as person:
        person.press("G", "I")
        only_spare(person)
        save_as(person, "Spare here")
        assert not [one for one in person.page.list.views.actions() if one and "Pin" in one.label]
        assert person.page.list.views.is_changed is False
    with window_on(firm_file, qtbot, read_only=True) as again:
        again.press("G", "I")
        assert again.page.show_view("Spare here")
        again.wait(lambda: again.page.list.table.records.rowCount() == 1)


def test_tickets_have_a_table_with_views_beside_the_queue(at_window: Person) -> None:
    first = at_window.put("tickets", title="Screen is dark")
    at_window.put("tickets", title="Mail is slow")
    at_window.press("G", "T", "V")
    page = at_window.page
    assert page.show_view("All tickets")
    at_window.wait(lambda: page._list.shown.list.table.records.rowCount() == 2)
    assert page._list.shown.list.table.go_to(first)
    at_window.press("Return")
    assert page._list.shown is None
    at_window.wait(lambda: page._ticket is not None and page._ticket.id == first)
    at_window.press("V", "Esc")
    assert page._list.shown is None
