"""The editor of a link: type a part of a name, pick the record, or create it where it is missing."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QKeyEvent, QPainter, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCompleter,
    QLineEdit,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from itdesk.core.errors import Unreadable
from itdesk.core.record import Field
from itdesk.core.texts import _
from itdesk.core.value_texts import noun
from itdesk.ui import drawing, icons
from itdesk.ui.desk import Desk
from itdesk.ui.field_editor import Editor, Way
from itdesk.ui.text_editors import Line
from itdesk.ui.theme import Theme

SHOWN = 20
WAIT_MS = 120
_ID = Qt.ItemDataRole.UserRole + 1
_SUBTITLE = Qt.ItemDataRole.UserRole + 2
_CREATE = -1


class LinkEditor(Editor):
    """Holds the id of a record of `declared.to`. Only the newest answer to what is typed is shown."""

    resolved = Signal()  # a name that was looked up when the field was left is known now
    opened = Signal(str, int)  # the linked record is wanted
    create_wanted = Signal(str)  # a record of this name doesn't exist and is to be made

    def __init__(self, desk: Desk, declared: Field, way: Way) -> None:
        super().__init__(declared, way)
        self._desk = desk
        self._id: int | None = None
        self._title = ""
        self._known: dict[str, int] = {}  # titles of the newest answer, folded
        self._first = ""
        self._answered = ""  # the text that the newest answer is for
        self._restrict = desk.registry[declared.to]
        self.line = Line(500)
        self.line.textEdited.connect(self._typed)
        self._items = QStandardItemModel(self)
        self._wait = QTimer(self, singleShot=True, interval=WAIT_MS)
        self._wait.timeout.connect(self._look_up)
        self._go = QAction(_("Open {name}").format(name=declared.label), self)
        icons.put(self._go, "arrow", "text-3")
        self._go.triggered.connect(self._open)
        self.line.addAction(self._go, QLineEdit.ActionPosition.TrailingPosition)
        self._go.setVisible(False)
        self._hold(self.line)

    @cached_property
    def _popup(self) -> QListView:
        made = QListView()
        made.setProperty("look", "popup")
        made.setAccessibleName(self.declared.label)
        return made

    @cached_property
    def _completer(self) -> QCompleter:
        """What is offered while somebody types; made by then, since most fields of a form are never typed in."""
        made = QCompleter(self._items, self)
        made.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        made.setMaxVisibleItems(10)
        made.setPopup(self._popup)
        self._popup.setItemDelegate(_Choices(self))  # after it is the completer's, which has one of its own
        made.setWidget(self.line)
        made.activated[QModelIndex].connect(self._pick)  # type: ignore[index]
        return made

    # values

    def value(self) -> object:
        text = self.line.text().strip()
        if not text:
            return None
        if text == self._title and self._id is not None:
            return self._id
        if self._answered != text:
            raise Unreadable(_("Looking for “{text}”.").format(text=_short(text)))
        found = self._known.get(text.casefold())
        if found is None:
            what = noun(self._restrict.singular)
            raise Unreadable(
                _("No {what} is called “{text}”.").format(what=what, text=_short(text)), suggestion=self._first
            )
        return found

    def set_value(self, value: object) -> None:
        """Show a link by its id; its title is read unless it is the one that is shown already."""
        if not isinstance(value, int):
            self.set_link(None, "")
        elif value != self._id or not self._title:
            self._desk.read(
                self,
                lambda session: _title(session, self.declared.to, value),
                lambda title: self.set_link(value, title),
                key="title",
            )

    def set_link(self, record_id: int | None, title: str) -> None:
        """Show a link whose title is known."""
        self._id, self._title = record_id, title
        self.line.setText(title)
        self.line.setCursorPosition(0)
        self._go.setVisible(record_id is not None)

    def type_text(self, text: str) -> None:
        self.line.setText(text)
        found = self._known.get(text.strip().casefold())
        if found is not None:
            self.set_link(found, text)
            self.edited.emit()
        else:
            self._typed(text)

    def settle(self) -> None:
        text = self.line.text().strip()
        if not text:
            self.set_link(None, "")
        elif text not in {self._title, self._answered}:
            self._wait.stop()
            self._look_up()
        elif text != self._title and text.casefold() in self._known:
            self.set_link(self._known[text.casefold()], text)

    def is_settled(self) -> bool:
        """Whether a record is chosen, rather than a name half typed."""
        return self._id is not None and self.line.text().strip() == self._title

    # typing

    def _typed(self, text: str) -> None:
        self._go.setVisible(False)
        self.edited.emit()
        if text.strip():
            self._wait.start()
        else:
            self._wait.stop()
            self._popup.hide()

    def _look_up(self) -> None:
        text = self.line.text().strip()

        def read(session: Any) -> list[tuple[int, str, str]]:
            from itdesk.db import records

            return records.choices_for(session, self.declared.to, text, SHOWN)

        self._desk.read(self, read, lambda found: self._show(text, found), key="choices")

    def _show(self, text: str, found: list[tuple[int, str, str]]) -> None:
        if text != self.line.text().strip():
            return
        self._answered = text
        self._known = {title.casefold(): record_id for record_id, title, _subtitle in reversed(found)}
        self._first = found[0][1] if found else ""
        if not self.line.hasFocus():
            if text and text.casefold() in self._known:
                self.set_link(self._known[text.casefold()], text)
            self.resolved.emit()
            return
        self._items.clear()
        for record_id, title, subtitle in found:
            self._items.appendRow(_item(title, record_id, subtitle))
        if text and text.casefold() not in self._known:
            self._items.appendRow(_item(_("Create “{text}”…").format(text=_short(text)), _CREATE, ""))
        if self._items.rowCount():
            self._completer.complete(QRect(0, 0, max(self.line.width(), Theme.current().px(280)), self.line.height()))

    def _pick(self, index: QModelIndex) -> None:
        record_id = index.data(_ID)
        if record_id == _CREATE:
            self.create_wanted.emit(self._answered)
            return
        self.set_link(record_id, index.data())
        self.edited.emit()

    def take_created(self, record_id: int, title: str) -> None:
        """Link the record that was made for what is typed."""
        self.set_link(record_id, title)
        self.edited.emit()

    def _open(self) -> None:
        if self._id is not None:
            self.opened.emit(self.declared.to, self._id)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if (
            watched is self.line
            and event.type() == QEvent.Type.KeyPress
            and isinstance(event, QKeyEvent)
            and event.key() == Qt.Key.Key_Down
            and not self._popup.isVisible()
        ):
            self._look_up()
            return True
        return super().eventFilter(watched, event)


class _Choices(QStyledItemDelegate):
    """A record's title and, quieter, what tells it from others of that name."""

    def sizeHint(self, _option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(100, Theme.current().row())

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        theme = Theme.current()
        box = option.rect
        if option.state & (QStyle.StateFlag.State_Selected | QStyle.StateFlag.State_MouseOver):
            painter.fillRect(box, theme.color("selected"))
        inner = box.adjusted(12, 0, -12, 0)
        start = 0
        creates = index.data(_ID) == _CREATE
        if creates:
            side = theme.px(16)
            icons.paint(painter, drawing.part(inner, 0, side), "plus", "accent-text")
            start = side + 8
        room = drawing.part(inner, start, inner.width() - start)
        used = drawing.draw(painter, room, str(index.data()), tone="accent-text" if creates else "text")
        rest = drawing.part(inner, start + used + 12, max(0, inner.width() - start - used - 12))
        drawing.draw(painter, rest, str(index.data(_SUBTITLE) or ""), role="small", tone="text-3", align="end")


def choice_view(view: QAbstractItemView) -> None:
    """Draw a view's rows as the choices of links are drawn."""
    view.setItemDelegate(_Choices(view))


def _item(title: str, record_id: int, subtitle: str) -> QStandardItem:
    made = QStandardItem(title)
    made.setData(record_id, _ID)
    made.setData(subtitle, _SUBTITLE)
    made.setData(f"{title}, {subtitle}" if subtitle else title, Qt.ItemDataRole.AccessibleTextRole)
    return made


def _title(session: Any, kind: str, record_id: int) -> str:
    from itdesk.db import records

    return records.title_of(session, kind, record_id)


def _short(text: str) -> str:
    return text if len(text) <= 60 else text[:59] + "…"
