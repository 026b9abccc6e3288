"""Running contracts on a calendar: until when one may leave, when each ends, and what happens then."""

from __future__ import annotations

from datetime import date
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QLocale, QModelIndex, QPersistentModelIndex, QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
)

from itdesk.areas.vendors.choices import Pressing
from itdesk.areas.vendors.contracts.rules import SegmentKind
from itdesk.core.charts import Box, Span
from itdesk.core.charts import Timeline as Calendar
from itdesk.core.formats import format_date, format_day, format_money
from itdesk.core.texts import _
from itdesk.ui import drawing
from itdesk.ui.charts import PainterCanvas
from itdesk.ui.theme import Theme

Index = QModelIndex | QPersistentModelIndex
ROOT = QModelIndex()
NAME, COST, TIME = range(3)


def span_of(one: Any, locale: str) -> Span:
    """A contract's bar as the calendar draws it."""
    row = one.row
    if any(segment.kind is SegmentKind.ROLLING for segment in one.bar.segments):
        return Span(row.name, None, None, rolling=_("rolls on each month"))
    starts = one.bar.segments[0].first if one.bar.segments else None
    pressing = row.pressing if row.needs_decision else row.nearness
    tone = pressing.tone if row.needs_decision else "grey"
    said = ""
    if one.bar.notice_on is not None:
        said = format_day(one.bar.notice_on, locale)
        if row.needs_decision and pressing in {Pressing.TODAY, Pressing.MISSED}:
            said = _("Decide by {day}").format(day=said)
    return Span(
        row.name,
        starts,
        row.term_end,
        notice_by=row.decide_by if one.bar.notice_on is not None or row.decide_by else None,
        renews=any(segment.kind is SegmentKind.RENEWED for segment in one.bar.segments),
        tone=tone,
        said=said,
    )


class TimelineModel(QAbstractTableModel):
    """Rows of a Timeline; the calendar is one chart, drawn row by row."""

    def __init__(self, parent: QTableView, locale: str) -> None:
        super().__init__(parent)
        self._locale = locale
        self.rows: tuple[Any, ...] = ()
        self.spans: tuple[Span, ...] = ()
        self.calendar: Calendar | None = None

    def show_timeline(self, timeline: Any, today: date) -> None:
        """Show these contracts."""
        self.beginResetModel()
        self.rows = timeline.rows
        self.spans = tuple(span_of(one, self._locale) for one in timeline.rows)
        months = []
        month = timeline.first
        names = QLocale(self._locale)
        while month <= timeline.last:
            months.append((month, names.standaloneMonthName(month.month, QLocale.FormatType.ShortFormat)))
            month = date(month.year + month.month // 12, month.month % 12 + 1, 1)
        self.calendar = Calendar(timeline.first, timeline.last, today, tuple(months), self.spans)
        self.endResetModel()

    def rowCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else 3

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        row, column = self.rows[index.row()].row, index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            if column == NAME:
                return row.name
            return "" if column == TIME or row.annual_cost is None else self.cost(index.row())
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if column == COST else Qt.AlignmentFlag.AlignLeft
            return Qt.AlignmentFlag.AlignVCenter | side
        if role in {Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole}:
            return self._spoken(row)
        return None

    def cost(self, row: int) -> str:
        """A year's cost, with its currency."""
        one = self.rows[row].row
        return "–" if one.annual_cost is None else format_money(one.annual_cost, one.currency, self._locale)

    def _spoken(self, row: Any) -> str:
        parts = [row.name, row.vendor, row.words]
        if row.decide_by is not None:
            parts.append(_("last day for notice {day}").format(day=format_date(row.decide_by, self._locale)))
        if row.term_end is not None:
            parts.append(_("ends {day}").format(day=format_date(row.term_end, self._locale)))
        return ", ".join(part for part in parts if part)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return (_("Contract"), _("A year"), "")[section]  # months are painted there
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return (_("Contract"), _("A year"), _("Calendar"))[section]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if section == COST else Qt.AlignmentFlag.AlignLeft
            return Qt.AlignmentFlag.AlignVCenter | side
        return None


class _Months(QHeaderView):
    """Month names over the calendar's column."""

    def __init__(self, view: QTableView, model: TimelineModel) -> None:
        super().__init__(Qt.Orientation.Horizontal, view)
        self._rows = model
        self.setSectionsClickable(False)
        self.setHighlightSections(False)

    def paintSection(self, painter: QPainter, rect: QRect, logical_index: int) -> None:
        painter.save()
        super().paintSection(painter, rect, logical_index)
        painter.restore()
        if logical_index == TIME and self._rows.calendar is not None:
            painter.save()
            self._rows.calendar.draw_months(
                PainterCanvas(painter), Box(rect.x(), rect.y(), rect.width(), rect.height())
            )
            painter.restore()


class _Rows(QStyledItemDelegate):
    """Two lines for the name, the cost, and the bar."""

    def __init__(self, view: QTableView, model: TimelineModel) -> None:
        super().__init__(view)
        self._rows = model

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        theme = Theme.current()
        box: QRect = option.rect
        painter.save()
        painter.setClipRect(box)
        if option.state & QStyle.StateFlag.State_Selected:
            active = bool(option.state & QStyle.StateFlag.State_Active)
            painter.fillRect(box, theme.color("selected" if active else "selected-idle"))
        elif option.state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(box, theme.color("hover"))
        row = self._rows.rows[index.row()].row
        if index.column() == NAME:
            room, line = box.adjusted(16, 0, -8, -1), theme.px(18)
            top = room.top() + (room.height() - 2 * line) // 2
            drawing.draw(painter, QRect(room.left(), top, room.width(), line), row.name, weight=500)
            below = "  ·  ".join(part for part in (row.number, row.words) if part)
            drawing.draw(
                painter, QRect(room.left(), top + line, room.width(), line), below, role="small", tone="text-2"
            )
        elif index.column() == COST:
            drawing.draw(painter, box.adjusted(4, 0, -16, -1), self._rows.cost(index.row()), align="end")
        elif self._rows.calendar is not None:
            calendar, canvas = self._rows.calendar, PainterCanvas(painter)
            area = Box(box.x(), box.y(), box.width(), box.height())
            calendar.draw_grid(canvas, area)
            calendar.draw_row(canvas, area, self._rows.spans[index.row()])
            calendar.draw_today(canvas, area)
        painter.fillRect(QRect(box.left(), box.bottom(), box.width(), 1), theme.color("line"))
        painter.restore()


class TimelineView(QTableView):
    """Arrows move, Enter opens; `chosen` tells the contract in front."""

    chosen = Signal(int)
    opened = Signal(int)

    def __init__(self, locale: str) -> None:
        super().__init__()
        self.timeline = TimelineModel(self, locale)
        self.setHorizontalHeader(_Months(self, self.timeline))
        self.setModel(self.timeline)
        self.setItemDelegate(_Rows(self, self.timeline))
        self.setShowGrid(False)
        self.setMouseTracking(True)
        self.setTabKeyNavigation(False)
        self.setAccessibleName(_("Running contracts"))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.selectionModel().currentRowChanged.connect(self._moved)
        self.doubleClicked.connect(lambda index: self.opened.emit(self.timeline.rows[index.row()].row.id))
        Theme.current().follow(self, self._rescale)
        self._rescale()

    @property
    def current(self) -> int:
        """The contract in front; 0 without one."""
        row = self.currentIndex().row()
        return int(self.timeline.rows[row].row.id) if 0 <= row < len(self.timeline.rows) else 0

    def show_timeline(self, timeline: Any, today: date, wanted: int = 0) -> None:
        """Show these, staying on the contract in front or going to the one wanted."""
        before = wanted or self.current
        self.timeline.show_timeline(timeline, today)
        ids = [one.row.id for one in timeline.rows]
        if ids:
            self.setCurrentIndex(self.timeline.index(ids.index(before) if before in ids else 0, NAME))

    def _moved(self, now: QModelIndex, _before: QModelIndex) -> None:
        if now.isValid():
            self.chosen.emit(self.timeline.rows[now.row()].row.id)

    def _rescale(self) -> None:
        self.verticalHeader().setDefaultSectionSize(Theme.current().px(44))
        self._spread()

    def _spread(self) -> None:
        theme = Theme.current()
        wide = self.viewport().width()
        names = min(theme.px(268), max(theme.px(160), wide // 3))
        self.setColumnWidth(NAME, names)
        self.setColumnWidth(COST, theme.px(84))
        self.setColumnWidth(TIME, max(theme.px(200), wide - names - theme.px(84)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._spread()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and self.current:
            self.opened.emit(self.current)
            return
        super().keyPressEvent(event)
