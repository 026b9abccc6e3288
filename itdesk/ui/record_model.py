"""The rows of a list, of any number: their ids in an array, their texts in blocks that a reader thread prepares."""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cache
from itertools import accumulate
from typing import Any, NamedTuple

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, QTimer, Signal

from itdesk.core.errors import UserError
from itdesk.core.record import RecordType
from itdesk.core.texts import _
from itdesk.core.value_texts import EMPTY, TRAILING, ValueTexts, field_of, noun
from itdesk.ui.desk import Desk
from itdesk.ui.id_places import place_of, places
from itdesk.ui.list_state import ListState, fetched

BLOCK = 128
CACHED = 16
AT_ONCE = 4  # blocks of one read
FIRST = 100  # rows of the page that is painted before the ids are there

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
_ALIGNMENT = int(Qt.ItemDataRole.TextAlignmentRole)
_ACCESSIBLE = int(Qt.ItemDataRole.AccessibleTextRole)
_TRAILING = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
_LEADING = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)


class Row(NamedTuple):
    """One record as read: texts of the shown columns, and the values of everything that was fetched."""

    id: int
    texts: tuple[str, ...]
    values: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class GroupRow:
    """The head of a group; sums go from a money column to its total in the workspace's currency or to texts."""

    value: object
    label: str
    count: int
    sums: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Found:
    """What the long read brings: every id in order, and the groups that they stand in."""

    ids: array[int]
    groups: tuple[GroupRow, ...]
    places: Mapping[int, int]  # of the records that the table will look for


class RecordModel(QAbstractTableModel):
    """Column 0 is the tick box; the state's columns follow. Rows of groups and records are told apart by `group_at`."""

    loaded = Signal()  # every id is there
    failed = Signal(object)  # UserError: the list could not be read; what was shown stays

    def __init__(
        self, desk: Desk, record_type: RecordType, needs: tuple[str, ...] = (), parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.desk = desk
        self.record_type = record_type
        self.needs = needs
        self.texts = ValueTexts.of(record_type, desk.workspace)
        self.complete = False
        self.state = ListState(record_type.kind, record_type.columns)
        self._names = fetched(record_type, self.state.columns, needs)
        self.sought: Callable[[], Iterable[int]] = tuple  # records that the table will look for once all is read
        self._ids: array[int] = array("q")
        self._places: Mapping[int, int] = {}
        self._groups: tuple[GroupRow, ...] = ()
        self._folded: set[object] = set()
        self._starts: list[int] = []  # the row of each group's head
        self._firsts: list[int] = []  # the place of each group's first id
        self._rows = 0
        self._blocks: OrderedDict[int, list[Row]] = OrderedDict()
        self._stale: set[int] = set()
        self._old: dict[int, Row] = {}
        self._wanted: dict[int, None] = {}
        self._reading = False
        self._asked = QTimer(self, singleShot=True, interval=0)
        self._asked.timeout.connect(self._read_blocks)
        self._generation = 0
        self._is_trailing = cache(lambda name: field_of(self.record_type, name).kind in TRAILING)  # asked in each cell

    # what the list shows

    def show_state(self, state: ListState) -> None:
        """Read anew for another state. What stands there stays until the first rows of the new one are read."""
        same_rows = self.complete and state.same_rows(self.state)
        if state.columns != self.state.columns:
            self._change_columns(state, same_rows=same_rows)
        if state.group_by != self.state.group_by:
            self._folded.clear()
        self.state = state
        if not same_rows:
            self._load(fresh=True)

    def refresh(self) -> None:
        """Read again after a change; rows on screen stay until their new texts are there."""
        self._load(fresh=False)

    def _change_columns(self, state: ListState, *, same_rows: bool) -> None:
        self.beginResetModel()
        self.state = replace(self.state, columns=state.columns)
        self._names = fetched(self.record_type, state.columns, self.needs)
        self._blocks.clear()
        self._stale.clear()
        self._old.clear()
        if not same_rows:
            self._ids, self._groups, self.complete = array("q"), (), False
            self._lay_out()
        self.endResetModel()

    def _load(self, *, fresh: bool) -> None:
        self._generation += 1
        generation = self._generation
        state, names, shown = self.state, self._names, len(self.state.columns)
        self._stale.update(self._blocks)
        if fresh:
            self.complete = False
        if fresh and not state.group_by:

            def first(session: Any) -> tuple[list[Row], bool]:
                from itdesk.db import ahead

                page = ahead.page(session, state.spec(self.record_type, self.needs), FIRST)
                return [self._prepared(row, names, shown) for row in page.rows], page.next is None

            self.desk.read(
                self, first, lambda result: self._take_first(generation, *result), self._refuse, key="first", early=True
            )

        sought = frozenset(self.sought())

        def everything(session: Any) -> _Found:
            from itdesk.db import lists

            spec = state.spec(self.record_type, self.needs)
            groups = lists.groups(session, spec) if state.group_by else ()
            ids = lists.ids(session, spec)
            return _Found(ids, tuple(self._group_row(*group) for group in groups), places(ids, sought))

        self.desk.read(self, everything, lambda found: self._take_all(generation, found), self._refuse, key="ids")

    def _group_row(self, value: object, label: str, count: int, sums: Mapping[str, Mapping[str, Decimal]]) -> GroupRow:
        shown = {name: self.texts.sums(name, totals) for name, totals in sums.items() if totals}
        if value in (None, ""):
            declared = field_of(self.record_type, self.state.group_by.removeprefix("-"))
            label = _("No {field}").format(field=noun(declared.label))
        return GroupRow(value, label, count, shown)

    def _prepared(self, row: Sequence[Any], names: tuple[str, ...], shown: int) -> Row:
        """Texts of a row's first columns, those that are shown; runs in a reader thread."""
        values = tuple(row[1:])
        currency = ""
        if "currency" in names:
            currency = values[names.index("currency")] or ""
        cell = self.texts.cell
        texts = tuple(cell(name, value, currency) for name, value in zip(names[:shown], values, strict=False))
        return Row(row[0], texts, values)

    def _refuse(self, error: UserError) -> None:
        self._reading = False
        self.failed.emit(error)

    def _take_first(self, generation: int, rows: list[Row], whole: bool) -> None:  # noqa: FBT001 -- one answer's parts
        if generation != self._generation or self.complete:
            return
        self.beginResetModel()
        self._ids, self._groups = array("q", [row.id for row in rows]), ()
        self._blocks = OrderedDict({0: rows}) if rows else OrderedDict()
        self._stale.clear()
        self._old.clear()
        self._lay_out()
        self.complete = whole
        self.endResetModel()
        if whole:
            self.loaded.emit()

    def _take_all(self, generation: int, found: _Found) -> None:
        if generation != self._generation:
            return
        have = len(self._ids)
        self._places = found.places
        if found.groups == self._groups and found.ids == self._ids:
            self._repaint()
        elif not found.groups and not self._groups and have and found.ids[:have] == self._ids and not self._stale:
            self.beginInsertRows(_NOWHERE, have, len(found.ids) - 1)
            self._ids = found.ids
            self._lay_out()
            self.endInsertRows()
        else:
            self.beginResetModel()
            self._old = {row.id: row for block in self._blocks.values() for row in block}
            self._ids, self._groups = found.ids, found.groups
            self._blocks.clear()
            self._stale.clear()
            self._lay_out()
            self.endResetModel()
        self.complete = True
        self.loaded.emit()

    def _repaint(self) -> None:
        if self._rows:
            self.dataChanged.emit(self.index(0, 0), self.index(self._rows - 1, self.columnCount() - 1))

    # rows and groups

    def _lay_out(self) -> None:
        if not self._groups:
            self._starts, self._firsts, self._rows = [], [], len(self._ids)
            return
        self._firsts = [0, *accumulate(group.count for group in self._groups)]
        heights = [1 if group.value in self._folded else 1 + group.count for group in self._groups]
        self._starts = [0, *accumulate(heights)]
        self._rows = self._starts.pop()
        self._firsts.pop()

    def group_at(self, row: int) -> GroupRow | None:
        """The group whose head stands in this row, if it is one."""
        if not self._starts:
            return None
        number = bisect_right(self._starts, row) - 1
        return self._groups[number] if self._starts[number] == row else None

    def is_folded(self, group: GroupRow) -> bool:
        """Whether its records are hidden."""
        return group.value in self._folded

    def fold(self, row: int, *, folded: bool) -> None:
        """Hide or show the records of the group whose head stands in row."""
        group = self.group_at(row)
        if group is None or (group.value in self._folded) == folded:
            return
        first, last = row + 1, row + group.count
        if folded:
            self.beginRemoveRows(_NOWHERE, first, last)
            self._folded.add(group.value)
            self._lay_out()
            self.endRemoveRows()
        else:
            self.beginInsertRows(_NOWHERE, first, last)
            self._folded.discard(group.value)
            self._lay_out()
            self.endInsertRows()

    def fold_all(self, *, folded: bool) -> None:
        """Hide or show the records of every group."""
        self.beginResetModel()
        self._folded = {group.value for group in self._groups} if folded else set()
        self._lay_out()
        self.endResetModel()

    def place(self, row: int) -> int:
        """Where the record of a row stands among all ids; -1 for the head of a group or a row that isn't there."""
        if not 0 <= row < self._rows:
            return -1
        if not self._starts:
            return row
        number = bisect_right(self._starts, row) - 1
        inside = row - self._starts[number]
        return self._firsts[number] + inside - 1 if inside else -1

    def row_of(self, record_id: int) -> int:
        """The row of a record; -1 while it isn't in the list or its group is folded."""
        place = self._known_place(record_id)
        return self._row_at(place if place >= 0 else place_of(self._ids, record_id))

    def rows_of(self, ids: Iterable[int]) -> list[int]:
        """The rows of many records in any order, without those that aren't there or whose group is folded."""
        wanted = set(ids)
        found = {one: place for one in wanted if (place := self._known_place(one)) >= 0}
        found |= places(self._ids, wanted - found.keys())
        return [row for place in found.values() if (row := self._row_at(place)) >= 0]

    def _known_place(self, record_id: int) -> int:
        """Where the last read found it, unless the list is another one since; -1 if that isn't known."""
        place = self._places.get(record_id, -1)
        return place if 0 <= place < len(self._ids) and self._ids[place] == record_id else -1

    def _row_at(self, place: int) -> int:
        """The row of a place among all ids; -1 for none and in a folded group."""
        if place < 0 or not self._starts:
            return place
        number = bisect_right(self._firsts, place) - 1
        while self._groups[number].count == 0:
            number -= 1
        if self._groups[number].value in self._folded:
            return -1
        return self._starts[number] + 1 + place - self._firsts[number]

    def id_at(self, row: int) -> int:
        """The record of a row; 0 for the head of a group."""
        place = self.place(row)
        return self._ids[place] if place >= 0 else 0

    def ids_between(self, first: int, last: int) -> array[int]:
        """The records of the rows from first to last, both included, without the heads of groups."""
        if not self._starts:
            return self._ids[max(0, first) : last + 1]
        found = array("q")
        for number in range(max(0, bisect_right(self._starts, first) - 1), bisect_right(self._starts, last)):
            head, end = self._starts[number], self._starts[number + 1] if number + 1 < len(self._starts) else self._rows
            lowest, highest = max(first, head + 1), min(last, end - 1)
            before = self._firsts[number] - head - 1
            found.extend(self._ids[before + lowest : before + highest + 1])
        return found

    def count_between(self, first: int, last: int) -> int:
        """How many records stand in the rows from first to last, both included."""
        heads = bisect_right(self._starts, last) - bisect_left(self._starts, first)
        return last - first + 1 - heads

    @property
    def ids(self) -> array[int]:
        """Every record of the list in its order, folded groups included; not to be changed."""
        return self._ids

    # cells

    def row(self, row: int) -> Row | None:
        """A record as far as it is read; asks for it otherwise, and `dataChanged` tells when it is there."""
        place = self.place(row)
        if place < 0:
            return None
        number, inside = divmod(place, BLOCK)
        block = self._blocks.get(number)
        if block is None or inside >= len(block):
            self._want(number)
            return self._old.get(self._ids[place]) if block is None else None
        if number in self._stale:
            self._want(number)
        return block[inside]

    def value(self, row: int, name: str) -> Any:
        """A fetched value of a record; None while it isn't read."""
        found = self.row(row)
        return found.values[self._names.index(name)] if found is not None else None

    def values(self, row: int) -> dict[str, Any]:
        """Everything fetched of a record, by name; empty while it isn't read."""
        found = self.row(row)
        return dict(zip(self._names, found.values, strict=True)) if found is not None else {}

    def read_texts(self, ids: Sequence[int], done: Callable[[list[list[str]]], None]) -> None:
        """Read the texts of the shown columns of these records, in the order given, for the clipboard."""
        state, names, shown = self.state, self._names, len(self.state.columns)

        def read(session: Any) -> list[list[str]]:
            from itdesk.db import lists

            found = lists.rows(session, state.spec(self.record_type, self.needs), ids)
            return [list(self._prepared(found[one], names, shown).texts) for one in ids if one in found]

        self.desk.read(self, read, done, self._refuse, key="texts")

    def _want(self, number: int) -> None:
        self._wanted.pop(number, None)
        self._wanted[number] = None
        if not self._reading and not self._asked.isActive():
            self._asked.start()

    def _read_blocks(self) -> None:
        if self._reading or not self._wanted:
            return
        numbers = list(self._wanted)[-AT_ONCE:]  # what was passed over while scrolling is asked for again if seen
        self._wanted.clear()
        self._reading = True
        generation, state, names, shown = self._generation, self.state, self._names, len(self.state.columns)
        wanted = {number: self._ids[number * BLOCK : (number + 1) * BLOCK] for number in numbers}

        def read(session: Any) -> dict[int, list[Row]]:
            from itdesk.db import lists

            spec = state.spec(self.record_type, self.needs)
            found = lists.rows(session, spec, [one for ids in wanted.values() for one in ids])
            gone = (EMPTY,) * shown, (None,) * len(names)
            return {
                number: [self._prepared(found[one], names, shown) if one in found else Row(one, *gone) for one in ids]
                for number, ids in wanted.items()
            }

        def take(blocks: dict[int, list[Row]]) -> None:
            self._take_blocks(generation, names, blocks)

        self.desk.read(self, read, take, self._refuse, key="blocks")

    def _take_blocks(self, generation: int, names: tuple[str, ...], blocks: dict[int, list[Row]]) -> None:
        self._reading = False
        if names == self._names and generation == self._generation:
            for number, rows in blocks.items():
                first = number * BLOCK
                if self._ids[first : first + len(rows)] != array("q", [row.id for row in rows]):
                    continue  # the list changed while this was read
                self._blocks[number] = rows
                self._blocks.move_to_end(number)
                self._stale.discard(number)
            while len(self._blocks) > CACHED:
                self._stale.discard(self._blocks.popitem(last=False)[0])
        self._repaint()

    # Qt's part

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else self._rows

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.state.columns) + 1

    def data(self, index: Index, role: int = 0) -> Any:
        if role:
            return self._other_data(index, role)
        column = index.column()
        if not column:
            return None
        found = self.row(index.row())
        if found is not None:
            return found.texts[column - 1]
        group = self.group_at(index.row())
        return (group.label if column == 1 else group.sums.get(self.state.columns[column - 1], "")) if group else ""

    def _other_data(self, index: Index, role: int) -> Any:
        if role == _ALIGNMENT:
            return _TRAILING if self.is_trailing(index.column()) else _LEADING
        if role == _ACCESSIBLE:
            group = self.group_at(index.row())
            if group is not None:
                return _("Group {name}, {count}").format(name=group.label, count=group.count)
            if index.column():
                header = field_of(self.record_type, self.state.columns[index.column() - 1]).label
                return f"{header}: {self.data(index)}"
            return _("Select row")
        return None

    def is_trailing(self, column: int) -> bool:
        """Whether the column's texts stand at its end: numbers, sums and dates."""
        return column > 0 and self._is_trailing(self.state.columns[column - 1])

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> Any:
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < self.columnCount():
            return None
        if role == 0:
            return self.texts.header(self.state.columns[section - 1]) if section else ""
        if role == _ALIGNMENT:
            return _TRAILING if self.is_trailing(section) else _LEADING
        if role == _ACCESSIBLE and not section:
            return _("Select all rows")
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        if self._starts and self.group_at(index.row()) is not None:
            return Qt.ItemFlag.ItemIsEnabled
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren
