"""Days that people type among the words of a search."""

from __future__ import annotations

from datetime import date

import pytest

from itdesk.areas.home.search.days import FIRST, LAST, Span, span_in
from itdesk.areas.home.search.rules import Asked, Hit, asked_of, narrow, plain_of

TODAY = date(2026, 11, 25)  # a Wednesday


@pytest.mark.parametrize(
    ("words", "first", "last", "rest"),
    [
        ("printer last week", date(2026, 11, 16), date(2026, 11, 22), "printer"),
        ("Last Week printer", date(2026, 11, 16), date(2026, 11, 22), "printer"),
        ("printer yesterday jam", date(2026, 11, 24), date(2026, 11, 24), "printer jam"),
        ("this month toner", date(2026, 11, 1), TODAY, "toner"),
        ("last month toner", date(2026, 10, 1), date(2026, 10, 31), "toner"),
        ("toner 12/11/2026", date(2026, 11, 12), date(2026, 11, 12), "toner"),
        ("toner since 2026-11-12", date(2026, 11, 12), LAST, "toner"),
        ("before 1.10.2026 toner", FIRST, date(2026, 9, 30), "toner"),
    ],
)
def test_days_among_words(words: str, first: date, last: date, rest: str) -> None:
    found = span_in(words, TODAY, "dmy")
    assert found is not None
    assert (found.first, found.last, found.rest) == (first, last, rest)


@pytest.mark.parametrize(
    "words", ["10.0.0.1", "version 3.2.1", "fast week", "todays list", "31/2/2026 toner", "0117 496 0000", ""]
)
def test_what_only_looks_like_days_is_searched_as_words(words: str) -> None:
    assert span_in(words, TODAY, "dmy") is None


def test_only_hits_that_were_changed_then_are_left() -> None:
    hits = [Hit("tickets", day, "", at=date(2026, 11, day)) for day in (14, 16, 22, 23)]
    hits.append(Hit("tickets", 1, ""))
    asked = Asked("printer last week", span=span_in("printer last week", TODAY, "dmy"))
    assert [hit.id for hit in narrow(hits, asked, TODAY)] == [16, 22]
    assert asked.searched == "printer"
    assert not asked.is_narrowed


def test_saved_search_counts_its_days_anew() -> None:
    asked = Asked("printer last week", kind="tickets", span=Span(FIRST, LAST, "last week", "printer"))
    assert asked_of(plain_of(asked)) == Asked("printer last week", kind="tickets")
