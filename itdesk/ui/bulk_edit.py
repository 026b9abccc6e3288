"""Fields of all selected records at once: choose what becomes of each, see it record by record, change it in one step."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from itdesk.core.errors import UserError
from itdesk.core.grams import norm
from itdesk.core.record import TAGS, Field, RecordType
from itdesk.core.several import Change, SameForAll
from itdesk.core.texts import _
from itdesk.ui.bulk_fields import bulk_fields, counted
from itdesk.ui.change_rows import ChangeRow
from itdesk.ui.desk import Desk
from itdesk.ui.several_dialog import SeveralDialog
from itdesk.ui.turns import in_turns

__all__ = ["BulkEdit", "bulk_fields", "counted"]


AT_ONCE = 6  # rows in one turn of the window


class BulkEdit(SeveralDialog):
    """Every field is left as it is until told otherwise; a find line narrows the fields."""

    def __init__(self, desk: Desk, record_type: RecordType, ids: Sequence[int], parent: QWidget) -> None:
        title = _("Change {things}").format(things=counted(record_type, len(ids)))
        super().__init__(desk, record_type, title, parent)
        self._ids = ids
        self.fields = [one for one in bulk_fields(record_type) if desk.may_set(record_type.kind, one)]
        asking = QWidget(self.pages)
        column = QVBoxLayout(asking)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        self.finder = QLineEdit()
        self.finder.setPlaceholderText(_("Find a field"))
        self.finder.setAccessibleName(_("Find a field"))
        self.finder.textChanged.connect(self._narrow)
        column.addWidget(self.finder)
        self.area = QScrollArea()
        self.area.setWidgetResizable(True)
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        inside = QFrame()
        self.area.setWidget(inside)
        self._lines = QVBoxLayout(inside)
        self._lines.setContentsMargins(0, 0, 8, 0)
        self._lines.setSpacing(8)
        self._lines.addStretch(1)
        self._made: dict[str, ChangeRow] = {}
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # Tab goes from the line to the first field
        column.addWidget(self.area, 1)
        self.pages.addWidget(asking)
        self.pages.setCurrentWidget(asking)
        self.asked.connect(self._ask)
        self.finder.setFocus()
        self._make_some()
        in_turns(self, *[self._make_some] * (len(self._left()) // AT_ONCE + 1))

    def _left(self) -> list[Field]:
        return [one for one in (*self.fields, TAGS) if one.name not in self._made]

    def _make_some(self, number: int = AT_ONCE) -> None:
        for declared in self._left()[:number]:
            row = self._made[declared.name] = ChangeRow(self._desk, declared, self.area.widget())
            row.edited.connect(lambda: self.say_wrong(""))
            self._lines.insertWidget(self._lines.count() - 1, row)

    @property
    def rows(self) -> dict[str, ChangeRow]:
        """A row a field; those that are still to come are made."""
        self._make_some(len(self._left()))
        return self._made

    def _narrow(self, text: str) -> None:
        """Show the fields whose name has the text, and those that are to change."""
        wanted = norm(text.strip())
        for row in self.rows.values():
            row.setVisible(wanted in norm(row.declared.label) or row.chosen is not None)

    def changes(self) -> list[Change]:
        """What is to be done; what is wrong is said under its field, the first of them raised."""
        found: list[Change] = []
        wrong: list[tuple[ChangeRow, UserError]] = []
        for row in self.rows.values():
            try:
                change = row.change()
            except UserError as error:
                wrong.append((row, error))
            else:
                found += [change] if change is not None else []
        if wrong:
            row, first = wrong[0]
            self.area.ensureWidgetVisible(row)
            if row.editor is not None:
                row.editor.setFocus()
            raise first
        return found

    def _ask(self) -> None:
        """Show what the chosen changes would do."""
        try:
            asked = self.changes()
        except UserError:
            return
        if not asked:
            self.say_wrong(_("Choose for at least one field what becomes of it."))
            return
        things = counted(self._type, len(self._ids))
        words = _("{field} of {things}").format(field=self._type.by_name[asked[0].name].label, things=things)
        if len(asked) > 1:
            words = _("{n} fields of {things}").format(n=len(asked), things=things)
        self.judge(SameForAll(self._ids, asked), words)
