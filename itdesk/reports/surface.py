"""Draws on the pages of a PDF: shapes and cleaned text, measured in points from the top left, coloured by theme tokens."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

from itdesk.core.charts import Align, Box, Point
from itdesk.paths import resource
from itdesk.reports.bidi import reads_from_right
from itdesk.reports.embedding import EmbeddedFont
from itdesk.reports.fonts import Face
from itdesk.reports.outlines import outline
from itdesk.reports.text import Piece, Run, Runs, Style, clean, set_line, width_of

A4 = (595.2756, 841.8898)
_CURVE = 0.5523  # how far a control point lies out to draw a quarter of a circle

PlacedText = tuple[Face, str, float, float, str]  # font, colour, x, baseline, cleaned text of plain characters


@cache
def _tokens() -> dict[str, str]:
    tokens: dict[str, str] = json.loads(resource("theme", "tokens.json").read_text(encoding="utf-8"))["light"]
    return tokens


@cache
def rgb(token: str, strength: float = 1) -> str:
    """A token of the light theme, or #RRGGBB, as PDF numbers; strength below 1 mixes it with white."""
    value = (token if token.startswith("#") else _tokens()[token]).removeprefix("#")
    parts = [int(value[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    return " ".join(f"{1 - (1 - part) * strength:.3f}".rstrip("0").rstrip(".") for part in parts)


def pdf_canvas(file: Any, size: tuple[float, float], *, language: str) -> Any:
    """ReportLab's canvas without the font that it would name but not embed, and with its doors to files and net shut."""
    from reportlab import rl_config
    from reportlab.pdfgen import canvas

    rl_config.useA85 = 0  # a fifth smaller and faster: nothing needs PDFs as seven-bit text
    rl_config.trustedHosts = ["none.invalid"]  # an empty list would mean any host
    rl_config.trustedSchemes = []

    class Bare(canvas.Canvas):  # type: ignore[misc]  # the library is untyped
        def _make_preamble(self) -> None:
            self._preamble = "1 0 0 1 0 0 cm"

    return Bare(file, pagesize=size, pageCompression=1, invariant=1, lang=language, pdfVersion=(1, 7))


class Surface:
    """The page being drawn; itself a Canvas for charts."""

    def __init__(self, canvas: Any, size: tuple[float, float]) -> None:
        self.canvas = canvas
        self.width, self.height = size
        self._fonts: dict[Face, EmbeddedFont] = {}

    @property
    def text_size(self) -> float:
        return 8.0

    @property
    def _code(self) -> list[str]:
        code: list[str] = self.canvas._code  # noqa: SLF001 -- its own text functions encode a letter at a time
        return code

    def font(self, face: Face) -> EmbeddedFont:
        """The font as this document embeds it."""
        font = self._fonts.get(face)
        if font is None:
            font = self._fonts[face] = EmbeddedFont(face, f"F{len(self._fonts) + 1}")
            self.canvas._doc.delayedFonts.append(_Delayed(font))  # noqa: SLF001 -- where fonts wait for the end
        return font

    # -- shapes

    def rect(
        self, box: Box, fill: str = "", *, hatch: str = "", edge: str = "", edge_width: float = 1, radius: float = 0
    ) -> None:
        path = self._rect_path(box, radius)
        if fill:
            self._code.append(f"q {rgb(fill)} rg {path} f Q")
        if hatch:
            self._hatch(box, hatch, path)
        if edge:
            self._code.append(f"q {rgb(edge)} RG {edge_width:.2f} w {path} S Q")

    def _rect_path(self, box: Box, radius: float) -> str:
        x, y, wide, tall = box.x, self.height - box.bottom, box.width, box.height
        if not radius:
            return f"{x:.2f} {y:.2f} {wide:.2f} {tall:.2f} re"
        r = min(radius, wide / 2, tall / 2)
        k = r * (1 - _CURVE)
        right, top = x + wide, y + tall
        return (
            f"{x + r:.2f} {y:.2f} m {right - r:.2f} {y:.2f} l "
            f"{right - k:.2f} {y:.2f} {right:.2f} {y + k:.2f} {right:.2f} {y + r:.2f} c {right:.2f} {top - r:.2f} l "
            f"{right:.2f} {top - k:.2f} {right - k:.2f} {top:.2f} {right - r:.2f} {top:.2f} c {x + r:.2f} {top:.2f} l "
            f"{x + k:.2f} {top:.2f} {x:.2f} {top - k:.2f} {x:.2f} {top - r:.2f} c {x:.2f} {y + r:.2f} l "
            f"{x:.2f} {y + k:.2f} {x + k:.2f} {y:.2f} {x + r:.2f} {y:.2f} c h"
        )

    def _hatch(self, box: Box, token: str, path: str) -> None:
        gap = 5.0
        y = self.height - box.bottom
        lines = []
        start = -box.height
        while start < box.width:
            lines.append(f"{box.x + start:.2f} {y:.2f} m {box.x + start + box.height:.2f} {y + box.height:.2f} l")
            start += gap
        self._code.append(f"q {path} W n {rgb(token, 0.45)} RG 1.3 w {' '.join(lines)} S Q")

    def polygon(self, points: Sequence[Point], fill: str = "", *, edge: str = "", edge_width: float = 1) -> None:
        path = self._path(points)
        paint = "B" if fill and edge else "f" if fill else "S"
        colours = (f"{rgb(fill)} rg " if fill else "") + (f"{rgb(edge)} RG {edge_width:.2f} w " if edge else "")
        self._code.append(f"q {colours}{path} h {paint} Q")

    def _path(self, points: Sequence[Point]) -> str:
        return " ".join(
            f"{x:.2f} {self.height - y:.2f} {'l' if number else 'm'}" for number, (x, y) in enumerate(points)
        )

    def circle(self, centre: Point, radius: float, fill: str = "", *, edge: str = "", edge_width: float = 1) -> None:
        box = Box(centre[0] - radius, centre[1] - radius, radius * 2, radius * 2)
        self.rect(box, fill, edge=edge, edge_width=edge_width, radius=radius)

    def line(self, points: Sequence[Point], colour: str, width: float = 1, dashes: Sequence[float] = ()) -> None:
        pattern = f"[{' '.join(f'{dash:.2f}' for dash in dashes)}] 0 d " if dashes else ""
        self._code.append(f"q {rgb(colour)} RG {width:.2f} w 1 j {pattern}{self._path(points)} S Q")

    def rule(self, x: float, y: float, width: float, thickness: float = 0.5, colour: str = "line") -> None:
        """A horizontal line."""
        self._code.append(f"q {rgb(colour)} RG {thickness:.2f} w {self._path(((x, y), (x + width, y)))} S Q")

    def raw(self, operators: str) -> None:
        """Ready page operators, for what is drawn thousands of times."""
        self._code.append(operators)

    def picture(self, png: bytes, at: Point, tall: float, most: float) -> float:
        """A picture as high as it is told, or as wide as it may be; its width. The same one is stored once."""
        from io import BytesIO

        from reportlab.lib.utils import ImageReader

        image = ImageReader(BytesIO(png))
        wide, high = image.getSize()
        width: float = min(most, tall * wide / high)
        height = width * high / wide
        x, y = at
        bottom = self.height - y - (tall + height) / 2
        self.canvas.drawImage(image, x, bottom, width, height, mask="auto")
        return width

    # -- text

    def text(
        self,
        at: Point,
        text: str,
        colour: str = "text-2",
        *,
        size: float = 0,
        weight: int = 400,
        align: Align = "left",
        turned: bool = False,
    ) -> None:
        style = Style(size or self.text_size, 0, weight, colour)
        self.write(at, [Run(clean(text).replace("\n", " "), style)], align=align, turned=turned)

    def width_of(self, text: str, *, size: float = 0, weight: int = 400) -> float:
        return width_of([Run(clean(text).replace("\n", " "), Style(size or self.text_size, 0, weight))])

    def write(
        self, at: Point, runs: Runs, *, align: Align = "left", turned: bool = False, from_right: bool | None = None
    ) -> float:
        """One line of runs on its baseline, without what no reader should see; returns its width."""
        if not all(run.text.isascii() for run in runs):
            runs = [Run(clean(run.text), run.style) for run in runs]
        pieces = set_line(runs, from_right=from_right)
        wide = sum(piece.width for piece in pieces)
        shift = {"left": 0.0, "middle": wide / 2, "right": wide}[align]
        x, y = at
        for piece in pieces:
            if turned:
                self._piece(piece, f"0 1 -1 0 {x:.2f} {self.height - y - shift:.2f} Tm")
                shift -= piece.width
            else:
                self._piece(piece, f"1 0 0 1 {x - shift:.2f} {self.height - y:.2f} Tm")
                if reads_from_right(piece.text):
                    self._loose_marks(piece, (x - shift, self.height - y))
                x += piece.width
        return wide

    def _piece(self, piece: Piece, matrix: str) -> None:
        style, font = piece.style, self.font(piece.face)
        thick = f"2 Tr {style.size / 32:.2f} w {rgb(style.colour)} RG " if piece.face.thick else ""
        if piece.glyphs:
            shown = _glyph_codes(piece, font)
            before, after = ("", "") if _spells_itself(piece) else (_actual_text(piece.text), " EMC")
        else:
            before, shown, after = "", f"<{font.encode(piece.text)}> Tj", ""
        ends = " 0 Tr" if thick else ""
        self._code.append(
            f"{before}BT {rgb(style.colour)} rg {thick}/{font.name} {style.size:g} Tf {matrix} {shown}{ends} ET{after}"
        )

    def _loose_marks(self, piece: Piece, at: Point) -> None:
        """The parts of right-to-left letters that stand for no text, as shapes."""
        unit = piece.style.size / 1000
        x, y = at
        shapes = []
        for glyph in piece.glyphs:
            if not glyph.text:
                shapes.append(
                    outline(piece.face, glyph.number, piece.style.size, (x + glyph.x * unit, y + glyph.y * unit))
                )
            x += glyph.advance * unit
        if shapes:
            self._code.append(f"q {rgb(piece.style.colour)} rg {' '.join(shapes)} f Q")

    def texts(self, size: float, items: Iterable[PlacedText]) -> None:
        """Many plain texts of one size in one go, in this order: what long tables are made of."""
        parts: list[str] = []
        drawn: Face | None = None
        tint = ""
        last_x = last_y = 0.0
        for face, colour, x, y, text in items:
            if face is not drawn:
                font = self.font(face)
                encode, drawn = font.encode, face
                parts.append(f"/{font.name} {size:g} Tf")
            if colour != tint:
                parts.append(f"{rgb(colour)} rg")
                tint = colour
            right, up = round(x - last_x, 2), round(self.height - y - last_y, 2)
            parts.append(f"{right:.2f} {up:.2f} Td <{encode(text)}> Tj")
            # what was written counts, or rounding would add up over a page
            last_x += right
            last_y += up
        if parts:
            self._code.append("BT")
            self._code.extend(parts)
            self._code.append("ET")


class _Delayed:
    """How ReportLab's document wants a font that is finished last."""

    def __init__(self, font: EmbeddedFont) -> None:
        self._font = font

    def addObjects(self, document: Any) -> None:
        self._font.add_to(document)


def _glyph_codes(piece: Piece, font: EmbeddedFont) -> str:
    """The operators that show shaped glyphs where the shaper put them."""
    widths, scale, size = piece.face.font, piece.face.scale, piece.style.size
    shown: list[str] = []
    row: list[str] = []
    rise = 0.0
    carried = 0.0  # distance still to move, in thousandths to the right
    from_right = reads_from_right(piece.text)
    for glyph in piece.glyphs:
        if from_right and not glyph.text:
            carried += glyph.advance
            continue
        if glyph.y != rise:
            if row:
                shown.append(f"[{' '.join(row)}] TJ")
                row = []
            rise = glyph.y
            shown.append(f"{rise * size / 1000:.2f} Ts")
        move = carried + glyph.x
        if abs(move) > 0.05:
            row.append(f"{-move:.1f}")
        code = font.encode_glyph(glyph.number, glyph.text)
        if row and row[-1].endswith(">"):
            row[-1] = f"{row[-1][:-1]}{code}>"
        else:
            row.append(f"<{code}>")
        carried = glyph.advance - glyph.x - widths.get_glyph_h_advance(glyph.number) * scale
    if row:
        shown.append(f"[{' '.join(row)}] TJ")
    if rise:
        shown.append("0 Ts")
    return " ".join(shown)


def _spells_itself(piece: Piece) -> bool:
    """Whether readers find the text from the glyphs; right-to-left text is always left to them, as all of them reorder it."""
    if reads_from_right(piece.text):
        return True
    return "".join(glyph.text for glyph in piece.glyphs) == piece.text and all(
        len(glyph.text) == 1 for glyph in piece.glyphs
    )


def _actual_text(text: str) -> str:
    return f"/Span <</ActualText <feff{text.encode('utf-16-be').hex()}>>> BDC "
