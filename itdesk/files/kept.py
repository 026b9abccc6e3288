"""Small files that the app keeps beside a workspace: whole or not at all, and sealed where the workspace is encrypted."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

MARK = b"itdesk sealed 1\n"


class Seals(Protocol):
    """What seals for one encrypted workspace (`itdesk.db.unlocking.Sealer`)."""

    def seal(self, content: bytes) -> bytes:
        """What only this workspace's key opens again."""

    def unseal(self, sealed: bytes) -> bytes:
        """Back again; raises ValueError for what isn't of this workspace."""


def read_kept(file: Path, sealer: Seals | None) -> str:
    """What a file holds; raises OSError, or ValueError where it can't be read with what is unlocked here."""
    return opened(file.read_bytes(), sealer).decode()


def opened(content: bytes, sealer: Seals | None) -> bytes:
    """Content as it was before it was sealed, if it was; raises ValueError."""
    if not content.startswith(MARK):
        return content
    if sealer is None:
        raise ValueError(MARK)
    return sealer.unseal(content.removeprefix(MARK))


def closed(content: bytes, sealer: Seals | None) -> bytes:
    """Content as it is kept."""
    return content if sealer is None else MARK + sealer.seal(content)


def write_kept(file: Path, text: str, sealer: Seals | None) -> None:
    """Write a file anew, so that a crash leaves the old or the new one."""
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    beside = file.with_suffix(".new")
    beside.write_bytes(closed(text.encode(), sealer))
    beside.replace(file)
