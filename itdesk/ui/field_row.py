"""One field on a form: its name, its editor, a line of help, and what is wrong with it in place."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from itdesk.core.errors import Problem, Unreadable
from itdesk.core.record import Field, Kind
from itdesk.core.texts import _
from itdesk.core.validation import cleaned, problem_with
from itdesk.ui.buttons import Button
from itdesk.ui.choice_editors import YesNoEditor
from itdesk.ui.field_editor import Editor
from itdesk.ui.labels import label
from itdesk.ui.sections import IconMark
from itdesk.ui.text_editors import LongEditor
from itdesk.ui.theme import Theme
from itdesk.ui.voice import say

NAME_WIDTH = 112


class FieldRow(QWidget):
    """Checks when its field is left; once something is wrong, at every key until it is right."""

    edited = Signal()
    left = Signal()

    def __init__(self, declared: Field, editor: Editor, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.declared = declared
        self.editor = editor
        self.problem: Problem | None = None
        self.visited = False
        self._line = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._line.setContentsMargins(0, 0, 0, 0)
        self._line.setSpacing(12)
        self.name = label("" if isinstance(editor, YesNoEditor) else declared.label, "body", "text-2", wrap=True)
        self.name.setBuddy(editor.inner)
        self._column = QVBoxLayout()
        self._column.setSpacing(4)
        self._column.addWidget(editor)
        self._hint = label(declared.hint, "small", "text-3", wrap=True) if declared.hint else None
        if self._hint is not None:
            self._column.addWidget(self._hint)
        self._wrong: _WrongLine | None = None  # made once something is wrong: most fields never need it
        self._line.addWidget(self.name)
        self._line.addLayout(self._column, 1)
        self.set_narrow(narrow=False)
        self._mark_optional()
        editor.edited.connect(self._edited)
        editor.left.connect(self._left)
        editor.refused.connect(self._refused)

    def _mark_optional(self) -> None:
        if self.declared.required or not isinstance(self.editor.inner, QLineEdit | QPlainTextEdit):
            return
        known = self.editor.inner.placeholderText()
        self.editor.inner.setPlaceholderText(_("optional, {hint}").format(hint=known) if known else _("optional"))

    def set_narrow(self, *, narrow: bool) -> None:
        """Put the name above the field instead of before it."""
        theme = Theme.current()
        down, across = QBoxLayout.Direction.TopToBottom, QBoxLayout.Direction.LeftToRight
        self._line.setDirection(down if narrow else across)
        self._line.setSpacing(4 if narrow else 12)
        self.name.setVisible(bool(self.name.text()) or not narrow)
        if narrow:
            self.name.setMinimumWidth(0)
            self.name.setMaximumWidth(16_777_215)
            self.name.setMinimumHeight(0)
            self.name.setAlignment(Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter)
            self._line.setAlignment(self.name, Qt.AlignmentFlag(0))
        else:
            self.name.setFixedWidth(theme.px(NAME_WIDTH))
            self.name.setMinimumHeight(theme.px(32))
            self.name.setAlignment(Qt.AlignmentFlag.AlignTrailing | Qt.AlignmentFlag.AlignVCenter)
            self._line.setAlignment(self.name, Qt.AlignmentFlag.AlignTop)

    # checking

    def check(self) -> bool:
        """Read and check what is typed, and show what is wrong; True if nothing is."""
        try:
            value = self.editor.value()
        except Unreadable as error:
            cure = "" if error.suggestion else error.cure
            self.show_problem(Problem(self.declared.name, f"{error.message} {cure}".strip(), error.suggestion))
            return False
        self.show_problem(problem_with(self.declared, cleaned(self.declared, value)))
        return self.problem is None

    @property
    def is_empty(self) -> bool:
        """Whether nothing is typed; what can't be read is something."""
        try:
            return self.value() is None
        except Unreadable:
            return False

    def value(self) -> object:
        """The cleaned value; Unreadable where there is none."""
        return cleaned(self.declared, self.editor.value())

    def show_problem(self, problem: Problem | None) -> None:
        """Show what is wrong under the field, or take it away."""
        if problem is not None and problem != self.problem:
            named = "" if self.declared.label in problem.message else f"{self.declared.label}: "
            say(self.editor.inner, f"{named}{problem.message}", urgent=True)
        self.problem = problem
        if self._hint is not None:
            self._hint.setVisible(problem is None)
        self.editor.set_invalid(problem.message if problem else "")
        if problem is None:
            if self._wrong is not None:
                self._wrong.hide()
            return
        if self._wrong is None:
            self._wrong = _WrongLine()
            self._wrong.fix.clicked.connect(self._take_suggestion)
            self._column.addWidget(self._wrong)
        self._wrong.tell(problem)

    def _edited(self) -> None:
        if self.problem is not None:
            self.check()
        self.edited.emit()

    def _left(self) -> None:
        self.visited = True
        self.editor.settle()
        if self.check():
            self.left.emit()

    def _refused(self, sentence: str) -> None:
        self.show_problem(Problem(self.declared.name, sentence))

    def _take_suggestion(self) -> None:
        if self.problem is not None:
            suggestion = self.problem.suggestion
            self.editor.setFocus(Qt.FocusReason.OtherFocusReason)
            self.editor.type_text(suggestion)
            self.editor.settle()
            self.check()

    def focus(self) -> None:
        """Give it the keyboard and mark what stands there."""
        self.editor.setFocus(Qt.FocusReason.OtherFocusReason)
        if not isinstance(self.editor, LongEditor):
            self.editor.select_all()


class ShownRow(QWidget):
    """A field that the app fills: its name and its text, to be read and copied."""

    def __init__(self, declared: Field, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(12)
        theme = Theme.current()
        name = label(declared.label, "body", "text-2", wrap=True)
        name.setFixedWidth(theme.px(NAME_WIDTH))
        name.setAlignment(Qt.AlignmentFlag.AlignTrailing | Qt.AlignmentFlag.AlignVCenter)
        self.declared = declared
        self.words = label("", "body", selectable=True, wrap=declared.kind is Kind.LONG)
        line.addWidget(name)
        line.addWidget(self.words, 1)
        self.setMinimumHeight(theme.px(28))

    def show_text(self, text: str) -> None:
        """Show the value in words."""
        self.words.setText(text or "–")
        self.words.setAccessibleName(f"{self.declared.label}: {text}")


class _WrongLine(QWidget):
    """What is wrong with a field, and a button that puts in what is suggested."""

    def __init__(self) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        mark = IconMark("triangle", "red-text", Theme.current().px(12))
        self._words = label("", "small", "red-text", wrap=True)
        self.fix = Button("", small=True, kind="plain")
        row.addWidget(mark, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self._words, 1)
        row.addWidget(self.fix, 0, Qt.AlignmentFlag.AlignTop)

    def tell(self, problem: Problem) -> None:
        """Show this from now on."""
        self._words.setText(problem.message)
        self.fix.setVisible(bool(problem.suggestion))
        short = problem.suggestion if len(problem.suggestion) <= 40 else problem.suggestion[:39] + "…"
        self.fix.setText(_("Use {value}").format(value=short).replace("&", "&&"))
        self.fix.set_name(self.fix.text())
        self.fix.updateGeometry()
        self.show()
