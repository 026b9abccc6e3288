"""Before the computer sleeps: logind's word over a bus of our own, and what Windows' messages say."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtCore import QObject

from itdesk.ui.suspending import MANAGER, PATH, SERVICE, Suspending
from itdesk.ui.windows_messages import LOCKED, POWER, SESSION, SUSPEND, Message, is_going


@pytest.fixture
def address() -> Iterator[str]:
    """Of a bus that nobody else is on."""
    program = shutil.which("dbus-daemon")
    if program is None or not sys.platform.startswith("linux"):
        pytest.skip("no bus here")
    said = [program, "--session", "--nofork", "--print-address"]
    with subprocess.Popen(said, stdout=subprocess.PIPE, encoding="ascii") as running:
        assert running.stdout is not None
        yield running.stdout.readline().strip()
        running.terminate()


def test_logind_says_it_before_sleep(address: str, qapp: Any, qtbot: Any) -> None:
    from PySide6.QtDBus import QDBusConnection, QDBusMessage

    logind = QDBusConnection.connectToBus(address, "as logind")
    assert logind.registerService(SERVICE)
    parent = QObject()
    watch = Suspending(parent, QDBusConnection.connectToBus(address, "as the app"))
    qtbot.waitUntil(lambda: watch.is_listening, timeout=10_000)
    heard: list[bool] = []
    watch.sleeps.connect(lambda: heard.append(True))
    for begins in (False, True):
        said = QDBusMessage.createSignal(PATH, MANAGER, "PrepareForSleep")
        said.setArguments([begins])
        assert logind.send(said)
    qtbot.waitUntil(lambda: heard == [True], timeout=10_000)
    for name in ("as logind", "as the app"):
        QDBusConnection.disconnectFromBus(name)
    parent.deleteLater()


def test_messages_of_windows_that_mean_it() -> None:
    said = [(POWER, SUSPEND), (SESSION, LOCKED), (POWER, 0x12), (SESSION, 0x8), (0x100, 0x4)]
    assert [is_going(Message(None, *one, 0)) for one in said] == [True, True, False, False, False]
