"""Settings › Server at the window, against a real server: somebody is enrolled, joins in the first window, and is let in no more."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from itdesk.core.errors import PasswordRefused
from itdesk.core.rights import Role
from itdesk.db.server import administering, enrolling
from itdesk.db.server.administering import State
from itdesk.ui.join_dialog import JoinDialog
from itdesk.ui.recent_workspaces import RecentWorkspaces
from itdesk.ui.server_dialogs import SetUpDialog, ShownOnceDialog
from itdesk.ui.settings_dialog import SettingsDialog
from itdesk.ui.welcome import Welcome
from itdesk.ui.wish import Start, Wish
from itdesk.unlocking import ask_passphrase, is_about_passphrase
from itdesk.wishes import open_wish
from tests import postgres_server as postgres
from tests.at_window import Person, window_on
from tests.security.server_firm import ServerFirm, made

OWN_PASSWORD = "one of my own, and long"


@pytest.fixture(scope="module")
def firm(postgres_server: postgres.Server) -> Iterator[ServerFirm]:
    with made(postgres_server) as found:
        yield found


@pytest.fixture
def administrator(
    firm: ServerFirm, settings_home: None, monkeypatch: pytest.MonkeyPatch, qtbot: Any
) -> Iterator[Person]:
    login, password = firm.passwords[Role.ADMINISTRATOR]
    monkeypatch.setenv("ITDESK_PASSWORD", password)
    with window_on(firm.address(login), qtbot) as person:  # type: ignore[arg-type]
        yield person


def server_page(person: Person) -> Any:
    person.press("Ctrl+,")
    (dialog,) = person.window.findChildren(SettingsDialog)
    dialog.activateWindow()
    dialog.show_page("server")
    person.wait(dialog.server.list.isVisible)
    return dialog.server


def pick(person: Person, page: Any, name: str) -> None:
    page.filter.selectAll()
    QTest.keyClicks(page.filter, name)
    person.wait()


def push(button: QWidget) -> None:
    button.setFocus()
    QTest.keyClick(button, Qt.Key.Key_Space)


def new_person(person: Person, name: str) -> int:
    return person.put("people", name=name, role="staff", is_active=True)


def state_of(firm: ServerFirm, person: int) -> State:
    return next(one.state for one in administering.look(firm.url).people if one.person == person)


def test_an_administrator_enrols_and_ends_a_login(
    firm: ServerFirm, administrator: Person, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = new_person(administrator, "Zoë Newcomer")
    file = tmp_path / "zoe.json"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_asked: (str(file), ""))
    page = server_page(administrator)
    pick(administrator, page, "newcomer")
    assert "Zoë Newcomer" in page.about.text()
    assert page.about.height() >= page.about.fontMetrics().height()
    push(page.enrol)
    administrator.wait(lambda: isinstance(QApplication.activeModalWidget(), ShownOnceDialog))
    shown: Any = administrator.dialog()
    push(shown.act)
    assert QGuiApplication.clipboard().text() == shown.password.text()
    assert shown.password.text() not in file.read_text(encoding="utf-8")
    push(shown.safe)
    assert state_of(firm, key) is State.INVITED
    administrator.wait(lambda: not page.disable.isHidden())
    push(page.disable)
    question: Any = administrator.dialog()
    push(question.act)
    administrator.wait(lambda: state_of(firm, key) is State.DISABLED)
    _drop(firm, key)


def test_nobody_ends_their_own_login(firm: ServerFirm, administrator: Person) -> None:
    page = server_page(administrator)
    name = firm.stored("people", firm.firm.people[Role.ADMINISTRATOR])["name"]
    pick(administrator, page, name)
    assert page.disable.isHidden()
    assert page.about.text().startswith(name)


def test_the_server_is_set_up_again_by_its_own_user(firm: ServerFirm, administrator: Person) -> None:
    page = server_page(administrator)
    push(page.setting_up)
    dialog: Any = administrator.dialog()
    assert isinstance(dialog, SetUpDialog)
    push(dialog.act)  # as an administrator of the workspace, who makes no roles
    administrator.wait(lambda: "may not set the server up" in dialog._wrong_words.text())
    dialog.user.selectAll()
    QTest.keyClicks(dialog.user, urlsplit(firm.url).username or "postgres")
    push(dialog.act)
    administrator.wait(lambda: not dialog.isVisible())
    assert not page.wrong.text()


def test_who_was_invited_joins_from_the_open_dialog(
    firm: ServerFirm, settings_home: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    person = firm.firm.people[Role.STAFF]
    file = tmp_path / "for-you.json"
    given = administering.invite(firm.url, person, file)
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_asked: (str(file), ""))
    welcome = Welcome(RecentWorkspaces(list, lambda *_pin: None, lambda _gone: None), tmp_path)
    qtbot.addWidget(welcome)
    welcome.show()
    push(next(card for card in welcome.findChildren(QAbstractButton) if card.accessibleName() == "Open a workspace"))
    qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), JoinDialog))
    dialog: Any = QApplication.activeModalWidget()
    qtbot.waitUntil(lambda: "Firm" in dialog.about.text())
    qtbot.keyClicks(dialog.one_time, "not-the-one")
    for field in (dialog.new.first, dialog.new.second):
        qtbot.keyClicks(field, OWN_PASSWORD)
    push(dialog.act)
    qtbot.waitUntil(lambda: "refuses" in dialog._wrong_words.text(), timeout=10_000)
    dialog.one_time.selectAll()
    qtbot.keyClicks(dialog.one_time, given.password)
    push(dialog.act)
    qtbot.waitUntil(lambda: welcome.start is not None, timeout=10_000)
    assert welcome.start is not None
    assert OWN_PASSWORD not in welcome.start.location
    monkeypatch.setenv("ITDESK_PASSWORD", welcome.start.password)
    with closing(open_wish(welcome.start)) as database:
        assert database.login.person == person
    assert state_of(firm, person) is State.JOINED


def test_a_server_without_a_known_password_is_asked_for_it(
    firm: ServerFirm, settings_home: None, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    monkeypatch.delenv("ITDESK_PASSWORD", raising=False)
    login, password = firm.passwords[Role.TECHNICIAN]
    start = Start(Wish.OPEN, firm.address(login))
    with pytest.raises(PasswordRefused) as refused:
        open_wish(start)
    assert is_about_passphrase(refused.value)
    dialog: Any = ask_passphrase(start.location)
    qtbot.addWidget(dialog)
    dialog.open()
    qtbot.keyClicks(dialog.field, "not the one")
    push(dialog.act)
    qtbot.waitUntil(lambda: "refuses" in dialog._wrong_words.text(), timeout=10_000)
    dialog.field.selectAll()
    qtbot.keyClicks(dialog.field, password)
    push(dialog.act)
    qtbot.waitUntil(lambda: not dialog.isVisible(), timeout=10_000)
    with closing(open_wish(start)) as database:
        assert database.login.person == firm.firm.people[Role.TECHNICIAN]


def _drop(firm: ServerFirm, person: int) -> None:
    for one in enrolling.logins(firm.root):
        if one.person == person:
            firm.root.execute(f'DROP OWNED BY "{one.login}"')
            firm.root.execute(f'DROP ROLE "{one.login}"')
            firm.root.execute("DELETE FROM enrol.logins WHERE person_id = %s", (person,))
