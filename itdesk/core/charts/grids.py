"""Risks by how likely they are and how much they would hurt."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from itdesk.core.charts.canvas import Box, Canvas, Mark


@dataclass(frozen=True, slots=True)
class RiskGrid:
    """Counts by (impact, likelihood), each from 1 to levels; a score (the product) from amber_from or red_from on has that tone."""

    counts: Mapping[tuple[int, int], int]
    impact_name: str
    likely_name: str
    levels: int = 5
    amber_from: int = 6
    red_from: int = 12

    def tone(self, impact: int, likely: int) -> str:
        """The token of a cell: green, amber or red."""
        score = impact * likely
        return "red" if score >= self.red_from else "amber" if score >= self.amber_from else "green"

    def draw(self, canvas: Canvas, box: Box) -> tuple[Mark, ...]:
        size = canvas.text_size
        left, foot, gap = size * 3, size * 3.4, size * 0.3
        wide = (box.width - left) / self.levels
        tall = (box.height - foot) / self.levels
        if wide <= gap or tall <= gap:
            return ()
        marks = []
        for impact in range(self.levels, 0, -1):
            y = box.y + tall * (self.levels - impact)
            canvas.text((box.x + left - size, y + tall / 2 + size * 0.2), str(impact), align="right")
            for likely in range(1, self.levels + 1):
                cell = Box(box.x + left + wide * (likely - 1), y, wide - gap, tall - gap)
                count, tone = self.counts.get((impact, likely), 0), self.tone(impact, likely)
                self._cell(canvas, cell, count, tone)
                if count:
                    words = f"{self.impact_name} {impact}, {self.likely_name} {likely}"
                    marks.append(Mark(cell, words, str(count)))
        for likely in range(1, self.levels + 1):
            x = box.x + left + wide * (likely - 0.5) - gap / 2
            canvas.text((x, box.bottom - foot + size * 1.3), str(likely), align="middle")
        middle = box.x + left + (box.width - left) / 2
        canvas.text((middle, box.bottom - size * 0.3), f"{self.likely_name} →", align="middle")
        height = box.y + (box.height - foot) / 2
        canvas.text((box.x + size, height), f"{self.impact_name} →", align="middle", turned=True)
        return tuple(marks)

    def _cell(self, canvas: Canvas, cell: Box, count: int, tone: str) -> None:
        radius = canvas.text_size * 0.35
        if not count:
            canvas.rect(cell, f"{tone}-tint", radius=radius)
            return
        canvas.rect(cell, f"{tone}-tint", edge=tone, edge_width=canvas.text_size / 8, radius=radius)
        at = (cell.x + cell.width / 2, cell.y + cell.height / 2 + canvas.text_size * 0.36)
        canvas.text(at, str(count), f"{tone}-text", weight=600, align="middle")

    def table(self) -> tuple[tuple[str, ...], ...]:
        head = (f"{self.impact_name} / {self.likely_name}", *(str(level) for level in range(1, self.levels + 1)))
        rows = (
            (str(impact), *(str(self.counts.get((impact, likely), 0)) for likely in range(1, self.levels + 1)))
            for impact in range(self.levels, 0, -1)
        )
        return (head, *rows)
