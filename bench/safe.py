"""Check, backup and verifying history of a million tickets with five million messages, each in a process of its own.

Wall time stands beside what the library alone takes for the same; processor time and memory beside what the goals allow.
"""

from __future__ import annotations

import gc
import hashlib
import json
import os
import resource
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from bench import workspaces
from bench.frame import Row
from itdesk.core.chain import Head, follow
from itdesk.db import history_lines, sqlite
from itdesk.db.backups import making
from itdesk.db.backups.manifest import Why
from itdesk.db.check import examine
from itdesk.db.engine import Database, open_database

TICKETS, MESSAGES = 1_000_000, 5
MINUTE, MEMORY, GAP, LINES = 60, 500, 50, 5  # what the goals allow: s, MiB, ms, s a million lines


def measure(tickets: int = TICKETS) -> list[Row]:
    """Goals: check and backup within a minute of one processor's time a thread and 500 MB, the window at work meanwhile."""
    place = workspaces.file_with_messages(tickets, MESSAGES)
    whole = f"{tickets:,} tickets with {tickets * MESSAGES:,} messages"
    rows: list[Row] = []
    for name, threads, bare_is in (
        ("check", 2, "integrity_check by the library alone"),
        ("backup", 1, "the file copied, hashed and its pages checked, by the library alone"),
    ):
        found = _alone(name, place)
        bare = _alone(f"bare_{name}", place)
        title, allowed = name.capitalize(), "what the goal allows"
        rows += [
            Row(f"{title} of {whole}", found["wall"], bare["wall"], "s", bare_is, 1.5),
            Row(f"{title}, processor time of {threads} threads", found["cpu"], MINUTE * threads, "s", allowed, 1),
            Row(f"{title}, peak memory", found["peak"], MEMORY, "MiB", allowed, 1),
            Row(f"{title}, longest gap of a window meanwhile", found["gap"], GAP, "ms", allowed, 1),
        ]
    verified = _alone("verify", place)
    a_million = verified["cpu"] / verified["lines"] * 1_000_000
    rows.append(
        Row("History verified, a million lines, processor time", a_million, LINES, "s", "what the goal allows", 1)
    )
    return rows


def _alone(job: str, place: Path) -> dict[str, float]:
    asked = [sys.executable, "-m", "bench.safe", job, str(place)]
    surroundings = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(asked, check=True, stdout=subprocess.PIPE, text=True, env=surroundings)
    return json.loads(done.stdout)  # type: ignore[no-any-return]


def check(place: Path) -> dict[str, float]:
    """As the window's own page does it."""
    return _beside_a_window(place, examine)


def make_backup(place: Path) -> dict[str, float]:
    """Into a folder beside the file, gone afterwards."""
    with TemporaryDirectory(dir=place.parent) as folder:
        return _beside_a_window(place, lambda database: making.make(database, [Path(folder)], Why.BY_HAND))


def _beside_a_window(place: Path, job: Callable[[Database], object]) -> dict[str, float]:
    """The job on a thread, while this one answers as a window does."""
    from PySide6.QtWidgets import QApplication

    from bench.heartbeat import Heartbeat, turn
    from itdesk.ui.garbage import collect_here
    from itdesk.ui.tasks import TURN

    app = QApplication.instance() or QApplication([])
    sys.setswitchinterval(TURN)
    with_rows = open_database(place, workspaces.everything())
    gc.freeze()  # as the app does behind its start
    collect_here()
    failed: list[BaseException] = []

    def run() -> None:
        try:
            job(with_rows)
        except BaseException as error:  # noqa: BLE001 -- told below, on the thread that can fail
            failed.append(error)

    thread = threading.Thread(target=run)
    started, at_work = time.perf_counter(), time.process_time()
    heart = Heartbeat()
    thread.start()
    while thread.is_alive():
        turn()
    gap = heart.stop()
    found = {"wall": time.perf_counter() - started, "cpu": time.process_time() - at_work, "gap": gap}
    with_rows.close()
    del app
    if failed:
        raise failed[0]
    return found


def bare_check(place: Path) -> dict[str, float]:
    """The library's own check, on a connection with nothing around it."""
    return _timed(lambda: _asked(place, "PRAGMA integrity_check(20)"))


def bare_backup(place: Path) -> dict[str, float]:
    """A copy by the system, its hash and its pages."""

    def job() -> None:
        with TemporaryDirectory(dir=place.parent) as folder:
            copy = Path(folder) / "copy"
            shutil.copyfile(place, copy)
            with copy.open("rb") as file:
                hashlib.file_digest(file, "sha256")
            _asked(copy, "PRAGMA quick_check(1)")

    return _timed(job)


def verify(place: Path) -> dict[str, float]:
    """Every line of history, hashed with the one before it."""
    connection = sqlite.connect(place, mode="ro")
    lines: list[Head] = []
    found = _timed(lambda: lines.append(follow(Head(), history_lines.of_file(connection))))
    connection.close()
    return {**found, "lines": lines[0].lines}


def _asked(place: Path, statement: str) -> None:
    connection = sqlite.connect(place, mode="ro")
    try:
        said = connection.execute(statement).fetchall()
    finally:
        connection.close()
    if said != [("ok",)]:
        raise AssertionError(said)


def _timed(job: Callable[[], object]) -> dict[str, float]:
    started, at_work = time.perf_counter(), time.process_time()
    job()
    return {"wall": time.perf_counter() - started, "cpu": time.process_time() - at_work}


JOBS = {"check": check, "backup": make_backup, "bare_check": bare_check, "bare_backup": bare_backup, "verify": verify}

if __name__ == "__main__":
    answer = JOBS[sys.argv[1]](Path(sys.argv[2]))
    print(json.dumps({**answer, "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}))
