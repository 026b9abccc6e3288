"""Search over everything: type, narrow by chips, read beside, open, and come back to the same place."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from itdesk import areas
from itdesk.areas.home.search.days import Span, span_in
from itdesk.areas.home.search.page_begin import Begin
from itdesk.areas.home.search.page_nothing import Ways, nothing_found
from itdesk.areas.home.search.page_results import ResultList, Results
from itdesk.areas.home.search.page_saved import LatelySearched, SavedSearches
from itdesk.areas.home.search.rules import Asked, Hit, Since, asked_of, kinds, narrow, states
from itdesk.core.dates import order_of
from itdesk.core.formats import format_count, format_day_near
from itdesk.core.saved_views import SavedView
from itdesk.core.texts import _, ngettext
from itdesk.ui.chips import Chip
from itdesk.ui.clock import own_today
from itdesk.ui.desk import Desk
from itdesk.ui.labels import label
from itdesk.ui.menus import menu_of
from itdesk.ui.page import Action
from itdesk.ui.palette_rows import Subject
from itdesk.ui.record_actions import actions_on
from itdesk.ui.record_chooser import RecordChooser
from itdesk.ui.record_panel import RecordPanel
from itdesk.ui.sections import IconMark
from itdesk.ui.theme import Theme
from itdesk.ui.toolbar import Toolbar
from itdesk.ui.voice import say

if TYPE_CHECKING:
    from itdesk.areas.home.search.queries import Result

PAUSE_MS = 120
STAYS_MS = 3000  # what is looked at for so long was worth looking for
NARROW = 900  # pixels at 100 % below which the panel folds


def make_page(desk: Desk) -> QWidget:
    """The page for the window."""
    return SearchPage(desk)


class SearchPage(QWidget):
    """One line to type in, chips below it, results by kind, and the record that is marked beside them."""

    actions_changed = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._asked = Asked()
        self._found: Result | None = None
        self._answered = Asked()
        self._keep: tuple[str, int] = ("", 0)
        self._panels: dict[str, RecordPanel] = {}
        self.field = QLineEdit()
        self.field.setProperty("look", "plain")
        self.field.setProperty("role", "palette")
        self.field.setPlaceholderText(_("Words, a number, a name, a part of a phone number…"))
        self.field.setAccessibleName(_("Search everything"))
        self.results = Results(desk.registry, self._day_of, self)
        self.list = ResultList(self.results)
        self.bar = Toolbar()
        self._pause = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._build()
        self._pause.timeout.connect(self._look)
        self.field.textEdited.connect(self._typed)
        self.field.installEventFilter(self)
        self.list.opened.connect(lambda hit: desk.open_record(hit.kind, hit.id))
        self.list.shown.connect(self._show_beside)
        self.setFocusProxy(self.field)
        self.saved = SavedSearches(desk, self)
        self.lately = LatelySearched(desk.workspace.uid, desk.sealer)
        self._stays = QTimer(self, singleShot=True, interval=STAYS_MS)
        self._stays.timeout.connect(self._remember)
        self.list.opened.connect(lambda _hit: self._remember())
        desk.views.changed.connect(self._views_changed)
        self._show_chips()
        self._show()

    def _build(self) -> None:
        head = QFrame()
        head.setProperty("look", "row")
        row = QHBoxLayout(head)
        row.setContentsMargins(16, 8, 16, 8)
        row.setSpacing(12)
        row.addWidget(IconMark("search"))
        row.addWidget(self.field, 1)
        self._kind = Chip(_("Kind"), look="menu")
        self._person = Chip(_("Person"), look="menu")
        self._since = Chip(_("Changed"), look="menu")
        self._state = Chip(_("State"), look="menu")
        self._days = Chip(_("Changed"), look="on")
        self._bin = Chip(_("In the bin"), look="on")
        for chip, run in (
            (self._kind, self._choose_kind),
            (self._person, self._choose_person),
            (self._since, self._choose_since),
            (self._state, self._choose_state),
            (self._days, self._choose_days),
            (self._bin, self._leave_bin),
        ):
            chip.clicked.connect(run)
            self.bar.add(chip)
        for chip, cleared in (
            (self._kind, {"kind": ""}),
            (self._person, {"person": 0, "person_name": ""}),
            (self._since, {"since": Since.EVER}),
            (self._state, {"state": ""}),
            (self._bin, {"deleted": False}),
        ):
            chip.removed.connect(partial(self._change, **cleared))
        self._days.removed.connect(self._without_days)
        self._counted = label("", "small", "text-2")
        self._counted.setContentsMargins(16, 6, 16, 6)
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._middle = QStackedWidget()
        self._middle.addWidget(self.list)
        column.addWidget(self._middle, 1)
        column.addWidget(self._counted)
        self._beside = QStackedWidget()
        self._beside.addWidget(QWidget())
        self._beside.setFixedWidth(Theme.current().px(352))
        self.splitter = QSplitter()
        self.splitter.setChildrenCollapsible(False)
        self.splitter.addWidget(left)
        self.splitter.addWidget(self._beside)
        self.splitter.setStretchFactor(0, 1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(head)
        whole.addWidget(self.bar)
        whole.addWidget(self.splitter, 1)

    # what is asked

    def search_for(self, words: str, *, deleted: bool = False) -> None:
        """Look for these words, without any chip."""
        self._ask(Asked(words=words, deleted=deleted))

    def _ask(self, asked: Asked) -> None:
        """Look for this, as somebody saved it or looked for it before."""
        self.field.setText(asked.words)
        self._asked = replace(asked, span=self._span(asked.words))
        self._show_chips()
        self._look()

    def _span(self, words: str) -> Span | None:
        return span_in(words, own_today(), order_of(self._desk.workspace.locale))

    def _typed(self, text: str) -> None:
        self._asked = replace(self._asked, words=text, span=self._span(text))
        self._show_chips()
        self._pause.start()

    def search_again(self, one: Asked | SavedView) -> None:
        """A saved search, or one of lately."""
        self._ask(asked_of(one.state) if isinstance(one, SavedView) else one)

    def show_view(self, key: str) -> bool:
        """A saved search by its key, as the sidebar pins it."""
        found = self.saved.named(key)
        if found is not None:
            self.search_again(found)
        return found is not None

    def _remember(self) -> None:
        if self._found is not None and self._found.hits and self._answered == self._asked:
            self.lately.add(self._asked)

    def _views_changed(self) -> None:
        if not self._asked.words.strip():
            self._show()
        self.actions_changed.emit()

    def _change(self, **changed: Any) -> None:
        self._asked = replace(self._asked, **changed)
        self._show_chips()
        self._look()

    def _look(self) -> None:
        self._pause.stop()
        asked, off = self._asked, areas.off_for(self._desk)
        on = areas.kinds_on(off) if off else None

        def read(session: Any) -> Result:
            from itdesk.areas.home.search import queries

            return queries.survey(session, asked.searched, queries.Among(asked.kind, on), deleted=asked.deleted)

        self._desk.read(self, read, partial(self._take, asked), key="survey")

    def _take(self, asked: Asked, found: Result) -> None:
        current = self.list.current()
        if current is not None and asked.words == self._answered.words:
            self._keep = (current.kind, current.id)
        self._found, self._answered = found, asked
        self._stays.start()
        self._show()

    # what is shown

    def _show(self) -> None:
        found = self._found
        hits = narrow(found.hits, self._asked, own_today()) if found is not None else []
        self.results.show(hits, self._answered.searched)
        self.list.go_to(self.results.row_of(*self._keep))
        self._show_counted(len(hits))
        self._show_chips()
        shown = self._middle.currentWidget()
        if hits:
            self._middle.setCurrentWidget(self.list)
        else:
            empty = self._empty()
            say(empty, empty.accessibleName() if self._found is not None else "")
            self._middle.addWidget(empty)
            self._middle.setCurrentWidget(empty)
            self._show_beside(None)
        if shown is not None and shown is not self.list:
            self._middle.removeWidget(shown)
            shown.deleteLater()
        self.actions_changed.emit()

    def _show_counted(self, count: int) -> None:
        said = ngettext("{n} result", "{n} results", count).format(n=format_count(count)) if count else ""
        if count and self._found is not None and self._found.more:
            said = _("{results}, and more. Keep typing to narrow it.").format(results=said)
        self._counted.setText(said)
        self._counted.setVisible(bool(said))
        say(self._counted, said)

    def _empty(self) -> QWidget:
        words = self._asked.words.strip()
        if not words:
            return Begin(self.saved.all(), self.lately.all, self.search_again)
        ways = Ways(self.search_for, self._ask, self._change)
        made = partial(self._desk.create_record, "tickets", {"title": words[:255]})
        return nothing_found(self._asked, self._found, ways, None if self._desk.database.read_only else made)

    def _day_of(self, hit: Hit) -> str:
        workspace = self._desk.workspace
        return format_day_near(hit.at, today=own_today(), locale=workspace.locale)

    def _show_beside(self, hit: Hit | None) -> None:
        self._room_for_panel()
        if hit is None:
            self._beside.setCurrentIndex(0)
            return
        panel = self._panels.get(hit.kind)
        if panel is None:
            panel = self._panels[hit.kind] = RecordPanel(self._desk, self._desk.registry[hit.kind], ())
            panel.opened.connect(partial(self._desk.open_record, hit.kind))
            self._beside.addWidget(panel)
        panel.show_record(hit.id)
        self._beside.setCurrentWidget(panel)

    # chips

    def _show_chips(self) -> None:
        asked, registry = self._asked, self._desk.registry
        for chip, value in (
            (self._kind, registry[asked.kind].plural if asked.kind else ""),
            (self._person, asked.person_name),
            (self._since, asked.since.label if asked.since else ""),
            (self._state, asked.state),
        ):
            chip.look = "on" if value else "menu"
            chip.set_words(chip.field, value)
        self._days.setVisible(asked.span is not None)
        self._days.set_words(self._days.field, asked.span.said if asked.span is not None else "")
        self._bin.setVisible(asked.deleted)
        self.bar.updateGeometry()

    def _choose_kind(self) -> None:
        found = kinds(self._found.hits) if self._found is not None else []
        registry = self._desk.registry
        actions: list[Action | None] = [
            Action(
                _("{kind} · {n}").format(kind=registry[kind].plural, n=count),
                partial(self._change, kind=kind),
                icon=registry[kind].icon,
            )
            for kind, count in found
        ]
        others = [record_type for record_type in registry if record_type.kind not in dict(found)]
        actions += [
            None,
            *(Action(one.plural, partial(self._change, kind=one.kind), icon=one.icon) for one in others),
        ]
        self._menu(self._kind, actions, {"kind": ""})

    def _choose_state(self) -> None:
        found = states(self._found.hits) if self._found is not None else []
        actions: list[Action | None] = [
            Action(_("{state} · {n}").format(state=state, n=count), partial(self._change, state=state))
            for state, count in found
        ]
        self._menu(self._state, actions, {"state": ""})

    def _choose_since(self) -> None:
        actions: list[Action | None] = [Action(one.label, partial(self._change, since=one)) for one in Since if one]
        self._menu(self._since, actions, {"since": Since.EVER})

    def _choose_days(self) -> None:
        """Days that stand in the words are left out, or looked for as the words that they are."""
        span, words = self._asked.span, self._asked.words.strip()
        if span is not None:
            leave = Action(_("Leave out “{word}”").format(word=span.said), self._without_days, icon="cal")
            literal = _("Look for “{words}” word by word").format(words=words)
            menu = menu_of([leave, Action(literal, partial(self._change, span=None), icon="search")], self)
            menu.aboutToHide.connect(menu.deleteLater)
            menu.popup(self._days.mapToGlobal(QPoint(0, self._days.height() + 2)))

    def _without_days(self) -> None:
        """The same search without its days, which go from the line as well."""
        if self._asked.span is not None:
            self._ask(replace(self._asked, words=self._asked.span.rest))

    def _choose_person(self) -> None:
        chooser = RecordChooser(self._desk, "people", _("Whose records?"), self.window(), none=_("Everybody's"))
        chooser.chosen.connect(self._take_person)
        chooser.open()

    def _take_person(self, person_id: int) -> None:
        def read(session: Any) -> str:
            from itdesk.db import records

            return records.title_of(session, "people", person_id) if person_id else ""

        self._desk.read(self, read, lambda name: self._change(person=person_id, person_name=name), key="person")

    def _leave_bin(self) -> None:
        self._change(deleted=False)

    def _menu(self, chip: Chip, actions: list[Action | None], cleared: dict[str, Any]) -> None:
        if chip.look == "on":
            actions = [*actions, None, Action(_("Remove this filter"), partial(self._change, **cleared), icon="x")]
        menu = menu_of(actions or [Action(_("Type something first"), self.field.setFocus)], self)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(chip.mapToGlobal(QPoint(0, chip.height() + 2)))

    # Page

    def page_actions(self) -> Sequence[Action]:
        """What can be done here now."""
        choose: tuple[tuple[str, Callable[[], object]], ...] = (
            (_("Filter by kind"), self._choose_kind),
            (_("Filter by person"), self._choose_person),
            (_("Filter by day"), self._choose_since),
            (_("Filter by state"), self._choose_state),
        )
        return (
            Action(_("Find in this list"), self.focus_field, "Ctrl+F", "search"),
            Action(_("Open"), self.list.open_current, "Return", "arrow", listen=False),
            Action(_("Next"), partial(self.list.step, 1), "J", "down"),
            Action(_("Previous"), partial(self.list.step, -1), "K", "up"),
            *(Action(word, run, icon="filter") for word, run in choose),
            Action(_("Search in the bin"), partial(self._change, deleted=True), icon="trash"),
            *self._saving(),
        )

    def _saving(self) -> list[Action]:
        """What can be done with the search itself."""
        if not self._asked.words.strip():
            return []
        kept = self.saved.of(self._asked)
        if kept is None:
            return [Action(_("Save this search…"), self._save, "Ctrl+S", "star")]
        word = _("Unpin from the sidebar") if self.saved.is_pinned(kept) else _("Pin to the sidebar")
        pin = [Action(word, partial(self.saved.pin, kept), icon="pin")] if self.saved.may_pin(kept) else []
        return [*pin, Action(_("Forget this saved search"), partial(self.saved.delete, kept), icon="trash")]

    def _save(self) -> None:
        self.saved.save(self._asked, lambda _view: self.actions_changed.emit())

    def subject(self) -> Subject | None:
        """The record that is marked, for the palette."""
        hit = self.list.current()
        if hit is None:
            return None
        record_type = self._desk.registry[hit.kind]
        name = hit.number or hit.title or record_type.singular
        return Subject(
            name,
            _("Do with {name}").format(name=name),
            actions_on(self._desk, record_type, hit.id, name, self.window()),
        )

    def focus_field(self) -> None:
        """Put the keyboard into the line, with what stands there marked."""
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)
        self.field.selectAll()

    def refresh(self, _kinds: frozenset[str]) -> None:
        """Look again, and stay where one is."""
        if self._asked.words.strip():
            self._look()

    def can_leave(self) -> bool:
        """What was searched for stays."""
        return True

    def escape(self) -> bool:
        """Out of the chips first, then out of the words."""
        if self._asked.is_narrowed:
            self.search_for(self._asked.words, deleted=False)
            return True
        return False

    # Qt

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.field and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            moves = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 8, Qt.Key.Key_PageUp: -8}
            if event.key() in moves:
                self.list.step(moves[Qt.Key(event.key())])
                return True
            if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
                if self._pause.isActive():
                    self._look()
                else:
                    self.list.open_current()
                return True
        return False

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._room_for_panel()

    def _room_for_panel(self) -> None:
        """The panel is there while something is marked and it leaves room to read the results."""
        has_room = self.width() >= Theme.current().px(NARROW)
        self._beside.setVisible(has_room and self.list.current() is not None)
