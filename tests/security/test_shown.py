"""Text that somebody else wrote is shown without a file or a picture of theirs being fetched.

Peers' holes of this class: Zammad CVE-2018-1000154 (a mail's subject), Snipe-IT GHSA-4g25-wj72-chxg, GLPI CVE-2026-42321, osTicket's
"SSRF External Images"; Qt's own labels and text views open what markup names.
"""

from __future__ import annotations

import ctypes
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QLabel, QTextBrowser, QWidget

from itdesk.areas.continuity.plans.page_formatted import Formatted
from itdesk.ui.hanging.markdown_view import MarkdownLabel
from itdesk.ui.hanging.preview import _Pages
from itdesk.ui.labels import label

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="watches files by inotify")
IN_OPEN = 0x20


class Watched:
    """A picture on the disk, and whether anybody opened it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        picture = QImage(8, 8, QImage.Format.Format_RGB32)
        picture.fill(0)
        assert picture.save(str(path))
        self._library = ctypes.CDLL(None, use_errno=True)
        self._handle = self._library.inotify_init1(os.O_NONBLOCK)
        assert self._library.inotify_add_watch(self._handle, os.fsencode(path), IN_OPEN) > 0

    def was_opened(self) -> bool:
        try:
            return bool(os.read(self._handle, 4096))
        except BlockingIOError:
            return False

    def close(self) -> None:
        os.close(self._handle)


@pytest.fixture
def watched(tmp_path: Path, qapp: Any) -> Iterator[Watched]:
    one = Watched(tmp_path / "canary.png")
    yield one
    one.close()


def payloads(place: str) -> list[str]:
    """Ways to name a file in markup."""
    url = f"file://{place}"
    return [
        part
        for where in (place, url, url.replace("file:", "FILE:"), f"file://localhost{place}", f" {url} ")
        for part in (
            f'<img src="{where}">', f"<IMG SRC='{where}'/>", f'<body background="{where}">', f'<table background="{where}"><tr><td>x</table>',
            f'<div style="background-image:url({where})">x</div>', f'<style>@import "{where}";p{{background:url({where})}}</style><p>x',
            f'<link rel="stylesheet" href="{where}"><p>x', f"![x]({where})", f"![x][1]\n\n[1]: {where}", f'<ul style="list-style-image:url({where})"><li>x</ul>',
            f'<b><img src="{where}" width=9 height=9></b>', f'<object data="{where}">x</object>', f'<iframe src="{where}"></iframe>',
            f'<svg><image href="{where}"/></svg>', f'<a href="{where}"><img src="{where}"></a>', f'# <img src="{where}">',
        )
    ]  # fmt: skip


def shown(qtbot: Any, widget: QWidget) -> None:
    qtbot.addWidget(widget)
    widget.resize(300, 200)
    widget.grab()
    widget.setToolTip("")


def formatted(text: str) -> QWidget:
    made = Formatted("Steps", "")
    made.show_text(text)
    return made


def opened_text(text: str, *, html: bool) -> QWidget:
    made = _Pages()
    (made.setHtml if html else made.setMarkdown)(text)
    return made


WAYS: dict[str, Callable[[str], QWidget]] = {
    "a label": label,
    "a comment": lambda text: MarkdownLabel(None, text),  # type: ignore[arg-type]
    "a plan": formatted,
    "an attached page": lambda text: opened_text(text, html=True),
    "an attached text": lambda text: opened_text(text, html=False),
}


@pytest.mark.parametrize("way", WAYS)
def test_nothing_is_fetched(
    qtbot: Any, watched: Watched, way: str, record_property: Callable[[str, object], None]
) -> None:
    texts = payloads(str(watched.path))
    assert len(texts) >= 80
    for text in texts:
        shown(qtbot, WAYS[way](text))
        assert not watched.was_opened(), text
    record_property("texts shown", len(texts))


def test_the_controls_fetch(qtbot: Any, watched: Watched) -> None:
    """Qt's own widgets do open it, so that the watch is known to see."""
    for bare in (QLabel(f'<img src="{watched.path}">'), QTextBrowser()):
        if isinstance(bare, QTextBrowser):
            bare.setHtml(f'<img src="{watched.path}">')
        shown(qtbot, bare)
        assert watched.was_opened()
