"""What is known outside an open workspace about its history: what its backups say, and what this PC remembers."""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from itdesk.core.chain import Head
from itdesk.db import chaining
from itdesk.db.backups import heads
from itdesk.db.backups.choices import all_folders, choices_of
from itdesk.db.backups.folder import listed
from itdesk.db.backups.heads import Known
from itdesk.paths import user_data_dir

if TYPE_CHECKING:
    from itdesk.db.database import Database

MOST = 60  # days of which the last head is remembered


def known_heads(database: Database) -> list[Known]:
    """The heads that the backups of an open workspace keep, and this PC."""
    uid = database.workspace.uid
    choices = choices_of(uid, is_server=database.is_server)
    return heads.known(listed(all_folders(database.path, uid, choices), uid), remembered(uid))


def remembered(uid: str) -> list[Known]:
    """The heads that this PC has seen, newest first; nothing where the file can't be read."""
    try:
        kept = json.loads(_file_of(uid).read_text(encoding="utf-8"))
        return [Known(datetime.fromisoformat(at).astimezone(UTC), Head(*head)) for at, *head in kept]
    except (OSError, ValueError, TypeError):
        return []


def remember(database: Database, *, links: bool = False) -> bool:
    """Remember how far history goes; False if it doesn't lead on from what is remembered. Cheap enough for a timer.

    links: whoever is here may link a server's lines first, so that there is something to remember.
    """
    if links and database.is_server and not database.read_only:
        chaining.catch_up(database)
    kept = known_heads(database)
    last = max(kept, key=lambda one: one.at, default=None)
    with database.as_itself() as session:
        connection = session.connection()
        head = chaining.newest(connection)
        if last is not None and not chaining.passes(connection, last.head):
            return False
    if head.lines and (last is None or head.lines > last.head.lines):
        _write(database.workspace.uid, Known(datetime.now(UTC), head))
    return True


def forget(uid: str) -> None:
    """Remember nothing any more: the workspace goes on from an earlier moment, or from what could be saved of it."""
    _file_of(uid).unlink(missing_ok=True)


def _write(uid: str, new: Known) -> None:
    others = [one for one in remembered(uid) if one.at.date() != new.at.date()]
    kept: list[Any] = [
        (one.at.isoformat(), one.head.last, one.head.lines, one.head.link) for one in [new, *others][:MOST]
    ]
    target = _file_of(uid)
    draft = target.with_suffix(".new")
    with suppress(OSError):  # a full disk: the next look tries again
        target.parent.mkdir(parents=True, exist_ok=True)
        draft.write_text(json.dumps(kept), encoding="utf-8")
        draft.replace(target)


def _file_of(uid: str) -> Path:
    return user_data_dir() / "heads" / f"{uid}.json"
