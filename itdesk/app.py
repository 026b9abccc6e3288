"""Starts the app: theme and crash reports, then from a wish to an open workspace in its window."""

from __future__ import annotations

import gc
import logging
import sys
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication, QDialog, QMessageBox

from itdesk.core.errors import Stopped, UserError
from itdesk.core.texts import _
from itdesk.loading import bring_in_store, gently
from itdesk.paths import log_dir, resource, settings_file, workspaces_dir
from itdesk.refusing import refusal_box
from itdesk.settings import Settings
from itdesk.telling_place import tell_place
from itdesk.ui import crash, icons
from itdesk.ui.desk import Desk
from itdesk.ui.drawn_icons import DrawnIcons
from itdesk.ui.instance import Instance, key_of
from itdesk.ui.language import speak
from itdesk.ui.page import Action
from itdesk.ui.tasks import Tasks, new_tasks
from itdesk.ui.theme import Theme
from itdesk.ui.wish import Start, Wish
from itdesk.unlocking import ask_passphrase, is_about_passphrase, is_unlocked, let_key_go, sweep
from itdesk.wishes import (
    Opened,
    first_look,
    may_be_remote,
    may_be_there,
    open_and_ask,
    open_wish,
    shown_name,
    starts_dir,
)

if TYPE_CHECKING:
    from itdesk.shared_screen import BareScreen
    from itdesk.shell import Shell
    from itdesk.ui.welcome import Welcome
    from itdesk.windows import Windows

LISTEN_AFTER = 500  # milliseconds; until then the window is painted
SETTLE = 1500  # milliseconds after which a start is over
TURN = 0.0002  # seconds for which a thread waits for another at a start: each row that SQLite gives is a turn
log = logging.getLogger("itdesk")


def run_app(location: str | None, *, kiosk: bool = False) -> int:
    """Open the window on a workspace, or the first window without one; returns the exit code."""
    application = QApplication(sys.argv[:1])
    application.setApplicationName("itdesk")
    application.setDesktopFileName("itdesk")
    application.setWindowIcon(QIcon(str(resource("icons", "logo.svg"))))
    application.setQuitOnLastWindowClosed(True)
    crash.install(log_dir())
    icons.begin_with(DrawnIcons(starts_dir() / "icons.json"))
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
    application.commitDataRequest.connect(_session_ends, Qt.ConnectionType.DirectConnection)
    usual = sys.getswitchinterval()
    sys.setswitchinterval(TURN)
    opening = Opening(kiosk=kiosk)
    opening.start(location, settings)
    QTimer.singleShot(SETTLE, partial(sys.setswitchinterval, usual))
    QTimer.singleShot(SETTLE, begin_to_tidy)
    return application.exec() if opening.is_here else 0


def _session_ends(_manager: object) -> None:
    """The system shuts down, or the person logs out: nothing is asked, everything typed is kept."""
    from itdesk.windows import keep_all

    keep_all()


def begin_to_tidy() -> None:
    """Load what the first window did without; what a start made is no garbage, and no longer looked through."""
    Theme.load_other_fonts()
    icons.start_is_over()
    gc.freeze()
    sweep()


class Opening(QObject):
    """From wishes to open windows; a workspace that can't be opened leads back to the first window."""

    def __init__(self, *, kiosk: bool = False) -> None:
        super().__init__()
        self._kiosk = kiosk
        self._open: dict[str, Windows] = {}
        self._screens: dict[str, BareScreen] = {}  # by key, of workspaces that are nothing but the shared PC's screen
        self._instances: dict[str, Instance] = {}
        self._awaited = 0  # workspaces that are being opened
        self._after: dict[str, Start] = {}  # by key what is wished for once its windows are closed
        self._arrived: set[str] = set()  # places to which a workspace was moved just now
        self._dialog: Welcome | None = None

    @property
    def is_here(self) -> bool:
        """Whether there is anything to wait for in this process."""
        return not self._is_idle or (self._dialog is not None and self._dialog.isVisible())

    @property
    def _is_idle(self) -> bool:
        return not (self._open or self._screens or self._awaited)

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
        from itdesk import recents
        from itdesk.ui.recent_workspaces import RecentWorkspaces
        from itdesk.ui.welcome import Welcome

        known = RecentWorkspaces(recents.recent_workspaces, recents.pin, recents.forget)
        dialog = Welcome(known, workspaces_dir())
        dialog.accepted.connect(lambda: self.begin(dialog.start) if dialog.start else None)
        dialog.rejected.connect(self._left)
        dialog.open()
        self._dialog = dialog

    def _left(self) -> None:
        """Nothing was wished for: with nothing open either, that is the end."""
        if self._is_idle:
            QApplication.quit()

    def begin(self, start: Start) -> None:
        """Open or make what was wished for, beside the GUI thread; what is open already comes to the front."""
        key = key_of(start.location) if start.location else ""
        if (here := self._open.get(key) or self._screens.get(key)) is not None:
            here.come_forward()
            return
        if start.wish not in {Wish.CREATE, Wish.SAMPLE} and not self._hold(key):
            return
        tasks = new_tasks()
        self._awaited += 1
        if self._kiosk:  # a screen that anybody uses keeps nothing
            start = replace(start, keeps=False)
        if start.wish is Wish.OPEN:
            refused = partial(self._refused, tasks, start.location)
            tasks.read(self, partial(first_look, start.location), partial(self._looked, tasks, start), refused)
        else:
            self._open_wish(tasks, start)

    def _open_wish(self, tasks: Tasks, start: Start) -> None:
        """Open it the ordinary way, which may take long: an older one is copied and brought up to date first."""
        from itdesk.ui.opening_window import OpeningWindow

        name = start.name or shown_name(start.location)
        opening = OpeningWindow(name, tasks)
        refused = partial(self._refused, tasks, start.location)

        def opened(found: Opened) -> None:
            opening.deleteLater()
            if start.wish in {Wish.MOVE, Wish.UNSHARE}:
                self._arrives(start.location, str(found.database.location))
            if found.asked and not self._kiosk:
                self._ask_who(tasks, found)
            else:
                self._opened(tasks, found.database, found.actor)

        def failed(error: UserError) -> None:
            opening.deleteLater()
            if is_about_passphrase(error):
                self._ask_passphrase(tasks, start, refused)
            elif start.wish in {Wish.ENCRYPT, Wish.DECRYPT, Wish.SHARE, Wish.UNSHARE, Wish.MOVE, Wish.TAKE_BACK}:
                self._not_converted(tasks, start, error)
            else:
                refused(error)

        tasks.read(self, partial(open_and_ask, start), opened, failed, what=_("Opening"))

    def _arrives(self, old_place: str, location: str) -> None:
        """A workspace was moved: its old place is held no more, and its new one says so."""
        old = self._instances.pop(key_of(old_place), None)
        if old is not None:
            old.let_go()
        self._arrived.add(location)

    def _ask_passphrase(self, tasks: Tasks, start: Start, refused: Callable[[UserError], None]) -> None:
        """An encrypted workspace opens once somebody says its passphrase; who doesn't is back where they were."""
        self._asking = ask_passphrase(start.location)
        self._ask(self._asking, lambda: self._open_wish(tasks, start), lambda: refused(Stopped("")))

    def _ask(self, dialog: QDialog, agreed: Callable[[], object], left: Callable[[], object]) -> None:
        """Show a question that stands alone."""
        dialog.accepted.connect(agreed)
        dialog.rejected.connect(left)
        dialog.finished.connect(lambda _result: dialog.deleteLater())
        dialog.open()

    def _ask_who(self, tasks: Tasks, found: Opened) -> None:
        """Somebody who has a password says it before a window is shown."""
        from itdesk.ui.sign_in_dialog import SignInDialog
        from itdesk.windows import window_settings

        database = found.database
        title = _("Sign in to {name}").format(name=database.workspace.name)
        dialog = SignInDialog(None, database, found.asked, title, chosen=found.actor, safe=_("Close the workspace"))

        def signed_in() -> None:
            window_settings(database.workspace.uid).setValue("actor", dialog.person)
            self._opened(tasks, database, dialog.person)

        def left() -> None:
            database.close()
            self._refused(tasks, str(database.location), Stopped(""))

        self._ask(dialog, signed_in, left)
        self._asking_who = dialog

    def _not_converted(self, tasks: Tasks, start: Start, error: UserError) -> None:
        """The workspace is as it was: it is told why, and its windows come back."""
        self._awaited -= 1
        tasks.close()
        if not isinstance(error, Stopped):
            self._say(error, _("The workspace was not changed"))
        self.begin(Start(Wish.OPEN, start.location))

    def _lock(self, location: str, windows: Windows) -> None:
        """Close the windows, let go of the key, and ask for the passphrase, or for a password."""
        QApplication.setQuitOnLastWindowClosed(False)
        windows.ended.connect(partial(self._locked, location, encrypted=windows.desk.sealer is not None))
        windows.leave()

    def _locked(self, location: str, *, encrypted: bool) -> None:
        if not encrypted:
            self.begin(Start(Wish.OPEN, location))
            return
        let_key_go(location)
        self._asking = ask_passphrase(location, locked=True)
        self._ask(self._asking, lambda: self.begin(Start(Wish.OPEN, location)), self._told)

    def _begin_again(self, windows: Windows, start: Start) -> None:
        """Close the windows, do what was wished for with the workspace, and open it again."""
        QApplication.setQuitOnLastWindowClosed(False)
        windows.ended.connect(lambda: self.begin(start))
        windows.leave()

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
        if found is None:
            self._open_wish(tasks, start)
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

    def _opened(self, tasks: Tasks, database: Any, actor: int | None) -> None:
        if database.path is not None and not database.read_only and not is_unlocked(database.path):
            from itdesk.db.ahead import Keeper, keeper_file

            database.keeper = Keeper(keeper_file(starts_dir(), database.workspace.uid))
        location = str(database.location)
        self._hold(location)
        if hasattr(database, "functions"):
            self._show_screen(tasks, location, database)
            return
        windows = self._show(tasks, location, database, actor)
        windows.reopen_others()
        self._remember(database)
        tell_place(windows, self.begin, has_moved=location in self._arrived)
        self._arrived.discard(location)

    def _show(self, tasks: Tasks, location: str, database: Any, actor: int | None = None) -> Windows:
        from itdesk.shell import make_shell
        from itdesk.windows import Windows

        self._awaited -= 1
        key = key_of(location)
        windows = Windows(Desk(database, tasks, actor), partial(make_shell, self.welcome))
        windows.ended.connect(partial(self._ended, key))
        windows.elsewhere = partial(self._elsewhere, location)
        windows.is_beside = Windows.in_sight()
        if not may_be_remote(location) and getattr(database, "share", None) is None:
            windows.desk.restore_whole = partial(self._restore, location)
        windows.desk.changed.connect(partial(self._look_anew, location, windows))
        self._open[key] = windows
        windows.lock_wanted.connect(partial(self._lock, location, windows))
        windows.again_wanted.connect(partial(self._begin_again, windows))
        windows.reopen()
        QApplication.setQuitOnLastWindowClosed(True)
        windows.look_after_lock()
        if self._kiosk or windows.is_shared:
            windows.front.shared_screen.open()
        instance = self._instances[key]
        instance.wanted.connect(windows.come_forward)
        QTimer.singleShot(LISTEN_AFTER, instance, instance.listen)
        return windows

    def _show_screen(self, tasks: Tasks, location: str, database: Any) -> None:
        """Of a workspace that may only be asked by the shared PC's screen, that screen alone."""
        from itdesk.shared_screen import BareScreen

        self._awaited -= 1
        key = key_of(location)
        screen = self._screens[key] = BareScreen(Desk(database, tasks), self._instances[key])
        QApplication.setQuitOnLastWindowClosed(True)
        screen.ended.connect(lambda: (self._screens.pop(key), self._instances.pop(key)))
        self._remember(database)

    def _restore(self, location: str, copy: Path) -> None:
        """Close every window of a workspace, put the backup in its place, and open it again."""
        key = key_of(location)
        self._after[key] = Start(Wish.RESTORE, location, copy=str(copy))
        QApplication.setQuitOnLastWindowClosed(False)
        for shell in list(self._open[key].shells):
            if not shell.window.close():
                del self._after[key]
                QApplication.setQuitOnLastWindowClosed(True)
                return

    def _elsewhere(self, location: str) -> list[Action | None]:
        from itdesk import recents, sharing

        ways = recents.ways_to_others(location, lambda there: self.begin(Start(Wish.OPEN, there)))
        return [*sharing.offer(self._open[key_of(location)], location), *ways]

    def _look_anew(self, location: str, windows: Windows, kinds: frozenset[str]) -> None:
        """A workspace that got another name or tile has it in the lists as well."""
        from itdesk import recents

        if "workspace" in kinds:
            recents.looks(location, windows.desk.workspace)

    def _ended(self, key: str) -> None:
        """The last window of a workspace was closed."""
        windows = self._open.pop(key)
        self._instances.pop(key).let_go()
        after = self._after.pop(key, None)
        if after is not None:
            QTimer.singleShot(0, self, partial(self.begin, after))
        elif self._open and not windows.quitting:  # the last one stays remembered: it is where one left off
            self._keep(lambda settings: settings)

    def _remember(self, database: Any) -> None:
        """Put a workspace at the head of the recent ones, and among those to be opened at the next start."""
        from itdesk import recents

        location, workspace = str(database.location), database.workspace
        self._keep(lambda settings: recents.opened(settings, location, workspace))

    def _keep(self, change: Callable[[Settings], Settings]) -> None:
        settings = change(Settings.load(settings_file()))
        replace(settings, open=(*self._open, *self._screens)).save(settings_file())

    def _refused(self, tasks: Tasks, location: str, error: UserError) -> None:
        key = key_of(location) if location else ""
        self._awaited -= 1
        QApplication.setQuitOnLastWindowClosed(True)
        tasks.close()
        if key in self._instances:
            self._instances.pop(key).let_go()
        if isinstance(error, Stopped):
            self._told()
        elif not location or not self._offer_ways_back(location, error):
            self._tell(error)

    def _offer_ways_back(self, location: str, error: UserError) -> bool:
        """For a damaged file: what can be saved is looked for, and the person chooses. False where there is nothing to offer."""
        from itdesk import areas
        from itdesk.db.backups.recovering import is_worth_a_look
        from itdesk.db.share.places import is_pointer
        from itdesk.ui.ways_back_dialog import WaysBackDialog

        if may_be_remote(location) or is_pointer(Path(location)) or not is_worth_a_look(Path(location), error):
            return False
        dialog = WaysBackDialog(Path(location), error, areas.load_models)
        dialog.recovered.connect(lambda: self.begin(Start(Wish.OPEN, location)))
        dialog.rejected.connect(self._told)
        dialog.open()
        self._asking_ways = dialog
        return True

    def _told(self) -> None:
        if self._is_idle:
            QApplication.setQuitOnLastWindowClosed(True)
            self.welcome()

    def _tell(self, error: UserError) -> None:
        box = self._say(error, _("Could not open the workspace"))
        box.finished.connect(lambda _result: self._told())

    def _say(self, error: UserError, title: str) -> QMessageBox:
        self._box = box = refusal_box(error, title)
        box.open()
        return box
