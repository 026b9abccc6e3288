"""Files that belong to records: stored in the workspace in chunks under their hash, each content once."""

from __future__ import annotations

import io
import os
from dataclasses import dataclass
from datetime import datetime
from typing import IO, Any

from sqlalchemy import func, literal, select
from sqlalchemy.orm import Session

from itdesk.core.errors import UserError
from itdesk.core.progress import Progress
from itdesk.core.record import Verb as Right
from itdesk.core.texts import _
from itdesk.db import hanging, history, rights, tables
from itdesk.db.blobs import let_go, media_type, open_content, opened, safe_name, save_content, store, stored_name

__all__ = [
    "Attachment",
    "add",
    "add_stream",
    "earlier_versions",
    "list",
    "open",
    "open_content",
    "remove",
    "rename",
    "replace",
    "replace_stream",
    "safe_name",
    "save_content",
    "save_to",
]

files, versions, blobs = tables.attachments, tables.attachment_versions, tables.blobs


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file of a record. size is in bytes; who is empty if nobody was chosen; earlier versions are counted."""

    id: int
    name: str
    media_type: str
    size: int
    added_at: datetime
    who: str
    hash: str
    earlier: int = 0


def add(
    session: Session,
    kind: str,
    record_id: int,
    path: str | os.PathLike[str],
    name: str = "",
    *,
    text: str = "",
    progress: Progress | None = None,
) -> int:
    """Attach the file at path; the attachment's id. It is read in portions, twice: for its hash, then to be stored.

    text is what its content says, for whoever searches.
    """
    with opened(path, name) as (file, called):
        return add_stream(session, kind, record_id, file, called, text=text, progress=progress)


def add_stream(
    session: Session,
    kind: str,
    record_id: int,
    file: IO[bytes],
    name: str,
    *,
    text: str = "",
    progress: Progress | None = None,
) -> int:
    """Attach what a seekable stream holds, from its beginning."""
    rights.require(session, kind, Right.CHANGE)
    content = store(session, file, name, text, progress)
    return hanging.add(session, files, {"kind": kind, "record_id": record_id, **content})


def replace(
    session: Session,
    attachment_id: int,
    path: str | os.PathLike[str],
    name: str = "",
    *,
    text: str = "",
    progress: Progress | None = None,
) -> None:
    """Put a newer version in a file's place; what it held is kept among its earlier versions."""
    with opened(path, name) as (file, called):
        replace_stream(session, attachment_id, file, called, text=text, progress=progress)


def replace_stream(
    session: Session,
    attachment_id: int,
    file: IO[bytes],
    name: str,
    *,
    text: str = "",
    progress: Progress | None = None,
) -> None:
    """The same with what a seekable stream holds."""
    row = _row(session, attachment_id)
    rights.require(session, row.kind, Right.CHANGE)
    content = store(session, file, name, text, progress)
    if content["hash"] == row.hash:
        raise UserError(
            _("{file} holds the same as the version that is there.").format(file=name), _("Nothing was changed.")
        )
    kept = {one: getattr(row, one) for one in ("kind", "record_id", *content)}
    hanging.add(session, versions, {"attachment_id": attachment_id, **kept})
    hanging.change(session, files, attachment_id, content)


def rename(session: Session, attachment_id: int, name: str) -> None:
    """Call a file something else; it keeps its ending unless another is typed."""
    row = _row(session, attachment_id)
    rights.require(session, row.kind, Right.CHANGE)
    wanted = " ".join(name.split())
    if not wanted:
        raise UserError(_("A file needs a name."), _("Nothing was changed."))
    if "." not in wanted and "." in row.name:
        wanted += "." + row.name.rpartition(".")[2]
    stored = stored_name(wanted)
    hanging.change(session, files, attachment_id, {"name": stored, "media_type": media_type(stored)})


def _row(session: Session, attachment_id: int) -> Any:
    found = session.connection().execute(select(files).where(files.c.id == attachment_id)).first()
    if found is None:
        raise UserError(_("This file is no longer there."), _("Somebody may have removed it."))
    return found


def list(session: Session, kind: str, record_id: int) -> tuple[Attachment, ...]:  # noqa: A001 -- read as attachments.list
    """The files of a record, oldest first."""
    earlier = select(func.count()).where(versions.c.attachment_id == files.c.id).scalar_subquery()
    wanted = (
        select(files, blobs.c.size, earlier.label("earlier"))
        .join(blobs, blobs.c.hash == files.c.hash)
        .where(files.c.kind == kind, files.c.record_id == record_id)
        .order_by(files.c.id)
    )
    return _listed(session, wanted)


def earlier_versions(session: Session, attachment_id: int) -> tuple[Attachment, ...]:
    """What a file held before, newest first; their ids are none of attachments, their hashes open them."""
    wanted = (
        select(versions, blobs.c.size, literal(0).label("earlier"))
        .join(blobs, blobs.c.hash == versions.c.hash)
        .where(versions.c.attachment_id == attachment_id)
        .order_by(versions.c.id.desc())
    )
    return _listed(session, wanted)


def _listed(session: Session, wanted: Any) -> tuple[Attachment, ...]:
    found = session.connection().execute(wanted).all()
    people = history.people(session, {row.actor_id for row in found})
    return tuple(
        Attachment(
            row.id,
            row.name,
            row.media_type,
            row.size,
            row.added_at,
            people.get(row.actor_id, ""),
            row.hash,
            row.earlier,
        )
        for row in found
    )


def open(session: Session, attachment_id: int) -> io.BufferedReader:  # noqa: A001 -- read as attachments.open
    """The file's bytes as a stream that lives as long as the session."""
    return open_content(session, _row(session, attachment_id).hash)


def save_to(
    session: Session, attachment_id: int, path: str | os.PathLike[str], progress: Progress | None = None
) -> None:
    """Write the file to path, whole or not at all, and compare it with its hash."""
    save_content(session, _row(session, attachment_id).hash, path, progress)


def remove(session: Session, attachment_id: int) -> None:
    """Take a file off its record. Its content is kept for KEPT after the last use of it, so that it can be taken back."""
    connection = session.connection()
    row = connection.execute(select(files).where(files.c.id == attachment_id)).first()
    if row is None:
        return
    rights.require(session, row.kind, Right.CHANGE)
    earlier = connection.execute(select(versions).where(versions.c.attachment_id == attachment_id)).all()
    hanging.remove_many(session, versions, earlier)
    hanging.remove(session, files, attachment_id)
    let_go(session, {row.hash, *(one.hash for one in earlier)})
