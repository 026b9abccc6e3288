"""A column of a linked record's field is chosen at the window, sorted by, kept in a view, copied and not typed into."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from itdesk.ui.column_popup import ColumnPopup
from itdesk.ui.list_menus import cell_actions
from tests.at_window import Person


def cells(person: Person, column: int) -> list[str]:
    records = person.page.list.table.records
    return [str(records.index(row, column).data() or "") for row in range(records.rowCount())]


def choose(person: Person, words: str) -> None:
    """Tick a column by what it is called."""
    shown = person.page.list
    shown.open_columns()
    popup: Any = shown.findChild(ColumnPopup)
    popup.line.setText(words)
    popup.line.textEdited.emit(words)
    popup._tick(popup.list.currentRow())
    popup.close()
    person.wait()


def test_column_of_a_linked_record_is_chosen_sorted_and_kept(at_window: Person) -> None:
    vendors = [at_window.put("vendors", name=name, phone=phone) for name, phone in (("Acme", "200"), ("Ben", "100"))]
    for place, vendor in enumerate([*vendors, None]):
        at_window.put("licences", name=f"Licence {place}", seats_bought=1, vendor=vendor)
    page: Any = at_window.shell.show_kind("licences")
    at_window.wait()
    shown = page.list
    choose(at_window, "Vendor › Phone")
    assert shown.state.columns[-1] == "vendor.phone"
    column = len(shown.state.columns)
    assert shown.table.records.headerData(column, Qt.Orientation.Horizontal) == "Vendor › Phone"
    shown.sort("vendor.phone")
    at_window.wait(lambda: [one for one in cells(at_window, column) if one != "–"] == ["100", "200"])
    row = cells(at_window, column).index("100")
    shown.table.put_current(row, column)
    shown.table.setFocus()
    at_window.press("F2")
    assert shown.cells.open is None
    assert [one.text for one in at_window.window.notices.kept][:1] == [
        "Vendor › Phone belongs to another record. Open that one to change it."
    ]
    at_window.press("Ctrl+Shift+C")
    at_window.wait(lambda: QGuiApplication.clipboard().text() == "100")
    labels = {one.label for one in cell_actions(shown, shown.table.current_id(), "vendor.phone") if one is not None}
    assert "In the foot…" not in labels
    assert {"Sort by vendor › Phone, ascending", "Hide this column"} <= labels
    shown.show_only(shown.table.current_id(), "vendor.phone")
    at_window.wait(lambda: cells(at_window, 1) == ["Licence 1"])
    shown.filters.clear()
    at_window.wait(lambda: shown.table.records.rowCount() == 3)

    shown.views.save_as()
    dialog: Any = at_window.dialog()
    dialog.name.setText("Calls")
    dialog.accept()
    at_window.wait(lambda: shown.views.entry.name == "Calls")
    shown.views.show_first()
    at_window.wait(lambda: "vendor.phone" not in shown.state.columns)
    assert shown.views.show("Calls")
    at_window.wait(lambda: shown.state.columns[-1] == "vendor.phone")
    assert shown.state.sort == ("vendor.phone",)
    at_window.wait(lambda: [one for one in cells(at_window, column) if one != "–"] == ["100", "200"])


def test_value_of_the_linked_record_is_read_anew_when_it_changes(at_window: Person) -> None:
    vendor = at_window.put("vendors", name="Acme", phone="200")
    at_window.put("licences", name="Writer", seats_bought=1, vendor=vendor)
    page: Any = at_window.shell.show_kind("licences")
    at_window.wait()
    choose(at_window, "Vendor › Phone")
    column = len(page.list.state.columns)
    at_window.wait(lambda: cells(at_window, column) == ["200"])
    at_window.change("vendors", vendor, phone="300")
    at_window.wait(lambda: cells(at_window, column) == ["300"])


def test_number_of_columns_that_stay_is_chosen_and_kept_in_the_view(at_window: Person) -> None:
    for place in range(3):
        at_window.put("licences", name=f"Licence {place}", seats_bought=1)
    page: Any = at_window.shell.show_kind("licences")
    at_window.wait()
    shown = page.list
    table = shown.table
    wide = dict.fromkeys(shown.state.columns, 100)
    shown.change(replace(shown.state, widths=wide))
    at_window.window.resize(1100, 700)
    at_window.wait(lambda: table.horizontalScrollBar().maximum() > 0)
    table.horizontalScrollBar().setValue(table.horizontalScrollBar().maximum())
    assert [column for column, _left, _wide in table.frozen.cells() if column] == [1]
    shown.open_columns()
    popup: Any = shown.findChild(ColumnPopup)
    popup.frozen.setCurrentIndex(2)
    popup.close()
    assert [column for column, _left, _wide in table.frozen.cells() if column] == [1, 2]
    labels = {one.label: one for one in cell_actions(shown, 1, shown.state.columns[1]) if one is not None}
    labels["Let no column stay in sight"].run()
    assert table.frozen.cells() == []
    labels = {one.label: one for one in cell_actions(shown, 1, shown.state.columns[2]) if one is not None}
    labels["Let the columns up to here stay in sight"].run()
    assert shown.state.frozen == 3
    assert shown.views.is_changed
    shown.views.save_as()
    dialog: Any = at_window.dialog()
    dialog.name.setText("Wide")
    dialog.accept()
    at_window.wait(lambda: shown.views.entry.name == "Wide")
    shown.views.show_first()
    assert shown.state.frozen == 1
    shown.views.show("Wide")
    assert shown.state.frozen == 3
