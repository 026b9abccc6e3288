"""Several windows: of one workspace, of several at once, back where they were, and one process a workspace."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from itdesk.app import Opening
from itdesk.db import workspace
from itdesk.paths import settings_file
from itdesk.settings import Settings
from itdesk.shell import Shell
from itdesk.ui import placement
from itdesk.ui.turns import all_done
from itdesk.ui.window import Window
from itdesk.ui.wish import Start, Wish
from itdesk.windows import Windows, open_all_again, quit_all
from tests.at_window import new_firm

WAIT = 20_000
ROOT = Path(__file__).parent.parent


@pytest.fixture
def opening(qtbot: QtBot, settings_home: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Opening]:
    monkeypatch.setattr(Windows, "open_ones", [])  # whatever other tests left open isn't this one's
    made = Opening()
    yield made
    for group in list(Windows.open_ones):
        for shell in list(group.shells):
            shell.window.close()
            shell.window.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def open_on(opening: Opening, file: Path, qtbot: QtBot) -> Shell:
    known = len(Windows.open_ones)
    opening.begin(Start(Wish.OPEN, str(file)))
    qtbot.waitUntil(lambda: len(Windows.open_ones) > known, timeout=WAIT)
    shell = Windows.open_ones[-1].front
    settle(shell, qtbot, lambda: shell.desk.database.is_whole)
    return shell


def settle(shell: Shell, qtbot: QtBot, until: Callable[[], object] = lambda: True) -> None:
    work: Any = shell.desk.work
    qtbot.waitUntil(lambda: work.idle and all_done() and not shell._told.isActive() and bool(until()), timeout=WAIT)


def rename(name: str, session: Any) -> Any:
    return workspace.change(session, {"name": name})


def press(window: Window, key: str, qtbot: QtBot) -> None:
    window.activateWindow()
    qtbot.waitUntil(lambda: QApplication.focusWidget() is not None and window.isActiveWindow(), timeout=WAIT)
    QTest.keySequence(QApplication.focusWidget(), key)


def test_second_window_shares_the_workspace_and_outlives_the_first(
    opening: Opening, tmp_path: Path, qtbot: QtBot
) -> None:
    new_firm(tmp_path / "firm.itdesk")
    first = open_on(opening, tmp_path / "firm.itdesk", qtbot)
    press(first.window, "Ctrl+Shift+N", qtbot)
    assert len(first.windows.shells) == 2
    second = first.windows.shells[1]
    assert second.window.pos() != first.window.pos()
    second.window.go_to("directory.departments")
    settle(second, qtbot)
    assert first.window.place == "home.overview"

    second.desk.write(second, partial(rename, "Elm"), lambda _old: None, step="Named anew")
    settle(second, qtbot, lambda: first.desk.undo.next_undo == "Named anew")
    first.desk.actor = 7
    assert second.desk.actor == 7
    first.desk.actor = None

    assert first.window.close()
    settle(second, qtbot)
    second.desk.create_record("departments", {"name": "Studio"})
    qtbot.waitUntil(lambda: QApplication.activeModalWidget() is not None, timeout=WAIT)
    dialog: Any = QApplication.activeModalWidget()
    assert dialog.parent() is second.window
    dialog.reject()
    second.desk.undo.undo()
    settle(second, qtbot, lambda: second.window.notices.kept)
    assert "Named anew" in second.window.notices.kept[0].text


def test_record_that_a_page_opens_appears_in_its_own_window(opening: Opening, tmp_path: Path, qtbot: QtBot) -> None:
    new_firm(tmp_path / "firm.itdesk")
    first = open_on(opening, tmp_path / "firm.itdesk", qtbot)
    second = first.windows.open("directory.people")
    second.desk.go_to("directory.departments")
    assert (first.window.place, second.window.place) == ("home.overview", "directory.departments")


def test_middle_click_opens_a_place_in_a_window_of_its_own(opening: Opening, tmp_path: Path, qtbot: QtBot) -> None:
    new_firm(tmp_path / "firm.itdesk")
    first = open_on(opening, tmp_path / "firm.itdesk", qtbot)
    areas = first.window.sidebar.areas
    row = [one.key for one in areas.rows].index("finance")
    box = areas.visualRect(areas.model().index(row, 0))
    QTest.mouseClick(areas.viewport(), Qt.MouseButton.MiddleButton, pos=box.center())
    qtbot.waitUntil(all_done)
    assert [one.window.place for one in first.windows.shells] == ["home.overview", "finance.budgets"]
    second = first.windows.shells[1]
    tabs = second.window.topbar.tabs
    box = tabs.tabRect(1)
    QTest.mouseClick(tabs, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ControlModifier, box.center())
    qtbot.waitUntil(all_done)
    assert [one.window.place for one in first.windows.shells][2] == "finance.budget_lines"
    titles = [one.label for one in first.menu_actions()]
    assert {"Home – Oak & Elm", "Budgets – Oak & Elm", "Lines – Oak & Elm"} <= set(titles)


def test_what_was_open_when_one_quits_comes_back(opening: Opening, tmp_path: Path, qtbot: QtBot) -> None:
    for name in ("one", "two"):
        new_firm(tmp_path / f"{name}.itdesk")
        open_on(opening, tmp_path / f"{name}.itdesk", qtbot)
    one, two = Windows.open_ones
    settle(one.open("vendors.contracts"), qtbot, all_done)
    press(two.front.window, "Ctrl+Q", qtbot)
    qtbot.waitUntil(lambda: not Windows.open_ones, timeout=WAIT)

    again = Opening()
    again.start(None, Settings.load(settings_file()))
    qtbot.waitUntil(lambda: all_done() and sum(len(group.shells) for group in Windows.open_ones) == 3, timeout=WAIT)
    shown = sorted(one.window.place for group in Windows.open_ones for one in group.shells)
    assert shown == ["home.overview", "home.overview", "vendors.contracts"]
    for group in Windows.open_ones:
        settle(group.front, qtbot, lambda: True)


def test_quitting_stops_where_something_is_unsaved_and_keeps_the_others(
    opening: Opening, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    new_firm(tmp_path / "firm.itdesk")
    first = open_on(opening, tmp_path / "firm.itdesk", qtbot)
    second = first.windows.open("vendors.contracts")
    settle(second, qtbot)
    with monkeypatch.context() as unsaved:
        unsaved.setattr(second.window.page, "can_leave", lambda: False)
        assert not quit_all()
    assert second.window.isVisible()
    assert second.window.close()


def test_a_workspace_that_is_open_comes_to_the_front_instead(opening: Opening, tmp_path: Path, qtbot: QtBot) -> None:
    new_firm(tmp_path / "firm.itdesk")
    shell = open_on(opening, tmp_path / "firm.itdesk", qtbot)
    shell.window.showMinimized()
    opening.begin(Start(Wish.OPEN, str(tmp_path / "sub" / ".." / "firm.itdesk")))
    assert len(Windows.open_ones) == 1
    assert not shell.window.isMinimized()


def test_second_process_raises_the_first_ones_window(opening: Opening, tmp_path: Path, qtbot: QtBot) -> None:
    new_firm(tmp_path / "firm.itdesk")
    shell = open_on(opening, tmp_path / "firm.itdesk", qtbot)
    (instance,) = opening._instances.values()
    qtbot.waitUntil(lambda: instance._server is not None, timeout=WAIT)
    shell.window.showMinimized()
    second = subprocess.Popen([sys.executable, "-m", "itdesk", str(tmp_path / "firm.itdesk")], cwd=ROOT)
    qtbot.waitUntil(lambda: second.poll() is not None, timeout=30_000)
    assert second.returncode == 0
    assert not shell.window.isMinimized()
    assert len(Windows.open_ones) == 1


@pytest.mark.parametrize(
    "lost", [QRect(90_000, 70_000, 1200, 800), QRect(-5000, -5000, 900, 700), QRect(100, -60, 900, 700)]
)
def test_window_that_no_screen_shows_comes_back_to_one(lost: QRect) -> None:
    screens = [QRect(0, 0, 1920, 1080), QRect(1920, 0, 1280, 1024)]
    found = placement.on_screen(lost, screens)
    assert any(screen.contains(found) for screen in screens)
    assert found.size() == lost.size()


def test_window_that_is_seen_stays_and_one_too_large_fits() -> None:
    screens = [QRect(0, 0, 1920, 1080), QRect(1920, 0, 1280, 1024)]
    seen = QRect(1800, 400, 900, 700)
    assert placement.on_screen(seen, screens) == seen
    huge = placement.on_screen(QRect(QPoint(0, 0), QPoint(9000, 9000)), screens)
    assert huge.size() == screens[0].size()


def test_geometry_of_a_screen_that_is_gone_is_corrected_at_the_window(
    opening: Opening, tmp_path: Path, qtbot: QtBot
) -> None:
    new_firm(tmp_path / "firm.itdesk")
    first = open_on(opening, tmp_path / "firm.itdesk", qtbot)
    first.window.setGeometry(QRect(90_000, 70_000, 700, 600))
    first.window.close()
    qtbot.waitUntil(lambda: not Windows.open_ones, timeout=WAIT)
    again = open_on(Opening(), tmp_path / "firm.itdesk", qtbot)
    assert any(screen.intersects(again.window.geometry()) for screen in placement.screens())


def test_windows_are_made_anew_for_another_language_where_they_were(
    opening: Opening, tmp_path: Path, qtbot: QtBot
) -> None:
    new_firm(tmp_path / "firm.itdesk")
    first = open_on(opening, tmp_path / "firm.itdesk", qtbot)
    first.window.go_to("vendors.contracts")
    first.windows.open("directory.people")
    open_all_again()  # before the second one has its page
    (group,) = Windows.open_ones
    assert first not in group.shells
    qtbot.waitUntil(all_done)
    assert sorted(one.window.place for one in group.shells) == ["directory.people", "vendors.contracts"]
    assert group.desk.database.read_only is False
    for shell in group.shells:
        settle(shell, qtbot)
    group.shells[0].desk.undo.undo()


def test_a_file_is_shared_from_the_menu_and_comes_back_as_it_was(
    opening: Opening, tmp_path: Path, qtbot: QtBot
) -> None:
    file = tmp_path / "firm.itdesk"
    new_firm(file)
    shell = open_on(opening, file, qtbot)
    shell.window.go_to("directory.departments")
    [share] = [one for one in shell.menu_actions() if one.icon == "users" and "folder" in one.label]
    share.run()
    dialog: Any = QApplication.activeModalWidget()
    dialog.act.click()
    qtbot.waitUntil(lambda: opening.shell is not None and opening.shell is not shell, timeout=WAIT)
    again = opening.shell
    assert again is not None
    settle(again, qtbot)
    database: Any = again.desk.database
    assert database.share.state.keeps
    assert not database.read_only
    assert again.window.place == "directory.departments"
    assert (tmp_path / "firm.itdesk-share" / "before sharing.itdesk").exists()
    assert not [one for one in again.menu_actions() if "in its folder" in one.label]
