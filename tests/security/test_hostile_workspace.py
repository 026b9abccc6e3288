"""A workspace file from a stranger does nothing by itself.

Peers' hole of this class: SQLite's own "Defense Against Dark Arts"; files of Firefox and Fossil whose triggers ran.
"""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from itdesk.core.errors import NotAWorkspace
from itdesk.db import sqlite
from itdesk.db.ahead import open_first
from itdesk.db.engine import create_workspace, open_database
from tests.db.making import made
from tests.db.sample_types import REGISTRY

HOSTILE = (
    "CREATE TRIGGER evil AFTER INSERT ON history BEGIN DELETE FROM history; END",
    "CREATE VIEW evil AS SELECT * FROM workspace",
    "DROP TABLE tags; CREATE VIEW tags AS SELECT load_extension('x') AS id",
)


@pytest.mark.parametrize("statements", HOSTILE)
def test_commands_inside_a_file_never_run(tmp_path: Path, statements: str) -> None:
    path = tmp_path / "firm.itdesk"
    with closing(create_workspace(path, REGISTRY, name="Firm")) as database:
        made(database, "tickets", title="Printer")
    with closing(sqlite.connect(path)) as connection:
        connection.executescript("PRAGMA foreign_keys=OFF;" + statements)
    content = path.read_bytes()
    assert open_first(str(path), REGISTRY, tmp_path) is None
    with pytest.raises(NotAWorkspace, match="commands that run by themselves"):
        open_database(path, REGISTRY)
    assert path.read_bytes() == content
