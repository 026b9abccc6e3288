"""Which record or head of a group stands in which row of a list of any length."""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import accumulate

from itdesk.ui.id_places import place_of, places


@dataclass(frozen=True, slots=True)
class GroupRow:
    """The head of a group; sums go from a money column to its total in the workspace's currency or to texts."""

    value: object
    label: str
    count: int
    sums: Mapping[str, str] = field(default_factory=dict)


class ListRows:
    """Every id in order, and the groups that they stand in; rows count heads, places don't."""

    def __init__(self) -> None:
        self.ids: array[int] = array("q")
        self.groups: tuple[GroupRow, ...] = ()
        self.folded: set[object] = set()
        self.number = 0
        self._starts: list[int] = []  # the row of each group's head
        self._firsts: list[int] = []  # the place of each group's first id
        self._places: Mapping[int, int] = {}

    def show(self, ids: array[int], groups: tuple[GroupRow, ...] = (), known: Mapping[int, int] | None = None) -> None:
        """Other records; known is where some of them stand, if somebody looked already."""
        self.ids, self.groups, self._places = ids, groups, known or {}
        self.lay_out()

    def lay_out(self) -> None:
        """Count anew, after a group was folded or unfolded."""
        if not self.groups:
            self._starts, self._firsts, self.number = [], [], len(self.ids)
            return
        self._firsts = [0, *accumulate(group.count for group in self.groups)]
        heights = [1 if group.value in self.folded else 1 + group.count for group in self.groups]
        self._starts = [0, *accumulate(heights)]
        self.number = self._starts.pop()
        self._firsts.pop()

    def group_at(self, row: int) -> GroupRow | None:
        """The group whose head stands in this row, if it is one."""
        if not self._starts:
            return None
        number = bisect_right(self._starts, row) - 1
        return self.groups[number] if self._starts[number] == row else None

    def place(self, row: int) -> int:
        """Where the record of a row stands among all ids; -1 for the head of a group or a row that isn't there."""
        if not 0 <= row < self.number:
            return -1
        if not self._starts:
            return row
        number = bisect_right(self._starts, row) - 1
        inside = row - self._starts[number]
        return self._firsts[number] + inside - 1 if inside else -1

    def row_of(self, record_id: int) -> int:
        """The row of a record; -1 while it isn't in the list or its group is folded."""
        place = self._known_place(record_id)
        return self._row_at(place if place >= 0 else place_of(self.ids, record_id))

    def rows_of(self, ids: Iterable[int]) -> list[int]:
        """The rows of many records in any order, without those that aren't there or whose group is folded."""
        wanted = set(ids)
        found = {one: place for one in wanted if (place := self._known_place(one)) >= 0}
        found |= places(self.ids, wanted - found.keys())
        return [row for place in found.values() if (row := self._row_at(place)) >= 0]

    def _known_place(self, record_id: int) -> int:
        place = self._places.get(record_id, -1)
        return place if 0 <= place < len(self.ids) and self.ids[place] == record_id else -1

    def _row_at(self, place: int) -> int:
        """The row of a place among all ids; -1 for none and in a folded group."""
        if place < 0 or not self._starts:
            return place
        number = bisect_right(self._firsts, place) - 1
        while self.groups[number].count == 0:
            number -= 1
        if self.groups[number].value in self.folded:
            return -1
        return self._starts[number] + 1 + place - self._firsts[number]

    def ids_between(self, first: int, last: int) -> array[int]:
        """The records of the rows from first to last, both included, without the heads of groups."""
        if not self._starts:
            return self.ids[max(0, first) : last + 1]
        found = array("q")
        for number in range(max(0, bisect_right(self._starts, first) - 1), bisect_right(self._starts, last)):
            head, end = (
                self._starts[number],
                self._starts[number + 1] if number + 1 < len(self._starts) else self.number,
            )
            lowest, highest = max(first, head + 1), min(last, end - 1)
            before = self._firsts[number] - head - 1
            found.extend(self.ids[before + lowest : before + highest + 1])
        return found

    def count_between(self, first: int, last: int) -> int:
        """How many records stand in the rows from first to last, both included."""
        heads = bisect_right(self._starts, last) - bisect_left(self._starts, first)
        return last - first + 1 - heads
