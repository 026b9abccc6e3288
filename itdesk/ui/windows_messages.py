"""Windows' messages before sleep and at the lock of its screen. Written by the documentation of both; not tried on Windows."""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QAbstractNativeEventFilter, QByteArray, QCoreApplication

from itdesk.ui.suspending import window_handle

POWER, SUSPEND = 0x0218, 0x0004  # WM_POWERBROADCAST, PBT_APMSUSPEND
SESSION, LOCKED = 0x02B1, 0x7  # WM_WTSSESSION_CHANGE, WTS_SESSION_LOCK


class Message(ctypes.Structure):
    """MSG, as far as it is read."""

    _fields_ = (
        ("window", ctypes.c_void_p),
        ("message", ctypes.c_uint),
        ("wide", ctypes.c_size_t),
        ("long", ctypes.c_ssize_t),
    )


class Messages(QAbstractNativeEventFilter):
    """Calls back when the system is about to sleep, or somebody locked its screen."""

    def __init__(self, sleeps: Callable[[], object]) -> None:
        super().__init__()
        self._sleeps = sleeps
        application = QCoreApplication.instance()
        if application is not None:
            application.installNativeEventFilter(self)
        handle = window_handle()
        if handle:
            library: Any = getattr(ctypes, "WinDLL")("wtsapi32")  # noqa: B009 -- there on Windows alone
            library.WTSRegisterSessionNotification(ctypes.c_void_p(handle), 0)

    def nativeEventFilter(self, _kind: QByteArray | bytes | bytearray | memoryview, message: int) -> object:
        """Look at it, and leave it to everybody else."""
        if is_going(Message.from_address(int(message))):
            self._sleeps()
        return False, 0


def is_going(message: Message) -> bool:
    """Whether a message says that nobody will be at the computer."""
    return (message.message, message.wide) in ((POWER, SUSPEND), (SESSION, LOCKED))
