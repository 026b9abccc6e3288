"""Text on screen, never read as markup, in the type roles of the theme."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QLabel, QSizePolicy, QWidget

from itdesk.ui import drawing
from itdesk.ui.theme import Theme


def label(
    text: str = "",
    role: str = "body",
    tone: str = "text",
    *,
    wrap: bool = False,
    selectable: bool = False,
    buddy: QWidget | None = None,
) -> QLabel:
    """A label that shows its text as it is. role and tone are names of the theme; buddy is the field that it names."""
    made = QLabel(text)
    _dress(made, role, tone)
    made.setWordWrap(wrap)
    if selectable:
        made.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        made.setAccessibleName(text)
    if buddy is not None:
        made.setBuddy(buddy)
    return made


def _dress(made: QLabel, role: str, tone: str) -> None:
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setProperty("role", role)
    made.setProperty("tone", tone)
    if made.layoutDirection() == Qt.LayoutDirection.RightToLeft:  # Qt asks the letters for their side, not the layout
        made.setAlignment(Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)


class Note(QLabel):
    """A sentence under a field: as wide as there is room, and as high as it then needs, which a form's rows don't ask."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        _dress(self, "small", "text-2")
        self.setWordWrap(True)

    def setText(self, text: str) -> None:
        super().setText(text)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        self.setFixedHeight(max(0, self.heightForWidth(self.width())))  # less than none without words


def restyle(widget: QWidget, **properties: str) -> None:
    """Change the properties that the style sheet looks at, and let it look again."""
    for name, value in properties.items():
        widget.setProperty(name, value)
    widget.style().unpolish(widget)
    widget.style().polish(widget)
    widget.update()


def rule(*, vertical: bool = False) -> QFrame:
    """A line of one pixel between parts."""
    made = QFrame()
    made.setProperty("look", "line")
    if vertical:
        made.setFixedWidth(1)
    else:
        made.setFixedHeight(1)
    return made


class ElidedLabel(QLabel):
    """One line that gives way: it ends in an ellipsis where room is short, with the whole text as its tooltip."""

    def __init__(
        self,
        text: str = "",
        role: str = "body",
        tone: str = "text",
        mode: Qt.TextElideMode = Qt.TextElideMode.ElideRight,
    ) -> None:
        super().__init__(text)
        self._mode = mode
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("role", role)
        self.setProperty("tone", tone)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def minimumSizeHint(self) -> QSize:
        hint = super().minimumSizeHint()
        return QSize(min(hint.width(), Theme.current().px(24)), hint.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        cut = self.fontMetrics().horizontalAdvance(self.text()) > self.contentsRect().width()
        self.setToolTip(self.text() if cut else "")

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        box = self.contentsRect()
        shown = self.fontMetrics().elidedText(self.text(), self._mode, box.width())
        painter.setPen(self.palette().color(self.foregroundRole()))
        align = self.alignment() & ~Qt.AlignmentFlag.AlignVertical_Mask
        ends = bool(align & Qt.AlignmentFlag.AlignRight)
        drawing.put(painter, box, shown, "end" if ends else "start")
