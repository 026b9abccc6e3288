"""Time spent is read as people type it, and what is no time is refused in words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from itdesk.core.durations import LONGEST, parse_minutes
from itdesk.core.errors import UserError


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("25", 25),
        ("0:25", 25),
        (" 25 min ", 25),
        ("1.5 h", 90),
        ("1,5 Std.", 90),
        ("1 h 20", 80),
        ("2h", 120),
        ("1:05", 65),
    ],
)
def test_time_is_read_as_it_is_typed(text: str, minutes: int) -> None:
    assert parse_minutes(text) == minutes


@pytest.mark.parametrize("text", ["", "0", "soon", "1:75", "-5", "99999", "1.5", "h"])
def test_what_is_no_time_is_refused_by_name(text: str) -> None:
    with pytest.raises(UserError, match="no time"):
        parse_minutes(text)


@given(st.text(max_size=30))
def test_any_text_gives_minutes_in_range_or_a_sentence(text: str) -> None:
    try:
        minutes = parse_minutes(text)
    except UserError:
        return
    assert 1 <= minutes <= LONGEST
