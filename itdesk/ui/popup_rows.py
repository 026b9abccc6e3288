"""Rows of the small lists in popups: tick box, shape, name, and a handle to drag by."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QAbstractItemView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from itdesk.ui import drawing, icons
from itdesk.ui.record_cells import draw_tick
from itdesk.ui.theme import Theme

ROW = 28
SHAPE = Qt.ItemDataRole.UserRole + 7  # (icon, tone) before the name
BESIDE = Qt.ItemDataRole.UserRole + 8  # a short text at the end, such as a count


class PopupRows(QStyledItemDelegate):
    """Draws what an item has: a check state as a tick box, SHAPE as an icon. handles: a grip at the end."""

    def __init__(self, view: QAbstractItemView, *, handles: bool = False) -> None:
        super().__init__(view)
        self._view = view
        self._handles = handles
        view.setMouseTracking(True)

    def sizeHint(self, _option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(100, Theme.current().px(ROW))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        theme = Theme.current()
        box, state = option.rect, option.state
        current = state & QStyle.StateFlag.State_Selected
        if current and (self._view.hasFocus() or self._view.focusPolicy() is Qt.FocusPolicy.NoFocus):
            painter.fillRect(box, theme.color("selected"))
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(box, theme.color("hover"))
        inner = box.adjusted(12, 0, -12, 0)
        side, start = theme.px(16), 0
        checked = index.data(Qt.ItemDataRole.CheckStateRole)
        if checked is not None:
            ticked = checked in (Qt.CheckState.Checked, Qt.CheckState.Checked.value)
            draw_tick(painter, drawing.part(inner, 0, side), ticked=ticked)
            start = side + 8
        shape = index.data(SHAPE)
        if shape:
            width = icons.default_size(shape[0])
            icons.paint(painter, drawing.part(inner, start, width), shape[0], shape[1] or "text-2")
            start += width + 6
        end = side + 8 if self._handles else 0
        beside = index.data(BESIDE)
        if beside:
            wide = drawing.width(beside, "small", 400) + 2
            place = drawing.part(inner, inner.width() - wide, wide)
            drawing.draw(painter, place, beside, role="small", tone="text-3")
            end = wide + 8
        drawing.draw(painter, drawing.part(inner, start, inner.width() - start - end), str(index.data()))
        if self._handles:
            icons.paint(painter, drawing.part(inner, inner.width() - side, side), "drag", "text-3")
