"""Joining by an invitation: its file, the one-time password, and a password of one's own."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLineEdit, QWidget

from itdesk.core.errors import UserError
from itdesk.core.texts import _
from itdesk.ui.buttons import Button
from itdesk.ui.dialogs import Dialog
from itdesk.ui.labels import label, restyle
from itdesk.ui.passphrase_fields import NewPassphrase, secret_field
from itdesk.ui.tasks import work
from itdesk.ui.theme import Theme
from itdesk.ui.wish import Start, Wish

if TYPE_CHECKING:
    from itdesk.db.server.invitations import Invitation
    from itdesk.db.server.joining import Joined

SHORTEST = 12  # characters, as the server's logins have them
WIDE = 520


class JoinDialog(Dialog):
    """Accepted once the server took the new password; `start` then opens the workspace."""

    def __init__(self, parent: QWidget | None, folder: Path, file: str = "") -> None:
        super().__init__(
            parent,
            _("Join by invitation"),
            _("Your administrator gave you a file and a one-time password. You choose a password of your own now."),
            act=_("Join"),
            safe=_("Back"),
            icon="server",
            check=self._problem,
        )
        self.start: Start | None = None
        self._folder = folder
        self._invitation: Invitation | None = None
        self._read_file = ""  # of which the invitation is
        self.setFixedWidth(Theme.current().px(WIDE))
        self._build()
        self.until_taken(self._join)
        self.file.setFocus()
        if file:
            self._take(file)

    def _build(self) -> None:
        self.file = QLineEdit()
        self.file.setAccessibleName(_("Invitation"))
        self.file.editingFinished.connect(self._read)
        row = QHBoxLayout()
        row.addWidget(self.file, 1)
        row.addWidget(Button(_("Choose…"), run=self._choose))
        self.body.addWidget(label(_("Invitation"), "body", "text-2", buddy=self.file))
        self.body.addLayout(row)
        self.about = label("", "small", "text-2", wrap=True)
        self.about.hide()
        self.body.addWidget(self.about)
        self.one_time = secret_field(_("One-time password"))
        self.one_time.setEchoMode(QLineEdit.EchoMode.Normal)  # worth nothing in a moment, and typed off a sheet
        self.body.addWidget(label(_("One-time password"), "body", "text-2", buddy=self.one_time))
        self.body.addWidget(self.one_time)
        too_short = _("A password needs at least {n} characters; a few words are best.")
        self.new = NewPassphrase(_("Password of your own"), too_short, shortest=SHORTEST)
        self.new.changed.connect(lambda: self.say_wrong(""))
        self.body.addWidget(self.new)
        self.fit()

    # The file

    def _choose(self) -> None:
        chosen, _kind = QFileDialog.getOpenFileName(
            self, _("Invitation"), str(self._folder), _("Invitations (*.json);;All files (*)")
        )
        if chosen:
            self._take(chosen)

    def _take(self, file: str) -> None:
        self.file.setText(file)
        self._read()
        self.one_time.setFocus()

    def _read(self) -> None:
        file = self.file.text().strip()
        if file and file != self._read_file:
            self._read_file, self._invitation = file, None
            work().read(self, partial(_read_invitation, Path(file).expanduser()), self._show, self._unread, key="read")

    def _show(self, invitation: Invitation) -> None:
        self._invitation = invitation
        words = _("{workspace}, on the server {host}, as {login}.").format(
            workspace=invitation.workspace, host=invitation.host, login=invitation.login
        )
        if invitation.fingerprint:
            known = _("It is known by the certificate {fingerprint}.")
            words += " " + known.format(fingerprint=invitation.fingerprint[:23].replace(":", " ") + "…")
        self.about.setText(words)
        self.about.show()
        self.say_wrong("")
        restyle(self.file, invalid="")
        self.fit()

    def _unread(self, error: UserError) -> None:
        self.about.hide()
        self._mark(self.file, str(error))
        self.say_wrong(str(error))
        self.fit()

    # Joining

    def _problem(self) -> str:
        if self._invitation is None:
            self._read()
            return self._mark(self.file, _("Choose the invitation that you were given."))
        if not self.one_time.text().strip():
            return self._mark(self.one_time, _("Type the one-time password that you were given."))
        found = self.new.problem()
        return "" if found is None else self._mark(*found)

    def _mark(self, field: QWidget, why: str) -> str:
        restyle(field, invalid="true")
        field.setAccessibleDescription(why)
        field.setFocus()
        return why

    def _join(self) -> None:
        if self._invitation is None:
            return
        self.act.setText(_("Joining…"))
        job = partial(_join, self._invitation, self.new.text(), self.one_time.text().strip())
        work().read(self, job, self._joined, self._not_joined)

    def _joined(self, joined: Joined) -> None:
        self.new.clear()
        self.one_time.clear()
        self.start = Start(Wish.OPEN, joined.location, password=joined.password)
        self.taken()

    def _not_joined(self, error: UserError) -> None:
        self.act.setText(_("Join"))
        self.refused(error)
        self.fit()


def _read_invitation(file: Path) -> Invitation:
    from itdesk.db.server import invitations

    return invitations.read(file)


def _join(invitation: Invitation, password: str, one_time: str) -> Joined:
    from itdesk.db.server import joining

    return joining.join(invitation, password, one_time)


def is_invitation(file: Path) -> bool:
    """Whether a file that was chosen as a workspace is an invitation."""
    from itdesk.db.server import invitations

    return invitations.is_one(file)
