"""Where an edited cell leads on to: the next cell that can be changed, in its row or the next, and why one can't."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

from itdesk.core.record import TAGS, RecordType
from itdesk.core.texts import _
from itdesk.core.value_texts import field_of

if TYPE_CHECKING:
    from itdesk.ui.record_table import RecordTable

Cell = tuple[int, str]  # a record and the name of a field


class Move(Enum):
    """Where to after a cell is stored."""

    STAY = 0
    NEXT = 1
    PREVIOUS = -1
    DOWN = 2


def is_editable(record_type: RecordType, name: str) -> bool:
    """Whether a cell of this column can be changed in place."""
    declared = record_type.by_name.get(name)
    return declared is not None and (name == TAGS.name or not (declared.computed or declared.given))


def why_fixed(record_type: RecordType, name: str) -> str:
    """The sentence for a cell that can't be changed."""
    declared = field_of(record_type, name)
    if "." in name:
        return _("{field} belongs to another record. Open that one to change it.").format(field=declared.label)
    if declared.computed:
        return _("{field} is worked out from other fields, so it can't be typed.").format(field=declared.label)
    return _("{field} is filled by itself, so it can't be typed.").format(field=declared.label)


def cell_after(table: RecordTable, cell: Cell, move: Move) -> Cell | None:
    """The cell that a move leads to; None where the list ends, or where nothing in it can be changed."""
    record_id, name = cell
    columns = table.list_state.columns
    row = table.records.rows.row_of(record_id)
    if row < 0 or name not in columns:
        return None
    if move is Move.DOWN:
        below = _record_from(table, row + 1, 1)
        return (below, name) if below else None
    step = 1 if move is Move.NEXT else -1
    editable = [one for one in columns if is_editable(table.record_type, one)]
    place = editable.index(name) + step if name in editable else 0
    if 0 <= place < len(editable):
        return record_id, editable[place]
    other = _record_from(table, row + step, step)
    return (other, editable[0 if step > 0 else -1]) if other and editable else None


def _record_from(table: RecordTable, row: int, step: int) -> int:
    """The first record from this row on, heads of groups passed over; 0 where the list ends."""
    while 0 <= row < table.records.rowCount():
        found = table.records.id_at(row)
        if found:
            return found
        row += step
    return 0
