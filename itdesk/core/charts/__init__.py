"""Charts as data with a layout: each draws itself on any Canvas (a window or a page) and can tell itself as a table.

Blue solid happened, blue hatched is expected, a black tick or step is the plan; red and amber stand only for what is
beyond the plan. Bars start at zero, lines and bars are labelled directly, and a legend names patterns alone.
"""

from __future__ import annotations

from itdesk.core.charts.bars import Bar, Bars, Stack, Stacks, Strip, Strips
from itdesk.core.charts.canvas import Align, Box, Canvas, Chart, Mark, Part, Point
from itdesk.core.charts.grids import RiskGrid
from itdesk.core.charts.lines import Cumulative
from itdesk.core.charts.rings import Donut, Ring, Slice
from itdesk.core.charts.rows import Difference, Differences, Proof, Proofs
from itdesk.core.charts.timeline import Span, Timeline

__all__ = [
    "Align",
    "Bar",
    "Bars",
    "Box",
    "Canvas",
    "Chart",
    "Cumulative",
    "Difference",
    "Differences",
    "Donut",
    "Mark",
    "Part",
    "Point",
    "Proof",
    "Proofs",
    "Ring",
    "RiskGrid",
    "Slice",
    "Span",
    "Stack",
    "Stacks",
    "Strip",
    "Strips",
    "Timeline",
]
