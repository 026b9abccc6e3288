"""A text that was made to take long takes no longer than its length explains.

Peers' hole of this class: RT CVE-2014-9472 (a mail that keeps the server busy for ever).
"""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, date, datetime

import pytest

from itdesk.areas.continuity.plans import tokens
from itdesk.areas.helpdesk.kiosk.rules import tidy_code
from itdesk.core import grams, matching, recovery_code
from itdesk.core.amounts import parse_amount, parse_number
from itdesk.core.dates import parse_date, parse_instant
from itdesk.core.durations import parse_minutes
from itdesk.core.errors import UserError
from itdesk.db.attachments import safe_name
from itdesk.files.clipboard import rows_of
from itdesk.reports.markdown import blocks_of
from itdesk.ui.hanging.markdown_view import html_of

DAY = date(2026, 11, 29)
READERS: dict[str, Callable[[str], object]] = {
    "amounts": parse_amount,
    "numbers": parse_number,
    "dates": lambda text: parse_date(text, today=DAY),
    "instants": lambda text: parse_instant(text, now=datetime(2026, 11, 29, tzinfo=UTC), zone=UTC),
    "times": parse_minutes,
    "words of search": grams.gram_line,
    "queries": lambda text: grams.matcher(text[:2000])(text),
    "the palette": lambda text: matching.match(text[:200], text),
    "recovery codes": recovery_code.read,
    "receipts": tidy_code,
    "names of files": safe_name,
    "tables that are pasted": rows_of,
    "comments": html_of,
    "reports": blocks_of,
    "tokens of plans": tokens.split,
}
PIECES = (
    "1 ",
    "1,",
    "((",
    "[x](",
    "**",
    "_a",
    "![",
    "<!--",
    "> ",
    "{{",
    "|a",
    "\t",
    "0:",
    "a@",
    "\u0300",
    "`",
    "- ",
    "\\",
    "&",
    "'",
    "1h",
)


@pytest.mark.parametrize("reader", READERS)
def test_twice_the_text_takes_about_twice_the_time(reader: str) -> None:
    read = READERS[reader]

    def spent(size: int, piece: str) -> float:
        text = piece * (size // len(piece))
        began = time.thread_time()
        with suppress(UserError):
            read(text)
        return time.thread_time() - began

    for piece in PIECES:
        if (short := spent(4000, piece)) > 0.02:
            assert spent(16000, piece) < 10 * short, piece  # four times the length; the square of it would be sixteen
        assert short < 2.0, piece
