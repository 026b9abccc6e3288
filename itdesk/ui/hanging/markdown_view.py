"""Markdown that people wrote, shown in a label: no HTML of theirs, no pictures, addresses of the web and of people alone."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from itdesk.ui.desk import Desk
from itdesk.ui.outside_links import open_link, safe_link
from itdesk.ui.theme import Theme

_PERSON = re.compile(r"person:(\d{1,18})")


@cache
def _parser() -> Any:
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark", {"html": False, "breaks": True}).enable(["table", "strikethrough"]).disable("image")


def html_of(text: str) -> str:
    """The text as HTML in the theme's colours."""
    made: str = _parser().render(text)
    tone = Theme.current().color("accent-text").name()
    for kind in ("ul", "ol"):
        made = made.replace(f"<{kind}>", f'<{kind} style="-qt-list-indent:0;margin:2px 0 2px 16px">')
    return made.replace("<a href=", f'<a style="color:{tone};text-decoration:none" href=')


class MarkdownLabel(QLabel):
    """A text with links: to people, who are opened in the app, and to web and mail addresses."""

    def __init__(self, desk: Desk, text: str) -> None:
        super().__init__()
        self._desk = desk
        self.setTextFormat(Qt.TextFormat.RichText)
        self.setWordWrap(True)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextBrowserInteraction)
        self.setProperty("role", "body")
        self.linkActivated.connect(self._open)
        self.linkHovered.connect(self._tell_where)
        self.show_text(text)

    def show_text(self, text: str) -> None:
        """Show this."""
        self.setAccessibleName(text)
        self.setText(html_of(text))

    def _open(self, address: str) -> None:
        person = _PERSON.fullmatch(address)
        if person is not None:
            self._desk.open_record("people", int(person[1]))
        else:
            open_link(address)

    def _tell_where(self, address: str) -> None:
        """Where a link leads, whatever its words say; in the letters that a browser asks for."""
        url = safe_link(address)
        self.setToolTip("" if url is None else bytes(url.toEncoded().data()).decode("ascii"))
