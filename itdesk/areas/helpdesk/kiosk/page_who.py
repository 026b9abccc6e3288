"""The shared PC's first step: type or touch one's own name."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QEvent, QModelIndex, QObject, QRect, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import QLineEdit, QListView, QScroller, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from itdesk.areas.helpdesk.kiosk.page_buttons import HEIGHT, BigButton, font
from itdesk.areas.helpdesk.kiosk.page_sheet import Sheet
from itdesk.core.errors import UserError
from itdesk.core.texts import _
from itdesk.ui import drawing
from itdesk.ui.avatars import paint_avatar
from itdesk.ui.delegates import ITEM, Index, Items, Line
from itdesk.ui.desk import Desk
from itdesk.ui.labels import label
from itdesk.ui.theme import Theme

SHOWN = 200  # names at once; a larger firm types a letter or two
WAIT_MS = 120
_STEPS: dict[int, int] = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 6, Qt.Key.Key_PageUp: -6}


class _NameRows(QStyledItemDelegate):
    """A disc with initials and a name, 56 px high."""

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        return QSize(40, max(HEIGHT, Theme.current().px(HEIGHT)))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        theme = Theme.current()
        box: QRect = option.rect
        name = index.data(ITEM).text
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if selected or option.state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(box, theme.color("selected" if selected else "hover"))
        if selected:
            painter.fillRect(drawing.part(box, 0, 4), theme.color("accent"))
        painter.fillRect(QRect(box.left(), box.bottom(), box.width(), 1), theme.color("line"))
        inner = box.adjusted(16, 0, -16, -1)
        side = theme.px(32)
        disc = drawing.part(inner, 0, side)
        paint_avatar(painter, QRectF(disc.left(), box.center().y() - side / 2, side, side), name)
        painter.setFont(font(15, 600 if selected else 400))
        painter.setPen(theme.color("text"))
        room = drawing.part(inner, side + 14, inner.width() - side - 14)
        shown = painter.fontMetrics().elidedText(name, Qt.TextElideMode.ElideRight, room.width())
        drawing.put(painter, room, shown)
        painter.restore()


class NameList(QListView):
    """Names to touch, or to move through with the arrows."""

    taken = Signal(QModelIndex)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and self.currentIndex().isValid():
            self.taken.emit(self.currentIndex())
            return
        super().keyPressEvent(event)


class WhoSheet(Sheet):
    """A line to type in with the names below it. Nothing but names is read."""

    picked = Signal(int, str)
    look_wanted = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__(_("Who are you?"), _("Type your name, or look for it in the list."))
        self._desk = desk
        self._answered: str | None = None  # the text whose names are shown
        self._take_first = False  # Enter came before the names did
        self.field = QLineEdit()
        self.field.setProperty("role", "big")
        self.field.setPlaceholderText(_("Your name"))
        self.field.setAccessibleName(_("Your name"))
        self.field.installEventFilter(self)
        self.items = Items(self)
        self.list = NameList()
        self.list.setModel(self.items)
        self.list.setItemDelegate(_NameRows(self.list))
        self.list.setProperty("look", "big")
        self.list.setAccessibleName(_("Names"))
        self.list.setUniformItemSizes(True)
        self.list.setMouseTracking(True)
        self.list.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.list.setMinimumHeight(Theme.current().px(2 * HEIGHT + 8))
        QScroller.grabGesture(self.list.viewport(), QScroller.ScrollerGestureType.TouchGesture)
        self.note = label("", "lead", "text-2", wrap=True)
        self.note.hide()
        self.column.addWidget(self.field)
        self.column.addWidget(self.list, 1)
        self.column.addWidget(self.note)
        self.fill_height()
        self.look = BigButton(_("Look after my ticket"), icon="search", key="F2", run=self.look_wanted.emit)
        self.foot.addStretch(1)
        self.foot.addWidget(self.look)
        self._pause = QTimer(self, singleShot=True, interval=WAIT_MS)
        self._pause.timeout.connect(self.read)
        self.field.textEdited.connect(lambda _text: self._pause.start())
        self.list.clicked.connect(self._pick)
        self.list.taken.connect(self._pick)

    def begin(self) -> None:
        """Take the keyboard; what was typed before stays."""
        self.field.setFocus()
        self.read()

    def forget(self) -> None:
        """Start anew, with nothing to bring back by undo."""
        self._pause.stop()
        self._take_first = False
        self.field.setText("")  # clear() could be undone
        self.error.hide()

    @property
    def is_fresh(self) -> bool:
        """Whether nothing is typed."""
        return not self.field.text()

    def read(self) -> None:
        """Look up the names for what is typed."""
        self._pause.stop()
        typed = self.field.text()

        def job(session: Any) -> Any:
            from itdesk.areas.helpdesk.kiosk.asking import asked

            return asked(session).names(session, typed, SHOWN + 1)

        self._desk.read(self, job, lambda found: self._show(typed, found), self._refused, key="names")

    def _show(self, typed: str, found: Any) -> None:
        self.error.hide()
        before = self._key_at(self.list.currentIndex())
        self._answered = typed
        names = found[:SHOWN]
        self.items.show([Line(one.id, one.name) for one in names])
        if typed.strip() and names:
            row = max(0, self.items.row_of(before))
            self.list.setCurrentIndex(self.items.index(row))
        note = ""
        if not names and typed.strip():
            note = _("Nobody here is called “{name}”. Check the spelling, or tell the help desk.").format(
                name=typed.strip()
            )
        elif not names:
            note = _("Nobody is in this workspace yet. The help desk adds people first.")
        elif len(found) > SHOWN:
            note = _("There are more names. Type the first letters of yours.")
        self.note.setText(note)
        self.note.setVisible(bool(note))
        if self._take_first:
            self._take_first = False
            self._pick(self.list.currentIndex())

    def _refused(self, error: UserError) -> None:
        self._take_first = False
        self.error.show_error(error.message, error.cure, again=self.read)

    def _key_at(self, index: QModelIndex) -> int:
        item = self.items.items[index.row()] if index.isValid() else None
        return item.key if isinstance(item, Line) and isinstance(item.key, int) else 0

    def _pick(self, index: QModelIndex) -> None:
        item = self.items.items[index.row()] if index.isValid() else None
        if isinstance(item, Line) and isinstance(item.key, int):
            self.picked.emit(item.key, item.text)

    def go_on(self) -> None:
        """Take the chosen name; the first one that fits, once the names of what is typed are there."""
        if self._answered == self.field.text():
            self._pick(self.list.currentIndex())
        else:
            self._take_first = True
            self.read()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.field and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            key = event.key()
            step = _STEPS.get(key)
            if step is not None and self.items.rowCount():
                row = self.list.currentIndex().row() + step
                self.list.setCurrentIndex(self.items.index(max(0, min(self.items.rowCount() - 1, row))))
                return True
            if key in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
                self.go_on()
                return True
        return super().eventFilter(watched, event)
