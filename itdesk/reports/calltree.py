"""The call tree as boxes and lines, or as a table when it doesn't fit on a page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from itdesk.core.charts import Box
from itdesk.core.texts import _
from itdesk.reports.document import Document
from itdesk.reports.plan import Branch, CallTree, Contact
from itdesk.reports.tables import Cell, Column, Table
from itdesk.reports.text import Run, Style, elide

LINE, PAD, GAP, DROP = 9.8, 5.5, 7.5, 20.0
_NAME = Style(8.5, LINE, 600)
_QUIET = Style(7.5, LINE, colour="text-2")


def draw_call_tree(document: Document, tree: CallTree) -> None:
    """Boxes from the top down, three branches side by side; a tree too tall for a page becomes a list."""
    rows = [tree.branches[start : start + 3] for start in range(0, len(tree.branches), 3)]
    tall = _tall(tree.top) + sum(DROP + max(_branch_tall(branch) for branch in row) for row in rows) + 8
    if tall > document.height - 60:
        _draw_list(document, tree)
        return
    document.need(tall)
    wide = min(120.0, (document.width - 40) / 3)
    middle = document.left + document.width / 2
    _box(document, tree.top, Box(middle - wide / 2, document.y, wide, _tall(tree.top)), starts=True)
    above = document.y + _tall(tree.top)
    for row in rows:
        above = _draw_row(document, row, wide, above)
    document.y = above + 8


def _draw_row(document: Document, row: Sequence[Branch], wide: float, above: float) -> float:
    """One row of branches under what ends at `above`; returns where it ends."""
    surface, middle = document.surface, document.left + document.width / 2
    centres = _centres(document, len(row), wide)
    bus, top = above + DROP * 0.62, above + DROP
    surface.line(((middle, above), (middle, bus)), "text-2", 0.75)
    surface.line(((min(centres[0], middle), bus), (max(centres[-1], middle), bus)), "text-2", 0.75)
    lowest = top
    for branch, centre in zip(row, centres, strict=True):
        surface.line(((centre, bus), (centre, top)), "text-2", 0.75)
        y = top
        for number, contact in enumerate((branch.first, *branch.then)):
            if number:
                # people under the first are level across the branches
                y = max(y, top + max(_tall(other.first) for other in row) + DROP * 0.65) if number == 1 else y + GAP
                if number == 1:
                    surface.line(((centre, top + _tall(branch.first)), (centre, y)), "text-2", 0.75)
            box = Box(centre - wide / 2, y, wide, _tall(contact))
            _box(document, contact, box)
            y = box.bottom
        lowest = max(lowest, y)
    return lowest


def _centres(document: Document, count: int, wide: float) -> list[float]:
    left, right = document.left + wide / 2, document.right - wide / 2
    if count == 1:
        return [(left + right) / 2]
    return [left + (right - left) * number / (count - 1) for number in range(count)]


def _lines(contact: Contact) -> Iterator[tuple[str, Style]]:
    yield contact.name, _NAME
    if contact.role:
        yield contact.role, _QUIET
    if contact.phone:
        yield contact.phone, _NAME
    for text in contact.more:
        yield text, _QUIET


def _tall(contact: Contact) -> float:
    return LINE * sum(1 for _line in _lines(contact)) + 2 * PAD - 2


def _branch_tall(branch: Branch) -> float:
    return _tall(branch.first) + sum(_tall(contact) + GAP for contact in branch.then) + DROP


def _box(document: Document, contact: Contact, box: Box, *, starts: bool = False) -> None:
    surface = document.surface
    edge, thick = ("accent", 1.6) if starts else ("text-2", 0.75)
    surface.rect(box, "surface", edge=edge, edge_width=thick, radius=3)
    y = box.y + PAD + 6.8
    for text, style in _lines(contact):
        surface.write((box.x + 7, y), [Run(elide(text, style, box.width - 14), style)])
        y += LINE


def _draw_list(document: Document, tree: CallTree) -> None:
    rows = [
        (Cell(contact.name, 600, indent=indent), contact.role, Cell(contact.phone, 600), ", ".join(contact.more))
        for contact, indent in _everyone(tree)
    ]
    columns = (Column(_("Who")), Column(_("For what")), Column(_("Number"), 90), Column(_("Otherwise")))
    Table(columns, rows).draw(document)
    document.y += 8


def _everyone(tree: CallTree) -> Iterator[tuple[Contact, float]]:
    yield tree.top, 0
    for branch in tree.branches:
        yield branch.first, 8
        for contact in branch.then:
            yield contact, 16
