"""What a list shows, as a question to the store; without SQLAlchemy."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from itdesk.core.filters import Filter
from itdesk.db.binding import shape_of
from itdesk.db.query_shape import shape_of_query


@dataclass(frozen=True)
class ListSpec:
    """What a list shows. Sort names carry a leading minus for descending; group_by comes before them.

    columns are field names, `id`, `created_at`, `updated_at`, or `NAME.id` for the id behind a link.
    """

    kind: str
    columns: tuple[str, ...]
    filters: tuple[Filter, ...] = ()
    sort: tuple[str, ...] = ()
    group_by: str = ""
    search_text: str = ""
    deleted: bool = False  # the bin instead of the list
    rules: tuple[tuple[Filter, ...], ...] = ()  # with any, rows end with the place of the first rule they meet, or None

    @cached_property
    def shape(self) -> tuple[Any, ...]:
        """What of it decides the statements' texts."""
        filters = tuple(shape_of(one) for one in self.filters)
        searched = shape_of_query(self.search_text) if self.search_text.strip() else None
        return self.kind, self.columns, filters, self.sort, self.group_by, self.deleted, searched, self.rules_shape

    @property
    def rules_shape(self) -> tuple[Any, ...]:
        """What of the rules decides the texts."""
        return tuple(tuple(shape_of(one) for one in filters) for filters in self.rules)

    @property
    def width(self) -> int:
        """How many values a row has."""
        return 1 + len(self.columns) + bool(self.rules)


class Page(NamedTuple):
    """Rows `(id, *values of the columns)`, and what to hand in as `after` for the next page; None at the end."""

    rows: list[tuple[Any, ...]]
    next: tuple[Any, ...] | None
