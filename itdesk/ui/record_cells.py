"""How the cells of a record table are drawn: one delegate, prepared texts, status shapes with their word."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QHelpEvent, QPainter, QPen
from PySide6.QtWidgets import QAbstractItemView, QStyledItemDelegate, QStyleOptionViewItem, QTableView, QToolTip

from itdesk.core.record import Kind
from itdesk.core.row_rules import Rule
from itdesk.core.texts import _
from itdesk.core.value_texts import EMPTY, field_of
from itdesk.ui import drawing, icons
from itdesk.ui.badges import Badge, badge_width, hue, paint_badge
from itdesk.ui.record_model import RecordModel, Row
from itdesk.ui.text_drawer import TextDrawer
from itdesk.ui.theme import Theme

PAD = 8
GAP = 8
WIDEST = 600  # that a column becomes by fitting it to its contents


class _Row(NamedTuple):
    """One record in sight; found is None while it isn't read."""

    row: int
    top: int
    high: int
    found: Row | None
    selected: bool


@dataclass(frozen=True, slots=True)
class Look:
    """What a painter of one column may need besides the values."""

    text: str
    selected: bool
    trailing: bool
    strong: bool


class CellPainter(Protocol):
    """Draws one column's cells in place of their text; needs are columns that it reads besides those on screen."""

    needs: tuple[str, ...]

    def paint(self, painter: QPainter, box: QRect, values: Mapping[str, Any], look: Look) -> None:
        """Draw into box, whose ground is drawn already; values are all that was fetched of the record."""
        ...


class RecordCells(QStyledItemDelegate):
    """Draws ground, tick boxes, texts and status of a RecordTable; painters are a feature's own columns by name.

    The table lets it draw everything in sight at once: asked by Qt cell by cell, a frame takes several times as long.
    """

    def __init__(self, view: QTableView, model: RecordModel, painters: Mapping[str, CellPainter]) -> None:
        super().__init__(view)
        self._view = view
        self._model = model
        self._painters = dict(painters)
        self.drawer = TextDrawer()
        self.hovered = -1

    def paint_rows(self, painter: QPainter, dirty: QRect, frozen: list[tuple[int, int, int]]) -> None:
        """Draw the cells in sight that touch the dirty box: rows' grounds first, then a column at a time."""
        rows = self._rows_in(dirty)
        cells = self._columns_in(dirty)
        if not rows or not cells:
            return
        self._paint_cells(painter, rows, cells)
        self._focus_ring(painter, rows)
        if frozen:
            self._paint_frozen(painter, rows, frozen)

    def _paint_frozen(self, painter: QPainter, rows: list[_Row], frozen: list[tuple[int, int, int]]) -> None:
        """The columns that stay, over those that scrolled below them, with a line where these go on."""
        theme = Theme.current()
        left = min(cell[1] for cell in frozen)
        end = max(cell[1] + cell[2] for cell in frozen)
        top, bottom = rows[0].top, rows[-1].top + rows[-1].high
        painter.fillRect(left, top, end - left, bottom - top, theme.color("surface"))
        self._paint_cells(painter, rows, frozen)
        edge = left if self._view.isRightToLeft() else end - 1
        painter.fillRect(edge, top, 1, bottom - top, theme.color("line-strong"))

    def _paint_cells(self, painter: QPainter, rows: list[_Row], cells: list[tuple[int, int, int]]) -> None:
        self._grounds(painter, rows, cells)
        for column, left, wide in cells:
            room = QRect(left + PAD, 0, wide - 2 * PAD, 1)
            if column == 1 and self._model.state.rules:
                self._paint_marked(painter, rows, room)
            elif column:
                self._paint_column(painter, rows, column, room)
            else:
                for row in rows:
                    draw_tick(painter, QRect(left, row.top, wide, row.high), ticked=row.selected)
        ticks = next((QRect(left, 0, wide, 1) for column, left, wide in cells if not column), None)
        if self._model.marks and ticks is not None:
            self._draft_marks(painter, rows, ticks)

    def _rows_in(self, dirty: QRect) -> list[_Row]:
        """The records; the table draws the heads of groups over the whole width."""
        view, model = self._view, self._model
        first, last = view.rowAt(dirty.top()), view.rowAt(dirty.bottom())
        if first < 0:
            return []
        last = last if last >= 0 else model.rowCount() - 1
        top, high = view.rowViewportPosition(first), view.verticalHeader().defaultSectionSize()
        chosen = view.selectionModel()
        return [
            _Row(row, top + (row - first) * high, high, found, chosen.isSelected(model.index(row, 0)))
            for row in range(first, last + 1)
            if (found := model.row(row)) is not None or model.rows.place(row) >= 0
        ]

    def _columns_in(self, dirty: QRect) -> list[tuple[int, int, int]]:
        """Column, left edge and width."""
        header = self._view.horizontalHeader()
        found = [
            (column, header.sectionViewportPosition(column), header.sectionSize(column))
            for column in range(self._model.columnCount())
            if not header.isSectionHidden(column)
        ]
        return [cell for cell in found if cell[1] <= dirty.right() and cell[1] + cell[2] > dirty.left()]

    def _grounds(self, painter: QPainter, rows: list[_Row], cells: list[tuple[int, int, int]]) -> None:
        theme = Theme.current()
        left = min(cell[1] for cell in cells)
        wide = max(cell[1] + cell[2] for cell in cells) - left
        selected = theme.color("selected" if self._view.isActiveWindow() else "selected-idle")
        hovered, line = theme.color("hover"), theme.color("line")
        for row in rows:
            if row.selected:
                painter.fillRect(left, row.top, wide, row.high, selected)
            elif row.row == self.hovered:
                painter.fillRect(left, row.top, wide, row.high, hovered)
            elif row.found is not None and row.found.rule is not None:
                painter.fillRect(left, row.top, wide, row.high, theme.color(f"{hue(row.found.rule.tone)}-tint"))
            painter.fillRect(left, row.top + row.high - 1, wide, 1, line)

    def _paint_marked(self, painter: QPainter, rows: list[_Row], room: QRect) -> None:
        """The first column with the names of the rules that rows meet at its end, so that no colour stands alone."""
        unmarked = [row for row in rows if row.found is None or row.found.rule is None]
        self._paint_column(painter, unmarked, 1, QRect(room))
        right = self._view.isRightToLeft()
        for row in rows:
            if row.found is None or row.found.rule is None:
                continue
            badge = rule_badge(row.found.rule)
            said = self.drawer.lay(row.found.texts[0], room.width(), "body", 500).wide
            wide = min(badge_width(badge), max(room.width() - said - GAP, room.width() // 3))
            text = room.adjusted(wide + GAP, 0, 0, 0) if right else room.adjusted(0, 0, -wide - GAP, 0)
            self._paint_column(painter, [row], 1, text)
            paint_badge(painter, QRect(room.left(), row.top, room.width(), row.high - 1), badge, align="end", most=wide)

    def _paint_column(self, painter: QPainter, rows: list[_Row], column: int, room: QRect) -> None:
        model = self._model
        name = model.state.columns[column - 1]
        own, styles = self._painters.get(name), model.texts.choices.get(name)
        if own is None and styles is None:
            self._paint_texts(painter, rows, column, room)
            return
        trailing = model.is_trailing(column)
        for row in rows:
            if row.found is None:
                continue
            look = Look(row.found.texts[column - 1], row.selected, trailing, column == 1)
            room.setRect(room.left(), row.top, room.width(), row.high - 1)
            if own is None and styles is not None:
                self.draw_choice(painter, room, look, styles.get(str(model.value(row.row, name))))
            elif own is not None:
                painter.save()
                painter.setClipRect(room.adjusted(-PAD, 0, PAD, 1), Qt.ClipOperation.IntersectClip)
                own.paint(painter, QRect(room), model.values(row.row), look)
                painter.restore()

    def _paint_texts(self, painter: QPainter, rows: list[_Row], column: int, room: QRect) -> None:
        theme, drawer = Theme.current(), self.drawer
        weight, wide = 500 if column == 1 else 0, room.width()
        usual, pale = theme.color("text"), theme.color("text-3")
        right = self._view.isRightToLeft() != self._model.is_trailing(column)
        painter.setFont(theme.font("body", weight))
        painter.setPen(usual)
        for row in rows:
            if row.found is None:
                continue
            text = row.found.texts[column - 1]
            laid = drawer.lay(text, wide, "body", weight)
            left = room.left() + wide - laid.wide if right else room.left()
            if text == EMPTY:
                painter.setPen(pale)
            painter.drawStaticText(left, row.top + (row.high - 1 - laid.high) // 2, laid.static)
            if text == EMPTY:
                painter.setPen(usual)

    def _draft_marks(self, painter: QPainter, rows: list[_Row], ticks: QRect) -> None:
        """The pencil between tick box and name of a record that has a draft."""
        side = Theme.current().px(10)
        for row in rows:
            if row.found is not None and row.found.id in self._model.marks:
                box = QRect(ticks.left(), row.top, ticks.width(), row.high)
                icons.paint(painter, drawing.part(box, box.width() - side, side), "edit", "amber-text", size=side)

    def _focus_ring(self, painter: QPainter, rows: list[_Row]) -> None:
        view = self._view
        current = view.currentIndex()
        if not current.isValid() or not view.hasFocus() or all(row.row != current.row() for row in rows):
            return
        painter.setPen(QPen(Theme.current().color("focus"), 2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(view.visualRect(current).adjusted(1, 1, -1, -2))

    def draw_choice(self, painter: QPainter, box: QRect, look: Look, style: tuple[str, str, str] | None) -> None:
        """The shape in its colour and the word beside it; the shape keeps its colour on selected rows."""
        word, tone, shape = style or (look.text, "", "")
        if shape:
            side = icons.default_size(shape)
            right = self._view.layoutDirection() == Qt.LayoutDirection.RightToLeft
            place = QRect(box.right() + 1 - side if right else box.left(), box.top(), side, box.height())
            icons.paint(painter, place, shape, tone or "text-2")
            box = box.adjusted(0, 0, -side - 6, 0) if right else box.adjusted(side + 6, 0, 0, 0)
        weight = 500 if look.strong else 0
        self.drawer.draw(painter, box, word, tone="text" if style else "text-3", weight=weight)

    def widest(self, column: int) -> int:
        """What the longest text of a column needs, among the rows that are read."""
        name = self._model.state.columns[column - 1]
        metrics = self.drawer.metrics("body", 500 if column == 1 else 0)
        wide = 0
        for row in self._model.known_rows():
            badge = badge_width(rule_badge(row.rule)) + GAP if row.rule is not None and column == 1 else 0
            wide = max(wide, metrics.horizontalAdvance(row.texts[column - 1]) + badge)
        shape = icons.default_size("ring") + 6 if name in self._model.texts.choices else 0
        return min(wide + shape + 2 * PAD + 2, Theme.current().px(WIDEST))

    def sizeHint(self, _option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex) -> QSize:
        theme = Theme.current()
        return QSize(theme.px(100), theme.row())

    def helpEvent(
        self,
        event: QHelpEvent,
        view: QAbstractItemView,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> bool:
        """The whole text of a cell that was cut; in a rich-text tooltip nothing of it would be read as markup."""
        if event.type() != QEvent.Type.ToolTip or not index.column():
            return False
        if index.column() == 1 and self._model.id_at(index.row()) in self._model.marks:
            show_plain_tip(event.globalPos(), _("Something typed here is not saved."), view.viewport(), option.rect)
            return True
        text = str(index.data() or "")
        room = option.rect.width() - 2 * PAD
        name = self._model.state.columns[index.column() - 1]
        if name in self._model.texts.choices:
            room -= icons.default_size("ring") + 6
        weight = 500 if index.column() == 1 else 0
        declared = field_of(self._model.record_type, name)
        whole = text
        if declared.kind is Kind.LONG:
            whole = str(self._model.value(index.row(), name) or "")[:2000]
        found = self._model.row(index.row())
        if found is not None and found.rule is not None:
            whole = _("{rule}: {text}").format(rule=found.rule.name, text=whole) if whole else found.rule.name
        if text and (self.drawer.metrics("body", weight).horizontalAdvance(text) > room or whole != text):
            show_plain_tip(event.globalPos(), whole, view.viewport(), option.rect)
        else:
            QToolTip.hideText()
        return True


def rule_badge(rule: Rule) -> Badge:
    """What a coloured row says in words."""
    return Badge(rule.name, rule.tone, "flag")


def show_plain_tip(where: QPoint, text: str, widget: Any, box: QRect) -> None:
    """A tooltip that shows its text as it is, in lines of a readable length."""
    from html import escape

    QToolTip.showText(where, f"<p style='white-space:pre-wrap'>{escape(text)}</p>", widget, box)


def draw_tick(painter: QPainter, box: QRect, *, ticked: bool, some: bool = False) -> None:
    """The tick box of a row or, with some, of a header over rows that are partly ticked."""
    theme = Theme.current()
    side = theme.px(16)
    middle = box.center()
    frame = QRect(middle.x() - side // 2 + 1, middle.y() - side // 2, side, side)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if ticked or some:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("accent"))
        painter.drawRoundedRect(frame, 4, 4)
        if some:
            bar = QRect(frame.left() + side // 4, frame.center().y(), side // 2, max(2, theme.px(2)))
            painter.fillRect(bar, theme.color("on-accent"))
        else:
            icons.paint(painter, frame, "check", "on-accent", size=theme.px(12))
    else:
        painter.setPen(QPen(theme.color("line-input"), 1.2))
        painter.setBrush(theme.color("surface"))
        painter.drawRoundedRect(frame.adjusted(0, 0, -1, -1), 4, 4)
    painter.restore()
