"""Days of instants by the workspace's clock, through its changes, on both engines."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import literal, select

from itdesk.core.periods import days_in
from itdesk.db.engine import Database
from itdesk.db.prepared import Prepared
from itdesk.db.spans import SpanStart
from itdesk.db.types import Instant

MOMENTS = [
    datetime(2026, 3, 28, 23, 59, tzinfo=UTC),
    datetime(2026, 3, 29, 0, 59, 59, tzinfo=UTC),
    datetime(2026, 3, 29, 1, 0, tzinfo=UTC),
    datetime(2026, 6, 30, 23, 30, tzinfo=UTC),
    datetime(2026, 10, 25, 0, 30, tzinfo=UTC),
    datetime(2026, 12, 31, 23, 59, 59, 999999, tzinfo=UTC),
    datetime(2008, 2, 29, 22, 30, tzinfo=UTC),
]


@pytest.mark.parametrize("span", ["day", "week", "month", "quarter", "year"])
@pytest.mark.parametrize("zone", ["Europe/London", "America/New_York", "Asia/Kolkata", "Pacific/Auckland", "UTC"])
@pytest.mark.parametrize("first", [0, 6], ids=["monday", "sunday"])
def test_span_begins_as_python_says(database: Database, zone: str, span: str, first: int) -> None:
    columns = [
        SpanStart(literal(moment, Instant()), span, first, zone).label(f"m{place}")
        for place, moment in enumerate(MOMENTS)
    ]
    with database.reading() as session:
        (found,) = Prepared(select(*columns), session.info["dialect"]).all(session, {})
    for moment, value in zip(MOMENTS, found, strict=True):
        day = moment.astimezone(ZoneInfo(zone)).date()
        known = days_in(span, day, first)
        assert value == (known[0] if known else day), (moment, zone)
