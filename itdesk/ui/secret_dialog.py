"""Asks for a secret that opens something: hidden while typed, tried beside the window, and made to wait after a wrong one."""

from __future__ import annotations

import math
import time
from collections.abc import Callable

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QCheckBox, QLineEdit, QWidget

from itdesk.core.errors import UserError
from itdesk.core.texts import _, ngettext
from itdesk.ui.dialogs import Dialog
from itdesk.ui.labels import label, restyle
from itdesk.ui.passphrase_fields import secret_field
from itdesk.ui.tasks import work


class SecretDialog(Dialog):
    """Accepted once what was typed opened it. An error's `wait` is the seconds until the next try is taken."""

    def __init__(
        self, parent: QWidget | None, title: str, text: str, secret: str, *, act: str, trying: str, safe: str
    ) -> None:
        super().__init__(parent, title, text, act=act, safe=safe, icon="lock")
        self._act_words, self._trying_words = act, trying
        self._trying = False
        self._until = 0.0  # on the monotonic clock
        self._wrong_said = ""
        self.field: QLineEdit = secret_field(secret)
        self.name = label(secret, "body", "text-2", buddy=self.field)
        self.body.addWidget(self.name)
        self.body.addWidget(self.field)
        self.shown = QCheckBox(_("Show what I type"))
        self.shown.toggled.connect(self._show_typed)
        self.body.addWidget(self.shown)
        self._clock = QTimer(self, interval=250)
        self._clock.timeout.connect(self._tell)
        self.field.setFocus()

    def trial(self, typed: str) -> Callable[[], object]:
        """What tries it, on a worker; raises UserError."""
        raise NotImplementedError  # Qt's classes can't be abstract; each dialog says it

    def missing(self) -> str:
        """What is said where nothing was typed; empty where nothing has to be."""
        raise NotImplementedError  # Qt's classes can't be abstract; each dialog says it

    def accept(self) -> None:
        """Try what was typed; the dialog closes when that opened it."""
        if self._trying or self._waiting:
            return
        typed = self.field.text()
        if not typed and (words := self.missing()):
            self.say_wrong(words)
            return
        self._trying = True
        self.say_wrong("")
        self.act.setText(self._trying_words)
        work().read(self, self.trial(typed), lambda _nothing: self._opened(), self._refused)

    def _opened(self) -> None:
        self.field.clear()
        self._trying = False
        super().accept()

    def _refused(self, error: UserError) -> None:
        self._trying = False
        self.act.setText(self._act_words)
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

    def forget_tries(self) -> None:
        """What was typed wrong concerns somebody else."""
        self._clock.stop()
        self._until, self._wrong_said = 0.0, ""
        self.field.clear()
        restyle(self.field, invalid="")
        self.field.setAccessibleDescription("")
        self.say_wrong("")

    def _tell(self) -> None:
        left = self._waiting
        if not left:
            self._clock.stop()
        waiting = ngettext("Try again in {n} second.", "Try again in {n} seconds.", left).format(n=left)
        self.say_wrong(f"{self._wrong_said} {waiting}" if left else self._wrong_said)

    def _show_typed(self, on: bool) -> None:  # noqa: FBT001 -- a slot of Qt's
        self.field.setEchoMode(QLineEdit.EchoMode.Normal if on else QLineEdit.EchoMode.Password)
