"""The budget as a sheet: a name column that stays, twelve months, and the year's figures; a month is typed over in place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from PySide6.QtCore import (
    QAbstractItemModel,
    QAbstractTableModel,
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    Qt,
    Signal,
)
from PySide6.QtGui import QFont, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from itdesk.areas.finance.budgets.choices import Figure
from itdesk.core.formats import format_number
from itdesk.core.money import digits
from itdesk.core.texts import _
from itdesk.ui import icons
from itdesk.ui.amount_edit import AmountEdit, KeepsUnread
from itdesk.ui.theme import Theme

Index = QModelIndex | QPersistentModelIndex
MONTHS = 12
FIRST_SUM = MONTHS + 1
COLUMNS = MONTHS + 5
ROOT = QModelIndex()


@dataclass(frozen=True, slots=True)
class Row:
    """One row: a line, a group or the total. members are hidden while a group is folded."""

    kind: str
    name: str
    sums: Any
    line: Any = None
    group: int = 0
    folded: bool = False


class SheetModel(QAbstractTableModel):
    """Rows of a BudgetGrid; all texts are prepared when the grid arrives."""

    typed = Signal(object, int, object)  # line, month's place, Decimal or None

    def __init__(self, parent: QWidget, locale: str) -> None:
        super().__init__(parent)
        self._locale = locale
        self.grid: Any = None
        self.rows: list[Row] = []
        self.figure = Figure.FORECAST  # PLANNED shows the plan, anything else the outlook
        self._folded: set[int] = set()
        self._texts: list[tuple[str, ...]] = []

    def show_grid(self, grid: Any) -> None:
        """Replace what is shown."""
        self.beginResetModel()
        self.grid = grid
        self._lay_out()
        self.endResetModel()

    def set_figure(self, figure: Figure) -> None:
        """Show the plan, or what was spent and is expected."""
        self.figure = figure
        if self.grid is not None:
            self.show_grid(self.grid)

    def fold(self, group: int) -> None:
        """Hide or show a group's lines."""
        self._folded ^= {group}
        self.show_grid(self.grid)

    def _lay_out(self) -> None:
        self.rows = []
        for group in self.grid.groups:
            folded = group.id in self._folded
            self.rows.append(Row("group", group.name, group.sums, group=group.id, folded=folded))
            if not folded:
                self.rows.extend(Row("line", line.name, line.sums, line, group.id) for line in group.lines)
        self.rows.append(Row("total", _("Total"), self.grid.total))
        self._texts = [self._texts_of(row) for row in self.rows]

    def months_of(self, sums: Any) -> Sequence[Decimal]:
        """The twelve figures in view."""
        shown: Sequence[Decimal] = sums.planned if self.figure is Figure.PLANNED else sums.shown
        return shown

    def _texts_of(self, row: Row) -> tuple[str, ...]:
        sums = row.sums
        figures = [self.text(value) for value in self.months_of(sums)]
        ends = (sums.spent, sums.budget, sums.outlook)
        return (row.name, *figures, *(self.text(value) for value in ends), self._left(sums.left))

    def text(self, value: Decimal) -> str:
        """An amount without its currency, in whole units where it has no smaller part; a dash for nought."""
        if not value:
            return "–"
        places = 0 if value == value.to_integral_value() else digits(self.grid.currency)
        return format_number(value, self._locale, places=places)

    def _left(self, left: Decimal) -> str:
        if not left:
            return "0"
        return f"+{self.text(left)}" if left > 0 else self.text(left)

    def figure_at(self, place: int) -> Figure:
        """What typing over a month changes: the plan in its view; else what was spent, or what is expected."""
        if self.figure is Figure.PLANNED:
            return Figure.PLANNED
        return Figure.ACTUAL if place < self.grid.happened else Figure.FORECAST

    def stored(self, row: Row, place: int) -> Decimal | None:
        """The figure behind a month of a line."""
        value: Decimal | None = getattr(row.line.cells[place], self.figure_at(place))
        return value

    # Qt

    def rowCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else COLUMNS

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if role == Qt.ItemDataRole.DisplayRole:
            return self._texts[index.row()][index.column()]
        row = self.rows[index.row()]
        if role == Qt.ItemDataRole.EditRole and row.kind == "line" and 1 <= index.column() <= MONTHS:
            value = self.stored(row, index.column() - 1)
            if value is None:
                value = self.months_of(row.sums)[index.column() - 1]
            return format_number(value, self._locale, places=None if value else 0)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignVCenter | (
                Qt.AlignmentFlag.AlignLeft if not index.column() else Qt.AlignmentFlag.AlignRight
            )
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{row.name}, {self.headerData(index.column(), Qt.Orientation.Horizontal)}: {self._texts[index.row()][index.column()]}"
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if orientation != Qt.Orientation.Horizontal or self.grid is None:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignLeft if not section else Qt.AlignmentFlag.AlignRight
            return Qt.AlignmentFlag.AlignVCenter | side
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        if not section:
            return _("Line")
        if section <= MONTHS:
            return month_name(self.grid.months[section - 1], self._locale)
        return (_("Spent"), _("Budget"), _("Forecast"), _("Left"))[section - FIRST_SUM]

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        if self.rows[index.row()].kind == "line" and 1 <= index.column() <= MONTHS:
            flags |= Qt.ItemFlag.ItemIsEditable
        return flags


def month_name(month: Any, locale: str) -> str:
    """Apr, Mai: three letters or what the locale has."""
    from PySide6.QtCore import QLocale

    return QLocale(locale).standaloneMonthName(month.month, QLocale.FormatType.ShortFormat)


class SheetDelegate(QStyledItemDelegate):
    """Bold groups, a total between rules, expected months on a grey ground, red minus where the plan doesn't do."""

    def __init__(self, view: QTableView, model: SheetModel, locale: str) -> None:
        super().__init__(view)
        self._model = model
        self._locale = locale
        self._keeper = KeepsUnread(self)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        theme, model = Theme.current(), self._model
        row, column = model.rows[index.row()], index.column()
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        expected = model.figure is not Figure.PLANNED and model.grid.happened < column <= MONTHS
        ground = "selected" if selected else "hover" if expected else "subtle" if row.kind == "group" else "surface"
        box: QRect = option.rect
        painter.fillRect(box, theme.color(ground))
        painter.setPen(theme.color("line"))
        painter.drawLine(box.bottomLeft(), box.bottomRight())
        edge = column == MONTHS + 1 or (column == model.grid.happened + 1 and model.figure is not Figure.PLANNED)
        if edge and column > 1:
            painter.drawLine(box.topLeft(), box.bottomLeft())
        if row.kind == "total":
            painter.setPen(QPen(theme.color("text"), 2))
            painter.drawLine(box.topLeft(), box.topRight())
        self._words(painter, box, row, column, str(index.data()))
        if option.state & QStyle.StateFlag.State_HasFocus and column:
            painter.setPen(QPen(theme.color("accent"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(box.adjusted(1, 1, -1, -2))

    def _words(self, painter: QPainter, box: QRect, row: Row, column: int, text: str) -> None:
        theme = Theme.current()
        bold = row.kind != "line"
        font: QFont = theme.font("body", 600 if bold else 400)
        if column and column <= MONTHS:
            font = theme.font("small", 600 if bold else 400)
        painter.setFont(font)
        painter.setPen(theme.color(self._ink(row, column)))
        if column:
            room = box.adjusted(4, 0, -8, 0)
            painter.drawText(room, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, text)
            if column == COLUMNS - 1 and self._beyond(row):
                width = painter.fontMetrics().horizontalAdvance(text)
                mark = QRect(room.right() - width - theme.px(18), box.top(), theme.px(14), box.height())
                icons.paint(painter, mark, "triangle", "red", size=theme.px(10))
            return
        left = box.left() + 16
        if row.kind == "group":
            arrow = QRect(left, box.top(), theme.px(14), box.height())
            icons.paint(painter, arrow, "right" if row.folded else "down", "text-2", size=theme.px(11))
        indent = 0 if row.kind == "total" else theme.px(20) if row.kind == "group" else theme.px(24)
        room = box.adjusted(16 + indent, 0, -6, 0)
        shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, shown)

    @staticmethod
    def _beyond(row: Row) -> bool:
        """Over the plan by more than one hundredth: worth a mark, not only a minus."""
        return bool(row.sums.left < 0 and -row.sums.left * 50 > row.sums.budget)

    def _ink(self, row: Row, column: int) -> str:
        model = self._model
        if column == COLUMNS - 1:
            left = row.sums.left
            if left < 0:
                return "red-text" if self._beyond(row) else "text"
            return "green-text" if left * 50 > row.sums.budget else "text"
        if 1 <= column <= MONTHS:
            if not model.months_of(row.sums)[column - 1]:
                return "text-3"
            if column > model.grid.happened and model.figure is not Figure.PLANNED and row.kind == "line":
                return "text-2"
        return "text"

    def createEditor(self, parent: QWidget, _option: QStyleOptionViewItem, index: Index) -> QWidget:
        editor = AmountEdit(self._locale, digits(self._model.grid.currency), parent)
        row = self._model.rows[index.row()]
        editor.setAccessibleName(f"{row.name}, {self._model.headerData(index.column(), Qt.Orientation.Horizontal)}")
        editor.installEventFilter(self._keeper)
        return editor

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        if isinstance(editor, AmountEdit):
            editor.setText(str(index.data(Qt.ItemDataRole.EditRole)))
            editor.selectAll()

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:  # noqa: ARG002 -- Qt's signature
        if isinstance(editor, AmountEdit) and editor.isModified() and editor.read():
            self._model.typed.emit(self._model.rows[index.row()].line, index.column() - 1, editor.value)

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, _index: Index) -> None:
        editor.setGeometry(option.rect.adjusted(-14, 1, 2, -1))


class Sheet(QTableView):
    """Arrows move, typing or F2 types over, Enter goes down, Space or a click on a group folds it."""

    line_wanted = Signal(int)

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
        self._frozen = _Names(self)
        self._rescale()
        Theme.current().theme_changed.connect(self._rescale)
        self.clicked.connect(self._clicked)

    @property
    def sheet(self) -> SheetModel:
        """The model, which knows the grid."""
        return self._model

    def show_grid(self, grid: Any) -> None:
        """Show a grid, keeping the cell that was in front."""
        at = self.currentIndex()
        place = (at.row(), at.column()) if at.isValid() else (1, 1)
        self._model.show_grid(grid)
        self.setCurrentIndex(self._model.index(min(place[0], len(self._model.rows) - 1), place[1]))

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
        Theme.current().theme_changed.connect(self._show_last)

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
            self._sheet.setRowHidden(last, True)
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
