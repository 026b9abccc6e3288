"""Typed amounts, numbers and yes or no: exact, by locale, refused with a suggestion."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from itdesk.core.amounts import detect_decimal, parse_amount, parse_number, parse_yes_no, read_amount
from itdesk.core.errors import Unreadable
from itdesk.core.formats import format_number

money = st.decimals(Decimal("-99999999.99"), Decimal("99999999.99"), places=2)


@pytest.mark.parametrize(
    ("typed", "locale", "meant"),
    [
        ("1,200", "en_GB", "1200"),
        ("1,200", "de_DE", "1.200"),
        ("1.2k", "en_GB", "1200"),
        ("1,2k", "de_DE", "1200"),
        ("3m", "en_GB", "3000000"),
        ("=340*12", "en_GB", "4080"),
        ("= (12 + 3) × 4 − 10 %", "en_GB", "59.9"),
        ("=100/3", "en_GB", "33.3333"),
        ("=-(2+3)*£4", "en_GB", "-20"),
        ("£12.58", "en_GB", "12.58"),
        ("$12.58", "en_GB", "12.58"),
        ("12,50 €", "de_DE", "12.50"),
        ("CHF 12.-", "de_CH", "12"),
        ("12,--", "de_DE", "12"),
        ("(12.50)", "en_GB", "-12.50"),
        ("−12", "en_GB", "-12"),
        ("12.50-", "en_GB", "-12.50"),
        ("-£5", "en_GB", "-5"),
        ("1.234,56", "de_DE", "1234.56"),
        ("1.234,56", "en_GB", "1234.56"),
        ("1,234.56", "de_DE", "1234.56"),
        ("1'234.50", "de_CH", "1234.50"),
        ("1\u202f234,56", "fr_FR", "1234.56"),
        ("1,00,000", "en_IN", "100000"),
        (".5", "en_GB", "0.5"),
        ("1e5", "en_GB", "100000"),
        ("٣٠٠", "en_GB", "300"),
    ],
)
def test_parse_amount_reads(typed, locale, meant):
    assert parse_amount(typed, locale=locale) == Decimal(meant)


@pytest.mark.parametrize(
    ("typed", "locale", "suggestion"),
    [
        ("about 300", "en_GB", "300.00"),
        ("12,50", "en_GB", "12.50"),
        ("(12.50)", "de_DE", "-12,50"),
        ("1.2k", "de_DE", "1200,00"),
        ("0.005", "de_DE", "0,005"),
        (".5", "de_DE", "0,50"),
        ("12 GB", "en_GB", "12.00"),
        ("340*12", "en_GB", "=340*12"),
        ("1.23456", "en_GB", "1.2346"),
        ("300 or 400", "en_GB", ""),
        ("free", "en_GB", ""),
        ("1.2.3", "en_GB", ""),
        ("=2**8", "en_GB", ""),
        ("=1/0", "en_GB", ""),
        ("=" + "(" * 150, "en_GB", ""),
        ("NaN", "en_GB", ""),
        ("Infinity", "en_GB", ""),
        ("1E400", "en_GB", ""),
        ("9" * 150, "en_GB", ""),
        ("1_000", "en_GB", ""),
        ("x" * 100_000, "en_GB", ""),
        ("", "en_GB", ""),
    ],
)
def test_parse_amount_refuses(typed, locale, suggestion):
    with pytest.raises(Unreadable) as refused:
        parse_amount(typed, locale=locale)
    assert refused.value.suggestion == suggestion
    assert len(str(refused.value)) < 160


def test_amounts_carry_the_currency_that_they_name():
    assert read_amount("US$5").currency == "USD"
    assert read_amount("€ 5").currency == "EUR"
    assert read_amount("5 NOK").currency == "NOK"
    assert read_amount("$5").currency == "$"
    assert read_amount("5").currency == ""


@given(money, st.sampled_from(["en_GB", "en_US", "de_DE", "fr_FR", "de_CH", "en_IN", "sv_SE"]))
def test_parse_amount_reads_what_its_locale_writes(amount, locale):
    assert parse_amount(format_number(amount, locale, places=2), locale=locale) == amount


@given(money, money, money)
def test_sums_are_exact(first, second, third):
    assert parse_amount(f"=({first})+({second})-({third})") == first + second - third


@given(
    st.text(max_size=40) | st.from_regex(r"[=0-9.,()%*/+\- k£$']{1,24}", fullmatch=True),
    st.sampled_from(["en_GB", "de_DE"]),
)
def test_parse_amount_answers_any_text_with_an_amount_or_a_sentence(text, locale):
    refused = None
    try:
        found = parse_amount(text, locale=locale)
    except Unreadable as problem:
        refused = problem
    else:
        assert found.is_finite()
        assert found == found.quantize(Decimal("0.0001"))
    if refused and refused.suggestion:
        parse_amount(refused.suggestion, locale=locale)


def test_parse_number_refuses_currencies_and_parts():
    assert parse_number("1,200", whole=True) == 1200
    with pytest.raises(Unreadable) as refused:
        parse_number("£12")
    assert refused.value.suggestion == "12"
    with pytest.raises(Unreadable) as refused:
        parse_number("2.5", whole=True)
    assert refused.value.suggestion == "2"


def test_parse_yes_no():
    assert [parse_yes_no(word) for word in ("Yes", "ja", "X", "1", " true ", "✓")] == [True] * 6
    assert [parse_yes_no(word) for word in ("No", "nein", "0", "FALSE")] == [False] * 4
    with pytest.raises(Unreadable, match="neither yes nor no"):
        parse_yes_no("perhaps")


@pytest.mark.parametrize(
    ("values", "locale", "sign"),
    [
        (["2266.13", "12.5"], "de_DE", "."),
        (["1.234,5", "7"], "en_GB", ","),
        (["12,5"], "en_GB", ","),
        (["6,718", "1,728"], "en_GB", "."),
        (["1.234"], "de_DE", ","),
        (["1.234.567"], "en_GB", ","),
        ([], "de_DE", ","),
    ],
)
def test_detect_decimal(values, locale, sign):
    assert detect_decimal(values, locale=locale) == sign
