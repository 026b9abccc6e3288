"""What a keeper wrote that nobody else has, once somebody took over: a copy as if it had been taken along, to be merged back."""

from __future__ import annotations

import json
from contextlib import closing
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import update

from itdesk.core.uids import new_uid
from itdesk.db import backup, connecting, sqlite, tables, whereabouts
from itdesk.db.along.origin import Origin
from itdesk.db.share import snapshots, terms
from itdesk.db.share.places import Folder, Here
from itdesk.db.share.snapshots import Snapshot


def keep_left(folder: Folder, here: Here, term: int) -> Path | None:
    """Put a work file aside if it holds what the next term didn't begin with; None if all of it is there."""
    begun = (snapshots.base_of(folder, one) for one in terms.numbers(folder) if one > term)
    base = next((one for one in begun if one is not None), None)
    if base is not None and base.term == term and base.mark >= mark_of(here.work):
        return None
    origin = _origin(folder, here, base) if base is not None else None
    name = f"{folder.pointer.stem} {datetime.now(UTC):%Y-%m-%d %H-%M-%S}.itdesk"
    draft, file = here.root / "leaving.itdesk", here.left / name
    backup.clear(draft)
    backup.verify_copy(folder.unlock(here.work), draft)
    if origin is not None:
        _tell_origin(draft, origin)
    connecting.let_go(draft)
    draft.replace(file)
    return folder.unlock(file)


def _origin(folder: Folder, here: Here, base: Snapshot) -> Origin:
    """Where the ways of both keepers parted: the copy that the next one began with."""
    with closing(sqlite.connect(snapshots.fetch(folder, base, here.copies), mode="ro")) as connection:
        name = connection.execute("SELECT name FROM workspace").fetchone()[0]
        lines = connection.execute("SELECT coalesce(max(id), 0) FROM history").fetchone()[0]
        return Origin(folder.uid, str(name), str(folder.pointer), base.at, int(lines), mark_in(connection))


def _tell_origin(file: Path, origin: Origin) -> None:
    with closing(sqlite.connect(file)) as driver, sqlite.single_engine(driver).begin() as connection:
        connection.execute(update(tables.workspace).values(uid=new_uid()))
        whereabouts.tell(connection, whereabouts.TAKEN, json.dumps(asdict(origin), ensure_ascii=False))


def mark_of(path: Path) -> int:
    """How far the change log of a workspace file went."""
    with closing(sqlite.connect(path, mode="ro")) as connection:
        return mark_in(connection)


def mark_in(connection: Any) -> int:
    """The same of one that is open."""
    return int(connection.execute("SELECT coalesce(max(seq), 0) FROM change_log").fetchone()[0])
