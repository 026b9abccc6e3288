"""How a list is grouped: by one field or by two, dates by day, week, month, quarter or year; written in one text.

"status" groups by a field, "-status" from its end, "created_at:month" by month, "status,created_at:month" within each status by month.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from itdesk.core.formats import format_date
from itdesk.core.locales import marks
from itdesk.core.record import Kind, RecordType
from itdesk.core.texts import N_, _
from itdesk.core.value_texts import ValueTexts, field_of, noun

SPANS = {
    "day": N_("day"),
    "week": N_("week"),
    "month": N_("month"),
    "quarter": N_("quarter"),
    "year": N_("year"),
}
DATED = frozenset({Kind.DATE, Kind.INSTANT})
GROUPED = frozenset({Kind.CHOICE, Kind.LINK, Kind.YES_NO, Kind.TAGS}) | DATED
MOST = 2  # levels


@dataclass(frozen=True, slots=True)
class Level:
    """One level of groups; span is empty but for dates."""

    name: str
    span: str = ""
    descending: bool = False

    def __str__(self) -> str:
        return f"{'-' if self.descending else ''}{self.name}{':' if self.span else ''}{self.span}"


def levels(group_by: str) -> tuple[Level, ...]:
    """The levels of a grouping, outermost first; none for an empty text."""
    found = []
    for part in group_by.split(",") if group_by else ():
        name, _colon, span = part.removeprefix("-").partition(":")
        found.append(Level(name, span, part.startswith("-")))
    return tuple(found)


def written(found: Sequence[Level]) -> str:
    """Back as one text."""
    return ",".join(map(str, found))


def level_of(record_type: RecordType, name: str) -> Level:
    """Grouping by a field as a person first gets it: dates by month."""
    return Level(name, "month" if field_of(record_type, name).kind in DATED else "")


def is_known(level: Level, known: set[str]) -> bool:
    """Whether a list whose fields these are can be grouped so."""
    return level.name in known and (not level.span or level.span in SPANS)


def title(record_type: RecordType, level: Level) -> str:
    """What is grouped by, in words: "Status", "Created by month"."""
    label = field_of(record_type, level.name).label
    return _("{field} by {span}").format(field=label, span=_(SPANS[level.span])) if level.span else label


def head_text(texts: ValueTexts, level: Level, value: object, label: str) -> str:
    """The words of a group's head; a value of none names the field that is missing."""
    if value in (None, ""):
        return _("No {field}").format(field=noun(field_of(texts.record_type, level.name).label))
    if level.span and isinstance(value, date):
        return span_text(level.span, value, texts.locale)
    return label


def span_text(span: str, first: date, locale: str) -> str:
    """A period by its first day: November 2026, Q4 2026, week of 23 Nov 2026."""
    if span == "year":
        return str(first.year)
    if span == "quarter":
        return _("Q{quarter} {year}").format(quarter=(first.month + 2) // 3, year=first.year)
    if span == "month":
        return _("{month} {year}").format(month=marks(locale).long_months[first.month - 1], year=first.year)
    shown = format_date(first, locale)
    return _("Week of {day}").format(day=shown) if span == "week" else shown
