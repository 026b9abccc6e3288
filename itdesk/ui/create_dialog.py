"""The small dialog for a new record: at most eight fields; the rest waits in the record."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from itdesk.core.record import Kind, RecordType
from itdesk.core.texts import _
from itdesk.core.value_texts import noun
from itdesk.ui.desk import Desk
from itdesk.ui.record_dialog import RecordDialog
from itdesk.ui.record_form import RecordForm

MOST = 8


def created_fields(record_type: RecordType) -> tuple[str, ...]:
    """What the dialog asks for: what is declared for it, else the title and what is required."""
    if record_type.created:
        custom = tuple(one.name for one in record_type.custom if one.name in record_type.created)
        declared = [name for name in record_type.created if name not in custom]
        return (*declared[:MOST], *custom)
    asked = [declared.name for declared in record_type.typed if declared.required or declared.name == record_type.title]
    return tuple(asked[:MOST])


class CreateDialog(RecordDialog):
    """Stays open, with what is typed, until the record is stored. whole: with every field instead of the first ones."""

    created = Signal(int)
    created_titled = Signal(int, str)

    def __init__(
        self,
        desk: Desk,
        record_type: RecordType,
        values: Mapping[str, object] | None = None,
        parent: QWidget | None = None,
        *,
        whole: bool = False,
    ) -> None:
        what = noun(record_type.singular)
        super().__init__(
            parent,
            RecordForm(desk, record_type, () if whole else created_fields(record_type)),
            _("New {what}").format(what=what),
            act=_("Add {what}").format(what=what),
            icon="plus",
            width=620 if whole else 520,
        )
        self._type = record_type
        self.form.start(values)
        self.sheet.setMinimumHeight(min(self.form.sizeHint().height() + 8, max(200, self.room() - 220)))
        self.form.focus_first()

    def tell(self, record_id: int) -> None:
        title = ""
        if self._type.by_name[self._type.title].kind is not Kind.LINK:
            title = str(self.form.values().get(self._type.title) or "")
        self.created.emit(record_id)
        self.created_titled.emit(record_id, title)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self.accept()
            return
        super().keyPressEvent(event)
