"""The frame: places, keys, history, what it remembers, and what it shows of notices and work."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit, QListView, QTabBar, QWidget

from itdesk.ui.notices import Toasts
from itdesk.ui.page import Page
from itdesk.ui.places import Area, Owner, Tab
from itdesk.ui.window import Window
from tests.ui.demo import DemoPage, demo_window

Make = Callable[..., Window]


@pytest.fixture
def make(qtbot: Any, tmp_path: Path) -> Make:
    def made(**options: Any) -> Window:
        settings = QSettings(str(tmp_path / "state.ini"), QSettings.Format.IniFormat)
        window = demo_window(settings, **options)
        qtbot.addWidget(window)
        window.resize(1280, 800)
        window.show()
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow, timeout=2000)
        return window

    return made


def page_of(window: Window) -> DemoPage:
    shown = window.stack.currentWidget()
    assert isinstance(shown, DemoPage)
    return shown


def test_first_area_is_shown_with_its_primary_action(make: Make) -> None:
    window = make()
    assert window.place == "home.home"
    assert window.topbar.title.text() == "Home"
    assert window.topbar.tabs.count() == 0
    assert window.topbar.primary.text() == "New home"


def test_pages_are_made_when_first_shown(make: Make) -> None:
    window = make()
    assert window.stack.count() == 1
    window.go_to("helpdesk")
    window.go_to("home")
    window.go_to("helpdesk")
    assert window.stack.count() == 2


def test_demo_page_is_a_page(make: Make) -> None:
    assert isinstance(make().page, Page)


def test_go_letters_and_ctrl_digits_move(qtbot: Any, make: Make) -> None:
    window = make()
    qtbot.keyClick(window, Qt.Key.Key_G)
    qtbot.keyClick(window, Qt.Key.Key_I)
    assert window.place == "inventory.hardware"
    qtbot.keyClick(window, Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier)
    assert window.place == "inventory.licences"
    window.go_to("home")
    window.go_to("inventory")
    assert window.place == "inventory.licences", "an area opens at its last tab"


def test_one_key_actions_stay_quiet_while_typing(qtbot: Any, make: Make) -> None:
    window = make()
    page = page_of(window)
    field = QLineEdit(page)
    field.show()
    field.setFocus()
    qtbot.keyClick(field, Qt.Key.Key_C)
    qtbot.keyClick(field, Qt.Key.Key_G)
    qtbot.keyClick(field, Qt.Key.Key_T)
    assert field.text() == "cgt"
    assert page.ran == []
    assert window.place == "home.home"
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert not field.hasFocus()
    qtbot.keyClick(window, Qt.Key.Key_C)
    assert page.ran == ["new"]


def test_one_key_actions_can_be_turned_off(qtbot: Any, make: Make) -> None:
    window = make()
    window.one_key = False
    qtbot.keyClick(window, Qt.Key.Key_C)
    assert page_of(window).ran == []


def test_keys_of_a_page_end_with_it(qtbot: Any, make: Make) -> None:
    window = make()
    first = page_of(window)
    window.go_to("helpdesk")
    qtbot.keyClick(window, Qt.Key.Key_A)
    assert first.ran == []
    assert page_of(window).ran == ["assign"]


def test_back_and_forward(make: Make) -> None:
    window = make()
    for place in ("helpdesk", "finance", "reports"):
        window.go_to(place)
    window.go_back()
    window.go_back()
    assert window.place == "helpdesk.tickets"
    window.go_forward()
    assert window.place == "finance.budgets"
    window.go_to("home")
    window.go_forward()
    assert window.place == "home.home"
    window.go_back()
    assert window.place == "finance.budgets"


def test_a_page_may_keep_the_person(make: Make) -> None:
    window = make()
    window.go_to("helpdesk")
    page_of(window).may_leave = False
    assert not window.go_to("finance")
    window.topbar.tabs.setCurrentIndex(2)
    assert window.place == "helpdesk.tickets"
    assert window.topbar.tabs.currentIndex() == 0
    assert not window.close()
    page_of(window).may_leave = True
    assert window.close()


def test_changes_reach_the_shown_page_now_and_others_when_seen(make: Make) -> None:
    window = make()
    home = page_of(window)
    window.go_to("helpdesk")
    desk = page_of(window)
    window.refresh(frozenset({"tickets"}))
    window.refresh(frozenset({"people"}))
    assert desk.refreshed == [frozenset({"tickets"}), frozenset({"people"})]
    assert home.refreshed == []
    window.go_to("home")
    assert home.refreshed == [frozenset({"tickets", "people"})]


def test_place_and_fold_come_back(qtbot: Any, make: Make) -> None:
    window = make()
    window.resize(1300, 777)
    window.go_to("vendors.contracts")
    window.toggle_sidebar()
    window.close()
    again = make()
    assert again.place == "vendors.contracts"
    assert again.sidebar.folded


def test_sidebar_folds_in_a_narrow_window_and_comes_back(make: Make) -> None:
    window = make()
    window.resize(900, 700)
    assert window.sidebar.folded
    areas = window.sidebar.areas
    QApplication.sendPostedEvents()
    assert areas.mapTo(window.sidebar, areas.rect().center()).x() == window.sidebar.rect().center().x()  # as its icons
    window.resize(1280, 800)
    assert not window.sidebar.folded


def test_areas_without_tabs_are_left_out_and_hidden_ones_can_be_reached(qtbot: Any, tmp_path: Path) -> None:
    areas = (
        Area("a", "First", "home", "A", (Tab("x", "X", lambda: DemoPage("X")),)),
        Area("b", "Empty", "rep", "B", ()),
        Area("c", "Hidden", "users", "U", (Tab("y", "Y", lambda: DemoPage("Y")),), hidden=True),
    )
    settings = QSettings(str(tmp_path / "s.ini"), QSettings.Format.IniFormat)
    window = Window(areas, workspace=Owner("W"), person=Owner("P"), settings=settings)
    qtbot.addWidget(window)
    assert [row.title for row in window.sidebar.areas.rows] == ["First"]
    assert not window.go_to("b")
    assert window.go_to("c.y")


def test_a_page_that_cannot_be_made_leaves_the_one_before(
    qtbot: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken() -> QWidget:
        raise ZeroDivisionError("bug")

    areas = (Area("a", "First", "home", "A", (Tab("x", "X", lambda: DemoPage("X")), Tab("z", "Z", broken))),)
    seen: list[Any] = []
    monkeypatch.setattr("sys.excepthook", lambda _kind, error, _trace: seen.append(error))
    window = Window(
        areas,
        workspace=Owner("W"),
        person=Owner("P"),
        settings=QSettings(str(tmp_path / "s.ini"), QSettings.Format.IniFormat),
    )
    qtbot.addWidget(window)
    assert not window.go_to("a.z")
    assert isinstance(seen[0], ZeroDivisionError)
    assert window.place == "a.x"


def test_nav_list_works_by_keyboard(qtbot: Any, make: Make) -> None:
    window = make()
    nav = window.sidebar.areas
    nav.setFocus()
    for _press in range(2):
        qtbot.keyClick(nav, Qt.Key.Key_Down)
    qtbot.keyClick(nav, Qt.Key.Key_Return)
    assert window.place == "inventory.hardware"
    qtbot.keyClick(nav, Qt.Key.Key_G)
    qtbot.keyClick(nav, Qt.Key.Key_F)
    assert window.place == "finance.budgets"


def test_toast_goes_after_its_time_but_waits_for_focus(qtbot: Any, make: Make) -> None:
    window = make()
    toasts = Toasts(window.notices, window, stay_ms=50)
    window.notices.done("3 assets retired")
    qtbot.waitUntil(lambda: not toasts.shown, timeout=2000)
    ran: list[int] = []
    from itdesk.ui.page import Action

    window.notices.done("2 assets retired", Action("Undo", lambda: ran.append(1), "Ctrl+Z"))
    button = toasts.shown[0].button
    assert button is not None
    button.setFocus()
    assert not toasts.shown[0].waiting
    qtbot.keyClick(button, Qt.Key.Key_Return)
    assert ran == [1]
    assert toasts.shown == []


def test_failures_stay_and_mark_the_bell(qtbot: Any, make: Make) -> None:
    window = make()
    toasts = Toasts(window.notices, window, stay_ms=10)
    tried: list[int] = []
    window.notices.done("Saved")
    assert not window.topbar.bell.dot
    window.notices.failed("Could not send the reply. It is kept as a draft.", lambda: tried.append(1))
    assert window.topbar.bell.dot
    qtbot.waitUntil(lambda: len(toasts.shown) == 1, timeout=2000)
    assert not toasts.shown[0].waiting
    window.show_notices()
    assert not window.topbar.bell.dot
    button = toasts.shown[0].button
    assert button is not None
    button.click()
    assert tried == [1]


def test_every_focusable_part_has_a_name(make: Make) -> None:
    window = make()
    window.notices.failed("It failed.", lambda: None)
    kinds = (QAbstractButton, QLineEdit, QListView, QTabBar)
    for widget in window.findChildren(QWidget):
        if isinstance(widget, kinds) and widget.focusPolicy() != Qt.FocusPolicy.NoFocus and widget.isVisible():
            spoken = QAccessible.queryAccessibleInterface(widget).text(QAccessible.Text.Name)
            assert spoken, f"{type(widget).__name__} has no name"
