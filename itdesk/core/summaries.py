"""What the foot of a column can tell: sum, average, least, most, how many are filled in or empty."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import Any

from itdesk.core.record import Field, Kind
from itdesk.core.texts import N_


class Summary(StrEnum):
    """One way to sum a column up."""

    SUM = "sum"
    AVERAGE = "average"
    LEAST = "least"
    MOST = "most"
    FILLED = "filled"
    EMPTY = "empty"


WORDS = {
    Summary.SUM: N_("Sum"),
    Summary.AVERAGE: N_("Average"),
    Summary.LEAST: N_("Least"),
    Summary.MOST: N_("Most"),
    Summary.FILLED: N_("Filled in"),
    Summary.EMPTY: N_("Empty"),
}
DATE_WORDS = {Summary.LEAST: N_("Earliest"), Summary.MOST: N_("Latest")}
NUMBERS = frozenset({Kind.INTEGER, Kind.DECIMAL, Kind.MONEY})
_DATES = frozenset({Kind.DATE, Kind.INSTANT})
Value = Decimal | int | date | datetime


def possible(declared: Field) -> tuple[Summary, ...]:
    """The ways that make sense for a field."""
    if declared.kind in NUMBERS:
        return tuple(Summary)
    if declared.kind in _DATES:
        return Summary.LEAST, Summary.MOST, Summary.FILLED, Summary.EMPTY
    return Summary.FILLED, Summary.EMPTY


def word(declared: Field, summary: Summary) -> str:
    """Its word for a field, to be translated."""
    return DATE_WORDS.get(summary, WORDS[summary]) if declared.kind in _DATES else WORDS[summary]


@dataclass(slots=True)
class Facts:
    """What is known of a column's values in one currency ("" for what has none): the rest follows from it."""

    number: int = 0  # records
    filled: int = 0
    total: Decimal = field(default_factory=Decimal)
    least: Value | None = None
    most: Value | None = None

    def add(self, other: Facts) -> None:
        """Count those of further records in."""
        self.number += other.number
        self.filled += other.filled
        self.total += other.total
        self.least = _end(min, self.least, other.least)
        self.most = _end(max, self.most, other.most)


def _end(which: Callable[[list[Any]], Value], one: Value | None, other: Value | None) -> Value | None:
    """Of one column, so of one type."""
    known = [value for value in (one, other) if value is not None]
    return which(known) if known else None


def summed(summary: Summary, facts: Mapping[str, Facts]) -> dict[str, Value]:
    """By currency what a foot shows; counts are those of all currencies together."""
    if summary in (Summary.FILLED, Summary.EMPTY):
        filled = sum(one.filled for one in facts.values())
        number = sum(one.number for one in facts.values())
        return {"": filled if summary is Summary.FILLED else number - filled}
    found: dict[str, Value] = {}
    for currency, one in facts.items():
        if not one.filled:
            continue
        value: Value | None = {Summary.SUM: one.total, Summary.LEAST: one.least, Summary.MOST: one.most}.get(summary)
        if summary is Summary.AVERAGE:
            value = (one.total / one.filled).quantize(Decimal("0.01"), ROUND_HALF_UP)
        if value is not None:
            found[currency] = value
    return found
