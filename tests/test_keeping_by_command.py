"""Backups and checks on the command line."""

from __future__ import annotations

import json
from contextlib import closing
from pathlib import Path

import pytest

from itdesk.cli import DONE, REFUSED, run
from itdesk.db import sqlite
from itdesk.db.check import CHECKS


@pytest.fixture
def firm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Path:
    monkeypatch.setenv("ITDESK_HOME", str(tmp_path / "home"))
    assert run(["new", str(tmp_path / "Firm.itdesk"), "--name", "Oak"]) == DONE
    capsys.readouterr()
    return tmp_path / "Firm.itdesk"


def told(capsys: pytest.CaptureFixture[str]) -> dict[str, object]:
    found: dict[str, object] = json.loads(capsys.readouterr().out)
    return found


def test_backup_then_check_against_it(firm: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["backup", str(firm), "--json"]) == DONE
    copy = Path(str(told(capsys)["file"]))
    assert copy.parent == firm.with_name("Firm.itdesk-backups")
    assert run(["check", str(copy)]) == DONE
    assert "Everything is in order." in capsys.readouterr().out
    with closing(sqlite.connect(firm)) as connection:
        connection.execute("INSERT INTO tags (uid, name, folded, tone, created_at) VALUES ('u', '', '', '', '')")
    assert run(["check", str(firm), "--json"]) == REFUSED
    assert told(capsys)["findings"] == [{"check": "tags", "message": "1 tags have no name.", "number": 1}]


def test_restore_goes_back_and_keeps_what_was_there(firm: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["backup", str(firm), "--json"]) == DONE
    copy = Path(str(told(capsys)["file"]))
    with closing(sqlite.connect(firm)) as connection:
        connection.execute("UPDATE workspace SET name = 'Elm'")
    assert run(["restore", str(firm), str(copy), "--json"]) == DONE
    before = Path(str(told(capsys)["before"]))
    for file, name in ((firm, "Oak"), (before, "Elm")):
        with closing(sqlite.connect(file, mode="ro")) as connection:
            assert connection.execute("SELECT name FROM workspace").fetchone() == (name,)


def test_everything_out_and_in_again(firm: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["export-all", str(firm), str(tmp_path / "all.zip"), "--json"]) == DONE
    rows = told(capsys)["rows"]
    assert run(["import-all", str(tmp_path / "New.itdesk"), str(tmp_path / "all.zip"), "--json"]) == DONE
    assert told(capsys)["rows"] == rows
    assert run(["check", str(tmp_path / "New.itdesk")]) == DONE
    assert run(["import-all", str(firm), str(tmp_path / "all.zip")]) == REFUSED


def test_backup_to_a_folder(firm: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["backup", str(firm), "--to", str(tmp_path / "stick"), "--json"]) == DONE
    assert [one.suffix for one in sorted((tmp_path / "stick").glob("Firm*"))] == [".itdesk", ".json"]
    capsys.readouterr()
    assert run(["check", str(firm), "--json"]) == DONE
    assert told(capsys)["checks"] == len(CHECKS)
