"""What can be done with one record, wherever it is named: in the palette, beside a result, on its own page."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QApplication, QWidget

from itdesk.core.record import Kind, RecordType
from itdesk.core.rights import Verb
from itdesk.core.texts import _
from itdesk.core.value_texts import noun
from itdesk.ui.desk import Desk
from itdesk.ui.page import Action

CHANGED = 5  # fields that are offered one by one; the rest waits in the form
_CHOSEN = (Kind.CHOICE, Kind.LINK, Kind.DATE, Kind.YES_NO)


def actions_on(desk: Desk, record_type: RecordType, record_id: int, name: str, window: QWidget) -> tuple[Action, ...]:
    """Open it, change its fields, copy its name, and make others out of it. name is its number or title."""
    found = [Action(_("Open"), partial(desk.open_record, record_type.kind, record_id), "Return", "arrow", listen=False)]
    if desk.may(Verb.CHANGE, record_type.kind):
        found += [
            Action(
                _("Change {field}…").format(field=noun(record_type.by_name[field].label)),
                partial(edit, desk, record_type, record_id, window, field),
                icon="edit",
            )
            for field in _changed(record_type)
            if desk.may_set(record_type.kind, record_type.by_name[field])
        ]
        found.append(Action(_("Edit fields"), partial(edit, desk, record_type, record_id, window), "", "edit"))
    if name:
        found.append(Action(_("Copy {name}").format(name=name), partial(copy, desk, name), icon="note"))
    return (*found, *_made_from(desk, record_type.kind, record_id))


def _changed(record_type: RecordType) -> list[str]:
    """Fields that a person chooses a value for, those of the list first."""
    typed = {declared.name for declared in record_type.typed if declared.kind in _CHOSEN and not declared.secret}
    in_form = [name for group in record_type.groups for name in group.names]
    ordered = dict.fromkeys((*record_type.columns, *in_form))
    return [name for name in ordered if name in typed and name in in_form][:CHANGED]


def edit(desk: Desk, record_type: RecordType, record_id: int, window: QWidget, field: str = "") -> None:
    """All fields of a record over whatever is shown, beginning with one of them."""
    from itdesk.ui.edit_dialog import EditDialog

    EditDialog(desk, record_type, record_id, window, first=field).open()


def copy(desk: Desk, text: str) -> None:
    """Put a text on the clipboard, and say so."""
    QApplication.clipboard().setText(text)
    desk.notify(_("Copied: {text}").format(text=text))


def _made_from(desk: Desk, kind: str, record_id: int) -> tuple[Action, ...]:
    """What can be made out of a record: others whose short form asks for one of its kind, with this one filled in."""
    found = []
    for record_type in desk.registry:
        if not desk.may(Verb.CREATE, record_type.kind):
            continue
        for name in record_type.created:
            declared = record_type.by_name[name]
            if declared.kind is Kind.LINK and declared.to == kind:
                label = _("New {what} with this as {field}").format(
                    what=noun(record_type.singular), field=noun(declared.label)
                )
                values = {name: record_id}
                found.append(
                    Action(label, partial(desk.create_record, record_type.kind, values), icon=record_type.icon)
                )
    return tuple(found)
