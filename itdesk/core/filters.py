"""Conditions on a list, as plain values that are stored, shown as chips and turned into SQL."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

ACTORS = "people"  # the kind whose records act: history's "who", and "me" in filters


class Operator(StrEnum):
    """How a field is compared."""

    IS = "is"  # value, or any of a tuple of values
    IS_NOT = "is_not"  # none of them
    CONTAINS = "contains"  # folded text inside
    STARTS = "starts"  # folded text at the beginning
    LACKS = "lacks"  # folded text nowhere inside
    BEFORE = "before"  # date or instant; value may be "today", "today+30" or "today-7"
    AFTER = "after"
    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    DURING = "during"  # date or instant; value is a period such as "month" (this one) or "week+1", see core.periods
    EMPTY = "empty"
    NOT_EMPTY = "not_empty"
    ANY_OF = "any_of"  # value is a tuple of Filters, one of which has to hold; it has no field of its own
    ALL_OF = "all_of"  # the same, and all of them have to; inside ANY_OF alone


@dataclass(frozen=True, slots=True)
class Filter:
    """field operator value; a tuple as value means any of them. "me" stands for the acting person in a link to people.

    field may be one step away: "device.model" is the model of the record's device.
    """

    field: str
    operator: Operator = Operator.IS
    value: object = None


JOINING = frozenset({Operator.ANY_OF, Operator.ALL_OF})


def parts_of(one: Filter) -> tuple[Filter, ...]:
    """The filters that a joining one is made of; none of any other."""
    value = one.value
    if one.operator not in JOINING or not isinstance(value, tuple):
        return ()
    return tuple(part for part in value if isinstance(part, Filter))
