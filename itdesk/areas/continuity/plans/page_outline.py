"""The left of the plan's page: how complete it is, its sections in their order, and who looks after it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QPainter, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QSizePolicy,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeView,
    QVBoxLayout,
    QWidget,
)

from itdesk.core.charts import Ring
from itdesk.core.formats import format_date, format_day
from itdesk.core.texts import _, ngettext
from itdesk.ui import drawing, icons
from itdesk.ui.badges import hue
from itdesk.ui.buttons import Button
from itdesk.ui.charts import ChartWidget
from itdesk.ui.labels import label
from itdesk.ui.layouts import clear
from itdesk.ui.menus import menu_of
from itdesk.ui.page import Action
from itdesk.ui.sections import IconMark, TextButton
from itdesk.ui.theme import Theme

Index = QModelIndex | QPersistentModelIndex
_SECTION = Qt.ItemDataRole.UserRole + 1
MARGIN, NUMBER = 16, 23


class _Delegate(QStyledItemDelegate):
    """A section: number, title and the shape of its state."""

    def sizeHint(self, _option: QStyleOptionViewItem, index: Index) -> QSize:
        depth = index.data(_SECTION).depth
        return QSize(120, Theme.current().px(28 if depth else 32))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        theme, section = Theme.current(), index.data(_SECTION)
        state: Any = option.state
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        area: QRect = option.rect
        widget = self.parent()
        box = QRect(0, area.top(), widget.viewport().width(), area.height()) if isinstance(widget, QTreeView) else area
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if chosen:
            painter.fillRect(box, theme.color("selected"))
            painter.fillRect(drawing.part(box, 0, 3), theme.color("accent"))
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(box, theme.color("hover"))
        start = MARGIN + theme.px(NUMBER) + max(0, section.depth - 1) * 14
        if not section.depth:
            drawing.draw(painter, drawing.part(box, MARGIN, theme.px(NUMBER)), section.number, tone="text-2")
        side = theme.px(12)
        room = drawing.part(box, start, box.width() - start - side - MARGIN - 8)
        weight = 600 if chosen else 0
        tone = "text" if chosen or not section.depth else "text-2"
        drawing.draw(painter, room, section.title, weight=weight, tone=tone)
        shape = section.score.state
        icons.paint(
            painter, drawing.part(box, box.width() - MARGIN - side, side), shape.icon, hue(shape.tone), size=side
        )
        painter.restore()

    def createEditor(self, parent: QWidget, _option: QStyleOptionViewItem, _index: Index) -> QWidget:
        editor = QLineEdit(parent)
        editor.setAccessibleName(_("Title of the section"))
        return editor

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        if isinstance(editor, QLineEdit):
            editor.setText(index.data(_SECTION).title)

    def setModelData(self, editor: QWidget, _model: QAbstractItemModel, index: Index) -> None:
        view = self.parent()
        if isinstance(editor, QLineEdit) and isinstance(view, OutlineTree):
            section = index.data(_SECTION)
            title = editor.text().strip()
            if title and title != section.title:
                view.renamed.emit(section, title)

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, _index: Index) -> None:
        area: QRect = option.rect
        editor.setGeometry(area.adjusted(MARGIN, -2, -8, 2))


class OutlineTree(QTreeView):
    """Sections. Enter goes into the text, F2 renames, Alt with the arrows moves, Delete takes out."""

    chosen = Signal(int)
    entered = Signal()
    renamed = Signal(object, str)
    moved = Signal(object, object, int)  # section, its new parent, its place there
    delete_wanted = Signal(object)
    menu_wanted = Signal(object, object)  # section, where

    def __init__(self) -> None:
        super().__init__()
        self._items: dict[int, QStandardItem] = {}
        self._sections: tuple[Any, ...] = ()
        self._editable = True
        self._filling = False
        self.setAccessibleName(_("Sections"))
        self.setHeaderHidden(True)
        self.setRootIsDecorated(False)
        self.setIndentation(0)
        self.setItemsExpandable(False)
        self.setMouseTracking(True)
        self.setProperty("look", "plain")
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QTreeView.ScrollMode.ScrollPerPixel)
        self.setEditTriggers(QTreeView.EditTrigger.NoEditTriggers)
        self.setModel(QStandardItemModel(self))
        self.setItemDelegate(_Delegate(self))
        self.selectionModel().currentChanged.connect(self._changed)

    @property
    def _standard(self) -> QStandardItemModel:
        model = self.model()
        if not isinstance(model, QStandardItemModel):
            raise TypeError(model)
        return model

    def show_sections(self, sections: tuple[Any, ...], current: int, *, editable: bool) -> None:
        """Show these and stand on one of them."""
        self._sections, self._editable = sections, editable
        if self.state() == QTreeView.State.EditingState:
            return
        self._filling = True
        model = self._standard
        place = self.verticalScrollBar().value()
        model.clear()
        self._items = {}
        for section in sections:
            item = QStandardItem(section.title)
            item.setData(section, _SECTION)
            words = f"{section.number} {section.title}, {section.score.state.label}"
            item.setData(words, Qt.ItemDataRole.AccessibleTextRole)
            reasons = "\n".join(section.score.reasons)
            item.setToolTip(f"{section.score.state.label}\n{reasons}".strip())
            above = self._items.get(section.parent_id)
            (above or model.invisibleRootItem()).appendRow(item)
            self._items[section.id] = item
        self.expandAll()
        self.stand_on(current)
        self.verticalScrollBar().setValue(place)
        self._filling = False

    def stand_on(self, section_id: int) -> None:
        """Make a section the current one."""
        item = self._items.get(section_id)
        if item is not None:
            self.setCurrentIndex(item.index())

    @property
    def current(self) -> Any:
        """The section in front."""
        index = self.currentIndex()
        return index.data(_SECTION) if index.isValid() else None

    def _changed(self, index: QModelIndex, _before: QModelIndex) -> None:
        if index.isValid() and not self._filling:
            self.chosen.emit(index.data(_SECTION).id)

    def beside(self, parent: int | None) -> list[Any]:
        """The sections under a parent, in their order."""
        return [one for one in self._sections if one.parent_id == parent]

    def rename(self) -> None:
        """Type over the title of the current section."""
        if self.current is not None and self._editable:
            self.edit(self.currentIndex())

    def shift(self, key: Qt.Key) -> None:
        """Move the current section: up, down, into the one above, or out of its chapter."""
        section = self.current
        if section is None or not self._editable:
            return
        order = [one.id for one in self.beside(section.parent_id)]
        place = order.index(section.id)
        if key in {Qt.Key.Key_Up, Qt.Key.Key_Down}:
            to = place + (1 if key == Qt.Key.Key_Down else -1)
            if 0 <= to < len(order):
                self.moved.emit(section, section.parent_id, to)
        elif key == Qt.Key.Key_Right and place:
            above = order[place - 1]
            self.moved.emit(section, above, len(self.beside(above)))
        elif key == Qt.Key.Key_Left and section.parent_id is not None:
            chapter = next(one for one in self._sections if one.id == section.parent_id)
            outer = [one.id for one in self.beside(chapter.parent_id)]
            self.moved.emit(section, chapter.parent_id, outer.index(chapter.id) + 1)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        arrows = {Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Left, Qt.Key.Key_Right}
        if event.modifiers() & Qt.KeyboardModifier.AltModifier and key in arrows:
            self.shift(key)
        elif key == Qt.Key.Key_F2:
            self.rename()
        elif key in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and not event.modifiers():
            self.entered.emit()
        elif key == Qt.Key.Key_Delete and self.current is not None and self._editable:
            self.delete_wanted.emit(self.current)
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if self.current is not None:
            self.menu_wanted.emit(self.current, event.globalPos())


class Outline(QFrame):
    """Ring, sections, and the plan's own facts."""

    section_wanted = Signal(int)

    def __init__(self, locale: str, *, add: Callable[[], object], edit: Callable[[], object]) -> None:
        super().__init__()
        self.setProperty("look", "subtle")
        self._locale, self._edit = locale, edit
        self._plan: Any = None
        self._shown_facts: object = None
        self._ring = ChartWidget(Ring(0, 100, "0"), _("How complete the plan is"), height=54)
        side = Theme.current().px(54)
        self._ring.setFixedSize(side, side)
        self._score = label("", "strong", wrap=True)
        self._needs = label("", "small", "text-2", wrap=True)
        self._missing = Button(_("Show what is missing"), kind="link", small=True, run=self._show_missing)
        self.tree = OutlineTree()
        self.tree.setMinimumHeight(Theme.current().px(96))
        self._add = Button(_("Add section"), icon="plus", kind="link", run=add)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        head = QFrame()
        head.setProperty("look", "section")
        row = QHBoxLayout(head)
        row.setContentsMargins(16, 14, 16, 12)
        row.setSpacing(14)
        row.addWidget(self._ring)
        words = QVBoxLayout()
        words.setSpacing(0)
        for part in (self._score, self._needs, self._missing):
            words.addWidget(part)
        row.addLayout(words, 1)
        column.addWidget(head)
        column.addSpacing(6)
        column.addWidget(self.tree, 1)
        holder = QHBoxLayout()
        holder.setContentsMargins(16, 4, 16, 8)
        holder.addWidget(self._add)
        holder.addStretch(1)
        column.addLayout(holder)
        self._foot = QFrame()
        self._foot.setProperty("look", "line-top")
        self._facts = QGridLayout(self._foot)
        self._facts.setContentsMargins(16, 8, 16, 8)
        self._facts.setHorizontalSpacing(8)
        self._facts.setVerticalSpacing(2)
        self._facts.setColumnStretch(1, 1)
        column.addWidget(self._foot)

    def sizeHint(self) -> QSize:
        return QSize(Theme.current().px(256), 400)

    def show_plan(self, plan: Any, current: int, today: date, *, editable: bool) -> None:
        """Show a plan's outline."""
        self._plan = plan
        said = _("{score} of 100 complete").format(score=plan.score)
        self._score.setText(said)
        self._ring.show_chart(Ring(plan.score, 100, str(plan.score), said), said)
        needs = ngettext("{n} section needs you", "{n} sections need you", plan.needs_you).format(n=plan.needs_you)
        self._needs.setText(needs if plan.needs_you else _("No section needs you"))
        self._missing.setVisible(any(section.score.reasons for section in plan.sections))
        self.tree.show_sections(plan.sections, current, editable=editable)
        self._add.setVisible(editable)
        self._show_facts(plan, today)

    def _show_missing(self) -> None:
        actions = [
            Action(f"{section.number} {section.title}: {reason}", partial(self.section_wanted.emit, section.id))
            for section in self._plan.sections
            for reason in section.score.reasons
        ]
        menu_of(actions, self).popup(self._missing.mapToGlobal(self._missing.rect().bottomLeft()))

    def _show_facts(self, plan: Any, today: date) -> None:
        facts = (plan.owner, plan.review_on, plan.last_tested_on, today, Theme.current().percent)
        if facts == self._shown_facts:
            return
        self._shown_facts = facts
        clear(self._facts)
        never = _("Never")
        tested = format_date(plan.last_tested_on, self._locale) if plan.last_tested_on else never
        for number, (name, value) in enumerate(
            (
                (_("Owner"), TextButton(plan.owner or _("Nobody yet"), self._edit)),
                (_("Review by"), self._review(plan, today)),
                (_("Last tested"), TextButton(tested, self._edit)),
            )
        ):
            key = label(name, "body", "text-2")
            self._facts.addWidget(key, number, 0)
            self._facts.addWidget(value, number, 1)
            value.setAccessibleName(f"{name}: {value.accessibleName()}")

    def _review(self, plan: Any, today: date) -> QWidget:
        if plan.review_on is None:
            return TextButton(_("No day yet"), self._edit)
        late = (today - plan.review_on).days
        if late <= 0:
            return TextButton(format_date(plan.review_on, self._locale), self._edit)
        days = ngettext("{day}, {n} day late", "{day}, {n} days late", late)
        words = days.format(day=format_day(plan.review_on, self._locale), n=late)
        holder = QWidget()
        holder.setAccessibleName(words)
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        row.addWidget(IconMark("warn", "red-text", Theme.current().px(12)))
        button = TextButton(words, self._edit, tone="red-text")
        button.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        row.addWidget(button, 1)
        return holder
