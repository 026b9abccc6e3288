"""Dialogs on a server's logins: a password that is shown once, and who sets the server up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLineEdit, QWidget

from itdesk.core.texts import _
from itdesk.ui.dialogs import Dialog
from itdesk.ui.labels import label
from itdesk.ui.passphrase_fields import secret_field

if TYPE_CHECKING:
    from itdesk.db.server.administering import Given


FINGERPRINT = 64  # signs of a SHA-256


class ShownOnceDialog(Dialog):
    """Copies the password; closing it is the last that is seen of it."""

    def __init__(self, parent: QWidget, title: str, text: str, given: Given) -> None:
        super().__init__(parent, title, text, act=_("Copy the password"), safe=_("Close"), icon="clip")
        self._password = given.password
        self.password = label(given.password, "title", selectable=True)
        self.password.setAccessibleName(_("Password: {password}").format(password=given.password))
        self.body.addWidget(self.password)
        self.login = label(_("Login: {login}").format(login=given.login), "body", wrap=True, selectable=True)
        self.body.addWidget(self.login)
        if given.fingerprint:
            words = _("The server's certificate, which the invitation carries: {fingerprint}")
            told = words.format(fingerprint=given.fingerprint.replace(":", " "))
            self.body.addWidget(label(told, "small", "text-2", wrap=True, selectable=True))
        self.said = label("", "small", "green-text")
        self.body.addWidget(self.said)
        self.act.setFocus()

    def accept(self) -> None:
        """Copy it, and stay."""
        QGuiApplication.clipboard().setText(self._password)
        self.said.setText(_("Copied."))


class FingerprintDialog(Dialog):
    """By which fingerprint the server is known, where no connection proves its certificate."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(
            parent,
            _("Which certificate is the server's?"),
            _(
                "Somebody between this PC and the server could show one of their own. Ask who looks after the server for the SHA-256 "
                "fingerprint of its certificate; the invitation carries it only if it is the same."
            ),
            act=_("Invite"),
            icon="key",
            check=self._problem,
        )
        self.field = QLineEdit()
        self.field.setAccessibleName(_("Fingerprint, 64 signs"))
        self.body.addWidget(label(_("Fingerprint, 64 signs"), "body", "text-2", buddy=self.field))
        self.body.addWidget(self.field)
        self.field.setFocus()

    def _problem(self) -> str:
        signs = [one for one in self.field.text().upper() if one in "0123456789ABCDEF"]
        if len(signs) == FINGERPRINT:
            return ""
        self.field.setFocus()
        return _("A fingerprint has 64 signs of 0 to 9 and A to F.")


class SetUpDialog(Dialog):
    """As whom the server is set up."""

    def __init__(self, parent: QWidget, user: str) -> None:
        super().__init__(
            parent,
            _("Set the server up"),
            _(
                "Makes the roles and rules by which the server itself enforces who may do what. It needs a user of the server who may "
                "make roles, such as postgres; nothing is kept of the password. What is right already stays as it is."
            ),
            act=_("Set it up"),
            icon="server",
            check=self._problem,
        )
        self.user = QLineEdit(user)
        self.password = secret_field(_("Password"))
        for title, field in ((_("User"), self.user), (_("Password"), self.password)):
            field.setAccessibleName(title)
            self.body.addWidget(label(title, "body", "text-2", buddy=field))
            self.body.addWidget(field)
        self.user.selectAll()
        self.user.setFocus()

    def _problem(self) -> str:
        if self.user.text().strip():
            return ""
        self.user.setFocus()
        return _("The user's name is missing.")
