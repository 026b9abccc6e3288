"""The rows of a list, of any number: their ids in an array, their texts in blocks that a reader thread prepares."""

from __future__ import annotations

from array import array
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, NamedTuple

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, QTimer, Signal

from itdesk.core.errors import UserError
from itdesk.core.grouping import head_text, levels
from itdesk.core.reach import purse_places, reaching
from itdesk.core.record import RecordType
from itdesk.core.row_rules import Rule
from itdesk.core.texts import _
from itdesk.core.value_texts import EMPTY, TRAILING, ValueTexts, field_of
from itdesk.db.list_state import ListState, fetched
from itdesk.ui.desk import Desk
from itdesk.ui.draft_marks import DraftMarks
from itdesk.ui.group_layout import GroupRow, keyed
from itdesk.ui.id_places import places
from itdesk.ui.list_rows import ListRows

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
    """One record as read: texts of the shown columns, the values of everything that was fetched, and the rule it meets."""

    id: int
    texts: tuple[str, ...]
    values: tuple[Any, ...]
    rule: Rule | None = None


@dataclass(frozen=True, slots=True)
class _Found:
    """What the long read brings: every id in order, and the groups that they stand in."""

    ids: array[int]
    groups: tuple[GroupRow, ...]
    places: Mapping[int, int]  # of the records that the table will look for


class RecordModel(QAbstractTableModel):
    """Column 0 is the tick box; the state's columns follow. `rows` knows which of them is where."""

    loaded = Signal()  # every id is there
    failed = Signal(object)  # UserError: the list could not be read; what was shown stays

    def __init__(
        self, desk: Desk, record_type: RecordType, needs: tuple[str, ...] = (), parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.desk, self.record_type, self.needs = desk, record_type, needs
        self._base = record_type
        self.texts = ValueTexts.of(record_type, desk.workspace)
        self.complete = False
        self.state = ListState(record_type.kind, record_type.columns)
        self._names = fetched(record_type, self.state.columns, needs)
        self.sought: Callable[[], Iterable[int]] = tuple  # records that the table will look for once all is read
        self.rows = ListRows()
        self._blocks: OrderedDict[int, list[Row]] = OrderedDict()
        self._stale: set[int] = set()
        self._old: dict[int, Row] = {}
        self._wanted: dict[int, None] = {}
        self._reading = False
        self._asked = QTimer(self, singleShot=True, interval=0)
        self._asked.timeout.connect(self._read_blocks)
        self._generation = 0
        self.marks = DraftMarks(desk.drafts, record_type.kind, self._repaint, self)
        self._is_trailing = cache(lambda name: field_of(self.record_type, name).kind in TRAILING)  # asked in each cell

    # what the list shows

    def show_state(self, state: ListState) -> None:
        """Read anew for another state. What stands there stays until the first rows of the new one are read."""
        same_rows = self.complete and state.same_rows(self.state)
        if state.columns != self.state.columns:
            self._change_columns(state, same_rows=same_rows)
        if state.group_by != self.state.group_by:
            self.rows.folded.clear()
        self.state = state
        if not same_rows:
            self._load(fresh=True)

    def refresh(self) -> None:
        """Read again after a change; rows on screen stay until their new texts are there."""
        self._load(fresh=False)

    def _change_columns(self, state: ListState, *, same_rows: bool) -> None:
        self.beginResetModel()
        self.state = replace(self.state, columns=state.columns)
        self._reach(state.columns)
        self._names = fetched(self.record_type, state.columns, self.needs)
        self._blocks.clear()
        self._stale.clear()
        self._old.clear()
        if not same_rows:
            self.complete = False
            self.rows.show(array("q"))
        self.endResetModel()

    def _reach(self, columns: Sequence[str]) -> None:
        """Know the fields of linked records that are shown, and no others."""
        wanted = reaching(self.desk.registry, self._base, columns)
        if wanted.fields != self.record_type.fields:
            self.record_type = wanted
            self.texts = ValueTexts.of(wanted, self.desk.workspace)
            self._is_trailing = cache(lambda name: field_of(wanted, name).kind in TRAILING)

    def _load(self, *, fresh: bool) -> None:
        self._generation += 1
        generation = self._generation
        state, names = self.state, self._names
        self._stale.update(self._blocks)
        if fresh:
            self.complete = False
        if fresh and not state.group_by:

            def first(session: Any) -> tuple[list[Row], bool]:
                from itdesk.db import ahead

                page = ahead.page(session, state.spec(self.record_type, self.needs), FIRST)
                return [self._prepared(row, state, names) for row in page.rows], page.next is None

            self.desk.read(
                self, first, lambda result: self._take_first(generation, *result), self._refuse, key="first", early=True
            )

        sought = frozenset(self.sought())

        def everything(session: Any) -> _Found:
            from itdesk.db import lists

            spec = state.spec(self.record_type, self.needs)
            groups = lists.groups(session, spec) if state.group_by else ()
            ids = lists.ids(session, spec)
            return _Found(ids, keyed([self._head(state, group) for group in groups]), places(ids, sought))

        self.desk.read(self, everything, lambda found: self._take_all(generation, found), self._refuse, key="ids")

    def _head(self, state: ListState, group: Any) -> tuple[object, str, int, Mapping[str, str], int]:
        """A group's head in words; runs in a reader thread."""
        shown = {name: self.texts.sums(name, totals) for name, totals in group.sums.items() if totals}
        label = head_text(self.texts, levels(state.group_by)[group.level], group.value, group.label)
        return group.value, label, group.number, shown, group.level

    def _prepared(self, row: Sequence[Any], state: ListState, names: tuple[str, ...]) -> Row:
        """Texts of a row's first columns, those that are shown; runs in a reader thread."""
        values, rule = tuple(row[1 : 1 + len(names)]), None
        if len(row) > 1 + len(names) and row[-1] is not None:
            rule = state.rules[row[-1]]
        cell = self.texts.cell
        texts = tuple(
            cell(name, value, (values[purse] or "") if purse >= 0 else "")
            for name, value, purse in zip(names[: len(state.columns)], values, purse_places(names), strict=False)
        )
        return Row(row[0], texts, values, rule)

    def _refuse(self, error: UserError) -> None:
        self._reading = False
        self.failed.emit(error)

    def _take_first(self, generation: int, rows: list[Row], whole: bool) -> None:  # noqa: FBT001 -- one answer's parts
        if generation != self._generation or self.complete:
            return
        self.beginResetModel()
        self.rows.show(array("q", [row.id for row in rows]))
        self._blocks = OrderedDict({0: rows}) if rows else OrderedDict()
        self._stale.clear()
        self._old.clear()
        self.complete = whole
        self.endResetModel()
        if whole:
            self.loaded.emit()

    def _take_all(self, generation: int, found: _Found) -> None:
        if generation != self._generation:
            return
        before, have = self.rows, len(self.rows.ids)
        if found.groups == before.groups and found.ids == before.ids:
            self._repaint()
        elif not found.groups and not before.groups and have and found.ids[:have] == before.ids and not self._stale:
            self.beginInsertRows(_NOWHERE, have, len(found.ids) - 1)
            self.rows.show(found.ids, (), found.places)
            self.endInsertRows()
        else:
            self.beginResetModel()
            self._old = {row.id: row for block in self._blocks.values() for row in block}
            self._blocks.clear()
            self._stale.clear()
            self.rows.show(found.ids, found.groups, found.places)
            self.endResetModel()
        self.complete = True
        self.loaded.emit()

    def _repaint(self) -> None:
        if self.rows.number:
            self.dataChanged.emit(self.index(0, 0), self.index(self.rows.number - 1, self.columnCount() - 1))

    # rows and groups

    def group_at(self, row: int) -> GroupRow | None:
        """The group whose head stands in this row, if it is one."""
        return self.rows.group_at(row)

    def is_folded(self, group: GroupRow) -> bool:
        """Whether what stands below its head is hidden."""
        return group.key in self.rows.folded

    def fold(self, row: int, *, folded: bool) -> None:
        """Hide or show what stands below the head in this row."""
        group, rows = self.group_at(row), self.rows
        if group is None or self.is_folded(group) == folded:
            return
        if folded:
            self.beginRemoveRows(_NOWHERE, row + 1, row + rows.layout.below(row))
            rows.folded.add(group.key)
            rows.lay_out()
            self.endRemoveRows()
            return
        rows.folded.discard(group.key)
        rows.lay_out()
        shown = rows.layout.below(row)
        rows.folded.add(group.key)
        rows.lay_out()
        self.beginInsertRows(_NOWHERE, row + 1, row + shown)
        rows.folded.discard(group.key)
        rows.lay_out()
        self.endInsertRows()

    def fold_all(self, *, folded: bool) -> None:
        """Hide or show what stands below every head."""
        self.beginResetModel()
        self.rows.layout.fold_all(folded=folded)
        self.rows.lay_out()
        self.endResetModel()

    def id_at(self, row: int) -> int:
        """The record of a row; 0 for the head of a group."""
        place = self.rows.place(row)
        return self.rows.ids[place] if place >= 0 else 0

    @property
    def ids(self) -> array[int]:
        """Every record of the list in its order, folded groups included; not to be changed."""
        return self.rows.ids

    def ids_from(self, row: int) -> array[int]:
        """Every record from the one in this row on, in the order of the list, those of folded groups too."""
        place = self.rows.place(row)
        return self.rows.ids[place:] if place >= 0 else array("q")

    # cells

    def row(self, row: int) -> Row | None:
        """A record as far as it is read; asks for it otherwise, and `dataChanged` tells when it is there."""
        place = self.rows.place(row)
        if place < 0:
            return None
        number, inside = divmod(place, BLOCK)
        block = self._blocks.get(number)
        if block is None or inside >= len(block):
            self._want(number)
            return self._old.get(self.rows.ids[place]) if block is None else None
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

    def known_rows(self) -> list[Row]:
        """The rows that are in memory, in no order."""
        return [row for block in self._blocks.values() for row in block]

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
        wanted = {number: self.rows.ids[number * BLOCK : (number + 1) * BLOCK] for number in numbers}

        def read(session: Any) -> dict[int, list[Row]]:
            from itdesk.db import lists

            spec = state.spec(self.record_type, self.needs)
            found = lists.rows(session, spec, [one for ids in wanted.values() for one in ids])
            gone = (EMPTY,) * shown, (None,) * len(names)
            return {
                number: [self._prepared(found[one], state, names) if one in found else Row(one, *gone) for one in ids]
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
                if self.rows.ids[first : first + len(rows)] != array("q", [row.id for row in rows]):
                    continue  # the list changed while this was read
                self._blocks[number] = rows
                self._blocks.move_to_end(number)
                self._stale.discard(number)
            while len(self._blocks) > CACHED:
                self._stale.discard(self._blocks.popitem(last=False)[0])
        self._repaint()

    # Qt's part

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else self.rows.number

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
            if group:
                return _("Group {name}, {count}").format(name=group.label, count=group.count)
            if index.column():
                header = field_of(self.record_type, self.state.columns[index.column() - 1]).label
                said = f"{header}: {self.data(index)}"
                found = self.row(index.row()) if index.column() == 1 else None
                if found is None:
                    return said
                return self.marks.said(f"{said}, {found.rule.name}" if found.rule is not None else said, found.id)
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
        if role == _ACCESSIBLE:
            return self._said_of(section) if section else _("Select all rows")
        return None

    def _said_of(self, section: int) -> str:
        """A column's title with its part in the order."""
        name, shown = self.state.columns[section - 1], self.texts.header(self.state.columns[section - 1])
        order = [entry.removeprefix("-") for entry in self.state.sort]
        if name not in order:
            return shown
        down = f"-{name}" in self.state.sort
        words = _("{column}, sorted descending, {n}.") if down else _("{column}, sorted ascending, {n}.")
        return words.format(column=shown, n=order.index(name) + 1)

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        if self.rows.groups and self.group_at(index.row()) is not None:
            return Qt.ItemFlag.ItemIsEnabled
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren
