"""Filters in words, for chips: "Status is" **not disposed**, "Warranty ends" **in the next 60 days**."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from itdesk.core.filters import Filter, Operator
from itdesk.core.record import Kind, RecordType
from itdesk.core.texts import _, ngettext
from itdesk.core.value_texts import ValueTexts, field_of

_RELATIVE = re.compile(r"today(?:([+-])(\d+))?")
FROM = frozenset({Operator.AFTER, Operator.AT_LEAST})
UNTIL = frozenset({Operator.BEFORE, Operator.AT_MOST})
NAMED = 3  # values that a chip names before it counts

Titles = Mapping[tuple[str, int], str]  # of linked records, by kind and id


@dataclass(frozen=True, slots=True)
class Condition:
    """What one chip stands for: a filter, or the two ends of a span of one field."""

    filters: tuple[Filter, ...]

    @property
    def field(self) -> str:
        """The field that it is about."""
        return self.filters[0].field


def conditions(filters: Sequence[Filter]) -> list[Condition]:
    """Filters by chip: a beginning and an end of the same field that stand side by side share one."""
    found: list[Condition] = []
    for one in filters:
        last = found[-1] if found else None
        if (
            last is not None
            and len(last.filters) == 1
            and last.field == one.field
            and last.filters[0].operator in FROM
            and one.operator in UNTIL
        ):
            found[-1] = Condition((*last.filters, one))
        else:
            found.append(Condition((one,)))
    return found


def linked(record_type: RecordType, filters: Sequence[Filter]) -> set[tuple[str, int]]:
    """The records that these filters name by id."""
    found: set[tuple[str, int]] = set()
    for one in filters:
        declared = field_of(record_type, one.field)
        if declared.kind in (Kind.LINK, Kind.TAGS):
            found |= {(declared.to, value) for value in _values(one) if isinstance(value, int)}
    return found


def in_words(texts: ValueTexts, condition: Condition, titles: Titles) -> tuple[str, str]:
    """The chip's two parts: the field with its verb, and the value."""
    declared = field_of(texts.record_type, condition.field)
    name = declared.label
    if len(condition.filters) == 2:
        return name, _span(texts, condition)
    one = condition.filters[0]
    if declared.kind is Kind.YES_NO and one.operator in (Operator.IS, Operator.IS_NOT):
        wanted = bool(one.value) == (one.operator is Operator.IS)
        return name, _("yes") if wanted else _("no")
    values = _listed([_value(texts, one, value, titles) for value in _values(one)])
    if declared.kind is Kind.TAGS and one.operator in (Operator.IS, Operator.IS_NOT):
        return (_("Tagged") if one.operator is Operator.IS else _("Not tagged")), values
    dated = declared.kind in (Kind.DATE, Kind.INSTANT)
    if one.operator is Operator.IS:
        return _("{field} is").format(field=name), values
    if one.operator is Operator.IS_NOT:
        return _("{field} is").format(field=name), _("not {value}").format(value=values)
    if one.operator is Operator.CONTAINS:
        return _("{field} has").format(field=name), f"“{one.value}”"
    if one.operator is Operator.EMPTY:
        return _("{field} is").format(field=name), _("empty")
    if one.operator is Operator.NOT_EMPTY:
        return _("{field} is").format(field=name), _("filled in")
    patterns = {
        Operator.BEFORE: _("before {value}") if dated else _("under {value}"),
        Operator.AFTER: _("after {value}") if dated else _("over {value}"),
        Operator.AT_LEAST: _("from {value}") if dated else _("at least {value}"),
        Operator.AT_MOST: _("until {value}") if dated else _("at most {value}"),
    }
    return name, patterns[one.operator].format(value=values)


def _values(one: Filter) -> tuple[object, ...]:
    return tuple(one.value) if isinstance(one.value, tuple | list | frozenset | set) else (one.value,)


def _listed(texts: Sequence[str]) -> str:
    if len(texts) <= NAMED:
        return ", ".join(texts)
    return _("{values} and {n} more").format(values=", ".join(texts[: NAMED - 1]), n=len(texts) - NAMED + 1)


def _value(texts: ValueTexts, one: Filter, value: object, titles: Titles) -> str:
    declared = field_of(texts.record_type, one.field)
    if value is None:
        return _("empty")
    if declared.kind in (Kind.LINK, Kind.TAGS):
        if value == "me":
            return _("me")
        return titles.get((declared.to, value), "…") if isinstance(value, int) else str(value)
    if isinstance(value, str) and declared.kind in (Kind.DATE, Kind.INSTANT):
        return relative(texts, value)
    shown = texts.text(one.field, value)
    return shown[:1].lower() + shown[1:] if declared.kind is Kind.CHOICE and one.operator is Operator.IS_NOT else shown


def relative(texts: ValueTexts, value: str) -> str:
    """A day as filters write it: today, in 30 days, 7 days ago, or a date."""
    found = _RELATIVE.fullmatch(value)
    if found is None:
        try:
            return texts.text("created_at", date.fromisoformat(value))
        except ValueError:
            return value
    days = int(found[2] or 0)
    if not days:
        return _("today")
    if found[1] == "-":
        return ngettext("{n} day ago", "{n} days ago", days).format(n=days)
    return ngettext("{n} day from now", "{n} days from now", days).format(n=days)


def days_of(value: object) -> int | None:
    """How many days from today a relative day lies; None for anything else."""
    found = _RELATIVE.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        return None
    days = int(found[2] or 0)
    return -days if found[1] == "-" else days


def _span(texts: ValueTexts, condition: Condition) -> str:
    first, last = condition.filters
    start, end = days_of(first.value), days_of(last.value)
    if start is not None and end is not None:
        start += first.operator is Operator.AFTER
        end -= last.operator is Operator.BEFORE
        if start == 0 and end > 0:
            return ngettext("in the next {n} day", "in the next {n} days", end).format(n=end)
        if end in (0, -1) and start < 0:
            days = end - start + (end == -1)
            return ngettext("in the last {n} day", "in the last {n} days", days).format(n=days)
    return _("{first} to {last}").format(
        first=_value(texts, first, first.value, {}), last=_value(texts, last, last.value, {})
    )
