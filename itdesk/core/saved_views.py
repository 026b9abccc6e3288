"""Views that people save, as plain values: what they show, whose they are, where each person keeps them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

SEARCH = "search"  # the kind of a saved search, which is no list of one kind


class Sharing(StrEnum):
    """Who sees a view, and who may change it."""

    OWN = "own"  # its owner alone
    TEAM = "team"  # everybody sees it, its owner changes it
    OPEN = "open"  # everybody sees and changes it


@dataclass(frozen=True, slots=True)
class SavedView:
    """One saved view; version 0 while it isn't stored. state is what `itdesk.db.list_state` makes of a list."""

    kind: str
    name: str
    state: Mapping[str, Any]
    sharing: Sharing = Sharing.OWN
    icon: str = ""
    tone: str = ""
    owner: int | None = None
    owner_name: str = ""
    uid: str = ""
    version: int = 0

    def may_change(self, person: int | None) -> bool:
        """Whether this person may save it anew, rename or delete it."""
        return self.sharing is Sharing.OPEN or self.owner == person


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a person keeps a view: its place in the menu and in the sidebar, and whether the list opens with it."""

    position: int | None = None
    pinned: int | None = None
    is_first: bool = False


@dataclass(frozen=True, slots=True)
class Known:
    """Every view that a person may see, and where they keep these and the declared ones, by kind and key."""

    views: tuple[SavedView, ...] = ()
    standings: Mapping[tuple[str, str], Standing] = field(default_factory=dict)
