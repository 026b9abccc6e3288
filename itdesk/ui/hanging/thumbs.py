"""Small pictures of images and first pages, made in reader threads and kept by content."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QRectF, QSize, Qt
from PySide6.QtGui import QImage, QImageReader, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from itdesk.files.reading_text import ending_of
from itdesk.ui import icons
from itdesk.ui.desk import Desk
from itdesk.ui.hanging.copies import copy_of
from itdesk.ui.theme import Theme

if TYPE_CHECKING:
    from itdesk.db.attachments import Attachment

SIDE = 96  # device pixels
LARGEST = 30 * 1024 * 1024
MOST = 300
_known: dict[str, QImage] = {}  # by the content's hash


def has_thumb(file: Attachment) -> bool:
    """Whether a picture of it can be made."""
    return file.size <= LARGEST and (file.media_type.startswith("image/") or ending_of(file.name) == "pdf")


def thumb(desk: Desk, owner: QObject, file: Attachment, done: Callable[[QImage], None]) -> None:
    """Give the picture of a file to done, now or later; an empty one where it can't be read."""
    known = _known.get(file.hash)
    if known is not None:
        done(known)
        return

    def keep(image: QImage) -> None:
        if len(_known) >= MOST:
            _known.pop(next(iter(_known)))
        _known[file.hash] = image
        done(image)

    desk.read(owner, partial(_make, file), keep)


def _make(file: Attachment, session: Any) -> QImage:
    path = copy_of(session, file.hash, file.name)
    if ending_of(file.name) == "pdf":
        from itdesk.core.errors import UserError
        from itdesk.ui.pdf_preview import draw_page, page_sizes

        try:
            page_sizes(path)
        except UserError:
            return QImage()
        drawn = draw_page(path, 0, SIDE)
        return QImage(drawn.pixels, drawn.width, drawn.height, drawn.width * 4, QImage.Format.Format_RGB32).copy()
    reader = QImageReader(str(path))
    reader.setAutoTransform(True)
    size = reader.size()
    if size.isValid():
        reader.setScaledSize(size.scaled(QSize(SIDE, SIDE), Qt.AspectRatioMode.KeepAspectRatioByExpanding))
    return reader.read()


class Thumb(QWidget):
    """A file's picture in a small rounded square, its icon until there is one."""

    def __init__(self, desk: Desk, file: Attachment) -> None:
        super().__init__()
        self._icon = "img" if file.media_type.startswith("image/") else "doc"
        self._image = QImage()
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        if has_thumb(file):
            thumb(desk, self, file, self._take)

    def _take(self, image: QImage) -> None:
        self._image = image
        self.update()

    def sizeHint(self) -> QSize:
        side = Theme.current().px(28)
        return QSize(side, side)

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = Theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        shape = QPainterPath()
        shape.addRoundedRect(box, 4, 4)
        painter.fillPath(shape, theme.color("hover"))
        if self._image.isNull():
            icons.paint(painter, self.rect(), self._icon, "text-2")
        else:
            painter.setClipPath(shape)
            size = QSize(self._image.size()).scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatioByExpanding)
            left, top = (self.width() - size.width()) / 2, (self.height() - size.height()) / 2
            painter.drawImage(QRectF(left, min(0.0, top), size.width(), size.height()), self._image)
            painter.setClipping(False)
        painter.setPen(theme.color("line"))
        painter.drawPath(shape)
