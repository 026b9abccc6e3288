"""A page of the shared PC's screen: heading, a middle that scrolls where it must, and a foot that stays in sight."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QScrollArea,
    QScroller,
    QSizePolicy,
    QSpacerItem,
    QVBoxLayout,
    QWidget,
)

from itdesk.areas.helpdesk.kiosk.page_bars import ErrorBar
from itdesk.ui.labels import label, restyle
from itdesk.ui.theme import Theme

WIDTH = 896  # of the column that everything stands in


class _Scroll(QScrollArea):
    """As high as what it holds where there is room, and scrolled by a finger where there isn't."""

    def __init__(self, inside: QWidget) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        inside.setObjectName("scrolled")
        # its height follows from its width alone: the least height of wrapped lines is that of far narrower ones
        inside.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Ignored)
        self._inside = inside
        self._settled = QTimer(self, singleShot=True, interval=0)
        self._settled.timeout.connect(lambda: self.reveal(self.window().focusWidget()))
        self.setWidget(inside)
        inside.installEventFilter(self)
        QScroller.grabGesture(self.viewport(), QScroller.ScrollerGestureType.TouchGesture)

    def sizeHint(self) -> QSize:
        inside = self._inside
        hint = inside.sizeHint()
        width = self.viewport().width() or hint.width()
        height = inside.heightForWidth(width) if inside.hasHeightForWidth() else hint.height()
        return QSize(hint.width(), height)

    def minimumSizeHint(self) -> QSize:
        return QSize(200, Theme.current().px(120))

    def reveal(self, widget: QWidget | None) -> None:
        """Scroll to what has the keyboard, if it is in here."""
        if widget is not None and self.isAncestorOf(widget):
            self.ensureWidgetVisible(widget, 0, Theme.current().px(12))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in {QEvent.Type.LayoutRequest, QEvent.Type.Resize}:
            self.updateGeometry()
            self._settled.start()
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.updateGeometry()
        self._settled.start()


class Sheet(QWidget):
    """A page of this screen: a heading, a line under it, what belongs to it, and a foot that is always in sight."""

    HEADING = "display"

    def __init__(self, title: str, text: str = "") -> None:
        super().__init__()
        outer = QHBoxLayout(self)
        outer.setContentsMargins(24, 0, 24, 16)
        outer.addStretch(1)
        holder = QWidget()
        holder.setMaximumWidth(Theme.current().px(WIDTH))
        outer.addWidget(holder, 1000)
        outer.addStretch(1)
        whole = QVBoxLayout(holder)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(20)
        inside = QWidget()
        self.column = QVBoxLayout(inside)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(8)
        self.title = label(title, self.HEADING, wrap=True)
        self.text = label(text, "lead", "text-2", wrap=True)
        for part in (self.title, self.text):
            part.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            self.column.addWidget(part)
        self.text.setVisible(bool(text))
        self._gap = QSpacerItem(0, 20)
        self.column.addItem(self._gap)
        self.error = ErrorBar()
        self.foot = QHBoxLayout()
        self.foot.setSpacing(16)
        self.middle = _Scroll(inside)
        whole.addWidget(self.middle)
        whole.addWidget(self.error)
        whole.addLayout(self.foot)
        self._rest = whole.count()
        whole.addStretch(1)
        self._whole = whole

    def set_compact(self, *, compact: bool) -> None:
        """Use less height for the heading, where the screen is low or everything is enlarged."""
        restyle(self.title, role="title" if compact else self.HEADING)
        self._gap.changeSize(0, 4 if compact else 20)
        self._whole.setSpacing(10 if compact else 20)
        self.column.invalidate()

    def fill_height(self) -> None:
        """Let the middle take all the height that there is."""
        self.middle.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._whole.setStretch(self._rest, 0)
        self._whole.setStretchFactor(self.middle, 1)
