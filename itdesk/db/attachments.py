"""Files that belong to records: stored in the workspace in chunks under their hash, each content once."""

from __future__ import annotations

import hashlib
import io
import mimetypes
import os
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, TYPE_CHECKING

from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import Session

from itdesk.core.errors import Damaged, UserError
from itdesk.core.record import Verb as Right
from itdesk.core.texts import _
from itdesk.core.uids import new_uid
from itdesk.db import changes, history, rights, tables
from itdesk.db.changes import Noted, Verb
from itdesk.db.filesystem import sync_folder

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

CHUNK = 256 * 1024
LARGEST = 100 * 1024 * 1024  # bytes of one file: it is written in one transaction, while nobody else can write
PART = "attachments"
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)
_UNSAFE = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f]')
_LONGEST_NAME = 255

files, blobs, chunks = tables.attachments, tables.blobs, tables.blob_chunks


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file of a record. size is in bytes; who is empty if nobody was chosen."""

    id: int
    name: str
    media_type: str
    size: int
    added_at: datetime
    who: str
    hash: str


def add(session: Session, kind: str, record_id: int, path: str | os.PathLike[str], name: str = "") -> int:
    """Attach the file at path; the attachment's id. It is read in portions, twice: for its hash, then to be stored."""
    source = Path(path)
    try:
        with source.open("rb") as file:
            return add_stream(session, kind, record_id, file, name or source.name)
    except OSError as error:
        raise UserError(
            _("The file {file} can't be read.").format(file=source.name),
            _("Nothing was attached. Check that it is still there and that you may open it."),
            detail=str(error),
        ) from error


def add_stream(session: Session, kind: str, record_id: int, file: IO[bytes], name: str) -> int:
    """Attach what a seekable stream holds, from its beginning."""
    rights.require(session, kind, Right.CHANGE)
    digest, size = _measured(file, name)
    connection = session.connection()
    if connection.execute(select(blobs.c.hash).where(blobs.c.hash == digest)).first() is None:
        connection.execute(insert(blobs).values(hash=digest, size=size))
        file.seek(0)
        again = hashlib.sha256()
        for number, data in enumerate(_portions(file)):
            again.update(data)
            connection.execute(insert(chunks).values(hash=digest, number=number, data=data))
        if again.hexdigest() != digest:
            raise UserError(
                _("{file} changed while it was being read.").format(file=name),
                _("Nothing was attached. Wait until it is complete and try again."),
            )
    stored_name = _stored_name(name)
    media_type = mimetypes.guess_type(stored_name)[0] or "application/octet-stream"
    made = connection.execute(
        insert(files)
        .values(
            uid=new_uid(),
            kind=kind,
            record_id=record_id,
            name=stored_name,
            media_type=media_type,
            hash=digest,
            added_at=changes.now(),
            actor_id=session.info["actor"],
        )
        .returning(files.c.id)
    ).scalar_one()
    noted = Noted(kind, record_id, "", Verb.ADDED, {"name": (None, stored_name)}, PART, made)
    changes.pending_of(session).note(noted)
    return int(made)


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


def _stored_name(name: str) -> str:
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


def list(session: Session, kind: str, record_id: int) -> tuple[Attachment, ...]:  # noqa: A001 -- read as attachments.list
    """The files of a record, oldest first."""
    wanted = (
        select(files, blobs.c.size)
        .join(blobs, blobs.c.hash == files.c.hash)
        .where(files.c.kind == kind, files.c.record_id == record_id)
        .order_by(files.c.id)
    )
    found = session.connection().execute(wanted).all()
    people = history.people(session, {row.actor_id for row in found})
    return tuple(
        Attachment(row.id, row.name, row.media_type, row.size, row.added_at, people.get(row.actor_id, ""), row.hash)
        for row in found
    )


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


def open(session: Session, attachment_id: int) -> io.BufferedReader:  # noqa: A001 -- read as attachments.open
    """The file's bytes as a stream that lives as long as the session."""
    wanted = select(blobs.c.hash, blobs.c.size).join(files, files.c.hash == blobs.c.hash)
    found = session.connection().execute(wanted.where(files.c.id == attachment_id)).first()
    if found is None:
        raise UserError(_("This file is no longer there."), _("Somebody may have removed it."))
    return io.BufferedReader(_Reader(session, found.hash, found.size), CHUNK)


def save_to(session: Session, attachment_id: int, path: str | os.PathLike[str]) -> None:
    """Write the file to path, whole or not at all, and compare it with its hash."""
    target = Path(path)
    draft = target.with_name(f".{target.name[:100]}-{new_uid()}")
    wanted = select(files.c.hash).where(files.c.id == attachment_id)
    digest, expected = hashlib.sha256(), session.connection().execute(wanted).scalar()
    try:
        with open(session, attachment_id) as stream, draft.open("wb") as out:
            for data in _portions(stream):
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


def remove(session: Session, attachment_id: int) -> None:
    """Take a file off its record; its content goes with the last one that uses it."""
    connection = session.connection()
    row = connection.execute(select(files).where(files.c.id == attachment_id)).first()
    if row is None:
        return
    rights.require(session, row.kind, Right.CHANGE)
    connection.execute(delete(files).where(files.c.id == attachment_id))
    left = connection.execute(select(func.count()).select_from(files).where(files.c.hash == row.hash)).scalar_one()
    if not left:
        connection.execute(delete(chunks).where(chunks.c.hash == row.hash))
        connection.execute(delete(blobs).where(blobs.c.hash == row.hash))
    noted = Noted(row.kind, row.record_id, "", Verb.REMOVED, {"name": (row.name, None)}, PART, attachment_id)
    changes.pending_of(session).note(noted)


def _broken() -> Damaged:
    return Damaged(
        _("This file's content is damaged in the workspace."),
        _("Take it from a backup of the workspace, or attach it again."),
    )
