"""Home has its cards side by side where their words fit, in every language."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from pytestqt.qtbot import QtBot

from tests.at_window import window_on


def test_cards_in_german_never_lie_beyond_the_edge(sample: Path, shown_as: Any, qtbot: QtBot, tmp_path: Path) -> None:
    shown_as("de", 100)
    file = tmp_path / "shown.itdesk"
    shutil.copy(sample, file)
    with window_on(file, qtbot) as person:
        for wide in (1280, 1100):
            person.window.resize(wide, 720)
            person.window.go_to("home.overview")
            person.wait()
            assert person.page._scroll.horizontalScrollBar().maximum() == 0, f"at {wide} pixels"
