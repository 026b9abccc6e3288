"""Shift+F10 and the Menu key open in a list, the queue, the sidebar and an outline what the right button opens, and it acts."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractItemView, QApplication, QMenu

from tests.at_window import Person
from tests.opening import make


@pytest.fixture(params=["Shift+F10", "Menu", "asked by the system"])
def key(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def ask(person: Person, view: QAbstractItemView, key: str) -> QMenu:
    """By either key; or by the wish that Qt makes of them on most desktops (the tests' platform makes nothing of them)."""
    view.setFocus()
    person.window.activateWindow()
    person.wait(view.hasFocus)
    if key in ("Shift+F10", "Menu"):
        QTest.keySequence(view, key)
    else:
        middle = view.visualRect(view.currentIndex()).center()
        event = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, middle, view.mapToGlobal(middle))
        QApplication.sendEvent(view, event)
    person.wait(lambda: QApplication.activePopupWidget() is not None)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    return menu


def words(menu: QMenu) -> list[str]:
    return [one.text().partition("\t")[0] for one in menu.actions() if one.text()]


def choose(person: Person, menu: QMenu, word: str) -> None:
    """With the arrows and Enter."""
    for _step in menu.actions():
        QTest.keyClick(menu, Qt.Key.Key_Down)
        if (now := menu.activeAction()) is not None and now.text().partition("\t")[0] == word:
            break
    QTest.keyClick(menu, Qt.Key.Key_Return)
    person.wait()


def test_in_a_list(at_window: Person, key: str) -> None:
    at_window.put("vendors", name="Ash")
    at_window.window.go_to("vendors.vendors")
    at_window.wait(lambda: at_window.page.list.table.records.ids)
    table = at_window.page.list.table
    table.go_to_first()
    menu = ask(at_window, table, key)
    done_to_rows = [one.label.replace("&", "&&") for one in at_window.page.list.selection_actions() if one]
    assert done_to_rows
    assert set(done_to_rows) <= set(words(menu))
    choose(at_window, menu, "Open")
    at_window.wait(lambda: not table.isVisible() or at_window.page.record_id)


def test_in_the_queue(at_window: Person, key: str) -> None:
    make(at_window.database, "tickets")
    at_window.shell.show_kind("tickets")
    at_window.wait(lambda: at_window.page.queue.current)
    at_window.wait(lambda: any(one.label == "Reply" for one in at_window.page.page_actions()))
    menu = ask(at_window, at_window.page.queue.list, key)
    shown, offered = words(menu), [one.label.replace("&", "&&") for one in at_window.page.page_actions()]
    assert shown[:2] == ["Reply", "Note"]
    assert shown[-2:] == ["New ticket", "Tickets as a table"]
    assert set(offered) - set(shown) == {
        "Next ticket", "Previous ticket", "Find in this list", "Show or hide the panel", "Find in this conversation",
        "Next hit", "Hit before",
    }  # fmt: skip
    choose(at_window, menu, "Tickets as a table")
    assert at_window.page._list.shown is not None


@pytest.mark.parametrize("word", ["Open", "Open this page in a new window"])
def test_in_the_sidebar(at_window: Person, word: str, key: str) -> None:
    areas = at_window.window.sidebar.areas
    row = next(number for number, one in enumerate(areas.rows) if one.key == "inventory")
    areas.setCurrentIndex(areas.model().index(row, 0))
    before = at_window.window.place
    menu = ask(at_window, areas, key)
    assert words(menu) == ["Open", "Open this page in a new window"]
    assert menu.pos().y() >= areas.mapToGlobal(QPoint(0, row * areas.row_height)).y()
    choose(at_window, menu, word)
    if word == "Open":
        assert at_window.window.place.startswith("inventory.")
    else:
        assert at_window.window.place == before
        assert len(at_window.shell.windows.shells) == 2


def test_in_the_outline_of_a_plan(at_window: Person, key: str) -> None:
    at_window.press("G, C", "C")
    at_window.dialog()
    at_window.type("If the server stops")
    at_window.press("Return")
    at_window.wait(lambda: at_window.page.plan is not None)
    menu = ask(at_window, at_window.page.outline.tree, key)
    assert {"Write", "Rename", "Move down"} <= set(words(menu))
    before = [one.title for one in at_window.page.plan.sections]
    choose(at_window, menu, "Move down")
    at_window.wait(lambda: [one.title for one in at_window.page.plan.sections] != before)


def test_menu_that_the_system_opened_is_not_opened_twice(at_window: Person) -> None:
    areas = at_window.window.sidebar.areas
    areas.setCurrentIndex(areas.model().index(1, 0))
    menu = ask(at_window, areas, "asked by the system")
    QTest.keySequence(at_window.window, "Menu")
    assert [one for one in at_window.window.findChildren(QMenu) if one.isVisible()] == [menu]
    menu.close()


def test_a_text_field_opens_its_own(at_window: Person) -> None:
    at_window.press("Ctrl+Shift+F")
    field = at_window.page.field
    at_window.wait(field.hasFocus)
    QTest.keySequence(field, "Shift+F10")
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    assert any("Paste" in one for one in words(menu))
    menu.close()
