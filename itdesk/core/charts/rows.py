"""Lying bars: differences left and right of zero, and times proven beside times promised."""

from __future__ import annotations

from dataclasses import dataclass

from itdesk.core.charts.canvas import Box, Canvas, Format, Mark, fitting, legend, plain, scale


@dataclass(frozen=True, slots=True)
class Difference:
    """How far something is over its plan (positive) or under it (negative), and the same in words ("£36 under")."""

    label: str
    over: float
    said: str


@dataclass(frozen=True, slots=True)
class Differences:
    """Bars to the right are over and amber, to the left under and blue; words say which."""

    rows: tuple[Difference, ...]
    label_title: str = ""
    said_title: str = ""

    def draw(self, canvas: Canvas, box: Box) -> tuple[Mark, ...]:
        size = canvas.text_size
        step = min(box.height / max(1, len(self.rows)), size * 2.6)
        names = min(max((canvas.width_of(row.label) for row in self.rows), default=0) + size * 1.5, box.width * 0.45)
        said = max((canvas.width_of(row.said, weight=600) for row in self.rows), default=0) + size
        most = max((row.over for row in self.rows if row.over > 0), default=0)
        least = -min((row.over for row in self.rows if row.over < 0), default=0)
        room = max(1.0, box.width - names - said)
        unit = room / ((most + least) or 1)
        zero = box.x + names + least * unit
        marks = []
        for number, row in enumerate(self.rows):
            y, over = box.y + step * number, row.over > 0
            base = y + step / 2 + size * 0.36
            canvas.text((box.x, base), fitting(canvas, row.label, names - size), "text")
            wide = max(abs(row.over) * unit, 1) if row.over else 0
            bar = Box(zero if over else zero - wide, y + step / 2 - size * 0.55, wide, size * 1.1)
            if wide:
                canvas.rect(bar, "c2" if over else "c1")
            colour = "amber-text" if over else "green-text" if row.over else "text-2"
            canvas.text((max(bar.right, zero) + size * 0.6, base), row.said, colour, weight=600)
            marks.append(Mark(Box(box.x, y, box.width, step), row.label, row.said))
        if self.rows:
            canvas.line(((zero, box.y), (zero, box.y + step * len(self.rows))), "line-strong")
        return tuple(marks)

    def table(self) -> tuple[tuple[str, ...], ...]:
        return ((self.label_title, self.said_title), *((row.label, row.said) for row in self.rows))


@dataclass(frozen=True, slots=True)
class Proof:
    """What was promised and what a test proved (None: never tested); strong is the part of the words printed bold."""

    label: str
    promised: float
    proven: float | None
    strong: str
    said: str

    @property
    def alarming(self) -> bool:
        return self.proven is None or self.proven > self.promised


@dataclass(frozen=True, slots=True)
class Proofs:
    """A blue bar for what was proven, a black tick for what was promised, on one scale from zero."""

    rows: tuple[Proof, ...]
    proven_name: str
    promised_name: str
    axis: Format = plain
    value: Format = plain

    def height(self, text_size: float) -> float:
        """How much room it takes, in the canvas's units."""
        return text_size * (2.7 * len(self.rows) + 3.4)

    def draw(self, canvas: Canvas, box: Box) -> tuple[Mark, ...]:
        size = canvas.text_size
        step = size * 2.7
        names = min(max((canvas.width_of(row.label) for row in self.rows), default=0) + size * 3, box.width * 0.35)
        highest = max((max(row.promised, row.proven or 0) for row in self.rows), default=1)
        grid = scale(0, highest, 9)
        plot = Box(box.x + names, box.y, box.width - names - size * 2, step * len(self.rows))
        unit = plot.width / grid[-1]
        for line in grid:
            x = plot.x + line * unit
            canvas.line(((x, plot.y), (x, plot.bottom)), "grid")
            canvas.text((x, plot.bottom + size * 1.4), self.axis(line), align="middle")
        marks = tuple(self._row(canvas, box, plot, unit, number) for number in range(len(self.rows)))
        entries = [(self.proven_name, "c1"), (self.promised_name, "post:text")]
        legend(canvas, (box.x, plot.bottom + size * 3), entries)
        return marks

    def _row(self, canvas: Canvas, box: Box, plot: Box, unit: float, number: int) -> Mark:
        row, size = self.rows[number], canvas.text_size
        step = plot.height / len(self.rows)
        y = plot.y + step * number
        base = y + step / 2 + size * 0.36
        canvas.text((box.x, base), fitting(canvas, row.label, plot.x - box.x - size), "text")
        bar = (row.proven or 0) * unit
        if row.proven:
            # what went beyond the promise is red, the rest is what happened
            inside = min(row.proven, row.promised) * unit
            canvas.rect(Box(plot.x, y + step / 2 - size * 0.75, inside, size * 1.5), "c1")
            if bar > inside:
                canvas.rect(Box(plot.x + inside, y + step / 2 - size * 0.75, bar - inside, size * 1.5), "red")
        tick = plot.x + row.promised * unit
        canvas.line(((tick, y + size * 0.2), (tick, y + step - size * 0.2)), "text", size / 4)
        strong = canvas.width_of(row.strong, weight=600)
        wide = strong + canvas.width_of(row.said)
        x = max(tick, plot.x + bar) + size * 0.8
        if x + wide > box.right:
            x = min(tick, plot.x + bar if bar > tick - plot.x else tick) - size * 0.8 - wide
        canvas.rect(Box(x - size * 0.2, base - size * 0.95, wide + size * 0.4, size * 1.3), "surface")
        canvas.text((x, base), row.strong, "red-text" if row.alarming else "text-2", weight=600)
        canvas.text((x + strong, base), row.said)
        return Mark(Box(box.x, y, box.width, step), row.label, row.strong + row.said)

    def table(self) -> tuple[tuple[str, ...], ...]:
        rows = (
            (row.label, "–" if row.proven is None else self.value(row.proven), self.value(row.promised))
            for row in self.rows
        )
        return (("", self.proven_name, self.promised_name), *rows)
