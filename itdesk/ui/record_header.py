"""The header of a record table: a tick box for all rows, titles that sort, chevrons that say how."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHeaderView, QWidget

from itdesk.ui import icons
from itdesk.ui.record_cells import PAD, draw_tick
from itdesk.ui.record_model import RecordModel
from itdesk.ui.text_drawer import TextDrawer
from itdesk.ui.theme import Theme

CHEVRON = 12


class RecordHeader(QHeaderView):
    """Clicks sort; with Shift they add a further order. The table decides what that means."""

    sort_wanted = Signal(str, bool)  # column, added to the order so far
    all_wanted = Signal()
    order_wanted = Signal(object)  # tuple of column names, after one was dragged to another place

    def __init__(self, model: RecordModel, drawer: TextDrawer, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._model = model
        self._drawer = drawer
        self._pressed = -1
        self._dragged = False
        self.sectionMoved.connect(self._note_drag)
        self.setSectionsMovable(True)
        self.setFirstSectionMovable(False)
        self.ticks: bool | None = False  # None: some rows
        self.setSectionsClickable(True)
        self.setHighlightSections(False)
        self.setMinimumSectionSize(40)
        self.setMouseTracking(True)

    def set_ticks(self, ticks: bool | None) -> None:  # noqa: FBT001 -- three states of one thing
        """All rows are selected, none, or (None) some."""
        if ticks is not self.ticks:
            self.ticks = ticks
            self.viewport().update()

    def wanted_width(self, section: int) -> int:
        """What the title needs with its chevron."""
        title = str(self._model.headerData(section, Qt.Orientation.Horizontal) or "")
        return self._drawer.metrics("small").horizontalAdvance(title) + 2 * PAD + Theme.current().px(CHEVRON) + 6

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), Theme.current().row("header"))

    def _frozen(self) -> list[tuple[int, int, int]]:
        table: Any = self.parentWidget()
        frozen = getattr(table, "frozen", None)  # not there while the table is made
        return frozen.cells() if frozen is not None else []

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        frozen = self._frozen()
        if frozen:
            painter = QPainter(self.viewport())
            for section, left, wide in frozen:
                self.paintSection(painter, QRect(left, 0, wide, self.height()), section)

    def _section_at(self, x: int) -> int:
        stays = next((section for section, left, wide in self._frozen() if left <= x < left + wide), -1)
        return stays if stays >= 0 else self.logicalIndexAt(x)

    def paintSection(self, painter: QPainter, rect: QRect, logicalIndex: int) -> None:  # noqa: N803 -- Qt's name
        theme = Theme.current()
        painter.save()
        painter.fillRect(rect, theme.color("subtle"))
        painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, theme.color("line"))
        if logicalIndex == 0:
            draw_tick(painter, rect, ticked=self.ticks is True, some=self.ticks is None)
        else:
            self._paint_title(painter, theme, rect.adjusted(PAD, 0, -PAD, -1), logicalIndex)
        painter.restore()

    def _paint_title(self, painter: QPainter, theme: Theme, box: QRect, section: int) -> None:
        name = self._model.state.columns[section - 1]
        title = str(self._model.headerData(section, Qt.Orientation.Horizontal))
        trailing = self._model.is_trailing(section)
        order = [entry.removeprefix("-") for entry in self._model.state.sort]
        shown = self._drawer.metrics("small").horizontalAdvance(title) + 1
        if name in order:
            side = theme.px(CHEVRON)
            place = order.index(name)
            number = str(place + 1) if len(order) > 1 else ""
            extra = side + 4 + (self._drawer.metrics("caption").horizontalAdvance(number) + 2 if number else 0)
            shown = min(shown, box.width() - extra)
            right = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
            at_left = trailing != right
            text_box = box.adjusted(extra, 0, 0, 0) if at_left else box.adjusted(0, 0, -extra, 0)
            start = text_box.right() + 1 - shown - extra if at_left else text_box.left() + shown + 4
            chevron = QRect(start, box.top(), side, box.height())
            icons.paint(painter, chevron, "down" if f"-{name}" in self._model.state.sort else "up", "text-2", size=side)
            if number:
                beside = QRect(chevron.right() + 2, box.top(), extra - side, box.height())
                self._drawer.draw(painter, beside, number, tone="text-3", role="caption")
            box = text_box
        self._drawer.draw(painter, box, title, tone="text-2", role="small", trailing=trailing)

    def _note_drag(self) -> None:
        self._dragged = True

    def _tell_order(self) -> None:
        """The columns as they were dragged; the header itself stays in its order, and the list's state tells the new one."""
        columns = self._model.state.columns
        order = [self.logicalIndex(place) for place in range(self.count())]
        self.blockSignals(True)
        for section in range(self.count()):
            self.moveSection(self.visualIndex(section), section)
        self.blockSignals(False)
        self._dragged = False
        self.order_wanted.emit(tuple(columns[section - 1] for section in order if section))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._dragged = False
        self._pressed = self._section_at(int(event.position().x()))
        if self._pressed == self.logicalIndexAt(event.position().toPoint()):
            super().mousePressEvent(event)  # else it lies over another one, whose edges and dragging it hides

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        resizing = self.cursor().shape() == Qt.CursorShape.SplitHCursor
        section = self._section_at(int(event.position().x()))
        super().mouseReleaseEvent(event)
        if self._dragged:
            self._tell_order()
            return
        if event.button() != Qt.MouseButton.LeftButton or resizing or section != self._pressed or section < 0:
            return
        if section == 0:
            self.all_wanted.emit()
        else:
            added = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self.sort_wanted.emit(self._model.state.columns[section - 1], added)
