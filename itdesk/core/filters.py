"""Conditions on a list, as plain values that are stored, shown as chips and turned into SQL."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Operator(StrEnum):
    """How a field is compared."""

    IS = "is"  # value, or any of a tuple of values
    IS_NOT = "is_not"  # none of them
    CONTAINS = "contains"  # folded text inside
    BEFORE = "before"  # date or instant; value may be "today", "today+30" or "today-7"
    AFTER = "after"
    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    EMPTY = "empty"
    NOT_EMPTY = "not_empty"


@dataclass(frozen=True, slots=True)
class Filter:
    """field operator value; a tuple as value means any of them. "me" stands for the acting person in a link to people."""

    field: str
    operator: Operator = Operator.IS
    value: object = None
