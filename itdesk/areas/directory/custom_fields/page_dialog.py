"""The dialog for a field of the firm's own: what it is called, what it holds, who has it, and its rules."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from itdesk.areas.directory.custom_fields.page_values import ValuesPart
from itdesk.core.custom import FIELDS, OwnValue, choices_of
from itdesk.core.record import Field, Kind, RecordType
from itdesk.core.texts import _
from itdesk.core.value_texts import noun
from itdesk.ui.desk import Desk
from itdesk.ui.record_dialog import RecordDialog
from itdesk.ui.record_form import RecordForm
from itdesk.ui.theme import Theme

if TYPE_CHECKING:
    from itdesk.db.records import Draft

_NEW = ("label", "value_kind", "link_to")
_REST = (
    "category", "ticket_category", "is_required", "is_unique", "is_searched", "is_listed", "default_value", "hint",
    "group_title",
)  # fmt: skip
_WITHOUT_DEFAULT = frozenset({Kind.LONG, Kind.LINK})
_WITHOUT_UNIQUE = frozenset({Kind.LONG, Kind.CHOICE, Kind.YES_NO})


def form_type(desk: Desk) -> RecordType:
    """The record type of definitions with the record types that are there as choices, so that they can be picked."""
    stored = desk.registry[FIELDS]
    kinds = choices_of([OwnValue(one.kind, one.plural) for one in desk.registry if one.kind != FIELDS])

    def picked(declared: Field) -> Field:
        if declared.name in ("record_kind", "link_to"):
            return replace(declared, kind=Kind.CHOICE, choices=kinds, hint_text="")
        return declared

    return replace(stored, fields=tuple(picked(one) for one in stored.fields))


class FieldForm(RecordForm):
    """Shows of a definition what its kind needs, and the values of a choice."""

    def __init__(self, desk: Desk, *, new: bool) -> None:
        self.values_part = ValuesPart()
        names = (*(_NEW if new else ("label",)), *_REST)
        super().__init__(desk, form_type(desk), names)
        self.values_part.edited.connect(self._edited)
        column = self.layout()
        if isinstance(column, QVBoxLayout):
            column.insertWidget(len(_NEW) if new else 1, self.values_part)
        for name in ("value_kind", "link_to"):
            if name in self.rows:
                self.rows[name].edited.connect(self.fit)
        self.values_part.hide()

    def kind(self) -> Kind:
        """What the field holds, as far as it is chosen."""
        return Kind(str(self.values().get("value_kind") or Kind.TEXT))

    def fit(self) -> None:
        """Show the rows that this kind of field has."""
        kind, values = self.kind(), self.values()
        record_kind = str(values.get("record_kind") or "")
        category = self.desk.registry[record_kind].category if record_kind in self.desk.registry else None
        shown = {
            "link_to": kind is Kind.LINK,
            "category": category is not None and category.to == "categories",
            "ticket_category": category is not None and category.to == "ticket_categories",
            "is_unique": kind not in _WITHOUT_UNIQUE,
            "default_value": kind not in _WITHOUT_DEFAULT,
        }
        for name, row in self.rows.items():
            row.setVisible(shown.get(name, True))
        self.values_part.setVisible(kind is Kind.CHOICE)

    def storing(self, draft: Draft) -> Callable[[Any], int]:
        """The definition goes with the values of its choice."""
        values = self.values_part.values()

        def write(session: Any) -> int:
            from itdesk.areas.directory.custom_fields.operations import save

            return save(session, draft, values)

        return write


class FieldDialog(RecordDialog):
    """A new field, or one that is there; then gets the key of a new one once every page knows it."""

    def __init__(
        self, desk: Desk, parent: QWidget, *, field_id: int = 0, then: Callable[[str], object] | None = None
    ) -> None:
        new = not field_id
        super().__init__(
            parent,
            FieldForm(desk, new=new),
            _("New field") if new else _("Change the field"),
            act=_("Add the field") if new else _("Save"),
            icon="plus" if new else "check",
            width=560,
        )
        self._desk = desk
        self._then = then
        self._new = new
        self.sheet.setMinimumHeight(min(Theme.current().px(460), max(240, self.room() - 240)))

    def tell(self, record_id: int) -> None:
        """Say what was added, and hand its key on."""
        if not self._new:
            return
        values = self.form.values()
        kind = str(values.get("record_kind"))
        record_type = self._desk.registry[kind]
        self._desk.tell_done(
            _("New field on {things}: {name}").format(things=noun(record_type.plural), name=f"“{values.get('label')}”")
        )
        key = next((one.name for one in record_type.custom if one.custom == record_id), "")
        if self._then is not None and key:
            self._then(key)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self.accept()
            return
        super().keyPressEvent(event)


def open_field(
    desk: Desk,
    parent: QWidget,
    *,
    values: Mapping[str, object] | None = None,
    field_id: int = 0,
    then: Callable[[str], object] | None = None,
) -> FieldDialog:
    """The dialog for a new field with these first values, or for one that is there."""
    dialog = FieldDialog(desk, parent, field_id=field_id, then=then)
    form = dialog.form
    if not field_id:
        form.start(values)
        form.focus_first()
        dialog.open()
        return dialog

    def read(session: Any) -> tuple[OwnValue, ...]:
        from itdesk.areas.directory.custom_fields.operations import values_of

        return values_of(session, field_id)

    desk.read(dialog, read, form.values_part.show_values, key="values")  # type: ignore[attr-defined]
    form.load(field_id, form.focus_first)
    dialog.open()
    return dialog
