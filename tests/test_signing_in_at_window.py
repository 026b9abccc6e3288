"""Passwords at the window: given in the settings, asked for at a start, by who takes over, after a lock, and to leave the shared screen."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QWidget
from pytestqt.qtbot import QtBot

from itdesk.app import Opening
from itdesk.core.sealing import Cost
from itdesk.db import records, signing_in
from itdesk.shell import Shell
from itdesk.ui.dialogs import Dialog
from itdesk.ui.settings_dialog import SettingsDialog
from itdesk.ui.settings_sign_in import PasswordDialog
from itdesk.ui.sign_in_dialog import SignInDialog
from itdesk.ui.tasks import work
from itdesk.ui.turns import all_done
from itdesk.ui.welcome import Welcome
from itdesk.ui.window import Window
from itdesk.ui.wish import Start, Wish
from itdesk.wishes import open_wish
from tests.at_window import new_firm

GOOD, OTHER = "violet tractor", "seven under snow"


class Seat:
    """Somebody at the app with one workspace, in which Ana is administrator, Ben technician and Sue staff."""

    def __init__(self, qtbot: QtBot, file: Path) -> None:
        self.qtbot, self.file = qtbot, file
        self.opening = Opening()
        new_firm(file)
        self.people: dict[str, int] = {}
        database = open_wish(Start(Wish.OPEN, str(file)))
        with database.writing() as session:
            for name, role in (("Ana", "administrator"), ("Ben", "technician"), ("Sue", "staff")):
                draft = records.blank(database.registry, "people")
                draft.values.update(name=name, role=role)
                self.people[name] = records.save(session, draft)
        database.close()

    def give(self, name: str, password: str) -> None:
        database = open_wish(Start(Wish.OPEN, str(self.file)))
        database.write(lambda session: signing_in.put(session, self.people[name], password))
        database.close()

    def begin(self) -> None:
        self.opening.begin(Start(Wish.OPEN, str(self.file)))

    def until(self, done: Any) -> None:
        self.qtbot.waitUntil(lambda: bool(done()), timeout=30_000)

    def shown(self) -> Shell:
        self.until(lambda: self.opening.shell is not None and self.opening.shell.desk.database.is_whole)
        shell = self.opening.shell
        assert shell is not None
        self.until(lambda: work().idle and all_done() and shell.window.sidebar.person.owner.name in self.people)
        return shell

    def dialog(self, kind: type[Any]) -> Any:
        self.until(lambda: isinstance(QApplication.activeModalWidget(), kind))
        return QApplication.activeModalWidget()

    def answer(self, dialog: Any, password: str) -> None:
        dialog.field.clear()
        QTest.keyClicks(dialog.field, password)
        QTest.keySequence(dialog, "Return")

    def name(self) -> str:
        return str(self.shown().window.sidebar.person.owner.name)

    def settings(self) -> Any:
        shell = self.shown()
        shell.open_settings("signing_in")
        found = shell.window.findChild(SettingsDialog)
        assert found is not None
        self.until(lambda: work().idle and found.signing_in.own.isVisible())
        return found.signing_in

    def screen(self) -> Any:
        self.until(lambda: self.shown().shared_screen.is_open)
        return self.shown().shared_screen._screen


@pytest.fixture
def seat(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Seat]:
    monkeypatch.setattr(signing_in, "COST", Cost(1, 32))
    made = Seat(qtbot, tmp_path / "firm.itdesk")
    yield made
    for widget in QApplication.topLevelWidgets():
        if isinstance(widget, QDialog):
            widget.reject()
    for windows in list(made.opening._open.values()):
        if (screen := windows.front.shared_screen._screen) is not None:
            screen.leave()
        windows.leave()


def test_password_given_in_the_settings_is_asked_for_from_then_on(seat: Seat) -> None:
    seat.begin()
    seat.shown()
    page = seat.settings()
    assert not page.lock.isVisible()
    page.own.click()
    asked = seat.dialog(PasswordDialog)
    assert not asked.present.isVisible()
    for field in (asked.new.first, asked.new.second):
        QTest.keyClicks(field, GOOD)
    asked.act.click()
    seat.until(lambda: not asked.isVisible() and page.lock.isVisible())
    page.lock.click()
    locked = seat.dialog(SignInDialog)
    assert not [one for one in _windows() if isinstance(one, Window)]
    seat.answer(locked, GOOD)
    assert seat.name() == "Ana"
    assert seat.shown().window.isVisible()


def test_start_asks_and_wrong_tries_wait(seat: Seat) -> None:
    seat.give("Ana", GOOD)
    seat.begin()
    asked = seat.dialog(SignInDialog)
    assert [asked.who.itemText(place) for place in range(asked.who.count())] == ["Ana", "Ben", "Sue"]
    for _try in range(3):
        seat.answer(asked, "guess")
        seat.until(lambda: not asked._trying)
    assert "not the password of Ana" in asked._wrong_words.text()
    assert "Try again in" in asked._wrong_words.text()
    seat.answer(asked, GOOD)  # before the time is over
    assert asked.isVisible()
    asked.who.setCurrentText("Sue")  # nobody gave her one
    assert not asked.field.isVisible()
    asked.accept()
    assert seat.name() == "Sue"


def test_who_does_not_sign_in_is_back_at_the_first_window(seat: Seat) -> None:
    seat.give("Ana", GOOD)
    seat.begin()
    seat.dialog(SignInDialog).reject()
    seat.until(lambda: isinstance(seat.opening._dialog, Welcome))
    assert seat.opening.shell is None
    assert not Path(f"{seat.file}-wal").exists()  # nothing of it stays open


def test_who_takes_over_says_their_password(seat: Seat) -> None:
    seat.give("Ben", OTHER)
    seat.begin()
    shell = seat.shown()
    shell.seat.be(seat.people["Ben"])
    asked = seat.dialog(SignInDialog)
    assert not asked.who.isVisible()
    seat.answer(asked, GOOD)
    seat.until(lambda: not asked._trying)
    assert seat.name() == "Ana"
    seat.answer(asked, OTHER)
    seat.until(lambda: seat.name() == "Ben")


def test_shared_screen_is_left_by_a_password_alone_and_comes_back_after_a_restart(seat: Seat) -> None:
    seat.give("Ben", OTHER)
    seat.begin()
    seat.shown().shared_screen.offer()
    screen = seat.screen()
    assert not seat.shown().window.isVisible()
    QTest.keySequence(screen, "Ctrl+Shift+Q")
    asked = seat.dialog(SignInDialog)
    asked.accept()
    assert asked._wrong_words.text() == "Type the password."
    asked.reject()
    assert seat.shown().shared_screen.is_open
    first = seat.opening.shell
    assert first is not None
    screen._leaving = True  # as a power cut would end it: nobody left it
    screen.blockSignals(True)
    screen.close()
    first.windows.leave()
    seat.until(lambda: seat.opening.shell is None)
    seat.begin()
    screen = seat.screen()
    assert not [one for one in _windows() if isinstance(one, Window)]
    QTest.keySequence(screen, "Ctrl+Shift+Q")
    seat.answer(seat.dialog(SignInDialog), OTHER)
    seat.until(seat.shown().window.isVisible)
    seat.until(lambda: seat.name() == "Ben")  # who let themselves out, not who set it up
    assert not seat.shown().shared_screen.is_open


def _windows() -> list[QWidget]:
    return [one for one in QApplication.topLevelWidgets() if one.isVisible()]


def test_shared_screen_warns_where_nobody_has_a_password(seat: Seat) -> None:
    seat.begin()
    seat.shown().shared_screen.offer()
    warned = seat.dialog(Dialog)
    assert "password" in warned.act.text()
    warned.safe.click()
    assert seat.screen().isVisible()
    seat.until(seat.screen().isActiveWindow)
    QTest.keySequence(seat.screen(), "Ctrl+Shift+Q")
    asked = seat.dialog(Dialog)
    assert not isinstance(asked, SignInDialog)
    asked.act.click()
    seat.until(seat.shown().window.isVisible)
