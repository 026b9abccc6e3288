"""The list of what a search found: a heading for each kind with its count, two lines for each hit."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from itdesk.areas.home.search.rules import Hit, grouped
from itdesk.core.matching import occurrences
from itdesk.core.registry import Registry
from itdesk.core.texts import _
from itdesk.ui import drawing, icons
from itdesk.ui.palette_rows import marked
from itdesk.ui.theme import Theme

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
HEAD, ROW = 32, 52  # pixels at 100 %


@dataclass(frozen=True, slots=True)
class Row:
    """A heading, or a hit."""

    text: str = ""
    icon: str = ""
    hit: Hit | None = None
    detail: str = ""
    day: str = ""


class Results(QAbstractListModel):
    """Rows for what was found."""

    def __init__(self, registry: Registry, day_text: Callable[[Hit], str], parent: QObject) -> None:
        super().__init__(parent)
        self._registry = registry
        self._day_text = day_text
        self.rows: tuple[Row, ...] = ()
        self.words = ""

    def show(self, hits: Sequence[Hit], words: str) -> None:
        """Replace what is shown."""
        self.beginResetModel()
        self.words = words
        found: list[Row] = []
        for kind, ones in grouped(hits):
            record_type = self._registry[kind]
            found.append(Row(_("{kind} · {n}").format(kind=record_type.plural, n=len(ones))))
            for hit in ones:
                number = hit.number if hit.number != hit.title else ""
                parts = (number, hit.state, hit.excerpt) if hit.excerpt else (hit.subtitle or hit.state,)
                detail = " · ".join(part for part in parts if part)
                found.append(Row(hit.title or record_type.singular, record_type.icon, hit, detail, self._day_text(hit)))
        self.rows = tuple(found)
        self.endResetModel()

    def row_of(self, kind: str, record_id: int) -> int:
        """Where a record stands; the first hit where it doesn't, -1 where there is none."""
        first = -1
        for number, row in enumerate(self.rows):
            if row.hit is not None:
                if (row.hit.kind, row.hit.id) == (kind, record_id):
                    return number
                first = number if first < 0 else first
        return first

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.rows)

    def data(self, index: Index, role: int = 0) -> object:
        row = self.rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return row.text
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return ", ".join(part for part in (row.text, row.detail, row.day) if part)
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        if self.rows[index.row()].hit is None:
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable


class ResultList(QListView):
    """Arrows pass over headings, Enter opens."""

    opened = Signal(object)  # Hit
    shown = Signal(object)  # the Hit that is current, or None

    def __init__(self, results: Results) -> None:
        super().__init__()
        self.results = results
        self.setModel(results)
        self.setItemDelegate(_Drawn(self))
        self.setProperty("look", "plain")
        self.setAccessibleName(_("Results"))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.selectionModel().currentChanged.connect(lambda index, _before: self.shown.emit(self._hit(index)))
        self.activated.connect(self._open)

    def current(self) -> Hit | None:
        """The hit that is marked."""
        return self._hit(self.currentIndex())

    def go_to(self, row: int) -> None:
        """Mark a row."""
        index = self.results.index(row) if row >= 0 else _NOWHERE
        self.setCurrentIndex(index)
        self.scrollTo(index)
        if row <= 1:
            self.scrollToTop()  # with its heading

    def step(self, by: int) -> None:
        """Mark the next hit, or the one before."""
        can = [number for number, row in enumerate(self.results.rows) if row.hit is not None]
        if can:
            at = self.currentIndex().row()
            place = can.index(at) if at in can else -1
            self.go_to(can[max(0, min(len(can) - 1, place + by))])

    def open_current(self) -> None:
        """Open what is marked."""
        self._open(self.currentIndex())

    def _hit(self, index: QModelIndex) -> Hit | None:
        return self.results.rows[index.row()].hit if 0 <= index.row() < len(self.results.rows) else None

    def _open(self, index: QModelIndex) -> None:
        hit = self._hit(index)
        if hit is not None:
            self.opened.emit(hit)


class _Drawn(QStyledItemDelegate):
    def __init__(self, view: ResultList) -> None:
        super().__init__(view)
        self._view = view

    def sizeHint(self, _option: QStyleOptionViewItem, index: Index) -> QSize:
        is_head = self._view.results.rows[index.row()].hit is None
        return QSize(40, Theme.current().px(HEAD if is_head else ROW))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        theme = Theme.current()
        row, words = self._view.results.rows[index.row()], self._view.results.words
        box: QRect = option.rect
        painter.save()
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        ground = "subtle" if row.hit is None else "selected" if selected else "surface"
        painter.fillRect(box, theme.color(ground))
        painter.setPen(theme.color("line"))
        painter.drawLine(box.bottomLeft(), box.bottomRight())
        inner = box.adjusted(16, 0, -16, 0)
        if row.hit is None:
            drawing.draw(painter, inner, row.text, role="small", weight=600)
            painter.restore()
            return
        side = theme.px(16)
        icon = drawing.part(inner, 0, side)
        icon.setHeight(box.height() // 2 + theme.px(4))
        icons.paint(painter, icon, row.icon, "accent-text" if selected else "text-2")
        start = side + theme.px(10)
        top = box.top() + theme.px(5)
        line = theme.px(20)
        wide = inner.width() - start
        day = drawing.width(row.day, "small") + 12 if row.day else 0
        first = drawing.part(inner, start, wide - day)
        first = QRect(first.left(), top, first.width(), line)
        marked(painter, first, row.text, occurrences(words, row.text), role="body", tone="text", weight=500)
        if row.day:
            aside = QRect(inner.left(), top, inner.width(), line)
            drawing.draw(painter, aside, row.day, role="small", tone="text-3", align="end")
        second = drawing.part(inner, start, wide)
        second = QRect(second.left(), top + line, second.width(), line)
        marked(painter, second, row.detail, occurrences(words, row.detail), role="small", tone="text-2")
        painter.restore()
