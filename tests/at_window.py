"""Somebody at the real window of a real workspace, with a keyboard."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QMenu, QWidget
from pytestqt.qtbot import QtBot

from itdesk import areas
from itdesk.db import lists, records, sqlite
from itdesk.db.engine import new_uid, open_database
from itdesk.db.lists import ListSpec
from itdesk.shell import Shell
from itdesk.ui.desk import Desk
from itdesk.ui.dialogs import Dialog
from itdesk.ui.tasks import work
from itdesk.ui.theme import Theme
from itdesk.ui.turns import all_done
from itdesk.ui.wish import Start, Wish
from itdesk.wishes import open_wish


class Person:
    """Somebody at the keyboard, who waits until the app has answered."""

    def __init__(self, qtbot: QtBot, shell: Shell) -> None:
        self.qtbot, self.shell = qtbot, shell
        self.window: Any = shell.window  # its page is whatever is in front
        self.wait()

    def wait(self, until: Callable[[], object] = lambda: True) -> None:
        def settled() -> bool:
            return work().idle and Theme.current().is_settled and all_done() and bool(until())

        self.qtbot.waitUntil(settled, timeout=10_000)
        QApplication.processEvents()
        self.qtbot.waitUntil(settled, timeout=10_000)

    @property
    def page(self) -> Any:
        """The page in front."""
        return self.window.page

    @property
    def database(self) -> Any:
        """The workspace, for what somebody else does to it."""
        return self.shell.desk.database

    @property
    def focus(self) -> QWidget:
        """What the next key goes to; an open menu takes the keyboard without having the focus."""
        if isinstance(menu := QApplication.activePopupWidget(), QMenu):
            return menu
        holder = QApplication.activeModalWidget() or self.window
        if self._is_astray():  # without a window manager nobody gives the keyboard back
            holder.activateWindow()
            self.qtbot.waitUntil(lambda: holder.isActiveWindow() or not self._is_astray())
        return holder if self._is_astray() else QApplication.focusWidget()  # or the window itself gets the keys

    @staticmethod
    def _is_astray() -> bool:
        """Whether nothing has the keyboard, or what is closed, or what has to wait for an open dialog."""
        part, asking = QApplication.focusWidget(), QApplication.activeModalWidget()
        if part is None or not part.window().isVisible():
            return True
        return asking is not None and part.window() is not asking and QApplication.activePopupWidget() is None

    def press(self, *keys: str) -> None:
        """Keys one after the other, such as "G", "Ctrl+2" or "Return"."""
        for key in keys:
            QTest.keySequence(self.focus, key)
            self.wait()

    def type(self, text: str) -> None:
        QTest.keyClicks(self.focus, text)
        self.wait()

    def dialog(self) -> QWidget:
        self.qtbot.waitUntil(lambda: QApplication.activeModalWidget() is not None)
        found = QApplication.activeModalWidget()
        assert found is not None
        return found

    def fill(self, **values: str) -> None:
        """Type into the fields of the form in front by their declared names, leaving each with Tab."""
        form: Any = self.dialog().form  # type: ignore[attr-defined]
        for name, text in values.items():
            form.rows[name].focus()
            self.focus.selectAll() if isinstance(self.focus, QLineEdit) else None
            self.type(text)
            self.press("Tab")

    def save(self) -> None:
        dialog: Any = self.dialog()
        assert dialog.form.problems() == []
        self.press("Ctrl+Return")
        self.wait(lambda: QApplication.activeModalWidget() is not dialog)

    def rows(self, kind: str, *columns: str) -> list[tuple[Any, ...]]:
        with self.database.reading() as session:
            return [row[1:] for row in lists.page(session, ListSpec(kind, columns)).rows]

    def change(self, kind: str, record_id: int, **values: object) -> None:
        """Type values over as somebody at another computer would."""
        with self.database.writing(actor=None) as session:
            draft = records.draft(session, kind, record_id)
            draft.values.update(values)
            records.save(session, draft)

    def bin(self, kind: str, record_id: int) -> None:
        """Put a record into the bin as somebody at another computer would."""
        with self.database.writing(actor=None) as session:
            records.delete(session, kind, record_id)

    def put(self, kind: str, **values: object) -> int:
        with self.database.writing(actor=None) as session:
            draft = records.blank(self.shell.desk.registry, kind)
            draft.values.update(values)
            return records.save(session, draft)


@contextmanager
def agreeing(button: str) -> Iterator[list[str]]:
    """Press the acting button of this name as soon as a question has it; the list holds what was asked."""
    asked: list[str] = []
    look = QTimer(interval=20)

    def press() -> None:
        question = QApplication.activeModalWidget()
        if isinstance(question, Dialog) and question.act.text() == button:
            asked.append(" ".join(one.text() for one in question.findChildren(QLabel)))
            QTest.mouseClick(question.act, Qt.MouseButton.LeftButton)

    look.timeout.connect(press)
    look.start()
    yield asked
    look.stop()
    assert asked, f"nothing asked whether to {button}"


_firms: list[bytes] = []


def new_firm(file: Path) -> None:
    """An empty workspace as the first window makes it: made once, and copied with a name of its own afterwards."""
    if not _firms:
        start = Start(Wish.CREATE, str(file), "Oak & Elm", "GBP", "en_GB", "Europe/London", fiscal_month=4)
        open_wish(start).close()
        _firms.append(file.read_bytes())
        return
    file.write_bytes(_firms[0])
    with closing(sqlite.connect(file)) as connection:
        connection.execute("UPDATE workspace SET uid = ?", (new_uid(),))


@contextmanager
def window_on(file: Path, qtbot: QtBot, *, read_only: bool = False) -> Iterator[Person]:
    """The app on a workspace until the window is closed."""
    areas.load_models()
    database: Any = open_database(str(file), areas.registry(), read_only=read_only, patience=0.5)
    shell = Shell(Desk(database, work()), another=lambda: None)
    shell.window.resize(1440, 900)
    shell.window.activateWindow()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is shell.window)
    person = Person(qtbot, shell)
    try:
        yield person
    finally:
        shell = shell.windows.front if shell.windows.shells else person.shell  # it may have been made anew
        for box in QApplication.topLevelWidgets():
            if box is not shell.window and box.isVisible():
                box.hide()
        for editor in shell.desk.unsaved.dirty():  # or closing asks, and nobody answers
            editor.keep() if getattr(editor, "stays", False) else editor.discard()
        shell.window.asks = False
        person.wait()
        shell.window.close()
        shell.window.deleteLater()
