"""What a list shows now: columns, filters, order, grouping and text; plain values, kept per view and person."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from itdesk.core.filters import JOINING, Filter, Operator, parts_of
from itdesk.core.grouping import MOST, is_known, levels, written
from itdesk.core.reach import Kinds, all_known, purses, reaching
from itdesk.core.record import RecordType, View
from itdesk.core.row_rules import TONES, Rule
from itdesk.core.summaries import Summary, possible
from itdesk.core.value_texts import field_of, listable

if TYPE_CHECKING:
    from itdesk.db.listspec import ListSpec


MOST_FROZEN = 3  # more would leave no room for those that scroll


@dataclass(frozen=True, slots=True)
class ListState:
    """Everything that decides which rows stand where. widths are in pixels at 100 %, for columns that were dragged."""

    kind: str
    columns: tuple[str, ...]
    filters: tuple[Filter, ...] = ()
    sort: tuple[str, ...] = ()
    group_by: str = ""
    text: str = ""
    widths: Mapping[str, int] = field(default_factory=dict)
    rules: tuple[Rule, ...] = ()
    feet: Mapping[str, Summary] = field(default_factory=dict)  # by column what its foot tells
    frozen: int = 1  # first columns that stay in sight while the others scroll sideways

    def spec(self, record_type: RecordType, needs: tuple[str, ...] = ()) -> ListSpec:
        """For `itdesk.db.lists`; to be called inside a job. needs are columns that are fetched though not shown."""
        from itdesk.db.listspec import ListSpec

        return ListSpec(
            self.kind,
            fetched(record_type, self.columns, needs),
            self.filters,
            self.sort,
            self.group_by,
            self.text,
            rules=tuple(rule.filters for rule in self.rules),
        )

    def same_rows(self, other: ListState) -> bool:
        """Whether the other shows the same records in the same order."""
        return self._rows() == other._rows()

    def _rows(self) -> ListState:
        return replace(self, columns=(), widths={}, feet={}, frozen=1)

    def same_view(self, other: ListState) -> bool:
        """Whether the other is the same view: widths and what is looked for within the list belong to nobody's view."""
        return replace(self, widths={}, text="") == replace(other, widths={}, text="")


def fetched(record_type: RecordType, columns: tuple[str, ...], needs: tuple[str, ...] = ()) -> tuple[str, ...]:
    """The columns of a row as read: what is shown, what its cells need, and the currency of its sums."""
    return tuple(dict.fromkeys((*columns, *needs, *purses(record_type, columns))))


def state_of(record_type: RecordType, view: View | None = None) -> ListState:
    """The list as its view declares it; without one the first view, or every record."""
    chosen = view or (record_type.views[0] if record_type.views else None)
    if chosen is None:
        return ListState(record_type.kind, record_type.columns, sort=record_type.sort)
    return ListState(
        record_type.kind,
        chosen.columns or record_type.columns,
        chosen.filters,
        chosen.sort or record_type.sort,
        chosen.group_by,
    )


def ordered(sort: tuple[str, ...], name: str, *, added: bool = False) -> tuple[str, ...]:
    """The order after a click on a column's title: ascending, then descending, then ascending again.

    added keeps the earlier orders before it; the third click then leaves only these.
    """
    kept = tuple(entry for entry in sort if entry.removeprefix("-") != name) if added else ()
    if name in sort:
        return (*kept, f"-{name}")
    if f"-{name}" in sort and kept:
        return kept
    return (*kept, name)


def to_plain(state: ListState) -> dict[str, Any]:
    """As JSON holds it."""
    return {
        "columns": list(state.columns),
        "filters": [_plain_filter(one) for one in state.filters],
        "sort": list(state.sort),
        "group_by": state.group_by,
        "widths": dict(state.widths),
        "frozen": state.frozen,
        "feet": {name: str(summary) for name, summary in state.feet.items()},
        "rules": [[rule.name, rule.tone, [_plain_filter(one) for one in rule.filters]] for rule in state.rules],
    }


def from_plain(kinds: Kinds, record_type: RecordType, plain: Mapping[str, Any]) -> ListState:
    """Back again; what the record type no longer has is left out, so that an older list still opens."""
    own = {*listable(record_type), "id"}
    asked = [*plain.get("columns", ()), *(name.removeprefix("-") for name in plain.get("sort", ()))]
    known = own | {one.name for one in reaching(kinds, record_type, asked).fields}
    columns = tuple(name for name in plain.get("columns", ()) if name in known)
    filters = tuple(one for one in _filters_of(plain.get("filters", ())) if all_known(kinds, record_type, one))
    grouped = tuple(level for level in levels(str(plain.get("group_by") or "")) if is_known(level, own))
    return ListState(
        record_type.kind,
        columns or record_type.columns,
        filters,
        tuple(name for name in plain.get("sort", ()) if name.removeprefix("-") in known),
        written(grouped[:MOST]),
        rules=tuple(_rules_of(kinds, record_type, plain.get("rules") or ())),
        feet={
            name: Summary(summary)
            for name, summary in (plain.get("feet") or {}).items()
            if name in own and summary in possible(field_of(record_type, name))
        },
        frozen=max(0, min(MOST_FROZEN, int(plain.get("frozen", 1)))),
        widths={name: int(width) for name, width in plain.get("widths", {}).items() if name in known},
    )


def _plain_filter(one: Filter) -> list[object]:
    if one.operator in JOINING:
        return [one.field, str(one.operator), [_plain_filter(part) for part in parts_of(one)]]
    return [one.field, str(one.operator), _plain(one.value)]


def _filters_of(plain: Any) -> list[Filter]:
    """The filters that are written so; those that a newer version wrote in its own way are left out."""
    found = []
    for name, operator, value in plain:
        if operator not in set(Operator):
            continue
        if operator in JOINING:
            parts = tuple(_filters_of(value))
            if parts and len(parts) == len(value):
                found.append(Filter(name, Operator(operator), parts))
        else:
            found.append(Filter(name, Operator(operator), _unplain(value)))
    return found


def _rules_of(kinds: Kinds, record_type: RecordType, plain: Any) -> Iterable[Rule]:
    """The rules that are written so; one about a field that is gone is left out."""
    for name, tone, written_filters in plain:
        filters = tuple(_filters_of(written_filters))
        whole = len(filters) == len(written_filters) and bool(filters)
        if whole and tone in TONES and all(all_known(kinds, record_type, one) for one in filters):
            yield Rule(str(name), tone, filters)


def _plain(value: object) -> object:
    if isinstance(value, tuple | list):
        return [_plain(one) for one in value]
    if isinstance(value, Decimal):
        return {"decimal": str(value)}
    if isinstance(value, date):
        return {"date": value.isoformat()}
    return str(value) if isinstance(value, str) else value


def _unplain(value: Any) -> object:
    if isinstance(value, list):
        return tuple(_unplain(one) for one in value)
    if isinstance(value, dict):
        return Decimal(value["decimal"]) if "decimal" in value else date.fromisoformat(value["date"])
    return value
