"""Hours of the day in which nobody wants to be told anything."""

from __future__ import annotations

NEVER = -1


def is_quiet(hour: int, begin: int, end: int) -> bool:
    """Whether an hour of the day lies from begin on and before end, which may be the next day's; NEVER has none."""
    if begin in (NEVER, end):
        return False
    return begin <= hour < end if begin < end else hour >= begin or hour < end
