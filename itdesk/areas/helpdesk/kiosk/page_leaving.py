"""The way out of the shared PC's screen: somebody of the help desk says their password."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QWindow
from PySide6.QtWidgets import QWidget

from itdesk.core.errors import UserError
from itdesk.core.texts import _
from itdesk.ui.desk import Desk
from itdesk.ui.dialogs import Dialog


class Leaving(QObject):
    """Asks over the screen, once at a time. watch is told of the question's window, in which somebody may be typing."""

    agreed = Signal(int)  # who said their password; 0 where nobody of the help desk has one

    def __init__(self, screen: QWidget, desk: Desk, watch: Callable[[QWindow], None]) -> None:
        super().__init__(screen)
        self._screen, self._desk, self._watch = screen, desk, watch
        self._reading: object | None = None  # the asking whose names are being read
        self.question: Dialog | None = None

    def ask(self) -> None:
        """Ask who leaves, unless it is being asked."""
        if self.question is not None or self._reading is not None:
            return
        self._reading = asking = object()
        database: Any = self._desk.database

        def keepers() -> list[Any]:
            from itdesk.db.signing_in import candidates

            with database.as_itself() as session:
                return [one for one in candidates(session) if one.keeps_screen and one.has_password]

        answers = partial(self._ask, asking), partial(self._cannot, asking)
        self._desk.when_whole(partial(self._desk.work.read, self, keepers, *answers))

    def drop(self) -> None:
        """Nobody answers; a question that isn't open yet stays away."""
        self._reading = None
        if self.question is not None:
            self.question.reject()

    def _cannot(self, asking: object, error: UserError) -> None:
        if asking is not self._reading:
            return
        self._reading = None
        self._put(Dialog(self._screen, _("This screen can't be left now"), str(error), act=_("Stay")))

    def _ask(self, asking: object, keepers: Sequence[Any]) -> None:
        if asking is not self._reading:
            return
        self._reading = None
        title = _("Leave the shared PC screen?")
        text = _("The help desk's window opens, with everything in the workspace.")
        if not keepers:
            dialog = Dialog(self._screen, title, text, act=_("Leave"), safe=_("Stay"))
            dialog.accepted.connect(partial(self.agreed.emit, 0))
            self._put(dialog)
            dialog.safe.setFocus()
            return
        from itdesk.ui.sign_in_dialog import SignInDialog

        desk, act, safe = self._desk, _("Leave"), _("Stay")
        asked = SignInDialog(self._screen, desk.database, keepers, title, text, chosen=desk.actor, act=act, safe=safe)
        asked.accepted.connect(lambda: self.agreed.emit(asked.person))
        self._put(asked)

    def _put(self, dialog: Dialog) -> None:
        self.question = dialog
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.finished.connect(self._answered)
        dialog.open()
        handle = dialog.windowHandle()
        if handle is not None:
            self._watch(handle)

    def _answered(self, _result: int) -> None:
        self.question = None
