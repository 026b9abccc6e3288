"""Any list as a PDF: the columns, rows, order and filters that the list shows, in any length."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path

from itdesk.core.charts import Align
from itdesk.core.formats import format_number
from itdesk.core.paper import Lie, Paper
from itdesk.core.texts import _, ngettext
from itdesk.reports.document import MM, PAGE_TITLE, QUIET, SIDE, TABLE, Document, Imprint, ProgressSink, joined
from itdesk.reports.surface import Surface
from itdesk.reports.tables import GAP, AnyRow, Cell, Column, Kind, Row, Table, natural_width
from itdesk.reports.text import Run, Style, elide

SAMPLE = 300  # rows that are looked at for column widths
WIDEST = 75 * MM
NARROWEST = 9 * MM


@dataclass(frozen=True, slots=True)
class ListColumn:
    """A column as the list shows it; numbers, dates and money stand right."""

    title: str
    align: Align = "left"


@dataclass(frozen=True, slots=True)
class Listing:
    """What the list shows. rows are read once and may be lazy; count is their number if known beforehand.

    conditions are the filters in words, one each; sorted_by says the order in words; totals has a text per column.
    """

    title: str
    columns: Sequence[ListColumn]
    rows: Iterable[AnyRow]
    count: int = 0
    conditions: Sequence[str] = ()
    sorted_by: str = ""
    totals: Sequence[str] = ()


def write_listing(
    path: Path,
    imprint: Imprint,
    listing: Listing,
    *,
    paper: Paper | None = None,
    progress: ProgressSink | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> int:
    """Write the list, upright or lying by what its columns need or as the paper says, and return the number of pages."""
    paper = paper or Paper()
    rows = iter(listing.rows)
    sample = list(islice(rows, SAMPLE))
    wanted = _wanted(listing, sample)
    short, long = paper.upright
    room = short - 2 * SIDE - GAP * (len(wanted) - 1)
    landscape = sum(wanted) > room if paper.lie is Lie.AUTO else paper.lie is Lie.LYING
    room += (long - short) * landscape
    kept = list(range(len(wanted))) if paper.fit else _those_that_fit(wanted, room)
    room += GAP * (len(wanted) - len(kept))
    columns = [
        Column(listing.columns[at].title, width=width, align=listing.columns[at].align)
        for at, width in zip(kept, _fitted([wanted[at] for at in kept], room), strict=True)
    ]
    with Document(
        path,
        imprint,
        title=listing.title,
        size=paper.upright,
        landscape=landscape,
        progress=progress,
        cancelled=cancelled,
    ) as document:
        document.new_page()
        document.bookmark("list", listing.title)
        document.text(listing.title, PAGE_TITLE)
        document.space(3)
        if listing.conditions:
            document.text(joined(listing.conditions), QUIET)
        left_out = [column.title for at, column in enumerate(listing.columns) if at not in kept]
        if left_out:
            document.text(_("Columns left out: {names}").format(names=", ".join(left_out)), QUIET)
        drawn = 0
        y = document.y + QUIET.leading / 2 + QUIET.size * 0.36

        def told(surface: Surface) -> None:
            shown = ngettext("{count} row", "{count} rows", drawn).format(count=format_number(drawn, imprint.locale))
            order = _("Sorted by {order}").format(order=listing.sorted_by) if listing.sorted_by else ""
            line = elide(joined((shown, order)), QUIET, document.width)
            surface.write((document.left, y), [Run(line, QUIET)])

        document.later(told)
        document.y += QUIET.leading + 10
        lines: Iterable[AnyRow] = chain(sample, rows, _totals(listing))
        table = Table(columns, lines, most_lines=3, count=listing.count)
        drawn = table.draw(document)
    return document.page


def _those_that_fit(wanted: Sequence[float], room: float) -> list[int]:
    """The first columns that have the width they want, at least one."""
    used = 0.0
    kept: list[int] = []
    for at, width in enumerate(wanted):
        used += width
        if used > room and kept:
            break
        kept.append(at)
    return kept


def _totals(listing: Listing) -> Iterable[Row]:
    return [Row(tuple(listing.totals), Kind.TOTAL)] if listing.totals else []


def _wanted(listing: Listing, sample: Sequence[AnyRow]) -> list[float]:
    """How wide each column would like to be, by its title and the first rows."""
    bold = Style(TABLE.size, TABLE.leading, 600)
    texts: list[list[str]] = [[] for _column in listing.columns]
    for row in sample:
        for number, cell in enumerate((row.cells if isinstance(row, Row) else row)[: len(texts)]):
            texts[number].append(_said(cell))
    if listing.totals:
        for number, text in enumerate(listing.totals[: len(texts)]):
            texts[number].append(text)
    wanted = []
    for column, found in zip(listing.columns, texts, strict=True):
        title = max((natural_width([word], bold, WIDEST) for word in column.title.split()), default=0)
        wide = max(title, natural_width(found, TABLE, WIDEST), NARROWEST)
        # what the first rows don't show may be a digit longer
        wanted.append(wide * 1.1 if column.align == "right" else wide)
    return wanted


def _said(cell: str | Cell) -> str:
    if isinstance(cell, str):
        return cell
    if cell.badge or cell.icon:
        return f"{cell.badge.text if cell.badge else cell.text} mm"  # room for the icon as well
    return cell.text


def _fitted(wanted: Sequence[float], room: float) -> list[float]:
    """Widths that fill the room: what is spare goes to all alike, what is missing is taken from the widest."""
    total = sum(wanted)
    if total <= room:
        return [width + (room - total) / len(wanted) for width in wanted]
    low, high = 0.0, max(wanted)
    for _step in range(40):
        middle = (low + high) / 2
        if sum(min(width, middle) for width in wanted) > room:
            high = middle
        else:
            low = middle
    return [min(width, low) for width in wanted]
