"""Where records stand among a million ids, found without a Python number for each of them."""

from __future__ import annotations

import re
from array import array
from collections.abc import Set as AbstractSet

_PORTION = 10_000  # ids that are looked through before another thread gets its turn


def place_of(ids: array[int], wanted: int) -> int:
    """Where one id stands; -1 if it doesn't. Looks through the array's bytes: a tenth of the time of `index`."""
    size = ids.itemsize
    needle = re.compile(re.escape(array(ids.typecode, [wanted]).tobytes()), re.DOTALL)
    at = 0
    while found := needle.search(ids, at):
        at = found.start()
        if not at % size:
            return int(at // size)
        at += 1
    return -1


def places(ids: array[int], wanted: AbstractSet[int]) -> dict[int, int]:
    """Where each of these stands, as far as they do; many at once, for a thread beside the window's."""
    found: dict[int, int] = {}
    for start in range(0, len(ids) if wanted else 0, _PORTION):
        part = ids[start : start + _PORTION]
        if not wanted.isdisjoint(part):
            found |= {one: start + place for place, one in enumerate(part) if one in wanted}
            if len(found) == len(wanted):
                break
    return found
