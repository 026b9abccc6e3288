"""The paper that a list is printed on: its size, which way it lies, and what happens to columns that don't fit."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

_MM = 72 / 25.4
SIZES = {
    "A4": (210 * _MM, 297 * _MM),
    "A3": (297 * _MM, 420 * _MM),
    "A5": (148 * _MM, 210 * _MM),
    "Letter": (612.0, 792.0),
    "Legal": (612.0, 1008.0),
}
_LETTER = frozenset({"US", "CA", "MX", "PH", "CL", "CO", "VE", "PR"})


class Lie(StrEnum):
    """Which way the paper lies."""

    AUTO = "auto"  # upright, or lying where the columns need it
    UPRIGHT = "upright"
    LYING = "lying"


@dataclass(frozen=True, slots=True)
class Paper:
    """size is a name of SIZES. fit narrows columns until all of them are there; without it those at the end are left out."""

    size: str = "A4"
    lie: Lie = Lie.AUTO
    fit: bool = True

    @property
    def upright(self) -> tuple[float, float]:
        """Width and height of the upright sheet, in points."""
        return SIZES[self.size]


def usual_size(locale: str) -> str:
    """The paper that lies in the printers of a country."""
    return "Letter" if locale.replace("-", "_").rpartition("_")[2] in _LETTER else "A4"
