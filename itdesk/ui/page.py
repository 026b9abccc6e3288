"""What the window asks of a page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, runtime_checkable

if TYPE_CHECKING:
    from itdesk.core.marks import Mark


@dataclass(frozen=True, slots=True)
class Action:
    """One thing a person can do now: in the toolbar or top bar, in menus and in the palette, with its key.

    listen is False where a widget of the page answers the key itself, and the key is only shown. mark is the tile of a
    workspace, where the action leads to one.
    """

    label: str
    run: Callable[[], object]
    key: str = ""
    icon: str = ""
    primary: bool = False
    listen: bool = True
    mark: Mark | None = None


@runtime_checkable
class Page(Protocol):
    """A tab's content; a QWidget with these functions.

    It may have a signal `actions_changed`, after which it is asked for its actions again, and a function `escape()`
    that takes one step out (clears the selection, closes a pane) and returns False when there was none to take. A
    function `subject()` names the record that its actions are about, for the palette, as an `itdesk.ui.palette.Subject`
    or None.

    A page that shows records over itself tells so by a signal `record_shown(id)`, 0 when it is back at its list, and
    has `open_record(id)` and `close_record()`: the window goes back and forward through them. `standing()` gives plain
    values that say where the person is, and `come_back(values)` puts them there at the next start.
    """

    def page_actions(self) -> Sequence[Action]:
        """What can be done here now; the primary one stands in the top bar. (`actions` is QWidget's own word.)"""
        ...

    def refresh(self, kinds: frozenset[str]) -> None:
        """Read again if one of the changed kinds is shown."""
        ...

    def can_leave(self) -> bool:
        """False while something typed would be lost and the person chose to stay."""
        ...
