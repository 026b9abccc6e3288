"""Until when a contract can be left, what it costs, and how its bar is drawn."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from itdesk.areas.vendors.choices import ContractStatus, Decision, NoticeUnit, Pressing, PricePeriod, Renewal
from itdesk.areas.vendors.contracts import rules
from itdesk.areas.vendors.contracts.rules import SegmentKind, Terms
from itdesk.core.dates import add_months

TODAY = date(2026, 11, 20)
FIBRE = Terms(start_on=date(2023, 2, 18), end_on=date(2027, 2, 18), renewal=Renewal.AUTO, renewal_months=12, notice=90)

days = st.dates(min_value=date(2000, 1, 1), max_value=date(2060, 12, 31))
terms = st.builds(
    Terms,
    start_on=st.none(),
    end_on=days,
    renewal=st.sampled_from([Renewal.ENDS, Renewal.AUTO]),
    renewal_months=st.integers(1, 60),
    notice=st.integers(0, 400),
    notice_unit=st.sampled_from([NoticeUnit.DAYS, NoticeUnit.WEEKS]),
    decision=st.just(Decision.UNDECIDED),
)


def test_ninety_days_before_the_eighteenth_of_february_is_the_twentieth_of_november() -> None:
    assert rules.decide_by(FIBRE, TODAY) == TODAY
    assert rules.last_day_to_cancel(FIBRE, TODAY) == TODAY
    assert rules.pressing(FIBRE, TODAY) is Pressing.TODAY
    assert rules.leaves_on(FIBRE, TODAY) == date(2027, 2, 18)


def test_a_day_too_late_binds_for_another_term() -> None:
    tomorrow = TODAY + timedelta(days=1)
    assert rules.decide_by(FIBRE, tomorrow) == TODAY
    assert rules.pressing(FIBRE, tomorrow) is Pressing.MISSED
    assert rules.last_day_to_cancel(FIBRE, tomorrow) == date(2027, 11, 20)
    assert rules.leaves_on(FIBRE, tomorrow) == date(2028, 2, 18)


@pytest.mark.parametrize(
    ("end", "notice", "unit", "day"),
    [
        (date(2027, 5, 31), 3, NoticeUnit.MONTHS, date(2027, 2, 28)),
        (date(2028, 5, 31), 3, NoticeUnit.MONTHS, date(2028, 2, 29)),
        (date(2028, 3, 31), 1, NoticeUnit.MONTHS, date(2028, 2, 29)),
        (date(2027, 3, 1), 1, NoticeUnit.DAYS, date(2027, 2, 28)),
        (date(2028, 3, 1), 1, NoticeUnit.DAYS, date(2028, 2, 29)),
        (date(2027, 1, 1), 6, NoticeUnit.WEEKS, date(2026, 11, 20)),
        (date(2026, 12, 28), 0, NoticeUnit.DAYS, date(2026, 12, 28)),
    ],
)
def test_notice_before_an_end(end: date, notice: int, unit: NoticeUnit, day: date) -> None:
    assert rules.before(end, notice, unit) == day
    assert rules.decide_by_of_term(Terms(end_on=end, notice=notice, notice_unit=unit)) == day


def test_terms_that_end_on_the_last_of_a_month_stay_there() -> None:
    monthly = Terms(end_on=date(2027, 1, 31), renewal=Renewal.AUTO, renewal_months=1)
    ends = [rules.term_end(monthly, date(2027, month, 15)) for month in range(1, 7)]
    assert ends == [date(2027, month, last) for month, last in ((1, 31), (2, 28), (3, 31), (4, 30), (5, 31), (6, 30))]
    leap = Terms(end_on=date(2024, 2, 29), renewal=Renewal.AUTO, renewal_months=12)
    assert rules.term_end(leap, date(2027, 6, 1)) == date(2028, 2, 29)


def test_nothing_has_to_be_said_where_it_rolls_or_was_paid_once() -> None:
    assert rules.last_day_to_cancel(Terms(renewal=Renewal.ROLLING, notice=30), TODAY) is None
    once = Terms(end_on=date(2027, 8, 31), renewal=Renewal.ENDS, price_period=PricePeriod.ONCE)
    assert rules.last_day_to_cancel(once, TODAY) is None
    assert rules.pressing(once, TODAY) is Pressing.NONE
    assert rules.leaves_on(Terms(renewal=Renewal.ROLLING, notice=30), TODAY) == date(2026, 12, 20)


@given(terms, days)
def test_notice_is_never_after_the_end(agreed: Terms, today: date) -> None:
    end, day = rules.term_end(agreed, today), rules.decide_by(agreed, today)
    assert end is not None
    assert day is not None
    assert day <= end
    if agreed.renewal == Renewal.AUTO:
        assert end >= today
        assert end >= agreed.end_on  # type: ignore[operator]


@given(terms, days)
def test_last_day_to_cancel_is_today_or_later_and_belongs_to_an_end_of_term(agreed: Terms, today: date) -> None:
    day = rules.last_day_to_cancel(agreed, today)
    if agreed.renewal == Renewal.AUTO:
        assert day is not None
    if day is None:
        return
    assert day >= today
    length = timedelta(days=(agreed.notice or 0) * (7 if agreed.notice_unit == NoticeUnit.WEEKS else 1))
    assert rules.leaves_on(agreed, day) == day + length
    if agreed.renewal == Renewal.AUTO:
        ends = [add_months(agreed.end_on, k * agreed.renewal_months) for k in range(900)]  # type: ignore[arg-type,operator]
        assert day + length in ends
        assert not [end for end in ends if today <= end - length < day]


@given(terms, days)
def test_rolling_forward_agrees_with_counting_one_term_at_a_time(agreed: Terms, today: date) -> None:
    agreed = replace(agreed, renewal=Renewal.AUTO)
    times = 0
    while add_months(agreed.end_on, times * agreed.renewal_months) < today:  # type: ignore[arg-type,operator]
        times += 1
    assert rules.term_end(agreed, today) == add_months(agreed.end_on, times * agreed.renewal_months)  # type: ignore[arg-type,operator]


@given(terms, days, st.integers(1, 800))
def test_bar_is_whole_and_in_order(agreed: Terms, first: date, length: int) -> None:
    last = first + timedelta(days=length)
    drawn = rules.bar(agreed, first, last, first)
    for one, following in zip(drawn.segments, drawn.segments[1:], strict=False):
        assert one.last == following.first
    for segment in drawn.segments:
        assert first <= segment.first <= segment.last <= last
    if drawn.notice_on and drawn.end_on:
        assert drawn.notice_on <= drawn.end_on


def test_bar_of_the_fibre_line() -> None:
    drawn = rules.bar(FIBRE, date(2026, 10, 1), date(2027, 12, 31), TODAY)
    assert [(part.kind, part.first, part.last) for part in drawn.segments] == [
        (SegmentKind.RUNNING, date(2026, 10, 1), TODAY),
        (SegmentKind.TOO_LATE, TODAY, date(2027, 2, 18)),
        (SegmentKind.RENEWED, date(2027, 2, 18), date(2027, 12, 31)),
    ]
    assert (drawn.notice_on, drawn.end_on) == (TODAY, date(2027, 2, 18))
    leaving = rules.bar(replace(FIBRE, decision=Decision.NOTICED), date(2026, 10, 1), date(2027, 12, 31), TODAY)
    assert SegmentKind.RENEWED not in [part.kind for part in leaving.segments]


@pytest.mark.parametrize(
    ("agreed", "status"),
    [
        (FIBRE, ContractStatus.RUNNING),
        (replace(FIBRE, end_on=date(2020, 1, 1)), ContractStatus.RUNNING),
        (replace(FIBRE, start_on=date(2027, 1, 1)), ContractStatus.PLANNED),
        (replace(FIBRE, decision=Decision.NOTICED), ContractStatus.LEAVING),
        (replace(FIBRE, decision=Decision.NOTICED, end_on=date(2026, 11, 19)), ContractStatus.ENDED),
        (Terms(end_on=date(2026, 11, 19)), ContractStatus.ENDED),
        (Terms(end_on=TODAY), ContractStatus.RUNNING),
    ],
)
def test_status(agreed: Terms, status: ContractStatus) -> None:
    assert rules.status(agreed, TODAY) is status


def test_leaving_a_contract_that_renews_still_needs_the_notice() -> None:
    assert rules.is_open(replace(FIBRE, decision=Decision.LEAVE), TODAY)
    assert not rules.is_open(replace(FIBRE, decision=Decision.KEEP), TODAY)
    assert not rules.is_open(Terms(end_on=date(2026, 11, 25), decision=Decision.LEAVE), TODAY)


def test_costs_are_exact() -> None:
    assert rules.annual_cost(Decimal("345.00"), PricePeriod.MONTH) == Decimal("4140.00")
    assert rules.annual_cost(Decimal("0.01"), PricePeriod.QUARTER) == Decimal("0.04")
    assert rules.annual_cost(None, PricePeriod.MONTH) is None
    year = rules.cost_between(
        Decimal(345),
        PricePeriod.MONTH,
        date(2026, 4, 1),
        date(2027, 3, 31),
        rise_percent=Decimal("4.2"),
        rise_on=date(2027, 2, 18),
    )
    assert year == 10 * 345 + 2 * Decimal("359.49")


@given(st.decimals(0, 10**9, places=4), st.sampled_from(PricePeriod))
def test_twelve_months_cost_a_year(price: Decimal, period: PricePeriod) -> None:
    year = rules.cost_between(price, period, date(2026, 4, 1), date(2027, 3, 31))
    assert abs(year - rules.annual_cost(price, period)) < Decimal("1e-10")  # type: ignore[operator]


def test_words() -> None:
    assert rules.renewal_words(FIBRE) == "auto-renews 12 months"
    assert rules.renewal_words(Terms(), "return machine") == "ends, return machine"
    assert rules.renewal_words(Terms(renewal=Renewal.ROLLING, notice=30)) == "monthly, 30 days"


def test_what_follows_and_what_can_not_be() -> None:
    values = {
        "start_on": date(2026, 1, 1),
        "end_on": date(2026, 12, 31),
        "renewal": "auto",
        "notice": 1,
        "notice_unit": "months",
    }
    assert rules.values_that_follow(values) == {"renewal_months": 12, "decide_by_on": date(2026, 11, 30)}
    wrong = {**values, "end_on": date(2025, 1, 1), "currency": "XYZ", "decision": "noticed"}
    assert [problem.field for problem in rules.problems(wrong)] == ["end_on", "noticed_on", "currency"]
    assert [problem.field for problem in rules.problems({"renewal": "auto"})] == ["end_on"]
