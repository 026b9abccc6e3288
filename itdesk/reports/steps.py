"""The steps of a procedure on paper: a number to point at, who does it, how long it takes, and a box to tick."""

from __future__ import annotations

from collections.abc import Sequence

from itdesk.core.charts import Box
from itdesk.core.formats import format_duration
from itdesk.core.texts import _
from itdesk.reports.document import BODY, HEAD, QUIET, Document
from itdesk.reports.markdown import Values, blocks_of, draw_blocks, height_of_blocks
from itdesk.reports.plan import Step
from itdesk.reports.text import Run, Style, elide, wrap

_HEAD = Style(8, 11, 600)
_LEFT, _WHO = 30.0, 90.0  # where the words begin, and room for a name
_NAMES = 4  # lines that names may take


def draw_steps(document: Document, steps: Sequence[Step], values: Values | None) -> None:
    """Each step on as many lines as it takes, and how long all of them take."""
    who, time = document.width - 192, document.width - 42
    _header(document, who, time)
    for number, step in enumerate(steps, start=1):
        _step(document, number, step, values)
    total = sum(step.minutes or 0 for step in steps)
    if total:
        document.need(20)
        text = _("Total {time}").format(time=format_duration(total))
        base = document.y + 14
        document.surface.write((document.left + time, base), [Run(text, BODY.bold())], align="right")
        document.y += 20


def _step(document: Document, number: int, step: Step, values: Values | None) -> None:
    who, time = document.width - 192, document.width - 42
    room = who - _LEFT - 10
    parts, names = blocks_of(step.text, values), _names(step.who)
    tall = max(height_of_blocks(document, parts, room), BODY.leading, len(names) * QUIET.leading) + 15
    if document.need(min(tall, document.height - 30)):
        _header(document, who, time)
    surface, top, page = document.surface, document.y, document.page
    base = top + 7 + BODY.leading / 2 + BODY.size * 0.36
    surface.circle((document.left + 8.5, base - 3), 8.2, edge="text", edge_width=0.75)
    figure = Style(8.5 if number < 100 else 6.5, 10, 600)
    surface.write((document.left + 8.5, base), [Run(str(number), figure)], align="middle")
    for row, line in enumerate(names):
        surface.write((document.left + who, base + row * QUIET.leading), line)
    took = "" if step.minutes is None else format_duration(step.minutes)
    surface.write((document.left + time, base), [Run(took, QUIET)], align="right")
    surface.rect(Box(document.right - 12, base - 9, 11.5, 11.5), edge="text", edge_width=0.75, radius=2)
    document.y = top + 7
    draw_blocks(document, parts, x=_LEFT, width=room)
    names_end = top + 7 + max(BODY.leading, len(names) * QUIET.leading)
    document.y = max(document.y, names_end if page == document.page else HEAD) + 8
    surface.rule(document.left, document.y, document.width)


def _names(who: str) -> list[list[Run]]:
    """Whoever may have to be asked is named in full: over several lines, not cut at the column's end."""
    lines = list(wrap([Run(who[:400], QUIET)], _WHO))
    if len(lines) > _NAMES:
        rest = "".join(run.text for line in lines[_NAMES - 1 :] for run in line)
        lines[_NAMES - 1 :] = [[Run(elide(rest, QUIET, _WHO, always=True), QUIET)]]
    return lines


def _header(document: Document, who: float, time: float) -> None:
    surface, base = document.surface, document.y + 8
    surface.write((document.left + _LEFT, base), [Run(_("What to do"), _HEAD)])
    surface.write((document.left + who, base), [Run(_("Who"), _HEAD)])
    surface.write((document.left + time, base), [Run(_("Time"), _HEAD)], align="right")
    surface.write((document.right, base), [Run(_("Done"), _HEAD)], align="right")
    document.y += 15
    surface.rule(document.left, document.y, document.width, 1, "text")
