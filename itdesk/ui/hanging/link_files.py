"""Links as a list in a file: asked for on a page, written and read in the background."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QFileDialog, QWidget

from itdesk.core.errors import UserError
from itdesk.core.texts import _, ngettext
from itdesk.ui.desk import Desk
from itdesk.ui.hanging.steps import do

if TYPE_CHECKING:
    from itdesk.files.link_list import LinksOutcome

TOLD = 20  # refused rows that are told one by one
_ENDINGS = "CSV (*.csv);;XLSX (*.xlsx)"


def ask_export(desk: Desk, kind: str, owner: QWidget) -> None:
    """Ask where to, and write the links of one kind's records."""
    name, _filter = QFileDialog.getSaveFileName(owner.window(), _("Export links"), f"{kind}-links.csv", _ENDINGS)
    if name:
        export_links(desk, kind, Path(name), owner)


def export_links(desk: Desk, kind: str, path: Path, owner: QWidget) -> None:
    """Write the links of one kind's records."""

    def read(session: Any, progress: Any) -> int:
        from itdesk.files.link_list import write_links

        return write_links(session, path, kind, progress)

    def done(number: int) -> None:
        words = ngettext("{n} link written to {file}", "{n} links written to {file}", number)
        desk.notify(words.format(n=number, file=path.name))

    desk.read(owner, read, done, what=_("Writing {file}").format(file=path.name))


def ask_import(desk: Desk, owner: QWidget) -> None:
    """Ask for a file, and add its links."""
    name, _filter = QFileDialog.getOpenFileName(owner.window(), _("Import links"), "", "CSV, XLSX (*.csv *.xlsx)")
    if name:
        import_links(desk, Path(name), owner)


def import_links(desk: Desk, path: Path, owner: QWidget) -> None:
    """Add the links of a file as one step; what is refused is told row by row."""

    def write(session: Any, progress: Any) -> LinksOutcome:
        from itdesk.files.link_list import read_links

        return read_links(session, path, progress)

    words = _("Links imported from {file}").format(file=path.name)
    what = _("Reading {file}").format(file=path.name)
    do(desk, owner, write, words, done=partial(_tell, desk), what=what, tell=True)


def _tell(desk: Desk, outcome: LinksOutcome) -> None:
    added = ngettext("{n} link added.", "{n} links added.", outcome.taken).format(n=outcome.taken)
    if not outcome.refused:
        desk.notify(added)
        return
    number = len(outcome.refused)
    refused = ngettext("{n} row was refused.", "{n} rows were refused.", number).format(n=number)
    rows = [
        _("Row {row}: {value}. {why} {cure}").format(row=one.row, value=one.value, why=one.why, cure=one.cure)
        for one in outcome.refused[:TOLD]
    ]
    desk.refused.emit(UserError(refused, added, detail="\n".join(rows)))
