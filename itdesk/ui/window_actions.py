"""What a window itself can do, for its keys, the palette and the list of keys; and the menu at its undo button."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QContextMenuEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QMenu, QWidget

from itdesk.core.texts import _
from itdesk.ui import keys
from itdesk.ui.menus import menu_of
from itdesk.ui.page import Action

if TYPE_CHECKING:
    from itdesk.ui.window import Window

CHANGING = ("C", "E", "R", "N", "A", "Shift+A", "S", "P", "Z", "L", "W", "M", "Ctrl+E", "Ctrl+V")
STEPS = 15  # steps that the menu at the undo button lists


def chapter_in_front(window: Window) -> str:
    """The page of the guide for what has the keyboard, where that has one of its own; else for the window's place."""
    widget: QWidget | None = window.focusWidget()
    while widget is not None and widget is not window:
        if found := widget.property("chapter"):
            return str(found)
        widget = widget.parentWidget()
    return window.place


def actions_of(window: Window, undo: str, redo: str) -> list[Action]:
    """All but the ways to the areas; undo and redo are the words for what they would do now."""
    return [
        Action(_("Search or run a command"), window.palette_wanted.emit, "Ctrl+K", "search"),
        Action(_("Search everything"), window.search_wanted.emit, "Ctrl+Shift+F", "search"),
        Action(_("Fold or unfold the sidebar"), window.toggle_sidebar, "Ctrl+B", "cols"),
        Action(undo, window.undo_wanted.emit, "Ctrl+Z", "undo"),
        Action(redo, window.redo_wanted.emit, "Ctrl+Shift+Z", "step"),
        Action(_("Show notices"), window.show_notices, "", "bell"),
        Action(_("Help on this screen"), lambda: window.help_wanted.emit(chapter_in_front(window)), "F1", "help"),
        Action(_("Keys of this screen"), window.keys_wanted.emit, "?", "info"),
        Action(_("Go back"), window.go_back, "Alt+Left", "left"),
        Action(_("Go forward"), window.go_forward, "Alt+Right", "right"),
        Action(_("Read again"), window.read_again, "F5", "undo"),
        Action(_("Menu of what has the keyboard"), partial(ask_for_menu, window), "Shift+F10", "list"),
        Action(
            _("Open this page in a new window"),
            lambda: window.apart_wanted.emit(window.place),
            "Ctrl+Shift+M",
            "square",
        ),
        Action(_("Close this window"), window.close, "Ctrl+W", "x"),
    ]


def shortcut_of(window: Window, action: Action) -> QShortcut:
    """The key of an action, as long as nobody types where it is a letter alone."""
    made = QShortcut(QKeySequence(action.key), window)

    def fire() -> None:
        if not keys.is_bare(action.key) or (window.one_key and not keys.typing()):
            action.run()

    made.activated.connect(fire)
    return made


def unlisted(window: Window) -> list[Action]:
    """Keys that do what others do as well, and those of the tabs, which show where they stand."""
    return [
        Action("", window.palette_wanted.emit, "Ctrl+Shift+P"),
        Action("", window.redo_wanted.emit, "Ctrl+Y"),
        Action("", partial(ask_for_menu, window), "Menu"),
        *(Action("", partial(window.choose_tab, number), f"Ctrl+{number + 1}") for number in range(9)),
    ]


def unheard(heard: Sequence[Action], refuse: Callable[[], None] | None) -> list[Action]:
    """Keys that change something elsewhere: where nothing can be changed, whatever isn't heard says why."""
    taken = {action.key for action in heard}
    return [Action("", refuse, key) for key in CHANGING if key not in taken] if refuse is not None else []


def ask_for_menu(window: Window) -> None:
    """What the right button opens, for what has the keyboard; where the system asks for it too, it is open by then."""
    part = window.focusWidget()
    if part is None or QApplication.activePopupWidget() is not None:
        return
    at = QRectF(part.inputMethodQuery(Qt.InputMethodQuery.ImCursorRectangle)).center().toPoint()
    wish = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, at, part.mapToGlobal(at))
    QApplication.sendEvent(part, wish)


def ways_to(window: Window) -> list[Action]:
    """The ways to the areas, which the palette lists as places."""
    return [
        Action(
            _("Go to {area}").format(area=area.title),
            partial(window.go_to, area.key),
            f"G, {area.letter}" if area.letter else "",
            area.icon,
        )
        for area in window.areas
    ]


def undo_menu(window: Window, steps: Sequence[str], again: str) -> QMenu:
    """The last steps: choosing one takes it back with all that came after it."""
    found: list[Action | None] = [
        Action(what, partial(window.undo_back_wanted.emit, number), "Ctrl+Z" if number == 1 else "", "undo")
        for number, what in enumerate(steps[:STEPS], 1)
    ]
    if again:
        redo = _("Redo: {what}").format(what=again)
        found += [None, Action(redo, window.redo_wanted.emit, "Ctrl+Shift+Z", "step")]
    return menu_of(found, window)
