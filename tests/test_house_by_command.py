"""Moving, checking out and merging back by command."""

from __future__ import annotations

import json
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from itdesk import areas, cli
from itdesk.db import operations
from itdesk.db.engine import open_database


def run(capsys: pytest.CaptureFixture[str], *arguments: str | Path, code: int = cli.DONE) -> Any:
    capsys.readouterr()
    assert cli.run([*map(str, arguments), "--json"]) == code
    said = capsys.readouterr()
    return json.loads(said.out) if code == cli.DONE else said.err


@pytest.fixture
def firm(tmp_path: Path) -> Path:
    file = tmp_path / "firm.itdesk"
    assert cli.run(["new", str(file), "--name", "Firm"]) == cli.DONE
    return file


def test_moving_and_taking_that_back(capsys: pytest.CaptureFixture[str], firm: Path, tmp_path: Path) -> None:
    there = tmp_path / "there.itdesk"
    assert "needs a target" in run(capsys, "move", firm, code=cli.REFUSED)
    table = tmp_path / "people.csv"
    table.write_text("First name,Last name,Role\nMara,Ellison,administrator\nLuis,Ferreira,staff\n", encoding="utf-8")
    run(capsys, "import", firm, "people", table)
    run(capsys, "move", firm, there, "--as", "Luis Ferreira", code=cli.REFUSED)
    assert run(capsys, "move", firm, there, "--as", "Mara Ellison")["workspace"] == str(there)
    with closing(open_database(there, areas.registry(), read_only=True)) as database, database.as_itself() as session:
        [first, *_rest] = operations.latest(session)
    assert (first.who, first.words) == ("Mara Ellison", f"Moved here from {firm}")
    assert "moved to" in run(capsys, "move", firm, tmp_path / "again.itdesk", code=cli.REFUSED)
    assert run(capsys, "check", there)["ok"]
    assert run(capsys, "move", firm, "--take-back")["had_gone_to"] == str(there)


def test_a_copy_comes_back(capsys: pytest.CaptureFixture[str], firm: Path, tmp_path: Path) -> None:
    copy, table = tmp_path / "copy.itdesk", tmp_path / "people.csv"
    table.write_text("First name,Last name,Phone\nBeth,Carrow,1\n", encoding="utf-8")
    run(capsys, "import", firm, "people", table)
    run(capsys, "check-out", firm, copy)
    for place, phone in ((firm, "2"), (copy, "3")):
        table.write_text(f"First name,Last name,Phone\nBeth,Carrow,{phone}\n", encoding="utf-8")
        run(capsys, "import", place, "people", table, "--update-by", "last_name")
    table.write_text("First name,Last name\nMet,There\n", encoding="utf-8")
    run(capsys, "import", copy, "people", table)
    told = run(capsys, "merge-back", firm, copy, "--dry-run")
    assert (told["new"], told["changed"], told["merged"]) == (1, 0, False)
    assert [(one["before"], one["here"], one["there"]) for one in told["conflicts"]] == [("1", "2", "3")]
    assert "1 thing" in run(capsys, "merge-back", firm, copy, code=cli.REFUSED)
    assert run(capsys, "merge-back", firm, copy, "--conflicts", "there")["merged"]
    run(capsys, "export", firm, "people", tmp_path / "out.csv")
    assert {"Carrow", "There"} <= set(
        (tmp_path / "out.csv").read_text(encoding="utf-8-sig").replace("\n", ",").split(",")
    )
    assert run(capsys, "merge-back", firm, copy)["conflicts"] == []
