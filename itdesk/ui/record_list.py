"""The list of a record type with its toolbar: views, chips, search, columns, groups, foot, empty states, bulk bar."""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from PySide6.QtCore import QPoint, QTimer, Signal
from PySide6.QtWidgets import QLineEdit, QStackedLayout, QVBoxLayout, QWidget

from itdesk.core.errors import UserError
from itdesk.core.filters import Filter, Operator
from itdesk.core.record import TEXTUAL, Kind, RecordType, View
from itdesk.core.texts import _
from itdesk.core.value_texts import ValueTexts, field_of, list_order, listable, noun
from itdesk.paths import user_config_dir
from itdesk.ui.bulk_edit import bulk_fields, counted
from itdesk.ui.bulkbar import BulkBar
from itdesk.ui.buttons import Button
from itdesk.ui.cell_editor import CellEditor, is_editable
from itdesk.ui.column_popup import ColumnPopup
from itdesk.ui.desk import Desk
from itdesk.ui.dialogs import Dialog
from itdesk.ui.emptystate import EmptyState, nothing_found
from itdesk.ui.filter_bar import FilterBar, FindBox
from itdesk.ui.foot import Foot
from itdesk.ui.list_state import KeptLists, ListState, state_of
from itdesk.ui.menus import menu_of
from itdesk.ui.page import Action
from itdesk.ui.record_cells import CellPainter
from itdesk.ui.record_table import RecordTable
from itdesk.ui.toolbar import Toolbar

KEEP_MS = 400
SUM_MS = 60


class RecordList(QWidget):
    """Everything between the top bar and the foot. What concerns a record comes out as signals."""

    opened = Signal(int)
    current_changed = Signal(int)
    create_wanted = Signal()
    import_wanted = Signal()
    export_wanted = Signal()
    bulk_edit_wanted = Signal(object)  # array of ids
    delete_wanted = Signal(object)  # array of ids
    filled = Signal(bool)  # whether there is anything to show
    actions_changed = Signal()

    def __init__(
        self,
        desk: Desk,
        record_type: RecordType,
        *,
        painters: Mapping[str, CellPainter] | None = None,
        ticks: bool = True,
    ) -> None:
        super().__init__()
        self.desk = desk
        self.record_type = record_type
        self.texts = ValueTexts.of(record_type, desk.workspace)
        self.kept = KeptLists(user_config_dir() / "lists" / f"{desk.workspace.uid}.json")
        self.view_name = ""
        self.extra: tuple[Action, ...] = ()  # a feature's own actions on the selection
        self._own = False  # whether the view is the person's own
        self._sums = ""
        self._error: UserError | None = None
        self._empty: QWidget | None = None
        self._cell: CellEditor | None = None
        self.toolbar = Toolbar()
        self.table = RecordTable(desk, record_type, painters, ticks=ticks)
        self.foot = Foot()
        self._build()
        self._connect()
        first = record_type.views[0] if record_type.views else None
        self._show_view(first.label if first else _("All {things}").format(things=noun(record_type.plural)), first)

    def _build(self) -> None:
        self.view_button = self.toolbar.add_view("", self.open_views)
        self.toolbar.add_divider()
        self.filters = FilterBar(self.desk, self.record_type, self.toolbar)
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
        self.columns_button = icon_only(_("Columns"), icon="cols", run=self.open_columns)
        self.toolbar.add(self.columns_button, end=True, action=Action(_("Columns…"), self.open_columns, icon="cols"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.toolbar)
        self._middle = QWidget()
        self._stack = QStackedLayout(self._middle)
        self._stack.addWidget(self.table)
        column.addWidget(self._middle, 1)
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
        table.records.loaded.connect(self._loaded)
        table.records.modelReset.connect(self._show_foot)
        table.records.failed.connect(self._failed)
        self.filters.changed.connect(self._filters_changed)
        self.find_box.wanted.connect(self._find)
        self.find_box.left.connect(self._leave_find)
        self.bulk.cleared.connect(table.clearSelection)
        self._keep = QTimer(self, singleShot=True, interval=KEEP_MS)
        self._keep.timeout.connect(self._keep_state)
        self._sum = QTimer(self, singleShot=True, interval=SUM_MS)
        self._sum.timeout.connect(self._read_sum)

    @property
    def state(self) -> ListState:
        """What is shown."""
        return self.table.list_state

    # views

    def views(self) -> list[View]:
        """The declared views."""
        return list(self.record_type.views)

    def show_view(self, name: str) -> bool:
        """Show a declared view, or one of the person's own, by its name; False if there is none."""
        for view in self.record_type.views:
            if name in (view.label, view.label_text):
                self._show_view(view.label, view)
                return True
        own = self.kept.views(self.record_type).get(name)
        if own is not None:
            self.view_name, self._own = name, True
            self._show_state(own)
        return own is not None

    def _show_view(self, name: str, view: View | None) -> None:
        declared = state_of(self.record_type, view)
        kept = self.kept.state(self.record_type, name)
        if kept is not None:
            declared = replace(kept, filters=declared.filters)
        self.view_name, self._own = name, False
        self._show_state(declared)

    def _show_state(self, state: ListState) -> None:
        self.find_box.clear()
        self.find_box.hide()
        self.find_button.show()
        self.view_button.set_title(self.view_name)
        self.filters.set_filters(state.filters)
        self.table.clearSelection()
        self.table.show_state(state)
        self._mark_group()

    def open_views(self) -> None:
        """The menu of views."""

        def mark(name: str) -> str:
            return "check" if name == self.view_name else ""

        actions: list[Action | None] = [
            Action(view.label, partial(self._show_view, view.label, view), icon=mark(view.label))
            for view in self.record_type.views
        ]
        own = self.kept.views(self.record_type)
        if own:
            actions.append(None)
            actions += [Action(name, partial(self.show_view, name), icon=mark(name)) for name in own]
        actions += [None, Action(_("Save as view…"), self.save_view, icon="pin")]
        if self._own:
            actions.append(Action(_("Delete this view"), self.delete_view, icon="trash"))
        else:
            actions.append(Action(_("Reset this view"), self.reset_view, icon="undo"))
        self._menu(actions, self.view_button.mapToGlobal(self.view_button.rect().bottomLeft()))

    def save_view(self) -> None:
        """Ask for a name and keep the list as it is under it."""
        field = QLineEdit()
        field.setMaxLength(60)
        field.setAccessibleName(_("Name of the view"))
        declared = {view.label for view in self.record_type.views}

        def wrong() -> str:
            name = field.text().strip()
            if not name:
                return _("A view needs a name.")
            return _("There is a view of this name that can't be changed. Choose another.") if name in declared else ""

        dialog = Dialog(
            self.window(),
            _("Save as view"),
            _("Filters, columns, order and groups are kept."),
            act=_("Save"),
            check=wrong,
        )
        dialog.body.addWidget(field)
        field.setText("" if self.view_name in declared else self.view_name)
        field.setFocus()

        def save() -> None:
            self.kept.save_view(field.text().strip(), self.state)
            self.show_view(field.text().strip())

        dialog.accepted.connect(save)
        dialog.open()

    def delete_view(self) -> None:
        """Forget the person's own view that is shown; its records stay."""
        name, state = self.view_name, self.state
        self.kept.delete_view(self.record_type.kind, name)
        first = self.record_type.views[0] if self.record_type.views else None
        self._show_view(first.label if first else "", first)

        def back() -> None:
            self.kept.save_view(name, state)
            self.show_view(name)

        self.desk.notify(_("View “{name}” deleted").format(name=name), Action(_("Undo"), back))

    def reset_view(self) -> None:
        """Back to the view as it is declared."""
        self.kept.forget(self.record_type.kind, self.view_name)
        self.show_view(self.view_name)

    # what the person changes

    def _change(self, state: ListState) -> None:
        self.table.show_state(state)
        self._keep.start()
        self._mark_group()

    def _state_changed(self, _state: ListState) -> None:
        self._keep.start()
        self._show_foot()

    def _keep_state(self) -> None:
        if self._own:
            self.kept.save_view(self.view_name, self.state)
        else:
            self.kept.keep(self.view_name, self.state)

    def _filters_changed(self, filters: tuple[Filter, ...]) -> None:
        self._change(replace(self.state, filters=filters))

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
        names = [(name, field_of(self.record_type, name).label) for name in listable(self.record_type)]
        popup = ColumnPopup(names, self.state.columns, self)
        popup.changed.connect(lambda columns: self._change(replace(self.state, columns=columns)))
        popup.save_wanted.connect(self.save_view)

        def reset() -> None:
            self.reset_view()
            popup.show_columns(self.state.columns)

        popup.reset_wanted.connect(reset)
        popup.open_below(self.columns_button if self.columns_button.isVisible() else self.toolbar)

    def open_groups(self) -> None:
        """The menu of fields to group by."""
        current = self.state.group_by
        actions: list[Action | None] = [
            Action(_("No groups"), partial(self.group_by, ""), icon="" if current else "check"),
            None,
        ]
        for name in listable(self.record_type):
            declared = field_of(self.record_type, name)
            if declared.kind in (Kind.CHOICE, Kind.LINK, Kind.YES_NO):
                mark = "check" if name == current else ""
                actions.append(Action(declared.label, partial(self.group_by, name), icon=mark))
        if current:
            fold = self.table.records.fold_all
            actions += [
                None,
                Action(_("Fold all"), partial(fold, folded=True)),
                Action(_("Unfold all"), partial(fold, folded=False)),
            ]
        self._menu(actions, self.group_button.mapToGlobal(self.group_button.rect().bottomLeft()))

    def group_by(self, name: str) -> None:
        """Group the list by a field; none for no groups."""
        self._change(replace(self.state, group_by=name))

    def _mark_group(self) -> None:
        grouped = self.state.group_by.removeprefix("-")
        self.group_button.setCheckable(True)
        self.group_button.setChecked(bool(grouped))
        name = (
            _("Grouped by {field}").format(field=field_of(self.record_type, grouped).label) if grouped else _("Group")
        )
        self.group_button.set_name(name)

    # selection and foot

    def selected(self) -> array[int]:
        """The selected records; the current one if none is."""
        found = self.table.selected_ids()
        if not found and self.table.current_id():
            found.append(self.table.current_id())
        return found

    def _selection_changed(self) -> None:
        self._sums = ""
        count = self.table.selected_count()
        self.bulk.set_actions(self.selection_actions())
        self.bulk.show_count(count)
        self._sum.start()
        self._show_foot()
        self.actions_changed.emit()

    def selection_actions(self) -> list[Action]:
        """What can be done with the selection."""
        found: list[Action] = []
        if bulk_fields(self.record_type):
            found.append(Action(_("Edit fields"), self.edit_selected, "Ctrl+E", "edit"))
        found += self.extra
        found.append(Action(_("Export"), self.export_wanted.emit, "Ctrl+Shift+E", "download", listen=False))
        found.append(Action(_("Delete"), self._delete, "Delete", "trash", listen=False))
        return found

    def edit_selected(self) -> None:
        """Ask for one field of all selected records to be changed."""
        ids = self.selected()
        if ids:
            self.bulk_edit_wanted.emit(ids)

    def _delete(self) -> None:
        ids = self.selected()
        if ids:
            self.delete_wanted.emit(ids)

    def _read_sum(self) -> None:
        """The sum of the selection in the first money column, from the database."""
        if self.table.selected_count() < 2 or not any(
            field_of(self.record_type, name).kind is Kind.MONEY for name in self.state.columns
        ):
            return
        ids = None if self.table.all_selected() else self.table.selected_ids()
        state, record_type = self.state, self.record_type

        def read(session: Any) -> dict[str, Any]:
            from itdesk.db import lists

            return lists.totals(session, state.spec(record_type), ids)

        self.desk.read(self, read, self._show_sum, key="sum")

    def _show_sum(self, totals: Mapping[str, Mapping[str, Any]]) -> None:
        name = next((one for one in self.state.columns if field_of(self.record_type, one).kind is Kind.MONEY), "")
        self._sums = " + ".join(
            self.texts.text(name, total, currency) for currency, total in sorted(totals.get(name, {}).items())
        )
        self._show_foot()

    def _show_foot(self) -> None:
        records = self.table.records
        facts = [counted(self.record_type, len(records.ids)) if records.complete else ""]
        if not records.complete and len(records.ids):
            facts = [_("{n}+ {things}").format(n=len(records.ids), things=noun(self.record_type.plural))]
        selected = self.table.selected_count()
        if selected > 1:
            words = _("{n} selected").format(n=f"{selected:,}")
            facts.append(f"{words} · {self._sums}" if self._sums else words)
        if self._error is not None:
            facts.append(str(self._error))
        self.foot.show_facts(*facts, end=sorted_by(self.record_type, self.state))

    # empty and failed

    def _loaded(self) -> None:
        self._error = None
        self._show_foot()
        if self._empty is not None:
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
        if not self.desk.database.read_only:
            singular = noun(self.record_type.singular)
            actions = [
                Action(_("Add {what}").format(what=singular), self.create_wanted.emit, "C", "plus", primary=True),
                Action(_("Import a spreadsheet"), self.import_wanted.emit, icon="upload"),
            ]
        return EmptyState(
            self.record_type.icon, _("No {things} yet").format(things=plural), self.record_type.empty, actions
        )

    def _failed(self, error: UserError) -> None:
        self._error = error
        self._show_foot()

    # cells and menu

    def edit_cell(self, record_id: int, name: str) -> None:
        """Change a cell in place; what can't be changed there opens in full."""
        if self.desk.database.read_only or not is_editable(self.record_type, name):
            self.opened.emit(record_id)
            return
        if self._cell is not None:
            self._cell.leave()
        row = self.table.records.row_of(record_id)
        index = self.table.records.index(row, 1 + self.state.columns.index(name))
        self.table.scrollTo(index)
        editor = CellEditor(
            self.desk, self.record_type, record_id, self.record_type.by_name[name], self.table.viewport()
        )
        editor.closed.connect(self._cell_closed)
        self._cell = editor
        editor.place(self.table.visualRect(index))

    def _cell_closed(self) -> None:
        self._cell = None
        self.table.setFocus()

    def _open_menu(self, record_id: int, name: str, place: QPoint) -> None:
        declared = field_of(self.record_type, name)
        by = declared.label
        actions: list[Action | None] = []
        if record_id:
            actions += [
                Action(_("Open"), partial(self.opened.emit, record_id), "Return", "arrow"),
                Action(
                    _("Change {field}").format(field=noun(by)), partial(self.edit_cell, record_id, name), "F2", "edit"
                ),
                Action(_("Copy"), self.table.copy, "Ctrl+C", "note"),
                None,
                *self.selection_actions(),
                None,
            ]
        actions += [
            Action(_("Sort by {field}, ascending").format(field=noun(by)), partial(self._sort, name), icon="up"),
            Action(
                _("Sort by {field}, descending").format(field=noun(by)), partial(self._sort, f"-{name}"), icon="down"
            ),
        ]
        if record_id and declared.kind not in (Kind.LONG, Kind.INSTANT):
            actions.append(
                Action(
                    _("Show only this {field}").format(field=noun(by)),
                    partial(self._only, record_id, name),
                    icon="filter",
                )
            )
        if declared.kind in (Kind.CHOICE, Kind.LINK, Kind.YES_NO):
            actions.append(
                Action(_("Group by {field}").format(field=noun(by)), partial(self.group_by, name), icon="group")
            )
        if len(self.state.columns) > 1:
            kept = tuple(one for one in self.state.columns if one != name)
            actions.append(
                Action(_("Hide this column"), lambda: self._change(replace(self.state, columns=kept)), icon="eye")
            )
        self._menu(actions, place)

    def _sort(self, entry: str) -> None:
        self._change(replace(self.state, sort=(entry,)))

    def _only(self, record_id: int, name: str) -> None:
        """Filter by what a cell holds."""
        declared, kind = field_of(self.record_type, name), self.record_type.kind
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

    def escape(self) -> bool:
        """One step out: the selection, then the search."""
        if self._cell is not None:
            self._cell.leave()
        elif self.table.selected_count() > 1:
            self.table.clearSelection()
        elif self.state.text:
            self.find_box.empty()
            self._leave_find()
        else:
            return False
        return True


def sorted_by(record_type: RecordType, state: ListState) -> str:
    """Sorted by cost, highest first."""
    order = state.sort or record_type.sort
    return _("Sorted by {fields}").format(fields=list_order(record_type, order)) if order else ""
