"""`python -m itdesk.db.migrations.first`: write the first migration's SQL for both engines from the tables as they are.

Only until the first release; from then on `python -m itdesk.db.migrations.following` adds a migration per change.
"""

from __future__ import annotations

import importlib
import sys
from itertools import groupby
from pathlib import Path
from typing import Any

from sqlalchemy import MetaData, create_mock_engine
from sqlalchemy.sql.ddl import ExecutableDDLElement

VERSIONS = Path(__file__).resolve().parent / "versions"
BETWEEN = ";\n\n"


def statements(metadata: MetaData, engine: str) -> list[str]:
    """What creates the tables on an engine (sqlite, postgresql), in an order that works."""
    found: list[str] = []

    def take(statement: ExecutableDDLElement, *_given: Any, **_named: Any) -> None:
        found.append(
            "\n".join(line.rstrip() for line in str(statement.compile(dialect=mock.dialect)).strip().splitlines())
        )

    mock = create_mock_engine(f"{engine}://" if engine == "sqlite" else "postgresql+psycopg://", take)
    metadata.create_all(mock, checkfirst=False)
    return _in_order([line.replace("\t", "    ") for line in found])


def _in_order(found: list[str]) -> list[str]:
    """A table's indexes come in no order: sort each run of them, so that two runs write the same."""
    ordered: list[str] = []
    for are_indexes, run in groupby(found, key=lambda statement: " INDEX " in statement.partition(" ON ")[0]):
        together = list(run)
        ordered += sorted(together) if are_indexes else together
    return ordered


def read(engine: str) -> list[str]:
    """The stored statements of the first migration."""
    return (VERSIONS / f"0001_{engine}.sql").read_text(encoding="utf-8").removesuffix(";\n").split(BETWEEN)


def write(metadata: MetaData, folder: Path = VERSIONS) -> None:
    """Write both engines' files anew."""
    for engine in ("sqlite", "postgresql"):
        (folder / f"0001_{engine}.sql").write_text(BETWEEN.join(statements(metadata, engine)) + ";\n", encoding="utf-8")


def whole_metadata() -> MetaData:
    """Every table of the app, looked up by name since this layer knows no feature."""
    from itdesk.db import tables
    from itdesk.db.mapping import add_sequences

    areas = importlib.import_module("itdesk.areas")
    areas.load_models()
    add_sequences(areas.registry())
    return tables.metadata


if __name__ == "__main__":
    write(whole_metadata())
    sys.stdout.write(f"{VERSIONS}: 0001 written for both engines\n")
