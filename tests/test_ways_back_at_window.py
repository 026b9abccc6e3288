"""A damaged workspace at its opening: the ways back are offered, one is chosen, and the window is there."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QMessageBox

from itdesk import areas
from itdesk.app import Opening
from itdesk.db.backups import making
from itdesk.db.backups.manifest import Why
from itdesk.db.engine import open_database
from itdesk.ui.ways_back_dialog import WaysBackDialog
from itdesk.ui.wish import Start, Wish
from tests.at_window import new_firm

WAIT = 60_000


@pytest.fixture
def torn(tmp_path: Path, settings_home: None) -> Path:
    path = tmp_path / "firm.itdesk"
    new_firm(path)
    with closing(open_database(path, areas.registry())) as database:
        making.make(database, [tmp_path / "firm.itdesk-backups"], Why.CHANGED)
    with path.open("rb+") as file:
        file.seek(100)
        file.write(b"\xff" * 4000)
    return path


def offered(opening: Opening, path: Path, qtbot: Any) -> WaysBackDialog:
    opening.begin(Start(Wish.OPEN, str(path)))
    qtbot.waitUntil(lambda: hasattr(opening, "_asking_ways"), timeout=WAIT)
    dialog = opening._asking_ways
    qtbot.waitUntil(lambda: not dialog.run_bar.running, timeout=WAIT)
    return dialog


def test_the_backup_is_offered_and_opens(torn: Path, qtbot: Any) -> None:
    opening, damage = Opening(), torn.read_bytes()
    dialog = offered(opening, torn, qtbot)
    assert [way.rung.value for way in dialog.ways] == ["backup"]
    assert "comes back" in dialog.more.text() or "come back" in dialog.more.text()
    assert dialog.list.accessibleName()
    assert torn.read_bytes() == damage
    dialog.act.click()
    qtbot.waitUntil(lambda: opening.shell is not None and opening.shell.desk.database.is_whole, timeout=WAIT)
    assert [one.read_bytes() for one in torn.parent.glob("firm.itdesk.damaged-*")] == [damage]
    shell: Any = opening.shell
    qtbot.waitUntil(lambda: shell.desk.work.idle, timeout=WAIT)
    assert shell.window.close()


def test_left_alone_it_stays_as_it_is(torn: Path, qtbot: Any) -> None:
    opening, damage = Opening(), torn.read_bytes()
    offered(opening, torn, qtbot).reject()
    qtbot.waitUntil(lambda: opening._dialog is not None and opening._dialog.isVisible(), timeout=WAIT)
    assert torn.read_bytes() == damage
    opening._dialog.reject()


def test_what_never_was_a_workspace_is_only_told(tmp_path: Path, settings_home: None, qtbot: Any) -> None:
    (tmp_path / "letter.itdesk").write_text("Dear Mara")
    opening = Opening()
    opening.begin(Start(Wish.OPEN, str(tmp_path / "letter.itdesk")))
    qtbot.waitUntil(lambda: hasattr(opening, "_box"), timeout=WAIT)
    box: QMessageBox = opening._box
    assert "letter.itdesk" in box.text()
    box.accept()
    assert opening._dialog is not None
    opening._dialog.reject()
