"""Filters in words, for chips: "Status is" **not disposed**, "Warranty ends" **in the next 60 days**."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from itdesk.core import periods
from itdesk.core.filters import JOINING, Filter, Operator, parts_of
from itdesk.core.reach import Kinds, reach
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
    """What one chip stands for: a filter, the two ends of a span of one field, or several of which one has to hold."""

    filters: tuple[Filter, ...]

    @property
    def field(self) -> str:
        """The field that it is about."""
        return self.filters[0].field

    @property
    def alternatives(self) -> tuple[Condition, ...]:
        """The conditions of which one has to hold; none for a condition by itself."""
        one = self.filters[0]
        if one.operator is not Operator.ANY_OF:
            return ()
        return tuple(Condition(parts_of(part) or (part,)) for part in parts_of(one))


def either(found: Sequence[Condition]) -> Condition:
    """One condition that holds where any of these does."""
    if len(found) == 1:
        return found[0]
    parts = [one.filters[0] if len(one.filters) == 1 else Filter("", Operator.ALL_OF, one.filters) for one in found]
    return Condition((Filter("", Operator.ANY_OF, tuple(parts)),))


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


def linked(kinds: Kinds, record_type: RecordType, filters: Sequence[Filter]) -> set[tuple[str, int]]:
    """The records that these filters name by id."""
    found: set[tuple[str, int]] = set()
    for one in filters:
        if one.operator in JOINING:
            found |= linked(kinds, record_type, parts_of(one))
            continue
        declared = reach(kinds, record_type, one.field).declared
        if declared.kind in (Kind.LINK, Kind.TAGS):
            found |= {(declared.to, value) for value in _values(one) if isinstance(value, int)}
    return found


def in_words(texts: ValueTexts, condition: Condition, titles: Titles, kinds: Kinds) -> tuple[str, str]:
    """The chip's two parts: the field with its verb, and the value."""
    if condition.alternatives:
        said = [" ".join(in_words(texts, one, titles, kinds)) for one in condition.alternatives]
        return _("Either"), _(" or ").join(said)
    reached = reach(kinds, texts.record_type, condition.field)
    if "." in condition.field:
        own = condition.field.partition(".")[2]
        texts = texts.about(reached.record_type)
        condition = Condition(tuple(replace(one, field=own) for one in condition.filters))
    return _said(texts, condition, titles, reached.label)


def _said(texts: ValueTexts, condition: Condition, titles: Titles, name: str) -> tuple[str, str]:
    declared = field_of(texts.record_type, condition.field)
    if len(condition.filters) == 2:
        return name, _span(texts, condition)
    one = condition.filters[0]
    if one.operator is Operator.DURING:
        return name, periods.in_words(one.value)
    if declared.kind is Kind.YES_NO and one.operator in (Operator.IS, Operator.IS_NOT):
        wanted = bool(one.value) == (one.operator is Operator.IS)
        return name, _("yes") if wanted else _("no")
    values = _listed([_value(texts, one, value, titles) for value in _values(one)])
    if declared.kind is Kind.TAGS and one.operator in (Operator.IS, Operator.IS_NOT):
        return (_("Tagged") if one.operator is Operator.IS else _("Not tagged")), values
    dated = declared.kind in (Kind.DATE, Kind.INSTANT)
    verbs = {
        Operator.IS: (_("{field} is"), values),
        Operator.IS_NOT: (_("{field} is"), _("not {value}").format(value=values)),
        Operator.CONTAINS: (_("{field} has"), f"“{one.value}”"),
        Operator.LACKS: (_("{field} hasn’t"), f"“{one.value}”"),
        Operator.STARTS: (_("{field} starts with"), f"“{one.value}”"),
        Operator.EMPTY: (_("{field} is"), _("empty")),
        Operator.NOT_EMPTY: (_("{field} is"), _("filled in")),
        Operator.BEFORE: ("{field}", (_("before {value}") if dated else _("under {value}")).format(value=values)),
        Operator.AFTER: ("{field}", (_("after {value}") if dated else _("over {value}")).format(value=values)),
        Operator.AT_LEAST: ("{field}", (_("from {value}") if dated else _("at least {value}")).format(value=values)),
        Operator.AT_MOST: ("{field}", (_("until {value}") if dated else _("at most {value}")).format(value=values)),
    }
    verb, said = verbs[one.operator]
    return verb.format(field=name), said


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
