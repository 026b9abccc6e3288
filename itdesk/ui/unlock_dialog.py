"""Asks for the passphrase of an encrypted workspace, or for its recovery code; a wrong try makes the next one wait."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QCheckBox

from itdesk.core.texts import _
from itdesk.ui.secret_dialog import SecretDialog
from itdesk.ui.tasks import work


class UnlockDialog(SecretDialog):
    """Accepted once the workspace is unlocked in this process; nothing is opened yet."""

    def __init__(self, path: Path, name: str, *, locked: bool = False) -> None:
        super().__init__(
            None,
            _("{name} is locked").format(name=name) if locked else _("Unlock {name}").format(name=name),
            _("What you typed is kept, encrypted. Say the passphrase to go on.")
            if locked
            else _("This workspace is encrypted. Its passphrase opens it, or its recovery code."),
            _("Passphrase or recovery code"),
            act=_("Unlock"),
            trying=_("Unlocking…"),
            safe=_("Close the workspace") if locked else _("Cancel"),
        )
        self._path = path
        self.remember = QCheckBox(_("Remember on this PC: don't ask again here"))
        self.remember.hide()  # until a keyring is shown to work
        self.body.addWidget(self.remember)
        work().read(self, _keyring_works, self.remember.setVisible)

    def missing(self) -> str:
        return _("Type the passphrase.")

    def trial(self, typed: str) -> Callable[[], object]:
        remember, path = self.remember.isChecked(), self._path

        def unlock() -> None:
            from itdesk.db import unlocking

            unlocking.unlock(path, typed)
            if remember:
                unlocking.remember(path)

        return unlock


def _keyring_works() -> bool:
    from itdesk.db import remembering

    return remembering.works()
