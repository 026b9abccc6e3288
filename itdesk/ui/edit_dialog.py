"""All fields of one record over a page that shows it in its own way."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from itdesk.core.record import RecordType
from itdesk.core.rights import Verb
from itdesk.core.texts import _
from itdesk.core.value_texts import noun
from itdesk.ui.desk import Desk
from itdesk.ui.record_dialog import RecordDialog
from itdesk.ui.record_form import RecordForm
from itdesk.ui.theme import Theme


class EditDialog(RecordDialog):
    """Stays open, with what is typed, until the record is stored; first names the field that is wanted."""

    saved = Signal(int)

    def __init__(
        self, desk: Desk, record_type: RecordType, record_id: int, parent: QWidget, *, first: str = ""
    ) -> None:
        edits = desk.may(Verb.CHANGE, record_type.kind)
        super().__init__(
            parent,
            RecordForm(desk, record_type),
            _("Edit {what}").format(what=noun(record_type.singular)) if edits else record_type.singular,
            act=_("Save"),
            icon="check",
            width=620,
        )
        if not edits:  # it is looked at
            self.act.hide()
            self.safe.setText(_("Close"))
        self.sheet.setMinimumHeight(min(Theme.current().px(520), max(240, self.room() - 240)))
        self._first = first
        self.form.load(record_id, self._focus)

    def _focus(self) -> None:
        row = self.form.rows.get(self._first)
        if row is None:
            self.form.focus_first()
        else:
            row.focus()
            self.sheet.ensureWidgetVisible(row)

    def tell(self, record_id: int) -> None:
        self.saved.emit(record_id)
