"""Moving house and taking a copy along at the window: the old place says where it went, and the copy comes back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QFileDialog

from itdesk import areas
from itdesk.app import Opening
from itdesk.db import records
from itdesk.db.engine import open_database
from itdesk.ui.merge_back_dialog import MergeBackDialog
from itdesk.ui.move_dialog import MoveDialog
from itdesk.ui.settings_dialog import SettingsDialog
from itdesk.ui.turns import all_done
from itdesk.ui.wish import Start, Wish
from tests.at_window import Person, new_firm

WAIT = 60_000


def settings_of(shell: Any, qtbot: Any) -> Any:
    shell.open_settings("place")
    qtbot.waitUntil(lambda: bool(shell.window.findChildren(SettingsDialog)) and all_done(), timeout=WAIT)
    found = shell.window.findChildren(SettingsDialog)[-1]
    qtbot.waitUntil(found.place.isVisible, timeout=WAIT)
    return found


def chooses(monkeypatch: pytest.MonkeyPatch, name: str, path: Path) -> None:
    monkeypatch.setattr(QFileDialog, name, lambda *_given: (str(path), ""))


@pytest.fixture
def opened(tmp_path: Path, qtbot: Any, settings_home: None) -> Iterator[Opening]:
    new_firm(tmp_path / "firm.itdesk")
    opening = Opening()
    opening.begin(Start(Wish.OPEN, str(tmp_path / "firm.itdesk")))
    qtbot.waitUntil(lambda: is_open(opening, tmp_path / "firm.itdesk"), timeout=WAIT)
    yield opening
    shell: Any = opening.shell
    shell.window.asks = False
    for one in list(shell.windows.shells):
        one.window.close()


def is_open(opening: Opening, place: Path) -> bool:
    shell: Any = opening.shell
    return shell is not None and shell.desk.database.is_whole and shell.desk.database.location == str(place)


def told(opening: Opening) -> str:
    shell: Any = opening.shell
    return " ".join(one.text for one in shell.window.notices.kept)


def test_a_workspace_moves_and_its_old_place_leads_there(opened: Opening, tmp_path: Path, qtbot: Any) -> None:
    old, new = tmp_path / "firm.itdesk", tmp_path / "new.itdesk"
    settings_of(opened.shell, qtbot).place.buttons["move"].click()
    dialog: Any = opened.shell.window.findChild(MoveDialog)  # type: ignore[union-attr]
    qtbot.waitUntil(lambda: "goes along whole" in dialog.going.text(), timeout=WAIT)
    dialog.to_file.click()
    dialog.act.click()
    assert dialog.isVisible()  # no place was said
    dialog.path.setText(str(new))
    dialog.act.click()
    qtbot.waitUntil(lambda: is_open(opened, new), timeout=WAIT)
    assert "lives here now" in told(opened)
    opened.begin(Start(Wish.OPEN, str(old)))
    qtbot.waitUntil(lambda: is_open(opened, old), timeout=WAIT)
    shell: Any = opened.shell
    assert str(new) in told(opened)
    settings_of(shell, qtbot).place.buttons["open"].click()
    qtbot.waitUntil(lambda: is_open(opened, new), timeout=WAIT)


def person_in(copy: Path, **values: str) -> None:
    """Somebody works in the copy elsewhere."""
    with closing(open_database(copy, areas.registry())) as there, there.writing() as session:
        draft = records.draft(session, "people", 1)
        draft.values |= values
        records.save(session, draft)
        new = records.blank(session.info["registry"], "people")
        new.values |= {"first_name": "Met", "last_name": "There"}
        records.save(session, new)


def test_a_copy_is_taken_along_and_merged_back(
    at_window: Person, qtbot: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_window.put("people", first_name="Beth", last_name="Carrow")
    copy = tmp_path / "along.itdesk"
    chooses(monkeypatch, "getSaveFileName", copy)
    chooses(monkeypatch, "getOpenFileName", copy)
    settings = settings_of(at_window.shell, qtbot)
    settings.place.buttons["along"].click()
    qtbot.waitUntil(lambda: copy.exists() and not at_window.shell.desk.backups.running, timeout=WAIT)
    person_in(copy, last_name="Miller", phone="3")
    at_window.change("people", 1, last_name="Smith")
    settings.place.buttons["back"].click()
    dialog: Any = settings.findChild(MergeBackDialog)
    qtbot.waitUntil(lambda: dialog.plan is not None, timeout=WAIT)
    at_window.wait()
    assert "New: People 1" in dialog.told.text()
    assert list(dialog.decisions().values()) == ["here"]
    at_window.press("Tab", "Space")  # all as in the copy
    assert list(dialog.decisions().values()) == ["there"]
    dialog.act.click()
    at_window.wait(lambda: ("Met", "There") in at_window.rows("people", "first_name", "last_name"))
    assert ("Beth", "Miller", "3") in at_window.rows("people", "first_name", "last_name", "phone")
    qtbot.waitUntil(lambda: at_window.shell.desk.undo.last is not None, timeout=WAIT)
    assert at_window.shell.desk.undo.last.what == "Merged back: along.itdesk"
    at_window.shell.desk.undo.undo()
    at_window.wait(lambda: at_window.rows("people", "first_name", "last_name") == [("Beth", "Smith")])
