"""Which of many backups stay: all of two days, then one a day, one a week, one a month."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from datetime import UTC, datetime, timedelta, tzinfo

ALL = timedelta(days=2)
DAYS, WEEKS, MONTHS = 14, 8, 24

_Span = Callable[[datetime], Hashable]
_SPANS: tuple[tuple[_Span, int], ...] = (
    (lambda moment: moment.date(), DAYS),
    (lambda moment: moment.isocalendar()[:2], WEEKS),
    (lambda moment: (moment.year, moment.month), MONTHS),
)


def kept(moments: Iterable[datetime], now: datetime, zone: tzinfo = UTC) -> set[datetime]:
    """The moments whose backups stay; of each span the newest.

    One that lies in the future was made before the clock was set back: it stays, and counts for no span.
    """
    newest_first = sorted(set(moments), reverse=True)
    staying = {one for one in newest_first if one > now - ALL}
    past = [one for one in newest_first if one <= now]
    for span_of, most in _SPANS:
        spans: dict[Hashable, datetime] = {}
        for one in past:
            spans.setdefault(span_of(one.astimezone(zone)), one)
        staying.update(list(spans.values())[:most])
    return staying


def is_due(now: datetime, last: datetime | None, every: timedelta) -> bool:
    """Whether it is time again; a last time that lies in the future is a clock that was set back."""
    return last is None or not timedelta(0) <= now - last < every
