"""Changing one cell of a list in place: F2, type, Enter; what is wrong is said under the cell."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QEvent, QObject, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QFrame, QVBoxLayout, QWidget

from itdesk.core.errors import Invalid, Unreadable, UserError
from itdesk.core.record import Field, Kind, RecordType
from itdesk.core.texts import _
from itdesk.core.validation import cleaned, problem_with
from itdesk.core.value_texts import noun
from itdesk.ui.desk import Desk
from itdesk.ui.editors import make_editor
from itdesk.ui.labels import label
from itdesk.ui.link_editor import LinkEditor
from itdesk.ui.read_editors import MoneyEditor
from itdesk.ui.theme import Theme

WIDE = 240
TALL = {Kind.LONG}


def is_editable(record_type: RecordType, name: str) -> bool:
    """Whether a cell of this column can be changed in place."""
    declared = record_type.by_name.get(name)
    return declared is not None and not (declared.computed or declared.given or declared.kind in TALL)


class CellEditor(QFrame):
    """Over the cell until the value is stored. Esc leaves everything as it was."""

    closed = Signal()

    def __init__(self, desk: Desk, record_type: RecordType, record_id: int, declared: Field, view: QWidget) -> None:
        super().__init__(view)
        self._view = view
        self.setProperty("look", "popup")
        self._desk = desk
        self._type = record_type
        self._id = record_id
        self._declared = declared
        self._before: object = None
        self._busy = True
        self._cell = QRect()
        self.editor = make_editor(desk, declared)
        self._wrong = label("", "small", "red-text", wrap=True)
        self._wrong.setContentsMargins(8, 2, 8, 4)
        self._wrong.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(0)
        column.addWidget(self.editor)
        column.addWidget(self._wrong)
        self.editor.inner.installEventFilter(self)
        self.editor.edited.connect(lambda: self._say(""))
        if isinstance(self.editor, LinkEditor):
            self.editor.create_wanted.connect(self._create)
            self.editor.edited.connect(self._picked)
        self._read()

    def place(self, cell: QRect) -> None:
        """Lie over the cell, as wide as typing needs, inside the view."""
        view = self._view
        width = max(cell.width(), Theme.current().px(WIDE if self._declared.kind is not Kind.YES_NO else 120))
        height = (
            self.sizeHint().height()
            if self._wrong.isVisible()
            else max(cell.height() + 2, self.editor.sizeHint().height() + 2)
        )
        left = min(max(0, cell.left()), max(0, view.width() - width))
        top = min(cell.top() - 1, max(0, view.height() - height))
        self._cell = cell
        self.setGeometry(left, max(0, top), width, height)
        self.raise_()
        self.show()

    def _read(self) -> None:
        kind, record_id, name = self._type.kind, self._id, self._declared.name
        link = self._declared.kind is Kind.LINK

        def read(session: Any) -> tuple[object, str, str]:
            from itdesk.db import records

            draft = records.draft(session, kind, record_id)
            value = draft.values.get(name)
            title = records.title_of(session, self._declared.to, value) if link and isinstance(value, int) else ""
            return value, title, str(draft.values.get("currency") or "")

        self._desk.read(self, read, lambda found: self._show(*found), self._fail)

    def _show(self, value: object, title: str, currency: str) -> None:
        self._before = value
        if isinstance(self.editor, MoneyEditor):
            self.editor.set_currency(currency)
        if isinstance(self.editor, LinkEditor):
            self.editor.set_link(value if isinstance(value, int) else None, title)
        else:
            self.editor.set_value(value)
        self._busy = False
        self.editor.setFocus(Qt.FocusReason.OtherFocusReason)
        self.editor.select_all()

    def save(self) -> None:
        """Store what is typed; the cell closes when it is stored."""
        if self._busy:
            return
        try:
            value = cleaned(self._declared, self.editor.value())
        except Unreadable as error:
            self._say(str(error))
            return
        problem = problem_with(self._declared, value)
        if problem is not None:
            self._say(problem.message)
        elif value == self._before:
            self.leave()
        else:
            self._store(value)

    def _store(self, value: object) -> None:
        self._busy = True
        kind, record_id, name, before = self._type.kind, self._id, self._declared.name, self._before
        label_text = self._declared.label

        def write(session: Any) -> None:
            from itdesk.db import records

            draft = records.draft(session, kind, record_id)
            if draft.values.get(name) != before:
                raise UserError(
                    _("Somebody else changed {field} meanwhile.").format(field=label_text),
                    _("Press Esc to see it, then change it again."),
                )
            draft.values[name] = value
            records.save(session, draft)

        def done(_result: object) -> None:
            self.leave()

        step = _("{field} of one {what}").format(field=label_text, what=noun(self._type.singular))
        self._desk.write(self, write, done, self._fail, step=step)

    def _fail(self, error: UserError) -> None:
        self._busy = False
        self._say(error.problems[0].message if isinstance(error, Invalid) else str(error))
        self.editor.setFocus(Qt.FocusReason.OtherFocusReason)

    def _say(self, text: str) -> None:
        self._wrong.setText(text)
        self._wrong.setVisible(bool(text))
        self.editor.set_invalid(text)
        self.place(self._cell)

    def _picked(self) -> None:
        if isinstance(self.editor, LinkEditor) and self.editor.is_settled():
            self.save()

    def _create(self, text: str) -> None:
        from itdesk.ui.create_dialog import CreateDialog

        linked = self._desk.registry[self._declared.to]
        dialog = CreateDialog(self._desk, linked, {linked.title: text}, self.window())
        if isinstance(self.editor, LinkEditor):
            dialog.created_titled.connect(self.editor.take_created)
        dialog.open()

    def leave(self) -> None:
        """Close without storing."""
        self.hide()
        self.closed.emit()
        self.deleteLater()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is not self.editor.inner:
            return False
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.key() == Qt.Key.Key_Escape:
                self.leave()
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab):
                self.save()
                return True
        if event.type() == QEvent.Type.FocusOut:
            QTimer.singleShot(0, self, self._left)
        return False

    def _left(self) -> None:
        """A click elsewhere stores what was typed, or keeps the cell open where it can't be."""
        if self.isVisible() and not self._busy and not self.isAncestorOf(self.window().focusWidget() or self.window()):
            combo = self.editor.inner
            if not (isinstance(combo, QComboBox) and combo.view().isVisible()):
                self.save()
