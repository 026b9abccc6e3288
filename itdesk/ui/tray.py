"""The app's icon in the tray of the desktop, where there is one, and messages beside it."""

from __future__ import annotations

from collections.abc import Sequence

import shiboken6
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QMenu, QSystemTrayIcon

from itdesk.ui.menus import fill
from itdesk.ui.page import Action


def has_tray() -> bool:
    """Whether this desktop shows icons of apps, and messages for them."""
    return QSystemTrayIcon.isSystemTrayAvailable() and QSystemTrayIcon.supportsMessages()


class Tray(QObject):
    """One a workspace; goes with its parent."""

    wanted = Signal()  # a person clicked the icon
    message_clicked = Signal()

    def __init__(self, icon: QIcon, name: str, actions: Sequence[Action | None], parent: QObject) -> None:
        super().__init__(parent)
        self._icon = QSystemTrayIcon(icon, self)
        self._icon.setToolTip(name)
        self._menu = QMenu()  # a tray icon doesn't keep its menu, and no widget is its parent
        fill(self._menu, actions)
        self._icon.setContextMenu(self._menu)
        self._icon.activated.connect(self._activated)
        self._icon.messageClicked.connect(self.message_clicked)
        self._icon.show()

    @property
    def menu(self) -> QMenu:
        """What the right button opens."""
        return self._menu

    def tell(self, title: str, text: str) -> None:
        """Show a message of the system; how long is the system's matter."""
        self._icon.showMessage(title, text, self._icon.icon())

    def end(self) -> None:
        """Take the icon off the tray."""
        self._icon.hide()
        if shiboken6.isValid(self._menu):  # at the app's end Qt may have let it go before
            self._menu.deleteLater()
        self.deleteLater()

    def _activated(self, reason: QSystemTrayIcon.ActivationReason) -> None:
        if reason in (QSystemTrayIcon.ActivationReason.Trigger, QSystemTrayIcon.ActivationReason.DoubleClick):
            self.wanted.emit()
