"""The views of one list: those that are declared, the person's own and the team's, and which of them is shown."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from itdesk.core.record import RecordType
from itdesk.core.saved_views import SavedView, Sharing, Standing
from itdesk.core.texts import _
from itdesk.core.value_texts import noun
from itdesk.db.list_state import ListState, from_plain, state_of, to_plain
from itdesk.ui.desk import Desk
from itdesk.ui.drafts import place_key
from itdesk.ui.page import Action
from itdesk.ui.views import LOCAL, moved

if TYPE_CHECKING:
    from itdesk.ui.view_dialog import ViewDialog


@dataclass(frozen=True, slots=True)
class Entry:
    """One view of the list: its key for ever, its name now, what it shows; saved is missing for declared ones."""

    key: str
    name: str
    state: ListState
    saved: SavedView | None = None


class ListViews(QObject):
    """Which view a list shows. What is to be shown comes out as a signal; the list tells what it shows when asked."""

    shown = Signal(object)  # ListState
    marked = Signal()  # the view has another name, or became the same as it is saved

    def __init__(self, desk: Desk, record_type: RecordType, state: Callable[[], ListState], parent: QWidget) -> None:
        super().__init__(parent)
        self._desk = desk
        self._type = record_type
        self._state = state
        self._widget = parent
        self._views = desk.views
        self._chosen = False  # whether the view was chosen, and isn't just the first one
        self.entry = self.entries()[0]
        self._views.changed.connect(self._views_changed)

    @property
    def name(self) -> str:
        """The name of the view that is shown."""
        return self.entry.name

    @property
    def is_changed(self) -> bool:
        """Whether the list shows something else than the view as it is saved or declared."""
        return not self._state().same_view(self.entry.state)

    def entries(self) -> list[Entry]:
        """Every view of the list in this person's order."""
        kind = self._type.kind
        found = [Entry(view.label_text, view.label, state_of(self._type, view)) for view in self._type.views]
        if not found:
            every = _("All {things}").format(things=noun(self._type.plural))
            found = [Entry("", every, state_of(self._type))]
        saved = [Entry(one.uid, one.name, self._read(one.state), one) for one in self._views.of(kind)]
        found += sorted(saved, key=lambda one: one.name.casefold())
        places = [self._views.standing(kind, one.key).position for one in found]
        order = sorted(range(len(found)), key=lambda at: (at if places[at] is None else places[at], at))
        return [found[at] for at in order]

    def _read(self, plain: Mapping[str, Any]) -> ListState:
        return from_plain(self._desk.registry, self._type, plain)

    def find(self, name: str) -> Entry | None:
        """A view by its key or its name."""
        entries = self.entries()
        by_key = next((one for one in entries if one.key == name), None)
        return by_key or next((one for one in entries if one.name == name), None)

    # which is shown

    def show(self, name: str) -> bool:
        """Show a view by its key or its name; False if there is none."""
        entry = self.find(name)
        if entry is not None:
            self._chosen = True
            self._show(entry)
        return entry is not None

    def show_first(self) -> None:
        """Show the view that this person wants first; the first one where they chose none."""
        self._chosen = False
        self._show(self._first())

    def _first(self) -> Entry:
        entries = self.entries()
        kind = self._type.kind
        return next((one for one in entries if self._views.standing(kind, one.key).is_first), entries[0])

    def _show(self, entry: Entry) -> None:
        kept = self._views.kept.state(self._desk.registry, self._type, entry.key, entry.state)
        self.entry = entry
        self.shown.emit(kept or entry.state)

    def keep(self) -> None:
        """Remember how the person left the view that is shown."""
        self._views.kept.keep(self.entry.key, self._state(), self.entry.state)

    def _views_changed(self) -> None:
        """Somebody saved or deleted a view, or the views were read for the first time."""
        before, changed = self.entry, self.is_changed
        now = next((one for one in self.entries() if one.key == before.key), None)
        if now is None:
            self.show_first()
        elif not self._chosen and not changed and self._first().key != now.key:
            self._show(self._first())
        elif now.state.same_view(before.state) or changed:
            self.entry = now
            self.marked.emit()
        else:
            self._show(now)

    # what a person does with them

    def actions(self) -> list[Action | None]:
        """The menu of views, and what can be done with the one that is shown."""
        found: list[Action | None] = []
        entries = self.entries()
        for before, one in zip([None, *entries], entries, strict=False):
            if before is not None and (before.saved is None) != (one.saved is None):
                found.append(None)
            icon = "check" if one.key == self.entry.key else one.saved.icon if one.saved else ""
            found.append(Action(self._named(one), partial(self.show, one.key), icon=icon))
        return [*found, None, *self.changes(), None, *self._keeping()]

    def _named(self, entry: Entry) -> str:
        saved = entry.saved
        if saved is None or saved.sharing is Sharing.OWN:
            return entry.name
        who = saved.owner_name or _("the team")
        return _("{view}, shared by {who}").format(view=entry.name, who=who)

    def changes(self) -> list[Action]:
        """Saving and going back, as far as there is something to."""
        saved, found = self.entry.saved, []
        mine = saved is not None and saved.may_change(self._desk.actor)
        if self.is_changed:
            if mine:
                found.append(Action(_("Save this view"), self.save, icon="check"))
            found.append(Action(_("Save as my view…"), self.save_as, icon="star"))
            found.append(Action(_("Reset this view"), self.reset, icon="undo"))
        else:
            found.append(Action(_("Save as view…"), self.save_as, icon="star"))
        return found

    def _keeping(self) -> list[Action]:
        kind, key, saved = self._type.kind, self.entry.key, self.entry.saved
        standing = self._views.standing(kind, key)
        found = []
        if not self._views.read_only:
            pin = _("Unpin from the sidebar") if standing.pinned is not None else _("Pin to the sidebar")
            found.append(Action(pin, self.pin, icon="pin"))
            if not standing.is_first:
                found.append(Action(_("Open the list with this view"), self.put_first, icon="home"))
            keys = [one.key for one in self.entries()]
            if keys[0] != key:
                found.append(Action(_("Move this view up"), partial(self.move, -1), icon="up"))
            if keys[-1] != key:
                found.append(Action(_("Move this view down"), partial(self.move, 1), icon="down"))
        if saved is not None:
            found.append(Action(_("Duplicate this view"), self.duplicate, icon="plus"))
            if saved.may_change(self._desk.actor):
                found.append(Action(_("Name, colour and sharing…"), self.rename, icon="edit"))
                found.append(Action(_("Delete this view"), self.delete, icon="trash"))
        return found

    def _store(self, view: SavedView, what: str, asked: ViewDialog | None = None) -> None:
        """Store a view and show it; the one that it was made from is as it is saved again."""
        before = self.entry.key

        def done(stored: SavedView) -> None:
            if asked is not None:
                asked.taken()
            for key in (before, stored.uid):
                self._views.kept.forget(stored.kind, key)
            if self.entry.key != before:
                return  # another view was chosen meanwhile
            self._chosen = True
            self.entry = Entry(stored.uid, stored.name, self._read(stored.state), stored)
            self.keep()
            self.marked.emit()

        self._views.save(view, done, what, asked.refused if asked is not None else None)

    def save(self) -> None:
        """Keep the list as it is in the view that is shown, for everybody who sees it."""
        saved = self.entry.saved
        if saved is not None:
            what = _("View “{name}” saved").format(name=saved.name)
            self._store(replace(saved, state=to_plain(self._state())), what)

    def save_as(self) -> None:
        """Ask for a name and keep the list as it is under it."""
        named = self.entry.name if self.entry.saved is None else ""
        self._ask(SavedView(self._type.kind, "", to_plain(self._state())), taken=named, title=_("Save as view"))

    def rename(self) -> None:
        """Ask for another name, colour, icon, or who sees it."""
        saved = self.entry.saved
        if saved is not None:
            self._ask(saved, taken="", title=_("Change the view"))

    def duplicate(self) -> None:
        """A view of one's own that shows the same."""
        name = _("{view} (copy)").format(view=self.entry.name)[:60]
        what = _("View “{name}” saved").format(name=name)
        icon, tone = (self.entry.saved.icon, self.entry.saved.tone) if self.entry.saved else ("", "")
        view = SavedView(self._type.kind, name, to_plain(self._state()), icon=icon, tone=tone)
        self._store(view, what)

    def _ask(self, view: SavedView, *, taken: str, title: str) -> None:
        from itdesk.ui.view_dialog import ViewDialog

        declared = {one.label for one in self._type.views} | ({taken} if taken else set())
        names = declared | {one.name for one in self._views.of(self._type.kind) if one.uid != view.uid}
        local = self._views.read_only or view.uid.startswith(LOCAL)
        dialog = ViewDialog(self._widget.window(), title, view, names, local=local)

        def save() -> None:
            view = dialog.view()
            self._store(view, _("View “{name}” saved").format(name=view.name), dialog)

        dialog.until_taken(save)
        place = place_key(self._type.kind, f"view/{view.uid}" if view.uid else "view")
        dialog.keep_typed(self._desk, place, title, {"name": dialog.name})
        dialog.open()

    def delete(self) -> None:
        """Forget the saved view that is shown; its records stay."""
        saved = self.entry.saved
        if saved is not None:
            self.show_first()
            self._views.delete(saved)

    def reset(self) -> None:
        """Back to the view as it is saved or declared."""
        self._views.kept.forget(self._type.kind, self.entry.key)
        self._show(self.entry)

    def pin(self) -> None:
        """Put the view into the sidebar, last; or take it out."""
        standing = self._views.standing(self._type.kind, self.entry.key)
        if standing.pinned is not None:
            what, place = _("View “{name}” unpinned"), None
        else:
            taken = [one.pinned for one in self._views.known.standings.values() if one.pinned is not None]
            what, place = _("View “{name}” pinned"), max(taken, default=0) + 1
        changed = {self.entry.key: replace(standing, pinned=place)}
        self._views.stand(self._type.kind, changed, what.format(name=self.entry.name))

    def put_first(self) -> None:
        """Open the list with this view from now on."""
        standing = self._views.standing(self._type.kind, self.entry.key)
        what = _("List opens with “{name}”").format(name=self.entry.name)
        self._views.stand(self._type.kind, {self.entry.key: replace(standing, is_first=True)}, what)

    def move(self, by: int) -> None:
        """Move the view up (-1) or down (1) in the menu."""
        kind = self._type.kind
        keys = moved([one.key for one in self.entries()], self.entry.key, by)
        changed: dict[str, Standing] = {
            key: replace(self._views.standing(kind, key), position=place) for place, key in enumerate(keys)
        }
        self._views.stand(kind, changed, _("View “{name}” moved").format(name=self.entry.name))
