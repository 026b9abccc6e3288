"""The budget as a sheet: a name column that stays, twelve months, and the year's figures; a month is typed over in place."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QEvent, QModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemDelegate, QAbstractItemView, QHeaderView, QLineEdit, QTableView, QWidget

from itdesk.areas.finance.budgets.page_cells import SheetDelegate
from itdesk.areas.finance.budgets.page_model import COLUMNS, MONTHS, SheetModel, month_name
from itdesk.core.texts import _
from itdesk.ui.theme import Theme

__all__ = ["Sheet", "TotalLine", "month_name"]


class Sheet(QTableView):
    """Arrows move, typing or F2 types over, Enter goes down, Space or a click on a group folds it."""

    line_wanted = Signal(int)
    closed = Signal()  # the cell that was typed over
    no_hint = QAbstractItemDelegate.EndEditHint.NoHint

    def __init__(self, locale: str) -> None:
        super().__init__()
        self.locale_name = locale
        self._model = SheetModel(self, locale)
        self.setModel(self._model)
        self.setItemDelegate(SheetDelegate(self, self._model, locale))
        self.setShowGrid(False)
        self.setAccessibleName(_("Budget by line and month"))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(
            QAbstractItemView.EditTrigger.AnyKeyPressed
            | QAbstractItemView.EditTrigger.EditKeyPressed
            | QAbstractItemView.EditTrigger.DoubleClicked
        )
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.verticalHeader().hide()
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self._waiting: Any = None  # a grid that came while somebody was typing
        self._frozen = _Names(self)
        self._rescale()
        Theme.current().follow(self, self._rescale)
        self.clicked.connect(self._clicked)

    @property
    def sheet(self) -> SheetModel:
        """The model, which knows the grid."""
        return self._model

    def show_grid(self, grid: Any) -> None:
        """Show a grid, keeping the cell that was in front; what is being typed is finished first."""
        if self.state() == QAbstractItemView.State.EditingState:
            self._waiting = grid
            return
        self._waiting = None
        at = self.currentIndex()
        place = (at.row(), at.column()) if at.isValid() else (1, 1)
        self._model.show_grid(grid)
        self.setCurrentIndex(self._model.index(min(place[0], len(self._model.rows) - 1), place[1]))

    def hide_row(self, row: int) -> None:
        """Leave a row out, in the names that stay in sight too."""
        self.setRowHidden(row, True)
        self._frozen.setRowHidden(row, True)

    def set_read_only(self) -> None:
        """Nothing can be typed over."""
        self._model.is_read_only = True

    def open_editor(self) -> QWidget | None:
        """The editor of the cell that is typed over."""
        return self.indexWidget(self.currentIndex()) if self.state() == self.State.EditingState else None

    def type_again(self, line_id: int, place: int, text: str) -> bool:
        """Open the editor of a line's month once more with what was typed there and could not be stored."""
        for row, shown in enumerate(self._model.rows):
            if shown.kind == "line" and shown.line.id == line_id:
                index = self._model.index(row, place + 1)
                self.setCurrentIndex(index)
                self.edit(index)
                editor = self.indexWidget(index)
                if isinstance(editor, QLineEdit):
                    editor.setText(text)
                    editor.setModified(True)
                self._model.typing.emit(shown.line, place, text)
                return True
        return False

    def closeEditor(self, editor: QWidget, hint: QAbstractItemDelegate.EndEditHint) -> None:
        super().closeEditor(editor, hint)
        self.closed.emit()
        if self._waiting is not None and self.state() != QAbstractItemView.State.EditingState:
            self.show_grid(self._waiting)

    def current_line(self) -> Any:
        """The line under the cursor; None on a group or the total."""
        at = self.currentIndex()
        return self._model.rows[at.row()].line if at.isValid() else None

    def _rescale(self) -> None:
        theme = Theme.current()
        rows = self.verticalHeader()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultSectionSize(theme.px(28))
        self._frozen.verticalHeader().setDefaultSectionSize(theme.px(28))
        self._spread()
        self.viewport().update()

    def _spread(self) -> None:
        """Share the width: sums and months as wide as their figures need, the rest to the names."""
        theme = Theme.current()
        header = self.horizontalHeader()
        month, total = theme.px(54), theme.px(72)
        names = max(theme.px(190), self.viewport().width() - MONTHS * month - 4 * total)
        header.resizeSection(0, names)
        for column in range(1, COLUMNS):
            header.resizeSection(column, month if column <= MONTHS else total)
        self._frozen.place()

    def _clicked(self, index: QModelIndex) -> None:
        row = self._model.rows[index.row()]
        if row.kind == "group" and not index.column():
            self._model.fold(row.group)

    def resizeEvent(self, event: Any) -> None:
        super().resizeEvent(event)
        self._spread()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self.state() == QAbstractItemView.State.EditingState:  # the editor's own keys come here as well
            super().keyPressEvent(event)
            return
        index = self.currentIndex()
        row = self._model.rows[index.row()] if index.isValid() else None
        key = event.key()
        if row is not None and row.kind == "group" and key in {Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self._model.fold(row.group)
            self.setCurrentIndex(self._model.index(index.row(), index.column()))
            return
        if row is not None and row.kind == "line" and key in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            if index.column() and index.column() <= MONTHS:
                self.edit(index)
            else:
                self.line_wanted.emit(row.line.id)
            return
        if row is not None and key == Qt.Key.Key_Delete and index.flags() & Qt.ItemFlag.ItemIsEditable:
            self._model.typed.emit(row.line, index.column() - 1, None)
            return
        super().keyPressEvent(event)


class TotalLine(QTableView):
    """The last row once more under the sheet, so that the total is always in sight; its columns follow the sheet's."""

    def __init__(self, sheet: Sheet) -> None:
        super().__init__()
        self._sheet = sheet
        self.setModel(sheet.model())
        self.setItemDelegate(SheetDelegate(self, sheet.sheet, sheet.locale_name))
        self.setShowGrid(False)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setAccessibleName(_("Total"))
        self.verticalHeader().hide()
        self.horizontalHeader().hide()
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        sheet.horizontalScrollBar().valueChanged.connect(self.horizontalScrollBar().setValue)
        sheet.horizontalHeader().sectionResized.connect(self._follow)
        sheet.model().modelReset.connect(self._show_last)
        Theme.current().follow(self, self._show_last)

    def _follow(self, column: int, _before: int, width: int) -> None:
        self.setColumnWidth(column, width)

    def _show_last(self) -> None:
        last = self.model().rowCount() - 1
        for row in range(last):
            self.setRowHidden(row, True)
        height = Theme.current().px(32)
        if last >= 0:
            self.setRowHidden(last, False)
            self.setRowHeight(last, height)
            self._sheet.hide_row(last)
        for column in range(COLUMNS):
            self.setColumnWidth(column, self._sheet.columnWidth(column))
        self.setFixedHeight(height)


class _Names(QTableView):
    """The first column once more, laid over the sheet so that it stays in sight while months are scrolled."""

    def __init__(self, sheet: Sheet) -> None:
        super().__init__(sheet)
        self._sheet = sheet
        self.setModel(sheet.model())
        self.setSelectionModel(sheet.selectionModel())
        self.setItemDelegate(SheetDelegate(self, sheet.sheet, sheet.locale_name))
        self.setShowGrid(False)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.verticalHeader().hide()
        self.horizontalHeader().setHighlightSections(False)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        for column in range(1, COLUMNS):
            self.setColumnHidden(column, True)
        sheet.verticalScrollBar().valueChanged.connect(self.verticalScrollBar().setValue)
        self.verticalScrollBar().valueChanged.connect(sheet.verticalScrollBar().setValue)
        self.clicked.connect(sheet._clicked)  # noqa: SLF001 -- one widget in two parts
        sheet.model().modelReset.connect(self._hide_again)

    def _hide_again(self) -> None:
        for column in range(1, COLUMNS):
            self.setColumnHidden(column, True)
        self.place()

    def place(self) -> None:
        """Lie over the sheet's first column."""
        width = self._sheet.columnWidth(0)
        self.setColumnWidth(0, width)
        frame = self._sheet.frameWidth()
        head = self._sheet.horizontalHeader().height()
        self.setGeometry(frame, frame, width, self._sheet.viewport().height() + head)
        self.setVisible(self._sheet.horizontalScrollBar().maximum() > 0)
        self.raise_()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Show:
            self.place()
        return super().event(event)
