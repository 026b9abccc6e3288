"""The first columns of a table that stay in sight while the others scroll sideways: ticks and the record's name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect

if TYPE_CHECKING:
    from itdesk.ui.record_table import RecordTable


class FrozenColumns:
    """Those of one table, as many as its view says. Nothing stays while nothing is scrolled; no more than half the room."""

    def __init__(self, table: RecordTable) -> None:
        self._table = table
        table.horizontalScrollBar().valueChanged.connect(self.repaint)

    @property
    def last(self) -> int:
        """The last column that stays; 0 are the ticks, which stay with others alone."""
        return self._table.list_state.frozen

    def repaint(self) -> None:
        """Show it after another number stays, or others scroll."""
        self._table.viewport().update()
        self._table.header.viewport().update()

    def cells(self) -> list[tuple[int, int, int]]:
        """Column, left edge and width of each that stays over the others now."""
        table, header = self._table, self._table.header
        last = min(self.last, header.count() - 1)
        shown = [column for column in range(last + 1) if last and not header.isSectionHidden(column)]
        widths = [header.sectionSize(column) for column in shown]
        room, right = table.viewport().width(), table.isRightToLeft()
        while widths and sum(widths) * 2 > room:
            widths.pop()
            shown.pop()
        if not any(shown):
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
