"""From a wish to an open window, and back to the first window where that fails."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog, QMessageBox

from itdesk.app import Opening
from itdesk.core.errors import Stopped
from itdesk.core.marks import COLOURS, Mark
from itdesk.core.progress import Progress
from itdesk.db.workspace import change
from itdesk.paths import settings_file
from itdesk.settings import Settings
from itdesk.shell import Shell
from itdesk.ui.opening_window import OpeningWindow
from itdesk.ui.tasks import new_tasks, work
from itdesk.ui.theme import Theme
from itdesk.ui.welcome import Welcome
from itdesk.ui.wish import Start, Wish
from itdesk.wishes import open_wish

WAIT = 60_000  # milliseconds; a busy machine is no finding


@pytest.fixture(autouse=True)
def home(qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("ITDESK_HOME", str(tmp_path / "home"))
    if Theme.current()._app is None:
        Theme.current().install(qapp, mode="light")
    yield
    for window in QApplication.topLevelWidgets():
        if isinstance(window, QDialog) and window.isVisible():
            window.blockSignals(True)  # rejecting the first window ends the app
            window.close()
    work().close()


def new(file: Path, name: str) -> Start:
    return Start(Wish.CREATE, str(file), name, currency="GBP", locale="en_GB", zone="Europe/London", fiscal_month=4)


def shell_of(opening: Opening, qtbot: Any) -> Shell:
    qtbot.waitUntil(lambda: opening.shell is not None, timeout=WAIT)
    shell = opening.shell
    assert isinstance(shell, Shell)
    qtbot.addWidget(shell.window)
    qtbot.waitUntil(lambda: shell.desk.work.idle, timeout=WAIT)
    return shell


def test_new_workspace_opens_and_is_remembered(qtbot: Any, tmp_path: Path) -> None:
    opening = Opening()
    file = tmp_path / "firm.itdesk"
    opening.begin(new(file, "Harbour & Pine"))
    shell = shell_of(opening, qtbot)
    assert shell.window.windowTitle() == "Home – Harbour & Pine"
    assert (shell.desk.workspace.currency, shell.desk.workspace.fiscal_month) == ("GBP", 4)
    recent = Settings.load(settings_file()).recent
    assert [(one.location, one.name) for one in recent] == [(str(file), "Harbour & Pine")]
    assert shell.window.close()


def test_sample_firm_opens_twice(qtbot: Any) -> None:
    for _time in range(2):
        opening = Opening()
        opening.begin(Start(Wish.SAMPLE, ""))
        shell = shell_of(opening, qtbot)
        assert shell.window.sidebar.workspace.owner.detail == "38 people"
        assert shell.window.close()


def test_what_is_no_workspace_leads_back_to_the_first_window(qtbot: Any, tmp_path: Path) -> None:
    file = tmp_path / "letter.itdesk"
    file.write_text("Dear Mara", encoding="utf-8")
    opening = Opening()
    opening.begin(Start(Wish.OPEN, str(file)))
    qtbot.waitUntil(lambda: hasattr(opening, "_box"), timeout=WAIT)
    box: QMessageBox = opening._box
    assert "letter.itdesk" in box.text()
    assert box.informativeText()
    box.accept()
    first = opening._dialog
    assert isinstance(first, Welcome)
    qtbot.waitUntil(first.isVisible, timeout=WAIT)
    assert file.read_text(encoding="utf-8") == "Dear Mara"


def test_another_workspace_after_the_first(qtbot: Any, tmp_path: Path) -> None:
    opening = Opening()
    opening.begin(new(tmp_path / "one.itdesk", "One"))
    first = shell_of(opening, qtbot)
    opening.welcome()
    qtbot.waitUntil(lambda: opening._dialog is not None and opening._dialog.isVisible(), timeout=WAIT)
    opening.begin(new(tmp_path / "two.itdesk", "Two"))
    qtbot.waitUntil(lambda: opening.shell is not first, timeout=WAIT)
    second = shell_of(opening, qtbot)
    assert second.window.windowTitle() == "Home – Two"
    assert first.window.isVisible()
    listed = [one.label for one in first.menu_actions()]
    assert {"Home – One", "Home – Two"} <= set(listed)
    assert second.window.close()
    assert first.window.isVisible()
    first.window.refresh(frozenset({"*"}))
    qtbot.waitUntil(lambda: first.desk.work.idle, timeout=WAIT)
    assert Settings.load(settings_file()).open == (str(tmp_path / "one.itdesk"),)
    assert first.window.close()
    assert Settings.load(settings_file()).open == (str(tmp_path / "one.itdesk"),)


def test_menu_leads_to_the_other_workspaces_with_their_tiles(qtbot: Any, tmp_path: Path) -> None:
    opening = Opening()
    opening.begin(new(tmp_path / "One.itdesk", "One"))
    first = shell_of(opening, qtbot)
    opening.begin(new(tmp_path / "Two.itdesk", "Two"))
    qtbot.waitUntil(lambda: opening.shell is not first, timeout=WAIT)
    second = shell_of(opening, qtbot)
    with second.desk.database.writing() as session:
        change(session, {"name": "Two & Sons", "colour": "ruby", "tile": "TS"})
    qtbot.waitUntil(lambda: "Two & Sons" in {one.name for one in Settings.load(settings_file()).recent}, timeout=WAIT)
    way = next(one for one in first.menu_actions() if one.label == "Two & Sons")
    assert way.mark == Mark(COLOURS["ruby"][0], "TS")
    pin = next(one for one in first.menu_actions() if one.label == "Pin this workspace")
    pin.run()
    assert Settings.load(settings_file()).recent[0].name == "One"
    assert "Don't pin this workspace any more" in {one.label for one in first.menu_actions()}
    way.run()
    qtbot.waitUntil(second.window.isActiveWindow, timeout=WAIT)
    for one in (first, second):
        assert one.window.close()


def test_slow_opening_says_how_far_it_is_and_can_be_stopped(qtbot: Any, tmp_path: Path) -> None:
    tasks = new_tasks()
    waiting = OpeningWindow("Oak & Elm", tasks)
    qtbot.addWidget(waiting)
    go_on, told = Event(), []

    def slow(progress: Progress) -> None:
        progress.step(3, 10, "Copying")
        go_on.wait(WAIT / 1000)
        progress.step(4)

    tasks.read(waiting, slow, told.append, told.append, what="Opening")
    qtbot.waitUntil(waiting.isVisible, timeout=WAIT)
    assert "Copying" in waiting.what.text()
    assert (waiting.bar.value(), waiting.bar.maximum()) == (3, 10)
    qtbot.keyClick(waiting, Qt.Key.Key_Escape)
    go_on.set()
    qtbot.waitUntil(lambda: bool(told), timeout=WAIT)
    assert isinstance(told[0], Stopped)
    qtbot.waitUntil(lambda: not waiting.isVisible(), timeout=WAIT)
    tasks.close()


def test_opening_that_was_stopped_leads_back_to_the_first_window_and_leaves_nothing_open(
    qtbot: Any, tmp_path: Path
) -> None:
    file = tmp_path / "firm.itdesk"
    open_wish(new(file, "Firm")).close()
    progress = Progress()
    progress.cancel()
    with pytest.raises(Stopped):
        open_wish(Start(Wish.OPEN, str(file)), progress)
    assert not [one.name for one in tmp_path.iterdir() if one.name.endswith(("-wal", "-shm"))]
    opening = Opening()
    opening._awaited = 1
    opening._refused(new_tasks(), "", Stopped("Stopped."))
    assert isinstance(opening._dialog, Welcome)


def test_straight_to_the_shared_screen(qtbot: Any, tmp_path: Path) -> None:
    opening = Opening(kiosk=True)
    opening.begin(new(tmp_path / "firm.itdesk", "Firm"))
    shell = shell_of(opening, qtbot)
    assert shell.shared_screen.is_open
    assert not shell.window.isVisible()
    shell.shared_screen._screen.leave()
    shell.window.close()
