"""Screens of the demo, one function each."""

from __future__ import annotations

import tempfile
from pathlib import Path

from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QWidget

from itdesk.ui.page import Action
from tests.ui.demo import demo_window


def settings() -> QSettings:
    return QSettings(str(Path(tempfile.mkdtemp()) / "state.ini"), QSettings.Format.IniFormat)


def frame() -> QWidget:
    window = demo_window(settings())
    window.resize(1440, 900)
    window.go_to("helpdesk.tickets")
    window.notices.failed("Could not send the reply. It is kept as a draft.", lambda: None)
    window.notices.done("3 assets retired", Action("Undo", lambda: None, "Ctrl+Z"))
    return window


def folded() -> QWidget:
    window = demo_window(settings())
    window.resize(1000, 700)
    window.go_to("finance")
    return window
