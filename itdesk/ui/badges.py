"""A state as a person sees it: a badge (tint, icon, word) or a status (shape, word); never colour alone."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from itdesk.core.choices import Choice
from itdesk.ui import drawing, icons
from itdesk.ui.theme import Theme

PAD = 8


@dataclass(frozen=True, slots=True)
class Badge:
    """tone: red, amber, green, blue (accent), violet or grey; icon may be left out where the word says it all."""

    text: str
    tone: str = "grey"
    icon: str = ""

    @classmethod
    def of(cls, choice: Choice) -> Badge:
        """The badge of a declared choice."""
        return cls(choice.label, choice.tone, choice.icon)


def hue(tone: str) -> str:
    """The token family of a tone; accent is drawn in blue."""
    return "blue" if tone == "accent" else tone


def badge_width(badge: Badge) -> int:
    """How wide its badge is."""
    icon = Theme.current().px(12) + 5 if badge.icon else 0
    return 2 * PAD + icon + drawing.width(badge.text, "caption", 600) + 1


def badge_height() -> int:
    """20 px, grown with the font scale."""
    return Theme.current().px(20)


def paint_badge(painter: QPainter, box: QRect, badge: Badge, *, align: str = "start", most: int = 0) -> None:
    """Draw a badge at the start or the end of box, in the middle of its height; its word is cut where room is short.

    most is as wide as it may be; 0 for the whole box.
    """
    theme = Theme.current()
    family = hue(badge.tone)
    wide = min(badge_width(badge), most or box.width())
    start = 0 if align == "start" else box.width() - wide
    frame = drawing.part(box, start, wide)
    height = badge_height()
    frame = QRect(frame.left(), frame.top() + (frame.height() - height) // 2, wide, height)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.color(f"{family}-tint"))
    painter.drawRoundedRect(QRectF(frame), 4, 4)
    used = PAD
    if badge.icon:
        side = theme.px(12)
        icons.paint(
            painter,
            drawing.part(frame, used, side),
            badge.icon,
            f"{family}-text",
            size=side,
            paper=f"{family}-tint",
        )
        used += side + 5
    room = drawing.part(frame, used, frame.width() - used - PAD + 2)
    drawing.draw(painter, room, badge.text, role="caption", weight=600, tone=f"{family}-text")
    painter.restore()


def paint_status(
    painter: QPainter, box: QRect, text: str, tone: str, icon: str, *, paper: str = "surface", ink: str = "text"
) -> None:
    """Draw a status: its shape in the colour of its tone, then its word."""
    side = icons.default_size(icon)
    if icon:
        icons.paint(painter, drawing.part(box, 0, side), icon, hue(tone), paper=paper)
    start = side + 6 if icon else 0
    drawing.draw(painter, drawing.part(box, start, box.width() - start), text, tone=ink)


class BadgeLabel(QWidget):
    """A badge as a widget."""

    def __init__(self, badge: Badge) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.show_badge(badge)

    def show_badge(self, badge: Badge) -> None:
        """Show another state."""
        self.badge = badge
        self.setAccessibleName(badge.text)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(badge_width(self.badge), badge_height())

    def minimumSizeHint(self) -> QSize:
        return QSize(min(badge_width(self.badge), Theme.current().px(40)), badge_height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        paint_badge(QPainter(self), self.rect(), self.badge)


class StatusLabel(QWidget):
    """A status as a widget: shape and word."""

    def __init__(self, text: str, tone: str, icon: str, *, ink: str = "text") -> None:
        super().__init__()
        self._ink = ink
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.show_status(text, tone, icon)

    @classmethod
    def of(cls, choice: Choice) -> StatusLabel:
        """The status of a declared choice."""
        return cls(choice.label, choice.tone, choice.icon)

    def show_status(self, text: str, tone: str, icon: str) -> None:
        """Show another state."""
        self._status = text, tone, icon
        self.setAccessibleName(text)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        text, _tone, icon = self._status
        shape = icons.default_size(icon) + 6 if icon else 0
        return QSize(shape + drawing.width(text) + 2, Theme.current().line())

    def minimumSizeHint(self) -> QSize:
        return QSize(min(self.sizeHint().width(), Theme.current().px(48)), self.sizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        text, tone, icon = self._status
        paint_status(QPainter(self), self.rect(), text, tone, icon, ink=self._ink)
