"""Upright bars beside their plan, and stacked bars upright and lying."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from itdesk.core.charts.canvas import Box, Canvas, Format, Mark, Part, fitting, legend, plain, scale


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: solid happened, hatched stands on top of it and is expected; note says what is beyond the plan."""

    label: str
    solid: float = 0
    hatched: float = 0
    plan: float | None = None
    note: str = ""
    now: bool = False

    @property
    def total(self) -> float:
        return self.solid + self.hatched


@dataclass(frozen=True, slots=True)
class Bars:
    """Bars with a plan tick each; the three names make the legend, in drawing order, and a name left empty is left out."""

    bars: tuple[Bar, ...]
    solid_name: str
    hatched_name: str = ""
    plan_name: str = ""
    axis: Format = plain
    value: Format = plain

    def draw(self, canvas: Canvas, box: Box) -> tuple[Mark, ...]:
        size = canvas.text_size
        values = [bar.total for bar in self.bars] + [bar.plan for bar in self.bars if bar.plan is not None]
        grid = scale(min(values, default=0), max(values, default=0))
        gutter = max(canvas.width_of(self.axis(line)) for line in grid) + size
        head = size * 1.6 if any(bar.note for bar in self.bars) else size * 0.6
        foot = size * (4.2 if self._legend() else 1.9)
        plot = Box(box.x + gutter, box.y + head, box.width - gutter, box.height - head - foot)
        if plot.width <= 0 or plot.height <= 0:
            return ()

        def at(value: float) -> float:
            return plot.bottom - (value - grid[0]) / (grid[-1] - grid[0]) * plot.height

        for line in grid:
            canvas.line(((plot.x, at(line)), (plot.right, at(line))), "grid")
            canvas.text((plot.x - size, at(line) + size * 0.36), self.axis(line), align="right")
        marks = tuple(self._bar(canvas, plot, number, at) for number in range(len(self.bars)))
        self._labels(canvas, plot)
        legend(canvas, (plot.x, plot.bottom + size * 3.6), self._legend())
        return marks

    def _bar(self, canvas: Canvas, plot: Box, number: int, place: Callable[[float], float]) -> Mark:
        bar, step, zero = self.bars[number], plot.width / len(self.bars), place(0)
        x = plot.x + step * number
        wide = min(step * 0.62, canvas.text_size * 3.4)
        left = x + (step - wide) / 2
        solid, top = place(bar.solid), place(bar.total)
        if bar.solid:
            canvas.rect(Box(left, min(zero, solid), wide, abs(zero - solid)), "c1")
        if bar.hatched:
            canvas.rect(
                Box(left, min(solid, top), wide, abs(solid - top)), "surface", hatch="c1", edge="c1", edge_width=0.8
            )
        if bar.plan is not None:
            tick = min(step * 0.82, wide * 1.3)
            middle = x + step / 2
            canvas.line(
                ((middle - tick / 2, place(bar.plan)), (middle + tick / 2, place(bar.plan))),
                "text",
                canvas.text_size / 6,
            )
        highest = min(top, solid, zero, place(bar.plan) if bar.plan is not None else zero)
        if bar.note:
            room = canvas.width_of(bar.note, weight=600) / 2
            middle = min(max(x + step / 2, plot.x + room), plot.right - room)
            y = highest - canvas.text_size * 0.55
            if y - canvas.text_size < plot.y:
                y = min(y, plot.y - canvas.text_size * 0.4)  # clear of the topmost line
            canvas.text((middle, y), bar.note, "red-text", weight=600, align="middle")
        return Mark(Box(x, plot.y, step, plot.height), bar.label, self._words(bar))

    def _words(self, bar: Bar) -> str:
        said = [
            (self.solid_name, bar.solid if bar.solid or not bar.hatched else None),
            (self.hatched_name, bar.hatched or None),
            (self.plan_name, bar.plan),
        ]
        return ", ".join(f"{name} {self.value(amount)}" for name, amount in said if amount is not None)

    def _labels(self, canvas: Canvas, plot: Box) -> None:
        step = plot.width / max(1, len(self.bars))
        widest = max((canvas.width_of(bar.label) for bar in self.bars), default=0) + canvas.text_size * 0.4
        every = max(1, int(widest / step) + (1 if widest % step else 0)) if step else 1
        for number, bar in enumerate(self.bars):
            if number % every == 0 or bar.now:
                canvas.text(
                    (plot.x + step * (number + 0.5), plot.bottom + canvas.text_size * 1.6),
                    bar.label,
                    "text" if bar.now else "text-2",
                    weight=600 if bar.now else 400,
                    align="middle",
                )

    def _legend(self) -> list[tuple[str, str]]:
        if not (self.hatched_name or self.plan_name):
            return []
        entries = ((self.solid_name, "c1"), (self.hatched_name, "hatch:c1"), (self.plan_name, "tick:text"))
        return [(name, swatch) for name, swatch in entries if name]

    def table(self) -> tuple[tuple[str, ...], ...]:
        head = ("", self.solid_name, self.hatched_name, self.plan_name)
        rows = (
            (
                bar.label,
                self.value(bar.solid),
                self.value(bar.hatched),
                "" if bar.plan is None else self.value(bar.plan),
            )
            for bar in self.bars
        )
        shown = [column for column, name in enumerate(head) if name or not column]
        return tuple(tuple(row[column] for column in shown) for row in (head, *rows))


@dataclass(frozen=True, slots=True)
class Stack:
    """One upright bar of several parts, lowest first."""

    label: str
    values: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Stacks:
    """Upright bars in parts, with the total above each and no axis."""

    parts: tuple[Part, ...]
    stacks: tuple[Stack, ...]
    value: Format = plain

    def draw(self, canvas: Canvas, box: Box) -> tuple[Mark, ...]:
        size = canvas.text_size
        plot = Box(box.x, box.y + size * 1.6, box.width, box.height - size * 3.6)
        highest = max((sum(stack.values) for stack in self.stacks), default=0) or 1
        step = plot.width / max(1, len(self.stacks))
        wide = min(step * 0.62, size * 3.2)
        marks = []
        for number, stack in enumerate(self.stacks):
            left, y = plot.x + step * number + (step - wide) / 2, plot.bottom
            for part, value in zip(self.parts, stack.values, strict=True):
                tall = value / highest * plot.height
                y -= tall
                if tall > 0:
                    _block(canvas, Box(left, y, wide, max(0.5, tall - 1)), part)
            middle = left + wide / 2
            canvas.text((middle, y - size * 0.45), self.value(sum(stack.values)), align="middle")
            label = fitting(canvas, stack.label, step)
            canvas.text((middle, plot.bottom + size * 1.6), label, align="middle")
            words = ", ".join(
                f"{part.name} {self.value(value)}" for part, value in zip(self.parts, stack.values, strict=True)
            )
            marks.append(Mark(Box(plot.x + step * number, plot.y, step, plot.height), stack.label, words))
        return tuple(marks)

    def table(self) -> tuple[tuple[str, ...], ...]:
        return (
            ("", *(part.name for part in self.parts)),
            *((stack.label, *(self.value(value) for value in stack.values)) for stack in self.stacks),
        )


@dataclass(frozen=True, slots=True)
class Strip:
    """One lying bar of several parts, and what is said at its end."""

    label: str
    values: tuple[float, ...]
    said: str = ""


@dataclass(frozen=True, slots=True)
class Strips:
    """Lying bars in parts with the number in each part, a legend below; all share one scale from zero."""

    parts: tuple[Part, ...]
    strips: tuple[Strip, ...]
    value: Format = plain

    def height(self, text_size: float) -> float:
        """How much room it takes, in the canvas's units."""
        return text_size * (2.5 * len(self.strips) + 2)

    def draw(self, canvas: Canvas, box: Box) -> tuple[Mark, ...]:
        size = canvas.text_size
        step = size * 2.5
        names = min(max((canvas.width_of(strip.label) for strip in self.strips), default=0) + size * 2, box.width * 0.4)
        names = max(names, box.width * 0.2)
        ends = max((canvas.width_of(strip.said) for strip in self.strips), default=0) + size
        room = max(1.0, box.width - names - ends)
        longest = max((sum(strip.values) for strip in self.strips), default=0) or 1
        marks = []
        for number, strip in enumerate(self.strips):
            y = box.y + step * number
            base = y + size * 1.2
            canvas.text((box.x, base), fitting(canvas, strip.label, names - size), "text")
            x = box.x + names
            for part, value in zip(self.parts, strip.values, strict=True):
                wide = value / longest * room
                if wide > 0:
                    self._strip_part(canvas, Box(x, y, max(0.6, wide - 0.8), size * 1.7), part, value)
                x += wide
            canvas.text((box.right, base), strip.said, align="right")
            words = ", ".join(
                f"{part.name} {self.value(value)}" for part, value in zip(self.parts, strip.values, strict=True)
            )
            marks.append(Mark(Box(box.x, y, box.width, size * 1.7), strip.label, words))
        legend(
            canvas,
            (box.x, box.y + step * len(self.strips) + size),
            [(part.name, f"hatch:{part.colour}" if part.hatched else part.colour) for part in self.parts],
        )
        return tuple(marks)

    def _strip_part(self, canvas: Canvas, box: Box, part: Part, value: float) -> None:
        _block(canvas, box, part)
        text, size = self.value(value), canvas.text_size
        wide = canvas.width_of(text, weight=600)
        if wide + size * 0.4 > box.width:
            return
        middle = box.x + box.width / 2
        if part.hatched:
            canvas.rect(Box(middle - wide / 2 - size * 0.4, box.y + 1, wide + size * 0.8, box.height - 2), "surface")
        canvas.text(
            (middle, box.y + box.height / 2 + size * 0.36),
            text,
            "text" if part.hatched else "surface",
            weight=600,
            align="middle",
        )

    def table(self) -> tuple[tuple[str, ...], ...]:
        return (
            ("", *(part.name for part in self.parts), ""),
            *((strip.label, *(self.value(value) for value in strip.values), strip.said) for strip in self.strips),
        )


def _block(canvas: Canvas, box: Box, part: Part) -> None:
    if part.hatched:
        canvas.rect(box, "surface", hatch=part.colour, edge=part.colour, edge_width=0.8)
    else:
        canvas.rect(box, part.colour)
