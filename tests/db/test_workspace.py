"""The firm's own settings: checked, with history, read anew by whoever has the workspace open, and put back."""

from __future__ import annotations

from typing import Any

import pytest

from itdesk.core.errors import UserError
from itdesk.core.registry import Registry
from itdesk.db import operations, undoing, workspace
from itdesk.db.database import WORKSPACE, Database
from itdesk.db.engine import open_database

PICTURE = b"\x89PNG\r\n\x1a\n" + bytes(range(256))


def test_what_was_chosen_stays_and_is_told(database: Database, location: str, registry: Registry) -> None:
    told: list[frozenset[str]] = []
    database.on_change(told.append)
    chosen = {"name": "Oak & Elm", "colour": "ocean", "tile": "OE", "fiscal_month": 4, "switched_off": {"continuity"}}
    old = database.write(lambda session: workspace.change(session, chosen))
    assert told == [frozenset({WORKSPACE})]
    assert old == {"name": "Firm", "colour": None, "tile": None, "fiscal_month": 1, "switched_off": None}
    kept = database.workspace
    assert (kept.name, kept.mark.letters, kept.fiscal_month) == ("Oak & Elm", "OE", 4)
    assert kept.switched_off == {"continuity"}
    again = open_database(location, registry, patience=2.0)
    assert again.workspace == kept
    again.close()


def test_the_old_values_put_it_back_and_history_knows_both(database: Database) -> None:
    before = database.workspace
    old = database.write(lambda session: workspace.change(session, {"name": "Elm", "tile": "E"}))
    database.write(lambda session: workspace.change(session, old))
    assert database.workspace == before
    with database.reading() as session:
        lines = [(one.setting, one.old, one.new) for one in workspace.changes(session)]
    assert lines[:2] == [("Name", "Elm", "Firm"), ("Letters on the tile", "E", "")]
    assert ("Name", "Firm", "Elm") in lines[2:]


def test_undo_puts_the_settings_back_and_redo_gives_them_again(database: Database) -> None:
    def named(session: Any) -> str:
        workspace.change(session, {"name": "Elm", "logo": PICTURE, "switched_off": {"finance"}})
        return operations.named(session, "Named anew") or ""

    operation = database.write(named)
    back = database.write(lambda session: undoing.take_back(session, operation))
    assert (database.workspace.name, database.workspace.logo, database.workspace.switched_off) == ("Firm", b"", set())
    assert back.words == "Undone: Named anew"
    database.write(lambda session: undoing.take_back(session, back.operation))
    assert (database.workspace.name, database.workspace.logo) == ("Elm", PICTURE)
    with database.reading() as session:
        assert "a picture" in [one.new for one in workspace.changes(session)]


def test_settings_that_somebody_changed_since_are_not_taken_back(database: Database) -> None:
    def named(session: Any) -> str:
        workspace.change(session, {"name": "Elm"})
        return operations.named(session, "Named anew") or ""

    operation = database.write(named)
    database.write(lambda session: workspace.change(session, {"name": "Oak"}))
    with pytest.raises(UserError, match=r"Name was changed since \("):
        database.write(lambda session: undoing.take_back(session, operation))
    assert database.workspace.name == "Oak"


def test_what_is_the_same_is_no_change(database: Database) -> None:
    assert database.write(lambda session: workspace.change(session, {"name": "Firm", "tile": ""})) == {}
    with database.reading() as session:
        assert workspace.changes(session) == []


def test_another_pc_reads_the_new_name(database: Database, location: str, registry: Registry) -> None:
    other = open_database(location, registry, patience=2.0)
    database.write(lambda session: workspace.change(session, {"name": "Elm"}))
    assert other.workspace.name == "Firm"
    assert WORKSPACE in other.notice_others()
    assert other.workspace.name == "Elm"
    other.close()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("name", "  "),
        ("currency", "pounds"),
        ("locale", "xx_XX_xx"),
        ("zone", "Mars/Olympus"),
        ("fiscal_month", 13),
        ("colour", "mauve"),
        ("tile", "ABC"),
        ("logo", b"GIF89a"),
    ],
)
def test_what_cannot_be_is_refused_by_its_name(database: Database, name: str, value: Any) -> None:
    with pytest.raises(UserError) as refused:
        database.write(lambda session: workspace.change(session, {name: value}))
    assert refused.value.field == name
    assert database.workspace.name == "Firm"
