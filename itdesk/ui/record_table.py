"""The list of records: rows of any number, selection by mouse and keys, sorting, groups that fold, copying."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QItemSelectionRange, QModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from itdesk.core.record import TAGS, RecordType
from itdesk.db.list_state import ListState, ordered
from itdesk.ui.desk import Desk
from itdesk.ui.frozen_columns import FrozenColumns
from itdesk.ui.group_heads import paint_heads
from itdesk.ui.hanging.tag_paint import TagCells
from itdesk.ui.list_clipboard import copy_cell, copy_rows, has_table
from itdesk.ui.record_cells import CellPainter, RecordCells
from itdesk.ui.record_header import RecordHeader
from itdesk.ui.record_model import Index, RecordModel
from itdesk.ui.table_columns import TableColumns
from itdesk.ui.table_moves import CTRL, KEYS, ONLY_ROW, SHIFT, Moves
from itdesk.ui.table_place import Place, from_plain, go_back, place_in, sought_by, to_plain
from itdesk.ui.theme import Theme

_ENSURE = QAbstractItemView.ScrollHint.EnsureVisible


class RecordTable(QTableView):
    """A table over a RecordModel. What a person does comes out as signals; the page decides what follows."""

    current_changed = Signal(int)  # a record's id, 0 for none
    selection_changed = Signal()
    opened = Signal(int)
    state_changed = Signal(object)  # ListState after sorting, folding or a dragged width
    edit_wanted = Signal(int, str)  # record, field
    menu_wanted = Signal(int, str, QPoint)  # record, field, place on screen
    delete_wanted = Signal()
    paste_wanted = Signal()

    def __init__(
        self,
        desk: Desk,
        record_type: RecordType,
        painters: Mapping[str, CellPainter] | None = None,
        *,
        ticks: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.ticks = ticks
        self._painters: dict[str, CellPainter] = {TAGS.name: TagCells(desk), **(painters or {})}
        needs = tuple(dict.fromkeys(name for painter in self._painters.values() for name in painter.needs))
        self.records = RecordModel(desk, record_type, needs, self)
        self.cells = RecordCells(self, self.records, self._painters)
        self.place_kept: Place | None = None  # where the person was, while rows are read again
        self._reported = -1
        self.moves = Moves(self)
        self.columns = TableColumns(self)
        self.frozen = FrozenColumns(self)
        self._own_press = False  # this press was dealt with here; Qt would select again at its release
        self._build()
        self._connect()

    @property
    def record_type(self) -> RecordType:
        """What the rows are, with the fields of linked records that are shown."""
        return self.records.record_type

    def _build(self) -> None:
        self.header = RecordHeader(self.records, self.cells.drawer, self)
        self.setHorizontalHeader(self.header)
        self.setModel(self.records)
        self.setItemDelegate(self.cells)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerItem)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.setMouseTracking(True)
        self.setAccessibleName(self.record_type.plural)
        rows = self.verticalHeader()
        rows.setVisible(False)
        rows.setMinimumSectionSize(20)
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self._set_heights()

    def _connect(self) -> None:
        self.records.sought = partial(sought_by, self)
        self.records.modelAboutToBeReset.connect(self._keep_place)
        self.records.modelReset.connect(self._restore_place)
        self.records.rowsInserted.connect(self._report_selection)
        self.records.rowsRemoved.connect(self._report_selection)
        self.header.sort_wanted.connect(self.sort_by)
        self.header.all_wanted.connect(self.toggle_all)
        self.header.order_wanted.connect(self._columns_ordered)
        self.header.sectionHandleDoubleClicked.connect(lambda section: self.columns.fit_to_contents(section or 1))
        self.header.sectionResized.connect(self.columns.dragged)
        self.selectionModel().selectionChanged.connect(self._report_selection)
        self.selectionModel().currentRowChanged.connect(self._report_current)
        Theme.current().follow(self, self._set_heights)

    def _set_heights(self) -> None:
        self.verticalHeader().setDefaultSectionSize(Theme.current().row())
        self.columns.fit()

    # what is shown

    @property
    def list_state(self) -> ListState:
        """Columns, filters, order and grouping as they are now."""
        return self.records.state

    def show_state(self, state: ListState) -> None:
        """Show other columns, rows or another order."""
        columns = (state.columns, state.rules) != (self.list_state.columns, self.list_state.rules)
        self.records.show_state(state)
        if columns or not self.header.count():
            self.columns.fit()
        self.frozen.repaint()

    def refresh(self) -> None:
        """Read again; selection, current row and scroll position stay with their records."""
        self.records.refresh()

    def sort_by(self, name: str, added: bool = False) -> None:  # noqa: FBT001, FBT002 -- a signal's parameter
        """Order by a column, ascending first, descending when asked again; added keeps earlier orders before it."""
        self.change(replace(self.list_state, sort=ordered(self.list_state.sort, name, added=added)))

    def change(self, state: ListState) -> None:
        """Show a state that the person chose, and tell it."""
        self.show_state(state)
        self.state_changed.emit(state)

    # columns

    def _columns_ordered(self, names: tuple[str, ...]) -> None:
        self.change(replace(self.list_state, columns=names))

    # selection

    def _parts(self) -> list[QItemSelectionRange]:
        parts: Any = self.selectionModel().selection()  # the stubs forget that it is a list
        return list(parts)

    def selected_count(self) -> int:
        """How many records are selected."""
        return sum(self.records.rows.count_between(part.top(), part.bottom()) for part in self._parts())

    def selected_ids(self) -> array[int]:
        """The selected records in the order of the list."""
        parts = sorted((part.top(), part.bottom()) for part in self._parts())
        found = array("q")
        for top, bottom in parts:
            found.extend(self.records.rows.ids_between(top, bottom))
        return found

    def all_selected(self) -> bool:
        """Whether every record of the list is selected."""
        return bool(len(self.records.ids)) and self.selected_count() == len(self.records.ids)

    def toggle_all(self) -> None:
        """Select every row, or none if all are."""
        if self.all_selected():
            self.clearSelection()
        else:
            self.select_all()

    def select_all(self) -> None:
        """Select every row; folded groups unfold, since what is changed must be seen."""
        if self.list_state.group_by:
            self.records.fold_all(folded=False)
        if self.records.rowCount():
            whole = QItemSelection(self.records.index(0, 0), self.records.index(self.records.rowCount() - 1, 0))
            self.selectionModel().select(whole, ONLY_ROW)

    def go_to_first(self) -> None:
        """Select the first record, unless one is current."""
        if not self.currentIndex().isValid() and self.records.rowCount():
            self.put_current(self.moves.next_record(0, 1))

    def current_id(self) -> int:
        """The record that the keyboard is on; 0 for none."""
        return self.records.id_at(self.currentIndex().row())

    def current_name(self) -> str:
        """The column that the keyboard is on."""
        column = max(1, self.currentIndex().column())
        return self.list_state.columns[column - 1]

    def go_to(self, record_id: int) -> bool:
        """Select a record and bring it into view; False while it isn't in the list."""
        row = self.records.rows.row_of(record_id)
        if row < 0:
            return False
        self.put_current(row, max(1, self.currentIndex().column()))
        return True

    def put_current(self, row: int, column: int = 1) -> None:
        """Select a row alone, put the keyboard on one of its cells and bring it into view."""
        index = self.records.index(row, column)
        self.selectionModel().setCurrentIndex(index, ONLY_ROW)
        self.scrollTo(index)

    def _report_selection(self) -> None:
        count = self.selected_count()
        whole = bool(count) and count == len(self.records.ids)
        self.header.set_ticks(True if whole else None if count else False)
        self.selection_changed.emit()

    def _report_current(self, current: QModelIndex, _previous: QModelIndex) -> None:
        found = self.records.id_at(current.row()) if current.isValid() else 0
        if found != self._reported:
            self._reported = found
            self.current_changed.emit(found)

    # where a person was

    def standing(self) -> dict[str, Any]:
        """Row, selection and scrolling as plain values, to come back to at another start."""
        return to_plain(place_in(self))

    def come_back(self, kept: Mapping[str, Any]) -> None:
        """Be there again once every row is known."""
        place = from_plain(kept)

        def there() -> None:
            self.records.loaded.disconnect(there)
            go_back(self, place)

        self.records.loaded.connect(there)

    def _keep_place(self) -> None:
        if self.place_kept is None or len(
            self.records.ids
        ):  # else the first rows after the last reset haven't come yet
            self.place_kept = place_in(self)

    def _restore_place(self) -> None:
        current = QModelIndex()
        if self.place_kept is not None and self.records.rowCount():
            place, self.place_kept = self.place_kept, None
            go_back(self, place)
            current = self.currentIndex()
        self._report_selection()
        self._report_current(current, QModelIndex())

    # keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, held = event.key(), event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif key == Qt.Key.Key_C and held == CTRL | SHIFT:
            self.copy_cell()
        elif event.matches(QKeySequence.StandardKey.Paste) and has_table():
            self.paste_wanted.emit()
        elif event.matches(QKeySequence.StandardKey.SelectAll):
            self.select_all()
        elif key == Qt.Key.Key_Escape or (held & CTRL and key not in KEYS):
            event.ignore()
        elif held in (Qt.KeyboardModifier.NoModifier, SHIFT, CTRL, CTRL | SHIFT) and key in KEYS:
            self.moves.key(key, held)
        elif held == Qt.KeyboardModifier.NoModifier and key in _ACTS:
            _ACTS[Qt.Key(key)](self)
        else:
            event.ignore()  # one-key actions of the page; the table itself never searches by letters

    def tick_current(self) -> None:
        """Select the current row besides the others, or leave it out; of a group's head, fold it."""
        if self.currentIndex().isValid():
            self.moves.tick(self.currentIndex())

    def open_current(self) -> None:
        """Ask for the current record in full; of a group's head, fold it."""
        found = self.current_id()
        if found:
            self.opened.emit(found)
        else:
            self.tick_current()

    def edit_current(self) -> None:
        """Ask to change the current cell in place."""
        found = self.current_id()
        if found:
            self.edit_wanted.emit(found, self.current_name())

    def copy(self) -> None:
        """Put the selected rows on the clipboard as a table with titles."""
        copy_rows(self)

    def copy_cell(self) -> None:
        """Put the current cell on the clipboard."""
        copy_cell(self)

    def step(self, by: int) -> None:
        """Go to the next (1) or the previous (-1) record."""
        key = Qt.Key.Key_Down if by > 0 else Qt.Key.Key_Up
        self.moves.key(key, Qt.KeyboardModifier.NoModifier)

    # mouse

    def indexAt(self, pos: QPoint) -> QModelIndex:
        index = super().indexAt(pos)
        stays = self.frozen.column_at(pos.x()) if index.isValid() else -1
        return self.records.index(index.row(), stays) if stays >= 0 else index

    def scrollTo(self, index: Index, hint: QAbstractItemView.ScrollHint = _ENSURE) -> None:
        super().scrollTo(index, hint)
        if index.column() > self.frozen.last:
            bar = self.horizontalScrollBar()
            bar.setValue(bar.value() - self.frozen.hidden(self.visualRect(index)))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        self._own_press = False
        if index.isValid() and event.button() == Qt.MouseButton.LeftButton:
            self.setFocus(Qt.FocusReason.MouseFocusReason)
            self._own_press = self.moves.press(index, event.modifiers())
        if not self._own_press:
            super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if not self._own_press:
            super().mouseReleaseEvent(event)
        self._own_press = False

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and index.column() and event.button() == Qt.MouseButton.LeftButton:
            found = self.records.id_at(index.row())
            if found:
                self.opened.emit(found)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._hover(self.rowAt(int(event.position().y())))
        if not self._own_press:
            super().mouseMoveEvent(event)

    def leaveEvent(self, event: object) -> None:
        self._hover(-1)
        super().leaveEvent(event)  # type: ignore[arg-type]

    def _hover(self, row: int) -> None:
        if row != self.cells.hovered:
            for changed in (self.cells.hovered, row):
                if changed >= 0:
                    top, high = self.rowViewportPosition(changed), self.rowHeight(changed)
                    self.viewport().update(0, top, self.viewport().width(), high)
            self.cells.hovered = row

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if event.reason() == QContextMenuEvent.Reason.Mouse:
            index = self.indexAt(event.pos())
            if index.isValid() and not self.selectionModel().isRowSelected(index.row(), QModelIndex()):
                self.put_current(index.row(), max(1, index.column()))
            elif index.isValid():
                self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.NoUpdate)
            place = event.globalPos()
        else:
            place = self.viewport().mapToGlobal(self.visualRect(self.currentIndex()).bottomLeft())
        self.menu_wanted.emit(self.current_id(), self.current_name(), place)

    # painting

    def paintEvent(self, event: QPaintEvent) -> None:
        self.cells.paint_rows(QPainter(self.viewport()), event.rect(), self.frozen.cells())
        if self.list_state.group_by and self.records.rowCount():
            paint_heads(self)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.columns.fit()

    def focusInEvent(self, event: QFocusEvent) -> None:
        if event.reason() is not Qt.FocusReason.MouseFocusReason:
            self.go_to_first()  # else Qt makes the first row current without selecting it
        super().focusInEvent(event)

    def keyboardSearch(self, _search: str) -> None:
        """Nothing: letters are the page's keys, and a search would read every row."""


_ACTS: dict[Qt.Key, Callable[[RecordTable], None]] = {
    Qt.Key.Key_Space: RecordTable.tick_current,
    Qt.Key.Key_X: RecordTable.tick_current,
    Qt.Key.Key_Return: RecordTable.open_current,
    Qt.Key.Key_Enter: RecordTable.open_current,
    Qt.Key.Key_F2: RecordTable.edit_current,
    Qt.Key.Key_Delete: lambda table: table.delete_wanted.emit(),
    Qt.Key.Key_J: lambda table: table.step(1),
    Qt.Key.Key_K: lambda table: table.step(-1),
}
