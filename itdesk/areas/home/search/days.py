"""Days in the words of a search: "printer last week", "invoice since 2026-10-01", "toner 12/11/2026"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from itdesk.core.dates import add_months, parse_date
from itdesk.core.errors import UserError
from itdesk.core.grams import norm
from itdesk.core.texts import _

_DAY = re.compile(
    r"\d{4}-\d{1,2}-\d{1,2}|\d{1,2}[./-]\d{1,2}[./-]\d{4}"
)  # with its year, or it could be a version or an address
FIRST, LAST = date.min, date.max


@dataclass(frozen=True, slots=True)
class Span:
    """Days that a record was changed in, what was typed for them, and the words that are left to look for."""

    first: date
    last: date
    said: str
    rest: str


def span_in(words: str, today: date, order: str) -> Span | None:
    """The days that words name, if they name any."""
    for said, first, last in _phrases(today):
        found = re.search(rf"(?<!\w){re.escape(norm(said))}(?!\w)", norm(words))
        if found is not None and len(norm(words)) == len(words):
            return Span(first, last, said, _without(words, found.start(), found.end()))
    found = _DAY.search(words)
    if found is None:
        return None
    try:
        day = parse_date(found[0], today=today, order=order)
    except UserError:
        return None
    before = words[: found.start()].rstrip()
    for word, first, last in ((_("since"), day, LAST), (_("before"), FIRST, day - timedelta(days=1))):
        if norm(before).split()[-1:] == [norm(word)]:
            start = len(before) - len(word)
            return Span(first, last, words[start : found.end()], _without(words, start, found.end()))
    return Span(day, day, found[0], _without(words, found.start(), found.end()))


def _without(words: str, start: int, end: int) -> str:
    return " ".join((words[:start] + " " + words[end:]).split())


def _phrases(today: date) -> Iterator[tuple[str, date, date]]:
    day, week = timedelta(days=1), timedelta(days=7)
    monday, month = today - timedelta(days=today.weekday()), today.replace(day=1)
    year = today.replace(month=1, day=1)
    yield _("yesterday"), today - day, today - day
    yield _("today"), today, today
    yield _("last week"), monday - week, monday - day
    yield _("this week"), monday, today
    yield _("last month"), add_months(month, -1), month - day
    yield _("this month"), month, today
    yield _("last year"), year.replace(year=year.year - 1), year - day
    yield _("this year"), year, today
