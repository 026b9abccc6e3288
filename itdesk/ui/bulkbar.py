"""The dark bar over the bottom of a list while several rows are selected."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QWidget

from itdesk.core.formats import format_count
from itdesk.core.texts import _
from itdesk.ui import drawing, icons, keys
from itdesk.ui.buttons import Button
from itdesk.ui.labels import label
from itdesk.ui.menus import menu_of
from itdesk.ui.page import Action
from itdesk.ui.theme import Theme


class _DarkButton(Button):
    """A button on the bar's reversed ground."""

    def __init__(self, text: str, *, icon: str, key: str = "", name: str = "") -> None:
        super().__init__(text, icon=icon, key=key, kind="quiet", name=name)

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = Theme.current()
        ink = theme.color("surface")
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        glow = QColor(ink)
        glow.setAlphaF(0.16)
        painter.setPen(QPen(ink, 2) if self.hasFocus() else Qt.PenStyle.NoPen)
        painter.setBrush(glow if self.underMouse() or self.isDown() else Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 6, 6)
        box, side = self.rect(), theme.px(16)
        if not self.text():
            icons.paint(painter, box, self.icon_name, ink)
            return
        x = 12
        if self.icon_name:
            icons.paint(painter, drawing.part(box, x, side), self.icon_name, ink)
            x += side + 8
        wide = drawing.width(self._shown, "body", 500) + 1
        drawing.draw(painter, drawing.part(box, x, wide), self._shown, weight=500, tone=ink)
        if self.key:
            x += wide + 8
            edge = QColor(ink)
            edge.setAlphaF(0.16)
            room = drawing.part(box, x, keys.caps_width(self.key))
            keys.paint_caps(painter, room, self.key, ink=ink, ground=edge)


class BulkBar(QWidget):
    """Stays at the bottom of its host; hidden with fewer than two selected. Actions that don't fit go behind dots."""

    cleared = Signal()

    def __init__(self, host: QWidget, actions: Sequence[Action] = ()) -> None:
        super().__init__(host)
        self._host = host
        self._actions: tuple[Action, ...] = ()
        self._count = label("", "strong", "surface")
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(16, 0, 12, 0)
        self._row.setSpacing(4)
        self._row.addWidget(self._count)
        self._row.addSpacing(12)
        self._buttons: list[_DarkButton] = []
        self._more = _DarkButton("", icon="dots", name=_("More"))
        self._more.clicked.connect(self._open_more)
        self._close = _DarkButton("", icon="x", name=_("Clear the selection"), key="Esc")
        self._close.clicked.connect(self.cleared)
        self._row.addWidget(self._more)
        self._row.addStretch(1)
        self._row.addWidget(self._close)
        self.setAccessibleName(_("Actions on the selection"))
        host.installEventFilter(self)
        self.set_actions(actions)
        self.hide()

    def set_actions(self, actions: Sequence[Action]) -> None:
        """What can be done with all selected rows."""
        self._actions = tuple(actions)
        for old in self._buttons:
            self._row.removeWidget(old)
            old.hide()  # at once, or it is painted under the new ones until it goes
            old.deleteLater()
        self._buttons = []
        for number, action in enumerate(actions):
            button = _DarkButton(action.label.replace("&", "&&"), icon=action.icon, key=action.key)
            button.clicked.connect(lambda _checked=False, run=action.run: run())
            self._row.insertWidget(2 + number, button)
            self._buttons.append(button)
        self._place()

    def show_count(self, selected: int, text: str = "") -> None:
        """Show how many are selected; below two it goes away. text may say the sum or the kind."""
        self._count.setText(text or _("{n} selected").format(n=format_count(selected)))
        self.setVisible(selected > 1)
        self._place()

    def _place(self) -> None:
        height = Theme.current().px(48)
        width = self._host.width() - 48
        self.setGeometry(24, self._host.height() - height - 16, max(width, 120), height)
        used = self._count.sizeHint().width() + 32 + self._close.sizeHint().width() + self._more.sizeHint().width() + 24
        hidden = 0
        for button in self._buttons:
            used += button.sizeHint().width() + 4
            button.setVisible(used <= width)
            hidden += used > width
        self._more.setVisible(hidden > 0)
        self.raise_()

    def _open_more(self) -> None:
        actions = [action for action, button in zip(self._actions, self._buttons, strict=True) if button.isHidden()]
        menu = menu_of(actions, self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self._more.mapToGlobal(self._more.rect().topLeft()))

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = Theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("text"))
        painter.drawRoundedRect(QRectF(self.rect()), 8, 8)
        edge = QColor(theme.color("surface"))
        edge.setAlphaF(0.25)
        x = self._count.geometry().right() + 9
        if drawing.right_to_left():
            x = self._count.geometry().left() - 9
        painter.fillRect(QRectF(x, self.height() / 2 - 10, 1, 20), edge)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self._place()
        return False
