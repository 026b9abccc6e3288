"""The folder of our own samples."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def samples() -> Path:
    """Files written for these tests."""
    return Path(__file__).parent / "samples"
