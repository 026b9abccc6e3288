"""What a window tells of the place of its workspace when it opens: that it went elsewhere, or has just arrived."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from itdesk.core.texts import _
from itdesk.ui.page import Action
from itdesk.ui.wish import Start, Wish

if TYPE_CHECKING:
    from itdesk.windows import Windows


def tell_place(windows: Windows, begin: Callable[[Start], None], *, has_moved: bool) -> None:
    """Tell it; begin opens a workspace. has_moved: it was moved here just now."""
    database: Any = windows.desk.database
    if database.moved_to:
        there = Action(_("Open it there"), partial(begin, Start(Wish.OPEN, database.moved_to)))
        windows.front.window.notices.news(database.why_read_only, there)
    elif has_moved:
        windows.desk.notify(
            _(
                "The workspace lives here now: every row and file was compared with the old place, which opens for reading."
            )
        )
