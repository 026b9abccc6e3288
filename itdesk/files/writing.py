"""Files that appear whole or not at all: written beside their place and moved there at the end."""

from __future__ import annotations

import errno
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from itdesk.core.errors import NoSpace, UserError
from itdesk.core.texts import _


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """A temporary place beside path, moved onto it when the block ends well and taken away when it doesn't.

    What stood at path stays untouched until then. Raises UserError for a full disk, a missing folder or no right to write.
    """
    try:
        handle, name = tempfile.mkstemp(prefix=f".{path.stem[:40]}-", suffix=path.suffix, dir=path.parent)
        os.close(handle)
    except OSError as problem:
        raise unwritable(path, problem) from problem
    place = Path(name)
    try:
        yield place
        _settle(place)
        place.replace(path)
    except OSError as problem:
        raise unwritable(path, problem) from problem
    finally:
        with suppress(OSError):  # it is gone when it was moved; a rest that can't be removed harms nobody
            place.unlink(missing_ok=True)


def _settle(place: Path) -> None:
    """Bring the content to the disk, with the rights that an ordinary new file has."""
    with place.open("rb") as file:
        os.fsync(file.fileno())
    mask = os.umask(0)
    os.umask(mask)
    place.chmod(0o666 & ~mask)


def unwritable(path: Path, problem: OSError) -> UserError:
    """The sentence for a file that can't be written."""
    name = f"“{path.name}”"
    if problem.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return NoSpace(
            _("There is not enough space for {file}. Nothing was written.").format(file=name),
            _("Make space, or choose another folder."),
            detail=str(problem),
        )
    if problem.errno in (errno.ENOENT, errno.ENOTDIR):
        return UserError(
            _("There is no folder {folder}.").format(folder=f"“{path.parent}”"),
            _("Choose another."),
            detail=str(problem),
        )
    if problem.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return UserError(
            _("{file} may not be written there.").format(file=name),
            _("Close it in other programs, or choose another folder."),
            detail=str(problem),
        )
    if problem.errno == errno.EISDIR or path.is_dir():
        return UserError(_("{file} is a folder.").format(file=name), _("Choose another name."), detail=str(problem))
    return UserError(
        _("{file} could not be written.").format(file=name),
        _("Check the drive, or choose another folder."),
        detail=str(problem),
    )
