"""Every screen in every language, text size and window size: nothing cut off, over another, out of reach or without a name.

Some combinations run each time, chosen so that each pair of settings meets; `-m long` runs them all.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from itdesk import areas
from tests.at_window import Person, new_firm, window_on
from tests.screens.geometry import flaws

LANGUAGES = ("en", "de", "en_XA", "ar_XB")
PERCENTS = (90, 100, 150)
SIZES = ((1440, 900), (1280, 720))
EACH_TIME = {
    ("de", 150, (1280, 720)),
    ("en_XA", 100, (1280, 720)),
    ("ar_XB", 150, (1440, 900)),
    ("en", 90, (1440, 900)),
}
COMBINATIONS = [
    pytest.param(*one, marks=[] if one in EACH_TIME else [pytest.mark.long])
    for one in product(LANGUAGES, PERCENTS, SIZES)
]
Look = Callable[[QWidget], list[str]]  # what is wrong with a screen
PLACES = tuple(entry.folder for entry in areas.ENTRIES if entry.tab)


@pytest.mark.timeout(600)
@pytest.mark.parametrize("full", [True, False], ids=["full", "empty"])
@pytest.mark.parametrize(("language", "percent", "size"), COMBINATIONS)
def test_every_place_has_room(
    *,
    language: str,
    percent: int,
    size: tuple[int, int],
    full: bool,
    sample: Path,
    shown_as: Any,
    qtbot: QtBot,
    tmp_path: Path,
) -> None:
    shown_as(language, percent)
    file = tmp_path / "shown.itdesk"
    shutil.copy(sample, file) if full else new_firm(file)
    found: list[str] = []
    with window_on(file, qtbot) as person:
        person.window.resize(*size)
        for place in PLACES:
            go_to(person, place)
            found += [f"{place}: {line}" for line in flaws(person.window)]
            found += [f"{place}, record: {line}" for line in opened(person)]
        found += [line for dialog in DIALOGS for line in dialog(person)]
    assert found == []


def go_to(person: Person, place: str) -> None:
    kind = place.rpartition(".")[2]
    entry = next(one for one in areas.ENTRIES if one.folder == place)
    if entry.is_record:
        person.shell.show_kind(kind)
    else:
        person.window.go_to(place)
    person.wait()


def opened(person: Person, look: Look = flaws) -> list[str]:
    """Flaws of the first record of a list, opened over the page."""
    page = person.page
    page = getattr(page, "current_page", lambda: page)()
    rows = getattr(getattr(page, "list", None), "table", None)
    if rows is None or not hasattr(page, "open_record") or not rows.model().rowCount():
        return []
    rows.setFocus()
    record = rows.current_id() or rows.step(1) or rows.current_id()
    if not record:
        return []
    page.open_record(record)
    person.wait()
    found = look(person.window)
    page.escape()
    person.wait()
    return found


def _dialog(person: Person, name: str, look: Look) -> list[str]:
    person.wait(lambda: QApplication.activeModalWidget() is not None)
    dialog = QApplication.activeModalWidget()
    assert dialog is not None
    found = [f"{name}: {line}" for line in look(dialog)]
    dialog.hide()
    dialog.deleteLater()
    person.wait()
    return found


def create(person: Person, look: Look = flaws) -> list[str]:
    found: list[str] = []
    for kind in ("tickets", "hardware", "contracts", "people"):
        person.shell.create_record(kind, {})
        found += _dialog(person, f"new {kind}", look)
    return found


def export(person: Person, look: Look = flaws) -> list[str]:
    go_to(person, "inventory.hardware")
    person.page.open_export()
    return _dialog(person, "export", look)


def palette(person: Person, look: Look = flaws) -> list[str]:
    from itdesk.ui.palette import Palette

    person.shell.open_palette()
    person.wait()
    shown = next(part for part in QApplication.allWidgets() if isinstance(part, Palette) and part.isVisible())
    found = [f"palette: {line}" for line in look(shown)]
    shown.close()
    person.wait()
    return found


def key_sheet(person: Person, look: Look = flaws) -> list[str]:
    go_to(person, "inventory.hardware")
    person.shell.show_keys()
    return _dialog(person, "keys", look)


def importing(person: Person, look: Look = flaws) -> list[str]:
    go_to(person, "directory.people")
    person.page.open_import()
    person.wait()
    found = [f"import: {line}" for line in look(person.window)]
    person.page.escape()
    person.wait()
    return found


def kiosk(person: Person, look: Look = flaws) -> list[str]:
    from itdesk.areas.helpdesk.kiosk.page import Kiosk

    screen = Kiosk(person.shell.desk)
    screen.resize(person.window.size())
    screen.show()
    person.wait()
    found = [f"kiosk: {line}" for line in look(screen)]
    screen.hide()
    screen.deleteLater()
    person.wait()
    return found


def welcome(person: Person, look: Look = flaws) -> list[str]:
    from itdesk.ui.recent_workspaces import Recent, RecentWorkspaces
    from itdesk.ui.welcome import Welcome

    recent = Recent("/home/somebody/Firm.itdesk", "Harbour & Pine", "09:12")
    dialog = Welcome(RecentWorkspaces(lambda: [recent], print, print), Path("/nowhere"))
    dialog.show()
    found = [f"welcome: {line}" for line in look(dialog)]
    dialog.hide()
    dialog.deleteLater()
    return found


DIALOGS = (create, export, palette, key_sheet, importing, kiosk, welcome)


def test_accented_language_is_wider_than_english(shown_as: Any, qtbot: QtBot) -> None:
    from itdesk.core.texts import _

    part = QWidget()
    qtbot.addWidget(part)
    room = QFontMetrics(part.font())
    english = room.horizontalAdvance(_("Reports"))
    shown_as("en_XA", 100)
    assert room.horizontalAdvance(_("Reports")) > english * 1.3
