"""A small workspace on a real file, the desk over it, and a way to wait until nothing runs any more."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QObject
from PySide6.QtWidgets import QApplication, QDialog, QFrame, QLabel, QWidget
from pytestqt.qtbot import QtBot

from itdesk.db.engine import Database, create_workspace, open_database
from itdesk.ui.desk import Desk
from itdesk.ui.record_form import RecordForm
from itdesk.ui.record_list import RecordList
from itdesk.ui.record_page import RecordPage
from itdesk.ui.record_table import RecordTable
from itdesk.ui.tasks import Tasks
from itdesk.ui.turns import all_done
from tests.ui.records.gadgets import GADGETS, REGISTRY, Settle, fill


class _Windows(QObject):
    """Notes what is shown as a window of its own."""

    def __init__(self) -> None:
        super().__init__()
        self.shown: list[str] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
            known = isinstance(watched, QDialog | RecordTable | RecordForm | RecordList | RecordPage | QFrame)
            if not known or isinstance(watched, QLabel):
                self.shown.append(repr(watched))
        return False


@pytest.fixture(autouse=True)
def _no_stray_windows(qapp: QApplication) -> Iterator[None]:
    """A part that is shown before it has a parent flashes up as a window and takes the keyboard."""
    windows = _Windows()
    qapp.installEventFilter(windows)
    yield
    qapp.removeEventFilter(windows)
    assert windows.shown == []


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Forty gadgets, three keepers."""
    file = tmp_path_factory.mktemp("kit") / "firm.itdesk"
    database = create_workspace(file, REGISTRY, name="Firm")
    with database.writing(actor=None) as session:
        fill(session)
    database.close()
    return file


@pytest.fixture
def database(template: Path, tmp_path: Path) -> Iterator[Database]:
    file = tmp_path / "firm.itdesk"
    shutil.copy(template, file)
    opened = open_database(file, REGISTRY, patience=2.0)
    yield opened
    opened.close()


@pytest.fixture
def tasks(qtbot: QtBot) -> Iterator[Tasks]:
    made = Tasks()
    yield made
    made.close()


@pytest.fixture
def desk(database: Database, tasks: Tasks, settings_home: None) -> Desk:
    return Desk(database, tasks)


@pytest.fixture
def settle(qtbot: QtBot, tasks: Tasks) -> Settle:
    """Wait until every job has answered, and what it caused as well."""

    def wait() -> None:
        for _round in range(4):
            qtbot.waitUntil(lambda: tasks.idle and all_done(), timeout=10_000)
            QCoreApplication.processEvents()
            QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)

    return wait


@pytest.fixture
def shown(desk: Desk, qtbot: QtBot, settle: Settle) -> RecordList:
    """A list of gadgets, read and painted."""
    made = RecordList(desk, GADGETS)
    qtbot.addWidget(made)
    made.resize(1000, 600)
    made.show()
    settle()
    return made


@pytest.fixture
def page(desk: Desk, qtbot: QtBot, settle: Settle) -> RecordPage:
    """A whole screen of gadgets, its list with the keyboard."""
    made = RecordPage(desk, GADGETS)
    qtbot.addWidget(made)
    made.resize(1200, 700)
    made.show()
    settle()
    made.list.table.setFocus()
    return made
