"""The views of one open workspace as its lists and the sidebar see them: read beside the window, changed with undo."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from itdesk.core.errors import UserError
from itdesk.core.saved_views import Known, SavedView, Standing
from itdesk.core.texts import _
from itdesk.core.uids import new_uid
from itdesk.paths import user_config_dir
from itdesk.ui.kept_lists import KeptLists
from itdesk.ui.page import Action

if TYPE_CHECKING:
    from itdesk.ui.desk import Desk, Failed

KIND = "views"  # as the store announces them
LOCAL = "local:"  # key of a view that lies on this computer


class Views(QObject):
    """What is known of every view; `changed` tells when that is something else."""

    changed = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._desk = desk
        self.kept = KeptLists(user_config_dir() / "lists" / f"{desk.workspace.uid}.json", desk.sealer)
        self.known = Known()
        self.is_read = False
        desk.changed.connect(self._others)
        self.read()

    @property
    def read_only(self) -> bool:
        """Whether the workspace takes no views: then they lie on this computer."""
        return bool(self._desk.database.read_only)

    # what is known

    def of(self, kind: str) -> list[SavedView]:
        """The saved views of a kind, those that lie on this computer among them."""
        local = [
            SavedView(kind, name, plain, owner=self._desk.actor, uid=f"{LOCAL}{name}", version=1)
            for name, plain in self.kept.views(kind).items()
        ]
        return [*(view for view in self.known.views if view.kind == kind), *local]

    def standing(self, kind: str, key: str) -> Standing:
        """Where the acting person keeps a view."""
        return self.known.standings.get((kind, key), Standing())

    def pinned(self) -> list[tuple[str, str]]:
        """Kind and key of what is pinned, in order."""
        found = [(one.pinned, key) for key, one in self.known.standings.items() if one.pinned is not None]
        return [key for _place, key in sorted(found)]

    def read(self) -> None:
        """Read anew, such as for another person."""

        def read(session: Any) -> Known:
            from itdesk.db import views

            return views.known(session)

        self._desk.read(self, read, self._take, key="views")

    def _others(self, kinds: frozenset[str]) -> None:
        if KIND in kinds:
            self.read()

    def _take(self, known: Known) -> None:
        self.known, self.is_read = known, True
        if self.kept.kinds and not self.read_only:
            self._move_in()
        self.changed.emit()

    def _move_in(self) -> None:
        """What lay on this computer alone goes into the workspace, once."""
        local = [view for kind in self.kept.kinds for view in self.of(kind) if view.uid.startswith(LOCAL)]
        made = [replace(view, uid=new_uid(), version=0) for view in local]

        def write(session: Any) -> None:
            from itdesk.db import views

            for view in made:
                views.save(session, view)

        def done(_result: object) -> None:
            for view in local:
                self.kept.delete_view(view.kind, view.name)
            self.read()

        self._desk.write(self, write, done)

    # what changes them

    def save(
        self, view: SavedView, done: Callable[[SavedView], object], what: str = "", failed: Failed | None = None
    ) -> None:
        """Store a view, new or changed; done gets it as it is stored. what names the step for Ctrl+Z."""
        if self.read_only:
            self.kept.save_view(view.kind, view.name, view.state)
            if view.uid.startswith(LOCAL) and view.uid != f"{LOCAL}{view.name}":
                self.kept.delete_view(view.kind, view.uid.removeprefix(LOCAL))
            self.changed.emit()
            done(replace(view, uid=f"{LOCAL}{view.name}", version=1))
            return
        wanted = view if view.uid else replace(view, uid=new_uid())
        self._run(_saving(wanted), lambda stored: self._stored(stored, done), what, failed)

    def _stored(self, stored: SavedView, done: Callable[[SavedView], object]) -> None:
        others = [one for one in self.known.views if one.uid != stored.uid]
        self.known = replace(self.known, views=(*others, stored))
        done(stored)
        self.changed.emit()

    def delete(self, view: SavedView) -> None:
        """Forget a view, with the way back in a toast."""
        said = _("View “{name}” deleted").format(name=view.name)
        if view.uid.startswith(LOCAL):
            self.kept.delete_view(view.kind, view.name)
            self.changed.emit()

            def back() -> None:
                self.kept.save_view(view.kind, view.name, view.state)
                self.changed.emit()

            self._desk.notify(said, Action(_("Undo"), back))
            return

        self._run(_removing(view), lambda _gone: self._desk.tell_done(said), said)

    def stand(self, kind: str, standings: Mapping[str, Standing], what: str) -> None:
        """Keep views of a kind somewhere else: in the sidebar, first, or in another order."""
        if self.read_only:
            self._desk.refused.emit(
                UserError(_("Nothing can be pinned or ordered here."), str(self._desk.database.why_read_only))
            )
            return
        self._run(_standing(kind, standings), lambda _done: None, what)

    def _run(self, job: Any, done: Callable[[Any], None], what: str, failed: Failed | None = None) -> None:
        self._desk.write(self, job, done, failed or self._desk.refused.emit, step=what)


def _saving(view: SavedView) -> Any:
    def write(session: Any) -> SavedView:
        from itdesk.db import views

        return views.save(session, view)

    return write


def _removing(view: SavedView) -> Any:
    def write(session: Any) -> SavedView:
        from itdesk.db import views

        return views.remove(session, view.uid)

    return write


def _standing(kind: str, standings: Mapping[str, Standing]) -> Any:
    def write(session: Any) -> None:
        from itdesk.db import views

        for key, standing in sorted(standings.items(), key=lambda one: one[1].is_first):
            views.stand(session, kind, key, standing)

    return write


def moved(keys: Sequence[str], key: str, by: int) -> list[str]:
    """Keys with one of them a place further up (-1) or down (1)."""
    kept = [one for one in keys if one != key]
    place = min(max(0, list(keys).index(key) + by), len(kept))
    return [*kept[:place], key, *kept[place:]]
