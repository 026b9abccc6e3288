"""A score as a ring, and shares of a whole as a donut; built from points, because not every back end draws arcs."""

from __future__ import annotations

from dataclasses import dataclass
from math import cos, pi, sin

from itdesk.core.charts.canvas import Box, Canvas, Format, Mark, Point, fitting, plain

SERIES = ("c1", "c2", "c3", "c4", "c5", "c6")


@dataclass(frozen=True, slots=True)
class Ring:
    """A part of a whole, drawn clockwise from the top, with its number in the middle."""

    value: float
    whole: float
    text: str
    name: str = ""
    colour: str = "accent"

    def draw(self, canvas: Canvas, box: Box) -> tuple[Mark, ...]:
        radius = min(box.width, box.height) / 2
        centre = (box.x + box.width / 2, box.y + box.height / 2)
        share = min(1.0, max(0.0, self.value / self.whole)) if self.whole else 0.0
        inner = radius * 0.82
        canvas.polygon(_ring(centre, radius, inner, 0, 1), "pressed")
        if share:
            canvas.polygon(_ring(centre, radius, inner, 0, share), self.colour)
        size = radius * 0.55
        canvas.text((centre[0], centre[1] + size * 0.36), self.text, "text", size=size, weight=600, align="middle")
        return (Mark(box, self.name, self.text),)

    def table(self) -> tuple[tuple[str, ...], ...]:
        return (("", self.name), (self.name, f"{plain(self.value)} / {plain(self.whole)}"))


@dataclass(frozen=True, slots=True)
class Slice:
    """One share of a donut."""

    label: str
    value: float


@dataclass(frozen=True, slots=True)
class Donut:
    """Shares of a whole with their names beside them; the seventh and later are drawn together as other_name."""

    slices: tuple[Slice, ...]
    text: str
    other_name: str
    value: Format = plain

    def _shown(self) -> tuple[Slice, ...]:
        if len(self.slices) <= len(SERIES):
            return self.slices
        kept = len(SERIES) - 1
        return (*self.slices[:kept], Slice(self.other_name, sum(part.value for part in self.slices[kept:])))

    def draw(self, canvas: Canvas, box: Box) -> tuple[Mark, ...]:
        size = canvas.text_size
        radius = min(box.height, box.width * 0.45) / 2
        centre = (box.x + radius, box.y + box.height / 2)
        shown = self._shown()
        whole = sum(part.value for part in shown)
        start, marks = 0.0, []
        step = size * 1.9
        y = centre[1] - step * len(shown) / 2 + step / 2
        left = box.x + radius * 2 + size * 1.6
        if not whole:
            canvas.polygon(_ring(centre, radius, radius * 0.62, 0, 1), "pressed")
        for number, part in enumerate(shown):
            share = part.value / whole if whole else 0
            if share > 0:
                shape = _ring(centre, radius, radius * 0.62, start, start + share)
                canvas.polygon(shape, SERIES[number], edge="surface")
            start += share
            canvas.rect(Box(left, y - size * 0.4, size * 0.8, size * 0.8), SERIES[number])
            words = f"{part.label} {self.value(part.value)}"
            canvas.text((left + size * 1.3, y + size * 0.36), fitting(canvas, words, box.right - left - size * 1.3))
            marks.append(Mark(Box(left, y - step / 2, box.right - left, step), part.label, self.value(part.value)))
            y += step
        figure = min(radius * 0.4, size * 2)
        canvas.text((centre[0], centre[1] + figure * 0.36), self.text, "text", size=figure, weight=600, align="middle")
        return tuple(marks)

    def table(self) -> tuple[tuple[str, ...], ...]:
        return (("", self.text), *((part.label, self.value(part.value)) for part in self.slices))


def _ring(centre: Point, radius: float, inner: float, start: float, end: float) -> list[Point]:
    """The outline of a ring's part; start and end are shares of the turn, clockwise from the top."""
    count = max(2, round((end - start) * 90))
    turns = [2 * pi * (start + (end - start) * number / count) for number in range(count + 1)]
    outside = [(centre[0] + radius * sin(turn), centre[1] - radius * cos(turn)) for turn in turns]
    inside = [(centre[0] + inner * sin(turn), centre[1] - inner * cos(turn)) for turn in reversed(turns)]
    return outside + inside
