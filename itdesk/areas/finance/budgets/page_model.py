"""The rows and figures of the budget sheet, with their texts prepared."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from PySide6.QtWidgets import (
    QWidget,
)

from itdesk.areas.finance.budgets.choices import Figure
from itdesk.core.formats import format_number
from itdesk.core.money import digits
from itdesk.core.texts import _

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
    typing = Signal(object, int, str)  # line, month's place, the text so far

    def __init__(self, parent: QWidget, locale: str) -> None:
        super().__init__(parent)
        self._locale = locale
        self.grid: Any = None
        self.is_read_only = False
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
        if not self.is_read_only and self.rows[index.row()].kind == "line" and 1 <= index.column() <= MONTHS:
            flags |= Qt.ItemFlag.ItemIsEditable
        return flags


def month_name(month: Any, locale: str) -> str:
    """Apr, Mai: three letters or what the locale has."""
    from PySide6.QtCore import QLocale

    return QLocale(locale).standaloneMonthName(month.month, QLocale.FormatType.ShortFormat)
