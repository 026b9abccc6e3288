"""The language of the window: our texts, Qt's own (buttons of dialogs, menus of text fields), and which side it starts on."""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtCore import QLibraryInfo, QLocale, Qt, QTranslator
from PySide6.QtWidgets import QApplication

from itdesk.core.texts import is_right_to_left, language, use_language


class _Speaking:
    """What was installed last, so that the next language takes its place."""

    translator: ClassVar[QTranslator | None] = None


def speak(application: QApplication, wanted: str = "") -> None:
    """Show everything that is made from now on in a language; without one, in that of the command line's environment."""
    if wanted:
        use_language(wanted)
    if _Speaking.translator is not None:
        application.removeTranslator(_Speaking.translator)
        _Speaking.translator = None
    translator = QTranslator(application)
    where = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    if not language().startswith("en") and translator.load(QLocale(language()), "qtbase", "_", where):
        application.installTranslator(translator)
        _Speaking.translator = translator
    sides = Qt.LayoutDirection
    application.setLayoutDirection(sides.RightToLeft if is_right_to_left() else sides.LeftToRight)
