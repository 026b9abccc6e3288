"""Spending that adds up over a year, beside the plan's steps."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate

from itdesk.core.charts.canvas import Box, Canvas, Format, Mark, Point, plain, scale


@dataclass(frozen=True, slots=True)
class Cumulative:
    """Amounts of each period (not yet added up): happened for the first periods, expected for the rest, plan for all.

    The three names label the lines' ends ("Actual £52,416"); now is the number of the period to print bold.
    """

    labels: tuple[str, ...]
    happened: tuple[float, ...]
    expected: tuple[float, ...]
    plan: tuple[float, ...]
    happened_name: str
    expected_name: str
    plan_name: str
    axis: Format = plain
    value: Format = plain
    now: int = -1

    def _sums(self) -> tuple[list[float], list[float]]:
        return list(accumulate((*self.happened, *self.expected))), list(accumulate(self.plan))

    def draw(self, canvas: Canvas, box: Box) -> tuple[Mark, ...]:
        size = canvas.text_size
        spent, planned = self._sums()
        grid = scale(min((*spent, *planned), default=0), max((*spent, *planned), default=0))
        gutter = max(canvas.width_of(self.axis(line)) for line in grid) + size
        ends = self._ends(spent, planned)
        room = max((canvas.width_of(text, weight=600) for text, *_rest in ends), default=0) + size
        plot = Box(box.x + gutter, box.y + size * 0.6, box.width - gutter - room, box.height - size * 2.6)
        if plot.width <= 0 or plot.height <= 0 or not self.labels:
            return ()
        step = plot.width / len(self.labels)

        def at(value: float) -> float:
            return plot.bottom - (value - grid[0]) / (grid[-1] - grid[0]) * plot.height

        count = len(self.happened)
        if 0 < count < len(self.labels):
            canvas.rect(Box(plot.x + step * count, plot.y, plot.right - plot.x - step * count, plot.height), "hover")
            canvas.text((plot.x + step * count + size * 0.7, plot.y + size * 1.2), self.expected_name)
        for line in grid:
            canvas.line(((plot.x, at(line)), (plot.right, at(line))), "grid")
            canvas.text((plot.x - size, at(line) + size * 0.36), self.axis(line), align="right")
        self._steps(canvas, plot, step, [at(value) for value in planned])
        points = [(plot.x + step * (number + 0.5), at(value)) for number, value in enumerate(spent)]
        self._line(canvas, points, count)
        if count:
            x, y = points[count - 1]
            text = f"{self.happened_name} {self.value(spent[count - 1])}"
            at_x = max(x - size * 0.7, plot.x + canvas.width_of(text, weight=600))
            canvas.text((at_x, y - size * 0.8), text, "accent-text", weight=600, align="right")
        self._labels(canvas, plot, step)
        self._say_ends(canvas, plot, [(text, colour, at(value)) for text, colour, value in ends])
        return self._marks(plot, step, spent, planned)

    def _ends(self, spent: list[float], planned: list[float]) -> list[tuple[str, str, float]]:
        ends = []
        if self.expected and spent:
            ends.append((f"{self.expected_name} {self.value(spent[-1])}", "accent-text", spent[-1]))
        if planned:
            ends.append((f"{self.plan_name} {self.value(planned[-1])}", "text", planned[-1]))
        return sorted(ends, key=lambda end: -end[2])

    def _steps(self, canvas: Canvas, plot: Box, step: float, heights: list[float]) -> None:
        points: list[Point] = []
        for number, y in enumerate(heights):
            points += [(plot.x + step * number, y), (plot.x + step * (number + 1), y)]
        if points:
            canvas.line(points, "text", canvas.text_size / 8)

    def _line(self, canvas: Canvas, points: list[Point], count: int) -> None:
        wide, radius = canvas.text_size / 5, canvas.text_size / 3.2
        if count > 1:
            canvas.line(points[:count], "c1", wide)
        if count < len(points) and len(points) > 1:
            canvas.line(points[max(0, count - 1) :], "c1", wide, (canvas.text_size / 2.5, canvas.text_size / 3.5))
        for number, point in enumerate(points):
            if number < count:
                canvas.circle(point, radius, "c1")
            else:
                canvas.circle(point, radius, "surface", edge="c1", edge_width=wide * 0.75)

    def _labels(self, canvas: Canvas, plot: Box, step: float) -> None:
        widest = max(canvas.width_of(label) for label in self.labels) + canvas.text_size * 0.4
        every = max(1, -int(-widest // step))
        for number, label in enumerate(self.labels):
            if number % every == 0:
                now = number == self.now
                canvas.text(
                    (plot.x + step * (number + 0.5), plot.bottom + canvas.text_size * 1.6),
                    label,
                    "text" if now else "text-2",
                    weight=600 if now else 400,
                    align="middle",
                )

    def _say_ends(self, canvas: Canvas, plot: Box, ends: list[tuple[str, str, float]]) -> None:
        size, least = canvas.text_size, -1e9
        for text, colour, height in ends:
            y = max(height + size * 0.36 - (size * 0.7 if len(ends) > 1 else 0), least + size * 1.6)
            canvas.text((plot.right + size * 0.7, y), text, colour, weight=600)
            least = y

    def _marks(self, plot: Box, step: float, spent: list[float], planned: list[float]) -> tuple[Mark, ...]:
        marks = []
        for number, label in enumerate(self.labels):
            name = self.happened_name if number < len(self.happened) else self.expected_name
            said = [f"{name} {self.value(spent[number])}"] if number < len(spent) else []
            if number < len(planned):
                said.append(f"{self.plan_name} {self.value(planned[number])}")
            marks.append(Mark(Box(plot.x + step * number, plot.y, step, plot.height), label, ", ".join(said)))
        return tuple(marks)

    def table(self) -> tuple[tuple[str, ...], ...]:
        spent, planned = self._sums()
        count = len(self.happened)
        rows = (
            (
                label,
                self.value(spent[number]) if number < count else "",
                self.value(spent[number]) if count <= number < len(spent) else "",
                self.value(planned[number]) if number < len(planned) else "",
            )
            for number, label in enumerate(self.labels)
        )
        return (("", self.happened_name, self.expected_name, self.plan_name), *rows)
