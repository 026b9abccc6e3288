"""Somebody at the window adds fields of the firm's own, fills them, finds by them, and takes it all back."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QApplication

from itdesk.core.custom import FIELDS
from itdesk.core.filters import Filter, Operator
from itdesk.core.record import Kind
from itdesk.db import history, operations, records
from itdesk.files.list_tables import write_list
from itdesk.ui.record_page import RecordPage
from tests.at_window import Person
from tests.custom_fields import define


def in_dialog(person: Person) -> Any:
    """The dialog in front with the keyboard, which nobody hands over without a window manager."""
    dialog: Any = person.dialog()
    dialog.activateWindow()
    dialog.form.focus_first()
    person.wait(lambda: dialog.isAncestorOf(person.focus))
    return dialog


def add_by_keys(person: Person, name: str, kind: str) -> None:
    """C, the name, Tab, the first letters of the kind, Ctrl+Enter."""
    person.press("C")
    dialog = in_dialog(person)
    person.type(name)
    person.press("Tab")
    person.type(kind)
    person.press("Ctrl+Return")
    person.wait(lambda: QApplication.activeModalWidget() is not dialog)


def fields_page(person: Person, kind: str) -> Any:
    person.window.go_to("directory.custom_fields")
    person.wait()
    page: Any = person.window.page
    page.show_kind(kind)
    person.wait()
    page.setFocus()
    return page


def sites_page(person: Person) -> RecordPage:
    person.shell.show_kind("sites")
    person.wait()
    found: RecordPage = next(one for one in person.window.findChildren(RecordPage) if one.record_type.kind == "sites")
    return found


def key(person: Person, kind: str, label: str) -> str:
    return next(one.name for one in person.database.registry[kind].custom if one.label == label)


def test_field_is_added_filled_filtered_grouped_exported_and_undone(at_window: Person, tmp_path: Path) -> None:
    leeds, york = (at_window.put("sites", name=name) for name in ("Leeds", "York"))
    page = fields_page(at_window, "sites")
    add_by_keys(at_window, "Has a lift", "Yes")
    add_by_keys(at_window, "Alarm code", "Te")
    assert [one.label for one in at_window.database.registry["sites"].custom] == ["Has a lift", "Alarm code"]
    at_window.wait(lambda: page.rows.count() == 2)

    sites = sites_page(at_window)
    sites.open_record(leeds)
    at_window.wait()
    form = sites._view.form  # type: ignore[union-attr]
    code, lift = key(at_window, "sites", "Alarm code"), key(at_window, "sites", "Has a lift")
    form.rows[code].focus()
    at_window.type("4711")
    form.rows[lift].editor.type_text("yes")
    at_window.press("Ctrl+Return")
    with at_window.database.reading() as session:
        values = records.draft(session, "sites", leeds).values
    assert (values[code], values[lift]) == ("4711", True)

    at_window.press("Esc")
    shown = sites.list
    shown.filters.set_filters([Filter(lift, Operator.IS, True)])
    shown._filters_changed(shown.filters.filters)
    at_window.wait()
    assert list(shown.table.records.ids) == [leeds]
    shown.filters.clear()
    shown.group_by(lift)
    at_window.wait()
    assert sorted(shown.table.records.ids) == sorted([leeds, york])
    record_type = at_window.database.registry["sites"]
    with at_window.database.reading() as session:
        spec = shown.state.spec(record_type)
        spec = replace(spec, columns=("name", code, lift))
        file = tmp_path / "sites.csv"
        assert write_list(session, spec, file) == 2
    assert "Name,Alarm code,Has a lift" in file.read_text(encoding="utf-8-sig")
    assert "Leeds,4711,yes" in file.read_text(encoding="utf-8-sig").replace("Yes", "yes")
    at_window.press("Ctrl+Z")
    with at_window.database.reading() as session:
        assert records.draft(session, "sites", leeds).values[code] is None
    for left in (1, 0):
        at_window.window.undo_wanted.emit()
        at_window.wait(lambda left=left: len(at_window.database.registry["sites"].custom) == left)


def test_open_list_gets_the_column_that_was_added_from_it(at_window: Person) -> None:
    at_window.put("sites", name="Leeds")
    sites = sites_page(at_window)
    shown = sites.list.state.columns
    at_window.shell.desk.add_field("sites", {"is_listed": True})
    in_dialog(at_window)
    at_window.type("Floors")
    at_window.press("Ctrl+Return")
    at_window.wait(lambda: sites_page(at_window) is not sites)
    assert sites_page(at_window).list.state.columns == (*shown, key(at_window, "sites", "Floors"))


def test_what_is_typed_on_a_form_survives_a_field_that_somebody_else_adds(at_window: Person) -> None:
    leeds = at_window.put("sites", name="Leeds")
    sites = sites_page(at_window)
    sites.open_record(leeds)
    at_window.wait()
    form = sites._view.form  # type: ignore[union-attr]
    form.rows["city"].focus()
    at_window.type("Leeds")
    with at_window.database.writing() as session:
        define(session, "sites", "Floors", Kind.DECIMAL)
    at_window.wait()
    assert form.rows["city"].editor.typed() == "Leeds"
    at_window.press("Ctrl+Return")
    at_window.wait(lambda: sites_page(at_window) is not sites)
    with at_window.database.reading() as session:
        assert records.draft(session, "sites", leeds).values["city"] == "Leeds"


def test_page_is_made_anew_as_soon_as_what_was_typed_is_given_up_though_nobody_tells_of_a_change(
    at_window: Person,
) -> None:
    leeds = at_window.put("sites", name="Leeds")
    sites = sites_page(at_window)
    sites.open_record(leeds)
    at_window.wait()
    form = sites._view.form  # type: ignore[union-attr]
    form.rows["city"].editor.type_text("Leeds")
    with at_window.database.writing() as session:
        define(session, "sites", "Floors", Kind.DECIMAL)
    at_window.wait()
    assert sites_page(at_window) is sites
    form.discard()
    at_window.wait(lambda: sites_page(at_window) is not sites)


def test_fields_change_their_order_by_keys_and_the_preview_follows(at_window: Person) -> None:
    with at_window.database.writing() as session:
        for place, label in enumerate(("Floors", "Lifts", "Doors")):
            define(session, "sites", label, Kind.DECIMAL, position=place)
    page = fields_page(at_window, "sites")
    at_window.press("Alt+Down")
    assert [one.label for one in at_window.database.registry["sites"].custom] == ["Lifts", "Floors", "Doors"]
    at_window.press("Ctrl+Z")
    assert [one.label for one in at_window.database.registry["sites"].custom] == ["Floors", "Lifts", "Doors"]
    page.setFocus()
    at_window.press("Delete")
    at_window.wait(lambda: page.rows.count() == 2)
    at_window.press("Ctrl+Z")
    at_window.wait(lambda: page.rows.count() == 3)


def test_column_without_a_field_gets_one_in_the_middle_of_an_import(at_window: Person, tmp_path: Path) -> None:
    file = tmp_path / "sites.csv"
    file.write_text("Name,Floors\nLeeds,3\nYork,12\n", encoding="utf-8")
    sites = sites_page(at_window)
    sites.open_import()
    page: Any = sites._sub
    page.start(file)
    at_window.wait(lambda: page.looked is not None)
    page.go_on()
    at_window.wait()
    combo = page.matching.columns.combo_of("Floors")
    combo.setCurrentIndex(combo.findData("+"))
    combo.activated.emit(combo.currentIndex())
    dialog = in_dialog(at_window)
    assert (dialog.form.values()["label"], dialog.form.values()["value_kind"]) == ("Floors", "decimal")
    at_window.press("Ctrl+Return")
    at_window.wait(lambda: page.outcome is not None and page.outcome.taken == 2)
    page.go_on()
    at_window.wait()
    page.go_on()
    at_window.wait(lambda: page.outcome is not None and page.outcome.operation)
    floors = key(at_window, "sites", "Floors")
    assert sorted(at_window.rows("sites", "name", floors)) == [("Leeds", 3), ("York", 12)]


def test_field_page_offers_nothing_to_change_where_nothing_may_be(at_window: Person) -> None:
    assert FIELDS in at_window.database.registry
    page = fields_page(at_window, "people")
    assert [action.label for action in page.page_actions()] == ["Add a field"]


def test_field_of_another_kind_comes_back_by_ctrl_z_with_what_did_not_fit(at_window: Person) -> None:
    with at_window.database.writing() as session:
        define(session, "sites", "Weight", Kind.TEXT)
    weight = key(at_window, "sites", "Weight")
    leeds, york = (
        at_window.put("sites", name=name, **{weight: text}) for name, text in (("Leeds", "1,200"), ("York", "heavy"))
    )

    def held() -> list[Any]:
        with at_window.database.reading() as session:
            return [records.draft(session, "sites", one).values[weight] for one in (leeds, york)]

    page = fields_page(at_window, "sites")
    at_window.wait(lambda: page.rows.count() == 1)
    page.change_kind()
    dialog: Any = at_window.dialog()
    dialog.activateWindow()
    dialog.kinds.setCurrentIndex(dialog.kinds.findData("decimal"))
    at_window.wait(dialog.emptying.isVisible)
    assert "York: “heavy”" in dialog.told.text()
    dialog.accept()
    assert "leave them out" in dialog._wrong_words.text()
    dialog.emptying.click()
    dialog.accept()
    at_window.wait(lambda: QApplication.activeModalWidget() is None)
    assert held() == [1200, None]
    named = "“Weight” turned from Text into Number"
    assert at_window.shell.desk.undo.next_undo == named
    page.setFocus()
    at_window.press("Ctrl+Z")
    assert at_window.database.registry["sites"].by_name[weight].kind is Kind.TEXT
    assert held() == ["1,200", "heavy"]
    with at_window.database.reading() as session:
        assert [one.words for one in operations.latest(session, limit=1)] == [named]
        told = history.of(session, "sites", york)
    assert [(one.old, one.new) for one in told][:2] == [("", "heavy"), ("heavy", "")]
    at_window.press("Ctrl+Shift+Z")
    assert held() == [1200, None]


def test_names_of_record_types_are_whole_in_a_small_window(at_window: Person) -> None:
    at_window.window.resize(800, 600)
    page = fields_page(at_window, "sites")
    assert page._list.width() >= 200
