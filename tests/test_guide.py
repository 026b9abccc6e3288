"""The user guide: a page for each screen, in every language that the app speaks, alike in shape, with no dead end."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtGui import QImage, QTextDocument
from PySide6.QtWidgets import QTextBrowser

from itdesk.areas import ENTRIES
from itdesk.core.texts import use_language
from itdesk.paths import guide
from itdesk.ui.help_pages import HelpWindow, chapter_of, titles
from itdesk.ui.help_pages import page as page_of
from itdesk.ui.theme import Theme
from tests.at_window import Person

PAGES = sorted(guide().glob("*.md"))
TRANSLATED = [folder for folder in sorted(guide().iterdir()) if (folder / "index.md").is_file()]
_LINK = re.compile(r"!?\[[^\]]*\]\(([^)]+)\)")
_OWN_PAGE = {"helpdesk.tickets": "helpdesk", "inventory.hardware": "inventory", "inventory.licences": "inventory"} | {
    "vendors.contracts": "vendors",
    "finance.budgets": "finance",
    "continuity.plans": "continuity",
    "reports.catalogue": "reports",
    "home.overview": "home",
}  # the first screens of an area are told on the area's page


def _shape(text: str) -> dict[str, object]:
    """What a page and its translation have in common, line by line or not."""
    lines = text.splitlines()
    return {
        "headings": [line.partition(" ")[0] for line in lines if line.startswith("#")],
        "rows of tables": sum(line.startswith("|") for line in lines),
        "points": sum(bool(re.match(r"- |\d+\. ", line)) for line in lines),
        "links": sorted(_LINK.findall(text)),
    }


@pytest.mark.parametrize("entry", [entry.folder for entry in ENTRIES])
def test_each_screen_has_a_page(entry: str) -> None:
    assert chapter_of(entry).stem == _OWN_PAGE.get(entry, entry)


@pytest.mark.parametrize("file", PAGES, ids=lambda file: file.stem)
def test_each_link_leads_somewhere(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    assert [link for link in _LINK.findall(text) if not guide(link).is_file()] == []


def test_contents_lead_to_each_page() -> None:
    linked = set(_LINK.findall(guide("index.md").read_text(encoding="utf-8")))
    assert {file.name for file in PAGES} - linked == {"index.md"}


def test_a_language_is_translated() -> None:
    assert [folder.name for folder in TRANSLATED] == ["de"]


@pytest.mark.parametrize("folder", TRANSLATED, ids=lambda folder: folder.name)
@pytest.mark.parametrize("file", PAGES, ids=lambda file: file.stem)
def test_translation_tells_the_same(folder: Path, file: Path) -> None:
    translated = (folder / file.name).read_text(encoding="utf-8")
    assert _shape(translated) == _shape(file.read_text(encoding="utf-8"))


def test_pages_are_in_the_language_in_use() -> None:
    use_language("de")
    try:
        assert chapter_of("helpdesk.tickets") == guide("de", "helpdesk.md")
        assert ("first-hour", "Die erste Stunde") in titles()
        use_language("fr")
        assert page_of("helpdesk.md") == guide("helpdesk.md")
    finally:
        use_language("en")


def test_import_has_a_page_of_its_own(at_window: Person) -> None:
    asked: list[str] = []
    at_window.window.help_wanted.connect(asked.append)
    at_window.press("G, I")
    at_window.wait(lambda: at_window.window.place == "inventory.hardware")
    at_window.window.page.open_import()
    at_window.press("F1")
    assert asked == ["import"]


def test_pictures_follow_the_theme(at_window: Person) -> None:
    at_window.window.help_wanted.emit("import")
    (shown,) = at_window.window.findChildren(HelpWindow)
    pages = shown.findChild(QTextBrowser)
    assert pages is not None
    light = pages.loadResource(QTextDocument.ResourceType.ImageResource.value, QUrl("pictures/import_light.png"))
    Theme.current().set_mode("dark")
    try:
        dark = pages.loadResource(QTextDocument.ResourceType.ImageResource.value, QUrl("pictures/import_light.png"))
    finally:
        Theme.current().set_mode("light")
    assert isinstance(light, QImage)
    assert isinstance(dark, QImage)
    assert light.pixelColor(5, 5).lightness() > 200
    assert dark.pixelColor(5, 5).lightness() < 60
