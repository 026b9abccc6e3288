"""The list of records: rows of any number, selection by mouse and keys, sorting, groups that fold, copying."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, NamedTuple

from PySide6.QtCore import (
    QItemSelection,
    QItemSelectionModel,
    QItemSelectionRange,
    QModelIndex,
    QPoint,
    QRect,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from itdesk.core.record import Kind, RecordType
from itdesk.core.value_texts import field_of
from itdesk.ui import icons
from itdesk.ui.desk import Desk
from itdesk.ui.list_state import ListState
from itdesk.ui.record_cells import GAP, PAD, CellPainter, RecordCells
from itdesk.ui.record_header import RecordHeader
from itdesk.ui.record_model import GroupRow, RecordModel
from itdesk.ui.theme import Theme

TICKS = 40
LEAST = 65  # per cent of its width that a text column gives way to, before the table scrolls sideways
RESTORED = 20_000  # up to so many selected rows are found again after a change; more come back only as "all"
_WIDTHS = {
    Kind.DATE: 110, Kind.INSTANT: 150, Kind.MONEY: 96, Kind.INTEGER: 80, Kind.DECIMAL: 90, Kind.YES_NO: 80,
    Kind.CHOICE: 124, Kind.LINK: 150, Kind.LONG: 240, Kind.EMAIL: 200, Kind.URL: 180,
}  # fmt: skip
_SELECT_ROW = QItemSelectionModel.SelectionFlag.Rows | QItemSelectionModel.SelectionFlag.Select
_ONLY_ROW = QItemSelectionModel.SelectionFlag.Rows | QItemSelectionModel.SelectionFlag.ClearAndSelect
_TOGGLE_ROW = QItemSelectionModel.SelectionFlag.Rows | QItemSelectionModel.SelectionFlag.Toggle
_CURRENT = QItemSelectionModel.SelectionFlag.Current
_CTRL = Qt.KeyboardModifier.ControlModifier
_SHIFT = Qt.KeyboardModifier.ShiftModifier


class _Anchor(NamedTuple):
    """Where a person was, by records rather than rows."""

    current: int
    row: int
    column: int
    selected: array[int]
    all: bool
    top: int
    top_row: int
    offset: int


class RecordTable(QTableView):
    """A table over a RecordModel. What a person does comes out as signals; the page decides what follows."""

    current_changed = Signal(int)  # a record's id, 0 for none
    selection_changed = Signal()
    opened = Signal(int)
    state_changed = Signal(object)  # ListState after sorting, folding or a dragged width
    edit_wanted = Signal(int, str)  # record, field
    menu_wanted = Signal(int, str, QPoint)  # record, field, place on screen
    delete_wanted = Signal()

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
        self.record_type = record_type
        self._ticks = ticks
        self._painters = dict(painters or {})
        needs = tuple(dict.fromkeys(name for painter in self._painters.values() for name in painter.needs))
        self.records = RecordModel(desk, record_type, needs, self)
        self.cells = RecordCells(self, self.records, self._painters)
        self._anchor: _Anchor | None = None
        self._reported = -1
        self._start = 0  # where Shift extends from
        self._fitting = False
        self._own_press = False  # this press was dealt with here; Qt would select again at its release
        self._build()
        self._connect()

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
        self.records.modelAboutToBeReset.connect(self._keep_anchor)
        self.records.modelReset.connect(self._restore_anchor)
        self.records.rowsInserted.connect(self._report_selection)
        self.records.rowsRemoved.connect(self._report_selection)
        self.header.sort_wanted.connect(self.sort_by)
        self.header.all_wanted.connect(self.toggle_all)
        self.header.sectionResized.connect(self._width_dragged)
        self.selectionModel().selectionChanged.connect(self._report_selection)
        self.selectionModel().currentRowChanged.connect(self._report_current)
        Theme.current().theme_changed.connect(self._set_heights)

    def _set_heights(self) -> None:
        self.verticalHeader().setDefaultSectionSize(Theme.current().row())
        self._fit_columns()

    # what is shown

    @property
    def list_state(self) -> ListState:
        """Columns, filters, order and grouping as they are now."""
        return self.records.state

    def show_state(self, state: ListState) -> None:
        """Show other columns, rows or another order."""
        columns = state.columns != self.list_state.columns
        self.records.show_state(state)
        if columns or not self.header.count():
            self._fit_columns()
        self.header.viewport().update()

    def refresh(self) -> None:
        """Read again; selection, current row and scroll position stay with their records."""
        self.records.refresh()

    def sort_by(self, name: str, added: bool = False) -> None:  # noqa: FBT001, FBT002 -- a signal's parameter
        """Order by a column: first ascending, then descending, then as the view has it; added keeps earlier orders."""
        before = self.list_state.sort
        kept = tuple(entry for entry in before if entry.removeprefix("-") != name) if added else ()
        if name in before:
            after: tuple[str, ...] = (f"-{name}",)
        elif f"-{name}" in before:
            after = () if added and kept else (name,)
        else:
            after = (name,)
        self.change(replace(self.list_state, sort=(*kept, *after)))

    def change(self, state: ListState) -> None:
        """Show a state that the person chose, and tell it."""
        self.show_state(state)
        self.state_changed.emit(state)

    # columns

    def wanted_width(self, name: str) -> int:
        """The width of a column: as dragged, as declared, or by what it holds; never less than its title."""
        theme = Theme.current()
        dragged = self.list_state.widths.get(name)
        if dragged:
            return theme.px(dragged)
        declared = field_of(self.record_type, name)
        title = self.header.wanted_width(1 + self.list_state.columns.index(name))
        return max(theme.px(declared.width or _WIDTHS.get(declared.kind, 160)), title)

    def _fit_columns(self) -> None:
        """Give room that is left to the columns with texts, so that the table reaches from edge to edge."""
        columns = self.list_state.columns
        if self._fitting or self.header.count() != len(columns) + 1:
            return
        self._fitting = True
        theme = Theme.current()
        ticks = theme.px(TICKS) if self._ticks else 0
        self.setColumnHidden(0, not self._ticks)
        self.header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        self.header.setSectionResizeMode(0, QHeaderView.ResizeMode.Fixed)
        self.setColumnWidth(0, theme.px(TICKS))
        widths = {name: self.wanted_width(name) for name in columns}
        room = self.viewport().width() - ticks - sum(widths.values())
        flexible = [
            name
            for place, name in enumerate(columns, 1)
            if not self.records.is_trailing(place) and name not in self.list_state.widths
        ]
        least = {
            name: max(
                widths[name] * (LEAST if name != columns[0] else 100) // 100,
                self.header.wanted_width(columns.index(name) + 1),
            )
            for name in columns
        }
        spare = sum(widths[name] - least[name] for name in flexible)
        if room > 0 and flexible:
            share = sum(widths[name] for name in flexible)
            for name in flexible:
                widths[name] += room * widths[name] // share
            widths[flexible[-1]] += self.viewport().width() - ticks - sum(widths.values())
        elif room < 0 <= spare + room and spare:
            for name in flexible:
                widths[name] += room * (widths[name] - least[name]) // spare
        for place, name in enumerate(columns, 1):
            self.setColumnWidth(place, widths[name])
        self._fitting = False

    def _width_dragged(self, section: int, _old: int, new: int) -> None:
        if self._fitting or not section or not new or not self.header.isVisible():
            return
        name = self.list_state.columns[section - 1]
        plain = max(40, round(new * 100 / Theme.current().percent))
        self.records.state = replace(self.list_state, widths={**self.list_state.widths, name: plain})
        self.state_changed.emit(self.list_state)

    # selection

    def _parts(self) -> list[QItemSelectionRange]:
        parts: Any = self.selectionModel().selection()  # the stubs forget that it is a list
        return list(parts)

    def selected_count(self) -> int:
        """How many records are selected."""
        if not self.list_state.group_by:
            return sum(part.bottom() - part.top() + 1 for part in self._parts())
        return len(self.selected_ids())

    def selected_ids(self) -> array[int]:
        """The selected records in the order of the list."""
        parts = sorted((part.top(), part.bottom()) for part in self._parts())
        found = array("q")
        for top, bottom in parts:
            found.extend(self.records.ids_between(top, bottom))
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
            self.selectionModel().select(whole, _ONLY_ROW)

    def go_to_first(self) -> None:
        """Select the first record, unless one is current."""
        if not self.currentIndex().isValid() and self.records.rowCount():
            self._put_current(self._next_record(0, 1))

    def current_id(self) -> int:
        """The record that the keyboard is on; 0 for none."""
        return self.records.id_at(self.currentIndex().row())

    def current_name(self) -> str:
        """The column that the keyboard is on."""
        column = max(1, self.currentIndex().column())
        return self.list_state.columns[column - 1]

    def go_to(self, record_id: int) -> bool:
        """Select a record and bring it into view; False while it isn't in the list."""
        row = self.records.row_of(record_id)
        if row < 0:
            return False
        self._put_current(row, max(1, self.currentIndex().column()))
        return True

    def _put_current(self, row: int, column: int = 1) -> None:
        index = self.records.index(row, column)
        self.selectionModel().setCurrentIndex(index, _ONLY_ROW)
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

    def _keep_anchor(self) -> None:
        count = self.selected_count()
        whole = count > RESTORED and count == len(self.records.ids)
        selected = self.selected_ids() if count <= RESTORED else array("q")
        current = self.currentIndex()
        top = max(0, self.rowAt(0))
        top_id = self.records.id_at(top)
        if self._anchor is not None and not len(self.records.ids):
            return  # what stood there was left before; the first rows haven't come yet
        self._anchor = _Anchor(
            self.records.id_at(current.row()) if current.isValid() else 0,
            current.row(),
            max(1, current.column()),
            selected,
            whole,
            top_id,
            top,
            self.horizontalScrollBar().value(),
        )

    def _restore_anchor(self) -> None:
        anchor = self._anchor
        if anchor is None or not self.records.rowCount():
            self._report_selection()
            self._report_current(QModelIndex(), QModelIndex())
            return
        self._anchor = None
        if anchor.all:
            self.select_all()
        elif anchor.selected:
            self._select_ids(anchor.selected)
        row = self.records.row_of(anchor.current) if anchor.current else -1
        if row < 0 and anchor.row >= 0 and anchor.selected:
            row = min(anchor.row, self.records.rowCount() - 1)
        if row >= 0:
            column = min(anchor.column, len(self.list_state.columns))
            index = self.records.index(row, column)
            self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.NoUpdate)
        top = self.records.row_of(anchor.top) if anchor.top and anchor.top_row else -1
        self.verticalScrollBar().setValue(top if top >= 0 else min(anchor.top_row, self.records.rowCount() - 1))
        self.horizontalScrollBar().setValue(anchor.offset)
        self._report_selection()
        self._report_current(self.currentIndex(), QModelIndex())

    def _select_ids(self, ids: array[int]) -> None:
        if len(ids) <= 4:
            rows = [self.records.row_of(one) for one in ids]
        else:
            wanted = set(ids)
            if self.list_state.group_by:
                rows = [self.records.row_of(one) for one in self.records.ids if one in wanted]
            else:
                rows = [place for place, one in enumerate(self.records.ids) if one in wanted]
        selection = QItemSelection()
        start = previous = -2
        for row in [*sorted(row for row in rows if row >= 0), -9]:
            if row != previous + 1:
                if start >= 0:
                    selection.select(self.records.index(start, 0), self.records.index(previous, 0))
                start = row
            previous = row
        self.selectionModel().select(selection, _ONLY_ROW)

    # keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, held = event.key(), event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event.matches(QKeySequence.StandardKey.SelectAll):
            self.select_all()
        elif key == Qt.Key.Key_Escape or (held & _CTRL and key not in _MOVES):
            event.ignore()
        elif held in (Qt.KeyboardModifier.NoModifier, _SHIFT, _CTRL, _CTRL | _SHIFT) and key in _MOVES:
            self._move(key, held)
        elif held == Qt.KeyboardModifier.NoModifier and key in _ACTS:
            _ACTS[Qt.Key(key)](self)
        else:
            event.ignore()  # one-key actions of the page; the table itself never searches by letters

    def _move(self, key: int, held: Qt.KeyboardModifier) -> None:
        index = self.currentIndex()
        if not index.isValid():
            if self.records.rowCount():
                self._put_current(self._next_record(0, 1) if key != Qt.Key.Key_End else self.records.rowCount() - 1)
            return
        row, column = index.row(), max(1, index.column())
        if key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self._move_sideways(row, column, forward=(key == Qt.Key.Key_Right) == self.isLeftToRight())
            return
        page = max(1, self.viewport().height() // self.verticalHeader().defaultSectionSize() - 1)
        last = self.records.rowCount() - 1
        wanted = {
            Qt.Key.Key_Up: row - 1,
            Qt.Key.Key_Down: row + 1,
            Qt.Key.Key_PageUp: row - page,
            Qt.Key.Key_PageDown: row + page,
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: last,
        }[Qt.Key(key)]
        target = max(0, min(last, wanted))
        moved = self.records.index(target, column)
        if held & _SHIFT:
            self._extend_to(target, column)
        elif held & _CTRL and key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.selectionModel().setCurrentIndex(moved, QItemSelectionModel.SelectionFlag.NoUpdate)
        elif self.records.group_at(target) is not None:
            self.selectionModel().setCurrentIndex(moved, QItemSelectionModel.SelectionFlag.Clear)
            self._start = target
        else:
            self.selectionModel().setCurrentIndex(moved, _ONLY_ROW)
            self._start = target
        self.scrollTo(moved)
        self.viewport().update()

    def _extend_to(self, row: int, column: int) -> None:
        first, last = sorted((self._start, row))
        whole = QItemSelection(self.records.index(first, 0), self.records.index(last, 0))
        self.selectionModel().setCurrentIndex(
            self.records.index(row, column), QItemSelectionModel.SelectionFlag.NoUpdate
        )
        self.selectionModel().select(whole, _ONLY_ROW)

    def _next_record(self, row: int, step: int) -> int:
        while 0 <= row < self.records.rowCount() and self.records.group_at(row) is not None:
            row += step
        return max(0, min(row, self.records.rowCount() - 1))

    def _move_sideways(self, row: int, column: int, *, forward: bool) -> None:
        if self.records.group_at(row) is not None:
            self.records.fold(row, folded=not forward)
            return
        to = max(1, min(len(self.list_state.columns), column + (1 if forward else -1)))
        index = self.records.index(row, to)
        self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.NoUpdate)
        self.scrollTo(index)

    def tick_current(self) -> None:
        """Select the current row besides the others, or leave it out; of a group's head, fold it."""
        index = self.currentIndex()
        group = self.records.group_at(index.row()) if index.isValid() else None
        if group is not None:
            self.records.fold(index.row(), folded=not self.records.is_folded(group))
        elif index.isValid():
            self.selectionModel().select(index, _TOGGLE_ROW)
            self._start = index.row()

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
        """Put the selected rows on the clipboard as a table with titles: tabs between columns, a line per record.

        Rows beyond those in memory are read first, so the clipboard may follow in a moment; at most 100,000 rows go.
        """
        names = self.list_state.columns
        titles = [field_of(self.record_type, name).label for name in names]
        ids = list(self.selected_ids()[:100_000]) or ([self.current_id()] if self.current_id() else [])
        if ids:
            self.records.read_texts(ids, lambda rows: _to_clipboard([titles, *rows]))

    def step(self, by: int) -> None:
        """Go to the next (1) or the previous (-1) record."""
        key = Qt.Key.Key_Down if by > 0 else Qt.Key.Key_Up
        self._move(key, Qt.KeyboardModifier.NoModifier)

    # mouse

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._own_press = event.button() == Qt.MouseButton.LeftButton and self._press(event)
        if not self._own_press:
            super().mousePressEvent(event)

    def _press(self, event: QMouseEvent) -> bool:
        """What a press means here; False leaves it to Qt."""
        index = self.indexAt(event.position().toPoint())
        if not index.isValid():
            return False
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        group = self.records.group_at(index.row())
        if group is not None:
            self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.NoUpdate)
            self.records.fold(index.row(), folded=not self.records.is_folded(group))
            return True
        if event.modifiers() & _SHIFT:
            self._extend_to(index.row(), max(1, index.column()))
            return True
        self._start = index.row()
        if index.column() == 0:
            beside = self.records.index(index.row(), 1)
            self.selectionModel().setCurrentIndex(beside, QItemSelectionModel.SelectionFlag.NoUpdate)
            self.selectionModel().select(index, _TOGGLE_ROW)
            return True
        return False

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
            self.cells.hovered = row
            self.viewport().update()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if event.reason() == QContextMenuEvent.Reason.Mouse:
            index = self.indexAt(event.pos())
            if index.isValid() and not self.selectionModel().isRowSelected(index.row(), QModelIndex()):
                self._put_current(index.row(), max(1, index.column()))
            elif index.isValid():
                self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.NoUpdate)
            place = event.globalPos()
        else:
            place = self.viewport().mapToGlobal(self.visualRect(self.currentIndex()).bottomLeft())
        self.menu_wanted.emit(self.current_id(), self.current_name(), place)

    # painting

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self.list_state.group_by or not self.records.rowCount():
            return
        painter = QPainter(self.viewport())
        first = max(0, self.rowAt(0))
        last = self.rowAt(self.viewport().height() - 1)
        for row in range(first, (last if last >= 0 else self.records.rowCount() - 1) + 1):
            group = self.records.group_at(row)
            if group is not None:
                self._paint_group(painter, row, group)

    def _paint_group(self, painter: QPainter, row: int, group: GroupRow) -> None:
        theme = Theme.current()
        box = QRect(0, self.rowViewportPosition(row), self.viewport().width(), self.rowHeight(row))
        right = self.isRightToLeft()
        painter.fillRect(box, theme.color("hover" if row == self.cells.hovered else "subtle"))
        painter.fillRect(box.left(), box.bottom(), box.width(), 1, theme.color("line"))
        side = theme.px(12)
        lead = theme.px(TICKS) // 2 - side // 2 if self._ticks else PAD
        mark = QRect(box.right() - lead - side if right else lead, box.top(), side, box.height())
        icons.paint(painter, mark, "right" if self.records.is_folded(group) else "down", "text-2", size=side)
        drawer = self.cells.drawer
        start = lead + side + GAP if not self._ticks else theme.px(TICKS) + PAD
        room = box.width() - start
        for place, name in enumerate(self.list_state.columns, 1):
            total = group.sums.get(name)
            if total:
                wide = drawer.metrics("body", 600).horizontalAdvance(total) + 2
                cell = QRect(self.columnViewportPosition(place), box.top(), self.columnWidth(place), box.height() - 1)
                cell.adjust(PAD, 0, -PAD, 0)
                if wide > cell.width():  # it may reach over the cells before it, which are empty
                    cell.adjust(0, 0, wide - cell.width(), 0) if right else cell.adjust(cell.width() - wide, 0, 0, 0)
                drawer.draw(painter, cell, total, weight=600, trailing=True)
                room = min(room, (box.width() - cell.right() if right else cell.left()) - start)
        label_width = min(drawer.metrics("body", 600).horizontalAdvance(group.label) + 2, max(40, room - 60))
        left = box.right() + 1 - start - label_width if right else start
        drawer.draw(painter, QRect(left, box.top(), label_width, box.height() - 1), group.label, weight=600)
        count = f"{group.count:,}"
        beside = left - GAP - 60 if right else left + label_width + GAP
        drawer.draw(painter, QRect(beside, box.top(), 60, box.height() - 1), count, tone="text-3", trailing=False)
        if row == self.currentIndex().row() and self.hasFocus():
            painter.setPen(theme.color("accent"))
            painter.drawRect(box.adjusted(1, 1, -2, -2))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_columns()

    def focusInEvent(self, event: QFocusEvent) -> None:
        if event.reason() is not Qt.FocusReason.MouseFocusReason:
            self.go_to_first()  # else Qt makes the first row current without selecting it
        super().focusInEvent(event)

    def keyboardSearch(self, _search: str) -> None:
        """Nothing: letters are the page's keys, and a search would read every row."""


_MOVES = {
    Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown, Qt.Key.Key_Home, Qt.Key.Key_End,
    Qt.Key.Key_Left, Qt.Key.Key_Right,
}  # fmt: skip
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


def _to_clipboard(rows: list[list[str]]) -> None:
    """A spreadsheet's text: what would break a cell apart becomes a space."""
    lines = ("\t".join(" ".join(text.split()) for text in row) for row in rows)
    QGuiApplication.clipboard().setText("\n".join(lines))
