"""Reporting something from a window that can only read: it goes to the keeper of the workspace as a letter."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QPlainTextEdit, QWidget

from itdesk.areas.helpdesk.kiosk.rules import Enclosed
from itdesk.core.texts import _, ngettext
from itdesk.ui import shared
from itdesk.ui.buttons import Button
from itdesk.ui.desk import Desk
from itdesk.ui.dialogs import Dialog
from itdesk.ui.drafts import firm_key
from itdesk.ui.labels import label
from itdesk.ui.theme import Theme


class ReportDialog(Dialog):
    """What is wrong, in one's own words, with files. It stays open until it is sent or safe on this PC."""

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(
            parent,
            _("Report something"),
            _("It goes to the help desk as a letter, and becomes a ticket within seconds."),
            act=_("Send"),
            check=self._missing,
        )
        self._desk = desk
        self.files: list[Enclosed] = []
        self.words = QPlainTextEdit()
        self.words.setAccessibleName(_("What is wrong, or what do you need?"))
        self.words.setTabChangesFocus(True)
        self.words.setFixedHeight(Theme.current().px(120))
        self.body.addWidget(label(_("What is wrong, or what do you need?"), "small", "text-2", buddy=self.words))
        self.body.addWidget(self.words)
        row = QHBoxLayout()
        self.add = Button(_("Add a file…"), icon="clip", small=True, run=self._choose)
        self._enclosed = label("", "small", "text-2", wrap=True)
        row.addWidget(self.add)
        row.addWidget(self._enclosed, 1)
        self.body.addLayout(row)
        self.until_taken(self._send)
        self.keep_typed(desk, firm_key("report"), _("Report something"), {"text": self.words})
        self.words.setFocus()

    def enclose(self, paths: list[str]) -> None:
        """Put files beside it."""
        known = {one.path for one in self.files}
        self.files += [Enclosed(Path(one).name, one) for one in paths if one not in known]
        self._enclosed.setText(
            ngettext("{n} file: {names}", "{n} files: {names}", len(self.files)).format(
                n=len(self.files), names=", ".join(one.name for one in self.files)
            )
        )
        self.adjustSize()

    def _choose(self) -> None:
        paths, _kind = QFileDialog.getOpenFileNames(self, _("Add a file"))
        if paths:
            self.enclose(paths)

    def _missing(self) -> str:
        if self._desk.actor is None:
            return _("Say who you are first: the lowest line of the sidebar.")
        return "" if self.words.toPlainText().strip() else _("Tell us in a few words what is wrong.")

    def _send(self) -> None:
        values = {"requester": self._desk.actor, "description": self.words.toPlainText()}
        files, now = tuple(self.files), datetime.now(UTC)

        def job(session: Any) -> Any:
            from itdesk.areas.helpdesk.kiosk import operations

            return operations.submit(session, values, now=now, files=files)

        def letter(session: Any) -> Any:
            from itdesk.areas.helpdesk.kiosk import letters

            return letters.report(session, values, now=now, files=files)

        shared.do(self._desk, self, job, letter, self._sent, self.refused)

    def _sent(self, receipt: Any, how: shared.How) -> None:
        self.taken()
        said = _("Kept here, and sent as soon as the folder is back.") if how is shared.How.WAITS else _("Sent.")
        self._desk.notify(
            _("{sent} Code {code}, PIN {pin}: with them you see the answer at the shared PC.").format(
                sent=said, code=receipt.code, pin=receipt.pin
            )
        )
