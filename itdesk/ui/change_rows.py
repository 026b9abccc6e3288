"""One field of several records on screen: left as it is, or set, emptied, added to, each with what it needs to be typed."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QVBoxLayout, QWidget

from itdesk.core.errors import Unreadable, UserError
from itdesk.core.record import Field, Kind
from itdesk.core.several import ADDED_TO, Change, How, tag_names
from itdesk.core.texts import _
from itdesk.core.validation import cleaned, problem_with
from itdesk.ui.desk import Desk
from itdesk.ui.editors import make_editor
from itdesk.ui.field_editor import Editor
from itdesk.ui.labels import label
from itdesk.ui.read_editors import MoneyEditor
from itdesk.ui.theme import Theme

NAME, HOW = 140, 150


def ways(declared: Field) -> list[tuple[How, str]]:
    """What can be done with a field of several records, in words."""
    if declared.kind is Kind.TAGS:
        return [
            (How.ADD, _("Put on")),
            (How.TAKE, _("Take off")),
            (How.SET, _("Set to")),
            (How.CLEAR, _("Take all off")),
        ]
    found = [(How.SET, _("Set to"))]
    if not declared.required:
        found.append((How.CLEAR, _("Empty it")))
    if declared.kind in ADDED_TO:
        words = {Kind.DATE: _("Move by days"), Kind.LONG: _("Add a line")}
        found.append((How.ADD, words.get(declared.kind, _("Add"))))
    return found


def typed_as(declared: Field, how: How) -> Field:
    """The field as which the value is typed: an amount that is added may be negative, days are a whole number."""
    if declared.kind is Kind.TAGS:
        return Field(name=declared.name, label_text=declared.label_text, hint_text=declared.hint_text, length=500)
    if how is not How.ADD:
        return declared
    if declared.kind is Kind.DATE:
        return replace(declared, kind=Kind.INTEGER, minimum=None)
    if declared.kind is Kind.LONG:
        return replace(declared, kind=Kind.TEXT, length=500)
    return replace(declared, minimum=None)


class ChangeRow(QWidget):
    """Leaves its field as it is until told otherwise; the editor comes with what is to be done."""

    edited = Signal()

    def __init__(self, desk: Desk, declared: Field, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        theme = Theme.current()
        self._desk = desk
        self.declared = declared
        self.editor: Editor | None = None
        self._named = ""  # a currency that was typed with an amount
        self.how = QComboBox()
        self.how.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.how.addItem(_("Leave as it is"), None)
        for how, words in ways(declared):
            self.how.addItem(words, how)
        self.how.setAccessibleName(_("What to do with {field}").format(field=declared.label))
        self.how.setFixedWidth(max(theme.px(HOW), self.how.sizeHint().width()))
        self.how.currentIndexChanged.connect(self._show_editor)
        name = label(declared.label, "body", "text-2", wrap=True, buddy=self.how)
        name.setFixedWidth(theme.px(NAME))
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(2)
        self._line = QHBoxLayout()
        self._line.setSpacing(12)
        self._line.addWidget(name)
        self._line.addWidget(self.how)
        self._line.addStretch(1)
        outer.addLayout(self._line)
        self.wrong = label("", "small", "red-text", wrap=True)
        below = QHBoxLayout()
        below.addSpacing(theme.px(NAME) + theme.px(HOW) + 24)
        below.addWidget(self.wrong, 1)
        outer.addLayout(below)
        self.wrong.hide()

    @property
    def chosen(self) -> How | None:
        """What is to be done; None to leave it."""
        found = self.how.currentData()  # Qt gives back a plain text
        return None if found is None else How(found)

    def choose(self, how: How) -> None:
        """Choose what is to be done."""
        self.how.setCurrentIndex(self.how.findData(how))

    def _show_editor(self) -> None:
        self.say("")
        if self.editor is not None:
            self._line.removeWidget(self.editor)
            self.editor.hide()
            self.editor.deleteLater()
            self.editor = None
        how = self.chosen
        if how is not None and how is not How.CLEAR:
            self.editor = made = make_editor(self._desk, typed_as(self.declared, how))
            made.edited.connect(self._edited)
            made.left.connect(made.settle)
            if isinstance(made, MoneyEditor):
                made.currency_named.connect(self._name_currency)
            self._line.insertWidget(2, made, 100)
        self.edited.emit()

    def _name_currency(self, code: str) -> None:
        self._named = code

    def _edited(self) -> None:
        self.say("")
        self.edited.emit()

    def say(self, text: str) -> None:
        """Say under the field what is wrong with it; nothing takes it away."""
        self.wrong.setText(text)
        self.wrong.setVisible(bool(text))
        if self.editor is not None:
            self.editor.set_invalid(text)

    def change(self) -> Change | None:
        """What is to be done, read from what is typed; None to leave it. What is wrong raises, and is said here."""
        how, editor = self.chosen, self.editor
        if how is None:
            return None
        if editor is None:
            return Change(self.declared.name, how)
        try:
            return Change(self.declared.name, how, self._value(editor))
        except UserError as error:
            self.say(str(error))
            raise

    def _value(self, editor: Editor) -> object:
        editor.settle()
        self._named = ""
        value = cleaned(editor.declared, editor.value())
        if self._named:
            raise Unreadable(
                _("Each record keeps its own currency."), _("Leave the currency out here, and set it as a field.")
            )
        problem = None if value is None else problem_with(editor.declared, value)
        if problem is not None:
            raise Unreadable(problem.message)
        if self.declared.kind is Kind.TAGS:
            value = tag_names(str(value or ""))
        if not value and value is not False and value != 0:
            raise Unreadable(_("Type what {field} gets, or leave it as it is.").format(field=self.declared.label))
        return value
