"""Backups that lie in clear though the workspace is encrypted: named, and removed when somebody says so."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from itdesk.core.errors import Stopped, UserError
from itdesk.core.formats import format_count
from itdesk.core.progress import Progress
from itdesk.core.texts import _, ngettext
from itdesk.ui.buttons import Button
from itdesk.ui.desk import Desk
from itdesk.ui.dialogs import Dialog
from itdesk.ui.labels import Note, label, restyle

if TYPE_CHECKING:
    from itdesk.db.backups.clear import Found

NAMED = 8  # copies that are named one by one


class ClearCopies(QWidget):
    """Hidden while there is nothing to tell."""

    def __init__(self, desk: Desk, path: Path) -> None:
        super().__init__()
        self._desk, self._path, self._uid = desk, path, desk.workspace.uid
        self.found: Found | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        self.said = Note("")
        self.remove = Button(_("Remove copies in clear…"), icon="trash", run=self._ask)
        column.addWidget(self.said)
        column.addWidget(self.remove)
        self.hide()
        self._look()

    def _look(self) -> None:
        def read(_session: Any) -> Any:
            from itdesk.db.backups.clear import find

            return find(self._path, self._uid)

        self._desk.read(self, read, self._show, self._refused)

    def _show(self, found: Found) -> None:
        self.found = found
        number = len(found.clear)
        self.setVisible(number > 0)
        if not number:
            return
        words = ngettext(
            "{n} backup from before still lies in clear:", "{n} backups from before still lie in clear:", number
        )
        self.said.setText(words.format(n=format_count(number)) + "\n" + named(found.clear))
        restyle(self.said, tone="amber-text")
        self.remove.setEnabled(True)

    def _ask(self) -> None:
        if self.found is None:
            return
        clear, staying = self.found.clear, self.found.staying
        words = ngettext(
            "{n} encrypted backup of this workspace stays.", "{n} encrypted backups of this workspace stay.", staying
        )
        why = _("They were made before the workspace was encrypted: whoever gets hold of them can read everything.")
        text = " ".join((why, _("What is removed can't be brought back."), words.format(n=format_count(staying))))
        dialog = Dialog(
            self,
            _("Remove the copies in clear?"),
            text,
            act=_("Remove them"),
            safe=_("Keep them"),
            danger=True,
        )
        dialog.body.addWidget(label(named(clear), "small", "text-2", wrap=True))
        dialog.accepted.connect(lambda: self._remove(clear))
        dialog.fit()
        dialog.open()

    def _remove(self, clear: Sequence[Path]) -> None:
        def remove(session: Any, progress: Progress) -> Any:
            from itdesk.core.rights import Deed
            from itdesk.db import rights
            from itdesk.db.backups.clear import remove_all

            rights.require_deed(session, Deed.BACKUP)
            return remove_all(clear, progress)

        self.remove.setEnabled(False)
        self._desk.read(self, remove, self._removed, self._refused, what=_("Removing copies in clear"))

    def _removed(self, number: int) -> None:
        words = ngettext("{n} copy in clear was removed.", "{n} copies in clear were removed.", number)
        self._desk.tell_done(words.format(n=format_count(number)))
        self._look()

    def _refused(self, error: UserError) -> None:
        if isinstance(error, Stopped):
            self._look()
            return
        self.show()
        self.remove.setEnabled(True)
        self.said.setText(str(error))
        restyle(self.said, tone="red-text")


def named(copies: Sequence[Path]) -> str:
    """Where they lie, a line each; of many the first ones."""
    lines = [str(one) for one in copies[:NAMED]]
    left = len(copies) - NAMED
    if left > 0:
        lines.append(ngettext("and {n} more", "and {n} more", left).format(n=format_count(left)))
    return "\n".join(lines)
