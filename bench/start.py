"""From the start of the process to the first painted rows of a list, beside a bare window of the same toolkit."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench.frame import Row

ROUNDS = 7
RECORDS = 10_000

BARE = """
import sys
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMainWindow
class Window(QMainWindow):
    def paintEvent(self, event):
        super().paintEvent(event)
        QTimer.singleShot(0, QApplication.quit)
application = QApplication([])
window = Window()
window.resize(1440, 900)
window.show()
application.exec()
"""

OURS = """
import sys
from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication
from itdesk import app
class Watch(QObject):
    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.Paint and app_rows():
            QTimer.singleShot(0, lambda: sys.exit_now())
        return False
def app_rows():
    shell = opening.shell
    page = shell.window.page if shell is not None else None
    rows = getattr(getattr(page, "list", None), "table", None)
    return rows is not None and rows.model().rowCount() > 0
import os
sys.exit_now = lambda: os._exit(0)
watch = Watch()
original = app.Opening
class Watched(original):
    def __init__(self, **named):
        global opening
        super().__init__(**named)
        opening = self
        QApplication.instance().installEventFilter(watch)
app.Opening = Watched
app.run_app(sys.argv[1])
"""


def measure() -> list[Row]:
    """Median wall time of both, in turn, in processes of their own."""
    from bench.workspaces import everything
    from itdesk.db import records
    from itdesk.db.engine import create_workspace

    with tempfile.TemporaryDirectory(prefix="itdesk-bench-") as folder:
        database = create_workspace(Path(folder) / "bench.itdesk", everything(), name="Bench")
        with database.writing() as session:
            rows = [{"tag": f"B-{number:06}", "name": f"Device {number}"} for number in range(RECORDS)]
            records.insert_many(session, "hardware", rows)
        uid = database.workspace.uid
        database.close()
        environment = _environment(Path(folder), uid)
        ours: list[float] = []
        bare: list[float] = []
        _seconds(OURS, environment, folder)
        for turn in range(ROUNDS):
            for script, times in ((OURS, ours), (BARE, bare)) if turn % 2 else ((BARE, bare), (OURS, ours)):
                times.append(_seconds(script, environment, folder))
    figure, limit = statistics.median(ours) * 1000, statistics.median(bare) * 1000
    return [
        Row(
            f"start to first painted rows of {RECORDS:,} devices",
            figure,
            limit,
            "ms",
            "a bare window of the toolkit, painted, in a process of its own",
        )
    ]


def _environment(folder: Path, workspace_uid: str) -> dict[str, str]:
    """Settings in which the window opens on the list of devices."""
    windows = folder / "home" / "config" / "windows"
    windows.mkdir(parents=True)
    (windows / f"{workspace_uid}.ini").write_text("[General]\nplace=inventory.hardware\n", encoding="utf-8")
    named = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    root = str(Path(__file__).resolve().parent.parent)
    return {**named, "QT_QPA_PLATFORM": "offscreen", "ITDESK_HOME": str(folder / "home"), "PYTHONPATH": root}


def _seconds(script: str, environment: dict[str, str], folder: str) -> float:
    started = time.perf_counter()
    subprocess.run(
        [sys.executable, "-c", script, str(Path(folder) / "bench.itdesk")],
        check=True,
        env=environment,
        timeout=60,
        capture_output=True,
    )
    return time.perf_counter() - started
