"""What can be done about backups from menu and palette, and how it is told."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import shiboken6
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication, QFileDialog

from itdesk.core.errors import Stopped, UserError
from itdesk.core.formats import format_count, format_instant, format_size
from itdesk.core.progress import Progress
from itdesk.core.texts import _, ngettext
from itdesk.ui.dialogs import ask
from itdesk.ui.page import Action

if TYPE_CHECKING:
    from itdesk.ui.desk import Desk


def actions(desk: Desk, show_settings: Callable[[str], object]) -> list[Action]:
    """Those of one workspace; show_settings opens the settings on a page."""
    show = partial(show_settings, "backups")
    return [
        Action(_("Back up now"), partial(back_up, desk, show), icon="db"),
        Action(_("Test my last backup"), partial(test_last, desk, show), icon="disc-check"),
        Action(_("Backups…"), show, icon="clock"),
        Action(_("Export everything…"), partial(export_everything, desk), icon="upload"),
        Action(_("Check the workspace…"), partial(show_settings, "check"), icon="search"),
        Action(_("Move it, or take it along…"), partial(show_settings, "place"), icon="swap"),
    ]


def begin(owner: QObject, desk: Desk, show_settings: Callable[[str], object]) -> None:
    """Watch over the backups from now on, unless the window was closed meanwhile."""
    if shiboken6.isValid(owner):
        desk.backups.show_page = partial(show_settings, "backups")
        desk.backups.show_check = partial(show_settings, "check")
        desk.backups.start()


def back_up(desk: Desk, show: Callable[[], object]) -> None:
    """Make one by hand, and say so."""

    def made(found: Any) -> None:
        size = format_size(found.backup.size, desk.workspace.locale)
        words = found.trouble or _("Backed up and checked: {file}, {size}.").format(
            file=found.backup.path.name, size=size
        )
        desk.notify(words, Action(_("Backups"), show))

    desk.backups.make("by hand", made, partial(_refused, desk))


def test_last(desk: Desk, show: Callable[[], object]) -> None:
    """Read the last good one as a restore would, and say what was found."""

    def looked() -> None:
        last = desk.backups.looked.last if desk.backups.looked is not None else None
        if last is None:
            desk.notify(
                _("There is no good backup to test yet."), Action(_("Back up now"), partial(back_up, desk, show))
            )
        else:
            desk.backups.try_out(last.path, lambda tried: desk.notify(told(desk, tried), Action(_("Backups"), show)))

    desk.backups.look(looked)


def export_everything(desk: Desk) -> None:
    """Ask for a file and write the whole workspace into it, beside the window."""
    parent = QApplication.activeWindow()
    start = str(Path.home() / f"{desk.workspace.name}.zip")
    chosen, _kind = QFileDialog.getSaveFileName(parent, _("Export everything"), start, _("Archives (*.zip)"))
    if not chosen:
        return
    text = _("The archive is not encrypted: whoever has it can read everything in it.")
    database: Any = desk.database
    in_clear = database.is_encrypted and ask(
        parent, _("Write everything in clear?"), text, act=_("Write"), safe=_("Cancel"), danger=True
    )
    if database.is_encrypted and not in_clear:
        return

    def job(progress: Progress) -> Any:
        from itdesk.db.whole.writing import export_all

        return export_all(database, Path(chosen), progress, in_clear=in_clear)

    def done(told: Any) -> None:
        rows = sum(one["rows"] for one in told["tables"].values())
        words = ngettext("Everything is in {file}: {n} row.", "Everything is in {file}: {n} rows.", rows)
        desk.notify(words.format(file=Path(chosen).name, n=format_count(rows)))

    desk.backups.run(_("Exporting everything"), job, done, partial(_refused, desk))


def told(desk: Desk, tried: Any) -> str:
    """What trying a backup out found."""
    if tried.fault:
        return _("{file} is damaged and counts no more: {why}").format(file=tried.path.name, why=tried.fault)
    rows = ngettext("{n} row", "{n} rows", tried.rows).format(n=format_count(tried.rows))
    when = format_instant(tried.at, desk.workspace.zone, desk.workspace.locale)
    return _("{file} is whole: {rows}, the history and every file, tested {when}.").format(
        file=tried.path.name, rows=rows, when=when
    )


def _refused(desk: Desk, error: UserError) -> None:
    if not isinstance(error, Stopped):
        desk.refused.emit(error)
