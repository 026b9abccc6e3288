"""Python and Qt fit together: nothing is lost with each call, and the pair known to abort is refused in words."""

from __future__ import annotations

import sys
from collections.abc import Callable

import pytest
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QApplication, QLineEdit, QTableView, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from itdesk.core.errors import UserError
from itdesk.ui.qt_pair import check_pair

CALLS = 500
ROUNDS = 3


@pytest.mark.parametrize(
    ("python", "qt", "good"),
    [
        ((3, 11), "6.11.3", True),
        ((3, 11), "6.12.0", False),
        ((3, 11), "6.12.0.140", False),
        ((3, 11), "7.0.0", False),
        ((3, 12), "6.12.0", True),
        ((3, 14), "6.13.1", True),
    ],
)
def test_pair_that_aborts_is_refused(python: tuple[int, int], qt: str, good: bool) -> None:
    if good:
        check_pair(python, qt)
    else:
        with pytest.raises(UserError, match=rf"Python 3\.11 with PySide6 {qt}.*below 6\.12"):
            check_pair(python, qt)


def test_pair_of_this_environment_is_good() -> None:
    check_pair()


class Rows(QAbstractTableModel):
    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:  # noqa: B008
        return 20

    def columnCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:  # noqa: B008
        return 4

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = 0) -> object:
        return "text" if role == Qt.ItemDataRole.DisplayRole else None


class Bell(QObject):
    rung = Signal(object)


@pytest.mark.parametrize(
    "what", ["text", "geometry", "flags", "events", "layout", "paint", "signal", "parent"], ids=lambda word: word
)
def test_calls_into_qt_keep_the_count_of_none(qtbot: QtBot, qapp: QApplication, what: str) -> None:
    field, view, bell, box = QLineEdit(), QTableView(), Bell(), QWidget()
    rows, shown, layout = Rows(), QPixmap(200, 100), QVBoxLayout(box)
    for widget in (field, view, box):
        qtbot.addWidget(widget)
    view.setModel(rows)
    bell.rung.connect(lambda _value: None)

    def geometry() -> None:
        field.resize(200, 30)
        field.move(1, 1)
        field.update()

    def flags() -> None:
        field.setEnabled(not field.isEnabled())
        field.blockSignals(field.blockSignals(True))

    def add() -> None:
        layout.addWidget(field)
        layout.removeWidget(field)

    acts: dict[str, Callable[[], object]] = {
        "text": lambda: field.setText("words"),
        "geometry": geometry,
        "flags": flags,
        "events": qapp.processEvents,
        "layout": add,
        "paint": lambda: view.render(shown),
        "signal": lambda: bell.rung.emit(None),
        "parent": lambda: field.setParent(None),
    }
    act = acts[what]
    for _ in range(5):
        act()
    # what else the process does moves the count now and then; a call that loses one does so in every round
    lost = []
    for _ in range(ROUNDS):
        before = sys.getrefcount(None)
        for _ in range(CALLS):
            act()
        lost.append(abs(sys.getrefcount(None) - before))
    assert min(lost) < CALLS / 10
