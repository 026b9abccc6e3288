"""What is asked before typed text would be lost: save it, discard it, or stay."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from itdesk.core.texts import _
from itdesk.ui.buttons import Button
from itdesk.ui.dialogs import Dialog
from itdesk.ui.record_form import RecordForm


class LeaveDialog(Dialog):
    """Stays open while a save runs, and goes back to the form where it fails, so that nothing is lost on the way."""

    def __init__(self, form: RecordForm, parent: QWidget) -> None:
        super().__init__(
            parent,
            _("Save your changes?"),
            _("You changed this record and have not saved it."),
            act=_("Save"),
            safe=_("Cancel"),
        )
        self._form = form
        self.discard = Button(_("Discard"), kind="danger", run=lambda: self.done(Dialog.DialogCode.Accepted.value))
        self.buttons.insertWidget(self.buttons.indexOf(self.safe), self.discard)
        form.saved.connect(self._saved)
        form.failed.connect(self.reject)

    def accept(self) -> None:
        self.act.setEnabled(False)
        self._form.save()

    def _saved(self, _record_id: int) -> None:
        self.done(Dialog.DialogCode.Accepted.value)


def may_leave(form: RecordForm, parent: QWidget) -> bool:
    """Whether what is typed was saved or may be forgotten; True at once where nothing is."""
    if not form.is_dirty:
        return True
    return LeaveDialog(form, parent).exec() == Dialog.DialogCode.Accepted.value
