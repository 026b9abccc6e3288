"""Taking a copy of the workspace along and merging one back, from the settings and the palette."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QFileDialog, QWidget

from itdesk.core.errors import Stopped, UserError
from itdesk.core.progress import Progress
from itdesk.core.texts import _

if TYPE_CHECKING:
    from itdesk.ui.desk import Desk


def take_along(desk: Desk, copy: Path) -> None:
    """Write the copy beside the window, and say so."""
    database: Any = desk.database
    actor = desk.actor

    def job(progress: Progress) -> Any:
        from itdesk.db.along.origin import check_out_of

        return check_out_of(database, copy, progress, actor=actor)

    def done(_origin: Any) -> None:
        desk.notify(_("{file} is whole and compared. Take it along, and merge it back here.").format(file=copy.name))

    desk.backups.run(_("Taking a copy along"), job, done, partial(_refused, desk))


def ask_back(desk: Desk, parent: QWidget) -> None:
    """Choose a copy and look at what merging it would do."""
    chosen, _kind = QFileDialog.getOpenFileName(
        parent, _("Merge a copy back"), str(Path.home()), _("itdesk workspaces (*.itdesk);;All files (*)")
    )
    if chosen:
        merge_back(desk, Path(chosen), parent)


def merge_back(desk: Desk, copy: Path, parent: QWidget) -> None:
    """Show what merging a copy would do, and ask what has to be asked."""
    from itdesk.ui.merge_back_dialog import MergeBackDialog

    MergeBackDialog(desk, copy, parent).open()


def _refused(desk: Desk, error: UserError) -> None:
    if not isinstance(error, Stopped):
        desk.refused.emit(error)
