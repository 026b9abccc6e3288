"""The app's look for every window test, and a fresh one for each."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest
from PySide6.QtWidgets import QApplication

from itdesk.ui.theme import Theme


@pytest.fixture(autouse=True)
def theme(qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Theme]:
    monkeypatch.setenv("ITDESK_HOME", str(tmp_path / "home"))
    look = Theme.current()
    if look._app is None:
        look.install(qapp, mode="light")
    yield look
    if (look.mode, look.percent, look.density) != ("light", 100, "normal"):
        look._percent, look._density = 100, "normal"
        look.set_mode("light")
