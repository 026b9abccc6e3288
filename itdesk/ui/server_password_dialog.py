"""Asks for the password of a login to a server that lets nobody in without it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QCheckBox

from itdesk.core.texts import _
from itdesk.ui.secret_dialog import SecretDialog
from itdesk.ui.tasks import work


class ServerPasswordDialog(SecretDialog):
    """Accepted once the server took the password; this process knows it from then on."""

    def __init__(self, location: str, name: str) -> None:
        super().__init__(
            None,
            _("Sign in to {name}").format(name=name),
            _("The server asks for your password."),
            _("Password"),
            act=_("Sign in"),
            trying=_("Signing in…"),
            safe=_("Cancel"),
        )
        self._location = location
        self.remember = QCheckBox(_("Remember on this PC: don't ask again here"))
        self.remember.hide()  # until a keyring is shown to work
        self.body.addWidget(self.remember)
        work().read(self, _keyring_works, self.remember.setVisible)

    def missing(self) -> str:
        return _("Type the password.")

    def trial(self, typed: str) -> Callable[[], object]:
        remember, location = self.remember.isChecked(), self._location

        def enter() -> None:
            from itdesk.db.server import entrance

            entrance.enter(location, typed, remember=remember)

        return enter


def _keyring_works() -> bool:
    from itdesk.db import remembering

    return remembering.works()
