"""The plan's page in a window over a real workspace: written by keyboard alone, and two people on one text."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QTextDocument
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QDialog,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QTextBrowser,
    QWidget,
)
from pytestqt.qtbot import QtBot

from itdesk.areas.continuity.plans import operations
from itdesk.areas.continuity.plans.choices import PlanStatus, SectionKind
from itdesk.areas.continuity.plans.page import PlanPage, make_page
from itdesk.areas.continuity.plans.page_calls import CallTree
from itdesk.areas.continuity.plans.page_formatted import Formatted, fill
from itdesk.areas.continuity.plans.page_insert import InsertDialog
from itdesk.areas.continuity.plans.page_section import Paper
from itdesk.areas.continuity.plans.queries import document
from itdesk.core.errors import UserError
from itdesk.core.registry import Registry
from itdesk.db import records
from itdesk.db.database import Database
from itdesk.db.engine import create_workspace
from itdesk.ui.delegates import Line
from itdesk.ui.desk import Desk
from itdesk.ui.record_chooser import RecordChooser
from itdesk.ui.tasks import Tasks
from tests.areas.making import make
from tests.ui.conftest import theme

TODAY = date(2026, 11, 20)

__all__ = ["theme"]  # the app's look, and a home of its own for each test


@pytest.fixture
def workspace(registry: Registry, tmp_path: Path) -> Iterator[Database]:
    opened = create_workspace(tmp_path / "firm.itdesk", registry, name="Firm")
    yield opened
    opened.close()


@pytest.fixture
def mara(workspace: Database) -> int:
    with workspace.writing() as session:
        return make(session, "people", name="Mara Ellison", role="administrator", mobile="07700 900 101")


@pytest.fixture
def system(workspace: Database) -> int:
    with workspace.writing() as session:
        make(session, "vendors", name="Halden", support_phone="020 7946 0142")
        return make(session, "systems", name="File server", back_within_hours=Decimal(4), needs_proof=False)


@pytest.fixture
def desk(workspace: Database, registry: Registry, mara: int, system: int) -> Iterator[Desk]:
    tasks = Tasks()
    made = Desk(workspace, tasks, actor=mara)
    refused: list[UserError] = []
    made.refused.connect(refused.append)
    yield made
    tasks.close()
    assert not refused


@pytest.fixture
def page(qtbot: QtBot, desk: Desk) -> PlanPage:
    made = make_page(desk)
    assert isinstance(made, PlanPage)
    qtbot.addWidget(made)
    desk.changed.connect(made.refresh)
    made.resize(1232, 852)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is made)
    return made


def paper(page: PlanPage) -> Paper:
    assert page.pane.paper is not None
    return page.pane.paper


def plan_of(workspace: Database) -> Any:
    with workspace.reading() as session:
        first = records.choices_for(session, "plans", "", 1)
        return document(session, first[0][0], TODAY) if first else None


def keys(qtbot: QtBot, text: str) -> None:
    """Type into whatever has the focus."""
    for sign in text:
        focus = QApplication.focusWidget()
        assert focus is not None
        qtbot.keyClicks(focus, sign)


def press(qtbot: QtBot, key: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    focus = QApplication.focusWidget()
    assert focus is not None
    qtbot.keyClick(focus, key, held)


def dialog(qtbot: QtBot, page: QWidget) -> QDialog:
    """The dialog in front, once it can be typed into."""

    def open_ones() -> list[QDialog]:
        return [one for one in page.findChildren(QDialog) if one.isVisible()]

    def typed_into() -> bool:
        focus = QApplication.focusWidget()
        return len(open_ones()) == 1 and focus is not None and open_ones()[0].isAncestorOf(focus)

    qtbot.waitUntil(typed_into)
    return open_ones()[0]


def front(qtbot: QtBot, page: QWidget) -> None:
    """Back in the page after a dialog, as a window manager does it."""
    page.activateWindow()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is page)


@pytest.fixture
def procedure(workspace: Database, system: int, mara: int) -> int:
    """A plan whose first section brings back the file server."""
    with workspace.writing(actor=mara) as session:
        plan = operations.new_plan(session, "Main office", owner_id=mara, chapters=False)
        section = operations.add_section(
            session, plan, "File server", SectionKind.PROCEDURE, values={"body": "It holds all.", "system_id": system}
        )
        operations.add_step(session, section, "Call Halden", person_id=mara, minutes=20)
        operations.add_step(session, section, "Restore", minutes=150)
        return section


@pytest.fixture
def opened(qtbot: QtBot, procedure: int, page: PlanPage) -> PlanPage:
    qtbot.waitUntil(lambda: page.pane.paper is not None)
    return page


def test_a_plan_is_begun_and_written_by_keyboard_alone(
    qtbot: QtBot, page: PlanPage, workspace: Database, system: int
) -> None:
    qtbot.waitUntil(page._empty.isVisible)
    new = next(action for action in page.page_actions() if action.primary)
    assert new.key == "C"
    new.run()
    dialog(qtbot, page)
    keys(qtbot, "Main office")
    press(qtbot, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page.pane.paper is not None)
    assert [section.number for section in plan_of(workspace).sections] == list("123456789")
    assert plan_of(workspace).owner == "Mara Ellison"

    front(qtbot, page)
    page.outline.tree.setFocus()
    for _times in range(4):
        press(qtbot, Qt.Key.Key_Down)
    assert page.outline.tree.current.title == "Recovery steps"
    add = next(action for action in page.page_actions() if action.key == "Shift+N")
    add.run()
    made = dialog(qtbot, page)
    keys(qtbot, "File server")
    kind, place, brought_back = made.findChildren(QComboBox)
    kind.setFocus()
    keys(qtbot, "St")
    assert kind.currentData() == SectionKind.PROCEDURE
    place.setFocus()
    for _times in range(5):
        press(qtbot, Qt.Key.Key_Down)
    assert place.currentText() == "In 5 Recovery steps"
    brought_back.setFocus()
    keys(qtbot, "File")
    made.findChildren(QLineEdit)[0].setFocus()
    press(qtbot, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page.pane.field is not None and paper(page).section.title == "File server")
    assert paper(page).section.number == "5.1"

    front(qtbot, page)
    body = page.pane.field
    assert body is not None
    keys(qtbot, "Back within @")
    chooser = dialog(qtbot, page)
    assert isinstance(chooser, InsertDialog)
    keys(qtbot, "File")
    qtbot.waitUntil(lambda: [one.title for one in chooser._found] == ["File server"])
    chooser._value.setFocus()
    keys(qtbot, "Back in")
    chooser._typed.setFocus()
    press(qtbot, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "{{system:File server|back_within_hours}}" in body.source.toPlainText())
    front(qtbot, page)
    assert QApplication.focusWidget() is body.source
    keys(qtbot, ".")
    press(qtbot, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: not body.editing)
    qtbot.waitUntil(lambda: body.view.accessibleDescription() == "Back within 4 hours.")
    stored = plan_of(workspace).sections[5]
    assert stored.body == "Back within {{system:File server|back_within_hours}}."

    line = paper(page).steps.next_step
    line.text.setFocus()
    for text, minutes in (("Call Halden", "20"), ("Restore the newest copy", "2:30")):
        keys(qtbot, text)
        line.minutes.setFocus()
        keys(qtbot, minutes)
        press(qtbot, Qt.Key.Key_Return)
        qtbot.waitUntil(lambda: not line.text.text())
    qtbot.waitUntil(lambda: paper(page).sum.text == "Steps add up to 2 h 50 min. The goal is 4 h.")
    assert [(step.body, step.minutes) for step in plan_of(workspace).sections[5].steps] == [
        ("Call Halden", 20),
        ("Restore the newest copy", 150),
    ]


def test_two_people_on_one_text_lose_no_word(
    qtbot: QtBot, opened: PlanPage, workspace: Database, procedure: int
) -> None:
    body = paper(opened).body
    body.edit()
    keys(qtbot, " Mine.")
    with workspace.writing() as session:
        operations.edit_section(session, procedure, {"body": "Theirs."}, seen={"body": "It holds all."})
    qtbot.waitUntil(lambda: body.in_conflict, timeout=4000)
    assert plan_of(workspace).sections[0].body == "Theirs."
    assert body.source.toPlainText() == "It holds all. Mine."
    both = next(button for button in body.findChildren(QWidget) if getattr(button, "text", str)() == "Keep both")
    qtbot.keyClick(both, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: plan_of(workspace).sections[0].body == "It holds all. Mine.\n\nTheirs.")
    assert not body.in_conflict


def test_steps_move_and_come_back(qtbot: QtBot, opened: PlanPage, desk: Desk, workspace: Database) -> None:
    def bodies() -> list[str]:
        return [step.body for step in plan_of(workspace).sections[0].steps]

    steps = paper(opened).steps
    first = steps.rows[plan_of(workspace).sections[0].steps[0].id]
    first.field.view.setFocus()
    press(qtbot, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    qtbot.waitUntil(lambda: bodies() == ["Restore", "Call Halden"])
    qtbot.waitUntil(lambda: QApplication.focusWidget() is first.field.view and first.step.number == 2)
    press(qtbot, Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: desk.undo.next_undo == "Step 2 deleted" and len(steps.rows) == 1)
    assert bodies() == ["Restore"]
    desk.undo.undo()
    qtbot.waitUntil(lambda: bodies() == ["Restore", "Call Halden"])
    assert plan_of(workspace).sections[0].steps[1].minutes == 20
    desk.undo.undo()  # the move before, of a step that has another id by now
    qtbot.waitUntil(lambda: bodies() == ["Call Halden", "Restore"])
    qtbot.waitUntil(lambda: desk.undo.next_redo == "Step 1 moved")
    desk.undo.redo()
    qtbot.waitUntil(lambda: bodies() == ["Restore", "Call Halden"])


def test_a_text_that_was_not_saved_is_taken_up_again(
    qtbot: QtBot, opened: PlanPage, desk: Desk, workspace: Database
) -> None:
    body = paper(opened).body
    body.edit()
    keys(qtbot, " Draft.")
    body._pause.stop()  # the app ends before it saved
    desk.drafts.flush()
    again = make_page(desk)
    qtbot.addWidget(again)
    assert isinstance(again, PlanPage)
    qtbot.waitUntil(lambda: again.pane.paper is not None and paper(again).body.editing)
    assert paper(again).body.source.toPlainText() == "It holds all. Draft."
    qtbot.waitUntil(lambda: plan_of(workspace).sections[0].body == "It holds all. Draft.", timeout=4000)


def test_the_outline_moves_renames_and_deletes_with_undo(
    qtbot: QtBot, opened: PlanPage, desk: Desk, workspace: Database
) -> None:
    plan = plan_of(workspace).id
    with workspace.writing() as session:
        operations.add_section(session, plan, "Phones")

    def outline() -> list[str]:
        return [f"{section.number} {section.title}" for section in plan_of(workspace).sections]

    tree = opened.outline.tree
    qtbot.waitUntil(lambda: len(tree.beside(None)) == 2)
    tree.setFocus()
    press(qtbot, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    qtbot.waitUntil(lambda: outline() == ["1 Phones", "2 File server"])
    qtbot.waitUntil(lambda: tree.beside(None)[0].title == "Phones")
    press(qtbot, Qt.Key.Key_Right, Qt.KeyboardModifier.AltModifier)
    qtbot.waitUntil(lambda: outline() == ["1 Phones", "1.1 File server"])
    qtbot.waitUntil(lambda: tree.current.number == "1.1")
    press(qtbot, Qt.Key.Key_F2)
    qtbot.waitUntil(lambda: isinstance(QApplication.focusWidget(), QLineEdit))
    focus = QApplication.focusWidget()
    assert isinstance(focus, QLineEdit)
    focus.setText("P: drive")
    press(qtbot, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: outline() == ["1 Phones", "1.1 P: drive"])
    qtbot.waitUntil(lambda: tree.current.title == "P: drive")
    tree.setFocus()
    press(qtbot, Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: desk.undo.next_undo == "“P: drive” deleted")
    assert outline() == ["1 Phones"]
    desk.undo.undo()
    qtbot.waitUntil(lambda: outline() == ["1 Phones", "1.1 P: drive"])
    assert [step.body for step in plan_of(workspace).sections[1].steps] == ["Call Halden", "Restore"]
    assert plan_of(workspace).sections[1].system is not None


def test_a_signed_plan_can_only_be_read(
    qtbot: QtBot, opened: PlanPage, workspace: Database, mara: int, desk: Desk
) -> None:
    plan = plan_of(workspace).id
    with workspace.writing(actor=mara) as session:
        operations.send_for_sign_off(session, plan, mara)
        operations.agree(session, plan, TODAY)
    qtbot.waitUntil(lambda: opened.plan.status == PlanStatus.AGREED)
    sheet = paper(opened)
    sheet.body.view.setFocus()
    press(qtbot, Qt.Key.Key_F2)
    assert not sheet.body.editing
    assert sheet.title.isReadOnly()
    assert not sheet.steps.next_step.isVisible()
    labels = [action.label for action in opened.page_actions()]
    assert "New version" in labels
    assert "Add section" not in labels
    next(action for action in opened.page_actions() if action.label == "New version").run()
    qtbot.waitUntil(lambda: opened.plan.status == PlanStatus.DRAFT)
    assert opened.plan.edition == 2
    assert sheet.body.view.editable


def test_texts_load_nothing_and_read_no_html(qtbot: QtBot) -> None:
    view = Formatted("Text", "")
    qtbot.addWidget(view)
    view.show_pieces(["<b>bold</b> ![pixel](http://firm.example/a.png) <script>x</script> **true**"])
    assert "<b>bold</b>" in view.toPlainText()
    assert "<script>x</script>" in view.toPlainText()
    assert "true" in view.toPlainText()
    empty = view.loadResource(QTextDocument.ResourceType.ImageResource.value, "file:///etc/hostname")
    assert empty.size() == QSize(1, 1)


def test_markdown_with_private_signs_shows_its_chips_once() -> None:
    from itdesk.areas.continuity.plans.live import Chip

    document_ = QTextDocument()
    chip = Chip("people", 7, "Mara", "user", "{{person:Mara}}")
    fill(document_, ["\ue000 call ", chip, " or **", chip, "**"])
    assert document_.toPlainText().count("\ufffc") == 2
    assert "\ue000" not in document_.toPlainText()


def test_leaving_a_section_saves_what_was_being_written(
    qtbot: QtBot, opened: PlanPage, desk: Desk, workspace: Database
) -> None:
    plan = plan_of(workspace).id
    with workspace.writing() as session:
        other = operations.add_section(session, plan, "Phones")
    qtbot.waitUntil(lambda: len(opened.outline.tree.beside(None)) == 2)
    paper(opened).body.edit()
    keys(qtbot, " And more.")
    opened.outline.tree.stand_on(other)
    qtbot.waitUntil(lambda: plan_of(workspace).sections[0].body == "It holds all. And more.")
    qtbot.waitUntil(lambda: desk.undo.next_undo == "Text of “Text”")
    assert paper(opened).section.title == "Phones"
    desk.undo.undo()
    qtbot.waitUntil(lambda: plan_of(workspace).sections[0].body == "It holds all.")


def test_a_cover_is_chosen_where_the_sum_asks_for_it(
    qtbot: QtBot, opened: PlanPage, desk: Desk, workspace: Database, mara: int
) -> None:
    with workspace.writing() as session:
        make(session, "people", name="Helen Moss")
    card = paper(opened).sum
    assert "Nobody covers for Mara Ellison in step 1." in card.text
    card._cover.click()
    dialog(qtbot, opened)
    keys(qtbot, "Helen")
    chooser = opened.findChildren(RecordChooser)[0]
    qtbot.waitUntil(lambda: [item.text for item in chooser._items.items if isinstance(item, Line)] == ["Helen Moss"])
    press(qtbot, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: plan_of(workspace).sections[0].steps[0].cover == "Helen Moss")
    qtbot.waitUntil(lambda: "Nobody covers" not in card.text)
    qtbot.waitUntil(lambda: bool(desk.undo.next_undo))
    desk.undo.undo()
    qtbot.waitUntil(lambda: not plan_of(workspace).sections[0].steps[0].cover)


def test_what_is_missing_leads_to_its_section(qtbot: QtBot, opened: PlanPage, workspace: Database) -> None:
    plan = plan_of(workspace).id
    with workspace.writing() as session:
        operations.add_section(session, plan, "Phones")
    qtbot.waitUntil(lambda: len(opened.outline.tree.beside(None)) == 2)
    opened.outline._missing.click()
    menu = opened.outline.findChildren(QMenu)[-1]
    words = [action.text() for action in menu.actions()]
    assert words[-1] == "2 Phones: Nothing is written here yet."
    menu.actions()[-1].trigger()
    qtbot.waitUntil(lambda: paper(opened).section.title == "Phones")
    menu.close()


def test_everything_on_the_page_has_a_name(qtbot: QtBot, opened: PlanPage) -> None:
    kinds = (QAbstractButton, QLineEdit, QPlainTextEdit, QTextBrowser, QAbstractItemView)
    for kind in kinds:
        for widget in opened.findChildren(kind):
            if widget.isVisible() and widget.focusPolicy() != Qt.FocusPolicy.NoFocus:
                said = widget.accessibleName() or getattr(widget, "text", str)()
                assert said, widget


def test_the_call_tree_is_drawn_by_keyboard(
    qtbot: QtBot, page: PlanPage, desk: Desk, workspace: Database, mara: int
) -> None:
    with workspace.writing(actor=mara) as session:
        plan = operations.new_plan(session, "Main office", chapters=False)
        operations.add_section(session, plan, "Call tree", SectionKind.CALL_TREE)
        operations.add_call(session, plan, person_id=mara)
        helen = operations.add_call(session, plan, name="Helen", phone="07700 900 114")

    def tree() -> list[tuple[str, int]]:
        return [(box.name, box.depth) for box in plan_of(workspace).calls]

    qtbot.waitUntil(lambda: page.pane.paper is not None and paper(page)._calls is not None)
    calls = paper(page)._calls
    assert calls is not None
    qtbot.waitUntil(lambda: len(calls.rows) == 2)
    calls.rows[helen].button.setFocus()
    press(qtbot, Qt.Key.Key_Right, Qt.KeyboardModifier.AltModifier)
    qtbot.waitUntil(lambda: tree() == [("Mara Ellison", 0), ("Helen", 1)])
    qtbot.waitUntil(lambda: QApplication.focusWidget() is calls.rows[helen].button and calls._boxes[1].depth == 1)
    press(qtbot, Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: desk.undo.next_undo == "Helen is not called any more")
    assert tree() == [("Mara Ellison", 0)]
    desk.undo.undo()
    qtbot.waitUntil(lambda: tree() == [("Mara Ellison", 0), ("Helen", 1)])
    picture = page.beside.findChild(CallTree)
    assert picture is not None
    qtbot.waitUntil(lambda: "Helen, 07700 900 114" in page.beside.findChildren(CallTree)[-1].accessibleName())
    with qtbot.waitSignal(desk.record_wanted) as opened_record:
        picture = page.beside.findChildren(CallTree)[-1]
        (_box, place), *_others = picture._places(picture.width())[0]
        qtbot.mouseClick(picture, Qt.MouseButton.LeftButton, pos=place.center())
    assert opened_record.args == ["people", mara]
