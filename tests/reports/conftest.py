"""What report tests share: an imprint with a fixed moment, and a reader of finished PDFs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pypdfium2
import pytest

from itdesk.reports.document import Imprint


@pytest.fixture(scope="session")
def imprint() -> Imprint:
    return Imprint("Harbour & Pine Architects", "Mara Ellison", datetime(2026, 11, 20, 9, 30, tzinfo=UTC))


@pytest.fixture(scope="session")
def pages() -> Callable[[Path], list[str]]:
    """The text of each page, as a reader would copy it."""

    def read(path: Path) -> list[str]:
        document = pypdfium2.PdfDocument(path)
        try:
            return [page.get_textpage().get_text_range().replace("\r\n", "\n") for page in document]
        finally:
            document.close()

    return read
