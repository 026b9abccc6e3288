"""Rules that colour rows: made in their dialog by keys, read with the rows, seen, said and kept."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from itdesk.core.filters import Filter, Operator
from itdesk.core.row_rules import Rule
from itdesk.db.list_state import from_plain, to_plain
from itdesk.ui.desk import Desk
from itdesk.ui.export_dialog import write_file
from itdesk.ui.record_list import RecordList
from itdesk.ui.rules_dialog import RulesDialog
from itdesk.ui.theme import Theme
from tests.ui.records.gadgets import GADGETS, REGISTRY, Settle
from tests.ui.records.test_export import words

Key = Qt.Key
GONE = Rule("Out of the house", "red", (Filter("state", Operator.IS, "gone"),))
DEAR = Rule("Dear", "amber", (Filter("cost", Operator.AT_LEAST, Decimal(400)),))


def names(shown: RecordList) -> list[str]:
    records = shown.table.records
    found = [records.row(row) for row in range(records.rowCount())]
    return [row.rule.name if row is not None and row.rule is not None else "" for row in found]


def test_first_rule_that_fits_colours_a_row(shown: RecordList, settle: Settle) -> None:
    shown.change(replace(shown.state, rules=(GONE, DEAR)))
    settle()
    expected = ["Out of the house" if at % 4 == 3 else "Dear" if at >= 30 else "" for at in range(40)]
    assert names(shown) == expected
    records = shown.table.records
    said = records.data(records.index(3, 1), Qt.ItemDataRole.AccessibleTextRole)
    assert said == "Name: Gadget 04, Out of the house"
    table = shown.table
    table.clearSelection()
    picture = table.viewport().grab().toImage()
    box = table.visualRect(records.index(3, 3))
    scale = picture.devicePixelRatio()
    ground = picture.pixelColor(int((box.right() - 4) * scale), int((box.top() + 4) * scale))
    assert ground.name() == Theme.current().color("red-tint").name()
    shown.change(replace(shown.state, group_by="state"))
    settle()
    assert names(shown).count("Out of the house") == 10


def test_coloured_row_has_its_word_painted_even_in_a_narrow_column(shown: RecordList, settle: Settle) -> None:
    """Without the badge the first column of a coloured row would differ from the others by its ground alone."""
    shown.change(replace(shown.state, rules=(GONE,)))
    settle()
    table = shown.table
    for wide in (300, 60):
        table.setColumnWidth(1, wide)
        table.clearSelection()
        settle()
        picture, scale = table.viewport().grab().toImage(), table.devicePixelRatio()
        inks = []
        for row in (2, 3):  # the fourth is gone
            box = table.visualRect(table.records.index(row, 1))
            strip = range(int((box.right() - wide // 3) * scale), int((box.right() - 6) * scale))
            y = int(box.center().y() * scale)
            inks.append(len({picture.pixel(x, y) for x in strip}))
        assert inks[1] > inks[0] == 1 or inks[1] > 3, f"{wide} pixels: {inks}"


def test_rules_are_made_by_keys(shown: RecordList, qtbot: QtBot, settle: Settle) -> None:
    shown.open_rules()
    dialog = next(one for one in QApplication.topLevelWidgets() if isinstance(one, RulesDialog))
    qtbot.keyClicks(dialog.name, "Ours")
    dialog.act.click()
    assert dialog.isVisible(), "a rule without a filter would colour every row"
    assert "needs a filter" in dialog._wrong_words.text()
    dialog.filters._put(None, [Filter("is_ours", Operator.IS, True)])
    dialog.add_button.click()
    qtbot.keyClicks(dialog.name, "Gone")
    dialog.filters._put(None, [Filter("state", Operator.IS, "gone")])
    qtbot.keyClick(dialog.list, Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    dialog.act.click()
    settle()
    assert [(rule.name, rule.tone) for rule in shown.state.rules] == [("Gone", "amber"), ("Ours", "red")]
    assert shown.views.is_changed
    assert names(shown)[:4] == ["Ours", "", "Ours", "Gone"]


def test_rules_are_kept_in_a_view_and_older_views_have_none(shown: RecordList) -> None:
    state = replace(shown.state, rules=(GONE, DEAR))
    plain = json.loads(json.dumps(to_plain(state)))
    assert from_plain(REGISTRY, GADGETS, plain).rules == (GONE, DEAR)
    plain["rules"].append(["Lost", "red", [["lost", "is", 1]]])
    plain["rules"].append(["Loud", "neon", [["state", "is", "gone"]]])
    assert from_plain(REGISTRY, GADGETS, plain).rules == (GONE, DEAR)
    del plain["rules"]
    assert from_plain(REGISTRY, GADGETS, plain).rules == ()


def test_rules_stand_in_the_pdf_by_their_words(shown: RecordList, desk: Desk, settle: Settle, tmp_path: Path) -> None:
    file = tmp_path / "gadgets.pdf"
    write_file(desk, GADGETS, replace(shown.state, rules=(GONE,), group_by="state"), file)
    settle()
    assert words(file).count("Out of the house") == 10
    write_file(desk, GADGETS, replace(shown.state, rules=(GONE,)), tmp_path / "gadgets.csv")
    settle()
    assert "Out of the house" not in (tmp_path / "gadgets.csv").read_text()
