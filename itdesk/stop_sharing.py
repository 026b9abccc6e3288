"""The question before sharing is stopped: where the workspace lies afterwards, and what becomes of the others."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog

from itdesk.core.texts import _
from itdesk.db.filesystem import is_remote
from itdesk.ui.dialogs import Dialog
from itdesk.ui.wish import Start, Wish

if TYPE_CHECKING:
    from itdesk.windows import Windows


def ask_to_stop(windows: Windows, location: str) -> None:
    """Ask; on a share the place on this PC as well, where the workspace is to lie."""
    path = Path(location)
    leaves = is_remote(path.parent)
    dialog = Dialog(
        windows.front.window,
        _("Stop sharing this workspace?"),
        _(
            "The last letters are taken in and published first. Then it is a plain file again, for one PC: {where}. Whoever has it open "
            "elsewhere is told so, and what they report is sent no more."
        ).format(where=_("you choose its place on this PC next") if leaves else path.name),
        act=_("Stop sharing"),
    )
    dialog.accepted.connect(partial(_choose if leaves else _stop, windows, location))
    dialog.open()


def _choose(windows: Windows, location: str) -> None:
    suggested = str(Path.home() / Path(location).name)
    chosen, _kind = QFileDialog.getSaveFileName(
        windows.front.window, _("Where the workspace is to lie"), suggested, _("Workspaces (*.itdesk)")
    )
    if chosen:
        _stop(windows, location, str(Path(chosen).with_suffix(".itdesk")))


def _stop(windows: Windows, location: str, target: str = "") -> None:
    windows.begin_again(Start(Wish.UNSHARE, location, target=target))
