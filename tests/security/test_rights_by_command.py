"""Whoever the command line, an import or a report acts for, their role holds."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from itdesk.areas import load_models, registry
from itdesk.cli import run
from itdesk.core.errors import NotAllowed
from itdesk.core.rights import Role
from itdesk.db import records
from itdesk.db.engine import create_workspace, open_database
from itdesk.files.importing import import_file

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A workspace with a person of each role, who is called so, and two devices of which one is the member of staff's."""
    load_models()
    place = tmp_path / "firm.itdesk"
    database = create_workspace(place, registry(), name="Firm", currency="GBP")
    with database.writing() as session:
        people = {}
        for role in Role:
            draft = records.blank(database.registry, "people")
            draft.values |= {"name": f"A {role}", "username": role.value, "role": role.value}
            people[role] = records.save(session, draft)
        for tag, person in (("OWN-1", people[Role.STAFF]), ("OTHER-1", people[Role.OWNER])):
            draft = records.blank(database.registry, "hardware")
            draft.values |= {"tag": tag, "person": person, "status": "in_use", "notes": "quietly kept"}
            records.save(session, draft)
    database.close()
    return place


def test_search_and_export_hold_to_the_person(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["search", str(file), "--as", "staff", "OTHER-1"]) == 0
    assert "OTHER-1" not in capsys.readouterr().out
    assert run(["search", str(file), "OTHER-1"]) == 0
    assert "OTHER-1" in capsys.readouterr().out
    out = file.with_name("out.csv")
    assert run(["export", str(file), "hardware", str(out), "--as", "staff"]) == 0
    written = out.read_text(encoding="utf-8")
    assert "OWN-1" in written
    assert "OTHER-1" not in written
    assert "quietly" not in written
    assert "Purchase cost" not in written


def test_reports_are_for_those_who_read_everything(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = str(file.with_name("audit.pdf"))
    assert run(["report", str(file), "audit", out, "--as", "staff"]) == 1
    assert "You may not print the reports" in capsys.readouterr().err
    assert run(["report", str(file), "audit", out, "--as", "auditor"]) == 0


@pytest.mark.parametrize(
    ("role", "refused"), [("staff", True), ("auditor", True), ("owner", True), ("technician", False)]
)
def test_an_import_holds_to_the_person(
    file: Path, role: str, *, refused: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    table = file.with_name("people.csv")
    table.write_text("Name,Job title\nNew One,Architect\n", encoding="utf-8")
    assert run(["import", str(file), "people", str(table), "--as", role]) == int(refused)
    assert ("You may not import" in capsys.readouterr().err) is refused


def test_a_dry_run_names_the_column_that_is_refused(file: Path) -> None:
    table = file.with_name("people.csv")
    table.write_text("Name,Role\nNew One,Administrator\n", encoding="utf-8")
    database = open_database(file, registry())
    with database.as_itself() as session:
        technician = records.find(session, "people", "technician")
    for dry_run in (True, False):
        with pytest.raises(NotAllowed, match="You may not change “Role” here"):
            import_file(database, "people", table, dry_run=dry_run, actor=technician)
    import_file(database, "people", table, actor=None)
    database.close()


def test_somebody_unknown_is_said_to_be_so(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["search", str(file), "--as", "nobody", "x"]) == 1
    assert "Nobody here is called “nobody”." in capsys.readouterr().err


def test_every_reading_says_for_whom() -> None:
    """Either for an actor, or as the app itself; never by leaving it out."""
    silent = []
    for path in sorted((ROOT / "itdesk").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            named = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "reading"
            if named and not node.keywords and not node.args:  # type: ignore[attr-defined]
                silent.append(f"{path.relative_to(ROOT)}:{node.lineno}")  # type: ignore[attr-defined]
    assert silent == []
