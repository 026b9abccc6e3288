"""Boxes that say why something can't be opened, where there is no window yet to say it in."""

from __future__ import annotations

import sys

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QMessageBox

from itdesk.core.errors import UserError


def refusal_box(error: UserError, title: str) -> QMessageBox:
    """What happened, what to do, and for whoever helps the details; not shown yet."""
    box = QMessageBox(QMessageBox.Icon.Warning, title, error.message)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setInformativeText(error.cure)
    if error.detail:
        box.setDetailedText(error.detail)
    return box


def show_refusal(error: UserError) -> None:
    """A box alone, for what keeps the app from starting at all."""
    application = QApplication.instance() or QApplication(sys.argv[:1])
    box = refusal_box(error, application.applicationName() or "itdesk")
    box.setDetailedText("")
    box.exec()
