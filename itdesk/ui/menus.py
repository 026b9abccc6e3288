"""Menus made of actions, with icons that follow the theme."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from itdesk.ui import icons
from itdesk.ui.avatars import tile_icon
from itdesk.ui.page import Action


def menu_of(actions: Iterable[Action | None], parent: QWidget) -> QMenu:
    """A menu of these; None is a divider. Keys are shown, the window listens to them."""
    made = QMenu(parent)
    fill(made, actions)
    return made


def fill(menu: QMenu, actions: Iterable[Action | None]) -> None:
    """Add these to a menu."""
    for action in actions:
        if action is None:
            menu.addSeparator()
            continue
        entry = QAction(action.label.replace("&", "&&"), menu)
        if action.mark is not None:
            entry.setIcon(tile_icon(action.label, action.mark))
        elif action.icon:
            icons.put(entry, action.icon)
        if action.key:
            entry.setText(
                f"{entry.text()}\t{QKeySequence(action.key).toString(QKeySequence.SequenceFormat.NativeText)}"
            )
        entry.triggered.connect(lambda _checked=False, run=action.run: run())
        menu.addAction(entry)
