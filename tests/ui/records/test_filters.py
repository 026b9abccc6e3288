"""Chips, the popup behind them, and the search within a list."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from itdesk.core.filter_texts import Condition, conditions, in_words
from itdesk.core.filters import Filter, Operator
from itdesk.core.value_texts import ValueTexts
from itdesk.ui.desk import Desk
from itdesk.ui.filter_editor import FieldList, FilterEditor
from itdesk.ui.filter_picks import PickedValues
from itdesk.ui.filter_span import SpanValues
from itdesk.ui.filter_values import TextValues
from itdesk.ui.record_list import RecordList
from tests.ui.records.gadgets import GADGETS, Settle

Key = Qt.Key


@pytest.fixture
def shown(desk: Desk, qtbot: QtBot, settle: Settle) -> RecordList:
    made = RecordList(desk, GADGETS)
    qtbot.addWidget(made)
    made.resize(1000, 600)
    made.show()
    settle()
    return made


def popup() -> FilterEditor:
    return next(widget for widget in QApplication.topLevelWidgets() if isinstance(widget, FilterEditor))


def chip_texts(shown: RecordList) -> list[str]:
    return [f"{chip.field} | {chip.value}" for chip in shown.filters.chips]


@pytest.mark.parametrize(
    ("filters", "words"),
    [
        ([Filter("state", Operator.IS, "used")], [("State is", "In use")]),
        ([Filter("state", Operator.IS_NOT, ("used", "gone"))], [("State is", "not in use, gone")]),
        ([Filter("is_ours", Operator.IS, False)], [("Ours", "no")]),
        ([Filter("name", Operator.CONTAINS, "x")], [("Name has", "“x”")]),
        ([Filter("keeper", Operator.IS, (1, "me"))], [("Keeper is", "Ana, me")]),
        ([Filter("keeper", Operator.EMPTY)], [("Keeper is", "empty")]),
        ([Filter("bought_on", Operator.BEFORE, date(2026, 1, 1))], [("Bought", "before 1 Jan 2026")]),
        ([Filter("ends_on", Operator.BEFORE, "today+30")], [("Ends", "before 30 days from now")]),
        (
            [Filter("ends_on", Operator.AT_LEAST, "today"), Filter("ends_on", Operator.AT_MOST, "today+60")],
            [("Ends", "in the next 60 days")],
        ),
        (
            [Filter("ends_on", Operator.AFTER, "today-1"), Filter("ends_on", Operator.BEFORE, "today+61")],
            [("Ends", "in the next 60 days")],
        ),
        (
            [Filter("bought_on", Operator.AT_LEAST, "today-7"), Filter("bought_on", Operator.AT_MOST, "today")],
            [("Bought", "in the last 7 days")],
        ),
        ([Filter("cost", Operator.AT_LEAST, Decimal(500))], [("Cost", "at least £500")]),
        (
            [Filter("cost", Operator.AT_LEAST, Decimal(500)), Filter("state", Operator.IS, "used")],
            [("Cost", "at least £500"), ("State is", "In use")],
        ),
    ],
)
def test_chips_read_as_sentences(filters: list[Filter], words: list[tuple[str, str]]) -> None:
    texts = ValueTexts(GADGETS, "en_GB", "GBP", "Europe/London")
    titles = {("keepers", 1): "Ana"}
    assert [in_words(texts, one, titles) for one in conditions(filters)] == words


def test_filter_is_chosen_by_keys_alone(shown: RecordList, qtbot: QtBot, settle: Settle) -> None:
    shown.filters.add()
    fields = popup().findChild(FieldList)
    assert fields is not None
    qtbot.keyClicks(fields.line, "stat")
    qtbot.keyClick(fields.line, Key.Key_Return)
    values = popup().findChild(PickedValues)
    assert values is not None
    qtbot.keyClick(values.line, Key.Key_Down)
    qtbot.keyClick(values.list, Key.Key_Down)
    qtbot.keyClick(values.list, Key.Key_Space)
    qtbot.keyClick(values.list, Key.Key_Return)
    settle()
    assert chip_texts(shown) == ["State is | In use"]
    assert shown.table.records.rowCount() == 20


def test_links_are_found_by_typing(shown: RecordList, qtbot: QtBot, settle: Settle) -> None:
    shown.filters.add()
    popup()._show_values("keeper", None)
    settle()
    values = popup().findChild(PickedValues)
    assert values is not None
    qtbot.keyClicks(values.line, "cyd")
    qtbot.waitUntil(lambda: values.list.count() == 1)
    qtbot.keyClick(values.line, Key.Key_Return)
    settle()
    assert chip_texts(shown) == ["Keeper is | Cyd Wu"]
    assert shown.table.records.rowCount() == 7


def test_span_of_days_and_sums(shown: RecordList, qtbot: QtBot, settle: Settle) -> None:
    shown.filters.add()
    popup()._show_values("cost", None)
    values = popup().findChild(SpanValues)
    assert values is not None
    qtbot.keyClicks(values._first.inner, "lots")
    assert values.filters() is None
    values._first.inner.clear()
    qtbot.keyClicks(values._first.inner, "0.45k")
    qtbot.keyClick(values._first.inner, Key.Key_Return)
    settle()
    assert chip_texts(shown) == ["Cost | at least £450"]
    assert shown.table.records.rowCount() == 5


def test_click_on_a_chip_changes_it_in_place(shown: RecordList, qtbot: QtBot, settle: Settle) -> None:
    shown.filters._put(None, [Filter("name", Operator.CONTAINS, "gadget 0")])
    shown.filters._put(None, [Filter("is_ours", Operator.IS, True)])
    settle()
    assert shown.table.records.rowCount() == 5
    qtbot.mouseClick(shown.filters.chips[0], Qt.MouseButton.LeftButton)
    values = popup().findChild(TextValues)
    assert values is not None
    assert values.line.text() == "gadget 0"
    values.line.setText("gadget 1")
    qtbot.keyClick(values.line, Key.Key_Return)
    settle()
    assert chip_texts(shown) == ["Name has | “gadget 1”", "Ours | yes"]
    assert shown.table.records.rowCount() == 5


def test_backspace_takes_the_last_chip_away(shown: RecordList, qtbot: QtBot, settle: Settle) -> None:
    shown.filters._put(None, [Filter("state", Operator.IS, "used")])
    shown.filters._put(None, [Filter("is_ours", Operator.IS, True)])
    shown.filters.add()
    fields = popup().findChild(FieldList)
    assert fields is not None
    qtbot.keyClick(fields.line, Key.Key_Backspace)
    settle()
    assert chip_texts(shown) == ["State is | In use"]
    qtbot.keyClick(shown.filters.chips[0], Key.Key_Delete)
    settle()
    assert shown.table.records.rowCount() == 40


def test_find_narrows_while_typing_and_esc_comes_back(shown: RecordList, qtbot: QtBot, settle: Settle) -> None:
    shown.open_find()
    qtbot.keyClicks(shown.find_box, "gadget 17")
    qtbot.waitUntil(lambda: shown.table.records.rowCount() == 1)
    qtbot.keyClick(shown.find_box, Key.Key_Escape)
    settle()
    assert shown.table.records.rowCount() == 40
    qtbot.keyClick(shown.find_box, Key.Key_Escape)
    assert shown.find_box.isHidden()


def test_filter_without_hits_names_the_chip_to_remove(shown: RecordList, settle: Settle) -> None:
    shown.filters._put(None, [Filter("name", Operator.IS, "Gadget 01")])
    shown.filters._put(None, [Filter("state", Operator.IS, "gone")])
    settle()
    empty = shown._empty
    assert empty is not None
    assert empty.accessibleName() == "No gadgets fit"
    buttons = [button.text() for button in empty.findChildren(type(shown.columns_button))]
    assert buttons == ["Remove “State is Gone”", "Remove all filters"]
    shown.filters.remove(Condition((Filter("state", Operator.IS, "gone"),)))
    settle()
    assert shown.table.records.rowCount() == 1
