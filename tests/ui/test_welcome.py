"""The first window leads to a workspace by keyboard alone, and says what is wrong with an answer."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QLocale, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QCheckBox, QComboBox, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from itdesk.ui.locale_choices import fill_locales
from itdesk.ui.recent_workspaces import Recent, RecentWorkspaces
from itdesk.ui.theme import SCALES, Theme
from itdesk.ui.welcome import Welcome
from itdesk.ui.welcome_forms import NewWorkspaceDialog, ServerDialog
from itdesk.ui.wish import Start, Wish


def shown(qtbot: QtBot, window: QWidget) -> None:
    window.show()
    window.activateWindow()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is window and QApplication.focusWidget() is not None)


class Known:
    """What is remembered, as the first window reads and changes it."""

    def __init__(self, *names: str) -> None:
        self.recents = [Recent(f"/there/{name}.itdesk", name, "Today") for name in names]

    def pin(self, location: str, is_pinned: bool) -> None:
        changed = [replace(one, is_pinned=is_pinned) if one.location == location else one for one in self.recents]
        self.recents = sorted(changed, key=lambda one: not one.is_pinned)

    def forget(self, location: str) -> None:
        self.recents = [one for one in self.recents if one.location != location]


def first_window(qtbot: QtBot, folder: Path, known: Known) -> tuple[Welcome, RecentWorkspaces]:
    recents = RecentWorkspaces(lambda: known.recents, known.pin, known.forget)
    welcome = Welcome(recents, folder)
    qtbot.addWidget(welcome)
    shown(qtbot, welcome)
    return welcome, recents


def press(*keys: Qt.Key) -> None:
    for key in keys:
        focus = QApplication.focusWidget()
        assert focus is not None
        QTest.keyClick(focus, key)
        QApplication.processEvents()


TO_THE_LIST = (Qt.Key.Key_Tab,) * 6


def test_recent_workspace_opens_with_enter(qtbot: QtBot, tmp_path: Path) -> None:
    welcome, _recents = first_window(qtbot, tmp_path, Known("A"))
    press(*TO_THE_LIST, Qt.Key.Key_Return)
    assert welcome.start == Start(Wish.OPEN, "/there/A.itdesk")


def test_delete_takes_a_recent_workspace_off_the_list_and_the_keyboard_goes_on(qtbot: QtBot, tmp_path: Path) -> None:
    known = Known("A", "B")
    welcome, recents = first_window(qtbot, tmp_path, known)
    press(*TO_THE_LIST, Qt.Key.Key_Delete)
    assert [one.name for one in known.recents] == ["B"]
    assert QApplication.focusWidget() is recents.rows[0]
    press(Qt.Key.Key_Delete)
    assert known.recents == []
    assert welcome.isAncestorOf(QApplication.focusWidget())  # type: ignore[arg-type]
    assert welcome.start is None


def test_pinned_workspace_goes_to_the_head_and_says_so(qtbot: QtBot, tmp_path: Path) -> None:
    known = Known("A", "B", "C")
    _welcome, recents = first_window(qtbot, tmp_path, known)
    press(*TO_THE_LIST, Qt.Key.Key_Tab, Qt.Key.Key_P)
    assert [row.recent.name for row in recents.rows] == ["B", "A", "C"]
    focus = QApplication.focusWidget()
    assert focus is recents.rows[0]
    assert "Pinned" in focus.accessibleName()
    press(Qt.Key.Key_P)
    assert not any(one.is_pinned for one in known.recents)


def test_pinned_workspaces_are_never_too_many(qtbot: QtBot, tmp_path: Path) -> None:
    known = Known(*"ABCDEFGHIJ")
    for one in list(known.recents)[1:]:
        known.pin(one.location, is_pinned=True)
    _welcome, recents = first_window(qtbot, tmp_path, known)
    assert len(recents.rows) == 10


def test_new_workspace_is_answered_by_typing_its_name(qtbot: QtBot, tmp_path: Path) -> None:
    welcome, _recents = first_window(qtbot, tmp_path, Known())
    qtbot.keyClick(welcome, Qt.Key.Key_N)
    qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), NewWorkspaceDialog))
    dialog = QApplication.activeModalWidget()
    assert dialog is not None
    qtbot.keyClicks(dialog.findChild(QLineEdit), "Oak / Elm Ltd.")
    qtbot.keyClick(dialog, Qt.Key.Key_Return)
    assert welcome.start is not None
    assert welcome.start.name == "Oak / Elm Ltd."
    assert welcome.start.location == str(tmp_path / "Oak   Elm Ltd.itdesk")
    country = QLocale(welcome.start.locale)
    assert welcome.start.currency == country.currencySymbol(QLocale.CurrencySymbolFormat.CurrencyIsoCode)


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


def test_no_row_of_a_new_workspace_is_pressed_together_at_the_largest_text(qtbot: QtBot, tmp_path: Path) -> None:
    theme = Theme.current()
    before = theme.percent
    theme.set_percent(SCALES[-1])
    qtbot.waitUntil(lambda: theme.is_settled)
    dialog = NewWorkspaceDialog(tmp_path)
    qtbot.addWidget(dialog)
    shown(qtbot, dialog)
    cut = [
        type(field).__name__
        for kind in (QLineEdit, QComboBox, QCheckBox)
        for field in dialog.findChildren(kind)
        if field.isVisible() and field.height() < field.sizeHint().height()
    ]
    theme.set_percent(before)
    qtbot.waitUntil(lambda: theme.is_settled)
    assert cut == []
