"""Starts the app: theme and crash reports, then from a wish to an open workspace in its window."""

from __future__ import annotations

import os
import sys
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication, QMessageBox

from itdesk import areas
from itdesk.core.errors import UserError
from itdesk.core.texts import _
from itdesk.loading import bring_in_store, gently
from itdesk.paths import log_dir, resource, settings_file, user_data_dir, workspaces_dir
from itdesk.settings import Settings
from itdesk.ui import crash
from itdesk.ui.desk import Desk
from itdesk.ui.language import speak
from itdesk.ui.tasks import work
from itdesk.ui.theme import Theme
from itdesk.ui.welcome_forms import Start, Wish

if TYPE_CHECKING:
    from itdesk.shell import Shell


def run_app(location: str | None, *, kiosk: bool = False) -> int:
    """Open the window on a workspace, or the first window without one; returns the exit code."""
    application = QApplication(sys.argv[:1])
    application.setApplicationName("itdesk")
    application.setDesktopFileName("itdesk")
    application.setWindowIcon(QIcon(str(resource("icons", "logo.svg"))))
    application.setQuitOnLastWindowClosed(True)
    crash.install(log_dir())
    settings = Settings.load(settings_file())
    speak(application, settings.language)
    Theme.current().install(application, mode=settings.theme, percent=settings.percent, density=settings.density)
    opening = Opening(kiosk=kiosk)
    if location:
        opening.begin(Start(Wish.OPEN, location))
    else:
        opening.welcome()
    return application.exec()


def show_refusal(error: UserError) -> None:
    """A box alone, for what keeps the app from starting at all."""
    application = QApplication.instance() or QApplication(sys.argv[:1])
    box = QMessageBox(QMessageBox.Icon.Warning, application.applicationName() or "itdesk", error.message)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setInformativeText(error.cure)
    box.exec()


class Opening(QObject):
    """From a wish to an open window; a workspace that can't be opened leads back to the first window."""

    def __init__(self, *, kiosk: bool = False) -> None:
        super().__init__()
        self._kiosk = kiosk
        self.shell: Shell | None = None

    def welcome(self) -> None:
        """Show the first window."""
        from itdesk.core.formats import format_when
        from itdesk.ui.welcome import Recent, Welcome

        now = datetime.now().astimezone()
        recents = [
            Recent(
                one.location,
                one.name,
                format_when(datetime.fromisoformat(one.opened_at), now=now, zone=now.tzinfo or UTC),
            )
            for one in Settings.load(settings_file()).recent
        ]
        dialog = Welcome(recents, workspaces_dir(), self._forget)
        dialog.accepted.connect(lambda: self.begin(dialog.start) if dialog.start else None)
        dialog.rejected.connect(QApplication.quit)
        dialog.open()
        self._dialog = dialog

    def begin(self, start: Start) -> None:
        """Open or make what was wished for, beside the GUI thread."""
        if start.password:
            os.environ["ITDESK_PASSWORD"] = start.password
        if start.wish is Wish.OPEN:
            work().read(self, partial(first_look, start.location), partial(self._looked, start), self._refused)
        else:
            self._open(start)

    def _open(self, start: Start) -> None:
        work().read(self, partial(open_wish, start), self._opened, self._refused)

    def _looked(self, start: Start, found: tuple[Any, int | None] | None) -> None:
        """Show the window on what an earlier run prepared, if it did; the workspace follows when the rows are painted."""
        if found is None:
            self._open(start)
            return
        store, actor = found
        desk = self._show(store, actor)
        whole: list[Any] = []  # open while the window is closed already: closed after it

        def open_in_full() -> None:
            with gently():
                bring_in_store()
                whole.append(open_wish(start))

        def hand_over(_nothing: None) -> None:
            database = whole.pop()
            remember(database)
            store.hand_over(database)
            desk.hand_over(database)

        def refused(error: UserError) -> None:
            self.shell.window.close()  # type: ignore[union-attr]
            self._refused(error)

        desk.when_quiet(lambda: work().read(desk, open_in_full, hand_over, refused))
        self.shell.window.closing.connect(lambda: whole.pop().close() if whole else None)  # type: ignore[union-attr]

    def _opened(self, database: Any) -> None:
        if database.path is not None and not database.read_only:
            from itdesk.db.ahead import Keeper, keeper_file

            database.keeper = Keeper(keeper_file(starts_dir(), database.workspace.uid))
        remember(database)
        self._show(database)

    def _show(self, database: Any, actor: int | None = None) -> Desk:
        from itdesk.shell import Shell

        desk = Desk(database, areas.registry(), work(), actor)
        self.shell = Shell(desk, another=self.welcome, kiosk=self._kiosk)
        return desk

    def _refused(self, error: UserError) -> None:
        box = QMessageBox(QMessageBox.Icon.Warning, _("Could not open the workspace"), error.message)
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setInformativeText(error.cure)
        if error.detail:
            box.setDetailedText(error.detail)
        box.finished.connect(lambda _result: self.welcome())
        box.open()
        self._box = box

    def _forget(self, location: str) -> None:
        Settings.load(settings_file()).forgotten(location).save(settings_file())


def first_look(location: str) -> tuple[Any, int | None] | None:
    """Runs on a worker: the workspace for its first moments and who acts; None where it goes the ordinary way."""
    from itdesk.areas.directory.people.acting import acting_person
    from itdesk.db.ahead import NotPrepared, open_first
    from itdesk.shell import wanted_person, window_settings

    store = open_first(location, areas.registry(), starts_dir())
    if store is None:
        return None
    try:
        with store.asking() as session:
            return store, acting_person(session, wanted_person(window_settings(store.workspace.uid))).id
    except NotPrepared:
        store.close()
        return None


def starts_dir() -> Path:
    """Folder of what is prepared for the next start."""
    return user_data_dir() / "starts"


def remember(database: Any) -> None:
    """Put a workspace at the head of the recent ones."""
    Settings.load(settings_file()).opened(str(database.location), database.workspace.name).save(settings_file())


def open_wish(start: Start) -> Any:
    """Runs on a worker: the open database of a wish."""
    from itdesk.db.engine import create_workspace, open_database

    areas.load_models()
    registry = areas.registry()
    if start.wish is Wish.SAMPLE:
        from itdesk.areas.sample import create_sample

        file = user_data_dir() / "Sample.itdesk"
        if file.exists():
            return up_to_date(open_database(str(file), registry))
        return create_sample(str(file), registry, date.today())  # noqa: DTZ011 -- the person's own day
    if start.wish is Wish.CREATE:
        return create_workspace(
            start.location,
            registry,
            name=start.name,
            currency=start.currency,
            locale=start.locale,
            zone=start.zone,
            fiscal_month=start.fiscal_month,
        )
    return up_to_date(open_database(start.location, registry))


def up_to_date(database: Any) -> Any:
    """Runs on a worker: contracts that renewed themselves since the workspace was open last speak of their new term."""
    from itdesk.areas.vendors.contracts.operations import roll_forward
    from itdesk.areas.vendors.contracts.queries import renewed_by_itself

    today = date.today()  # noqa: DTZ011 -- the person's own day
    with database.reading() as session:
        is_due = bool(renewed_by_itself(session, today))
    if is_due and not database.read_only:
        database.write(lambda session: roll_forward(session, today))
    return database
