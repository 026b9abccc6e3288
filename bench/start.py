"""From the start of the process to the first painted rows of a list, beside a bare window of the same toolkit."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from bench.frame import Row

ROUNDS = 7
TICKETS = 100_000
LATE = (
    "alembic",
    "reportlab",
    "keyring",
    "psycopg",
    "xlsxwriter",
    "python_calamine",
    "sqlalchemy",
)  # none of them before the rows
T = TypeVar("T")

BARE = """
import os
import sys
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMainWindow
class Window(QMainWindow):
    def paintEvent(self, event):
        super().paintEvent(event)
        QTimer.singleShot(0, leave)
def leave():
    print(open("/proc/self/status").read().split("VmHWM:")[1].split()[0] if sys.platform == "linux" else 0, flush=True)
    os._exit(0)
application = QApplication([])
window = Window()
window.resize(1440, 900)
window.show()
application.exec()
"""

OURS = """
import itdesk.ui
import os
import sys
from PySide6.QtCore import QTimer
from itdesk.ui import delegates
draw = delegates.ItemDelegate.paint
def drawn(self, *given):
    draw(self, *given)
    delegates.ItemDelegate.paint = draw
    QTimer.singleShot(0, leave)  # once the window that this row is in is painted
def leave():
    print(open("/proc/self/status").read().split("VmHWM:")[1].split()[0] if sys.platform == "linux" else 0, flush=True)
    os._exit(0)
delegates.ItemDelegate.paint = drawn
from itdesk import cli
sys.exit(cli.run(sys.argv[1:]))
"""
PREPARE = """
import os
import sys
from PySide6.QtCore import QTimer
from itdesk import app
def look():
    shell = opening.shell
    if shell is not None and shell.desk.database.is_whole and shell.desk.work.idle and shell.window.page.queue.current:
        shell.window.close()
        os._exit(0)
    QTimer.singleShot(50, look)
class Watched(app.Opening):
    def __init__(self, **named):
        global opening
        super().__init__(**named)
        opening = self
        QTimer.singleShot(2 * app.SETTLE, look)  # a person stays at least until the start is over
app.Opening = Watched
app.run_app(sys.argv[1])
"""


def measure() -> list[Row]:
    """Goals P1, P2 and P4: median wall time and memory of both, in turn, in processes of their own; what was imported."""
    with prepared() as (file, environment):
        found = in_turn(
            {"ours": lambda: _run(OURS, environment, file), "bare": lambda: _run(BARE, environment, file)}, ROUNDS
        )
        early = _loaded(environment, file)
    figure, limit = (statistics.median(one[0] for one in found[who]) * 1000 for who in ("ours", "bare"))
    memory, least = (statistics.median(one[1] for one in found[who]) for who in ("ours", "bare"))
    what = "a bare window of the toolkit, painted, in a process of its own"
    late = ", ".join(early) or "none of " + ", ".join(LATE)
    return [
        Row(f"P1 start to first painted rows of {TICKETS:,} tickets", figure, limit, "ms", what, 1.6),
        Row("P2 start, peak memory until then", memory, least, "MiB", what, 1.6),
        Row("P4 libraries imported before the first rows", len(early), 1, "", late, 0),
    ]


@contextmanager
def prepared() -> Iterator[tuple[Path, dict[str, str]]]:
    """A workspace that was open here before, left on the queue of tickets, and what a process needs to find it so."""
    from bench.workspaces import copy_of, everything
    from itdesk.db.engine import open_database

    with tempfile.TemporaryDirectory(prefix="itdesk-bench-") as folder:
        file = copy_of(TICKETS, Path(folder))
        database = open_database(file, everything())
        environment = _environment(Path(folder), database.workspace.uid)
        database.close()
        _run(PREPARE, environment, file)
        yield file, environment


def in_turn(jobs: Mapping[str, Callable[[], T]], rounds: int) -> dict[str, list[T]]:
    """What each gives, asked one after the other and back, so that a busy machine hurts all alike."""
    found: dict[str, list[T]] = {name: [] for name in jobs}
    for turn in range(rounds):
        for name in list(jobs) if turn % 2 else reversed(list(jobs)):
            found[name].append(jobs[name]())
    return found


def _loaded(environment: dict[str, str], file: Path) -> list[str]:
    """Which of the libraries that come late were there with the first rows."""
    # said with the first row: the rest is brought in on a thread from then on
    said = f"    print(*[name for name in {LATE!r} if name in sys.modules], flush=True)\n"
    told = OURS.replace("    delegates.ItemDelegate.paint = draw\n", f"    delegates.ItemDelegate.paint = draw\n{said}")
    command = [sys.executable, "-c", told, str(file)]
    done = subprocess.run(command, check=True, env=environment, timeout=120, capture_output=True, text=True)
    return done.stdout.splitlines()[0].split()


def _environment(folder: Path, workspace_uid: str) -> dict[str, str]:
    """Settings in which the window opens on the queue of tickets."""
    windows = folder / "home" / "config" / "windows"
    windows.mkdir(parents=True)
    (windows / f"{workspace_uid}.ini").write_text("[General]\nplace=helpdesk.tickets\n", encoding="utf-8")
    named = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    root = str(Path(__file__).resolve().parent.parent)
    return {**named, "QT_QPA_PLATFORM": "offscreen", "ITDESK_HOME": str(folder / "home"), "PYTHONPATH": root}


def _run(script: str, environment: dict[str, str], file: Path) -> tuple[float, float]:
    """Seconds from the start of a process to its end, and the MiB that it says."""
    started = time.perf_counter()
    command = [sys.executable, "-c", script, str(file)]
    done = subprocess.run(command, check=True, env=environment, timeout=120, capture_output=True, text=True)
    return time.perf_counter() - started, int(done.stdout.split()[-1] if done.stdout else 0) / 1024
