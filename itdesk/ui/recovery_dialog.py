"""The recovery code of an encrypted workspace: shown once, printed, and typed back so that it is known to be kept."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QLineEdit, QWidget

from itdesk.core import recovery_code
from itdesk.core.errors import Unreadable, UserError
from itdesk.core.texts import _
from itdesk.ui.buttons import Button
from itdesk.ui.dialogs import Dialog
from itdesk.ui.labels import label, restyle
from itdesk.ui.tasks import work
from itdesk.ui.theme import Theme


class RecoveryDialog(Dialog):
    """Accepted once the code was typed back as it is."""

    def __init__(self, firm: str, file_name: str, parent: QWidget | None, *, act: str = "") -> None:
        super().__init__(
            parent,
            _("Print the recovery code"),
            _(
                "It opens the workspace when the passphrase is forgotten. Lose both, and everything in it is lost: there is no other way in."
            ),
            act=act or _("Go on"),
            safe=_("Back"),
            check=self._not_typed,
        )
        self.code = recovery_code.make()
        self._firm, self._file_name = firm, file_name
        groups = self.code.split("-")
        self.shown = [label(" – ".join(part), "section", selectable=True) for part in (groups[:4], groups[4:])]
        for line in self.shown:
            line.setAccessibleName(_("Recovery code: {code}").format(code=" ".join(groups)))
            self.body.addWidget(line)
        self.sheet = Button(_("Save as a sheet to print (PDF)…"), icon="printer", run=self._save)
        self.body.addWidget(self.sheet)
        self.said = label("", "small", "text-2", wrap=True)
        self.said.hide()
        self.body.addWidget(self.said)
        self.field = QLineEdit()
        name = _("Type it back from the sheet")
        self.field.setAccessibleName(name)
        self.field.textEdited.connect(self._typed_on)
        self.body.addWidget(label(name, "body", "text-2", buddy=self.field))
        self.body.addWidget(self.field)
        self.setFixedWidth(Theme.current().px(520))
        self.field.setFocus()

    def _typed_on(self, _text: str) -> None:
        restyle(self.field, invalid="")
        self.say_wrong("")

    def _not_typed(self) -> str:
        try:
            typed = recovery_code.read(self.field.text())
        except Unreadable as error:
            wrong = str(error) if self.field.text().strip() else _("Type the code back, to be sure that it was kept.")
        else:
            wrong = "" if typed == self.code else _("This is another code.")
        if wrong:
            restyle(self.field, invalid="true")
            self.field.setAccessibleDescription(wrong)
            self.field.setFocus()
        return wrong

    def _save(self) -> None:
        name = _("{firm} recovery code").format(firm=self._firm)
        chosen, _kind = QFileDialog.getSaveFileName(
            self, _("Where to keep the sheet"), str(Path.home() / f"{name}.pdf"), _("PDF (*.pdf)")
        )
        if chosen:
            self.save_to(Path(chosen if chosen.lower().endswith(".pdf") else f"{chosen}.pdf"))

    def save_to(self, path: Path) -> None:
        """Write the sheet, beside the window, and show it."""
        firm, code, file_name = self._firm, self.code, self._file_name

        def write() -> Path:
            from itdesk.reports.document import Imprint
            from itdesk.reports.recovery_sheet import write_recovery_sheet

            write_recovery_sheet(path, Imprint(firm, "itdesk", datetime.now(UTC)), code, file_name)
            return path

        work().read(self, write, self._saved, self._refused)

    def _saved(self, path: Path) -> None:
        self._say(_("The sheet is {file}. Print it and delete the file.").format(file=path))
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))

    def _refused(self, error: UserError) -> None:
        self.say_wrong(str(error))

    def _say(self, words: str) -> None:
        self.said.setText(words)
        self.said.show()
        self.adjustSize()
