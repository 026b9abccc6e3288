"""Each dialog by keyboard: the first field has it, Tab follows the page and only stops at what has a name, Esc closes, Alt means one thing."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QDialog, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from itdesk.ui.bulk_edit import BulkEdit
from tests.at_window import Person, window_on
from tests.screens.order import astray, round_trip
from tests.screens.test_screens import go_to

Open = Callable[[Person], object]


def created(kind: str) -> Open:
    return lambda person: person.shell.create_record(kind, {})


def at_hardware(run: Callable[[Any], object]) -> Open:
    def opened(person: Person) -> None:
        go_to(person, "inventory.hardware")
        run(person.page)

    return opened


def changing(page: Any) -> None:
    shown = page.list
    BulkEdit(shown.desk, shown.record_type, list(shown.table.records.ids[:3]), page.window()).open()


DIALOGS: dict[str, Open] = {
    **{f"new {kind}": created(kind) for kind in ("tickets", "hardware", "contracts", "people", "budgets")},
    "export": at_hardware(lambda page: page.open_export()),
    "print": at_hardware(lambda page: page.open_print()),
    "change many": at_hardware(changing),
    "colours": at_hardware(lambda page: page.list.open_rules()),
    "link": at_hardware(lambda page: page.panel.hung.links.add()),
    "hand out": at_hardware(lambda page: next(one for one in page.page_actions() if one.key == "A").run()),
    "bin": lambda person: person.shell.open_bin(),
    "operations": lambda person: person.shell.show_operations(),
    "keys": lambda person: person.shell.show_keys(),
    "settings": lambda person: person.shell.open_settings(),
    "who": lambda person: person.shell.seat.choose(),
}
WITHOUT_FIELDS = {"keys", "print"}  # the print dialog's first is its title, beside the pages


def nameless(stops: list[QWidget]) -> list[str]:
    """Stops of Tab that a screen reader has no word for."""
    return [type(one).__name__ for one in stops if not one.accessibleName() and not getattr(one, "text", str)()]


def mnemonics(dialog: QWidget) -> list[str]:
    """Letters that Alt gives to more than one part."""
    shown = [one for one in dialog.findChildren(QAbstractButton) if one.isVisible()]
    texts = [one.text() for one in shown]
    texts += [one.text() for one in dialog.findChildren(QLabel) if one.isVisible() and one.buddy()]
    keys = [QKeySequence.mnemonic(text).toString() for text in texts]
    return [key for key, times in Counter(keys).items() if key and times > 1]


def opened(person: Person, name: str) -> QDialog:
    before = set(QApplication.topLevelWidgets())
    DIALOGS[name](person)
    person.wait()

    def new() -> list[QDialog]:
        there = [one for one in QApplication.topLevelWidgets() if one not in before or one.isActiveWindow()]
        return [one for one in there if isinstance(one, QDialog) and one.isVisible()]

    person.wait(new)
    dialog = new()[-1]
    dialog.activateWindow()
    person.wait(dialog.isActiveWindow)
    return dialog


@pytest.mark.timeout(300)
@pytest.mark.parametrize("language", ["en", "ar_XB"])
def test_dialogs_are_gone_through_by_keys(
    language: str, sample: Path, shown_as: Any, qtbot: QtBot, tmp_path: Path
) -> None:
    shown_as(language, 100)
    file = tmp_path / "walked.itdesk"
    shutil.copy(sample, file)
    found: list[str] = []
    with window_on(file, qtbot) as person:
        for name in DIALOGS:
            dialog = opened(person, name)
            first = QApplication.focusWidget()
            if first is None or not dialog.isAncestorOf(first):
                found.append(f"{name}: nothing has the keyboard")
            elif isinstance(first, QPushButton) and name not in WITHOUT_FIELDS:
                found.append(f"{name}: a button has the keyboard, {first.text()}")
            found += [f"{name}: {line}" for line in astray(dialog)]
            found += [
                f"{name}: Tab stops at a {line} without a name" for line in nameless(round_trip(dialog, Qt.Key.Key_Tab))
            ]
            found += [f"{name}: Alt+{letter} twice" for letter in mnemonics(dialog)]
            QTest.keyClick(QApplication.focusWidget() or dialog, Qt.Key.Key_Escape)
            person.wait()
            if dialog in QApplication.topLevelWidgets() and dialog.isVisible():
                found.append(f"{name}: Esc leaves it open")
                dialog.hide()
    assert found == [], "\n".join(found)
