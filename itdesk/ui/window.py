"""The window: sidebar, top bar and pages, the keys that move between them, and what it remembers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import cast

from PySide6.QtCore import QSettings, Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent, QResizeEvent, QShortcut, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from itdesk.core.texts import _
from itdesk.ui import keys, placement, reading_order
from itdesk.ui.foot import ActivityFoot
from itdesk.ui.menus import menu_of
from itdesk.ui.notices import Notices, NoticesList, Toasts
from itdesk.ui.page import Action, Page
from itdesk.ui.page_maker import PageMaker
from itdesk.ui.places import Area, Owner, Pinned
from itdesk.ui.reopening import keep_standing
from itdesk.ui.sidebar import Sidebar
from itdesk.ui.tasks import Tasks
from itdesk.ui.theme import Theme
from itdesk.ui.topbar import TopBar, primary_of, redo_words, undo_words
from itdesk.ui.turns import in_turns, soon
from itdesk.ui.visits import Travel
from itdesk.ui.window_actions import actions_of, shortcut_of, undo_menu, unheard, unlisted, ways_to

Actions = Callable[[], Sequence[Action | None]]
NARROW = 1080  # below this the sidebar folds by itself


class Window(reading_order.OrderedWindow):
    """A window on a workspace. Pages are made when they are first shown and refreshed when they are seen again.

    at_home: begin on the first area's page rather than where the person was when the window was closed.
    later: whoever makes the window has its first page made and shown in turns of their own.
    """

    place_shown = Signal(str)  # "area.tab"
    palette_wanted = Signal()
    search_wanted = Signal()
    pinned_wanted = Signal(str)  # key of a pinned view, after its page is shown
    help_wanted = Signal(str)  # the place that is shown
    keys_wanted = Signal()
    undo_wanted = Signal()
    undo_back_wanted = Signal(int)  # so many of the last steps
    redo_wanted = Signal()
    apart_wanted = Signal(str)  # a place, to be shown in a window of its own
    closing = Signal()

    def __init__(
        self,
        areas: Sequence[Area],
        *,
        workspace: Owner,
        person: Owner,
        settings: QSettings,
        tasks: Tasks | None = None,
        at_home: bool = False,
        later: bool = False,
        own_actions: Callable[[], Sequence[Action]] = tuple,
        workspace_actions: Actions = tuple,
        person_actions: Actions = tuple,
    ) -> None:
        super().__init__()
        self.areas = tuple(area for area in areas if area.tabs)
        self.settings = settings
        self.place = ""
        self.one_key = True
        self.refusal: Callable[[], Callable[[], None] | None] = lambda: None  # what says why nothing can be changed
        self._unmarked = ""
        self.asks = True  # before it closes; not while the system shuts down, which waits for nobody
        self.may_close: Callable[[], bool] = lambda: True  # asks about what pages don't know of, such as open dialogs
        self.notices = Notices(self)
        self._pages: dict[str, QWidget] = {}
        self._stale: dict[str, frozenset[str]] = {}
        self._travel = Travel(self, partial(self._go, remember=False), lambda: self.page)
        self._last_tab: dict[str, str] = {}
        self._shortcuts: list[QShortcut] = []
        self._title = self._typed = ""
        self._steps: list[str] = []
        self._again = ""
        self._maker = PageMaker(settings, at_home=at_home)
        self._own_actions = own_actions
        self._workspace_actions = workspace_actions
        self._person_actions = person_actions
        self._narrow = False
        if not later:
            self.make_ahead()
        self.sidebar = Sidebar(self.areas, workspace, person)
        self.topbar = TopBar()
        self.stack = QStackedWidget()
        self.activity = ActivityFoot()
        self._build()
        self.toasts = Toasts(self.notices, self._content)
        self._connect(tasks)
        self._listen()
        self.set_title(workspace.name)
        self._restore()
        if not later:
            self.arrive()

    def _build(self) -> None:
        self.setObjectName("window")
        whole = QWidget()
        row = QHBoxLayout(whole)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.sidebar)
        self._content = QFrame()
        self._content.setObjectName("content")
        column = QVBoxLayout(self._content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.topbar)
        column.addWidget(self.stack, 1)
        column.addWidget(self.activity)
        row.addWidget(self._content, 1)
        self.setCentralWidget(whole)
        theme = Theme.current()
        self.setMinimumSize(640, 480)
        self.resize(max(1280, theme.px(1280)), max(800, theme.px(800)))

    def _connect(self, tasks: Tasks | None) -> None:
        bar, side = self.topbar, self.sidebar
        side.area_chosen.connect(self.go_to)
        side.apart_wanted.connect(self.apart_wanted)
        side.pinned_chosen.connect(self.pinned_wanted)
        side.search_wanted.connect(self.palette_wanted)
        side.workspace_wanted.connect(self._workspace_menu)
        side.person_wanted.connect(self._person_menu)
        bar.tab_chosen.connect(self._choose_tab)
        bar.apart_wanted.connect(self._tab_apart)
        bar.undo_wanted.connect(self.undo_wanted)
        bar.steps_wanted.connect(self._show_steps)
        bar.notices_wanted.connect(self.show_notices)
        self.notices.changed.connect(lambda: bar.bell.set_dot(self.notices.unread > 0))
        Theme.current().follow(self, self._rescale)
        if tasks is not None:
            tasks.activity.connect(self.activity.show_activity)
            tasks.refused.connect(self.notices.failed)

    # Keys

    def window_actions(self) -> list[Action]:
        """What the window itself can do, for the palette and for the list of keys."""
        undo, redo = undo_words(self._steps[0] if self._steps else ""), redo_words(self._again)
        return [*actions_of(self, undo, redo), *self._own_actions(), *self.area_actions()]

    def area_actions(self) -> list[Action]:
        """The ways to the areas, which the palette lists as places."""
        return ways_to(self)

    def page_actions(self) -> list[Action]:
        """What can be done on the page that is shown."""
        page = self.page
        return list(page.page_actions()) if page is not None else []

    def _listen(self) -> None:
        for action in (*self.window_actions(), *unlisted(self)):
            if action.key:
                shortcut_of(self, action)

    def refresh_actions(self) -> None:
        """Ask the page again what can be done; for pages whose actions depend on the selection."""
        for old in self._shortcuts:
            old.setEnabled(False)
            old.deleteLater()
        actions = self.page_actions()
        self.topbar.set_primary(primary_of(actions))
        taken = {action.key for action in self.window_actions()}
        heard = [one for one in actions if one.key and one.key not in taken and one.listen]
        self._shortcuts = [shortcut_of(self, action) for action in (*heard, *unheard(heard, self.refusal()))]

    def _refresh_soon(self) -> None:
        soon(self, self.refresh_actions)

    # Places

    @property
    def page(self) -> Page | None:
        """The page that is shown."""
        shown = self._pages.get(self.place)
        return cast("Page", shown) if shown is not None else None

    def made_page(self, place: str) -> QWidget | None:
        """A page that was shown before, in front or not."""
        return self._pages.get(place)

    def go_to(self, place: str) -> bool:
        """Show a page, or the last page of an area; False if the page that is open wants to keep the person."""
        return self._go(place, remember=True)

    def go_back(self) -> None:
        """Show the place before this one."""
        self._travel.step(-1)

    def go_forward(self) -> None:
        """Show the place that was left by going back."""
        self._travel.step(1)

    def choose_tab(self, number: int) -> None:
        """Show a tab of this area, counted from 0."""
        area, _tab = self._find(self.place)
        if area is not None and number < len(area.tabs):
            self.go_to(area.place(area.tabs[number]))

    def focus_page(self) -> None:
        """Give the keyboard to the page that is shown."""
        shown = self.stack.currentWidget()
        if shown is not None:
            shown.setFocus(Qt.FocusReason.OtherFocusReason)

    def refresh(self, kinds: frozenset[str]) -> None:
        """Tell the page that is shown, and the others when they are seen again."""
        for place in self._pages:
            self._stale[place] = self._stale.get(place, frozenset()) | kinds
        self._catch_up()

    def _catch_up(self) -> None:
        kinds = self._stale.pop(self.place, frozenset())
        page = self.page
        if kinds and page is not None:
            page.refresh(kinds)
            self.refresh_actions()

    def read_again(self) -> None:
        """Show everything as it is now."""
        self.refresh(frozenset({"*"}))

    def _find(self, place: str) -> tuple[Area | None, int]:
        key, _dot, tab_key = place.partition(".")
        for area in self.areas:
            if area.key == key:
                wanted = tab_key or self._last_tab.get(key, "")
                for number, tab in enumerate(area.tabs):
                    if tab.key == wanted:
                        return area, number
                return (area, 0) if not tab_key else (None, 0)
        return None, 0

    def _go(self, place: str, *, remember: bool) -> bool:
        area, number = self._find(place)
        if area is None:
            return False
        tab = area.tabs[number]
        place = area.place(tab)
        if place == self.place:
            return True
        if self.page is not None and not self.page.can_leave():
            self.topbar.show_area(*self._shown_area())
            return False
        if place not in self._pages:
            made = self._maker.make(place, tab)
            if made is None:
                if self.place:
                    self.topbar.show_area(*self._shown_area())
                return False
            self._add_page(place, made)
        keep_standing(self.settings, self.place, self.page)
        if remember:
            self._travel.arrive(place)
        self.place = place
        self._last_tab[area.key] = tab.key
        self.stack.setCurrentWidget(self._pages[place])
        self.topbar.show_area(area, number)
        self.sidebar.areas.mark(area.key)
        self.settings.setValue("place", place)
        self.refresh_actions()
        self._catch_up()
        self.focus_page()
        self.place_shown.emit(place)
        return True

    def _add_page(self, place: str, made: QWidget) -> None:
        self._pages[place] = made
        self.stack.addWidget(made)
        if hasattr(made, "actions_changed"):
            made.actions_changed.connect(self._refresh_soon)
        if hasattr(made, "record_shown"):
            made.record_shown.connect(partial(self._record_shown, place))

    def _record_shown(self, place: str, record_id: int) -> None:
        if place == self.place:
            self._travel.show_record(place, record_id)
            keep_standing(self.settings, place, self.page)

    def _shown_area(self) -> tuple[Area, int]:
        area, number = self._find(self.place)
        return area or self.areas[0], number

    def _choose_tab(self, number: int) -> None:
        if number >= 0:
            self.choose_tab(number)

    def _tab_apart(self, number: int) -> None:
        area, _shown = self._shown_area()
        self.apart_wanted.emit(area.place(area.tabs[number]))

    @property
    def where(self) -> str:
        """The page that is shown, in words: its tab, or its area where there is one alone."""
        area, number = self._find(self.place)
        if area is None:
            return ""
        return area.tabs[number].title if len(area.tabs) > 1 else area.title

    def set_areas(self, areas: Sequence[Area]) -> None:
        """Offer these areas and tabs from now on; who is on one that is gone is led home."""
        self.areas = tuple(area for area in areas if area.tabs)
        self.sidebar.set_areas(self.areas)
        area, number = self._find(self.place)
        if area is not None:
            self.topbar.show_area(area, number)
        else:
            self.go_to(self.areas[0].key)
        self.sidebar.areas.mark(self.place.partition(".")[0])

    # Edges of the window

    def put_bar(self, bar: QWidget) -> None:
        """Have a bar between the top bar and the pages."""
        cast("QVBoxLayout", self._content.layout()).insertWidget(1, bar)

    def set_pinned(self, views: Sequence[Pinned]) -> None:
        """List pinned views in the sidebar."""
        self.sidebar.set_pinned(views)

    def set_undo(self, steps: Sequence[str], again: str = "") -> None:
        """Name what can be taken back, the last first, and what can be done again; nothing hides the button."""
        self._steps, self._again = list(steps), again
        self.topbar.set_undo(self._steps[0] if self._steps else "", again)

    def _show_steps(self) -> None:
        button = self.topbar.steps
        undo_menu(self, self._steps, self._again).popup(button.mapToGlobal(button.rect().bottomLeft()))

    def set_title(self, words: str) -> None:
        """Name the window; what is typed and not saved stands before it."""
        self._title = words
        self.show_unsaved(self._typed)

    def show_unsaved(self, what: str) -> None:
        """Mark the title bar with what is typed and not saved; nothing takes the mark away."""
        self._typed = what
        said = _("{record}[*] – {workspace}").format(record=what, workspace=self._title)
        self.setWindowTitle(said if what else self._title)
        self.setWindowModified(bool(what))

    def toggle_sidebar(self) -> None:
        """Fold the sidebar to icons, or back."""
        self.sidebar.set_folded(folded=not self.sidebar.folded)
        self.settings.setValue("folded", self.sidebar.folded)

    def show_notices(self) -> None:
        """Open the list behind the bell."""
        NoticesList(self.notices, self).open_below(self.topbar.bell)

    def _workspace_menu(self) -> None:
        hidden = [
            Action(area.title, partial(self.go_to, area.key), f"G, {area.letter}", area.icon)
            for area in self.areas
            if area.hidden
        ]
        actions = [*hidden, *([None] if hidden and self._workspace_actions() else []), *self._workspace_actions()]
        self._menu_at(self.sidebar.workspace, actions)

    def _person_menu(self) -> None:
        self._menu_at(self.sidebar.person, self._person_actions())

    def _menu_at(self, button: QWidget, actions: Sequence[Action | None]) -> None:
        if not actions:
            return
        menu = menu_of(actions, self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.setMinimumWidth(Theme.current().px(192))
        menu.popup(button.mapToGlobal(button.rect().bottomLeft()))

    def _rescale(self) -> None:
        self.sidebar.rescale()
        self.topbar.rescale()

    # What it remembers

    def _restore(self) -> None:
        placement.bring_back(self, self.settings)
        if self.settings.value("folded", defaultValue=False, type=bool):
            self.sidebar.set_folded(folded=True)

    def make_ahead(self) -> None:
        """Make the page that is shown first."""
        self._maker.make_first(self._find, self.areas)

    def arrive(self) -> None:
        """Show it."""
        if not self.go_to(self._maker.first_place(self.areas)) and self.areas:
            self.go_to(self.areas[0].key)

    def let_go(self, also: Callable[[], object]) -> None:
        """End, with each page in a turn of its own: all at once would take a quarter of a second."""
        pages, self._pages = self._pages, {}
        in_turns(self, *(page.deleteLater for page in pages.values()), also, self.deleteLater)

    # Qt

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = self.width() < Theme.current().px(NARROW)
        if narrow != self._narrow:
            self._narrow = narrow
            wanted = narrow or bool(self.settings.value("folded", defaultValue=False, type=bool))
            self.sidebar.set_folded(folded=wanted)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and not event.modifiers():
            self._escape()
            return
        super().keyPressEvent(event)

    def _escape(self) -> None:
        """One step: leave the field, let the page clear its selection, go back."""
        page = self.stack.currentWidget()
        if page is not None and keys.typing():
            page.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        escape = getattr(page, "escape", None)
        if callable(escape) and escape():
            return
        self._travel.step_to_other_place()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._travel.listen_to(self.windowHandle())

    def _pages_let_go(self) -> bool:
        return all(cast("Page", page).can_leave() for page in self._pages.values())

    def closeEvent(self, event: QCloseEvent) -> None:
        if self.asks and not (self._pages_let_go() and self.may_close()):
            event.ignore()
            return
        placement.keep(self, self.settings)
        for place, page in self._pages.items():
            keep_standing(self.settings, place, page)
        self.settings.sync()
        self.closing.emit()
        super().closeEvent(event)
