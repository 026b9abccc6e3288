"""A file that goes away, and a disk without room, while somebody types: one sentence, nothing lost, and saved afterwards."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QLabel

from tests.at_window import Person


def test_a_file_that_goes_away_is_told_once_and_what_is_typed_is_saved_when_it_is_back(
    at_window: Person, firm_file: Path
) -> None:
    at_window.shell.create_record("vendors", {})
    at_window.wait()
    dialog: Any = at_window.dialog()
    at_window.fill(name="Acme")
    lying = [one for one in firm_file.parent.glob(f"{firm_file.name}*") if one.is_file()]
    for one in lying:
        one.rename(one.with_name(f"away-{one.name}"))
    at_window.press("Ctrl+Return")
    shown = " ".join(one.text() for one in dialog.findChildren(QLabel) if one.isVisible())
    assert "The workspace file can't be opened any more." in shown
    assert shown.count("What you typed") == 1
    assert dialog.form.rows["name"].editor.value() == "Acme"
    for one in lying:
        one.with_name(f"away-{one.name}").replace(one)
    at_window.save()
    assert at_window.rows("vendors", "name") == [("Acme",)]
