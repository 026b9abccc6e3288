"""The app in another language and text size."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication

from itdesk.core.texts import use_language
from itdesk.ui.language import speak
from itdesk.ui.theme import Theme


@pytest.fixture
def shown_as(qapp: QApplication, settings_home: None) -> Iterator[Any]:
    """A function that sets language and text size; both are as before afterwards."""

    def show(language: str, percent: int) -> None:
        speak(qapp, language)
        Theme.current().set_percent(percent)

    yield show
    use_language("en")
    speak(qapp)
    Theme.current().set_percent(100)
