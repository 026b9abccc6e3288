"""Every text of every place stands out from its ground, as painted: light, dark and strong contrast."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from itdesk.ui.theme import Theme
from tests.at_window import window_on
from tests.screens.ink import pale
from tests.screens.test_screens import DIALOGS, PLACES, go_to, opened


@pytest.fixture
def look(settings_home: None) -> Iterator[Theme]:
    """The theme, as it was before afterwards."""
    theme = Theme.current()
    yield theme
    theme.choose(mode="light", percent=100, density="normal", contrast="system", less_motion=False)


@pytest.mark.timeout(300)
@pytest.mark.parametrize(("mode", "contrast"), [("light", "off"), ("dark", "off"), ("dark", "on")])
def test_words_of_every_place_stand_out(
    *, mode: str, contrast: str, look: Theme, sample: Path, qtbot: QtBot, tmp_path: Path
) -> None:
    look.choose(mode=mode, percent=100, density="normal", contrast=contrast, less_motion=True)
    file = tmp_path / "seen.itdesk"
    shutil.copy(sample, file)
    found: list[str] = []
    with window_on(file, qtbot) as person:
        for place in PLACES:
            go_to(person, place)
            found += [f"{place}: {line}" for line in pale(person.window)]
            found += [f"{place}, record: {line}" for line in opened(person, pale)]
        found += [line for dialog in DIALOGS for line in dialog(person, pale)]
    assert found == []


def test_pale_words_are_found(qtbot: QtBot) -> None:
    screen = QWidget()
    qtbot.addWidget(screen)
    column = QVBoxLayout(screen)
    column.addWidget(QLabel("Read me"))
    screen.setStyleSheet("QWidget { background: #FFFFFF; } QLabel { color: #9A9A9A; }")
    screen.show()
    assert "“Read me” has 2.8:1" in pale(screen)
    screen.setStyleSheet("QWidget { background: #FFFFFF; } QLabel { color: #404040; }")
    assert pale(screen) == []
