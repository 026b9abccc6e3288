"""Opens the settings of a window, with what its workspace can switch off."""

from __future__ import annotations

from typing import TYPE_CHECKING

from itdesk import areas
from itdesk.pages import places
from itdesk.windows import open_all_again

if TYPE_CHECKING:
    from itdesk.shell import Shell


def open_settings(shell: Shell, page: str) -> None:
    """Show a page of the settings over a window, in the dialog that is open there or in a new one, which fills itself in turns."""
    from itdesk.ui.settings_dialog import SettingsDialog
    from itdesk.ui.settings_workspace import Module

    dialog = shell.window.findChild(SettingsDialog)
    if dialog is None:
        modules = [
            Module(area.key, area.title, tuple((f"{area.key}.{tab.key}", tab.title) for tab in area.tabs))
            for area in places(shell.desk, frozenset())
            if area.key not in areas.ALWAYS
        ]
        dialog = SettingsDialog(shell.desk, modules, shell.window, page)
        dialog.again_wanted.connect(open_all_again)
        dialog.help_wanted.connect(shell.show_help)
        dialog.start_wanted.connect(shell.windows.begin_again)
        dialog.lock_wanted.connect(shell.windows.lock)
    else:
        dialog.show_page(page)
    dialog.show()
    dialog.activateWindow()
