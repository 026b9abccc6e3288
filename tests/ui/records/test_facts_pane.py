"""Panes that tell facts: read once for all, each showing its own record's."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from itdesk.ui.desk import Desk
from itdesk.ui.facts_pane import Facts, FactsPane
from itdesk.ui.labels import label
from tests.ui.records.conftest import Settle


class Told(FactsPane):
    """Tells the text that it is given; nothing of an empty one."""

    def fill(self, facts: Any) -> bool:
        self.column.addWidget(label(facts))
        self.rows(("Name", facts))
        return bool(facts)

    def words(self) -> list[str]:
        """What stands there."""
        return [one.text() for one in self.findChildren(QLabel) if not one.isHidden()]


def panes(desk: Desk, qtbot: QtBot, reads: list[int], texts: dict[int, str]) -> tuple[Told, Told]:
    def read(_session: Any, record_id: int) -> str | None:
        reads.append(record_id)
        return texts.get(record_id)

    facts = Facts(desk, read)
    made = Told(facts, desk, "gadgets"), Told(facts, desk, "gadgets")
    for pane in made:
        qtbot.addWidget(pane)
    return made


def test_facts_are_read_once_for_panes_that_ask_together(desk: Desk, qtbot: QtBot, settle: Settle) -> None:
    reads: list[int] = []
    one, other = panes(desk, qtbot, reads, {7: "Seven"})
    one.show_record(7)
    other.show_record(7)
    settle()
    assert reads == [7]
    assert "Seven" in one.words()
    assert "Seven" in other.words()


def test_each_pane_shows_its_own_record(desk: Desk, qtbot: QtBot, settle: Settle) -> None:
    one, other = panes(desk, qtbot, [], {7: "Seven", 8: "Eight"})
    one.show_record(7)
    other.show_record(8)
    settle()
    assert "Seven" in one.words()
    assert "Eight" in other.words()
    assert "Seven" not in other.words()


def test_only_the_last_of_quick_steps_is_read(desk: Desk, qtbot: QtBot, settle: Settle) -> None:
    reads: list[int] = []
    one, _other = panes(desk, qtbot, reads, {7: "Seven", 9: "Nine"})
    for record_id in (7, 8, 9):
        one.show_record(record_id)
    settle()
    assert reads == [9]
    assert "Nine" in one.words()


def test_pane_with_nothing_to_say_hides(desk: Desk, qtbot: QtBot, settle: Settle) -> None:
    one, _other = panes(desk, qtbot, [], {7: "", 9: "Nine"})
    shown: list[bool] = []
    one.shown_changed.connect(shown.append)
    for record_id in (7, 8, 9):
        one.show_record(record_id)
        settle()
    assert shown == [False, False, True]
    assert one.words().count("Nine") == 2


def test_what_is_wanted_again_while_an_older_answer_comes_is_read_again(desk: Desk, settle: Settle) -> None:
    told: list[dict[int, str]] = []
    facts = Facts(desk, lambda _session, _record: "new")
    facts.found.connect(told.append)
    facts.want(desk, 1)
    facts._answer({1: "old"})  # of a question that was on its way before
    settle()
    assert told == [{1: "old"}, {1: "new"}]
