"""Tables that the plan takes from the data: what must come back, and whom to call."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from functools import partial
from typing import Any

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem

from itdesk.areas.continuity.plans import rules
from itdesk.core.formats import format_day
from itdesk.core.texts import _
from itdesk.ui import icons
from itdesk.ui.theme import Theme

OpenRow = Callable[[int], object]
Open = Callable[[str, int], object]


class DataTable(QTableWidget):
    """Rows that open their records with Enter or a double click; as high as its rows."""

    def __init__(self, name: str, heads: Sequence[str], ends: frozenset[int], open_row: OpenRow, *, wide: int) -> None:
        super().__init__(0, len(heads))
        self._model = self.model()
        self._ends, self._open = ends, open_row
        self.setAccessibleName(name)
        self.setHorizontalHeaderLabels(list(heads))
        self.verticalHeader().hide()
        self.setProperty("look", "tight")
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        side = Theme.current().px(12)
        self.setIconSize(QSize(side, side))
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        head = self.horizontalHeader()
        head.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        head.setSectionResizeMode(wide, QHeaderView.ResizeMode.Stretch)
        head.setMinimumSectionSize(Theme.current().px(32))
        head.setHighlightSections(False)
        head.setSectionsClickable(False)
        for column in range(len(heads)):
            side = Qt.AlignmentFlag.AlignRight if column in ends else Qt.AlignmentFlag.AlignLeft
            self._model.setHeaderData(
                column,
                Qt.Orientation.Horizontal,
                side | Qt.AlignmentFlag.AlignVCenter,
                Qt.ItemDataRole.TextAlignmentRole,
            )
        self.itemActivated.connect(lambda item: self._open(self.key_of(item.row())))

    def key_of(self, row: int) -> int:
        """The id of a row's record."""
        return int(self._model.index(row, 0).data(Qt.ItemDataRole.UserRole))

    def add(self, key: int, cells: Sequence[str], *, marks: dict[int, tuple[str, str]] | None = None) -> None:
        """A row; marks are icon and tone before the words of a column."""
        row = self.rowCount()
        self.insertRow(row)
        for column, words in enumerate(cells):
            item = QTableWidgetItem(words)
            item.setToolTip(words)
            side = Qt.AlignmentFlag.AlignRight if column in self._ends else Qt.AlignmentFlag.AlignLeft
            item.setTextAlignment(side | Qt.AlignmentFlag.AlignVCenter)
            mark = (marks or {}).get(column)
            if mark is not None:
                item.setIcon(icons.icon(*mark, size=Theme.current().px(12)))
                item.setForeground(Theme.current().color("red-text" if mark[1] == "red-text" else "text"))
            self.setItem(row, column, item)
        self._model.setData(self._model.index(row, 0), key, Qt.ItemDataRole.UserRole)
        self.setRowHeight(row, Theme.current().px(29))
        self._fit()

    def _fit(self) -> None:
        theme, head = Theme.current(), self.horizontalHeader()
        wide = sum(head.sectionSize(column) for column in range(self.columnCount()))
        bar = self.horizontalScrollBar().sizeHint().height() if wide > self.viewport().width() else 0
        self.setFixedHeight(theme.px(32) + self.rowCount() * theme.px(29) + 2 + bar)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()


def hours(value: Decimal | None) -> str:
    """4 h, 30 min; a dash where nothing is promised."""
    return "—" if value is None else rules.duration(int(value * 60))


def proven(system: Any, locale: str, *, short: bool = False) -> tuple[str, tuple[str, str] | None]:
    """When it was proven and how long it took, with the mark before it."""
    if system.last_proven_on is None:
        return (_("Never"), ("warn", "red-text")) if system.needs_proof else (_("Not needed"), None)
    facts = system.facts
    late = facts.proven_minutes is not None and facts.proven_minutes > facts.goal_minutes
    mark = ("warn", "red-text") if late else ("ring-check", "green")
    day = format_day(system.last_proven_on, locale)
    if system.proven_minutes is None:
        return day, mark
    whole, rest = divmod(system.proven_minutes, 60)
    took = _("{hours} h {minutes}").format(hours=whole, minutes=f"{rest:02}")
    return took if short else f"{day}, {took}", mark


def short_systems(systems: Sequence[Any], locale: str, open_record: Open) -> DataTable:
    """For the side: how fast back, how much lost, how long the last proof took."""
    table = DataTable(
        _("Systems"),
        (_("System"), _("Back in"), _("Lose"), _("Last proven")),
        frozenset({1, 2}),
        partial(open_record, "systems"),
        wide=0,
    )
    table.setFont(Theme.current().font("small"))
    for system in systems:
        words, mark = proven(system, locale, short=True)
        cells = (system.name, hours(system.back_within_hours), hours(system.may_lose_hours), words)
        table.add(system.id, cells, marks={3: mark} if mark else {})
    return table


def system_table(systems: Sequence[Any], locale: str, open_record: Open) -> DataTable:
    """For the section of systems and priorities."""
    heads = (_("System"), _("Priority"), _("Back in"), _("May lose"), _("Vendors"), _("Last proven"))
    table = DataTable(_("Systems and priorities"), heads, frozenset({1, 2, 3}), partial(open_record, "systems"), wide=4)
    for system in systems:
        words, mark = proven(system, locale)
        cells = (
            system.name,
            str(system.priority),
            hours(system.back_within_hours),
            hours(system.may_lose_hours),
            ", ".join(system.vendors) or "–",
            words,
        )
        table.add(system.id, cells, marks={5: mark} if mark else {})
    return table


def vendor_table(vendors: Sequence[Any], open_record: Open) -> DataTable:
    """For the section of vendors and contracts: everybody whom the plan names."""
    heads = (_("Vendor"), _("Phone"), _("Hours"), _("Customer number"))
    table = DataTable(_("Vendors to call"), heads, frozenset(), partial(open_record, "vendors"), wide=0)
    for vendor in vendors:
        marks = {} if vendor.phone else {1: ("warn", "red-text")}
        cells = (vendor.name, vendor.phone or _("No number"), vendor.hours or "–", vendor.account_number or "–")
        table.add(vendor.id, cells, marks=marks)
    return table
