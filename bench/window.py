"""The list of a million devices at the window: its frame, its memory, its way to the end, and whether it always answers."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from bench.frame import Row, interleaved
from bench.workspaces import FOLDER

SMALL, LARGE = 100_000, 1_000_000
ROWS, COLUMNS = 36, 10
FRAMES = 40
JUMPS = 9
LIMIT = 50  # milliseconds that the window may not answer


def measure() -> list[Row]:
    """Goals P8 and P9, and the heartbeat, each length in a process of its own."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    small, large = (_alone(number) for number in (SMALL, LARGE))
    gaps = [
        Row(f"window: longest gap, {what}, {LARGE:,} rows", gap, LIMIT, "ms", "what a person doesn't feel", 1)
        for what, gap in large["gaps"].items()
    ]
    return [
        Row(
            "P8 frame of a list, 36 rows",
            small["frame"],
            small["bare frame"],
            "ms",
            "QStandardItemModel in a table",
            0.8,
        ),
        Row(
            f"P9 list of {LARGE:,}: peak memory",
            large["peak"],
            small["peak"],
            "MiB",
            f"the same with {SMALL:,} rows",
            1.2,
        ),
        Row(f"P9 list of {LARGE:,}: to rows far off", large["end"], large["bare frame"], "ms", "a frame, as above", 2),
        *gaps,
    ]


def _alone(number: int) -> dict[str, Any]:
    from bench.many_rows import with_devices

    file = FOLDER / f"{number}-devices.itdesk"
    if not file.exists():
        with tempfile.TemporaryDirectory(dir=FOLDER) as scratch:
            with_devices(Path(scratch) / "made.itdesk", number).rename(file)
    command = [sys.executable, "-m", "bench.window", str(file)]
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    with tempfile.TemporaryDirectory() as home:
        environment["ITDESK_HOME"] = home
        root = Path(__file__).parents[1]
        done = subprocess.run(command, check=True, capture_output=True, text=True, cwd=root, env=environment)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


class _Seat:
    """A page of devices, and somebody who waits until it stands still."""

    def __init__(self, file: Path) -> None:
        from PySide6.QtCore import QTimer
        from PySide6.QtWidgets import QApplication

        from itdesk.areas import load_models, registry
        from itdesk.db.engine import open_database
        from itdesk.ui.desk import Desk
        from itdesk.ui.record_page import RecordPage
        from itdesk.ui.tasks import new_tasks
        from itdesk.ui.theme import Theme

        self.app = QApplication([])
        self.clock = QTimer(interval=5)  # else nothing wakes a window on which everything is done
        self.clock.start()
        Theme.current().install(self.app, mode="light")
        load_models()
        self.work = new_tasks()
        self.database = open_database(file, registry())
        desk = Desk(self.database, self.work)
        self.page = RecordPage(desk, registry()["hardware"])
        self.table = self.page.list.table
        self.table.setFixedWidth(1200)
        self.page.resize(1600, (ROWS + 3) * self.table.verticalHeader().defaultSectionSize())

    def settle(self) -> None:
        """Wait until every answer is there and painted."""
        from bench.heartbeat import turn

        until = time.perf_counter() + 120
        while not (self.work.idle and self.table.records.complete) and time.perf_counter() < until:
            turn()
        for _turn in range(10):
            turn()

    def jump(self, row: int) -> float:
        """Seconds until the rows from this one on are read and painted."""
        from bench.heartbeat import turn

        table = self.table
        started = time.perf_counter(), time.process_time()
        table.verticalScrollBar().setValue(row)
        table.viewport().repaint()
        while (
            table.records.row(table.rowAt(0)) is None
            or table.records.row(table.rowAt(table.viewport().height() - 1)) is None
        ):
            turn()
        table.viewport().repaint()
        return min(time.perf_counter() - started[0], time.process_time() - started[1])

    def change(self, **values: Any) -> None:
        """Show the list otherwise."""
        self.table.change(replace(self.table.list_state, **values))

    def steps(self) -> dict[str, Callable[[], object]]:
        """What a person does with a long list."""
        from itdesk.core.filters import Filter, Operator

        only = (Filter("status", Operator.IS, "in_use"),)
        table = self.table
        bar = table.verticalScrollBar()
        return {
            "opening": self.page.show,
            "sorting": lambda: self.change(sort=("-name",)),
            "filtering": lambda: self.change(filters=only),
            "taking the filter away": lambda: self.change(filters=()),
            "grouping": lambda: self.change(group_by="person"),
            "selecting all in groups": table.select_all,
            "taking the groups away": lambda: self.change(group_by=""),
            "selecting all": table.select_all,
            "clearing the selection": table.clearSelection,
            "scrolling": lambda: [bar.setValue(bar.maximum() * part // 9) for part in range(10)],
        }


def _frame(view: Any) -> Callable[[], object]:
    from PySide6.QtGui import QImage

    image = QImage(view.viewport().size(), QImage.Format.Format_ARGB32_Premultiplied)
    return lambda: view.viewport().render(image)


def _bare_view(seat: _Seat) -> Any:
    from PySide6.QtGui import QStandardItem, QStandardItemModel
    from PySide6.QtWidgets import QTableView

    records = seat.table.records
    view = QTableView()
    model = QStandardItemModel(ROWS, COLUMNS, view)
    for row in range(ROWS):
        found = records.row(row)
        texts = found.texts if found else ()
        for column in range(COLUMNS):
            model.setItem(row, column, QStandardItem(texts[column % len(texts)]))
    view.setModel(model)
    view.verticalHeader().hide()
    view.verticalHeader().setDefaultSectionSize(seat.table.verticalHeader().defaultSectionSize())
    view.horizontalHeader().setDefaultSectionSize(seat.table.viewport().width() // COLUMNS)
    view.resize(seat.table.size())
    view.show()
    seat.app.processEvents()
    return view


def run(file: Path) -> dict[str, Any]:
    """Everything of one length."""
    import gc

    from bench.heartbeat import Heartbeat, slower

    seat = _Seat(file)
    gc.collect()
    gc.freeze()
    beat = Heartbeat()
    gaps = {}
    for what, step in seat.steps().items():
        before = slower()
        beat.now(what)
        step()
        seat.settle()
        beat.now("nothing")
        gaps[what] = beat.gaps[what] / max(before, slower())
    beat.stop()
    names = [name for name in seat.table.list_state.columns if name != "tags"]
    known = [one.name for one in seat.page.record_type.in_columns if one.name not in names]
    seat.change(columns=tuple((names + known)[:COLUMNS]), sort=("tag",))
    seat.settle()
    bottom = seat.table.verticalScrollBar().maximum()
    end = statistics.median(seat.jump(bottom * part // JUMPS) for part in range(JUMPS, 0, -1)) * 1000
    seat.table.scrollToTop()
    seat.settle()
    seat.app.setStyleSheet("")  # the table paints by itself; a bare one would be slowed down by our sheet
    frame, bare = interleaved(_frame(seat.table), _frame(_bare_view(seat)), FRAMES)
    status = Path("/proc/self/status")
    peak = int(status.read_text().split("VmHWM:")[1].split()[0]) / 1024 if status.exists() else 0.0
    seat.work.close()
    seat.database.close()
    return {"frame": frame * 1000, "bare frame": bare * 1000, "end": end, "peak": peak, "gaps": gaps}


if __name__ == "__main__":
    print(json.dumps(run(Path(sys.argv[1]))))
