"""A bar above a page: what stands in it has the room of its words, also once the text's size was changed."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from itdesk.ui.theme import Theme
from itdesk.ui.toolbar import Toolbar


def test_a_name_has_its_room_again_when_texts_grow_and_shrink(qtbot: QtBot) -> None:
    theme, bar = Theme.current(), Toolbar()
    name = bar.add_view("IT budget 2026/27", lambda: None)
    bar.resize(900, 60)
    qtbot.addWidget(bar)
    with qtbot.waitExposed(bar):
        bar.show()
    for percent in (150, 100, 150, 100):
        theme.choose(mode="light", percent=percent, density="normal", contrast="system", less_motion=False)
        qtbot.waitUntil(lambda: name.width() == name.sizeHint().width())
    assert theme.is_settled
