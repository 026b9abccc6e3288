"""Contracts on a calendar: what runs, the last day to give notice, and what happens after the end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from itdesk.core.charts.canvas import Box, Canvas, Mark, Point, fitting


@dataclass(frozen=True, slots=True)
class Span:
    """One contract: notice_by is the last day to leave, tone red, amber or grey says how near that is.

    rolling is a sentence for one without an end ("rolls on each month"), said the label at its diamond ("12 Dec").
    """

    label: str
    starts_on: date | None
    ends_on: date | None
    notice_by: date | None = None
    renews: bool = False
    tone: str = "grey"
    said: str = ""
    rolling: str = ""


@dataclass(frozen=True, slots=True)
class Timeline:
    """Rows between two days; a month is a tuple of its first day and its name."""

    first: date
    last: date
    today: date
    months: tuple[tuple[date, str], ...]
    spans: tuple[Span, ...]

    def at(self, day: date, box: Box) -> float:
        """Where a day lies; days outside lie on the edge."""
        share = (day - self.first).days / max(1, (self.last - self.first).days)
        return box.x + min(1.0, max(0.0, share)) * box.width

    def draw_months(self, canvas: Canvas, box: Box) -> None:
        """The header: month names, the current one bold."""
        size = canvas.text_size
        for number, (day, name) in enumerate(self.months):
            left = self.at(day, box)
            right = self.at(self.months[number + 1][0], box) if number + 1 < len(self.months) else box.right
            now = (day.year, day.month) == (self.today.year, self.today.month)
            if canvas.width_of(name) + size * 0.3 <= right - left:
                at = ((left + right) / 2, box.y + box.height / 2 + size * 0.36)
                colour = "text" if now else "text-2"
                canvas.text(at, name, colour, weight=600 if now else 400, align="middle")

    def draw_grid(self, canvas: Canvas, box: Box) -> None:
        """The month lines and today's line, over any number of rows; drawn before and behind the bars."""
        for day, _name in self.months:
            x = self.at(day, box)
            canvas.line(((x, box.y), (x, box.bottom)), "line-strong" if day.month == 1 else "grid")

    def draw_today(self, canvas: Canvas, box: Box) -> None:
        """Today's line, drawn after the bars."""
        x = self.at(self.today, box)
        if box.x < x < box.right:
            canvas.line(((x, box.y), (x, box.bottom)), "red", canvas.text_size / 8)

    def draw_row(self, canvas: Canvas, box: Box, span: Span) -> Mark:
        """One contract's bar, for a list that draws row by row."""
        size = canvas.text_size
        y, tall = box.y + box.height / 2 - size * 0.6, size * 1.2
        if span.rolling:
            canvas.rect(Box(box.x, y, box.width, tall), "grey-tint")
            at = self.at(self.today, box) + size * 0.7
            canvas.text((at, y + size * 0.95), fitting(canvas, span.rolling, box.right - at))
            return Mark(box, span.label, span.rolling)
        start = self.at(span.starts_on, box) if span.starts_on else box.x
        end = self.at(span.ends_on, box) if span.ends_on else box.right
        leave = self.at(span.notice_by, box) if span.notice_by else end
        leave = min(max(leave, start), end)
        tone = span.tone if span.tone in {"red", "amber"} else "amber"
        rim = span.tone if span.tone in {"red", "amber"} else "text-2"
        if span.renews and end < box.right:
            for edge in (y, y + tall):
                canvas.line(((end, edge), (box.right, edge)), "blue", 0.8, (size / 4, size / 4))
        if leave > start:
            canvas.rect(Box(start, y, leave - start, tall), "c1")
        if end > leave:
            canvas.rect(Box(leave, y, end - leave, tall), f"{tone}-tint", hatch=tone)
        if span.ends_on and self.first <= span.ends_on <= self.last:
            canvas.line(((end, y - size * 0.35), (end, y + tall + size * 0.35)), "text", size / 6)
        if span.notice_by and self.first <= span.notice_by <= self.last:
            self._draw_notice(canvas, (leave, y + tall / 2), span.tone, rim)
        self._say(canvas, box, span, (start, leave, end), y)
        return Mark(box, span.label, span.said)

    @staticmethod
    def _draw_notice(canvas: Canvas, centre: Point, tone: str, rim: str) -> None:
        """The diamond of the last day for notice: full where it presses, with a core where it is near, else empty."""
        size = canvas.text_size
        canvas.polygon(_diamond(centre, size * 0.7), rim if tone == "red" else "surface", edge=rim, edge_width=size / 7)
        if tone == "amber":
            canvas.polygon(_diamond(centre, size * 0.32), rim)

    def _say(self, canvas: Canvas, box: Box, span: Span, edges: tuple[float, float, float], y: float) -> None:
        if not span.said:
            return
        size = canvas.text_size
        start, leave, end = edges
        wide = canvas.width_of(span.said, weight=600)
        after = end + size * 0.7 if end > leave + size * 0.7 else leave + size * 1.2
        inside = leave - size * 1.2 - wide
        if span.tone in {"red", "amber"} and after + wide <= box.right:
            canvas.text((after, y + size * 0.95), span.said, f"{span.tone}-text", weight=600)
        elif inside > start:
            canvas.text((inside, y + size * 0.95), span.said, "surface", weight=600)
        elif after + wide <= box.right:
            canvas.text((after, y + size * 0.95), span.said, "text-2", weight=600)

    def draw(self, canvas: Canvas, box: Box) -> tuple[Mark, ...]:
        size = canvas.text_size
        names = min(max((canvas.width_of(span.label) for span in self.spans), default=0) + size * 2, box.width * 0.35)
        step = min(size * 3.2, (box.height - size * 2.4) / max(1, len(self.spans)))
        plot = Box(box.x + names, box.y + size * 2.4, box.width - names, step * len(self.spans))
        self.draw_months(canvas, Box(plot.x, box.y, plot.width, size * 2.4))
        self.draw_grid(canvas, plot)
        marks = []
        for number, span in enumerate(self.spans):
            row = Box(plot.x, plot.y + step * number, plot.width, step)
            canvas.text((box.x, row.y + step / 2 + size * 0.36), fitting(canvas, span.label, names - size), "text")
            marks.append(self.draw_row(canvas, row, span))
        self.draw_today(canvas, plot)
        return tuple(marks)

    def table(self) -> tuple[tuple[str, ...], ...]:
        def day(value: date | None) -> str:
            return value.isoformat() if value else "–"

        return tuple(
            (span.label, day(span.starts_on), day(span.notice_by), day(span.ends_on), span.rolling or span.said)
            for span in self.spans
        )


def _diamond(centre: Point, radius: float) -> list[Point]:
    x, y = centre
    return [(x, y - radius), (x + radius, y), (x, y + radius), (x - radius, y)]
