"""The fonts that ship with the app: which characters each draws, how wide they are, and who stands in for whom."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from itdesk.paths import resource

EM = 1000  # all widths are thousandths of the type size

# Characters that a font draws one by one, left to right, beside each other: everything else goes through the shaper.
_ALONE = {"L", "EN", "ES", "ET", "CS", "WS", "ON", "S", "B"}
_SHAPED_SCRIPTS = ((0x0900, 0x0DFF), (0x0E00, 0x0EFF), (0x0F00, 0x109F), (0x1780, 0x17FF), (0x1100, 0x11FF))


class _Widths(dict[str, float]):
    """Advance of each character, looked up in the font when first asked for."""

    def __init__(self, advance: Callable[[str], float]) -> None:
        super().__init__()
        self._advance = advance

    def __missing__(self, character: str) -> float:
        width = self[character] = self._advance(character)
        return width


@dataclass(frozen=True)
class Face:
    """One font file. Faces are shared by all documents and threads and are never changed."""

    path: Path
    thick: bool = False  # drawn with a thin outline, because the file has no bold

    @property
    def name(self) -> str:
        return self.path.stem + ("-Thick" if self.thick else "")

    @cached_property
    def _face(self) -> Any:
        import uharfbuzz

        return uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(self.path)))

    @cached_property
    def font(self) -> Any:
        """The shaper's font, in font units."""
        import uharfbuzz

        return uharfbuzz.Font(self._face)

    @property
    def face(self) -> Any:
        """The shaper's face, for subsets."""
        return self._face

    @cached_property
    def scale(self) -> float:
        """From font units to thousandths of the type size."""
        return EM / float(self._face.upem)

    @cached_property
    def characters(self) -> frozenset[str]:
        """What this font has a glyph for; private and control characters don't count."""
        return frozenset(
            character for character in map(chr, self._face.unicodes) if unicodedata.category(character)[0] != "C"
        )

    @cached_property
    def plain(self) -> frozenset[str]:
        """The characters that need no shaping: a text of these alone is written as it stands."""
        return frozenset(character for character in self.characters if _stands_alone(character))

    @cached_property
    def widths(self) -> dict[str, float]:
        """Width of a character in thousandths; asking for one that isn't there gives the width of the empty box."""

        def advance(character: str) -> float:
            return float(self.font.get_glyph_h_advance(self.glyph(character)) * self.scale)

        return _Widths(advance)

    def glyph(self, character: str) -> int:
        """The glyph's number, 0 where there is none."""
        return int(self.font.get_nominal_glyph(ord(character)) or 0)

    def width(self, text: str, size: float) -> float:
        """Width of a text without shaping, in points."""
        return sum(map(self.widths.__getitem__, text)) * size / EM


def _stands_alone(character: str) -> bool:
    code = ord(character)
    return (
        code <= 0xFFFF
        and unicodedata.bidirectional(character) in _ALONE
        and unicodedata.category(character)[0] not in "MC"
        and not any(first <= code <= last for first, last in _SHAPED_SCRIPTS)
    )


@cache
def _file(name: str, *, thick: bool = False) -> Face:
    return Face(resource("fonts", f"{name}.ttf"), thick)


@cache
def face(weight: int = 400, *, italic: bool = False) -> Face:
    """Inter in one of its weights: 400, 500, 600 or 700; italics come in 400 alone."""
    if italic and weight < 600:
        return _file("Inter-Italic")
    return _file({400: "Inter-Regular", 500: "Inter-Medium", 600: "Inter-SemiBold", 700: "Inter-Bold"}[weight])


@cache
def _fallbacks(*, bold: bool) -> tuple[Face, ...]:
    """Who is asked after Inter, in this order; fonts without a bold are thickened."""
    scripts = ("NotoSans", "NotoSansHebrew", "NotoSansArabic", "NotoSansDevanagari", "NotoSansThai")
    style = "Bold" if bold else "Regular"
    return (
        *(_file(f"{script}-{style}") for script in scripts),
        _file("NotoSansKR-Regular", thick=bold),
        _file("DroidSansFallbackFull", thick=bold),
        _file("DejaVuSans", thick=bold),
    )


MISSING = "\N{WHITE SQUARE}"  # drawn for a character that no font has


@cache
def missing(*, bold: bool) -> Face:
    """The font that draws MISSING."""
    return _fallbacks(bold=bold)[-1]


def _is_bold(first: Face) -> bool:
    return first.name.endswith(("SemiBold", "Bold"))


@cache
def face_for(character: str, first: Face) -> Face | None:
    """The font that draws a character in the style of `first`, or None where nobody has it."""
    if character in first.characters:
        return first
    bold = _is_bold(first)
    return next((other for other in _fallbacks(bold=bold) if character in other.characters), None)


def stand_in(first: Face) -> Face:
    """The font that draws the box for a missing character in the style of `first`."""
    return missing(bold=_is_bold(first))
