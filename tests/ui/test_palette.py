"""The command palette by keyboard: actions, places, records that stream in, and the record that it is about."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QWidget

from itdesk.ui.page import Action
from itdesk.ui.palette import Answer, Found, Palette, Place, Subject
from itdesk.ui.palette_ranking import action_rows


class Firm:
    """Collects what was asked and answers when it is told to."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str, Answer]] = []
        self.ran: list[str] = []

    def search(self, words: str, scope: str, answer: Answer) -> None:
        self.asked.append((words, scope, answer))

    def do(self, what: str) -> Callable[[], None]:
        return lambda: self.ran.append(what)

    def found(self, *titles: str) -> Sequence[Found]:
        return [
            Found(title, self.do(title), actions=lambda title=title: [Action("Retire", self.do(f"retire {title}"))])
            for title in titles
        ]


@pytest.fixture
def firm() -> Firm:
    return Firm()


@pytest.fixture
def palette(qtbot: Any, firm: Firm) -> Palette:
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(1200, 800)
    window.show()
    made = Palette(window, firm.search)
    made.window_ = window  # type: ignore[attr-defined]
    made.open(
        actions=[Action("New ticket", firm.do("new"), "C"), Action("Print", firm.do("print"), "Ctrl+P")],
        places=[
            Place("Inventory › Hardware", firm.do("hardware"), "assets", "inv", "G, I"),
            Place("Finance › Budgets", firm.do("budgets")),
        ],
        subject=Subject("HD-1042", "Do with this ticket", (Action("Assign to…", firm.do("assign"), "A"),)),
    )
    return made


def titles(palette: Palette) -> list[str]:
    return [row.title for row in palette.rows.rows]


def test_it_starts_with_the_record_then_actions_then_places(palette: Palette) -> None:
    assert titles(palette) == [
        "Do with this ticket",
        "Assign to…",
        "Do",
        "New ticket",
        "Print",
        "Go to",
        "Inventory › Hardware",
        "Finance › Budgets",
    ]
    assert palette.list.currentIndex().row() == 1


def test_typing_filters_and_enter_runs(qtbot: Any, palette: Palette, firm: Firm) -> None:
    qtbot.keyClicks(palette.field, "budg")
    assert titles(palette) == ["Go to", "Finance › Budgets"]
    qtbot.keyClick(palette.field, Qt.Key.Key_Return)
    assert firm.ran == ["budgets"]
    assert not palette.isVisible()


def test_arrows_skip_headings_and_wrap(qtbot: Any, palette: Palette, firm: Firm) -> None:
    qtbot.keyClick(palette.field, Qt.Key.Key_Down)
    assert palette.rows.rows[palette.list.currentIndex().row()].title == "New ticket"
    qtbot.keyClick(palette.field, Qt.Key.Key_Up)
    qtbot.keyClick(palette.field, Qt.Key.Key_Up)
    assert palette.rows.rows[palette.list.currentIndex().row()].title == "Finance › Budgets"


def test_records_stream_in_and_late_answers_are_dropped(qtbot: Any, palette: Palette, firm: Firm) -> None:
    qtbot.keyClicks(palette.field, "asset")
    qtbot.waitUntil(lambda: firm.asked[-1][0] == "asset", timeout=2000)
    words, scope, answer = firm.asked[-1]
    assert (words, scope) == ("asset", "")
    qtbot.keyClicks(palette.field, "s")
    qtbot.waitUntil(lambda: firm.asked[-1][0] == "assets", timeout=2000)
    answer(firm.found("Old answer"), "")
    assert "Old answer" not in titles(palette)
    firm.asked[-1][2](firm.found("Asset check"), "Keep typing: there are more")
    assert titles(palette)[-4:] == [
        "Records",
        "Asset check",
        "Keep typing: there are more",
        "See all results for “assets”",
    ]
    with qtbot.waitSignal(palette.all_wanted) as wanted:
        qtbot.keyClick(palette.field, Qt.Key.Key_Up)
        qtbot.keyClick(palette.field, Qt.Key.Key_Return)
    assert wanted.args == ["assets"]


def test_answers_do_not_move_the_choice(qtbot: Any, palette: Palette, firm: Firm) -> None:
    qtbot.keyClicks(palette.field, "in")
    qtbot.waitUntil(lambda: bool(firm.asked), timeout=2000)
    qtbot.keyClick(palette.field, Qt.Key.Key_Down)
    before = palette.rows.rows[palette.list.currentIndex().row()].title
    firm.asked[-1][2](firm.found("Invoice", "Inkjet"), "")
    assert palette.rows.rows[palette.list.currentIndex().row()].title == before


def test_tab_takes_a_record_and_lists_its_actions(qtbot: Any, palette: Palette, firm: Firm) -> None:
    qtbot.keyClicks(palette.field, "zebra")
    qtbot.waitUntil(lambda: bool(firm.asked), timeout=2000)
    firm.asked[-1][2](firm.found("Zebra printer"), "")
    qtbot.keyClick(palette.field, Qt.Key.Key_Tab)
    assert palette.tag.text == "Zebra printer"
    assert titles(palette)[:3] == ["Do with Zebra printer", "Open", "Retire"]
    qtbot.keyClick(palette.field, Qt.Key.Key_Backspace)
    assert not palette.tag.isVisible()


def test_scopes(qtbot: Any, palette: Palette, firm: Firm) -> None:
    qtbot.keyClicks(palette.field, ">new")
    assert titles(palette) == ["Do", "New ticket"]
    palette.field.clear()
    qtbot.keyClicks(palette.field, "@mara")
    qtbot.waitUntil(lambda: bool(firm.asked) and firm.asked[-1][:2] == ("mara", "@"), timeout=2000)
    firm.asked[-1][2]([], "")
    assert titles(palette) == ["Nothing fits “mara”."]


def test_escape_gives_the_keyboard_back(qtbot: Any, firm: Firm) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    field = QLineEdit(window)
    window.show()
    window.activateWindow()
    field.setFocus()
    qtbot.waitUntil(field.hasFocus, timeout=2000)
    palette = Palette(window, firm.search)
    palette.open()
    qtbot.keyClick(palette.field, Qt.Key.Key_Escape)
    assert field.hasFocus()
    assert not palette.isVisible()


def test_question_mark_asks_for_the_keys(qtbot: Any, palette: Palette) -> None:
    with qtbot.waitSignal(palette.keys_wanted):
        qtbot.keyClicks(palette.field, "?")


def test_what_fits_as_well_stands_as_on_the_page_however_long_it_is() -> None:
    actions = [Action(text, print) for text in ("Import hardware…", "Import links…", "Export…")]
    assert [row.title for row in action_rows(actions, "import", lambda _key: 0.0)] == [
        "Import hardware…",
        "Import links…",
    ]
