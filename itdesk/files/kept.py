"""Small files that the app keeps beside a workspace: whole or not at all, and sealed where the workspace is encrypted."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from itdesk.paths import user_config_dir, user_data_dir

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


def kept_files(workspace_uid: str) -> list[Path]:
    """Every file that the app keeps of a workspace on this computer for a person to find again."""
    data, config = user_data_dir(), user_config_dir()
    folders = (data / "drafts" / workspace_uid, data / "habits" / workspace_uid)
    single = (config / "lists", config / "searches")
    files = [file for folder in folders for file in folder.rglob("*")]
    files += [file for folder in single for file in folder.glob(f"{workspace_uid}.*")]
    return [file for file in files if file.is_file()]


def seal_all(workspace_uid: str, sealer: Seals) -> None:
    """Seal what lies in clear of a workspace that is encrypted now, and drop what the next start would be prepared by."""
    for file in kept_files(workspace_uid):
        content = file.read_bytes()
        if not content.startswith(MARK):
            _write_bytes(file, closed(content, sealer))
    (user_data_dir() / "starts" / f"{workspace_uid}.json").unlink(missing_ok=True)


def unseal_all(workspace_uid: str, sealer: Seals) -> None:
    """Take the seals off before a workspace's encryption is; what another key sealed stays as it is."""
    for file in kept_files(workspace_uid):
        try:
            content = opened(file.read_bytes(), sealer)
        except ValueError:
            continue
        _write_bytes(file, content)


def _write_bytes(file: Path, content: bytes) -> None:
    beside = file.with_name(f"{file.name}.sealing")
    beside.write_bytes(content)
    beside.replace(file)
