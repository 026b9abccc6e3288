"""One open workspace at the screen: window, palette, navigation between records, and what the window tells."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Any, cast

import shiboken6
from PySide6.QtCore import QObject, QTimer

from itdesk import areas
from itdesk.core.rights import Deed
from itdesk.core.texts import _, ngettext
from itdesk.pages import follow_fields, places, why_nowhere
from itdesk.paths import settings_file
from itdesk.pins import Pins
from itdesk.seat import Seat
from itdesk.settings import Settings
from itdesk.shared_screen import SharedScreen
from itdesk.ui import backup_actions
from itdesk.ui.avatars import tile_icon
from itdesk.ui.desk import Desk
from itdesk.ui.look_actions import look_actions
from itdesk.ui.others import Others
from itdesk.ui.page import Action
from itdesk.ui.places import Owner
from itdesk.ui.preferences import Preferences
from itdesk.ui.presence import Presence
from itdesk.ui.switcher import SwitchedPages
from itdesk.ui.taking_up import TakingUp
from itdesk.ui.turns import in_turns, leave_undone
from itdesk.ui.window import Window
from itdesk.windows import Windows, quit_all, titled, who_is_here, window_list, window_settings

if TYPE_CHECKING:
    from itdesk.ui.tasks import Tasks

VIEWS = "views"  # the kind of what somebody pins or saves as a view
WORKSPACE = "workspace"  # the kind of a change to the firm's own settings


class Shell(QObject):
    """One window on a workspace; lives as long as it. The last one of a workspace closes its database."""

    def __init__(
        self,
        desk: Desk,
        *,
        another: Callable[[], None],
        kiosk: bool = False,
        windows: Windows | None = None,
        number: int = 1,
        later: bool = False,
    ) -> None:
        super().__init__()
        self.called = ""  # the name of whoever works here, once it is known
        self.desk = desk
        self.number = number
        self.settings = settings = window_settings(desk.workspace.uid, number)
        settings.sealer = desk.sealer
        self.windows = windows or Windows(desk, partial(make_shell, another))
        self._another = another
        at_home = not later and Settings.load(settings_file()).begin == "home"
        later = later or self.windows.is_beside
        self._switched_off: frozenset[str] = areas.off_for(desk)
        self.shared_screen, self.seat = SharedScreen(self), Seat(self)
        self.window = Window(
            places(desk, areas.off_for(desk)),
            workspace=Owner(desk.workspace.name, mark=desk.workspace.mark),
            person=Owner(_("Who are you?"), _("Choose your name")),
            settings=settings,
            tasks=cast("Tasks", desk.work),
            at_home=at_home,
            later=later,
            own_actions=self._own_actions,
            workspace_actions=self._workspace_actions,
            person_actions=self._person_actions,
        )
        self._home_of = {
            entry.folder.rpartition(".")[2]: entry.folder for entry in areas.ENTRIES if entry.is_record and entry.tab
        }
        self.pins = Pins(self)
        self._told = QTimer(self, singleShot=True, interval=50)
        self._changed: frozenset[str] = frozenset()
        self._told.timeout.connect(self._tell_pages)
        self.others = Others(desk, self)
        self.others.reached.connect(self._show_reached)
        self._presence = Presence(self.window, desk, self.others)
        follow_fields(desk, self.window)
        self._connect()
        self.windows.add(self)
        desk.typed_by(self._wanted_person)
        self.left_over = TakingUp(desk, self.window, self.show_kind, self.open_settings)
        self._told_left = number != 1  # the first window tells of what was left
        self.show_who()
        if later:
            in_turns(self.window, self._show_window, self.window.make_ahead, self.window.arrive)
        else:
            desk.first.show(self._show_window, self.window, self.window.closing)
        if kiosk:
            self.shared_screen.open()

    def _show_window(self) -> None:
        if not self.windows.is_shared:  # no window stands beside the shared PC's screen
            self.window.show()

    def _connect(self) -> None:
        desk, window = self.desk, self.window
        desk.changed.connect(self._note)
        desk.record_wanted.connect(self.open_record)
        desk.creation_wanted.connect(self.create_record)
        desk.place_wanted.connect(window.go_to)
        if desk is not self.windows.desk:  # the first one's are told in whichever window is in front
            desk.notice.connect(window.notices.done)
            desk.refused.connect(window.notices.failed)
        desk.undo.changed.connect(self._show_undo)
        window.undo_wanted.connect(desk.undo.undo)
        window.undo_back_wanted.connect(desk.undo.undo)
        window.redo_wanted.connect(desk.undo.redo)
        window.refusal = lambda: desk.say_read_only if desk.database.read_only else None
        window.palette_wanted.connect(self.open_palette)
        window.search_wanted.connect(self.search_all)
        window.keys_wanted.connect(self.show_keys)
        window.help_wanted.connect(self.show_help)
        window.apart_wanted.connect(self.windows.open)
        window.place_shown.connect(self._show_title)
        self._show_workspace()
        Preferences.current().changed.connect(self._use_preferences)
        self._use_preferences()
        window.closing.connect(self._close)
        window.may_close = lambda: desk.unsaved.may_leave(window)
        desk.unsaved.changed.connect(self._show_unsaved)

    # What the window knows

    def _note(self, kinds: frozenset[str]) -> None:
        """Several commits in a row refresh the pages once."""
        self._changed |= kinds - {VIEWS}  # what somebody pins or saves as a view changes no record
        if self._changed:
            self._told.start()

    def _tell_pages(self) -> None:
        kinds, self._changed = self._changed, frozenset()
        if WORKSPACE in kinds:
            self._show_workspace()
        self.window.refresh(kinds)
        self._read_counts()
        if "people" in kinds:
            self._read_people()
        self.pins.tell(kinds)

    def _show_reached(self, reached: bool) -> None:  # noqa: FBT001 -- a signal's parameter
        """Whether the workspace can be reached, at the foot of the sidebar and in words."""
        if reached:
            self._show_state()
            self.window.notices.done(_("The workspace can be reached again."))
        else:
            self.window.sidebar.set_state(_("Out of reach"), "warn", "red")
            self.window.notices.failed(
                _("The workspace can't be reached just now. What you type is kept; save it again later.")
            )

    @property
    def _wanted_person(self) -> int:
        """Who sits here; 0 if they did not say."""
        return who_is_here(self.desk.database, self.windows.settings)

    def show_who(self) -> None:
        """Ask who works here, and say so."""
        wanted, database = self._wanted_person, self.desk.database

        def read(session: Any) -> Any:
            from itdesk.areas.directory.people.acting import acting_person

            found = acting_person(session, wanted)
            database.glance(found.id)  # asked here, not in the window's thread
            return found

        self.desk.read(self, read, self._show_who, key="who", early=True)
        self._read_counts()

    def ask_anew(self) -> None:
        """Somebody else is here: what was left is told to them as well."""
        self._told_left = False
        self.show_who()

    def _read_people(self) -> None:
        def read(session: Any) -> int:
            from itdesk.areas.directory.people.acting import number

            return number(session)

        self.desk.read(self, read, self._show_people, key="people")

    def _show_people(self, people: int) -> None:
        count = ngettext("{n} person", "{n} people", people).format(n=people)
        self.window.sidebar.workspace.show_owner(Owner(self.desk.workspace.name, count, self.desk.workspace.mark))

    def _show_who(self, found: Any) -> None:
        self.called = found.name if found.id is not None else ""
        self._show_people(found.people)
        if found.id != self.desk.actor or self.number != 1:
            before, self.desk.actor = self.desk.standing, found.id
            if before.role is not self.desk.standing.role:  # what is shown, and offered, is another
                self.desk.undo.forget()
                QTimer.singleShot(0, self.windows, self.windows.open_again)
                return
            self.desk.views.read()
            self.window.refresh(frozenset({"people"}))
        self.windows.signed_in(by_password=found.signs_in)
        nobody = Owner(_("Who are you?"), _("Choose your name"))
        person = Owner(found.name, found.job_title) if found.id is not None else nobody
        self.window.sidebar.person.show_owner(person)
        if not self._told_left:
            self._told_left = True
            self.desk.when_whole(self.left_over.tell)
            self.desk.when_whole(self._watch_mentions)
            self.desk.when_whole(self._bring_in)
            self.desk.when_whole(partial(backup_actions.begin, self, self.desk, self.open_settings))

    def _bring_in(self) -> None:
        from itdesk.ahead_of_use import AheadOfUse, modules

        if shiboken6.isValid(self):  # the window may be closed by now
            AheadOfUse(modules(self._switched_off), self)

    def _watch_mentions(self) -> None:
        from itdesk.ui.hanging.mention_watch import MentionWatch

        self._mentions = MentionWatch(self.desk)

    def _read_counts(self) -> None:
        def read(session: Any) -> Any:
            from itdesk.areas.home.overview.queries import counts

            return counts(session, datetime.now(UTC))

        self.desk.read(self, read, self.window.sidebar.set_counts, key="counts")
        self._show_state()

    def _show_state(self) -> None:
        if self.desk.database.read_only:
            self.window.sidebar.set_state(_("Read only"), "lock", "amber")
        else:
            self.window.sidebar.set_state(_("Saved"))

    def _show_unsaved(self) -> None:
        self.window.show_unsaved(self.desk.unsaved.title())

    def _show_undo(self) -> None:
        self.window.set_undo(self.desk.undo.steps(), self.desk.undo.next_redo)

    def _show_title(self, _place: str = "") -> None:
        self.window.set_title(titled(self.desk.workspace, self.window.where))

    # From place to place

    def place_of(self, kind: str) -> str:
        """Where the records of a kind are shown."""
        return areas.tab_of(self._home_of[kind])

    def show_kind(self, kind: str) -> Any:
        """The page of a kind, brought to the front; None where it is switched off or the page that is open stays."""
        if not areas.is_on(self._home_of[kind], self._switched_off):
            said = why_nowhere(self.desk, kind, self._home_of[kind])
            settings = Action(_("Settings"), partial(self.open_settings, "modules"))
            self.window.notices.done(said, settings if self.desk.may_do(Deed.SETTINGS) else None)
            return None
        if not self.window.go_to(self.place_of(kind)):
            return None
        page: Any = self.window.page
        if isinstance(page, SwitchedPages):
            return page.page_of(kind) if page.show_choice(kind) else None
        return page

    def open_record(self, kind: str, record_id: int) -> None:
        """Show one record on the page of its kind."""
        page = self.show_kind(kind)
        if page is not None:
            page.open_record(record_id)

    def create_record(self, kind: str, values: dict[str, object]) -> None:
        """Offer the small dialog for a new record over whatever is shown."""
        from itdesk.ui.create_dialog import CreateDialog

        if refusal := self.desk.cannot_add(kind):
            self.desk.refused.emit(refusal)
            return
        dialog = CreateDialog(self.desk, self.desk.registry[kind], values, self.window)
        dialog.created_titled.connect(partial(self._created, kind))
        dialog.open()

    def _created(self, kind: str, record_id: int, title: str) -> None:
        """Show the new record where its kind is in front; elsewhere say so, with the way to it."""
        page: Any = self.window.page
        if self.window.place == self.place_of(kind) and not isinstance(page, SwitchedPages):
            page.open_record(record_id)
            return
        what = self.desk.registry[kind].singular
        words = _("{what} added: {title}") if title else _("{what} added")
        way = Action(_("Open"), partial(self.open_record, kind, record_id))
        self.window.notices.done(words.format(what=what, title=title), way)

    def open_palette(self) -> None:
        """Find actions, places and records by typing."""
        from itdesk.palette import open_palette

        open_palette(self)

    def search_all(self, words: str = "", *, deleted: bool = False) -> None:
        """Search over everything, for these words or for what stood there before."""
        from itdesk.palette import search_all

        search_all(self, words, deleted=deleted)

    def search_page(self) -> Any:
        """The page that searches everything, in front; None where the page that is open stays."""
        return self.window.page if self.window.go_to("home.search") else None

    def show_keys(self) -> None:
        """The keys of this screen."""
        from itdesk.ui.key_sheet import KeySheet

        KeySheet(self.window.page_actions(), self.window.window_actions(), self.window).open()

    def show_help(self, place: str) -> None:
        """The page of the guide for this screen."""
        from itdesk.ui.help_pages import HelpWindow

        HelpWindow(place, self.window).open()

    def open_bin(self) -> None:
        """Everything that was deleted in this workspace."""
        from itdesk.ui.bin_dialog import BinDialog

        BinDialog(self.desk, self.window).open()

    def show_operations(self) -> None:
        """What was done in this workspace lately, with a way back."""
        from itdesk.ui.operations_dialog import OperationsDialog

        OperationsDialog(self.desk, self.window).open()

    # Menus

    def menu_actions(self) -> list[Action]:
        """What the menus of workspace and person offer, for the palette."""
        return [one for one in (*self._workspace_actions(), *self._person_actions()) if one is not None]

    def _workspace_actions(self) -> Sequence[Action | None]:
        whole = (
            (Deed.BIN, Action(_("Bin…"), self.open_bin, icon="trash")),
            (Deed.HISTORY, Action(_("What was done…"), self.show_operations, icon="list")),
            *((Deed.BACKUP, one) for one in (None, *backup_actions.actions(self.desk, self.open_settings), None)),
            (Deed.SHARED_SCREEN, Action(_("Shared PC screen"), self.shared_screen.offer, icon="desktop")),
        )
        return (
            *(action for deed, action in whole if self.desk.may_do(deed)),
            Action(_("Steps of the first hour"), self.show_first_hour, icon="list"),
            None,
            *self._own_actions(),
            *window_list(self),
            None,
            *self.windows.elsewhere(),
            Action(_("Open another workspace…"), self._another, icon="folder"),
        )

    def _own_actions(self) -> list[Action]:
        """What belongs to windows and app, with keys that work on every page."""
        return [
            Action(_("New window"), self.windows.open, "Ctrl+Shift+N", "square"),
            Action(_("Settings"), self.open_settings, "Ctrl+,", "sliders"),
            Action(_("Lock now"), self.seat.lock, "Ctrl+Alt+L", "lock"),
            Action(_("Quit itdesk"), quit_all, "Ctrl+Q", "x"),
        ]

    def show_first_hour(self) -> None:
        """Bring the steps back that were hidden, on Home."""
        hidden = Preferences.current().settings.first_hour_hidden
        kept = tuple(one for one in hidden if one != self.desk.workspace.uid)
        Preferences.current().change(first_hour_hidden=kept)
        self.window.go_to("home.overview")
        self.window.refresh(frozenset({"*"}))

    def open_settings(self, page: str = "look") -> None:
        """Show what can be chosen, beside the work."""
        from itdesk.settings_window import open_settings

        open_settings(self, page)

    def _use_preferences(self) -> None:
        self.window.one_key = Preferences.current().settings.one_key

    def _show_workspace(self) -> None:
        """Name, tile and what is switched on may be others now."""
        workspace = self.desk.workspace
        shown = self.window.sidebar.workspace.owner
        self.window.sidebar.workspace.show_owner(replace(shown, name=workspace.name, mark=workspace.mark))
        self.window.setWindowIcon(tile_icon(workspace.name, workspace.mark))
        self._show_title()
        if areas.off_for(self.desk) != self._switched_off:
            self._switched_off = areas.off_for(self.desk)
            self.window.set_areas(places(self.desk, self._switched_off))

    def come_forward(self) -> None:
        """Bring this window before all others."""
        if self.windows.is_shared:
            self.shared_screen.come_forward()
            return
        if self.window.isMinimized():
            self.window.showNormal()
        self.window.raise_()
        self.window.activateWindow()

    def _person_actions(self) -> Sequence[Action | None]:
        other = Action(_("I am somebody else…"), self.seat.choose, icon="users")
        return (
            *(() if self.desk.database.login else (other,)),  # a server knows who logged in
            Action(_("What was not saved…"), self.left_over.show, icon="edit"),
            None,
            *look_actions(),
        )

    def _close(self) -> None:
        self.window.closing.disconnect(self._close)  # one that was never shown can be closed again
        self.desk.changed.disconnect(self._note)
        leave_undone(self.window)
        leave_undone(self)
        self._told.stop()
        self._presence.stop()
        self.others.stop()
        self.desk.put_away()
        self.windows.closed(self)


def make_shell(another: Callable[[], None], windows: Windows, desk: Desk, number: int, later: bool) -> Shell:  # noqa: FBT001 -- Make's
    """One more window of a workspace; its page may come later than the window."""
    return Shell(desk, another=another, windows=windows, number=number, later=later)
