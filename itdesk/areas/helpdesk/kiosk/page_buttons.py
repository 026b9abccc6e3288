"""What is pressed on the shared PC's screen: large buttons and tiles with a picture, and the letters that they are written in."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy

from itdesk.core.texts import _
from itdesk.ui import drawing, icons, keys
from itdesk.ui.buttons import Button
from itdesk.ui.theme import Theme

HEIGHT = 56  # of controls


FINGER = 48  # the least that a finger hits


def font(size: int, weight: int = 400) -> QFont:
    """The theme's family at a size between its roles; this screen is read from farther away."""
    made = QFont(Theme.current().font("body", weight))
    made.setPixelSize(Theme.current().px(size))
    return made


class BigButton(Button):
    """A button of 56 px; `after` is an icon behind its word. Links are 48 px high."""

    def __init__(
        self,
        text: str,
        *,
        icon: str = "",
        after: str = "",
        kind: str = "plain",
        key: str = "",
        strong: bool = False,
        run: Callable[[], object] | None = None,
    ) -> None:
        self._after = after
        self._weight = 400 if kind == "link" and not strong else 600
        super().__init__(text, icon=icon, kind=kind, key=key, run=run)

    @property
    def _height(self) -> int:
        return (
            max(FINGER, Theme.current().px(FINGER)) if self.kind == "link" else max(HEIGHT, Theme.current().px(HEIGHT))
        )

    @property
    def _pad(self) -> int:
        return 24

    def _font(self) -> QFont:
        return font(15, self._weight)

    def sizeHint(self) -> QSize:
        theme = Theme.current()
        parts = [QFontMetrics(self._font()).horizontalAdvance(self._shown) + 1]
        parts += [theme.px(18) for name in (self.icon_name, self._after) if name]
        if self.key:
            parts.append(keys.caps_width(self.key))
        pads = 8 if self.kind == "link" else 2 * self._pad
        return QSize(pads + sum(parts) + 10 * (len(parts) - 1), self._height)

    def _paint_parts(self, painter: QPainter, theme: Theme, ink: QColor) -> None:
        hint = self.sizeHint().width()
        x = (4 if self.kind == "link" else self._pad) + max(0, (self.width() - hint) // 2)
        side = theme.px(18)
        if self.icon_name:
            icons.paint(painter, drawing.part(self.rect(), x, side), self.icon_name, ink, size=side)
            x += side + 10
        painter.setFont(self._font())
        painter.setPen(ink)
        metrics = QFontMetrics(self._font())
        tail = (side + 10 if self._after else 0) + (keys.caps_width(self.key) + 10 if self.key else 0)
        room = max(0, self.width() - x - tail - (0 if self.kind == "link" else self._pad // 2))
        shown = metrics.elidedText(self._shown, Qt.TextElideMode.ElideRight, room)
        used = metrics.horizontalAdvance(shown) + 1
        drawing.put(painter, drawing.part(self.rect(), x, used), shown)
        if self.kind == "link" and self.underMouse():
            y = self.rect().center().y() + metrics.ascent() // 2 + 2
            base = drawing.part(self.rect(), x, used)
            painter.drawLine(base.left(), y, base.right(), y)
        x += used + 10
        if self._after:
            icons.paint(painter, drawing.part(self.rect(), x, side), self._after, ink, size=side)
            x += side + 10
        if self.key:
            room_of_key = drawing.part(self.rect(), x, keys.caps_width(self.key))
            if self.kind == "primary":
                paper = theme.color("on-accent")
                glass = QColor(paper)
                glass.setAlpha(45)
                keys.paint_caps(painter, room_of_key, self.key, ink=paper, ground=glass)
            else:
                keys.paint_caps(painter, room_of_key, self.key)


class PictureTile(QAbstractButton):
    """A picture with two lines and its number key; one of a group is pressed."""

    def __init__(self, name: str, example: str, picture: str, number: int) -> None:
        super().__init__()
        self._name, self._example, self._picture = name, example, picture
        self._key = str(number) if number <= 9 else ""
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setAccessibleName(name)
        self.setAccessibleDescription(". ".join(part for part in (example, self._spoken_key()) if part))
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def _spoken_key(self) -> str:
        return _("Key {key}").format(key=self._key) if self._key else ""

    def sizeHint(self) -> QSize:
        theme = Theme.current()
        return QSize(theme.px(220), theme.px(124))

    def minimumSizeHint(self) -> QSize:
        return QSize(Theme.current().px(150), Theme.current().px(72))

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        theme = Theme.current()
        room = self._text_width(width)
        needed = sum(rect.height() for rect in self._lines(room)) + theme.px(8) + 2 * theme.px(16)
        return max(theme.px(124), needed)

    def _start(self) -> int:
        return Theme.current().px(24 + 36 + 20)

    def _text_width(self, width: int) -> int:
        return max(40, width - self._start() - Theme.current().px(16))

    def _lines(self, room: int) -> tuple[QRect, QRect]:
        """How much room name and example take when they wrap."""
        flags = int(Qt.TextFlag.TextWordWrap) | int(Qt.AlignmentFlag.AlignLeft)
        box = QRect(0, 0, room, 10_000)
        return (
            QFontMetrics(font(16, 600)).boundingRect(box, flags, self._name),
            QFontMetrics(font(13)).boundingRect(box, flags, self._example) if self._example else QRect(),
        )

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = Theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        on = self.isChecked()
        box = QRectF(self.rect())
        ground = "selected" if on else "pressed" if self.isDown() else "hover" if self.underMouse() else "surface"
        painter.setPen(QPen(theme.color("accent" if on else "line-strong"), 2 if on else 1))
        painter.setBrush(theme.color(ground))
        inset = 1 if on else 0.5
        painter.drawRoundedRect(box.adjusted(inset, inset, -inset, -inset), 8, 8)
        if self.hasFocus():
            painter.setPen(QPen(theme.color("focus"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(box.adjusted(5, 5, -5, -5), 5, 5)
        side = theme.px(36)
        picture = drawing.part(self.rect(), theme.px(24), side)
        icons.paint(painter, picture, self._picture, "accent-text", size=side)
        self._paint_words(painter, theme)
        corner = self.rect().adjusted(12, 11, -12, 0)
        if on:
            mark = theme.px(18)
            spot = drawing.part(corner, corner.width() - mark, mark)
            icons.paint(painter, QRect(spot.topLeft(), QSize(mark, mark)), "disc-check", "accent", size=mark)
        elif self._key:
            corner.setHeight(theme.px(18))
            keys.paint_caps(painter, corner, self._key)

    def _paint_words(self, painter: QPainter, theme: Theme) -> None:
        room = self._text_width(self.width())
        name, example = self._lines(room)
        gap = theme.px(4) if self._example else 0
        top = (self.height() - name.height() - gap - example.height()) // 2
        place = drawing.part(self.rect(), self._start(), room)
        side = Qt.AlignmentFlag.AlignRight if drawing.right_to_left() else Qt.AlignmentFlag.AlignLeft
        flags = int(side | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignTop) | int(Qt.TextFlag.TextWordWrap)
        painter.setFont(font(16, 600))
        painter.setPen(theme.color("text"))
        painter.drawText(QRect(place.left(), top, room, name.height()), flags, self._name)
        painter.setFont(font(13))
        painter.setPen(theme.color("text-2"))
        painter.drawText(QRect(place.left(), top + name.height() + gap, room, example.height()), flags, self._example)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and not event.modifiers():
            self.click()
            return
        super().keyPressEvent(event)
