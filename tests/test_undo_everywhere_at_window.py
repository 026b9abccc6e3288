"""Undo where it used to stop: keys in a field that has nothing to undo, tags, merging from any page, a long bin."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QApplication

from itdesk.db import bin as bin_
from itdesk.db import tags
from itdesk.ui import bin_dialog
from itdesk.ui.bin_dialog import BinDialog
from itdesk.ui.hanging.tag_dialogs import ManageTags
from tests.at_window import Person


def test_second_ctrl_z_arrives_though_a_field_has_the_keyboard(at_window: Person) -> None:
    vendor = at_window.put("vendors", name="Halden")
    page: Any = at_window.shell.show_kind("vendors")
    page.open_record(vendor)
    form = page._view.form
    at_window.wait(lambda: form.draft is not None)
    for name in ("Halden Ltd", "Halden Ltd & Co"):
        form.rows["name"].focus()
        at_window.focus.selectAll()  # type: ignore[attr-defined]
        at_window.type(name)
        at_window.press("Ctrl+Return")
        at_window.wait(lambda: not form.is_dirty)
    form.rows["name"].focus()
    at_window.press("Ctrl+Z", "Ctrl+Z")
    at_window.wait()
    assert at_window.rows("vendors", "name") == [("Halden",)]
    at_window.press("Ctrl+Shift+Z")
    assert at_window.rows("vendors", "name") == [("Halden Ltd",)]


def test_what_is_being_typed_is_undone_in_its_field_first(at_window: Person) -> None:
    vendor = at_window.put("vendors", name="Halden")
    page: Any = at_window.shell.show_kind("vendors")
    page.open_record(vendor)
    form = page._view.form
    at_window.wait(lambda: form.draft is not None)
    form.rows["phone"].focus()
    at_window.type("12")
    at_window.press("Ctrl+Z")
    assert form.rows["phone"].editor.typed() == ""
    assert at_window.rows("vendors", "name") == [("Halden",)]


def test_tag_renamed_and_recoloured_is_taken_back_by_ctrl_z(at_window: Person) -> None:
    vendor = at_window.put("vendors", name="Halden")
    with at_window.database.writing(actor=None) as session:
        tags.put(session, "vendors", [vendor], ["late"])
        (tag,) = tags.every(session)
    dialog = ManageTags(at_window.shell.desk, at_window.window)
    dialog.open()
    at_window.wait(lambda: dialog._tags)
    dialog._rename(tag)
    asking: Any = at_window.dialog()
    asking.field.setText("Too late")
    asking.accept()
    at_window.wait(lambda: QApplication.activeModalWidget() is dialog)
    dialog.accept()
    assert at_window.shell.desk.undo.next_undo == "Tag late renamed to Too late"
    at_window.press("Ctrl+Z")
    with at_window.database.reading() as session:
        assert [one.name for one in tags.every(session)] == ["late"]


def test_ticket_in_front_is_merged_with_another(at_window: Person) -> None:
    first, other = (at_window.put("tickets", title=title) for title in ("No picture", "No picture at all"))
    page: Any = at_window.shell.show_kind("tickets")
    page.open_record(first)
    at_window.wait(lambda: page._ticket is not None and page._ticket.id == first)
    (merge,) = [one for one in page.page_actions() if one.label == "Merge with another…"]
    merge.run()
    chooser: Any = at_window.dialog()
    chooser._typed.setText("at all")
    chooser._read()
    at_window.wait(lambda: chooser._current().isValid() and chooser._key() == other)
    chooser.accept()
    at_window.wait(lambda: QApplication.activeModalWidget() not in (None, chooser))
    dialog: Any = at_window.dialog()
    at_window.wait(dialog.act.isEnabled)
    dialog.accept()
    at_window.wait(lambda: len(at_window.rows("tickets", "title")) == 1)
    at_window.press("Ctrl+Z")
    at_window.wait(lambda: len(at_window.rows("tickets", "title")) == 2)


def test_bin_shows_more_than_a_page_when_it_is_scrolled(at_window: Person, monkeypatch: Any) -> None:
    monkeypatch.setattr(bin_dialog, "PAGE", 20)
    for number in range(45):
        at_window.bin("makers", at_window.put("makers", name=f"Maker {number:02}"))
    dialog = BinDialog(at_window.shell.desk, at_window.window)
    dialog.open()
    at_window.wait(lambda: len(dialog._found) == 20)
    bar = dialog.list.verticalScrollBar()
    for most in (40, 45):
        bar.setValue(bar.maximum())
        at_window.wait(lambda most=most: len(dialog._found) == most)
    with at_window.database.reading() as session:
        assert len(bin_.places(session)) == 45
        assert [one.title for one in bin_.listed(session, words="07", limit=20)] == ["Maker 07"]
