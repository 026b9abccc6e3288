"""The first columns of a table that stay in sight while the others scroll sideways: ticks and the record's name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect

if TYPE_CHECKING:
    from itdesk.ui.record_table import RecordTable

LAST = 1  # the last column that stays


class FrozenColumns:
    """Those of one table. Nothing stays while nothing is scrolled, or where these columns would take half of the room."""

    def __init__(self, table: RecordTable) -> None:
        self._table = table
        table.horizontalScrollBar().valueChanged.connect(self._repaint)

    def _repaint(self) -> None:
        self._table.viewport().update()
        self._table.header.viewport().update()

    def cells(self) -> list[tuple[int, int, int]]:
        """Column, left edge and width of each that stays over the others now."""
        table, header = self._table, self._table.header
        shown = [column for column in range(LAST + 1) if column < header.count() and not header.isSectionHidden(column)]
        widths = [header.sectionSize(column) for column in shown]
        room, right = table.viewport().width(), table.isRightToLeft()
        if not shown or sum(widths) * 2 > room:
            return []
        found, used = [], 0
        for column, wide in zip(shown, widths, strict=True):
            found.append((column, room - used - wide if right else used, wide))
            used += wide
        gone = header.sectionViewportPosition(shown[0]) - found[0][1]
        return found if (gone > 0 if right else gone < 0) else []

    def column_at(self, x: int) -> int:
        """The column that stays at a place; -1 for none."""
        return next((column for column, left, wide in self.cells() if left <= x < left + wide), -1)

    def hidden(self, box: QRect) -> int:
        """How much of a cell that scrolls lies under those that stay."""
        cells = self.cells()
        if not cells:
            return 0
        edges = [left for _column, left, _wide in cells] + [left + wide for _column, left, wide in cells]
        if self._table.isRightToLeft():
            return max(0, box.right() + 1 - min(edges))
        return max(0, max(edges) - box.left())
