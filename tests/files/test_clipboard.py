"""Tables on the clipboard: what goes out comes back the same, and nothing of it runs in a spreadsheet."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

from itdesk.core.record import Field, Kind
from itdesk.files.clipboard import Block, Way, as_html, as_markdown, as_tabs, block_of, rows_of

_FIELDS = [
    Field(name="name", label_text="Name"),
    Field(name="cost", label_text="Cost", kind=Kind.MONEY),
    Field(name="on", label_text="On", kind=Kind.DATE),
    Field(name="at", label_text="At", kind=Kind.INSTANT),
    Field(name="ours", label_text="Ours", kind=Kind.YES_NO),
]
_ROW = ["=1+1", Decimal("1234.50"), date(2026, 2, 28), datetime(2026, 7, 1, 8, 30, tzinfo=UTC), True]


def test_values_are_written_the_workspaces_way_and_foreign_sums_say_so() -> None:
    german = block_of(_FIELDS, [_ROW, [None] * 5], [["USD"] * 5, [""] * 5], Way("de_DE", "EUR", "Europe/Berlin"))
    assert german.rows == [["=1+1", "1234,50 USD", "2026-02-28", "2026-07-01 10:30", "Yes"], [""] * 5]
    british = block_of(_FIELDS, [_ROW], [["GBP"] * 5], Way("en_GB", "GBP", "UTC"))
    assert british.rows[0][1] == "1234.50"


def test_formulas_are_texts_in_every_form_and_bare_again_when_they_come_back() -> None:
    block = Block(["Name", "Note"], [["=cmd|x", "two\nlines"], ["'quoted", 'he said "so"'], ["@a", "-1"]])
    text = as_tabs(block)
    assert text.splitlines()[1].startswith("'=cmd|x\t")
    assert "&#x27;=cmd|x" in as_html(block)
    assert rows_of(text) == [list(block.titles), *block.rows]
    assert rows_of(text.replace("\n", "\r\n") + "\r\n")[2] == ["'quoted", 'he said "so"']


def test_markdown_keeps_its_columns() -> None:
    block = Block(["A", "N"], [["x|y", "1"], ["two\nlines", "2"]], frozenset({1}))
    assert as_markdown(block).splitlines() == ["| A | N |", "| --- | ---: |", "| x\\|y | 1 |", "| two<br>lines | 2 |"]


def test_short_rows_are_filled_and_nothing_is_no_table() -> None:
    assert rows_of("a\tb\nc\n") == [["a", "b"], ["c", ""]]
    assert rows_of(" \n") == []
