"""Buttons as the design draws them: icon, word and key cap; primary, plain, quiet, danger and link."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QEnterEvent, QFocusEvent, QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from itdesk.core.texts import _
from itdesk.ui import drawing, icons, keys
from itdesk.ui.theme import Theme

_SEEN_FOCUS = {
    Qt.FocusReason.TabFocusReason,
    Qt.FocusReason.BacktabFocusReason,
    Qt.FocusReason.ShortcutFocusReason,
    Qt.FocusReason.OtherFocusReason,
}


class Button(QPushButton):
    """A button that paints itself. kind: plain, primary, quiet, danger or link.

    key is the key that does the same, shown as a cap; the shortcut itself belongs to the window. without a text the
    button is a square with its icon, and name says what it does. dot draws the red mark of unread notices.
    """

    def __init__(
        self,
        text: str = "",
        *,
        icon: str = "",
        kind: str = "plain",
        key: str = "",
        small: bool = False,
        name: str = "",
        run: Callable[[], object] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, parent)
        self.kind = kind
        self.icon_name = icon
        self.key = key
        self.small = small
        self.tone = ""  # a token for the icon, where it means something
        self.dot = False
        self.chevron = False
        self._ring = False
        self.setCursor(Qt.CursorShape.PointingHandCursor if kind == "link" else Qt.CursorShape.ArrowCursor)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setAutoDefault(False)
        self.set_name(name)
        if run is not None:
            self.clicked.connect(lambda _checked=False: run())

    def set_name(self, name: str) -> None:
        """Say what it does, for the tooltip and for screen readers; nothing takes its text."""
        shown = " ".join(keys.caps(self.key)) if self.key else ""
        self.setAccessibleName(name or self.text())
        if name or not self.text():
            self.setToolTip(f"{name}  {shown}".strip() if shown else name)

    def set_dot(self, on: bool) -> None:  # noqa: FBT001  (a Qt-like setter)
        """Show or hide the red mark; it is said to screen readers too."""
        if on != self.dot:
            self.dot = on
            self.setAccessibleDescription(_("Something is unread") if on else "")
            self.update()

    @property
    def _bare(self) -> bool:
        """An icon alone; its key is in the tooltip."""
        return not self.text() and not self.chevron

    @property
    def _height(self) -> int:
        theme = Theme.current()
        if self.kind == "link":
            return max(theme.px(24), 24)
        return theme.px(28 if self.small else 32)

    @property
    def _role(self) -> str:
        return "small" if self.small and self.kind != "quiet" else "body"

    def sizeHint(self) -> QSize:
        theme = Theme.current()
        height = self._height
        if self._bare:
            return QSize(height, height)
        width = 0 if self.kind == "link" else 2 * self._pad
        parts = []
        if self.icon_name:
            parts.append(theme.px(16))
        if self.text():
            parts.append(QFontMetrics(theme.font(self._role, 500)).horizontalAdvance(self._shown) + 1)
        if self.key:
            parts.append(keys.caps_width(self.key))
        if self.chevron:
            parts.append(theme.px(12))
        return QSize(width + sum(parts) + 8 * (len(parts) - 1), height)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    @property
    def _pad(self) -> int:
        if self.small and self.kind == "quiet":
            return 7
        return 10 if self.small else 12

    @property
    def _shown(self) -> str:
        return self.text().replace("&&", "&")

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = Theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ground, border, ink = self._colors(theme)
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setPen(QPen(border) if border.alpha() else Qt.PenStyle.NoPen)
        painter.setBrush(ground)
        if ground.alpha() or border.alpha():
            painter.drawRoundedRect(box, 6, 6)
        self._paint_parts(painter, theme, ink)
        if self._ring and self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(theme.color("text" if self.kind == "primary" else "focus"), 2))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 6, 6)

    def _colors(self, theme: Theme) -> tuple[QColor, QColor, QColor]:
        none = QColor(0, 0, 0, 0)
        over, down = self.underMouse() and self.isEnabled(), self.isDown() or self.isChecked()
        if self.kind == "primary":
            ground = theme.color("accent-hover" if over or down else "accent")
            return ground, ground, theme.color("on-accent")
        if self.kind == "link":
            return none, none, theme.color("accent-text")
        ink = theme.color({"quiet": "text-2", "danger": "red-text"}.get(self.kind, "text"))
        if not self.isEnabled():
            return theme.color("subtle"), theme.color("line-strong"), theme.color("text-3")
        if self.isChecked():
            return theme.color("selected"), theme.color("accent"), theme.color("accent-text")
        ground = theme.color("pressed" if down else "hover") if over or down else theme.color("surface")
        if self.kind == "quiet":
            return ground if over or down else none, none, ink
        return ground, theme.color("line-strong"), ink

    def _paint_parts(self, painter: QPainter, theme: Theme, ink: QColor) -> None:
        rtl = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        pad = 0 if self.kind == "link" else self._pad
        hint = self.sizeHint().width()
        lead = pad + max(0, (self.width() - hint) // 2)
        box = self.rect().adjusted(lead, 0, -lead, 0)
        if self._bare:
            icons.paint(painter, self.rect(), self.icon_name, self._icon_ink(theme, ink))
            if self.dot:
                self._paint_dot(painter, theme)
            return
        x = 0
        if self.icon_name:
            side = theme.px(16)
            icons.paint(painter, self._place(box, x, side, rtl=rtl), self.icon_name, self._icon_ink(theme, ink))
            x += side + 8
        font = theme.font(self._role, 500)
        width = QFontMetrics(font).horizontalAdvance(self._shown) + 1
        if self.text():
            width = min(width, box.width() - x - self._tail(theme))
            painter.setFont(font)
            painter.setPen(ink)
            shown = QFontMetrics(font).elidedText(self._shown, Qt.TextElideMode.ElideRight, width)
            drawing.put(painter, self._place(box, x, width, rtl=rtl), shown, "middle")
            if self.kind == "link" and self.underMouse():
                base = self._place(box, x, width, rtl=rtl)
                y = base.center().y() + QFontMetrics(font).ascent() // 2 + 1
                painter.drawLine(base.left(), y, base.right(), y)
            x += width + 8
        if self.key:
            room = self._place(box, x, keys.caps_width(self.key), rtl=rtl)
            if self.kind == "primary":
                paper = theme.color("on-accent")
                keys.paint_caps(painter, room, self.key, ink=paper, ground=QColor(255, 255, 255, 45))
            else:
                keys.paint_caps(painter, room, self.key)
            x += room.width() + 8
        if self.chevron:
            icons.paint(painter, self._place(box, x, theme.px(12), rtl=rtl), "down", ink, size=theme.px(12))

    def _tail(self, theme: Theme) -> int:
        return (keys.caps_width(self.key) + 8 if self.key else 0) + (theme.px(12) + 8 if self.chevron else 0)

    def _icon_ink(self, theme: Theme, ink: QColor) -> QColor:
        if self.tone:
            return theme.color(self.tone)
        return theme.color("text-2") if self.kind in {"plain", "danger"} and not self.isChecked() else ink

    @staticmethod
    def _place(box: QRect, x: int, width: int, *, rtl: bool) -> QRect:
        left = box.right() + 1 - x - width if rtl else box.left() + x
        return QRect(left, box.top(), width, box.height())

    def _paint_dot(self, painter: QPainter, theme: Theme) -> None:
        middle = self.rect().center()
        painter.setPen(QPen(theme.color("surface"), 1.5))
        painter.setBrush(theme.color("red"))
        painter.drawEllipse(QRectF(middle.x() + 1.5, middle.y() - 9.5, 8, 8))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and not event.modifiers():
            self.click()
            return
        super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        self._ring = event.reason() in _SEEN_FOCUS
        super().focusInEvent(event)

    def enterEvent(self, event: QEnterEvent) -> None:
        self.update()
        super().enterEvent(event)
