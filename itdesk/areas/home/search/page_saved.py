"""Searches that are worth keeping: saved with the workspace as views are, and those of lately on this computer."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from itdesk.areas.home.search.rules import Asked, asked_of, plain_of
from itdesk.core.saved_views import SEARCH, SavedView, Standing
from itdesk.core.texts import _
from itdesk.files.kept import Seals, read_kept, write_kept
from itdesk.paths import user_config_dir
from itdesk.ui.desk import Desk
from itdesk.ui.drafts import place_key
from itdesk.ui.views import LOCAL

LATELY = 8  # searches that are remembered


class SavedSearches(QObject):
    """Those that this person sees; each write is a step of undo, as for views."""

    def __init__(self, desk: Desk, owner: QWidget) -> None:
        super().__init__(owner)
        self._desk, self._owner = desk, owner
        self.views = desk.views

    def all(self) -> list[SavedView]:
        """By name."""
        return sorted(self.views.of(SEARCH), key=lambda one: one.name.casefold())

    def named(self, uid: str) -> SavedView | None:
        """One of them."""
        return next((one for one in self.all() if one.uid == uid), None)

    def of(self, asked: Asked) -> SavedView | None:
        """The one that asks for the same, if it was saved."""
        plain = plain_of(asked)
        return next((one for one in self.all() if dict(one.state) == plain), None)

    def save(self, asked: Asked, done: Callable[[SavedView], object]) -> None:
        """Ask for a name, and keep it."""
        from itdesk.ui.view_dialog import ViewDialog

        view = SavedView(SEARCH, asked.words.strip()[:60], plain_of(asked), icon="search")
        taken = {one.name for one in self.all()}
        title, local = _("Save this search"), self.views.read_only
        dialog = ViewDialog(self._owner.window(), title, view, taken, local=local)

        def store() -> None:
            made = dialog.view()
            self.views.save(made, kept, _("Search “{name}” saved").format(name=made.name), dialog.refused)

        def kept(stored: SavedView) -> None:
            dialog.taken()
            done(stored)

        dialog.until_taken(store)
        dialog.keep_typed(self._desk, place_key("tickets", "search"), title, {"name": dialog.name})
        dialog.open()

    def is_pinned(self, view: SavedView) -> bool:
        """Whether it stands in the sidebar."""
        return self.views.standing(SEARCH, view.uid).pinned is not None

    def pin(self, view: SavedView) -> None:
        """Put it into the sidebar, last; or take it out."""
        standing = self.views.standing(SEARCH, view.uid)
        if standing.pinned is not None:
            what, place = _("Search “{name}” unpinned"), None
        else:
            taken = [one.pinned for one in self.views.known.standings.values() if one.pinned is not None]
            what, place = _("Search “{name}” pinned"), max(taken, default=0) + 1
        changed: dict[str, Standing] = {view.uid: replace(standing, pinned=place)}
        self.views.stand(SEARCH, changed, what.format(name=view.name))

    def delete(self, view: SavedView) -> None:
        """Forget it, with the way back."""
        self.views.delete(view)

    def may_pin(self, view: SavedView) -> bool:
        """One that lies on this computer alone has no place in the sidebar."""
        return not self.views.read_only and not view.uid.startswith(LOCAL)


class LatelySearched:
    """What this person looked for and found something, newest first; on this computer, for each workspace."""

    def __init__(self, workspace_uid: str, sealer: Seals | None = None) -> None:
        self._sealer = sealer
        self._file: Path = user_config_dir() / "searches" / f"{workspace_uid}.json"
        self.all: list[Asked] = []
        try:
            stored = json.loads(read_kept(self._file, sealer))
            self.all = [asked_of(one) for one in stored]
        except (OSError, ValueError, TypeError, KeyError):
            self.all = []  # none yet, or nothing that can be read: they come back by searching

    def add(self, asked: Asked) -> None:
        """Remember one; a longer form of the last takes its place."""
        if not asked.words.strip() or (self.all and self.all[0] == asked):
            return
        others = [one for one in self.all if one.words.strip() != asked.words.strip()]
        self.all = [asked, *others][:LATELY]
        write_kept(self._file, json.dumps([plain_of(one) for one in self.all], ensure_ascii=False), self._sealer)
