"""Whether calls of Qt lose references to None, which ends a process of Python 3.11 after some ten thousand of them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

from bench.frame import Row

CALLS = 500
DRIFT = 5  # references that may come and go by chance; where they leak, each call loses one


def measure() -> list[Row]:
    """Goal P22: the worst of fifteen kinds of call, each asked five hundred times in a process of its own."""
    worst, (lost, calls) = max(drifts().items(), key=lambda item: abs(item[1][0]))
    what = f"what may come and go by chance in {calls} calls"
    return [Row(f"P22 references to None, worst of 15 calls ({worst})", abs(lost), DRIFT, "", what, 1)]


def drifts() -> dict[str, tuple[int, int]]:
    """By name of the call: how many references to None were lost or gained, and in how many calls."""
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    command = [sys.executable, "-m", "bench.references"]
    root = Path(__file__).parents[1]
    done = subprocess.run(command, check=True, capture_output=True, text=True, cwd=root, env=environment)
    return {name: tuple(found) for name, found in json.loads(done.stdout).items()}


def operations() -> dict[str, Callable[[], object]]:
    """Fifteen kinds of call that the app makes, on widgets that live as long as they do."""
    from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex
    from PySide6.QtGui import QStandardItem, QStandardItemModel
    from PySide6.QtWidgets import (
        QComboBox,
        QLabel,
        QLineEdit,
        QListWidget,
        QListWidgetItem,
        QMenu,
        QStyledItemDelegate,
        QTableView,
        QTableWidget,
        QTableWidgetItem,
        QTreeWidget,
        QTreeWidgetItem,
        QVBoxLayout,
        QWidget,
    )

    index = QModelIndex | QPersistentModelIndex

    nowhere = QModelIndex()

    class Model(QAbstractTableModel):
        def rowCount(self, _parent: index = nowhere) -> int:
            return 100

        def columnCount(self, _parent: index = nowhere) -> int:
            return 10

        def data(self, _at: index, role: int = 0) -> Any:
            return None if role else "x"

    model, items = Model(), QStandardItemModel(100, 10)
    view, table, tree, entries = QTableView(), QTableWidget(50, 5), QTreeWidget(), QListWidget()
    menu, combo, line, holder = QMenu(), QComboBox(), QLineEdit(), QWidget()
    column, label, delegate = QVBoxLayout(holder), QLabel("x"), QStyledItemDelegate(view)
    view.setModel(model)
    view.show()
    kept = (model, items, view, table, tree, entries, menu, combo, line, holder, column, label, delegate)

    def connected() -> object:
        line.textChanged.connect(print)
        line.textChanged.disconnect(print)
        return kept

    return {
        "QStandardItemModel.setItem": lambda: items.setItem(3, 3, QStandardItem("x")),
        "QStandardItemModel.setData": lambda: items.setData(items.index(1, 1), "x"),
        "QStandardItemModel.appendRow": lambda: items.appendRow([QStandardItem("a"), QStandardItem("b")]),
        "QTableWidget.setItem": lambda: table.setItem(1, 1, QTableWidgetItem("x")),
        "QTreeWidget.addTopLevelItem": lambda: tree.addTopLevelItem(QTreeWidgetItem(["x"])),
        "QListWidget.addItem": lambda: entries.addItem(QListWidgetItem("x")),
        "a table painted from a model of Python": lambda: view.viewport().repaint(),
        "QMenu.addAction": lambda: menu.addAction("x"),
        "QLayout.addWidget": lambda: column.addWidget(label),
        "QComboBox.addItem": lambda: combo.addItem("x", 5),
        "QTableView.setModel": lambda: view.setModel(model),
        "QTableView.setItemDelegate": lambda: view.setItemDelegate(delegate),
        "QLineEdit.setValidator": lambda: line.setValidator(None),  # type: ignore[arg-type]
        "QWidget.setParent": lambda: line.setParent(None),
        "a signal connected and let go": connected,
    }


def run() -> dict[str, tuple[int, int]]:
    """Ask each of them; with Qt as the app brings it in."""
    import_module("itdesk.ui")  # brings Qt in
    from PySide6.QtWidgets import QApplication

    application = QApplication([])
    found: dict[str, tuple[int, int]] = {}
    for name, call in operations().items():
        passes = [_drift(call) for _turn in range(4)]
        found[name] = (min(passes[1:], key=abs), CALLS)  # what goes once is no drift, what leaks goes every time
        application.processEvents()
    return found


def _drift(call: Callable[[], object]) -> int:
    import gc

    gc.collect()
    before = sys.getrefcount(None)
    for _turn in range(CALLS):
        call()
    gc.collect()
    return sys.getrefcount(None) - before


if __name__ == "__main__":
    print(json.dumps(run()), flush=True)
    os._exit(0)
