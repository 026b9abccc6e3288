"""Whether the window answers whatever a person does: the longest turn of its thread for each act, over the sample firm.

python -m bench.answers [FILE]      # all acts, the slowest last; FILE: another workspace, which is copied
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from bench.frame import Row
from bench.heartbeat import Heartbeat, slower, turn

LIMIT = 50  # milliseconds that the window may not answer
DAY = date(2026, 11, 20)
PATIENCE = 120  # seconds for one act
LOOKS = (
    {"theme": "dark"},
    {"percent": 150},
    {"density": "compact"},
    {"theme": "light", "percent": 100, "density": "normal"},
)


def measure() -> list[Row]:
    """A line for each group of acts, with the slowest of them."""
    found = _alone()
    groups: dict[str, list[tuple[float, str]]] = {}
    for act, took in found.items():
        group, _colon, one = act.partition(": ")
        groups.setdefault(group, []).append((took, one))
    rows = []
    for group, acts in groups.items():
        took, one = max(acts)
        subject = (
            f"window: longest turn, {group} ({len(acts)} acts, here: {one})"
            if len(acts) > 1
            else f"window: longest turn, {group}"
        )
        rows.append(Row(subject, took, LIMIT, "ms", "what a person doesn't feel", 1))
    return rows


def _alone(*given: str) -> dict[str, float]:
    command = [sys.executable, "-m", "bench.answers", "--act", *given]
    with tempfile.TemporaryDirectory() as home:
        environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "ITDESK_HOME": home}
        root = Path(__file__).parents[1]
        done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, cwd=root, env=environment)
    found: dict[str, float] = json.loads(done.stdout)
    return found


class Seat:
    """Somebody at the window, who waits until it stands still."""

    def __init__(self, file: Path) -> None:
        import gc

        from PySide6.QtCore import QTimer
        from PySide6.QtWidgets import QApplication

        from itdesk.app import begin_to_tidy
        from itdesk.areas import load_models, registry
        from itdesk.db.engine import open_database
        from itdesk.shell import Shell
        from itdesk.ui.desk import Desk
        from itdesk.ui.tasks import new_tasks
        from itdesk.ui.theme import Theme

        self.app = QApplication([])
        self.app.setQuitOnLastWindowClosed(False)
        self.clock = QTimer(interval=5)  # else nothing wakes a window on which everything is done
        self.clock.start()
        Theme.current().install(self.app, mode="light")
        load_models()
        self.file = file
        self.work = new_tasks()
        self.opening: Any = None  # of other workspaces
        database: Any = open_database(str(file), registry())
        self.shell = Shell(Desk(database, self.work), another=lambda: None)
        self.window: Any = self.shell.window
        self.window.resize(1440, 900)
        self.window.activateWindow()
        self.settle()
        begin_to_tidy()
        gc.collect()
        gc.freeze()
        self.turns: dict[str, float] = {}  # the longest of each act, in milliseconds of a quiet machine
        self.beat = Heartbeat(time.thread_time)

    @property
    def page(self) -> Any:
        """The page in front, of those that share its tab."""
        page = self.window.page
        return page.page if type(page).__name__ == "SwitchedPages" else page

    def settle(self) -> None:
        """Wait until every answer is there and painted."""
        from itdesk.ui.theme import Theme
        from itdesk.ui.turns import all_done

        until = time.perf_counter() + PATIENCE
        quiet = 0
        while quiet < 12 and time.perf_counter() < until:
            turn()
            quiet = quiet + 1 if self.is_idle and all_done() and Theme.current().is_settled else 0

    @property
    def is_idle(self) -> bool:
        """Whether nothing is read, written or opened, for any workspace."""
        from itdesk.windows import Windows

        opens = self.opening is not None and self.opening._awaited
        return not opens and self.work.idle and all(group.desk.work.idle for group in Windows.open_ones)

    def act(self, name: str, step: Callable[[], object]) -> None:
        """One thing that a person does; it begins from the event loop, as a click does."""
        from PySide6.QtCore import QTimer

        before = slower()
        self.beat.now(name)
        failed: list[BaseException] = []

        def begin() -> None:
            try:
                step()
            except Exception as error:  # noqa: BLE001 -- told below, where the act is known
                failed.append(error)

        QTimer.singleShot(0, self.window, begin)
        turn()
        self.settle()
        self.beat.now("between")
        turn_took = self.beat.gaps.pop(name, 0.0) / max(before, slower())
        self.turns[name] = max(self.turns.get(name, 0.0), turn_took)
        if failed:
            raise RuntimeError(name) from failed[0]

    def press(self, key: str) -> None:
        """A key, to whatever has the keyboard."""
        from PySide6.QtTest import QTest
        from PySide6.QtWidgets import QApplication

        holder = QApplication.focusWidget() or QApplication.activeModalWidget() or self.window
        QTest.keySequence(holder, key)

    def type(self, text: str) -> None:
        """Text, into what has the keyboard."""
        from PySide6.QtTest import QTest
        from PySide6.QtWidgets import QApplication

        QTest.keyClicks(QApplication.focusWidget() or self.window, text)

    def close_dialogs(self) -> None:
        """Leave whatever is open over the window."""
        from PySide6.QtWidgets import QApplication

        for box in QApplication.topLevelWidgets():
            if box.isVisible() and box not in [one.window for one in self.shell.windows.shells]:
                box.hide()
                box.deleteLater() if box.isModal() else None
        self.settle()


def acts(seat: Seat) -> None:
    """A person's day, every place and every kind of record."""
    from itdesk.ahead_of_use import AheadOfUse

    seat.act("starting", lambda: None)
    while seat.shell.findChild(AheadOfUse) is not None:
        turn()
    seat.beat.now("between")
    _places(seat)
    _records(seat)
    _list(seat)
    _popups(seat)
    _writing(seat)
    _searching(seat)
    _kiosk(seat)
    _windows(seat)
    _workspaces(seat)
    _looks(seat)
    _language(seat)


def _places(seat: Seat) -> None:
    from itdesk import areas

    for again in ("first time", "again"):
        for entry in areas.ENTRIES:
            if entry.tab:
                kind = entry.folder.rpartition(".")[2]
                go = (
                    partial(seat.shell.show_kind, kind) if entry.is_record else partial(seat.window.go_to, entry.folder)
                )
                seat.act(f"opening a place, {again}: {entry.folder}", go)


def _kinds_listed() -> Iterator[str]:
    from itdesk import areas

    for entry in areas.ENTRIES:
        if entry.tab and entry.is_record and entry.has_list:
            yield entry.folder.rpartition(".")[2]


def _records(seat: Seat) -> None:
    for kind in _kinds_listed():
        seat.shell.show_kind(kind)
        seat.settle()
        page = seat.page
        table = getattr(getattr(page, "list", None), "table", None)
        ids = table.records.ids if table is not None else _some(seat, kind)
        if len(ids) < 2:
            continue
        seat.act(f"opening a record, first time: {kind}", partial(page.open_record, ids[0]))
        seat.act(f"opening a record, again: {kind}", partial(page.open_record, ids[1]))
        seat.act(f"leaving a record: {kind}", page.escape)
    for kind in _kinds():
        seat.act(f"a dialog for a new one: {kind}", partial(seat.shell.create_record, kind, {}))
        seat.close_dialogs()


def _some(seat: Seat, kind: str) -> list[int]:
    from itdesk.db import lists

    with seat.shell.desk.database.reading(actor=None) as session:
        return list(lists.ids(session, lists.ListSpec(kind, ())))[:2]


def _kinds() -> Iterator[str]:
    from itdesk import areas

    for entry in areas.ENTRIES:
        if entry.is_record and entry.tab and entry.folder != "directory.custom_fields":
            yield entry.folder.rpartition(".")[2]


def _list(seat: Seat) -> None:
    from itdesk.core.filters import Filter, Operator

    seat.shell.show_kind("hardware")
    seat.settle()
    shown, table = seat.page.list, seat.page.list.table
    in_use = (Filter("status", Operator.IS, "in_use"),)
    table.setFocus()
    seat.act("list: next row", partial(seat.press, "Down"))
    seat.act("list: to the end", partial(seat.press, "End"))
    seat.act("list: sorting", partial(table.sort_by, "name"))
    seat.act("list: filtering", lambda: shown.show_again(replace(shown.state, filters=in_use)))
    seat.act("list: taking the filter away", shown.filters.clear)
    seat.act("list: grouping", partial(shown.group_by, "person"))
    seat.act("list: taking the groups away", partial(shown.group_by, ""))
    seat.act("list: selecting all", table.select_all)
    seat.act("list: clearing the selection", table.clearSelection)
    seat.act("editing a cell: opening", lambda: shown.edit_cell(table.current_id() or table.records.ids[0], "name"))
    seat.act("editing a cell: leaving", partial(seat.press, "Escape"))


def _popups(seat: Seat) -> None:
    from PySide6.QtWidgets import QApplication

    shell, page, window = seat.shell, seat.page, seat.window
    shown = page.list
    for name, open_it in (
        ("filter", shown.filters.add), ("views", shown.open_views), ("columns", shown.open_columns), ("groups", shown.open_groups),
        ("sort", shown.open_sort), ("rules", shown.open_rules), ("export", page.open_export), ("print", page.open_print),
        ("bin", page.open_bin), ("tags", shown.edit_tags), ("changing many", shown.edit_selected), ("keys", shell.show_keys),
        ("help", partial(shell.show_help, "inventory.hardware")), ("what was done", shell.show_operations),
        ("handing out", page._hand_out), ("palette", shell.open_palette), ("menu of the workspace", window._workspace_menu),
        ("menu of the person", window._person_menu), ("who works here", shell.seat.choose), ("notices", window.show_notices),
    ):  # fmt: skip
        for again in ("first time", "again"):
            seat.act(f"opening a popup or dialog, {again}: {name}", open_it)
            popup = QApplication.activePopupWidget()
            if popup is not None:
                popup.close()
            seat.close_dialogs()
    for key in ("look", "working", "workspace", "modules"):
        seat.act(f"settings: {key}", partial(shell.open_settings, key))
    seat.close_dialogs()


def _writing(seat: Seat) -> None:
    page, undo = seat.page, seat.shell.desk.undo
    one = page.list.table.records.ids[0]
    page.open_record(one)
    seat.settle()
    page._view.form.rows["name"].focus()
    seat.act("typing into a record: a letter", lambda: seat.type("x"))
    seat.act("typing into a record: saving", partial(seat.press, "Ctrl+Return"))
    page.escape()
    seat.settle()
    seat.act("undoing: a record", undo.undo)
    seat.act("undoing: again", undo.redo)
    seat.act("deleting: a record", partial(page.delete, [one]))
    seat.act("undoing: a deleted record", undo.undo)
    for again in ("first time", "again"):
        seat.act(f"importing: opening the page, {again}", page.open_import)
        seat.act(f"importing: leaving the page, {again}", page.escape)


def _searching(seat: Seat) -> None:
    for words in ("laptop", "mail"):
        seat.act(f"searching: {words}", partial(seat.shell.search_all, words))
    seat.shell.open_palette()
    seat.settle()
    for letter in "printer":
        seat.act(f"typing into the palette: {letter}", partial(seat.type, letter))
    seat.close_dialogs()


def _kiosk(seat: Seat) -> None:
    screen: Any = seat.shell.shared_screen
    seat.act("shared PC screen: opening", screen.open)
    kiosk: Any = screen._screen
    for sheet in list(kiosk._sheets):
        seat.act(f"shared PC screen: {type(sheet).__name__}", partial(kiosk._show, sheet))
    seat.act("shared PC screen: leaving", kiosk.leave)


def _windows(seat: Seat) -> None:
    for place in ("inventory.hardware", "helpdesk.tickets", "finance.budgets"):
        seat.act(f"another window: {place}", partial(seat.shell.windows.open, place))
        second = seat.shell.windows.shells[-1]
        seat.act("another window: closing", second.window.close)


def _workspaces(seat: Seat) -> None:
    """From the menu to another workspace and back, with the first one staying open."""
    from PySide6.QtWidgets import QApplication

    from itdesk.app import Opening
    from itdesk.ui.wish import Start, Wish

    other = shutil.copy(seat.file, seat.file.with_name("other.itdesk"))
    seat.opening = Opening()
    for again in ("first time", "again", "once more"):
        seat.act(f"another workspace: opening, {again}", partial(seat.opening.begin, Start(Wish.OPEN, str(other))))
        seat.act("another workspace: back to the first", seat.window.activateWindow)
        shell = seat.opening.shell
        seat.act("another workspace: menu", shell.window._workspace_menu)
        popup = QApplication.activePopupWidget()
        if popup is not None:
            popup.close()
        seat.act("another workspace: closing", shell.window.close)
    seat.act("the first window: opening", seat.opening.welcome)
    seat.act("the first window: leaving", seat.opening._dialog.reject)


def _looks(seat: Seat) -> None:
    from itdesk.ui.preferences import Preferences

    for place in ("inventory.hardware", "finance.budgets", "helpdesk.tickets", "continuity.plans"):
        seat.window.go_to(place)
        seat.settle()
        for look in LOOKS:
            name = f"another look: {', '.join(map(str, look.values()))} on {place}"
            seat.act(name, partial(Preferences.current().change, **look))


def _language(seat: Seat) -> None:
    """Every window is closed and made anew."""
    from itdesk.ui.preferences import Preferences
    from itdesk.windows import open_all_again

    windows = seat.shell.windows
    seat.window.go_to("inventory.hardware")
    seat.settle()
    for language in ("de", "en"):
        Preferences.current().change(language=language)
        seat.settle()
        seat.act(f"another language: {language}", open_all_again)
        seat.shell = windows.shells[0]
        seat.window = seat.shell.window


def run(file: Path) -> dict[str, float]:
    """Every act and its longest turn."""
    seat = Seat(file)
    acts(seat)
    seat.beat.stop()
    found = seat.turns
    seat.shell.window.asks = False
    for shell in list(seat.shell.windows.shells):
        shell.window.asks = False
        shell.window.close()
    return found


@contextmanager
def workspace(given: list[str]) -> Iterator[Path]:
    """A copy of what was named, else the sample firm."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "acted.itdesk"
        if given:
            shutil.copy(given[0], file)
        else:
            from itdesk.areas import load_models, registry
            from itdesk.areas.sample import create_sample

            load_models()
            create_sample(str(file), registry(), DAY).close()
        yield file


def main() -> None:
    """In a process of its own, or the table of one."""
    if sys.argv[1:2] == ["--act"]:
        with workspace(sys.argv[2:]) as file:
            print(json.dumps(run(file)))
        return
    for act, took in sorted(_alone(*sys.argv[1:]).items(), key=lambda pair: pair[1]):
        print(f"{took:6.1f} ms  {act}")


if __name__ == "__main__":
    main()
