"""Out of a backup at the window: single records as a step, and everything with the windows closed and opened again."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication

from itdesk.app import Opening
from itdesk.db.backups import folder
from itdesk.db.backups.manifest import Why
from itdesk.ui.restore_dialog import RestoreDialog
from itdesk.ui.settings_dialog import SettingsDialog
from itdesk.ui.turns import all_done
from itdesk.ui.wish import Start, Wish
from tests.at_window import Person, agreeing, new_firm

WAIT = 60_000


def restore_dialog(shell: Any, qtbot: Any) -> Any:
    """As a person gets to it: the settings, the newest backup, Restore…"""
    shell.open_settings("backups")
    qtbot.waitUntil(all_done)
    (settings,) = shell.window.findChildren(SettingsDialog)
    qtbot.waitUntil(settings.backups.restore.isEnabled, timeout=WAIT)
    settings.backups.restore.click()
    dialog = settings.findChild(RestoreDialog)
    assert isinstance(dialog, RestoreDialog)
    qtbot.waitUntil(lambda: not dialog.run_bar.running and dialog.whole.isEnabled(), timeout=WAIT)
    return dialog


def back_up(shell: Any, qtbot: Any) -> None:
    made: list[Any] = []
    shell.desk.backups.make("by hand", made.append)
    qtbot.waitUntil(lambda: bool(made), timeout=WAIT)


def test_single_records_come_back_as_a_step(at_window: Person, qtbot: Any) -> None:
    beth = at_window.put("people", first_name="Beth", last_name="Carrow")
    back_up(at_window.shell, qtbot)
    at_window.change("people", beth, last_name="Miller")
    at_window.put("people", first_name="Since", last_name="Then")
    dialog = restore_dialog(at_window.shell, qtbot)
    assert "2 records differ" in dialog.told.text()
    rows = {getattr(one, "text", ""): row for row, one in enumerate(dialog.list.items.items)}
    place = rows["Beth Carrow"]
    dialog.list.setCurrentIndex(dialog.list.items.index(place))
    dialog.list.setCurrentIndex(dialog.list.items.index(rows["Since Then"]))  # before the fields of the other are read
    at_window.wait()
    assert dialog.more.text() == ""
    dialog.list.setCurrentIndex(dialog.list.items.index(place))
    at_window.wait(lambda: "now “Miller”" in dialog.more.text())
    assert dialog.act.text() == "Bring back 1"
    dialog.act.setFocus()
    at_window.press("Space")
    at_window.wait(lambda: ("Beth", "Carrow") in at_window.rows("people", "first_name", "last_name"))
    assert ("Since", "Then") in at_window.rows("people", "first_name", "last_name")
    qtbot.waitUntil(lambda: not dialog.run_bar.running, timeout=WAIT)
    assert "Brought back from the backup" in at_window.shell.desk.undo.last.what
    at_window.shell.desk.undo.undo()
    at_window.wait(lambda: ("Beth", "Miller") in at_window.rows("people", "first_name", "last_name"))
    dialog.reject()


def test_what_was_made_since_can_not_be_brought_back(at_window: Person, qtbot: Any) -> None:
    back_up(at_window.shell, qtbot)
    at_window.put("people", first_name="Since", last_name="Then")
    dialog = restore_dialog(at_window.shell, qtbot)
    assert dialog.picks() == []
    assert not dialog.act.isEnabled()
    assert not dialog.whole.isVisible()  # a window without an app around it can't close and open itself
    dialog.reject()


@pytest.fixture
def opened(tmp_path: Path, qtbot: Any, settings_home: None) -> Iterator[Opening]:
    new_firm(tmp_path / "firm.itdesk")
    opening = Opening()
    opening.begin(Start(Wish.OPEN, str(tmp_path / "firm.itdesk")))
    qtbot.waitUntil(lambda: opening.shell is not None and opening.shell.desk.database.is_whole, timeout=WAIT)
    yield opening
    shell: Any = opening.shell
    shell.window.asks = False
    for one in list(shell.windows.shells):
        one.window.close()


def people(opening: Opening) -> int:
    from itdesk.db import lists

    shell: Any = opening.shell
    with shell.desk.database.reading() as session:
        return lists.count(session, lists.ListSpec("people", ("first_name",)))


def test_everything_as_it_was(opened: Opening, tmp_path: Path, qtbot: Any) -> None:
    from itdesk.db import records

    first: Any = opened.shell
    second = first.windows.open("vendors.contracts")
    back_up(first, qtbot)
    with first.desk.database.writing() as session:
        draft = records.blank(first.desk.registry, "people")
        draft.values |= {"first_name": "Since", "last_name": "Then"}
        records.save(session, draft)
    assert people(opened) == 1
    dialog = restore_dialog(first, qtbot)
    with agreeing("Restore") as asked:
        dialog.whole.click()
    assert "1 record that was made since goes." in asked[0]
    qtbot.waitUntil(
        lambda: opened.shell not in (None, first, second) and opened.shell.desk.database.is_whole, timeout=WAIT
    )
    assert people(opened) == 0
    made = folder.listed([tmp_path / "firm.itdesk-backups"])
    assert [one.why for one in made] == [Why.RESTORE, Why.BY_HAND]
    assert QApplication.quitOnLastWindowClosed()
