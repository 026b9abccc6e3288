"""Views in one open workspace's window: those that are pinned, with what they find now, and the way to each of them."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import shiboken6
from PySide6.QtCore import QObject

from itdesk import areas
from itdesk.core.saved_views import SEARCH
from itdesk.core.texts import _
from itdesk.ui.places import Pinned

if TYPE_CHECKING:
    from itdesk.core.saved_views import SavedView
    from itdesk.db.list_state import ListState
    from itdesk.shell import Shell

SEARCHING = "home.search"  # the page that looks through everything
_BETWEEN = "\n"  # kind and key of a view: no key has a line break


class Pins(QObject):
    """Follows the views and what is written; counts are read beside the window, the newest question alone."""

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self._shell = shell
        self._desk = shell.desk
        self._counts: dict[str, int] = {}
        shell.window.pinned_wanted.connect(self.open)
        self._desk.when_whole(self._follow)

    def _follow(self) -> None:
        """From now on; nothing of it comes before the first rows."""
        if not shiboken6.isValid(self) or not shiboken6.isValid(self._shell.window):
            return  # the window was closed meanwhile
        self._desk.views.changed.connect(self.show)
        if self._desk.views.is_read:
            self.show()

    def show(self) -> None:
        """List the pinned views, with the counts that are known; then count anew."""
        pinned: list[Pinned] = []
        states: dict[str, ListState] = {}
        for kind, key in self._desk.views.pinned():
            if kind == SEARCH:
                pinned += self._search(key)
                continue
            found = self._view(kind, key)
            if found is None:
                continue
            title, state, saved = found
            name = f"{kind}{_BETWEEN}{key}"
            states[name] = state
            icon, tone = (saved.icon, saved.tone) if saved is not None else ("", "")
            place = self._shell.place_of(kind)
            pinned.append(Pinned(name, title, place, self._counts.get(name), icon, "" if tone == "text-2" else tone))
        self._shell.window.set_pinned(pinned)
        if states:
            self._count(states)

    def _search(self, key: str) -> list[Pinned]:
        """A saved search; what it finds isn't counted, since it looks through everything."""
        found = [one for one in self._desk.views.of(SEARCH) if one.uid == key]
        return [
            Pinned(
                f"{SEARCH}{_BETWEEN}{key}",
                one.name,
                SEARCHING,
                None,
                one.icon or "search",
                "" if one.tone == "text-2" else one.tone,
            )
            for one in found
        ]

    def _view(self, kind: str, key: str) -> tuple[str, ListState, SavedView | None] | None:
        """Name and state of a view; None where it is gone, or where nothing shows its kind."""
        if kind not in self._desk.registry or not self._has_list(kind):
            return None
        from itdesk.core.value_texts import noun
        from itdesk.db.list_state import from_plain, state_of

        record_type = self._desk.registry[kind]
        saved = next((one for one in self._desk.views.of(kind) if one.uid == key), None)
        if saved is not None:
            return saved.name, from_plain(self._desk.registry, record_type, saved.state), saved
        if not key:
            return _("All {things}").format(things=noun(record_type.plural)), state_of(record_type), None
        declared = next((one for one in record_type.views if one.label_text == key), None)
        return None if declared is None else (declared.label, state_of(record_type, declared), None)

    def _has_list(self, kind: str) -> bool:
        """Whether a page lists this kind, and isn't switched off."""
        there = areas.entries_on(areas.off_for(self._desk))
        return any(
            one.is_record and one.has_list and one.tab and one.folder.rpartition(".")[2] == kind for one in there
        )

    def _count(self, states: dict[str, ListState]) -> None:
        registry = self._desk.registry

        def read(session: Any) -> dict[str, int]:
            from itdesk.db import lists

            return {name: lists.count(session, state.spec(registry[state.kind])) for name, state in states.items()}

        self._desk.read(self, read, self._take, key="pins")

    def _take(self, counts: dict[str, int]) -> None:
        if counts != self._counts:
            self._counts = counts
            self._shell.window.sidebar.pinned.count_rows(counts)

    def tell(self, _kinds: frozenset[str]) -> None:
        """Something was written: what pinned views find may have changed."""
        self.show()

    def open(self, name: str) -> None:
        """Show a pinned view on its page."""
        kind, _between, key = name.partition(_BETWEEN)
        self.go(kind, key)

    def go(self, kind: str, key: str) -> None:
        """Show a view of a kind on the page where its records are."""
        page: Any = self._shell.show_kind(kind) if kind != SEARCH else self._shell.search_page()
        if page is not None and page.show_view(key):
            self._shell.window.focus_page()

    def places(self, area: str, kind: str) -> list[tuple[str, Any, str]]:
        """Title, way and icon of every view of a kind, for the palette; none where its page has no list."""
        if not self._has_list(kind):
            return []
        record_type = self._desk.registry[kind]
        found: list[tuple[str, Any, str]] = [
            (_("{area} › {things}: {view}").format(area=area, things=record_type.plural, view=name), go, icon)
            for name, go, icon in (
                *((view.label, partial(self.go, kind, view.label_text), "list") for view in record_type.views),
                *(
                    (view.name, partial(self.go, kind, view.uid), view.icon or "pin")
                    for view in self._desk.views.of(kind)
                ),
            )
        ]
        return found
