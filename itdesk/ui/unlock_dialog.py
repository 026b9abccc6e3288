"""Asks for the passphrase of an encrypted workspace, or for its recovery code; a wrong try makes the next one wait."""

from __future__ import annotations

import math
import time
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QCheckBox, QLineEdit

from itdesk.core.errors import UserError
from itdesk.core.texts import _, ngettext
from itdesk.ui.dialogs import Dialog
from itdesk.ui.labels import label, restyle
from itdesk.ui.passphrase_fields import secret_field
from itdesk.ui.tasks import work


class UnlockDialog(Dialog):
    """Accepted once the workspace is unlocked in this process; nothing is opened yet."""

    def __init__(self, path: Path, name: str, *, locked: bool = False) -> None:
        super().__init__(
            None,
            _("{name} is locked").format(name=name) if locked else _("Unlock {name}").format(name=name),
            _("What you typed is kept, encrypted. Say the passphrase to go on.")
            if locked
            else _("This workspace is encrypted. Its passphrase opens it, or its recovery code."),
            act=_("Unlock"),
            safe=_("Close the workspace") if locked else _("Cancel"),
            icon="lock",
        )
        self._path = path
        self._trying = False
        self._until = 0.0  # on the monotonic clock
        self._wrong_said = ""
        self.field = secret_field(_("Passphrase or recovery code"))
        self.body.addWidget(label(_("Passphrase or recovery code"), "body", "text-2", buddy=self.field))
        self.body.addWidget(self.field)
        self.shown = QCheckBox(_("Show what I type"))
        self.shown.toggled.connect(self._show_typed)
        self.body.addWidget(self.shown)
        self.remember = QCheckBox(_("Remember on this PC: don't ask again here"))
        self.remember.hide()  # until a keyring is shown to work
        self.body.addWidget(self.remember)
        self._clock = QTimer(self, interval=250)
        self._clock.timeout.connect(self._tell)
        self.field.setFocus()
        work().read(self, _keyring_works, self.remember.setVisible)

    def accept(self) -> None:
        """Try what was typed; the dialog closes when that opened it."""
        if self._trying or self._waiting:
            return
        typed, remember, path = self.field.text(), self.remember.isChecked(), self._path
        if not typed:
            self.say_wrong(_("Type the passphrase."))
            return
        self._trying = True
        self.say_wrong("")
        self.act.setText(_("Unlocking…"))

        def unlock() -> None:
            from itdesk.db import unlocking

            unlocking.unlock(path, typed)
            if remember:
                unlocking.remember(path)

        work().read(self, unlock, lambda _nothing: self._opened(), self._refused)

    def _opened(self) -> None:
        self.field.clear()
        self._trying = False
        super().accept()

    def _refused(self, error: UserError) -> None:
        self._trying = False
        self.act.setText(_("Unlock"))
        self._until = time.monotonic() + getattr(error, "wait", 0.0)
        restyle(self.field, invalid="true")
        self.field.setAccessibleDescription(str(error))
        self.field.selectAll()
        self.field.setFocus()
        self._wrong_said = str(error)
        self._tell()
        if self._waiting:
            self._clock.start()

    @property
    def _waiting(self) -> int:
        """Seconds until the next try is taken."""
        return max(0, math.ceil(self._until - time.monotonic()))

    def _tell(self) -> None:
        left = self._waiting
        if not left:
            self._clock.stop()
        waiting = ngettext("Try again in {n} second.", "Try again in {n} seconds.", left).format(n=left)
        self.say_wrong(f"{self._wrong_said} {waiting}" if left else self._wrong_said)

    def _show_typed(self, on: bool) -> None:  # noqa: FBT001 -- a slot of Qt's
        self.field.setEchoMode(QLineEdit.EchoMode.Normal if on else QLineEdit.EchoMode.Password)


def _keyring_works() -> bool:
    from itdesk.db import remembering

    return remembering.works()
