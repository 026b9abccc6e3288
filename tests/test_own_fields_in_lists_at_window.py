"""Fields of the firm's own at the window: typed into a list's cell, found in the palette, printed, and only where they belong."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from PySide6.QtCore import Qt

from itdesk.core.record import Kind
from itdesk.db import records
from itdesk.ui.palette import Palette
from itdesk.ui.record_page import RecordPage
from tests.at_window import Person
from tests.custom_fields import define


@pytest.fixture
def codes(at_window: Person) -> Person:
    with at_window.database.writing() as session:
        define(session, "sites", "Alarm code", Kind.TEXT, is_listed=True, is_searched=True)
        define(session, "sites", "Has a lift", Kind.YES_NO, is_listed=True)
    at_window.put("sites", name="Leeds", x_alarm_code="kestrel-4711")
    at_window.put("sites", name="York")
    at_window.shell.show_kind("sites")
    at_window.wait()
    return at_window


def page_of(person: Person, kind: str) -> RecordPage:
    return next(one for one in person.window.findChildren(RecordPage) if one.record_type.kind == kind)


def held(person: Person, kind: str, record_id: int, name: str) -> object:
    with person.database.reading() as session:
        return records.draft(session, kind, record_id).values[name]


def test_f2_changes_own_fields_in_their_cells_and_ctrl_z_takes_it_back(codes: Person) -> None:
    shown: Any = page_of(codes, "sites").list
    assert {"x_alarm_code", "x_has_a_lift"} <= set(shown.state.columns)
    york = next(one for one in shown.table.records.ids if held(codes, "sites", one, "name") == "York")
    shown.table.go_to(york)
    shown.table.put_current(shown.table.currentIndex().row(), 1 + shown.state.columns.index("x_alarm_code"))
    shown.table.setFocus()
    codes.press("F2")
    codes.wait(lambda: shown.cells.open is not None)
    field = shown.cells.open.editor.inner
    codes.qtbot.keyClicks(field, "0815")
    codes.qtbot.keyClick(field, Qt.Key.Key_Return)
    codes.wait(lambda: held(codes, "sites", york, "x_alarm_code") == "0815")
    shown.edit_cell(york, "x_has_a_lift")
    codes.wait(lambda: shown.cells.open is not None)
    shown.cells.open.editor.type_text("yes")
    codes.qtbot.keyClick(shown.cells.open.editor.inner, Qt.Key.Key_Return)
    codes.wait(lambda: held(codes, "sites", york, "x_has_a_lift") is True)
    shown.table.setFocus()
    codes.press("Ctrl+Z", "Ctrl+Z")
    codes.wait(lambda: held(codes, "sites", york, "x_alarm_code") is None)
    assert held(codes, "sites", york, "x_has_a_lift") is None


def test_palette_finds_a_record_by_what_an_own_field_holds(codes: Person) -> None:
    codes.press("Ctrl+K")
    palette: Any = codes.window.findChild(Palette)
    codes.type("kestrel-47")
    codes.wait(lambda: "Leeds" in [row.title for row in palette.rows.rows])


def test_printed_list_has_the_columns_of_own_fields(codes: Person) -> None:
    page_of(codes, "sites").open_print()
    dialog: Any = codes.dialog()
    codes.wait(lambda: dialog.preview.page_count)
    (file,) = Path(dialog._folder.name).glob("*.pdf")
    document = pypdfium2.PdfDocument(file)
    text = document[0].get_textpage().get_text_range()
    document.close()
    assert "Alarm code" in text
    assert "kestrel-4711" in text
    dialog.reject()


def test_field_of_one_category_stands_on_its_records_alone(at_window: Person) -> None:
    laptops, printers = (at_window.put("categories", name=name) for name in ("Laptops", "Printers"))
    with at_window.database.writing() as session:
        define(session, "hardware", "Dock", Kind.TEXT, category=laptops)
    devices = []
    for place, category in enumerate((laptops, printers)):
        model = at_window.put("models", name=f"Model {place}", category=category)
        devices.append(
            at_window.put("hardware", tag=f"A-{place}", name=f"Device {place}", model=model, category=category)
        )
    page: Any = at_window.shell.show_kind("hardware")
    shown_on = []
    for device in devices:
        page.open_record(device)
        at_window.wait(lambda device=device: page._view.form.draft is not None and page._view.form.draft.id == device)
        shown_on.append(not page._view.form.rows["x_dock"].isHidden())
    assert shown_on == [True, False]
