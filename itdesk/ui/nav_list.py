"""The lists in the window's left edge: areas with their counts, and pinned views."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QSizePolicy,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from itdesk.core.formats import format_count
from itdesk.core.texts import _
from itdesk.ui import drawing, icons, keys
from itdesk.ui.menus import menu_of
from itdesk.ui.page import Action
from itdesk.ui.theme import Theme

Index = QModelIndex | QPersistentModelIndex
FOLDED = 48
INSET = 8  # beside the list, within the sidebar


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a list in the sidebar."""

    key: str
    title: str
    icon: str
    count: int | None = None
    hint: str = ""
    tone: str = ""  # of the icon, where it has one of its own


class _Rows(QAbstractListModel):
    def __init__(self) -> None:
        super().__init__()
        self.rows: tuple[Row, ...] = ()

    def show(self, rows: Sequence[Row]) -> None:
        self.beginResetModel()
        self.rows = tuple(rows)
        self.endResetModel()

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        row = self.rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return row.title
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{row.title}, {row.count}" if row.count else row.title
        if role == Qt.ItemDataRole.ToolTipRole:
            return f"{row.title}  {' '.join(keys.caps(row.hint))}" if row.hint else row.title
        return None


class _Drawn(QStyledItemDelegate):
    def __init__(self, nav: NavList) -> None:
        super().__init__(nav)
        self._nav = nav

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        return QSize(10, self._nav.row_height)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        theme, nav = Theme.current(), self._nav
        row = nav.rows[index.row()]
        here = row.key == nav.here
        state: QStyle.StateFlag = option.state
        box: QRect = option.rect
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ground = "selected" if here else "hover" if state & QStyle.StateFlag.State_MouseOver else ""
        if ground:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color(ground))
            painter.drawRoundedRect(QRectF(box), 6, 6)
        if state & QStyle.StateFlag.State_HasFocus and nav.ring:
            painter.setPen(QPen(theme.color("focus"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(box).adjusted(1, 1, -1, -1), 6, 6)
        rtl = nav.layoutDirection() == Qt.LayoutDirection.RightToLeft
        side = theme.px(16)
        ink = "accent-text" if here else "text-2"
        if nav.folded:
            icons.paint(painter, box, row.icon, row.tone or ink)
            if row.count:
                painter.setPen(QPen(theme.color("window"), 1.5))
                painter.setBrush(theme.color("accent"))
                painter.drawEllipse(QRectF(box.center().x() + 4, box.center().y() - 10, 8, 8))
            painter.restore()
            return
        place = QRect(box.left() + 8, box.top(), side, box.height())
        icons.paint(painter, mirrored(place, box, rtl=rtl), row.icon, row.tone or ink)
        right = 8
        if row.count:
            font = theme.font("small", 500 if here else 400)
            text = format_count(row.count)
            width = QFontMetrics(font).horizontalAdvance(text)
            painter.setFont(font)
            painter.setPen(theme.color("accent-text" if here else "text-2"))
            room = QRect(box.right() + 1 - 8 - width, box.top(), width, box.height())
            painter.drawText(mirrored(room, box, rtl=rtl), Qt.AlignmentFlag.AlignCenter, text)
            right += width + 8
        left = 8 + side + (8 if nav.small else 10)
        room = QRect(box.left() + left, box.top(), box.width() - left - right, box.height())
        drawing.draw(
            painter,
            mirrored(room, box, rtl=rtl),
            row.title,
            role="small" if nav.small else "body",
            weight=0 if nav.small else 600 if here else 500,
            tone=ink,
        )
        painter.restore()


class NavList(QListView):
    """A list of places: click or Enter goes there. The row of the page that is shown stays marked."""

    chosen = Signal(str)
    apart = Signal(str)  # the middle button, or Ctrl and a click: in a window of its own

    def __init__(self, name: str, *, small: bool = False) -> None:
        super().__init__()
        self.small = small
        self.folded = False
        self.here = ""
        self.ring = False
        self._rows = _Rows()
        self.setModel(self._rows)
        self.setItemDelegate(_Drawn(self))
        self.setProperty("look", "plain")
        self.setAccessibleName(name)
        self.setMouseTracking(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.clicked.connect(self._go)

    @property
    def rows(self) -> tuple[Row, ...]:
        """What is listed."""
        return self._rows.rows

    @property
    def row_height(self) -> int:
        """Height of a row in the font scale in use."""
        return Theme.current().px(28 if self.small else 32)

    def show_rows(self, rows: Sequence[Row]) -> None:
        """List these; the marked row stays marked."""
        keep = self.currentIndex().row()
        self._rows.show(rows)
        if 0 <= keep < len(rows):
            self.setCurrentIndex(self._rows.index(keep))
        self.updateGeometry()
        self.setVisible(bool(rows))

    def count_rows(self, counts: Mapping[str, int]) -> None:
        """Show other numbers; the rows and the one with the keyboard stay."""
        self._rows.rows = tuple(replace(row, count=counts.get(row.key, row.count)) for row in self.rows)
        self._rows.dataChanged.emit(self._rows.index(0), self._rows.index(len(self.rows) - 1))

    def mark(self, key: str) -> None:
        """Mark the row of the page that is shown, or none."""
        self.here = key
        for number, row in enumerate(self.rows):
            if row.key == key:
                self.setCurrentIndex(self._rows.index(number))
        self.viewport().update()

    def sizeHint(self) -> QSize:
        return QSize(FOLDED - 2 * INSET, len(self.rows) * self.row_height)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def _go(self, index: QModelIndex) -> None:
        self.chosen.emit(self.rows[index.row()].key)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and keys.is_apart(event):
            self.apart.emit(self.rows[index.row()].key)
            return
        super().mousePressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        by_mouse = event.reason() == QContextMenuEvent.Reason.Mouse
        index = self.indexAt(event.pos()) if by_mouse else self.currentIndex()
        if not index.isValid():
            return
        actions = [Action(_("Open"), partial(self._go, index), "Return", "arrow")]
        if not self.small:  # a pinned view has no window of its own
            apart = partial(self.apart.emit, self.rows[index.row()].key)
            actions.append(Action(_("Open this page in a new window"), apart, icon="square"))
        menu = menu_of(actions, self)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(event.globalPos() if by_mouse else self.viewport().mapToGlobal(self.visualRect(index).bottomLeft()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        self.ring = True
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and self.currentIndex().isValid():
            self._go(self.currentIndex())
            return
        if event.text().strip():
            event.ignore()  # letters are the window's keys, not a search in the list
            return
        super().keyPressEvent(event)


def mirrored(room: QRect, box: QRect, *, rtl: bool) -> QRect:
    """The room on the other side of box in right-to-left layouts."""
    if not rtl:
        return room
    return QRect(box.left() + box.right() + 1 - room.left() - room.width(), room.top(), room.width(), room.height())
