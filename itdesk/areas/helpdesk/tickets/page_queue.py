"""The two-line list of the queue: late, due today, later, each with its clock."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import partial
from typing import Any

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QPoint, Qt, QTimer, Signal
from PySide6.QtWidgets import QAbstractItemView, QFrame, QLineEdit, QListView, QVBoxLayout, QWidget

from itdesk.areas.helpdesk.service_levels.choices import Priority
from itdesk.areas.helpdesk.tickets import rules
from itdesk.areas.helpdesk.tickets.choices import Status
from itdesk.core.choices import Choice
from itdesk.core.formats import format_count
from itdesk.core.texts import _, ngettext
from itdesk.ui.clock import ClockText, Minute
from itdesk.ui.delegates import GroupHead, ItemDelegate, Items, Shape, TwoLines
from itdesk.ui.drafts import Drafts
from itdesk.ui.foot import Foot
from itdesk.ui.labels import label
from itdesk.ui.menus import menu_of
from itdesk.ui.page import Action
from itdesk.ui.theme import Theme
from itdesk.ui.toolbar import Toolbar
from itdesk.ui.voice import say


def shape(choice: Choice) -> Shape:
    """A declared choice as a list draws it."""
    return Shape(choice.icon, choice.tone, choice.label)


def clock_of(row: Any, calendar: Any, now: datetime) -> ClockText:
    """A ticket's clock as a list draws it, counted in working time."""
    found = rules.clock(
        status=row.status,
        waiting_reason=row.waiting_reason,
        opened_at=row.opened_at,
        due_at=row.due_at,
        resolved_at=None,
        now=now,
        calendar=calendar,
    )
    if found.state == "none":
        return ClockText("", "text-3", "", bold=False)
    tone = {"late": "red-text", "missed": "red-text", "soon": "amber-text", "met": "green-text"}.get(
        found.state, "text-2"
    )
    return ClockText(found.short, tone, found.state.icon, bold=found.state in {"late", "soon"})


GOING = frozenset({"J", "K", "Ctrl+F", "Ctrl+I", "Ctrl+Alt+F", "F3", "Shift+F3"})  # keys that lead about, at no ticket
BESIDES = frozenset({"C", "V"})  # of the queue itself: below what is done to the ticket


class QueueList(QFrame):
    """View, list and count. `chosen` tells the ticket in front, 0 when there is none."""

    chosen = Signal(int)
    view_changed = Signal()
    searched = Signal()

    def __init__(
        self, views: Sequence[Choice], view: str, drafts: Drafts, actions: Callable[[], Sequence[Action]]
    ) -> None:
        super().__init__()
        self._actions = actions  # what can be done now, for the menu over a ticket
        self._drafts = drafts
        drafts.changed.connect(self._tick)
        self.view = view
        self._views = tuple(views)
        self._queue: Any = None
        self._wanted = 0
        self._visited = 0  # the ticket in front that this view doesn't have
        self._folded: set[str] = set()
        self._counted: tuple[str, str] | None = None  # what the count was last told for
        self.toolbar = Toolbar()
        self._name = self.toolbar.add_view(self._view_label(), self._choose_view)
        self.words = QLineEdit()
        self.words.setPlaceholderText(_("Find in this list"))
        self.words.setAccessibleName(_("Find in this list"))
        self.words.setClearButtonEnabled(True)
        self.words.hide()
        self._items = Items(self)
        self.list = QListView()
        self.list.setModel(self._items)
        self.list.setItemDelegate(ItemDelegate(self.list))
        self.list.setAccessibleName(_("Tickets"))
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.list.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.list.setUniformItemSizes(False)
        self.list.selectionModel().currentChanged.connect(self._moved)
        self.list.clicked.connect(self._clicked)
        self.list.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.list.customContextMenuRequested.connect(self._menu)
        self._nothing = label("", "body", "text-2", wrap=True)
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._nothing.setContentsMargins(24, 24, 24, 24)
        self.foot = Foot()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for part, stretch in ((self.toolbar, 0), (self.words, 0), (self._nothing, 1), (self.list, 1), (self.foot, 0)):
            column.addWidget(part, stretch)
        self._pause = QTimer(self, singleShot=True, interval=180)
        self._pause.timeout.connect(self.searched)
        self.words.textChanged.connect(lambda _text: self._pause.start())
        Minute.shared().passed.connect(self._tick)
        self.setMinimumWidth(Theme.current().px(260))
        self.setFocusProxy(self.list)

    @property
    def search_text(self) -> str:
        """What is looked for in this list."""
        return self.words.text().strip() if self.words.isVisible() else ""

    @property
    def current(self) -> int:
        """The ticket in front, 0 without one."""
        if self._visited:
            return self._visited
        index = self.list.currentIndex()
        item = self._items.items[index.row()] if index.isValid() else None
        return int(item.key) if isinstance(item, TwoLines) and isinstance(item.key, int) else 0

    def show_queue(self, queue: Any) -> None:
        """Show these tickets, staying on the one in front, or on its neighbour when it left the list.

        A ticket that was asked for and isn't in this view stays in front without a row.
        """
        before, row, scrolled = self.current, self.list.currentIndex().row(), self.list.verticalScrollBar().value()
        self._queue = queue
        wanted = self._wanted or before
        self._unfold(wanted)
        self._fill()
        self.list.verticalScrollBar().setValue(scrolled)
        at = self._items.row_of(wanted) if wanted else -1
        self._visited = wanted if at < 0 and wanted in {self._wanted, self._visited} else 0
        if at < 0 and not self._visited:
            at = self._nearest(max(row, 0))
        self._wanted = 0
        if at >= 0:
            flag = QItemSelectionModel.SelectionFlag.ClearAndSelect
            self.list.selectionModel().setCurrentIndex(self._items.index(at), flag)
        empty = not self._items.items
        self._nothing.setVisible(empty)
        self.list.setVisible(not empty)
        self._nothing.setText(
            _("Nothing here has these words. Clear the line above to see all.")
            if self.search_text
            else _("Nothing to do here. New tickets appear by themselves.")
        )
        total = queue.total
        count = ngettext("{n} ticket", "{n} tickets", total).format(n=format_count(total))
        self.foot.show_facts(count, end=_("Sorted by deadline"))
        if self._counted not in {None, (self.view, self.search_text)}:
            say(self.foot, count)
        self._counted = (self.view, self.search_text)
        if empty and not self._visited:
            self.chosen.emit(0)

    def want(self, ticket_id: int) -> None:
        """Go to this ticket when the list is read next, or stay with it where the list doesn't have it."""
        self._wanted = ticket_id

    def set_view(self, view: str) -> None:
        """Look at another view."""
        self.view, self._visited = view, 0
        self._name.set_title(self._view_label())
        self.view_changed.emit()

    def step(self, by: int) -> None:
        """To the next ticket, or back."""
        rows = [number for number, item in enumerate(self._items.items) if isinstance(item, TwoLines)]
        if not rows:
            return
        at = self.list.currentIndex().row()
        place = rows.index(at) + by if at in rows else 0
        self.list.setCurrentIndex(self._items.index(rows[max(0, min(len(rows) - 1, place))]))

    def open_search(self) -> None:
        """Show the line to search in this list."""
        self.words.show()
        self.words.setFocus()
        self.words.selectAll()

    def close_search(self) -> bool:
        """Clear and hide the line; False if it wasn't there."""
        if not self.words.isVisible():
            return False
        self.words.hide()
        self.words.clear()
        self.searched.emit()
        self.list.setFocus()
        return True

    def _fill(self) -> None:
        queue, now = self._queue, datetime.now(UTC)
        items: list[GroupHead | TwoLines] = []
        for due in rules.Due:
            count = queue.counts.get(due, 0)
            if not count:
                continue
            folded = str(due) in self._folded
            tone = "red-text" if due is rules.Due.PAST else "text"
            items.append(GroupHead(due.label, count, tone, folded=folded))
            if not folded:
                items.extend(self._two_lines(row, now) for row in queue.rows if row.group is due)
        self._items.show(items)

    def _unfold(self, ticket_id: int) -> None:
        """A ticket that was asked for is never hidden in a folded group."""
        if ticket_id == self._wanted:
            self._folded -= {str(row.group) for row in self._queue.rows if row.id == ticket_id}

    def _two_lines(self, row: Any, now: datetime) -> TwoLines:
        return TwoLines(
            row.id,
            row.title,
            row.number,
            row.requester,
            above=shape(Priority(row.priority)),
            below=shape(Status(row.status)),
            clock=clock_of(row, self._queue.calendar, now),
            unread=row.has_news,
            draft=row.id in self._drafts.records("tickets"),
        )

    def _tick(self) -> None:
        """The clocks move once a minute, without reading anything."""
        if self._queue is not None and self.isVisible():
            at, scrolled = self.current, self.list.verticalScrollBar().value()
            self.list.selectionModel().blockSignals(True)
            self._fill()
            row = self._items.row_of(at)
            if row >= 0:
                self.list.setCurrentIndex(self._items.index(row))
            self.list.selectionModel().blockSignals(False)
            self.list.verticalScrollBar().setValue(scrolled)

    def _nearest(self, row: int) -> int:
        rows = [number for number, item in enumerate(self._items.items) if isinstance(item, TwoLines)]
        return min(rows, key=lambda number: abs(number - row)) if rows else -1

    def _moved(self, now: QModelIndex, _before: QModelIndex) -> None:
        item = self._items.items[now.row()] if now.isValid() else None
        if isinstance(item, TwoLines) and isinstance(item.key, int):
            self._visited = 0
            self.chosen.emit(item.key)

    def _menu(self, place: QPoint) -> None:
        """What can be done with the ticket in front; under it where a key asks."""
        if not self.current:
            return
        found = [one for one in self._actions() if one.key not in GOING]
        done_to_it, besides = ([one for one in found if (one.key in BESIDES) is late] for late in (False, True))
        menu = menu_of([*done_to_it, None, *besides] if done_to_it else besides, self)
        menu.aboutToHide.connect(menu.deleteLater)
        box = self.list.visualRect(self.list.currentIndex())
        menu.popup(self.list.viewport().mapToGlobal(place if box.contains(place) else box.bottomLeft()))

    def _clicked(self, index: QModelIndex) -> None:
        item = self._items.items[index.row()]
        if isinstance(item, GroupHead):
            due = next(due for due in rules.Due if due.label == item.title)
            self._folded ^= {str(due)}
            self.show_queue(self._queue)

    def _view_label(self) -> str:
        return next(view.label for view in self._views if view == self.view)

    def _choose_view(self) -> None:
        actions = [
            Action(view.label, partial(self.set_view, str(view)), icon="check" if view == self.view else "")
            for view in self._views
        ]
        menu_of(actions, self).popup(self._name.mapToGlobal(self._name.rect().bottomLeft()))


def below(button: QWidget, actions: Sequence[Action | None], parent: QWidget) -> Callable[[], None]:
    """Opens a menu of these actions under a button."""

    def open_menu() -> None:
        menu_of(actions, parent).popup(button.mapToGlobal(button.rect().bottomLeft()))

    return open_menu
