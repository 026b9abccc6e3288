"""A sheet of labels with QR codes, 3 by 8 on A4 (63.5 by 33.9 mm), begun at any label so that used sheets aren't wasted."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from itdesk.core.charts import Box
from itdesk.core.errors import UserError
from itdesk.core.texts import _
from itdesk.reports.document import MM, Document, Imprint, ProgressSink
from itdesk.reports.surface import Surface
from itdesk.reports.text import Run, Style, clean, elide, width_of, wrap

COLUMNS, ROWS = 3, 8
PER_SHEET = COLUMNS * ROWS
WIDTH, HEIGHT = 63.5 * MM, 33.9 * MM
LEFT, TOP, GAP = 7.25 * MM, 12.9 * MM, 2.5 * MM
CODE = 20 * MM
LONGEST = 200  # bytes in a code
SEAM = 0.08  # points that rows overlap, so that no viewer shows a pale line between them
QUIET_MODULES = 4  # what the standard asks for around a code

_FIRM = Style(7, 9)
_TAG = Style(12.5, 15, 700)
_NAME = Style(8, 10)
_HELP = Style(6.5, 8)


@dataclass(frozen=True, slots=True)
class Label:
    """One thing: its tag (also what the code says) and what it is."""

    tag: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class LabelSheet:
    """firm is the short name that fits a label, help_text what a finder should do; first is the label to begin at, from 1."""

    labels: Iterable[Label]
    firm: str
    help_text: str = ""
    first: int = 1
    count: int = 0
    cut_marks: bool = False


def payload(tag: str) -> str:
    """What a label's code says: itdesk:a/TAG."""
    return f"itdesk:a/{tag}"


def write_labels(
    path: Path,
    imprint: Imprint,
    sheet: LabelSheet,
    *,
    progress: ProgressSink | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> int:
    """Write as many sheets as it takes and return their number."""
    if not 1 <= sheet.first <= PER_SHEET:
        raise UserError(
            _("There is no label {number} on this sheet.").format(number=sheet.first),
            _("Choose one from 1 to {count}.").format(count=PER_SHEET),
            field="first",
        )
    with Document(path, imprint, title=_("Labels"), progress=progress, cancelled=cancelled) as document:
        place = sheet.first - 1
        for done, label in enumerate(sheet.labels, start=1):
            if place % PER_SHEET == 0 or document.page == 0:
                document.new_page(furniture=False)
            row, column = divmod(place % PER_SHEET, COLUMNS)
            box = Box(LEFT + column * (WIDTH + GAP), TOP + row * HEIGHT, WIDTH, HEIGHT)
            _draw(document.surface, box, label, sheet)
            place += 1
            document.check(done, max(sheet.count, done))
        if not document.page:
            document.new_page(furniture=False)
    return document.page


def _draw(surface: Surface, box: Box, label: Label, sheet: LabelSheet) -> None:
    if sheet.cut_marks:
        surface.rect(box, edge="line-strong", edge_width=0.5, radius=4)
    code = Box(box.x + 4.2 * MM, box.y + (HEIGHT - CODE) / 2, CODE, CODE)
    side = _code(surface, code, payload(label.tag)) if label.tag else 0.0
    x = code.right + max(3.4 * MM, QUIET_MODULES * side)
    room = box.right - x - 2.5 * MM
    y = code.y + 3.4
    surface.write((x, y), [Run(elide(sheet.firm, _FIRM, room), _FIRM)])
    y += 14
    tag = _TAG
    shown = clean(label.tag[:LONGEST])
    while tag.size > 6.5 and width_of([Run(shown, tag)]) > room:
        tag = Style(tag.size - 0.5, 15, 700)
    surface.write((x, y), [Run(elide(shown, tag, room), tag)])
    y += 13
    surface.write((x, y), [Run(elide(label.name, _NAME, room), _NAME)])
    y += 17
    for number, line in enumerate(wrap([Run(sheet.help_text, _HELP)], room)):
        if number == 2:
            break
        surface.write((x, y + number * _HELP.leading), line)


def _code(surface: Surface, box: Box, text: str) -> float:
    """A QR code, level M, without the clear edge, which the label leaves around it; returns the size of a module.

    A text too long to be read back at this size gets no code rather than one that fails.
    """
    data = text.encode("utf-8", "replace")
    if len(data) > LONGEST:
        return 0.0
    from reportlab.graphics.barcode.qrencoder import QR8bitByte, QRCode, QRErrorCorrectLevel

    code: Any = QRCode(None, QRErrorCorrectLevel.M)
    code.addData(QR8bitByte(data))
    code.make()
    count = int(code.getModuleCount())
    side = box.width / count
    bottom = surface.height - box.y
    squares = []
    for row in range(count):
        start = None
        for column in range(count + 1):
            dark = column < count and code.isDark(row, column)
            if dark and start is None:
                start = column
            elif not dark and start is not None:
                wide = (column - start) * side
                squares.append(
                    f"{box.x + start * side:.3f} {bottom - (row + 1) * side:.3f} {wide:.3f} {side + SEAM:.3f} re"
                )
                start = None
    # black, not the theme's ink: scanners want the contrast
    surface.raw(f"q 0 g {' '.join(squares)} f Q")
    return side
