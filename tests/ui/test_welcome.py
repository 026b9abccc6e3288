"""The first window leads to a workspace by keyboard alone, and says what is wrong with an answer."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from itdesk.ui.locale_choices import fill_locales
from itdesk.ui.welcome import Recent, Welcome
from itdesk.ui.welcome_forms import NewWorkspaceDialog, ServerDialog, Start, Wish


def shown(qtbot: QtBot, window: QWidget) -> None:
    window.show()
    window.activateWindow()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is window and QApplication.focusWidget() is not None)


def test_recent_workspace_opens_with_enter(qtbot: QtBot, tmp_path: Path) -> None:
    welcome = Welcome([Recent("/there/a.itdesk", "A firm", "Today")], tmp_path, lambda _location: None)
    qtbot.addWidget(welcome)
    shown(qtbot, welcome)
    for _step in range(4):
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    assert welcome.start == Start(Wish.OPEN, "/there/a.itdesk")


def test_delete_takes_a_recent_workspace_off_the_list(qtbot: QtBot, tmp_path: Path) -> None:
    forgotten: list[str] = []
    welcome = Welcome([Recent("/there/a.itdesk", "A firm", "Today")], tmp_path, forgotten.append)
    qtbot.addWidget(welcome)
    shown(qtbot, welcome)
    for _step in range(4):
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Delete)
    assert forgotten == ["/there/a.itdesk"]
    assert welcome.start is None


def test_new_workspace_is_answered_by_typing_its_name(qtbot: QtBot, tmp_path: Path) -> None:
    welcome = Welcome([], tmp_path, lambda _location: None)
    qtbot.addWidget(welcome)
    shown(qtbot, welcome)
    qtbot.keyClick(welcome, Qt.Key.Key_N)
    qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), NewWorkspaceDialog))
    dialog = QApplication.activeModalWidget()
    assert dialog is not None
    qtbot.keyClicks(dialog.findChild(QLineEdit), "Oak / Elm Ltd.")
    qtbot.keyClick(dialog, Qt.Key.Key_Return)
    assert welcome.start is not None
    assert welcome.start.name == "Oak / Elm Ltd."
    assert welcome.start.location == str(tmp_path / "Oak   Elm Ltd.itdesk")


def test_existing_file_is_refused_by_name(qtbot: QtBot, tmp_path: Path) -> None:
    (tmp_path / "Oak.itdesk").touch()
    dialog = NewWorkspaceDialog(tmp_path)
    qtbot.addWidget(dialog)
    qtbot.keyClicks(dialog.findChild(QLineEdit), "Oak")
    found = dialog.problem()
    assert found is not None
    assert "Oak.itdesk" in found[1]


def test_server_address_carries_no_password_and_survives_odd_names(qtbot: QtBot) -> None:
    dialog = ServerDialog()
    qtbot.addWidget(dialog)
    fields = {field.accessibleName(): field for field in dialog.findChildren(QLineEdit)}
    for name, text in (("Server", "::1"), ("Database", "firm/a"), ("User", "m@ra"), ("Password", "secret")):
        fields[name].setText(text)
    assert dialog.location() == "postgresql://m%40ra@[::1]:5432/firm%2Fa"
    assert dialog.password() == "secret"


def test_countries_are_offered_in_the_script_that_they_are_written_in(qtbot: QtBot) -> None:
    box = QComboBox()
    qtbot.addWidget(box)
    fill_locales(box, "en_GB")
    assert box.currentData() == "en_GB"
    assert box.currentText() == "United Kingdom – British English"
