"""The windows of one open workspace: they share its data, undo and tasks, and each keeps its own place."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from PySide6.QtCore import QObject, QSettings, QTimer, Signal
from PySide6.QtWidgets import QApplication, QDialog

from itdesk.core.texts import system_language, use_language
from itdesk.paths import user_config_dir
from itdesk.ui import placement
from itdesk.ui.page import Action
from itdesk.ui.preferences import Preferences
from itdesk.ui.reopening import WindowSettings
from itdesk.ui.turns import in_turns

if TYPE_CHECKING:
    from itdesk.core.errors import UserError
    from itdesk.idle import Idle
    from itdesk.outside import Outside
    from itdesk.shell import Shell
    from itdesk.ui.desk import Desk
    from itdesk.ui.suspending import Suspending
    from itdesk.ui.wish import Start

SHUT_DOWN = 20_000  # milliseconds after which a shutdown that was called off is over

SHARED_SCREEN = "shared_screen"

Make = Callable[["Windows", "Desk", int, bool], "Shell"]  # a window by its number; whether its page comes later


class Windows(QObject):
    """Lives as long as one window is open; then it closes the workspace and says so."""

    ended = Signal()
    lock_wanted = Signal()  # an encrypted workspace's; the windows are closed with all that is typed kept
    again_wanted = Signal(object)  # a Start that is done with the workspace closed, and opens it again
    open_ones: ClassVar[list[Windows]] = []  # of each workspace that is open in this process

    def __init__(self, desk: Desk, make: Make) -> None:
        super().__init__()
        self.open_ones.append(self)
        self.desk = desk
        self.shells: list[Shell] = []
        self.quitting = False
        self.is_beside = False  # a window is open already, and answers while others are made
        self.elsewhere: Callable[[], list[Action | None]] = list  # what the menu offers besides this workspace
        self._closed_before: list[int] = []  # windows of last time that are still to be shown
        self._renewing = False
        self._make = make
        self.settings = window_settings(desk.workspace.uid)
        self._outside: Outside | None = None
        self._idle: Idle | None = None
        self._suspending: Suspending | None = None
        self._by_password = False
        self.is_shared = is_shared_screen(self.settings)  # the shared PC's screen stands before everything
        Preferences.current().changed.connect(self._follow_outside)
        desk.when_whole(self._follow_outside)
        desk.when_whole(self._look_after)
        desk.notice.connect(self._tell)
        desk.refused.connect(self._refuse)

    def _look_after(self) -> None:
        """See to what comes in without the app; on a server alone, where anything does."""
        if self.desk.database.is_server:
            from itdesk.looking_after import LookingAfter

            LookingAfter(self.desk, self)

    @classmethod
    def in_sight(cls) -> bool:
        """Whether a window of any workspace is seen now."""
        return any(shell.window.isVisible() for group in cls.open_ones for shell in group.shells)

    @property
    def is_ending(self) -> bool:
        """Whether windows close to go, not to stay out of sight."""
        return self.quitting or self._renewing

    @property
    def front(self) -> Shell:
        """The window that was used last."""
        return next((one for one in self.shells if one.window.isActiveWindow()), self.shells[-1])

    def reopen(self) -> None:
        """Show the first of the windows that were open when the workspace was left."""
        kept = self.settings.value("windows") or ["1"]
        self._closed_before = sorted({int(one) for one in (kept if isinstance(kept, list) else [kept])})
        self._open(self._closed_before.pop(0))

    def reopen_others(self) -> None:
        """Show the rest of them, once the workspace is open in full."""
        self.is_beside = True
        before, self._closed_before = self._closed_before, []
        for number in before:
            self._open(number)

    def open(self, place: str = "", kind: str = "", record_id: int = 0) -> Shell:
        """One more window: on a place, on a record, or where the window in front is."""
        if not self.desk.database.is_whole:

            def later() -> None:
                if self.shells:
                    self.open(place, kind, record_id)

            self.desk.first.wait(later)
            return self.front
        before = self.front.window
        number = min(set(range(1, len(self.shells) + 2)) - {one.number for one in self.shells})
        settings = window_settings(self.desk.workspace.uid, number)
        settings.remove("pages")  # nobody left anything in this one
        settings.setValue("place", place or (self.front.place_of(kind) if kind else before.place))
        shell = self._open(number, later=True)
        placement.beside(shell.window, before)
        opens = [partial(shell.open_record, kind, record_id)] if kind else []
        in_turns(shell, shell.window.activateWindow, *opens)
        return shell

    def _open(self, number: int, *, later: bool = False) -> Shell:
        return self._make(self, self.desk.another() if self.shells else self.desk, number, later)

    def come_forward(self) -> None:
        """Bring the window that was used last before all others."""
        (self._outside or self.front).come_forward()

    # Locked, shared, or one's own

    @property
    def can_lock(self) -> bool:
        """Whether a lock would ask for anything."""
        return self.desk.sealer is not None or self._by_password

    def signed_in(self, *, by_password: bool) -> None:
        """Whether the person who works here is asked for a password."""
        self._by_password = by_password
        self.look_after_lock()

    def look_after_lock(self) -> None:
        """Lock when nobody has touched anything for long, as far as that would ask for anything."""
        for watch in (self._idle, self._suspending):
            if watch is not None:
                watch.deleteLater()
        self._idle = self._suspending = None
        if self.can_lock and not self.is_shared:
            from itdesk.idle import Idle
            from itdesk.ui.suspending import Suspending

            self._idle, self._suspending = Idle(self), Suspending(self)
            self._idle.over.connect(self.lock)
            self._suspending.sleeps.connect(self.lock)

    def show_shared_screen(self, *, shown: bool) -> None:
        """Hide every window for it, or Alt+Tab would lead anybody to them; and back."""
        self.is_shared = shown
        for shell in self.shells:
            shell.window.setVisible(not shown)
        self.look_after_lock()
        self._follow_outside()

    def _follow_outside(self) -> None:
        """Tell of what comes while nobody looks, where a person wants that; nothing of it is brought in otherwise."""
        wanted = Preferences.current().settings.tell_outside and bool(self.shells) and self.desk.database.is_whole
        wanted = wanted and not self.is_shared  # its icon would be a way past the screen
        if wanted and self._outside is None:
            from itdesk.outside import Outside

            self._outside = Outside(self)
        elif not wanted and self._outside is not None:
            self._outside.end()
            self._outside = None

    def _tell(self, text: str, action: Action | None) -> None:
        self.front.window.notices.done(text, action)

    def _refuse(self, error: UserError) -> None:
        self.front.window.notices.failed(error)

    def add(self, shell: Shell) -> None:
        """A window that belongs here; the first may have been made before the others were thought of."""
        self.shells.append(shell)
        if self._outside is not None:
            self._outside.watch(shell.window)
        shell.window.destroyed.connect(partial(self._lost, shell))
        if getattr(self.desk.database, "share", None) is not None:
            from itdesk.sharing import ShareWatch

            ShareWatch(shell)
        self.keep()

    def _lost(self, shell: Shell, _window: object = None) -> None:
        """A window that was taken away without being closed is no window any more."""
        if shell in self.shells:
            self.shells.remove(shell)
            if not self.shells:
                self.open_ones.remove(self)
                self._follow_outside()

    def open_again(self) -> None:
        """Close each window and open it anew in its place, with the workspace staying open between."""
        use_language(Preferences.current().settings.language or system_language())
        self._renewing = True
        for shell in list(self.shells):
            if shell.window.close():
                self._open(shell.number, later=True)
        self._renewing = False

    def closed(self, shell: Shell) -> None:
        """A window is gone; with the last one the workspace is closed."""
        self.shells.remove(shell)
        if self.shells or self._renewing:
            if not self.quitting and not self._renewing:
                self.keep()
            shell.window.let_go(shell.deleteLater)
            return
        self.settings.sync()
        self.open_ones.remove(self)
        self._follow_outside()
        self.desk.close()
        self.ended.emit()

    def lock(self) -> None:
        """Ask for the workspace to be locked."""
        self.lock_wanted.emit()

    def begin_again(self, start: Start) -> None:
        """Ask for the workspace to be closed, changed and opened again."""
        self.again_wanted.emit(start)

    def leave(self) -> None:
        """Close every window without a question: what is typed is kept, and the windows are the same next time."""
        self.quitting = True
        for shell in self.shells:
            shell.desk.unsaved.keep()
            shell.window.asks = False
            for dialog in shell.window.findChildren(QDialog):
                dialog.hide()
        self.desk.drafts.flush()
        for shell in list(self.shells):
            shell.window.close()

    def keep(self) -> None:
        """Remember which windows are open."""
        self.settings.setValue(
            "windows", [str(one) for one in (*self._closed_before, *(shell.number for shell in self.shells))]
        )


def open_all_again() -> None:
    """Make every window anew, for a language that was chosen; one with something unsaved stays as it is."""
    QApplication.setQuitOnLastWindowClosed(False)
    for group in list(Windows.open_ones):
        group.open_again()
    QApplication.setQuitOnLastWindowClosed(True)


def quit_all() -> bool:
    """Close every window of every workspace, to have them all back next time; False once one has something to keep."""
    groups = list(Windows.open_ones)
    for group in groups:
        group.quitting = True
    for group in groups:
        for shell in list(group.shells):
            if not shell.window.close():
                for other in groups:
                    other.quitting = False
                    other.keep()
                return False
    return True


def keep_all() -> None:
    """The system ends the session: what is typed is on the disk when this returns, and closing asks nothing."""
    for group in Windows.open_ones:
        for shell in group.shells:
            shell.desk.unsaved.keep()
            window = shell.window
            window.asks = False
            QTimer.singleShot(SHUT_DOWN, window, partial(setattr, window, "asks", True))
        group.desk.drafts.flush()


def window_list(here: Shell) -> list[Action | None]:
    """Every window of the app, of this workspace and of others, where there are several."""
    shells = [one for group in Windows.open_ones for one in group.shells]
    if len(shells) < 2:
        return []
    return [
        None,
        *(
            Action(one.window.windowTitle(), one.come_forward, icon="check" if one is here else "square")
            for one in shells
        ),
    ]


def window_settings(workspace_uid: str, number: int = 1) -> WindowSettings:
    """Place, panes and columns of one window of one person in one workspace; the first one's also says who that is."""
    name = workspace_uid if number == 1 else f"{workspace_uid}-{number}"
    file = user_config_dir() / "windows" / f"{name}.ini"
    return WindowSettings(str(file), QSettings.Format.IniFormat)


def wanted_person(settings: QSettings) -> int:
    """Who this person said they are, on this computer; 0 if they did not say."""
    return int(str(settings.value("actor", 0)))


def who_is_here(database: Any, settings: QSettings) -> int:
    """Who sits here: whoever is logged in to a server, else who they said they are, on this computer."""
    return int(database.login.person) if database.login is not None else wanted_person(settings)


def is_shared_screen(settings: QSettings) -> bool:
    """Whether this computer was left showing the shared PC's screen of a workspace."""
    return str(settings.value(SHARED_SCREEN, "")) == "on"


def titled(workspace: Any, where: str) -> str:
    """What stands on a window's frame and in the list of windows."""
    return f"{where} – {workspace.name}" if where else str(workspace.name)
