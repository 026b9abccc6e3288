"""Draws the heads of groups over a list: fold mark, name, count and sums under their columns."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect
from PySide6.QtGui import QPainter

from itdesk.core.formats import format_count
from itdesk.ui import icons
from itdesk.ui.column_widths import TICKS
from itdesk.ui.group_layout import GroupRow
from itdesk.ui.record_cells import GAP, PAD
from itdesk.ui.theme import Theme

INDENT = 20  # of a head within another

if TYPE_CHECKING:
    from itdesk.ui.record_table import RecordTable


def paint_heads(table: RecordTable) -> None:
    """Draw the heads that are in sight, over the cells of their rows."""
    painter = QPainter(table.viewport())
    first = table.rowAt(0)
    if first < 0:  # scrolled past the end for a moment, after the list got shorter: not all of it is in sight
        return
    last = table.rowAt(table.viewport().height() - 1)
    for row in range(first, (last if last >= 0 else table.records.rowCount() - 1) + 1):
        group = table.records.group_at(row)
        if group is not None:
            _paint_head(table, painter, row, group)


def _paint_head(table: RecordTable, painter: QPainter, row: int, group: GroupRow) -> None:
    theme = Theme.current()
    box = QRect(0, table.rowViewportPosition(row), table.viewport().width(), table.rowHeight(row))
    right = table.isRightToLeft()
    painter.fillRect(box, theme.color("hover" if row == table.cells.hovered else "subtle"))
    painter.fillRect(box.left(), box.bottom(), box.width(), 1, theme.color("line"))
    side = theme.px(12)
    lead = theme.px(TICKS) // 2 - side // 2 if table.ticks else PAD
    lead += group.level * theme.px(INDENT)
    mark = QRect(box.right() - lead - side if right else lead, box.top(), side, box.height())
    icons.paint(painter, mark, "right" if table.records.is_folded(group) else "down", "text-2", size=side)
    drawer = table.cells.drawer
    start = lead + side + GAP if not table.ticks else theme.px(TICKS) + PAD + group.level * theme.px(INDENT)
    room = box.width() - start
    for place, name in enumerate(table.list_state.columns, 1):
        total = group.sums.get(name)
        if total:
            wide = drawer.metrics("body", 600).horizontalAdvance(total) + 2
            cell = QRect(table.columnViewportPosition(place), box.top(), table.columnWidth(place), box.height() - 1)
            cell.adjust(PAD, 0, -PAD, 0)
            if wide > cell.width():  # it may reach over the cells before it, which are empty
                cell.adjust(0, 0, wide - cell.width(), 0) if right else cell.adjust(cell.width() - wide, 0, 0, 0)
            drawer.draw(painter, cell, total, weight=600, trailing=True)
            room = min(room, (box.width() - cell.right() if right else cell.left()) - start)
    count = format_count(group.count)
    count_width = max(60, drawer.metrics("body", 400).horizontalAdvance(count) + 4)
    label_width = min(drawer.metrics("body", 600).horizontalAdvance(group.label) + 2, max(40, room - count_width))
    left = box.right() + 1 - start - label_width if right else start
    drawer.draw(painter, QRect(left, box.top(), label_width, box.height() - 1), group.label, weight=600)
    beside = left - GAP - count_width if right else left + label_width + GAP
    drawer.draw(painter, QRect(beside, box.top(), count_width, box.height() - 1), count, tone="text-3", trailing=False)
    if row == table.currentIndex().row() and table.hasFocus():
        painter.setPen(theme.color("accent"))
        painter.drawRect(box.adjusted(1, 1, -2, -2))
