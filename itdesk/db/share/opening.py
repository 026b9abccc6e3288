"""A shared workspace as a database: kept here if it may be, else the newest published copy."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from itdesk.core.errors import Busy, Damaged, Unreachable
from itdesk.core.progress import Progress
from itdesk.core.texts import _
from itdesk.core.uids import new_uid
from itdesk.db import backup, connecting, sqlite, unlocking
from itdesk.db.backups.folder import carry
from itdesk.db.filelock import FairLock
from itdesk.db.share import snapshots, terms, trial
from itdesk.db.share.following import Following
from itdesk.db.share.keeping import Keeping, Taker, remember
from itdesk.db.share.left import keep_left, mark_of
from itdesk.db.share.places import Folder, Here, folder_at, root_of
from itdesk.db.share.placing import copy, put_json, read_json, settle
from itdesk.db.share.snapshots import Snapshot
from itdesk.db.sniff import require_workspace

if TYPE_CHECKING:
    from itdesk.db.database import Database

_TRIES = 3
_BESIDE = ("-wal", "-journal")


@dataclass(frozen=True, slots=True)
class Sharing:
    """How a workspace on a share is opened. takers: what is done with letters, by what they are about.

    begins: a file that is not shared yet becomes so. keeps: this PC may keep it. takes_over: though its keeper did not leave.
    """

    takers: Mapping[str, Taker] = field(default_factory=dict)
    begins: bool = False
    keeps: bool = True
    takes_over: bool = False


class OpenFile(Protocol):
    """Opens a workspace file of this PC as the database of a shared one."""

    def __call__(self, path: Path, pointer: Path, why_read_only: str) -> Database:
        """An empty reason: it may be written."""
        ...


def open_shared(
    pointer: Path, open_file: OpenFile, sharing: Sharing, *, read_only: bool, progress: Progress | None = None
) -> Database:
    """Open the shared workspace that a pointer tells of."""
    folder = folder_at(pointer)
    unlocking.require_key(pointer)
    here = Here.of(folder)
    try:
        if sharing.keeps and not read_only and terms.end_of(folder) is None:
            database = _kept(folder, here, open_file, sharing, progress)
            if database is not None:
                return database
        return _followed(folder, here, open_file, progress)
    except OSError as error:
        raise Unreachable(
            _("The shared folder {folder} can't be used just now.").format(folder=folder.root),
            _("Check that the share is connected, then open the workspace again."),
            detail=str(error),
        ) from error


def _kept(
    folder: Folder, here: Here, open_file: OpenFile, sharing: Sharing, progress: Progress | None
) -> Database | None:
    lock = FairLock(here.lock, 0)
    if not lock.keep():  # another process of this PC keeps it
        return None
    try:
        begun = _become(folder, here, progress, takes_over=sharing.takes_over)
        if begun is None:
            lock.close()
            return None
        terms.tidy(folder, begun[1].term)
        database = _opened(folder, here, open_file, begun[0])
    except BaseException:
        lock.close()
        raise
    database.share = Keeping(folder, here, begun, lock, sharing.takers)
    database.share.begin(database)
    return database


def _opened(folder: Folder, here: Here, open_file: OpenFile, term: int) -> Database:
    """The work file; the term is given back if it can't be opened."""
    try:
        return open_file(folder.unlock(here.work), folder.pointer, "")
    except BaseException:
        terms.beat(folder, term, 2, over=True)
        raise


def _become(folder: Folder, here: Here, progress: Progress | None, *, takes_over: bool) -> tuple[int, Snapshot] | None:
    """Claim the next term if nobody keeps the workspace, or this PC did; its number and the copy it begins with."""
    found = terms.lease(folder)
    last = found.term if found else 0
    is_ours = found is not None and found.holder == here.holder
    if found is not None and not (found.over or is_ours or takes_over):
        return None
    known = read_json(here.begun) or {}
    before = snapshots.newest(folder)
    if before is not None and not (is_ours and here.work.exists()):
        snapshots.fetch(
            folder, before, here.copies, progress
        )  # here already when the term is claimed, which is quick then
    goes_on = is_ours and here.work.exists() and last in (known.get("term"), known.get("next"))
    if goes_on:
        put_json(here.begun, {**known, "next": last + 1})
    term = terms.claim(folder, last, here)
    if term is None:
        return None
    base = snapshots.last_before(folder, term)
    if base is None:
        raise _nothing_there(folder)
    if not goes_on:
        _begin_work(folder, here, int(known.get("term") or 0), base)
    try:
        snapshots.begin_with(folder, term, base)
    except terms.Overtaken:
        return None
    remember(here, term, base.mark)
    return term, base


def _begin_work(folder: Folder, here: Here, term: int, base: Snapshot) -> None:
    """A work file from a published copy; what an earlier one holds that nobody has is put aside."""
    if here.work.exists() and term:
        keep_left(folder, here, term)
    copied = snapshots.fetch(folder, base, here.copies)
    clear_work(here)
    draft = here.work.with_name(".work.part")
    copy(copied, draft)
    settle(draft, here.work)


def clear_work(here: Here) -> None:
    """Remove the work file with what lies beside it."""
    connecting.let_go(here.work)
    for rest in ("-wal", "-shm", "-journal", "-lock", "-keys", ""):
        here.work.with_name(here.work.name + rest).unlink(missing_ok=True)


def _followed(folder: Folder, here: Here, open_file: OpenFile, progress: Progress | None) -> Database:
    newest, path = _fetched(folder, here, progress)
    ended = terms.end_of(folder)
    database = open_file(path, folder.pointer, ended.sentence if ended is not None else why(terms.lease(folder)))
    database.share = Following(folder, here, newest)
    return database


def _fetched(folder: Folder, here: Here, progress: Progress | None) -> tuple[Snapshot, Path]:
    """The newest copy; while it is fetched a newer one may be published and the older go."""
    for attempt in range(_TRIES):
        newest = snapshots.newest(folder)
        if newest is None:
            break
        try:
            return newest, snapshots.fetch(folder, newest, here.copies, progress)
        except FileNotFoundError:
            if attempt + 1 == _TRIES:
                raise
    raise _nothing_there(folder)


def why(found: terms.Lease | None) -> str:
    """Why nothing can be changed by somebody who only reads."""
    if found is None or found.over:
        return _("Nobody keeps this shared workspace just now; here it was opened for reading.")
    return _("{name} on {pc} keeps this shared workspace; everybody else reads what they publish.").format(
        name=found.name or _("Somebody"), pc=found.pc or _("another PC")
    )


def _nothing_there(folder: Folder) -> Damaged:
    return Damaged(
        _("The shared folder {folder} holds no published copy.").format(folder=folder.root.name),
        _("It was not changed. Open the newest backup instead."),
    )


def begin(path: Path) -> None:
    """Make a workspace file a shared one, in its place; the file itself stays in the folder as it was before.

    Killed anywhere, the same can be done again: until the pointer stands, everybody sees the old file.
    """
    _require_sharable(path)
    trial.examine(path.parent)
    root = root_of(path)
    root.mkdir(exist_ok=True)
    draft = _local_copy(path)
    try:
        folder = Folder(path, _uid_of(draft))
        folder.make()
        here = Here.of(folder)
        term = terms.claim(folder, terms.highest(folder), here)
        if term is None:
            raise Busy(_("Somebody else shares this workspace at this moment."), _("Open it again in a moment."))
        try:
            snapshots.publish(folder, term, 1, draft, mark_of(draft))
        except terms.Overtaken as error:
            raise Busy(_("Somebody else shares this workspace at this moment."), _("Open it again.")) from error
        _point(folder, path)
        terms.beat(folder, term, 2, over=True)
    finally:
        backup.clear(draft)


def _require_sharable(path: Path) -> None:
    if sqlite.is_open_here(path):
        raise Busy(_("This workspace is open here."), _("Close its windows first."))
    require_workspace(path)
    unlocking.require_key(path)
    lock = FairLock(path.with_name(path.name + "-lock"), 0)
    if not lock.keep():
        raise Busy(_("Another PC has it open for writing."), _("Ask them to close it, then open it again."))
    lock.close()


def _local_copy(path: Path) -> Path:
    """The workspace on this PC, with what a crash may have left beside it taken in."""
    from itdesk.paths import user_data_dir

    draft = user_data_dir() / f".sharing-{new_uid()}.itdesk"
    copy(path, draft)
    for rest in _BESIDE:
        beside = path.with_name(path.name + rest)
        if beside.exists():
            copy(beside, draft.with_name(draft.name + rest))
    key = connecting.key_of(path)
    if key is not None:
        connecting.hold(draft, key)
    with closing(sqlite.connect(draft)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.execute("PRAGMA journal_mode=DELETE")
        rows = backup.count_rows(connection)
    backup.verify(draft, rows)
    return draft


def _uid_of(path: Path) -> str:
    with closing(sqlite.connect(path, mode="ro")) as connection:
        return str(connection.execute("SELECT uid FROM workspace").fetchone()[0])


def _point(folder: Folder, path: Path) -> None:
    """Keep the file as it was in the folder, and let the pointer take its place at once."""
    before = folder.root / "before sharing.itdesk"
    draft = folder.root / ".before.part"
    copy(path, draft)
    settle(draft, before)
    carry(path, before)
    folder.point()
    for rest in (*_BESIDE, "-shm", "-lock"):
        path.with_name(path.name + rest).unlink(missing_ok=True)
