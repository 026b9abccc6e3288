"""A dialog over the form of one record; it stays open, with what is typed, until the record is stored."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QScrollArea, QWidget

from itdesk.ui.dialogs import Dialog
from itdesk.ui.leave_dialog import may_leave
from itdesk.ui.record_form import RecordForm
from itdesk.ui.theme import Theme


class RecordDialog(Dialog):
    """A form that scrolls, `width` px wide at 100 per cent; leaving with something typed is asked about."""

    def __init__(
        self,
        parent: QWidget | None,
        form: RecordForm,
        title: str,
        *,
        act: str,
        icon: str,
        width: int,
    ) -> None:
        super().__init__(parent, title, act=act, icon=icon)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setModal(True)
        self.form = form
        self.form.saved.connect(self._saved)
        self.sheet = QScrollArea()
        self.sheet.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # Tab goes from field to field
        self.sheet.setWidgetResizable(True)
        self.sheet.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.sheet.setWidget(form)
        self.sheet.viewport().setAutoFillBackground(False)
        form.setAutoFillBackground(False)
        self.body.addWidget(self.sheet)
        self.act.setDefault(False)
        self.setFixedWidth(Theme.current().px(width))

    def room(self) -> int:
        """The height of the window that it stands over; the form takes what is left of it."""
        parent = self.parentWidget()
        return parent.window().height() if parent is not None else 900

    def accept(self) -> None:
        self.form.save()

    def reject(self) -> None:
        if self.form.is_saving:
            return
        if may_leave(self.form, self) and self.result() != RecordDialog.DialogCode.Accepted.value:
            super().reject()

    def tell(self, record_id: int) -> None:
        """Say that the record is stored."""
        raise NotImplementedError

    def _saved(self, record_id: int) -> None:
        self.tell(record_id)
        self.done(RecordDialog.DialogCode.Accepted.value)
