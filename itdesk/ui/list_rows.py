"""Which record or head of a group stands in which row of a list of any length."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping

from itdesk.ui.group_layout import GroupLayout, GroupRow
from itdesk.ui.id_places import place_of, places


class ListRows:
    """Every id in order, and the groups that they stand in; rows count heads, places don't."""

    def __init__(self) -> None:
        self.ids: array[int] = array("q")
        self.layout = GroupLayout()
        self._places: Mapping[int, int] = {}

    def show(self, ids: array[int], groups: tuple[GroupRow, ...] = (), known: Mapping[int, int] | None = None) -> None:
        """Other records; known is where some of them stand, if somebody looked already."""
        self.ids, self.layout.groups, self._places = ids, groups, known or {}
        self.lay_out()

    def lay_out(self) -> None:
        """Count anew, after a group was folded or unfolded."""
        self.layout.lay_out(len(self.ids))

    @property
    def number(self) -> int:
        """How many rows there are."""
        return self.layout.rows

    @property
    def groups(self) -> tuple[GroupRow, ...]:
        """Every head in order, those within folded ones too."""
        return self.layout.groups

    @property
    def folded(self) -> set[tuple[object, ...]]:
        """The keys of the folded heads."""
        return self.layout.folded

    def group_at(self, row: int) -> GroupRow | None:
        """The group whose head stands in this row, if it is one."""
        return self.layout.head_at(row)

    def place(self, row: int) -> int:
        """Where the record of a row stands among all ids; -1 for the head of a group or a row that isn't there."""
        return self.layout.place(row)

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
        return place if place < 0 else self.layout.row_of(place)

    def ids_between(self, first: int, last: int) -> array[int]:
        """The records of the rows from first to last, both included, without the heads of groups."""
        return self.layout.between(self.ids, first, last)

    def count_between(self, first: int, last: int) -> int:
        """How many records stand in the rows from first to last, both included."""
        return self.layout.count_between(first, last)
