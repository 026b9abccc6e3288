"""A whole screen for a record type: list, panel beside it, record over the page, import. A feature adds panes."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QStackedWidget, QWidget

from itdesk.core.custom import definitions_of
from itdesk.core.errors import UserError
from itdesk.core.record import Kind, RecordType
from itdesk.core.rights import Deed, Verb
from itdesk.core.texts import _
from itdesk.core.value_texts import noun
from itdesk.db.list_state import from_plain, to_plain
from itdesk.ui.create_dialog import CreateDialog
from itdesk.ui.deleting import delete_records
from itdesk.ui.desk import Desk
from itdesk.ui.hanging import link_files
from itdesk.ui.list_looking import looking
from itdesk.ui.page import Action
from itdesk.ui.palette_rows import Subject
from itdesk.ui.pane_sections import Pane
from itdesk.ui.record_actions import actions_on
from itdesk.ui.record_cells import CellPainter
from itdesk.ui.record_list import RecordList, may_add_field
from itdesk.ui.record_panel import RecordPanel
from itdesk.ui.record_view import RecordView
from itdesk.ui.reopening import reopen
from itdesk.ui.theme import Theme
from itdesk.ui.turns import in_turns

NARROW = 860  # below it the panel folds


class RecordPage(QWidget):
    """Is an `itdesk.ui.page.Page`. Without panes and painters it is complete for any record type.

    panes: parts that a feature adds to a record. painters: cells that a feature draws, by column. ticks: whether rows
    have a tick box. above: a widget between toolbar and table, such as a row of figures.
    """

    actions_changed = Signal()
    edits_in_place = True  # open_record shows the record's form
    record_shown = Signal(int)  # the record over the page; 0 when the list is back

    def __init__(
        self,
        desk: Desk,
        record_type: RecordType,
        panes: Sequence[Pane] = (),
        *,
        painters: Mapping[str, CellPainter] | None = None,
        ticks: bool = True,
        above: QWidget | None = None,
        actions: Sequence[Action] = (),
    ) -> None:
        super().__init__()
        self.desk = desk
        self.record_type = record_type
        self._panes = tuple(panes)
        self._extra = tuple(actions)
        self._definitions = definitions_of(desk.registry, record_type.kind)
        self._view: RecordView | None = None
        self._opening = 0  # the record whose view is made and comes next
        self._sub: QWidget | None = None
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        self.stack = QStackedWidget()
        row.addWidget(self.stack)
        self.splitter = QSplitter()
        self.splitter.setChildrenCollapsible(False)
        self.stack.addWidget(self.splitter)
        self.list = RecordList(desk, record_type, painters=painters, ticks=ticks, parent=self.splitter)
        if above is not None:
            self.list.insert_above(above)
        self.splitter.addWidget(self.list)
        self.panel = RecordPanel(desk, record_type, panes, self.splitter)
        self.splitter.addWidget(self.panel)
        self.splitter.setStretchFactor(0, 1)
        self.splitter.setStretchFactor(1, 0)
        self.setFocusProxy(self.list)
        self.list.opened.connect(self.open_record)
        self.list.current_changed.connect(self.panel.show_record)
        self.list.create_wanted.connect(self.create_record)
        self.list.import_wanted.connect(self.open_import)
        self.list.export_wanted.connect(self.open_export)
        self.list.bulk_edit_wanted.connect(self.edit_many)
        self.list.table_pasted.connect(self.open_import)
        self.list.delete_wanted.connect(self.delete)
        self.list.merge_wanted.connect(self.merge)
        self.list.bin_wanted.connect(self.open_bin)
        self.list.actions_changed.connect(self.actions_changed)
        self.panel.opened.connect(self.open_record)
        self.panel.made.connect(self.actions_changed)
        self.panel.listen(self)
        self.list.filled.connect(self._show_panel)
        self._wanted_panel = self._filled = True

    # Page

    def page_actions(self) -> list[Action]:
        """What can be done here now."""
        if self._sub is not None:
            found = getattr(self._sub, "page_actions", None)
            return list(found()) if callable(found) else []
        if self._is_open():
            return self._record_actions()
        return [*self._list_actions(), *self._extra]

    def _list_actions(self) -> list[Action]:
        what, one = self.list, noun(self.record_type.singular)
        found: list[Action] = []
        kind, may_do = self.record_type.kind, self.desk.may_do
        if self.desk.may(Verb.CREATE, kind):
            found.append(Action(_("New {what}").format(what=one), self.create_record, "C", "plus", primary=True))
        found += looking(what, self.toggle_panel, self.open_export, self.open_print)
        if may_do(Deed.IMPORT) and self.desk.may(Verb.CREATE, kind):
            imports = _("Import {things}…").format(things=noun(self.record_type.plural))
            found.append(Action(imports, self.open_import, "", "upload"))
        if may_do(Deed.BIN):
            bin_ = _("Bin of {things}…").format(things=noun(self.record_type.plural))
            found.append(Action(bin_, self.open_bin, "", "trash"))
        if self.desk.may_work(kind):
            found += [
                Action(_("Change the cell"), what.table.edit_current, "F2", "edit", listen=False),
                Action(_("Edit fields"), what.edit_selected, "Ctrl+E", "edit"),
                Action(_("Paste a table"), what.paste, "Ctrl+V", "note", listen=False),
                Action(_("Tags…"), what.edit_tags, icon="tag"),
                *what.extra,
                *self._hung_actions(),
                *self._field_action(),
            ]
        if self.desk.may(Verb.DELETE, kind):
            found.append(Action(_("Delete"), lambda: self.delete(what.selected()), "Delete", "trash", listen=False))
            if may_do(Deed.MERGE) and self.desk.may_work(kind):
                found.append(Action(_("Merge…"), lambda: self.merge(what.selected()), "", "merge"))
        return found

    def _hung_actions(self) -> list[Action]:
        """What can be hung on the record in front; tags go on all that are selected. Links come and go as a list too."""
        files = [
            Action(
                _("Export links…"), partial(link_files.ask_export, self.desk, self.record_type.kind, self), "", "link"
            ),
            Action(_("Import links…"), partial(link_files.ask_import, self.desk, self), "", "link"),
        ]
        if not (self.list.table.current_id() and self.panel.is_made):
            return files
        return [*self.panel.hung.hung_actions()[1:], *files]

    def _record_actions(self) -> list[Action]:
        view = self._view
        if view is None:
            return []
        kind = self.record_type.kind
        save = Action(_("Save"), view.form_save, "Ctrl+Return", "check", primary=True, listen=False)
        delete = Action(_("Delete"), lambda: self._delete_open(view.record_id), "", "trash")
        return [
            *([save] if self.desk.may(Verb.CHANGE, kind) else []),
            Action(_("Back to the list"), view.leave, "Esc", "left", listen=False),
            Action(_("Next record"), lambda: self.step(1), "Alt+Down", "down"),
            Action(_("Previous record"), lambda: self.step(-1), "Alt+Up", "up"),
            *view.hung.hung_actions(),
            *([delete] if self.desk.may(Verb.DELETE, kind) else []),
            *self._field_action(),
        ]

    def _field_action(self) -> list[Action]:
        if not may_add_field(self.desk, self.record_type):
            return []
        return [Action(_("Add a field…"), partial(self.desk.add_field, self.record_type.kind), "", "sliders")]

    def subject(self) -> Subject | None:
        """The record that is open, or the current one of the list, for the palette."""
        open_one = self._view.record_id if self._is_open() and self._view is not None else 0
        record_id = open_one or (self.list.table.current_id() if self._sub is None else 0)
        if not record_id:
            return None
        records = self.list.table.records
        name = str(records.index(records.rows.row_of(record_id), 1).data() or "")
        singular = self.record_type.singular
        actions = actions_on(self.desk, self.record_type, record_id, name, self.window())
        of_page = {one.label: one for one in self.page_actions()}  # with their keys
        shown = (*(() if open_one else self.list.extra), *(of_page.get(one.label, one) for one in actions))
        heading = _("Do with this {what}").format(what=noun(singular))
        return Subject(name or singular, heading, shown, self.record_type.kind, record_id)

    def refresh(self, kinds: frozenset[str]) -> None:
        """Read again what is shown, if one of these kinds is in it."""
        shown = {self.record_type.kind} | {one.to for one in self.record_type.fields if one.kind is Kind.LINK}
        computed = any(one.computed and one.kind is not Kind.TAGS for one in self.record_type.fields)
        if not kinds or computed or kinds & shown:
            self.list.table.refresh()
        self.panel.refresh()
        if self._is_open() and self._view is not None:
            self._view.refresh()

    def can_leave(self) -> bool:
        """Ask about what isn't saved; an import that runs keeps the person until it is stopped."""
        sub = getattr(self._sub, "can_leave", None)
        if (callable(sub) and not sub()) or not self.list.cells.may_leave():
            return False
        return not self._is_open() or self._view is None or self._view.may_leave()

    def escape(self) -> bool:
        """One step out."""
        if self._sub is not None:
            leave = getattr(self._sub, "leave", None)
            if callable(leave):
                leave()
            return True
        if self._is_open() and self._view is not None:
            self._view.leave()
            return True
        return self.list.escape()

    # when its record type got other fields

    @property
    def is_outdated(self) -> bool:
        """Whether its record type has other fields now than this page shows."""
        return definitions_of(self.desk.registry, self.record_type.kind) != self._definitions

    @property
    def holds_something(self) -> bool:
        """Whether something is typed or imported here, which a new page would lose."""
        typed = self._is_open() and self._view is not None and self._view.holds_something
        return typed or self.panel.is_written or self._sub is not None or self.list.is_editing

    def take_over(self, other: RecordPage) -> None:
        """Show the list that another page showed, as far as its fields are still there; a new column is shown besides."""
        state = other.list.state
        kept = from_plain(self.desk.registry, self.record_type, to_plain(state))
        known = (*other.record_type.columns, *kept.columns)
        fresh = tuple(name for name in self.record_type.columns if name not in known)
        self.list.show_again(replace(kept, columns=(*kept.columns, *fresh), text=state.text))

    # one record

    def _is_open(self) -> bool:
        return self._view is not None and self.stack.currentWidget() is self._view

    def open_record(self, record_id: int) -> None:
        """Show a record over the whole page; Esc comes back to its row."""
        if self._is_open() and self._view is not None and not self._view.may_leave():
            return
        self._opening = record_id
        if self._view is None:
            in_turns(self, *self._new_view().parts, self._show_opened)
        else:
            self._show_opened()
        self.record_shown.emit(record_id)

    def _new_view(self) -> RecordView:
        self._view = view = RecordView(self.desk, self.record_type, self._panes, self.stack)
        view.left.connect(self._close_record)
        view.step_wanted.connect(self.step)
        view.delete_wanted.connect(self._delete_open)
        self.stack.addWidget(view)
        return view

    def _show_opened(self) -> None:
        record_id, self._opening = self._opening, 0
        if self._view is None or not record_id:
            return
        self.list.table.go_to(record_id)
        self._view.show_record(record_id)
        self.desk.saw_record(self.record_type.kind, record_id)
        self.stack.setCurrentWidget(self._view)
        self.actions_changed.emit()

    def open_elsewhere(self, opens: Callable[[int], object]) -> None:
        """Let a feature's own page open the records of this list."""
        self.list.opened.disconnect(self.open_record)
        self.panel.opened.disconnect(self.open_record)
        self.list.opened.connect(opens)
        self.panel.opened.connect(opens)

    def _close_record(self) -> None:
        self.stack.setCurrentWidget(self.splitter)
        if self._view is not None:
            self.list.table.go_to(self._view.record_id)
        self.list.table.setFocus()
        self.actions_changed.emit()
        self.record_shown.emit(0)

    def close_record(self) -> bool:
        """Back to the list; False where the record has something unsaved."""
        if self._view is not None and self._is_open():
            if not self._view.may_leave():
                return False
            self._close_record()
        return True

    def standing(self) -> dict[str, Any]:
        """Where the person is: view, record, row, selection and scrolling, to come back to at another start."""
        opened = self._view.record_id if self._view is not None and self._is_open() else self._opening
        panes = self.splitter.sizes() if self.panel.isVisible() else []
        return {"view": self.list.views.name, "record": opened, "list": self.list.table.standing(), "panes": panes}

    def come_back(self, kept: Mapping[str, Any]) -> None:
        """Be there again, as far as it still exists."""
        self.list.show_view(str(kept.get("view", "")))
        self.list.table.come_back(kept.get("list") or {})
        panes = [one for one in kept.get("panes") or () if isinstance(one, int)]
        if len(panes) == self.splitter.count():
            self.splitter.setSizes(panes)
        reopen(self.desk, self, self.record_type.kind, kept, self.open_record)

    def step(self, by: int) -> None:
        """Go to the next (1) or previous (-1) record of the list."""
        if self._view is None or not self._view.may_leave():
            return
        self.list.table.step(by)
        found = self.list.table.current_id()
        if found and found != self._view.record_id:
            self._view.show_record(found)

    def create_record(self, values: Mapping[str, object] | None = None) -> None:
        """The small dialog for a new record."""
        if not self.desk.may(Verb.CREATE, self.record_type.kind):
            return
        dialog = CreateDialog(self.desk, self.record_type, values or {}, self.window())
        dialog.created.connect(self._created)
        dialog.open()

    def _created(self, record_id: int) -> None:
        """Select it once the list has it; a list that leaves it out says so."""
        records = self.list.table.records

        def show() -> None:
            records.loaded.disconnect(show)
            if not self.list.table.go_to(record_id):
                self.desk.notify(
                    _("{what} added. This view leaves it out.").format(what=self.record_type.singular),
                    Action(_("Open"), lambda: self.open_record(record_id)),
                )

        records.loaded.connect(show)
        self.list.table.refresh()

    # several records

    def edit_many(self, ids: array[int]) -> None:
        """Fields of all of these."""
        from itdesk.ui.bulk_edit import BulkEdit

        BulkEdit(self.desk, self.record_type, ids, self.window()).open()

    def delete(self, ids: Sequence[int]) -> None:
        """Put these into the bin, with a way back."""
        delete_records(self.desk, self.record_type, ids, self)

    def merge(self, ids: Sequence[int]) -> None:
        """Make one record of these."""
        from itdesk.ui.merge_dialog import MergeDialog, too_many

        wrong = too_many(len(ids))
        if wrong:
            self.desk.refused.emit(UserError(wrong))
            return
        MergeDialog(self.desk, self.record_type, ids, self.window()).open()

    def open_bin(self) -> None:
        """What was deleted from this list."""
        from itdesk.ui.bin_dialog import BinDialog

        BinDialog(self.desk, self.window(), self.record_type.kind).open()

    def _delete_open(self, record_id: int) -> None:
        if self._view is not None and self._view.may_leave():
            self._close_record()
            self.delete([record_id])

    # other parts of the page

    def open_import(self, table: bytes = b"") -> None:
        """The import of a spreadsheet, over the whole page; of a table that was pasted, where there is one."""
        if self._sub is not None or not (
            self.desk.may_do(Deed.IMPORT) and self.desk.may(Verb.CREATE, self.record_type.kind)
        ):
            return
        from itdesk.ui.import_page import ImportPage

        page = ImportPage(self.desk, self.record_type, self.stack)
        page.left.connect(self._close_sub)
        self._sub = page
        self.stack.addWidget(page)
        self.stack.setCurrentWidget(page)
        self.actions_changed.emit()
        if table:
            in_turns(page, partial(page.start_with, table))

    def _close_sub(self) -> None:
        if self._sub is not None:
            self.stack.setCurrentWidget(self.splitter)
            self.stack.removeWidget(self._sub)
            self._sub.deleteLater()
            self._sub = None
            self.list.table.setFocus()
            self.actions_changed.emit()

    def open_export(self, ending: str = ".xlsx") -> None:
        """Ask how the list is to be written to a file."""
        from itdesk.ui.export_dialog import ExportDialog

        asked = self._in_front()
        ExportDialog(self.desk, self.record_type, self.list.state, **asked, ending=ending, parent=self.window()).open()

    def open_print(self) -> None:
        """The list's pages, before they go to a printer or into a PDF."""
        from itdesk.ui.print_dialog import PrintDialog

        PrintDialog(self.desk, self.record_type, self.list.state, **self._in_front(), parent=self.window()).open()

    def _in_front(self) -> dict[str, Any]:
        """How many rows the list has, which of several are selected, and what its view is called."""
        table = self.list.table
        selected = table.selected_ids() if table.selected_count() > 1 else ()
        return {"count": len(table.records.ids), "selected": selected, "title": self.list.views.name}

    def toggle_panel(self) -> None:
        """Show or hide the panel beside the list."""
        self._wanted_panel = not self.panel.isVisible()
        self._show_panel(self._filled)

    def show_view(self, name: str) -> bool:
        """Show a view by its name."""
        return self.list.show_view(name)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._show_panel(self._filled)

    def _show_panel(self, filled: bool) -> None:  # noqa: FBT001 -- a signal's parameter
        self._filled = filled
        self.panel.setVisible(self._wanted_panel and filled and self.width() >= Theme.current().px(NARROW))
