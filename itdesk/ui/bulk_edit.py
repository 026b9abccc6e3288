"""One field for all selected records: choose it, type the value, see how many change, in one step that can be undone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QVBoxLayout, QWidget

from itdesk.core.errors import Invalid, Unreadable, UserError
from itdesk.core.progress import Progress
from itdesk.core.record import Field, Kind, RecordType
from itdesk.core.texts import _, ngettext
from itdesk.core.validation import cleaned, problem_with
from itdesk.core.value_texts import noun
from itdesk.ui.desk import Desk
from itdesk.ui.dialogs import Dialog
from itdesk.ui.editors import make_editor
from itdesk.ui.field_editor import Editor
from itdesk.ui.labels import label


def bulk_fields(record_type: RecordType) -> list[Field]:
    """What can be set for several records at once: all that is typed and doesn't have to differ."""
    numbered = record_type.number_field if record_type.number_prefix else ""
    return [
        declared
        for declared in record_type.typed
        if not declared.unique and not declared.secret and declared.name not in (numbered, record_type.title)
    ]


class BulkEdit(Dialog):
    """The count of what changes is read anew whenever the value does."""

    stored = Signal()

    def __init__(self, desk: Desk, record_type: RecordType, ids: Sequence[int], parent: QWidget) -> None:
        super().__init__(
            parent, _("Change {things}").format(things=counted(record_type, len(ids))), act=_("Change"), icon="edit"
        )
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setModal(True)
        self._desk = desk
        self._type = record_type
        self._ids = list(ids)
        self.fields = bulk_fields(record_type)
        self.chooser = QComboBox()
        self.chooser.setAccessibleName(_("Field to change"))
        for declared in self.fields:
            self.chooser.addItem(declared.label, declared.name)
        self.body.addWidget(label(_("Field"), "body", "text-2", buddy=self.chooser))
        self.body.addWidget(self.chooser)
        self._holder = QVBoxLayout()
        self.body.addWidget(label(_("New value"), "body", "text-2"))
        self.body.addLayout(self._holder)
        self._preview = label("", "small", "text-2", wrap=True)
        self.body.addWidget(self._preview)
        self.editor: Editor | None = None
        self.chooser.currentIndexChanged.connect(self._show_editor)
        self._show_editor()
        self.chooser.setFocus()

    @property
    def field(self) -> Field:
        """The field that is to be changed."""
        return self._type.by_name[self.chooser.currentData()]

    def _show_editor(self) -> None:
        if self.editor is not None:
            self._holder.removeWidget(self.editor)
            self.editor.hide()
            self.editor.deleteLater()
        self.editor = make_editor(self._desk, self.field)
        self.editor.edited.connect(self._count)
        self.editor.left.connect(self.editor.settle)
        self._holder.addWidget(self.editor)
        self._count()

    def value(self) -> object:
        """What is typed; raises a UserError that says what is wrong with it."""
        if self.editor is None:
            return None
        value = cleaned(self.field, self.editor.value())
        problem = problem_with(self.field, value)
        if problem is not None:
            raise Invalid([problem])
        return value

    def _count(self) -> None:
        self.say_wrong("")
        try:
            value = self.value()
        except UserError:
            self._preview.setText("")
            return
        kind, ids = self._type.kind, self._ids
        name = f"{self.field.name}.id" if self.field.kind is Kind.LINK else self.field.name

        def read(session: Any) -> int:
            from itdesk.db import lists

            rows = lists.rows(session, lists.ListSpec(kind, (name,)), ids)
            return sum(1 for row in rows.values() if row[1] != value)

        self._desk.read(self, read, self._show_count, key="count")

    def _show_count(self, changing: int) -> None:
        same = len(self._ids) - changing
        text = ngettext("{n} changes", "{n} change", changing).format(n=f"{changing:,}")
        if same:
            text += ", " + ngettext("{n} has this value already", "{n} have this value already", same).format(
                n=f"{same:,}"
            )
        self._preview.setText(f"{text}.")

    def accept(self) -> None:
        if self.editor is None:
            return
        self.editor.settle()
        try:
            value = self.value()
        except Unreadable as error:
            self._refuse(error)
            return
        except Invalid as error:
            self._refuse(error)
            return
        self.act.setEnabled(False)
        kind, ids, name = self._type.kind, self._ids, self.field.name
        words = _("{field} of {things}").format(field=self.field.label, things=counted(self._type, len(ids)))

        def write(session: Any, progress: Progress) -> int:
            return change_all(session, kind, ids, {name: value}, progress)

        def done(changed: int) -> None:
            self._desk.tell_done(_("{things} changed").format(things=counted(self._type, changed)))
            self.stored.emit()
            self.done(Dialog.DialogCode.Accepted.value)

        what = _("Changing {things}").format(things=counted(self._type, len(ids)))
        self._desk.write(self, write, done, self._refuse, what=what, step=words)

    def _refuse(self, error: UserError) -> None:
        self.act.setEnabled(True)
        self.say_wrong(str(error))
        if self.editor is not None:
            self.editor.setFocus()


def change_all(session: Any, kind: str, ids: Sequence[int], values: Mapping[str, object], progress: Progress) -> int:
    """Give all these records these values, or none of them; how many changed."""
    from itdesk.db import records

    changed = 0
    for place, record_id in enumerate(ids):
        progress.step(place, len(ids))
        draft = records.draft(session, kind, record_id)
        if all(draft.values.get(name) == value for name, value in values.items()):
            continue
        draft.values.update(values)
        try:
            records.save(session, draft)
        except Invalid as error:
            title = records.title_of(session, kind, record_id)
            raise UserError(
                f"{title}: {error.problems[0].message}",
                _("Nothing was changed. Leave it out, or choose another value."),
            ) from error
        changed += 1
    return changed


def counted(record_type: RecordType, count: int) -> str:
    """3 assets, 1 asset."""
    words = record_type.singular if count == 1 else record_type.plural
    return f"{count:,} {noun(words)}"
