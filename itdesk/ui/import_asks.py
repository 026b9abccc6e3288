"""What an import asks in passing: a name for a matching, a percentage of tax."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from PySide6.QtWidgets import QLineEdit, QWidget

from itdesk.core.amounts import parse_number
from itdesk.core.errors import Unreadable
from itdesk.core.texts import _
from itdesk.ui.desk import Desk
from itdesk.ui.dialogs import Dialog


def ask_text(
    parent: QWidget,
    title: str,
    name: str,
    *,
    text: str = "",
    wrong: Callable[[str], str],
    take: Callable[[str, Dialog], None],
) -> None:
    """Ask for one line; wrong says what is wrong with it, take gets it with the dialog, which stays until it is taken."""
    field = QLineEdit(text)
    field.setMaxLength(60)
    field.setAccessibleName(name)
    dialog = Dialog(parent, title, name, act=_("Save"), check=lambda: wrong(field.text().strip()))
    dialog.body.addWidget(field)
    dialog.until_taken(lambda: take(field.text().strip(), dialog))
    field.setFocus()
    dialog.open()


def ask_tax(parent: QWidget, column: str, known: Decimal | None, take: Callable[[Decimal], None]) -> None:
    """Ask how much tax the amounts of a column include; 0 takes them as they are."""

    def told(text: str, dialog: Dialog) -> None:
        dialog.taken()
        take(percent_of(text) or Decimal(0))

    ask_text(
        parent,
        _("Take tax off “{column}”").format(column=column),
        _("Per cent, 0 to take the amounts as they are"),
        text=f"{known:f}" if known else "",
        wrong=lambda text: "" if percent_of(text) is not None else _("Type a number from 0 to 99."),
        take=told,
    )


def save_matching(desk: Desk, parent: QWidget, kind: str, targets: Mapping[str, str]) -> None:
    """Ask for a name and keep which column goes to which field under it."""

    def save(name: str, dialog: Dialog) -> None:
        def write(session: Any) -> None:
            from itdesk.db import batches

            batches.save_mapping(session, kind, name, targets)

        said = _("Matching “{name}” saved. Files with the same columns can use it.").format(name=name)

        def done(_none: object) -> None:
            dialog.taken()
            desk.notify(said)

        desk.write(desk, write, done, dialog.refused)

    ask_text(
        parent,
        _("Save this matching"),
        _("Name"),
        wrong=lambda text: "" if text else _("A matching needs a name."),
        take=save,
    )


def percent_of(text: str) -> Decimal | None:
    """A percentage that may be taken off; None for what is none."""
    try:
        value = parse_number(text.replace("%", ""))
    except Unreadable:
        return None
    return value if 0 <= value < 100 else None
