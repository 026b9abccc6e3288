"""Where a person was in a list, so that reading it again puts them back: current row, selection and scrolling."""

from __future__ import annotations

from array import array
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from PySide6.QtCore import QItemSelection, QItemSelectionModel

from itdesk.ui.table_moves import ONLY_ROW

if TYPE_CHECKING:
    from itdesk.ui.record_table import RecordTable


RESTORED = 20_000  # up to so many selected rows are found again after a change; more come back only as "all"
KEPT = 500  # and up to so many at another start


class Place(NamedTuple):
    """Where a person was, by records rather than rows."""

    current: int
    row: int
    column: int
    selected: array[int]
    all: bool
    top: int
    top_row: int
    offset: int


def place_in(table: RecordTable) -> Place:
    """Where the person is now."""
    count = table.selected_count()
    current = table.currentIndex()
    top = max(0, table.rowAt(0))
    return Place(
        table.records.id_at(current.row()) if current.isValid() else 0,
        current.row(),
        max(1, current.column()),
        table.selected_ids() if count <= RESTORED else array("q"),
        count > RESTORED and count == len(table.records.ids),
        table.records.id_at(top),
        top,
        table.horizontalScrollBar().value(),
    )


def sought_by(table: RecordTable) -> set[int]:
    """The records whose rows coming back will ask for."""
    place = table.place_kept or place_in(table)
    return {place.current, place.top, *place.selected} - {0}


def to_plain(place: Place) -> dict[str, Any]:
    """As JSON holds it; of a large selection nothing is kept beyond a start."""
    kept = place._asdict()
    kept["selected"] = list(place.selected) if len(place.selected) <= KEPT else []
    return kept


def from_plain(kept: Mapping[str, Any]) -> Place:
    """Back again; what isn't a number counts as nowhere."""

    def number(name: str, none: int = 0) -> int:
        value = kept.get(name, none)
        return value if isinstance(value, int) else none

    selected = array("q", [one for one in kept.get("selected") or () if isinstance(one, int)])
    top, top_row = number("top"), number("top_row")
    return Place(
        number("current"), number("row", -1), number("column", 1), selected, bool(kept.get("all")), top, top_row,
        number("offset"),
    )  # fmt: skip


def go_back(table: RecordTable, place: Place) -> None:
    """Put the person back there; beside it where the record they were at is gone."""
    if place.all:
        table.select_all()
    elif place.selected:
        _select(table, place.selected)
    row = table.records.rows.row_of(place.current) if place.current else -1
    if row < 0 and place.row >= 0 and place.selected:
        row = min(place.row, table.records.rowCount() - 1)
    if row >= 0:
        column = min(place.column, len(table.list_state.columns))
        index = table.records.index(row, column)
        table.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.NoUpdate)
    top = table.records.rows.row_of(place.top) if place.top and place.top_row else -1
    table.verticalScrollBar().setValue(top if top >= 0 else min(place.top_row, table.records.rowCount() - 1))
    table.horizontalScrollBar().setValue(place.offset)


def _select(table: RecordTable, ids: array[int]) -> None:
    selection = QItemSelection()
    start = previous = -2
    for row in [*sorted(table.records.rows.rows_of(ids)), -9]:
        if row != previous + 1:
            if start >= 0:
                selection.select(table.records.index(start, 0), table.records.index(previous, 0))
            start = row
        previous = row
    table.selectionModel().select(selection, ONLY_ROW)
