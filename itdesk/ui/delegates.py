"""Rows of lists: one line with an icon and an end, two lines with shapes and a clock, plain text for tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
    Slot,
)
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QAbstractItemView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from itdesk.core.formats import format_count
from itdesk.core.texts import _, ngettext
from itdesk.ui import drawing, icons
from itdesk.ui.badges import Badge, badge_width, hue, paint_badge
from itdesk.ui.clock import ClockText, paint_clock
from itdesk.ui.theme import Theme

Index = QModelIndex | QPersistentModelIndex
ITEM = Qt.ItemDataRole.UserRole + 1  # the item below that a row shows
_NOWHERE = QModelIndex()


@dataclass(frozen=True, slots=True)
class GroupHead:
    """A row between groups; tone colours its title where it means something."""

    title: str
    count: int | None = None
    tone: str = "text"
    folded: bool | None = None  # None: can't be folded

    @property
    def spoken(self) -> str:
        """What a screen reader says."""
        if self.count is None:
            return self.title
        return ngettext("{title}, {n} row", "{title}, {n} rows", self.count).format(title=self.title, n=self.count)


@dataclass(frozen=True, slots=True)
class Line:
    """One line: icon, text, and at its end a word with an icon, or a badge. key is the page's own handle."""

    key: object
    text: str
    icon: str = ""
    icon_tone: str = "text-2"
    end: str = ""
    end_tone: str = "text-2"
    end_icon: str = ""
    badge: Badge | None = None
    strong: bool = False

    @property
    def spoken(self) -> str:
        """What a screen reader says."""
        return ", ".join(part for part in (self.text, self.end, self.badge.text if self.badge else "") if part)


@dataclass(frozen=True, slots=True)
class Shape:
    """A status or priority: its drawn shape, its colour, and the word for it."""

    icon: str
    tone: str
    word: str


@dataclass(frozen=True, slots=True)
class TwoLines:
    """Two lines: shape and title above, shape, number, person and clock below. unread makes the title bold."""

    key: object
    title: str
    number: str = ""
    person: str = ""
    above: Shape | None = None
    below: Shape | None = None
    clock: ClockText | None = None
    unread: bool = False
    draft: bool = False  # something is typed about it that isn't saved

    @property
    def spoken(self) -> str:
        """What a screen reader says."""
        shapes = [shape.word for shape in (self.above, self.below) if shape is not None]
        clock = self.clock.text if self.clock is not None else ""
        unread = _("unread") if self.unread else ""
        draft = _("draft not saved") if self.draft else ""
        return ", ".join(part for part in (self.number, self.title, self.person, *shapes, clock, unread, draft) if part)


Item = GroupHead | Line | TwoLines


class Items(QAbstractListModel):
    """A short list of items for a QListView: cards, panels, results. Long lists have models of their own."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.items: tuple[Item, ...] = ()

    def show(self, items: Sequence[Item]) -> None:
        """Show these from now on."""
        self.beginResetModel()
        self.items = tuple(items)
        self.endResetModel()

    def row_of(self, key: object) -> int:
        """The row of an item by its key, or -1."""
        for row, item in enumerate(self.items):
            if not isinstance(item, GroupHead) and item.key == key:
                return row
        return -1

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.items)

    def data(self, index: Index, role: int = 0) -> object:
        item = self.items[index.row()]
        if role == ITEM:
            return item
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return item.spoken
        if role == Qt.ItemDataRole.DisplayRole:
            return item.text if isinstance(item, Line) else item.title
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        if isinstance(self.items[index.row()], GroupHead):
            return Qt.ItemFlag.ItemIsEnabled
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable


class ItemDelegate(QStyledItemDelegate):
    """Draws GroupHead, Line and TwoLines out of a model's ITEM role. Row height follows the kind of item."""

    def __init__(self, view: QAbstractItemView, *, line_height: int = 40, margin: int = 16, lines: bool = True) -> None:
        super().__init__(view)
        self._line_height = line_height
        self._margin = margin
        self._lines = lines
        view.setMouseTracking(True)
        Theme.current().follow(view, self._measure)

    @Slot()
    def _measure(self) -> None:
        self.sizeHintChanged.emit(_NOWHERE)

    def sizeHint(self, _option: QStyleOptionViewItem, index: Index) -> QSize:
        theme = Theme.current()
        item = index.data(ITEM)
        if isinstance(item, GroupHead):
            return QSize(40, theme.row("header"))
        return QSize(40, theme.row("two-line") if isinstance(item, TwoLines) else theme.px(self._line_height))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        item = index.data(ITEM)
        theme = Theme.current()
        box: QRect = option.rect
        state: QStyle.StateFlag = option.state
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        selected = bool(state & QStyle.StateFlag.State_Selected)
        if isinstance(item, GroupHead):
            painter.fillRect(box, theme.color("subtle"))
        elif selected:
            active = bool(state & QStyle.StateFlag.State_Active)
            painter.fillRect(box, theme.color("selected" if active else "selected-idle"))
            painter.fillRect(drawing.part(box, 0, 3), theme.color("accent"))
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(box, theme.color("hover"))
        if self._lines:
            painter.fillRect(QRect(box.left(), box.bottom(), box.width(), 1), theme.color("line"))
        inner = box.adjusted(self._margin, 0, -self._margin, -1)
        if isinstance(item, GroupHead):
            self._paint_head(painter, theme, inner, item)
        elif isinstance(item, Line):
            self._paint_line(painter, theme, inner, item)
        elif isinstance(item, TwoLines):
            self._paint_two(painter, theme, inner, item)
        if state & QStyle.StateFlag.State_HasFocus and not selected:
            painter.setPen(QPen(theme.color("focus"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(box).adjusted(1, 1, -1, -2), 4, 4)
        painter.restore()

    @staticmethod
    def _paint_head(painter: QPainter, theme: Theme, box: QRect, item: GroupHead) -> None:
        start, side = 0, theme.px(12)
        if item.folded is not None:
            icons.paint(painter, drawing.part(box, 0, side), "right" if item.folded else "down", size=side)
            start = side + 6
        room = drawing.part(box, start, box.width() - start)
        used = drawing.draw(painter, room, item.title, role="small", weight=600, tone=item.tone)
        if item.count is not None:
            rest = drawing.part(box, start + used + 6, max(0, box.width() - start - used - 6))
            drawing.draw(painter, rest, format_count(item.count), role="small", tone="text-2")

    @staticmethod
    def _paint_line(painter: QPainter, theme: Theme, box: QRect, item: Line) -> None:
        start, end, side = 0, 0, theme.px(16)
        if item.icon:
            icons.paint(painter, drawing.part(box, 0, side), item.icon, item.icon_tone)
            start = side + 10
        if item.badge is not None:
            end = min(badge_width(item.badge), box.width() // 2)
            paint_badge(painter, drawing.part(box, box.width() - end, end), item.badge, align="end")
        elif item.end:
            bold = item.end_tone not in {"text-2", "text-3"}
            shown = ClockText(item.end, item.end_tone, item.end_icon, bold=bold and bool(item.end_icon))
            if item.end_icon:
                end = paint_clock(painter, box, shown)
            else:
                end = drawing.width(item.end, "small") + 1
                room = drawing.part(box, box.width() - end, end)
                drawing.draw(painter, room, item.end, role="small", tone=item.end_tone, align="end")
        room = drawing.part(box, start, box.width() - start - (end + 12 if end else 0))
        drawing.draw(painter, room, item.text, weight=600 if item.strong else 0)

    @staticmethod
    def _paint_two(painter: QPainter, theme: Theme, box: QRect, item: TwoLines) -> None:
        side, line = theme.px(12), theme.px(20)
        top = box.top() + (box.height() - 2 * line) // 2
        above = QRect(box.left(), top, box.width(), line)
        below = QRect(box.left(), top + line, box.width(), line)
        for shape, row in ((item.above, above), (item.below, below)):
            if shape is not None:
                icons.paint(painter, drawing.part(row, 0, side), shape.icon, hue(shape.tone))
        start = side + 8
        mark = side + 8 if item.draft else 0
        room = drawing.part(above, start, above.width() - start - mark)
        drawing.draw(painter, room, item.title, weight=600 if item.unread else 400)
        if item.draft:
            icons.paint(painter, drawing.part(above, above.width() - side, side), "edit", "amber-text", size=side)
        end = paint_clock(painter, below, item.clock) if item.clock is not None else 0
        left = below.width() - end - 12
        used = drawing.draw(painter, drawing.part(below, start, left - start), item.number, role="small", tone="text-2")
        start += used + 8
        drawing.draw(
            painter, drawing.part(below, start, max(0, left - start)), item.person, role="small", tone="text-2"
        )


class TextDelegate(QStyledItemDelegate):
    """Plain text for tables, drawn directly: faster than Qt's own. Numbers follow the model's alignment role.

    tone_role is a role whose value is a token for the text; strong columns are drawn in weight 500.
    """

    def __init__(self, view: QAbstractItemView, *, strong: frozenset[int] = frozenset(), tone_role: int = 0) -> None:
        super().__init__(view)
        self._strong = strong
        self._tone_role = tone_role
        view.setMouseTracking(True)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        theme = Theme.current()
        box: QRect = option.rect
        state: QStyle.StateFlag = option.state
        if state & QStyle.StateFlag.State_Selected:
            ground = "selected" if state & QStyle.StateFlag.State_Active else "selected-idle"
            painter.fillRect(box, theme.color(ground))
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(box, theme.color("hover"))
        painter.fillRect(QRect(box.left(), box.bottom(), box.width(), 1), theme.color("line"))
        text = index.data()
        tone = (index.data(self._tone_role) if self._tone_role else None) or "text"
        alignment = index.data(Qt.ItemDataRole.TextAlignmentRole)
        trailing = alignment is not None and bool(int(alignment) & int(Qt.AlignmentFlag.AlignRight))
        drawing.draw(
            painter,
            box.adjusted(8, 0, -8, -1),
            "–" if text in {None, ""} else str(text),
            weight=500 if index.column() in self._strong else 0,
            tone="text-3" if text in {None, ""} else tone,
            align="end" if trailing else "start",
        )
