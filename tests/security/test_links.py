"""Links in data open the web and mail alone, and say where they lead.

Peers' holes of this class: RTIR CVE-2026-105456 (a `javascript:` link out of a mail), KMail CVE-2020-11880 (a mailto that
attaches files), Windows shares that take a password's hash.
"""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices

from itdesk.areas.continuity.plans.page_formatted import Formatted
from itdesk.core.record import Kind
from itdesk.ui.fact_rows import open_address
from itdesk.ui.hanging.markdown_view import MarkdownLabel
from itdesk.ui.outside_links import mail_link, safe_link

LEFT_ALONE = (
    "javascript:alert(1)", "JaVaScRiPt:alert(1)", "java\tscript:alert(1)", "data:text/html,<script>1</script>", "vbscript:x",
    "file:///etc/passwd", "file://server/share/x.exe", "//server/share/x", "\\\\server\\share\\x.lnk", "smb://server/share",
    "search-ms:query=x", "ms-msdt:/id x", "ftp://host/x", "itdesk:", "itdesk:tickets/x", "http:", "https:///x", "C:\\x.exe", "../x", "",
)  # fmt: skip


class Opened(list[str]):
    """What would have been opened outside."""

    def take(self, url: QUrl) -> bool:
        self.append(url.toString())
        return True


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> Opened:
    kept = Opened()
    monkeypatch.setattr(QDesktopServices, "openUrl", kept.take)
    return kept


@pytest.mark.parametrize("address", LEFT_ALONE)
def test_other_schemes_are_left_alone_wherever_a_link_stands(qtbot: Any, opened: Opened, address: str) -> None:
    comment, plan = MarkdownLabel(None, "x"), Formatted("Steps", "")  # type: ignore[arg-type]
    qtbot.addWidget(comment)
    qtbot.addWidget(plan)
    comment.linkActivated.emit(address)
    plan.anchorClicked.emit(QUrl(address))
    if (
        not address.startswith(("http", "..", "ftp")) and address
    ):  # a page that is typed without its scheme is one of the web
        open_address(Kind.URL, address)
    assert opened == []
    comment.linkActivated.emit("https://example.org/x?y=1")
    assert opened == ["https://example.org/x?y=1"]


def test_mail_takes_no_file_along() -> None:
    link = safe_link("mailto:a@example.org?subject=Hi%20there&attach=/etc/passwd&Attachment=x&bcc=evil@example.org")
    assert link is not None
    assert link.toString() == "mailto:a@example.org?subject=Hi there"
    typed = mail_link("a@example.org?attach=/etc/passwd&bcc=x")
    assert not typed.hasQuery()
    assert typed.path() == "a@example.org?attach=/etc/passwd&bcc=x"


def test_a_link_says_where_it_leads(qtbot: Any) -> None:
    comment = MarkdownLabel(None, "[https://bank.example](https://b\u0430nk.example/<b>)")  # type: ignore[arg-type]
    qtbot.addWidget(comment)
    comment.linkHovered.emit("https://b\u0430nk.example/<b>x</b>")
    assert comment.toolTip() == "https://xn--bnk-6cd.example/%3Cb%3Ex%3C/b%3E"
    comment.linkHovered.emit("javascript:x")
    assert comment.toolTip() == ""
