"""The user guide inside the app: the chapter that belongs to a screen, and the way to the others."""

from __future__ import annotations

from functools import cache, partial
from pathlib import Path

from PySide6.QtCore import QSize, Qt, QUrl
from PySide6.QtGui import (
    QImage,
    QKeySequence,
    QShortcut,
    QTextBlockFormat,
    QTextCursor,
    QTextDocument,
    QTextFrameFormat,
    QTextTable,
)
from PySide6.QtWidgets import QDialog, QHBoxLayout, QTextBrowser, QVBoxLayout, QWidget

from itdesk.core.texts import _, language
from itdesk.paths import guide
from itdesk.ui.buttons import Button
from itdesk.ui.find_bar import FindBar
from itdesk.ui.found_marks import TextMarks
from itdesk.ui.theme import Theme
from itdesk.ui.turns import in_turns

CONTENTS = "index.md"


def page(name: str) -> Path:
    """A page of the guide in the language in use; in English where it isn't written in that one."""
    translated = guide(language().partition("_")[0], name)
    return translated if translated.is_file() else guide(name)


def chapter_of(place: str) -> Path:
    """The guide's page for a place such as "finance.budgets": its own, its area's, or the contents."""
    area = place.partition(".")[0]
    return page(next((name for name in (f"{place}.md", f"{area}.md") if guide(name).is_file()), CONTENTS))


def titles() -> list[tuple[str, str]]:
    """Every chapter of the guide: its name as a place, and its title."""
    return [(file.stem, _title(page(file.name))) for file in sorted(guide().glob("*.md"))]


@cache
def _title(file: Path) -> str:
    with file.open(encoding="utf-8") as opened:
        return opened.readline().lstrip("# ").strip()


class _Pages(QTextBrowser):
    """Shows the guide's own files and pictures, and nothing that lies elsewhere."""

    def loadResource(self, kind: int, name: QUrl | str) -> object:
        wanted = Path(QUrl(name).path()).name
        if Theme.current().dark and guide("pictures", wanted.replace("_light", "_dark")).is_file():
            wanted = wanted.replace("_light", "_dark")
        file = next((file for file in (guide(wanted), guide("pictures", wanted)) if file.is_file()), None)
        if file is None:
            return None
        if kind != QTextDocument.ResourceType.ImageResource.value:
            return super().loadResource(kind, QUrl.fromLocalFile(str(file)))
        picture, ratio = QImage(str(file)), self.devicePixelRatioF()
        bar = self.verticalScrollBar()  # a long chapter takes room for it once its pictures are there
        wide = self.viewport().width() - (0 if bar.isVisible() else bar.sizeHint().width())
        room = round((wide - 2 * self.document().documentMargin()) * ratio)
        if picture.width() > room > 0:  # or the whole page would have to be scrolled sideways
            picture = picture.scaledToWidth(room, Qt.TransformationMode.SmoothTransformation)
        picture.setDevicePixelRatio(ratio)
        return picture


def _set_type(document: QTextDocument) -> None:
    """Give a page the room between its lines that Markdown alone doesn't: headings, paragraphs, points and tables."""
    theme = Theme.current()
    cursor, block, first = QTextCursor(document), document.begin(), True
    cursor.beginEditBlock()
    while block.isValid():
        form, level = block.blockFormat(), block.blockFormat().headingLevel()
        cursor.setPosition(block.position())
        if cursor.currentTable() is None:
            form.setTopMargin(theme.px(20) if level and not first else 0)
            form.setBottomMargin(theme.px(4 if block.textList() else 8))
        form.setLineHeight(0 if level else theme.px(4), QTextBlockFormat.LineHeightTypes.LineDistanceHeight.value)
        cursor.setBlockFormat(form)
        block, first = block.next(), False
    cursor.endEditBlock()
    for frame in document.rootFrame().childFrames():
        if isinstance(frame, QTextTable):
            table = frame.format().toTableFormat()
            table.setCellPadding(theme.px(6))
            table.setBorder(1)
            table.setBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_Solid)
            table.setBorderBrush(theme.color("line-input"))
            table.setBorderCollapse(True)
            table.setTopMargin(theme.px(4))
            table.setBottomMargin(theme.px(12))
            frame.setFormat(table)


class HelpWindow(QDialog):
    """Opens beside the window it explains; Esc closes it."""

    def __init__(self, place: str, parent: QWidget) -> None:
        super().__init__(parent)
        theme = Theme.current()
        self.setWindowTitle(_("Help"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._pages = _Pages()
        self._pages.setOpenLinks(False)
        self._pages.setAccessibleName(_("User guide"))
        self._pages.setSearchPaths([str(guide())])
        self._pages.anchorClicked.connect(self._follow)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(16, 12, 16, 12)
        self.finder = FindBar(TextMarks(lambda: [self._pages]), self._pages)
        whole.addWidget(self.finder)
        whole.addWidget(self._pages, 1)
        for key, run in (("Ctrl+F", self.finder.open), ("F3", self.finder.next), ("Shift+F3", self.finder.previous)):
            QShortcut(QKeySequence(key), self).activated.connect(run)
        foot = QHBoxLayout()
        foot.addWidget(Button(_("Contents"), icon="list", run=lambda: self._show(page(CONTENTS))))
        foot.addWidget(Button(_("Find on this page"), icon="search", key="Ctrl+F", run=self.finder.open))
        foot.addStretch(1)
        foot.addWidget(Button(_("Close"), key="Esc", run=self.accept))
        whole.addLayout(foot)
        self.resize(QSize(theme.px(760), theme.px(640)).boundedTo(parent.window().size()))
        whole.activate()  # the pictures are as wide as there is room
        in_turns(self, partial(self._show, chapter_of(place)))  # the window is there before its chapter is laid out

    def _show(self, file: Path) -> None:
        document = self._pages.document()
        document.setBaseUrl(QUrl.fromLocalFile(str(guide()) + "/"))
        document.setMarkdown(file.read_text(encoding="utf-8"), QTextDocument.MarkdownFeature.MarkdownDialectGitHub)
        _set_type(document)
        self._pages.moveCursor(self._pages.textCursor().MoveOperation.Start)
        self.finder.look()

    def _follow(self, link: QUrl) -> None:
        file = page(link.fileName())
        if link.isRelative() and file.is_file():
            self._show(file)
