"""How wide the columns of a table are and where they stand: fitted to the window, to their contents, dragged or moved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QItemSelectionModel, QPoint
from PySide6.QtWidgets import QHeaderView

from itdesk.core.record import Kind
from itdesk.core.value_texts import field_of
from itdesk.ui.badges import badge_width
from itdesk.ui.column_widths import LEAST, LEAST_OF_CHOICE, TICKS, fitted, usual_width
from itdesk.ui.record_cells import GAP, rule_badge
from itdesk.ui.theme import Theme

if TYPE_CHECKING:
    from itdesk.ui.record_table import RecordTable

WIDEST_BADGE = 150  # that the first column makes room for


class TableColumns:
    """The columns of one table."""

    def __init__(self, table: RecordTable) -> None:
        self._table = table
        self._fitting = False

    def wanted_width(self, name: str) -> int:
        """The width of a column: as dragged, as declared, or by what it holds; never less than its title."""
        theme = Theme.current()
        dragged = self._table.list_state.widths.get(name)
        if dragged:
            return theme.px(dragged)
        declared = field_of(self._table.record_type, name)
        title = self._table.header.wanted_width(1 + self._table.list_state.columns.index(name))
        return max(theme.px(usual_width(declared)), title) + self._room_for_rules(name)

    def _room_for_rules(self, name: str) -> int:
        """In the first column, for the words of coloured rows."""
        if not self._table.list_state.rules or name != self._table.list_state.columns[0]:
            return 0
        widest = max(badge_width(rule_badge(rule)) for rule in self._table.list_state.rules)
        return min(widest, Theme.current().px(WIDEST_BADGE)) + GAP

    def fit(self) -> None:
        """Give room that is left to the columns with texts, so that the table reaches from edge to edge."""
        columns = self._table.list_state.columns
        if self._fitting or self._table.header.count() != len(columns) + 1:
            return
        self._fitting = True
        theme = Theme.current()
        ticks = theme.px(TICKS) if self._table.ticks else 0
        self._table.setColumnHidden(0, not self._table.ticks)
        self._table.header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        self._table.header.setSectionResizeMode(0, QHeaderView.ResizeMode.Fixed)
        self._table.setColumnWidth(0, theme.px(TICKS))
        widths = {name: self.wanted_width(name) for name in columns}
        flexible = [
            name
            for place, name in enumerate(columns, 1)
            if not self._table.records.is_trailing(place) and name not in self._table.list_state.widths
        ]
        least = {
            name: max(
                widths[name] * self._least(name, columns[0]) // 100,
                self._table.header.wanted_width(columns.index(name) + 1),
            )
            for name in columns
        }
        widths = fitted(widths, least, flexible, self._table.viewport().width() - ticks)
        for place, name in enumerate(columns, 1):
            self._table.setColumnWidth(place, widths[name])
        self._fitting = False

    def _least(self, name: str, first: str) -> int:
        """Per cent of its width that a column keeps: a state's word is read as much as its sign."""
        is_state = field_of(self._table.record_type, name).kind is Kind.CHOICE
        return 100 if name == first else LEAST_OF_CHOICE if is_state else LEAST

    def fit_to_contents(self, *sections: int) -> None:
        """As wide as what these columns hold in the rows that are read; of all columns without any."""
        theme, widths = Theme.current(), dict(self._table.list_state.widths)
        for section in sections or range(1, len(self._table.list_state.columns) + 1):
            needed = max(self._table.cells.widest(section), self._table.header.wanted_width(section))
            widths[self._table.list_state.columns[section - 1]] = max(40, round(needed * 100 / theme.percent) + 1)
        self._show_widths(widths)

    def usual_widths(self) -> None:
        """Every column as wide as it was before somebody dragged it."""
        self._show_widths({})

    def _show_widths(self, widths: Mapping[str, int]) -> None:
        self._table.records.state = replace(self._table.list_state, widths=widths)
        self.fit()
        self._table.state_changed.emit(self._table.list_state)

    def move_column(self, name: str, by: int) -> None:
        """Put a column further on (1) or back (-1); the keyboard goes with it."""
        columns = list(self._table.list_state.columns)
        at = columns.index(name)
        to = max(0, min(len(columns) - 1, at + by))
        if to != at:
            columns.insert(to, columns.pop(at))
            row = self._table.currentIndex().row()
            self._table.change(replace(self._table.list_state, columns=tuple(columns)))
            index = self._table.records.index(max(0, row), to + 1)
            self._table.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.NoUpdate)

    def dragged(self, section: int, _old: int, new: int) -> None:
        """Somebody dragged a column's edge."""
        if self._fitting or not section or not new or not self._table.header.isVisible():
            return
        name = self._table.list_state.columns[section - 1]
        plain = max(40, round(new * 100 / Theme.current().percent))
        self._table.records.state = replace(
            self._table.list_state, widths={**self._table.list_state.widths, name: plain}
        )
        self._table.state_changed.emit(self._table.list_state)

    def foot_of(self, name: str) -> QPoint:
        """Where on screen a column ends."""
        table = self._table
        left = table.columnViewportPosition(1 + table.list_state.columns.index(name))
        return table.viewport().mapToGlobal(QPoint(left, table.viewport().height()))
