"""The feet of a list's columns: sums, averages, ends and counts, read from the store, under the columns that they are of."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QEvent, QPoint, QRect, QTimer, Signal
from PySide6.QtGui import QHelpEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QToolTip, QWidget

from itdesk.core.errors import UserError
from itdesk.core.summaries import Facts
from itdesk.core.summary_texts import foot_words
from itdesk.core.texts import _
from itdesk.core.value_texts import ValueTexts, field_of
from itdesk.ui.record_cells import PAD
from itdesk.ui.record_table import RecordTable
from itdesk.ui.theme import Theme

WAIT_MS = 80


class ColumnFoot(QWidget):
    """Hidden while no column has a foot. What the whole list holds is counted beside the window, newest question only."""

    menu_wanted = Signal(str, QPoint)  # column, place on screen

    def __init__(self, table: RecordTable) -> None:
        super().__init__()
        self._table = table
        self._texts = ValueTexts.of(table.record_type, table.records.desk.workspace)
        self._shown: dict[str, tuple[str, str]] = {}  # word and value
        self._error = ""
        self._wait = QTimer(self, singleShot=True, interval=WAIT_MS)
        self._wait.timeout.connect(self._read)
        table.records.loaded.connect(self.read_again)
        table.header.sectionResized.connect(lambda *_sizes: self.update())
        table.horizontalScrollBar().valueChanged.connect(lambda _at: self.update())
        Theme.current().follow(self, self._rescale)
        self._rescale()
        self.hide()

    def _rescale(self) -> None:
        self.setFixedHeight(Theme.current().px(28))

    @property
    def texts(self) -> Mapping[str, str]:
        """What stands under each column, by name."""
        return {name: " ".join(parts) for name, parts in self._shown.items()}

    def read_again(self) -> None:
        """Count anew: the list, or what its feet tell, is another."""
        feet = self._table.list_state.feet
        self.setVisible(any(name in feet for name in self._table.list_state.columns))
        if not self.isHidden():
            self._wait.start()

    def _read(self) -> None:
        state, record_type = self._table.list_state, self._table.record_type
        names = [name for name in state.columns if name in state.feet]

        def read(session: Any) -> dict[str, dict[str, Facts]]:
            from itdesk.db.summing import facts

            return facts(session, state.spec(record_type), names)

        self._table.records.desk.read(self, read, self._take, self._refuse, key="feet")

    def _take(self, found: Mapping[str, Mapping[str, Facts]]) -> None:
        feet = self._table.list_state.feet
        self._error = ""
        self._shown = {
            name: foot_words(self._texts, name, feet[name], facts) for name, facts in found.items() if name in feet
        }
        said = [f"{field_of(self._table.record_type, name).label}: {text}" for name, text in self.texts.items()]
        self.setAccessibleName(_("Feet of the columns"))
        self.setAccessibleDescription("; ".join(said))
        self.update()

    def _refuse(self, error: UserError) -> None:
        self._error = str(error)
        self._shown = {}
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme, table = Theme.current(), self._table
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.color("subtle"))
        painter.fillRect(0, 0, self.width(), 1, theme.color("line"))
        drawer = table.cells.drawer
        if self._error:
            drawer.draw(painter, self.rect().adjusted(PAD, 0, -PAD, 0), self._error, tone="red-text", role="small")
        for place, name in enumerate(table.list_state.columns, 1):
            if name in self._shown:
                box = QRect(table.columnViewportPosition(place), 1, table.columnWidth(place), self.height() - 1)
                self._paint_foot(
                    painter, box.adjusted(PAD, 0, -PAD, 0), *self._shown[name], table.records.is_trailing(place)
                )

    def _paint_foot(self, painter: QPainter, box: QRect, said: str, value: str, trailing: bool) -> None:  # noqa: FBT001 -- a cell's parts
        """The word gives way to the value, which may reach over the cell before it; the tooltip says both."""
        drawer = self._table.cells.drawer
        wide = drawer.metrics("small", 600).horizontalAdvance(value) + 1
        before = drawer.metrics("small").horizontalAdvance(said) + 5
        right = trailing != self.isRightToLeft()
        if wide > box.width() and right:
            box = box.adjusted(box.width() - wide, 0, 0, 0)
        if wide + before > box.width():
            drawer.draw(painter, box, value, role="small", weight=600, trailing=trailing)
            return
        start = box.right() + 1 - wide - before if right else box.left()
        first, second = (said, value) if not self.isRightToLeft() else (value, said)
        widths = (before, wide) if not self.isRightToLeft() else (wide, before)
        for text, room, x in ((first, widths[0], start), (second, widths[1], start + widths[0])):
            strong = text is value
            tone, weight = ("text", 600) if strong else ("text-2", 0)
            place = QRect(x, box.top(), room, box.height())
            drawer.draw(painter, place, text, tone=tone, role="small", weight=weight)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            place = self._table.columnAt(event.pos().x())
            name = self._table.list_state.columns[place - 1] if place > 0 else ""
            QToolTip.showText(event.globalPos(), self.texts.get(name, _("Click to choose what stands here")), self)
            return True
        return super().event(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        place = self._table.columnAt(int(event.position().x()))
        if place > 0:
            self.menu_wanted.emit(self._table.list_state.columns[place - 1], event.globalPosition().toPoint())
