"""What every test may ask for: real data where it is present, a workspace on each engine."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def real_data() -> Path:
    """Folder of real files from other programs; tests that need it skip, visibly, without it."""
    folder = Path(os.environ.get("ITDESK_TEST_DATA", ROOT.parent / "shared" / "data"))
    if not folder.is_dir():
        pytest.skip(f"no real data: ITDESK_TEST_DATA names no folder ({folder.name})")
    return folder
