"""At the real window with the keyboard alone: many records at once, a spreadsheet's block, cell after cell, each taken back."""

from __future__ import annotations

from PySide6.QtGui import QGuiApplication

from tests.at_window import Person


def three_vendors(person: Person) -> None:
    for name in ("Ash", "Birch", "Cedar"):
        person.put("vendors", name=name)
    person.window.go_to("vendors.vendors")
    person.wait(lambda: len(person.page.list.table.records.ids) == 3)
    person.page.list.table.setFocus()


def test_fields_of_all_that_is_shown_after_a_preview_and_back(at_window: Person) -> None:
    three_vendors(at_window)
    at_window.press("Ctrl+A", "Ctrl+E")
    dialog = at_window.dialog()
    at_window.type("website")
    at_window.press("Tab", "Down", "Tab")
    at_window.type("https://example.com")
    at_window.press("Return")
    at_window.wait(lambda: dialog.is_previewing)  # type: ignore[attr-defined]
    at_window.press("Return")
    assert {site for (site,) in at_window.rows("vendors", "website")} == {"https://example.com"}
    at_window.press("Ctrl+Z")
    assert {site for (site,) in at_window.rows("vendors", "website")} == {None}


def test_a_block_goes_out_and_comes_back_changed(at_window: Person) -> None:
    three_vendors(at_window)
    at_window.press("Ctrl+A", "Ctrl+C")
    copied = QGuiApplication.clipboard().text()
    assert copied.splitlines()[1].startswith("Ash\t")
    QGuiApplication.clipboard().setText(copied.replace("Birch\t", "Beech\t"))
    at_window.press("Ctrl+V")
    dialog = at_window.dialog()
    at_window.wait(lambda: dialog.preview.model.rowCount() == 1)  # type: ignore[attr-defined]
    at_window.press("Return")
    assert [name for (name,) in at_window.rows("vendors", "name")] == ["Ash", "Beech", "Cedar"]
    at_window.press("Ctrl+Z")
    assert [name for (name,) in at_window.rows("vendors", "name")] == ["Ash", "Birch", "Cedar"]


def test_cells_are_typed_one_after_the_other_and_an_open_one_counts_as_unsaved(at_window: Person) -> None:
    three_vendors(at_window)
    at_window.press("F2")
    at_window.type("Alder")
    assert [one.typed_title() for one in at_window.shell.desk.unsaved.dirty()] == ["Name of one vendor"]
    at_window.press("Tab")
    assert [name for (name,) in at_window.rows("vendors", "name")] == ["Alder", "Birch", "Cedar"]
    assert at_window.page.list.cells.open.record[1] != "name"
    at_window.press("Esc")
    assert at_window.page.list.cells.open is None
    assert at_window.shell.desk.unsaved.dirty() == []
