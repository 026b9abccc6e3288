"""All fields of one record over a page that shows it in its own way."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QScrollArea, QWidget

from itdesk.core.record import RecordType
from itdesk.core.texts import _
from itdesk.core.value_texts import noun
from itdesk.ui.desk import Desk
from itdesk.ui.dialogs import Dialog, ask
from itdesk.ui.record_form import RecordForm
from itdesk.ui.theme import Theme


class EditDialog(Dialog):
    """Stays open, with what is typed, until the record is stored."""

    saved = Signal(int)

    def __init__(self, desk: Desk, record_type: RecordType, record_id: int, parent: QWidget) -> None:
        super().__init__(parent, _("Edit {what}").format(what=noun(record_type.singular)), act=_("Save"), icon="check")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setModal(True)
        self.form = RecordForm(desk, record_type)
        self.form.saved.connect(self._saved)
        body = QScrollArea()
        body.setWidgetResizable(True)
        body.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        body.setWidget(self.form)
        body.viewport().setAutoFillBackground(False)
        self.form.setAutoFillBackground(False)
        self.body.addWidget(body)
        body.setMinimumHeight(min(Theme.current().px(520), max(240, parent.window().height() - 240)))
        self.setFixedWidth(Theme.current().px(620))
        self.act.setDefault(False)
        self.form.load(record_id, self.form.focus_first)

    def accept(self) -> None:
        self.form.save()

    def reject(self) -> None:
        if self.form.is_saving:
            return
        if not self.form.is_dirty or ask(
            self,
            _("Leave without saving?"),
            _("What you changed here is not kept."),
            act=_("Discard"),
            safe=_("Keep typing"),
            danger=True,
        ):
            super().reject()

    def _saved(self, record_id: int) -> None:
        self.saved.emit(record_id)
        self.done(EditDialog.DialogCode.Accepted.value)
