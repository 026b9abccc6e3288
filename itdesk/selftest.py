"""itdesk --selftest: proves on this machine that every part that a package could have lost is there and works."""

from __future__ import annotations

import os
import sys
import tempfile
import traceback
from datetime import date
from pathlib import Path
from typing import Any

DAY = date(2026, 11, 20)


def run_selftest() -> int:
    """Run each probe, print a line for each, and return 0 only if all pass."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    failures = 0
    with tempfile.TemporaryDirectory(prefix="itdesk-selftest-") as folder:
        for probe in (_workspace, _reports, _spreadsheets, _window, _help, _texts, _server, _keyring):
            try:
                said = probe(Path(folder))
            except Exception:  # noqa: BLE001 -- a self-test reports whatever breaks, and goes on
                failures += 1
                print(f"failed  {probe.__name__.strip('_')}", file=sys.stderr)  # noqa: T201 -- the program's own output
                traceback.print_exc()
            else:
                print(f"ok      {probe.__name__.strip('_')}: {said}")  # noqa: T201 -- the program's own output
    return 1 if failures else 0


def _workspace(folder: Path) -> str:
    from itdesk.areas import load_models, registry
    from itdesk.areas.sample import create_sample
    from itdesk.db import search
    from itdesk.db.check import check

    load_models()
    database = create_sample(str(folder / "sample.itdesk"), registry(), DAY)
    try:
        findings = list(check(database))
        if findings:
            raise AssertionError(findings)
        with database.as_itself() as session:
            hits = search.find(session, "workstation", 5).hits
        return f"sample made, checked and searched, {len(hits)} hits"
    finally:
        database.close()


def _reports(folder: Path) -> str:
    from itdesk.areas import load_models, registry
    from itdesk.areas.reports.catalogue.report import REPORTS, write_report
    from itdesk.db.engine import open_database

    load_models()
    database = open_database(str(folder / "sample.itdesk"), registry(), read_only=True)
    try:
        pages = [write_report(database, key, folder / f"{key}.pdf", as_of=DAY) for key in REPORTS]
    finally:
        database.close()
    return f"{len(pages)} PDFs, {sum(pages)} pages"


def _spreadsheets(folder: Path) -> str:
    from itdesk.areas import load_models, registry
    from itdesk.areas.reports.listing.report import export_list
    from itdesk.db.engine import open_database
    from itdesk.files.tables import open_table

    load_models()
    database = open_database(str(folder / "sample.itdesk"), registry(), read_only=True)
    try:
        counts = [export_list(database, "hardware", folder / f"list.{kind}") for kind in ("csv", "xlsx", "pdf")]
    finally:
        database.close()
    read_back = sum(1 for _row in open_table(folder / "list.xlsx").rows())
    if read_back != counts[1]:
        raise AssertionError((read_back, counts))
    return f"{read_back} rows written and read back"


def _window(folder: Path) -> str:
    from PySide6.QtCore import QEventLoop, QTimer
    from PySide6.QtWidgets import QApplication

    from itdesk import areas
    from itdesk.db.engine import open_database
    from itdesk.shell import Shell
    from itdesk.ui.desk import Desk
    from itdesk.ui.icons import icon
    from itdesk.ui.tasks import work
    from itdesk.ui.theme import Theme

    application = QApplication.instance() or QApplication([])
    Theme.current().install(application, mode="light")  # type: ignore[arg-type]
    if icon("home").pixmap(16, 16).isNull():
        raise AssertionError("the icon is empty")
    os.environ["ITDESK_HOME"] = str(folder / "home")  # what is tried here is no last place of anybody's
    database: Any = open_database(str(folder / "sample.itdesk"), areas.registry())
    shell = Shell(Desk(database, work()), another=lambda: None)
    shell.window.go_to("inventory.hardware")
    page: Any = shell.window.page
    waiting = QEventLoop()
    QTimer.singleShot(60_000, waiting.quit)
    looking = QTimer(interval=20)
    looking.timeout.connect(lambda: waiting.quit() if page.list.table.model().rowCount() else None)
    looking.start()
    waiting.exec()
    rows = page.list.table.model().rowCount()
    shell.window.close()
    if not rows:
        raise AssertionError("the list stayed empty")
    return f"a list of {rows} rows on {application.platformName()}"  # type: ignore[attr-defined]


def _help(folder: Path) -> str:  # noqa: ARG001 -- every probe takes the folder
    from itdesk.paths import guide, resource

    pages = sorted(guide().glob("*.md"))
    licences = sorted(resource("fonts").glob("*OFL.txt"))
    if not pages or not licences:
        raise AssertionError((pages, licences))
    return f"{len(pages)} pages of the guide"


def _texts(folder: Path) -> str:  # noqa: ARG001 -- every probe takes the folder
    from datetime import UTC, datetime
    from decimal import Decimal

    from itdesk.core import formats

    told = [formats.format_date(datetime.now(UTC).date(), locale) for locale in ("en_GB", "de_DE", "ja_JP", "ar_EG")]
    return f"dates as {', '.join(told)}; {formats.format_number(Decimal('1234.5'), 'de_DE')}"


def _server(folder: Path) -> str:  # noqa: ARG001 -- every probe takes the folder
    import psycopg

    return f"psycopg {psycopg.__version__} with {psycopg.pq.__impl__} libpq {psycopg.pq.version()}"


def _keyring(folder: Path) -> str:  # noqa: ARG001 -- every probe takes the folder
    import keyring

    return f"keyring is {type(keyring.get_keyring()).__name__}"
