"""Which editor a field has, by its kind."""

from __future__ import annotations

from collections.abc import Callable

from itdesk.core.record import Field, Kind
from itdesk.ui.choice_editors import ChoiceEditor, YesNoEditor
from itdesk.ui.desk import Desk
from itdesk.ui.field_editor import Editor, Way
from itdesk.ui.read_editors import DateEditor, InstantEditor, MoneyEditor, NumberEditor
from itdesk.ui.text_editors import CurrencyEditor, LongEditor, TextEditor

_EDITORS: dict[Kind, Callable[[Field, Way], Editor]] = {
    Kind.TEXT: TextEditor,
    Kind.EMAIL: TextEditor,
    Kind.PHONE: TextEditor,
    Kind.URL: TextEditor,
    Kind.LONG: LongEditor,
    Kind.INTEGER: NumberEditor,
    Kind.DECIMAL: NumberEditor,
    Kind.MONEY: MoneyEditor,
    Kind.DATE: DateEditor,
    Kind.INSTANT: InstantEditor,
    Kind.YES_NO: YesNoEditor,
    Kind.CHOICE: ChoiceEditor,
}


def make_editor(desk: Desk, declared: Field) -> Editor:
    """The editor for a field."""
    way = Way.of(desk)
    if declared.kind is Kind.LINK:
        from itdesk.ui.link_editor import LinkEditor  # it stands on this module

        return LinkEditor(desk, declared, way)
    if declared.name == "currency" and declared.kind is Kind.TEXT:
        return CurrencyEditor(declared, way)
    return _EDITORS[declared.kind](declared, way)
