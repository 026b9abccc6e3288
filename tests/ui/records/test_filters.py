"""Chips, the popup behind them, and the search within a list."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from itdesk.core.filter_texts import Condition, conditions, in_words
from itdesk.core.filters import Filter, Operator
from itdesk.core.value_texts import ValueTexts
from itdesk.db.list_state import from_plain, to_plain
from itdesk.ui.buttons import Button
from itdesk.ui.filter_alternatives import Alternatives
from itdesk.ui.filter_editor import FilterEditor
from itdesk.ui.filter_fields import FieldList
from itdesk.ui.filter_picks import PickedValues
from itdesk.ui.filter_span import SpanValues
from itdesk.ui.filter_values import TextValues, Values
from itdesk.ui.popup_rows import BESIDE
from itdesk.ui.record_list import RecordList
from tests.ui.records.gadgets import GADGETS, REGISTRY, Settle

Key = Qt.Key


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
        ([Filter("bought_on", Operator.DURING, "quarter-1")], [("Bought", "last quarter")]),
        ([Filter("name", Operator.STARTS, "x")], [("Name starts with", "“x”")]),
        ([Filter("name", Operator.LACKS, "x")], [("Name hasn’t", "“x”")]),
        ([Filter("keeper.email", Operator.CONTAINS, "@")], [("Keeper › Email has", "“@”")]),
        (
            [
                Filter(
                    "",
                    Operator.ANY_OF,
                    (
                        Filter("state", Operator.IS, "gone"),
                        Filter(
                            "",
                            Operator.ALL_OF,
                            (
                                Filter("ends_on", Operator.AT_LEAST, "today"),
                                Filter("ends_on", Operator.AT_MOST, "today+60"),
                            ),
                        ),
                        Filter("keeper.name", Operator.EMPTY),
                    ),
                )
            ],
            [("Either", "State is Gone or Ends in the next 60 days or Keeper › Name is empty")],
        ),
        (
            [Filter("cost", Operator.AT_LEAST, Decimal(500)), Filter("state", Operator.IS, "used")],
            [("Cost", "at least £500"), ("State is", "In use")],
        ),
    ],
)
def test_chips_read_as_sentences(filters: list[Filter], words: list[tuple[str, str]]) -> None:
    texts = ValueTexts(GADGETS, "en_GB", "GBP", "Europe/London")
    titles = {("keepers", 1): "Ana"}
    assert [in_words(texts, one, titles, REGISTRY) for one in conditions(filters)] == words


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


def row_texts(part: FieldList | PickedValues) -> list[str]:
    return [part.list.item(row).text() for row in range(part.list.count())]


def fields_of(shown: RecordList) -> FieldList:
    shown.filters.add()
    found = popup().findChild(FieldList)
    assert found is not None
    return found


def picked() -> PickedValues:
    found = popup().findChild(PickedValues)
    assert found is not None
    return found


def test_fields_of_linked_records_stand_under_the_links_name(shown: RecordList, qtbot: QtBot, settle: Settle) -> None:
    fields = fields_of(shown)
    assert row_texts(fields)[:3] == ["State", "Keeper", "Keeper › …"]
    for _step in range(2):
        qtbot.keyClick(fields.line, Key.Key_Down)
    qtbot.keyClick(fields.line, Key.Key_Return)
    inner = popup().findChildren(FieldList)[-1]
    assert row_texts(inner)[:2] == ["Keeper › Name", "Keeper › Email"]
    qtbot.keyClick(inner.line, Key.Key_Return)
    values = popup().findChild(TextValues)
    assert values is not None
    qtbot.keyClicks(values.line, "cyd")
    qtbot.keyClick(values.line, Key.Key_Return)
    settle()
    assert chip_texts(shown) == ["Keeper › Name has | “cyd”"]
    assert shown.table.records.rowCount() == 7
    with_typing = fields_of(shown)
    qtbot.keyClicks(with_typing.line, "email")
    assert row_texts(with_typing) == ["Keeper › Email"]


def test_choices_tell_what_they_find_now(shown: RecordList, qtbot: QtBot, settle: Settle) -> None:
    shown.filters._put(None, [Filter("is_ours", Operator.IS, False)])
    settle()
    fields_of(shown)
    popup()._show_values("state", None)
    settle()
    values = picked()
    beside = [values.list.item(row).data(BESIDE) for row in range(3)]
    assert beside == ["0", "10", "10"]
    assert values.list.item(1).data(Qt.ItemDataRole.AccessibleTextRole) == "In use, 10"
    qtbot.keyClick(popup(), Key.Key_Escape)


def test_one_of_several_filters_has_to_hold(shown: RecordList, qtbot: QtBot, settle: Settle) -> None:
    fields = fields_of(shown)
    qtbot.keyClick(fields.line, Key.Key_Return)
    values = picked()
    assert QApplication.focusWidget() is values.line
    values.list.setCurrentRow(2)
    qtbot.keyClick(values.list, Key.Key_Space)
    settle()
    more = next(one for one in popup().findChildren(Button) if one.text() == "Or…" and one.isVisible())
    qtbot.keyClick(more, Key.Key_Space)
    fields = popup().findChildren(FieldList)[-1]
    qtbot.keyClicks(fields.line, "name")
    qtbot.keyClick(fields.line, Key.Key_Return)
    text = popup().findChild(TextValues)
    assert text is not None
    qtbot.keyClicks(text.line, "gadget 01")
    qtbot.keyClick(text.line, Key.Key_Return)
    settle()
    assert chip_texts(shown) == ["Either | State is Gone or Name has “gadget 01”"]
    assert shown.table.records.rowCount() == 11
    qtbot.mouseClick(shown.filters.chips[0], Qt.MouseButton.LeftButton)
    both = popup().findChild(Alternatives)
    assert both is not None
    assert both.list.count() == 2
    qtbot.keyClick(both.list, Key.Key_Delete)
    left = popup().findChildren(Alternatives)[-1]
    next(one for one in left.findChildren(Button) if one.text() == "Filter").click()
    settle()
    assert chip_texts(shown) == ["Name has | “gadget 01”"]
    assert shown.table.records.rowCount() == 1


def test_periods_are_chosen_from_a_list(shown: RecordList, qtbot: QtBot, settle: Settle) -> None:
    fields_of(shown)
    popup()._show_values("bought_on", None)
    values = popup().findChild(SpanValues)
    assert values is not None
    assert values.mode.currentText() == "in"
    values._period.setCurrentText("last year")
    qtbot.keyClick(values.mode, Key.Key_Return)
    settle()
    assert shown.filters.filters == (Filter("bought_on", Operator.DURING, "year-1"),)
    qtbot.mouseClick(shown.filters.chips[0], Qt.MouseButton.LeftButton)
    again = popup().findChild(SpanValues)
    assert again is not None
    assert again._period.currentText() == "last year"


@pytest.mark.parametrize("operator", [Operator.EMPTY, Operator.NOT_EMPTY])
@pytest.mark.parametrize("name", ["state", "keeper", "is_ours", "name", "cost", "bought_on", "tags", "keeper.name"])
def test_every_field_can_be_empty_or_not(
    shown: RecordList, qtbot: QtBot, settle: Settle, name: str, operator: Operator
) -> None:
    shown.filters._put(None, [Filter(name, operator)])
    settle()
    qtbot.mouseClick(shown.filters.chips[0], Qt.MouseButton.LeftButton)
    values = next(one for one in popup().findChildren(Values) if one.isVisible())
    assert values.filters() == (Filter(name, operator),)
    values.accepted.emit()
    settle()


def test_filters_come_back_from_a_saved_view(shown: RecordList) -> None:
    filters = (
        Filter(
            "", Operator.ANY_OF, (Filter("state", Operator.IS, ("used", "gone")), Filter("keeper.name", Operator.EMPTY))
        ),
        Filter("bought_on", Operator.DURING, "week+1"),
        Filter("keeper", Operator.IS, "me"),
    )
    plain = json.loads(json.dumps(to_plain(replace(shown.state, filters=filters))))
    assert from_plain(REGISTRY, GADGETS, plain).filters == filters
    plain["filters"] += [
        ["keeper.gone", "is", 1],
        ["state", "near", 1],
        ["", "any_of", [["gone", "is", 1]]],
        ["", "any_of", []],
    ]
    assert from_plain(REGISTRY, GADGETS, plain).filters == filters
