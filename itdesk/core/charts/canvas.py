"""What a chart may draw with: the few shapes that a window and a page both have."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

Point = tuple[float, float]
Align = Literal["left", "middle", "right"]
Format = Callable[[float], str]


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle; y grows downwards. One unit is a pixel in a window and a point on paper."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        return self.x + self.width

    @property
    def bottom(self) -> float:
        return self.y + self.height

    def holds(self, x: float, y: float) -> bool:
        return self.x <= x <= self.right and self.y <= y <= self.bottom


@dataclass(frozen=True, slots=True)
class Mark:
    """One bar, point or cell as drawn: where it is, what it is called and its exact value in words."""

    box: Box
    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Part:
    """One series of a stacked chart: its name, its token of the theme, and whether it is hatched (expected, partly)."""

    name: str
    colour: str
    hatched: bool = False


class Canvas(Protocol):
    """Colours are names of theme tokens ("c1", "text-2"), so the same chart is right in light, dark and print."""

    @property
    def text_size(self) -> float:
        """Size of small labels: 11 in a window (times the font scale), 8 on paper. All gaps follow from it."""
        ...

    def rect(
        self, box: Box, fill: str = "", *, hatch: str = "", edge: str = "", edge_width: float = 1, radius: float = 0
    ) -> None:
        """A rectangle; hatch is the token of 45 degree lines drawn over the fill, edge that of the border."""

    def polygon(self, points: Sequence[Point], fill: str = "", *, edge: str = "", edge_width: float = 1) -> None:
        """A closed shape."""

    def circle(self, centre: Point, radius: float, fill: str = "", *, edge: str = "", edge_width: float = 1) -> None:
        """A disc, a ring, or both."""

    def line(self, points: Sequence[Point], colour: str, width: float = 1, dashes: Sequence[float] = ()) -> None:
        """An open line through all points, round joins."""

    def text(
        self,
        at: Point,
        text: str,
        colour: str = "text-2",
        *,
        size: float = 0,
        weight: int = 400,
        align: Align = "left",
        turned: bool = False,
    ) -> None:
        """One line of text on its baseline; size 0 is text_size; turned reads upwards, around the same point."""

    def width_of(self, text: str, *, size: float = 0, weight: int = 400) -> float:
        """How wide text would be drawn."""
        ...


class Chart(Protocol):
    """What a chart widget or a report page shows."""

    def draw(self, canvas: Canvas, box: Box) -> tuple[Mark, ...]:
        """Draw inside box and tell where each value was drawn, in reading order."""
        ...

    def table(self) -> tuple[tuple[str, ...], ...]:
        """The same values as text, header first."""
        ...


def plain(value: float) -> str:
    """A number without a unit, with a real minus sign."""
    return f"{value:,.6g}".replace("-", "\N{MINUS SIGN}")


def scale(low: float, high: float, lines: int = 4) -> list[float]:
    """Round values for the grid from at or below min(0, low) to at or above high, about `lines` steps."""
    low, high = min(0.0, low), max(0.0, high)
    reach = high - low
    if not 1e-9 < reach < float("inf"):
        return [0.0, 1.0]
    power = 10.0 ** _magnitude(reach / lines)
    for step in (1, 2, 2.5, 4, 5, 10, 20):
        size = step * power
        first, last = -_up(-low / size), _up(high / size)
        if last - first <= lines:
            return [number * size for number in range(first, last + 1)]
    return [low, high]


def _magnitude(value: float) -> int:
    from math import floor, log10

    return floor(log10(value))


def _up(value: float) -> int:
    from math import ceil

    return ceil(round(value, 9))


def fitting(canvas: Canvas, text: str, width: float, *, size: float = 0, weight: int = 400) -> str:
    """The text itself, or as much of it as fits, with an ellipsis."""
    if canvas.width_of(text, size=size, weight=weight) <= width:
        return text
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        if canvas.width_of(text[:middle].rstrip() + "…", size=size, weight=weight) <= width:
            low = middle
        else:
            high = middle - 1
    return text[:low].rstrip() + "…" if low else ""


def legend(canvas: Canvas, at: Point, entries: Sequence[tuple[str, str]]) -> None:
    """A row of swatches with names; a swatch is a token, or one after "hatch:", "tick:" (lying) or "post:" (upright)."""
    size = canvas.text_size
    x, y = at
    for name, swatch in entries:
        kind, _, token = swatch.rpartition(":")
        box = Box(x, y - size * 0.75, size * 1.1, size * 0.8)
        if kind == "hatch":
            canvas.rect(box, "surface", hatch=token, edge=token, edge_width=size / 14)
        elif kind == "tick":
            middle = box.y + box.height / 2
            canvas.line(((box.x, middle), (box.right, middle)), token, size / 6)
        elif kind == "post":
            middle = box.x + box.width / 2
            canvas.line(((middle, box.y), (middle, box.bottom)), token, size / 4)
        else:
            canvas.rect(box, token)
        canvas.text((box.right + size * 0.45, y), name)
        x = box.right + size * 0.45 + canvas.width_of(name) + size * 1.8
