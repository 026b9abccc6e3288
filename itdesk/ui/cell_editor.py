"""Changing one cell of a list in place: F2, type, Enter; what is wrong is said under the cell."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QEvent, QObject, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QFrame, QVBoxLayout, QWidget

from itdesk.core.errors import Invalid, Unreadable, UserError
from itdesk.core.record import TAGS, Field, Kind, RecordType
from itdesk.core.several import tag_names
from itdesk.core.texts import _
from itdesk.core.validation import cleaned, problem_with
from itdesk.core.value_texts import noun
from itdesk.ui.cell_moves import Move
from itdesk.ui.desk import Desk
from itdesk.ui.drafts import text_key
from itdesk.ui.editors import make_editor
from itdesk.ui.labels import label
from itdesk.ui.link_editor import LinkEditor
from itdesk.ui.read_editors import MoneyEditor
from itdesk.ui.theme import Theme

WIDE = 240
_WIDTHS = {Kind.YES_NO: 120, Kind.LONG: 360}
_NEW_LINE = Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.AltModifier
_MOVES = {
    Qt.Key.Key_Return: Move.DOWN,
    Qt.Key.Key_Enter: Move.DOWN,
    Qt.Key.Key_Tab: Move.NEXT,
    Qt.Key.Key_Backtab: Move.PREVIOUS,
}


class CellEditor(QFrame):
    """Over the cell until the value is stored: Tab goes on to the next cell, Enter down. Esc leaves all as it was.

    What is typed counts as unsaved (`itdesk.ui.unsaved.Typed`): every way out asks about it.
    """

    closed = Signal(object)  # Move
    saved = Signal()
    failed = Signal()
    dirty_changed = Signal(bool)

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
        self._touched = False
        self._move = Move.STAY
        self._cell = QRect()
        self.editor = make_editor(desk, as_typed(declared))
        self._wrong = label("", "small", "red-text", wrap=True)
        self._wrong.setContentsMargins(8, 2, 8, 4)
        self._wrong.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(0)
        column.addWidget(self.editor)
        column.addWidget(self._wrong)
        self.editor.inner.installEventFilter(self)
        self.editor.edited.connect(self._edited)
        self.editor.refused.connect(self._say)
        if isinstance(self.editor, LinkEditor):
            self.editor.create_wanted.connect(self._create)
            self.editor.edited.connect(self._picked)
        desk.unsaved.add(self)
        self._read()

    # what the ways out ask

    @property
    def record(self) -> tuple[int, str]:
        """The record and the field."""
        return self._id, self._declared.name

    @property
    def is_dirty(self) -> bool:
        """Whether something was typed that isn't stored."""
        return self._touched

    @property
    def is_saving(self) -> bool:
        """Whether it is being stored."""
        return self._touched and self._busy

    def typed_title(self) -> str:
        """What it is about."""
        what = noun(self._type.singular)
        return _("{field} of one {what}").format(field=self._declared.label, what=what)

    @property
    def draft_key(self) -> str:
        """Where what is typed is kept: one cell of a record at a time."""
        return text_key(self._type.kind, self._id, "cell")

    def keep(self) -> None:
        """Have it on its way to the disk now."""
        self._desk.drafts.save()

    def discard(self) -> None:
        """Forget what was typed."""
        self.leave()

    def _edited(self) -> None:
        self._say("")
        if self._busy:
            return
        typed = self.editor.typed()
        if typed:
            kept = {"text": typed, "field": self._declared.name}
            self._desk.drafts.keep(self.draft_key, self.typed_title(), kept)
        if not self._touched:
            self._touched = True
            self.dirty_changed.emit(True)

    def _forget(self) -> None:
        """It is stored, or given up."""
        if self._touched:
            self._touched = False
            self._desk.drafts.drop(self.draft_key)
            self.dirty_changed.emit(False)

    # on screen

    def place(self, cell: QRect) -> None:
        """Lie over the cell, as wide as typing needs, inside the view."""
        view = self._view
        width = max(cell.width(), Theme.current().px(_WIDTHS.get(self._declared.kind, WIDE)))
        inside = self.editor.sizeHint().height() + 4
        if self._wrong.isVisibleTo(self):
            inside += self._wrong.heightForWidth(width - 2)
        height = max(cell.height() + 2, inside)
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
            from itdesk.db import records, tags

            if name == TAGS.name:
                return ", ".join(tag.name for tag in tags.of(session, kind, record_id)) or None, "", ""
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
        self.place(self._cell)  # a long text needs more room
        self.editor.setFocus(Qt.FocusReason.OtherFocusReason)
        self.editor.select_all()
        kept = self._desk.drafts.find(self.draft_key)
        if kept is not None and kept.data.get("field") == self._declared.name:
            self.editor.type_text(str(kept.data.get("text", "")))  # what was typed before a crash

    def save(self, move: Move = Move.STAY) -> bool:
        """Store what is typed; the cell closes when it is stored, and leads on by the move."""
        if self._busy:
            return False
        self._move = move
        try:
            value = cleaned(self.editor.declared, self.editor.value())
        except Unreadable as error:
            if isinstance(self.editor, LinkEditor) and not error.suggestion:
                self._find(self.editor)
                return True
            return self._refuse(str(error))
        problem = problem_with(self.editor.declared, value)
        if problem is not None:
            return self._refuse(problem.message)
        if value == self._before:
            self._forget()
            self.saved.emit()
            self._end(move)
        else:
            self._store(value)
        return True

    def _find(self, editor: LinkEditor) -> None:
        """Look for the record of the name that was typed, which no list of choices has answered yet."""
        self._busy = True
        text, to = editor.typed().strip(), self._declared.to

        def read(session: Any) -> tuple[int | None, str]:
            from itdesk.db import records

            found = records.find(session, to, text)
            return found, records.title_of(session, to, found) if found else ""

        def done(found: tuple[int | None, str]) -> None:
            self._busy = False
            if found[0] is None:
                what = noun(self._desk.registry[to].singular)
                self._refuse(_("No {what} is called “{text}”.").format(what=what, text=text[:60]))
                return
            editor.set_link(*found)
            self.save(self._move)

        self._desk.read(self, read, done, self._fail, key="find")

    def _refuse(self, sentence: str) -> bool:
        self._say(sentence)
        self.failed.emit()
        return False

    def _store(self, value: object) -> None:
        self._busy = True
        kind, record_id, name, before = self._type.kind, self._id, self._declared.name, self._before
        label_text = self._declared.label

        def write(session: Any) -> None:
            from itdesk.db import records

            if name == TAGS.name:
                put_own_tags(session, kind, record_id, str(before or ""), str(value or ""))
                return
            draft = records.draft(session, kind, record_id)
            if draft.values.get(name) != before:
                raise UserError(
                    _("Somebody else changed {field} meanwhile.").format(field=label_text),
                    _("Press Esc to see it, then change it again."),
                )
            draft.values[name] = value
            records.save(session, draft)

        def done(_result: object) -> None:
            self._forget()
            self.saved.emit()
            self._end(self._move)

        step = _("{field} of one {what}").format(field=label_text, what=noun(self._type.singular))
        self._desk.write(self, write, done, self._fail, step=step)

    def _fail(self, error: UserError) -> None:
        self._busy = False
        self._refuse(error.problems[0].message if isinstance(error, Invalid) else str(error))
        self.editor.setFocus(Qt.FocusReason.OtherFocusReason)

    def _say(self, text: str) -> None:
        self._wrong.setText(text)
        self._wrong.setVisible(bool(text))
        self.editor.set_invalid(text)
        self.place(self._cell)

    def _picked(self) -> None:
        if isinstance(self.editor, LinkEditor) and self.editor.is_settled():
            self.save(Move.DOWN)

    def _create(self, text: str) -> None:
        from itdesk.ui.create_dialog import CreateDialog

        linked = self._desk.registry[self._declared.to]
        dialog = CreateDialog(self._desk, linked, {linked.title: text}, self.window())
        if isinstance(self.editor, LinkEditor):
            dialog.created_titled.connect(self.editor.take_created)
        dialog.open()

    def leave(self) -> None:
        """Close without storing."""
        self._forget()
        self._end(Move.STAY)

    def _end(self, move: Move) -> None:
        self.hide()
        self.closed.emit(move)
        self.deleteLater()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is not self.editor.inner:
            return False
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.key() == Qt.Key.Key_Escape:
                self.leave()
                return True
            move = _MOVES.get(Qt.Key(event.key()))
            if move is Move.DOWN and event.modifiers() & _NEW_LINE and self._declared.kind is Kind.LONG:
                return False
            if move is not None:
                self.save(move)
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


def as_typed(declared: Field) -> Field:
    """The field as which a cell is typed: tags are names between commas."""
    if declared.kind is not Kind.TAGS:
        return declared
    return Field(name=declared.name, label_text=declared.label_text, length=500)


def put_own_tags(session: Any, kind: str, record_id: int, before: str, typed: str) -> None:
    """Put on and take off what was typed; somebody else's change meanwhile is refused."""
    from itdesk.db import tags

    had, wanted = tag_names(before), tag_names(typed)
    if {tag.name for tag in tags.of(session, kind, record_id)} != set(had):
        raise UserError(
            _("Somebody else changed {field} meanwhile.").format(field=TAGS.label),
            _("Press Esc to see it, then change it again."),
        )
    kept = {name.casefold() for name in wanted}
    tags.put(session, kind, [record_id], wanted, [name for name in had if name.casefold() not in kept])
