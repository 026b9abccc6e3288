"""Records that are to go are used by others: those link to another instead, or to none, as one step with the deletion."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QButtonGroup, QRadioButton, QWidget

from itdesk.core.errors import UserError
from itdesk.core.progress import Progress
from itdesk.core.record import Field, Kind, RecordType
from itdesk.core.texts import _
from itdesk.ui.bulk_fields import counted
from itdesk.ui.desk import Desk
from itdesk.ui.dialogs import Dialog
from itdesk.ui.editors import make_editor
from itdesk.ui.labels import label

if TYPE_CHECKING:
    from itdesk.db.bin import Moved, Use


class InUseDialog(Dialog):
    """Says who uses them and asks what becomes of that; what must link to something can't link to nothing."""

    def __init__(
        self, desk: Desk, record_type: RecordType, ids: Sequence[int], uses: Sequence[Use], parent: QWidget
    ) -> None:
        things = counted(record_type, len(ids))
        super().__init__(
            parent, _("{things} in use").format(things=things), _told(desk, uses), act=_("Delete"), icon="trash"
        )
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setModal(True)
        self._desk, self._type, self._ids = desk, record_type, list(ids)
        self.another = QRadioButton(_("Link to another instead"))
        self.none = QRadioButton(_("Link to nothing"))
        self._ways = QButtonGroup(self)
        instead = Field(name="instead", label_text=record_type.singular_text, kind=Kind.LINK, to=record_type.kind)
        self.editor = make_editor(desk, instead)
        for way in (self.another, self.none):
            self._ways.addButton(way)
        self.body.addWidget(self.another)
        self.body.addWidget(self.editor)
        self.body.addWidget(self.none)
        required = [desk.registry[use.kind].plural for use in uses if use.required]
        if required:
            why = _("{things} must link to one, so nothing can't be chosen.").format(things=", ".join(required))
            self.body.addWidget(label(why, "small", "text-2", wrap=True))
        self.none.setEnabled(not required)
        self.another.toggled.connect(self.editor.setEnabled)
        self.another.setChecked(True)
        self.editor.setFocus()

    def accept(self) -> None:
        """Delete them; the dialog stays where they can't be."""
        instead = None
        if self.another.isChecked():
            try:
                value = self.editor.value()
            except UserError as error:
                self._refuse(error)
                return
            instead = value if isinstance(value, int) else None
            if instead is None:
                self.say_wrong(_("Choose the one that takes their place."))
                return
        kind, ids = self._type.kind, self._ids
        words = _("{things} deleted").format(things=counted(self._type, len(ids)))

        def write(session: Any, progress: Progress) -> Moved:
            from itdesk.db import bin as bin_

            return bin_.delete_used(session, kind, ids, instead, progress)

        def done(_moved: Moved) -> None:
            self._desk.tell_done(words)
            self.done(Dialog.DialogCode.Accepted.value)

        self._desk.write(self, write, done, self._refuse, what=_("Deleting"), step=words)

    def _refuse(self, error: UserError) -> None:
        self.say_wrong(str(error))


def _told(desk: Desk, uses: Sequence[Use]) -> str:
    lines = []
    for use in uses:
        record_type = desk.registry[use.kind]
        names = ", ".join(use.names) + ("…" if use.number > len(use.names) else "")
        field = record_type.by_name[use.field].label
        told = _("Used by {things} as “{field}”: {names}.")
        lines.append(told.format(things=counted(record_type, use.number), field=field, names=names))
    return " ".join(lines)
