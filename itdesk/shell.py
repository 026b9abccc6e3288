"""One open workspace at the screen: window, palette, navigation between records, and what the window tells."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import cached_property, partial
from importlib import import_module
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QSettings, QTimer
from PySide6.QtWidgets import QApplication, QWidget

from itdesk import areas
from itdesk.core.errors import ReadOnlyWorkspace, UserError
from itdesk.core.texts import _, ngettext
from itdesk.paths import settings_file, user_config_dir
from itdesk.settings import Settings
from itdesk.ui.desk import Desk
from itdesk.ui.hanging.mention_watch import MentionWatch
from itdesk.ui.page import Action
from itdesk.ui.places import Area, Owner, Tab
from itdesk.ui.switcher import Choice, SwitchedPages
from itdesk.ui.tasks import work
from itdesk.ui.theme import Theme
from itdesk.ui.window import Window

if TYPE_CHECKING:
    from itdesk.areas.helpdesk.kiosk.page import Kiosk
    from itdesk.ui.taking_up import TakingUp

LOOK_EVERY = 3000  # milliseconds between two looks at what others wrote
log = logging.getLogger("itdesk")


class Shell(QObject):
    """Lives as long as the window; closes the database after it."""

    def __init__(self, desk: Desk, *, another: Callable[[], None], kiosk: bool = False) -> None:
        super().__init__()
        self.desk = desk
        self.settings = settings = window_settings(desk.workspace.uid)
        self._another = another
        self._kiosk: Kiosk | None = None
        self.window = Window(
            places(desk),
            workspace=Owner(desk.workspace.name),
            person=Owner(_("Choose who you are")),
            settings=settings,
            tasks=work(),
            workspace_actions=self._workspace_actions,
            person_actions=self._person_actions,
        )
        self._home_of = {
            entry.folder.rpartition(".")[2]: entry.folder for entry in areas.ENTRIES if entry.is_record and entry.tab
        }
        self._told = QTimer(self, singleShot=True, interval=50)
        self._changed: frozenset[str] = frozenset()
        self._cut_off = False
        self._told.timeout.connect(self._tell_pages)
        self._others = QTimer(self, singleShot=True, interval=LOOK_EVERY)
        self._others.timeout.connect(self._look_for_others)
        self._others.start()
        self._connect()
        desk.typed_by(self._wanted_person)
        self._told_left = False
        self._read_who()
        self.window.show()
        if kiosk:
            self.open_kiosk()

    def _connect(self) -> None:
        desk, window = self.desk, self.window
        desk.changed.connect(self._note)
        desk.record_wanted.connect(self.open_record)
        desk.creation_wanted.connect(self.create_record)
        desk.place_wanted.connect(window.go_to)
        desk.notice.connect(window.notices.done)
        desk.refused.connect(window.notices.failed)
        desk.undo.changed.connect(lambda: window.set_undo(desk.undo.steps(), desk.undo.next_redo))
        window.undo_wanted.connect(desk.undo.undo)
        window.undo_back_wanted.connect(desk.undo.undo)
        window.redo_wanted.connect(desk.undo.redo)
        window.palette_wanted.connect(self.open_palette)
        window.keys_wanted.connect(self.show_keys)
        window.help_wanted.connect(self.show_help)
        window.closing.connect(self._close)
        window.may_close = lambda: desk.unsaved.may_leave(window)
        desk.unsaved.changed.connect(lambda: window.show_unsaved(desk.unsaved.title()))

    # What the window knows

    def _note(self, kinds: frozenset[str]) -> None:
        """Several commits in a row refresh the pages once."""
        self._changed |= kinds
        self._told.start()

    def _tell_pages(self) -> None:
        kinds, self._changed = self._changed, frozenset()
        self.window.refresh(kinds)
        self._read_counts()

    def _look_for_others(self) -> None:
        """See what other PCs and the command line wrote; while they are out of reach, the foot of the sidebar says so."""
        look = self.desk.database.notice_others
        self.desk.work.read(self, look, self._looked, self._out_of_reach)

    def _looked(self, _kinds: frozenset[str]) -> None:
        if self._cut_off:
            self._cut_off = False
            self._show_state()
        self._others.start()

    def _out_of_reach(self, error: UserError) -> None:
        self._cut_off = True
        self.window.sidebar.set_state(_("Out of reach"), "warn", "red")
        log.warning("others can't be looked for: %s", error)
        self._others.start()

    @property
    def _wanted_person(self) -> int:
        """Who this person said they are, on this computer; 0 if they did not say."""
        return wanted_person(self.settings)

    def _read_who(self) -> None:
        wanted = self._wanted_person

        def read(session: Any) -> Any:
            from itdesk.areas.directory.people.acting import acting_person

            return acting_person(session, wanted)

        self.desk.read(self, read, self._show_who, key="who", early=True)
        self._read_counts()

    def _show_who(self, found: Any) -> None:
        count = ngettext("{n} person", "{n} people", found.people).format(n=found.people)
        self.window.sidebar.workspace.show_owner(Owner(self.desk.workspace.name, count))
        if found.id != self.desk.actor:
            self.desk.actor = found.id
            self.window.refresh(frozenset({"people"}))
        nobody = Owner(_("Choose who you are"))
        person = Owner(found.name, found.job_title) if found.id is not None else nobody
        self.window.sidebar.person.show_owner(person)
        if not self._told_left:
            self._told_left = True
            self.desk.when_quiet(self._tell_left)
            self.desk.when_quiet(self._watch_mentions)

    def _watch_mentions(self) -> None:
        self._mentions = MentionWatch(self.desk)

    def _tell_left(self) -> None:
        self.left_over.tell()

    def _show_left(self) -> None:
        self.left_over.show()

    @cached_property
    def left_over(self) -> TakingUp:
        """What was typed before and not saved."""
        from itdesk.ui.taking_up import TakingUp

        return TakingUp(self.desk, self.window, self.show_kind)

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

    # From place to place

    def place_of(self, kind: str) -> str:
        """Where the records of a kind are shown."""
        folder = self._home_of[kind]
        area = folder.partition(".")[0]
        entry = next(entry for entry in areas.ENTRIES if entry.folder == folder)
        first = next(other for other in areas.ENTRIES if other.tab == entry.tab and other.folder.startswith(f"{area}."))
        return f"{area}.{first.folder.rpartition('.')[2]}"

    def show_kind(self, kind: str) -> Any:
        """The page of a kind, brought to the front; None where the page that is open keeps the person."""
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

        if self.desk.database.read_only:
            self.desk.refused.emit(ReadOnlyWorkspace(_("Nothing can be added here."), self.desk.database.why_read_only))  # type: ignore[attr-defined]
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
        text = (
            _("{what} added: {title}").format(what=what, title=title) if title else _("{what} added").format(what=what)
        )
        self.window.notices.done(text, Action(_("Open"), partial(self.open_record, kind, record_id)))

    def open_palette(self) -> None:
        """Find actions, places and records by typing."""
        from itdesk.palette import open_palette

        open_palette(self)

    def show_keys(self) -> None:
        """The keys of this screen."""
        from itdesk.ui.key_sheet import KeySheet

        KeySheet(self.window.page_actions(), self.window.window_actions(), self.window).open()

    def show_help(self, place: str) -> None:
        """The page of the guide for this screen."""
        from itdesk.ui.help_pages import HelpWindow

        HelpWindow(place, self.window).open()

    def open_kiosk(self) -> None:
        """The shared PC's full screen."""
        from itdesk.areas.helpdesk.kiosk.page import open_kiosk

        if self._kiosk is None:
            self._kiosk = open_kiosk(self.desk)
            self._kiosk.left.connect(self._leave_kiosk)
        self.window.hide()  # or Alt+Tab would lead anybody to it

    def _leave_kiosk(self) -> None:
        if self._kiosk is not None:
            self._kiosk.deleteLater()
        self._kiosk = None
        self.window.show()

    # Menus

    def menu_actions(self) -> list[Action]:
        """What the menus of workspace and person offer, for the palette."""
        return [one for one in (*self._workspace_actions(), *self._person_actions()) if one is not None]

    def _workspace_actions(self) -> Sequence[Action | None]:
        return (
            Action(_("Shared PC screen"), self.open_kiosk, icon="desktop"),
            None,
            Action(_("Open another workspace…"), self._open_another, icon="folder"),
        )

    def _person_actions(self) -> Sequence[Action | None]:
        theme = Theme.current()
        return (
            Action(_("I am somebody else…"), self._choose_person, icon="users"),
            Action(_("What was not saved…"), self._show_left, icon="edit"),
            None,
            *(
                Action(word, partial(self._set_theme, mode), icon="check" if theme.mode == mode else "")
                for mode, word in (("system", _("Theme of the computer")), ("light", _("Light")), ("dark", _("Dark")))
            ),
            None,
            *(
                Action(
                    _("Text size {percent} %").format(percent=percent),
                    partial(self._set_percent, percent),
                    icon="check" if theme.percent == percent else "",
                )
                for percent in (90, 100, 125, 150)
            ),
        )

    def _set_theme(self, mode: str) -> None:
        Theme.current().set_mode(mode)
        self._keep(theme=mode)

    def _set_percent(self, percent: int) -> None:
        Theme.current().set_percent(percent)
        self._keep(percent=percent)

    @staticmethod
    def _keep(**chosen: object) -> None:
        file = settings_file()
        replace(Settings.load(file), **chosen).save(file)  # type: ignore[arg-type]

    def _choose_person(self) -> None:
        from itdesk.ui.record_chooser import RecordChooser

        chooser = RecordChooser(self.desk, "people", _("Who are you?"), self.window)
        chooser.chosen.connect(self._be)
        chooser.open()

    def _be(self, person_id: int) -> None:
        self.settings.setValue("actor", person_id)
        self.desk.typed_by(person_id)
        self._told_left = False
        self._read_who()

    def _open_another(self) -> None:
        QApplication.setQuitOnLastWindowClosed(False)
        closed = self.window.close()
        QApplication.setQuitOnLastWindowClosed(True)
        if closed:
            self._another()

    def _close(self) -> None:
        self.desk.changed.disconnect(self._note)
        self._told.stop()
        self._others.stop()
        work().close()
        if "drafts" in self.desk.__dict__:
            self.desk.drafts.close()
        self.desk.database.close()  # type: ignore[attr-defined]


def window_settings(workspace_uid: str) -> QSettings:
    """Window, panes and columns of one person in one workspace."""
    file = user_config_dir() / "windows" / f"{workspace_uid}.ini"
    return QSettings(str(file), QSettings.Format.IniFormat)


def wanted_person(settings: QSettings) -> int:
    """Who this person said they are, on this computer; 0 if they did not say."""
    return int(str(settings.value("actor", 0)))


def places(desk: Desk) -> tuple[Area, ...]:
    """The sidebar's areas with their tabs, from the list of what exists."""
    return tuple(
        Area(area.key, area.title, area.icon, area.letter, _tabs(desk, area.key), hidden=area.hidden)
        for area in areas.AREAS
    )


def _tabs(desk: Desk, area_key: str) -> tuple[Tab, ...]:
    """One tab a word, in the order of the list; entries with the same word share it."""
    found: dict[str, list[areas.Entry]] = {}
    for entry in areas.ENTRIES:
        if entry.tab and entry.folder.partition(".")[0] == area_key:
            found.setdefault(entry.tab, []).append(entry)
    return tuple(Tab(_key(entries[0]), _(word), _maker(desk, entries)) for word, entries in found.items())


def _key(entry: areas.Entry) -> str:
    return entry.folder.rpartition(".")[2]


def _maker(desk: Desk, entries: list[areas.Entry]) -> Callable[[], QWidget]:
    if len(entries) == 1:
        return partial(make_page, desk, entries[0])
    choices = tuple(Choice(_key(entry), areas.title_of(entry), partial(make_page, desk, entry)) for entry in entries)
    return partial(SwitchedPages, choices)


def make_page(desk: Desk, entry: areas.Entry) -> QWidget:
    """The page of an entry: its own where the folder has one, the general one of its record type otherwise."""
    if entry.own_page:
        own: QWidget = import_module(f"itdesk.areas.{entry.folder}.page").make_page(desk)
        return own
    from itdesk.ui.record_page import RecordPage

    general: QWidget = RecordPage(desk, areas.record_of(entry))
    return general
