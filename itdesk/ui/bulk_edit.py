"""Fields of all selected records at once: choose what becomes of each, see it record by record, change it in one step."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from itdesk.core.errors import UserError
from itdesk.core.grams import norm
from itdesk.core.record import TAGS, RecordType
from itdesk.core.several import Change
from itdesk.core.texts import _
from itdesk.ui.bulk_fields import bulk_fields, counted
from itdesk.ui.change_rows import ChangeRow
from itdesk.ui.desk import Desk
from itdesk.ui.several_dialog import SeveralDialog

__all__ = ["BulkEdit", "bulk_fields", "counted"]


class BulkEdit(SeveralDialog):
    """Every field is left as it is until told otherwise; a find line narrows the fields."""

    def __init__(self, desk: Desk, record_type: RecordType, ids: Sequence[int], parent: QWidget) -> None:
        title = _("Change {things}").format(things=counted(record_type, len(ids)))
        super().__init__(desk, record_type, title, parent)
        self._ids = list(ids)
        self.fields = [one for one in bulk_fields(record_type) if desk.may_set(record_type.kind, one)]
        asking = QWidget()
        column = QVBoxLayout(asking)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        self.finder = QLineEdit()
        self.finder.setPlaceholderText(_("Find a field"))
        self.finder.setAccessibleName(_("Find a field"))
        self.finder.textChanged.connect(self._narrow)
        column.addWidget(self.finder)
        inside = QFrame()
        lines = QVBoxLayout(inside)
        lines.setContentsMargins(0, 0, 8, 0)
        lines.setSpacing(8)
        self.rows = {declared.name: ChangeRow(desk, declared) for declared in (*self.fields, TAGS)}
        for row in self.rows.values():
            row.edited.connect(lambda: self.say_wrong(""))
            lines.addWidget(row)
        lines.addStretch(1)
        self.area = QScrollArea()
        self.area.setWidgetResizable(True)
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setWidget(inside)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # Tab goes from the line to the first field
        column.addWidget(self.area, 1)
        self.pages.addWidget(asking)
        self.pages.setCurrentWidget(asking)
        self.asked.connect(self._ask)
        self.finder.setFocus()

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
        self.judge([(one, asked) for one in self._ids], words)
