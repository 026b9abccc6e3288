"""Glyphs drawn as shapes: the dots of Arabic letters, which are no text of their own and would tear words apart when copied."""

from __future__ import annotations

from functools import lru_cache

from itdesk.core.charts import Point
from itdesk.reports.fonts import Face


class _Pen:
    """Receives a glyph's outline in font units and keeps it as curves that PDF knows."""

    def __init__(self) -> None:
        self.curves: list[tuple[str, tuple[Point, ...]]] = []
        self._at: Point = (0.0, 0.0)

    def moveTo(self, point: Point) -> None:
        self._add("m", point)

    def lineTo(self, point: Point) -> None:
        self._add("l", point)

    def curveTo(self, *points: Point) -> None:
        self._add("c", *points)

    def qCurveTo(self, control: Point, end: Point) -> None:
        """A curve of one control point has the same shape with two, a third of the way from each end."""
        first = tuple(start + (middle - start) * 2 / 3 for start, middle in zip(self._at, control, strict=True))
        second = tuple(last + (middle - last) * 2 / 3 for last, middle in zip(end, control, strict=True))
        self._add("c", (first[0], first[1]), (second[0], second[1]), end)

    def closePath(self) -> None:
        self.curves.append(("h", ()))

    def _add(self, operator: str, *points: Point) -> None:
        self.curves.append((operator, points))
        self._at = points[-1]


@lru_cache(maxsize=512)
def _curves(face: Face, glyph: int) -> tuple[tuple[str, tuple[Point, ...]], ...]:
    pen = _Pen()
    face.font.draw_glyph_with_pen(glyph, pen)
    return tuple(pen.curves)


def outline(face: Face, glyph: int, size: float, at: Point) -> str:
    """Path operators for one glyph with its origin at a point of the page (measured from the bottom left)."""
    unit = size * face.scale / 1000
    parts = []
    for operator, points in _curves(face, glyph):
        numbers = " ".join(f"{at[0] + x * unit:.2f} {at[1] + y * unit:.2f}" for x, y in points)
        parts.append(f"{numbers} {operator}" if numbers else operator)
    return " ".join(parts)
