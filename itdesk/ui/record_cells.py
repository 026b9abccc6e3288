"""How the cells of a record table are drawn: one delegate, prepared texts, status shapes with their word."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QHelpEvent, QPainter, QPen
from PySide6.QtWidgets import QAbstractItemView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QToolTip

from itdesk.core.record import Kind
from itdesk.core.value_texts import EMPTY, field_of
from itdesk.ui import icons
from itdesk.ui.record_model import RecordModel
from itdesk.ui.theme import Theme

PAD = 8
GAP = 8
_LEADING = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_TRAILING = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_CENTER = Qt.AlignmentFlag.AlignCenter
_SELECTED = QStyle.StateFlag.State_Selected
_ACTIVE = QStyle.StateFlag.State_Active
_FOCUS = QStyle.StateFlag.State_HasFocus


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


class TextDrawer:
    """Draws elided texts in the theme's fonts and remembers what was cut; forgotten when the theme changes."""

    def __init__(self) -> None:
        self._metrics: dict[tuple[str, int], QFontMetrics] = {}
        self._cut: dict[tuple[str, int, str, int], str] = {}
        Theme.current().theme_changed.connect(self.forget)

    def forget(self) -> None:
        """Measure anew."""
        self._metrics.clear()
        self._cut.clear()

    def metrics(self, role: str = "body", weight: int = 0) -> QFontMetrics:
        """The measures of a role's font."""
        found = self._metrics.get((role, weight))
        if found is None:
            found = self._metrics[role, weight] = QFontMetrics(Theme.current().font(role, weight))
        return found

    def cut(self, text: str, width: int, role: str = "body", weight: int = 0) -> str:
        """The text as far as it fits; the name of a file loses its middle, any other text its end."""
        key = (role, weight, text, width)
        found = self._cut.get(key)
        if found is None:
            if len(self._cut) > 20_000:
                self._cut.clear()
            mode = Qt.TextElideMode.ElideMiddle if _is_file(text) else Qt.TextElideMode.ElideRight
            found = self._cut[key] = self.metrics(role, weight).elidedText(text, mode, width)
        return found

    def draw(
        self,
        painter: QPainter,
        box: QRect,
        text: str,
        *,
        tone: str = "text",
        role: str = "body",
        weight: int = 0,
        trailing: bool = False,
    ) -> None:
        """Draw the text into box, in the middle of its height."""
        theme = Theme.current()
        painter.setFont(theme.font(role, weight))
        painter.setPen(theme.color(tone))
        align = _TRAILING if trailing else _LEADING
        shown = self.cut(text, box.width(), role, weight)
        if painter.layoutDirection() == Qt.LayoutDirection.RightToLeft:
            shown = f"\u2068{shown}\u2069"  # numbers, dates and names keep their own direction
        painter.drawText(box, align, shown)


def _is_file(text: str) -> bool:
    stem, dot, ending = text.rpartition(".")
    return (
        bool(dot and stem) and 1 < len(ending) < 6 and ending.isalnum() and " " not in ending and not stem[-1].isspace()
    )


class RecordCells(QStyledItemDelegate):
    """Draws ground, tick boxes, texts and status of a RecordTable; painters are a feature's own columns by name."""

    def __init__(self, view: QAbstractItemView, model: RecordModel, painters: Mapping[str, CellPainter]) -> None:
        super().__init__(view)
        self._view = view
        self._model = model
        self._painters = dict(painters)
        self.drawer = TextDrawer()
        self.hovered = -1

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        row, column, box = index.row(), index.column(), option.rect
        model = self._model
        found = model.row(row)
        if found is None and model.place(row) < 0:
            return  # the table draws the heads of groups over the whole width
        theme = Theme.current()
        state = option.state
        selected = bool(state & _SELECTED)
        self._ground(painter, theme, box, row, selected=selected, active=bool(state & _ACTIVE))
        if not column:
            draw_tick(painter, box, ticked=selected)
            return
        if found is None:
            return
        name = model.state.columns[column - 1]
        look = Look(found.texts[column - 1], selected, model.is_trailing(column), column == 1)
        inner = box.adjusted(PAD, 0, -PAD, -1)
        own = self._painters.get(name)
        if own is not None:
            painter.save()
            painter.setClipRect(box)
            own.paint(painter, inner, model.values(row), look)
            painter.restore()
        elif name in model.texts.choices:
            self.draw_choice(painter, inner, look, model.texts.choices[name].get(str(model.value(row, name))))
        else:
            tone = "text-3" if look.text == EMPTY else "text"
            weight = 500 if look.strong else 0
            self.drawer.draw(painter, inner, look.text, tone=tone, weight=weight, trailing=look.trailing)
        if state & _FOCUS:
            self._focus_ring(painter, theme, box)

    def _ground(self, painter: QPainter, theme: Theme, box: QRect, row: int, *, selected: bool, active: bool) -> None:
        if selected:
            painter.fillRect(box, theme.color("selected" if active else "selected-idle"))
        elif row == self.hovered:
            painter.fillRect(box, theme.color("hover"))
        painter.fillRect(box.left(), box.bottom(), box.width(), 1, theme.color("line"))

    def _focus_ring(self, painter: QPainter, theme: Theme, box: QRect) -> None:
        painter.setPen(QPen(theme.color("accent"), 2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(box.adjusted(1, 1, -1, -2))

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
        if text and (self.drawer.metrics("body", weight).horizontalAdvance(text) > room or whole != text):
            show_plain_tip(event.globalPos(), whole, view.viewport(), option.rect)
        else:
            QToolTip.hideText()
        return True


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
