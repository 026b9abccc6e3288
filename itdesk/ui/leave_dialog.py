"""What is asked before typed text would be lost: save it, discard it, or stay."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from itdesk.core.texts import _
from itdesk.ui.buttons import Button
from itdesk.ui.dialogs import Dialog
from itdesk.ui.unsaved import Typed


class LeaveDialog(Dialog):
    """Stays open while a save runs, and goes back to the editor where it fails, so that nothing is lost on the way."""

    def __init__(self, editor: Typed, parent: QWidget) -> None:
        title = editor.typed_title()
        self._stays: bool = getattr(editor, "stays", False)  # it isn't to be sent or published by leaving it
        super().__init__(
            parent,
            _("Keep what you typed?") if self._stays else _("Save your changes?"),
            _("{title} is not saved yet.").format(title=title) if title else _("What you typed is not saved yet."),
            act=_("Keep as draft") if self._stays else _("Save"),
            safe=_("Stay"),
        )
        self._editor = editor
        self.discard = Button(_("Discard"), kind="danger", run=self._give_up)
        self.buttons.insertWidget(self.buttons.indexOf(self.safe), self.discard)
        editor.saved.connect(self._saved)
        editor.failed.connect(self.reject)

    def accept(self) -> None:
        if self._stays:
            self._editor.keep()
            self._saved()
            return
        self.act.setEnabled(False)
        self.discard.setEnabled(False)
        if not self._editor.is_saving:
            self._editor.save()

    def _give_up(self) -> None:
        self._editor.discard()
        self._saved()

    def _saved(self, *_details: object) -> None:
        self.done(Dialog.DialogCode.Accepted.value)


def may_leave(editor: Typed, parent: QWidget) -> bool:
    """Whether what is typed was saved or may be forgotten; True at once where nothing is."""
    if not editor.is_dirty:
        return True
    dialog = LeaveDialog(editor, parent)
    answer = dialog.exec()
    dialog.deleteLater()
    return answer == Dialog.DialogCode.Accepted.value
