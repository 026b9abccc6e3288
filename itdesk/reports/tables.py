"""Tables of any length, drawn row by row in time that grows with the rows alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from itertools import islice

from itdesk.core.charts import Align
from itdesk.core.texts import _
from itdesk.reports.badges import Badge, badge_width, draw_badge
from itdesk.reports.bidi import reads_from_right
from itdesk.reports.document import QUIET, TABLE, Document
from itdesk.reports.fonts import EM, Face, face
from itdesk.reports.icons import draw_icon
from itdesk.reports.surface import PlacedText
from itdesk.reports.text import Run, Style, clean, elide, width_of, wrap

GAP = 8.0  # between two columns
ICON = 11.5  # an icon and the gap after it
PAD = 4.0  # above and below a row's text
EVERY = 500  # rows between two looks at progress and Stop


class Kind(StrEnum):
    """What a row is."""

    LINE = "line"
    GROUP = "group"
    TOTAL = "total"


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell that differs from its column: bold, tinted, indented by points, a badge, or with an icon in a tone before it."""

    text: str = ""
    weight: int = 0
    colour: str = ""
    indent: float = 0
    badge: Badge | None = None
    icon: str = ""
    tone: str = "grey"


@dataclass(frozen=True, slots=True)
class Row:
    """A row that is more than a line; group rows stay with the line after them, totals with the one before."""

    cells: Sequence[str | Cell]
    kind: Kind = Kind.LINE


@dataclass(frozen=True, slots=True)
class Column:
    """width is fixed, in points; otherwise the column gets a share of the rest by weight."""

    title: str
    width: float = 0
    weight: float = 1
    align: Align = "left"
    colour: str = "text"
    bold: bool = False


@dataclass(frozen=True, slots=True)
class _Place:
    """A column as it lies on the page."""

    left: float
    room: float
    right: bool
    weight: int
    colour: str


AnyRow = Row | Sequence[str | Cell]
_EXTRA = {Kind.LINE: 0, Kind.GROUP: 4, Kind.TOTAL: 2}  # more room above
_Plain = tuple[Face, str, float, str]


@dataclass
class Table:
    """Rows may be any iterable and are read once, as they are drawn; count, if known, is for progress.

    Texts wrap to most_lines and end in an ellipsis there. size is that of the type: 8.5, or 7 for twelve months.
    """

    columns: Sequence[Column]
    rows: Iterable[AnyRow]
    size: float = TABLE.size
    most_lines: int = 20
    count: int = 0
    gap: float = GAP
    name: str = ""  # said again on each further page
    _drawn: int = field(default=0, init=False)

    @property
    def leading(self) -> float:
        return self.size * TABLE.leading / TABLE.size

    @property
    def least(self) -> float:
        """Room for the header and three rows, which a heading keeps together."""
        return 22 + 3 * (self.leading + 2 * PAD)

    def draw(self, document: Document) -> int:
        """Draw all rows, over as many pages as they take, and return how many lines there were, groups and totals apart."""
        page = _Page(self, document)
        document.need(self.least)
        page.header()
        rows = (row if isinstance(row, Row) else Row(row) for row in self.rows)
        for row, after in _with_next(rows):
            page.row(row, after)
            self._drawn += row.kind is Kind.LINE
            if row.kind is Kind.LINE and self._drawn % EVERY == 0:
                document.check(self._drawn, max(self.count, self._drawn))
        page.finish()
        return self._drawn


def _with_next(rows: Iterator[Row]) -> Iterator[tuple[Row, Row | None]]:
    before = next(rows, None)
    if before is None:
        return
    for row in rows:
        yield before, row
        before = row
    yield before, None


class _Page:
    """What is collected for the page at hand: texts by font and colour, and rules, each drawn in one go."""

    def __init__(self, table: Table, document: Document) -> None:
        self.table = table
        self.document = document
        self.surface = document.surface
        self.size = table.size
        self.leading = table.leading
        self.places = _spread(table.columns, document, table.gap)
        header = 3 * self.leading + 2 * PAD
        self.most = max(1, min(table.most_lines, int((document.height - header) / self.leading) - 1))
        self.items: list[PlacedText | tuple[_Draw, float]] = []  # in reading order, so that copied rows stay rows
        self.rules: list[tuple[float, float, str]] = []
        self._faces = {weight: (face(weight), face(weight).widths) for weight in (400, 500, 600, 700)}

    def header(self) -> None:
        document, style = self.document, Style(self.size, self.leading, 600)
        titles = [
            list(islice(wrap([Run(column.title, style)], place.room), 3))
            for column, place in zip(self.table.columns, self.places, strict=True)
        ]
        deep = max((len(lines) for lines in titles), default=1)
        top = document.y
        for place, lines in zip(self.places, titles, strict=True):
            for step, line in enumerate(lines):
                y = top + (deep - len(lines) + step) * self.leading + self.leading / 2 + self.size * 0.36
                x = place.left + (place.room if place.right else 0)
                self.surface.write((x, y), line, align="right" if place.right else "left")
        document.y = top + deep * self.leading + PAD
        self.rules.append((document.y, 1, "text"))
        document.y += 0.5

    def row(self, row: Row, after: Row | None) -> None:
        kind = row.kind
        laid: list[_Plain | _Draw] = []
        deep = 1
        places = self.places if kind is Kind.LINE else self._spanned(row.cells)
        for place, cell in zip(places, row.cells, strict=False):
            drawn, lines = self._cell(place, cell, kind)
            laid.append(drawn)
            deep = max(deep, lines)
        tall = deep * self.leading + 2 * PAD + _EXTRA[kind]
        kept = tall
        if after is not None and (kind is Kind.GROUP or after.kind is Kind.TOTAL):
            kept += self.leading + 2 * PAD
        document = self.document
        if document.y + kept > document.bottom:
            self.flush()
            document.new_page()
            if self.table.name:
                document.text(_("{name}, continued").format(name=self.table.name), QUIET)
                document.y += 6
            self.header()
        if kind is Kind.TOTAL and self.rules:
            self.rules[-1] = (self.rules[-1][0], 0.75, "text")
        top = document.y + PAD + _EXTRA[kind]
        baseline = top + self.leading / 2 + self.size * 0.36
        for drawn in laid:
            if isinstance(drawn, tuple):
                face_, colour, x, text = drawn
                self.items.append((face_, colour, x, baseline, text))
            else:
                self.items.append((drawn, top))
        document.y += tall
        if kind is Kind.TOTAL:
            # a double rule under the total, as bookkeepers draw it
            self.rules += [(document.y, 0.75, "text"), (document.y + 2, 0.75, "text")]
            document.y += 2
        else:
            self.rules.append((document.y, 0.5, "line-strong" if kind is Kind.GROUP else "line"))

    def _cell(self, place: _Place, cell: str | Cell, kind: Kind) -> tuple[_Plain | _Draw, int]:
        """What to draw and over how many lines; a tuple is a plain text that fits, which most cells are."""
        left, room, weight, colour = place.left, place.room, place.weight, place.colour
        if isinstance(cell, str):
            text = cell
        elif cell.badge is not None:
            return _BadgeDraw(self, cell.badge, left, room, place.right), 1
        else:
            text, left, room = cell.text, left + cell.indent, room - cell.indent
            weight, colour = cell.weight or weight, cell.colour or colour
        if kind is not Kind.LINE:
            weight = max(weight, 600)
            colour = "text" if colour == place.colour else colour
        if not isinstance(cell, str) and cell.icon:
            shown = elide(text, Style(self.size, self.leading, weight), room - ICON)
            return _IconDraw(self, cell, shown, weight, place), 1
        drawn, widths = self._faces[weight]
        if not (text.isascii() and text.isprintable()):
            text = clean(text)
        if drawn.plain.issuperset(text):
            wide = sum(map(widths.__getitem__, text)) * self.size / EM
            if wide <= room:
                return (drawn, colour, left + room - wide if place.right else left, text), 1
        lines = self._lines(text, Style(self.size, self.leading, weight, colour), room)
        return _LinesDraw(self, lines, left, room, place.right), len(lines)

    def _spanned(self, cells: Sequence[str | Cell]) -> list[_Place]:
        """The name of a group or total may run on over the empty cells after it."""
        first, *others = self.places
        end = first.left + first.room
        for place, cell in zip(others, cells[1:], strict=False):
            if cell != "" or first.right:
                break
            end = place.left + place.room
        return [replace(first, room=end - first.left), *others]

    def _lines(self, text: str, style: Style, room: float) -> list[list[Run]]:
        """At most as many lines as are allowed; the last ends in an ellipsis if there is more."""
        enough = (
            int(room / self.size * 6 + 40) * self.most
        )  # letters that can't all fit, so that huge texts cost nothing
        lines = list(islice(wrap([Run(text[:enough], style)], room), self.most + 1))
        if len(lines) > self.most or len(text) > enough:
            lines = lines[: self.most]
            last = "".join(run.text for run in lines[-1]) if lines else ""
            lines[-1:] = [[Run(elide(last, style, room, always=True), style)]]
        return lines or [[]]

    def flush(self) -> None:
        surface = self.surface
        plain: list[PlacedText] = []
        for item in self.items:
            if len(item) == 5:
                plain.append(item)
                continue
            surface.texts(self.size, plain)
            plain.clear()
            draw, top = item
            draw(top)
        surface.texts(self.size, plain)
        self.items.clear()
        left, width = self.document.left, self.document.width
        for y, thick, colour in self.rules:
            surface.rule(left, y, width, thick, colour)
        self.rules.clear()

    def finish(self) -> None:
        self.flush()


@dataclass(frozen=True, slots=True)
class _LinesDraw:
    page: _Page
    lines: list[list[Run]]
    left: float
    room: float
    right: bool

    def __call__(self, top: float) -> None:
        page = self.page
        y = top + page.leading / 2 + page.size * 0.36
        # words run from the right where the text does, but a column keeps its own edge
        from_right = any(reads_from_right(run.text) for run in self.lines[0][:1])
        x = self.left + self.room if self.right else self.left
        for line in self.lines:
            page.surface.write((x, y), line, align="right" if self.right else "left", from_right=from_right)
            y += page.leading


@dataclass(frozen=True, slots=True)
class _BadgeDraw:
    page: _Page
    badge: Badge
    left: float
    room: float
    right: bool

    def __call__(self, top: float) -> None:
        wide = badge_width(self.badge, self.room)
        x = self.left + self.room - wide if self.right else self.left
        draw_badge(self.page.surface, self.badge, x, top + self.page.leading / 2, self.room)


@dataclass(frozen=True, slots=True)
class _IconDraw:
    page: _Page
    cell: Cell
    text: str
    weight: int
    place: _Place

    def __call__(self, top: float) -> None:
        page, place = self.page, self.place
        style = Style(page.size, page.leading, self.weight, self.cell.colour or place.colour)
        runs = [Run(self.text, style)]
        left = place.left + self.cell.indent
        if place.right:
            left = place.left + place.room - ICON - width_of(runs)
        middle = top + page.leading / 2
        tone = Badge("", self.cell.tone).token
        draw_icon(page.surface, self.cell.icon, (left, middle - 4), 8, tone)
        page.surface.write((left + ICON, middle + page.size * 0.36), runs)


_Draw = _LinesDraw | _BadgeDraw | _IconDraw


def _spread(columns: Sequence[Column], document: Document, gap: float) -> list[_Place]:
    """Where each column stands; fixed widths shrink together when they don't fit."""
    gaps = gap * (len(columns) - 1)
    free = document.width - gaps
    fixed = sum(column.width for column in columns)
    shares = sum(column.weight for column in columns if not column.width)
    least = 24.0 * sum(1 for column in columns if not column.width)
    shrink = min(1.0, max(0.1, (free - least) / fixed)) if fixed else 1.0
    rest = max(least, free - fixed * shrink)
    places, x = [], document.left
    for column in columns:
        room = column.width * shrink if column.width else rest * column.weight / shares
        weight = 600 if column.bold else 400
        places.append(_Place(x, room, column.align == "right", weight, column.colour))
        x += room + gap
    return places


def natural_width(texts: Iterable[str], style: Style, most: float) -> float:
    """How wide a column must be for these texts, up to `most` points."""
    widest = 0.0
    for text in texts:
        widest = max(widest, width_of([Run(clean(text[:200]).replace("\n", " "), style)], kern=False))
        if widest >= most:
            return most
    return widest + 0.5
