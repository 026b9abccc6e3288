"""What the popup of a filter knows of its list: whose records they are, and how many a choice would find now."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QObject

from itdesk.core.filter_texts import Condition
from itdesk.core.reach import Reached, beyond, called, reach
from itdesk.core.record import Field, RecordType
from itdesk.core.value_texts import field_of, listable
from itdesk.db.list_state import ListState
from itdesk.ui.desk import Desk


@dataclass(frozen=True, slots=True)
class Asked:
    """The list that a filter is for. others is the list without this filter; words say a condition in the chip's two parts."""

    desk: Desk
    record_type: RecordType
    others: ListState | None
    words: Callable[[Condition], tuple[str, str]]

    def field(self, name: str) -> Field:
        """The field under the name by which filters call it."""
        return called(self.reached(name), name)

    def reached(self, name: str) -> Reached:
        """The field behind a name, with the record type that declares it."""
        return reach(self.desk.registry, self.record_type, name)

    def fields(self) -> list[tuple[str, str]]:
        """Names and labels of the record's own fields, those that are filtered by most before the others."""
        own = self.record_type
        names = dict.fromkeys((*own.filters, *listable(own)))
        return [(name, field_of(own, name).label) for name in names]

    def beyond(self, link: str) -> list[tuple[str, str]]:
        """Names and labels of what can be reached through a link."""
        names = beyond(self.desk.registry, self.record_type, link)
        return [(name, self.reached(name).label) for name in names]

    def count(self, owner: QObject, name: str, done: Callable[[Mapping[Any, int]], None]) -> None:
        """Count the records of each value beside the window; only the newest question of an owner is answered."""
        others, record_type = self.others, self.record_type
        if others is None:
            return

        def read(session: Any) -> dict[Any, int]:
            from itdesk.db.facets import facets

            return facets(session, others.spec(record_type), name)

        self.desk.read(owner, read, done, key="facets")
