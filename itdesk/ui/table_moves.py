"""How keys and presses move through a list: rows, pages and cells, with Shift to extend and Ctrl to leave the rest."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QModelIndex, Qt

if TYPE_CHECKING:
    from itdesk.ui.record_table import RecordTable

ONLY_ROW = QItemSelectionModel.SelectionFlag.Rows | QItemSelectionModel.SelectionFlag.ClearAndSelect
TOGGLE_ROW = QItemSelectionModel.SelectionFlag.Rows | QItemSelectionModel.SelectionFlag.Toggle
CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
KEYS = {
    Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown, Qt.Key.Key_Home, Qt.Key.Key_End,
    Qt.Key.Key_Left, Qt.Key.Key_Right,
}  # fmt: skip
_KEEP = QItemSelectionModel.SelectionFlag.NoUpdate


class Moves:
    """The moves of one table."""

    def __init__(self, table: RecordTable) -> None:
        self._table = table
        self._start = 0  # the row where Shift extends from

    def key(self, key: int, held: Qt.KeyboardModifier) -> None:
        """Go where a key of KEYS leads, with what is held beside it."""
        table, last = self._table, self._table.records.rowCount() - 1
        index = table.currentIndex()
        if not index.isValid():
            if last >= 0:
                table.put_current(self.next_record(0, 1) if key != Qt.Key.Key_End else last)
            return
        row, column = index.row(), max(1, index.column())
        if key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            if held & CTRL and held & SHIFT:
                forward = (key == Qt.Key.Key_Right) == table.isLeftToRight()
                table.columns.move_column(table.current_name(), 1 if forward else -1)
                return
            if held & CTRL and table.records.rows.layout.groups:
                self._fold_all(index.row(), folded=(key == Qt.Key.Key_Left) == table.isLeftToRight())
                return
            self._sideways(row, column, forward=(key == Qt.Key.Key_Right) == table.isLeftToRight())
            return
        page = max(1, table.viewport().height() // table.verticalHeader().defaultSectionSize() - 1)
        wanted = {
            Qt.Key.Key_Up: row - 1,
            Qt.Key.Key_Down: row + 1,
            Qt.Key.Key_PageUp: row - page,
            Qt.Key.Key_PageDown: row + page,
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: last,
        }[Qt.Key(key)]
        self._to(max(0, min(last, wanted)), column, held, steps=key in (Qt.Key.Key_Up, Qt.Key.Key_Down))

    def _to(self, row: int, column: int, held: Qt.KeyboardModifier, *, steps: bool) -> None:
        table = self._table
        index = table.records.index(row, column)
        if held & SHIFT:
            self.extend_to(row, column)
        elif held & CTRL and steps:
            table.selectionModel().setCurrentIndex(index, _KEEP)
        else:
            head = table.records.group_at(row) is not None
            table.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.Clear if head else ONLY_ROW)
            self._start = row
        table.scrollTo(index)
        table.viewport().update()

    def _fold_all(self, row: int, *, folded: bool) -> None:
        """Fold or unfold every group; the keyboard stays where it was, on the outermost head if that is all there is."""
        table = self._table
        layout = table.records.rows.layout
        while folded and layout.head_above(row) >= 0:
            row = layout.head_above(row)
        at = table.records.group_at(row)
        record_id = table.records.id_at(row)
        table.records.fold_all(folded=folded)
        heads = (place for place in range(layout.rows) if at is not None and table.records.group_at(place) == at)
        to = table.records.rows.row_of(record_id) if record_id else next(heads, 0)
        self._to(max(0, to), 1, Qt.KeyboardModifier.NoModifier, steps=True)

    def _sideways(self, row: int, column: int, *, forward: bool) -> None:
        """A cell on or back. On a group's head: unfold it or step into it, fold it or step out of it."""
        table = self._table
        group = table.records.group_at(row)
        if group is not None:
            if table.records.is_folded(group) == forward:
                table.records.fold(row, folded=not forward)
            else:
                self._step(row, row + 1 if forward else table.records.rows.layout.head_above(row))
            return
        if not forward and column == 1 and table.records.rows.layout.groups:
            self._step(row, table.records.rows.layout.head_above(row))
            return
        to = max(1, min(len(table.list_state.columns), column + (1 if forward else -1)))
        index = table.records.index(row, to)
        table.selectionModel().setCurrentIndex(index, _KEEP)
        table.scrollTo(index)

    def _step(self, row: int, to: int) -> None:
        if to >= 0 and to != row:
            self._to(to, 1, Qt.KeyboardModifier.NoModifier, steps=True)

    def extend_to(self, row: int, column: int) -> None:
        """Select from where Shift began to a row."""
        table = self._table
        first, last = sorted((self._start, row))
        whole = QItemSelection(table.records.index(first, 0), table.records.index(last, 0))
        table.selectionModel().setCurrentIndex(table.records.index(row, column), _KEEP)
        table.selectionModel().select(whole, ONLY_ROW)

    def next_record(self, row: int, step: int) -> int:
        """The first row from here on that is a record rather than the head of a group."""
        records = self._table.records
        while 0 <= row < records.rowCount() and records.group_at(row) is not None:
            row += step
        return max(0, min(row, records.rowCount() - 1))

    def tick(self, index: QModelIndex) -> None:
        """Select a row besides the others, or leave it out; of a group's head, fold it."""
        if not self.turn(index):
            self._table.selectionModel().select(index, TOGGLE_ROW)
            self._start = index.row()

    def turn(self, index: QModelIndex) -> bool:
        """Fold or unfold a group by its head; False if this is a record."""
        records = self._table.records
        group = records.group_at(index.row())
        if group is None:
            return False
        records.fold(index.row(), folded=not records.is_folded(group))
        return True

    def press(self, index: QModelIndex, held: Qt.KeyboardModifier) -> bool:
        """What a press on a cell means; False leaves it to Qt."""
        table = self._table
        if table.records.group_at(index.row()) is not None:
            table.selectionModel().setCurrentIndex(index, _KEEP)
            self.turn(index)
        elif held & SHIFT:
            self.extend_to(index.row(), max(1, index.column()))
        elif index.column() == 0:
            table.selectionModel().setCurrentIndex(table.records.index(index.row(), 1), _KEEP)
            self.tick(index)
        else:
            self._start = index.row()
            return False
        return True
