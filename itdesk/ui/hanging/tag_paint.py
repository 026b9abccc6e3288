"""Tags as people see them: a rounded word on its colour's tint, in panels and in the cells of lists."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QPushButton, QSizePolicy

from itdesk.core.texts import _
from itdesk.core.value_texts import EMPTY
from itdesk.ui import drawing, icons
from itdesk.ui.desk import Desk
from itdesk.ui.theme import Theme

if TYPE_CHECKING:
    from itdesk.ui.record_cells import Look

PAD = 8
GAP = 4
HIGH = 20


class Tones(QObject):
    """The colour of each tag by its name, read anew when tags change; one for each desk."""

    changed = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._desk = desk
        self._tones: dict[str, str] = {}
        desk.changed.connect(self._read)
        self._read()

    @classmethod
    def of(cls, desk: Desk) -> Tones:
        """The desk's one."""
        return desk.findChild(cls) or cls(desk)

    def tone(self, name: str) -> str:
        """The colour of the tag with this name."""
        return self._tones.get(name, "grey")

    def _read(self, _kinds: object = None) -> None:
        def read(session: Any) -> dict[str, str]:
            from itdesk.db import tags

            return tags.tones(session)

        self._desk.read(self, read, self._take, key="tones")

    def _take(self, tones: dict[str, str]) -> None:
        if tones != self._tones:
            self._tones = tones
            self.changed.emit()


def paint_tag(painter: QPainter, box: QRect, name: str, tone: str) -> None:
    """One tag that fills the box."""
    theme = Theme.current()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.color(f"{tone}-tint" if tone != "blue" else "selected"))
    painter.drawRoundedRect(QRectF(box), box.height() / 2, box.height() / 2)
    ink = "accent-text" if tone == "blue" else f"{tone}-text"
    drawing.draw(painter, box.adjusted(PAD, 0, -PAD, 0), name, role="small", weight=500, tone=ink)


def tag_width(name: str) -> int:
    """How wide a tag is."""
    return drawing.width(name, "small", 500) + 2 * PAD + 2


class TagCells:
    """The painter of a list's column of tags."""

    needs: tuple[str, ...] = ()

    def __init__(self, desk: Desk) -> None:
        self._tones = Tones.of(desk)

    def paint(self, painter: QPainter, box: QRect, values: Mapping[str, Any], look: Look) -> None:
        """As many as there is room for; the last one is cut."""
        text = str(values.get("tags") or "")
        if not text:
            drawing.draw(painter, box, EMPTY, tone="text-3")
            return
        high = Theme.current().px(HIGH)
        start = 0
        for name in text.split(", "):
            room = box.width() - start
            if room < PAD * 4:
                break
            place = drawing.part(box, start, min(tag_width(name), room))
            place.setTop(box.center().y() - high // 2 + 1)
            place.setHeight(high)
            paint_tag(painter, place, name, self._tones.tone(name))
            start += place.width() + GAP
        del look


class TagChip(QPushButton):
    """A tag in a panel: a click shows the records that have it, Delete or × takes it off."""

    removed = Signal()

    def __init__(self, name: str, tone: str, *, removable: bool) -> None:
        super().__init__(name.replace("&", "&&"))
        self.name, self._tone, self._removable = name, tone, removable
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setAccessibleName(
            _("Tag {name}. Delete takes it off").format(name=name) if removable else _("Tag {name}").format(name=name)
        )

    def sizeHint(self) -> QSize:
        theme = Theme.current()
        more = theme.px(12) + 4 if self._removable else 0
        return QSize(tag_width(self.name) + more, theme.px(24))

    def minimumSizeHint(self) -> QSize:
        return QSize(min(self.sizeHint().width(), Theme.current().px(48)), Theme.current().px(24))

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = Theme.current()
        painter = QPainter(self)
        side = theme.px(12)
        paint_tag(painter, self.rect(), "", self._tone)
        ink = "accent-text" if self._tone == "blue" else f"{self._tone}-text"
        end = side + 4 if self._removable else 0
        room = drawing.part(self.rect(), PAD, self.width() - 2 * PAD - end)
        drawing.draw(painter, room, self.name, role="small", weight=500, tone=ink)
        if self._removable:
            icons.paint(painter, self._close_box(), "x", ink, size=side)
        if self.hasFocus():
            painter.setPen(QPen(theme.color("focus"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            radius = self.height() / 2
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), radius, radius)

    def _close_box(self) -> QRect:
        side = Theme.current().px(12)
        return drawing.part(self.rect(), self.width() - PAD - side + 2, side)

    def mouseReleaseEvent(self, event: Any) -> None:
        if self._removable and self._close_box().adjusted(-4, -8, 6, 8).contains(event.position().toPoint()):
            self.setDown(False)
            self.removed.emit()
            return
        super().mouseReleaseEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._removable and event.key() in {Qt.Key.Key_Delete, Qt.Key.Key_Backspace}:
            self.removed.emit()
        elif event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.click()
        else:
            super().keyPressEvent(event)
