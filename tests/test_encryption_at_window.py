"""Encryption put on and taken off in the settings, the passphrase changed, and the window locked and unlocked again."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLabel
from pytestqt.qtbot import QtBot

from itdesk.app import Opening
from itdesk.areas import registry
from itdesk.core import recovery_code
from itdesk.core.sealing import Cost
from itdesk.db import connecting, keyslots, unlocking
from itdesk.db.backups.choices import Choices, choose, folders_of
from itdesk.db.backups.making import make
from itdesk.db.backups.manifest import Why
from itdesk.db.engine import Encryption, create_workspace
from itdesk.db.sniff import backups_of, slots_of
from itdesk.files.kept import MARK, kept_files
from itdesk.idle import Idle
from itdesk.shell import Shell
from itdesk.ui.preferences import Preferences
from itdesk.ui.recovery_dialog import RecoveryDialog
from itdesk.ui.settings_encryption import PassphraseDialog
from itdesk.ui.suspending import Suspending
from itdesk.ui.tasks import work
from itdesk.ui.unlock_dialog import UnlockDialog
from itdesk.ui.wish import Start, Wish

PASSPHRASE = "violet tractor under seven"
QUICK = Cost(1, 32)
WAIT = 60_000


@pytest.fixture(autouse=True)
def nothing_unlocked(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.delenv("ITDESK_PASSWORD", raising=False)
    yield
    for path in list(connecting._Held.keys):
        connecting.let_go(path)
    unlocking._Tries.wrong.clear()


class Seat:
    """Somebody at the app with one workspace."""

    def __init__(self, qtbot: QtBot, file: Path) -> None:
        self.qtbot, self.file = qtbot, file
        self.opening = Opening()

    def open(self) -> Shell:
        self.opening.begin(Start(Wish.OPEN, str(self.file)))
        return self.shown()

    def shown(self) -> Shell:
        self.until(lambda: self.opening.shell is not None and self.opening.shell.desk.database.is_whole)
        shell = self.opening.shell
        assert shell is not None
        shell.window.activateWindow()
        return shell

    def until(self, done: Any) -> None:
        self.qtbot.waitUntil(lambda: bool(done()), timeout=WAIT)

    def dialog(self, kind: type[Any]) -> Any:
        self.until(lambda: isinstance(QApplication.activeModalWidget(), kind))
        return QApplication.activeModalWidget()

    def settings(self) -> Any:
        shell = self.shown()
        shell.open_settings("encryption")
        from itdesk.ui.settings_dialog import SettingsDialog

        found = shell.window.findChild(SettingsDialog)
        assert found is not None
        return found.encryption

    def type_new(self, dialog: Any, passphrase: str) -> None:
        QTest.keyClicks(dialog.new.first, passphrase)
        QTest.keyClicks(dialog.new.second, passphrase)
        dialog.accept()

    def prove(self) -> str:
        dialog = self.dialog(RecoveryDialog)
        QTest.keyClicks(dialog.field, dialog.code)
        dialog.accept()
        return str(dialog.code)

    def leave(self) -> None:
        if self.opening.shell is not None:
            shell = self.opening.shell
            self.until(lambda: work().idle)
            for editor in shell.desk.unsaved.dirty():
                editor.discard()
            shell.window.asks = False
            shell.window.close()


@pytest.fixture
def seat(request: pytest.FixtureRequest, tmp_path: Path, settings_home: None, qtbot: QtBot) -> Iterator[Seat]:
    """At a plain workspace, or at an encrypted one where the test asks for it."""
    file = tmp_path / "Oak.itdesk"
    sealed = (
        Encryption(PASSPHRASE, recovery_code.make(), QUICK) if getattr(request, "param", "") == "encrypted" else None
    )
    create_workspace(file, registry(), "Oak & Elm", encryption=sealed).close()
    made = Seat(qtbot, file)
    yield made
    made.leave()
    for window in QApplication.topLevelWidgets():
        if isinstance(window, QDialog) and window.isVisible():
            window.blockSignals(True)  # rejecting the first window ends the app
            window.close()


def test_encrypted_in_the_settings_it_comes_back_with_what_was_typed_sealed(seat: Seat) -> None:
    shell = seat.open()
    uid = shell.desk.workspace.uid
    shell.desk.drafts.set("text/tickets/1/reply", "typed before")
    page = seat.settings()
    assert "not encrypted" in page.said.text()
    page.buttons["encrypt"].click()
    seat.type_new(seat.dialog(PassphraseDialog), PASSPHRASE)
    code = seat.prove()
    seat.until(lambda: unlocking.is_encrypted(seat.file) and seat.opening.shell not in {None, shell})
    again = seat.shown()
    assert again.desk.workspace.uid == uid
    assert again.desk.drafts.get("text/tickets/1/reply") == "typed before"
    assert kept_files(uid)
    assert all(one.read_bytes().startswith(MARK) for one in kept_files(uid))
    assert keyslots.load(seat.file).open_by(code) == connecting.key_of(seat.file)


def test_copies_that_remain_in_clear_are_named_and_removed_when_one_says_so(seat: Seat, tmp_path: Path) -> None:
    shell = seat.open()
    database, second = shell.desk.database, tmp_path / "second"
    choose(database.workspace.uid, Choices(second=str(second)))
    make(database, folders_of(seat.file, database.workspace.uid, Choices(second=str(second))), Why.BY_HAND)
    [copy] = second.glob("*.itdesk")
    seat.settings().buttons["encrypt"].click()
    seat.type_new(seat.dialog(PassphraseDialog), PASSPHRASE)
    seat.prove()
    seat.until(lambda: unlocking.is_encrypted(seat.file) and seat.opening.shell not in {None, shell})
    page = seat.settings()
    seat.until(lambda: page.clear.isVisibleTo(page))
    assert str(copy) in page.clear.said.text()
    page.clear.remove.click()
    asked = seat.dialog(QDialog)
    seat.until(lambda: str(copy) in " ".join(one.text() for one in asked.findChildren(QLabel)))
    assert copy.exists()
    asked.accept()
    seat.until(lambda: not page.clear.isVisibleTo(page))
    assert list(second.iterdir()) == []
    assert len(list(backups_of(seat.file).glob("*.itdesk"))) == 1  # the encrypted one of the usual folder


@pytest.mark.parametrize("seat", ["encrypted"], indirect=True)
def test_taken_off_in_the_settings_it_comes_back_in_clear(seat: Seat) -> None:
    shell = seat.open()
    uid = shell.desk.workspace.uid
    shell.desk.drafts.set("text/tickets/1/reply", "typed before")
    seat.settings().buttons["decrypt"].click()
    seat.dialog(QDialog).accept()
    seat.until(lambda: not slots_of(seat.file).exists() and seat.opening.shell not in {None, shell})
    assert seat.shown().desk.drafts.get("text/tickets/1/reply") == "typed before"
    assert seat.file.read_bytes().startswith(b"SQLite format 3")
    assert not any(one.read_bytes().startswith(MARK) for one in kept_files(uid))


@pytest.mark.parametrize("seat", ["encrypted"], indirect=True)
def test_passphrase_and_code_are_changed_in_their_slots_alone(seat: Seat) -> None:
    seat.open()
    page = seat.settings()
    page.buttons["passphrase"].click()
    dialog = seat.dialog(PassphraseDialog)
    QTest.keyClicks(dialog.present, "not the one")
    seat.type_new(dialog, "another moss cathedral")
    seat.until(lambda: "not the passphrase" in page.said.text())
    unlocking._Tries.wrong.clear()
    page.buttons["passphrase"].click()
    dialog = seat.dialog(PassphraseDialog)
    QTest.keyClicks(dialog.present, PASSPHRASE)
    seat.type_new(dialog, "another moss cathedral")
    seat.until(lambda: page.said.text() == "The passphrase was changed.")
    page.buttons["code"].click()
    code = seat.prove()
    seat.until(lambda: "new recovery code holds" in page.said.text())
    slots = keyslots.load(seat.file)
    assert slots.open_by("another moss cathedral") == slots.open_by(code) == connecting.key_of(seat.file)
    assert [one.kind for one in slots.slots] == [keyslots.PASSPHRASE, keyslots.RECOVERY]


@pytest.mark.parametrize("seat", ["encrypted"], indirect=True)
def test_locked_window_is_gone_with_its_key_and_comes_back_as_it_was(seat: Seat) -> None:
    shell = seat.open()
    shell.window.go_to("vendors.vendors")
    shell.desk.drafts.set("text/tickets/1/reply", "typed before")
    held = connecting.key_of(seat.file)
    assert held is not None
    QTest.keySequence(shell.window, "Ctrl+Alt+L")
    dialog = seat.dialog(UnlockDialog)
    assert "Oak & Elm is locked" in dialog.windowTitle()
    assert held == bytes(32)
    assert connecting.key_of(seat.file) is None
    assert seat.opening.shell is None
    assert [one for one in QApplication.topLevelWidgets() if one.isVisible()] == [dialog]
    QTest.keyClicks(dialog.field, PASSPHRASE)
    QTest.keySequence(dialog.field, "Return")
    again = seat.shown()
    assert again.window.place == "vendors.vendors"
    assert again.desk.drafts.get("text/tickets/1/reply") == "typed before"


@pytest.mark.parametrize("seat", ["encrypted"], indirect=True)
def test_idle_window_locks_itself_after_the_minutes_that_were_chosen(seat: Seat) -> None:
    shell = seat.open()
    idle = shell.windows.findChild(Idle)
    assert isinstance(idle, Idle)
    idle.look(time.monotonic() + 14 * 60)
    assert seat.opening.shell is shell
    Preferences.current().change(lock_after=0)
    idle.look(time.monotonic() + 600 * 60)
    assert seat.opening.shell is shell
    Preferences.current().change(lock_after=15)
    idle.look(time.monotonic() + 15 * 60 + 1)
    assert seat.dialog(UnlockDialog).isVisible()
    assert connecting.key_of(seat.file) is None


@pytest.mark.parametrize("seat", ["encrypted"], indirect=True)
def test_workspace_is_locked_before_the_computer_sleeps(seat: Seat) -> None:
    watch = seat.open().windows.findChild(Suspending)
    assert isinstance(watch, Suspending)
    watch.prepare(True)  # as logind says it over the bus (test_suspending)
    assert seat.dialog(UnlockDialog).isVisible()
    assert connecting.key_of(seat.file) is None


def test_plain_workspace_is_not_locked_while_nothing_would_be_asked(seat: Seat) -> None:
    shell = seat.open()
    assert shell.windows.findChild(Idle) is None
    QTest.keySequence(shell.window, "Ctrl+Alt+L")
    assert "give yourself a password first" in shell.window.notices.kept[0].text
    assert shell.window.isVisible()
