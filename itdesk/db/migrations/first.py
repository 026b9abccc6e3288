"""The stored statements of the first migration, and the tables as they are now."""

from __future__ import annotations

import importlib
from pathlib import Path

from sqlalchemy import MetaData

VERSIONS = Path(__file__).resolve().parent / "versions"
BETWEEN = ";\n\n"


def read(engine: str) -> list[str]:
    """The stored statements of the first migration."""
    return (VERSIONS / f"0001_{engine}.sql").read_text(encoding="utf-8").removesuffix(";\n").split(BETWEEN)


def whole_metadata() -> MetaData:
    """Every table of the app, looked up by name since this layer knows no feature."""
    from itdesk.db import tables
    from itdesk.db.mapping import add_sequences

    areas = importlib.import_module("itdesk.areas")
    areas.load_models()
    add_sequences(areas.registry())
    return tables.metadata
