"""A start on a workspace that was open here before: rows at once, everything else when the store is there, nothing lost."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication, QDialog, QMessageBox

from itdesk import app
from itdesk.app import Opening
from itdesk.areas import registry
from itdesk.db import connecting, lists, records, sqlite
from itdesk.db.engine import open_database
from itdesk.ui.tasks import work
from itdesk.ui.theme import Theme
from itdesk.ui.wish import Start, Wish
from itdesk.windows import window_settings

WAIT = 20_000
ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture
def file(sample: Path, qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A workspace of one's own, and a home in which nothing was ever opened."""
    monkeypatch.setenv("ITDESK_HOME", str(tmp_path / "home"))
    if Theme.current()._app is None:
        Theme.current().install(qapp, mode="light")
    own = tmp_path / "firm.itdesk"
    own.write_bytes(sample.read_bytes())
    yield own
    for window in QApplication.topLevelWidgets():
        if isinstance(window, QDialog) and window.isVisible():
            window.blockSignals(True)  # rejecting the first window ends the app
            window.close()
    work().close()


@pytest.fixture
def gate(monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """The store comes when this is set."""
    opened = threading.Event()
    bring_in = app.bring_in_store

    def waiting() -> None:
        opened.wait(WAIT / 1000)
        bring_in()

    monkeypatch.setattr(app, "bring_in_store", waiting)
    yield opened
    opened.set()


class Seat:
    """Somebody who starts the app, and looks at what it shows."""

    def __init__(self, qtbot: Any, file: Path, place: str) -> None:
        self.qtbot = qtbot
        uid = sqlite.connect(file).execute("SELECT uid FROM workspace").fetchone()[0]
        window_settings(uid).setValue("place", place)
        self.opening = Opening()
        self.opening.begin(Start(Wish.OPEN, str(file)))
        self.until(lambda: self.opening.shell is not None)
        shell: Any = self.opening.shell
        self.shell = shell
        qtbot.addWidget(shell.window)

    def until(self, true: Any) -> None:
        self.qtbot.waitUntil(lambda: bool(true()), timeout=WAIT)

    @property
    def is_whole(self) -> bool:
        return bool(self.shell.desk.database.is_whole)

    @property
    def model(self) -> Any:
        return self.shell.window.page.list.table.records

    def rows(self) -> list[tuple[str, ...]]:
        return [self.model.row(row).texts for row in range(min(20, self.model.rowCount())) if self.model.row(row)]

    def settled(self) -> None:
        self.until(lambda: self.is_whole and self.shell.desk.work.idle)

    def leave(self) -> None:
        self.shell.window.close()


def test_the_first_time_goes_the_ordinary_way(qtbot: Any, file: Path) -> None:
    seat = Seat(qtbot, file, "directory.people")
    assert seat.is_whole
    seat.settled()
    seat.leave()


def opened_before(qtbot: Any, file: Path, place: str, gate: threading.Event) -> list[tuple[str, ...]]:
    """What a first run shows, which prepares the next."""
    seat = Seat(qtbot, file, place)
    gate.set()
    seat.settled()
    seat.until(lambda: seat.model.complete and seat.rows())
    rows = seat.rows()
    seat.leave()
    gate.clear()
    return rows


@pytest.mark.parametrize("place", ["inventory.hardware", "vendors.vendors", "directory.people"])
def test_rows_stand_there_before_the_store_and_stay(qtbot: Any, file: Path, gate: threading.Event, place: str) -> None:
    before = opened_before(qtbot, file, place, gate)
    assert before
    seat = Seat(qtbot, file, place)
    seat.until(seat.rows)
    assert not seat.is_whole
    assert seat.rows() == before
    resets: list[int] = []
    seat.model.modelReset.connect(lambda: resets.append(1))
    gate.set()
    seat.settled()
    seat.until(lambda: seat.model.complete and seat.rows())
    assert seat.rows() == before
    assert not resets
    seat.leave()


@pytest.mark.parametrize(
    "place", ["home.overview", "finance.budgets", "helpdesk.ticket_categories", "reports.catalogue"]
)
def test_a_place_without_a_prepared_list_is_painted_and_filled_later(
    qtbot: Any, file: Path, gate: threading.Event, place: str
) -> None:
    opened_before(qtbot, file, "directory.people", gate)
    seat = Seat(qtbot, file, place)
    seat.until(seat.shell.window.isVisible)
    assert seat.shell.window.place == place
    assert not seat.is_whole
    gate.set()
    seat.settled()
    seat.leave()


def test_the_queue_of_tickets_stands_there_at_once(qtbot: Any, file: Path, gate: threading.Event) -> None:
    def shown(seat: Seat) -> list[tuple[object, ...]]:
        return [(getattr(one, "number", ""), one.title) for one in seat.shell.window.page.queue._items.items]

    first = Seat(qtbot, file, "helpdesk.tickets")
    gate.set()
    first.settled()
    first.until(lambda: shown(first))
    before = shown(first)
    first.leave()
    gate.clear()
    seat = Seat(qtbot, file, "helpdesk.tickets")
    seat.until(lambda: shown(seat))
    assert not seat.is_whole
    assert seat.shell.desk.actor
    assert shown(seat) == before
    assert seat.shell.window.sidebar.person.owner.name
    front = seat.shell.window.page.queue.current
    gate.set()
    seat.settled()
    seat.until(lambda: seat.shell.window.page._ticket is not None)
    assert shown(seat) == before
    assert seat.shell.window.page.queue.current == front == seat.shell.window.page._ticket.id
    seat.leave()


def test_what_is_written_meanwhile_is_kept_until_the_store_is_there(
    qtbot: Any, file: Path, gate: threading.Event
) -> None:
    opened_before(qtbot, file, "directory.people", gate)
    seat = Seat(qtbot, file, "directory.people")
    seat.until(seat.rows)
    saved: list[int] = []
    draft = records.Draft("people", {"name": "Aaron Early", "role": "staff"})
    seat.shell.desk.write(seat.shell.window, lambda session: records.save(session, draft), saved.append)
    seat.shell.window.go_to("vendors.vendors")
    assert not saved
    assert not seat.is_whole
    gate.set()
    seat.settled()
    assert saved
    seat.until(lambda: seat.model.rowCount() > 0)
    assert seat.shell.window.place == "vendors.vendors"
    seat.leave()


def test_what_others_wrote_in_between_is_seen(qtbot: Any, file: Path, gate: threading.Event) -> None:
    before = opened_before(qtbot, file, "directory.people", gate)
    seat = Seat(qtbot, file, "directory.people")
    seat.until(seat.rows)
    renamed = "Aaaron Renamed"
    other = sqlite.connect(file)
    other.execute("UPDATE people SET name = ? WHERE name = ?", (renamed, before[3][0]))
    other.close()
    assert seat.rows() == before
    gate.set()
    seat.settled()
    seat.until(lambda: any(renamed in texts for texts in seat.rows()))
    seat.leave()


def test_the_window_may_be_closed_before_the_store_is_there(qtbot: Any, file: Path, gate: threading.Event) -> None:
    opened_before(qtbot, file, "directory.people", gate)
    seat = Seat(qtbot, file, "directory.people")
    seat.until(seat.rows)
    threading.Timer(0.1, gate.set).start()
    seat.leave()
    assert not connecting.is_open_here(file)
    database = open_database(file, registry())
    with database.reading() as session:
        assert lists.count(session, lists.ListSpec("people", ("name",)))
    database.close()


def test_what_cannot_be_opened_in_full_is_told(qtbot: Any, file: Path, gate: threading.Event) -> None:
    opened_before(qtbot, file, "directory.people", gate)
    seat = Seat(qtbot, file, "directory.people")
    seat.until(seat.rows)
    other = sqlite.connect(file)
    other.execute("UPDATE alembic_version SET version_num = '9999'")
    other.close()
    gate.set()
    seat.until(lambda: hasattr(seat.opening, "_box"))
    box: QMessageBox = seat.opening._box
    assert "itdesk" in box.text()
    assert not seat.shell.window.isVisible()
    assert not connecting.is_open_here(file)
    box.accept()


START = """
import itdesk.ui
import sys
from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication
from itdesk import app, areas
HEAVY = ("alembic", "reportlab", "keyring", "psycopg", "openpyxl", "xlsxwriter", "python_calamine", "networkx", "sqlalchemy",
         "babel", "holidays", "charset_normalizer", "markdown_it", "smtplib", "imaplib", "cryptography")
LATE = ("inspect", "textwrap", "traceback", "tempfile", "shutil", "bz2", "lzma", "gettext", "locale", "uuid", "secrets", "hashlib",
        "shibokensupport.signature.mapping", "shibokensupport.signature.parser", "shibokensupport.feature",
        "itdesk.ui.record_view", "itdesk.ui.palette", "itdesk.ui.create_dialog", "itdesk.ui.crash_dialog", "itdesk.db.lists")
def here(name):
    return name in sys.modules and type(sys.modules[name]).__name__ != "Late"
class Watch(QObject):
    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.Paint and watched.isVisible() and shown():
            print("painted", *filter(here, HEAVY + LATE * (sys.argv[2] == "home")), flush=True)
            QApplication.instance().removeEventFilter(self)
            QTimer.singleShot(0, leave)
        return False
def shown():
    page = opening.shell.window.page if opening.shell is not None else None
    if sys.argv[2] == "home":
        return page is not None
    return page is not None and page.list.table.records.rowCount() > 0
def leave():
    if not opening.shell.desk.database.is_whole or not opening.shell.desk.work.idle:
        QTimer.singleShot(20, leave)
        return
    print("whole", "sqlalchemy" in sys.modules, flush=True)
    opening.shell.window.close()
class Watched(app.Opening):
    def __init__(self, **named):
        global opening
        super().__init__(**named)
        opening = self
        self.watch = Watch()
        QApplication.instance().installEventFilter(self.watch)
app.Opening = Watched
app.run_app(sys.argv[1])
"""


@pytest.mark.parametrize("place", ["inventory.hardware", "home.overview"])
def test_before_the_first_paint_nothing_heavy_is_imported(file: Path, tmp_path: Path, place: str) -> None:
    home = tmp_path / "home"
    environment = {**os.environ, "ITDESK_HOME": str(home), "PYTHONPATH": str(ROOT), "QT_QPA_PLATFORM": "offscreen"}
    uid = sqlite.connect(file).execute("SELECT uid FROM workspace").fetchone()[0]
    (home / "config" / "windows").mkdir(parents=True)
    (home / "config" / "windows" / f"{uid}.ini").write_text(f"[General]\nplace={place}\n", encoding="utf-8")
    what = "home" if place == "home.overview" else "list"

    def start() -> list[str]:
        command = [sys.executable, "-c", START, str(file), what]
        done = subprocess.run(command, check=True, env=environment, capture_output=True, text=True, timeout=120)
        return done.stdout.splitlines()

    assert start()[-1] == "whole True"
    assert start() == ["painted", "whole True"]
