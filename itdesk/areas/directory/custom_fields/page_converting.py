"""The dialog that turns a field into one of another kind: it tries all values first and names those that don't fit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QCheckBox, QComboBox, QWidget

from itdesk.areas.directory.custom_fields.choices import ValueKind
from itdesk.areas.directory.custom_fields.rules import TARGETS, kind_word
from itdesk.core.record import Kind
from itdesk.core.texts import _, ngettext
from itdesk.ui.desk import Desk
from itdesk.ui.dialogs import Dialog
from itdesk.ui.icons import icon
from itdesk.ui.labels import label

if TYPE_CHECKING:
    from itdesk.areas.directory.custom_fields.converting import Trial
    from itdesk.areas.directory.custom_fields.queries import FieldFacts

NAMED = 8


class ConvertingDialog(Dialog):
    """Every value fits, or is knowingly left out; then the kind and all values change in one step, which can be undone."""

    def __init__(self, desk: Desk, parent: QWidget, field: FieldFacts) -> None:
        super().__init__(
            parent,
            _("What should “{name}” hold?").format(name=field.label),
            _(
                "It holds {kind} now. Every value is tried first. Undo brings back the kind and all values as they are."
            ).format(kind=kind_word(field.kind)),
            act=_("Change it"),
            icon="swap",
            check=self._differs,
        )
        self._desk = desk
        self._field = field
        self._trial: Trial | None = None
        self.kinds = QComboBox()
        self.kinds.setAccessibleName(_("New kind"))
        for kind in TARGETS[field.kind]:
            choice = ValueKind(kind.value)
            self.kinds.addItem(icon(choice.icon), choice.label, kind.value)
        self.kinds.currentIndexChanged.connect(lambda _place: self._try())
        self.told = label("", "body", "text-2", wrap=True)
        self.body.addWidget(self.kinds)
        self.body.addWidget(self.told)
        self.emptying = QCheckBox()
        self.emptying.toggled.connect(lambda _on: self.say_wrong(""))
        self.body.addWidget(self.emptying)
        self._try()

    @property
    def kind(self) -> Kind:
        """The kind that is chosen."""
        return Kind(self.kinds.currentData())

    def _try(self) -> None:
        self._trial = None
        self.emptying.setChecked(False)
        self.emptying.hide()
        self.told.setText(_("Trying every value…"))
        field_id, kind = self._field.id, self.kind

        def read(session: Any) -> Trial:
            from itdesk.areas.directory.custom_fields.converting import attempt

            return attempt(session, field_id, kind)

        self._desk.read(self, read, self._tried, lambda error: self.say_wrong(str(error)), key="trial")

    def _tried(self, trial: Trial) -> None:
        self._trial = trial
        self.say_wrong("")
        lines = [
            ngettext("{n} value fits.", "{n} values fit.", trial.converted).format(n=trial.converted)
            if trial.converted
            else _("No record has a value yet.")
        ]
        if trial.failed:
            lines = [
                ngettext("{n} value does not fit:", "{n} values do not fit:", trial.failed).format(n=trial.failed),
                *(f"{one.title}: “{one.value[:40]}”" for one in trial.failures[:NAMED]),
            ]
            left = ngettext("Leave {n} record empty", "Leave {n} records empty", trial.failed).format(n=trial.failed)
            self.emptying.setText(left)
            self.emptying.show()
        self.told.setText("\n".join(lines))
        self.adjustSize()

    def _differs(self) -> str:
        if self._trial is None:
            return _("The values are still being tried.")
        if self._trial.failed and not self.emptying.isChecked():
            return _("Correct these values first, leave them out, or choose another kind.")
        return ""

    def accept(self) -> None:
        """Change it, and close once it is stored."""
        wrong = self._differs()
        self.say_wrong(wrong)
        if wrong:
            return
        field_id, kind, emptying = self._field.id, self.kind, self.emptying.isChecked()
        words = _("“{name}” turned from {before} into {kind}").format(
            name=self._field.label, before=kind_word(self._field.kind), kind=kind_word(kind)
        )

        def turn(session: Any) -> None:
            from itdesk.areas.directory.custom_fields.converting import convert

            convert(session, field_id, kind, emptying=emptying)

        def done(_nothing: object) -> None:
            self._desk.tell_done(words)
            self.done(Dialog.DialogCode.Accepted.value)

        self._desk.write(self, turn, done, lambda error: self.say_wrong(str(error)), step=words)


def open_converting(desk: Desk, parent: QWidget, field: FieldFacts) -> ConvertingDialog:
    """Ask for another kind of what a field holds."""
    dialog = ConvertingDialog(desk, parent, field)
    dialog.open()
    return dialog
