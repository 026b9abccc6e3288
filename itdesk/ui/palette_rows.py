"""The rows of the command palette: what they hold, and how matched letters are drawn."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from itdesk.ui import drawing, icons, keys
from itdesk.ui.page import Action
from itdesk.ui.theme import Theme

Index = QModelIndex | QPersistentModelIndex
ROW = 36
_NOWHERE = QModelIndex()


@dataclass(frozen=True, slots=True)
class Place:
    """Somewhere to go: its path ("Inventory › Hardware"), other words for it, its icon and keys."""

    title: str
    run: Callable[[], object]
    words: str = ""
    icon: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """A record that a search gave. actions are what Tab offers for it, made when they are wanted."""

    title: str
    run: Callable[[], object]
    detail: str = ""
    icon: str = "doc"
    number: str = ""
    actions: Callable[[], Sequence[Action]] = tuple
    use: str = ""  # its key among what a person uses


@dataclass(frozen=True, slots=True)
class Help:
    """What can be done where nothing was found: other words to look for, or something to run."""

    label: str
    icon: str = "search"
    words: str = ""
    run: Callable[[], object] | None = None


class Answer(Protocol):
    """Takes what a search gave."""

    def __call__(self, found: Sequence[Found], note: str = "", helps: Sequence[Help] = ()) -> None:
        """Show it, unless something else was asked for meanwhile."""
        ...


Search = Callable[[str, str, Answer], None]


@dataclass(frozen=True, slots=True)
class Subject:
    """The record that commands are about: its number in the token, a heading, and its actions."""

    name: str
    heading: str
    actions: tuple[Action, ...]
    kind: str = ""
    record_id: int = 0


@dataclass(frozen=True, slots=True)
class Row:
    title: str
    heading: bool = False
    detail: str = ""
    icon: str = ""
    key: str = ""
    marked: tuple[int, ...] = ()
    marked_detail: tuple[int, ...] = ()
    run: Callable[[], object] | None = None
    found: Found | None = None
    use: str = ""
    words: str = ""  # typed anew instead of running anything


class Rows(QAbstractListModel):
    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.rows: tuple[Row, ...] = ()

    def show(self, rows: Sequence[Row]) -> None:
        self.beginResetModel()
        self.rows = tuple(rows)
        self.endResetModel()

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.rows)

    def data(self, index: Index, role: int = 0) -> object:
        row = self.rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return row.title
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return ", ".join(
                part for part in (row.title, row.detail, " ".join(keys.caps(row.key)) if row.key else "") if part
            )
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        if self.rows[index.row()].run is None:
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable


class DrawnRows(QStyledItemDelegate):
    def __init__(self, model: Rows, view: QListView) -> None:
        super().__init__(view)
        self._model = model

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        return QSize(40, Theme.current().px(ROW))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        theme = Theme.current()
        row = self._model.rows[index.row()]
        box: QRect = option.rect
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        inner = box.adjusted(16, 0, -16, 0)
        if row.run is None:
            if row.heading:
                room = inner.adjusted(0, theme.px(10), 0, 0)
                drawing.draw(painter, room, row.title, role="caption", tone="text-2")
            else:
                drawing.draw(painter, inner, row.title, tone="text-2")
            painter.restore()
            return
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        if selected:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("selected"))
            painter.drawRoundedRect(QRectF(box.adjusted(8, 0, -8, 0)), 6, 6)
        side = theme.px(16)
        if row.icon:
            icons.paint(painter, drawing.part(inner, 0, side), row.icon, "accent-text" if selected else "text-2")
        end = keys.caps_width(row.key) + 12 if row.key else 0
        room = drawing.part(inner, side + 12, inner.width() - side - 12 - end)
        used = marked(painter, room, row.title, row.marked, role="body", tone="text")
        if row.detail and used + 24 < room.width():
            rest = drawing.part(room, used + 12, room.width() - used - 12)
            marked(painter, rest, row.detail, row.marked_detail, role="small", tone="text-3")
        if row.key:
            keys.paint_caps(painter, inner, row.key)
        painter.restore()


def marked(
    painter: QPainter, room: QRect, text: str, places: tuple[int, ...], *, role: str, tone: str, weight: int = 0
) -> int:
    """Draw a line with its matched letters in accent and bold; the width that it took."""
    typed = set(places)
    if not typed or drawing.right_to_left():
        return drawing.draw(painter, room, text, role=role, weight=weight, tone=tone)
    used, start = 0, 0
    while start < len(text) and used < room.width():
        stop = start + 1
        while stop < len(text) and (stop in typed) == (start in typed):
            stop += 1
        boldness, ink = (600, "accent-text") if start in typed else (weight, tone)
        part = drawing.part(room, used, room.width() - used)
        used += drawing.draw(painter, part, text[start:stop], role=role, weight=boldness, tone=ink)
        start = stop
    return used


class Caps(QWidget):
    """Key caps as a widget."""

    def __init__(self, key: str) -> None:
        super().__init__()
        self._key = key
        self.setAccessibleName(" ".join(keys.caps(key)))

    def sizeHint(self) -> QSize:
        return QSize(keys.caps_width(self._key), Theme.current().px(20))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        keys.paint_caps(QPainter(self), self.rect(), self._key)
