"""The keys of this screen, made from what can be done on it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QDialog, QGridLayout, QHBoxLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from itdesk.core.texts import _
from itdesk.ui import keys
from itdesk.ui.buttons import Button
from itdesk.ui.labels import label
from itdesk.ui.page import Action
from itdesk.ui.theme import Theme


class KeyCaps(QWidget):
    """A key or chord as caps, read out as its name."""

    def __init__(self, key: str) -> None:
        super().__init__()
        self._key = key
        self.setAccessibleName(key)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(keys.caps_width(self._key) + 2, Theme.current().px(24))

    def paintEvent(self, _event: QPaintEvent) -> None:
        keys.paint_caps(QPainter(self), self.rect(), self._key)


class KeySheet(QDialog):
    """Two columns of names and keys: this screen first, then everywhere."""

    def __init__(self, here: Sequence[Action], everywhere: Sequence[Action], parent: QWidget) -> None:
        super().__init__(parent)
        theme = Theme.current()
        self.setWindowTitle(_("Keys of this screen"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        inside = QWidget()
        inside.setObjectName("scrolled")
        columns = QHBoxLayout(inside)
        columns.setSpacing(48)
        for title, actions in ((_("On this screen"), here), (_("Everywhere"), everywhere)):
            columns.addLayout(self._column(title, actions))
        area = QScrollArea()
        area.setAccessibleName(self.windowTitle())  # the arrows go through it
        area.setWidgetResizable(True)
        area.setWidget(inside)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(24, 20, 24, 20)
        whole.addWidget(label(_("Keys"), "title"))
        whole.addWidget(area, 1)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(Button(_("Close"), key="Esc", run=self.accept))
        whole.addLayout(foot)
        self.resize(QSize(theme.px(760), theme.px(560)).boundedTo(parent.window().size()))

    @staticmethod
    def _column(title: str, actions: Iterable[Action]) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(8)
        column.addWidget(label(title, "section"))
        grid = QGridLayout()
        grid.setColumnStretch(0, 1)
        grid.setVerticalSpacing(4)
        grid.setHorizontalSpacing(24)
        for row, action in enumerate(action for action in actions if action.key and action.label):
            grid.addWidget(label(action.label), row, 0)
            grid.addWidget(KeyCaps(action.key), row, 1, Qt.AlignmentFlag.AlignRight)
        column.addLayout(grid)
        column.addStretch(1)
        return column
