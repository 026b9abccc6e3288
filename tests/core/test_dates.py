"""Typed dates: what is accepted, what is refused and with which suggestion, what a column shows."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from itdesk.core.dates import add_months, detect_order, full_year, parse_date, parse_instant
from itdesk.core.errors import Unreadable

TODAY = date(2026, 11, 21)  # a Saturday
LONDON = ZoneInfo("Europe/London")
NOW = datetime(2026, 11, 21, 9, tzinfo=UTC)

days = st.dates(date(1900, 1, 1), date(2199, 12, 31))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("today", "2026-11-21"),
        ("Tomorrow", "2026-11-22"),
        ("gestern", "2026-11-20"),
        ("fri", "2026-11-27"),
        ("Saturday", "2026-11-28"),
        ("so", "2026-11-22"),
        ("+30d", "2026-12-21"),
        ("+2w", "2026-12-05"),
        ("+3m", "2027-02-21"),
        ("+1y", "2027-11-21"),
        ("-1 week", "2026-11-14"),
        ("31/3", "2027-03-31"),
        ("31/3/27", "2027-03-31"),
        ("28.12.", "2026-12-28"),
        ("29/2", "2028-02-29"),
        ("28 Dec 2026", "2026-12-28"),
        ("28 dec", "2026-12-28"),
        ("Dec 28, 2026", "2026-12-28"),
        ("28-Dec-26", "2026-12-28"),
        ("28. Dezember 2026", "2026-12-28"),
        ("5. März", "2027-03-05"),
        ("Tuesday, 1 March 2022", "2022-03-01"),
        ("2026-12-28", "2026-12-28"),
        ("2026/12/28", "2026-12-28"),
        ("20261228", "2026-12-28"),
        ("2015-07-08T00:00:00Z", "2015-07-08"),
        ("19/5/2006 0:00:00", "2006-05-19"),
        ("1/1/47", "1947-01-01"),
        ("1/1/46", "2046-01-01"),
    ],
)
def test_parse_date_reads(typed, meant):
    assert parse_date(typed, today=TODAY).isoformat() == meant


@pytest.mark.parametrize(
    ("typed", "message", "suggestion"),
    [
        ("31/02/2027", "There is no 31 February. Try 28/02/2027.", "28/02/2027"),
        ("31.2.24", "There is no 31 February. Try 29.02.2024.", "29.02.2024"),
        ("29/2/27", "There is no 29 February 2027. Try 28/02/2027.", "28/02/2027"),
        ("12/28/2026", "There is no month 28. Try 28/12/2026.", "28/12/2026"),
        ("2026-02-30", "There is no 30 February. Try 2026-02-28.", "2026-02-28"),
        ("Dec 2026", "“Dec 2026” names no day. Try 01/12/2026.", "01/12/2026"),
        ("44927", "“44927” names no day. Try 01/01/2023.", "01/01/2023"),
        ("soon", "“soon” is not a date. Type it like 21/11/2026, or as 2026-11-21.", ""),
    ],
)
def test_parse_date_refuses_with_a_suggestion(typed, message, suggestion):
    with pytest.raises(Unreadable) as refused:
        parse_date(typed, today=TODAY)
    assert str(refused.value) == message
    assert refused.value.suggestion == suggestion


def test_day_without_year_is_the_last_one_where_only_the_past_makes_sense():
    assert parse_date("31/3", today=TODAY, past=True) == date(2026, 3, 31)
    assert parse_date("28/12", today=TODAY, past=True) == date(2025, 12, 28)
    assert parse_date("29/2", today=TODAY, past=True) == date(2024, 2, 29)


@given(days, st.sampled_from(["dmy", "mdy", "ymd"]))
def test_parse_date_reads_what_is_written_in_its_order(day, order):
    written = {"dmy": f"{day.day}/{day.month}/{day.year}", "mdy": f"{day:%m-%d}-{day.year}", "ymd": day.isoformat()}[
        order
    ]
    assert parse_date(written, today=TODAY, order=order) == day
    assert parse_date(day.isoformat(), today=TODAY, order=order) == day
    assert parse_date(f"{day.day} {day:%B} {day.year}", today=TODAY, order=order) == day


@given(
    st.text(max_size=30) | st.from_regex(r"[0-9/.\-+ a-zTZ:]{1,16}", fullmatch=True),
    st.sampled_from(["dmy", "mdy", "ymd"]),
)
def test_parse_date_answers_any_text_with_a_date_or_a_sentence(text, order):
    refused = None
    try:
        found = parse_date(text, today=TODAY, order=order)
    except Unreadable as problem:
        refused = problem
    else:
        assert isinstance(found, date)
    if refused and refused.suggestion:
        parse_date(refused.suggestion, today=TODAY, order=order)


@given(days, st.integers(-600, 600))
def test_add_months_keeps_the_day_or_the_months_end(day, months):
    try:
        moved = add_months(day, months)
    except ValueError:
        return
    assert (moved.year * 12 + moved.month) - (day.year * 12 + day.month) == months
    assert moved.day == day.day or (moved.day < day.day and (moved + timedelta(days=1)).day == 1)


@given(st.integers(0, 99), days)
def test_two_digit_years_lie_at_most_twenty_years_ahead(digits, today):
    year = full_year(f"{digits:02}", today)
    assert year % 100 == digits
    assert today.year - 80 <= year <= today.year + 20


@pytest.mark.parametrize(
    ("values", "order", "ambiguous", "two_digit"),
    [
        (["1/23/23", "3/1/23"], "mdy", False, True),
        (["02/01/2014", "31/12/2012"], "dmy", False, False),
        (["02/01/2014", "03/04/2012"], "dmy", True, False),
        (["10/11/12"], "dmy", True, True),
        (["99/12/31", "98/01/30"], "ymd", False, True),
        (["2024-01-02", "28 Dec 2025"], "dmy", False, False),
        (["5/19/2006 0:00:00"], "mdy", False, False),
        (["13/01/2024"] * 9 + ["01/13/2024"], "dmy", True, False),
        (["13/01/2024", *[f"0{n}/02/2024" for n in range(1, 10)], "30/02/2024"], "dmy", False, False),
        ([], "dmy", False, False),
    ],
)
def test_detect_order(values, order, ambiguous, two_digit):
    found = detect_order(values)
    assert (found.order, found.ambiguous, found.two_digit) == (order, ambiguous, two_digit)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("14:30", "2026-11-21T14:30:00+00:00"),
        ("2:30 pm", "2026-11-21T14:30:00+00:00"),
        ("28/6/2026 14.30", "2026-06-28T13:30:00+00:00"),
        ("2026-06-28T14:30:00+02:00", "2026-06-28T12:30:00+00:00"),
        ("28 Dec 2026", "2026-12-28T00:00:00+00:00"),
        ("tomorrow 9:00", "2026-11-22T09:00:00+00:00"),
        ("+2h", "2026-11-21T11:00:00+00:00"),
        ("now", "2026-11-21T09:00:00+00:00"),
    ],
)
def test_parse_instant_reads(typed, meant):
    assert parse_instant(typed, now=NOW, zone=LONDON).isoformat() == meant


@given(st.text(max_size=40) | st.from_regex(r"[0-9/.\-+ apmTZ:]{1,24}", fullmatch=True))
def test_parse_instant_answers_any_text_with_an_instant_or_a_sentence(text):
    refused = None
    try:
        found = parse_instant(text, now=NOW, zone=LONDON)
    except Unreadable as problem:
        refused = problem
    else:
        assert found.tzinfo is UTC
    assert refused is None or refused.message


@given(st.datetimes(datetime(1970, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001 -- bounds are naive by rule
def test_parse_instant_reads_iso_exactly(moment):
    assert parse_instant(moment.isoformat(), now=NOW, zone=LONDON) == moment
