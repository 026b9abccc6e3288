"""What a list says when there is nothing in it: what belongs here, why it helps, and how to begin."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QHideEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from itdesk.core.texts import _
from itdesk.ui import icons
from itdesk.ui.buttons import Button
from itdesk.ui.flow import FlowLayout
from itdesk.ui.labels import label
from itdesk.ui.page import Action
from itdesk.ui.theme import Theme


class IconTile(QWidget):
    """A 24 px icon in a 48 px tile."""

    def __init__(self, icon: str, *, ground: str = "window") -> None:
        super().__init__()
        self._icon, self._ground = icon, ground
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        side = Theme.current().px(48)
        return QSize(side, side)

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = Theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color(self._ground))
        painter.drawRoundedRect(QRectF(self.rect()), 8, 8)
        icons.paint(painter, self.rect(), self._icon, "text-2", size=theme.px(24))


class EmptyState(QWidget):
    """Icon, title, two lines, and at most two buttons; the primary one first."""

    def __init__(self, icon: str, title: str, text: str, actions: Sequence[Action] = ()) -> None:
        super().__init__()
        self.setAccessibleName(title)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 24, 24, 24)
        column.setSpacing(4)
        column.addStretch(2)
        middle = Qt.AlignmentFlag.AlignHCenter
        column.addWidget(IconTile(icon), 0, middle)
        column.addSpacing(6)
        column.addWidget(label(title, "strong"), 0, middle)
        words = label(text, "body", "text-2", wrap=True)
        words.setAlignment(middle)
        wide = _balanced(words, Theme.current().px(320))
        words.setFixedWidth(wide)
        words.setMinimumHeight(max(0, words.heightForWidth(wide)))  # a centred label gets none for its width
        column.addWidget(words, 0, middle)
        column.addSpacing(8)
        holder = QWidget()
        buttons = FlowLayout(holder, gap=8, centred=True)
        for action in actions:
            kind = "primary" if action.primary else "plain"
            buttons.addWidget(Button(action.label, icon=action.icon, kind=kind, key=action.key, run=action.run))
        column.addWidget(holder)
        column.addStretch(3)

    def hideEvent(self, event: QHideEvent) -> None:
        """What takes its place gets the keyboard too, or it would fall to whatever comes first in the window."""
        focus = self.window().focusWidget()
        if self.isHidden() and focus is not None and self.isAncestorOf(focus):
            page = self.parentWidget()
            while page is not None and page.focusProxy() is None and not page.isWindow():
                page = page.parentWidget()
            if page is not None and page.focusProxy() is not None:
                QTimer.singleShot(0, page, page.setFocus)
        super().hideEvent(event)


def _balanced(words: QWidget, wide: int) -> int:
    """The least width at which a text has no more lines than at this one, so that no word stands alone on the last."""
    tall, step = words.heightForWidth(wide), Theme.current().px(8)
    least = wide * 2 // 3
    while wide - step >= least and words.heightForWidth(wide - step) == tall:
        wide -= step
    return wide


def nothing_found(
    what: str, filters: Sequence[tuple[str, Callable[[], object]]], *, clear: Callable[[], object]
) -> EmptyState:
    """For a filter without hits: name what was looked for and offer to take off the last filter, or all of them."""
    actions = []
    if filters:
        text, remove = filters[-1]
        actions.append(Action(_("Remove “{filter}”").format(filter=text), remove, icon="x"))
    if len(filters) > 1:
        actions.append(Action(_("Remove all filters"), clear))
    return EmptyState(
        "search",
        what,
        _("There are records, but none that fits every filter."),
        actions,
    )
