"""What kind of disk a path lies on, and how to make files on it last."""

from __future__ import annotations

import os
import sys
from pathlib import Path

REMOTE = frozenset(
    {
        "nfs",
        "nfs4",
        "cifs",
        "smb3",
        "smbfs",
        "smb",
        "9p",
        "afs",
        "afpfs",
        "webdav",
        "davfs",
        "ncpfs",
        "ceph",
        "glusterfs",
    }
    | {"fuse.sshfs", "fuse.davfs2", "fuse.rclone", "fuse.gvfsd-fuse", "fuse.smbnetfs", "fuse.glusterfs", "macfuse"}
)
_LOCAL_FUSE = frozenset({"fuse.gocryptfs", "fuse.encfs", "fuse.mergerfs", "fuse.bindfs", "fuse.portal", "fuse.cryfs"})
_WINDOWS_REMOTE = 4  # DRIVE_REMOTE of GetDriveTypeW


def is_remote(path: Path) -> bool:
    """Whether path lies on another machine's disk, where locks and shared memory can't be trusted."""
    if sys.platform == "win32":
        return _is_remote_windows(path)
    return filesystem_of(path) in REMOTE


def is_doubtful(path: Path) -> bool:
    """Whether path lies on a kind of disk that nobody here knows: its locks are tried before anything is written."""
    kind = filesystem_of(path) if sys.platform != "win32" else ""
    return kind.startswith("fuse.") and kind not in REMOTE | _LOCAL_FUSE


def _is_remote_windows(path: Path) -> bool:
    import ctypes

    anchor = str(path.resolve().anchor)
    return anchor.startswith("\\\\") or ctypes.windll.kernel32.GetDriveTypeW(anchor) == _WINDOWS_REMOTE  # type: ignore[attr-defined,unused-ignore]


def filesystem_of(path: Path) -> str:
    """The name of the file system that holds path ("ext4", "cifs"); empty where the system doesn't tell."""
    if sys.platform == "darwin":
        return _filesystem_of_mac(path)
    try:
        return kind_in(Path("/proc/self/mountinfo").read_text(encoding="utf-8", errors="surrogateescape"), path)
    except OSError:
        return ""


def kind_in(mounts: str, path: Path) -> str:
    """The same out of what Linux tells about all that is mounted."""
    wanted = str(path.resolve())
    best, kind = "", ""
    for line in mounts.splitlines():
        before, _dash, after = line.partition(" - ")
        point = before.split()[4].encode().decode("unicode_escape")
        inside = wanted == point or wanted.startswith(point.rstrip("/") + "/")
        if inside and len(point) >= len(best):
            best, kind = point, after.split()[0]
    return kind


def _filesystem_of_mac(path: Path) -> str:
    import ctypes

    # struct statfs of 64-bit macOS: f_fstypename, 16 bytes, lies 72 bytes in
    buffer = ctypes.create_string_buffer(4096)
    library = ctypes.CDLL(None, use_errno=True)
    if library.statfs(os.fsencode(path), buffer) != 0:
        return ""
    return buffer.raw[72:88].split(b"\0")[0].decode()


def sync_file(path: Path) -> None:
    """Make a finished file's contents last through a power cut. Never for a database that is open here."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    """Make a rename in the folder last through a power cut; Windows does so by itself."""
    if sys.platform == "win32":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def is_writable(path: Path) -> bool:
    """Whether this person may change the file: its own mode counts even for somebody who is allowed everything."""
    return bool(path.stat().st_mode & 0o222) and os.access(path, os.W_OK)
