"""Undo, the bin, merging and the ways back from history, at the real window."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QApplication

from itdesk.core.errors import UserError
from itdesk.db import bin as bin_
from itdesk.ui.bin_dialog import BinDialog
from itdesk.ui.history_pane import HistoryPane
from itdesk.ui.in_use_dialog import InUseDialog
from itdesk.ui.merge_dialog import MergeDialog
from itdesk.ui.operations_dialog import OperationsDialog
from itdesk.ui.window_actions import undo_menu
from tests.areas.making import change
from tests.at_window import Person, agreeing


def names(person: Person, kind: str) -> list[Any]:
    return sorted(row[0] for row in person.rows(kind, "name"))


def step(person: Person, kind: str, record_id: int, words: str, **values: object) -> None:
    """Change a record as a page would."""
    desk = person.shell.desk
    desk.write(desk, lambda session: change(session, kind, record_id, **values), lambda _none: None, step=words)
    person.wait(lambda: desk.undo.next_undo == words)


def vendors(person: Person, *called: str) -> list[int]:
    """Vendors, and their list in front with them."""
    ids = [person.put("vendors", name=name) for name in called]
    person.shell.desk.go_to("vendors.vendors")
    person.wait(lambda: len(person.page.list.table.records.ids) == len(called))
    return ids


def menu(person: Person) -> Any:
    """What the arrow at the undo button opens."""
    undo = person.shell.desk.undo
    return undo_menu(person.window, undo.steps(), undo.next_redo)


def deleted(person: Person) -> dict[str, int]:
    with person.database.reading() as session:
        return bin_.counts(session)


def test_the_menu_at_the_button_takes_several_steps_back_at_once(at_window: Person) -> None:
    vendor = at_window.put("vendors", name="A")
    for name in ("B", "C", "D"):
        step(at_window, "vendors", vendor, f"Called {name}", name=name)
    entries = [entry.text().split("\t")[0] for entry in menu(at_window).actions()]
    assert entries == ["Called D", "Called C", "Called B"]
    assert at_window.window.topbar.undo.accessibleName() == "Undo: Called D"
    menu(at_window).actions()[1].trigger()
    at_window.wait(lambda: names(at_window, "vendors") == ["B"])
    at_window.wait(lambda: at_window.shell.desk.undo.steps() == ["Called B"])
    assert at_window.window.toasts.shown[-1].notice.text == "2 steps undone"
    labels = [action.label for action in at_window.window.window_actions()]
    assert {"Undo: Called B", "Redo: Called C"} <= set(labels)


def test_the_bin_gives_back_and_lets_go_for_good(at_window: Person) -> None:
    ids = vendors(at_window, "Acme", "Bolt", "Cord")
    at_window.page.delete(ids)
    at_window.wait(lambda: deleted(at_window) == {"vendors": 3})
    at_window.shell.open_bin()
    dialog: Any = at_window.dialog()
    assert isinstance(dialog, BinDialog)
    at_window.wait(lambda: len(dialog.list.items.items) == 3)
    at_window.type("bol")
    at_window.wait(lambda: len(dialog.list.items.items) == 1)
    at_window.wait(lambda: dialog.told.text() == "Nothing hangs on it.")
    dialog.act.click()
    at_window.wait(lambda: names(at_window, "vendors") == ["Bolt"])
    assert at_window.shell.desk.undo.next_undo == "Bolt restored"
    dialog.words.clear()
    dialog.words.textEdited.emit("")
    at_window.wait(lambda: len(dialog.list.items.items) == 2)
    with agreeing("Delete for good") as asked:
        dialog.empty.click()
        at_window.wait(lambda: deleted(at_window) == {})
    assert asked[0].startswith("Delete 2 records for good?")
    assert "can't be undone" in asked[0]
    at_window.wait(lambda: dialog.told.text() == "Nothing lies in the bin.")
    at_window.press("Esc")
    at_window.wait(lambda: QApplication.activeModalWidget() is None)
    at_window.press("Ctrl+Z")
    at_window.wait(lambda: deleted(at_window) == {"vendors": 1})


def test_deleting_what_others_use_asks_what_becomes_of_them(at_window: Person) -> None:
    ids = vendors(at_window, "Acme", "Bolt", "Cord")
    device = at_window.put("hardware", tag="A-1", vendor=ids[0])
    at_window.page.delete([ids[0], ids[2]])
    dialog: Any = at_window.dialog()
    assert isinstance(dialog, InUseDialog)
    assert names(at_window, "vendors") == ["Acme", "Bolt"]
    dialog.act.click()
    assert dialog._wrong_words.text() == "Choose the one that takes their place."
    dialog.editor.set_link(ids[1], "Bolt")
    dialog.act.click()
    at_window.wait(lambda: names(at_window, "vendors") == ["Bolt"])
    assert at_window.rows("hardware", "vendor") == [("Bolt",)]
    at_window.press("Ctrl+Z")
    at_window.wait(lambda: names(at_window, "vendors") == ["Acme", "Bolt"])
    assert at_window.rows("hardware", "vendor") == [("Acme",)]
    at_window.page.delete([ids[0]])
    dialog = at_window.dialog()
    dialog.none.setChecked(True)
    dialog.act.click()
    at_window.wait(lambda: names(at_window, "vendors") == ["Bolt"])
    assert at_window.rows("hardware", "id", "vendor") == [(device, None)]


def test_two_of_a_list_become_one_and_two_again(at_window: Person) -> None:
    ids = vendors(at_window, "Acme", "Acme Ltd")
    at_window.change("vendors", ids[1], support_phone="0123")
    at_window.put("hardware", tag="A-1", vendor=ids[1])
    refused: list[UserError] = []
    at_window.shell.desk.refused.connect(refused.append)
    at_window.page.merge(ids[:1])
    assert "at least two" in refused[0].message
    at_window.page.merge(ids)
    dialog: Any = at_window.dialog()
    assert isinstance(dialog, MergeDialog)
    at_window.wait(lambda: dialog.choices)
    assert set(dialog.choices) == {"name"}
    assert "Hardware 1" in dialog.moves.text()
    dialog.choices["name"].button(1).setChecked(True)
    dialog.act.click()
    at_window.wait(lambda: QApplication.activeModalWidget() is None)
    assert at_window.rows("vendors", "id", "name", "support_phone") == [(ids[0], "Acme Ltd", "0123")]
    assert at_window.rows("hardware", "vendor") == [("Acme Ltd",)]
    assert at_window.shell.desk.undo.next_undo == "Acme Ltd merged into Acme Ltd"
    at_window.press("Ctrl+Z")
    at_window.wait(lambda: names(at_window, "vendors") == ["Acme", "Acme Ltd"])


def test_history_puts_one_value_back_or_undoes_the_whole_change(at_window: Person) -> None:
    vendor = at_window.put("vendors", name="Acme", support_phone="1")
    at_window.change("vendors", vendor, name="Bolt", support_phone="2")
    pane = HistoryPane(at_window.shell.desk, "vendors")
    at_window.qtbot.addWidget(pane)
    shown: list[list[Any]] = []
    pane._add = lambda _when, _text, lines: shown.append(list(lines))  # type: ignore[method-assign]
    pane.show_record(vendor)
    at_window.wait(lambda: len(shown) == 2)
    ways = [way for way in pane.ways_back(shown[0]) if way is not None]
    assert [way.label for way in ways] == ["Put back Name: Acme", "Put back Support phone: 1", "Undo this change"]
    ways[0].run()
    at_window.wait(lambda: at_window.rows("vendors", "name", "support_phone") == [("Acme", "2")])
    assert at_window.shell.desk.undo.next_undo == "Name of Acme put back"
    at_window.press("Ctrl+Z")
    at_window.wait(lambda: names(at_window, "vendors") == ["Bolt"])
    ways[2].run()
    at_window.wait(lambda: at_window.rows("vendors", "name", "support_phone") == [("Acme", "1")])


def test_what_was_done_is_listed_and_taken_back_from_there(at_window: Person) -> None:
    vendor = at_window.put("vendors", name="Acme")
    at_window.change("vendors", vendor, name="Bolt")
    at_window.shell.show_operations()
    dialog: Any = at_window.dialog()
    assert isinstance(dialog, OperationsDialog)
    at_window.wait(
        lambda: [item.text for item in dialog.list.items.items][:2] == ["1 vendor changed", "1 vendor added"]
    )
    dialog.act.click()
    at_window.wait(lambda: names(at_window, "vendors") == ["Acme"])
    at_window.wait(lambda: dialog.told.text() == "This was taken back.")
    assert not dialog.act.isEnabled()
