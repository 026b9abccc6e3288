"""Icons follow the theme as long as what carries them lives."""

from __future__ import annotations

from pathlib import Path

import pytest
import shiboken6
from PySide6.QtGui import QAction, QImage
from pytestqt.qtbot import QtBot

from itdesk.ui import icons
from itdesk.ui.drawn_icons import DrawnIcons
from itdesk.ui.theme import Theme


def test_theme_changes_after_a_menu_entry_was_deleted_while_something_names_it(qtbot: QtBot) -> None:
    entry = QAction("Edit")
    icons.put(entry, "edit")
    shiboken6.delete(entry)
    with qtbot.captureExceptions() as raised:
        Theme.current().theme_changed.emit()
    assert raised == []


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot) -> Path:
    """Where a start keeps its icons; nothing was drawn in this process so far."""
    monkeypatch.setattr(icons, "_pixmaps", {})
    return tmp_path / "starts" / "icons.json"


def start(file: Path, size: int) -> QImage:
    icons._pixmaps.clear()
    icons.begin_with(DrawnIcons(file))
    drawn = icons.pixmap("left", "accent", size, 1.5)
    icons.start_is_over()
    assert drawn.devicePixelRatio() == 1.5
    return drawn.toImage()


def test_a_start_has_the_pictures_of_the_one_before(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first, large = start(file, 16), start(file, 48)
    with monkeypatch.context() as nothing_drawn:
        nothing_drawn.setattr(icons, "_sources", {"left": b"<svg xmlns='http://www.w3.org/2000/svg'/>"})
        assert (start(file, 16), start(file, 48)) == (first, large)
        assert start(file, 17) != first  # another size is drawn


@pytest.mark.parametrize("text", ["{", "[]", '{"made": "0.1", "pictures": {}}'])
def test_a_file_of_icons_that_tells_nothing_is_written_anew(file: Path, text: str) -> None:
    first = start(file, 16)
    written = file.read_text(encoding="utf-8")
    file.write_text(text, encoding="utf-8")
    assert start(file, 16) == first
    assert file.read_text(encoding="utf-8") == written
