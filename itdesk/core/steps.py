"""Steps that a field's value may take, such as a ticket's status, and the way between two values that are none apart."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from typing import Any

Steps = Mapping[Any, tuple[str, ...]]  # by value those that may follow it at once


def between(steps: Steps, old: object, new: object) -> tuple[str, ...]:
    """The values through which legal steps lead from old to new, without these two; the shortest way, none where none leads."""
    came_from: dict[str, str] = {str(old): ""}
    waiting = deque([str(old)])
    while waiting and str(new) not in came_from:
        value = waiting.popleft()
        for following in steps.get(value, ()):
            if following not in came_from:
                came_from[following] = value
                waiting.append(following)
    way: list[str] = []
    value = came_from.get(str(new), "")
    while value and value != str(old):
        way.append(value)
        value = came_from[value]
    return tuple(reversed(way))
