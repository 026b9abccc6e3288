"""The whole window on a small workspace, for tests that go through it as a person does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QApplication

from itdesk.areas import load_models, registry
from itdesk.db import records
from itdesk.db.engine import Database, create_workspace, open_database
from itdesk.shell import Shell
from itdesk.ui.desk import Desk
from itdesk.ui.tasks import work
from itdesk.ui.theme import Theme
from itdesk.ui.turns import all_done
from tests.valid_values import linked_first, required_values

WAIT = 8000


@dataclass
class Opened:
    """A shell, what lies under it, and ways to wait for both."""

    shell: Shell
    database: Database
    until: Callable[[Callable[[], Any]], None]
    another: list[str] = field(default_factory=list)

    def settle(self) -> None:
        """Wait until nothing is read or written."""
        self.until(lambda: work().idle and all_done() and not self.shell._told.isActive())

    def make(self, kind: str, **values: object) -> int:
        """A record with what it requires and these values; its id."""
        return make(self.database, kind, **values)


def make(database: Database, kind: str, **values: object) -> int:
    """A record with what it requires and these values; its id."""

    def save(wanted: str, known: dict[str, object]) -> int:
        with database.writing() as session:
            return records.save(session, records.Draft(wanted, known))

    create = linked_first(registry(), save)
    return save(kind, {**required_values(registry()[kind], create), **values})


def open_shell(qtbot: Any, folder: Path, *, read_only: bool = False) -> Opened:
    """Make a workspace in a folder unless there is one, and show its window."""
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    theme = Theme.current()
    if theme._app is None:
        theme.install(app, mode="light")
    load_models()
    file = folder / "firm.itdesk"
    if not file.exists():
        create_workspace(file, registry(), name="Harbour & Pine").close()
    database = open_database(file, registry(), read_only=read_only)
    another: list[str] = []
    shell = Shell(Desk(database, work()), another=lambda: another.append("another"))
    qtbot.addWidget(shell.window)
    qtbot.waitExposed(shell.window)
    shell.window.activateWindow()
    return Opened(shell, database, lambda true: qtbot.waitUntil(true, timeout=WAIT), another)
