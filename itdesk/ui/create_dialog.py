"""The small dialog for a new record: at most eight fields; the rest waits in the record."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QScrollArea, QWidget

from itdesk.core.record import Kind, RecordType
from itdesk.core.texts import _
from itdesk.core.value_texts import noun
from itdesk.ui.desk import Desk
from itdesk.ui.dialogs import Dialog, ask
from itdesk.ui.record_form import RecordForm
from itdesk.ui.theme import Theme

MOST = 8


def created_fields(record_type: RecordType) -> tuple[str, ...]:
    """What the dialog asks for: what is declared for it, else the title and what is required."""
    if record_type.created:
        return record_type.created[:MOST]
    asked = [declared.name for declared in record_type.typed if declared.required or declared.name == record_type.title]
    return tuple(asked[:MOST])


class CreateDialog(Dialog):
    """Stays open, with what is typed, until the record is stored."""

    created = Signal(int)
    created_titled = Signal(int, str)

    def __init__(
        self,
        desk: Desk,
        record_type: RecordType,
        values: Mapping[str, object] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        what = noun(record_type.singular)
        super().__init__(parent, _("New {what}").format(what=what), act=_("Add {what}").format(what=what), icon="plus")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setModal(True)
        self._type = record_type
        self.form = RecordForm(desk, record_type, created_fields(record_type))
        self.form.saved.connect(self._saved)
        body = QScrollArea()
        body.setWidgetResizable(True)
        body.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        body.setWidget(self.form)
        body.viewport().setAutoFillBackground(False)
        self.form.setAutoFillBackground(False)
        self._body = body
        self.body.addWidget(body)
        self.act.setDefault(False)
        self.form.start(values)
        self._fit()
        self.form.focus_first()

    def _fit(self) -> None:
        parent = self.parentWidget()
        room = (parent.window().height() if parent is not None else 900) - 220
        self._body.setMinimumHeight(min(self.form.sizeHint().height() + 8, max(200, room)))
        self.setFixedWidth(Theme.current().px(520))

    def accept(self) -> None:
        self.form.save()

    def reject(self) -> None:
        if self.form.is_saving:
            return
        if not self.form.is_dirty or ask(
            self,
            _("Leave without adding it?"),
            _("What you typed here is not kept."),
            act=_("Discard"),
            safe=_("Keep typing"),
            danger=True,
        ):
            super().reject()

    def _saved(self, record_id: int) -> None:
        title = ""
        draft = self.form.values()
        declared = self._type.by_name[self._type.title]
        if declared.kind is not Kind.LINK:
            title = str(draft.get(self._type.title) or "")
        self.created.emit(record_id)
        self.created_titled.emit(record_id, title)
        self.done(CreateDialog.DialogCode.Accepted.value)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self.accept()
            return
        super().keyPressEvent(event)
