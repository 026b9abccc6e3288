"""The list of a record type with its toolbar: views, chips, search, columns, groups, foot, empty states, bulk bar."""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from PySide6.QtCore import QPoint, QTimer, Signal
from PySide6.QtWidgets import QStackedLayout, QVBoxLayout, QWidget

from itdesk.core.custom import FIELDS
from itdesk.core.filters import Filter, Operator
from itdesk.core.grouping import levels, title
from itdesk.core.record import TEXTUAL, Kind, RecordType
from itdesk.core.rights import Deed, Verb
from itdesk.core.summaries import Summary
from itdesk.core.texts import _
from itdesk.core.value_texts import field_of, noun
from itdesk.db.list_state import ListState
from itdesk.ui import list_popups
from itdesk.ui.bulk_fields import bulk_fields
from itdesk.ui.bulkbar import BulkBar
from itdesk.ui.buttons import Button
from itdesk.ui.column_foot import ColumnFoot
from itdesk.ui.desk import Desk
from itdesk.ui.emptystate import EmptyState, nothing_found
from itdesk.ui.filter_bar import FilterBar, FindBox
from itdesk.ui.group_menus import group_actions, inner_group_actions
from itdesk.ui.list_cells import ListCells
from itdesk.ui.list_foot import ListFoot
from itdesk.ui.list_menus import cell_actions, foot_actions
from itdesk.ui.list_views import ListViews
from itdesk.ui.menus import menu_of
from itdesk.ui.page import Action
from itdesk.ui.record_cells import CellPainter
from itdesk.ui.record_table import RecordTable
from itdesk.ui.toolbar import Toolbar

KEEP_MS = 400


def may_add_field(desk: Desk, record_type: RecordType) -> bool:
    """Whether the firm can add fields of its own to this record type here."""
    return record_type.kind != FIELDS and FIELDS in desk.registry and desk.may(Verb.CREATE, FIELDS)


class RecordList(QWidget):
    """Everything between the top bar and the foot. What concerns a record comes out as signals."""

    opened = Signal(int)
    current_changed = Signal(int)
    create_wanted = Signal()
    import_wanted = Signal()
    export_wanted = Signal()
    bulk_edit_wanted = Signal(object)  # array of ids
    delete_wanted = Signal(object)  # array of ids
    merge_wanted = Signal(object)  # array of ids
    bin_wanted = Signal()
    table_pasted = Signal(object)  # bytes of a file: rows that are none of these records
    filled = Signal(bool)  # whether there is anything to show
    actions_changed = Signal()

    def __init__(
        self,
        desk: Desk,
        record_type: RecordType,
        *,
        painters: Mapping[str, CellPainter] | None = None,
        ticks: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.desk = desk
        self.record_type = record_type
        self.extra: tuple[Action, ...] = ()  # a feature's own actions on the selection
        self._empty: QWidget | None = None
        self.toolbar = Toolbar()
        self.table = RecordTable(desk, record_type, painters, ticks=ticks)
        self.foot = ListFoot(desk, record_type, self.table)
        self.views = ListViews(desk, record_type, lambda: self.state, self)
        self.cells = ListCells(desk, record_type, self)
        self._build()
        self._connect()
        self.views.show_first()

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.toolbar)
        self.view_button = self.toolbar.add_view("", self.open_views)
        self.toolbar.add_divider()
        self.filters = FilterBar(self.desk, self.record_type, self.toolbar)
        self.filters.listed = lambda: self.state
        self.find_box = FindBox(noun(self.record_type.plural))
        self.find_box.hide()
        self.toolbar.add(self.find_box, end=True)
        icon_only = partial(Button, kind="quiet", small=True)
        self.find_button = icon_only(icon="search", name=_("Find in this list"), key="", run=self.open_find)
        self.toolbar.add(
            self.find_button, end=True, action=Action(_("Find in this list"), self.open_find, "Ctrl+F", "search")
        )
        self.group_button = icon_only(icon="group", name=_("Group"), run=self.open_groups)
        self.toolbar.add(self.group_button, end=True, action=Action(_("Group…"), self.open_groups, icon="group"))
        self.sort_button = icon_only(icon="sort", name=_("Sort"), key="Shift+S", run=self.open_sort)
        self.toolbar.add(self.sort_button, end=True, action=Action(_("Sort…"), self.open_sort, "Shift+S", "sort"))
        self.columns_button = icon_only(_("Columns"), icon="cols", run=self.open_columns)
        self.toolbar.add(self.columns_button, end=True, action=Action(_("Columns…"), self.open_columns, icon="cols"))
        self._middle = QWidget()
        self._stack = QStackedLayout(self._middle)
        self._stack.addWidget(self.table)
        column.addWidget(self._middle, 1)
        self.feet = ColumnFoot(self.table)
        self.feet.menu_wanted.connect(self.open_foot_menu)
        column.addWidget(self.feet)
        column.addWidget(self.foot)
        self.bulk = BulkBar(self._middle)
        self.setFocusProxy(self.table)

    def _connect(self) -> None:
        table = self.table
        table.opened.connect(self.opened)
        table.current_changed.connect(self.current_changed)
        table.selection_changed.connect(self._selection_changed)
        table.state_changed.connect(self._state_changed)
        table.edit_wanted.connect(self.edit_cell)
        table.menu_wanted.connect(self._open_menu)
        table.delete_wanted.connect(self._delete)
        table.paste_wanted.connect(self.paste)
        table.records.loaded.connect(self._loaded)
        table.records.loaded.connect(self.cells.place)
        self.views.shown.connect(self._show_state)
        self.views.marked.connect(self._mark_view)
        self.filters.changed.connect(self._filters_changed)
        self.find_box.wanted.connect(self._find)
        self.find_box.left.connect(self._leave_find)
        self.bulk.cleared.connect(table.clearSelection)
        self._keep = QTimer(self, singleShot=True, interval=KEEP_MS)
        self._keep.timeout.connect(self.views.keep)

    @property
    def state(self) -> ListState:
        """What is shown."""
        return self.table.list_state

    # views

    def show_view(self, name: str) -> bool:
        """Show a declared view, or one of the person's own, by its name; False if there is none."""
        return self.views.show(name)

    def _show_state(self, state: ListState) -> None:
        self.find_box.clear()
        self.find_box.hide()
        self.find_button.show()
        self.filters.set_filters(state.filters)
        self.table.clearSelection()
        self.table.show_state(state)
        self.feet.read_again()
        self._mark_group()
        self._mark_view()

    def open_views(self) -> None:
        """The menu of views, and the way to the bin."""
        colours = Action(_("Colour rows…"), self.open_rules, icon="flag")
        bin_ = [Action(_("Bin…"), self.bin_wanted.emit, icon="trash")] if self.desk.may_do(Deed.BIN) else []
        self._menu(
            [*self.views.actions(), None, colours, *bin_],
            self.view_button.mapToGlobal(self.view_button.rect().bottomLeft()),
        )

    # what the person changes

    def change(self, state: ListState) -> None:
        """Show the list as the person wants it, and keep it so."""
        self.table.show_state(state)
        self.feet.read_again()
        self._keep.start()
        self._mark_group()
        self._mark_view()

    def _mark_view(self) -> None:
        self.view_button.set_title(self.views.name, changed=self.views.is_changed)
        self.actions_changed.emit()

    def _state_changed(self, _state: ListState) -> None:
        self._keep.start()
        self._mark_view()

    def _filters_changed(self, filters: tuple[Filter, ...]) -> None:
        self.change(replace(self.state, filters=filters))

    def open_find(self) -> None:
        """Show the field that searches within the list."""
        self.find_box.show()
        self.find_button.hide()
        self.find_box.setFocus()
        self.find_box.selectAll()

    def _find(self, text: str) -> None:
        self.table.show_state(replace(self.state, text=text))

    def _leave_find(self) -> None:
        if not self.find_box.text():
            self.find_box.hide()
            self.find_button.show()
        self.table.setFocus()

    def open_columns(self) -> None:
        """The popup that chooses and orders columns."""
        list_popups.open_columns(self, may_add=may_add_field(self.desk, self.record_type))

    def open_sort(self) -> None:
        """The popup that orders the list by several columns."""
        list_popups.open_sort(self)

    def open_foot_menu(self, name: str, place: QPoint | None = None) -> None:
        """The menu of what the foot of a column tells."""
        self._menu(foot_actions(self, name), place or self.table.columns.foot_of(name))

    def show_foot(self, name: str, summary: Summary | None) -> None:
        """Let the foot of a column tell something, or nothing."""
        feet = {one: what for one, what in self.state.feet.items() if one != name}
        self.change(replace(self.state, feet=feet if summary is None else {**feet, name: summary}))

    def open_rules(self) -> None:
        """The dialog of rules that colour rows."""
        list_popups.open_rules(self)

    def open_groups(self) -> None:
        """The menu of fields to group by."""
        self._open_group_menu(group_actions(self))

    def open_inner_groups(self) -> None:
        """The menu of fields to group by within each group."""
        self._open_group_menu(inner_group_actions(self))

    def _open_group_menu(self, actions: Sequence[Action | None]) -> None:
        self._menu(actions, self.group_button.mapToGlobal(self.group_button.rect().bottomLeft()))

    def group_by(self, name: str) -> None:
        """Group the list by a field; none for no groups."""
        self.change(replace(self.state, group_by=name))

    def _mark_group(self) -> None:
        grouped = [title(self.record_type, level) for level in levels(self.state.group_by)]
        self.group_button.setCheckable(True)
        self.group_button.setChecked(bool(grouped))
        name = _("Grouped by {field}").format(field=_(" then ").join(grouped)) if grouped else _("Group")
        self.group_button.set_name(name)

    # selection and foot

    def selected(self) -> array[int]:
        """The selected records; the current one if none is."""
        found = self.table.selected_ids()
        if not found and self.table.current_id():
            found.append(self.table.current_id())
        return found

    def _selection_changed(self) -> None:
        count = self.table.selected_count()
        self.bulk.set_actions(self.selection_actions())
        self.bulk.show_count(count)
        self.actions_changed.emit()

    def selection_actions(self) -> list[Action]:
        """What can be done with the selection."""
        found: list[Action] = []
        if bulk_fields(self.record_type):
            found.append(Action(_("Edit fields"), self.edit_selected, "Ctrl+E", "edit"))
        found.append(Action(_("Tags…"), self.edit_tags, icon="tag"))
        found += self.extra
        found.append(Action(_("Export"), self.export_wanted.emit, "Ctrl+Shift+E", "download", listen=False))
        found.append(Action(_("Merge"), lambda: self.merge_wanted.emit(self.selected()), "", "merge"))
        found.append(Action(_("Delete"), self._delete, "Delete", "trash", listen=False))
        return found

    def paste(self) -> None:
        """Show what the copied table would change from the current cell on, or offer its rows as new records."""
        from itdesk.ui.list_clipboard import has_table, paste

        if has_table():
            paste(self)
        else:
            self.desk.notify(_("There is no table on the clipboard."))

    def edit_tags(self) -> None:
        """Ask which tags the selected records have."""
        ids = self.selected()
        if ids and self.desk.may_work(self.record_type.kind):
            from itdesk.ui.hanging.tag_dialogs import TagDialog

            TagDialog(self.desk, self.record_type.kind, ids, self.window()).open()

    def edit_selected(self) -> None:
        """Ask for fields of all selected records to be changed."""
        ids = self.selected()
        if ids:
            self.bulk_edit_wanted.emit(ids)

    def _delete(self) -> None:
        ids = self.selected()
        if ids:
            self.delete_wanted.emit(ids)

    # empty and failed

    def _loaded(self) -> None:
        if self._empty is not None:
            self._empty.hide()
            self._stack.removeWidget(self._empty)
            self._empty.deleteLater()
            self._empty = None
        self.filled.emit(bool(len(self.table.records.ids)))
        if len(self.table.records.ids):
            self._stack.setCurrentWidget(self.table)
            self.table.go_to_first()
        elif self.state.text or not self.state.filters:
            self._show_empty(self._nothing(has_others=True))
        else:
            spec = replace(self.state, filters=(), group_by="")
            record_type = self.record_type

            def read(session: Any) -> int:
                from itdesk.db import lists

                return lists.count(session, spec.spec(record_type))

            self.desk.read(
                self, read, lambda count: self._show_empty(self._nothing(has_others=count > 0)), key="others"
            )

    def _show_empty(self, shown: QWidget) -> None:
        if len(self.table.records.ids):
            return
        self._empty = shown
        self._stack.addWidget(shown)
        self._stack.setCurrentWidget(shown)
        self.current_changed.emit(0)

    def _nothing(self, *, has_others: bool) -> QWidget:
        plural = noun(self.record_type.plural)
        if self.state.text:
            title = _("No {things} contain “{text}”").format(things=plural, text=self.state.text[:60])
            return nothing_found(title, [(_("Search"), self.find_box.empty)], clear=self.find_box.empty)
        if self.state.filters and has_others:
            words = [(text, partial(self.filters.remove, one)) for text, one in self.filters.words()]
            return nothing_found(_("No {things} fit").format(things=plural), words, clear=self.filters.clear)
        actions = []
        if self.desk.may(Verb.CREATE, self.record_type.kind):
            singular = noun(self.record_type.singular)
            actions.append(
                Action(_("Add {what}").format(what=singular), self.create_wanted.emit, "C", "plus", primary=True)
            )
            if self.desk.may_do(Deed.IMPORT):
                actions.append(Action(_("Import a spreadsheet"), self.import_wanted.emit, icon="upload"))
        return EmptyState(
            self.record_type.icon, _("No {things} yet").format(things=plural), self.record_type.empty, actions
        )

    # cells and menu

    def edit_cell(self, record_id: int, name: str) -> None:
        """Change a cell in place; one that can't be says why."""
        self.cells.edit(record_id, name)

    def _open_menu(self, record_id: int, name: str, place: QPoint) -> None:
        self._menu(cell_actions(self, record_id, name), place)

    def sort(self, entry: str) -> None:
        """Order the list by one field; - before its name for descending."""
        self.change(replace(self.state, sort=(entry,)))

    def show_only(self, record_id: int, name: str) -> None:
        """Filter by what a cell holds."""
        declared, kind = field_of(self.table.record_type, name), self.record_type.kind
        column = f"{name}.id" if declared.kind is Kind.LINK else name

        def read(session: Any) -> object:
            from itdesk.db import lists

            return lists.rows(session, lists.ListSpec(kind, (column,)), [record_id])[record_id][1]

        def done(value: object) -> None:
            empty = value is None or (declared.kind in TEXTUAL and value == "")
            one = Filter(name, Operator.EMPTY) if empty else Filter(name, Operator.IS, value)
            kept = [other for other in self.filters.filters if other.field != name]
            self.filters.set_filters([*kept, one])
            self._filters_changed(self.filters.filters)

        self.desk.read(self, read, done)

    def _menu(self, actions: Sequence[Action | None], place: QPoint) -> None:
        menu = menu_of(actions, self)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(place)

    # for the page

    def insert_above(self, widget: QWidget) -> None:
        """Put a feature's widget between the toolbar and the table."""
        layout = self.layout()
        if isinstance(layout, QVBoxLayout):
            layout.insertWidget(1, widget)

    @property
    def is_editing(self) -> bool:
        """Whether a cell is being changed."""
        return self.cells.open is not None

    def show_again(self, state: ListState) -> None:
        """Show what another list showed."""
        self.filters.set_filters(state.filters)
        self.change(state)

    def escape(self) -> bool:
        """One step out: the selection, then the search."""
        if self.cells.open is not None:
            self.cells.open.leave()
        elif self.table.selected_count() > 1:
            self.table.clearSelection()
        elif self.state.text:
            self.find_box.empty()
            self._leave_find()
        else:
            return False
        return True
