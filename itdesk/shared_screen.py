"""The shared PC's screen of a window: opened, there again after a restart, and left by somebody of the help desk alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal

from itdesk.core.texts import _
from itdesk.windows import SHARED_SCREEN

if TYPE_CHECKING:
    from itdesk.areas.helpdesk.kiosk.page import Kiosk
    from itdesk.shell import Shell
    from itdesk.ui.desk import Desk
    from itdesk.ui.instance import Instance

LISTEN_AFTER = 500  # milliseconds; until then the screen is painted


class SharedScreen(QObject):
    """While it is open no window of the workspace is, on this computer."""

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self._shell = shell
        self._screen: Kiosk | None = None

    @property
    def is_open(self) -> bool:
        """Whether it stands before everything else."""
        return self._screen is not None

    def offer(self) -> None:
        """Open it, after a word on passwords where nobody could be asked for one at its way out."""
        database: Any = self._shell.desk.database

        def anybody() -> bool:
            from itdesk.db.signing_in import candidates

            with database.as_itself() as session:
                return any(one.keeps_screen and one.has_password for one in candidates(session))

        self._shell.desk.work.read(self, anybody, lambda found: self.open() if found else self._warn())

    def _warn(self) -> None:
        from itdesk.ui.dialogs import Dialog

        dialog = Dialog(
            self._shell.window,
            _("Anybody could leave this screen"),
            _("Nobody of the help desk has a password here. With one, the screen is left by that password alone."),
            act=_("Give a password first"),
            safe=_("Open it all the same"),
        )
        dialog.accepted.connect(lambda: self._shell.open_settings("signing_in"))
        dialog.rejected.connect(
            lambda: QTimer.singleShot(0, self, self.open)
        )  # once the keyboard is the window's again
        dialog.open()

    def open(self) -> None:
        """Show it over everything; it comes back by itself at the next start, until it is left."""
        from itdesk.areas.helpdesk.kiosk.page import open_kiosk

        shell = self._shell
        if self._screen is None:
            self._screen = open_kiosk(shell.desk)
            self._screen.left.connect(self._left)
        shell.windows.settings.setValue(SHARED_SCREEN, "on")
        shell.windows.show_shared_screen(shown=True)
        self.come_forward()

    def come_forward(self) -> None:
        """Bring it before everything else."""
        if self._screen is not None:
            self._screen.raise_()
            self._screen.activateWindow()

    def _left(self, person: int) -> None:
        screen, self._screen = self._screen, None
        if screen is not None:
            screen.deleteLater()
        shell = self._shell
        shell.windows.settings.remove(SHARED_SCREEN)
        shell.windows.show_shared_screen(shown=False)
        if person and person != shell.desk.actor:
            shell.seat.become(person)


class BareScreen(QObject):
    """The screen of a server's workspace whose login is the shared PCs': there is no window behind it."""

    ended = Signal()

    def __init__(self, desk: Desk, instance: Instance) -> None:
        super().__init__()
        from itdesk.areas.helpdesk.kiosk.page import open_kiosk

        self.desk, self._instance = desk, instance
        self.screen = open_kiosk(desk)
        self.screen.left.connect(self._left)
        instance.wanted.connect(self.come_forward)
        QTimer.singleShot(LISTEN_AFTER, instance, instance.listen)

    def come_forward(self) -> None:
        """Bring it before everything else."""
        self.screen.raise_()
        self.screen.activateWindow()

    def _left(self, _person: int) -> None:
        self.screen.deleteLater()
        self.desk.close()
        self._instance.let_go()
        self.ended.emit()
