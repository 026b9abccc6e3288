"""Contents of files: in chunks under their hash, each once, let go some time after their last use."""

from __future__ import annotations

import hashlib
import io
import mimetypes
import os
import re
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from sqlalchemy import Table, delete, insert, or_, select
from sqlalchemy.orm import Session

from itdesk.core.errors import Damaged, UserError
from itdesk.core.progress import Progress
from itdesk.core.texts import _
from itdesk.core.uids import new_uid
from itdesk.db import changes, tables
from itdesk.db.filesystem import sync_folder

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

CHUNK = 256 * 1024
LARGEST = 100 * 1024 * 1024  # bytes of one file: it is written in one transaction, while nobody else can write
LONGEST_TEXT = 100_000  # characters of one content that are searched
KEPT = timedelta(days=30)  # how long a content outlives its last use
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)
_UNSAFE = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f]')
_LONGEST_NAME = 255

blobs, chunks, leavings = tables.blobs, tables.blob_chunks, tables.blob_leavings
files, versions = tables.attachments, tables.attachment_versions


@contextmanager
def opened(path: str | os.PathLike[str], name: str) -> Iterator[tuple[IO[bytes], str]]:
    """A file to be read and its name; what keeps it from being read is said in a sentence."""
    source = Path(path)
    try:
        with source.open("rb") as file:
            yield file, name or source.name
    except OSError as error:
        raise UserError(
            _("The file {file} can't be read.").format(file=source.name),
            _("Nothing was attached. Check that it is still there and that you may open it."),
            detail=str(error),
        ) from error


def store(
    session: Session, file: IO[bytes], name: str, text: str = "", progress: Progress | None = None
) -> dict[str, Any]:
    """Keep a content once; what an attachment's row says about it."""
    digest, size = _measured(file, name)
    connection = session.connection()
    if connection.execute(select(blobs.c.hash).where(blobs.c.hash == digest)).first() is None:
        connection.execute(_kept(session, blobs).values(hash=digest, size=size))
        _store_chunks(session, file, name, (digest, size), progress)
        if text:
            connection.execute(_kept(session, tables.blob_texts).values(hash=digest, text=_searchable(text)))
    called = stored_name(name)
    return {
        "name": called,
        "media_type": media_type(called),
        "hash": digest,
        "added_at": changes.now(),
        "actor_id": session.info["actor"],
    }


def _kept(session: Session, table: Table) -> Any:
    """Adds a row, unless it is there for somebody whose records a login doesn't see."""
    if not session.info["masked"]:
        return insert(table)
    from sqlalchemy.dialects.postgresql import insert as insert_on_server

    return insert_on_server(table).on_conflict_do_nothing()


def _store_chunks(
    session: Session, file: IO[bytes], name: str, expected: tuple[str, int], progress: Progress | None
) -> None:
    digest, size = expected
    file.seek(0)
    again = hashlib.sha256()
    for number, data in enumerate(_portions(file)):
        if progress is not None:
            progress.step(number * CHUNK, size)
        again.update(data)
        session.connection().execute(_kept(session, chunks).values(hash=digest, number=number, data=data))
    if again.hexdigest() != digest:
        raise UserError(
            _("{file} changed while it was being read.").format(file=name),
            _("Nothing was attached. Wait until it is complete and try again."),
        )


def _searchable(text: str) -> str:
    """As much of a content's text as is searched, without what no engine stores."""
    return text.replace("\0", " ").encode("utf-8", "replace").decode()[:LONGEST_TEXT]


def media_type(name: str) -> str:
    """What a file is, by its ending."""
    return mimetypes.guess_type(name)[0] or "application/octet-stream"


def _measured(file: IO[bytes], name: str) -> tuple[str, int]:
    file.seek(0)
    digest, size = hashlib.sha256(), 0
    for data in _portions(file):
        digest.update(data)
        size += len(data)
        if size > LARGEST:
            raise UserError(
                _("{file} is larger than {limit} MB, the most that one attachment may have.").format(
                    file=name, limit=LARGEST // 1024**2
                ),
                _("Nothing was attached. Keep it in a folder and note its place instead."),
            )
    return digest.hexdigest(), size


def _portions(file: IO[bytes]) -> Iterator[bytes]:
    while data := file.read(CHUNK):
        yield data


def stored_name(name: str) -> str:
    """The last part of a path of any system, with its ending kept when it is too long."""
    last = re.split(r"[\\/]", name)[-1].replace("\0", "").encode("utf-8", "replace").decode()
    stem, dot, ending = last.rpartition(".")
    if len(last) <= _LONGEST_NAME:
        return last or _("unnamed")
    ending = dot + ending if len(ending) < 20 else ""
    return (stem or last)[: _LONGEST_NAME - len(ending)] + ending


def safe_name(name: str) -> str:
    """A name under which any system stores the file, and which doesn't hide its ending from people."""
    plain = "".join(letter for letter in name if unicodedata.category(letter) not in ("Cf", "Cc", "Cs"))
    plain = _UNSAFE.sub("_", plain).strip(" .")
    return f"_{plain}" if not plain or _RESERVED.fullmatch(plain) else plain


class _Reader(io.RawIOBase):
    """An attachment's bytes, a chunk at a time, while its session is open."""

    def __init__(self, session: Session, digest: str, size: int) -> None:
        self._session, self._hash, self._size = session, digest, size
        self._at = 0
        self._number, self._chunk = -1, b""

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        base = {os.SEEK_SET: 0, os.SEEK_CUR: self._at, os.SEEK_END: self._size}[whence]
        self._at = max(0, base + offset)
        return self._at

    def readinto(self, buffer: WriteableBuffer) -> int:
        number, within = divmod(self._at, CHUNK)
        if self._at >= self._size:
            return 0
        if number != self._number:
            wanted = select(chunks.c.data).where(chunks.c.hash == self._hash, chunks.c.number == number)
            found = self._session.connection().execute(wanted).scalar()
            if found is None:
                raise _broken()
            self._number, self._chunk = number, bytes(found)
        view = memoryview(buffer).cast("B")
        data = self._chunk[within : within + len(view)]
        view[: len(data)] = data
        self._at += len(data)
        return len(data)


def open_content(session: Session, digest: str) -> io.BufferedReader:
    """A content by its hash, of an earlier version too, as a stream that lives as long as the session."""
    size = session.connection().execute(select(blobs.c.size).where(blobs.c.hash == digest)).scalar()
    if size is None:
        raise UserError(_("This file is no longer there."), _("Somebody may have removed it."))
    return io.BufferedReader(_Reader(session, digest, size), CHUNK)


def save_content(
    session: Session, expected: str, path: str | os.PathLike[str], progress: Progress | None = None
) -> None:
    """The same for a content by its hash."""
    target = Path(path)
    draft = target.with_name(f".{target.name[:100]}-{new_uid()}")
    digest = hashlib.sha256()
    size = session.connection().execute(select(blobs.c.size).where(blobs.c.hash == expected)).scalar() or 0
    try:
        with open_content(session, expected) as stream, draft.open("wb") as out:
            for number, data in enumerate(_portions(stream)):
                if progress is not None:
                    progress.step(number * CHUNK, size)
                digest.update(data)
                out.write(data)
            out.flush()
            os.fsync(out.fileno())
        if digest.hexdigest() != expected:
            raise _broken()
        draft.replace(target)
        sync_folder(target.parent)
    except OSError as error:
        raise UserError(
            _("{file} can't be written.").format(file=target),
            _("Check that you may write there and that the disk has room."),
            detail=str(error),
        ) from error
    finally:
        draft.unlink(missing_ok=True)


def clear_out(session: Session, before: datetime) -> None:
    """Let go of contents that nothing has used since then, and forget about those that are used again."""
    connection = session.connection()
    used = or_(
        select(files.c.id).where(files.c.hash == leavings.c.hash).exists(),
        select(versions.c.id).where(versions.c.hash == leavings.c.hash).exists(),
    )
    gone = list(connection.execute(select(leavings.c.hash).where(leavings.c.since < before, ~used)).scalars())
    connection.execute(delete(leavings).where(leavings.c.since < before))
    for table in (chunks, tables.blob_texts, blobs):
        connection.execute(delete(table).where(table.c.hash.in_(gone)))


def let_go(session: Session, digests: set[str]) -> None:
    """Note that these contents may have no use any more, and let go of what had none for KEPT."""
    connection = session.connection()
    now = changes.now()
    known = set(connection.execute(select(leavings.c.hash)).scalars())
    for digest in sorted(digests - known):
        connection.execute(insert(leavings).values(hash=digest, since=now))
    clear_out(session, now - KEPT)


def _broken() -> Damaged:
    return Damaged(
        _("This file's content is damaged in the workspace."),
        _("Take it from a backup of the workspace, or attach it again."),
    )
