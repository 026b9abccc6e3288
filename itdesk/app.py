"""Starts the app: theme and crash reports, then from a wish to an open workspace in its window."""

from __future__ import annotations

import gc
import logging
import os
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Qt, QTimer
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
from itdesk.ui.instance import Instance, key_of
from itdesk.ui.language import speak
from itdesk.ui.tasks import Tasks, new_tasks
from itdesk.ui.theme import Theme
from itdesk.ui.welcome_forms import Start, Wish

if TYPE_CHECKING:
    from itdesk.shell import Shell
    from itdesk.ui.welcome import Welcome
    from itdesk.windows import Windows

LISTEN_AFTER = 500  # milliseconds; until then the window is painted
SETTLE = 1500  # milliseconds after which a start is over
log = logging.getLogger("itdesk")


def run_app(location: str | None, *, kiosk: bool = False) -> int:
    """Open the window on a workspace, or the first window without one; returns the exit code."""
    application = QApplication(sys.argv[:1])
    application.setApplicationName("itdesk")
    application.setDesktopFileName("itdesk")
    application.setWindowIcon(QIcon(str(resource("icons", "logo.svg"))))
    application.setQuitOnLastWindowClosed(True)
    gc.disable()  # until the first window stands there: what a start makes stays
    crash.install(log_dir())
    settings = Settings.load(settings_file())
    speak(application, settings.language)
    Theme.current().install(
        application,
        mode=settings.theme,
        percent=settings.percent,
        density=settings.density,
        contrast=settings.contrast,
        less_motion=settings.less_motion == "on",
    )
    opening = Opening(kiosk=kiosk)
    opening.start(location, settings)
    QTimer.singleShot(SETTLE, begin_to_tidy)
    return application.exec() if opening.is_here else 0


def begin_to_tidy() -> None:
    """Load what the first window did without; what a start made is no garbage, and no longer looked through."""
    Theme.load_other_fonts()
    gc.freeze()


def show_refusal(error: UserError) -> None:
    """A box alone, for what keeps the app from starting at all."""
    application = QApplication.instance() or QApplication(sys.argv[:1])
    box = QMessageBox(QMessageBox.Icon.Warning, application.applicationName() or "itdesk", error.message)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setInformativeText(error.cure)
    box.exec()


class Opening(QObject):
    """From wishes to open windows; a workspace that can't be opened leads back to the first window."""

    def __init__(self, *, kiosk: bool = False) -> None:
        super().__init__()
        self._kiosk = kiosk
        self._open: dict[str, Windows] = {}
        self._instances: dict[str, Instance] = {}
        self._awaited = 0  # workspaces that are being opened
        self._dialog: Welcome | None = None

    @property
    def is_here(self) -> bool:
        """Whether there is anything to wait for in this process."""
        return bool(self._open or self._awaited or (self._dialog is not None and self._dialog.isVisible()))

    @property
    def shell(self) -> Shell | None:
        """The window that was used last, of the workspace that was opened last."""
        groups = list(self._open.values())
        return groups[-1].front if groups else None

    def start(self, location: str | None, settings: Settings) -> None:
        """Open what was named, else what was open when the app was left, else the first window."""
        places = (location,) if location else tuple(one for one in settings.open if may_be_there(one))
        for place in places:
            self.begin(Start(Wish.OPEN, place))
        if not places:
            self.welcome()

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
        dialog.rejected.connect(self._left)
        dialog.open()
        self._dialog = dialog

    def _left(self) -> None:
        """Nothing was wished for: with nothing open either, that is the end."""
        if not self._open and not self._awaited:
            QApplication.quit()

    def begin(self, start: Start) -> None:
        """Open or make what was wished for, beside the GUI thread; what is open already comes to the front."""
        key = key_of(start.location) if start.location else ""
        if key in self._open:
            self._open[key].come_forward()
            return
        if start.wish is Wish.OPEN and not self._hold(key):
            return
        if start.password:
            os.environ["ITDESK_PASSWORD"] = start.password
        tasks = new_tasks()
        self._awaited += 1
        refused = partial(self._refused, tasks, key)
        if start.wish is Wish.OPEN:
            tasks.read(self, partial(first_look, start.location), partial(self._looked, tasks, start), refused)
        else:
            tasks.read(self, partial(open_wish, start), partial(self._opened, tasks), refused)

    def _hold(self, location: str) -> bool:
        """Take hold of a workspace; False if another process showed its window instead."""
        key = key_of(location)
        if key not in self._instances:
            instance = Instance(location, self)
            if not instance.take():
                if instance.ask_other():
                    return False
                log.warning("another process holds %s and doesn't answer", location)
            self._instances[key] = instance
        return True

    def _looked(self, tasks: Tasks, start: Start, found: tuple[Any, int | None] | None) -> None:
        """Show the window on what an earlier run prepared, if it did; the workspace follows when the rows are painted."""
        key = key_of(start.location)
        if found is None:
            tasks.read(
                self, partial(open_wish, start), partial(self._opened, tasks), partial(self._refused, tasks, key)
            )
            return
        store, actor = found
        windows = self._show(tasks, start.location, store, actor)
        desk = windows.desk
        whole: list[Any] = []  # open while the window is closed already: closed after it

        def open_in_full() -> None:
            with gently():
                bring_in_store()
                whole.append(open_wish(start))

        def hand_over(_nothing: None) -> None:
            database = whole.pop()
            store.hand_over(database)
            desk.hand_over(database)
            windows.reopen_others()
            self._remember(database)

        def refused(error: UserError) -> None:
            windows.front.window.close()
            self._tell(error)

        desk.when_quiet(lambda: tasks.read(desk, open_in_full, hand_over, refused))
        windows.ended.connect(lambda: whole.pop().close() if whole else None)

    def _opened(self, tasks: Tasks, database: Any) -> None:
        if database.path is not None and not database.read_only:
            from itdesk.db.ahead import Keeper, keeper_file

            database.keeper = Keeper(keeper_file(starts_dir(), database.workspace.uid))
        location = str(database.location)
        self._hold(location)
        self._show(tasks, location, database).reopen_others()
        self._remember(database)

    def _show(self, tasks: Tasks, location: str, database: Any, actor: int | None = None) -> Windows:
        from itdesk.shell import make_shell
        from itdesk.windows import Windows

        self._awaited -= 1
        key = key_of(location)
        windows = Windows(Desk(database, tasks, actor), partial(make_shell, self.welcome))
        windows.ended.connect(partial(self._ended, key))
        self._open[key] = windows
        windows.reopen()
        if self._kiosk:
            windows.front.open_kiosk()
        instance = self._instances[key]
        instance.wanted.connect(windows.come_forward)
        QTimer.singleShot(LISTEN_AFTER, instance, instance.listen)
        return windows

    def _ended(self, key: str) -> None:
        """The last window of a workspace was closed."""
        windows = self._open.pop(key)
        self._instances.pop(key).let_go()
        if self._open and not windows.quitting:  # the last one stays remembered: it is where one left off
            self._keep(lambda settings: settings)

    def _remember(self, database: Any) -> None:
        """Put a workspace at the head of the recent ones, and among those to be opened at the next start."""
        location, name = str(database.location), database.workspace.name
        self._keep(lambda settings: settings.opened(location, name))

    def _keep(self, change: Callable[[Settings], Settings]) -> None:
        settings = change(Settings.load(settings_file()))
        replace(settings, open=tuple(self._open)).save(settings_file())

    def _refused(self, tasks: Tasks, key: str, error: UserError) -> None:
        self._awaited -= 1
        tasks.close()
        if key in self._instances:
            self._instances.pop(key).let_go()
        self._tell(error)

    def _tell(self, error: UserError) -> None:
        box = QMessageBox(QMessageBox.Icon.Warning, _("Could not open the workspace"), error.message)
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setInformativeText(error.cure)
        if error.detail:
            box.setDetailedText(error.detail)
        box.finished.connect(lambda _result: None if self._open else self.welcome())
        box.open()
        self._box = box

    def _forget(self, location: str) -> None:
        Settings.load(settings_file()).forgotten(location).save(settings_file())


def first_look(location: str) -> tuple[Any, int | None] | None:
    """Runs on a worker: the workspace for its first moments and who acts; None where it goes the ordinary way."""
    from itdesk.areas.directory.people.acting import acting_person
    from itdesk.db.ahead import NotPrepared, open_first
    from itdesk.windows import wanted_person, window_settings

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


def may_be_there(location: str) -> bool:
    """Whether a workspace may still be opened: a server is asked when it is, a file has to be there."""
    return location.startswith(("postgresql:", "postgres:")) or Path(location).is_file()


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
