"""What the window asks of a page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable


@dataclass(frozen=True, slots=True)
class Action:
    """One thing a person can do now: in the toolbar or top bar, in menus and in the palette, with its key."""

    label: str
    run: Callable[[], None]
    key: str = ""
    icon: str = ""
    primary: bool = False


@runtime_checkable
class Page(Protocol):
    """A tab's content; a QWidget with these functions."""

    def actions(self) -> Sequence[Action]:
        """What can be done here now; the primary one stands in the top bar."""
        ...

    def refresh(self, kinds: frozenset[str]) -> None:
        """Read again if one of the changed kinds is shown."""
        ...

    def can_leave(self) -> bool:
        """False while something typed would be lost and the person chose to stay."""
        ...
