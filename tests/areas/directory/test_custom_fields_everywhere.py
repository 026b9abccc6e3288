"""Custom fields where records are changed together, written into files and read from them."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from itdesk import cli
from itdesk.areas import registry
from itdesk.core.errors import Invalid
from itdesk.core.record import Kind
from itdesk.core.several import Change, How
from itdesk.db import lists, records, several, undoing
from itdesk.db import operations as steps
from itdesk.db.database import Database
from itdesk.db.engine import open_database
from itdesk.db.lists import ListSpec
from itdesk.files.export import Column, write_table
from itdesk.files.importing import import_file
from itdesk.files.list_tables import write_list
from itdesk.files.tables import open_table
from tests.custom_fields import define


def key_of(firm: Database, kind: str, label: str) -> str:
    return next(one.name for one in firm.registry[kind].custom if one.label == label)


def add(firm: Database, kind: str, label: str, holds: Kind, **values: object) -> str:
    with firm.writing() as session:
        define(session, kind, label, holds, **values)
    return key_of(firm, kind, label)


def put(firm: Database, kind: str, **values: object) -> int:
    with firm.writing() as session:
        draft = records.blank(session.info["registry"], kind)
        draft.values.update(values)
        return records.save(session, draft)


def rows(firm: Database, kind: str, *names: str) -> list[tuple[Any, ...]]:
    with firm.reading() as session:
        return [row[1:] for row in lists.page(session, ListSpec(kind, names, (), (names[0],))).rows]


def spreadsheet(file: Path, names: tuple[str, ...], *lines: tuple[object, ...]) -> Path:
    write_table(file, [Column(name) for name in names], lines, zone=ZoneInfo("UTC"))
    return file


def test_several_records_get_a_value_in_one_step_that_goes_back(database: Database) -> None:
    floors = add(database, "sites", "Floors", Kind.DECIMAL)
    ids = [put(database, "sites", name="Leeds", **{floors: Decimal(2)}), put(database, "sites", name="York")]
    with database.reading() as session:
        seen = several.judge(session, "sites", ids, [Change(floors, How.SET, Decimal(7))])
    with database.writing() as session:
        assert several.change(session, seen) == 2
        operation = steps.named(session, "Change") or ""
    assert rows(database, "sites", "name", floors) == [("Leeds", Decimal(7)), ("York", Decimal(7))]
    with database.writing() as session:
        undoing.take_back(session, operation)
    assert rows(database, "sites", "name", floors) == [("Leeds", Decimal(2)), ("York", None)]


def test_required_field_is_refused_with_its_sentence(database: Database) -> None:
    code = add(database, "sites", "Alarm code", Kind.TEXT, is_required=True)
    with pytest.raises(Invalid) as refused:
        put(database, "sites", name="York")
    problem = refused.value.problems[0]
    assert problem.field == code
    assert "Alarm code" in str(refused.value)


def test_spreadsheet_holds_custom_values_as_their_kind(database: Database, tmp_path: Path) -> None:
    floors, lift = add(database, "sites", "Floors", Kind.DECIMAL), add(database, "sites", "Lift", Kind.CHOICE)
    put(database, "sites", name="Leeds", **{floors: Decimal("2.5"), lift: "red"})
    file = tmp_path / "sites.xlsx"
    with database.reading() as session:
        assert write_list(session, ListSpec("sites", ("name", floors, lift)), file) == 1
    with open_table(file, header=True) as table:
        assert [*table.headers] == ["Name", "Floors", "Lift"]
        assert [*table.preview(1)[0]] == ["Leeds", Decimal("2.5"), "Red"]


def test_spreadsheet_fills_custom_fields(database: Database, tmp_path: Path) -> None:
    floors, lift = add(database, "sites", "Floors", Kind.DECIMAL), add(database, "sites", "Lift", Kind.CHOICE)
    file = spreadsheet(tmp_path / "sites.xlsx", ("Name", "Floors", "Lift"), ("Leeds", 3, "Blue"), ("York", 12, "Red"))
    import_file(database, "sites", file)
    assert rows(database, "sites", "name", floors, lift) == [
        ("Leeds", Decimal(3), "blue"),
        ("York", Decimal(12), "red"),
    ]


def test_command_line_imports_and_exports_custom_fields(tmp_path: Path) -> None:
    workspace, table, out = tmp_path / "firm.itdesk", tmp_path / "sites.xlsx", tmp_path / "out.csv"
    assert cli.run(["new", str(workspace), "--name", "Firm"]) == cli.DONE
    firm = open_database(str(workspace), registry(), patience=5.0)
    try:
        floors = add(firm, "sites", "Floors", Kind.DECIMAL, is_listed=True)
    finally:
        firm.close()
    spreadsheet(table, ("Name", "Floors"), ("Leeds", 3), ("York", 12))
    assert cli.run(["import", str(workspace), "sites", str(table)]) == cli.DONE
    firm = open_database(str(workspace), registry(), patience=5.0)
    try:
        assert rows(firm, "sites", "name", floors) == [("Leeds", Decimal(3)), ("York", Decimal(12))]
    finally:
        firm.close()
    assert cli.run(["export", str(workspace), "sites", str(out)]) == cli.DONE
    written = out.read_text(encoding="utf-8-sig")
    assert "Floors" in written.splitlines()[0]
    assert cli.run(["export", str(workspace), "sites", str(out.with_suffix(".pdf"))]) == cli.DONE
    assert out.with_suffix(".pdf").read_bytes().startswith(b"%PDF")


def test_file_never_changes_what_a_field_holds(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    workspace, table = tmp_path / "firm.itdesk", tmp_path / "fields.xlsx"
    assert cli.run(["new", str(workspace), "--name", "Firm"]) == cli.DONE
    firm = open_database(str(workspace), registry(), patience=5.0)
    try:
        add(firm, "sites", "Floors", Kind.DECIMAL)
    finally:
        firm.close()
    spreadsheet(table, ("Key", "Name", "On", "Holds"), ("x_floors", "Storeys", "sites", "Date"))
    update = ["import", str(workspace), "custom_fields", str(table), "--update-by", "key"]
    assert cli.run(update) == cli.DONE
    said = capsys.readouterr().out
    assert "A file can't change “Holds” of a record that is there already. Choose “Change what it holds…”" in said
    spreadsheet(table, ("Key", "Name", "On", "Holds"), ("x_floors", "Storeys", "sites", "Number"))
    assert cli.run(update) == cli.DONE
    firm = open_database(str(workspace), registry(), patience=5.0)
    try:
        assert [(one.label, one.kind) for one in firm.registry["sites"].custom] == [("Storeys", Kind.DECIMAL)]
    finally:
        firm.close()
