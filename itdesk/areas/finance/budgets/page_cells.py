"""How the budget sheet's cells are drawn and typed over."""

from __future__ import annotations

from PySide6.QtCore import QAbstractItemModel, QEvent, QModelIndex, QObject, QPersistentModelIndex, QRect, Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QTableView, QWidget

from itdesk.areas.finance.budgets.choices import Figure
from itdesk.areas.finance.budgets.page_model import COLUMNS, MONTHS, Row, SheetModel
from itdesk.core.money import digits
from itdesk.ui import drawing, icons
from itdesk.ui.amount_edit import AmountEdit, keeps_unread
from itdesk.ui.text_drawer import TextDrawer
from itdesk.ui.theme import Theme

Index = QModelIndex | QPersistentModelIndex
_SELECTED, _FOCUSED = QStyle.StateFlag.State_Selected, QStyle.StateFlag.State_HasFocus


class SheetDelegate(QStyledItemDelegate):
    """Bold groups, a total between rules, expected months on a grey ground, red minus where the plan doesn't do."""

    def __init__(self, view: QTableView, model: SheetModel, locale: str) -> None:
        super().__init__(view)
        self._model = model
        self._locale = locale
        self._texts = TextDrawer()

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        theme, model = Theme.current(), self._model
        row, column = model.rows[index.row()], index.column()
        state: QStyle.StateFlag = option.state
        selected = _SELECTED in state
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
        if column and _FOCUSED in state:
            painter.setPen(QPen(theme.color("focus"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(box.adjusted(1, 1, -1, -2))

    def _words(self, painter: QPainter, box: QRect, row: Row, column: int, text: str) -> None:
        theme = Theme.current()
        weight = 400 if row.kind == "line" else 600
        role, tone = "small" if 0 < column <= MONTHS else "body", self._ink(row, column)
        if column:
            room = drawing.part(box, 4, box.width() - 12)
            self._texts.draw(painter, room, text, tone=tone, role=role, weight=weight, trailing=True)
            if column == COLUMNS - 1 and self._beyond(row):
                width = self._texts.metrics(role, weight).horizontalAdvance(text)
                mark = drawing.part(room, room.width() - width - theme.px(18), theme.px(14))
                icons.paint(painter, mark, "triangle", "red", size=theme.px(10))
            return
        if row.kind == "group":
            arrow = drawing.part(box, 16, theme.px(14))
            aside = "left" if drawing.right_to_left() else "right"
            icons.paint(painter, arrow, aside if row.folded else "down", "text-2", size=theme.px(11))
        indent = 0 if row.kind == "total" else theme.px(20) if row.kind == "group" else theme.px(24)
        room = drawing.part(box, 16 + indent, box.width() - 22 - indent)
        self._texts.draw(painter, room, text, tone=tone, role=role, weight=weight)

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
        line, place = row.line, index.column() - 1
        editor.textEdited.connect(lambda text: self._model.typing.emit(line, place, text))
        editor.setAccessibleName(f"{row.name}, {self._model.headerData(index.column(), Qt.Orientation.Horizontal)}")
        return editor

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        return keeps_unread(watched, event) or super().eventFilter(watched, event)

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        if isinstance(editor, AmountEdit):
            editor.setText(str(index.data(Qt.ItemDataRole.EditRole)))
            editor.selectAll()

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:  # noqa: ARG002 -- Qt's signature
        if isinstance(editor, AmountEdit) and editor.isModified() and editor.read():
            self._model.typed.emit(self._model.rows[index.row()].line, index.column() - 1, editor.value)

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, _index: Index) -> None:
        editor.setGeometry(option.rect.adjusted(-14, 1, 2, -1))
