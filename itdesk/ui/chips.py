"""Chips of a filter bar: "Status is open ×", "Site both ⌄", "+ Filter F"."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from itdesk.core.texts import _
from itdesk.ui import drawing, icons, keys
from itdesk.ui.theme import Theme

PAD = 11


class Chip(QPushButton):
    """24 px high. look: "on" (a filter that holds), "menu" (a choice that is always there) or "add".

    A click asks for the value to be changed in place; × or Delete asks for an "on" chip to be taken away.
    """

    removed = Signal()

    def __init__(self, field: str, value: str = "", *, look: str = "on", key: str = "") -> None:
        super().__init__()
        self.look = look
        self.key = key
        self._over_close = False
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setMouseTracking(True)
        self.set_words(field, value)

    def set_words(self, field: str, value: str = "") -> None:
        """What it says: the field in normal weight, the value in bold."""
        self.field, self.value = field, value
        said = f"{field} {value}".strip()
        self.setAccessibleName(_("{filter}. Delete removes it").format(filter=said) if self.look == "on" else said)
        self.setText(said.replace("&", "&&"))
        self.setToolTip(said if self.look == "on" else "")
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        theme = Theme.current()
        return QSize(2 * PAD + sum(self._widths()), theme.px(24))

    def minimumSizeHint(self) -> QSize:
        return QSize(min(self.sizeHint().width(), Theme.current().px(72)), Theme.current().px(24))

    def _widths(self) -> tuple[int, int, int, int]:
        """Width of the leading icon, the field, the value and what ends the chip, each with its gap."""
        side = Theme.current().px(12)
        lead = side + 5 if self.look == "add" else 0
        field = drawing.width(self.field, "small", 400) if self.field else 0
        value = drawing.width(self.value, "small", 600) + 4 if self.value else 0
        end = {"on": side + 6, "menu": side + 6}.get(self.look, keys.caps_width(self.key) + 8 if self.key else 0)
        return lead, field + 1, value + 1, end

    def _close_box(self) -> QRect:
        side = Theme.current().px(12)
        return drawing.part(self.rect(), self.width() - PAD - side - 6, side + PAD + 6)

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = Theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        frame = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        round_end = frame.height() / 2
        over = self.underMouse()
        pen = QPen(theme.color("line-strong"))
        if self.look == "add":
            pen.setStyle(Qt.PenStyle.CustomDashLine)
            pen.setDashPattern([3, 3])
        painter.setPen(Qt.PenStyle.NoPen if self.look == "on" else pen)
        painter.setBrush(theme.color("selected" if self.look == "on" else "hover" if over else "surface"))
        painter.drawRoundedRect(frame, round_end, round_end)
        self._paint_words(painter, theme)
        if self.hasFocus():
            painter.setPen(QPen(theme.color("focus"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(frame.adjusted(0.5, 0.5, -0.5, -0.5), round_end, round_end)

    def _paint_words(self, painter: QPainter, theme: Theme) -> None:
        lead, field, value, end = self._widths()
        side = theme.px(12)
        quiet = "accent-text" if self.look == "on" else "text-2"
        loud = "accent-text" if self.look == "on" else "text"
        box = self.rect()
        x = PAD
        if lead:
            icons.paint(painter, drawing.part(box, x, side), "plus", quiet, size=side)
            x += lead
        room = box.width() - x - PAD - end
        field = min(field, max(room - value, room * 55 // 100))  # where room is short, both give way
        drawing.draw(painter, drawing.part(box, x, field), self.field, role="small", tone=quiet)
        x += field
        if self.value:
            left = max(0, box.width() - PAD - end - x - 4)
            drawing.draw(painter, drawing.part(box, x + 4, left), self.value, role="small", weight=600, tone=loud)
        if self.look in {"on", "menu"}:
            place = drawing.part(box, box.width() - PAD - side + 1, side)
            name = "x" if self.look == "on" else "down"
            ink = "text" if self._over_close and self.look == "on" else quiet
            icons.paint(painter, place, name, ink, size=side)
        elif self.key:
            keys.paint_caps(painter, drawing.part(box, 0, box.width() - PAD + 2), self.key)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        over = self._close_box().contains(event.position().toPoint())
        if over != self._over_close:
            self._over_close = over
            said = f"{self.field} {self.value}".strip() if self.look == "on" else ""
            self.setToolTip(_("Remove this filter") if over and said else said)
            self.update()
        super().mouseMoveEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        self._over_close = False
        super().leaveEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self.look == "on" and self.isDown() and self._close_box().contains(event.position().toPoint()):
            self.setDown(False)
            self.removed.emit()
            return
        super().mouseReleaseEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self.look == "on" and event.key() in {Qt.Key.Key_Delete, Qt.Key.Key_Backspace}:
            self.removed.emit()
        elif event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.click()
        else:
            super().keyPressEvent(event)


class Tag(QWidget):
    """A small piece of linked text on accent ground, such as the record a command is about; × takes it away."""

    removed = Signal()

    def __init__(self, text: str) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.set_text(text)

    def set_text(self, text: str) -> None:
        """Name the record."""
        self.text = text
        self.setAccessibleName(text)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        theme = Theme.current()
        return QSize(drawing.width(self.text, "small", 600) + theme.px(12) + 24, theme.px(24))

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = Theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("selected"))
        painter.drawRoundedRect(QRectF(self.rect()), 4, 4)
        box, side = self.rect(), theme.px(12)
        room = drawing.part(box, 8, box.width() - side - 20)
        drawing.draw(painter, room, self.text, role="small", weight=600, tone="accent-text")
        icons.paint(painter, drawing.part(box, box.width() - side - 8, side), "x", "accent-text", size=side)

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        self.removed.emit()
