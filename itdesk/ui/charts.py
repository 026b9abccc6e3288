"""Charts of itdesk.core.charts in a window: painted in the theme, told mark by mark, with a table twin."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QFont,
    QFontMetricsF,
    QGuiApplication,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QPixmap,
    QPolygonF,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QSizePolicy,
    QStackedLayout,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from itdesk.core.charts import Align, Box, Chart, Mark, Point
from itdesk.core.texts import _
from itdesk.ui import drawing
from itdesk.ui.menus import menu_of
from itdesk.ui.page import Action
from itdesk.ui.theme import Theme
from itdesk.ui.voice import Role, be, say


class PainterCanvas:
    """The canvas of itdesk.core.charts over a QPainter; one unit is a logical pixel."""

    def __init__(self, painter: QPainter) -> None:
        self._painter = painter
        self._theme = Theme.current()
        self._fonts: dict[tuple[float, int], tuple[QFont, QFontMetricsF]] = {}
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)

    @property
    def text_size(self) -> float:
        """11 px times the font scale."""
        return self._theme.px(11)

    def rect(
        self, box: Box, fill: str = "", *, hatch: str = "", edge: str = "", edge_width: float = 1, radius: float = 0
    ) -> None:
        """A rectangle, filled, hatched and edged in tokens."""
        shape = QRectF(box.x, box.y, box.width, box.height)
        path = QPainterPath()
        path.addRoundedRect(shape, radius, radius)
        if fill:
            self._painter.fillPath(path, self._theme.color(fill))
        if hatch:
            self._hatch(path, shape, hatch)
        if edge:
            self._painter.strokePath(path, QPen(self._theme.color(edge), edge_width))

    def _hatch(self, path: QPainterPath, shape: QRectF, tone: str) -> None:
        painter = self._painter
        painter.save()
        painter.setClipPath(path, Qt.ClipOperation.IntersectClip)
        painter.setPen(QPen(self._theme.color(tone), 1.2))
        step = self.text_size / 2
        start = int((shape.left() - shape.height()) / step) * step  # one raster for neighbours
        while start < shape.right() + shape.height():
            painter.drawLine(
                QPointF(start, shape.bottom()), QPointF(start + shape.height(), shape.bottom() - shape.height())
            )
            start += step
        painter.restore()

    def polygon(self, points: Sequence[Point], fill: str = "", *, edge: str = "", edge_width: float = 1) -> None:
        """A closed shape."""
        self._inks(fill, edge, edge_width)
        self._painter.drawPolygon(QPolygonF([QPointF(*point) for point in points]))

    def circle(self, centre: Point, radius: float, fill: str = "", *, edge: str = "", edge_width: float = 1) -> None:
        """A disc, a ring, or both."""
        self._inks(fill, edge, edge_width)
        self._painter.drawEllipse(QPointF(*centre), radius, radius)

    def line(self, points: Sequence[Point], colour: str, width: float = 1, dashes: Sequence[float] = ()) -> None:
        """An open line; straight ones of whole width fall on whole pixels."""
        pen = QPen(self._theme.color(colour), width)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        if dashes:
            pen.setDashPattern([dash / width for dash in dashes])
        straight = len(points) == 2 and (points[0][0] == points[1][0] or points[0][1] == points[1][1])
        self._painter.setPen(pen)
        if straight and width <= 1:
            self._painter.drawLine(*(QPointF(int(x) + 0.5, int(y) + 0.5) for x, y in points))
        else:
            self._painter.drawPolyline(QPolygonF([QPointF(*point) for point in points]))

    def text(
        self,
        at: Point,
        text: str,
        colour: str = "text-2",
        *,
        size: float = 0,
        weight: int = 400,
        align: Align = "left",
        turned: bool = False,
    ) -> None:
        """One line of text on its baseline."""
        font, measures = self._font(size, weight)
        wide = measures.horizontalAdvance(text)
        shift = {"left": 0.0, "middle": wide / 2, "right": wide}[align]
        painter = self._painter
        painter.setFont(font)
        painter.setPen(self._theme.color(colour))
        if not turned:
            painter.drawText(QPointF(at[0] - shift, at[1]), text)
            return
        painter.save()
        painter.translate(*at)
        painter.rotate(-90)
        painter.drawText(QPointF(-shift, 0), text)
        painter.restore()

    def width_of(self, text: str, *, size: float = 0, weight: int = 400) -> float:
        """How wide text would be drawn."""
        return self._font(size, weight)[1].horizontalAdvance(text)

    def _font(self, size: float, weight: int) -> tuple[QFont, QFontMetricsF]:
        key = (size, weight)
        if key not in self._fonts:
            font = QFont(self._theme.font("caption", weight))
            font.setPixelSize(round(size or self.text_size))
            self._fonts[key] = font, QFontMetricsF(font)
        return self._fonts[key]

    def _inks(self, fill: str, edge: str, edge_width: float) -> None:
        painter = self._painter
        painter.setBrush(self._theme.color(fill) if fill else Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(self._theme.color(edge), edge_width) if edge else Qt.PenStyle.NoPen)


class _Picture(QWidget):
    """The painted side of a ChartWidget."""

    moved = Signal(str)

    def __init__(self, chart: Chart, name: str) -> None:
        super().__init__()
        self.chart = chart
        self.marks: tuple[Mark, ...] = ()
        self.at = -1
        self._over = -1
        self._drawn = QPixmap()
        self._drawn_for: tuple[object, ...] = ()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setAccessibleName(name)
        be(self, Role.Chart)

    def show_chart(self, chart: Chart) -> None:
        self.chart = chart
        self._drawn_for = ()
        self.at = self._over = -1
        self.update()

    def move_to(self, number: int) -> None:
        """Make a mark the current one, and say it."""
        self.at = number
        mark = self.marks[number]
        words = f"{mark.name}: {mark.text}"
        self.setAccessibleDescription(words)
        say(self, words)
        self.moved.emit(words)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme = Theme.current()
        self._draw_anew(theme)
        painter.drawPixmap(0, 0, self._drawn)
        current = self._over if self._over >= 0 else self.at if self.hasFocus() else -1
        if 0 <= current < len(self.marks):
            mark = self.marks[current]
            box = QRectF(mark.box.x, mark.box.y, mark.box.width, mark.box.height)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            if self.hasFocus() and current == self.at:
                painter.setPen(QPen(theme.color("focus"), 2))
                painter.drawRoundedRect(box, 4, 4)
            self._paint_bubble(painter, theme, mark, box)
        elif self.hasFocus():
            painter.setPen(QPen(theme.color("focus"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 6, 6)

    def _draw_anew(self, theme: Theme) -> None:
        """Draw the chart, unless it was drawn so before: a window that comes to the front paints everything it shows."""
        ratio = self.devicePixelRatioF()
        wanted = (self.size(), ratio, theme.dark, theme.strong, theme.percent, self.layoutDirection())
        if wanted == self._drawn_for:
            return
        self._drawn_for = wanted
        self._drawn = QPixmap(self.size() * ratio)
        self._drawn.setDevicePixelRatio(ratio)
        self._drawn.fill(Qt.GlobalColor.transparent)
        inner = Box(2, 2, self.width() - 4, self.height() - 4)
        painter = QPainter(self._drawn)
        painter.setLayoutDirection(self.layoutDirection())
        self.marks = tuple(self.chart.draw(PainterCanvas(painter), inner))
        painter.end()

    def _paint_bubble(self, painter: QPainter, theme: Theme, mark: Mark, box: QRectF) -> None:
        """The exact value above the mark, inside the widget."""
        lines = [mark.name, *([mark.text] if mark.text else [])]
        wide = max(drawing.width(line, "small", 600) for line in lines) + 20
        wide = min(wide, self.width())
        high = theme.line("small") * len(lines) + 12
        x = min(max(box.center().x() - wide / 2, 0), self.width() - wide)
        y = box.top() - high - 4
        if y < 0:
            y = min(box.bottom() + 4, self.height() - high)
        bubble = QRectF(x, y, wide, high)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("text"))
        painter.drawRoundedRect(bubble, 6, 6)
        for number, line in enumerate(lines):
            room = bubble.adjusted(10, 6, -10, -6).toRect()
            room.setTop(room.top() + number * theme.line("small"))
            room.setHeight(theme.line("small"))
            drawing.draw(painter, room, line, role="small", weight=400 if number else 600, tone="surface")

    def _mark_at(self, point: QPointF) -> int:
        for number in reversed(range(len(self.marks))):
            if self.marks[number].box.holds(point.x(), point.y()):
                return number
        return -1

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        over = self._mark_at(event.position())
        if over != self._over:
            self._over = over
            self.update()

    def leaveEvent(self, event: QEvent) -> None:
        self._over = -1
        self.update()
        super().leaveEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        number = self._mark_at(event.position())
        if number >= 0:
            self.move_to(number)
        super().mousePressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        if self.at < 0 and self.marks and event.reason() != Qt.FocusReason.MouseFocusReason:
            self.move_to(0)
        super().focusInEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        last = len(self.marks) - 1
        if last < 0:
            super().keyPressEvent(event)
            return
        steps = {
            Qt.Key.Key_Right: min(self.at + 1, last),
            Qt.Key.Key_Down: min(self.at + 1, last),
            Qt.Key.Key_Left: max(self.at - 1, 0),
            Qt.Key.Key_Up: max(self.at - 1, 0),
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: last,
        }
        if key in steps and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            self.move_to(steps[Qt.Key(key)])
        elif key == Qt.Key.Key_Escape and self.at >= 0:
            self.at = -1
            self.update()
        else:
            super().keyPressEvent(event)


class ChartWidget(QWidget):
    """A chart with everything around it: exact values under the pointer, arrow keys, Ctrl+C, and its table twin.

    name is what the chart says, for screen readers ("Spending is £1,520 under plan"). Clicked marks are told by number.
    """

    mark_chosen = Signal(int)

    def __init__(self, chart: Chart, name: str, *, height: int = 200) -> None:
        super().__init__()
        self._tall = height
        self._picture = _Picture(chart, name)
        self._table = QTableWidget()
        self._table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self._table.verticalHeader().hide()
        self._table.setShowGrid(False)
        self._table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self._stack = QStackedLayout(self)
        self._stack.addWidget(self._picture)
        self._stack.addWidget(self._table)
        self.setFocusProxy(self._picture)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.set_name(name)

    @property
    def marks(self) -> tuple[Mark, ...]:
        """Where each value was drawn last."""
        return self._picture.marks

    @property
    def as_table(self) -> bool:
        """Whether the twin is shown."""
        return self._stack.currentWidget() is self._table

    def set_name(self, name: str) -> None:
        """Say another message."""
        self.setAccessibleName(name)
        self._picture.setAccessibleName(name)
        self._table.setAccessibleName(_("{chart}, as a table").format(chart=name))

    def show_chart(self, chart: Chart, name: str = "") -> None:
        """Draw other values."""
        self._picture.show_chart(chart)
        if name:
            self.set_name(name)
        if self.as_table:
            self._fill()

    def copy(self) -> None:
        """Put the table on the clipboard, ready for a spreadsheet."""
        rows = self._picture.chart.table()
        QGuiApplication.clipboard().setText("\n".join("\t".join(_one_line(cell) for cell in row) for row in rows))

    def toggle_table(self) -> None:
        """Show the table instead of the picture, or back."""
        if self.as_table:
            self._stack.setCurrentWidget(self._picture)
            self.setFocusProxy(self._picture)
        else:
            self._fill()
            self._stack.setCurrentWidget(self._table)
            self.setFocusProxy(self._table)
        self.setFocus()

    def _fill(self) -> None:
        head, *rows = self._picture.chart.table()
        table = self._table
        table.clear()
        table.setColumnCount(len(head))
        table.setRowCount(len(rows))
        table.setHorizontalHeaderLabels(list(head))
        table.verticalHeader().setDefaultSectionSize(Theme.current().row())
        for y, row in enumerate(rows):
            for x, cell in enumerate(row):
                item = QTableWidgetItem(cell)
                side = Qt.AlignmentFlag.AlignRight if x else Qt.AlignmentFlag.AlignLeft
                item.setTextAlignment(side | Qt.AlignmentFlag.AlignVCenter)
                table.setItem(y, x, item)
        for x in range(len(head)):
            header = table.horizontalHeaderItem(x)
            if header is not None:
                side = Qt.AlignmentFlag.AlignRight if x else Qt.AlignmentFlag.AlignLeft
                header.setTextAlignment(side | Qt.AlignmentFlag.AlignVCenter)
        table.resizeColumnsToContents()
        if rows:
            table.setCurrentCell(0, 0)

    def sizeHint(self) -> QSize:
        theme = Theme.current()
        return QSize(theme.px(320), theme.px(self._tall))

    def minimumSizeHint(self) -> QSize:
        theme = Theme.current()
        return QSize(theme.px(120), min(theme.px(self._tall), theme.px(80)))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        held = event.modifiers()
        control, shift = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
        if event.key() == Qt.Key.Key_C and held == control:
            self.copy()
        elif event.key() == Qt.Key.Key_T and held == control | shift:
            self.toggle_table()
        elif event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and not self.as_table and self._picture.at >= 0:
            self.mark_chosen.emit(self._picture.at)
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        twin = _("Show as a chart") if self.as_table else _("Show as a table")
        menu = menu_of(
            [
                Action(_("Copy as a table"), self.copy, "Ctrl+C", "clip"),
                Action(twin, self.toggle_table, "Ctrl+Shift+T", "table"),
            ],
            self,
        )
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(event.globalPos())

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        at = self._picture.mapFrom(self, event.position())
        for number in reversed(range(len(self.marks))):
            if self.marks[number].box.holds(at.x(), at.y()):
                self.mark_chosen.emit(number)
                return
        super().mouseDoubleClickEvent(event)


def _one_line(cell: str) -> str:
    return cell.replace("\t", " ").replace("\n", " ")
