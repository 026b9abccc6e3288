"""The page of the settings on encryption: what it keeps from whom, how the workspace is opened, and when it is locked."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from itdesk.core.errors import UserError
from itdesk.core.texts import _
from itdesk.ui.buttons import Button
from itdesk.ui.clear_copies import ClearCopies
from itdesk.ui.desk import Desk
from itdesk.ui.dialogs import Dialog
from itdesk.ui.labels import Note, label, restyle
from itdesk.ui.passphrase_fields import NewPassphrase, secret_field
from itdesk.ui.recovery_dialog import RecoveryDialog
from itdesk.ui.settings_pages import FormPage, lock_after
from itdesk.ui.tasks import work
from itdesk.ui.wish import Start, Wish


class PassphraseDialog(Dialog):
    """A new passphrase, and the present one where there is one."""

    def __init__(self, title: str, text: str, parent: QWidget, *, act: str, asks_present: bool = False) -> None:
        super().__init__(parent, title, text, act=act, safe=_("Cancel"), check=self._wrong_field)
        self.present: QLineEdit | None = None
        if asks_present:
            name = _("Present passphrase, or the recovery code")
            self.present = secret_field(name)
            self.body.addWidget(label(name, "body", "text-2", buddy=self.present))
            self.body.addWidget(self.present)
        self.new = NewPassphrase()
        self.new.changed.connect(lambda: self.say_wrong(""))
        self.body.addWidget(self.new)
        (self.present or self.new.first).setFocus()

    def _wrong_field(self) -> str:
        if self.present is not None and not self.present.text():
            self.present.setFocus()
            return _("Type the present passphrase, or the recovery code.")
        found = self.new.problem()
        if found is None:
            return ""
        field, why = found
        restyle(field, invalid="true")
        field.setAccessibleDescription(why)
        field.setFocus()
        return why


class EncryptionPage(FormPage):
    """Shows what is so now; converting closes the windows, and they come back as they were."""

    start_wanted = Signal(object)  # a Start: the windows are closed for it
    lock_wanted = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__(
            _("Encryption"),
            _(
                "A workspace in a file has no security between its users: whoever can open it sees and changes everything. "
                "Encryption keeps out who doesn't know the passphrase: a finder, a thief, somebody at your backups."
            ),
        )
        self._desk = desk
        path = getattr(desk.database, "path", None)
        self._is_shared = getattr(desk.database, "share", None) is not None
        if self._is_shared:
            path = Path(str(getattr(desk.database, "location", "")))  # the slots lie beside what everybody opens
        self._path: Path | None = path
        self.said = Note("")
        self.column.insertWidget(2, self.said)  # before what can be done about it
        self.buttons: dict[str, Button] = {}
        if path is None:
            self.said.setText(
                _("This workspace lies on a server: its administrator encrypts its disks and connections.")
            )
        elif _is_encrypted(path):
            self._encrypted(path)
        else:
            self._plain()
        self.column.addStretch(1)

    def _button(self, key: str, words: str, run: Callable[[], object], icon: str = "") -> None:
        self.buttons[key] = Button(words, icon=icon, run=run)
        self.rows.addRow("", self.buttons[key])

    def _plain(self) -> None:
        self.said.setText(_("This workspace is not encrypted. It can be read by whoever gets hold of the file."))
        if self._is_shared:
            self.said.setText(self.said.text() + " " + _("To encrypt it, stop sharing it first."))
        elif not self._desk.database.read_only:
            self._button("encrypt", _("Encrypt this workspace…"), self._ask_encrypt, "lock")

    def _encrypted(self, path: Path) -> None:
        self.said.setText(
            _(
                "This workspace is encrypted, and so are its backups and what itdesk keeps of it on this computer. "
                "Its name, its place and its size can be seen; what you export or open in other programs is in clear."
            )
        )
        self.clear = ClearCopies(self._desk, path)
        self.column.insertWidget(3, self.clear)
        self.idle = lock_after(self)
        self._button("lock", _("Lock now"), self.lock_wanted.emit, "lock")
        if not self._desk.database.read_only:
            self._button("passphrase", _("Change the passphrase…"), self._ask_passphrase)
            self._button("code", _("New recovery code…"), self._ask_code)
            self._button("forget", _("Forget it on this PC"), self._forget)
        if not self._desk.database.read_only and not self._is_shared:
            self._button("decrypt", _("Take the encryption off…"), self._ask_decrypt)
        if "forget" in self.buttons:
            self.buttons["forget"].hide()
            work().read(self, lambda: _remembered(path), self.buttons["forget"].setVisible)

    def _ask_encrypt(self) -> None:
        dialog = PassphraseDialog(
            _("Encrypt this workspace"),
            _(
                "A new, encrypted file is written and compared with the present one, which is then removed, and so are the copies "
                "in the folder of its backups. A disk, above all an SSD, may keep parts of what was removed for a while, and copies "
                "in other places stay as they are. Settings name those in a second folder, and offer to remove them."
            ),
            self,
            act=_("Go on"),
        )
        dialog.accepted.connect(lambda: self._print_code(self._encrypt_with(dialog.new.text()), _("Encrypt")))
        dialog.open()

    def _encrypt_with(self, passphrase: str) -> Callable[[str], None]:
        def encrypt(code: str) -> None:
            workspace = self._desk.workspace
            wish = Start(Wish.ENCRYPT, str(self._path), workspace.name, passphrase=passphrase, code=code)
            self.start_wanted.emit(wish)

        return encrypt

    def _print_code(self, proven: Callable[[str], None], act: str) -> None:
        file_name = self._path.name if self._path is not None else ""
        dialog = RecoveryDialog(self._desk.workspace.name, file_name, self, act=act)
        dialog.accepted.connect(lambda: proven(dialog.code))
        dialog.open()

    def _ask_passphrase(self) -> None:
        dialog = PassphraseDialog(
            _("Change the passphrase"),
            _("Only its slot is written anew, beside the file. Copies made before keep the passphrase that they had."),
            self,
            act=_("Change"),
            asks_present=True,
        )

        def change() -> None:
            present = dialog.present.text() if dialog.present is not None else ""
            self._do(
                lambda path: _change_passphrase(path, present, dialog.new.text()), _("The passphrase was changed.")
            )

        dialog.accepted.connect(change)
        dialog.open()

    def _ask_code(self) -> None:
        def put(code: str) -> None:
            self._do(lambda path: _put_code(path, code), _("The new recovery code holds; the one before is worthless."))

        self._print_code(put, _("Take this code"))

    def _forget(self) -> None:
        self._do(_forget, _("This PC asks for the passphrase from now on."))
        self.buttons["forget"].hide()

    def _ask_decrypt(self) -> None:
        dialog = Dialog(
            self,
            _("Take the encryption off?"),
            _("Whoever gets hold of the file can read everything in it. Backups made before stay encrypted."),
            act=_("Take it off"),
            safe=_("Keep it"),
            danger=True,
        )
        dialog.accepted.connect(
            lambda: self.start_wanted.emit(Start(Wish.DECRYPT, str(self._path), self._desk.workspace.name))
        )
        dialog.open()

    def _do(self, job: Callable[[Path], Any], words: str) -> None:
        """Change the keys beside the window."""
        path = self._path
        if path is not None:
            work().read(self, lambda: job(path), lambda _done: self._tell(words), self._refused)

    def _tell(self, words: str) -> None:
        self.said.setText(words)
        restyle(self.said, tone="green-text")

    def _refused(self, error: UserError) -> None:
        self.said.setText(str(error))
        restyle(self.said, tone="red-text")


def _is_encrypted(path: Path) -> bool:
    from itdesk.db.connecting import key_of

    return key_of(path) is not None


def _remembered(path: Path) -> bool:
    from itdesk.db import unlocking

    return unlocking.is_remembered(path)


def _change_passphrase(path: Path, present: str, new: str) -> None:
    from itdesk.db import unlocking

    unlocking.change_passphrase(path, present, new)


def _put_code(path: Path, code: str) -> None:
    from itdesk.db import unlocking

    unlocking.put_code(path, code)


def _forget(path: Path) -> None:
    from itdesk.db import unlocking

    unlocking.forget_here(path)
