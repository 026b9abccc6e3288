"""A workspace that is encrypted, from the first window to its rows: made, asked for, refused, opened by its code."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog
from pytestqt.qtbot import QtBot

from itdesk.app import Opening
from itdesk.areas import registry
from itdesk.core import passphrases, recovery_code
from itdesk.core.sealing import Cost
from itdesk.db import connecting, unlocking
from itdesk.db.engine import Encryption, create_workspace
from itdesk.ui.recovery_dialog import RecoveryDialog
from itdesk.ui.tasks import work
from itdesk.ui.unlock_dialog import UnlockDialog
from itdesk.ui.welcome_forms import NewWorkspaceDialog
from itdesk.ui.wish import Start, Wish

PASSPHRASE = "violet tractor under seven"
QUICK = Cost(1, 32)


@pytest.fixture(autouse=True)
def nothing_unlocked(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.delenv("ITDESK_PASSWORD", raising=False)
    yield
    for path in list(connecting._Held.keys):
        connecting.let_go(path)
    unlocking._Tries.wrong.clear()


@pytest.fixture
def home(tmp_path: Path, settings_home: None) -> Iterator[Path]:
    yield tmp_path
    for window in QApplication.topLevelWidgets():
        if isinstance(window, QDialog) and window.isVisible():
            window.blockSignals(True)  # rejecting the first window ends the app
            window.close()


@pytest.fixture
def sealed(home: Path) -> tuple[Path, str]:
    """An encrypted workspace that is locked, and its recovery code."""
    code, file = recovery_code.make(), home / "Sealed.itdesk"
    create_workspace(file, registry(), "Sealed Ltd", encryption=Encryption(PASSPHRASE, code, QUICK)).close()
    unlocking.lock(file)
    return file, code


def asked(qtbot: QtBot) -> UnlockDialog:
    qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), UnlockDialog), timeout=20_000)
    found: Any = QApplication.activeModalWidget()
    qtbot.waitUntil(lambda: work().idle, timeout=20_000)
    return found  # type: ignore[no-any-return]


def test_new_workspace_is_encrypted_once_its_code_was_typed_back(home: Path, qtbot: QtBot) -> None:
    form = NewWorkspaceDialog(home)
    qtbot.addWidget(form)
    form.show()
    QTest.keyClicks(form._name, "Oak")
    assert form.passphrase.isHidden()
    form.encrypt.setFocus()
    QTest.keySequence(form.encrypt, "Space")
    assert form.passphrase.isVisible()
    assert form.focusWidget() is form.passphrase.first
    QTest.keyClicks(form.passphrase.first, "short")
    form._try()
    assert "at least 8 characters" in form._error.text()
    form.passphrase.clear()
    QTest.keyClicks(form.passphrase.first, PASSPHRASE)
    QTest.keyClicks(form.passphrase.second, "violet")
    form._try()
    assert form._error.text() == "The two differ."
    QTest.keyClicks(form.passphrase.second, PASSPHRASE.removeprefix("violet"))
    form._try()
    dialog: Any = QApplication.activeModalWidget()
    assert isinstance(dialog, RecoveryDialog)
    assert "–".join(line.text().replace(" ", "") for line in dialog.shown) == dialog.code.replace("-", "–")
    dialog.accept()
    assert not form.result()
    wrong = dialog.code[:-1] + ("0" if dialog.code[-1] != "0" else "1")
    QTest.keyClicks(dialog.field, wrong)
    dialog.accept()
    assert "Group 7 is not as printed" in dialog.field.accessibleDescription()
    dialog.field.clear()
    QTest.keyClicks(dialog.field, dialog.code.lower())
    dialog.accept()
    start = form.answers()
    assert (start.passphrase, start.code) == (PASSPHRASE, dialog.code)
    assert PASSPHRASE not in repr(start)


def test_sheet_to_print_holds_the_code_and_what_to_do(
    home: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    import pypdfium2

    dialog = RecoveryDialog("Oak", "Oak.itdesk", None)
    qtbot.addWidget(dialog)
    from PySide6.QtGui import QDesktopServices

    shown: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: shown.append(url.toLocalFile()))
    dialog.save_to(home / "sheet.pdf")
    qtbot.waitUntil(lambda: bool(shown), timeout=20_000)
    document = pypdfium2.PdfDocument(home / "sheet.pdf")
    text = document[0].get_textpage().get_text_bounded()
    assert len(document) == 1
    assert all(group in text for group in dialog.code.split("-"))
    assert "Oak.itdesk" in text
    document.close()


def test_passphrase_is_asked_for_wrong_ones_wait_and_the_right_one_opens(
    sealed: tuple[Path, str], qtbot: QtBot
) -> None:
    file, code = sealed
    opening = Opening()
    opening.begin(Start(Wish.OPEN, str(file)))
    dialog = asked(qtbot)
    QTest.keyClicks(dialog.field, "wrong one")
    QTest.keySequence(dialog.field, "Return")
    qtbot.waitUntil(lambda: "not the passphrase" in dialog.field.accessibleDescription(), timeout=20_000)
    assert dialog.isVisible()
    assert "Try again in 1 second" in dialog._wrong_words.text()
    qtbot.waitUntil(lambda: "Try again" not in dialog._wrong_words.text(), timeout=20_000)
    QTest.keyClicks(dialog.field, code)
    QTest.keySequence(dialog.field, "Return")
    qtbot.waitUntil(lambda: opening.shell is not None, timeout=60_000)
    shell = opening.shell
    assert shell is not None
    assert shell.desk.workspace.name == "Sealed Ltd"
    qtbot.waitUntil(lambda: work().idle)
    shell.window.asks = False
    shell.window.close()


def test_who_does_not_know_the_passphrase_is_back_at_the_first_window(sealed: tuple[Path, str], qtbot: QtBot) -> None:
    file, _code = sealed
    opening = Opening()
    opening.begin(Start(Wish.OPEN, str(file)))
    QTest.keySequence(asked(qtbot).field, "Esc")
    qtbot.waitUntil(lambda: opening._dialog is not None and opening._dialog.isVisible(), timeout=20_000)
    assert connecting.key_of(file) is None
    assert opening._dialog is not None
    opening._dialog.hide()


def test_strength_is_told_in_words() -> None:
    assert passphrases.strength("password1").tone == "red-text"
    assert passphrases.strength("aaaaaaaaaaaaaaaa").tone == "red-text"
    assert passphrases.strength("abcdefghijklmnop").tone == "red-text"
    assert passphrases.strength("violet tractor under").tone != "green-text"
    assert passphrases.strength(PASSPHRASE + " moss cathedral").tone == "green-text"
    assert passphrases.strength("x9$Lq2!vB7#pZ4").tone == "green-text"
