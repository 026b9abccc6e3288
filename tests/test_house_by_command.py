"""Moving, checking out and merging back by command."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from itdesk import cli


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
    assert run(capsys, "move", firm, there)["workspace"] == str(there)
    assert "moved to" in run(capsys, "move", firm, tmp_path / "again.itdesk", code=cli.REFUSED)
    assert run(capsys, "check", there)["ok"]
    assert run(capsys, "move", firm, "--take-back")["had_gone_to"] == str(there)
