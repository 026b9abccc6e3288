"""Fields of the firm's own stand beside tickets, contracts, plans and budgets, which are shown in their own way."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from PySide6.QtWidgets import QLabel

from itdesk.core.record import Kind
from itdesk.ui.hanging.dialog import HungDialog
from itdesk.ui.own_fields import OwnFields
from tests.at_window import Person
from tests.custom_fields import define

KINDS = {
    "tickets": {"title": "No picture"},
    "contracts": {"name": "Support", "start_on": date(2026, 1, 1)},
    "plans": {"name": "Office"},
    "budgets": {"name": "IT", "start_on": date(2026, 1, 1), "currency": "GBP"},
}


@pytest.mark.parametrize("kind", KINDS)
def test_own_fields_stand_beside_what_a_page_shows(at_window: Person, kind: str) -> None:
    with at_window.database.writing(actor=None) as session:
        define(session, kind, "Cost centre", Kind.TEXT)
        define(session, kind, "Empty one", Kind.TEXT)
    name = at_window.database.registry[kind].custom[0].name
    values: dict[str, Any] = dict(KINDS[kind])
    if kind == "contracts":
        values["vendor"] = at_window.put("vendors", name="Halden")
    record = at_window.put(kind, **values, **{name: "4711"})
    page: Any = at_window.shell.show_kind(kind)
    page.open_record(record)
    at_window.wait()
    if kind == "budgets":
        HungDialog(at_window.shell.desk, kind, record, "IT", page).open()
        at_window.wait()
    shown = [one for one in at_window.window.findChildren(OwnFields) if one.isVisibleTo(one.parentWidget())]
    texts = [text.text() for one in shown for text in one.findChildren(QLabel)]
    assert "Cost centre" in texts
    assert "4711" in texts
    assert "Empty one" not in texts
