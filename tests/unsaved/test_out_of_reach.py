"""A file that goes away, a record that is binned, a file that is only read: one sentence each, and nothing lost."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from tests.at_window import Person, window_on


def test_a_file_that_goes_away_is_told_once_and_what_is_typed_is_saved_when_it_is_back(
    at_window: Person, firm_file: Path
) -> None:
    at_window.shell.create_record("vendors", {})
    at_window.wait()
    dialog: Any = at_window.dialog()
    at_window.fill(name="Acme")
    lying = [one for one in firm_file.parent.glob(f"{firm_file.name}*") if one.is_file()]
    for one in lying:
        one.rename(one.with_name(f"away-{one.name}"))
    at_window.press("Ctrl+Return")
    shown = " ".join(one.text() for one in dialog.findChildren(QLabel) if one.isVisible())
    assert "The workspace file can't be opened any more." in shown
    assert shown.count("What you typed") == 1
    assert dialog.form.rows["name"].editor.value() == "Acme"
    for one in lying:
        one.with_name(f"away-{one.name}").replace(one)
    at_window.save()
    assert at_window.rows("vendors", "name") == [("Acme",)]


def test_what_is_saved_of_a_record_that_lies_in_the_bin_by_now_is_told_with_a_way_back(at_window: Person) -> None:
    vendor = at_window.put("vendors", name="Halden", phone="1")
    page: Any = at_window.shell.show_kind("vendors")
    at_window.wait()
    page.open_record(vendor)
    at_window.wait()
    page._view.form.rows["phone"].focus()
    at_window.press("Ctrl+A")
    at_window.type("22")
    at_window.bin("vendors", vendor)
    at_window.press("Ctrl+Return")
    at_window.wait(lambda: at_window.window.notices.kept)
    told = at_window.window.notices.kept[0]
    assert told.text == "Somebody put Halden into the bin meanwhile. What you typed is saved in it."
    told.action.run()
    at_window.wait(lambda: at_window.rows("vendors", "name", "phone") == [("Halden", "22")])


def test_keys_and_files_that_would_change_something_say_why_a_workspace_is_only_read(
    firm_file: Path, qtbot: QtBot
) -> None:
    with window_on(firm_file, qtbot) as person:
        person.put("vendors", name="Halden")
    why = "This workspace can only be read here. It was opened for reading only."
    with window_on(firm_file, qtbot, read_only=True) as person:
        page: Any = person.shell.show_kind("vendors")
        person.wait(lambda: page.list.table.records.rowCount() == 1)
        page.list.table.put_current(0, 1)
        page.list.table.setFocus()
        for number, key in enumerate(("C", "Delete", "Ctrl+Z", "Ctrl+Shift+Z", "Ctrl+V", "Ctrl+E", "F2"), start=1):
            person.press(key)
            assert len(person.window.notices.kept) == number, key
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(firm_file))])
        over: Any = page.panel
        held = QDragEnterEvent(
            QPoint(5, 5), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
        )
        QApplication.sendEvent(over, held)
        assert {one.text for one in person.window.notices.kept} == {why}
        assert len(person.window.notices.kept) == 8


def test_undo_with_nothing_done_says_so(at_window: Person) -> None:
    at_window.press("Ctrl+Z", "Ctrl+Shift+Z")
    told = [one.text for one in at_window.window.notices.kept]
    assert told == ["There is nothing to do again.", "There is nothing to undo."]
