"""Markdown on paper: paragraphs, lists, tables and emphasis; HTML stays text, pictures their description, links their address."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from itdesk.core.texts import _
from itdesk.reports.document import BODY, Document
from itdesk.reports.tables import Cell, Column, Table
from itdesk.reports.text import Run, Style

INDENT = 14.0
LONGEST = 200_000  # letters; a longer body is printed as it is typed, because reading it as Markdown would take minutes
_TOKEN = re.compile(r"\{\{\s*([^{}\n]{1,200}?)\s*\}\}")

Values = Mapping[str, str] | Callable[[str], str | None]


class Kind(StrEnum):
    """What a block is."""

    TEXT = "text"
    HEADING = "heading"
    CODE = "code"
    RULE = "rule"
    TABLE = "table"


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph or the like; marker is what stands before it ("•", "3.", or a box to tick)."""

    kind: Kind
    runs: tuple[Run, ...] = ()
    indent: float = 0
    marker: str = ""
    tight: bool = False
    rows: tuple[tuple[str, ...], ...] = ()
    aligns: tuple[str, ...] = ()


def blocks_of(text: str, values: Values | None = None, style: Style = BODY) -> list[Block]:
    """The blocks of a Markdown text; {{asset:HP-SV-001}} becomes what values says for asset:HP-SV-001, as plain text."""
    if len(text) > LONGEST:
        return [Block(Kind.TEXT, (Run(text, style),))]
    return list(_Reader(values, style).blocks(_parser().parse(text)))


_parsers: dict[str, Any] = {}


def _parser() -> Any:
    if "it" not in _parsers:
        from markdown_it import MarkdownIt

        _parsers["it"] = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
    return _parsers["it"]


class _Reader:
    """Turns tokens into blocks."""

    def __init__(self, values: Values | None, style: Style) -> None:
        self.values = values
        self.style = style

    def blocks(self, tokens: Sequence[Any]) -> Iterator[Block]:
        self.lists: list[int | None] = []  # the next number of each list around, None for bullets
        self.marker, self.heading, self.quotes = "", False, 0
        place = 0
        while place < len(tokens):
            token = tokens[place]
            kind = token.type
            if kind == "inline":
                yield self._paragraph(token)
            elif kind in {"fence", "code_block"}:
                yield Block(Kind.CODE, (Run(token.content.rstrip("\n"), self.style),), self._depth + 8)
            elif kind == "hr":
                yield Block(Kind.RULE)
            elif kind == "table_open":
                end = next(n for n in range(place, len(tokens)) if tokens[n].type == "table_close")
                yield self._table(tokens[place:end])
                place = end
            else:
                self._turn(token, kind)
            place += 1

    @property
    def _depth(self) -> float:
        return INDENT * min(8, len(self.lists) + self.quotes)

    def _turn(self, token: Any, kind: str) -> None:
        """Go into or out of a list, an item, a quotation or a heading."""
        if kind == "bullet_list_open":
            self.lists.append(None)
        elif kind == "ordered_list_open":
            self.lists.append(int(token.attrs.get("start", 1)))
        elif kind in {"bullet_list_close", "ordered_list_close"}:
            self.lists.pop()
        elif kind == "list_item_open":
            number = self.lists[-1]
            self.marker = "•" if number is None else f"{number}."
            self.lists[-1] = None if number is None else number + 1
        elif kind in {"blockquote_open", "blockquote_close"}:
            self.quotes += 1 if kind == "blockquote_open" else -1
        elif kind in {"heading_open", "heading_close"}:
            self.heading = kind == "heading_open"

    def _paragraph(self, token: Any) -> Block:
        runs = self._runs(token.children or (), self.style.bold() if self.heading else self.style)
        marker, self.marker = self.marker, ""
        if marker and runs and (box := re.match(r"\[([ xX])\] ", runs[0].text)):
            marker = "☑" if box[1] in "xX" else "☐"
            runs[0] = replace(runs[0], text=runs[0].text[4:])
        kind = Kind.HEADING if self.heading else Kind.TEXT
        return Block(kind, tuple(runs), self._depth, marker, tight=bool(self.lists))

    def _table(self, tokens: Sequence[Any]) -> Block:
        rows: list[list[str]] = []
        aligns: list[str] = []
        for token in tokens:
            if token.type == "tr_open":
                rows.append([])
            elif token.type == "th_open":
                aligns.append("right" if "right" in str(token.attrs.get("style", "")) else "left")
            elif token.type == "inline":
                rows[-1].append("".join(run.text for run in self._runs(token.children or (), self.style)))
        return Block(Kind.TABLE, rows=tuple(tuple(row) for row in rows), aligns=tuple(aligns))

    def _runs(self, tokens: Sequence[Any], style: Style) -> list[Run]:
        runs: list[Run] = []
        bold = italic = 0
        addresses: list[tuple[str, int]] = []
        for token in tokens:
            kind = token.type
            if kind in {"strong_open", "strong_close"}:
                bold += token.nesting
            elif kind in {"em_open", "em_close"}:
                italic += token.nesting
            elif kind == "link_open":
                addresses.append((str(token.attrs.get("href", "")), len(runs)))
            elif kind == "link_close" and addresses:
                address, start = addresses.pop()
                shown = "".join(run.text for run in runs[start:])
                if address.removeprefix("mailto:") not in {shown, ""}:
                    runs.append(Run(f" ({address})", style.tinted("text-2")))
            elif text := self._text(token):
                now = style.bold() if bold else replace(style, italic=bool(italic))
                runs.append(Run(text, replace(now, weight=500) if kind == "code_inline" and not bold else now))
        return runs

    def _text(self, token: Any) -> str:
        if token.type == "softbreak":
            return " "
        if token.type == "hardbreak":
            return "\n"
        if token.type == "image":
            return f"[{token.content}]" if token.content else ""
        content = str(token.content)
        return content if token.type == "code_inline" else _TOKEN.sub(self._value, content)

    def _value(self, found: re.Match[str]) -> str:
        name = found[1]
        value = self.values(name) if callable(self.values) else (self.values or {}).get(name)
        if value is not None:
            return value
        return _("{name} (not found)").format(name=name.partition(":")[2] or name)


def draw_blocks(document: Document, shown: Sequence[Block], *, x: float = 0, width: float = 0) -> None:
    """Draw blocks one under the other, over as many pages as they take."""
    room = width or document.width - x
    for number, block in enumerate(shown):
        if number:
            document.space(_gap(shown[number - 1], block))
        if block.kind is Kind.RULE:
            document.need(10)
            document.surface.rule(document.left + x, document.y + 5, room, 0.5, "line-strong")
            document.y += 10
        elif block.kind is Kind.TABLE:
            _draw_table(document, block, x, room)
        else:
            style = block.runs[0].style if block.runs else BODY
            document.need(style.leading * (3 if block.kind is Kind.HEADING else 1))
            if block.marker:
                base = document.y + style.leading / 2 + style.size * 0.36
                at = (document.left + x + block.indent - 4, base)
                document.surface.write(at, [Run(block.marker, replace(style, weight=400, italic=False))], align="right")
            document.text(block.runs, style, x=x + block.indent, width=max(40.0, room - block.indent))


def height_of_blocks(document: Document, shown: Sequence[Block], width: float) -> float:
    """How high the blocks will be in a column."""
    tall = 0.0
    for number, block in enumerate(shown):
        tall += _gap(shown[number - 1], block) if number else 0
        if block.kind is Kind.RULE:
            tall += 10
        elif block.kind is Kind.TABLE:
            tall += 20 * len(block.rows)
        else:
            style = block.runs[0].style if block.runs else BODY
            tall += document.height_of(block.runs, style, max(40.0, width - block.indent))
    return tall


def _gap(before: Block, block: Block) -> float:
    if block.kind is Kind.HEADING:
        return 8.0
    return 2.0 if before.tight and block.tight else 5.0


def _draw_table(document: Document, block: Block, x: float, room: float) -> None:
    """Over the whole page as a table; in a narrow column as one line a row."""
    if not block.rows:
        return
    head, *rows = block.rows
    if x or room < document.width - 1:
        for row in block.rows:
            document.text(" · ".join(cell for cell in row if cell), BODY, x=x, width=room)
        return
    columns = [
        Column(title, align="right" if align == "right" else "left")
        for title, align in zip(head, block.aligns, strict=True)
    ]
    Table(columns, [tuple(Cell(cell) for cell in row) for row in rows]).draw(document)
