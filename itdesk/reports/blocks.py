"""The parts that reports are put together from: headings, figures, decisions, signatures, pairs of name and value."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from itdesk.core.charts import Box, Chart
from itdesk.core.texts import _
from itdesk.reports.document import BODY, HEADING, LEAD, PAGE_TITLE, QUIET, SMALL, TABLE, TITLE, Document
from itdesk.reports.text import Run, Runs, Style, clean, elide, width_of, wrap

FIGURE = Style(16, 20, 600)


@dataclass(frozen=True, slots=True)
class Figure:
    """One of the numbers at the head of a report; colour is a token, red-text for what is over or wrong."""

    value: str
    caption: str
    colour: str = "text"


@dataclass(frozen=True, slots=True)
class Decision:
    """Something for the reader to decide, and until when, in words."""

    text: str
    by: str = ""


def emphasised(text: str, style: Style) -> list[Run]:
    """Runs from a sentence of our own, where what stands between ** is bold; values are put in afterwards by `fill`."""
    return [Run(part, style.bold() if number % 2 else style) for number, part in enumerate(text.split("**")) if part]


def fill(text: str, style: Style, **values: str) -> list[Run]:
    """Runs of a translated sentence with {names} and ** for bold; values are never looked at for either."""
    runs: list[Run] = []
    for run in emphasised(text, style):
        rest = run.text
        while True:
            before, brace, after = rest.partition("{")
            name, closed, tail = after.partition("}")
            if brace and closed and name in values:
                runs += [Run(before, run.style), Run(values[name], run.style)]
                rest = tail
            else:
                runs.append(Run(rest, run.style))
                break
    return [run for run in runs if run.text]


def title(document: Document, text: str, under: str = "", lead: Runs = ()) -> None:
    """The report's name on its first page, what it covers, and two sentences that answer it."""
    document.text(text, TITLE)
    if under:
        document.y += 2
        document.text(under, QUIET)
    if lead:
        document.y += 6
        document.text(lead, LEAD, width=_without_orphan(lead, document.width))
        document.y += 10


def _without_orphan(runs: Runs, width: float) -> float:
    """A width a little smaller, if that saves a short paragraph from a last line of one word."""
    lines = list(islice(wrap(runs, width), 6))
    if 1 < len(lines) < 6 and width_of(lines[-1]) < width / 5:
        for share in (0.97, 0.94, 0.91, 0.88):
            others = list(islice(wrap(runs, width * share), 6))
            if len(others) == len(lines) and width_of(others[-1]) >= width / 5:
                return width * share
    return width


def page_title(document: Document, text: str, under: Runs | str = "", *, key: str = "", level: int = 0) -> None:
    """The heading of a page; with a key also a bookmark."""
    document.need(PAGE_TITLE.leading + 3 * BODY.leading)
    if key:
        document.bookmark(key, text, level)
    document.text(text, PAGE_TITLE)
    if under:
        document.y += 1
        document.text(under, QUIET)
    document.y += 8
    document.titled = (document.page, document.y)


def heading(document: Document, text: str, unit: str = "", *, keep: float = 40, key: str = "", level: int = 1) -> None:
    """A heading with the unit of what follows; it moves to the next page unless `keep` points fit under it."""
    gap = 8 if (document.page, document.y) == document.titled else 17
    if not document.need(gap + HEADING.leading + 8 + keep):
        document.space(gap)
    if key:
        document.bookmark(key, text, level)
    runs = [Run(text, HEADING)]
    if unit:
        runs += [Run("  ", SMALL), Run(unit, SMALL)]
    document.text(runs, HEADING)
    document.y += 8


def figures(document: Document, shown: Sequence[Figure]) -> None:
    """Up to four numbers in a row between two rules."""
    surface, share = document.surface, document.width / max(1, len(shown))
    captions = [_caption(one.caption, share - 22) for one in shown]
    tall = 50.0 + SMALL.leading * (max((len(lines) for lines in captions), default=1) - 1)
    document.need(tall)
    top = document.y
    surface.rule(document.left, top, document.width, 0.75, "text")
    for number, figure in enumerate(shown):
        x = document.left + share * number + (11 if number else 0)
        room = share - (22 if number else 11)
        if number:
            edge = document.left + share * number
            surface.line(((edge, top + 0.5), (edge, top + tall)), "line-strong", 0.5)
        style, text = FIGURE.tinted(figure.colour), clean(figure.value)
        while style.size > 9 and width_of([Run(text, style)]) > room:
            style = Style(style.size - 1, 20, 600, figure.colour)
        surface.write((x, top + 23), [Run(elide(text, style, room), style)])
        for row, line in enumerate(captions[number]):
            surface.write((x, top + 37 + row * SMALL.leading), line)
    surface.rule(document.left, top + tall, document.width, 0.5, "line-strong")
    document.y = top + tall


def _caption(text: str, room: float) -> list[list[Run]]:
    """One line or two, the second one cut at its end if there is still more."""
    first, *others = list(islice(wrap([Run(text, SMALL)], room), 5)) or [[]]
    rest = "".join(run.text for line in others for run in line)
    return [first, [Run(elide(rest, SMALL, room), SMALL)]] if rest else [first]


def chart(document: Document, shown: Chart, height: float) -> None:
    """A chart over the whole width."""
    document.need(height)
    shown.draw(document.surface, Box(document.left, document.y, document.width, height))
    document.y += height


def height_of_decisions(document: Document, shown: Sequence[Decision]) -> float:
    """Points that `decisions` takes."""
    return sum(_height_of_decision(document, one)[0] for one in shown)


def _height_of_decision(document: Document, decision: Decision) -> tuple[float, float]:
    """Of one row, and the width of its date with the gap before it."""
    by = elide(decision.by, SMALL, 150)
    side = width_of([Run(by, SMALL)]) + 16 if by else 0
    return document.height_of(decision.text, BODY, document.width - 24 - side) + 10, side


def decisions(document: Document, shown: Sequence[Decision]) -> None:
    """What the reader should decide, numbered, with dates."""
    surface = document.surface
    for number, decision in enumerate(shown, start=1):
        by = elide(decision.by, SMALL, 150)
        tall, side = _height_of_decision(document, decision)
        document.need(tall)
        y = document.y + 5 + BODY.leading / 2 + BODY.size * 0.36
        surface.write((document.left, y), [Run(str(number), Style(9.5, 13.5, 600, "accent-text"))])
        if by:
            surface.write((document.right, y), [Run(by, SMALL)], align="right")
        document.y += 5
        document.text(decision.text, BODY, x=24, width=document.width - 24 - side)
        document.y += 5
        surface.rule(document.left, document.y, document.width)


def pairs(
    document: Document, shown: Sequence[tuple[str, Runs | str]], *, x: float = 0, names: float = 74, width: float = 0
) -> None:
    """Names in a quiet column and their values beside them, a rule under each."""
    room = (width or document.width - x) - names
    quiet = TABLE.tinted("text-2")
    for name, value in shown:
        tall = max(document.height_of(value, TABLE, room), TABLE.leading) + 8
        document.need(min(tall, document.height))
        top = document.y + 4
        text = elide(name, quiet, names - 6)
        baseline = top + TABLE.leading / 2 + TABLE.size * 0.36
        document.surface.write((document.left + x, baseline), [Run(text, quiet)])
        document.y = top
        page = document.page
        document.text(value, TABLE, x=x + names, width=room)
        document.y = max(document.y, top + TABLE.leading if page == document.page else 0) + 4
        document.surface.rule(document.left + x, document.y, names + room)


def signatures(document: Document, people: Sequence[str]) -> None:
    """A line for each person to sign on, two in a row."""
    gap, tall = 24.0, 28.0
    share = (document.width - gap) / 2
    for number in range(0, len(people), 2):
        document.need(tall + 40)
        document.y += 22 + tall
        for side, person in enumerate(people[number : number + 2]):
            x = document.left + side * (share + gap)
            document.surface.rule(x, document.y, share, 0.75, "text")
            document.surface.write((x, document.y + 13), [Run(elide(person, SMALL, share), SMALL)])
        document.y += 18


def bar_block(document: Document, runs: Runs, colour: str) -> None:
    """A paragraph with a thick coloured bar at its side: where to start, what to mind."""
    tall = document.height_of(runs, BODY, document.width - 13)
    document.need(tall + 4)
    top, page = document.y, document.page
    document.y += 2
    document.text(runs, BODY, x=13)
    if page == document.page:
        document.surface.rect(Box(document.left, top, 3, document.y + 2 - top), colour)
    document.y += 2


def lines_to_write_on(document: Document, count: int, *, gap: float = 20) -> None:
    """Empty lines for a pen, as many as fit on this page."""
    for _number in range(count):
        if document.y + gap > document.bottom:
            return
        document.y += gap
        document.surface.rule(document.left, document.y, document.width, 0.5, "line-strong")


def nothing_here(document: Document, text: str = "") -> None:
    """Says that a table would be empty, in words."""
    document.text(text or _("Nothing to show."), QUIET)
