"""The window's language: Qt's own texts and the side that a layout starts on follow ours."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialogButtonBox
from pytestqt.qtbot import QtBot

from itdesk.core.texts import use_language
from itdesk.ui.language import speak


@pytest.fixture(autouse=True)
def english_again(qapp: QApplication) -> Iterator[None]:
    yield
    use_language("en")
    speak(qapp)


def cancel_button(qtbot: QtBot) -> str:
    box = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
    qtbot.addWidget(box)
    return box.button(QDialogButtonBox.StandardButton.Cancel).text().replace("&", "")


def test_buttons_of_dialogs_speak_the_language(qapp: QApplication, qtbot: QtBot) -> None:
    speak(qapp, "de")
    assert cancel_button(qtbot) == "Abbrechen"
    speak(qapp, "en")
    assert cancel_button(qtbot) == "Cancel"


def test_layouts_start_at_the_right_for_languages_that_do(qapp: QApplication) -> None:
    speak(qapp, "ar_XB")
    assert qapp.layoutDirection() == Qt.LayoutDirection.RightToLeft
    speak(qapp, "de_DE")
    assert qapp.layoutDirection() == Qt.LayoutDirection.LeftToRight
