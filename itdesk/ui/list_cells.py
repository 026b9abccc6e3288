"""The cells of a list that are changed in place: one at a time, from cell to cell, over its record wherever that is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from itdesk.core.record import TAGS, RecordType
from itdesk.core.rights import Verb
from itdesk.core.texts import _
from itdesk.ui.cell_editor import CellEditor
from itdesk.ui.cell_moves import Move, cell_after, is_editable, why_fixed
from itdesk.ui.desk import Desk

if TYPE_CHECKING:
    from itdesk.ui.record_list import RecordList


class ListCells(QObject):
    """`open` is the cell that is being changed, or None."""

    def __init__(self, desk: Desk, record_type: RecordType, shown: RecordList) -> None:
        super().__init__(shown)
        self._desk = desk
        self._type = record_type
        self._shown = shown
        self.open: CellEditor | None = None

    def edit(self, record_id: int, name: str) -> None:
        """Change a cell in place; one that can't be says why. Tags of several records are changed together."""
        shown = self._shown
        if not self._desk.may(Verb.CHANGE, self._type.kind):
            shown.opened.emit(record_id)
            if self._desk.database.read_only:
                self._desk.say_read_only()
            return
        if name == TAGS.name and shown.table.selected_count() > 1:
            shown.edit_tags()
            return
        fixed = self._type.by_name.get(name)
        if fixed is not None and not self._desk.may_set(self._type.kind, fixed):
            self._desk.notify(_("You may not change {fields} here.").format(fields=f"“{fixed.label}”"))
            return
        if not is_editable(self._type, name):
            self._desk.notify(why_fixed(shown.table.record_type, name))
            return
        if self.open is not None:
            self.open.leave()
        declared = self._type.by_name[name]
        editor = CellEditor(self._desk, self._type, record_id, declared, shown.table.viewport())
        editor.closed.connect(self._closed)
        self.open = editor
        self.place()

    def place(self) -> None:
        """Keep the open cell over its record, wherever that is after reading again."""
        if self.open is None:
            return
        table = self._shown.table
        record_id, name = self.open.record
        row = table.records.rows.row_of(record_id)
        if row >= 0 and name in table.list_state.columns:
            index = table.records.index(row, 1 + table.list_state.columns.index(name))
            table.scrollTo(index)
            self.open.place(table.visualRect(index))

    def _closed(self, move: Move) -> None:
        cell, self.open = self.open, None
        table = self._shown.table
        table.setFocus()
        after = None if cell is None or move is Move.STAY else cell_after(table, cell.record, move)
        if after is None:
            return
        record_id, name = after
        table.put_current(table.records.rows.row_of(record_id), 1 + table.list_state.columns.index(name))
        if move is not Move.DOWN:
            self.edit(record_id, name)

    def may_leave(self) -> bool:
        """Ask about what is typed; False if the person stays."""
        from itdesk.ui.leave_dialog import may_leave

        return self.open is None or may_leave(self.open, self._shown.window())
