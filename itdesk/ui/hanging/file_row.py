"""One file of a record as a row: picture, name and size; keyboard, menu and dragging it out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QMimeData, QPointF, QRectF, Qt, QUrl, Signal
from PySide6.QtGui import QContextMenuEvent, QDrag, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QVBoxLayout

from itdesk.core.formats import format_date, format_size
from itdesk.core.texts import _
from itdesk.ui.buttons import Button
from itdesk.ui.desk import Desk
from itdesk.ui.hanging.copies import copy_of
from itdesk.ui.hanging.thumbs import Thumb
from itdesk.ui.labels import ElidedLabel, label
from itdesk.ui.theme import Theme

if TYPE_CHECKING:
    from itdesk.db.attachments import Attachment


class FileRow(QFrame):
    """Space previews, Enter opens, F2 renames, Delete removes; pressing and moving drags a copy to another program."""

    previewed = Signal()
    opened = Signal()
    renamed = Signal()
    removed = Signal()
    stepped = Signal(int)
    menu_wanted = Signal(object)  # the widget below which it opens

    def __init__(self, desk: Desk, file: Attachment) -> None:
        super().__init__()
        self._desk, self.file = desk, file
        self._pressed: QPointF | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        locale = desk.workspace.locale
        size = format_size(file.size, locale)
        self.setAccessibleName(_("File {name}, {size}. Space shows it.").format(name=file.name, size=size))
        line = QHBoxLayout(self)
        line.setContentsMargins(4, 3, 0, 3)
        line.setSpacing(8)
        line.addWidget(Thumb(desk, file))
        column = QVBoxLayout()
        column.setSpacing(0)
        column.addWidget(ElidedLabel(file.name, "body"))
        words = _("{size} · {day}").format(size=size, day=format_date(file.added_at.date(), locale))
        if file.earlier:
            words = _("{words} · version {n}").format(words=words, n=file.earlier + 1)
        column.addWidget(label(words, "small", "text-2"))
        line.addLayout(column, 1)
        more = Button(icon="dots", kind="quiet", small=True, name=_("More for {file}").format(file=file.name))
        more.clicked.connect(lambda _checked=False: self.menu_wanted.emit(more))
        line.addWidget(more)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key == Qt.Key.Key_Space:
            self.previewed.emit()
        elif key in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.opened.emit()
        elif key == Qt.Key.Key_F2:
            self.renamed.emit()
        elif key in {Qt.Key.Key_Delete, Qt.Key.Key_Backspace}:
            self.removed.emit()
        elif key in {Qt.Key.Key_Down, Qt.Key.Key_Up}:
            self.stepped.emit(1 if key == Qt.Key.Key_Down else -1)
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, _event: QContextMenuEvent) -> None:
        self.menu_wanted.emit(self)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.setFocus()
        if event.button() == Qt.MouseButton.LeftButton:
            self._pressed = event.position()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._pressed is not None and event.button() == Qt.MouseButton.LeftButton:
            self._pressed = None
            self.previewed.emit()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        start = self._pressed
        if start is None:
            return
        if (event.position() - start).manhattanLength() >= QApplication.startDragDistance():
            self._pressed = None
            file = self.file

            def read(session: Any) -> Path:
                return copy_of(session, file.hash, file.name)

            self._desk.read(self, read, self._drag)

    def _drag(self, path: Path) -> None:
        """Begin to drag once the copy is written, if the button is still down."""
        if QApplication.mouseButtons() & Qt.MouseButton.LeftButton:
            drag = QDrag(self)
            drag.setMimeData(dragged(path))
            drag.exec(Qt.DropAction.CopyAction)

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = Theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.underMouse() or self.hasFocus():
            painter.setPen(QPen(theme.color("focus"), 2) if self.hasFocus() else Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("hover"))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 6, 6)


def dragged(path: Path) -> QMimeData:
    """What is handed to another program: the file's place."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    return data
