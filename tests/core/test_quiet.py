"""Quiet hours, over midnight too."""

from __future__ import annotations

import pytest

from itdesk.core.quiet import NEVER, is_quiet


@pytest.mark.parametrize(
    ("begin", "end", "quiet"),
    [
        (NEVER, 7, []),
        (20, 20, []),
        (12, 14, [12, 13]),
        (22, 2, [22, 23, 0, 1]),
    ],
)
def test_hours_in_which_nothing_is_told(begin: int, end: int, quiet: list[int]) -> None:
    assert [hour for hour in range(24) if is_quiet(hour, begin, end)] == sorted(quiet)
