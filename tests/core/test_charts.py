"""Charts: round grids, marks where the values are, words in any width, nothing outside the box that matters."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from itdesk.core.charts import (
    Bar,
    Bars,
    Box,
    Canvas,
    Chart,
    Cumulative,
    Difference,
    Differences,
    Donut,
    Mark,
    Part,
    Proof,
    Proofs,
    Ring,
    RiskGrid,
    Slice,
    Span,
    Stack,
    Stacks,
    Strip,
    Strips,
    Timeline,
)
from itdesk.core.charts.canvas import fitting, scale

BOX = Box(0, 0, 480, 200)


class Paper:
    """A canvas that remembers; text is half as wide as high."""

    text_size = 8.0

    def __init__(self) -> None:
        self.rects: list[tuple[Box, str, str]] = []
        self.texts: list[tuple[float, float, str, str]] = []
        self.lines: list[str] = []

    def rect(self, box, fill="", *, hatch="", edge="", edge_width=1, radius=0):
        self.rects.append((box, fill, hatch))

    def polygon(self, points, fill="", *, edge="", edge_width=1):
        assert len(points) > 2

    def circle(self, centre, radius, fill="", *, edge="", edge_width=1):
        assert radius > 0

    def line(self, points, colour, width=1, dashes=()):
        assert len(points) > 1
        self.lines.append(colour)

    def text(self, at, text, colour="text-2", *, size=0, weight=400, align="left", turned=False):
        self.texts.append((*at, text, colour))

    def width_of(self, text, *, size=0, weight=400):
        return len(text) * (size or self.text_size) / 2


BARS = Bars(
    (Bar("Oct", solid=8877, plan=8658), Bar("Jan", hatched=15595, plan=14108, note="£1,487 over")),
    "Spent",
    "Expected",
    "Budget",
)
CHARTS: tuple[Chart, ...] = (
    BARS,
    Stacks((Part("on time", "c6"), Part("late", "red")), (Stack("28 Sep", (16, 2)),)),
    Strips((Part("In order", "c1"), Part("Soon", "c1", hatched=True)), (Strip("Hardware", (9, 2), "82 %"),)),
    Cumulative(("Apr", "May"), (10,), (12,), (11, 11), "Actual", "Forecast", "Budget"),
    Differences((Difference("Hardware", 1417, "£1,417 over"), Difference("Printing", -507, "£507 under"))),
    Proofs((Proof("File server", 4, 3.2, "3 h 10", " proven"), Proof("Email", 4, None, "Never", " tested")), "a", "b"),
    Ring(78, 100, "78", "Complete"),
    Donut((Slice("Open", 14), Slice("Closed", 31)), "45", "Other"),
    RiskGrid({(3, 4): 1, (1, 4): 2}, "Impact", "How likely"),
    Timeline(
        date(2026, 10, 1),
        date(2027, 12, 31),
        date(2026, 11, 20),
        ((date(2026, 10, 1), "Oct"), (date(2026, 11, 1), "Nov")),
        (
            Span("Fibre", None, date(2027, 2, 18), date(2026, 11, 20), renews=True, tone="red", said="20 Nov"),
            Span("Ink", None, None, rolling="rolls on each month"),
        ),
    ),
)


def test_every_back_end_sees_the_protocol() -> None:
    canvas: Canvas = Paper()
    assert canvas.text_size == 8


@pytest.mark.parametrize("chart", CHARTS, ids=lambda chart: type(chart).__name__)
def test_marks_name_each_value_and_table_tells_them(chart: Chart) -> None:
    marks = chart.draw(Paper(), BOX)
    assert marks
    assert all(isinstance(mark, Mark) and mark.name and mark.text for mark in marks)
    rows = chart.table()
    assert len({len(row) for row in rows}) == 1


@pytest.mark.parametrize("chart", CHARTS, ids=lambda chart: type(chart).__name__)
@pytest.mark.parametrize("size", [(1, 1), (40, 30), (3000, 20)])
def test_no_room_is_no_error(chart: Chart, size: tuple[float, float]) -> None:
    chart.draw(Paper(), Box(0, 0, *size))


@pytest.mark.parametrize(
    "chart",
    [
        Bars((), "Spent", "Expected", "Budget"),
        Stacks((), ()),
        Strips((), ()),
        Cumulative((), (), (), (), "a", "b", "c"),
        Differences(()),
        Proofs((), "a", "b"),
        Ring(0, 0, "0"),
        Donut((), "0", "Other"),
        RiskGrid({}, "a", "b"),
        Timeline(date(2026, 1, 1), date(2026, 1, 1), date(2026, 1, 1), (), ()),
    ],
    ids=lambda chart: type(chart).__name__,
)
def test_empty_charts_draw(chart: Chart) -> None:
    chart.draw(Paper(), BOX)
    chart.table()


def test_bars_hatch_what_is_expected_and_redden_what_is_over() -> None:
    paper = Paper()
    BARS.draw(paper, BOX)
    assert [hatch for _box, _fill, hatch in paper.rects if hatch] == ["c1", "c1"]  # bar and legend
    assert ("£1,487 over", "red-text") in [(text, colour) for _x, _y, text, colour in paper.texts]
    assert paper.lines.count("text") == 3  # two plan ticks and the legend's


def test_bars_stand_on_zero_with_credits_below() -> None:
    paper = Paper()
    Bars((Bar("a", solid=-40), Bar("b", solid=80)), "Spent").draw(paper, BOX)
    below, above = (box for box, _fill, _hatch in paper.rects)
    assert below.y == pytest.approx(above.bottom)


def test_month_labels_thin_out_when_narrow() -> None:
    paper = Paper()
    bars = tuple(Bar(f"Month {number}", solid=1) for number in range(12))
    Bars(bars, "Spent").draw(paper, Box(0, 0, 200, 100))
    shown = [text for _x, _y, text, _c in paper.texts if text.startswith("Month")]
    assert 1 < len(shown) < 12


def test_seventh_slice_joins_the_others() -> None:
    paper = Paper()
    Donut(tuple(Slice(str(number), 1) for number in range(9)), "9", "Other").draw(paper, BOX)
    assert [text for *_rest, text, _c in paper.texts][:6][-1] == "Other 4"


@pytest.mark.parametrize(
    ("high", "lines"), [(15.6, [0, 4, 8, 12, 16]), (92.7, [0, 25, 50, 75, 100]), (0, [0, 1]), (1e-9, None)]
)
def test_grid_is_round(high: float, lines: list[float] | None) -> None:
    grid = scale(0, high)
    assert lines is None or grid == pytest.approx(lines)
    assert grid[-1] >= high


@given(st.floats(-1e12, 1e12), st.floats(-1e12, 1e12))
def test_grid_holds_every_value(one: float, other: float) -> None:
    grid = scale(min(one, other), max(one, other))
    slack = 1e-6 * (grid[-1] - grid[0])
    assert grid[0] <= min(one, other, 0) + slack
    assert grid[-1] >= max(one, other, 0) - slack
    assert 2 <= len(grid) <= 7


@given(st.text(max_size=60), st.floats(0, 200))
def test_fitting_never_exceeds_its_width(text: str, width: float) -> None:
    paper = Paper()
    assert paper.width_of(fitting(paper, text, width)) <= width or not fitting(paper, text, width)
