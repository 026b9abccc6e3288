"""A cable to a server that can be cut at a chosen word."""

from __future__ import annotations

import contextlib
import socket
import threading
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit, urlunsplit


class Proxy:
    """Passes bytes on until the client sends the awaited word; then the connection breaks, before or after it got through."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self._target = (parts.hostname or "127.0.0.1", parts.port or 5432)
        self._listener = socket.create_server(("127.0.0.1", 0))
        port = self._listener.getsockname()[1]
        self.url = urlunsplit(parts._replace(netloc=f"{parts.username}@127.0.0.1:{port}"))
        self.cuts = 0
        self._word: bytes | None = None
        self._forward = self._silently = False
        self._refusing = self._swallowing = False
        self._open: set[socket.socket] = set()

    def __enter__(self) -> Self:
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._listener.close()
        self._close(*self._open)

    def cut_at(self, word: bytes, *, forward: bool, silently: bool = False) -> None:
        """Cut once, when the client next sends word; forward: the server still gets it, but nobody its answer.

        silently: the server doesn't learn that the cable is gone, and goes on waiting.
        """
        self._word, self._forward, self._silently = word, forward, silently

    def refuse(self) -> None:
        """Cut everything and let nobody in."""
        self._refusing = True
        self._close(*self._open)

    def swallow(self) -> None:
        """Take what is sent and pass nothing on, as behind a cable that was pulled out."""
        self._swallowing = True

    def mend(self) -> None:
        """Let everybody in again."""
        self._refusing = self._swallowing = False
        self._word = None

    def _accept(self) -> None:
        while True:
            try:
                client, _address = self._listener.accept()
            except OSError:
                return
            if self._refusing:
                client.close()
                continue
            server = socket.create_connection(self._target)
            self._open |= {client, server}
            threading.Thread(target=self._up, args=(client, server), daemon=True).start()
            threading.Thread(target=self._down, args=(client, server), daemon=True).start()

    def _up(self, client: socket.socket, server: socket.socket) -> None:
        """From the client to the server."""
        try:
            while data := client.recv(65536):
                if self._swallowing:
                    continue
                if self._word is not None and self._word in data:
                    self._word = None
                    self.cuts += 1
                    self._cut(client, server, data if self._forward else b"")
                    return
                server.sendall(data)
            server.shutdown(socket.SHUT_WR)
        except OSError:
            self._close(client, server)

    def _cut(self, client: socket.socket, server: socket.socket, last: bytes) -> None:
        client.shutdown(socket.SHUT_RDWR)
        if last:
            server.sendall(last)
            server.shutdown(socket.SHUT_WR)  # the server finishes what it got
        elif not self._silently:
            self._close(client, server)

    def _down(self, client: socket.socket, server: socket.socket) -> None:
        """From the server to the client."""
        try:
            while data := server.recv(65536):
                if not self._swallowing:
                    client.sendall(data)
        except OSError:
            pass
        self._close(client, server)

    def _close(self, *ends: socket.socket) -> None:
        for end in ends:
            self._open.discard(end)
            with contextlib.suppress(OSError):  # the other side may have hung up before
                end.shutdown(socket.SHUT_RDWR)
            end.close()
