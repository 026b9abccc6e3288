"""Text on paper in every script: cleaned in one place, wrapped, put into visual order and shaped, never read as markup."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from itdesk.reports.bidi import levels, reads_from_right, visual_order
from itdesk.reports.fonts import EM, MISSING, Face, face, face_for, stand_in

_UNWANTED = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f"
    "\ufe00-\ufe0f\ufeff\ufff9-\ufffb\U000e0000-\U000e0fff]"
)
_BREAKS = re.compile("\r\n|[\r\x85\u2028\u2029]")
_LONELY = re.compile("[\ud800-\udfff\ufffe\uffff]")
_MARKS = "\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"
_CROWD = re.compile(f"([{_MARKS}]{{3}})[{_MARKS}]+")

# Scripts without spaces break between any two characters, except where punctuation holds them together.
_CJK = "\u2e80-\u2fdf\u3000-\u30ff\u3100-\u312f\u31a0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff"
_NOT_FIRST = "、。，．・：；？！）」』】〉》〕］｝ーっゃゅょッャュョ々%"
_NOT_LAST = "（「『【〈《〔［｛"
_TOKEN = re.compile(f"\n| +|[{_NOT_LAST}]*[{_CJK}][{_NOT_FIRST}]*|[^\n {_CJK}]+")


@dataclass(frozen=True, slots=True)
class Style:
    """How text looks: size and line height in points, weight 400 to 700, colour a token of the theme."""

    size: float = 9.5
    leading: float = 13.5
    weight: int = 400
    colour: str = "text"
    italic: bool = False

    @property
    def face(self) -> Face:
        return face(self.weight, italic=self.italic)

    def bold(self) -> Style:
        return replace(self, weight=600, italic=False)

    def tinted(self, colour: str) -> Style:
        return replace(self, colour=colour)


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text in one style."""

    text: str
    style: Style


Runs = Sequence[Run]


def clean(text: str) -> str:
    """The one way of any text into a PDF: what no reader should see is dropped, line ends become one kind, tabs spaces.

    Dropped are control characters, direction overrides (they make text read as something else), and marks piled more
    than three high. Nothing is ever interpreted: there is no markup to escape from.
    """
    if text.isascii() and text.isprintable():
        return text
    text = _BREAKS.sub("\n", text).replace("\t", " ")
    text = _LONELY.sub("\ufffd", _UNWANTED.sub("", text))
    return text if text.isascii() else _CROWD.sub(r"\1", unicodedata.normalize("NFC", text))


@dataclass(frozen=True, slots=True)
class Glyph:
    """One shaped glyph; distances in thousandths of the type size, text what it stands for."""

    number: int
    advance: float
    x: float
    y: float
    text: str


@dataclass(frozen=True, slots=True)
class Piece:
    """What is drawn at once: plain text, or glyphs with the text they spell; width in points."""

    face: Face
    style: Style
    text: str
    width: float
    glyphs: tuple[Glyph, ...] = ()


def is_plain(text: str, first: Face) -> bool:
    """Whether text can be written as it stands in this font."""
    return first.plain.issuperset(text)


def set_line(runs: Runs, *, from_right: bool | None = None, kern: bool = True) -> list[Piece]:
    """One line of cleaned text as pieces from left to right; from_right None lets the text decide."""
    if all(is_plain(run.text, run.style.face) for run in runs):
        return [_plain(run.text, run.style, kern=kern) for run in runs if run.text]
    text = "".join(run.text for run in runs)
    styles = [run.style for run in runs for _character in run.text]
    depth = levels(text, from_right=reads_from_right(text) if from_right is None else from_right)
    items = list(_items(text, styles, depth))
    order = visual_order([depth[start] for start, _end, _face in items])
    pieces: list[Piece] = []
    for place in order:
        start, end, drawn = items[place]
        part, style, to_left = text[start:end], styles[start], depth[start] % 2 == 1
        if drawn is None:
            pieces.append(_boxes(part, style))
        elif not to_left and is_plain(part, drawn):
            pieces.append(_plain(part, style, drawn, kern=kern))
        else:
            pieces.append(_shaped(part, style, drawn, to_left=to_left))
    return pieces


def _items(text: str, styles: Sequence[Style], depth: Sequence[int]) -> Iterator[tuple[int, int, Face | None]]:
    """Stretches of one style, direction and font."""
    start, current = 0, None
    for number, character in enumerate(text):
        first = styles[number].face
        joins = _joins(character) and (current is None or character in current.characters)
        stays = number and (joins or character in "\u200c\u200d")
        chosen = current if stays else face_for(character, first)
        if number and (
            chosen is not current or styles[number] != styles[number - 1] or depth[number] != depth[number - 1]
        ):
            yield start, number, current
            start = number
        current = chosen
    if text:
        yield start, len(text), current


def _joins(character: str) -> bool:
    return unicodedata.category(character)[0] == "M"


def _plain(text: str, style: Style, drawn: Face | None = None, *, kern: bool = False) -> Piece:
    drawn = drawn or style.face
    if kern:
        glyphs = _kerned(text, drawn)
        if glyphs:
            return Piece(drawn, style, text, sum(glyph.advance for glyph in glyphs) * style.size / EM, glyphs)
    return Piece(drawn, style, text, drawn.width(text, style.size))


def _boxes(text: str, style: Style) -> Piece:
    """An empty box for each character that no font has."""
    drawn = stand_in(style.face)
    number = drawn.glyph(MISSING)
    advance = drawn.widths[MISSING]
    count = sum(1 for character in text if not _joins(character) and character not in "\u200c\u200d")
    glyphs = tuple(Glyph(number, advance, 0, 0, MISSING) for _each in range(count))
    return Piece(drawn, style, text, advance * count * style.size / EM, glyphs)


@lru_cache(maxsize=4096)
def _kerned(text: str, drawn: Face) -> tuple[Glyph, ...]:
    """The glyphs of a plain text if kerning moves any of them, else nothing."""
    glyphs = shape(text, drawn, to_left=False, features={"kern": True, "liga": False, "calt": False, "clig": False})
    widths = drawn.widths
    if len(glyphs) != len(text) or all(glyph.advance == widths[glyph.text] for glyph in glyphs):
        return ()
    return glyphs


def _shaped(text: str, style: Style, drawn: Face, *, to_left: bool) -> Piece:
    glyphs = shape(text, drawn, to_left=to_left)
    return Piece(drawn, style, text, sum(glyph.advance for glyph in glyphs) * style.size / EM, glyphs)


def shape(text: str, drawn: Face, *, to_left: bool, features: dict[str, bool] | None = None) -> tuple[Glyph, ...]:
    """Glyphs of text in one font and direction, from left to right as they stand on the page."""
    import uharfbuzz

    buffer = uharfbuzz.Buffer()
    buffer.add_str(text)
    buffer.guess_segment_properties()
    buffer.direction = "rtl" if to_left else "ltr"
    uharfbuzz.shape(drawn.font, buffer, features or {})
    infos, places, scale = buffer.glyph_infos, buffer.glyph_positions, drawn.scale
    spelled = _spelled(text, [info.cluster for info in infos], [place.x_advance for place in places])
    return tuple(
        Glyph(info.codepoint, place.x_advance * scale, place.x_offset * scale, place.y_offset * scale, said)
        for info, place, said in zip(infos, places, spelled, strict=True)
    )


def _spelled(text: str, clusters: Sequence[int], advances: Sequence[int]) -> list[str]:
    """The text behind each glyph: all of a cluster at its widest glyph, nothing at the others."""
    starts = sorted(set(clusters))
    ends = dict(zip(starts, [*starts[1:], len(text)], strict=True))
    widest: dict[int, int] = {}
    for number, cluster in enumerate(clusters):
        if cluster not in widest or advances[number] > advances[widest[cluster]]:
            widest[cluster] = number
    said = [""] * len(clusters)
    for cluster, number in widest.items():
        said[number] = text[cluster : ends[cluster]]
    return said


def width_of(runs: Runs, *, kern: bool = True) -> float:
    """Width of one line, in points."""
    return sum(piece.width for piece in set_line(runs, kern=kern))


_LONG_WORD = 300


@lru_cache(maxsize=16384)
def _short_width(text: str, style: Style) -> float:
    return width_of([Run(text, style)])


def _word_width(text: str, style: Style) -> float:
    """Width of a word; one of hundreds of letters counts as wider than any line, and is cut."""
    return _short_width(text, style) if len(text) <= _LONG_WORD else float("inf")


def _words(runs: Runs) -> Iterator[list[Run]]:
    """Unbreakable stretches in reading order; a stretch of spaces, or one line end, is a stretch of its own."""
    word: list[Run] = []
    for run in runs:
        for token in _TOKEN.findall(run.text):
            if token[0] in " \n":
                if word:
                    yield word
                    word = []
                yield [Run(token, run.style)]
            elif word and _holds(word[-1].text[-1], token[0]):
                word.append(Run(token, run.style))
            else:
                if word:
                    yield word
                word = [Run(token, run.style)]
    if word:
        yield word


_CJK_CHARACTER = re.compile(f"[{_CJK}]")


def _holds(last: str, first: str) -> bool:
    """Whether no line may end between the two."""
    if first in _NOT_FIRST or last in _NOT_LAST:
        return True
    return not (_CJK_CHARACTER.match(last) or _CJK_CHARACTER.match(first))


def wrap(runs: Iterable[Run], width: float) -> Iterator[list[Run]]:
    """Lines no wider than width, one after the other; a word that is wider alone is cut. Empty text gives no line."""
    line: list[Run] = []
    used = 0.0
    ended = False
    for word in _words([Run(clean(run.text), run.style) for run in runs]):
        first = word[0].text
        if first == "\n":
            yield line
            line, used, ended = [], 0.0, True
            continue
        wide = sum(_word_width(part.text, part.style) for part in word)
        if first[0] == " ":
            if line:
                line = [*line, *word]
                used += wide
            continue
        if line and used + wide > width:
            yield _trimmed(line)
            line, used = [], 0.0
        for part in word:
            for piece, fresh in _cut(part, width, used) if wide > width else ((part, False),):
                if fresh:
                    yield line
                    line, used = [], 0.0
                line.append(piece)
                used += min(_word_width(piece.text, piece.style), width)
        ended = False
    if line or ended:
        yield _trimmed(line)


def _cut(run: Run, width: float, used: float) -> Iterator[tuple[Run, bool]]:
    """A word too wide for any line, in parts, each with whether it starts a new line."""
    style, text = run.style, run.text
    start, room, taken, fresh = 0, width - used, 0.0, False
    for number, character in enumerate(text):
        drawn = face_for(character, style.face) or stand_in(style.face)
        wide = drawn.widths[character] * style.size / EM
        if taken + wide > room and not _joins(character):
            if number > start:
                yield Run(text[start:number], style), fresh
            elif fresh or not used:  # one character wider than the line stands alone
                taken += wide
                continue
            start, taken, room, fresh = number, 0.0, width, True
        taken += wide
    yield Run(text[start:], style), fresh


def _trimmed(line: list[Run]) -> list[Run]:
    while line and not line[-1].text.strip(" "):
        line = line[:-1]
    return line


def elide(text: str, style: Style, width: float, *, always: bool = False) -> str:
    """As much of one line as fits, with an ellipsis if anything (or always) is missing; text is cleaned, line ends are spaces."""
    enough = max(16, int(width / style.size * 6))
    cut = always or len(text) > enough
    text = clean(text[:enough]).replace("\n", " ")
    if not cut and width_of([Run(text, style)], kern=False) <= width:
        return text
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        if width_of([Run(text[:middle].rstrip() + "…", style)], kern=False) <= width:
            low = middle
        else:
            high = middle - 1
    return text[:low].rstrip() + "…"
