"""Where files land on a record: dropped anywhere on its panel or page, or pasted while no text field has the keyboard."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QMimeData, QObject, QRectF, Qt
from PySide6.QtGui import QDropEvent, QGuiApplication, QKeyEvent, QKeySequence, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from itdesk.core.texts import _
from itdesk.ui.theme import Theme


class Landing(QObject):
    """Watches a widget and what lies in it; take(data) attaches what it can and says whether there was anything.

    refuse says why, where files are held over the host while it isn't ready.
    """

    def __init__(
        self,
        host: QWidget,
        take: Callable[[QMimeData], bool],
        ready: Callable[[], bool],
        refuse: Callable[[], None] = lambda: None,
    ) -> None:
        super().__init__(host)
        self._host, self._take, self._ready, self._refuse = host, take, ready, refuse
        self._zone = _Zone(host)
        self._listening: list[QWidget] = [host]
        host.setAcceptDrops(True)
        host.installEventFilter(self)

    def listen(self, widget: QWidget) -> None:
        """Let what is pasted where this widget has the keyboard land too, while the host is in sight."""
        self._listening.append(widget)
        widget.installEventFilter(self)

    def cover(self) -> None:
        """Let files that are dropped on text fields inside land on the record too."""
        for inside in self._host.findChildren(QWidget):
            if inside.acceptDrops():
                inside.removeEventFilter(self)
                inside.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            pasted = watched in self._listening and event.matches(QKeySequence.StandardKey.Paste)
            return pasted and self._host.isVisible() and self.paste()
        if watched in self._listening[1:]:
            return False
        if kind in {QEvent.Type.DragEnter, QEvent.Type.DragMove, QEvent.Type.Drop} and isinstance(event, QDropEvent):
            if kind == QEvent.Type.DragEnter and not self._ready() and has_files(event.mimeData()):
                self._refuse()
            return self._dragged(event, dropped=kind == QEvent.Type.Drop)
        if kind == QEvent.Type.DragLeave:
            self._zone.hide()
        return False

    def _dragged(self, event: QDropEvent, *, dropped: bool) -> bool:
        if not self._ready() or not has_files(event.mimeData()):
            return False
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()
        self._zone.setVisible(not dropped)
        if dropped:
            self._take(event.mimeData())
        return True

    def paste(self) -> bool:
        """Attach the files or the picture on the clipboard; False if there is neither."""
        data = QGuiApplication.clipboard().mimeData()
        return self._ready() and has_files(data) and self._take(data)


def has_files(data: QMimeData | None) -> bool:
    """Whether there are files of this computer or a picture; an empty clipboard has nothing to ask."""
    if data is None:
        return False
    return data.hasImage() or any(url.isLocalFile() for url in data.urls())


class _Zone(QWidget):
    """A dashed frame over the whole host while files hang above it."""

    def __init__(self, host: QWidget) -> None:
        super().__init__(host)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAccessibleName(_("Drop the files to attach them"))
        self.hide()

    def setVisible(self, visible: bool) -> None:  # noqa: FBT001 -- Qt's signature
        if visible:
            parent = self.parentWidget()
            if parent is not None:
                self.setGeometry(parent.rect())
            self.raise_()
        super().setVisible(visible)

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = Theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ground = theme.color("selected")
        ground.setAlphaF(0.92)
        pen = QPen(theme.color("focus"), 2)
        pen.setStyle(Qt.PenStyle.DashLine)
        painter.setPen(pen)
        painter.setBrush(ground)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(6, 6, -6, -6), 8, 8)
        painter.setPen(theme.color("accent-text"))
        painter.setFont(theme.font("strong"))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, _("Drop to attach"))
