"""Backups are tried on the store's own record types."""

from __future__ import annotations

from pathlib import Path

import pytest

from itdesk.core.registry import Registry
from itdesk.db.engine import Database
from tests.db.making import begin
from tests.db.sample_types import REGISTRY


@pytest.fixture(scope="session")
def registry() -> Registry:
    return REGISTRY


@pytest.fixture
def filled(database: Database, tmp_path: Path) -> Database:
    with database.writing() as session:
        begin(session, tmp_path)
    return database


@pytest.fixture
def places(tmp_path: Path) -> list[Path]:
    return [tmp_path / "backups"]
