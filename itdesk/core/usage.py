"""What a person uses how often and how lately, as a weight that fades; for lists that begin with what is likely wanted."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

HALVED = timedelta(days=10)  # after which a use counts half
MOST = 400
_FIRST = datetime.fromisoformat("2020-01-01T00:00:00+00:00")


class Usage:
    """Weights by key. Each use counts 1, and half as much ten days later; what is used least is forgotten."""

    def __init__(self, stored: Mapping[str, Any] | None = None) -> None:
        self._used: dict[str, tuple[float, float]] = {}  # weight, and the day since _FIRST on which it was right
        for key, one in (stored or {}).items():
            if isinstance(one, list) and len(one) == 2 and all(isinstance(part, int | float) for part in one):
                self._used[key] = (float(one[0]), float(one[1]))

    def use(self, key: str, now: datetime) -> None:
        """Count one use."""
        self._used[key] = (self.weight(key, now) + 1, _days(now))
        if len(self._used) > MOST:
            ranked = sorted(self._used, key=lambda one: -self.weight(one, now))
            self._used = {one: self._used[one] for one in ranked[: MOST * 3 // 4]}

    def weight(self, key: str, now: datetime) -> float:
        """How much it is used by now; 0 for never."""
        weight, day = self._used.get(key, (0.0, 0.0))
        return float(weight * 0.5 ** (max(0.0, _days(now) - day) / HALVED.days)) if weight else 0.0

    def latest(self, prefix: str, most: int) -> list[str]:
        """Keys that begin so, the one used last first."""
        found = [key for key in self._used if key.startswith(prefix)]
        return sorted(found, key=lambda key: -self._used[key][1])[:most]

    def stored(self) -> dict[str, list[float]]:
        """As plain values, to be kept in a file."""
        return {key: [round(weight, 3), round(day, 6)] for key, (weight, day) in self._used.items()}


def _days(moment: datetime) -> float:
    return (moment - _FIRST) / timedelta(days=1)
