"""What hangs on a record, by keyboard at the real window: tags, comments with mentions, links, files."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication, QImage
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from itdesk.core.record import TAGS
from itdesk.db import attachments, comments, links, records, tags
from itdesk.ui.filter_asked import Asked
from itdesk.ui.filter_picks import PickedValues
from itdesk.ui.hanging.file_row import dragged
from itdesk.ui.hanging.impact_dialog import ImpactDialog
from itdesk.ui.hanging.preview import PreviewDialog
from itdesk.ui.hanging.tag_paint import TagChip
from itdesk.ui.record_panel import RecordPanel
from tests.at_window import Person, window_on

PLACES = {
    "tickets": "helpdesk.tickets",
    "hardware": "inventory.hardware",
    "licences": "inventory.licences",
    "contracts": "vendors.contracts",
    "plans": "continuity.plans",
    "vendors": "vendors.vendors",
    "people": "directory.people",
}


@pytest.fixture
def acme(at_window: Person) -> int:
    """A vendor in front, in the list of vendors."""
    vendor = at_window.put("vendors", name="Acme")
    at_window.shell.desk.go_to("vendors.vendors")
    at_window.wait(lambda: at_window.page.panel.hung.record_id == vendor)
    at_window.page.list.table.setFocus()
    return vendor


def run(person: Person, label: str) -> None:
    """Run an action of the page as the palette does."""
    action = next(one for one in person.page.page_actions() if one.label == label)
    action.run()
    person.wait()


def names(person: Person, vendor: int, kind: str = "vendors") -> list[str]:
    with person.database.reading() as session:
        return [tag.name for tag in tags.of(session, kind, vendor)]


def files(person: Person, vendor: int, kind: str = "vendors") -> list[str]:
    with person.database.reading() as session:
        return [one.name for one in attachments.list(session, kind, vendor)]


def linked(person: Person, kind: str, record_id: int) -> list[tuple[str, str]]:
    with person.database.reading() as session:
        return [(one.word, one.title) for one in links.of(session, kind, record_id)]


# ---------------------------------------------------------------- tags


def test_tags_are_typed_shown_filtered_and_taken_off(at_window: Person, acme: int) -> None:
    run(at_window, "Tags…")
    at_window.dialog()
    at_window.type("Key partner")
    at_window.press("Return")
    at_window.type("eu")
    at_window.press("Return", "Ctrl+Return")
    at_window.wait(lambda: names(at_window, acme) == ["eu", "Key partner"])
    panel = at_window.page.panel

    def shown() -> dict[str, TagChip]:
        return {chip.name: chip for chip in panel.findChildren(TagChip) if not chip.isHidden()}

    at_window.wait(lambda: set(shown()) == {"eu", "Key partner"})
    chips = shown()
    chips["eu"].setFocus()
    at_window.press("Delete")
    at_window.wait(lambda: names(at_window, acme) == ["Key partner"])
    at_window.press("Ctrl+Z")
    at_window.wait(lambda: names(at_window, acme) == ["eu", "Key partner"])
    other = at_window.put("vendors", name="Beta")
    at_window.wait(lambda: len(at_window.page.list.table.records.ids) == 2)
    filters = at_window.page.list.filters
    asked = Asked(at_window.shell.desk, at_window.page.record_type, at_window.page.list.state, filters._words)
    values = PickedValues(asked, TAGS, ())
    at_window.qtbot.addWidget(values)
    at_window.wait(lambda: values.list.count() == 3)
    values.line.setText("key")
    values.line.textEdited.emit("key")
    at_window.wait(lambda: values.list.count() == 1)
    chosen = values.filters()
    assert chosen is not None
    at_window.page.list.filters._put(None, chosen)
    at_window.wait(lambda: list(at_window.page.list.table.records.ids) == [acme])
    assert at_window.page.list.filters.words()[-1][0] == "Tagged Key partner"
    assert other


def test_tags_of_many_records_are_changed_at_once_and_taken_back(at_window: Person, acme: int) -> None:
    beta = at_window.put("vendors", name="Beta")
    with at_window.database.writing(actor=None) as session:
        tags.put(session, "vendors", [acme], add=["old"])
    at_window.wait(lambda: len(at_window.page.list.table.records.ids) == 2)
    at_window.press("Ctrl+A")
    run(at_window, "Tags…")
    dialog: Any = at_window.dialog()
    at_window.wait(lambda: dialog.list.count() == 1)
    assert dialog.list.item(0).checkState() is Qt.CheckState.PartiallyChecked
    at_window.press("Space")
    at_window.type("new")
    at_window.press("Return", "Ctrl+Return")
    at_window.wait(lambda: names(at_window, beta) == ["new", "old"])
    assert names(at_window, acme) == ["new", "old"]
    at_window.press("Ctrl+Z")
    at_window.wait(lambda: not names(at_window, beta))
    assert names(at_window, acme) == ["old"]


# ---------------------------------------------------------------- comments


def test_whoever_is_mentioned_finds_it_on_home_until_they_look(
    firm_file: Path, qtbot: QtBot, settings_home: None
) -> None:
    with window_on(firm_file, qtbot) as ana:
        first = ana.put("people", name="Ana Berg", role="technician", first_name="Ana", last_name="Berg")
        ben = ana.put("people", name="Ben Cole", role="technician", first_name="Ben", last_name="Cole")
        vendor = ana.put("vendors", name="Acme")
        ana.shell.desk.actor = first
        ana.shell.desk.go_to("vendors.vendors")
        ana.wait(lambda: ana.page.panel.hung.record_id == vendor)
        run(ana, "Write a comment")
        field = ana.page.panel.hung.comments.field
        ana.type("Ask @be")
        ana.wait(field.popup.isVisible)
        ana.press("Return")
        ana.type("today")
        assert field.toPlainText() == "Ask @Ben Cole today"
        ana.press("Ctrl+Return")
        ana.wait(lambda: not field.isVisible())
        with ana.database.reading(actor=first) as session:
            [said] = comments.of(session, "vendors", vendor).comments
        assert said.body == f"Ask [@Ben Cole](person:{ben}) today"
        ana.shell.desk.actor = ben
        ana.shell.desk.go_to("home.overview")
        ana.wait(ana.page._mentions.isVisible)
        assert [one.text for one in ana.page._mentions.list.items.items] == ["Ana Berg mentioned you on Acme"]
        hidden = RecordPanel(ana.shell.desk, ana.shell.desk.registry["vendors"])
        qtbot.addWidget(hidden)
        hidden.show_record(vendor)  # read, but out of sight
        ana.wait()
        with ana.database.reading(actor=ben) as session:
            assert len(comments.waiting(session)) == 1
        ana.wait(ana.page._mentions.isVisible)
        ana.page._mentions.list.setFocus()
        ana.press("Home", "Return")
        ana.wait(lambda: ana.window.place == "vendors.vendors")
        ana.wait()
        with ana.database.reading(actor=ben) as session:
            assert comments.waiting(session) == []


# ---------------------------------------------------------------- links


def test_l_links_with_any_record_and_a_circle_is_told_in_the_dialog(at_window: Person, acme: int) -> None:
    beta = at_window.put("vendors", name="Beta")
    at_window.wait(lambda: len(at_window.page.list.table.records.ids) == 2)
    at_window.press("L")
    dialog: Any = at_window.dialog()
    dialog.meaning.setCurrentText("Depends on")
    at_window.type("beta")
    at_window.press("Return")
    at_window.wait(lambda: linked(at_window, "vendors", beta) == [("Is needed by", "Acme")])
    assert linked(at_window, "vendors", acme) == [("Depends on", "Beta")]
    at_window.page.list.table.go_to(beta)
    at_window.wait(lambda: at_window.page.panel.hung.record_id == beta)
    at_window.page.list.table.setFocus()
    at_window.press("L")
    dialog = at_window.dialog()
    dialog.meaning.setCurrentText("Depends on")
    at_window.type("acme")
    at_window.press("Return")
    at_window.wait(lambda: "Beta → Acme → Beta" in dialog._wrong_words.text())
    at_window.press("Esc")
    at_window.press("Ctrl+Z")
    at_window.wait(lambda: linked(at_window, "vendors", acme) == [])


def test_what_depends_on_a_record_is_shown_and_printed(at_window: Person, acme: int, tmp_path: Path) -> None:
    beta = at_window.put("vendors", name="Beta")
    with at_window.database.writing(actor=None) as session:
        links.add(session, ("vendors", beta), "depends_on", ("vendors", acme))
    at_window.wait(lambda: linked(at_window, "vendors", acme) != [])
    run(at_window, "What depends on this")
    dialog = at_window.dialog()
    assert isinstance(dialog, ImpactDialog)
    assert dialog.words.text() == "1 record feels it when Acme fails."
    dialog.write_pdf(tmp_path / "impact.pdf")
    at_window.wait((tmp_path / "impact.pdf").is_file)
    assert (tmp_path / "impact.pdf").read_bytes().startswith(b"%PDF")
    at_window.press("Return")
    at_window.wait(lambda: at_window.page._is_open() and at_window.page._view.record_id == beta)


# ---------------------------------------------------------------- files


def drop(target: QWidget, data: QMimeData) -> None:
    """Drag something over a widget and let it go there."""
    at, buttons, none = QPoint(5, 5), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    QApplication.sendEvent(target, QDragEnterEvent(at, Qt.DropAction.CopyAction, data, buttons, none))
    QApplication.sendEvent(target, QDropEvent(QPointF(at), Qt.DropAction.CopyAction, data, buttons, none))


@pytest.fixture
def note(tmp_path: Path) -> Iterator[Path]:
    (tmp_path / "note.txt").write_text("hello zebra")
    yield tmp_path / "note.txt"
    QGuiApplication.clipboard().clear()


def test_files_land_where_they_are_dropped_or_pasted_and_show_themselves(
    at_window: Person, acme: int, note: Path
) -> None:
    panel = at_window.page.panel
    drop(panel, dragged(note))
    at_window.wait(lambda: files(at_window, acme) == ["note.txt"])
    at_window.page.list.table.setFocus()
    QGuiApplication.clipboard().clear()
    at_window.press("Ctrl+V")
    assert files(at_window, acme) == ["note.txt"]
    picture = QImage(40, 30, QImage.Format.Format_RGB32)
    picture.fill(Qt.GlobalColor.blue)
    QGuiApplication.clipboard().setImage(picture)
    at_window.press("Ctrl+V")
    at_window.wait(lambda: len(files(at_window, acme)) == 2)
    pane = panel.hung.files
    at_window.wait(lambda: len(pane.file_rows) == 2)
    pane.file_rows[0].setFocus()
    at_window.press("Space")
    preview: Any = at_window.dialog()
    assert isinstance(preview, PreviewDialog)
    at_window.wait(lambda: preview.stack.currentWidget() is preview.text)
    assert preview.text.toPlainText() == "hello zebra"
    at_window.press("Right")
    at_window.wait(lambda: preview.stack.currentWidget() is preview.picture)
    before = preview.picture.scale
    at_window.press("+")
    assert preview.picture.scale > before
    at_window.press("0", "Left")
    at_window.wait(lambda: preview.stack.currentWidget() is preview.text)
    at_window.press("Space")
    at_window.wait(lambda: QApplication.activeModalWidget() is None)
    with at_window.database.reading() as session:
        from itdesk.db import search

        assert [hit.id for hit in search.find(session, "zebra").hits] == [acme]


def test_a_file_is_renamed_replaced_removed_and_all_of_it_taken_back(
    at_window: Person, acme: int, note: Path, tmp_path: Path
) -> None:
    pane = at_window.page.panel.hung.files
    pane.add([note])
    at_window.wait(lambda: len(pane.file_rows) == 1)
    pane.file_rows[0].setFocus()
    at_window.press("F2")
    at_window.dialog()
    at_window.type("Letter")
    at_window.press("Return")
    at_window.wait(lambda: files(at_window, acme) == ["Letter.txt"])
    newer = tmp_path / "Letter.txt"
    newer.write_text("newer")
    at_window.wait(lambda: pane.files[0].name == "Letter.txt")
    pane.replace(pane.files[0], newer)
    at_window.wait(lambda: pane.files[0].earlier == 1)
    pane.file_rows[0].setFocus()
    at_window.press("Delete")
    at_window.wait(lambda: not pane.files)
    at_window.page.list.table.setFocus()
    at_window.press("Ctrl+Z")
    at_window.wait(lambda: bool(pane.files) and pane.files[0].earlier == 1)
    at_window.press("Ctrl+Z")
    at_window.wait(lambda: pane.files[0].earlier == 0)
    with at_window.database.reading() as session:
        assert attachments.open(session, pane.files[0].id).read() == b"hello zebra"
    at_window.press("Ctrl+Z", "Ctrl+Z")
    at_window.wait(lambda: not pane.files)


def test_all_files_are_saved_and_nothing_there_is_replaced(at_window: Person, acme: int, note: Path) -> None:
    pane = at_window.page.panel.hung.files
    pane.add([note, note])
    at_window.wait(lambda: len(pane.files) == 2)
    folder = note.parent / "out"
    folder.mkdir()
    pane.save_into(folder)
    at_window.wait(lambda: len(list(folder.iterdir())) == 2)
    assert {file.name for file in folder.iterdir()} == {"note.txt", "note (2).txt"}


def test_files_dropped_on_a_field_of_the_form_land_on_the_record(at_window: Person, acme: int, note: Path) -> None:
    at_window.page.open_record(acme)
    at_window.wait(lambda: at_window.page._view.form.draft is not None)
    at_window.wait()
    field = at_window.focus
    drop(field, dragged(note))
    at_window.wait(lambda: files(at_window, acme) == ["note.txt"])
    assert note.name not in getattr(field, "text", str)()


@pytest.mark.parametrize("kind", ["tickets", "contracts", "plans", "hardware", "licences", "people"])
def test_pages_of_their_own_hang_the_same(at_window: Person, note: Path, kind: str) -> None:
    from tests.valid_values import linked_first, values_for

    registry = at_window.shell.desk.registry

    def save(one: str, values: dict[str, object]) -> int:
        with at_window.database.writing(actor=None) as session:
            return records.save(session, records.Draft(one, dict(values)))

    create = linked_first(registry, save)
    record_id = save(kind, values_for(registry[kind], create))
    with at_window.database.writing(actor=None) as session:
        tags.put(session, kind, [record_id], add=["here"])
    at_window.shell.desk.open_record(kind, record_id)
    at_window.wait(lambda: at_window.window.place == PLACES[kind])
    at_window.wait()
    labels = {action.label for action in at_window.page.page_actions()}
    assert {"Tags…", "Write a comment", "Add files…", "What depends on this"} <= labels
    hung = [one for one in at_window.page.findChildren(QWidget) if type(one).__name__ == "HungPanes"]
    shown = [one for one in hung if one.record_id == record_id and one.tags.isVisible()]
    assert shown
    shown[0].files.add([note])
    at_window.wait(lambda: files(at_window, record_id, kind) == ["note.txt"])
