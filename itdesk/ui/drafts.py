"""What was typed and not saved yet, kept across pages, crashes and power cuts."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import UTC, datetime
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from itdesk.core.errors import UserError
from itdesk.core.texts import _
from itdesk.files.drafts import DraftFolder, Kept
from itdesk.files.kept import Seals
from itdesk.paths import user_data_dir

PAUSE = 800  # milliseconds after the last key
WAIT = 5.0  # seconds that a window which closes waits for the disk
FORM, TEXT, PLACE, FIRM = "form", "text", "place", "firm"  # what a key begins with


def form_key(kind: str, which: int | str) -> str:
    """Where the draft of a record's fields is kept: by its id, or by the uid of one that isn't stored yet."""
    return f"{FORM}/{kind}/{which}"


def text_key(kind: str, record_id: int, where: str) -> str:
    """Where a text that belongs to a record is kept."""
    return f"{TEXT}/{kind}/{record_id}/{where}"


def place_key(kind: str, where: str) -> str:
    """Where something is kept that belongs to the page of a kind rather than to one of its records."""
    return f"{PLACE}/{kind}/{where}"


def firm_key(where: str) -> str:
    """Where something is kept that belongs to the workspace as a whole."""
    return f"{FIRM}//{where}"


class Drafts(QObject):
    """Drafts by key, for one person in one workspace on this computer; files are read and written beside the window.

    `failed` carries a UserError when they can't be written, once until they can be again; in the app they are kept.
    """

    failed = Signal(object)
    changed = Signal()  # there is one more, or one less
    person_changed = Signal()
    _answered = Signal(object, object, object)  # folder, what was to be written, the error if it couldn't be

    def __init__(self, workspace_uid: str, parent: QObject | None = None, sealer: Seals | None = None) -> None:
        super().__init__(parent)
        self._uid, self._sealer = workspace_uid, sealer
        self._told = False
        self.closed = False
        self.began = datetime.now(UTC).isoformat()  # what was kept before was left over
        self._stale: dict[str, Kept | None] = {}  # to be written, or removed where there is none
        self._disk = ThreadPoolExecutor(max_workers=1, thread_name_prefix="drafts")
        self._pause = QTimer(self, singleShot=True, interval=PAUSE)
        self._pause.timeout.connect(self.save)
        self._answered.connect(self._told_of)
        self._person = -1
        self._folder: DraftFolder
        self._reading: Future[dict[str, Kept]] | None = None
        self._known: dict[str, Kept] | None = None
        self.belong_to(0)

    def belong_to(self, person: int) -> None:
        """Keep what this person types from now on; what another one typed is theirs (0: nobody said who they are)."""
        if person == self._person:
            return
        self.save()
        self._person = person
        self._folder = DraftFolder(user_data_dir() / "drafts" / self._uid / str(person), self._sealer)
        self._reading = None
        self._known = None
        self.person_changed.emit()
        self.changed.emit()

    def prepare(self) -> None:
        """Begin to read what there is, so that nobody waits for it later."""
        if self._reading is None and not self.closed:
            self._reading = self._disk.submit(self._folder.read)

    @property
    def _kept(self) -> dict[str, Kept]:
        if self._known is None:
            self.prepare()
            try:
                self._known = self._reading.result() if self._reading is not None else {}
            except OSError:  # no folder that could be read: new drafts say so when they can't be written
                self._known = {}
        return self._known

    def read_all(self) -> list[Kept]:
        """Everything that was typed and neither saved nor given up, oldest first; waits for the disk, for threads."""
        known = self._known
        if known is None:
            known = self._reading.result() if self._reading is not None else self._folder.read()
        return sorted(known.values(), key=lambda kept: kept.at)

    @property
    def keys(self) -> frozenset[str]:
        """Where something was typed, as far as it is known without waiting."""
        is_read = self._known is not None or (self._reading is not None and self._reading.done())
        return frozenset(self._kept) if is_read else frozenset()

    def records(self, kind: str) -> frozenset[int]:
        """Records of a kind of which something is typed and not saved, as far as it is known without waiting."""
        parts = [key.split("/") for key in self.keys]
        return frozenset(
            int(part[2]) for part in parts if part[0] in {FORM, TEXT} and part[1] == kind and part[2].isdigit()
        )

    def find(self, key: str) -> Kept | None:
        """What was typed here."""
        return self._kept.get(key)

    def keep(self, key: str, title: str, data: Mapping[str, Any]) -> None:
        """Keep what is typed here; it is on the disk after a pause."""
        is_new = key not in self._kept
        kept = Kept(key, title, datetime.now(UTC).isoformat(), dict(data))
        self._kept[key] = self._stale[key] = kept
        self._pause.start()
        if is_new:
            self.changed.emit()

    def drop(self, key: str) -> None:
        """Forget what was typed here: it was saved, or given up."""
        if self._kept.pop(key, None) is not None or key in self._stale:
            self._stale[key] = None
            self.save()
            self.changed.emit()

    def get(self, key: str) -> str:
        """The text that was typed here; empty if nothing is left."""
        kept = self.find(key)
        return str(kept.data.get("text", "")) if kept is not None else ""

    def set(self, key: str, text: str, title: str = "", **data: object) -> None:
        """Keep a text that is typed here; a blank one is forgotten."""
        if text.strip():
            self.keep(key, title, {**data, "text": text})
        else:
            self.drop(key)

    def save(self) -> None:
        """Hand what there is to the disk now; called by itself after a pause."""
        self._pause.stop()
        if self.closed:
            return
        stale, self._stale = self._stale, {}
        if stale:
            self._disk.submit(partial(self._write, self._folder, stale))

    def flush(self) -> bool:
        """Be on the disk before this returns; False where the disk did not answer in time."""
        if self.closed:
            return True
        self.save()
        try:
            self._disk.submit(lambda: None).result(timeout=WAIT)
        except TimeoutError:
            return False
        return True

    def close(self) -> None:
        """Write what is left; nothing can be kept afterwards."""
        if not self.closed:
            self.flush()
            self.closed = True
            self._disk.shutdown(wait=False)

    def _write(self, folder: DraftFolder, stale: Mapping[str, Kept | None]) -> None:
        """Runs beside the window."""
        error: OSError | None = None
        for key, kept in stale.items():
            try:
                folder.remove(key) if kept is None else folder.write(kept)
            except OSError as refused:
                error = refused
        self._answered.emit(folder, stale, error)

    def _told_of(self, folder: DraftFolder, stale: Mapping[str, Kept | None], error: OSError | None) -> None:
        if error is None:
            self._told = False
            return
        if folder is self._folder:
            self._stale = {**stale, **self._stale}
        if not self._told:
            self._told = True
            why = _("What you are typing could not be kept on this computer. Leave itdesk open until it is saved.")
            self.failed.emit(UserError(why, _("Free some room on this computer."), detail=str(error)))
