"""What the window shows, as plain data: areas with their tabs, pinned views, workspace and person."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtWidgets import QWidget

from itdesk.core.marks import Mark


@dataclass(frozen=True, slots=True)
class Tab:
    """A page of an area. make_page is called when it is first shown, and returns a QWidget that is a `Page`."""

    key: str
    title: str
    make_page: Callable[[], QWidget]


@dataclass(frozen=True, slots=True)
class Area:
    """A row of the sidebar with at least one tab. G and its letter open it; hidden ones stay out of the sidebar."""

    key: str
    title: str
    icon: str
    letter: str
    tabs: tuple[Tab, ...]
    hidden: bool = False

    def place(self, tab: Tab) -> str:
        """The key of a page: "finance.budgets"."""
        return f"{self.key}.{tab.key}"


@dataclass(frozen=True, slots=True)
class Pinned:
    """A view in the sidebar; place names the page, key kind and view, count what it finds (None: not known)."""

    key: str
    title: str
    place: str
    count: int | None = None
    icon: str = ""
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Owner:
    """Two lines with a tile or disc: the workspace (name, people) or the person (name, job)."""

    name: str
    detail: str = ""
    mark: Mark | None = None  # the workspace's tile
