"""One process a workspace: who opens it a second time brings the window to the front that is open already."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCryptographicHash, QLockFile, QObject, Signal

from itdesk.paths import user_config_dir

if TYPE_CHECKING:
    from PySide6.QtNetwork import QLocalServer

PATIENCE = 2000  # milliseconds that another process is given to answer
ANSWER = b"raised\n"


def key_of(location: str) -> str:
    """The same for every way to write a place."""
    if location.startswith(("postgresql:", "postgres:")):
        return location
    return os.path.normcase(str(Path(location).expanduser().resolve()))


class Instance(QObject):
    """This process's hold on one workspace, of this person on this computer. It holds nobody else off the data."""

    wanted = Signal()  # somebody started itdesk on the workspace again

    def __init__(self, location: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        folder = user_config_dir() / "instances"
        folder.mkdir(exist_ok=True)
        told = f"{folder}\n{key_of(location)}".encode()
        digest = QCryptographicHash.hash(told, QCryptographicHash.Algorithm.Sha256)  # hashlib would bring OpenSSL
        self._name = f"itdesk-{digest.toHex().toStdString()[:24]}"
        self._lock = QLockFile(str(folder / f"{self._name}.lock"))
        self._lock.setStaleLockTime(0)  # only a process that is gone lets go of it
        self._server: QLocalServer | None = None

    def take(self) -> bool:
        """Hold the workspace; False if another process does."""
        return self._lock.tryLock(0)

    def ask_other(self) -> bool:
        """Ask the process that holds it for its window; False if it doesn't answer."""
        from PySide6.QtNetwork import QLocalSocket

        socket = QLocalSocket()
        socket.connectToServer(self._name)
        if not socket.waitForConnected(PATIENCE):
            return False
        answered = socket.waitForReadyRead(PATIENCE)
        socket.disconnectFromServer()
        return answered

    def listen(self) -> None:
        """Answer others from now on; to be called once the window stands, since it brings Qt's network part."""
        if not self._lock.isLocked():
            return
        from PySide6.QtNetwork import QLocalServer

        QLocalServer.removeServer(self._name)  # what a crash left behind: the lock says that nobody has it
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._answer)
        self._server.listen(self._name)

    def _answer(self) -> None:
        server = self._server
        while server is not None and (socket := server.nextPendingConnection()) is not None:
            socket.disconnected.connect(socket.deleteLater)
            socket.write(ANSWER)
            socket.flush()
            self.wanted.emit()

    def let_go(self) -> None:
        """Hold it no more."""
        if self._server is not None:
            self._server.close()
            self._server = None
        self._lock.unlock()
