"""Where the heads of groups and their records stand among a list's rows, with groups within groups and folded ones."""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class GroupRow:
    """The head of a group; sums go from a money column to its total in the workspace's currency or to texts.

    key tells it from every other head of the list; level 1 stands within the head of level 0 before it.
    """

    key: tuple[object, ...]
    label: str
    count: int
    sums: Mapping[str, str] = field(default_factory=dict)
    level: int = 0


class GroupLayout:
    """Rows from heads. An ungrouped list has no heads and a row a record."""

    def __init__(self) -> None:
        self.groups: tuple[GroupRow, ...] = ()
        self.folded: set[tuple[object, ...]] = set()
        self.rows = 0
        self._own: list[int] = []  # records directly below each head
        self._firsts: list[int] = []  # the place of each group's first record
        self._visible: list[int] = []  # the groups whose heads are rows
        self._starts: list[int] = []  # the rows of these heads

    def lay_out(self, records: int) -> None:
        """Work out the rows anew for so many records."""
        groups = self.groups
        if not groups:
            self.rows, self._own, self._firsts, self._visible, self._starts = records, [], [], [], []
            return
        following = [*(group.level for group in groups[1:]), 0]
        self._own = [0 if after > group.level else group.count for group, after in zip(groups, following, strict=True)]
        self._firsts, self._visible, self._starts = [], [], []
        row = place = 0
        hidden_below = None  # the level of a folded head: what is deeper has no row
        for number, (group, own) in enumerate(zip(groups, self._own, strict=True)):
            self._firsts.append(place)
            place += own
            if hidden_below is not None and group.level > hidden_below:
                continue
            hidden_below = group.level if group.key in self.folded else None
            self._visible.append(number)
            self._starts.append(row)
            row += 1 if hidden_below is not None else 1 + own
        self.rows = row

    def head_at(self, row: int) -> GroupRow | None:
        """The group whose head stands in this row, if it is one."""
        if not self._starts:
            return None
        at = bisect_right(self._starts, row) - 1
        return self.groups[self._visible[at]] if self._starts[at] == row else None

    def below(self, row: int) -> int:
        """How many rows stand below the head in this row, inner heads and their records included."""
        at = bisect_right(self._starts, row) - 1
        level = self.groups[self._visible[at]].level
        after = at + 1
        while after < len(self._visible) and self.groups[self._visible[after]].level > level:
            after += 1
        end = self._starts[after] if after < len(self._starts) else self.rows
        return end - row - 1

    def head_above(self, row: int) -> int:
        """The row of the head that a row stands below; -1 for an outermost head."""
        at = bisect_right(self._starts, row) - 1
        if at < 0 or self._starts[at] != row:
            return self._starts[at] if at >= 0 else -1
        level = self.groups[self._visible[at]].level
        while at >= 0 and self.groups[self._visible[at]].level >= level:
            at -= 1
        return self._starts[at] if at >= 0 else -1

    def place(self, row: int) -> int:
        """Where the record of a row stands among all of them; -1 for a head or a row that isn't there."""
        if not 0 <= row < self.rows:
            return -1
        if not self._starts:
            return row
        at = bisect_right(self._starts, row) - 1
        inside = row - self._starts[at]
        return self._firsts[self._visible[at]] + inside - 1 if inside else -1

    def row_of(self, place: int) -> int:
        """The row of a record by its place; -1 while a head above it is folded."""
        if not self._starts:
            return place
        number = bisect_right(self._firsts, place) - 1
        while self._own[number] == 0:
            number -= 1
        at = bisect_left(self._visible, number)
        if at == len(self._visible) or self._visible[at] != number or self.groups[number].key in self.folded:
            return -1
        return self._starts[at] + 1 + place - self._firsts[number]

    def between(self, ids: array[int], first: int, last: int) -> array[int]:
        """The records of the rows from first to last, both included, without heads."""
        if not self._starts:
            return ids[max(0, first) : last + 1]
        found = array("q")
        for at in range(max(0, bisect_right(self._starts, first) - 1), bisect_right(self._starts, last)):
            head, end = self._starts[at], self._starts[at + 1] if at + 1 < len(self._starts) else self.rows
            lowest, highest = max(first, head + 1), min(last, end - 1)
            before = self._firsts[self._visible[at]] - head - 1
            found.extend(ids[before + lowest : before + highest + 1])
        return found

    def count_between(self, first: int, last: int) -> int:
        """How many records stand in the rows from first to last, both included."""
        heads = bisect_right(self._starts, last) - bisect_left(self._starts, first)
        return last - first + 1 - heads

    def fold_all(self, *, folded: bool) -> None:
        """Fold every head, or none."""
        self.folded = {group.key for group in self.groups} if folded else set()


def keyed(heads: Sequence[tuple[object, str, int, Mapping[str, str], int]]) -> tuple[GroupRow, ...]:
    """Heads (value, words, count, sums, level) in their order, each with a key of its own and its outer heads' values."""
    path: list[object] = []
    found = []
    for value, label, count, sums, level in heads:
        path[level:] = [value]
        found.append(GroupRow(tuple(path), label, count, sums, level))
    return tuple(found)
