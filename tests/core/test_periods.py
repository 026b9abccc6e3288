"""Weeks, months, quarters and years around a day."""

from __future__ import annotations

from datetime import date

import pytest
from babel import Locale

from itdesk.core.locales import first_weekday
from itdesk.core.periods import NAMED, days_in, in_words

TODAY = date(2026, 11, 29)  # a Sunday


@pytest.mark.parametrize(
    ("period", "first", "after"),
    [
        ("week", "2026-11-23", "2026-11-30"),
        ("week-1", "2026-11-16", "2026-11-23"),
        ("week+1", "2026-11-30", "2026-12-07"),
        ("month", "2026-11-01", "2026-12-01"),
        ("month+2", "2027-01-01", "2027-02-01"),
        ("quarter", "2026-10-01", "2027-01-01"),
        ("quarter+1", "2027-01-01", "2027-04-01"),
        ("quarter-4", "2025-10-01", "2026-01-01"),
        ("year", "2026-01-01", "2027-01-01"),
        ("year-1", "2025-01-01", "2026-01-01"),
    ],
)
def test_period_has_its_days(period: str, first: str, after: str) -> None:
    assert days_in(period, TODAY, 0) == (date.fromisoformat(first), date.fromisoformat(after))


def test_week_begins_where_the_locale_says() -> None:
    assert days_in("week", TODAY, first_weekday("en_US")) == (TODAY, date(2026, 12, 6))
    assert days_in("week", TODAY, first_weekday("en_GB")) == (date(2026, 11, 23), date(2026, 11, 30))


@pytest.mark.parametrize("locale", ["en_GB", "en_US", "de_DE", "ja_JP", "ar_EG", "fr_FR"])
def test_first_weekday_is_what_babel_says(locale: str) -> None:
    assert first_weekday(locale) == Locale.parse(locale).first_week_day


def test_what_is_no_period_is_none() -> None:
    assert days_in("fortnight", TODAY, 0) is None
    assert days_in(3, TODAY, 0) is None


def test_each_offered_period_has_words() -> None:
    assert len({in_words(one) for one in NAMED}) == len(NAMED) == 12
