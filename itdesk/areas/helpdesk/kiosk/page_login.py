"""The way out of the shared PC's screen where it has the shared PCs' own login: somebody of the help desk says theirs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QLineEdit, QWidget

from itdesk.areas.helpdesk.kiosk.page_leaving import Leaving
from itdesk.core.texts import _
from itdesk.ui.labels import label
from itdesk.ui.secret_dialog import SecretDialog


class LoginDialog(SecretDialog):
    """Accepted once the server let somebody in who may leave the screen. gate counts the tries, for as long as it is open."""

    def __init__(self, parent: QWidget, gate: Any) -> None:
        super().__init__(
            parent,
            _("Leave the shared PC screen?"),
            _(
                "itdesk ends: with the shared PCs' login there is nothing behind this screen. Say your own login for it."
            ),
            _("Password"),
            act=_("Leave"),
            trying=_("Signing in…"),
            safe=_("Stay"),
        )
        self._gate = gate
        self.login = QLineEdit()
        self.login.setAccessibleName(_("Your login to the server"))
        self.body.insertWidget(0, label(_("Your login to the server"), "body", "text-2", buddy=self.login))
        self.body.insertWidget(1, self.login)
        self.setTabOrder(self.login, self.field)
        self.login.returnPressed.connect(self.field.setFocus)
        self.login.setFocus()

    def missing(self) -> str:
        return _("Type the password.")

    def trial(self, typed: str) -> Callable[[], object]:
        gate, login = self._gate, self.login.text().strip()
        return lambda: gate.require(login, typed)


class LeavingByLogin(Leaving):
    """Asks for a login of the help desk's, which the server tries."""

    def __init__(self, screen: QWidget, desk: Any, watch: Callable[[Any], None]) -> None:
        super().__init__(screen, desk, watch)
        self._gate: Any = None

    def ask(self) -> None:
        """Ask who leaves, unless it is being asked."""
        if self.question is not None:
            return
        if self._gate is None:
            database: Any = self._desk.database
            self._gate = database.gate()
        dialog = LoginDialog(self._screen, self._gate)
        dialog.accepted.connect(lambda: self.agreed.emit(0))
        self._put(dialog)
