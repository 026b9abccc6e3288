"""Files that others see in whole or not at all: written beside, made to last, then renamed into place."""

from __future__ import annotations

import errno
import hashlib
import json
import os
from pathlib import Path
from typing import Any

from itdesk.core.progress import Progress
from itdesk.db.filesystem import sync_folder

_PORTION = 1 << 20
_NOT_KNOWN = frozenset({errno.EINVAL, errno.ENOTSUP, errno.EBADF, errno.EACCES})  # shares that don't sync folders


def put(path: Path, content: bytes) -> None:
    """Write a file in whole, in the place of one that is there."""
    draft = path.with_name(f".{path.name}.part")
    with draft.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    settle(draft, path)


def put_json(path: Path, content: dict[str, Any]) -> None:
    """The same with plain values."""
    put(path, json.dumps(content, ensure_ascii=False).encode())


def settle(draft: Path, path: Path) -> None:
    """Rename a finished file into its place, for good."""
    draft.replace(path)
    try:
        sync_folder(path.parent)
    except OSError as error:
        if error.errno not in _NOT_KNOWN:
            raise


def copy(source: Path, draft: Path, progress: Progress | None = None, what: str = "") -> tuple[int, str]:
    """Copy a file that nothing has open as a database, through to the disk; its size and SHA-256."""
    digest = hashlib.sha256()
    with source.open("rb") as read, draft.open("wb") as written:
        of = os.fstat(read.fileno()).st_size
        while data := read.read(_PORTION):
            digest.update(data)
            written.write(data)
            if progress is not None:
                progress.step(written.tell(), of, what)
        written.flush()
        os.fsync(written.fileno())
        return written.tell(), digest.hexdigest()


def read_json(path: Path) -> dict[str, Any] | None:
    """What was put there; None if nothing is. What a share gives in part only is no answer: OSError, to be asked again."""
    try:
        found = json.loads(path.read_bytes())
    except FileNotFoundError:
        return None
    except ValueError as error:
        raise OSError(f"{path.name} can't be read whole") from error
    if not isinstance(found, dict):
        raise OSError(f"{path.name} holds something else")
    return found
