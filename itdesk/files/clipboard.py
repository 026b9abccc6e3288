"""Tables on the clipboard: as spreadsheets, mail and Markdown take them, and as they come back out of a spreadsheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from html import escape
from typing import Any
from zoneinfo import ZoneInfo

from itdesk.core.errors import UserError
from itdesk.core.locales import marks
from itdesk.core.record import Field, Kind
from itdesk.core.texts import _
from itdesk.files.export import harmless

Row = Sequence[str]
_NUMERIC = frozenset({Kind.INTEGER, Kind.DECIMAL, Kind.MONEY})


@dataclass(frozen=True, slots=True)
class Way:
    """How the workspace writes what is copied."""

    locale: str
    currency: str
    zone: str


@dataclass(frozen=True, slots=True)
class Block:
    """A table with its titles; numbers are the columns that hold numbers alone."""

    titles: Row
    rows: Sequence[Row]
    numbers: frozenset[int] = frozenset()


def block_of(
    fields: Sequence[Field], rows: Sequence[Sequence[Any]], currencies: Sequence[Sequence[str]], way: Way
) -> Block:
    """Values of a list as texts that can be read again: dates as ISO, numbers without signs between thousands.

    currencies are those of each row's cells.
    """
    words = [_words_of(declared) for declared in fields]
    texts = [
        [
            _text(declared, known, value, currency, way)
            for declared, known, value, currency in zip(fields, words, row, own, strict=True)
        ]
        for row, own in zip(rows, currencies, strict=True)
    ]
    numbers = frozenset(place for place, declared in enumerate(fields) if declared.kind in _NUMERIC)
    return Block([declared.label for declared in fields], texts, numbers)


def _words_of(declared: Field) -> dict[str, str]:
    return {} if declared.choices is None else {str(one.value): one.label for one in declared.choices}


def _text(declared: Field, words: dict[str, str], value: Any, currency: str, way: Way) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, datetime):
        return value.astimezone(ZoneInfo(way.zone)).strftime("%Y-%m-%d %H:%M")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        shown = _plain_number(value, way.locale)
        foreign = declared.kind is Kind.MONEY and currency not in ("", way.currency)
        return f"{shown} {currency}" if foreign else shown
    return words.get(str(value), str(value))


def _plain_number(value: Decimal, locale: str) -> str:
    return f"{value:f}".replace(".", marks(locale).decimal)


# ---------------------------------------------------------------- out


def as_tabs(block: Block, *, titled: bool = True) -> str:
    """Tabs between cells and a line a row, quoted where a cell has lines of its own; harmless to a spreadsheet."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter="\t", lineterminator="\n")
    for row in _with_titles(block, titled=titled):
        writer.writerow([harmless(cell) for cell in row])
    return out.getvalue().removesuffix("\n")


def as_html(block: Block, *, titled: bool = True) -> str:
    """A table for mail and spreadsheets, which take every cell but numbers as text."""
    lines = ['<meta charset="utf-8"><table border="1" cellspacing="0" cellpadding="4">']
    if titled:
        lines.append("<tr>" + "".join(f"<th>{escape(harmless(one))}</th>" for one in block.titles) + "</tr>")
    lines += [
        "<tr>" + "".join(_html_cell(block, place, cell) for place, cell in enumerate(row)) + "</tr>"
        for row in block.rows
    ]
    return "\n".join([*lines, "</table>"])


def _html_cell(block: Block, place: int, cell: str) -> str:
    text = escape(harmless(cell)).replace("\n", "<br>")
    if place in block.numbers:
        return f'<td align="right">{text}</td>'
    return f"<td style=\"mso-number-format:'\\@'\">{text}</td>"


def as_markdown(block: Block) -> str:
    """A table as Markdown writes it."""
    rule = ["---:" if place in block.numbers else "---" for place in range(len(block.titles))]
    rows = [block.titles, rule, *block.rows]
    return "\n".join("| " + " | ".join(_markdown_cell(cell) for cell in row) + " |" for row in rows)


def _markdown_cell(cell: str) -> str:
    return cell.replace("\\", "\\\\").replace("|", "\\|").replace("\n", "<br>")


def _with_titles(block: Block, *, titled: bool) -> Sequence[Row]:
    return [block.titles, *block.rows] if titled else block.rows


# ---------------------------------------------------------------- in


def rows_of(text: str) -> list[list[str]]:
    """The cells of a copied block, every row equally long; the apostrophe of a harmless text is taken off."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n").removesuffix("\n")
    if not plain.strip():
        return []
    try:
        rows = [[_bare(cell) for cell in row] for row in csv.reader(io.StringIO(plain), delimiter="\t")]
    except csv.Error as error:
        raise UserError(
            _("The copied table has a cell that is too long to paste."), _("Import it as a file.")
        ) from error
    width = max(map(len, rows))
    return [row + [""] * (width - len(row)) for row in rows]


def _bare(cell: str) -> str:
    bare = cell[1:]
    return bare if cell.startswith("'") and harmless(bare) == cell else cell.strip()


def as_file(rows: Sequence[Row]) -> bytes:
    """The block as a file that an import reads."""
    out = io.StringIO()
    csv.writer(out, delimiter="\t", lineterminator="\n").writerows(rows)
    return out.getvalue().encode()
