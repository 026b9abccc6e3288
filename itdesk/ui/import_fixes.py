"""Rows of a file that can't be taken as they are: what stands there, what is wrong, and a fix one click away."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from itdesk.core.formats import format_count
from itdesk.core.texts import _, ngettext
from itdesk.ui.badges import Badge, BadgeLabel
from itdesk.ui.buttons import Button
from itdesk.ui.import_columns import add_head, wide_grid
from itdesk.ui.labels import ElidedLabel, label, restyle, rule
from itdesk.ui.layouts import clear
from itdesk.ui.sections import IconMark
from itdesk.ui.theme import Theme

if TYPE_CHECKING:
    from itdesk.files.planning import Refusal

SHOWN = 40  # rows at once; more come by a link
_ROW, _NAME, _COLUMN, _VALUE, _PROBLEM, _FIX, _SKIP = range(1, 8)


class FixesPart(QWidget):
    """The lower table of step two. A value is told when its field is left or Enter is pressed in it."""

    corrected = Signal(int, str, str)  # row, column, text
    skipped = Signal(int)
    all_accepted = Signal()
    save_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.refusals: tuple[Refusal, ...] = ()
        self._name = ""
        self._names: dict[int, str] = {}
        self._count = 0
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        bar = QWidget()
        row = QHBoxLayout(bar)
        row.setContentsMargins(16, 10, 16, 10)
        row.setSpacing(12)
        row.addWidget(label(_("Rows to fix"), "strong"))
        self.badge = BadgeLabel(Badge("", "green", "check"))
        row.addWidget(self.badge)
        self.rest = ElidedLabel("", "small", "text-2")
        row.addWidget(self.rest, 1)
        self.accept = Button(
            _("Accept all suggestions"), icon="check", kind="quiet", small=True, run=self.all_accepted.emit
        )
        self.save = Button(
            _("Save these rows to a file"), icon="download", kind="quiet", small=True, run=self.save_wanted.emit
        )
        row.addWidget(self.accept)
        row.addWidget(self.save)
        column.addWidget(bar)
        self._table = QWidget()
        inside = QVBoxLayout(self._table)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(0)
        holder = QWidget()
        self._grid = wide_grid(holder, _WIDTHS, _SHARES)
        inside.addWidget(holder)
        self._more = Button("", kind="link", run=self._show_more)
        self._more.hide()
        inside.addWidget(self._more, 0, Qt.AlignmentFlag.AlignLeading)
        column.addWidget(self._table)
        column.addStretch(1)
        self.fields: dict[tuple[int, str], QLineEdit] = {}
        self._table.hide()
        self.accept.hide()
        self.save.hide()

    def name_rows(self, name: str, names: Mapping[int, str]) -> None:
        """What tells the rows apart besides their numbers: the word for it, and each row's."""
        self._name, self._names = name, dict(names)

    def show_refusals(self, refusals: Sequence[Refusal], ready: int, total: int) -> None:
        """Show what is refused; a field that is being typed in keeps its text and the keyboard."""
        focused = next((key for key, field in self.fields.items() if field.hasFocus()), None)
        typed = self.fields[focused].text() if focused else ""
        self.refusals = tuple(refusals)
        rows = len({one.row for one in refusals})
        if rows:
            self.badge.show_badge(
                Badge(_("{n} of {m}").format(n=format_count(rows), m=format_count(total)), "red", "triangle")
            )
            self.rest.setText(
                ngettext("The other {n} row is ready.", "The other {n} rows are ready.", ready).format(
                    n=format_count(ready)
                )
            )
        else:
            self.badge.show_badge(Badge(_("None"), "green", "check"))
            self.rest.setText(
                ngettext("{n} row is ready.", "All {n} rows are ready.", ready).format(n=format_count(ready))
            )
        self.accept.setVisible(any(one.suggestion for one in refusals))
        self.save.setVisible(bool(rows))
        self._table.setVisible(bool(rows))
        self._clear()
        self._show_more()
        field = self.fields.get(focused) if focused else None
        if field is not None:
            field.setText(typed)
            field.setFocus()

    def _clear(self) -> None:
        clear(self._grid)
        words = {
            _ROW: _("Row"),
            _NAME: self._name,
            _COLUMN: _("Column"),
            _VALUE: _("Value in file"),
            _PROBLEM: _("Problem"),
            _FIX: _("Suggestion"),
        }
        add_head(self._grid, words, len(_WIDTHS), trailing=_ROW)
        self.fields.clear()
        self._count = 0

    def _show_more(self) -> None:
        for refusal in self.refusals[self._count : self._count + SHOWN]:
            self._add(refusal)
        left = len(self.refusals) - self._count
        self._more.setVisible(left > 0)
        self._more.setText(ngettext("Show {n} more", "Show {n} more", left).format(n=format_count(left)))

    def _add(self, refusal: Refusal) -> None:
        row, theme = 2 * self._count + 1, Theme.current()
        self._count += 1
        self._grid.setRowMinimumHeight(row, theme.px(36))
        number = label(format_count(refusal.row), "body")
        self._grid.addWidget(number, row, _ROW, Qt.AlignmentFlag.AlignTrailing | Qt.AlignmentFlag.AlignVCenter)
        self._grid.addWidget(ElidedLabel(self._names.get(refusal.row, "")), row, _NAME)
        self._grid.addWidget(ElidedLabel(refusal.column, "body", "text-2"), row, _COLUMN)
        if refusal.column:
            field = QLineEdit(refusal.value)
            field.setMaxLength(5000)
            field.setCursorPosition(0)
            field.setAccessibleName(_("Row {row}, {column}").format(row=refusal.row, column=refusal.column))
            field.setAccessibleDescription(f"{refusal.why} {refusal.cure}".strip())
            restyle(field, invalid="true")
            field.editingFinished.connect(partial(self._typed, refusal, field))
            self._grid.addWidget(field, row, _VALUE)
            self.fields[refusal.row, refusal.column] = field
        problem = QHBoxLayout()
        problem.setSpacing(8)
        problem.addWidget(IconMark("triangle", "red-text", theme.px(12)))
        words = ElidedLabel(
            refusal.why if refusal.suggestion else f"{refusal.why} {refusal.cure}".strip(), "body", "red-text"
        )
        problem.addWidget(words, 1)
        self._grid.addLayout(problem, row, _PROBLEM)
        if refusal.suggestion:
            short = refusal.suggestion if len(refusal.suggestion) <= 24 else refusal.suggestion[:23] + "…"
            use = Button(_("Use {value}").format(value=short), small=True, run=partial(self._use, refusal))
            self._grid.addWidget(use, row, _FIX, Qt.AlignmentFlag.AlignLeading)
        skip = Button(_("Skip row"), kind="quiet", small=True, run=partial(self.skipped.emit, refusal.row))
        skip.set_name(_("Skip row {row}").format(row=refusal.row))
        self._grid.addWidget(skip, row, _SKIP, Qt.AlignmentFlag.AlignTrailing)
        self._grid.addWidget(rule(), row + 1, 0, 1, len(_WIDTHS) + 2)

    def _typed(self, refusal: Refusal, field: QLineEdit) -> None:
        if field.text() != refusal.value and self.fields.get((refusal.row, refusal.column)) is field:
            self.corrected.emit(refusal.row, refusal.column, field.text())

    def _use(self, refusal: Refusal) -> None:
        self.corrected.emit(refusal.row, refusal.column, refusal.suggestion)


_WIDTHS = {_ROW: 40, _NAME: 60, _COLUMN: 70, _VALUE: 110, _PROBLEM: 120, _FIX: 100, _SKIP: 70}
_SHARES = {_NAME: 1, _COLUMN: 2, _VALUE: 3, _PROBLEM: 7, _FIX: 1}
