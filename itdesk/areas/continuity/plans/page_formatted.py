"""Markdown shown as text: live values stand in it as chips, nothing is loaded and no HTML is read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QRect, QRectF, QSizeF, Qt, QUrl, Signal
from PySide6.QtGui import (
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPyTextObject,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFormat,
)
from PySide6.QtWidgets import QSizePolicy, QTextBrowser

from itdesk.areas.continuity.plans import tokens
from itdesk.core.texts import _
from itdesk.ui import drawing, icons
from itdesk.ui.labels import restyle
from itdesk.ui.outside_links import nothing_fetched, open_link
from itdesk.ui.theme import Theme

_CHIP = QTextFormat.ObjectTypes.UserObject.value + 1
_TEXT, _ICON, _KNOWN = (QTextFormat.Property.UserProperty.value + number for number in (1, 2, 3))
_FIRST, _LAST = 0xE000, 0xF8FF  # private characters hold the places of chips while Markdown is read
_OBJECT = "\ufffc"
_PHONES = frozenset({"phone", "mobile", "support_phone", "contact_phone"})


def icon_of(chip: Any) -> str:
    """The icon on a chip: of the kind of value where it is one of a record's values, else of the record."""
    read = tokens.tokens(chip.source)
    part = read[0].part if read else ""
    if part in _PHONES:
        return "call"
    return "clock" if part.endswith(("_hours", "_minutes")) else str(chip.icon)


class _ChipPainter(QPyTextObject):
    """Draws a live value: icon and words on the tint of selected things; amber where nothing in the data is meant."""

    def intrinsicSize(self, doc: QTextDocument, _position: int, form: QTextFormat) -> QSizeF:
        theme = Theme.current()
        wide = drawing.width(str(form.property(_TEXT)), "body", 500) + theme.px(12) + 18
        most = doc.textWidth() - 2 if doc.textWidth() > 0 else wide
        return QSizeF(min(wide, most), drawing.metrics("body", 500).height())  # the line of the words around it

    def drawObject(
        self, painter: QPainter, rect: QRectF | QRect, _doc: QTextDocument, _position: int, form: QTextFormat
    ) -> None:
        theme = Theme.current()
        known = bool(form.property(_KNOWN))
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("selected" if known else "amber-tint"))
        painter.drawRoundedRect(QRectF(rect).adjusted(1, -1.5, -1, 2), 4, 4)
        box, side, ink = QRectF(rect).toRect(), theme.px(12), "accent-text" if known else "amber-text"
        icons.paint(painter, drawing.part(box, 6, side), str(form.property(_ICON)), ink, size=side)
        room = drawing.part(box, 10 + side, box.width() - side - 15)
        drawing.draw(painter, room, str(form.property(_TEXT)), weight=500, tone=ink)
        painter.restore()


def fill(document: QTextDocument, pieces: Sequence[Any]) -> None:
    """Show Markdown with live values in a document. pieces are texts and chips in their order."""
    chips: dict[str, Any] = {}
    words: list[str] = []
    for piece in pieces:
        if isinstance(piece, str):
            words.append("".join(sign for sign in piece if not _FIRST <= ord(sign) <= _LAST))
        elif _FIRST + len(chips) <= _LAST:
            mark = chr(_FIRST + len(chips))
            chips[mark] = piece
            words.append(mark)
    features = QTextDocument.MarkdownFeature
    document.setDefaultFont(Theme.current().font("body"))
    document.setMarkdown("".join(words), features.MarkdownDialectGitHub | features.MarkdownNoHTML)
    _space(document)
    for mark, chip in chips.items():
        found = document.find(mark)
        if not found.isNull():
            found.insertText(_OBJECT, _chip_format(found.charFormat(), chip))


def _space(document: QTextDocument) -> None:
    """The lines, gaps and headings of the design in place of those that Markdown brings."""
    theme = Theme.current()
    block = document.begin()
    while block.isValid():
        form = QTextBlockFormat()
        level = block.blockFormat().headingLevel()
        first, last = not block.previous().isValid(), not block.next().isValid()
        in_list = block.textList() is not None
        form.setTopMargin(theme.px(12) if level and not first else 0)
        form.setBottomMargin(0 if last else theme.px(2 if in_list else 8))
        form.setLineHeight(theme.px(21), QTextBlockFormat.LineHeightTypes.MinimumHeight.value)
        cursor = QTextCursor(block)
        cursor.mergeBlockFormat(form)
        if level:
            heading = QTextCharFormat()
            heading.setProperty(QTextFormat.Property.FontSizeAdjustment.value, 0)
            heading.setFont(theme.font("section" if level < 3 else "strong"))
            cursor.select(QTextCursor.SelectionType.BlockUnderCursor)
            cursor.mergeCharFormat(heading)
        block = block.next()


def _chip_format(around: QTextCharFormat, chip: Any) -> QTextCharFormat:
    form = QTextCharFormat(around)
    form.setObjectType(_CHIP)
    form.setProperty(_TEXT, chip.text)
    form.setProperty(_ICON, icon_of(chip))
    form.setProperty(_KNOWN, chip.is_known)
    form.setVerticalAlignment(QTextCharFormat.VerticalAlignment.AlignBaseline)
    if chip.is_known:
        form.setAnchor(True)
        form.setAnchorHref(f"itdesk:{chip.kind}/{chip.record_id}")
        form.setToolTip(_("Open {name}").format(name=chip.text))
    else:
        form.setToolTip(_("“{name}” is not in your data").format(name=chip.text))
    return form


class Formatted(QTextBrowser):
    """A text as high as it is. Click, Enter or F2 asks to edit it; chips open their records, links the browser."""

    edit_wanted = Signal()
    record_wanted = Signal(str, int)

    def __init__(self, name: str, placeholder: str) -> None:
        super().__init__()
        self._name = name
        self._pieces: tuple[Any, ...] = ()
        self.editable = True
        restyle(self, look="text")
        self.setPlaceholderText(placeholder)
        self.setOpenLinks(False)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(name)
        self.document().setDocumentMargin(2)
        self._painter = _ChipPainter(self)
        self.document().documentLayout().registerHandler(_CHIP, self._painter)
        self.document().documentLayout().documentSizeChanged.connect(self._fit)
        self.anchorClicked.connect(self._follow)
        Theme.current().follow(self, self._again)
        self._fit(self.document().size())

    def show_pieces(self, pieces: Sequence[Any]) -> None:
        """Show another text."""
        if tuple(pieces) == self._pieces:
            return
        self._pieces = tuple(pieces)
        self._again()

    def show_text(self, text: str) -> None:
        """Show a text before its live values were read: those that were shown before stand in, others as written."""
        known = {piece.source: piece for piece in self._pieces if not isinstance(piece, str)}
        split = (piece if isinstance(piece, str) else piece.source for piece in tokens.split(text))
        self.show_pieces([known.get(piece, piece) for piece in split])

    def _again(self) -> None:
        fill(self.document(), self._pieces)
        said = "".join(piece if isinstance(piece, str) else piece.text for piece in self._pieces)
        self.setAccessibleDescription(said)

    def _fit(self, size: QSizeF) -> None:
        lowest = Theme.current().px(24)
        self.setFixedHeight(max(lowest, round(size.height()) + 2 * self.frameWidth() + 4))

    def loadResource(self, _kind: int, _name: QUrl | str) -> object:
        """Nothing: a plan's text never fetches pictures, styles or files."""
        return nothing_fetched()

    def _follow(self, link: QUrl) -> None:
        if link.scheme() == "itdesk":
            kind, _slash, key = link.path().partition("/")
            if key.isdecimal() and len(key) < 19:  # a link of somebody's own making may say anything
                self.record_wanted.emit(kind, int(key))
        else:
            open_link(link)

    def _on_link(self) -> bool:
        cursor = self.textCursor()
        return cursor.hasSelection() and cursor.charFormat().isAnchor()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        enter = event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and not event.modifiers()
        if self.editable and (event.key() == Qt.Key.Key_F2 or (enter and not self._on_link())):
            self.edit_wanted.emit()
            return
        super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        plain = event.button() == Qt.MouseButton.LeftButton and not self.textCursor().hasSelection()
        if plain and self.editable and not self.anchorAt(event.position().toPoint()):
            self.edit_wanted.emit()
